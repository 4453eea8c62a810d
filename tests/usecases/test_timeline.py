"""Latest dates without a dispute: shared limits, forks, limits that depend on an answer, limits nobody set."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.bank_holidays import calendar
from escalate.domain.calendar import LONDON, Happened
from escalate.domain.policy import Policy
from escalate.errors import BadInput
from escalate.usecases.timeline import TimelineView, due_time, timeline, worst_timeline
from tests.build import CALENDAR, CLOCK, FORK, SHIPPED, duty, policy, when

ENGLAND = calendar("ENG", {})
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
MONDAY = when("2026-11-23T10:00")
SPLIT = "".join(
    duty(id=ground, by="both", ends="left", within=within) + f'[duty.when]\nground = "{ground}"\n'
    for ground, within in (("threshold", "1 working day"), ("sharing", "3 working days"))
)


def ends(text: str, clock: str = CLOCK) -> list[str | None]:
    """The day on which each stage ends at the latest."""
    steps = timeline(policy(text, stages=FORK, clock=clock), MONDAY, CALENDAR).steps
    return [step.ends.astimezone(LONDON).strftime("%d %b") if step.ends else None for step in steps]


def test_a_stage_begins_at_the_latest_end_of_those_that_lead_to_it() -> None:
    assert ends("") == ["30 Nov", "07 Dec", "14 Dec"]


def test_of_limits_that_depend_on_an_answer_the_longest_counts() -> None:
    assert ends("", SPLIT) == ["26 Nov", "01 Dec", "04 Dec"]


def test_after_a_limit_that_is_for_the_parties_to_agree_there_are_no_dates() -> None:
    agreed = CLOCK.replace("5 working days", "agreed")
    assert ends("", agreed) == [None, None, None]


def test_a_limit_that_several_stages_share_ends_them_all() -> None:
    steps = timeline(SHIPPED.load("torbay").policy, MONDAY, CALENDAR).steps
    assert steps[0].ends == steps[1].ends == steps[2].begins


@pytest.mark.parametrize("rule", ["agreed", "at once", "soon", ""])
def test_what_states_no_number_is_not_counted(rule: str) -> None:
    with pytest.raises(BadInput):
        due_time(rule, MONDAY, "ENG", CALENDAR)


def test_what_lies_beyond_the_known_bank_holidays_is_not_counted() -> None:
    with pytest.raises(BadInput, match="too far ahead"):
        due_time("900 working days", when("2098-12-20"), "ENG", CALENDAR)


def takes(view: TimelineView) -> int:
    """Calendar days from the day raised to the last latest date."""
    last = max(line.due for step in view.steps for line in step.dues if line.due)
    return (last.astimezone(LONDON).date() - view.raised.day).days


@pytest.mark.parametrize(
    "of", [SHIPPED.load("torbay").policy, policy(stages=FORK, clock=SPLIT)], ids=lambda one: one.id
)
@given(first=DAYS, more=st.integers(0, 40))
def test_no_day_takes_longer_than_the_worst_and_none_less_than_the_shortest(of: Policy, first: date, more: int) -> None:
    days = [first + timedelta(days=number) for number in range(more + 1)]
    found = worst_timeline(of, days, ENGLAND)
    each = {day: takes(timeline(of, Happened(day), ENGLAND)) for day in days}
    assert found.worst
    assert found.worst.days == takes(found) == each[found.raised.day] == max(each.values())
    assert found.raised.day == next(day for day in days if each[day] == found.worst.days)
    assert found.worst.least_days == min(each.values())
    assert found.worst.least_raised == next(day for day in days if each[day] == found.worst.least_days)


def test_of_a_fork_the_longest_way_is_counted() -> None:
    found = worst_timeline(policy(stages=FORK), [MONDAY.day], CALENDAR)
    assert found.worst
    assert found.worst.until == date(2026, 12, 14)


def test_where_a_policy_sets_no_number_no_day_is_worse_than_another() -> None:
    days = [MONDAY.day, MONDAY.day + timedelta(days=1)]
    found = worst_timeline(SHIPPED.load("derby").policy, days, CALENDAR)
    assert found.worst
    assert (found.raised.day, found.worst.days, found.worst.least_raised) == (MONDAY.day, None, None)


def test_a_duty_that_is_due_at_once_takes_no_days() -> None:
    found = worst_timeline(
        policy(duty(within="at once"), clock=CLOCK.replace("5 working days", "agreed")), [MONDAY.day], CALENDAR
    )
    assert found.worst
    assert found.worst.days is None
