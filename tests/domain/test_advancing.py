"""Advanced: gates, forks, by-passes, danger, going back, and what leaving and entering do to the duties."""

import pytest

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.parts import ByPass
from escalate.domain.policy import Policy
from escalate.errors import BadAnswers, BadDate, BadInput, MissingAnswers, MissingGate, NoSuchStage, Refused
from tests.build import CLOCK, FORK, HEADING, OTHERS, THEM, US, Desk, at, duty, policy, when

RISK = ByPass("risk", "It cannot wait.")
GATE = duty(gate=True, stages=["1"])
ASKS = """
    [[ask]]
    id = "kind"
    text = "What kind?"
    options = ["plan", "visit"]
    [[ask]]
    id = "aim"
    text = "What do you want to achieve?"
"""


def moved(desk: Desk) -> e.Advanced:
    event = desk.events[-1]
    assert isinstance(event, e.Advanced)
    return event


def bypassing(kind: str, extra: str = "") -> Policy:
    return policy(extra, heading=HEADING.replace('bypass = "agreed"', f'bypass = "{kind}"'))


# Where to


def test_without_a_target_it_goes_to_the_one_stage_that_follows() -> None:
    desk = Desk(policy()).open().do(r.Advance())
    assert (desk.dispute.stage, moved(desk).from_stage, moved(desk).gone_past) == ("2", "1", ())


def test_at_a_fork_the_way_must_be_said_and_each_is_shown_with_its_hint() -> None:
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy(stages=FORK)).open().do(r.Advance())
    assert missing.value.details == ("--to 2: Managers. When it can wait.", "--to 3: Chair.")


@pytest.mark.parametrize("to", ["2", "3"])
def test_each_branch_of_a_fork_is_a_way_on_and_goes_past_nothing(to: str) -> None:
    desk = Desk(policy(stages=FORK)).open().do(r.Advance(to=to))
    assert (desk.dispute.stage, moved(desk).bypass, moved(desk).gone_past) == (to, None, ())


def test_from_the_last_stage_nothing_follows() -> None:
    desk = Desk(policy()).open().do(r.Advance()).do(r.Advance())
    with pytest.raises(Refused) as refused:
        desk.do(r.Advance())
    assert "escalate resolve" in refused.value.hint


def test_an_unknown_stage_is_not_found() -> None:
    with pytest.raises(NoSuchStage):
        Desk(policy()).open().do(r.Advance(to="9"))


def test_the_stage_it_is_at_is_no_target() -> None:
    with pytest.raises(BadInput):
        Desk(policy()).open().do(r.Advance(to="1"))


# Gates


def test_a_gate_of_the_present_stage_refuses_and_names_the_duty_and_its_command() -> None:
    with pytest.raises(MissingGate) as refused:
        Desk(policy(GATE)).open().do(r.Advance())
    assert refused.value.details == ("D2 Do it: escalate done 1 D2",)
    assert "clock still runs" in refused.value.hint
    assert "risk" in refused.value.hint


@pytest.mark.parametrize(
    ("ends", "command"),
    [
        ("done", "escalate done 1 D2"),
        ("consultation", "escalate log 1"),
        ("discussion", "escalate log 1"),
        ("agreement", "escalate log 1"),
        ("raised", "escalate log 1"),
    ],
)
def test_each_gate_names_the_command_that_supplies_it(ends: str, command: str) -> None:
    desk = Desk(policy(duty(gate=True, stages=["1"], ends=ends))).open(raised=None, raise_by=when("2026-11-27"))
    with pytest.raises(MissingGate) as refused:
        desk.do(r.Advance())
    number = desk.duty("it").number
    assert [command.replace("D2", f"D{number}") in line for line in refused.value.details] == [True]


def test_a_gate_for_a_record_names_the_record_to_approve() -> None:
    desk = Desk(policy(duty(gate=True, stages=["1"], starts="record", ends="approved"))).open().talk("them")
    with pytest.raises(MissingGate) as refused:
        desk.do(r.Advance())
    assert refused.value.details == ("D2 Do it: escalate approve 1 3  (whoever made the record, or their manager)",)
    assert desk.do(r.Approve(entry=3)).do(r.Advance()).dispute.stage == "2"


def test_every_open_gate_is_named_at_once() -> None:
    two = GATE + duty(id="other", what="Do the other", gate=True, stages=["1"])
    with pytest.raises(MissingGate) as refused:
        Desk(policy(two)).open().do(r.Advance())
    assert len(refused.value.details) == 2


def test_a_gate_that_is_done_lets_it_pass() -> None:
    desk = Desk(policy(GATE)).open()
    desk.do(r.MarkDone(numbers=(2,))).do(r.Advance())
    assert desk.dispute.stage == "2"


def test_a_gate_of_another_stage_does_not_hold_it() -> None:
    assert Desk(policy(duty(gate=True, stages=["2"]))).open().do(r.Advance()).dispute.stage == "2"


def test_a_duty_that_is_no_gate_does_not_hold_it() -> None:
    assert Desk(policy(duty(stages=["1"]))).open().do(r.Advance()).dispute.stage == "2"


def test_a_gate_for_discussion_ends_when_every_responding_party_has_spoken() -> None:
    desk = Desk(policy(duty(by="both", ends="discussion", gate=True, stages=["1"]))).open(parties=(US, THEM, OTHERS))
    desk.talk("them")
    assert desk.states()["it"] == "open"
    with pytest.raises(MissingGate) as refused:
        desk.do(r.Advance())
    assert "not heard yet: Police" in refused.value.details[0]
    assert "Council" not in refused.value.details[0]
    assert desk.talk("others").states()["it"] == "done"


def test_a_gate_for_discussion_ends_when_the_silent_ones_are_on_record() -> None:
    desk = Desk(policy(duty(ends="discussion", gate=True, stages=["1"]))).open(parties=(US, THEM, OTHERS))
    assert desk.no_reply("others").states()["it"] == "open"
    assert desk.talk("them").states()["it"] == "done"


def test_one_entry_can_hold_who_spoke_and_who_did_not_reply() -> None:
    desk = Desk(policy(duty(ends="discussion", gate=True, stages=["1"]))).open(parties=(US, THEM, OTHERS))
    assert desk.talk("them", no_reply=("others",)).states()["it"] == "done"


def test_what_was_said_before_the_gate_started_does_not_count_for_it() -> None:
    gate = duty(ends="discussion", gate=True)
    desk = Desk(policy(gate)).open(parties=(US, THEM, OTHERS)).talk("them", "others").do(r.Advance()).talk("them")
    assert desk.states()["it"] == "open"
    assert desk.talk("others").states()["it"] == "done"


def test_what_was_said_at_the_same_stage_before_the_gate_started_does_not_count_for_it() -> None:
    kinds = duty(id="x", stages=["1"]) + duty(starts="done:x", ends="discussion", gate=True, stages=["1"])
    desk = Desk(policy(kinds)).open(parties=(US, THEM, OTHERS)).talk("others")
    desk.do(r.MarkDone((desk.duty("x").number,))).talk("them")
    assert desk.states()["it"] == "open"
    assert desk.talk("others").states()["it"] == "done"


def test_a_gate_that_starts_in_a_discussion_does_not_end_in_it() -> None:
    gate = duty(starts="discussion", ends="discussion", gate=True, stages=["1"])
    desk = Desk(policy(gate)).open().talk("them")
    assert desk.states()["it"] == "open"
    assert desk.talk("them").dispute.duties[2].ended


def test_any_other_duty_for_discussion_ends_at_the_first() -> None:
    desk = Desk(policy(duty(ends="discussion", stages=["1"]))).open(parties=(US, THEM, OTHERS))
    assert desk.talk("them").states()["it"] == "done"


# No reply


@pytest.mark.parametrize("ends", ["discussion", "agreement", "done"])
@pytest.mark.parametrize(("by", "passes"), [("both", True), ("responding", True), ("chair", True), ("raising", False)])
def test_no_reply_lets_any_gate_pass_that_is_not_the_raising_sides_own(by: str, passes: bool, ends: str) -> None:
    desk = Desk(policy(duty(by=by, gate=True, ends=ends, stages=["1"]))).open().no_reply()
    if not passes:
        with pytest.raises(MissingGate):
            desk.do(r.Advance())
        return
    ended = desk.do(r.Advance()).duty("it").ended
    assert ended
    assert (ended.how, ended.because) == ("lapsed", "no reply")
    assert moved(desk).bypass is None


@pytest.mark.parametrize(("by", "offered"), [("both", True), ("raising", False)])
def test_no_reply_is_offered_only_for_a_gate_that_it_lets_pass(by: str, offered: bool) -> None:
    desk = Desk(policy(duty(by=by, gate=True, ends="discussion", stages=["1"]))).open()
    with pytest.raises(MissingGate) as refused:
        desk.do(r.Advance())
    assert ["or that they did not reply" in line for line in refused.value.details] == [offered]


def test_no_reply_leaves_the_gate_open_until_it_is_passed() -> None:
    desk = Desk(policy(duty(by="both", gate=True, ends="discussion", stages=["1"]))).open().no_reply()
    assert desk.states()["it"] == "open"


def test_no_reply_at_an_earlier_stage_does_not_pass_a_later_gate() -> None:
    desk = Desk(policy(duty(by="both", gate=True, ends="discussion", stages=["2"]))).open().no_reply().do(r.Advance())
    with pytest.raises(MissingGate):
        desk.do(r.Advance())


def test_no_reply_before_going_back_does_not_pass_the_gate_that_starts_anew() -> None:
    desk = Desk(policy(duty(by="both", gate=True, ends="discussion", stages=["1"]))).open().no_reply()
    desk.do(r.Advance()).do(r.Advance(to="1", reason="New facts."))
    with pytest.raises(MissingGate):
        desk.do(r.Advance())


def test_a_gate_of_each_party_is_the_raising_sides_own_in_its_log() -> None:
    desk = Desk(policy(duty(by="each", gate=True, stages=["1"]))).open().no_reply()
    with pytest.raises(MissingGate):
        desk.do(r.Advance())


# The asks


def test_the_first_advance_demands_the_asks_that_were_not_answered() -> None:
    desk = Desk(policy(ASKS)).open(answers={"kind": "plan"})
    with pytest.raises(MissingGate) as refused:
        desk.do(r.Advance())
    assert ["What do you want to achieve?" in line for line in refused.value.details] == [True]
    desk.do(r.Advance(answers={"aim": "A visit."}))
    assert desk.dispute.answers == {"kind": "plan", "aim": "A visit."}
    assert desk.do(r.Advance()).dispute.stage == "3"  # never asked again


@pytest.mark.parametrize("answers", [{"other": "x"}, {"kind": "neither"}])
@pytest.mark.parametrize("back", [False, True])
def test_advance_refuses_answers_that_do_not_fit(answers: dict[str, str], back: bool) -> None:
    desk = Desk(policy(ASKS)).open(answers={"kind": "plan", "aim": "x"})
    if back:
        desk.do(r.Advance())
    with pytest.raises(BadAnswers):
        desk.do(r.Advance(to="1" if back else "", reason="Again.", answers=answers))


def test_an_empty_answer_is_no_answer() -> None:
    desk = Desk(policy(ASKS)).open(answers={"kind": "plan"})
    with pytest.raises(MissingGate):
        desk.do(r.Advance(answers={"aim": " "}))


# By-passes


@pytest.mark.parametrize(
    ("kind", "because", "passes"),
    [
        ("risk", "risk", True),
        ("risk", "agreed", False),
        ("risk", "discretion", False),
        ("agreed", "risk", True),
        ("agreed", "agreed", True),
        ("agreed", "discretion", False),
        ("free", "risk", True),
        ("free", "agreed", True),
        ("free", "discretion", True),
    ],
)
@pytest.mark.parametrize("jump", [False, True])
def test_a_stage_is_gone_past_for_the_reasons_its_policy_allows(
    kind: str, because: str, passes: bool, jump: bool
) -> None:
    desk = Desk(bypassing(kind, GATE)).open()
    request = r.Advance(to="3" if jump else "2", bypass=ByPass(because, "It cannot wait.", "Both managers"))
    if not passes:
        with pytest.raises(Refused) as refused:
            desk.do(request)
        assert refused.value.code == "not-allowed"
        return
    desk.do(request)
    assert moved(desk).bypass == request.bypass
    assert moved(desk).gone_past == (("2",) if jump else ())
    assert moved(desk).left_out == ("D2 Do it: escalate done 1 D2",)


def test_a_bypass_demands_its_reason() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy(GATE)).open().do(r.Advance(bypass=ByPass("risk", " ")))


def test_a_bypass_by_agreement_demands_who_agreed() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy(GATE)).open().do(r.Advance(bypass=ByPass("agreed", "It cannot wait.")))


def test_a_bypass_is_not_recorded_where_nothing_is_gone_past() -> None:
    assert moved(Desk(policy()).open().do(r.Advance(bypass=RISK))).bypass is None


def test_a_stage_that_does_not_follow_is_refused_without_a_bypass() -> None:
    with pytest.raises(MissingGate):
        Desk(policy()).open().do(r.Advance(to="3"))


def test_bypassed_stages_are_never_entered_and_nothing_of_theirs_starts() -> None:
    of_each = "".join(duty(id=f"at-{stage}", stages=[stage]) for stage in "123")
    desk = Desk(policy(of_each)).open().do(r.Advance(to="3", bypass=RISK))
    assert [stay.stage for stay in desk.dispute.stays] == ["1", "3"]
    assert desk.states() == {"settle": "open", "at-1": "open", "at-3": "open"}


def test_a_gate_that_is_gone_past_lapses_and_says_so() -> None:
    ended = Desk(policy(GATE)).open().do(r.Advance(bypass=RISK)).duty("it").ended
    assert ended
    assert (ended.how, ended.because) == ("lapsed", "gone past")


def test_a_gate_stays_open_while_the_stage_gone_to_is_one_of_its_own() -> None:
    spanning = duty(starts="raised", gate=True, stages=["1", "2"])
    desk = Desk(policy(spanning)).open().do(r.Advance(bypass=RISK))
    assert desk.states()["it"] == "open"
    with pytest.raises(MissingGate):
        desk.do(r.Advance())


def test_danger_passes_no_gate_unless_a_stage_is_named() -> None:
    desk = Desk(policy(GATE)).open().do(r.ReportDanger("The police"))
    with pytest.raises(MissingGate):
        desk.do(r.Advance())
    assert desk.do(r.Advance(to="2")).dispute.stage == "2"


# The responding side is never refused


@pytest.mark.parametrize(
    "request_",
    [r.Advance(), r.Advance(to="3"), r.Advance(bypass=ByPass("discretion", ""))],
    ids=["gate", "jump", "why"],
)
def test_the_responding_side_is_never_refused(request_: r.Advance) -> None:
    desk = Desk(policy(GATE + ASKS), side="responding").open(answers={"kind": "plan"}).do(request_)
    assert desk.dispute.stage in ("2", "3")
    assert len(moved(desk).left_out) == 2  # the gate and the ask: something to ask for


def test_the_responding_side_may_open_where_the_other_side_is_already() -> None:
    opened = Desk(policy(), side="responding").open(stage="3").dispute.opened
    assert (opened.stage, opened.bypass, opened.gone_past) == ("3", None, ("1", "2"))


def test_the_responding_side_may_go_back() -> None:
    desk = Desk(policy(), side="responding").open().do(r.Advance()).do(r.Advance(to="1", reason="They want it so."))
    assert desk.dispute.stage == "1"


# Going back


def test_going_back_demands_its_reason() -> None:
    desk = Desk(policy()).open().do(r.Advance())
    with pytest.raises(MissingAnswers):
        desk.do(r.Advance(to="1"))
    assert desk.do(r.Advance(to="1", reason="New facts.")).dispute.stage == "1"


def test_going_back_needs_no_gate_and_lapses_those_it_leaves() -> None:
    desk = Desk(policy(duty(gate=True, stages=["2"]))).open().do(r.Advance())
    ended = desk.do(r.Advance(to="1", reason="New facts.")).duty("it").ended
    assert ended
    assert (ended.how, ended.because) == ("lapsed", "went back")


def test_going_back_starts_what_the_stage_starts_again() -> None:
    desk = Desk(policy(duty(stages=["1"]))).open().do(r.Advance()).do(r.Advance(to="1", reason="New facts."))
    assert [one.duty for one in moved(desk).started] == ["settle", "it"]


def test_going_back_starts_a_clock_anew_counted_from_that_entry() -> None:
    shared = CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n'
    third = duty(id="third", stages=["3"], within="1 week", ends="left")
    desk = Desk(policy(third, clock=shared)).open().do(r.Advance()).do(r.Advance())
    desk.now = at("2026-12-07T10:00")
    anew = desk.do(r.Advance(to="2", reason="New facts.")).duty("settle")
    assert anew.started.since == when("2026-12-07T10:00")
    assert anew.due_at == at("2026-12-14T17:00")


def test_going_back_within_a_shared_limit_leaves_the_one_clock_running() -> None:
    shared = CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n'
    third = duty(id="third", stages=["3"], within="1 week", ends="left")
    desk = Desk(policy(third, clock=shared)).open().do(r.Advance()).do(r.Advance(to="1", reason="New facts."))
    assert [one.started.duty for one in desk.dispute.duties.values()] == ["settle"]


def test_what_counts_from_arose_and_is_no_clock_does_not_start_twice() -> None:
    once = duty(starts="raised", stages=["1"])
    desk = Desk(policy(once)).open().do(r.Advance()).do(r.Advance(to="1", reason="New facts."))
    assert "it" not in [one.duty for one in moved(desk).started]


# Leaving


def test_leaving_lapses_what_nobody_approved() -> None:
    desk = Desk(policy(duty(starts="record", ends="approved", stages=["1"]))).open().talk("them")
    assert desk.do(r.Advance()).states()["it"] == "lapsed"


@pytest.mark.parametrize("ends", ["raised", "consultation", "discussion", "agreement"])
def test_leaving_lapses_what_ends_at_another_moment(ends: str) -> None:
    desk = Desk(policy(duty(ends=ends, stages=["1"]))).open(raised=None, raise_by=when("2026-11-27"))
    assert desk.do(r.Advance()).states()["it"] == "lapsed"


def test_leaving_keeps_what_ends_when_done_open() -> None:
    assert Desk(policy(duty(stages=["1"]))).open().do(r.Advance()).states()["it"] == "open"


def test_leaving_a_stage_late_leaves_its_clock_late_and_what_lapses_too() -> None:
    desk = Desk(policy(duty(ends="discussion", stages=["1"], within="2 days"))).open()
    desk.now = at("2026-12-07T10:00")
    desk.do(r.Advance())
    assert {ended.number: ended.late for ended in moved(desk).ended} == {1: True, 2: True}


def test_a_shared_limit_is_late_once_and_extended_once() -> None:
    shared = CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n'
    third = duty(id="third", stages=["3"], within="1 week", ends="left")
    desk = Desk(policy(third, clock=shared)).open()
    desk.do(r.AgreeDate(1, when("2026-12-11"), "Both away.", "Both managers", other_side_agrees=True))
    desk.do(r.Advance())
    assert desk.duty("settle").due_at == at("2026-12-11T17:00")  # the new date holds at stage 2 too
    desk.now = at("2026-12-14T10:00")
    desk.do(r.Advance())
    late = [one.number for one in desk.dispute.duties.values() if one.is_late(desk.now)]
    assert late == [1]


# Times and dates


def test_it_cannot_have_advanced_before_its_stage_was_entered() -> None:
    desk = Desk(policy()).open()
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Advance())
    with pytest.raises(BadDate):
        desk.do(r.Advance(happened=when("2026-11-24")))


def test_advance_asks_a_date_for_each_agreed_duty_of_ours_that_it_starts() -> None:
    kinds = "".join(
        duty(id=by, by=by, within="agreed", stages=["2"]) for by in ("raising", "responding", "both", "each", "chair")
    )
    desk = Desk(policy(kinds)).open()
    with pytest.raises(MissingAnswers) as missing:
        desk.do(r.Advance())
    assert [line.split(":")[0] for line in missing.value.details] == ["dates.raising", "dates.both", "dates.each"]
    assert missing.value.exit_code == 2
    dates = dict.fromkeys(("raising", "both", "each"), when("2026-11-27"))
    states = desk.do(r.Advance(dates=dates)).dispute.open_duties()
    assert {one.started.duty: bool(one.due) for one in states} == {
        "settle": True, "raising": True, "both": True, "each": True, "responding": False, "chair": False,
    }  # fmt: skip


def test_a_date_of_the_other_sides_duty_may_be_given() -> None:
    kinds = duty(by="responding", within="agreed", stages=["2"])
    desk = Desk(policy(kinds)).open().do(r.Advance(dates={"it": when("2026-11-27")}))
    assert desk.duty("it").due_at == at("2026-11-27T17:00")


def test_a_date_for_a_duty_that_does_not_start_is_refused() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy()).open().do(r.Advance(dates={"it": when("2026-11-27")}))


def test_the_responding_side_need_not_know_why_the_other_side_went_back() -> None:
    desk = Desk(policy(), side="responding").open().do(r.Advance()).do(r.Advance(to="1"))
    assert desk.dispute.stage == "1"
