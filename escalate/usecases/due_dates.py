"""Due dates for a calendar program: what each says comes from the policy's text alone, never from what people wrote.

All is made from the log, so the same log gives the same dates. A duty that has ended stays among them, as no longer
due: a calendar that has it already would go on showing it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from escalate.domain.calendar import LONDON, Calendar, london
from escalate.domain.events import RAISE_IT
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.plain import instant
from escalate.errors import NoSuchDuty

if TYPE_CHECKING:
    from escalate.domain.dispute import Dispute, Duty
    from escalate.domain.journal import Entry
    from escalate.usecases.ports import Contents, Reader, Stored

RESOLVED_FOR = timedelta(days=90)  # so long the dates of a resolved dispute are said to be no longer due
_SEALED = 32  # hexadecimal digits of an entry's hash: no two entries anywhere share so many
_SIDES = {"us": "our side", "them": "the other side", "both": "both sides"}


@frozen
class DueDate:
    """One due time: the same `uid` for ever, a higher `sequence` after each change of its dispute."""

    uid: str
    sequence: int
    changed: datetime
    due: datetime
    remind: datetime  # the working day before, at the same hour
    title: str
    note: str
    ended: bool


@frozen
class CalendarView:
    """A calendar file that was written: how many dates of how many disputes are in it, how many are no longer due."""

    schema: ClassVar = "escalate.calendar/1"

    file: str
    disputes: int
    due: int
    ended: int
    scripted: bool


def disputes(reader: "Reader", log: "Contents | None") -> tuple[int, ...]:
    """Those with something open, and those resolved not long before the log's last entry; the oldest first."""
    found = {line.dispute for line, _ in reader.open_lines()}
    if log:
        found |= {line.dispute for line in reader.resolved_since(instant(log.written_at) - RESOLVED_FOR)}
    return tuple(sorted(found))


def due_dates(stored: "Stored", entries: "Sequence[Entry]", lost: int, working_days: Calendar) -> Iterable[DueDate]:
    """Every duty of the dispute that has, or had, a due time; `entries` are the dispute's.

    After a restore the same numbers come again: the seal of the entry that began a duty is in its `uid`, and how many
    entries were `lost` in its `sequence`.
    """
    dispute, changed = stored.dispute, instant(entries[-1].recorded_at)
    for duty in dispute.duties.values():
        if duty.due_at is None:
            continue
        what = _what(stored, duty)
        state = "no longer due" if duty.ended else "due"
        yield DueDate(
            uid=f"{entries[duty.began - 1].hash[:_SEALED]}-{duty.number}@escalate",
            sequence=dispute.seq + lost,
            changed=changed,
            due=duty.due_at,
            remind=_working_day_before(duty.due_at, working_days),
            title=f"{dispute.opened.reference} {state}: D{duty.number} {what}",
            note=f"Waiting on: {_waiting_on(dispute, duty)}. To see it: escalate status {short(dispute)}",
            ended=bool(duty.ended),
        )


def calendar_view(file: str, by_dispute: Iterable[tuple[DueDate, ...]], *, scripted: bool) -> CalendarView:
    """What is written; an empty calendar is none. Raises NoSuchDuty."""
    found = [dates for dates in by_dispute if dates]
    if not found:
        raise NoSuchDuty("Nothing was written: no duty has a due time.", hint="To see disputes: escalate list --all")
    ended = [date.ended for dates in found for date in dates]
    return CalendarView(file, len(found), ended.count(False), ended.count(True), scripted)


def _what(stored: "Stored", duty: "Duty") -> str:
    """In the policy's words; what was agreed in a discussion is told by its number alone."""
    known = stored.policy.duty(duty.started.duty)
    if known:
        return known.what
    return "Put it to the other side" if duty.started.duty == RAISE_IT else "Agreed action"


def _waiting_on(dispute: "Dispute", duty: "Duty") -> str:
    return _SIDES.get(dispute.waiting_on(duty.started), "neither side")


def _working_day_before(due: datetime, working_days: Calendar) -> datetime:
    here = due.astimezone(LONDON)
    return london(working_days.before(here.date()), here.time())
