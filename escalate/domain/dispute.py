"""A dispute as its events leave it, and what can be read off it: no policy, no calendar, no clock."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from escalate.domain import events as e
from escalate.domain.calendar import Due, Happened
from escalate.domain.frozen import frozen
from escalate.domain.parts import DutyEnded, DutyStarted, Party, Person
from escalate.domain.policy import PARTNERSHIP, RAISING, RESPONDING, Form, Policy


@frozen
class Duty:
    """One instance: as it started, its present due time, and how it ended if it has."""

    started: DutyStarted
    due: Due | None
    began: int  # seq of the entry that started it
    dates: tuple[e.DateAgreed, ...] = ()
    ended: DutyEnded | None = None
    was_late: bool = False
    both_agreed: bool = False
    ended_by: int = 0  # seq of the entry that ended it
    would_be: Due | None = None  # counted from a corrected time, as long as no new date is recorded

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
    present: tuple[Person, ...] = ()
    raised: bool = False


@frozen
class Mark:
    """One entry of the dispute in short: what kind it is, when it happened, what was said of it later."""

    kind: str
    happened: Happened
    approvals: int = 0
    corrections: int = 0
    position: int = 0  # its number in the log, which people know it by; 0: not in a log yet
    writer: str = ""  # the name of who wrote it; empty where nobody said, or its words are gone


@frozen
class Dispute:
    """One professional difference, from opened to resolved."""

    opened: e.Opened
    stays: tuple[Stay, ...]
    seq: int = 0
    duties: Mapping[int, Duty] = field(default_factory=dict)
    talks: tuple[Talk, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    reflection: Mapping[str, str] = field(default_factory=dict)  # apart: one's own side's, whatever its questions' ids
    decisions: Mapping[str, str] = field(default_factory=dict)
    reflected: bool = False
    parties: tuple[Party, ...] = ()
    people: tuple[Person, ...] = ()
    arose: Happened | None = None
    raised: Happened | None = None
    seen: Mapping[str, frozenset[str]] = field(default_factory=dict)  # moment: stages stayed at since it happened
    gone_past: frozenset[str] = frozenset()
    dangers: tuple[e.DangerReported, ...] = ()
    resolved: e.Resolved | None = None
    marks: tuple[Mark, ...] = ()  # by number in the dispute
    keep_until: date | None = None  # the day typed for it; without one the office's rule holds
    held: bool = False
    attached: Mapping[int, e.Attached] = field(default_factory=dict)  # by its entry's number in the dispute
    erased: e.Erased | None = None
    imported: e.Imported | None = None  # where it began in a spreadsheet

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

    def opened_here(self, stay: Stay, first: str) -> bool:
        """Whether a stay at that first stage is on record from the opening only, and it was raised before."""
        opening = stay.seq == 1 and stay.stage == first and not self.imported
        return opening and self.raised is not None and self.raised.earliest < stay.since.earliest

    def open_duties(self) -> tuple[Duty, ...]:
        """Those not ended, by number."""
        return tuple(duty for duty in self.duties.values() if not duty.ended)

    def position(self, seq: int) -> int:
        """The number in the log of the entry that has that number in the dispute."""
        return self.marks[seq - 1].position

    def parties_on(self, side: str) -> tuple[Party, ...]:
        """The parties of one side."""
        return tuple(party for party in self.parties if party.side == side)

    def party(self, party_id: str) -> Party | None:
        """The party of that id."""
        return next((party for party in self.parties if party.id == party_id), None)

    def side_of(self, duty: DutyStarted) -> str:
        """Who holds a duty: a side, the partnership for a role of neither side, nobody alone ("") for both."""
        if duty.by == "each":
            return self.side
        if duty.by == "both":
            return ""
        return duty.by if duty.by in (RAISING, RESPONDING) else PARTNERSHIP

    def waiting_on(self, duty: DutyStarted) -> str:
        """us, them, both, or the role of neither side; of an agreed action the holder is a person, and not named."""
        side = self.side_of(duty)
        if side == PARTNERSHIP:
            return "neither side" if duty.duty == e.ACTION else duty.holder
        return "both" if not side else "us" if side == self.side else "them"

    def answered(self, form: Form, policy: Policy) -> Mapping[str, str]:
        """What is known of a form's questions; those of the reflection are answered in it or before."""
        return {**self.answers, **self.reflection} if policy.reflects(form) else self.answers

    def answers_to(self, question: str) -> tuple[str, ...]:
        """The dispute's answers to a question of `when`."""
        if question == "ground":
            return self.opened.grounds
        if question == "subject":
            return tuple(subject.kind for subject in self.opened.subjects)
        if question == "dissent":
            return (("yes" if self.at_risk else "no"),) if self.resolved else ()
        given = self.decisions.get(question) or self.answers.get(question) or self.reflection.get(question)
        return (given,) if given else ()

    def unanswered_here(self) -> bool:
        """Whether an attempt without reply is on record since the present stage began."""
        return any(talk.no_reply for talk in self.talks if talk.stage == self.stage and talk.seq > self.stay.seq)

    def silent_since(self, seq: int, duty: DutyStarted) -> tuple[Party, ...]:
        """The responding parties that, after that entry and at that duty's stages, neither spoke nor were tried."""
        talks = [talk for talk in self.talks if talk.seq > seq and (not duty.stages or talk.stage in duty.stages)]
        heard = {party for talk in talks for party in (*talk.spoke, *talk.no_reply)}
        return tuple(party for party in self.parties_on(RESPONDING) if party.id not in heard)
