"""Every entry with everything it says, then every duty with its dates and arithmetic. Nothing is cut."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from escalate.domain.calendar import Happened
from escalate.render import words
from escalate.render.entry_words import duty_facts, happened, remarks, started
from escalate.render.layout import INDENT, Line, folded, folded_all, heading, readable

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.usecases.duty_view import DutyView
    from escalate.usecases.to_copy import RecordView
    from escalate.usecases.trail import EntryView, TrailView


def trail_screen(view: "TrailView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = readable(width)
    if view.scripted:
        yield from heading(words.DEMONSTRATION, width)
    yield from heading(f"{view.reference}: {words.count(len(view.entries), 'entry')}", width)
    for entry in view.entries:
        yield ""
        yield from _entry(entry, width)
    if view.duties:
        yield ""
        yield from heading(f"{view.reference}: {words.count(len(view.duties), 'duty')}", width)
    for duty in view.duties:
        yield ""
        yield from _duty(duty, view.now, width)


def record_screen(view: "RecordView", width: int) -> Iterable[Line]:
    """The discussion as text to be copied: from the left edge, its own lines kept."""
    entry, width = view.entry, readable(width)
    yield ""
    yield from heading(". ".join(filter(None, ("To copy into the child's file", view.sharing))), width)
    yield ""
    yield from folded(f"{view.reference}, {'; '.join(view.subjects)}; {view.partnership}: {view.policy}", width)
    yield from folded(f"{entry.title}, {happened(entry)}", width)
    for label, value in entry.said.items():
        text = words.happened(value) if isinstance(value, Happened) else value
        yield from folded_all(f"{label[:1].upper()}{label[1:]}: {text}", width, "")
    for duty in started(entry):
        yield from folded(duty, width, "Started: ")
    yield from folded(f"Written {words.instant(entry.written)}, by {entry.author}", width)
    for line in remarks(entry):
        yield from folded_all(line, width, "")


def _entry(entry: "EntryView", width: int) -> Iterator[Line]:
    title = f"Entry {entry.position}, {entry.title}, {happened(entry)}"
    yield from heading(title, width)
    later = "; recorded later" if entry.recorded_later else ""
    yield from folded(f"Written {words.instant(entry.written)}, by {entry.author}{later}", width, INDENT)
    yield from _said(entry.said, width)
    for word, duties in (("Ended", entry.ended), ("Started", started(entry))):
        for duty in duties:
            yield from folded(duty, width, f"{INDENT}{word}: ")
    for line in remarks(entry):
        yield from folded_all(line, width, INDENT if line[:1] != " " else INDENT * 2)


def _said(said: Mapping[str, str | Happened], width: int) -> Iterator[str]:
    """Label and text on one line where they fit; else the text below its label, set in, its own lines kept."""
    for label, value in said.items():
        text = words.happened(value) if isinstance(value, Happened) else value
        shown = f"{label[:1].upper()}{label[1:]}{'' if label.endswith('?') else ':'}"
        if "\n" not in text and len(INDENT) + len(shown) + 1 + len(text) <= width:
            yield f"{INDENT}{shown} {text}"
        else:
            yield from folded(shown, width, INDENT)
            yield from folded_all(text, width, INDENT * 2)


def _duty(duty: "DutyView", now: "datetime", width: int) -> Iterator[Line]:
    yield from heading(duty.what, width, f"D{duty.number} ")
    for line in duty_facts(duty, now):
        yield from folded(line, width, INDENT)
