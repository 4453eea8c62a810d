"""Days and hours as people write them: day first, and nothing that could mean two days."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.cli.dates import of_value, parse
from escalate.domain.calendar import LONDON, Happened
from escalate.errors import BadDate
from tests.build import when

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("22/11/2026", "2026-11-22"),
        ("3/4/2026", "2026-04-03"),  # day first
        ("03/04/2026", "2026-04-03"),
        ("2026-11-22", "2026-11-22"),
        ("2026-03-04", "2026-03-04"),
        ("22 November 2026", "2026-11-22"),
        ("22 nov 2026", "2026-11-22"),
        ("22nd November 2026", "2026-11-22"),
        ("1st December 2026", "2026-12-01"),
        ("Sunday 22 November 2026", "2026-11-22"),
        ("Sunday, 22 November 2026", "2026-11-22"),
        ("  22/11/2026  ", "2026-11-22"),
        ("29/02/2028", "2028-02-29"),
        ("today", "2026-11-25"),
        ("Yesterday", "2026-11-24"),
    ],
)
@pytest.mark.parametrize("to_set", [False, True])
def test_a_day_is_read_as_written(text: str, day: str, to_set: bool) -> None:
    assert parse(text, NOW, to_set=to_set) == when(day)


@pytest.mark.parametrize(
    ("text", "happened", "to_set"),
    [
        ("Monday", "2026-11-23", "2026-11-30"),
        ("tuesday", "2026-11-24", "2026-12-01"),
        ("wed", "2026-11-25", "2026-12-02"),
        ("Thursday", "2026-11-19", "2026-11-26"),
        ("Sunday", "2026-11-22", "2026-11-29"),
        ("3d", "2026-11-22", "2026-11-28"),
        ("0d", "2026-11-25", "2026-11-25"),
        ("10d", "2026-11-15", "2026-12-05"),
    ],
)
def test_a_weekday_is_the_latest_for_what_happened_and_the_next_for_a_date_to_set(
    text: str, happened: str, to_set: str
) -> None:
    assert parse(text, NOW) == when(happened)
    assert parse(text, NOW, to_set=True) == when(to_set)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("22/11/2026 14:30", "2026-11-22T14:30"),
        ("22/11/2026 14.30", "2026-11-22T14:30"),
        ("22/11/2026 2:30pm", "2026-11-22T14:30"),
        ("22/11/2026 2.30 PM", "2026-11-22T14:30"),
        ("22/11/2026 2pm", "2026-11-22T14:00"),
        ("22/11/2026, 2pm", "2026-11-22T14:00"),
        ("22/11/2026 at 2pm", "2026-11-22T14:00"),
        ("22 November 2026 9am", "2026-11-22T09:00"),
        ("2026-11-22T14:30", "2026-11-22T14:30"),
        ("2026-11-22 14:30", "2026-11-22T14:30"),
        ("2026-11-22T14:30:00Z", "2026-11-22T14:30"),
        ("2026-11-22T14:30:00+02:00", "2026-11-22T12:30"),
        ("today 9am", "2026-11-25T09:00"),
        ("Monday 10:15", "2026-11-23T10:15"),
        ("Sunday 22 November 2026 at 12:00", "2026-11-22T12:00"),
        ("22/11/2026 12am", "2026-11-22T00:00"),
        ("22/11/2026 12pm", "2026-11-22T12:00"),
        ("22/11/2026 midday", "2026-11-22T12:00"),
        ("22/11/2026 00:00", "2026-11-22T00:00"),
        ("01/07/2026 14:30", "2026-07-01T14:30+01:00"),  # London time in summer
        ("now", "2026-11-25T09:30"),
    ],
)
def test_an_hour_is_london_time(text: str, at: str) -> None:
    assert parse(text, NOW) == when(at)


def test_today_is_the_day_in_london() -> None:
    half_past_midnight = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert parse("today", half_past_midnight) == when("2026-07-01")


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "22/11/26", "22-11-2026", "22.11.2026", "22/11", "November 2026", "22 November", "22 November 26",
        "November 22 2026", "November 22, 2026", "Nov 22", "11/22/2026", "2026/11/22", "2026-22-11", "20261122",
        "22", "5", "1122", "22112026", "31/06/2026", "30/02/2026", "29/02/2026", "0/1/2026", "1/0/2026", "1/13/2026",
        "Friday 22 November 2026", "32 November 2026", "22 Novembruary 2026", "soon", "last week", "next Monday",
        "tomorrow week", "3 d", "3 days", "-3d", "3w", "1000d", "d", "today 25:00", "today 14:60", "today 13pm",
        "2026-13-01T10:00Z", "2026-11-22T25:00Z", "22/11/0026", "22/11/1066", "22/11/9999", "١٢", "22/11/2026\x00",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59-12:00", "1066-10-14T09:00:00Z",
        "2026-11-22 and 2026-11-23", "now or never",
    ],
)  # fmt: skip
@pytest.mark.parametrize("to_set", [False, True])
def test_what_could_mean_two_days_or_none_is_refused_with_how_to_write_it(text: str, to_set: bool) -> None:
    with pytest.raises(BadDate) as refused:
        parse(text, NOW, to_set=to_set)
    assert refused.value.exit_code == 2
    assert refused.value.hint


@pytest.mark.parametrize("text", ["29/03/2026 1am", "29/03/2026 01:00", "29 March 2026 1:59am", "2026-03-29T01:30"])
def test_an_hour_that_the_clocks_skipped_is_refused(text: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse(text, NOW)
    assert "did not occur" in refused.value.message


def test_an_hour_that_occurred_twice_is_the_first_of_the_two() -> None:
    assert parse("25/10/2026 1:30am", NOW).at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("22/11/2026", when("2026-11-22")),
        (date(2026, 11, 22), when("2026-11-22")),
        (datetime(2026, 11, 22, 14, 30), when("2026-11-22T14:30")),  # noqa: DTZ001  a local date-time of TOML
        (datetime(2026, 7, 1, 14, 30), when("2026-07-01T14:30+01:00")),  # noqa: DTZ001
        (datetime(2026, 7, 1, 14, 30, tzinfo=timezone(timedelta(hours=2))), when("2026-07-01T12:30")),
    ],
)
def test_an_answers_file_may_hold_text_or_toml_dates(value: object, read: Happened) -> None:
    assert of_value(value, NOW) == read


@pytest.mark.parametrize(
    "value",
    [
        22, 22.11, True, None, [], {}, time(14, 30), "soon", date(1, 1, 1), date(9999, 12, 31),
        datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=timezone(timedelta(hours=-12))),
        datetime(2026, 3, 29, 1, 30), datetime(1, 1, 1),  # noqa: DTZ001
    ],
    ids=repr,
)  # fmt: skip
def test_anything_else_in_an_answers_file_is_refused(value: object) -> None:
    with pytest.raises(BadDate):
        of_value(value, NOW)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_way_of_writing_a_day_means_that_day(day: date) -> None:
    written = (f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}", day.isoformat(), f"{day.day} {day:%B %Y}")
    assert {parse(text, NOW) for text in (*written, f"{day:%A} {day.day} {day:%b %Y}")} == {Happened(day)}


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  made aware
def test_an_instant_means_itself_and_its_day_in_london(at: datetime) -> None:
    assert parse(at.isoformat(), NOW) == Happened(at.astimezone(LONDON).date(), at)


@given(st.text(max_size=24))
def test_any_text_is_a_day_or_is_refused(text: str) -> None:
    try:
        parse(text, NOW)
    except BadDate as refused:
        assert refused.hint  # noqa: PT017
