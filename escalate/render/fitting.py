"""Blocks of a screen that must fit a number of lines: first they are said shorter, then as a count with its command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Span, Text

from escalate.domain.frozen import frozen
from escalate.render import words
from escalate.render.layout import Line, apart, beside, folded, shortened

GUTTER = 8  # columns; a block's label stands there


@frozen
class Item:
    """One thing said: in full, and on one line."""

    full: tuple[str, ...]
    short: str


def item(text: str, width: int) -> Item:
    """A text; what follows its first line is set in."""
    return Item(tuple(folded(text, width, "", "  ")), shortened(text, width))


def item_aligned(line: str, width: int) -> Item:
    """A line whose columns stand below those of the next; folded only where the terminal is too narrow for it."""
    return Item((line,), line) if cell_len(line) <= width else item(line, width)


def item_beside(left: str, right: str, width: int) -> Item:
    """A text with something that is never cut, a command or a date, at the right edge of its first line."""
    return Item(tuple(beside(left, right, width)), apart(left, right, width))


@dataclass
class Block:
    """Items of one kind under a label; `shown` of them are, `tersely` or in full, the others are a count."""

    label: str
    items: Sequence[Item]
    noun: str = ""
    command: str = ""
    style: str = ""
    bold: int = -1  # the item that stands out
    tersely: bool = False
    shown: int = -1
    aside: bool = True  # whether the count stands with those of other blocks, below them all

    def __post_init__(self) -> None:
        if self.shown < 0:
            self.shown = len(self.items)

    @property
    def hidden(self) -> int:
        """How many items are a count only."""
        return len(self.items) - self.shown

    @property
    def size(self) -> int:
        """How many lines it takes."""
        lines = self.shown if self.tersely else sum(len(one.full) for one in self.items[: self.shown])
        return lines + (1 if self.left_out and not self.aside else 0)

    @property
    def left_out(self) -> str:
        """What is a count only: 3 more duties; 10 points of advice where none is shown; empty when all are."""
        if not self.hidden:
            return ""
        kinds = words.count(self.hidden, self.noun)
        return kinds.replace(" ", " more ", 1) if self.shown else kinds

    def lines(self) -> Iterator[Line]:
        """Its lines, the label in the gutter of the first; none when no item is shown."""
        label = self.label
        for number, one in enumerate(self.items[: self.shown]):
            for line in (one.short,) if self.tersely else one.full:
                text = _labelled(label, line)
                if number == self.bold or (self.style and label):
                    text.stylize(self.style or "bold", GUTTER)
                label = ""
                yield text
        if self.left_out and not self.aside:
            yield _labelled(label, f"{'and ' if self.shown else ''}{self.left_out}: {self.command}")


def _labelled(label: str, line: str) -> Text:
    return Text(f"{label:<{GUTTER}}{line}", spans=[Span(0, GUTTER, "bold")] if label else None)


def fitted(blocks: Sequence[Block], room: int, gives_way: Sequence[tuple[str, int | None]], width: int) -> list[Line]:
    """The blocks' lines, with an empty line before each where there is room.

    `gives_way` says in which order they shrink: a label, and to how many items (None: each on one line); "" stands for
    the empty lines. What is left out is counted in one line below them all, with the command that shows it.
    """
    by_label = {block.label: block for block in blocks}
    gaps = sum(bool(block.items) for block in blocks)
    for label, least in gives_way:
        while sum(block.size for block in blocks) + gaps + bool(_also(blocks, width)) > room:
            block = by_label.get(label)
            if not label and least is not None and gaps > least:
                gaps -= 1
            elif block and least is None and not block.tersely:
                block.tersely = True
            elif block and least is not None and block.shown > least:
                block.shown -= 1
            else:
                break
    made: list[Line] = []
    for number, lines in enumerate(filter(None, (list(block.lines()) for block in blocks))):
        made += ["", *lines] if number < gaps else lines
    return made + _also(blocks, width)


def _also(blocks: Sequence[Block], width: int) -> list[Line]:
    """The counts of what is left out, in all where they are too many to name; the first command shows it whole."""
    gone = [block for block in blocks if block.left_out and block.aside]
    if not gone:
        return []
    line = f"{', '.join(block.left_out for block in gone)}: {gone[0].command}"
    if cell_len(line) > width - GUTTER:
        line = f"{sum(block.hidden for block in gone)} more things: {gone[0].command}"
    return [_labelled("ALSO", line)]
