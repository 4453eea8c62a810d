"""A paper as a PDF, drawn by fpdf2 line by line in letters that travel with the program.

The layout is our own, as fpdf2's paragraphs take thirty times as long; only joined and right-to-left script is shaped.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from escalate.papers import strips
from escalate.papers.library import DOCS, library
from escalate.papers.strips import Face, Piece, Strip
from escalate.render.safe import safe_value
from escalate.usecases.paper import Paper, Paragraph, texts

_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the paper's own dates are in its text: the same paper, the same bytes
_FAMILY = "DejaVu"
# Hebrew, Arabic and their presentation forms, and marks that stand on the letter before them.
_SHAPED = re.compile("[\u0300-\u036f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_LACKING = (
    "A character shown here as \\u and a number is not among this file's letters. "
    "The same paper as a web page (.html) or a Word document (.docx) shows it as it was written."
)
_BLACK, _GREY, _RULE, _YELLOW = (0,), (80, 90, 95), (150, 157, 160), (255, 221, 0)


def made(paper: Paper) -> bytes:
    """The paper as a PDF file. Raises MissingParts."""
    paper = safe_value(paper)
    pdf = _empty(paper.title)
    letters = _Letters(pdf)
    if letters.lacking("".join(texts(paper))):
        paper = Paper(paper.title, (*paper.blocks, Paragraph(_LACKING, quiet=True)), paper.subtitle, paper.foot)
    foot = strips.foot(paper.foot, letters)
    bottom = strips.HIGH - 34 - max(12, sum(strip.high for strip in foot))
    pages = strips.dealt(strips.strips(paper, letters), bottom - 14)
    pen = _Pen(pdf, letters)
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        for at, strip in page:
            pen.draw(strip, at)
        for place, strip in enumerate(foot):
            pen.draw(strip, bottom + place * strip.high)
        pen.draw(strips.numbered(f"Page {number} of {len(pages)}", letters), bottom)
    return bytes(pdf.output())


def _empty(title: str) -> Any:  # noqa: ANN401  fpdf2's
    pdf = library("fpdf", DOCS, "a PDF").FPDF(unit="pt", format="A4")
    library("uharfbuzz", DOCS, "a PDF")
    pdf.set_auto_page_break(auto=False)
    fonts = files("escalate.papers.fonts")
    pdf.add_font(_FAMILY, "", str(fonts.joinpath("DejaVuSans.ttf")))
    pdf.add_font(_FAMILY, "B", str(fonts.joinpath("DejaVuSans-Bold.ttf")))
    pdf.set_title(title)
    pdf.set_lang("en-GB")
    pdf.set_producer("escalate")
    pdf.set_creation_date(_NO_DATE)
    pdf.viewer_preferences = library("fpdf", DOCS, "a PDF").ViewerPreferences(display_doc_title=True)
    return pdf


class _Widths(dict[str, float]):
    """How wide texts are in one face, each word measured once."""

    def __init__(self, pdf: Any, style: str) -> None:  # noqa: ANN401  fpdf2's
        super().__init__()
        self._pdf, self._style = pdf, style
        self._letters = pdf.fonts[f"{_FAMILY.lower()}{style}"].cw

    def __missing__(self, text: str) -> float:
        wide = self[text] = float(
            self._shaped(text) if _shaped(text) else sum(self._letters[ord(char)] for char in text)
        )
        return wide

    def _shaped(self, text: str) -> float:
        self._pdf.set_font(_FAMILY, self._style, 1000)
        self._pdf.set_text_shaping(True)
        wide: float = self._pdf.get_string_width(text)
        self._pdf.set_text_shaping(False)
        return wide


class _Letters:
    """The letters a PDF carries: which they are, and how wide."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401  fpdf2's
        self._there = pdf.fonts[_FAMILY.lower()].cmap
        self._widths = (_Widths(pdf, ""), _Widths(pdf, "B"))

    def lacking(self, text: str) -> set[str]:
        """The characters that there is no letter for."""
        return {char for char in set(text) - {"\n", "\t", "\u00ad"} if ord(char) not in self._there}

    def shown(self, text: str) -> str:
        """The text in characters that there are letters for; a soft hyphen is said by no letter."""
        text = text.expandtabs(4)
        if text.isascii():
            return text
        text = text.replace("\u00ad", "")
        for char in self.lacking(text):
            text = text.replace(char, char.encode("ascii", "backslashreplace").decode())
        return text

    def measure(self, *, bold: bool) -> Callable[[str], float]:
        """What says how wide a text is, in thousandths of its size."""
        return self._widths[bold].__getitem__


def _shaped(text: str) -> bool:
    return not text.isascii() and _SHAPED.search(text) is not None


class _Pen:
    """Draws strips, and tells fpdf2 of a face only when it changes: that is half of what drawing costs."""

    def __init__(self, pdf: Any, letters: _Letters) -> None:  # noqa: ANN401  fpdf2's
        self._pdf, self._letters = pdf, letters
        self._face: Face | None = None
        self._depth = -1  # of the section it is in
        pdf.c_margin = 0
        pdf.set_draw_color(*_RULE)

    def draw(self, strip: Strip, at: float) -> None:
        """Draw a strip whose top is at that height, and list it in the file's contents if it begins a section."""
        if strip.section:
            self._pdf.set_y(at)
            self._depth = min(strip.depth, self._depth + 1)
            self._pdf.start_section(strip.section, self._depth)
        for piece in strip.pieces:
            if piece.turned or piece.gaps or _shaped(piece.text):
                self._draw_with_care(piece, at)
            elif piece.text:
                self._take(piece.face)
                self._pdf.text(piece.left, at + piece.face.foot, piece.text)
        if strip.rule:
            self._pdf.set_line_width(strip.rule)
            self._pdf.line(strips.EDGE, at + strip.high, strips.WIDE - strips.EDGE, at + strip.high)

    def _take(self, face: Face) -> None:
        if face != self._face:
            self._pdf.set_font(_FAMILY, "B" if face.bold else "", face.size)
            self._pdf.set_text_color(*(_GREY if face.quiet else _BLACK))
            self._face = face

    def _draw_with_care(self, piece: Piece, at: float) -> None:
        """A piece with a gap in it, or in a script whose letters join or run from the right."""
        text, left, room, face, turned, gaps = piece

        def wide(text: str) -> float:
            return self._letters.measure(bold=face.bold)(text) * face.size / 1000

        width = wide(text)  # before the face is taken: measuring changes it
        left += room - width if turned else 0
        shaped = _shaped(text)
        self._pdf.set_fill_color(*_YELLOW)
        # Shaped letters may stand anywhere in the line, so there the whole line is marked.
        for start, end in [(0, len(text))] if shaped and gaps else gaps:
            self._pdf.rect(left + wide(text[:start]), at, wide(text[start:end]), face.high, "F")
        self._pdf.set_fill_color(*_BLACK)
        self._face = None  # measuring may have changed it
        self._take(face)
        if shaped:
            self._pdf.set_text_shaping(True, direction="rtl" if turned else "ltr")
            self._pdf.set_xy(left, at)
            self._pdf.cell(width, face.high, text)
            self._pdf.set_text_shaping(False)
        else:
            self._pdf.text(left, at + face.foot, text)
