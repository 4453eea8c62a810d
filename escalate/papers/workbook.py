"""Sheets as a workbook (XLSX): text is text and dates are dates, whatever they look like."""

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from escalate.papers.cells import in_text, is_formula, local
from escalate.papers.library import SHEETS, library
from escalate.render.safe import safe

if TYPE_CHECKING:
    from escalate.usecases.sheet import Cell, Sheet

_A4, _LONGEST = 9, 32_767  # Excel's number for the paper, and the most characters that its cell holds
_CUT = " [longer than a cell can be]"
_NARROWEST, _WIDEST = 8, 50  # characters
_PAGE = 210  # characters across a landscape A4 that can still be read
_LINE, _HIGHEST = 15, 409  # points, of a line and of a row
_DAY, _INSTANT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


def as_xlsx(sheets: "tuple[Sheet, ...]") -> bytes:
    """Headings that stay in sight, columns as wide as needed, landscape A4. Raises MissingParts."""
    book = library("openpyxl", SHEETS, "a workbook").Workbook()
    book.properties.creator, book.properties.title = "escalate", sheets[0].title
    book.remove(book.active)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title), sheet)
    if about := sheets[0].about:
        _write_rows(book.create_sheet("About"), about)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def _fill(page: Any, sheet: "Sheet") -> None:  # noqa: ANN401  a worksheet
    styles = library("openpyxl.styles", SHEETS, "a workbook")
    width = _write_rows(page, (sheet.heads, *sheet.rows))
    for cell in page[1]:
        cell.font, cell.fill = styles.Font(name="Calibri", bold=True), styles.PatternFill("solid", "DDE3EA")
    page.freeze_panes = "A2"
    if sheet.rows:
        page.auto_filter.ref = page.dimensions
    page.print_title_rows, page.print_title_cols = "1:1", "A:A"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", _A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1 if width <= _PAGE else 2, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    foot = (f"{label}: {in_text(value)}" for label, value in sheet.about)
    page.oddFooter.left.text = "; ".join(foot).replace("&", "&&")
    page.oddFooter.right.text = "Page &P of &N"


def _write_rows(page: Any, rows: "tuple[tuple[Cell, ...], ...]") -> int:  # noqa: ANN401
    """The cells, each row high enough for its text: not every program works that out. How many characters wide."""
    aligned = library("openpyxl.styles", SHEETS, "a workbook").Alignment(
        wrap_text=True, vertical="top", horizontal="left"
    )
    letter = library("openpyxl.utils", SHEETS, "a workbook").get_column_letter
    texts = [[_shown(value) for value in row] for row in rows]
    longest = [max(len(line) for text in column for line in text.split("\n")) for column in zip(*texts, strict=True)]
    widths = _fitted([max(length + 2, _NARROWEST) for length in longest])
    for column, width in enumerate(widths, 1):
        page.column_dimensions[letter(column)].width = width
    for number, (row, shown) in enumerate(zip(rows, texts, strict=True), 1):
        _write_row(page, number, row, shown, aligned)
        lines = max(_lines(text, width) for text, width in zip(shown, widths, strict=True))
        page.row_dimensions[number].height = min(lines * _LINE, _HIGHEST)
    return sum(widths)


def _fitted(widths: list[int]) -> list[int]:
    """None wider than is read with ease, and the widest narrower still until two pages have room for all."""
    for widest in range(_WIDEST, _NARROWEST, -1):
        fitted = [min(width, widest) for width in widths]
        if sum(fitted) + fitted[0] <= 2 * _PAGE:  # the first stands on both pages
            break
    return fitted


def _write_row(page: Any, number: int, row: "tuple[Cell, ...]", shown: list[str], aligned: Any) -> None:  # noqa: ANN401
    for column, (value, text) in enumerate(zip(map(local, row), shown, strict=True), 1):
        cell = page.cell(number, column)
        cell.alignment = aligned
        if isinstance(value, date):
            cell.value, cell.number_format = value, _INSTANT if isinstance(value, datetime) else _DAY
        elif text:
            cell.value = text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT
            cell.data_type = "s"  # openpyxl makes a formula of what begins as one
            cell.quotePrefix = is_formula(text)


def _shown(value: "Cell") -> str:
    return in_text(value) if isinstance(value, date) else safe(value or "")


def _lines(text: str, width: int) -> int:
    return sum(len(line) // width + 1 for line in text.split("\n"))
