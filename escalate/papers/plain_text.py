"""A paper as plain text of 72 columns: what any program opens, and what can be pasted into any system.

A table is said row by row, each cell after its heading: columns of 72 letters would cut people's words to pieces. Where
the text flows, as in an e-mail, no line is broken and nothing is underlined: the reader's program does that.
"""

from collections.abc import Iterator

from escalate.domain.frozen import frozen
from escalate.papers.runs import lines
from escalate.render.safe import safe_value
from escalate.usecases.paper import Block, Facts, Heading, Items, Paper, Paragraph, Space, Table

COLUMNS = 72
_SPACE = 24  # the shortest line to write on


def made(paper: Paper, columns: int = COLUMNS) -> bytes:
    """The paper as a text file (UTF-8); without columns (0) it flows."""
    paper, text = safe_value(paper), _Text(columns)
    written = [text.underlined(paper.title, "=")]
    written += [text.wrapped(paper.subtitle)] if paper.subtitle else []
    written += ["\n".join(text.block(block)) for block in paper.blocks]
    written += ["\n".join(filter(None, ("-" * columns, text.wrapped(paper.foot))))] if paper.foot else []
    return ("\n\n".join(written) + "\n").encode()


@frozen
class _Text:
    """Text of so many columns; 0: it flows."""

    columns: int

    def block(self, block: Block) -> Iterator[str]:
        """The lines of one block."""
        match block:
            case Heading(text, level):
                yield self.underlined(text, "-") if level == 1 else self.wrapped(text)
            case Paragraph(text):
                yield self.wrapped(text)
            case Facts(rows):
                yield from (self.fact(label, text) for label, text in rows)
            case Items(found):
                yield from (self.wrapped(text, "- ", "  ") for text in found)
            case Table(heads, rows, caption):
                yield from [self.wrapped(caption)] if caption else []
                for row in rows:
                    yield from ("", *(self.fact(head, cell) for head, cell in zip(heads, row, strict=True)))
                if not rows:
                    yield from ("", *map(self.wrapped, heads))
            case Space(label):
                yield self.wrapped(f"{label}: {'_' * max(_SPACE, self.columns - len(label) - 2)}")

    def fact(self, label: str, text: str) -> str:
        """A label and what stands against it."""
        return self.wrapped(f"{label}{'' if label.endswith('?') else ':'} {text}".rstrip(), "", "  ")

    def underlined(self, text: str, stroke: str) -> str:
        """A heading."""
        wrapped = self.wrapped(text)
        below = stroke * min(self.columns, max(map(len, wrapped.split("\n"))))
        return "\n".join(filter(None, (wrapped, below)))

    def wrapped(self, text: str, first: str = "", then: str = "") -> str:
        """The text in lines; the first begins with `first`, the others with `then`."""
        text = text.expandtabs(4)
        room = self.columns - len(first or then) if self.columns else len(text)
        found = [text[start:end].rstrip() for start, end in lines(text, room, len)]
        return "\n".join(f"{then if number else first}{line}".rstrip() for number, line in enumerate(found))
