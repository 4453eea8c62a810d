"""Blocks of a screen that must fit a number of lines: what gives way is a count with the command that shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from escalate.render.layout import Line, more

GUTTER = 8  # columns; a block's label stands there


@dataclass
class Block:
    """Items of one kind under a label, each of one or more lines; `shown` of them are, the rest is a count."""

    label: str
    items: list[list[str]]
    noun: str = ""
    command: str = ""
    shown: int = -1
    style: str = ""
    bold: int = -1  # the line that stands out

    def __post_init__(self) -> None:
        if self.shown < 0:
            self.shown = len(self.items)

    def lines(self) -> Iterator[Line]:
        """Its lines, the label in the gutter of the first."""
        inner = [line for item in self.items[: self.shown] for line in item]
        left = len(self.items) - self.shown
        if left:
            inner.append(more(left, self.noun, self.command) if inner else f"{left} {self.noun}: {self.command}")
        for number, line in enumerate(inner):
            text = Text(f"{self.label if number == 0 else '':<{GUTTER}}{line}")
            text.stylize("bold", 0, GUTTER)
            if number == self.bold or (self.style and number == 0):
                text.stylize(self.style or "bold", GUTTER)
            yield text


def fitted(blocks: Sequence[Block], room: int | None, gives_way: Sequence[tuple[str, int]]) -> list[list[Line]]:
    """The lines of each block, with an empty line between blocks where there is room.

    `gives_way` says in which order blocks shrink, by label, and to how many items; "" stands for the empty lines.
    """
    by_label = {block.label: block for block in blocks}
    gaps = len(blocks) - 1
    drawn = [list(block.lines()) for block in blocks]

    def too_long() -> bool:
        return room is not None and sum(map(len, drawn)) + gaps > room

    for label, least in gives_way:
        while not label and gaps > least and too_long():
            gaps -= 1
        block = by_label.get(label)
        while block and block.shown > least and too_long():
            block.shown -= 1
            drawn = [list(block.lines()) for block in blocks]
    return [[*lines, ""] if number < gaps else lines for number, lines in enumerate(drawn)]
