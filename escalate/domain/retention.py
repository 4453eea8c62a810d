"""Until when the record of a resolved dispute is kept: the day typed for it, else the office's rule.

No number of years is built in. A report counts with it, so it needs nothing of the events.
"""

from datetime import date, timedelta

LONGEST = 150  # years: more is a slip of the finger


def kept_until(resolved: date | None, until: date | None, years: int | None) -> date | None:
    """The last day on which it must be kept; None while it is open, or where nobody said."""
    if until or resolved is None or years is None:
        return until
    try:
        return resolved.replace(year=resolved.year + years)
    except ValueError:  # 29 February
        return date(resolved.year + years, 3, 1)


def resolved_before(today: date, years: int) -> date:
    """What was resolved before that day is, today, past the rule."""
    try:
        day = today.replace(year=today.year - years)
    except ValueError:  # 29 February
        day = date(today.year - years, 3, 1)
    leap = day - timedelta(days=1)  # 29 February and 1 March can be kept until the same day
    return leap if kept_until(leap, None, years) == today else day
