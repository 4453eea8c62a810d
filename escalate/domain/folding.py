"""Putting events in place, one by one: `fold` makes the dispute that they tell of, and refuses nothing.

An old entry means for ever what it said. Whenever the state that follows from the same events changes,
`register.FOLD` is raised, so that tables derived by an older program are rebuilt.
"""

from collections.abc import Iterable, Mapping

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.dispute import Dispute, Duty, Mark, Stay, Talk
from escalate.domain.frozen import replace


def fold(events: Iterable[e.Act]) -> Dispute:
    """The dispute that these events, from `Opened` on, make. Raises ValueError for none."""
    dispute: Dispute | None = None
    for event in events:
        dispute = evolve(dispute, event)
    if dispute is None:
        raise ValueError("no events")
    return dispute


def evolve(dispute: Dispute | None, event: e.Act) -> Dispute:
    """The dispute after one more event."""
    if isinstance(event, e.Erased):
        return _erased(event)
    if isinstance(event, e.Opened):
        return _opened(event)
    if dispute is None:
        raise ValueError("the first event of a dispute is Opened")
    seq, marks = dispute.seq + 1, (*dispute.marks, Mark(type(event).__name__, event.happened))
    return _put(event, replace(dispute, seq=seq, marks=marks, duties=_duties(dispute.duties, event, seq)))


def in_log(dispute: Dispute, places: Iterable[tuple[int, str]]) -> Dispute:
    """The dispute, its last entries known by these numbers in the log, and by who wrote each."""
    given = tuple(places)[-len(dispute.marks) or None :] if dispute.marks else ()
    first = len(dispute.marks) - len(given)
    pairs = zip(dispute.marks[first:], given, strict=True)
    last = (replace(mark, position=position, writer=writer) for mark, (position, writer) in pairs)
    return replace(dispute, marks=(*dispute.marks[:first], *last))


def _duties(before: Mapping[int, Duty], event: e.Act, seq: int) -> Mapping[int, Duty]:
    if not event.started and not event.ended:
        return before
    duties = dict(before)
    for started in event.started:
        duties[started.number] = Duty(started, started.due, seq)
    for ended in event.ended:
        duties[ended.number] = replace(duties[ended.number], ended=ended, ended_by=seq)
    return duties


def _opened(event: e.Opened) -> Dispute:
    return Dispute(
        opened=event,
        stays=(Stay(event.stage, event.stage_name, event.happened, 1),),
        seq=1,
        duties=_duties({}, event, 1),
        answers=event.answers,
        parties=event.parties,
        people=event.people,
        gone_past=frozenset(event.gone_past),
        arose=event.arose or event.raised,
        raised=event.raised,
        seen=_seen({}, event.stage, event.arose or event.raised, event.raised),
        marks=(Mark(e.Opened.__name__, event.happened),),
    )


def _marked(of: int, dispute: Dispute, *, corrections: int = 0, approvals: int = 0) -> Dispute:
    marks = list(dispute.marks)
    was = marks[of - 1]
    marks[of - 1] = replace(was, corrections=was.corrections + corrections, approvals=was.approvals + approvals)
    return replace(dispute, marks=tuple(marks))


def _recounted(event: e.Corrected, dispute: Dispute) -> Dispute:
    """Beside the due times that stand, those that would follow from the corrected time."""
    duties = dict(dispute.duties)
    for other in event.dues:
        duty = duties[other.number]
        stands = (duty.due, duty.started.due)
        same = any(due and due.at == other.would_be.at for due in stands)
        duties[other.number] = replace(duty, would_be=None if same else other.would_be)
    return replace(dispute, duties=duties)


def _erased(event: e.Erased) -> Dispute:
    """What is left of a dispute: its tally. It follows from the one entry that still has its words."""
    first, last = event.stages[0], event.stages[-1]
    opened = e.Opened(
        happened=Happened(first.since),
        recorded_later=False,
        started=(),
        ended=(),
        reference=event.reference,
        side=event.side,
        policy=event.policy,
        policy_title=event.policy_title,
        policy_digest=event.policy_digest,
        grounds=(),
        ground_title=event.ground_title,
        subjects=(),
        parties=(),
        people=(),
        stage=first.stage,
        stage_name=first.name,
        concern="",
        answers={},
        arose=None,
        raised=None,
    )
    stays = tuple(
        Stay(one.stage, one.name, Happened(one.since), 0, Happened(one.until) if one.until else None)
        for one in event.stages
    )
    resolved = e.Resolved(
        happened=Happened(last.until or last.since),
        recorded_later=False,
        started=(),
        ended=(),
        outcome=event.outcome,
        decided_by="",
        reasons="",
        at_risk=False,
    )
    return Dispute(opened, stays, seq=len(event.entries) + 1, resolved=resolved, erased=event)


def _seen(
    seen: Mapping[str, frozenset[str]], stage: str, arose: Happened | None, raised: Happened | None
) -> Mapping[str, frozenset[str]]:
    known = {"arose": arose, "raised": raised}
    return {**seen, **{moment: seen.get(moment, frozenset()) | {stage} for moment, at in known.items() if at}}


def _entered(dispute: Dispute, stage: str, name: str, happened: Happened) -> Dispute:
    return replace(
        dispute,
        stays=(*_left(dispute, dispute.stay.until or happened), Stay(stage, name, happened, dispute.seq)),
        seen=_seen(dispute.seen, stage, dispute.arose, dispute.raised),
    )


def _left(dispute: Dispute, at: Happened) -> tuple[Stay, ...]:
    """The stays, the last one left then. None ends before it begins, as it would if it ended before it was opened."""
    *before, stay = dispute.stays
    if stay.since.earliest > at.latest:
        began = dispute.raised if dispute.raised and dispute.raised.earliest <= at.latest else at
        stay = replace(stay, since=began)
    return (*before, replace(stay, until=at))


def _put(event: e.Act, dispute: Dispute) -> Dispute:
    match event:
        case e.Reflected():
            return replace(dispute, reflection={**dispute.reflection, **event.answers}, reflected=True)
        case e.Discussed():
            return _discussed(event, dispute)
        case e.Advanced():
            answered = replace(dispute, answers={**dispute.answers, **event.answers})
            answered = replace(answered, gone_past=dispute.gone_past | set(event.gone_past if event.bypass else ()))
            return _entered(answered, event.to_stage, event.stage_name, event.happened)
        case e.DutyDone():
            decided = {event.duty: event.option} if event.option else {}
            answers = {**dispute.answers, **event.answers}
            return replace(dispute, decisions={**dispute.decisions, **decided}, answers=answers)
        case e.DateAgreed():
            return _dated(event, dispute)
        case e.PeopleChanged():
            return _people(event, dispute)
        case e.DangerReported():
            return replace(dispute, dangers=(*dispute.dangers, event))
        case e.Resolved():
            return replace(dispute, resolved=event, stays=_left(dispute, event.happened))
        case e.Reopened():
            return _entered(replace(dispute, resolved=None), event.stage, event.stage_name, event.happened)
        case e.Erased() | e.Opened():
            raise ValueError("a dispute is opened once")
        case _:
            return _of_the_record(event, dispute)


_OfTheRecord = e.Corrected | e.Approved | e.Attached | e.Sent | e.Exported | e.KeepSet | e.Imported


def _of_the_record(event: _OfTheRecord, dispute: Dispute) -> Dispute:
    """What is done to the record, and not in the dispute."""
    match event:
        case e.Corrected():
            return _recounted(event, _marked(event.of, dispute, corrections=1))
        case e.Approved():
            return _marked(event.of, dispute, approvals=1)
        case e.Attached():
            return replace(dispute, attached={**dispute.attached, dispute.seq: event})
        case e.Sent() | e.Exported():
            return dispute
        case e.KeepSet():
            held = dispute.held if event.hold is None else event.hold
            return replace(dispute, keep_until=event.until or dispute.keep_until, held=held)
        case e.Imported():
            return replace(dispute, imported=event)


def _discussed(event: e.Discussed, dispute: Dispute) -> Dispute:
    talk = Talk(
        seq=dispute.seq,
        stage=event.stage,
        kind=event.kind,
        happened=event.happened,
        spoke=event.spoke,
        no_reply=event.no_reply,
        thin=bool(event.thin),
        present=event.present,
        raised=event.raised,
    )
    duties = dispute.duties
    agreed = {number: replace(duties[number], both_agreed=True) for number in event.dates_agreed if number in duties}
    after = replace(dispute, talks=(*dispute.talks, talk), duties={**duties, **agreed})
    if not event.raised:
        return after
    arose = dispute.arose or event.happened
    seen = _seen(dispute.seen, dispute.stage, arose, event.happened)
    return replace(after, arose=arose, raised=event.happened, seen=seen)


def _dated(event: e.DateAgreed, dispute: Dispute) -> Dispute:
    duty = dispute.duties[event.number]
    moved = replace(
        duty,
        due=event.due,
        dates=(*duty.dates, event),
        was_late=duty.was_late or event.was_late,
        both_agreed=not event.own_side_alone,
        would_be=None,
    )
    return replace(dispute, duties={**dispute.duties, event.number: moved})


def _people(event: e.PeopleChanged, dispute: Dispute) -> Dispute:
    joined = {(person.name, person.party) for person in event.joined}
    kept = (person for person in dispute.people if person.name not in event.left)
    people = (*(person for person in kept if (person.name, person.party) not in joined), *event.joined)
    return replace(dispute, people=people, parties=(*dispute.parties, *event.parties))
