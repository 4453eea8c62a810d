"""What happened: one frozen dataclass per event, self-contained, as it stands in the journal for ever.

An event carries the duties it started and ended with their arithmetic, so that reading it needs no policy and no
calendar. A field may be added with a default; anything else needs a new version of that event.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, ClassVar, get_args

from escalate.domain.calendar import Due, Happened
from escalate.domain.frozen import frozen
from escalate.domain.parts import (
    Action,
    Author,
    ByPass,
    DutyEnded,
    DutyStarted,
    OtherDue,
    Party,
    Person,
    StageTally,
    Subject,
)
from escalate.domain.plain import canonical, from_plain, parsed, to_plain

DONE, LAPSED, NOT_NEEDED = "done", "lapsed", "not needed"
CONSULTATION, DISCUSSION, UNANSWERED = "consultation", "discussion", "unanswered"
RAISE_IT = ":raise"  # the program's own duty; no policy's id has a colon
ACTION = ":action"  # an agreed action is a duty of the dispute, not of the policy


@frozen
class _Act:
    """What every act on a dispute has: when it happened, and what it did to the duties."""

    version: ClassVar[int] = 1
    happened: Happened
    recorded_later: bool
    started: tuple[DutyStarted, ...]
    ended: tuple[DutyEnded, ...]


@frozen
class LogStarted:
    """Entry 1 of a log."""

    version: ClassVar[int] = 1
    log_id: str
    format: int
    scripted: bool
    program: str


@frozen
class Opened(_Act):
    """A dispute, from the first: under which policy, about whom, between whom, why."""

    reference: str
    side: str
    policy: str
    policy_title: str
    policy_digest: str
    grounds: tuple[str, ...]
    ground_title: str
    subjects: tuple[Subject, ...]
    parties: tuple[Party, ...]
    people: tuple[Person, ...]
    stage: str
    stage_name: str
    concern: str
    answers: Mapping[str, str]
    arose: Happened | None
    raised: Happened | None
    bypass: ByPass | None = None
    gone_past: tuple[str, ...] = ()
    restarts: str = ""


@frozen
class Reflected(_Act):
    """Answers to the reflection's questions; what was not known and what was put off are answers too."""

    answers: Mapping[str, str]
    not_known: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


@frozen
class Discussed(_Act):
    """One discussion, consultation or unanswered attempt, as it was recorded."""

    stage: str
    kind: str
    how: str
    present: tuple[Person, ...]
    no_reply: tuple[str, ...]  # parties
    sides: tuple[str, ...]
    spoke: tuple[str, ...]  # parties
    said: str
    our_reasons: str
    their_reasons: str
    outcome: str
    raised: bool  # whether this first put it to the other side
    actions: tuple[Action, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    thin: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    dates_agreed: tuple[int, ...] = ()


@frozen
class Advanced(_Act):
    """From one stage to another, and what was gone past."""

    from_stage: str
    to_stage: str
    stage_name: str
    reason: str = ""
    bypass: ByPass | None = None
    gone_past: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@frozen
class DutyDone(_Act):
    """A duty was done, or is not needed."""

    number: int
    duty: str
    how: str
    option: str = ""
    reason: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


@frozen
class DateAgreed(_Act):
    """A new due time for a duty; the old one stays on record."""

    number: int
    due: Due
    was: Due | None
    reason: str
    agreed_by: str
    own_side_alone: bool
    was_late: bool


@frozen
class PeopleChanged(_Act):
    """Who acts now."""

    joined: tuple[Person, ...]
    left: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()


@frozen
class DangerReported(_Act):
    """Somebody was in danger, and whom was told."""

    told: str


@frozen
class Resolved(_Act):
    """How it ended, who decided, and whether anybody still believes the person at risk of significant harm."""

    outcome: str
    decided_by: str
    reasons: str
    at_risk: bool
    dissent: str = ""


@frozen
class Reopened(_Act):
    """Open again, at which stage and why."""

    stage: str
    stage_name: str
    reason: str


@frozen
class Corrected(_Act):
    """What an entry should have said. The entry stays, and so does everything that followed from it."""

    of: int  # the entry, by its number in the dispute
    what: str
    right: str
    why: str
    when: Happened | None = None  # the right time, if a time was wrong
    moment: str = ""  # which time: when it happened, or of the opening: raised, arose
    dues: tuple[OtherDue, ...] = ()
    other_ends: tuple[int, ...] = ()  # duties that it ended: at the right time late, or not late, unlike on record


@frozen
class Approved(_Act):
    """Somebody approves the record that an entry is."""

    of: int  # the entry, by its number in the dispute
    role: str  # worker or manager
    by: str = ""  # who, if not the one who writes it down


@frozen
class KeepSet(_Act):
    """How long the record of this dispute is kept: until a day, or for as long as it is held; None: as it was."""

    reason: str
    until: date | None = None
    hold: bool | None = None


@frozen
class Erased(_Act):
    """The words of this dispute were destroyed; the tally that stays names no person but who erased it."""

    reason: str
    authority: str
    reference: str
    side: str
    policy: str
    policy_title: str
    policy_digest: str
    ground_title: str
    stages: tuple[StageTally, ...]
    outcome: str
    entries: tuple[int, ...]  # positions of those that lost their words


@frozen
class KeepRuleSet:
    """For how many years after its end a dispute is kept, from now on; of no dispute."""

    version: ClassVar[int] = 1
    years: int | None


@frozen
class Restored:
    """The log was put back from a backup; of no dispute. What was written after the backup is not in it."""

    version: ClassVar[int] = 1
    newest: int  # the newest entry that was known to be written
    newest_hash: str  # as much of its hash as its receipt holds
    ended: int  # the last entry of the backup
    back: tuple[int, ...] = ()  # disputes erased after the backup: with it their words came back


Act = (
    Opened
    | Reflected
    | Discussed
    | Advanced
    | DutyDone
    | DateAgreed
    | PeopleChanged
    | DangerReported
    | Resolved
    | Reopened
    | Corrected
    | Approved
    | KeepSet
    | Erased
)
OfTheLog = LogStarted | KeepRuleSet | Restored
Event = OfTheLog | Act
KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in (*get_args(OfTheLog), *get_args(Act))}


def encode(event: Event, author: Author) -> str:
    """The body of an entry: author, event and its version, as canonical JSON."""
    return canonical({"author": to_plain(author), "event": to_plain(event), "version": event.version})


def decode(kind: str, body: str) -> tuple[Author, Event]:
    """The author and event of a body. Raises LookupError: a newer program's kind or version; ValueError: no JSON."""
    data, event = _versioned(kind, body)
    return from_plain(Author, data["author"]), from_plain(event, data["event"])


def decode_event(kind: str, body: str) -> Event:
    """The same without its author: a dispute is folded from its events alone, and a whole log has many."""
    data, event = _versioned(kind, body)
    return from_plain(event, data["event"])


def _versioned(kind: str, body: str) -> tuple[Any, type[Event]]:
    data, event = parsed(body), KINDS[kind]
    if data["version"] != event.version:
        raise LookupError(kind)
    return data, event
