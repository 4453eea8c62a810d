"""One duty as screens show it: its present due time with the arithmetic, and how it ended."""

from datetime import datetime

from escalate.domain.calendar import DayOff, Happened
from escalate.domain.dispute import Dispute, Duty
from escalate.domain.frozen import frozen
from escalate.usecases.speaking import Contacts, reached

_NO_CONTACTS: Contacts = {}


@frozen
class DutyView:
    """A duty, its present due time and the arithmetic; `late` whatever its force, never what was due at once."""

    number: int
    id: str
    what: str
    holder: str
    waiting_on: str
    force: str
    gate: bool
    clock: bool
    due: datetime | None
    within: str
    late: bool
    since: Happened
    since_what: str
    not_counted: tuple[DayOff, ...]
    closed_then: str
    both_agreed: bool
    dates_before: tuple[datetime, ...]
    would_be: datetime | None  # counted from a corrected time, as long as no new date is recorded
    tell: tuple[str, ...]
    options: tuple[str, ...]
    form: str
    note: str
    source: str
    ended: str
    ended_when: Happened | None
    because: str
    option: str


def duty_view(dispute: Dispute, duty: Duty, now: datetime, contacts: Contacts = _NO_CONTACTS) -> DutyView:
    """One duty as screens show it."""
    started, due, ended = duty.started, duty.due, duty.ended
    return DutyView(
        number=duty.number,
        id=started.duty,
        what=started.what,
        holder=started.holder,
        waiting_on=dispute.waiting_on(started),
        force=started.force,
        gate=started.gate,
        clock=started.clock,
        due=due.at if due else None,
        within=due.rule if due else started.within,
        late=duty.is_late(now),
        since=due.since if due else started.since,
        since_what=due.since_what if due else "",
        not_counted=due.not_counted if due else (),
        closed_then=due.closed_then if due else "",
        both_agreed=duty.both_agreed,
        dates_before=tuple(date.was.at for date in duty.dates if date.was),
        would_be=duty.would_be.at if duty.would_be else None,
        tell=tuple(reached(title, contacts) for title in started.tell),
        options=started.options,
        form=started.form,
        note=started.note,
        source=started.source,
        ended=ended.how if ended else "",
        ended_when=ended.happened if ended else None,
        because=ended.because if ended else "",
        option=ended.option if ended else "",
    )
