"""How times, days and counts are said."""

from datetime import date, datetime, timedelta

import pytest

from escalate.domain.calendar import DayOff, Happened
from escalate.render import words
from tests.render.build_views import HOLIDAYS, NOW, RAISED, at


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (at(23, 17, month=11), "Monday 23 November 2026, 5pm"),
        (at(23, 14, 30, month=11), "Monday 23 November 2026, 2:30pm"),
        (at(23, 12, month=11), "Monday 23 November 2026, midday"),
        (at(23, 12, 5, month=11), "Monday 23 November 2026, 12:05pm"),
        (at(23, 0, 5, month=11), "Monday 23 November 2026, 12:05am"),
        (at(23, 23, 59, month=11), "Monday 23 November 2026, 11:59pm"),
        (at(23, 0, month=11), "Monday 23 November 2026, 00:00 (the start of the day)"),
        (at(1, 9, month=7), "Wednesday 1 July 2026, 9am"),
        (datetime.fromisoformat("2026-10-25T00:30:00Z"), "Sunday 25 October 2026, 1:30am BST"),
        (datetime.fromisoformat("2026-10-25T01:30:00Z"), "Sunday 25 October 2026, 1:30am GMT"),
    ],
)
def test_an_instant_is_said_in_london_time_and_never_ambiguously(moment: datetime, said: str) -> None:
    assert words.instant(moment) == said


def test_a_day_without_an_hour_says_so_only_where_it_matters() -> None:
    day = Happened(date(2026, 12, 18))
    assert words.happened(day) == "Friday 18 December 2026"
    assert words.happened(day, hour_matters=True) == "Friday 18 December 2026 (hour not recorded)"
    assert words.happened(RAISED, hour_matters=True) == "Friday 18 December 2026, 10am"


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (at(29, 17), "in 7 days"),
        (at(23, 9), "tomorrow"),
        (at(22, 13), "today, in 3 hours"),
        (at(22, 10, 20), "today, in 20 minutes"),
        (at(22, 9, 0), "1 hour ago"),
        (at(17, 9), "5 days ago"),
    ],
)
def test_how_far_off_a_time_is(due: datetime, said: str) -> None:
    assert words.distance(due, NOW) == said


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(days=5, hours=23), "5 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=23, minutes=59), "23 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(seconds=3), "1 minute"),
        (timedelta(hours=-2), "2 hours"),
    ],
)
def test_elapsed_time_is_whole_units_never_rounded_up(gap: timedelta, said: str) -> None:
    assert words.elapsed(gap) == said


@pytest.mark.parametrize(
    ("since", "until", "said"),
    [
        (date(2026, 12, 18), date(2026, 12, 21), "18 to 21 December"),
        (date(2026, 11, 30), date(2026, 12, 2), "30 November to 2 December"),
        (date(2026, 12, 30), date(2027, 1, 4), "30 December to 4 January 2027"),
        (date(2026, 12, 18), date(2026, 12, 18), "18 December"),
        (date(2026, 12, 18), None, "since 18 December"),
        (date(2025, 12, 18), date(2025, 12, 21), "18 to 21 December 2025"),
    ],
)
def test_a_span_says_each_month_and_year_once_where_it_can(since: date, until: date | None, said: str) -> None:
    assert words.span(Happened(since), Happened(until) if until else None, NOW) == said


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [
        (0, "discussion", "no discussions"),
        (1, "discussion", "1 discussion"),
        (2, "duty", "2 duties"),
        (3, "entry", "3 entries"),
        (2, "day", "2 days"),
        (2, "point of advice", "2 points of advice"),
    ],
)
def test_counts_are_in_the_right_number(number: int, noun: str, said: str) -> None:
    assert words.count(number, noun) == said


def test_days_not_counted_are_named_with_their_reasons() -> None:
    said = (
        "Sat 19 Dec, Sun 20, Fri 25 (Christmas Day), Sat 26 (Boxing Day), Sun 27, Mon 28 (Boxing Day, substitute day)"
    )
    assert words.days_off(HOLIDAYS) == said


def test_days_in_a_row_with_one_reason_are_said_together() -> None:
    closed = tuple(DayOff(date(2026, 12, 28) + timedelta(days=n), "school closed") for n in range(5))
    assert words.days_off(closed) == "Mon 28 Dec to Fri 1 Jan (school closed)"


def test_a_year_that_changes_is_said() -> None:
    days = (DayOff(date(2026, 12, 27), "Sunday"), DayOff(date(2027, 1, 1), "New Year's Day"))
    assert words.days_off(days) == "Sun 27 Dec, Fri 1 Jan 2027 (New Year's Day)"


def test_many_weekends_become_a_count_and_what_has_a_reason_stays() -> None:
    first = date(2027, 1, 2)
    weekends = [DayOff(first + timedelta(days=7 * n + d), ("Saturday", "Sunday")[d]) for n in range(10) for d in (0, 1)]
    days = (*weekends, DayOff(date(2027, 3, 26), "Good Friday"))
    said = "20 Saturdays and Sundays from Sat 2 Jan 2027 to Sun 7 Mar 2027, Fri 26 Mar (Good Friday)"
    assert words.days_off(days) == said


@pytest.mark.parametrize(
    ("within", "said"),
    [
        ("5 working days", "5 working days after Friday 18 December 2026, 10am, the discussion"),
        ("24 hours", "24 hours after Friday 18 December 2026, 10am, the discussion"),
        ("same working day", "same working day, counted from Friday 18 December 2026, 10am, the discussion"),
        ("agreed", "the discussion"),
    ],
)
def test_a_rule_names_what_it_is_counted_from(within: str, said: str) -> None:
    assert words.rule(within, RAISED, "the discussion") == said


def test_an_hours_limit_from_a_day_says_that_the_hour_is_not_recorded() -> None:
    assert "(hour not recorded)" in words.rule("24 hours", Happened(date(2026, 12, 18)), "")


@pytest.mark.parametrize(
    ("within", "said"), [("5 working days", "5pm is our assumption."), ("24 hours", ""), ("agreed", ""), ("", "")]
)
def test_the_end_of_the_working_day_is_called_an_assumption(within: str, said: str) -> None:
    assert words.assumed(within, at(29, 17)) == said
