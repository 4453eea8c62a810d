"""What an export left where, and whether an exported file is as it was made."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.export_view import CheckerView, ExportedView
    from escalate.usecases.verifying import VerifyFileView


def exported_screen(view: "ExportedView", width: int) -> Iterable[Line]:
    """The file, whether it is on record, and what to mind."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    with_it = view.recorded and view.format in ("html", "json")  # whose proof has the entry of the export too
    entries = words.count(view.entries + bool(with_it), "entry") + (", this export among them" if with_it else "")
    yield from heading(f"Exported: {view.reference}, {entries}, into {view.file}", width)
    if view.withheld:
        yield from folded(f"{words.count(view.withheld, 'part')} withheld; the copy lists each, and why.", width)
    record = f"On record as entry {view.recorded}." if view.recorded else f"Not on record: {view.why_not}."
    yield from folded(record, width)
    for note in view.notes:
        yield from folded(note, width)
    yield ""
    yield f"Receipt {view.receipt}"


def checker_screen(view: "CheckerView", width: int) -> Iterable[Line]:
    """Where it is, and how it is used."""
    yield from folded(f"The program that checks an exported file by itself is in {view.file}.", readable(width))
    use = f"Whoever has Python 3.11 or newer can use it: python {view.file} FILE"
    yield from folded(use, readable(width))


def file_screen(view: "VerifyFileView", width: int) -> Iterable[Line]:
    """The verdict first, then what it rests on."""
    width = readable(width)
    yield from folded(view.uncompared, width) if view.uncompared else ()
    yield from heading(view.verdict, width)
    if not view.well:
        for fault in view.faults:
            yield from folded(fault, width, "  ", "    ")
        yield from folded("Keep it as it is, and ask whoever made it for the file anew.", width)
        return
    yield from folded(f"It holds {words.count(view.entries, 'entry')} of one dispute.", width)
    if view.without_words:
        yield from folded(f"Here without their words, by their digest alone: {view.without_words}.", width)
    for line in view.proves:
        yield from folded(line, width)
    yield ""
    yield f"Receipt {view.receipt}"
