"""Time along a line of columns, in proportion: where an instant stands, and which dates are written along it.

Dates stand at the start of what they name (a day, a month), as many as fit without touching; none is ever cut.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from math import floor

from escalate.domain.calendar import LONDON, exists, london
from escalate.domain.frozen import frozen
from escalate.render import words

_APART = 2  # columns between two dates
_MONDAY = date(2024, 1, 1).toordinal()
_YEAR = 12  # months


@frozen
class Scale:
    """From the first instant, in the first column, to the last, in the last."""

    begins: datetime
    ends: datetime
    columns: int

    def column(self, at: datetime) -> int:
        """Where it stands: in the nearest column."""
        part = (at - self.begins) / (self.ends - self.begins)
        return min(max(floor(part * (self.columns - 1) + 0.5), 0), self.columns - 1)


Marks = tuple[tuple[int, str], ...]  # columns, and the date that begins there; no text where it would not fit


def marks(scale: Scale) -> Marks:
    """The finest dates along it that do not touch."""
    span = scale.ends - scale.begins
    for least, found in _STEPS:
        if span / least > scale.columns:
            continue
        made = tuple(_placed(scale, found(scale.begins, scale.ends)))
        if all(end + _APART <= start for (_, end), (start, _) in _neighbours(made)):
            return made
    return ()


def _placed(scale: Scale, found: Iterator[tuple[datetime, str]]) -> Iterator[tuple[int, str]]:
    for at, label in found:
        if scale.begins <= at <= scale.ends:
            column = scale.column(at)
            yield column, label if column + len(label) <= scale.columns else ""


def _neighbours(made: Marks) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    spans = [(column, column + len(label)) for column, label in made]
    return pairwise(spans)


Dates = Iterator[tuple[datetime, str]]


def _minutes(step: int) -> Callable[[datetime, datetime], Dates]:
    def found(begins: datetime, ends: datetime) -> Dates:
        for day in _days_of(begins, ends):
            for minute in range(0, 24 * 60, step):
                hour = time(minute // 60, minute % 60)
                if exists(day, hour):
                    at = london(day, hour)
                    yield at, words.hour(at) if minute else f"{day.day} {day:%b}"

    return found


def _days(step: int) -> Callable[[datetime, datetime], Dates]:
    def found(begins: datetime, ends: datetime) -> Dates:
        year = begins.astimezone(LONDON).year
        for day in _days_of(begins, ends):
            at = london(day, time(0))
            if (day.toordinal() - _MONDAY) % step == 0 and at >= begins:
                yield at, f"{day.day} {day:%b}" + (f" {day.year}" if day.year != year else "")
                year = day.year

    return found


def _months(step: int) -> Callable[[datetime, datetime], Dates]:
    def found(begins: datetime, ends: datetime) -> Dates:
        first, last = begins.astimezone(LONDON), ends.astimezone(LONDON)
        for month in range(first.year * _YEAR, (last.year + 1) * _YEAR):
            if month % step == 0:
                day = date(month // _YEAR, month % _YEAR + 1, 1)
                yield london(day, time(0)), f"{day.year}" if step >= _YEAR else f"{day:%b} {day.year}"

    return found


def _days_of(begins: datetime, ends: datetime) -> Iterator[date]:
    day = begins.astimezone(LONDON).date()
    while day <= ends.astimezone(LONDON).date():
        yield day
        day += timedelta(days=1)


_STEPS = (
    *((timedelta(minutes=step), _minutes(step)) for step in (5, 10, 15, 30, 60, 120, 180, 360, 720)),
    *((timedelta(days=step), _days(step)) for step in (1, 2, 7, 14, 28)),
    *((timedelta(days=28 * step), _months(step)) for step in (1, 2, 3, 6, 12, 24, 60, 120, 240)),
)
