"""Due times: worked cases, the arithmetic that is shown, the clock changes, and properties against a naive loop."""

import csv
import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.bank_holidays import calendar
from escalate.domain.calendar import LONDON, Calendar, DayOff, Due, Happened, exists, london, parse_limit
from escalate.domain.case import Case
from escalate.errors import BadDate
from tests.build import MONDAY, SHIPPED, Desk, at, policy, when

with (Path(__file__).parents[1] / "vectors" / "due-times.csv").open() as _file:
    VECTORS = tuple(csv.DictReader(_file))
NATIONS = {nation: calendar(nation, {}) for nation in ("ENG", "WLS", "SCT", "NIR")}
ENGLAND = NATIONS["ENG"]

days = st.dates(date(2020, 1, 1), date(2028, 12, 1))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
counts = st.integers(1, 60)
nations = st.sampled_from(sorted(NATIONS))


def due(rule: str, since: str, within: Calendar = ENGLAND) -> Due:
    return within.due(rule, when(since), "when it was raised")


# The worked cases


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['nation']} {row['start']} {row['within']}")
def test_every_worked_case_ends_when_the_official_list_says(row: dict[str, str]) -> None:
    closures = dict.fromkeys(map(date.fromisoformat, row["closures"].split()), "closed")
    found = calendar(row["nation"], closures).due(row["within"], Happened.instant(at(row["start"])), "start")
    assert found.at == at(row["due"])


def test_all_eighty_worked_cases_are_here() -> None:
    assert len(VECTORS) == 80


def test_torbay_raised_on_friday_18_december_2026_ends_on_tuesday_29_december_at_5pm() -> None:
    torbay = SHIPPED.load("torbay").policy
    asked = {ask.id: ask.options[0] for ask in torbay.asks if ask.options}
    desk = Desk(torbay, at("2026-12-18T10:00"), calendar=calendar(torbay.nation, {}, torbay.day_ends))
    desk.open(grounds=(torbay.grounds[0].id,), answers=asked)
    clock = next(duty for duty in desk.dispute.open_duties() if duty.started.clock)
    assert set(clock.started.stages) == {"1", "2"}
    assert clock.due == Due(
        at=at("2026-12-29T17:00"),
        rule="5 working days",
        since=when("2026-12-18T10:00"),
        since_what="when it was raised",
        not_counted=(
            DayOff(date(2026, 12, 19), "Saturday"),
            DayOff(date(2026, 12, 20), "Sunday"),
            DayOff(date(2026, 12, 25), "Christmas Day"),
            DayOff(date(2026, 12, 26), "Boxing Day"),
            DayOff(date(2026, 12, 27), "Sunday"),
            DayOff(date(2026, 12, 28), "Boxing Day, substitute day"),
        ),
    )


# What each rule means


@pytest.mark.parametrize(
    ("rule", "since", "ends"),
    [
        ("5 working days", "2026-11-23T00:00", "2026-11-30T17:00"),
        ("5 working days", "2026-11-23T23:59", "2026-11-30T17:00"),  # day zero whatever its hour
        ("5 working days", "2026-11-23", "2026-11-30T17:00"),
        ("1 working day", "2026-11-27T09:00", "2026-11-30T17:00"),
        ("1 working day", "2026-11-28", "2026-11-30T17:00"),
        ("3 days", "2026-11-26T09:00", "2026-11-29T17:00"),  # a Sunday
        ("2 weeks", "2026-11-26T09:00", "2026-12-10T17:00"),
        ("24 hours", "2026-11-27T16:30", "2026-11-28T16:30"),
        ("24 hours", "2026-11-27", "2026-11-28T00:00"),  # a day without an hour starts at 00:00
        ("at once", "2026-11-27T16:30", "2026-11-27T16:30"),
        ("same working day", "2026-11-23T16:59", "2026-11-23T17:00"),
        ("same working day", "2026-11-23T17:00", "2026-11-24T17:00"),  # at exactly day_ends it has ended
        ("same working day", "2026-11-23", "2026-11-23T17:00"),
        ("same working day", "2026-11-28T09:00", "2026-11-30T17:00"),
    ],
)
def test_a_rule_ends_when_the_design_says(rule: str, since: str, ends: str) -> None:
    assert due(rule, since).at == at(ends)


@pytest.mark.parametrize(
    ("rule", "since", "ends"),
    [
        ("24 hours", "2026-03-28T10:00+00:00", "2026-03-29T11:00+01:00"),  # the day has 23 hours
        ("24 hours", "2026-10-24T10:00+01:00", "2026-10-25T09:00+00:00"),  # the day has 25 hours
        ("24 hours", "2026-03-28", "2026-03-29T00:00+00:00"),
        ("24 hours", "2026-03-29", "2026-03-30T01:00+01:00"),
        ("24 hours", "2026-10-25", "2026-10-25T23:00+00:00"),
        ("48 hours", "2026-03-27T18:00+00:00", "2026-03-29T19:00+01:00"),
        ("2 working days", "2026-03-27T18:00+00:00", "2026-03-31T17:00+01:00"),
        ("1 week", "2026-10-22T18:00+01:00", "2026-10-29T17:00+00:00"),
        ("same working day", "2026-10-26T16:59+00:00", "2026-10-26T17:00+00:00"),
    ],
)
def test_hours_elapse_and_days_end_on_the_wall_clock_over_both_clock_changes(rule: str, since: str, ends: str) -> None:
    assert due(rule, since).at == at(ends)


def test_an_hour_that_occurs_twice_is_the_first_of_the_two() -> None:
    assert london(date(2026, 10, 25), time(1, 30)) == at("2026-10-25T00:30")
    assert exists(date(2026, 10, 25), time(1, 30))


@pytest.mark.parametrize(("hour", "there"), [("00:59", True), ("01:00", False), ("01:59", False), ("02:00", True)])
def test_an_hour_that_the_clocks_skip_does_not_exist(hour: str, there: bool) -> None:
    assert exists(date(2026, 3, 29), time.fromisoformat(hour)) is there


def test_a_working_day_ends_when_the_policy_says() -> None:
    early = Calendar(lambda _: None, time(16, 30))
    assert due("1 working day", "2026-07-01T09:00", early).at == at("2026-07-02T16:30+01:00")


def test_a_due_time_on_a_day_off_says_that_offices_are_closed_then() -> None:
    assert due("3 days", "2026-12-22T10:00").closed_then == "Christmas Day"
    assert due("24 hours", "2026-11-27T10:00").closed_then == "Saturday"
    assert due("5 working days", "2026-12-18T10:00").closed_then == ""


def test_the_same_working_day_shows_why_it_is_another_day() -> None:
    after_hours = due("same working day", "2026-11-27T17:30").not_counted
    assert [day.why for day in after_hours] == ["the working day had ended", "Saturday", "Sunday"]
    assert [day.why for day in due("same working day", "2026-12-25").not_counted] == [
        "Christmas Day",
        "Boxing Day",
        "Sunday",
        "Boxing Day, substitute day",
    ]


@pytest.mark.parametrize(
    "rule",
    ["5", "five working days", "0 days", "-1 days", "1.5 days", "5  days", "5 Days", "3 months", "agreed days",
     "5 working days ", "1000 days", "working days", "5 working hours", "at  once"],
)  # fmt: skip
def test_what_is_no_limit_is_no_limit(rule: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(rule)}$"):
        parse_limit(rule)


def test_closures_without_end_are_a_fault_not_a_hang() -> None:
    with pytest.raises(BadDate):
        Calendar(lambda _: "closed").due("1 working day", when("2026-11-23"), "start")
    with pytest.raises(BadDate):
        Calendar(lambda _: "closed").before(date(2026, 11, 23))


# In time


@pytest.mark.parametrize(
    ("happened", "in_time"),
    [
        ("2026-11-30T16:59", True),
        ("2026-11-30T17:00", True),  # on the due time is in time
        ("2026-11-30T17:00:01", False),
        ("2026-11-30", True),  # no hour: its day is on or before the due day
        ("2026-12-01", False),
        ("2026-11-29", True),
    ],
)
def test_a_thing_is_in_time_on_or_before_its_due_time(happened: str, in_time: bool) -> None:
    assert when(happened).in_time(at("2026-11-30T17:00")) is in_time


def test_the_due_day_of_a_thing_without_an_hour_is_the_day_in_london() -> None:
    assert when("2026-07-02").in_time(at("2026-07-01T23:30+00:00"))  # half past midnight in London


# Recorded later


@pytest.mark.parametrize(
    ("happened", "written", "later"),
    [
        ("2026-11-23T10:00", "2026-11-24T17:00", False),
        ("2026-11-23T10:00", "2026-11-24T17:01", True),
        ("2026-11-23", "2026-11-24T17:00", False),
        ("2026-11-27T09:00", "2026-11-30T16:59", False),  # the working day after a Friday is the Monday
        ("2026-11-27T09:00", "2026-11-30T17:01", True),
        ("2026-11-28", "2026-11-30T17:01", True),
        ("2026-12-24T16:00", "2026-12-29T17:00", False),
        ("2026-12-24T16:00", "2026-12-29T17:01", True),
    ],
)
def test_recorded_later_is_after_the_end_of_the_working_day_after(happened: str, written: str, later: bool) -> None:
    assert Case(None, policy(), ENGLAND, at(written)).recorded_later(when(happened)) is later


def test_recorded_later_is_labelled_on_the_entry_and_never_refused() -> None:
    desk = Desk(policy(), MONDAY).open()
    desk.now = at("2026-11-26T10:00")
    assert desk.talk("them", happened=when("2026-11-23T12:00")).events[-1].recorded_later
    assert not desk.talk("them", happened=when("2026-11-25T12:00")).events[-1].recorded_later


# Properties


def naive(within: Calendar, start: date, count: int) -> date:
    """One day at a time."""
    day = start
    while count:
        day += timedelta(days=1)
        if not within.why_off(day):
            count -= 1
    return day


@given(nations, days, counts)
def test_adding_working_days_agrees_with_a_naive_loop(nation: str, start: date, count: int) -> None:
    assert NATIONS[nation].after(start, count)[0] == naive(NATIONS[nation], start, count)


@given(nations, days, counts, st.sets(days, max_size=5))
def test_adding_working_days_never_lands_on_a_day_off(nation: str, start: date, count: int, closed: set[date]) -> None:
    within = calendar(nation, dict.fromkeys(closed, "closed"))
    end, passed = within.after(start, count)
    assert not within.why_off(end)
    assert end not in closed
    assert (end - start).days == count + len(passed)  # every day between was counted or is named
    assert all(day.why and start < day.day < end for day in passed)


@given(nations, days, days, counts)
def test_adding_working_days_is_monotone_in_the_start(nation: str, one: date, other: date, count: int) -> None:
    first, last = sorted((one, other))
    assert NATIONS[nation].after(first, count)[0] <= NATIONS[nation].after(last, count)[0]


@given(nations, days, counts)
def test_one_more_working_day_is_always_later(nation: str, start: date, count: int) -> None:
    assert NATIONS[nation].after(start, count)[0] < NATIONS[nation].after(start, count + 1)[0]


@given(nations, days)
def test_between_a_day_and_the_working_day_before_it_nobody_works(nation: str, day: date) -> None:
    within = NATIONS[nation]
    before = within.before(day)
    assert before < day
    assert not within.why_off(before)
    assert all(within.why_off(before + timedelta(days=passed)) for passed in range(1, (day - before).days))


@given(instants, st.integers(1, 400))
def test_hours_are_elapsed_hours_whatever_the_clocks_do(start: datetime, hours: int) -> None:
    found = ENGLAND.due(f"{hours} hours", Happened.instant(start), "start")
    assert found.at - start == timedelta(hours=hours)


@given(instants)
def test_the_same_working_day_ends_after_it_began_on_a_working_day(start: datetime) -> None:
    found = ENGLAND.due("same working day", Happened.instant(start), "start")
    local = found.at.astimezone(LONDON)
    assert found.at > start
    assert not ENGLAND.why_off(local.date())
    assert local.time() == time(17)


@given(instants, st.sampled_from(["3 working days", "2 days", "1 week", "same working day", "24 hours", "at once"]))
def test_a_thing_done_when_it_begins_is_in_time_for_every_rule(start: datetime, rule: str) -> None:
    happened = Happened.instant(start)
    assert happened.in_time(ENGLAND.due(rule, happened, "start").at)
