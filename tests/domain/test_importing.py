"""What a row becomes: original dates, no breach that the row does not show, nothing asked of nobody."""

from dataclasses import replace
from typing import Any

from escalate.domain import events as e
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute
from escalate.domain.folding import fold
from escalate.domain.gates import missing
from escalate.domain.importing import SET_ASIDE, decide_import
from escalate.domain.parts import Subject
from escalate.domain.policy import Policy
from escalate.domain.requests import ImportDispute, OpenDispute
from tests.build import CALENDAR, MONDAY, THEM, US, duty, policy, when

LONG_AGO, LATELY = when("2026-09-01"), when("2026-11-20")
OPENING = OpenDispute(
    policy="anytown",
    side="raising",
    grounds=("threshold",),
    subjects=(Subject("child", "AB"),),
    parties=(US, THEM),
    people=(),
    concern="They closed it.",
    happened=LONG_AGO,
    raised=LONG_AGO,
    stage="2",
)
ASK = '\n[[ask]]\nid = "aim"\ntext = "What for?"\n'


def row(rules: Policy, opening: OpenDispute = OPENING, **said: Any) -> tuple[e.Act, ...]:
    request = ImportDispute(opening, "0" * 64, 7, **said)
    return decide_import(request, Case(None, rules, CALENDAR, MONDAY), "ESC-2026-0001", "1" * 64)


def made(rules: Policy, opening: OpenDispute = OPENING, **said: Any) -> Dispute:
    return fold(row(rules, opening, **said))


def ways(dispute: Dispute) -> dict[str, str]:
    """How each duty stands: open, or how it ended."""
    return {one.started.duty: one.ended.how if one.ended else "open" for one in dispute.duties.values()}


def test_the_import_is_the_last_of_its_entries_and_the_others_have_their_original_dates() -> None:
    acts = row(policy(), talked=LATELY, said="They spoke.", resolved=LATELY, outcome="withdrawn")
    assert [type(act) for act in acts] == [e.Opened, e.Discussed, e.Resolved, e.Imported]
    assert [act.happened.day for act in acts] == [LONG_AGO.day, LATELY.day, LATELY.day, MONDAY.date()]
    assert acts[0].recorded_later
    assert fold(acts).imported == acts[-1]


def test_a_stage_that_was_not_left_in_time_is_late_because_the_row_shows_it() -> None:
    (settle,) = (one for one in made(policy()).duties.values() if one.started.duty == "settle")
    assert settle.is_late(MONDAY)
    assert not settle.ended


def test_what_was_due_before_the_import_is_set_aside_and_never_late() -> None:
    rules = policy(
        duty(id="tell", stages=["2"], within="1 working day")
        + duty(id="consult", stages=["2"], within="at once")
        + duty(id="raise", stages=["2"], within="1 working day", ends="raised", starts="arose")
    )
    dispute = made(rules, replace(OPENING, arose=when("2026-08-01")))
    assert {key: ways(dispute)[key] for key in ("tell", "consult", "raise")} == {
        "tell": e.LAPSED,
        "consult": e.LAPSED,
        "raise": e.DONE,
    }
    duties = [one for one in dispute.duties.values() if one.started.duty in ("tell", "consult", "raise")]
    assert not any(one.is_late(MONDAY) for one in duties)
    assert {one.ended.because for one in duties if one.ended} == {SET_ASIDE, ""}


def test_what_is_still_to_come_is_open_with_the_policys_own_due_time() -> None:
    rules = policy(duty(id="tell", stages=["2"], within="5 working days"))
    dispute = made(rules, replace(OPENING, happened=LATELY))
    (tell,) = (one for one in dispute.duties.values() if one.started.duty == "tell")
    assert tell.due_at == CALENDAR.due("5 working days", LATELY, "").at
    assert not tell.ended


def test_a_gate_past_its_time_stays_to_be_passed_and_has_no_date() -> None:
    rules = policy(duty(id="talk", by="both", stages=["2"], within="24 hours", ends="discussion", gate=True))
    dispute = made(rules)
    assert ways(dispute)["talk"] == "open"
    assert not any(one.is_late(MONDAY) for one in dispute.open_duties() if one.started.duty == "talk")
    assert [one.what for one in missing(dispute, rules)] == [f"D{_number(dispute, 'talk')} Do it"]
    spoken = made(rules, talked=LATELY)
    assert ways(spoken)["talk"] == e.DONE
    assert not missing(spoken, rules)


def _number(dispute: Dispute, duty_id: str) -> int:
    return next(one.number for one in dispute.duties.values() if one.started.duty == duty_id)


def test_a_date_that_the_policy_leaves_to_people_is_left_open() -> None:
    dispute = made(policy(duty(id="plan", stages=["2"], within="agreed")))
    assert ways(dispute)["plan"] == "open"
    assert dispute.duties[_number(dispute, "plan")].due is None


def test_a_resolved_dispute_starts_no_duty_and_is_judged_by_none() -> None:
    rules = policy(duty(id="learn", starts="resolved", stages=["2"], within="1 working day"))
    dispute = made(rules, resolved=LATELY, outcome="withdrawn")
    assert dispute.resolved
    assert not dispute.duties


def test_what_the_policy_asks_before_the_first_stage_is_left_is_not_asked_of_a_row() -> None:
    rules = policy(ASK)
    assert not missing(made(rules), rules)


def test_a_talk_at_an_earlier_stage_is_said_by_the_import_alone() -> None:
    acts = row(policy(), replace(OPENING, happened=LATELY), talked=when("2026-11-01"), said="They spoke.")
    assert [type(act) for act in acts] == [e.Opened, e.Imported]
    assert isinstance(acts[-1], e.Imported)
    assert (acts[-1].last_talk, acts[-1].said) == (when("2026-11-01"), "They spoke.")


def test_no_reason_is_asked_for_the_stages_before_the_first_on_record() -> None:
    assert made(policy(), replace(OPENING, stage="3")).gone_past == frozenset()
