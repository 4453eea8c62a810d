"""Every entry of a dispute, in the order it was written: what happened, when, by whom, and what it did."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import ClassVar

from escalate.domain import events as e
from escalate.domain.bodies import decode
from escalate.domain.calendar import AT_ONCE, Happened
from escalate.domain.choices import ENDINGS, KINDS
from escalate.domain.dispute import Dispute
from escalate.domain.frozen import frozen
from escalate.domain.journal import Entry
from escalate.domain.log_events import OfTheLog
from escalate.domain.parts import DutyEnded
from escalate.domain.plain import instant
from escalate.usecases.duty_view import DutyView, duty_view
from escalate.usecases.event_words import what_it_says
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import ApprovalView, CorrectionView, Remarks, named, remarks

TITLES: Mapping[str, str] = {
    "Opened": "Opened",
    "Reflected": "Reflected",
    "Discussed": "Discussion",
    "Advanced": "Advanced",
    "DutyDone": "Duty done",
    "DateAgreed": "New date",
    "PeopleChanged": "People changed",
    "DangerReported": "Danger reported",
    "Resolved": "Resolved",
    "Reopened": "Reopened",
    "Corrected": "Correction",
    "Approved": "Approval",
    "Attached": "Attached",
    "Sent": "Letter sent",
    "Exported": "Exported",
    "KeepSet": "To be kept",
    "Erased": "Erased",
    "Imported": "Imported from a spreadsheet",
}


@frozen
class EntryView:
    """One entry as a reader sees it: when it happened, when it was written, by whom, what it says."""

    position: int
    seq: int
    kind: str
    title: str
    happened: Happened
    written: datetime
    recorded_later: bool
    author: str
    said: Mapping[str, str | Happened]
    started: tuple[str, ...]
    ended: tuple[str, ...]
    about: int | None  # of a correction, an approval or an attached file: the entry it belongs to
    corrections: tuple[CorrectionView, ...]
    approvals: tuple[ApprovalView, ...]
    due: Mapping[str, datetime]  # of what it started, by number ("D4"): when it was due as the entry was written


@frozen
class TrailView:
    """Every entry of a dispute, in order."""

    schema: ClassVar = "escalate.trail/1"

    reference: str
    entries: tuple[EntryView, ...]
    duties: tuple[DutyView, ...]
    now: datetime
    scripted: bool


def trail(stored: Stored, entries: Iterable[Entry], now: datetime, *, scripted: bool) -> TrailView:
    """The trail of a dispute. An entry whose words were destroyed says so."""
    dispute, entries = stored.dispute, tuple(entries)
    said_later = remarks(entries)
    return TrailView(
        reference=dispute.opened.reference,
        entries=tuple(_entry_view(entry, stored, said_later) for entry in entries),
        duties=tuple(duty_view(dispute, duty, now) for duty in dispute.duties.values()),
        now=now,
        scripted=scripted,
    )


def one_entry(stored: Stored, entries: Iterable[Entry], seq: int) -> EntryView:
    """The entry that has this number in the dispute."""
    entries = tuple(entries)
    return _entry_view(entries[seq - 1], stored, remarks(entries))


def _entry_view(entry: Entry, stored: Stored, said_later: Mapping[int, Remarks]) -> EntryView:
    author, event = decode(entry.kind, entry.body or "")
    if isinstance(event, OfTheLog):
        raise TypeError(entry.kind)
    numbers = {number: duty.started.what for number, duty in stored.dispute.duties.items()}
    later = said_later.get(entry.seq or 0, Remarks())
    return EntryView(
        position=entry.position,
        seq=entry.seq or 0,
        kind=entry.kind,
        title=_title(event, stored.dispute, entry.seq or 0),
        happened=event.happened,
        written=instant(entry.recorded_at),
        recorded_later=event.recorded_later,
        author=named(author),
        said=dict(what_it_says(event, stored.dispute, stored.policy)),
        started=tuple(f"D{duty.number} {duty.what}" for duty in event.started),
        ended=tuple(f"D{end.number} {numbers.get(end.number, '')}: {_how(end)}" for end in event.ended),
        about=_about(event, stored.dispute),
        corrections=later.corrections,
        approvals=later.approvals,
        due={f"D{duty.number}": duty.due.at for duty in event.started if duty.due and duty.within != AT_ONCE},
    )


def _title(event: e.Act, dispute: Dispute, seq: int) -> str:
    kinds = [mark.kind for mark in dispute.marks[seq:]]
    if e.Imported.__name__ in kinds:  # the entries before it are of the same row
        return f"{_plain_title(event, dispute)} (imported)"
    return _plain_title(event, dispute)


def _about(event: e.Act, dispute: Dispute) -> int | None:
    """The entry that a correction, an approval or an attached file belongs to."""
    of = event.of if isinstance(event, (e.Corrected, e.Approved, e.Attached)) else 0
    return dispute.position(of) if of else None


def _plain_title(event: e.Act, dispute: Dispute) -> str:
    if about := _about(event, dispute):
        return f"{TITLES[type(event).__name__]} {'to' if isinstance(event, e.Attached) else 'of'} entry {about}"
    if isinstance(event, e.Discussed):
        return KINDS[event.kind].capitalize()
    if isinstance(event, e.KeepSet) and event.hold is not None:
        return "Held" if event.hold else "No longer held"
    if isinstance(event, e.DutyDone) and event.how == e.NOT_NEEDED:
        return f"D{event.number} not needed"
    return TITLES[type(event).__name__]


def _how(end: DutyEnded) -> str:
    words = [ENDINGS[end.how], end.option, end.because, "late" if end.late else ""]
    return ", ".join(word for word in words if word)
