"""All disputes, newest first: a line each."""

from datetime import datetime
from typing import ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.plain import instant
from escalate.domain.register import DisputeLine

SHOWN = 50
EVERY = 1_000_000_000


@frozen
class DisputeView:
    """One dispute in a list."""

    reference: str
    policy: str
    ground: str
    subjects: str
    side: str
    agencies: str
    stage: str
    stage_name: str
    waiting_on: str
    opened: datetime
    next_due: datetime | None
    resolved: datetime | None
    at_risk: bool
    erased: datetime | None = None


@frozen
class ListView:
    """Disputes, newest first; `total` counts them all, `more` those left out."""

    schema: ClassVar = "escalate.list/1"

    disputes: tuple[DisputeView, ...]
    total: int
    more: int
    resolved_too: bool
    started: bool  # whether there is a log yet
    scripted: bool


def listing(
    found: tuple[DisputeLine, ...], total: int, *, resolved_too: bool, started: bool, scripted: bool
) -> ListView:
    """The view of the disputes found; `total` is how many there are, the resolved ones only if asked for."""
    return ListView(
        disputes=tuple(_view(line) for line in found),
        total=total,
        more=total - len(found),
        resolved_too=resolved_too,
        started=started,
        scripted=scripted,
    )


def _view(line: DisputeLine) -> DisputeView:
    return DisputeView(
        reference=line.reference,
        policy=line.policy,
        ground=line.ground,
        subjects=line.subjects,
        side=line.side,
        agencies=line.agencies,
        stage=line.stage,
        stage_name=line.stage_name,
        waiting_on=line.waiting_on,
        opened=instant(line.opened_at),
        next_due=instant(line.next_due_at) if line.next_due_at else None,
        resolved=instant(line.resolved_at) if line.resolved_at else None,
        at_risk=line.at_risk,
        erased=instant(line.erased_at) if line.erased_at else None,
    )
