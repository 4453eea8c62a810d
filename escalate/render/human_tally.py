"""What is left of an erased dispute; and which resolved ones are past the time for which they are kept."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from escalate.domain.calendar import Happened
from escalate.render import words
from escalate.render.layout import (
    INDENT,
    READABLE,
    Line,
    beside,
    folded,
    heading,
    padded,
    readable,
    section,
    shortened,
    widest,
)

if TYPE_CHECKING:
    from datetime import date

    from escalate.usecases.keep_review import KeepReviewView, KeptView
    from escalate.usecases.tally import TallyView

NO_DISPUTES = "No disputes yet, so there is nothing to review."
_WORDS_NEED = 12  # columns


def tally_screen(view: "TallyView", width: int) -> Iterable[Line]:
    """Who erased it and why, then what stays, then where its words may still be."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    yield from heading(f"{view.reference}: {view.ground}; policy {view.policy_id}", width)
    yield from folded(f"Erased on {words.instant(view.erased)}, by {view.erased_by}", width)
    yield from folded(f"On the authority of: {view.authority}", width)
    yield from folded(f"Why: {view.reason}", width)
    if view.early:
        yield from folded(f"Erased early: it was to be kept until {words.day(view.early)}", width)
    yield ""
    yield from folded(f"{view.calls_it.capitalize()} resolved on {words.day(view.resolved)}: {view.outcome}", width)
    yield from _stages(view, width)
    if view.imported:
        yield "It was imported from a spreadsheet."
    lost = words.count(view.destroyed, "entry")
    if view.attachments:
        lost = f"{lost} and {words.count(view.attachments, 'attached file')}"
    whose = "its" if view.destroyed == 1 else "their"
    proof = f"{whose} words are destroyed. That nothing else was changed can still be proved: escalate verify"
    yield from folded(f"{lost}: {proof}", width)
    if view.reminders:
        yield from section("Where its words may still be", width)
    for one in view.reminders:
        yield from folded(one, width, f"{INDENT}- ")
    if view.entries:
        yield ""
    for entry in view.entries:
        yield from folded(f"Entry {entry.position}, {entry.title}, written {words.instant(entry.written)}", width)
    if view.entries:
        yield from folded(f"Entry {view.last_entry}, Erased, written {words.instant(view.erased)}", width)
    yield from folded(f"Receipt {view.receipt}" if view.receipt else f"Entry {view.last_entry}", width)


def _stages(view: "TallyView", width: int) -> Iterator[str]:
    ids = widest(stage.stage for stage in view.stages)
    width -= len(INDENT)
    for stay, stage in enumerate(view.stages):
        span = words.span(Happened(stage.since), Happened(stage.until) if stage.until else None, view.now)
        unjudged = "not judged (imported)" if view.imported and stay == 0 else "no binding limit"
        late = ("late" if stage.late else "in time") if stage.judged else unjudged
        if width > READABLE:
            yield f"Stage {stage.stage} {stage.name}: {span}, {late}"
            continue
        lines = beside(f"{padded(stage.stage, ids)} {stage.name}", f"{span}, {late}", width)
        yield from (f"{INDENT}{line}" for line in lines)


def review_screen(view: "KeepReviewView", width: int) -> Iterable[Line]:
    """A line a dispute, the longest resolved first, then what to do about them."""
    if view.scripted:
        yield words.DEMONSTRATION
    if not view.started:
        yield NO_DISPUTES
        return
    gone = sum(one.may_be_erased for one in view.disputes)
    yield from heading(f"{words.count(gone, 'dispute')} may be erased".capitalize(), width)
    yield from folded(_rule(view), width)
    rows = [(one.reference, f"resolved {_short(one.resolved)}", _kept(one)) for one in view.disputes]
    widths = [widest(column) for column in zip(*rows, strict=True)]
    if rows:
        yield ""
    for cells, one in zip(rows, view.disputes, strict=True):
        about = ", ".join(filter(None, (one.subjects, one.ground)))
        if width > READABLE:
            yield ", ".join((*cells, about))
            continue
        start = "".join(f"{padded(cell, size)}  " for cell, size in zip(cells, widths, strict=True))
        room = width - cell_len(start)
        yield from folded(start + about, width, "", INDENT) if room < _WORDS_NEED else [start + shortened(about, room)]
    yield ""
    yield from folded("To keep one for longer: escalate keep REF --until DATE, or --hold", width)
    yield from folded("To erase one: escalate erase REF", width)


def _kept(one: "KeptView") -> str:
    until = f"kept until {_short(one.kept_until)}" if one.kept_until else "no date"
    return f"held, {until}" if one.held else until


def _short(on: "date") -> str:
    return f"{on.day} {on:%b} {on.year}"


def _rule(view: "KeepReviewView") -> str:
    rule = "No rule says for how long a dispute is kept, only the days set for each: escalate setup."
    if view.keep_years:
        rule = f"Kept for {words.count(view.keep_years, 'year')} after it is resolved, unless a day was set for it."
    others = f"{words.count(view.others, 'other resolved dispute')} to be kept." if view.others else ""
    return f"{rule} {others}".strip()
