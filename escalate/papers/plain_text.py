"""A paper as plain text of 72 columns: what any program opens, and what can be pasted into any system.

A table is said row by row, each cell after its heading: columns of 72 letters would cut people's words to pieces.
"""

from collections.abc import Iterator

from escalate.papers.runs import lines
from escalate.render.safe import safe_value
from escalate.usecases.paper import Block, Facts, Heading, Items, Paper, Paragraph, Space, Table

COLUMNS = 72


def made(paper: Paper) -> bytes:
    """The paper as a text file (UTF-8)."""
    paper = safe_value(paper)
    written = [_underlined(paper.title, "=")]
    written += [_wrapped(paper.subtitle)] if paper.subtitle else []
    written += ["\n".join(_block(block)) for block in paper.blocks]
    written += [f"{'-' * COLUMNS}\n{_wrapped(paper.foot)}"] if paper.foot else []
    return ("\n\n".join(written) + "\n").encode()


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield _underlined(text, "-") if level == 1 else _wrapped(text)
        case Paragraph(text):
            yield _wrapped(text)
        case Facts(rows):
            yield from (_fact(label, text) for label, text in rows)
        case Items(found):
            yield from (_wrapped(text, "- ", "  ") for text in found)
        case Table(heads, rows, caption):
            yield from [_wrapped(caption)] if caption else []
            for row in rows:
                yield from ("", *(_fact(head, cell) for head, cell in zip(heads, row, strict=True)))
            if not rows:
                yield from ("", *map(_wrapped, heads))
        case Space(label):
            yield _wrapped(f"{label}: {'_' * max(24, COLUMNS - len(label) - 2)}")


def _fact(label: str, text: str) -> str:
    return _wrapped(f"{label}: {text}".rstrip(), "", "  ")


def _underlined(text: str, stroke: str) -> str:
    wrapped = _wrapped(text)
    return f"{wrapped}\n{stroke * min(COLUMNS, max(map(len, wrapped.split(chr(10)))))}"


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    """The text in lines; the first begins with `first`, the others with `then`."""
    text = text.expandtabs(4)
    found = [text[start:end].rstrip() for start, end in lines(text, COLUMNS - len(first or then), len)]
    return "\n".join(f"{then if number else first}{line}".rstrip() for number, line in enumerate(found))
