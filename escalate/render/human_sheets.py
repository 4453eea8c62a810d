"""A spreadsheet that was written: what it holds, and what to mind."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.sheet import SheetView


def sheet_screen(view: "SheetView", width: int) -> Iterable[Line]:
    """How many rows are in which file, and who may read it."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    yield from heading(f"Written: {view.file}, {words.count(view.rows, 'row')}", width)
    yield from folded("It holds words about people: keep it as safe as the log.", width)
    if view.receipt:
        yield f"Receipt: {view.receipt}"
