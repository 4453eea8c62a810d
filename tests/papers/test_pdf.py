"""A PDF keeps together what belongs together, says its foot on every page, and shows what its letters can."""

from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from escalate.papers import pdf
from escalate.papers.strips import EDGE, Strip, dealt
from escalate.usecases.paper import Facts, Heading, Items, Paper, Paragraph, Space, Table, gap
from tests.papers.read_back import ARABIC, paper_of, pdf_pages

WORDS = "The health visitor said that she had seen the child twice since Friday, and that nobody else had. "
BOTTOM = EDGE + 200


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.integers(8, 40)), min_size=1, max_size=8), max_size=12))
def test_no_strip_is_lost_or_runs_off_the_page_and_kept_ones_stay_together(groups: list[list[tuple[int, int]]]) -> None:
    laid = [
        [Strip((), above, high, kept=number < len(group)) for number, (above, high) in enumerate(group, 1)]
        for group in groups
    ]
    pages = dealt((strip for group in laid for strip in group), BOTTOM)

    placed = [(number, strip) for number, page in enumerate(pages) for _, strip in page]
    assert [strip for _, strip in placed] == [strip for group in laid for strip in group]
    assert all(at >= EDGE and at + strip.high <= BOTTOM for page in pages for at, strip in page)
    assert all(at + strip.high <= below for page in pages for (at, strip), (below, _) in pairwise(page))
    for group in laid:
        on = {number for number, _ in placed[: len(group)]}
        del placed[: len(group)]
        assert len(on) == 1 or sum(strip.above + strip.high for strip in group) > BOTTOM - EDGE


def test_every_page_says_its_number_and_the_foot() -> None:
    pages = pdf_pages(pdf.made(Paper("Record", (Paragraph(WORDS * 200),), foot="Receipt of entry 12")))

    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"Receipt of entry 12 Page {number} of {len(pages)}")


@pytest.mark.parametrize("lines", range(34, 50, 2))
def test_a_heading_never_ends_a_page(lines: int) -> None:
    blocks = (Items(("word",) * lines), Heading("Heading A"), Heading("Heading B", 2), Facts((("Label", "Text"),)))
    pages = pdf_pages(pdf.made(Paper("Record", blocks)))
    (page,) = [page for page in pages if "Heading A" in page]
    assert "Heading B" in page
    assert "Label" in page


@pytest.mark.parametrize("lines", range(30, 50, 5))
def test_no_row_is_cut_in_two(lines: int) -> None:
    rows = ((f"row {number}", f"begins{number} {WORDS * 3} ends{number}") for number in range(9))
    pages = pdf_pages(pdf.made(Paper("Record", (Items(("word",) * lines), Facts(tuple(rows))))))
    for number in range(9):
        (page,) = [page for page in pages if f"begins{number}" in page]
        assert f"ends{number}" in page


def test_a_row_longer_than_a_page_goes_on_on_the_next() -> None:
    pages = pdf_pages(pdf.made(Paper("Record", (Table(("One", "Two"), (("a", f"begin {WORDS * 150} end"),)),))))
    assert len(pages) > 2
    assert "begin" in pages[0]
    assert "end" in pages[-1]


def test_a_tables_heads_stand_on_each_of_its_pages() -> None:
    rows = tuple((f"D{number}", WORDS, "Friday 4 December 2026") for number in range(90))
    after = "After the table."
    pages = pdf_pages(pdf.made(Paper("Record", (Table(("Number", "What", "Due"), rows), Paragraph(after)))))

    assert len(pages) > 3
    assert [page.count("Number") for page in pages if "D" in page] == [1] * len(pages)
    assert pages[-1].index("Number") < pages[-1].index(after)


def test_heads_as_long_as_a_page_are_said_once() -> None:
    pages = pdf_pages(pdf.made(Paper("Record", (Table((WORDS * 40, "Due"), (("a", "b"),) * 90),))))
    assert len(pages) < 15


def test_a_gap_has_yellow_behind_it() -> None:
    def drawn(text: str) -> bytes:
        page = PdfReader(BytesIO(pdf.made(Paper("Record", (Paragraph(text),))))).pages[0]
        contents = page.get_contents()
        assert contents is not None
        return contents.get_data()

    assert drawn("No gap [here]").count(b"re f") == 0
    assert drawn(f"Agreed: {gap('what was agreed')}.").count(b"re f") == 1
    assert drawn(f"{WORDS}{gap(WORDS)}").count(b"re f") == 2  # on two lines
    assert drawn(f"{ARABIC} {gap('who')}").count(b"re f") == 1
    assert b"1 0.86667 0 rg" in drawn(gap("who")) or b"1 0.8667 0 rg" in drawn(gap("who"))


def test_a_character_without_a_letter_is_shown_by_its_number_and_said_to_be() -> None:
    (page,) = pdf_pages(pdf.made(Paper("Record", (Paragraph("Named 兒童 \U0001f9d2"),))))
    assert "Named \\u5152\\u7ae5 \\U0001f9d2" in page
    assert "not among this file's letters" in page
    assert "not among" not in pdf_pages(pdf.made(paper_of(f"tŷ ż {ARABIC}\t\u00ad")))[0]


def test_the_file_says_its_title_and_language_and_no_person_or_time() -> None:
    read = PdfReader(BytesIO(pdf.made(Paper("Escalation record", (Heading("One"), Heading("Deep", 3)), foot="F"))))

    assert read.metadata == {
        "/Title": "Escalation record",
        "/Producer": "escalate",
        "/CreationDate": "D:20000101000000Z",
    }
    assert read.trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]
    assert [read.pages[0].mediabox.width, read.pages[0].mediabox.height] == pytest.approx([595.28, 841.89], abs=0.1)


def test_headings_are_the_files_contents() -> None:
    blocks = (Heading("Deep", 3), Heading("One"), Heading("Two", 2), Space("Name"), Heading("Far", 6))
    read = PdfReader(BytesIO(pdf.made(Paper("Record", blocks))))

    def names(outline: list[object]) -> list[object]:
        return [names(one) if isinstance(one, list) else one["/Title"] for one in outline]  # type: ignore[index]

    assert names(list(read.outline)) == ["Deep", "One", ["Two", ["Far"]]]
