"""Working days, and due times with the arithmetic that led to them.

The arithmetic is data, recorded with the duty: a due time is never computed again, so a bank holiday
announced later cannot move a date that people were given.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from escalate.domain.frozen import frozen
from escalate.errors import BadDate

LONDON = ZoneInfo("Europe/London")
AT_ONCE = "at once"
AGREED = "agreed"
SAME_WORKING_DAY = "same working day"
_LIMIT = re.compile(r"([1-9][0-9]{0,2}) (working day|day|week|hour)s?")
_LAST_YEAR = 2100
_FURTHEST = timedelta(days=3660)
_NONE_FOUND = "No working day was found in ten years: check the closures in the settings."
_CLOCKS_DIFFER = timedelta(minutes=5)


@frozen
class Happened:
    """A day in London, and the instant (UTC) when the hour is known."""

    day: date
    at: datetime | None = None

    @classmethod
    def instant(cls, at: datetime) -> "Happened":
        """The London day and the instant of an aware datetime."""
        return cls(at.astimezone(LONDON).date(), at.astimezone(UTC))

    @property
    def earliest(self) -> datetime:
        """The first instant (UTC) it can have been."""
        return self.at or london(self.day, time(0))

    @property
    def latest(self) -> datetime:
        """The last instant (UTC) it can have been; used to order days without an hour."""
        return self.at or london(self.day, time(23, 59, 59))

    def in_time(self, due: datetime) -> bool:
        """On or before the due time; without an hour, on or before its day."""
        if self.at is not None:
            return self.at <= due
        return self.day <= due.astimezone(LONDON).date()

    def is_ahead(self, now: datetime) -> bool:
        """Whether it has not happened yet; clocks may differ by a few minutes."""
        return self.at > now + _CLOCKS_DIFFER if self.at else self.day > now.astimezone(LONDON).date()


@frozen
class Limit:
    """A parsed `within`: how many of which unit."""

    count: int
    unit: str  # "working day", "day", "week", "hour", "same working day", "at once", "agreed"


@frozen
class DayOff:
    """A day that was not counted, and why."""

    day: date
    why: str


@frozen
class Due:
    """A due time (UTC) with its arithmetic: the rule, what it counts from, the days not counted."""

    at: datetime
    rule: str
    since: Happened
    since_what: str
    not_counted: tuple[DayOff, ...] = ()
    closed_then: str = ""  # why offices are closed at the due time, when they are


@frozen
class Calendar:
    """Why a day is closed (beside weekends; None when it is not), and when a working day ends."""

    why_closed: Callable[[date], str | None]
    day_ends: time = time(17)

    def why_off(self, day: date) -> str:
        """Why `day` is not a working day; empty when it is one."""
        named = self.why_closed(day) or ""
        if day.weekday() >= 5:  # noqa: PLR2004  Saturday is 5
            return named or day.strftime("%A")
        return named

    def end_of(self, day: date) -> datetime:
        """The instant (UTC) at which `day` ends for work, in London."""
        return london(day, self.day_ends)

    def after(self, start: date, count: int) -> tuple[date, tuple[DayOff, ...]]:
        """The `count`-th working day after `start` (day zero), and each day passed over."""
        day, passed = start, []
        while count:
            day += timedelta(days=1)
            why = self.why_off(day)
            if why:
                passed.append(DayOff(day, why))
                if len(passed) > _FURTHEST.days:
                    raise BadDate(_NONE_FOUND)
            else:
                count -= 1
        return day, tuple(passed)

    def before(self, day: date) -> date:
        """The last working day before `day`."""
        for back in range(1, _FURTHEST.days):
            if not self.why_off(earlier := day - timedelta(days=back)):
                return earlier
        raise BadDate(_NONE_FOUND)

    def due(self, rule: str, since: Happened, since_what: str) -> Due:
        """When `rule` ends, counted from `since`.

        Raises BadInput for a rule that has no number (see `parse_limit`).
        """
        limit = parse_limit(rule)
        passed: tuple[DayOff, ...] = ()
        if limit.unit == AT_ONCE:
            at = since.earliest
        elif limit.unit == "hour":
            at = since.earliest + timedelta(hours=limit.count)
        elif limit.unit == SAME_WORKING_DAY:
            day, passed = self._working_day_of(since)
            at = self.end_of(day)
        elif limit.unit == "working day":
            day, passed = self.after(since.day, limit.count)
            at = self.end_of(day)
        else:
            days = limit.count * (7 if limit.unit == "week" else 1)
            at = self.end_of(since.day + timedelta(days=days))
        if at.year > _LAST_YEAR:
            raise BadDate("That is too far ahead to be counted: bank holidays are known until 2100.")
        return Due(at, rule, since, since_what, passed, self.why_off(at.astimezone(LONDON).date()))

    def _working_day_of(self, since: Happened) -> tuple[date, tuple[DayOff, ...]]:
        why = self.why_off(since.day)
        if not why and since.earliest < self.end_of(since.day):
            return since.day, ()
        day, passed = self.after(since.day, 1)
        today = (DayOff(since.day, why or "the working day had ended"),)
        return day, today + passed


@cache
def parse_limit(rule: str) -> Limit:
    """The limit that a policy's `within` states. Raises ValueError when it states none."""
    if rule in (SAME_WORKING_DAY, AT_ONCE, AGREED):
        return Limit(0, rule)
    found = _LIMIT.fullmatch(rule)
    if not found:
        raise ValueError(rule)
    return Limit(int(found[1]), found[2])


def london(day: date, hour: time) -> datetime:
    """The instant (UTC) of a London wall-clock time; the first of the two where it occurs twice."""
    return datetime.combine(day, hour, LONDON).astimezone(UTC)


def exists(day: date, hour: time) -> bool:
    """Whether that wall-clock time occurs in London (an hour is left out each spring)."""
    return london(day, hour).astimezone(LONDON).replace(tzinfo=None) == datetime.combine(day, hour)
