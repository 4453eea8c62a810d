"""A calendar file that was written: what is in it, and what to do with it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.due_dates import CalendarView


def calendar_screen(view: "CalendarView", width: int) -> Iterable[Line]:
    """How many dates, where they are, and how they get into a calendar."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    dates = f"{words.count(view.due, 'due time')} of {words.count(view.disputes, 'dispute')}"
    yield from heading(f"Written for a calendar: {dates}", width)
    yield from folded(view.file, width, "File: ")
    if view.ended:
        yield from folded(
            f"No longer due, and cancelled where a calendar has them: {words.count(view.ended, 'date')}.", width
        )
    yield ""
    for said in (
        "Open or import it in your calendar program, best into a calendar of its own that you share with nobody.",
        "It holds references and the policy's words: no name, nothing that anybody wrote.",
        "It does not change by itself. After each act write it again, with --replace, and import it again.",
    ):
        yield from folded(said, width)
