"""Pictures as shapes: where each stands across in per cent, and down in pixels.

So a picture takes the width that a screen has while its words stay as large as the page's; the template draws it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from escalate.domain.calendar import LONDON
from escalate.domain.frozen import frozen
from escalate.render import words
from escalate.usecases.report_page import TimeLine

ROW = 44  # pixels: a line of words and a bar under it
BAR = 14
LANE = 132  # of a time line
_WIDEST = 84.0  # per cent: the rest is for the number beside the longest bar
MOST_SHARE = 3.0  # of a limit; what took longer is drawn as long, and its number says how long
_NUMBER = 12.0  # per cent that a number may take on a telephone
_LEAST = 0.6  # per cent: what is there can be seen


@frozen
class Box:
    """A bar, or a stay at a stage."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@frozen
class Word:
    """Words at a place; `anchor` is start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    kind: str = ""


@frozen
class Sign:
    """A mark of one moment, told apart by its shape: talk, attempt, due, late, met."""

    x: float
    y: float
    kind: str


@frozen
class Rule:
    """A line from top to bottom: now, or the whole of a limit."""

    x: float
    y: float
    bottom: float
    kind: str


@frozen
class Drawing:
    """One picture: its height in pixels, its shapes, and what it shows in one sentence."""

    height: float
    says: str
    boxes: tuple[Box, ...] = ()
    signs: tuple[Sign, ...] = ()
    rules: tuple[Rule, ...] = ()
    words: tuple[Word, ...] = ()


@frozen
class Row:
    """One bar: its label, how long, what is written beside it, how it is filled."""

    label: str
    value: float
    said: str
    kind: str = ""


def bars(rows: Sequence[Row], says: str, *, whole: str = "", most: float = 0) -> Drawing:
    """A bar for each row; `whole` names a line at 1, which the bars are read against. `most` is the longest drawn."""
    longest = max((min(row.value, most or row.value) for row in rows), default=1) or 1
    longest = max(longest, 1.0) if whole else longest
    top, at = ROW / 2 if whole else 0.0, _WIDEST / longest
    shapes, texts = [], []
    for number, row in enumerate(rows):
        y = top + number * ROW
        width = max(min(row.value, longest) / longest * _WIDEST, _LEAST)
        shapes.append(Box(0, y + 20, width, BAR, row.kind))
        beside = at if whole and width <= at < width + _NUMBER else width  # no number stands on that line
        texts += [Word(0, y + 14, row.label, kind="label"), Word(beside + 1, y + 32, row.said)]
    height = top + len(rows) * ROW
    rules = tuple(Rule(at, box.y - 4, box.y + BAR + 4, "whole") for box in shapes) if whole else ()
    named = (Word(at, 14, whole, "middle" if at < _WIDEST else "end", "quiet"),) if whole else ()
    return Drawing(height, says, tuple(shapes), (), rules, (*named, *texts))


def shares(rows: Sequence[Row], says: str) -> Drawing:
    """Bars against the whole of a time limit."""
    return bars(rows, says, whole="the whole time limit", most=MOST_SHARE)


def time_line(line: TimeLine, now: datetime) -> Drawing:
    """A dispute in proportion: its stays at stages, its discussions above them, due times below, and now."""
    length = (line.end - line.start).total_seconds() or 1.0

    def place(at: datetime) -> float:
        return 1 + 98 * (at - line.start).total_seconds() / length

    boxes = tuple(
        Box(place(span.since), 50, max(place(span.until) - place(span.since), _LEAST), 26, f"stay{number % 2}")
        for number, span in enumerate(line.spans)
    )
    signs = tuple(
        Sign(place(point.at), 36 if point.kind in ("talk", "attempt") else 90, point.kind) for point in line.points
    )
    first, last = _day(line.start), _day(line.end)
    says = f"Time line of {line.reference} from {words.day(first)} to {words.day(last)}"
    texts = (*_numbers(zip((span.id for span in line.spans), boxes, strict=True)), *_ends(line, place(now)))
    return Drawing(LANE, says, boxes, signs, (Rule(place(now), 20, 104, "now"),), texts)


def _numbers(boxes: Iterable[tuple[str, Box]]) -> Iterator[Word]:
    """The stage's own number, where there is room for it."""
    for stage, box in boxes:
        if box.width >= 1.5 + 1.5 * len(stage):  # per cent: on a telephone five pixels a letter
            yield Word(box.x + box.width / 2, 68, stage, "middle", "stay")


def _day(at: datetime) -> date:
    """Its day here: in summer, midnight is of the day before by universal time."""
    return at.astimezone(LONDON).date()


def _ends(line: TimeLine, now: float) -> Iterator[Word]:
    yield Word(0, 124, words.short_day(_day(line.start), line.end, "%b"), kind="quiet")
    yield Word(100, 124, f"{_day(line.end):%d %b %Y}".lstrip("0"), "end", "quiet")
    yield Word(now, 14, "now", "start" if now < 5 else "end" if now > 95 else "middle", "quiet")  # noqa: PLR2004
