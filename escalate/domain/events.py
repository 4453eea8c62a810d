"""What happened: one frozen dataclass per event, self-contained, as it stands in the journal for ever.

An event carries the duties it started and ended with their arithmetic, so that reading it needs no policy and no
calendar. A field may be added with a default; anything else needs a new version of that event.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import ClassVar

from escalate.domain.calendar import Due, Happened
from escalate.domain.frozen import frozen
from escalate.domain.parts import (
    Action,
    ByPass,
    DutyEnded,
    DutyStarted,
    OtherDue,
    Party,
    Person,
    StageTally,
    Subject,
)

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
class Attached(_Act):
    """A file was attached. Its bytes stand beside this entry, and their digest in these words alone."""

    paper: str  # what it is: minutes, a letter
    from_whom: str
    name: str  # the file's own, without its folder
    size: int  # bytes
    sha256: str
    of: int = 0  # the entry it belongs to, by its number in the dispute; 0: to the dispute as a whole


@frozen
class Sent(_Act):
    """A letter was sent."""

    letter: str  # its kind
    to: tuple[str, ...]  # roles and agencies


@frozen
class Exported(_Act):
    """The dispute left the log as a file, whole."""

    format: str  # html, json, pdf or docx
    digest: str  # SHA-256 of what is shown; of the whole file where that carries no proof (pdf, docx)
    after: int = 0  # the entry, by its number in the dispute, that what is shown begins after


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
    attachments: int = 0  # how many files were destroyed with them
    imported: bool = False  # whether it began in a spreadsheet
    kept_until: date | None = None  # the last day for which it was to be kept, if one was set


@frozen
class Imported(_Act):
    """The entries before this one are from a spreadsheet: which, in which row, and what only the row says."""

    file: str  # its SHA-256
    row: int
    known_as: str = ""  # there
    last_talk: Happened | None = None  # at an earlier stage, which is not on record
    said: str = ""
    notes: str = ""


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
    | Attached
    | Sent
    | Exported
    | KeepSet
    | Erased
    | Imported
)
