"""Which resolved disputes are past the time for which they are kept, and which are held: the list to review."""

from datetime import date, datetime
from typing import ClassVar

from escalate.domain.calendar import LONDON, Happened
from escalate.domain.frozen import frozen
from escalate.domain.plain import instant
from escalate.domain.register import DisputeLine
from escalate.domain.retention import kept_until, resolved_before
from escalate.usecases.ports import Past


@frozen
class KeptView:
    """One resolved dispute; `kept_until` is None where nobody said."""

    reference: str
    short: str
    policy: str
    ground: str
    subjects: str
    resolved: date
    kept_until: date | None
    held: bool
    may_be_erased: bool


@frozen
class KeepReviewView:
    """The disputes to review, the longest resolved first; `others` are resolved, not past their time and not held."""

    schema: ClassVar = "escalate.keep-review/1"

    disputes: tuple[KeptView, ...]
    others: int
    keep_years: int | None  # the office's rule
    today: date
    started: bool  # whether there is a log yet
    scripted: bool


def past(now: datetime, years: int | None) -> Past:
    """What is past its time at `now` (UTC), under a rule of so many years."""
    today = Happened.instant(now).day
    return Past(today, resolved_before(today, years) if years else None)


def keep_review(
    found: tuple[DisputeLine, ...], others: int, now: datetime, years: int | None, *, started: bool, scripted: bool
) -> KeepReviewView:
    """The view of the disputes found."""
    today = Happened.instant(now).day
    return KeepReviewView(tuple(_view(line, today, years) for line in found), others, years, today, started, scripted)


def _view(line: DisputeLine, today: date, years: int | None) -> KeptView:
    resolved = instant(line.resolved_at or "").astimezone(LONDON).date()
    typed = date.fromisoformat(line.keep_until) if line.keep_until else None
    until = kept_until(resolved, typed, years)
    return KeptView(
        reference=line.reference,
        short=line.reference.rpartition("-")[2].lstrip("0"),
        policy=line.policy,
        ground=line.ground,
        subjects=line.subjects,
        resolved=resolved,
        kept_until=until,
        held=line.held,
        may_be_erased=until is not None and until < today and not line.held,
    )
