"""What is left of a dispute whose words were destroyed: its tally, who erased it and on whose authority."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar

from escalate.domain.bodies import decode
from escalate.domain.choices import OUTCOMES
from escalate.domain.events import Erased
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.journal import Entry
from escalate.domain.parts import Author, StageTally
from escalate.domain.plain import instant
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import named
from escalate.usecases.trail import TITLES

REMINDERS = (
    "Backups of the log still hold its words, and so do copies kept beside it: destroy those from before now.",
    "What was printed, copied, exported or sent is still where it went: the child's file, e-mails, the other agency.",
    "Its due times in other calendars stay there: delete them by hand.",
    "The spreadsheet it was imported from, if it was, and sheets written with --sheet still hold what they held.",
    "A dispute that was started again from this one has words of its own.",
)
TRACES = "Traces of them may be left in unused parts of the log's file: the next thing recorded removes them."


@frozen
class LostEntryView:
    """An entry of which no words are left: its number in the log, what kind it was, when it was written."""

    position: int
    title: str
    written: datetime


@frozen
class TallyView:
    """An erased dispute. `reminders` say, just after it, where else its words may be."""

    schema: ClassVar = "escalate.tally/1"

    reference: str
    short: str
    calls_it: str
    policy_id: str
    policy: str
    partnership: str
    ground: str
    side: str
    stages: tuple[StageTally, ...]
    resolved: date
    outcome: str
    erased: datetime
    erased_by: str
    authority: str
    reason: str
    destroyed: int  # how many entries lost their words
    attachments: int  # how many files were destroyed with them
    imported: bool  # from a spreadsheet
    early: date | None  # erased before this day, until which it was to be kept, had passed
    entries: tuple[LostEntryView, ...]
    last_entry: int
    receipt: str  # of that entry; empty in a rehearsal
    reminders: tuple[str, ...]
    now: datetime
    scripted: bool


def erased_by(entries: Iterable[Entry]) -> Author:
    """Who erased a dispute, by its entries."""
    last = tuple(entries)[-1]
    return decode(last.kind, last.body or "")[0]


def tally(
    stored: Stored,
    author: Author,
    now: datetime,
    *,
    entries: Iterable[Entry] = (),
    reminders: tuple[str, ...] = (),
    scripted: bool,
) -> TallyView:
    """The tally of a dispute that `author` erased; with `entries`, each of those that lost their words."""
    erased, resolved = stored.dispute.erased, stored.dispute.resolved
    if erased is None or resolved is None:
        raise ValueError("it was not erased")
    return TallyView(
        reference=erased.reference,
        short=short(stored.dispute),
        calls_it=stored.policy.calls_it,
        policy_id=erased.policy,
        policy=erased.policy_title,
        partnership=stored.policy.partnership,
        ground=erased.ground_title,
        side=erased.side,
        stages=erased.stages,
        resolved=resolved.happened.day,
        outcome=OUTCOMES.get(erased.outcome, erased.outcome),
        erased=erased.happened.earliest,
        erased_by=named(author),
        authority=erased.authority,
        reason=erased.reason,
        destroyed=len(erased.entries),
        attachments=erased.attachments,
        imported=erased.imported,
        early=_early(erased),
        entries=tuple(_lost(entry) for entry in entries if entry.body is None),
        last_entry=stored.position,
        receipt=stored.receipt,
        reminders=reminders,
        now=now,
        scripted=scripted,
    )


def _early(erased: Erased) -> date | None:
    kept = erased.kept_until
    return kept if kept and erased.happened.day <= kept else None


def _lost(entry: Entry) -> LostEntryView:
    return LostEntryView(entry.position, TITLES.get(entry.kind, entry.kind), instant(entry.recorded_at))
