"""The status screen: what stands on it, and that it fits."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from escalate.domain.calendar import Happened
from escalate.render.human_status import CHANGED_SCREEN, SCREEN, status_screen
from escalate.usecases.speaking import SpeakerView, TellView
from escalate.usecases.status import ImportedView, StatusView
from tests.render.build_views import (
    a_duty,
    a_full_status,
    a_record_to_approve,
    a_recounted,
    a_resolved_status,
    a_stage,
    a_status,
    an_action,
    an_overfull_status,
    at,
)


def shown(view: StatusView, width: int = 80) -> list[str]:
    return [str(line) for line in status_screen(view, width)]


def flat(view: StatusView, width: int = 80) -> str:
    return " ".join("\n".join(shown(view, width)).split())


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("scripted", [False, True])
@pytest.mark.parametrize("build", [a_full_status, an_overfull_status])
def test_six_stages_five_duties_and_thirty_entries_fit_24_lines(
    width: int, scripted: bool, build: Callable[..., StatusView]
) -> None:
    lines = shown(build(scripted=scripted), width)
    assert len(lines) <= SCREEN
    assert max(map(len, lines)) <= min(width, 100)


def test_another_due_time_and_what_waits_for_approval_stand_with_their_commands() -> None:
    view = a_status(recounted=(a_recounted(),), to_approve=(a_record_to_approve(8),), corrections=2)
    lines, text = shown(view), flat(view)
    assert len(lines) <= SCREEN
    assert "escalate extend 7 D3 --to 2026-12-24" in text
    assert "D3 Thu 24 Dec 5pm" in text
    assert "D8, entry 18: Approve and date the record escalate approve 7 18" in text
    assert "2 corrections" in text


def test_both_due_times_are_whole_after_the_correction_and_an_ended_duty_needs_no_command() -> None:
    now = a_recounted(just_now=True)
    ended = a_recounted(4, ended=True, just_now=True, command="")
    text = flat(a_full_status(changed=("Entry 2 is corrected",), recounted=(now, ended)))
    assert "D3 is due Tuesday 29 December 2026, 5pm. From the corrected time: Thursday 24 December 2026, 5pm." in text
    assert "D4 was due Tuesday 29 December 2026, 5pm. From the corrected time: Thursday 24" in text
    assert "--to 2026-12-24" in text
    assert "extend 7 D4" not in text


def test_an_imported_one_was_raised_and_did_not_open_on_the_day_it_came_to_its_stage() -> None:
    source = ImportedView(Happened(date(2026, 12, 18)), 2)
    opened, raised = Happened(date(2026, 10, 15)), Happened(date(2026, 10, 5))
    view = a_status(imported=source, opened=opened, raised=raised, thin=0, receipt="", ended_duties=(), consultations=0)
    assert "raised 5 Oct" in flat(view)
    assert "opened" not in flat(view)


def test_a_full_screen_still_has_all_that_matters() -> None:
    text = flat(a_full_status())
    for said in (
        "Tuesday 29 December 2026, 5pm, in 7 days the policy says must",
        "D3 Settle it or take it to stage 3 (both sides)",
        "5 working days after Friday 18 December 2026, 10am, when it was raised",
        "Fri 25 (Christmas Day), Sat 26 (Boxing Day), Sun 27, Mon 28 (Boxing Day, substitute day)",
        "How we read it: Stages 1 and 2 share one limit. 5pm is our assumption.",
        "> 3",
        "gone past",
        "Us: Supervisor or manager, Oak School",
        "Them: Supervisor or manager, Children's Services",
        "D5 The two managers",
        "not heard yet: Children's",
        "escalate log 7",
        "D4 Visit the family",
        "D6 Visit the family",
        "D7 Tell the Business Manager",
        "D8 Tell the Chair",
        "more things: escalate status 7 --plain",
        "30 entries, 4 thin records",
        "escalate trail 7",
    ):
        assert said in text, said


def test_what_does_not_fit_is_a_count_with_the_command_that_shows_it() -> None:
    text = flat(an_overfull_status())
    assert "more duties: escalate trail 7" in text
    assert "more things: escalate status 7 --plain" in text
    assert "Danger was reported. Told: 999" in text
    assert "Tuesday 29 December 2026, 5pm, in 7 days" in text


MANAGER = TellView(7, "Business Manager of the partnership's own office", "Bo Mwangi 01803 000111")
CHAIR = TellView(8, "Chair", "")


@pytest.mark.parametrize("build", [a_full_status, an_overfull_status])
def test_whom_to_tell_leaves_the_screen_at_24_lines(build: Callable[..., StatusView]) -> None:
    told = {"to_tell": (MANAGER, CHAIR, replace(MANAGER, number=9)), "without_contact": ("Chair", "Named nurse")}
    assert len(shown(build(**told))) <= SCREEN


def test_a_number_is_never_cut_and_what_is_missing_is_said_once() -> None:
    for build in (a_status, a_full_status):
        lines = shown(build(to_tell=(MANAGER, CHAIR), without_contact=("Chair", "Named nurse")))
        (line,) = [line for line in lines if MANAGER.contact in line]
        assert line.startswith("TELL    D7 Business Manager")
    lines = shown(a_status(to_tell=(MANAGER, CHAIR), without_contact=("Chair", "Named nurse")))
    (hint,) = [line for line in lines if "escalate setup" in line]
    assert "No name or number for: Chair; Named nurse" in hint


def test_who_speaks_is_shown_with_the_number_even_when_the_screen_is_full() -> None:
    role = "Senior manager: Head of Service, Operations Manager, or Named or Designated representative"
    speaker = SpeakerView("Oak School", "raising", role, ("Ann Lee, head of year",) * 3, MANAGER.contact)
    for build in (a_status, a_full_status, an_overfull_status):
        assert MANAGER.contact in flat(build(speakers=(speaker,)))


def test_the_last_line_gives_the_receipt_of_the_last_entry() -> None:
    assert shown(a_status())[-1].endswith("Receipt 12 FVYR-MQVX-E2YE-4AKW")
    assert shown(a_status(receipt=""))[-1].endswith("Entry 12")
    assert "escalate trail 7" in shown(a_full_status())[-1]


def test_with_room_blocks_stand_apart_and_everything_is_in_full() -> None:
    view = a_status(advice=(), next_stages=(), stages=(a_stage(1, "now"),))
    assert shown(view).count("") >= 4
    assert "D5 The two managers speak (not heard yet: Children's escalate log 7 Services) (a discussion)" in flat(view)


def test_advice_that_does_not_fit_is_counted_and_found_in_the_policy() -> None:
    advice = tuple(f"Advice number {number}." for number in range(20))
    assert "ADVICE Advice number 0." in flat(a_status(advice=advice))
    assert "more points of advice: escalate policy show anytown" in flat(a_status(advice=advice))


@pytest.mark.parametrize(
    ("duty", "said"),
    [
        (a_duty(), "in 7 days the policy says must"),
        (a_duty(force="should"), "in 7 days the policy says should"),
        (a_duty(due=at(17, 9), late=True), "5 days late: the policy says must"),
        (a_duty(due=at(17, 9), late=True, force="should"), "5 days past: the policy says should"),
        (a_duty(due=at(22, 13)), "today, in 3 hours"),
        (a_duty(within="agreed", since_what="your date: the policy sets none"), "your date: the policy sets none"),
        (
            a_duty(within="agreed", since_what="your date: the policy sets none", both_agreed=True),
            "your date, which both sides agreed: the policy sets none",
        ),
        (a_duty(within="agreed", dates_before=(at(21, 17),)), "a new date, agreed by one side alone"),
        (a_duty(within="24 hours", not_counted=(), note=""), "24 hours after Friday 18 December 2026, 10am"),
    ],
)
def test_the_next_due_time_says_how_far_off_and_on_whose_word(duty: object, said: str) -> None:
    assert said in flat(a_status(next_due=duty, advice=()))


def test_an_hours_limit_names_no_assumption() -> None:
    assert "assumption" not in flat(a_status(next_due=a_duty(within="24 hours")))


def test_what_an_act_changed_stands_on_top() -> None:
    lines = shown(a_status(changed=("Recorded: discussion", "D4 started: Visit")))
    assert lines[3] == "CHANGED Recorded: discussion"


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("build", [a_status, a_full_status, an_overfull_status])
def test_after_an_act_20_lines_say_what_changed_what_is_due_and_what_to_do_next(
    build: Callable[..., StatusView], width: int
) -> None:
    began = tuple(
        f"D{number} started: Do one thing or another, whatever it may be, at length" for number in range(20, 32)
    )
    lines = shown(build(changed=("Recorded: discussion", *began)), width)
    assert len(lines) <= CHANGED_SCREEN
    text = " ".join(" ".join(lines).split())
    for said in (
        "CHANGED Recorded: discussion",
        "more changes: escalate trail 7",
        "DUE Tuesday 29 December 2026, 5pm, in 7 days",
        "SPEAK Us: ",
        "NEEDED ",
        "escalate status 7",
        ": escalate status 7",
    ):
        assert said in text, said
    assert "STAGES" not in text


def test_what_an_act_started_is_said_with_its_date_and_not_again_where_it_is_due_or_needed() -> None:
    text = flat(a_status(changed=("D3 started: Settle it", "D4 started: Visit", "D5 started: They speak")))
    assert "CHANGED D4 started: Visit (by Wed 23 Dec 5pm) " in text
    assert "D3 started" not in text
    assert "D5 started" not in text


def test_after_an_act_another_duty_that_is_late_is_still_said_and_the_others_are_counted() -> None:
    duties = (*a_status().open_duties, an_action(6, 17, late=True), an_action(8, 28))
    lines = shown(a_status(changed=("Recorded: discussion",), open_duties=duties))
    assert any(line.startswith("DUTIES  D6 Visit the family") and line.endswith("4 days late") for line in lines)
    assert not any("D8 " in line for line in lines)
    assert lines[-1].startswith("2 more open duties: escalate status 7")


@pytest.mark.parametrize("width", [80, 100, 120])
def test_of_a_long_heading_the_grounds_give_way_and_never_whom_it_is_about(width: int) -> None:
    grounds = ("Levels of need and thresholds for a service", "Roles and responsibilities", "Communication")
    for subjects in (("child AB",), ("child AB-2", "child CD-17"), tuple(f"child AB-{n}" for n in range(12))):
        lines = shown(a_status(grounds=grounds, subjects=subjects), width)
        head = " ".join(" ".join(lines[: lines.index("")]).split())
        assert [one for one in subjects if one not in head] == []
        assert "policy anytown, 2030-01" in head
        assert len(lines) <= SCREEN


@pytest.mark.parametrize("build", [a_status, a_full_status, an_overfull_status])
def test_the_names_of_those_who_speak_are_never_cut(build: Callable[..., StatusView]) -> None:
    people = ("Alexandra Featherstonehaugh, Deputy designated safeguarding lead", "Bo Mwangi, Head")
    speakers = (
        SpeakerView("Oak School", "raising", "Supervisor or manager", people[:1]),
        SpeakerView("Children's Services, Family Assessment Team", "responding", "Supervisor or manager", people),
    )
    text = flat(build(speakers=speakers))
    assert "Alexandra Featherstonehaugh" in text
    assert "Bo Mwangi" in text


def test_a_scripted_log_says_so() -> None:
    assert shown(a_status(scripted=True))[-1].endswith("Demonstration log. Receipt 12 FVYR-MQVX-E2YE-4AKW")
    assert shown(an_overfull_status(scripted=True))[-1].endswith("Demonstration log. Receipt 345 FVYR-MQVX-E2YE-4AKW")


def test_a_resolved_dispute_shows_outcome_dissent_and_duties_still_open() -> None:
    text = flat(a_resolved_status())
    assert "Resolved on Tuesday 22 December 2026" in text
    assert "Professional difference resolved: the decision stands, with reasons, decided by The managers" in text
    assert "DISSENT ON RECORD: somebody still believes the person at risk" in text
    assert "D9 Take it to the equivalent manager" in text
    assert "NEEDED" not in text
    assert "DUE" not in text


def test_a_responding_worker_sees_their_own_side_as_us() -> None:
    text = flat(a_status(side="responding", waiting_on="them"))
    assert "Us: Supervisor or manager, Children's Services (no name yet)" in text
    assert "Waiting on: them (Oak School)" in text


def test_duties_are_one_line_each_and_not_said_twice() -> None:
    gate = a_duty(5, what="The two managers speak", due=None, within="", gate=True, clock=False)
    view = a_status()
    lines = shown(replace(view, open_duties=(*view.open_duties, gate)))
    assert [line for line in lines if "D4 " in line] == [
        "DUTIES  D4 Visit the family at home                      them, by Wed 23 Dec 5pm"
    ]
    assert len([line for line in lines if "D5 " in line]) == 1
    assert len([line for line in lines if "D3 " in line]) == 1


@pytest.mark.parametrize(
    ("duty", "said"),
    [
        (an_action(4, 17, late=True), "them, 4 days late"),
        (an_action(4, 23, late=True), "them, by Wed 23 Dec 5pm, late before"),
        (an_action(4, 17, force="aim"), "them, 4 days past (aim)"),
        (a_duty(4, due=at(20, 9), within="at once"), "both, at once, for 2 days"),
        (a_duty(4, due=None, within=""), "both, no date"),
        (a_duty(4, due=None, within="agreed", waiting_on="them"), "them, no date yet"),
        (a_duty(4, due=None, within="", waiting_on="Chair of the Executive"), "Chair of the Executive, no date"),
    ],
)
def test_an_open_duty_says_on_whom_it_waits_and_by_when(duty: object, said: str) -> None:
    assert any(line.endswith(said) for line in shown(a_status(open_duties=(duty,))))


def test_at_the_last_stage_with_nothing_missing_the_way_out_is_named() -> None:
    assert "this is the last stage escalate resolve 7" in flat(a_status(still_needed=(), next_stages=()))
    assert "Nothing more before the next stage escalate advance 7" in flat(a_status(still_needed=()))


def test_without_a_clock_it_says_that_no_date_is_running() -> None:
    assert "DUE     No date is running." in shown(a_status(next_due=None))
