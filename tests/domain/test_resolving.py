"""Resolved and Reopened: outcomes, dissent, what resolving and reopening end and start."""

from typing import Any

import pytest

from escalate.domain import requests as r
from escalate.domain.choices import OUTCOMES
from escalate.domain.parts import Person
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchStage, Refused, ResolvedAlready, StillAtRisk
from tests.build import CLOCK, Desk, at, duty, policy, when

DISSENT = duty(id="dissent", what="Tell the chair", starts="resolved") + '[duty.when]\ndissent = "yes"\n'
THIRD = duty(id="third", stages=["3"], within="1 week", ends="left")
RAISED_CLOCK = CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n'


def ending(**changes: Any) -> r.Resolve:
    keys = {"outcome": "agreed-plan", "decided_by": "The managers", "at_risk": False, **changes}
    return r.Resolve(**keys)


# What resolving demands


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_resolves(outcome: str) -> None:
    desk = Desk(policy()).open().do(ending(outcome=outcome, reasons="The plan holds."))
    assert desk.dispute.resolved
    assert desk.dispute.resolved.outcome == outcome


def test_there_are_the_six_outcomes() -> None:
    assert set(OUTCOMES) == {
        "decision-changed", "agreed-plan", "decision-stands", "withdrawn", "overtaken", "wrong-policy",
    }  # fmt: skip


def test_another_outcome_is_refused() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy()).open().do(ending(outcome="won"))


def test_a_decision_that_stands_demands_its_reasons() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().do(ending(outcome="decision-stands"))


def test_resolving_demands_who_decided() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().do(ending(decided_by=" "))


# Resolving while somebody is still at risk


def test_still_at_risk_is_first_shown_who_must_take_it_up_and_offered_the_next_stage() -> None:
    with pytest.raises(StillAtRisk) as refused:
        Desk(policy(DISSENT)).open().do(ending(at_risk=True))
    on = "Go on to stage 2, Managers (Manager): escalate advance 1 --to 2"
    assert refused.value.details == ("Tell the chair", on)
    assert (refused.value.code, refused.value.exit_code) == ("still-at-risk", 4)


def test_with_the_dissent_on_record_it_resolves_and_starts_the_dissent_duties() -> None:
    desk = Desk(policy(DISSENT)).open().do(ending(at_risk=True, dissent="Ann: the plan leaves him alone."))
    assert desk.states() == {"settle": "done", "dissent": "open"}
    assert desk.dispute.at_risk


def test_without_risk_no_dissent_duty_starts() -> None:
    assert Desk(policy(DISSENT)).open().do(ending()).states() == {"settle": "done"}


def test_the_responding_side_is_not_held_to_the_dissent() -> None:
    assert Desk(policy(), side="responding").open().do(ending(at_risk=True)).dispute.resolved


# What resolving ends and starts


def test_resolving_ends_clocks_lapses_gates_and_keeps_what_is_to_be_done() -> None:
    kinds = duty(id="gate", gate=True) + duty(id="talk", ends="discussion") + duty(id="file")
    desk = Desk(policy(kinds)).open().do(ending())
    assert desk.states() == {"settle": "done", "gate": "lapsed", "talk": "lapsed", "file": "open"}


def test_resolving_needs_no_gate() -> None:
    assert Desk(policy(duty(gate=True))).open().do(ending()).dispute.resolved


def test_resolving_keeps_agreed_actions_open_and_they_can_be_done_after() -> None:
    visit = r.AgreedAction("The team", "Visit", "them", when("2026-11-27"))
    desk = Desk(policy()).open().talk("them", actions=(visit,)).do(ending())
    assert desk.states()[":action"] == "open"
    assert desk.do(r.MarkDone((desk.duty(":action").number,))).states()[":action"] == "done"


def test_resolving_unraised_lapses_the_date_to_raise_it() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-27")).do(ending(outcome="withdrawn"))
    assert desk.states()[":raise"] == "lapsed"


def test_resolving_starts_what_waits_for_it_at_its_own_stage_alone() -> None:
    kinds = duty(id="here", starts="resolved", stages=["1"]) + duty(id="there", starts="resolved", stages=["2"])
    desk = Desk(policy(kinds)).open().do(ending())
    assert desk.states() == {"settle": "done", "here": "open"}
    assert desk.duty("here").started.since == when("2026-11-23T10:00")


def test_resolving_asks_a_date_for_each_agreed_duty_it_starts() -> None:
    agreed = duty(starts="resolved", within="agreed")
    with pytest.raises(MissingAnswers):
        Desk(policy(agreed)).open().do(ending())
    desk = Desk(policy(agreed)).open().do(ending(dates={"it": when("2026-12-04")}))
    assert desk.duty("it").due_at == at("2026-12-04T17:00")


def test_a_clock_is_met_or_late_by_when_it_was_resolved_not_when_that_was_typed() -> None:
    for happened, late in (("2026-11-30", False), ("2026-12-01", True)):
        desk = Desk(policy()).open()
        desk.now = at("2026-12-04T10:00")
        assert desk.do(ending(happened=when(happened))).duty("settle").is_late(desk.now) is late


@pytest.mark.parametrize(
    "request_",
    [
        r.Reflect(r.Reflection()),
        r.LogDiscussion(when("2026-11-23"), "telephone", (Person("Bo", "worker", "them"),), "Words."),
        r.Advance(),
        ending(),
    ],
    ids=lambda request: type(request).__name__,
)
def test_a_resolved_dispute_takes_no_more_of_what_belongs_to_an_open_one(request_: r.Request) -> None:
    with pytest.raises(ResolvedAlready) as refused:
        Desk(policy()).open().do(ending()).do(request_)
    assert refused.value.code == "resolved-already"


def test_after_resolution_people_danger_done_and_dates_go_on() -> None:
    desk = Desk(policy(duty())).open().do(ending())
    desk.do(r.ChangePeople((Person("Bo", "manager", "us"),))).do(r.ReportDanger("The police"))
    desk.do(r.AgreeDate(2, when("2026-12-04"), "Away.", "Both")).do(r.MarkDone((2,)))
    assert desk.states()["it"] == "done"


# Reopened


def reopened(extra: str = "", clock: str = CLOCK, *, stage: str = "", **opening: Any) -> Desk:
    """Resolved on Monday, reopened the Monday after."""
    desk = Desk(policy(extra, clock=clock)).open(**opening).do(ending())
    desk.now = at("2026-11-30T10:00")
    return desk.do(r.Reopen("It broke down.", stage=stage))


def test_reopening_demands_why() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().do(ending()).do(r.Reopen(" "))


def test_an_open_dispute_needs_no_reopening() -> None:
    with pytest.raises(Refused):
        Desk(policy()).open().do(r.Reopen("It broke down."))


def test_it_is_reopened_at_the_stage_it_was_at_or_another() -> None:
    assert reopened().dispute.stage == "1"
    assert reopened(stage="3").dispute.stage == "3"
    with pytest.raises(NoSuchStage):
        reopened(stage="9")


def test_reopened_it_is_open_and_no_longer_resolved() -> None:
    assert reopened().dispute.resolved is None
    assert [stay.stage for stay in reopened().dispute.stays] == ["1", "1"]


@pytest.mark.parametrize("starts", ["entered", "arose", "raised"])
def test_the_clocks_of_the_stage_count_anew_from_the_reopening(starts: str) -> None:
    clock = reopened(THIRD, CLOCK + f'stages = ["1", "2"]\nstarts = "{starts}"\n').duty("settle")
    assert clock.ended is None
    assert clock.started.since == when("2026-11-30T10:00")
    assert clock.due_at == at("2026-12-07T17:00")


def test_reopening_at_a_later_stage_of_a_shared_limit_starts_the_one_clock_anew() -> None:
    desk = reopened(THIRD, RAISED_CLOCK, stage="2")
    assert desk.duty("settle").started.stages == ("1", "2")
    assert desk.duty("settle").started.since == when("2026-11-30T10:00")


def test_open_duties_that_started_as_resolved_lapse() -> None:
    desk = reopened(duty(starts="resolved") + duty(id="file"))
    assert desk.duty("it").ended
    assert desk.states() == {"settle": "open", "file": "open", "it": "lapsed"}


def test_what_was_done_after_resolution_stays_done() -> None:
    desk = Desk(policy(duty(starts="resolved"))).open().do(ending())
    desk.do(r.MarkDone((desk.duty("it").number,))).do(r.Reopen("It broke down."))
    assert desk.states()["it"] == "done"


def test_resolving_again_starts_what_waits_for_it_again() -> None:
    desk = reopened(duty(starts="resolved")).do(ending())
    assert [one.ended.how if one.ended else "open" for one in desk.dispute.duties.values()][-1] == "open"
    assert sum(one.started.duty == "it" for one in desk.dispute.duties.values()) == 2


def test_reopening_starts_what_the_stage_starts_and_not_what_happened_once() -> None:
    desk = reopened(duty(id="once", starts="raised") + duty(id="again"))
    assert [one.duty for one in desk.events[-1].started] == ["settle", "again"]


def test_reopening_what_was_never_raised_asks_the_date_to_raise_it() -> None:
    desk = Desk(policy(THIRD, clock=RAISED_CLOCK)).open(raised=None, raise_by=when("2026-11-27"))
    desk.do(ending(outcome="withdrawn"))
    with pytest.raises(MissingAnswers) as missing:
        desk.do(r.Reopen("It came up again."))
    assert missing.value.details[0].startswith("raise_by:")
    assert desk.do(r.Reopen("It came up again.", raise_by=when("2026-11-27"))).states() == {":raise": "open"}


def test_reopening_asks_a_date_for_each_agreed_duty_it_starts() -> None:
    agreed = CLOCK.replace("5 working days", "agreed")
    desk = Desk(policy(clock=agreed)).open(dates={"settle": when("2026-11-27")}).do(ending())
    with pytest.raises(MissingAnswers):
        desk.do(r.Reopen("It broke down."))
    desk.do(r.Reopen("It broke down.", dates={"settle": when("2026-12-04")}))
    assert desk.duty("settle").due_at == at("2026-12-04T17:00")


def test_it_was_not_reopened_before_it_was_resolved() -> None:
    desk = Desk(policy()).open()
    desk.now = at("2026-11-27T10:00")
    desk.do(ending())
    with pytest.raises(BadDate):
        desk.do(r.Reopen("It broke down.", happened=when("2026-11-26")))


def test_at_a_stage_with_several_clocks_all_start_anew_when_none_is_open() -> None:
    two = CLOCK + duty(id="limit", starts="raised", within="10 working days", ends="left", stages=["1"])
    desk = reopened("", two)
    assert {one.started.duty for one in desk.dispute.open_duties()} == {"settle", "limit"}
    assert {one.started.since for one in desk.dispute.open_duties()} == {when("2026-11-30T10:00")}


def test_a_duty_late_when_it_was_resolved_stays_counted_late_after_reopening() -> None:
    desk = Desk(policy()).open()
    desk.now = at("2026-12-04T10:00")
    desk.do(ending()).do(r.Reopen("It broke down."))
    assert [one.is_late(desk.now) for one in desk.dispute.duties.values()] == [True, False]


# A stage that was left before it was opened in the log


@pytest.mark.parametrize(
    ("act", "stays"),
    [
        (ending(happened=when("2026-11-20")), [("1", "2026-11-18", "2026-11-20")]),
        (ending(happened=when("2026-11-17")), [("1", "2026-11-17", "2026-11-17")]),
        (ending(happened=when("2026-11-23")), [("1", "2026-11-23", "2026-11-23")]),
        (r.Advance(to="2", happened=when("2026-11-20")), [("1", "2026-11-18", "2026-11-20"), ("2", "2026-11-20", "")]),
    ],
)
def test_a_stage_left_before_it_was_opened_in_the_log_began_when_it_was_raised_or_ended(
    act: r.Request, stays: list[tuple[str, str, str]]
) -> None:
    desk = Desk(policy()).open(arose=when("2026-11-16"), raised=when("2026-11-18"))
    found = desk.talk("them", happened=when("2026-11-18")).do(act).dispute.stays
    assert [(one.stage, str(one.since.day), str(one.until.day) if one.until else "") for one in found] == stays
