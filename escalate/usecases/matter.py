"""What of a dispute may stand in a paper for others, in words: who differs with whom, the talks, what was agreed.

Only talks at which the other side was present are read, and what was agreed in them. Consultations, talks with a panel
alone, the reflection, dangers and dissent stay in the log: they were one's own side's.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from escalate.domain import events as e
from escalate.domain.bodies import decode
from escalate.domain.calendar import Happened
from escalate.domain.choices import ENDINGS
from escalate.domain.dispute import Dispute, Duty
from escalate.domain.frozen import frozen
from escalate.domain.journal import Entry
from escalate.domain.parts import Party, Person
from escalate.domain.policy import PARTNERSHIP, RAISING, SIDES, Stage
from escalate.usecases.paper import gap
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import named as wrote
from escalate.usecases.speaking import SpeakerView, whom

TO_MANAGERS = ("to-manager", "to-their-manager")  # letters
Say = Callable[[Happened | datetime], str]  # a time in words


@frozen
class Talked:
    """One talk between the sides, by its entry's number in the dispute."""

    seq: int
    event: e.Discussed
    author: str  # who wrote it down, and was there
    corrected: bool


@frozen
class Matter:
    """A dispute, what was tried between its sides in order (talks, and attempts without reply), and who writes."""

    stored: Stored
    tried: tuple[Talked, ...]
    now: datetime
    say: Say
    contacts: Mapping[str, str]
    writer: str = ""

    @property
    def talks(self) -> tuple[Talked, ...]:
        """The talks between the sides."""
        return tuple(one for one in self.tried if one.event.kind == e.DISCUSSION)

    @property
    def ours(self) -> Party:
        """Our own party."""
        return self.stored.dispute.parties_on(self.stored.dispute.side)[0]

    def agencies(self, side: str) -> str:
        """The agencies of one side."""
        return "; ".join(map(named, self.stored.dispute.parties_on(side)))

    def people(self, side: str) -> str:
        """Who acts for one side now."""
        parties = {party.id: named(party) for party in self.stored.dispute.parties_on(side)}
        people = (one for one in self.stored.dispute.people if one.party in parties)
        return "; ".join(f"{one.name}, {one.role}, {parties[one.party]}" for one in people)

    def present(self, talk: e.Discussed, sides: Iterable[str]) -> tuple[str, ...]:
        """Who of these sides was at a talk, beside whoever wrote it down."""
        return tuple(self.person(one) for one in talk.present if self._side(one) in sides)

    def there(self, talk: Talked) -> str:
        """Everybody who was at a talk, or whom an attempt did not reach; of an import nobody is known."""
        parties = (self.stored.dispute.party(one) for one in talk.event.no_reply)
        silent = tuple(f"No reply from {named(party)}" for party in parties if party)
        if talk.event.kind == e.UNANSWERED:
            return "; ".join(silent)
        present = self.present(talk.event, SIDES)
        return "; ".join((talk.author, *present, *silent)) if present else gap("who was there")

    def raised(self) -> str:
        """When it was raised; empty where it was not yet."""
        return self._dated(self.stored.dispute.raised)

    def arose(self) -> str:
        """When the difference arose, where that is known."""
        return self._dated(self.stored.dispute.arose)

    def person(self, one: Person) -> str:
        """A person with role and agency."""
        party = self.stored.dispute.party(one.party)
        return ", ".join(filter(None, (one.name, one.role, one.agency or (named(party) if party else ""))))

    def sat(self, talk: e.Discussed) -> bool:
        """Whether somebody of neither side was at a talk."""
        return any(self._side(one) == PARTNERSHIP for one in talk.present)

    def actions(self, of: Iterable[int]) -> tuple[tuple[str, str, str, str], ...]:
        """What was agreed in these talks: what, who, by when, whether it is done."""
        seqs = {*of}
        duties = self.stored.dispute.duties.values()
        return tuple(self._action(one) for one in duties if one.started.duty == e.ACTION and one.began in seqs)

    def limit(self) -> tuple[str, str]:
        """The earliest limit that runs: what must be done, and by when; both empty without one."""
        clocks = [one for one in self.stored.dispute.open_duties() if one.started.clock]
        dated = [(one.due_at, one.started.what) for one in clocks if one.due_at]
        at, what = min(dated, default=(None, ""))
        return what, self.say(at) if at else ""

    def due(self) -> str:
        """By when it must be settled or taken on, the earliest limit that runs; empty without one."""
        return self.limit()[1]

    def stage(self) -> str:
        """Where it stands, in the policy's words."""
        dispute, policy = self.stored.dispute, self.stored.policy
        here = f"{policy.calls_stage} {dispute.stage} of {len(policy.stages)}, {dispute.stay.name}"
        if not dispute.resolved:
            opened_here = dispute.opened_here(dispute.stay, policy.first.id)
            return f"{here}, {'opened in our log on' if opened_here else 'since'} {self.say(dispute.stay.since)}"
        return f"Resolved at {here[0].lower()}{here[1:]}, on {self.say(dispute.resolved.happened)}"

    def subjects(self) -> str:
        """Whom it is about, by our own reference."""
        return "; ".join(f"{one.kind} {one.ref} (our reference)" for one in self.stored.dispute.opened.subjects)

    def grounds(self) -> str:
        """What it is about, in the policy's words."""
        return "; ".join(map(self.stored.policy.ground_title, self.stored.dispute.opened.grounds))

    def concern(self) -> str:
        """What we raised; where its record was corrected, that it must be checked, as of a talk.

        Of a challenge to us, what they said is theirs to put in writing.
        """
        dispute = self.stored.dispute
        if dispute.side != RAISING:
            return gap("what was raised with us")
        return f"{dispute.opened.concern}{self._check('the record of the concern')}"

    def policy(self) -> str:
        """The policy that is followed."""
        policy = self.stored.policy
        return f"{policy.partnership}, {policy.title} ({policy.edition})"

    def _dated(self, when: Happened | None) -> str:
        return f"{self.say(when)}{self._check('the record of the opening')}" if when else ""

    def _check(self, what: str) -> str:
        """A correction of the opening says why, to one's own side: whoever writes takes over what is right."""
        if not self.stored.dispute.marks[0].corrections:
            return ""
        return f" {gap(f'{what} was corrected: check what is said of it here, then strike this out')}"

    def _action(self, duty: Duty) -> tuple[str, str, str, str]:
        by = self.say(duty.due_at) if duty.due_at else gap("by when")
        status = ENDINGS.get(duty.ended.how, duty.ended.how) if duty.ended else "not done yet"
        return duty.started.what, duty.started.holder, by, status

    def _side(self, one: Person) -> str:
        party = self.stored.dispute.party(one.party)
        return party.side if party else ""


@frozen
class Letter:
    """A letter to be made: its kind, the duty that it serves and the talk that it is about, if there are any."""

    kind: str
    matter: Matter
    duty: Duty | None
    talk: Talked | None

    @property
    def stage(self) -> Stage:
        """The stage at which it is read: where it stands; of managers, not the first, at which workers speak."""
        policy, dispute = self.matter.stored.policy, self.matter.stored.dispute
        here = policy.stage(dispute.stage) or policy.first
        upward = self.kind in TO_MANAGERS and here is policy.first and here.next
        return (policy.stage(here.next[0]) or here) if upward else here


def speakers(letter: Letter) -> tuple[SpeakerView, ...]:
    """Who speaks for each side at the stage at which the letter is read."""
    stored = letter.matter.stored
    return whom(stored.dispute, stored.policy, letter.stage, letter.matter.contacts).speakers


def matter(
    stored: Stored, entries: Iterable[Entry], now: datetime, say: Say, *, contacts: Mapping[str, str], writer: str = ""
) -> Matter:
    """The matter of a dispute whose entries these are; what was tried in the order in which it happened."""
    dispute, tried = stored.dispute, list[Talked]()
    for entry in entries:
        if entry.kind != e.Discussed.__name__ or not entry.body:
            continue
        author, event = decode(entry.kind, entry.body)
        if isinstance(event, e.Discussed) and dispute.other_side in _sides(event, dispute):
            seq = entry.seq or 0
            tried.append(Talked(seq, event, wrote(author), corrected=dispute.marks[seq - 1].corrections > 0))
    tried.sort(key=lambda one: (one.event.happened.latest, one.seq))
    return Matter(stored, tuple(tried), now, say, contacts, writer)


def _sides(event: e.Discussed, dispute: Dispute) -> tuple[str, ...]:
    """Those that spoke, or that an attempt was to reach; of a consultation none."""
    if event.kind == e.UNANSWERED:
        return tuple(party.side for one in event.no_reply if (party := dispute.party(one)))
    return event.sides if event.kind == e.DISCUSSION else ()


def named(party: Party) -> str:
    """A party by its team and agency."""
    return ", ".join(filter(None, (party.team, party.agency)))
