"""The lines that reports are made of: one a dispute, one a duty, derived from the fold alone.

The log keeps them in tables so that a report is one indexed query; `report --as-of` derives the same lines from
the entries of that day. `FOLD` is raised whenever the same events come to other lines: an older program's tables are
then made anew.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from escalate.domain.frozen import frozen
from escalate.domain.plain import instant, instant_text

if TYPE_CHECKING:
    from escalate.domain.dispute import Dispute, Duty

FOLD = 3


@frozen
class DisputeLine:
    """A dispute in a list. Instants are ISO UTC text, as they are stored."""

    dispute: int
    reference: str
    policy: str
    ground: str
    subjects: str
    side: str
    agencies: str
    stage: str
    stage_name: str
    stage_since: str
    waiting_on: str
    opened_at: str
    last_spoke_at: str  # when the other side last spoke; empty: never
    open_duties: int
    next_due_at: str | None
    resolved_at: str | None
    at_risk: bool
    thin: int
    seq: int
    keep_until: str | None  # the day typed for it, ISO; without one the office's rule holds
    held: bool
    erased_at: str | None


@frozen
class DutyLine:
    """A duty in a report. `due_at` is null without a date; `ended` is empty while it is open."""

    dispute: int
    number: int
    duty: str
    what: str
    holder: str
    waiting_on: str
    force: str
    within: str
    clock: bool
    started_at: str
    due_at: str | None
    was_late: bool  # late whatever happens next: ended late, or given a new date after its due time
    ended: str
    ended_at: str | None


Lines = tuple[DisputeLine, tuple[DutyLine, ...]]


def lines(number: int, dispute: "Dispute") -> Lines:
    """The lines of dispute `number`: its own and one for each of its duties."""
    return dispute_line(number, dispute), tuple([DutyLine(*row) for row in duty_rows(number, dispute)])


def duty_rows(number: int, dispute: "Dispute") -> list[tuple[Any, ...]]:
    """The values of each duty's line, as proving compares them: a log has some ten million of them."""
    return [_duty_row(number, dispute, one) for one in dispute.duties.values()]


def waiting_on(dispute: "Dispute") -> str:
    """Who has the next move: us, them, both, or whoever holds what is due first."""
    return _next_move(dispute, dispute.open_duties())


def _next_move(dispute: "Dispute", still_open: "tuple[Duty, ...]") -> str:
    if not still_open:
        return ""
    stage = dispute.stage
    for duty in still_open:
        if duty.started.gate and duty.stands_at(stage):
            return dispute.waiting_on(duty.started)
    dated = [(duty.due.at, duty.number) for duty in still_open if duty.due]
    first = dispute.duties[min(dated)[1]] if dated else still_open[0]
    return dispute.waiting_on(first.started)


def dispute_line(number: int, dispute: "Dispute") -> DisputeLine:
    """The line of dispute `number` alone."""
    opened, stay, ended = dispute.opened, dispute.stay, dispute.resolved
    still_open, side, other_side = dispute.open_duties(), opened.side, dispute.other_side
    due = [duty.due.at for duty in still_open if duty.due]
    theirs = {party.id for party in dispute.parties if party.side == other_side}
    heard = [talk.happened.latest for talk in dispute.talks if not theirs.isdisjoint(talk.spoke)]
    return DisputeLine(
        dispute=number,
        reference=opened.reference,
        policy=opened.policy,
        ground=opened.ground_title,
        subjects=", ".join([subject.ref for subject in opened.subjects]),
        side=side,
        agencies=", ".join({party.agency: None for party in dispute.parties if party.side in (side, other_side)}),
        stage=stay.stage,
        stage_name=stay.name,
        stage_since=instant_text(stay.since.earliest),
        waiting_on=_next_move(dispute, still_open),
        opened_at=instant_text(opened.happened.earliest),
        last_spoke_at=instant_text(max(heard)) if heard else "",
        open_duties=len(still_open),
        next_due_at=instant_text(min(due)) if due else None,
        resolved_at=instant_text(ended.happened.earliest) if ended else None,
        at_risk=dispute.at_risk,
        thin=sum([talk.thin for talk in dispute.talks]),
        seq=dispute.seq,
        keep_until=dispute.keep_until.isoformat() if dispute.keep_until else None,
        held=dispute.held,
        erased_at=instant_text(dispute.erased.happened.earliest) if dispute.erased else None,
    )


def _duty_row(number: int, dispute: "Dispute", duty: "Duty") -> tuple[Any, ...]:
    started, due, ended = duty.started, duty.due, duty.ended
    return (
        number,
        started.number,
        started.duty,
        started.what,
        started.holder,
        dispute.waiting_on(started),
        started.force,
        started.within,
        started.clock,
        instant_text(started.since.earliest),
        instant_text(due.at) if due else None,
        duty.was_late or (ended is not None and ended.late),
        ended.how if ended else "",
        instant_text(ended.happened.earliest) if ended else None,
    )


def late(line: DutyLine, now: datetime) -> bool:
    """Whether an open duty is past its due time, or was before it had a new one.

    Only what must be done is late, and never what was due at once.
    """
    if line.force != "must" or line.within == "at once" or line.due_at is None:
        return False
    return line.was_late or instant(line.due_at) < now
