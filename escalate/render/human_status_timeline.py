"""A dispute drawn along its time, in proportion: each row's words stand before it, whole; marks alone along the line.

Where words leave the line too little room they stand above it. What a mark means stands below.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.domain.frozen import frozen
from escalate.render import words
from escalate.render.layout import INDENT, Line, apart, folded, heading, padded, readable, shortened, widest
from escalate.render.time_scale import Scale, marks

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.domain.calendar import Happened
    from escalate.usecases.status_timeline import PointView, StatusTimelineView

SHOWN = 10  # due times
_LEAST_LINE = 28  # columns
_NAMES = 26  # columns that a stage's name takes at most, where dates take less
_MANY = 9
_TALKS = {"consultation": "consultation", "discussion": "discussion", "unanswered": "attempt"}
_MOMENTS = ("arose", "raised", "resolved")
_KEYS = (  # a line each
    {"=": "at this stage", ">": "still", "o": "once, a number: so often", "#": f"more than {_MANY} times"},
    {".": "running", "D": "due", "x": "ended", "!": "after it was due", "^": "now"},
)


@frozen
class Row:
    """One row: its words, and its marks by column."""

    words: str
    marks: dict[int, str]
    style: str = ""


def status_timeline_screen(view: "StatusTimelineView", width: int) -> Iterable[Line]:
    """The picture, then what each due time is of."""
    prose = readable(width)
    yield from heading(f"{view.reference}: {', '.join(view.subjects)}, {', '.join(view.grounds)}", prose)
    yield from folded(span(view), prose, "", INDENT)
    if view.scripted:
        yield words.DEMONSTRATION
    yield ""
    dues = [point for point in view.points if point.kind == "due"]
    shown = _most_telling(dues)
    gutter = _gutter(view, shown, width)
    beside = width - gutter >= _LEAST_LINE
    scale = Scale(view.begins.earliest, view.ends.earliest, width - gutter if beside else width)
    yield from _picture(view, scale, list(_rows(view, shown, scale, gutter)), gutter if beside else 0)
    if shown:
        yield ""
    for point in shown:
        line = apart(f"D{point.number} {point.what}", standing(point, view.now), prose)
        yield Text(line, "bold red") if point.state == "late" else line
    if len(dues) > len(shown):
        yield f"and {len(dues) - len(shown)} more: escalate trail {view.short}"


def span(view: "StatusTimelineView") -> str:
    """From when to when it is, and how long."""
    long = words.elapsed(view.ends.earliest - view.begins.earliest)
    return f"{words.happened(view.begins)} to {words.happened(view.ends)}: {long}"


def standing(point: "PointView", now: "datetime") -> str:
    """How far off a due time is, how late, or how its duty ended."""
    at = point.when.earliest
    if point.state in ("late", "past"):
        return f"{words.elapsed(now - at)} {point.state}"
    if point.state == "open":
        return words.distance(at, now)
    return point.state


def _most_telling(dues: list["PointView"]) -> list["PointView"]:
    """The open ones first, the longest due before the others, then the last that ended; in the order of time."""
    still_open = [point for point in dues if not point.until]
    chosen = [*still_open, *reversed([point for point in dues if point.until])][:SHOWN]
    return [point for point in dues if point in chosen]


def _gutter(view: "StatusTimelineView", shown: list["PointView"], width: int) -> int:
    """Room for every date whole, and for the stages' names as far as that goes."""
    dated = [_words(point, view.now) for point in (*view.points, *shown) if point.kind in (*_MOMENTS, "now")]
    dated += [_words(point, view.now) for point in shown]
    names = min(widest(f"> {stage.id} {stage.name}" for stage in view.stages), max(_NAMES, width // 3))
    return max(widest(dated), names) + 2


def _words(point: "PointView", now: "datetime") -> str:
    name = f"D{point.number}" if point.kind == "due" else point.kind.capitalize()
    return f"{name} {_stamp(point.when, now)}"


def _stamp(when: "Happened", now: "datetime") -> str:
    return words.stamp(when.at, now) if when.at else f"{when.day:%a} {words.short_day(when.day, now, '%b')}"


def _rows(view: "StatusTimelineView", shown: list["PointView"], scale: Scale, gutter: int) -> Iterator[Row]:
    kinds = {kind: [point for point in view.points if point.kind == kind] for kind in (*_TALKS, "stage")}
    for stage in view.stages:
        stays = [_stay(point, view, scale) for point in kinds["stage"] if point.stage == stage.id]
        here = stage.state == "now"
        name = f"{'>' if here else ' '} {shortened(f'{stage.id} {stage.name}', gutter - 4)}"
        bars = {column: mark for bar in stays for column, mark in bar.items()}
        yield Row(name, bars or dict(enumerate(f"({stage.state})")), "bold" if here else "")
    yield from (_moment(point, view, scale) for point in view.points if point.kind in _MOMENTS)
    for kind, noun in _TALKS.items():
        often = Counter(scale.column(point.when.earliest) for point in kinds[kind])
        if often:
            yield Row(words.count(often.total(), noun).capitalize(), {at: _often(n) for at, n in often.items()})
    for point in shown:
        yield Row(_words(point, view.now), _running(point, view, scale), "bold red" if point.state == "late" else "")
    for point in view.points:
        if point.kind == "now":
            yield Row(_words(point, view.now), {scale.column(view.now): "^"}, "bold")


def _moment(point: "PointView", view: "StatusTimelineView", scale: Scale) -> Row:
    return Row(_words(point, view.now), {scale.column(point.when.earliest): "o"})


def _often(number: int) -> str:
    return "o" if number == 1 else str(number) if number <= _MANY else "#"


def _stay(point: "PointView", view: "StatusTimelineView", scale: Scale) -> dict[int, str]:
    end = point.until.earliest if point.until else view.now
    first, last = scale.column(point.when.earliest), scale.column(end)
    return dict.fromkeys(range(first, last + 1), "=") | ({} if point.until else {last: ">"})


def _running(point: "PointView", view: "StatusTimelineView", scale: Scale) -> dict[int, str]:
    """From what it counts from to when it is due, and on until it ended, or now, if that is after."""
    due, since = scale.column(point.when.earliest), point.since or point.when
    drawn = dict.fromkeys(range(scale.column(since.earliest), due), ".")
    end = point.until.earliest if point.until else view.now
    if point.state in ("late", "past", "done late"):
        drawn |= dict.fromkeys(range(due + 1, scale.column(end) + 1), "!")
    return drawn | {due: "D"} | ({scale.column(end): "x"} if point.until else {})


def _picture(view: "StatusTimelineView", scale: Scale, rows: list[Row], gutter: int) -> Iterator[Line]:
    dates = [" "] * scale.columns
    rule = ["─"] * scale.columns
    for column, label in marks(scale):
        dates[column : column + len(label)] = label
        rule[column] = "┬"
    rule[0], rule[-1] = "├", "┤"
    yield f"{' ' * gutter}{''.join(dates)}".rstrip()
    yield f"{' ' * gutter}{''.join(rule)}"
    now = [scale.column(view.now)] if any(point.kind == "now" for point in view.points) else []
    for row in rows:
        behind = dict.fromkeys(now, "│")
        line = "".join((behind | row.marks).get(column, " ") for column in range(scale.columns)).rstrip()
        if gutter:
            yield Text(padded(row.words, gutter) + line, row.style) if row.style else padded(row.words, gutter) + line
        else:
            yield from (Text(row.words, row.style), line)
    seen = {mark for row in rows for mark in row.marks.values()}
    for keys in _KEYS:
        key = "; ".join(f"{mark} {said}" for mark, said in keys.items() if mark in seen)
        yield from folded(key, gutter + scale.columns) if key else ()
