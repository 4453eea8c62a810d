"""Opened, Reflected, PeopleChanged, DangerReported: what each demands, ends and starts."""

import pytest

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.parts import ByPass, Party, Person, Subject
from escalate.domain.policy import SECTORS
from escalate.errors import BadAnswers, BadDate, MissingAnswers, MissingGate, NoSuchStage, Refused
from tests.build import HEADING, OTHERS, THEM, US, Desk, at, duty, policy, when

ASKS = """
    [[ask]]
    id = "kind"
    text = "What kind?"
    options = ["plan", "visit"]
    [[ask]]
    id = "aim"
    text = "What do you want to achieve?"
"""
BYPASS = ByPass("risk", "It cannot wait.")
FORM = """
    [[form]]
    id = "think"
    title = "Think first"
    [[form.ask]]
    id = "why"
    part = "A"
    text = "Why?"
    [[form.ask]]
    id = "how"
    part = "A"
    text = "How?"
    [[form.ask]]
    id = "who"
    part = "B"
    text = "Who?"
"""
REFLECTIVE = HEADING.replace('bypass = "agreed"', 'bypass = "agreed"\n    reflect = ["think"]')


# What opening demands


def test_opening_demands_the_asks_that_have_options() -> None:
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy(ASKS)).open()
    assert [line.split(":")[0] for line in missing.value.details] == ["answers.kind"]


def test_opening_takes_an_ask_without_options_as_not_known_yet() -> None:
    assert Desk(policy(ASKS)).open(answers={"kind": "plan"}).dispute.answers == {"kind": "plan"}


@pytest.mark.parametrize(
    ("answers", "key"), [({"kind": "neither"}, "answers.kind"), ({"kind": "plan", "other": "x"}, "answers.other")]
)
def test_opening_refuses_answers_that_do_not_fit(answers: dict[str, str], key: str) -> None:
    with pytest.raises(BadAnswers) as faults:
        Desk(policy(ASKS)).open(answers=answers)
    assert [line.split(":")[0] for line in faults.value.details] == [key]


def test_opening_names_everything_missing_at_once() -> None:
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy(ASKS)).open(grounds=(), subjects=(), parties=(), people=(), raised=None)
    named = [line.split(":")[0] for line in missing.value.details]
    assert named == ["grounds", "subjects", "parties", "parties", "raised", "answers.kind"]


def test_opening_names_everything_unknown_at_once() -> None:
    stranger = Person("Bo", "nurse", "nobody")
    odd = Party("them", "responding", "Council", "", "circus")
    with pytest.raises(BadAnswers) as faults:
        Desk(policy()).open(grounds=("none",), subjects=(Subject("dog", "X"),), parties=(US, odd), people=(stranger,))
    assert [line.split(":")[0] for line in faults.value.details] == ["grounds", "subjects", "parties", "people"]


def test_opening_demands_a_date_for_each_agreed_duty_it_starts() -> None:
    agreed = duty(within="agreed", ends="left", by="both")
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy(agreed)).open()
    assert [line.split(":")[0] for line in missing.value.details] == ["dates.it"]
    assert Desk(policy(agreed)).open(dates={"it": when("2026-11-27")}).duty("it").due_at == at("2026-11-27T17:00")


def test_an_unraised_dispute_demands_the_date_to_raise_it() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open(raised=None)


def test_the_responding_side_must_say_when_it_was_raised() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy(), side="responding").open(raised=None, raise_by=when("2026-11-27"))


@pytest.mark.parametrize("day", ["2026-11-22", "2026-11-20"])
@pytest.mark.parametrize("key", ["raise_by", "dates"])
def test_a_date_to_set_is_not_before_today(key: str, day: str) -> None:
    agreed = duty(within="agreed", ends="left")
    dates = {"it": when(day if key == "dates" else "2026-11-27")}
    with pytest.raises(BadDate):
        Desk(policy(agreed)).open(raised=None, raise_by=when(day if key == "raise_by" else "2026-11-27"), dates=dates)


def test_a_date_to_set_can_be_today() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-23"))
    assert desk.duty(":raise").due_at == at("2026-11-23T17:00")


# At which stage it opens


def test_it_opens_at_the_first_stage() -> None:
    assert Desk(policy()).open().dispute.stage == "1"


def test_a_stage_that_is_no_start_needs_a_bypass() -> None:
    with pytest.raises(MissingGate):
        Desk(policy()).open(stage="2")
    opened = Desk(policy()).open(stage="3", bypass=BYPASS).dispute.opened
    assert (opened.stage, opened.bypass, opened.gone_past) == ("3", BYPASS, ("1", "2"))


def test_a_start_further_down_needs_none_and_goes_past_nothing() -> None:
    stages = """
        [[stage]]
        id = "1"
        name = "Workers"
        raising = "worker"
        responding = "worker"
        [[stage]]
        id = "2"
        name = "Managers"
        raising = "manager"
        start = true
    """
    opened = Desk(policy(stages=stages)).open(stage="2").dispute.opened
    assert (opened.stage, opened.bypass, opened.gone_past) == ("2", None, ())


def test_with_danger_it_may_open_anywhere_and_says_what_was_gone_past() -> None:
    desk = Desk(policy()).open(stage="3", danger_told="The police")
    assert [type(event) for event in desk.events] == [e.Opened, e.DangerReported]
    assert desk.dispute.dangers[0].told == "The police"
    assert desk.dispute.opened.gone_past == ("1", "2")
    assert desk.dispute.opened.bypass
    assert desk.dispute.opened.bypass.because == "danger"


def test_bypassed_stages_are_never_entered() -> None:
    of_each = "".join(duty(id=f"at-{stage}", stages=[stage]) for stage in "123")
    desk = Desk(policy(of_each)).open(stage="2", bypass=BYPASS)
    assert desk.states() == {"settle": "open", "at-2": "open"}
    assert [stay.stage for stay in desk.dispute.stays] == ["2"]


def test_an_unknown_stage_is_not_found() -> None:
    with pytest.raises(NoSuchStage):
        Desk(policy()).open(stage="9")


def test_a_reason_to_go_past_that_the_policy_does_not_allow_is_refused() -> None:
    with pytest.raises(Refused):
        Desk(policy()).open(stage="2", bypass=ByPass("discretion", "We prefer it."))


# What opening ends and starts


def test_opening_starts_what_enters_then_what_is_known() -> None:
    kinds = duty(id="rose", starts="arose") + duty(id="put", starts="raised") + duty(id="in")
    desk = Desk(policy(kinds)).open(arose=when("2026-11-20"))
    assert [one.duty for one in desk.events[0].started] == ["settle", "in", "rose", "put"]


def test_opening_that_raises_it_ends_the_duties_to_raise_it() -> None:
    assert Desk(policy(duty(ends="raised"))).open().states()["it"] == "done"


def test_the_date_to_raise_it_is_the_clock_until_it_is_raised() -> None:
    raised_clock = policy(
        clock='[[duty]]\nid="settle"\nwhat="x"\nby="both"\nstarts="raised"\nwithin="2 days"\nends="left"\n'
    )
    desk = Desk(raised_clock).open(raised=None, raise_by=when("2026-11-25"))
    assert desk.states() == {":raise": "open"}
    assert desk.duty(":raise").started.clock
    assert desk.no_reply().states() == {":raise": "done", "settle": "open"}


def test_a_late_first_contact_leaves_the_duty_to_raise_it_late() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-24"))
    desk.now = at("2026-11-26T10:00")
    ended = desk.talk("them").duty(":raise").ended
    assert ended
    assert ended.late


# When it happened


def test_it_cannot_have_arisen_or_been_raised_in_the_future() -> None:
    for key in ("arose", "raised", "happened"):
        with pytest.raises(BadDate):
            Desk(policy()).open(**{key: when("2026-11-24")})


def test_it_was_not_raised_before_it_arose() -> None:
    with pytest.raises(BadDate):
        Desk(policy()).open(arose=when("2026-11-20"), raised=when("2026-11-19"))


def test_it_may_be_opened_days_after_it_was_raised_and_counts_from_then() -> None:
    counted = duty(starts="raised", within="2 working days")
    desk = Desk(policy(counted)).open(raised=when("2026-11-18"))
    assert desk.duty("it").due_at == at("2026-11-20T17:00")
    assert desk.duty("it").is_late(desk.now)


# Reflected


def test_reflecting_demands_ends_and_starts_nothing() -> None:
    desk = Desk(policy(FORM + duty(), heading=REFLECTIVE)).open().do(r.Reflect(r.Reflection()))
    assert (desk.events[-1].started, desk.events[-1].ended) == ((), ())
    assert desk.dispute.reflected


def test_what_is_not_known_and_what_is_put_off_are_recorded() -> None:
    desk = Desk(policy(FORM, heading=REFLECTIVE)).open(reflection=r.Reflection({"how": "So."}, later=()))
    assert isinstance(desk.events[-1], e.Reflected)
    assert (desk.events[-1].answers, desk.events[-1].not_known) == ({"how": "So."}, ("who",))
    desk.do(r.Reflect(r.Reflection({}, later=("who",))))
    assert isinstance(desk.events[-1], e.Reflected)
    assert (desk.events[-1].not_known, desk.events[-1].later) == ((), ("who",))


def test_the_reflection_refuses_questions_it_does_not_have() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy(FORM, heading=REFLECTIVE)).open().do(r.Reflect(r.Reflection({"whence": "x"})))


# PeopleChanged


def test_people_join_and_leave() -> None:
    desk = Desk(policy()).open()
    desk.do(r.ChangePeople((Person("Bo Manager", "manager", "us"),), left=("Ann Worker",)))
    assert [person.name for person in desk.dispute.people] == ["Bo Manager"]
    assert (desk.events[-1].started, desk.events[-1].ended) == ((), ())


def test_a_new_role_replaces_the_old_one_of_the_same_person() -> None:
    desk = Desk(policy()).open().do(r.ChangePeople((Person("Ann Worker", "manager", "us"),)))
    assert [(person.name, person.role) for person in desk.dispute.people] == [("Ann Worker", "manager")]


def test_a_party_can_join() -> None:
    desk = Desk(policy()).open().do(r.ChangePeople(parties=(OTHERS,), joined=(Person("Cy", "sergeant", "others"),)))
    assert desk.dispute.party("others") == OTHERS


@pytest.mark.parametrize(
    "request_",
    [
        r.ChangePeople(),
        r.ChangePeople((Person("Bo", "nurse", "nobody"),)),
        r.ChangePeople(left=("Nobody",)),
        r.ChangePeople(parties=(THEM,)),
        r.ChangePeople(parties=(Party("new", "responding", "A", "", "circus"),)),
    ],
)
def test_people_that_do_not_fit_are_refused(request_: r.ChangePeople) -> None:
    with pytest.raises(BadAnswers):
        Desk(policy()).open().do(request_)


def test_every_common_sector_is_known() -> None:
    parties = tuple(Party(sector, "responding", sector, "", sector) for sector in SECTORS)
    assert len(Desk(policy()).open(parties=(US, *parties)).dispute.parties) == len(SECTORS) + 1


# DangerReported


def test_danger_records_who_was_told_and_when_and_touches_no_duty() -> None:
    desk = Desk(policy(duty())).open().do(r.ReportDanger("The police", when("2026-11-23T09:00")))
    report = desk.dispute.dangers[0]
    assert (report.told, report.happened) == ("The police", when("2026-11-23T09:00"))
    assert (report.started, report.ended) == ((), ())


def test_danger_demands_who_was_told() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().do(r.ReportDanger(" "))


def test_after_danger_any_stage_may_be_entered() -> None:
    desk = Desk(policy(duty(gate=True, stages=["1"]))).open().do(r.ReportDanger("The police"))
    desk.do(r.Advance(to="3"))
    moved = desk.events[-1]
    assert isinstance(moved, e.Advanced)
    assert moved.bypass
    assert (desk.dispute.stage, moved.bypass.because, moved.gone_past) == ("3", "danger", ("2",))
