"""A paper as a PDF, drawn by fpdf2 line by line in letters that travel with the program.

The layout is our own, as fpdf2's paragraphs take thirty times as long; only joined and right-to-left script is shaped.
"""

import re
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

from escalate.papers import strips
from escalate.papers.library import DOCS, library
from escalate.papers.strips import Piece, Strip
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
_INK, _GREY, _RULE, _YELLOW = (11, 12, 12), (80, 90, 95), (177, 180, 182), (255, 221, 0)


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
    for number, page in enumerate(pages, 1):
        pdf.add_page()
        for at, strip in page:
            _draw(pdf, letters, strip, at)
        at = bottom
        for strip in foot:
            _draw(pdf, letters, strip, at)
            at += strip.high
        _draw(pdf, letters, _numbered(letters, f"Page {number} of {len(pages)}"), bottom)
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


class _Letters:
    """How wide texts are in the two faces, each word measured once."""

    def __init__(self, pdf: Any) -> None:  # noqa: ANN401  fpdf2's
        self._pdf = pdf
        self._faces = (pdf.fonts[_FAMILY.lower()], pdf.fonts[f"{_FAMILY.lower()}B"])
        self._known: tuple[dict[str, float], dict[str, float]] = ({}, {})

    def lacking(self, text: str) -> set[str]:
        """The characters that there is no letter for."""
        return {char for char in set(text) - {"\n", "\t", "\u00ad"} if ord(char) not in self._faces[0].cmap}

    def shown(self, text: str) -> str:
        """The text in characters that there are letters for; a soft hyphen is said by no letter."""
        text = text.expandtabs(4)
        if text.isascii():
            return text
        text = text.replace("\u00ad", "")
        for char in self.lacking(text):
            text = text.replace(char, char.encode("ascii", "backslashreplace").decode())
        return text

    def measure(self, text: str, *, bold: bool) -> float:
        """How wide the text is, in thousandths of its size."""
        known = self._known[bold]
        if text not in known:
            known[text] = self._measured(text, bold=bold)
        return known[text]

    def _measured(self, text: str, *, bold: bool) -> float:
        if not text.isascii() and _SHAPED.search(text):
            self._pdf.set_font(_FAMILY, "B" if bold else "", 1000)
            self._pdf.set_text_shaping(True)
            wide: float = self._pdf.get_string_width(text)
            self._pdf.set_text_shaping(False)
            return wide
        widths = self._faces[bold].cw
        return float(sum(widths[ord(char)] for char in text))


def _draw(pdf: Any, letters: _Letters, strip: Strip, at: float) -> None:  # noqa: ANN401  fpdf2's
    for piece in strip.pieces:
        if piece.text:
            _draw_piece(pdf, letters, piece, at)
    if strip.rule:
        pdf.set_draw_color(*(_INK if strip.rule == strips.THICK else _RULE))
        pdf.set_line_width(strip.rule)
        pdf.line(strips.EDGE, at + strip.high, strips.WIDE - strips.EDGE, at + strip.high)


def _draw_piece(pdf: Any, letters: _Letters, piece: Piece, at: float) -> None:  # noqa: ANN401  fpdf2's
    size, bold, quiet = piece.face
    shaped = not piece.text.isascii() and _SHAPED.search(piece.text)

    def wide(text: str) -> float:
        return letters.measure(text, bold=bold) * size / 1000

    left = piece.left + piece.room - wide(piece.text) if piece.turned else piece.left
    # Shaped letters may stand anywhere in the line, so there the whole line is marked.
    for start, end in [(0, len(piece.text))] if shaped and piece.gaps else piece.gaps:
        pdf.set_fill_color(*_YELLOW)
        pdf.rect(left + wide(piece.text[:start]), at, wide(piece.text[start:end]), piece.face.high, "F")
    pdf.set_font(_FAMILY, "B" if bold else "", size)
    pdf.set_text_color(*(_GREY if quiet else _INK))
    if shaped:
        pdf.set_text_shaping(True, direction="rtl" if piece.turned else "ltr")
        pdf.c_margin = 0
        pdf.set_xy(left, at)
        pdf.cell(wide(piece.text), piece.face.high, piece.text)
        pdf.set_text_shaping(False)
    else:
        pdf.text(left, at + size * 1.06, piece.text)


def _numbered(letters: _Letters, text: str) -> Strip:
    face = strips.Face(8.5, quiet=True)
    wide = letters.measure(text, bold=False) * face.size / 1000
    return Strip((Piece(text, strips.WIDE - strips.EDGE - wide, wide, face),), 0, face.high)
