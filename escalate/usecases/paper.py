"""A paper that leaves the log, as blocks: the same for the child's file, a letter or a form, whatever its format.

A paper holds text that is already said in words, and no layout: each writer in `escalate.papers` gives it that.
"""

import re

from escalate.domain.frozen import frozen, replace

GAP = re.compile(r"\[to fill in: [^\]]*\]")  # as `gap` writes it; a writer marks what it matches


def gap(what: str) -> str:
    """What nobody has said yet, to stand in a text until somebody fills it in."""
    return f"[to fill in: {what.replace(']', ')')}]"


@frozen
class Heading:
    """A heading; level 1 stands under the paper's title."""

    text: str
    level: int = 1


@frozen
class Paragraph:
    """Running text; a line end in it is kept."""

    text: str
    quiet: bool = False  # said in passing: a note, a source


@frozen
class Facts:
    """Labels and what stands against them."""

    rows: tuple[tuple[str, str], ...]


@frozen
class Items:
    """A list, in no order."""

    texts: tuple[str, ...]


@frozen
class Table:
    """Rows under their headings; `caption` says what they show."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@frozen
class Space:
    """An empty line to write or sign on, with what belongs there."""

    label: str


Block = Heading | Paragraph | Facts | Items | Table | Space


@frozen
class Paper:
    """One paper: its title, its blocks in order, and what stands at the foot of every page."""

    title: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    foot: str = ""  # the receipt, and whether the log is a demonstration


def gaps(paper: Paper) -> tuple[str, ...]:
    """What is still to be filled in, each once, in order; of a question that nobody has answered, the question."""
    found = (match for text in texts(_named(paper)) for match in GAP.findall(text))
    return tuple(dict.fromkeys(found))


def _named(paper: Paper) -> Paper:
    blocks = (Facts(tuple(map(_asked, one.rows))) if isinstance(one, Facts) else one for one in paper.blocks)
    return replace(paper, blocks=tuple(blocks))


def _asked(row: tuple[str, str]) -> tuple[str, str]:
    label, text = row
    return label, gap(label) if label.endswith("?") and GAP.fullmatch(text) else text


def texts(paper: Paper) -> tuple[str, ...]:
    """Every text of a paper, in order."""
    return (paper.title, paper.subtitle, *(text for block in paper.blocks for text in _texts(block)), paper.foot)


def _texts(block: Block) -> tuple[str, ...]:
    match block:
        case Heading(text) | Paragraph(text) | Space(text):
            return (text,)
        case Facts(rows):
            return tuple(text for row in rows for text in row)
        case Items(found):
            return found
        case Table(heads, rows, caption):
            return (caption, *heads, *(text for row in rows for text in row))
