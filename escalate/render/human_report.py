"""The report and the list: aligned text, one line a duty or a dispute, because there can be many thousands.

Reference, number, due time and holder are never cut: the words give way, and a very long holder takes a second line.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.domain.calendar import LONDON
from escalate.render import words
from escalate.render.layout import ENDLESS, INDENT, Line, folded, more, one_line, padded, shortened, widest

if TYPE_CHECKING:
    from escalate.usecases.listing import DisputeView, ListView
    from escalate.usecases.report import GroupView, LineView, ReportView
    from escalate.usecases.report_page import PageView

NO_DISPUTES = "No disputes yet. To start one: escalate open"
_COUNTED = {
    "late": "late",
    "past-aim": "past the time it should be done",
    "now": "to do at once",
    "due": "due by {day}",
    "next": "next",
    "no-limit": "without a date",
}
_HEADINGS = {"late": "Late: what must be done", "due": "Due by {day}"}  # else the view's own title
_STYLES = {"late": "bold red", "now": "bold yellow"}
_WORDS_NEED = 12  # columns, or what is to be done says nothing
_HOLDER_COLUMN = 24


def report_screen(view: "ReportView", width: int) -> Iterable[Line]:
    """The counts, then each group."""
    by = words.short_day(view.due_by.astimezone(LONDON).date(), view.as_of)
    late = view.counts.get("late", 0)
    for number, line in enumerate(folded(_counts(view, by), width)):
        yield Text(line, "bold red" if late and number == 0 else "bold")
    if view.began:
        yield from folded(f"The log began later, on {words.instant(view.began)}: of that day it says nothing", width)
    elif view.past_day:
        yield f"What the log said at the end of {words.day(view.as_of.astimezone(LONDON).date())}"
    if view.filters:
        chosen = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in view.filters.items())
        yield from folded(f"Only: {chosen}", width)
    if view.old_drafts:
        be = "is" if view.old_drafts == 1 else "are"
        yield f"{words.count(view.old_drafts, 'unfinished draft')} {be} older than a week: escalate drafts"
    if view.may_be_erased:
        yield f"{words.count(view.may_be_erased, 'dispute')} may be erased: escalate keep --review"
    if view.erased_since:
        were = "was" if view.erased_since == 1 else "were"
        erased = f"{words.count(view.erased_since, 'dispute')} {were} erased since"
        yield f"{erased}: what was open then is not known any more"
    if view.scripted:
        yield words.DEMONSTRATION
    for group in view.groups:
        heading = _HEADINGS.get(group.id, group.title).replace("{day}", by)
        yield ""
        yield Text(f"{heading} ({len(group.lines) + group.more})", _STYLES.get(group.id, "bold"))
        yield from _rows(group, view, width)
        if group.more:
            yield more(group.more, "", "escalate report --all")
    if view.receipt:
        yield from ("", f"Receipt {view.receipt}")


def _counts(view: "ReportView", by: str) -> str:
    counts = {group: view.counts.get(group, 0) for group in _COUNTED}
    if not any(counts.values()):
        nothing = "Nothing is late, due or open" + (" among these:" if view.filters else ".")
        return nothing if view.started else NO_DISPUTES
    said = [f"{number} {_COUNTED[group].format(day=by)}" for group, number in counts.items() if number]
    late = [] if counts["late"] else ["Nothing late"]
    return f"{', '.join((*late, *said))}; in {words.count(view.counts.get('disputes', 0), 'dispute')}"


def _rows(group: "GroupView", view: "ReportView", width: int) -> Iterator[str]:
    if width == ENDLESS:
        yield from (_sentence(group.id, line, view) for line in group.lines)
        return
    columns = [_columns(group.id, line, view) for line in group.lines]
    widths = [widest(column) for column in zip(*columns, strict=True)]
    holders = [one_line(line.holder or line.waiting_on) for line in group.lines]
    holder_column = min(widest(holders), _HOLDER_COLUMN)
    for cells, holder, line in zip(columns, holders, group.lines, strict=True):
        start = "".join(f"{padded(cell, size)} " for cell, size in zip(cells, widths, strict=True) if size) + " "
        what = f"{line.what} (resolved)" if line.resolved else line.what
        room = width - cell_len(start) - 2 - max(cell_len(holder), holder_column)
        if cell_len(start) + _WORDS_NEED > width:
            yield from folded(f"{start} {what}, {holder}", width, "", INDENT)
        elif room >= min(_WORDS_NEED, cell_len(what)):
            yield f"{start}{padded(shortened(what, room), room)}  {holder}".rstrip()
        else:
            yield start + shortened(what, width - cell_len(start))
            yield from folded(holder, width, " " * max(width - cell_len(holder), len(INDENT)))


def _sentence(group: str, line: "LineView", view: "ReportView") -> str:
    *_, off = _columns(group, line, view)
    number = f" D{line.number}" if line.number else ""
    due = f", due {words.instant(line.due)}{f', {off}' if off else ''}" if line.due else ""
    resolved = " (resolved)" if line.resolved else ""
    return f"{line.reference}{number}: {line.what}{resolved}{due}; {line.holder or line.waiting_on}."


def _columns(group: str, line: "LineView", view: "ReportView") -> tuple[str, ...]:
    """Reference, number, due time, and how far off it is where that says what to do first."""
    number = f"D{line.number}" if line.number else ""
    if line.due is None:
        return line.reference, number
    gone = words.elapsed(view.as_of - line.due)
    late = f"{gone} late" if line.due < view.as_of else "late before"
    off = {"late": late, "past-aim": f"{gone} past", "now": f"for {gone}"}
    soon = words.distance(line.due, view.as_of).partition(",")[0] if group == "due" else ""
    return line.reference, number, words.stamp(line.due, view.as_of), off.get(group, soon)


def page_screen(view: "PageView", width: int) -> Iterable[Line]:
    """Which page was written, and who may see it."""
    if view.scripted:
        yield words.DEMONSTRATION
    counted = f"{words.count(view.disputes, 'dispute')}, {view.late} late"
    yield from folded(f"Written: {view.file}, {counted}. Open it in a browser.", width)
    if view.began:
        yield from folded(f"The log began later, on {words.instant(view.began)}: of that day it says nothing", width)
    yield from folded("It names references, roles, stages and agencies as typed, and no child or worker.", width)
    if view.receipt:
        yield f"Receipt {view.receipt}"


def list_screen(view: "ListView", width: int) -> Iterable[Line]:
    """A line a dispute: reference, policy and stage, who has the next move or how it ended, what it is about."""
    if view.scripted:
        yield words.DEMONSTRATION
    if not view.disputes:
        yield "No open disputes. With the resolved ones: escalate list --all" if view.started else NO_DISPUTES
        return
    open_ = "" if view.resolved_too else "open "
    yield Text(f"{words.count(view.total, f'{open_}dispute')}, newest first", "bold")
    if width == ENDLESS:
        yield from map(_told, view.disputes)
        if view.more:
            yield more(view.more, "", "escalate list --all")
        return
    rows = [_dispute(line) for line in view.disputes]
    widths = [widest(column) for column in zip(*rows, strict=True)]
    for cells, line in zip(rows, view.disputes, strict=True):
        start = "".join(f"{padded(cell, size)}  " for cell, size in zip(cells, widths, strict=True))
        if cell_len(start) + _WORDS_NEED > width:
            yield from folded(start + _about(line), width, "", INDENT)
        else:
            yield start + shortened(_about(line), width - cell_len(start))
    if view.more:
        yield more(view.more, "", "escalate list --all")


def _dispute(line: "DisputeView") -> tuple[str, str, str]:
    if line.erased:
        state = f"erased {words.stamp(line.erased).rpartition(' ')[0]}"
    elif line.resolved:
        state = f"resolved {words.stamp(line.resolved).rpartition(' ')[0]}{', still at risk' if line.at_risk else ''}"
    else:
        due = f", by {words.stamp(line.next_due)}" if line.next_due else ", no date"
        state = shortened(line.waiting_on or "nobody", 12) + due
    return line.reference, f"{shortened(line.policy, 14)} {line.stage}", state


def _told(line: "DisputeView") -> str:
    if line.erased:
        state = f"erased on {words.day(line.erased.astimezone(LONDON).date())}"
    elif line.resolved:
        on = words.day(line.resolved.astimezone(LONDON).date())
        state = f"resolved on {on}{', still believed at risk' if line.at_risk else ''}"
    else:
        due = f"next due {words.instant(line.next_due)}" if line.next_due else "no date"
        state = f"stage {line.stage}, waiting on {line.waiting_on or 'nobody'}, {due}"
    return f"{line.reference}, {_about(line)}; policy {line.policy}: {state}."


def _about(line: "DisputeView") -> str:
    return ", ".join(filter(None, (line.subjects, line.ground, line.agencies)))
