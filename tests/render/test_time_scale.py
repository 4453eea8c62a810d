"""Time along a line: in proportion, in order, and with dates that stand where they belong."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.render.time_scale import Scale, marks
from tests.render.build_views import at

INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
SHORT = st.timedeltas(timedelta(hours=1), timedelta(days=2))
LONG = st.timedeltas(timedelta(days=1), timedelta(days=4000))
PARTS = st.floats(0, 1)


@st.composite
def scales(draw: st.DrawFn) -> Scale:
    begins = draw(INSTANTS)
    return Scale(begins, begins + draw(st.one_of(SHORT, LONG)), draw(st.integers(28, 140)))


@given(scales(), PARTS)
def test_a_column_is_within_half_a_column_of_its_part_of_the_time(scale: Scale, part: float) -> None:
    column = scale.column(scale.begins + (scale.ends - scale.begins) * part)
    assert abs(column - part * (scale.columns - 1)) <= 0.5 + 1e-6


@given(scales(), PARTS, PARTS)
def test_what_is_later_never_stands_before(scale: Scale, one: float, other: float) -> None:
    long = scale.ends - scale.begins
    first, last = (scale.column(scale.begins + long * part) for part in sorted((one, other)))
    assert 0 <= first <= last < scale.columns


@given(scales())
def test_the_first_instant_is_in_the_first_column_and_the_last_in_the_last(scale: Scale) -> None:
    assert (scale.column(scale.begins), scale.column(scale.ends)) == (0, scale.columns - 1)


@given(scales())
def test_dates_are_whole_inside_the_line_and_never_touch(scale: Scale) -> None:
    found = marks(scale)
    assert all(column >= 0 and column + len(label) <= scale.columns for column, label in found)
    assert all(one + len(label) + 2 <= other for (one, label), (other, _) in pairwise(found))
    assert all(label == label.strip() for _, label in found)


@given(scales())
def test_a_line_has_dates_unless_none_falls_on_it(scale: Scale) -> None:
    if scale.ends - scale.begins >= timedelta(hours=3):
        assert marks(scale)


@pytest.mark.parametrize(
    ("begins", "ends", "columns", "labels"),
    [
        (at(18, 10), at(18, 12), 52, ["10am", "10:30am", "11am", "11:30am"]),
        (at(18, 22), at(19, 4), 60, ["10pm", "11pm", "19 Dec", "1am", "2am", "3am"]),
        (at(18, 10), at(25, 17), 40, ["20 Dec", "22 Dec", "24 Dec"]),
        (at(18, 10), at(10, 17, month=1, year=2027), 52, ["21 Dec", "28 Dec", "4 Jan 2027"]),
        (at(18, 10), at(18, 10, month=6, year=2027), 80, ["Jan 2027", "Feb 2027", "Mar 2027", "Apr 2027"]),
        (at(18, 10), at(18, 10, year=2029), 52, ["2027", "2028", "2029"]),
        (at(29, 0, month=3), at(29, 6, month=3), 40, ["29 Mar", "2am", "3am", "4am"]),  # the clocks go forward at 1am
    ],
)
def test_the_dates_of_a_line(begins: datetime, ends: datetime, columns: int, labels: list[str]) -> None:
    found = [label for _, label in marks(Scale(begins, ends, columns)) if label]
    assert found[: len(labels)] == labels


def test_a_day_stands_at_its_start() -> None:
    scale = Scale(at(18, 0), at(28, 0), 101)
    assert [(column, label) for column, label in marks(scale) if label] == [
        (10 * number, f"{18 + number} Dec") for number in range(10)
    ]
