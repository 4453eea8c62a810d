"""A dispute along the time it took: its stages, discussions and due times, and now, as points in order.

A day without an hour stands at its start: that is where a picture puts it, and what it is ordered by.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from escalate.domain.calendar import AT_ONCE, Happened
from escalate.domain.events import ACTION
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.usecases.status import StageView, ladder

if TYPE_CHECKING:
    from escalate.domain.dispute import Dispute, Duty
    from escalate.usecases.ports import Stored

# In the order in which they are told where they happened at one time.
ORDER = ("arose", "raised", "stage", "consultation", "discussion", "unanswered", "due", "resolved", "now")
_LEAST = timedelta(hours=1)


@frozen
class PointView:
    """One point: of its kind (`ORDER`), and when. A stage lasts until; a due time counts since.

    The `state` of a due time: open, late, past, done, done late, lapsed, not needed.
    """

    kind: str
    when: Happened
    stage: str = ""
    what: str = ""
    number: int = 0  # the duty's
    since: Happened | None = None  # what a due time counts from
    until: Happened | None = None  # when a stage was left, or a duty ended
    state: str = ""


@frozen
class StatusTimelineView:
    """A dispute from its first point to its last; `now` is the last of a dispute of which nothing is due."""

    schema: ClassVar = "escalate.status-timeline/1"

    reference: str
    short: str
    calls_stage: str
    grounds: tuple[str, ...]
    subjects: tuple[str, ...]
    begins: Happened
    ends: Happened
    points: tuple[PointView, ...]
    stages: tuple[StageView, ...]
    now: datetime
    scripted: bool


def status_timeline(stored: "Stored", now: datetime, *, scripted: bool) -> StatusTimelineView:
    """The view at `now` (UTC)."""
    dispute, policy = stored.dispute, stored.policy
    found = sorted(_points(dispute, now), key=lambda point: (point.when.earliest, ORDER.index(point.kind)))
    known = [when for one in found for when in (one.when, one.since, one.until) if when]
    first, last = min(known, key=_stands_at), max(known, key=_stands_at)
    short_after = Happened.instant(first.earliest + _LEAST)
    return StatusTimelineView(
        reference=dispute.opened.reference,
        short=short(dispute),
        calls_stage=policy.calls_stage,
        grounds=tuple(policy.ground_title(ground) for ground in dispute.opened.grounds),
        subjects=tuple(f"{subject.kind} {subject.ref}" for subject in dispute.opened.subjects),
        begins=first,
        ends=max(last, short_after, key=_stands_at),
        points=tuple(found),
        stages=tuple(ladder(dispute, policy)),
        now=now,
        scripted=scripted,
    )


def _stands_at(when: Happened) -> datetime:
    return when.earliest


def _points(dispute: "Dispute", now: datetime) -> Iterator[PointView]:
    if dispute.arose and dispute.arose != dispute.raised:  # what nobody told apart
        yield PointView("arose", dispute.arose)
    if dispute.raised:
        yield PointView("raised", dispute.raised)
    for stay in dispute.stays:
        left = stay.until or (dispute.resolved.happened if dispute.resolved else None)
        yield PointView("stage", stay.since, stay.stage, stay.name, until=left)
    yield from (PointView(talk.kind, talk.happened) for talk in dispute.talks)
    yield from (_due(duty, now) for duty in dispute.duties.values() if duty.due)
    if dispute.resolved:
        yield PointView("resolved", dispute.resolved.happened)
    if not dispute.resolved or any(duty.due for duty in dispute.open_duties()):
        yield PointView("now", Happened.instant(now))


def _due(duty: "Duty", now: datetime) -> PointView:
    started, at = duty.started, duty.due_at or now
    until = duty.ended.happened if duty.ended else None
    # What an agreed action is, is said as on the other screens: these are for whoever reads the log.
    what = f"{started.what} ({started.holder})" if started.duty == ACTION else started.what
    state = _state(duty, at, now)
    return PointView("due", Happened.instant(at), "", what, duty.number, started.since, until, state)


def _state(duty: "Duty", at: datetime, now: datetime) -> str:
    if duty.ended:
        return f"{duty.ended.how} late" if duty.ended.how == "done" and duty.is_late(now) else duty.ended.how
    if at >= now or duty.started.within == AT_ONCE:
        return "open"
    return "late" if duty.started.force == "must" else "past"
