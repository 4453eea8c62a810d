"""What time it is: the one place that reads the clock, or takes ESCALATE_CLOCK for it."""

import os
from datetime import UTC, datetime

from escalate.errors import BadInput

YEARS = range(1990, 2101)  # in which a day can be meant


def is_scripted() -> bool:
    """Whether ESCALATE_CLOCK asks for a time of its own."""
    return bool(os.environ.get("ESCALATE_CLOCK"))


def now(*, scripted: bool) -> datetime:
    """Now (UTC): as ESCALATE_CLOCK says, which only a log that is `scripted` allows. Raises BadInput."""
    given = os.environ.get("ESCALATE_CLOCK", "")
    if not given:
        return computers()
    if not scripted:
        raise BadInput("ESCALATE_CLOCK works only in a demonstration log.", hint="Unset ESCALATE_CLOCK.")
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise BadInput("ESCALATE_CLOCK is no ISO time.", hint="For example 2026-12-18T10:00:00+00:00") from None
    if at.year not in YEARS:
        raise BadInput("ESCALATE_CLOCK is too far away to be meant.", hint="For example 2026-12-18T10:00:00+00:00")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def computers() -> datetime:
    """What the computer says, which also dates files."""
    return datetime.now(UTC)  # noqa: TID251  here and nowhere else
