"""Recording an act: from a request to the events in the log and the status that follows.

One function for every act on a dispute: what differs between them is the request alone.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from escalate.domain import events as e
from escalate.domain.calendar import AGREED, Calendar
from escalate.domain.case import Case
from escalate.domain.choices import ENDINGS, KINDS, OUTCOMES
from escalate.domain.deciding import decide
from escalate.domain.frozen import frozen
from escalate.domain.opening import decide_open
from escalate.domain.parts import Author, DutyEnded, DutyStarted
from escalate.domain.policy import Policy
from escalate.domain.references import warning
from escalate.domain.requests import OpenDispute, Request
from escalate.usecases.ports import Stored, Writer, Written
from escalate.usecases.status import StatusView, status

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


def open_dispute(request: OpenDispute, desk: Desk, policy: Policy, kept: bytes, digest: str) -> StatusView:
    """Open a dispute under a policy whose text is kept. Raises what `decide_open` raises, LogUnusable."""

    case = Case(None, policy, desk.working_days(policy), desk.now)

    def events(reference: str) -> tuple[e.Act, ...]:
        return decide_open(request, case, reference, digest)

    written = desk.log.open_dispute(desk.author, desk.now, kept, events, desk.draft)
    return _shown(written, policy, desk)


def act(request: Request, desk: Desk, number: int, policy: Policy, after: int | None) -> StatusView:
    """Record an act on a dispute that is at entry `after` of its own, under the policy kept with it.

    Raises what `decide` raises, ChangedMeanwhile, LogUnusable.
    """
    calendar = desk.working_days(policy)  # before the log is locked: loading the bank holidays takes a moment

    def events(stored: Stored) -> tuple[e.Act, ...]:
        return decide(request, stored.dispute, Case(stored.dispute, policy, calendar, desk.now), desk.author)

    written = desk.log.record(desk.author, desk.now, number, after, events, desk.draft)
    return _shown(written, policy, desk)


def _shown(written: Written, policy: Policy, desk: Desk) -> StatusView:
    return status(
        Stored(written.number, written.dispute, policy, written.positions[-1]),
        desk.now,
        contacts=desk.contacts(policy),
        scripted=desk.scripted,
        changed=tuple(changes(written)),
    )


def changes(written: Written) -> Iterable[str]:
    """What the act did, a line each."""
    names = {number: duty.started.what for number, duty in written.dispute.duties.items()}
    for event in written.events:
        yield from _said(event)
        for end in event.ended:
            late = _late(end, written.dispute.duties[end.number].started)
            why = f" ({end.because})" if end.because else ""
            yield f"D{end.number} {ENDINGS[end.how]}{late}{why}: {names[end.number]}"
        for duty in event.started:
            yield f"D{duty.number} started: {duty.what}"


def _late(end: DutyEnded, duty: DutyStarted) -> str:
    """Only what must be done is late; where people set the date, the policy does not say it."""
    if not end.late or duty.force != "must":
        return ""
    return ", late" if duty.within == AGREED else ", late: the policy says must"


def _said(event: e.Act) -> Iterable[str]:
    if event.recorded_later:
        yield "Recorded later: written after the end of the next working day"
    match event:
        case e.Opened():
            yield f"Opened at stage {event.stage}" + _gone_past(event.gone_past)
            yield from filter(None, (warning(subject.ref) for subject in event.subjects))
        case e.Reflected():
            later = f", {len(event.later)} put off" if event.later else ""
            yield f"Reflected: {len(event.answers)} answered, {len(event.not_known)} not known yet{later}"
        case e.Discussed():
            yield f"Recorded: {KINDS[event.kind]}" + (", now put to the other side" if event.raised else "")
            yield from event.warnings
            if event.thin:
                yield f"Thin record: {'; '.join(event.thin)} left out"
        case e.Advanced():
            yield f"Now at stage {event.to_stage}, {event.stage_name}" + _gone_past(event.gone_past)
            yield from (f"They left out, to ask for: {line}" for line in event.left_out if not event.bypass)
        case e.DutyDone():
            yield from ()
        case e.DateAgreed():
            yield f"D{event.number} has a new date" + (", set by our own side alone" if event.own_side_alone else "")
        case e.PeopleChanged():
            yield f"People: {len(event.joined)} joined, {len(event.left)} left"
        case e.DangerReported():
            yield "Danger is on record, and whom you told"
        case e.Resolved():
            yield f"Resolved: {OUTCOMES[event.outcome]}"
        case e.Reopened():
            yield f"Open again at stage {event.stage}, {event.stage_name}"


def _gone_past(stages: tuple[str, ...]) -> str:
    return f", gone past: {', '.join(stages)}" if stages else ""
