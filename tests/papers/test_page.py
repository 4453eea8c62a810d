"""A web page holds its template's elements and no other, fetches nothing, and says to a screen reader what it is."""

import re

import pytest

from escalate.papers import page
from escalate.render.safe import safe
from escalate.usecases.paper import Heading, Paper, Paragraph, Space, gap, gaps, texts
from tests.papers.read_back import ARABIC, Page, html_texts, paper_of
from tests.render.payloads import PAYLOADS

MARKUP = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</p></main><iframe src='http://bad.invalid'>",
    '" onmouseover="alert(1)',
    "<style>@import 'http://bad.invalid'</style>",
    "&lt;b&gt; &amp; &#x1b; <!-- -->",
    "{{ 7 * 7 }} {% for x in y %}",
    "]]><![CDATA[",
    "[to fill in: <b>bold</b>]",
)


@pytest.mark.parametrize("text", [*PAYLOADS, *MARKUP], ids=ascii)
def test_a_text_is_shown_as_it_is_and_makes_no_element(text: str) -> None:
    paper = paper_of(text)
    usual = [tag for tag, _ in Page(page.made(paper_of("words"))).elements]

    assert html_texts(page.made(paper)) == [safe(one) for one in texts(paper)]
    assert [tag for tag, _ in Page(page.made(paper)).elements if tag != "mark"] == [
        one for one in usual if one != "mark"
    ]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    found = Page(page.made(paper_of("http://bad.invalid/x.js")))

    tags = {tag for tag, _ in found.elements}
    names = {name for _, given in found.elements for name in given}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "base", "svg"}
    assert names == {"charset", "class", "content", "dir", "http-equiv", "lang", "name", "scope", "style"}
    style = page.made(Paper("Title", ())).decode()
    assert not re.search(r"url\(|@import|http:|https:|//", style)
    (policy,) = [given["content"] for _, given in found.elements if "http-equiv" in given]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_styles_in_elements_are_numbers_alone() -> None:
    styles = [given["style"] for _, given in Page(page.made(paper_of("a: url(x)"))).elements if "style" in given]
    assert styles
    assert all(re.fullmatch(r"width: \d+\.\d%", str(style)) for style in styles)


def test_a_gap_is_marked_and_nothing_else_is() -> None:
    paper = Paper(
        gap("title"), (Heading(gap("heading")), Paragraph(f"Said {gap('a <b> & c')}. [not one]"), Space("Name"))
    )
    assert Page(page.made(paper)).marked == list(gaps(paper))


def test_a_screen_reader_finds_its_way() -> None:
    found = Page(page.made(paper_of(ARABIC)))
    elements = [tag for tag, _ in found.elements]

    assert found.elements[0] == ("html", {"lang": "en-GB"})
    assert [tag for tag in elements if tag in {"header", "main", "footer"}] == ["header", "main", "footer"]
    assert [tag for tag in elements if re.fullmatch("h[1-6]", tag)] == ["h1", "h2", "h3"]
    assert "caption" in elements
    scopes = [given.get("scope") for tag, given in found.elements if tag == "th"]
    assert scopes == ["col", "col", "row", "row"]
    assert "Receipt" in page.made(Paper("Title", (), foot="Receipt")).decode()


def test_a_deep_heading_is_still_a_heading() -> None:
    found = Page(page.made(Paper("Title", (Heading("Deep", 12),))))
    assert [tag for tag, _ in found.elements if re.fullmatch("h[1-6]", tag)] == ["h1", "h6"]
