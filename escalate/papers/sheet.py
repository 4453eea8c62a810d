"""A sheet on disk, as CSV that opens right in Excel, or as a workbook.

In a CSV file the sheet's date and receipt are columns, the same in every row: lines below the rows would be sorted and
counted as rows. A workbook has them at the foot of each page and on a sheet of their own.
"""

import csv
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.errors import BadInput
from escalate.papers import outfile, workbook
from escalate.papers.cells import guarded, in_text

if TYPE_CHECKING:
    from escalate.usecases.sheet import Sheet

CSV, XLSX = ".csv", ".xlsx"


def write(sheets: "tuple[Sheet, ...]", path: Path, *, replace: bool) -> None:
    """Write it in the format that the file's name says; in CSV the first sheet alone. Raises BadInput, MissingParts."""
    ending = path.suffix.casefold()
    if ending not in (CSV, XLSX):
        raise BadInput("Nothing was written: a spreadsheet is .csv or .xlsx.", hint="Give it a name such as all.xlsx.")
    made = as_csv(sheets[0]) if ending == CSV else workbook.as_xlsx(sheets)
    outfile.write(path, made, replace=replace)


def as_csv(sheet: "Sheet") -> bytes:
    """Every field in quotation marks, dates as ISO; what Excel reads as its own: a mark at the start, CRLF."""
    made = StringIO()
    lines = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    lines.writerow([guarded(head) for head in (*sheet.heads, *(label for label, _ in sheet.about))])
    beside = [in_text(value) for _, value in sheet.about]
    lines.writerows([*map(in_text, row), *beside] for row in sheet.rows)
    return made.getvalue().encode("utf-8-sig")
