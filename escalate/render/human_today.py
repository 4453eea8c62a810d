"""Today at the desk: what matters now, a line each, then how to go on. Meant to be read in a few seconds."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.domain.calendar import LONDON
from escalate.render import words
from escalate.render.layout import (
    ENDLESS,
    INDENT,
    Line,
    folded,
    more,
    padded,
    readable,
    shortened,
    widest,
    with_command,
)

if TYPE_CHECKING:
    from escalate.usecases.today import TodayLine, TodayView

_WHAT_IT_IS = "escalate keeps professional disagreements about the safety of a child or adult on record and on time."
_COUNTED = {"late": "late", "now": "to do at once", "due": "due today", "past-aim": "past when it should be done"}
_WORDS_NEED = 12  # columns, or what is to be done says nothing
_WHO = 24


def today_screen(view: "TodayView", width: int) -> Iterable[Line]:
    """The counts and the most pressing duties, or what the program is; danger; the commands to go on with."""
    width = readable(width)
    begun = view.set_up or view.started or view.gone
    if begun:
        yield from _now(view, width)
    else:
        yield from folded(_WHAT_IT_IS, width)
    if view.drafts:
        indent = "" if width == ENDLESS else INDENT
        yield f"{indent}{words.count(view.drafts, 'unfinished draft')}: escalate drafts"
    if view.scripted:
        yield words.DEMONSTRATION
    yield ""
    yield Text(f"If anyone is in danger now: {view.danger}", "bold red")
    yield ""
    yield Text("To go on" if begun else "To begin", "bold")
    commands = widest([way.command for way in view.ways_on])
    if width == ENDLESS:
        yield from (f"{way.command}: {way.does}" for way in view.ways_on)
        return
    for way in view.ways_on:
        yield from folded(way.does, width, f"{INDENT}{padded(way.command, commands)}  ")


def _now(view: "TodayView", width: int) -> Iterator[Line]:
    late = bool(view.counts.get("late") or view.gone)
    said = f"{words.day(view.now.astimezone(LONDON).date())}: {_counts(view)}"
    yield from (Text(line, "bold red" if late else "bold") for line in folded(said, width))
    indent = "" if width == ENDLESS else INDENT
    if width == ENDLESS:
        yield from (_sentence(one, view) for one in view.lines)
    else:
        yield from _rows(view, width)
    if view.more:
        yield indent + more(view.more, "", "escalate report")
    for one in view.resolved:
        on = words.day(one.when.astimezone(LONDON).date())
        said = f"{one.reference}, {one.subjects}" if one.subjects else f"{one.reference}, since erased"
        said = f"Resolved on {on}: {said}{'; dissent is on record' if one.at_risk else ''}."
        command = f"See: escalate status {one.short}"
        yield from with_command(said, command, width, indent)


def _sentence(one: "TodayLine", view: "TodayView") -> str:
    number = f" D{one.number}" if one.number else ""
    return f"{one.reference}{number}: {one.what}, {_when(one, view)}; waiting on {one.waiting_on or 'nobody'}."


def _rows(view: "TodayView", width: int) -> Iterator[str]:
    rows = [(one.short, f"D{one.number}" if one.number else "", _when(one, view)) for one in view.lines]
    columns = [widest(column) for column in zip(*rows, strict=True)]
    who = min(widest([one.waiting_on for one in view.lines]), _WHO)
    for row, one in zip(rows, view.lines, strict=True):
        start = INDENT + "".join(f"{padded(cell, size)}  " for cell, size in zip(row, columns, strict=True))
        room = width - cell_len(start) - who - 2
        if room < _WORDS_NEED:
            yield from folded(f"{one.what}, {one.waiting_on}", width, start)
        else:
            yield f"{start}{padded(shortened(one.what, room), room)}  {shortened(one.waiting_on, who)}".rstrip()


def _counts(view: "TodayView") -> str:
    if view.gone:
        return f"the log is gone, which had {words.count(view.gone, 'entry')}"
    if not view.started:
        return "no disputes yet"
    disputes = view.counts.get("disputes", 0)
    if not disputes:
        return "no dispute is open"
    said = [f"{number} {text}" for group, text in _COUNTED.items() if (number := view.counts.get(group, 0))]
    first = said if view.counts.get("late") else ["nothing late", *said]
    ours = [f"{view.waiting_on_us} waiting on us"] if view.waiting_on_us else []
    return f"{', '.join((*first, *ours))}; in {words.count(disputes, 'dispute')}"


def _when(one: "TodayLine", view: "TodayView") -> str:
    """5 days late; today 5pm; 3 days past (should); by Tue 29 Dec 5pm; no date."""
    if one.due is None:
        return "no date"
    gone = words.elapsed(view.now - one.due)
    if one.group == "late":
        return f"{gone} late" if one.due < view.now else f"late before, by {words.stamp(one.due, view.now)}"
    said = {"now": f"at once, for {gone}", "past-aim": f"{gone} past ({one.force})"}
    soon = f"today {words.hour(one.due)}" if one.group == "due" else f"by {words.stamp(one.due, view.now)}"
    return said.get(one.group, soon)
