"""For how long a record is kept, when its words may be destroyed, and what stays then."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.bodies import encode
from escalate.domain.case import Case
from escalate.domain.deciding import decide
from escalate.domain.folding import fold
from escalate.domain.plain import from_plain, to_plain
from escalate.domain.register import lines
from escalate.domain.retention import LONGEST, kept_until, resolved_before
from escalate.errors import BadDate, Erased, MissingAnswers, Refused
from tests.build import AUTHOR, CALENDAR, CLOCK, MONDAY, Desk, duty, policy, when

YEARS = 6
GOODBYE = r.Erase("Its time is over.", "The head", "ESC-2026-0001")
PERSONAL = ("Bo", "AB", "They closed it", "Words", "Ann", "Council", "School")
THIRD = duty(id="third", stages=["3"], within="1 week", ends="left")
days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def resolved(*, until: str = "", hold: bool | None = None) -> Desk:
    desk = Desk(policy()).open().talk("them")
    desk.do(r.Resolve("agreed-plan", "Bo Manager", at_risk=False))
    if until or hold is not None:
        desk.do(r.Keep("An inquiry.", when(until) if until else None, hold))
    return desk


def erase(desk: Desk, request: r.Erase = GOODBYE, years: int | None = None) -> e.Erased:
    case = Case(desk.dispute, desk.policy, CALENDAR, desk.now, years)
    (event,) = decide(request, desk.dispute, case, AUTHOR)
    assert isinstance(event, e.Erased)
    return event


# How long


@pytest.mark.parametrize(
    ("ended", "typed", "years", "until"),
    [
        (date(2026, 11, 23), None, None, None),
        (date(2026, 11, 23), None, 6, date(2032, 11, 23)),
        (date(2026, 11, 23), date(2030, 1, 1), 6, date(2030, 1, 1)),
        (None, None, 6, None),
        (None, date(2030, 1, 1), None, date(2030, 1, 1)),
        (date(2028, 2, 29), None, 4, date(2032, 2, 29)),
        (date(2028, 2, 29), None, 6, date(2034, 3, 1)),
    ],
)
def test_a_day_typed_goes_before_the_rule_and_without_either_nothing_is_said(
    ended: date | None, typed: date | None, years: int | None, until: date | None
) -> None:
    assert kept_until(ended, typed, years) == until


@given(ended=days, today=days, years=st.integers(1, LONGEST))
def test_what_a_report_counts_is_past_its_last_day_and_nothing_else_is(ended: date, today: date, years: int) -> None:
    until = kept_until(ended, None, years)
    assert until
    assert (ended < resolved_before(today, years)) == (until < today)


@pytest.mark.parametrize("today", [date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 2), date(2028, 2, 29)])
def test_the_end_of_february_is_counted_like_any_other_day(today: date) -> None:
    for ended in (date(2024, 2, 27) + timedelta(days=n) for n in range(5)):
        for years in (3, 4):
            until = kept_until(ended, None, years)
            assert until
            assert (ended < resolved_before(today, years)) == (until < today)


def test_a_hold_and_a_date_are_independent() -> None:
    desk = resolved(until="2030-06-01")
    desk.do(r.Keep("A review asked for it.", hold=True))
    assert (desk.dispute.keep_until, desk.dispute.held) == (date(2030, 6, 1), True)
    desk.do(r.Keep("Longer.", when("2031-06-01")))
    assert (desk.dispute.keep_until, desk.dispute.held) == (date(2031, 6, 1), True)
    desk.do(r.Keep("The review is over.", hold=False))
    assert (desk.dispute.keep_until, desk.dispute.held) == (date(2031, 6, 1), False)


def test_an_open_dispute_can_be_kept_too_and_stays_as_it_is() -> None:
    desk = Desk(policy()).open()
    before = desk.dispute
    desk.do(r.Keep("An inquiry.", when("2040-01-01"), hold=True))
    assert (desk.dispute.duties, desk.dispute.stays) == (before.duties, before.stays)
    line, _ = lines(1, desk.dispute)
    assert (line.keep_until, line.held, line.erased_at) == ("2040-01-01", True, None)


@pytest.mark.parametrize(
    ("request_", "fault"),
    [
        (r.Keep("", when("2030-01-01")), MissingAnswers),
        (r.Keep("Why."), MissingAnswers),
        (r.Keep("Why.", when("2026-11-22")), BadDate),
        (r.Keep("Why.", hold=False), Refused),
    ],
)
def test_keeping_needs_a_reason_a_day_to_come_and_something_to_release(
    request_: r.Keep, fault: type[Exception]
) -> None:
    desk = resolved()
    with pytest.raises(fault):
        desk.do(request_)


# The end


def test_what_stays_is_a_tally_that_names_nobody() -> None:
    desk = Desk(policy(duty(by="both", within="5 working days", stages=["2"]))).open()
    desk.talk("them").do(r.Advance())
    desk.now = MONDAY + timedelta(days=20)
    desk.do(r.Resolve("agreed-plan", "Bo Manager", at_risk=False))
    event = erase(desk)
    assert [(one.stage, one.since, one.until, one.late) for one in event.stages] == [
        ("1", MONDAY.date(), MONDAY.date(), False),
        ("2", MONDAY.date(), desk.now.date(), True),
    ]
    assert (event.policy, event.ground_title, event.outcome) == ("anytown", "Thresholds", "agreed-plan")
    body = encode(event, AUTHOR).partition('"event":')[2]
    assert not [word for word in PERSONAL if word in body]


def test_a_stage_that_had_no_binding_limit_is_not_said_to_have_been_in_time() -> None:
    unlimited = Desk(policy(clock=CLOCK + '    force = "should"\n')).open().talk("them")
    (one,) = erase(unlimited.do(r.Resolve("agreed-plan", "Bo Manager", at_risk=False))).stages
    assert (one.late, one.judged) == (False, False)
    (one,) = erase(resolved()).stages
    assert (one.late, one.judged) == (False, True)


def test_an_erasure_recorded_before_it_told_what_was_judged_is_read_as_it_was_meant() -> None:
    event = erase(resolved())
    plain = to_plain(event)
    del plain["imported"], plain["stages"][0]["judged"]
    read = from_plain(e.Erased, plain)
    assert (read.imported, read.stages[0].judged) == (False, True)


def test_the_erasure_alone_tells_all_that_is_left() -> None:
    desk = resolved()
    event = erase(desk)
    alone, after = fold([event]), fold([*desk.events, event])
    assert alone == after
    assert (alone.seq, alone.opened.reference) == (len(desk.events) + 1, "ESC-2026-0001")
    assert (alone.duties, alone.people, alone.talks, alone.answers) == ({}, (), (), {})
    line, duties = lines(1, alone)
    assert (line.subjects, line.agencies, duties) == ("", "", ())
    assert line.resolved_at
    assert line.erased_at


@pytest.mark.parametrize("request_", [r.Keep("Why.", hold=True), r.Reopen("Again."), r.ReportDanger("999"), GOODBYE])
def test_nothing_can_be_recorded_on_an_erased_dispute(request_: r.Request) -> None:
    desk = resolved()
    desk.events.append(erase(desk))
    with pytest.raises(Erased):
        desk.do(request_)


def test_an_open_dispute_is_not_erased() -> None:
    with pytest.raises(Refused, match="is open"):
        erase(Desk(policy()).open())


def test_a_held_dispute_is_not_erased_until_it_is_released() -> None:
    desk = resolved(hold=True)
    with pytest.raises(Refused, match="is held"):
        erase(desk)
    erase(desk.do(r.Keep("It is over.", hold=False)))


@pytest.mark.parametrize(
    ("request_", "missing"),
    [
        (r.Erase("", "The head", "ESC-2026-0001"), ["reason"]),
        (r.Erase("Its time is over.", " ", "ESC-2026-0001"), ["authority"]),
        (r.Erase("Its time is over.", "The head"), ["confirm"]),
        (r.Erase("", ""), ["reason", "authority", "confirm"]),
    ],
)
def test_erasing_needs_reason_authority_and_its_reference(request_: r.Erase, missing: list[str]) -> None:
    with pytest.raises(MissingAnswers) as refused:
        erase(resolved(), request_)
    assert [line.partition(":")[0] for line in refused.value.details] == missing


def test_another_reference_confirms_nothing() -> None:
    with pytest.raises(Refused, match="not ESC-2026-0001"):
        erase(resolved(), r.Erase("Its time is over.", "The head", "ESC-2026-0002"))


@pytest.mark.parametrize(("until", "years"), [("2032-11-23", None), ("", 6), ("2026-11-23", None)])
def test_before_its_time_is_over_erasing_needs_a_word_of_its_own(until: str, years: int | None) -> None:
    desk = resolved(until=until)
    with pytest.raises(MissingAnswers) as refused:
        erase(desk, years=years)
    assert refused.value.details[0].startswith("early: yes")
    erase(desk, r.Erase("Its time is over.", "The head", "ESC-2026-0001", early=True), years)
    desk.now += timedelta(days=365 * 6 + 3)
    erase(desk, years=years)


def test_a_limit_that_two_stages_share_is_late_at_the_one_where_it_was_still_open() -> None:
    desk = Desk(policy(clock=CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n' + THIRD)).open()
    desk.talk("them").do(r.Advance())
    desk.now = MONDAY + timedelta(days=20)
    desk.talk("them").do(r.Advance()).do(r.Resolve("agreed-plan", "Bo Manager", at_risk=False))
    found = [(one.stage, one.late, one.judged) for one in erase(desk).stages]
    assert found[:2] == [("1", False, False), ("2", True, True)]
