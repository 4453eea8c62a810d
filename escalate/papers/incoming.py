"""A spreadsheet that comes in, as rows of cells: read whole, and never more of it than a log on paper could hold.

What is in a cell is not looked at here; a fault names no cell's words. Formulas are taken by the value saved with them.
"""

import csv
import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from io import BytesIO, StringIO
from itertools import islice
from pathlib import Path

from escalate.domain.frozen import frozen
from escalate.errors import BadSheet
from escalate.papers.cells import restored
from escalate.papers.library import SHEETS, library

LARGEST = 10_000_000  # bytes
ROWS, COLUMNS = 5_000, 100
_UNPACKED, _RATIO, _SMALL = 50_000_000, 200, 1_000_000  # bytes; how many times larger than packed, if not small
_COUNTED = re.compile(rb"<(?:[^<>\s/:]*:)?(?:c|row|si)[\s/>]")  # the cells, rows and texts of a sheet
_EXCELS_ROWS = 1_048_576
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_SAVE_ANEW = "Open it in Excel or LibreOffice and save it again as .xlsx or .csv."


@frozen
class Row:
    """One row: its number as the spreadsheet shows it, and its cells (text, numbers, dates or None)."""

    number: int
    cells: tuple[object, ...]


@frozen
class Incoming:
    """A spreadsheet's rows, and the SHA-256 of its file."""

    digest: str
    rows: tuple[Row, ...]


def read(path: Path) -> Incoming:
    """The first sheet of a .csv or .xlsx file. Raises BadSheet, MissingParts."""
    readers = {".csv": _csv, ".xlsx": _xlsx}
    reader = readers.get(path.suffix.casefold())
    if reader is None:
        raise BadSheet("Nothing was imported: a spreadsheet is .csv or .xlsx.", hint=_SAVE_ANEW)
    data = _bytes(path)
    rows = tuple(_capped(reader(data)))
    return Incoming(hashlib.sha256(data).hexdigest(), rows)


def _bytes(path: Path) -> bytes:
    """The file's bytes, if it is a plain file and not too large: a pipe or a device may never end."""
    try:
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise BadSheet("Nothing was imported: that is no plain file.", hint="Give the name of a spreadsheet.")
            data = file.read(LARGEST + 1)
    except (OSError, ValueError):
        raise BadSheet("Nothing was imported: the file cannot be read.", hint="Check its name and folder.") from None
    if len(data) > LARGEST:
        raise BadSheet("Nothing was imported: the file is larger than 10 MB.", hint="Split it into several files.")
    return data


def _capped(rows: Iterable[Sequence[object]]) -> Iterator[Row]:
    """The rows that hold anything, empty cells at their end left out."""
    for number, cells in enumerate(rows, 1):
        last = max((column for column, cell in enumerate(cells, 1) if cell not in (None, "")), default=0)
        if not last:
            continue
        if number > ROWS or last > COLUMNS:
            raise BadSheet(
                f"Nothing was imported: the sheet has more than {ROWS} rows or {COLUMNS} columns.",
                hint="Split it into several files.",
            )
        yield Row(number, tuple(cells[:last]))


def _csv(data: bytes) -> Iterable[Sequence[object]]:
    """Apart at whichever mark gives the first row the most cells; a line end inside a cell is our own."""
    text = _decoded(data)
    mark = max(",;\t", key=lambda one: _width(text, one))
    try:
        for line in _lines(text, mark):
            yield [restored(cell.replace("\r\n", "\n")) for cell in line]
    except csv.Error:
        raise BadSheet("Nothing was imported: the file is no CSV that can be read.", hint=_SAVE_ANEW) from None


def _decoded(data: bytes) -> str:
    """As Excel and others write it: UTF-8 with or without a mark, or what Windows used before."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadSheet("Nothing was imported: the file is no text that can be read.", hint=_SAVE_ANEW)


def _lines(text: str, mark: str) -> Iterator[list[str]]:
    """The rows, cells apart at that mark."""
    return csv.reader(StringIO(text, newline=""), delimiter=mark, strict=True)


def _width(text: str, mark: str) -> int:
    """How many cells the first row has with that mark; -1 where it cannot be read."""
    try:
        return len(next(_lines(text.lstrip("\r\n"), mark), ()))
    except csv.Error:
        return -1


def _xlsx(data: bytes) -> Iterable[Sequence[object]]:
    openpyxl = library("openpyxl", SHEETS, "reading a workbook")
    library("defusedxml", SHEETS, "reading a workbook")  # with it, openpyxl expands nothing that is declared
    try:
        _check_packed(data)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
        with closing(book):
            first = book.worksheets[0]
            first.reset_dimensions()  # what a file says of its size may be wrong
            rows = first.iter_rows(max_row=_EXCELS_ROWS, max_col=COLUMNS + 1, values_only=True)
            return [*_until_past(rows)]
    except BadSheet:
        raise
    except Exception:  # noqa: BLE001  openpyxl and what it uses raise anything on a broken file
        raise BadSheet(
            "Nothing was imported: the workbook cannot be read; it may be broken, or have a password.",
            hint="Open it in Excel or LibreOffice and save it again as .xlsx, without a password.",
        ) from None


def _until_past(rows: Iterable[Sequence[object]]) -> Iterator[Sequence[object]]:
    """The rows, up to the first beyond the limit that holds anything: empty ones cost nothing to keep."""
    for number, row in enumerate(rows, 1):
        if number <= ROWS:
            yield row
        elif row.count(None) < len(row):
            yield row
            return


def _check_packed(data: bytes) -> None:
    """Refuse what would unpack into far more than its size, or has more cells than a sheet may have, in any row."""
    with zipfile.ZipFile(BytesIO(data)) as packed:
        size = sum(one.file_size for one in packed.infolist())
        if size <= min(_UNPACKED, max(len(data) * _RATIO, _SMALL)) and all(
            map(_is_small, map(packed.read, packed.namelist()))
        ):
            return
    raise BadSheet("Nothing was imported: the workbook unpacks into far too much.", hint=_SAVE_ANEW)


def _is_small(part: bytes) -> bool:
    """Whatever its encoding: each cell of a row is kept until the row ends, however many there are."""
    found = _COUNTED.finditer(part.replace(b"\0", b""))
    return next(islice(found, ROWS * (COLUMNS + 1), None), None) is None
