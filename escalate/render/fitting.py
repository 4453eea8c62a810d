"""Blocks of a screen that must fit a number of lines: first they are said shorter, then as a count with its command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from escalate.render import words
from escalate.render.layout import Line, apart, beside, folded, shortened

GUTTER = 8  # columns; a block's label stands there


@dataclass(frozen=True)
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
        return lines + (1 if self.hidden and self.shown else 0)

    def lines(self) -> Iterator[Line]:
        """Its lines, the label in the gutter of the first; none when no item is shown."""
        label = self.label
        for number, one in enumerate(self.items[: self.shown]):
            for line in (one.short,) if self.tersely else one.full:
                text = Text(f"{label:<{GUTTER}}{line}")
                if number == self.bold or (self.style and label):
                    text.stylize(self.style or "bold", GUTTER)
                if label:
                    text.stylize("bold", 0, GUTTER)
                label = ""
                yield text
        if self.hidden and self.shown:
            kinds = words.count(self.hidden, self.noun).replace(" ", " more ", 1)
            yield f"{'':<{GUTTER}}and {kinds}: {self.command}"


def fitted(blocks: Sequence[Block], room: int, gives_way: Sequence[tuple[str, int | None]]) -> list[Line]:
    """The blocks' lines, with an empty line between them where there is room.

    `gives_way` says in which order they shrink: a label, and to how many items (None: each on one line); "" stands for
    the empty lines. Blocks of which nothing is left share a line for each command.
    """
    by_label = {block.label: block for block in blocks}
    gaps = sum(bool(block.items) for block in blocks) - 1
    for label, least in gives_way:
        while _size(blocks, gaps) > room:
            block = by_label.get(label)
            if not label and least is not None and gaps > least:
                gaps -= 1
            elif block and least is None and not block.tersely:
                block.tersely = True
            elif block and least is not None and block.shown > least:
                block.shown -= 1
            else:
                break
    return _joined(blocks, gaps)


def _size(blocks: Sequence[Block], gaps: int) -> int:
    return sum(block.size for block in blocks) + max(gaps, 0) + len(_gone(blocks))


def _joined(blocks: Sequence[Block], gaps: int) -> list[Line]:
    made: list[Line] = []
    for number, lines in enumerate(filter(None, (list(block.lines()) for block in blocks))):
        made += ["", *lines] if 0 < number <= gaps else lines
    return made + [f"{'ALSO':<{GUTTER}}{', '.join(kinds)}: {command}" for command, kinds in _gone(blocks).items()]


def _gone(blocks: Sequence[Block]) -> dict[str, list[str]]:
    """By command, the counts of what is not shown at all."""
    gone: dict[str, list[str]] = {}
    for block in blocks:
        if block.hidden and not block.shown:
            gone.setdefault(block.command, []).append(words.count(block.hidden, block.noun))
    return gone
