"""Plain text keeps to 72 columns, and says a table row by row."""

import pytest

from escalate.papers import plain_text
from escalate.usecases.paper import Facts, Heading, Items, Paper, Paragraph, Space, Table, gap
from tests.papers.read_back import ARABIC, paper_of

PAPER = Paper(
    "Escalation record",
    (
        Heading("What was said"),
        Paragraph("First line.\n\nAfter an empty one."),
        Facts((("When", "Friday 4 December 2026"), ("Agreed", gap("what was agreed")))),
        Heading("Next", 2),
        Items(("To visit, and then to write to everybody who was there about what was seen at the visit", "To write")),
        Table(("Number", "Due"), (("D1", "Friday"), ("D2", "")), "Duties"),
        Space("Signature"),
    ),
    "Child AB",
    "Receipt of entry 12",
)
WRITTEN = """\
Escalation record
=================

Child AB

What was said
-------------

First line.

After an empty one.

When: Friday 4 December 2026
Agreed: [to fill in: what was agreed]

Next

- To visit, and then to write to everybody who was there about what was
  seen at the visit
- To write

Duties

Number: D1
Due: Friday

Number: D2
Due:

Signature: _____________________________________________________________

------------------------------------------------------------------------
Receipt of entry 12
"""


def test_a_paper_reads_as_a_person_would_type_it() -> None:
    assert plain_text.made(PAPER).decode() == WRITTEN


@pytest.mark.parametrize("text", ["word " * 100, "x" * 1_000, f"{ARABIC} " * 20, "a\tb " * 40, "- said " * 30])
def test_no_line_is_longer_than_72(text: str) -> None:
    assert max(map(len, plain_text.made(paper_of(text)).decode().splitlines())) <= 72
