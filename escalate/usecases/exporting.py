"""One export from start to end: the dispute as it is, what is shown of it, what is left out, what goes on record."""

from collections.abc import Iterable
from datetime import datetime

from escalate.domain.events import Act, Exported
from escalate.domain.frozen import frozen, replace
from escalate.domain.journal import Entry
from escalate.domain.parts import Author
from escalate.domain.receipt import receipt_of
from escalate.errors import LogReadOnly
from escalate.usecases.acts import Desk
from escalate.usecases.export import export, may_export
from escalate.usecases.export_view import ExportedView, ExportView, WithheldView
from escalate.usecases.ports import Stored
from escalate.usecases.redacting import (
    Listed,
    Withheld,
    and_corrections,
    for_proof,
    listed,
    redacted,
    said_otherwise,
    saying,
    without_words,
)

READ_IT_FIRST = "A person must read the copy before it is handed on: a program finds no nicknames and no initials."
NO_PROOF = "This format carries no proof. To prove it, export HTML or JSON too."


@frozen
class Exporting:
    """A dispute that is about to be exported, of its entries those after one; `chosen` is None for a whole export."""

    stored: Stored
    entries: tuple[Entry, ...]
    after: int
    now: datetime
    scripted: bool
    chosen: tuple[Withheld, ...] | None = None

    def without(self, chosen: Iterable[Withheld]) -> "Exporting":
        """The same as a copy with parts withheld, and with an entry what corrects it."""
        return replace(self, chosen=and_corrections(chosen, self.entries))

    def view(self, by: Author) -> ExportView:
        """What is shown."""
        if self.chosen is None:
            return self._view(self.stored, self.entries, by, None)
        say = saying(self._out())
        digests = {f"entry {entry.position}": entry.digest for entry in self.entries}
        withheld = tuple(WithheldView(one.number, say(one.why), digests.get(one.number, "")) for one in self.chosen)
        return self._view(*redacted(self.stored, self.entries, self._out()), said_otherwise(by, say), withheld)

    def proof(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        """The entries for the proof: the words of what is shown, of all others the digest alone."""
        if self.chosen is not None:
            _, left = redacted(self.stored, entries, self._out())
            entries = for_proof(entries, left, self._out())
        return tuple(without_words(entry) if (entry.seq or 0) <= self.after else entry for entry in entries)

    def record(self, event: Exported, desk: Desk) -> tuple[int, str]:
        """The entry that has the export on record; or 0, and why it cannot be. Raises ChangedMeanwhile, LogUnusable."""

        def events(stored: Stored) -> tuple[Act, ...]:
            may_export(stored.dispute, ())
            return (event,)

        try:
            written = desk.log.record(desk.author, desk.now, self.stored.number, self.stored.dispute.seq, events)
        except LogReadOnly:
            return 0, "the log cannot be written to"
        return written.positions[-1], ""

    def done(self, file: str, format_: str, last: Entry, recorded: int, why_not: str) -> ExportedView:
        """What is said of it."""
        notes = (READ_IT_FIRST if self.chosen is not None else "", NO_PROOF if format_ in ("pdf", "docx") else "")
        return ExportedView(
            reference=self.stored.dispute.opened.reference,
            file=file,
            format=format_,
            entries=len(self.entries) - self.after,
            withheld=len(self.chosen or ()),
            recorded=recorded,
            why_not=why_not,
            receipt=str(receipt_of(last.position, last.hash)),
            notes=tuple(filter(None, notes)),
            scripted=self.scripted,
        )

    def _out(self) -> tuple[Listed, ...]:
        numbers = {one.number for one in self.chosen or ()}
        return tuple(one for one in listed(self.entries) if one.number in numbers)

    def _view(
        self, stored: Stored, entries: tuple[Entry, ...], by: Author, withheld: tuple[WithheldView, ...] | None
    ) -> ExportView:
        return export(stored, entries, by, self.now, after=self.after, withheld=withheld, scripted=self.scripted)
