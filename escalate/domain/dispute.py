"""A dispute as its events leave it: `fold` puts them in place one by one and refuses nothing.

No policy, no calendar, no clock: an old entry means for ever what it said. Whenever the state that follows from the
same events changes, `register.FOLD` is raised, so that tables derived by an older program are rebuilt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime

from escalate.domain import events as e
from escalate.domain.calendar import Due, Happened
from escalate.domain.frozen import frozen
from escalate.domain.policy import PARTNERSHIP, RAISING, RESPONDING


@frozen
class Duty:
    """One instance: as it started, its present due time, and how it ended if it has."""

    started: e.DutyStarted
    due: Due | None
    began: int  # seq of the entry that started it
    dates: tuple[e.DateAgreed, ...] = ()
    ended: e.DutyEnded | None = None
    was_late: bool = False
    both_agreed: bool = False

    @property
    def number(self) -> int:
        """Its number in the dispute (D4)."""
        return self.started.number

    @property
    def due_at(self) -> datetime | None:
        """Its present due time (UTC)."""
        return self.due.at if self.due else None

    def is_late(self, now: datetime) -> bool:
        """Past its due time now, or ended or given a new date after it. What is due at once is never late."""
        if self.started.within == "at once":
            return False
        if self.ended:
            return self.was_late or self.ended.late
        return self.was_late or bool(self.due and now > self.due.at)

    def stands_at(self, stage: str) -> bool:
        """Whether it belongs to that stage, or to the dispute as a whole."""
        return not self.started.stages or stage in self.started.stages


@frozen
class Stay:
    """One stay at a stage: from when, at which entry of the dispute it began, until when."""

    stage: str
    name: str
    since: Happened
    seq: int
    until: Happened | None = None


@frozen
class Talk:
    """What later acts need of a discussion."""

    seq: int
    stage: str
    kind: str
    happened: Happened
    spoke: tuple[str, ...]
    no_reply: tuple[str, ...]
    thin: bool


@frozen
class Dispute:
    """One professional difference, from opened to resolved."""

    opened: e.Opened
    stays: tuple[Stay, ...]
    seq: int = 0
    duties: Mapping[int, Duty] = field(default_factory=dict)
    talks: tuple[Talk, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    decisions: Mapping[str, str] = field(default_factory=dict)
    reflected: bool = False
    parties: tuple[e.Party, ...] = ()
    people: tuple[e.Person, ...] = ()
    arose: Happened | None = None
    raised: Happened | None = None
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)  # moment: stages stayed at since it happened
    gone_past: frozenset[str] = frozenset()
    dangers: tuple[e.DangerReported, ...] = ()
    resolved: e.Resolved | None = None

    @property
    def side(self) -> str:
        """Our side: raising or responding."""
        return self.opened.side

    @property
    def other_side(self) -> str:
        """The side we disagree with."""
        return RAISING if self.side == RESPONDING else RESPONDING

    @property
    def stay(self) -> Stay:
        """Where it stands, or stood when it was resolved."""
        return self.stays[-1]

    @property
    def stage(self) -> str:
        """The id of the present stage."""
        return self.stay.stage

    @property
    def at_risk(self) -> bool:
        """Whether it was resolved while somebody still believed the person at risk."""
        return bool(self.resolved and self.resolved.at_risk)

    def open_duties(self) -> tuple[Duty, ...]:
        """Those not ended, by number."""
        return tuple(duty for duty in self.duties.values() if not duty.ended)

    def parties_on(self, side: str) -> tuple[e.Party, ...]:
        """The parties of one side."""
        return tuple(party for party in self.parties if party.side == side)

    def party(self, party_id: str) -> e.Party | None:
        """The party of that id."""
        return next((party for party in self.parties if party.id == party_id), None)

    def side_of(self, duty: e.DutyStarted) -> str:
        """Who holds a duty: a side, the partnership for a role of neither side, nobody alone ("") for both."""
        if duty.by == "each":
            return self.side
        if duty.by == "both":
            return ""
        return duty.by if duty.by in (RAISING, RESPONDING) else PARTNERSHIP

    def waiting_on(self, duty: e.DutyStarted) -> str:
        """us, them, both, or the role of neither side."""
        side = self.side_of(duty)
        if side == PARTNERSHIP:
            return duty.holder
        return {self.side: "us", self.other_side: "them"}.get(side, "both")

    def answers_to(self, question: str) -> tuple[str, ...]:
        """The dispute's answers to a question of `when`."""
        if question == "ground":
            return self.opened.grounds
        if question == "subject":
            return tuple(subject.kind for subject in self.opened.subjects)
        if question == "dissent":
            return (("yes" if self.at_risk else "no"),) if self.resolved else ()
        given = self.decisions.get(question) or self.answers.get(question)
        return (given,) if given else ()

    def unanswered_here(self) -> bool:
        """Whether an attempt without reply is on record since the present stage began."""
        return any(talk.no_reply for talk in self.talks if talk.stage == self.stage and talk.seq > self.stay.seq)

    def silent_since(self, seq: int, duty: e.DutyStarted) -> tuple[e.Party, ...]:
        """The responding parties that, after that entry and at that duty's stages, neither spoke nor were tried."""
        talks = [talk for talk in self.talks if talk.seq > seq and (not duty.stages or talk.stage in duty.stages)]
        heard = {party for talk in talks for party in (*talk.spoke, *talk.no_reply)}
        return tuple(party for party in self.parties_on(RESPONDING) if party.id not in heard)


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
    if isinstance(event, e.Opened):
        return _duties_placed(_opened(event), event)
    if dispute is None:
        raise ValueError("the first event of a dispute is Opened")
    advanced = replace(dispute, seq=dispute.seq + 1)
    return _duties_placed(_put(event, advanced), event)


def _duties_placed(dispute: Dispute, event: e.Act) -> Dispute:
    if not event.started and not event.ended:
        return dispute
    duties = dict(dispute.duties)
    for started in event.started:
        duties[started.number] = Duty(started, started.due, dispute.seq)
    for ended in event.ended:
        duties[ended.number] = replace(duties[ended.number], ended=ended)
    return replace(dispute, duties=duties)


def _opened(event: e.Opened) -> Dispute:
    return Dispute(
        opened=event,
        stays=(Stay(event.stage, event.stage_name, event.happened, 1),),
        seq=1,
        answers=event.answers,
        parties=event.parties,
        people=event.people,
        gone_past=frozenset(event.gone_past),
        arose=event.arose or event.raised,
        raised=event.raised,
        seen=_seen({}, event.stage, event.arose or event.raised, event.raised),
    )


def _seen(
    seen: Mapping[str, frozenset[str]], stage: str, arose: Happened | None, raised: Happened | None
) -> Mapping[str, frozenset[str]]:
    known = {"arose": arose, "raised": raised}
    return {**seen, **{moment: seen.get(moment, frozenset()) | {stage} for moment, at in known.items() if at}}


def _entered(dispute: Dispute, stage: str, name: str, happened: Happened) -> Dispute:
    past = (*dispute.stays[:-1], replace(dispute.stay, until=dispute.stay.until or happened))
    return replace(
        dispute,
        stays=(*past, Stay(stage, name, happened, dispute.seq)),
        seen=_seen(dispute.seen, stage, dispute.arose, dispute.raised),
    )


def _put(event: e.Act, dispute: Dispute) -> Dispute:
    match event:
        case e.Reflected():
            return replace(dispute, answers={**dispute.answers, **event.answers}, reflected=True)
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
            stays = (*dispute.stays[:-1], replace(dispute.stay, until=event.happened))
            return replace(dispute, resolved=event, stays=stays)
        case e.Reopened():
            return _entered(replace(dispute, resolved=None), event.stage, event.stage_name, event.happened)
        case e.Opened():
            raise ValueError("a dispute is opened once")


def _discussed(event: e.Discussed, dispute: Dispute) -> Dispute:
    talk = Talk(
        seq=dispute.seq,
        stage=event.stage,
        kind=event.kind,
        happened=event.happened,
        spoke=event.spoke,
        no_reply=event.no_reply,
        thin=bool(event.thin),
    )
    duties = {
        number: replace(duty, both_agreed=True) if number in event.dates_agreed else duty
        for number, duty in dispute.duties.items()
    }
    after = replace(dispute, talks=(*dispute.talks, talk), duties=duties)
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
    )
    return replace(dispute, duties={**dispute.duties, event.number: moved})


def _people(event: e.PeopleChanged, dispute: Dispute) -> Dispute:
    joined = {(person.name, person.party) for person in event.joined}
    kept = (person for person in dispute.people if person.name not in event.left)
    people = (*(person for person in kept if (person.name, person.party) not in joined), *event.joined)
    return replace(dispute, people=people, parties=(*dispute.parties, *event.parties))
