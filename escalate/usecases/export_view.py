"""What the child's file holds, part by part, and what is said of an export; the same for every format."""

from datetime import datetime
from typing import ClassVar

from escalate.domain.calendar import Happened
from escalate.domain.frozen import frozen
from escalate.usecases.duty_view import DutyView
from escalate.usecases.trail import EntryView


@frozen
class PartyView:
    """A party: its side, agency, team and sector."""

    side: str
    agency: str
    team: str
    sector: str


@frozen
class PersonView:
    """Somebody who appears in the record: in which role, for which party."""

    name: str
    role: str
    party: str


@frozen
class ReasonsView:
    """What each side gave as its reasons in one discussion."""

    entry: int
    happened: Happened
    ours: str
    theirs: str


@frozen
class DecisionView:
    """A decision: what was decided, by which entry."""

    entry: int
    happened: Happened
    what: str


@frozen
class ActionView:
    """An agreed action, and the duty that it is."""

    entry: int
    duty: int
    who: str
    what: str
    due: datetime | None
    ended: str
    ended_when: Happened | None


@frozen
class AttachmentView:
    """An attached file, by name and SHA-256."""

    entry: int
    name: str
    size: int
    sha256: str
    what: str
    from_whom: str


@frozen
class WithheldView:
    """What was left out and why; of an entry the digest, which stays."""

    number: str
    why: str
    digest: str


@frozen
class ExportView:
    """One dispute for the file of whom it is about."""

    schema: ClassVar = "escalate.export/1"

    reference: str
    calls_it: str
    policy: str
    partnership: str
    edition: str
    side: str
    grounds: tuple[str, ...]
    subjects: tuple[str, ...]
    stage: str
    state: str
    arose: Happened | None  # None too where no entry that is shown says it
    raised: Happened | None
    made: datetime
    made_by: str
    after: int  # the entry that what is shown begins after; 0: all is shown
    parties: tuple[PartyView, ...]
    people: tuple[PersonView, ...]
    chronology: tuple[EntryView, ...]
    reasons: tuple[ReasonsView, ...]
    decisions: tuple[DecisionView, ...]
    actions: tuple[ActionView, ...]
    duties: tuple[DutyView, ...]
    attachments: tuple[AttachmentView, ...]
    redacted: bool
    withheld: tuple[WithheldView, ...]
    read_it: str
    receipt: str
    proves: str
    scripted: bool


@frozen
class ExportedView:
    """That a dispute was exported: into which file, and whether that is on record."""

    schema: ClassVar = "escalate.exported/1"

    reference: str
    file: str
    format: str
    entries: int
    withheld: int
    recorded: int  # the entry; 0: not on record
    why_not: str
    receipt: str
    notes: tuple[str, ...]
    scripted: bool


@frozen
class CheckerView:
    """That the program that checks exported files by itself was written out."""

    schema: ClassVar = "escalate.checker/1"

    file: str
