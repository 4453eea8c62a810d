"""Recording an act: from a request to the events in the log and the status that follows.

One function for every act on a dispute: what differs between them is the request alone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import overload

from escalate.domain import events as e
from escalate.domain.calendar import Calendar
from escalate.domain.case import Case
from escalate.domain.deciding import decide
from escalate.domain.frozen import frozen
from escalate.domain.opening import decide_open
from escalate.domain.parts import Author
from escalate.domain.policy import Policy
from escalate.domain.requests import Attach, Erase, OpenDispute, Request, Staying
from escalate.usecases.changes import changes
from escalate.usecases.ports import Stored, Writer, Written
from escalate.usecases.status import StatusView, status
from escalate.usecases.tally import REMINDERS, TRACES, TallyView, tally

WorkingDays = Callable[[Policy], Calendar]


@frozen
class Desk:
    """Who acts, when, in which log; and the working days and contacts that hold under a policy."""

    author: Author
    now: datetime
    log: Writer
    working_days: WorkingDays
    contacts: Callable[[Policy], Mapping[str, str]]
    scripted: bool
    draft: int = 0  # the draft that the answers come from, deleted once they are in the log
    keep_years: int | None = None  # the office's rule: how long after its end a dispute is kept


def open_dispute(request: OpenDispute, desk: Desk, policy: Policy, kept: bytes, digest: str) -> StatusView:
    """Open a dispute under a policy whose text is kept. Raises what `decide_open` raises, LogUnusable."""

    case = Case(None, policy, desk.working_days(policy), desk.now)

    def events(reference: str) -> tuple[e.Act, ...]:
        return decide_open(request, case, reference, digest)

    written = desk.log.open_dispute(desk.author, desk.now, kept, events, desk.draft)
    return _shown(written, policy, desk)


@overload
def act(request: Erase, desk: Desk, number: int, policy: Policy, after: int | None) -> TallyView: ...
@overload
def act(request: Staying, desk: Desk, number: int, policy: Policy, after: int | None) -> StatusView: ...
@overload
def act(request: Request, desk: Desk, number: int, policy: Policy, after: int | None) -> StatusView | TallyView: ...
def act(request: Request, desk: Desk, number: int, policy: Policy, after: int | None) -> StatusView | TallyView:
    """Record an act on a dispute that is at entry `after` of its own, under the policy kept with it.

    What follows is where it stands; after an erasure its tally.

    Raises what `decide` raises, ChangedMeanwhile, LogUnusable.
    """
    calendar = desk.working_days(policy)  # before the log is locked: loading the bank holidays takes a moment

    def events(stored: Stored) -> tuple[e.Act, ...]:
        case = Case(stored.dispute, policy, calendar, desk.now, desk.keep_years)
        return decide(request, stored.dispute, case, desk.author)

    file = request.data if isinstance(request, Attach) else b""
    written = desk.log.record(desk.author, desk.now, number, after, events, desk.draft, file)
    if written.dispute.erased:
        left = Stored(number, written.dispute, policy, written.positions[-1], written.hash)
        reminders = REMINDERS if written.swept else (*REMINDERS, TRACES)
        return tally(left, desk.author, desk.now, reminders=reminders, scripted=desk.scripted)
    return _shown(written, policy, desk)


def _shown(written: Written, policy: Policy, desk: Desk) -> StatusView:
    return status(
        Stored(written.number, written.dispute, policy, written.positions[-1], written.hash),
        desk.now,
        contacts=desk.contacts(policy),
        scripted=desk.scripted,
        changed=tuple(changes(written)),
        keep_years=desk.keep_years,
        touched=(due.number for event in written.events if isinstance(event, e.Corrected) for due in event.dues),
    )
