"""Days and hours as people write them: day first, never guessed.

What could mean two days is refused, not interpreted: two-digit years, month-first words, bare numbers.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from escalate.clock import YEARS
from escalate.domain.calendar import LONDON, Happened, exists, london
from escalate.errors import BadDate

if TYPE_CHECKING:
    from dateutil.parser import parserinfo

_T = TypeVar("_T")
_HOUR = r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)?\s*(?P<half>am|pm)?"
_TIME = re.compile(rf"(?:^|[\s,T]+(?:at\s+)?)(?:{_HOUR}|(?P<word>midday|noon))$", re.IGNORECASE)
_ISO_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDED = re.compile(r"(?:([a-z]+),?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\s+(\d{4})", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"\d{1,2}[/. -](\d{1,2}|[a-z]+)[/. -]\d{2}", re.IGNORECASE)
_MONTH_SLASHED = re.compile(r"(\d{1,2})/(\d{4})")
_YEAR = re.compile(r"\d{4}")
_IN_DAYS = re.compile(r"(\d{1,3})d")
_HOW = (
    "The day comes first: 22/11/2026, 22 November 2026, 2026-11-22, today, yesterday or Monday, "
    "with a time if known: 2:30pm"
)
_AFTERNOONS = ("1", "2", "3", "4", "5", "6", "7")  # hours that, written so, may be either half of the day


def parse(text: str, now: datetime, *, to_set: bool = False) -> Happened:
    """The day, and the hour if given, in London. A weekday is the latest, or with `to_set` the next. Raises BadDate."""
    written = text.strip()
    if written.casefold() == "now":
        return Happened.instant(now)
    if _ISO_INSTANT.fullmatch(written):
        return _instant(_checked(lambda: datetime.fromisoformat(written)))
    if not written:
        raise BadDate("There is no date.", hint=_HOW)
    day_text, hour = _split(written)
    today = now.astimezone(LONDON).date()
    day = _day(day_text, today, to_set=to_set) if day_text else today
    return at(day, hour) if hour else Happened(_near(day))


def at(day: date, hour: time) -> Happened:
    """That day and hour in London; the first of the two where it occurs twice. Raises BadDate where it never occurs."""
    if not exists(_near(day), hour):
        said = f"{hour:%H:%M} did not occur on {day:%d/%m/%Y}: the clocks went forward."
        raise BadDate(said, hint="Give another hour.")
    return Happened(day, london(day, hour).astimezone(UTC))


def of_value(value: object, now: datetime, *, to_set: bool = False) -> Happened:
    """The same from what an answers file can hold: text, a TOML date or a TOML date and time. Raises BadDate."""
    if isinstance(value, datetime):
        return _instant(value) if value.tzinfo else at(value.date(), value.time())
    if isinstance(value, date):
        return Happened(_near(value))
    if isinstance(value, str):
        return parse(value, now, to_set=to_set)
    raise BadDate("That is no date.", hint=_HOW)


def days_of(text: str) -> tuple[date, ...]:
    """Every day, in order, of a month (2026-12, December 2026) or of a year (2026). Raises BadDate."""
    written = text.strip()
    if slashed := _MONTH_SLASHED.fullmatch(written):
        written = f"{slashed[2]}-{slashed[1]:0>2}"
    whole_year = bool(_YEAR.fullmatch(written))
    day_one = f"{written}-01-01" if whole_year else f"{written}-01" if "-" in written else f"1 {written}"
    try:
        first = _near(_day(day_one, date.min, to_set=False))
    except BadDate:
        raise BadDate(
            "That is no month or year that can be read.",
            hint="Write a month as 2026-12 or December 2026, and a year as 2026.",
        ) from None
    days = 366 if whole_year else 31
    following = (first + timedelta(days=number) for number in range(days))
    return tuple(day for day in following if day.year == first.year and (whole_year or day.month == first.month))


def _instant(at: datetime) -> Happened:
    _near(at.date())
    return Happened.instant(at)


def _near(day: date) -> date:
    if day.year not in YEARS:
        raise BadDate("That day is too far away to be meant.", hint=_HOW)
    return day


def _split(text: str) -> tuple[str, time | None]:
    found = _TIME.search(text)
    if not found or (found["hour"] and not (found["minute"] or found["half"])):
        return text, None
    if found["word"]:
        return text[: found.start()], time(12)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:  # noqa: PLR2004  hours of a clock face
        raise BadDate("There is no such hour.", hint=_HOW)
    if not half and found["hour"] in _AFTERNOONS:
        said = f"{hour}:{minute:02}"
        raise BadDate(
            f"{said} can be morning or afternoon.", hint=f"Write {said}am, {said}pm or {hour + 12}:{minute:02}."
        )
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return text[: found.start()], _checked(lambda: time(hour, minute))


def _day(text: str, today: date, *, to_set: bool) -> date:
    word = text.casefold().rstrip(",")
    near = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if word in near:
        return today + timedelta(days=near[word])
    if found := _IN_DAYS.fullmatch(word):
        return today + timedelta(days=int(found[1]) * (1 if to_set else -1))
    weekday = _names().weekday(word) if word.isalpha() else None
    if weekday is not None:
        back = (today.weekday() - weekday) % 7
        return today + timedelta(days=7 - back if to_set else -back)
    if found := _ISO.fullmatch(text):
        year, month, number = map(int, found.groups())
        return _checked(lambda: date(year, month, number))
    if found := _SLASHED.fullmatch(text):
        number, month, year = map(int, found.groups())
        return _checked(lambda: date(year, month, number))
    if found := _WORDED.fullmatch(text):
        return _worded(found)
    if _SHORT_YEAR.fullmatch(text):
        raise BadDate("The year needs four digits.", hint=_HOW)
    raise BadDate("That is no date that can be read in one way only.", hint=_HOW)


def _worded(found: re.Match[str]) -> date:
    month = _names().month(found[3])
    if month is None:
        raise BadDate("That date names no month.", hint=_HOW)
    day = _checked(lambda: date(int(found[4]), month, int(found[2])))
    if found[1] and _names().weekday(found[1]) != day.weekday():
        raise BadDate(f"{day:%d/%m/%Y} is a {day:%A}, not the weekday written.", hint="Check the day and the weekday.")
    return day


def _checked(make: Callable[[], _T]) -> _T:
    try:
        return make()
    except ValueError:
        raise BadDate("There is no such day or hour.", hint=_HOW) from None


@cache
def _names() -> "parserinfo":
    """The names of months and weekdays, loaded when a date is first written in words."""
    from dateutil.parser import parserinfo

    return parserinfo()
