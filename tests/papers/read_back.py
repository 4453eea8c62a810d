"""Papers to write, and what a reader of each format finds in the file."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph as WordParagraph
from pypdf import PdfReader

from escalate.usecases.paper import Facts, Heading, Items, Paper, Paragraph, Space, Table, gap

WELSH = "Dywedodd yr athrawes fod y plentyn yn y tŷ gyda'r ŵyn"
POLISH = "Łódź: matka mówi, że żółw źle śpi i ćwiczy"
ARABIC = "قال المعلم إن الطفل في خطر"


def paper_of(text: str) -> Paper:
    """A paper that says the text in every place there is."""
    blocks = (
        Heading(text),
        Heading(text, 2),
        Paragraph(text),
        Paragraph(text, quiet=True),
        Facts(((text, text), ("Agreed", gap("what was agreed")))),
        Items((text, text)),
        Table((text, "Due"), ((text, text), (text, "")), text),
        Space(text),
    )
    return Paper(text, blocks, text, text)


def squeezed(text: str) -> str:
    """Without the spaces and line ends that a layout changes."""
    return re.sub(r"\s+", "", text)


class Page(HTMLParser):
    """An HTML file: its elements in order, each with its attributes, and what stands in those that hold a text."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.marked: list[str] = []
        self._open: list[str] = []
        self._holding = 0  # how many elements were open when the one that holds a text was opened
        self.feed(data.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if dict(attrs).get("dir") == "auto":
            self.texts.append("")
            self._holding = len(self._open) + 1
        if tag == "mark":
            self.marked.append("")
        if tag not in {"meta", "col"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
        if len(self._open) < self._holding:
            self._holding = 0

    def handle_data(self, data: str) -> None:
        if self._holding and len(self._open) >= self._holding:
            self.texts[-1] += data
        if self._open[-1:] == ["mark"]:
            self.marked[-1] += data


def html_texts(data: bytes) -> list[str]:
    """What each element that holds a text holds."""
    return Page(data).texts


def word_texts(data: bytes) -> list[str]:
    """Every paragraph of a Word file in order, cells and foot included."""
    document = Document(BytesIO(data))
    foot = [paragraph.text for paragraph in document.sections[0].footer.paragraphs]
    return [*_word_texts(document), *foot]


def _word_texts(document: object) -> Iterator[str]:
    for inner in document.iter_inner_content():  # type: ignore[attr-defined]
        if isinstance(inner, WordTable):
            yield from (cell.text for row in inner.rows for cell in row.cells)
        elif isinstance(inner, WordParagraph):
            yield inner.text


def word_marked(data: bytes) -> list[str]:
    """What is highlighted in a Word file."""
    body = Document(BytesIO(data)).element.body
    runs = [run for run in body.iter(qn("w:r")) if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None]
    return [run.text for run in runs]


def pdf_pages(data: bytes) -> list[str]:
    """What each page of a PDF says."""
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
