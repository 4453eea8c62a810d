"""Lines of a screen: folding at words, two columns, shortening. Widths are counted in cells, as a terminal does.

A line is a `str`, or a `Text` where part of it is bold or coloured; long lists are `str` alone, because a styled line
costs a hundred times as much.
"""

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, chop_cells
from rich.text import Text

Line = str | Text
INDENT = "  "
READABLE = 100  # columns; prose in longer lines is hard to follow
ENDLESS = 1_000_000  # columns: nothing is broken or cut, for a screen reader


def readable(width: int) -> int:
    """The columns that prose fills in a terminal of that width."""
    return width if width == ENDLESS else min(width, READABLE)


def folded(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """The text as lines of at most `width` cells, after `first` and then `rest` (spaces as wide as `first`)."""
    rest = " " * cell_len(first) if rest is None else rest
    room = max(width - cell_len(rest), 8)
    lines, line, filled, empty = [], first, cell_len(first), True
    for word in text.split():
        for piece in chop_cells(word, room) if cell_len(word) > room else (word,):
            size = cell_len(piece)
            if not empty and filled + 1 + size > width:
                lines.append(line)
                line, filled, empty = rest, cell_len(rest), True
            line, filled = (line + piece, filled + size) if empty else (f"{line} {piece}", filled + 1 + size)
            empty = False
    return [*lines, line.rstrip()]


def heading(text: str, width: int, first: str = "", style: str = "bold") -> list[Text]:
    """A heading, folded like any text."""
    return [Text(line, style) for line in folded(text, width, first, INDENT)]


def section(text: str, width: int, style: str = "bold") -> list[Line]:
    """A heading with an empty line before it."""
    return ["", *heading(text, width, style=style)]


def folded_all(text: str, width: int, indent: str) -> Iterator[str]:
    """A text of several lines, each folded; empty lines stay."""
    for line in text.split("\n"):
        yield from folded(line, width, indent)


def one_line(text: str) -> str:
    """The text without line ends and tabs."""
    return " ".join(text.split())


def shortened(text: str, width: int) -> str:
    """The text on one line of at most `width` cells, cut at a word with "..." where it is longer."""
    text = one_line(text)
    if cell_len(text) <= width:
        return text
    if width <= 3:  # noqa: PLR2004  no room for a letter before the three dots
        return "." * max(width, 0)
    kept = chop_cells(text[: width + 1], width - 3)[0]
    at_word = kept if text[len(kept)] == " " else kept.rpartition(" ")[0]
    return f"{(at_word or kept).rstrip(' ,;:.')}..."


def padded(text: str, width: int) -> str:
    """The text with spaces to `width` cells."""
    return text + " " * (width - cell_len(text))


def apart(left: str, right: str, width: int) -> str:
    """`left` (shortened if it must be) at the left edge, `right` whole at the right edge."""
    right = shortened(right, width)
    left = shortened(left, width - cell_len(right) - 2) if right else shortened(left, width)
    return padded(left, width - cell_len(right)) + right if right else left


def more(number: int, what: str, command: str) -> str:
    """The line for what is left out: and 3 more duties: escalate trail 7."""
    return f"and {number} more{f' {what}' if what else ''}: {command}"


def beside(left: str, right: str, width: int) -> list[str]:
    """`left` folded as often as it needs, with `right` whole at the right edge of its first line."""
    room = width - cell_len(right) - 2
    if room < width // 3:
        return [*folded(left, width), *folded(right, width, INDENT)]
    first, *rest = folded(left, room, "", INDENT)
    return [padded(first, width - cell_len(right)) + right, *rest]


def with_command(text: str, command: str, width: int, first: str = "") -> list[str]:
    """The text folded, then the command: on its last line, or whole on a line of its own."""
    *lines, last = folded(text, width, first, first * 2)
    room = cell_len(last) + 1 + cell_len(command) <= width
    return [*lines, f"{last} {command}"] if room else [*lines, last, *folded(command, width, first * 2)]


def widest(texts: Iterable[str]) -> int:
    """The width of the widest."""
    return max(map(cell_len, texts), default=0)
