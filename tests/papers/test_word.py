"""A Word document is one that a person can go on writing in, and says of itself nothing but its title."""

from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from escalate.papers import word
from escalate.render.safe import safe
from escalate.usecases.paper import Facts, Heading, Items, Paper, Paragraph, Space, Table, gap, gaps, texts
from tests.papers.read_back import ARABIC, WELSH, paper_of, word_marked, word_texts
from tests.render.payloads import PAYLOADS

MARKUP = ("<w:p/>", "]]>", "&amp; & &#x41;", '"quoted"', "a\tb\nc", "  two  spaces  ")


def opened(paper: Paper) -> Any:
    return Document(BytesIO(word.made(paper)))


@pytest.mark.parametrize("text", [*PAYLOADS, *MARKUP], ids=ascii)
def test_each_text_is_a_paragraph_of_its_own_as_it_was_said(text: str) -> None:
    paper = paper_of(text)
    found = [one.removesuffix(" \t") for one in word_texts(word.made(paper))]

    # A table's caption stands before it, and a small paragraph after each table; the foot ends with the page's number.
    assert [one for one in found[:-1] if one] == [safe(one) for one in texts(paper) if one]
    assert found[-1].startswith("Page ")


def test_headings_lists_and_texts_have_words_own_styles() -> None:
    blocks = (
        Heading("One"),
        Heading("Two", 2),
        Heading("Deep", 12),
        Paragraph("Text"),
        Items(("Item",)),
        Space("Name"),
    )
    found = [(one.text.strip(), one.style.name) for one in opened(Paper("Title", blocks, "Under it")).paragraphs]
    assert found == [
        ("Title", "Title"),
        ("Under it", "Subtitle"),
        ("One", "Heading 1"),
        ("Two", "Heading 2"),
        ("Deep", "Heading 6"),
        ("Text", "Normal"),
        ("Item", "List Bullet"),
        ("Name", "Body Text"),
    ]
    assert all(opened(Paper("T", ())).styles[f"Heading {n}"].paragraph_format.keep_with_next for n in range(1, 7))


def test_a_tables_heads_are_said_again_on_each_page_and_no_row_is_cut() -> None:
    facts, table = opened(Paper("T", (Facts((("a", "b"),)), Table(("One", "Two"), (("c", "d"),))))).tables

    assert [len(one._tr.findall(f".//{qn('w:tblHeader')}")) for one in table.rows] == [1, 0]
    assert all(row._tr.findall(f".//{qn('w:cantSplit')}") for row in [*facts.rows, *table.rows])


def test_a_row_too_long_for_the_rest_of_a_page_is_cut() -> None:
    (table,) = opened(Paper("T", (Facts((("Said", "word " * 500), ("Agreed", "yes"))),))).tables
    assert [len(row._tr.findall(f".//{qn('w:cantSplit')}")) for row in table.rows] == [0, 1]


def test_two_tables_never_grow_into_one() -> None:
    body = opened(Paper("T", (Facts((("a", "b"),)), Facts((("c", "d"),))))).element.body
    tags = [one.tag for one in body]
    assert (qn("w:tbl"), qn("w:tbl")) not in pairwise(tags)


def test_a_table_of_nothing_is_left_out_as_word_opens_no_file_that_has_one() -> None:
    assert opened(Paper("T", (Facts(()), Table((), ()), Items(())))).tables == []


def test_a_gap_is_highlighted_and_nothing_else_is() -> None:
    paper = Paper(
        gap("title"), (Heading(gap("heading")), Paragraph(f"Said {gap('a <b> & c')}. [not one]"), Space("Name"))
    )
    assert word_marked(word.made(paper)) == list(gaps(paper))


def test_text_that_runs_from_the_right_is_set_so() -> None:
    body = opened(Paper("T", (Paragraph(ARABIC), Paragraph(WELSH)))).paragraphs
    turned = [one._p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for one in body]
    assert turned == [False, True, False]
    sizes = opened(Paper("T", ())).styles.element.xpath("w:style[@w:styleId='Heading1']/w:rPr/*/@w:val")
    assert sizes.count("30") == 2  # for either script


def test_the_paper_is_a4_with_its_foot_and_the_pages_number_on_every_page() -> None:
    section = opened(Paper("T", (), foot="Receipt of entry 12")).sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert section.left_margin == pytest.approx(Mm(18), rel=0.01)
    assert "Receipt of entry 12" in section.footer.paragraphs[0].text
    fields = [one.get(qn("w:instr")) for one in section.footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


def test_the_file_names_no_person_program_machine_or_time() -> None:
    data = word.made(Paper("Escalation record", ()))
    about = Document(BytesIO(data)).core_properties

    assert (about.title, about.language) == ("Escalation record", "en-GB")
    spoken = [one.get(qn("w:val")) for one in Document(BytesIO(data)).styles.element.iter(qn("w:lang"))]
    assert set(spoken) == {"en-GB"}
    assert not any((about.author, about.last_modified_by, about.comments, about.created, about.modified))
    with ZipFile(BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any(
            b"python-docx" in parts.read(name) or b"Macintosh" in parts.read(name) for name in parts.namelist()
        )


def test_nothing_is_fetched() -> None:
    with ZipFile(BytesIO(word.made(paper_of("http://bad.invalid/x")))) as parts:
        links = [parts.read(name) for name in parts.namelist() if name.endswith(".rels")]
    assert links
    assert not any(b'TargetMode="External"' in one for one in links)
