"""Every entry with everything it says, then every duty with its dates and arithmetic. Nothing is cut."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from escalate.domain.calendar import Happened
from escalate.domain.choices import ENDINGS
from escalate.render import words
from escalate.render.human_duty import arithmetic, on_whose_word, standing
from escalate.render.layout import INDENT, Line, folded, folded_all, heading, readable

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.usecases.duty_view import DutyView
    from escalate.usecases.trail import EntryView, RecordView, TrailView


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
    yield from heading("To copy into the child's file, or into an e-mail that confirms it", width)
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


def remarks(entry: "EntryView") -> Iterator[str]:
    """What was said of an entry later; what belongs to a correction is set in below it."""
    for one in entry.corrections:
        yield f"Corrected {words.instant(one.written)}, by {one.author}, in entry {one.entry}"
        yield f"  Wrong: {one.what}"
        yield f"  Right: {one.right}"
        if one.time:
            yield f"  The right time, {one.which}: {words.happened(one.time)}"
        for due in one.other_dues:
            yield f"  D{due.number}: {words.instant(due.due)} stands; from the right time {words.instant(due.would_be)}"
        if one.other_ends:
            duties = ", ".join(one.other_ends)
            yield f"  {duties}: late or in time the other way round at the right time; what is on record stands"
        yield f"  Why: {one.why}"
    for seen in entry.approvals:
        written = f"; written by {seen.author}" if not seen.author.startswith(seen.by) else ""
        yield f"Approved by {seen.role}, {seen.by}, on {words.happened(seen.happened)} (entry {seen.entry}{written})"


def started(entry: "EntryView") -> Iterator[str]:
    """What an entry started, each with when it is due."""
    for duty in entry.started:
        due = entry.due.get(duty.partition(" ")[0])
        yield f"{duty}, by {words.instant(due)}" if due else duty


def happened(entry: "EntryView") -> str:
    """When it happened; that the hour is not recorded matters where it was not written the same day."""
    same_day = Happened.instant(entry.written).day == entry.happened.day
    return words.happened(entry.happened, hour_matters=not same_day)


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
    for line in _facts(duty, now):
        yield from folded(line, width, INDENT)


def _facts(duty: "DutyView", now: "datetime") -> Iterator[str]:
    yield f"Held by {duty.holder}; {on_whose_word(duty)}"
    if duty.due:
        far = "" if duty.ended else f", {standing(duty, now)}"
        yield f"Due {words.instant(duty.due)}{far}"
    elif not duty.ended:
        yield f"Open, {standing(duty, now)}"
    yield from arithmetic(duty)
    if duty.would_be:
        yield f"From a corrected time it would be {words.instant(duty.would_be)}; what is on record stands"
    if duty.ended and duty.ended_when:
        when = words.happened(duty.ended_when, hour_matters=duty.due is not None)
        met = "" if duty.due is None or duty.within == "at once" else ", late" if duty.late else ", in time"
        said = "; ".join(filter(None, (duty.option, duty.because)))
        yield f"Ended: {ENDINGS.get(duty.ended, duty.ended)}, {when}{met}{f': {said}' if said else ''}"
    if duty.tell:
        yield f"Tell: {'; '.join(duty.tell)}"
    if duty.options and not duty.option:
        yield f"To decide: {' / '.join(duty.options)}"
    if duty.form:
        yield f"Form to fill: {duty.form}"
    if duty.source:
        yield f"Source: {duty.source}"
