"""A paper laid out on A4, in points: strips one line high, kept together where a cut would hurt, and dealt to pages.

What a strip looks like is drawn elsewhere; how wide a text is, the letters say.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, zip_longest
from typing import NamedTuple, Protocol

from escalate.papers.runs import lines, right_to_left, shares
from escalate.usecases.paper import GAP, Block, Facts, Heading, Items, Paper, Paragraph, Space, Table

WIDE, HIGH = 595.28, 841.89
EDGE = 51.0  # the margin at the left, the right and the top
ROOM = WIDE - 2 * EDGE
THIN, THICK = 0.4, 0.9  # rules
_LABEL, _BETWEEN, _INDENT = 140.0, 10.0, 14.0
_WHOLE = 20  # a row or paragraph of more lines than this may be cut, though not after its first or before its last


class Letters(Protocol):
    """What a layout asks of the letters it is laid out in."""

    def shown(self, text: str) -> str:
        """The text in characters that there are letters for."""

    def measure(self, *, bold: bool) -> Callable[[str], float]:
        """What says how wide a text is, in thousandths of its size."""


class Face(NamedTuple):
    """How a text looks."""

    size: float = 10.0
    bold: bool = False
    quiet: bool = False

    @property
    def high(self) -> float:
        """The height of a line."""
        return self.size * 1.4

    @property
    def foot(self) -> float:
        """How far below the top of its line a letter stands."""
        return self.size * 1.06


class Piece(NamedTuple):
    """A line of one text, in a column that starts at `left` and is `room` wide; `gaps` are places in it."""

    text: str
    left: float
    room: float
    face: Face
    turned: bool = False  # it runs from the right
    gaps: tuple[tuple[int, int], ...] = ()


class Strip(NamedTuple):
    """One line across the page. `above` is left empty, except at the top of a page."""

    pieces: tuple[Piece, ...]
    above: float
    high: float
    kept: bool = False  # on the page of the strip after it
    rule: float = 0  # the weight of the line under it
    heads: tuple["Strip", ...] = ()  # said again if this strip begins a page
    section: str = ""  # the heading that begins here
    depth: int = 0  # and how far below the highest it stands


_PLAIN, _QUIET, _BOLD = Face(), Face(size=8.5, quiet=True), Face(bold=True)
_HEADINGS = (Face(20, bold=True), Face(14, bold=True), Face(11.5, bold=True), _BOLD)  # the first is the title's
_Column = tuple[str, float, float, Face]


def strips(paper: Paper, letters: Letters) -> Iterator[Strip]:
    """The paper from its title to its last block, as strips."""
    yield from _row(letters, [(paper.title, EDGE, ROOM, _HEADINGS[0])], kept=True)
    if paper.subtitle:
        yield from _row(letters, [(paper.subtitle, EDGE, ROOM, Face(11.5, quiet=True))], above=4)
    for block in paper.blocks:
        yield from _block(letters, block)


def foot(text: str, letters: Letters) -> tuple[Strip, ...]:
    """What stands at the bottom of each page, beside the page's number."""
    return tuple(_row(letters, [(text, EDGE, ROOM - 80, _QUIET)])) if text else ()


def numbered(text: str, letters: Letters) -> Strip:
    """A page's number, at the right of its foot."""
    wide = letters.measure(bold=False)(text) * _QUIET.size / 1000
    return Strip((Piece(text, EDGE + ROOM - wide, wide, _QUIET),), 0, _QUIET.high)


def dealt(laid: Iterator[Strip], bottom: float) -> list[list[tuple[float, Strip]]]:
    """The strips of each page, with the height at which each begins; none reaches below `bottom`."""
    pages: list[list[tuple[float, Strip]]] = [[]]
    at = EDGE
    for group in _groups(laid):
        whole = sum(strip.above + strip.high for strip in group)
        if pages[-1] and at + whole > bottom and whole <= bottom - EDGE:
            pages.append([])
        for strip in group:
            if pages[-1] and at + strip.above + strip.high > bottom:
                pages.append([])
            if not pages[-1]:
                at = EDGE
                for head in strip.heads if len(pages) > 1 else ():
                    pages[-1].append((at, head))
                    at += head.high
            else:
                at += strip.above
            pages[-1].append((at, strip))
            at += strip.high
    return pages


def _groups(laid: Iterator[Strip]) -> Iterator[list[Strip]]:
    """Strips that stay together."""
    group: list[Strip] = []
    for strip in laid:
        group.append(strip)
        if not strip.kept:
            yield group
            group = []
    if group:
        yield group


def _block(letters: Letters, block: Block) -> Iterator[Strip]:
    match block:
        case Heading(text, level):
            face = _HEADINGS[min(level, len(_HEADINGS) - 1)]
            first, *others = _row(letters, [(text, EDGE, ROOM, face)], above=face.size * 1.3, kept=True)
            yield from (first._replace(section=text, depth=level - 1), *others)
        case Paragraph(text, quiet):
            yield from _row(letters, [(text, EDGE, ROOM, _QUIET if quiet else _PLAIN)], above=7)
        case Facts(rows):
            second = EDGE + _LABEL + _BETWEEN
            for label, text in rows:
                columns = [(label, EDGE, _LABEL, _BOLD), (text, second, WIDE - EDGE - second, _PLAIN)]
                yield from _row(letters, columns, above=4, rule=THIN)
        case Items(texts):
            for text in texts:
                dot, left = (EDGE + ROOM - 6, EDGE) if right_to_left(text) else (EDGE, EDGE + _INDENT)
                columns = [("•", dot, 6, _PLAIN), (text, left, ROOM - _INDENT, _PLAIN)]
                yield from _row(letters, columns, above=4)
        case Table():
            yield from _table(letters, block)
        case Space(label):
            yield from _row(letters, [(label, EDGE, ROOM / 3, _PLAIN)], above=26, rule=THICK)


def _table(letters: Letters, table: Table) -> Iterator[Strip]:
    if table.caption:
        yield from _row(letters, [(table.caption, EDGE, ROOM, _BOLD)], above=10, kept=True)
    widths = [share * ROOM for share in shares(table)]
    lefts = list(accumulate(widths, initial=EDGE))[:-1]

    def row(cells: Sequence[str], face: Face) -> list[_Column]:
        return [(text, left, wide - _BETWEEN, face) for text, left, wide in zip(cells, lefts, widths, strict=True)]

    heads = tuple(_row(letters, row(table.heads, _BOLD), above=4, kept=True, rule=THICK))
    yield from heads
    again = heads if sum(head.high for head in heads) < HIGH / 3 else ()
    for cells in table.rows:
        yield from _row(letters, row(cells, _PLAIN), above=4, rule=THIN, heads=again)


def _row(
    letters: Letters,
    columns: Sequence[_Column],
    *,
    above: float = 0,
    kept: bool = False,
    rule: float = 0,
    heads: tuple[Strip, ...] = (),
) -> Iterator[Strip]:
    """Texts side by side, line by line; `kept` with what follows, and ruled off from it."""
    cells = [list(_pieces(letters, column)) for column in columns]
    high = max(face.high for _, _, _, face in columns) if columns else 0
    count = max(map(len, cells), default=0)
    for number, across in enumerate(zip_longest(*cells), 1):
        last = number == count
        together = kept if last else count <= _WHOLE or number in {1, count - 1}
        under = 4 if last and rule else 0
        pieces = tuple(piece for piece in across if piece)
        yield Strip(pieces, above if number == 1 else 0, high + under, together, rule if last else 0, heads)


def _pieces(letters: Letters, column: _Column) -> Iterator[Piece]:
    """The lines of a text, with what of a gap each holds."""
    text, left, room, face = column
    text, turned = letters.shown(text), right_to_left(text)
    gaps = tuple(found.span() for found in GAP.finditer(text))
    for start, end in lines(text, room * 1000 / face.size, letters.measure(bold=face.bold)):
        held = gaps and tuple((max(a, start) - start, min(b, end) - start) for a, b in gaps if a < end and b > start)
        yield Piece(text[start:end].rstrip(" "), left, room, face, turned, held)
