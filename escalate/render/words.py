"""How instants, days, spans and counts are said, in London time, after GOV.UK style.

Midnight is said as 00:00 with its day ("the start of the day"): "midnight" and "12am" leave open which night is meant.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from escalate.domain.calendar import LONDON, DayOff, Happened

NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
DEMONSTRATION = "Demonstration log: scripted clock"
_WEEKEND = ("Saturday", "Sunday")
_KILOBYTE, _MEGABYTE = 1_000, 1_000_000
_DAYS_IN_FULL = 14  # more days off than this, and weekends become a count


def day(on: date) -> str:
    """Monday 23 November 2026."""
    return f"{on:%A} {on.day} {on:%B} {on.year}"


def hour(at: datetime) -> str:
    """5pm, 2:30pm, midday; 00:00 at midnight; with BST or GMT in the hour that occurs twice."""
    here = at.astimezone(LONDON)
    if (here.hour, here.minute) == (0, 0):
        return "00:00"
    if (here.hour, here.minute) == (12, 0):
        return "midday"
    minutes = f":{here.minute:02}" if here.minute else ""
    twice = here.replace(fold=0).utcoffset() != here.replace(fold=1).utcoffset()
    return f"{here.hour % 12 or 12}{minutes}{'am' if here.hour < 12 else 'pm'}{f' {here:%Z}' if twice else ''}"  # noqa: PLR2004


def instant(at: datetime) -> str:
    """Monday 23 November 2026, 5pm."""
    here = at.astimezone(LONDON)
    start = " (the start of the day)" if (here.hour, here.minute) == (0, 0) else ""
    return f"{day(here)}, {hour(at)}{start}"


def happened(when: Happened, *, hour_matters: bool = False) -> str:
    """The instant, or the day alone; "(hour not recorded)" where that matters."""
    if when.at:
        return instant(when.at)
    return day(when.day) + (" (hour not recorded)" if hour_matters else "")


def stamp(at: datetime, now: datetime | None = None) -> str:
    """Tue 29 Dec 5pm, for columns; with the year where it is not that of `now`."""
    here = at.astimezone(LONDON)
    year = f" {here.year}" if now is None or here.year != now.astimezone(LONDON).year else ""
    return f"{here:%a} {here.day} {here:%b}{year} {hour(at)}"


def short_day(on: date, now: datetime, month: str = "%B") -> str:
    """29 December; with the year where it is not the present one."""
    year = f" {on.year}" if on.year != now.astimezone(LONDON).year else ""
    return f"{on.day} {on.strftime(month)}{year}"


def span(
    since: Happened, until: Happened | None, now: datetime, month: str = "%B", *, opened_here: bool = False
) -> str:
    """18 to 21 December; 30 December 2026 to 4 January 2027; since 21 December. `month` "%b" shortens them."""
    if until is None:
        return f"{'opened here' if opened_here else 'since'} {short_day(since.day, now, month)}"
    first, last = short_day(since.day, now, month), short_day(until.day, now, month)
    if first == last:
        return last
    if (since.day.year, since.day.month) == (until.day.year, until.day.month):
        first = str(since.day.day)
    return f"{first} to {last}"


def elapsed(gap: timedelta) -> str:
    """5 days, 2 hours, 20 minutes: whole ones of the largest unit that fits, at least a minute."""
    seconds = int(abs(gap).total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600)):
        if seconds >= size:
            return count(seconds // size, unit)
    return count(max(seconds // 60, 1), "minute")


def distance(due: datetime, now: datetime) -> str:
    """How far off a time to come is: in 7 days, tomorrow, today, in 3 hours. What has passed: 5 days ago."""
    if due < now:
        return f"{elapsed(now - due)} ago"
    days = (due.astimezone(LONDON).date() - now.astimezone(LONDON).date()).days
    if days == 0:
        return f"today, in {elapsed(due - now)}"
    return "tomorrow" if days == 1 else f"in {days} days"


def sentence(text: str) -> str:
    """The text with a full stop; none after another end, nor after a command that is to be typed as it stands."""
    return text if text.endswith((".", "?", "!")) or ": escalate " in text else f"{text}."


def count(number: int, noun: str) -> str:
    """1 discussion, 2 duties, no entries, 3 points of advice, 2 lines on the panel."""
    head, space, rest = noun.partition(" ") if " of " in noun or " on " in noun else (noun, "", "")
    plural = f"{head[:-1]}ies" if head.endswith("y") and head[-2] not in "aeiou" else f"{head}s"
    return f"{number or 'no'} {head if number == 1 else plural}{space}{rest}"


def size(number: int) -> str:
    """Of so many bytes: 1.2 MB, 34 kB, 512 bytes; never said to be less than it is."""
    if number < _KILOBYTE:
        return count(number, "byte")
    if number <= _MEGABYTE - _KILOBYTE:
        return f"{-(-number // _KILOBYTE)} kB"
    return f"{-(-number * 10 // _MEGABYTE) / 10:g} MB"


def days_off(days: Sequence[DayOff]) -> str:
    """Sat 19 Dec, Sun 20, Fri 25 (Christmas Day): days in a row with one reason together, many weekends as a count."""
    said: list[str] = []
    month: tuple[int, int] | None = None
    weekends = [off for off in days if off.why in _WEEKEND]
    if len(days) > _DAYS_IN_FULL and len(weekends) > 2:  # noqa: PLR2004  two are as short in full
        ends = f"{_off_day(weekends[0].day, year=True)} to {_off_day(weekends[-1].day, year=True)}"
        said.append(f"{len(weekends)} Saturdays and Sundays from {ends}")
        days = [off for off in days if off.why not in _WEEKEND]
    for run in _runs(days):
        first, last = run[0].day, run[-1].day
        shown = _off_day(first, month=month != (first.year, first.month), year=bool(month and month[0] != first.year))
        if last != first:
            shown += f" to {_off_day(last, month=(last.year, last.month) != (first.year, first.month))}"
        month = (last.year, last.month)
        said.append(shown if run[0].why in _WEEKEND else f"{shown} ({run[0].why})")
    return ", ".join(said)


def _runs(days: Sequence[DayOff]) -> list[list[DayOff]]:
    numbered = groupby(enumerate(days), key=lambda pair: (pair[1].why, pair[1].day.toordinal() - pair[0]))
    return [[off for _, off in run] for _, run in numbered]


def _off_day(on: date, *, month: bool = True, year: bool = False) -> str:
    return f"{on:%a} {on.day}" + (f" {on:%b}" if month else "") + (f" {on.year}" if year else "")


def rule(within: str, since: Happened, since_what: str) -> str:
    """5 working days after Friday 18 December 2026, 10am, when it was raised."""
    counted = f"{happened(since, hour_matters='hour' in within)}{f', {since_what}' if since_what else ''}"
    if within == "agreed":
        return since_what or "a date for you to agree: the policy sets none"
    if within in ("at once", "same working day"):
        return f"{within}, counted from {counted}"
    return f"{within} after {counted}"


def limit(within: str) -> str:
    """What a policy's `within` asks, for a reader: an agreed one has no number."""
    return {"agreed": "a date you agree", "": "no limit"}.get(within, within)


def assumed(within: str, due: datetime) -> str:
    """5pm is our assumption: where the policy counts days and names no hour; else empty."""
    if "hour" in within or within in ("agreed", "at once", ""):
        return ""
    return f"{hour(due)} is our assumption."


def holder(by: str) -> str:
    """Who holds a policy's duty: a side, both, each for itself, or a role's title."""
    sides = {"raising": "the raising side", "responding": "the responding side", "both": "both sides"}
    return {**sides, "each": "each side for itself"}.get(by, by)
