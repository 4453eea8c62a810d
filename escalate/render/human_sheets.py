"""A spreadsheet that was written, and one that was imported: what it holds, what came of it, what to mind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.importing import ImportView, RowView
    from escalate.usecases.sheet import SheetView

_SHOWN = 10


def sheet_screen(view: "SheetView", width: int) -> Iterable[Line]:
    """How many rows are in which file, and who may read it."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    if view.template:
        yield from heading(f"Written: {view.file}, to be filled in: a row a dispute", width)
        yield from folded("It says what goes in each column. Notes that begin with # are left out by an import.", width)
        yield f"When it is filled in, check it: escalate import {view.file} --dry-run"
        return
    yield from heading(f"Written: {view.file}, {words.count(view.rows, 'row')}", width)
    yield from folded("It holds words about people: keep it as safe as the log.", width)
    if view.receipt:
        yield f"Receipt: {view.receipt}"


def import_screen(view: "ImportView", width: int) -> Iterable[Line]:
    """What came or would come of it: disputes, duties, what is late and why nothing else is."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    disputes = words.count(len(view.rows), "dispute")
    verb = "Would be imported" if view.dry_run else "Imported"
    yield from heading(f"{verb} from {view.file}: {disputes}, {view.open} open and {view.resolved} resolved", width)
    yield from (line for text in _said(view) for line in folded(text, width))
    if view.late:
        yield ""
        yield Text("LATE", "bold red")
        late = [row for row in view.rows if row.late]
        shown = (f"{_which(row, view)}, {row.policy}, stage {row.stage}" for row in late[:_SHOWN])
        yield from (line for text in shown for line in folded(text, width, "  ", "    "))
        if late[_SHOWN:]:
            yield f"  and {len(late) - _SHOWN} more: escalate report"
    if view.doubts:
        yield ""
        yield Text("LOOK AGAIN", "bold")
        yield from (line for doubt in view.doubts for line in folded(doubt, width, "  ", "    "))
    yield ""
    if view.dry_run:
        yield "Nothing is written yet. What is imported stays in the log."
    else:
        keep = "The spreadsheet still holds all of it: keep it as safe as the log, or destroy it."
        yield from folded(keep, width)
        yield f"Receipt: {view.receipt}"
        yield "Next: escalate list, then escalate report"


def _said(view: "ImportView") -> Iterable[str]:
    verb = "would be" if view.dry_run else "are" if view.open_duties != 1 else "is"
    duties = words.count(view.open_duties, "duty")
    late = view.late or "none"
    yield f"{duties[:1].upper()}{duties[1:]} {verb} open, {late} of them late by the limits of today's policy."
    if view.without_date:
        yield f"{view.without_date} of these without a date: say which of them were done, with escalate done."
    if view.set_aside:
        aside = words.count(view.set_aside, "duty")
        why = "the time had passed before the import, and a spreadsheet does not say whether it was done"
        yield f"{aside} set aside, not late: {why}."
    if view.resolved:
        yield "What is resolved starts no duty, and nothing of it is judged late."


def _which(row: "RowView", view: "ImportView") -> str:
    return f"row {row.row}" if view.dry_run else f"{row.reference} (row {row.row})"
