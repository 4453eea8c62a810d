"""The files attached to a dispute: each with its entry, what it is, and the digest that its bytes must have."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from escalate.domain.bodies import decode
from escalate.domain.calendar import Happened
from escalate.domain.correcting import entry as in_dispute
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.journal import Entry
from escalate.domain.plain import instant
from escalate.errors import NoSuchEntry
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import named


@frozen
class AttachmentView:
    """One attached file; `file` is where it was written out, if it was."""

    entry: int
    name: str
    paper: str
    from_whom: str
    size: int  # bytes
    sha256: str
    happened: Happened
    written: datetime  # when the entry was
    author: str
    about: int | None  # the entry it belongs to
    corrected: bool
    file: str = ""


@frozen
class AttachmentsView:
    """The files attached to a dispute, or one of them."""

    schema: ClassVar = "escalate.attachments/1"

    reference: str
    short: str
    attachments: tuple[AttachmentView, ...]
    scripted: bool


def attachments(
    stored: Stored, entries: Iterable[Entry], *, position: int | None = None, scripted: bool
) -> AttachmentsView:
    """The files, in the order in which they were attached; of one entry alone where its number is given.

    Raises NoSuchEntry.
    """
    dispute = stored.dispute
    if position is not None and in_dispute(position, dispute, "Nothing is shown") not in dispute.attached:
        raise NoSuchEntry(
            f"Nothing is shown: entry {position} attaches no file.",
            hint=f"Those that do: escalate attachments {short(dispute)}",
        )
    return AttachmentsView(
        reference=dispute.opened.reference,
        short=short(dispute),
        attachments=tuple(
            _view(stored, entry)
            for entry in entries
            if entry.seq in dispute.attached and position in (None, entry.position)
        ),
        scripted=scripted,
    )


def _view(stored: Stored, entry: Entry) -> AttachmentView:
    author, _ = decode(entry.kind, entry.body or "")
    dispute, seq = stored.dispute, entry.seq or 0
    event = dispute.attached[seq]
    return AttachmentView(
        entry=entry.position,
        name=event.name,
        paper=event.paper,
        from_whom=event.from_whom,
        size=event.size,
        sha256=event.sha256,
        happened=event.happened,
        written=instant(entry.recorded_at),
        author=named(author),
        about=dispute.position(event.of) if event.of else None,
        corrected=bool(dispute.marks[seq - 1].corrections),
    )
