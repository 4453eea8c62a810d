"""A sheet on disk, as CSV that opens right in Excel, or as a workbook.

In a CSV file the sheet's date and receipt are columns, the same in every row: lines below the rows would be sorted and
counted as rows. A workbook has them at the foot of each page and on a sheet of their own.
"""

import csv
from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.calendar import LONDON
from escalate.errors import BadInput
from escalate.papers import outfile
from escalate.papers.formula import guarded
from escalate.render.safe import safe

if TYPE_CHECKING:
    from escalate.usecases.sheet import Cell, Sheet

CSV, XLSX = ".csv", ".xlsx"


def write(sheets: "tuple[Sheet, ...]", path: Path, *, replace: bool) -> None:
    """Write it in the format that the file's name says; in CSV the first sheet alone. Raises BadInput, MissingParts."""
    ending = path.suffix.casefold()
    if ending not in (CSV, XLSX):
        raise BadInput("Nothing was written: a spreadsheet is .csv or .xlsx.", hint="Give it a name such as all.xlsx.")
    if ending == CSV:
        made = as_csv(sheets[0])
    else:
        from escalate.papers.workbook import as_xlsx  # noqa: PLC0415  CSV needs none of it

        made = as_xlsx(sheets)
    outfile.write(path, made, replace=replace)


def as_csv(sheet: "Sheet") -> bytes:
    """Every field in quotation marks, dates as ISO; what Excel reads as its own: a mark at the start, CRLF."""
    made = StringIO()
    lines = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow([guarded(head) for head in (*sheet.heads, *(label for label, _ in sheet.about))])
    beside = [in_text(value) for _, value in sheet.about]
    lines.writerows([*map(in_text, row), *beside] for row in sheet.rows)
    return made.getvalue().encode("utf-8-sig")


def in_text(value: "Cell") -> str:
    """What a CSV file holds of it: 2026-12-29 17:00, and text that is no formula."""
    value = local(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    return guarded(safe(value or ""))


def local(value: "Cell") -> "Cell":
    """An instant as London's clocks show it: a spreadsheet knows no time zones."""
    return value.astimezone(LONDON).replace(tzinfo=None) if isinstance(value, datetime) else value
