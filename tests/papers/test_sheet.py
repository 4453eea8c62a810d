"""Report and list as spreadsheets: what is read back is what was there, and no cell is ever a formula."""

import csv
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.errors import BadInput, MissingParts
from escalate.papers import incoming, sheet
from escalate.papers.cells import guarded, is_formula, restored
from escalate.papers.workbook import as_xlsx
from escalate.render.safe import safe
from escalate.usecases.sheet import Cell, Sheet
from tests.office import DISCUSSION, OPEN, SETUP, Office

WHEN = datetime(2026, 7, 1, 16, 30, tzinfo=UTC)  # half past five in London
HERE = datetime.fromisoformat("2026-07-01 17:30")
FULL_WIDTH = "\uff1d\uff0b\uff0d\uff20"
HOSTILE = [
    *(
        "=1+1",
        "+44 20",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "\u00a0=1",
        *(f"{sign}1" for sign in FULL_WIDTH),
    ),
    *("'=1", "''=1", "=cmd|' /C calc'!A0", "a\x00\x0b\x1b]0;x\x07", "\u202eabc", "\ud800", "_x003D_1", "#REF!", "1/2"),
]
WORLD = ["Łukasz Żak", "Siân Tŷ Gŵyn", "زيارة المنزل", 'a;b,c\t"d"\ne', "😀", "x" * 10_000, "TRUE", "007"]


def one(*cells: Cell) -> Sheet:
    return Sheet("Duties", tuple(f"h{n}" for n in range(len(cells))), (cells,), (("As at", WHEN), ("Receipt", "1 A&B")))


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_cells(data: bytes, number: int = 0) -> Iterator[Any]:
    page = openpyxl.load_workbook(BytesIO(data)).worksheets[number]
    return (cell for row in page.iter_rows() for cell in row)


def test_csv_is_as_excel_reads_it() -> None:
    made = sheet.as_csv(one("AB", WHEN, date(2026, 7, 2), None))

    assert made.startswith(b"\xef\xbb\xbf")
    assert made.count(b"\r\n") == made.count(b"\n") == 2
    assert made.decode("utf-8-sig").splitlines()[1] == (
        '"AB","2026-07-01 17:30","2026-07-02","","2026-07-01 17:30","1 A&B"'
    )


def test_the_date_and_receipt_of_a_csv_are_columns_of_every_row_so_that_no_row_is_anything_else() -> None:
    heads, row = csv_rows(sheet.as_csv(one("AB")))
    assert heads == ["h0", "As at", "Receipt"]
    assert row == ["AB", "2026-07-01 17:30", "1 A&B"]


def test_a_workbook_has_real_dates_and_is_ready_to_print() -> None:
    page = openpyxl.load_workbook(BytesIO(as_xlsx((one("AB", WHEN, date(2026, 7, 2), None),)))).worksheets[0]

    assert page["B2"].value == HERE
    assert page["B2"].is_date
    assert page["C2"].is_date
    assert page["D2"].value is None
    assert (page.freeze_panes, page.auto_filter.ref, page.print_title_rows) == ("A2", "A1:D2", "$1:$1")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.oddFooter.left.text == "As at: 2026-07-01 17:30; Receipt: 1 A&&B"


@pytest.mark.parametrize(("columns", "length", "pages"), [(3, 60, 1), (14, 12, 1), (22, 12, 2), (22, 60, 2)])
def test_a_wide_sheet_is_printed_on_two_pages_across_so_that_it_can_be_read(
    columns: int, length: int, pages: int
) -> None:
    page = openpyxl.load_workbook(BytesIO(as_xlsx((one(*["x" * length] * columns),)))).worksheets[0]
    widths = [column.width for column in page.column_dimensions.values()]
    assert (page.page_setup.fitToWidth, page.print_title_cols) == (pages, "$A:$A")
    assert sum(widths) <= pages * 210


def test_a_workbook_says_where_it_is_from_on_a_sheet_of_its_own() -> None:
    said = [cell.value for cell in xlsx_cells(as_xlsx((one("AB"),)), 1)]
    assert said == ["As at", HERE, "Receipt", "1 A&B"]


@pytest.mark.parametrize("text", [*HOSTILE, *WORLD], ids=range(len(HOSTILE + WORLD)))
def test_text_is_text_in_both_formats(text: str) -> None:
    (shown,) = csv_rows(sheet.as_csv(one(text)))[1][:1]
    *_, cell = xlsx_cells(as_xlsx((Sheet("S", ("h",), ((text,),), ()),)))

    assert not re.match(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]", shown)
    assert restored(shown) == safe(text)
    assert (cell.data_type, cell.value) == ("s", safe(text))
    assert cell.quotePrefix is is_formula(safe(text))


def test_what_no_cell_can_hold_is_said_to_be_cut() -> None:
    *_, cell = xlsx_cells(as_xlsx((Sheet("S", ("h",), (("x" * 40_000,),), ()),)))
    assert len(cell.value) == 32_767
    assert cell.value.endswith("[longer than a cell can be]")


@given(st.text() | st.text("'=+-@\t\r\n \u00a0" + FULL_WIDTH + "a"))
def test_no_text_at_all_becomes_a_formula_and_each_comes_back(text: str) -> None:
    written = guarded(safe(text))
    first = written.strip()[:1]
    assert first not in {*"=+-@", *FULL_WIDTH} or not first
    assert written[:1] not in {*"\t\r\n"} or not written
    assert restored(written) == safe(text)


# The commands


def rows_of(path: Path) -> list[dict[str, Any]]:
    read = incoming.read(path)
    heads = [str(head) for head in read.rows[0].cells]
    return [dict(zip(heads, row.cells, strict=False)) for row in read.rows[1:]]


@pytest.fixture
def busy(opened: Office) -> Office:
    """An office with an action that looks like a formula."""
    actions = [{"who": "Siân Tŷ, Ł", "party": "csc", "what": "=1+1 زيارة", "by": "23/12/2026"}]
    opened.must("log", answers={**DISCUSSION, "actions": actions})
    return opened


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_report_is_a_row_a_duty_with_every_field_whole(ending: str, busy: Office, tmp_path: Path) -> None:
    path = tmp_path / f"report.{ending}"
    busy.must("report", "--sheet", str(path))
    said = [line for group in busy.must("report", "--all", "--json").data["groups"] for line in group["lines"]]

    rows = rows_of(path)

    assert [row["Duty"] for row in rows] == [f"D{line['number']}" for line in said]
    assert [row["What is to be done"] for row in rows] == [line["what"] for line in said]
    action = next(row for row in rows if row["What is to be done"] == "=1+1 زيارة")
    assert str(action["Due"]).startswith("2026-12-23 17:00")
    assert action["Who does it"] == "Siân Tŷ, Ł"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_is_a_row_a_dispute_also_of_those_resolved_if_asked(ending: str, busy: Office, tmp_path: Path) -> None:
    busy.must("open", answers={**OPEN, "subjects": [{"ref": "XY"}]})
    busy.must("resolve", "1", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    for words, expected in ((["list"], ["XY"]), (["list", "--all"], ["XY", "AB"])):
        busy.must(*words, "--sheet", str(tmp_path / f"list.{ending}"), "--replace")
        assert [row["Child or adult"] for row in rows_of(tmp_path / f"list.{ending}")] == expected


def test_a_list_has_the_days_that_were_said_and_no_hour_that_was_not(office: Office, tmp_path: Path) -> None:
    office.must("setup", answers=SETUP)
    heads = (
        "Your reference,Reference of the child or adult,About,What was decided or not done,Raised by,Their agency,"
        "Raised on,Stage now,At this stage since,Resolved on,Outcome\n"
    )
    row = "AB,levels-of-need,Closed.,us,Council,2026-10-05,2,2026-10-15"
    (tmp_path / "in.csv").write_text(f"{heads}26/1,{row}\n26/2,{row},2026-11-01,withdrawn\n")
    office.must("import", str(tmp_path / "in.csv"))
    office.must("list", "--all", "--sheet", str(tmp_path / "all.csv"))
    second, first = rows_of(tmp_path / "all.csv")
    heads_told = ("Your reference", "Raised on", "Opened", "At this stage since", "Resolved", "Outcome")
    assert [first[head] for head in heads_told] == ["26/1", "2026-10-05", "2026-10-05", "2026-10-15", "", ""]
    assert [second[head] for head in heads_told[4:]] == ["2026-11-01", "it was withdrawn"]
    office.must("erase", "2", answers={"reason": "r", "authority": "a", "confirm": "ESC-2026-0002"})
    office.must("list", "--all", "--sheet", str(tmp_path / "all.csv"), "--replace")
    left, _ = rows_of(tmp_path / "all.csv")
    assert [left[head] for head in heads_told] == ["", "", "", "2026-10-15", "2026-11-01", "it was withdrawn"]
    assert left["Erased"]


def test_a_file_is_not_written_over_unless_told_and_is_its_owners_alone(busy: Office, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("mine")
    refused = busy.run("list", "--sheet", str(path), "--json")
    assert (refused.code, refused.error["code"]) == (2, "bad-input")
    assert path.read_text() == "mine"
    said = busy.must("list", "--sheet", str(path), "--replace", "--json").data
    assert (said["file"], said["rows"]) == ("all.csv", 1)
    assert path.stat().st_mode & 0o777 == 0o600


def test_no_other_format_is_guessed(busy: Office, tmp_path: Path) -> None:
    refused = busy.run("report", "--sheet", str(tmp_path / "all.ods"))
    assert refused.code == 2
    assert ".csv or .xlsx" in refused.err
    with pytest.raises(BadInput):
        sheet.write((one("a"),), tmp_path / "all", replace=False)


def test_without_its_library_a_workbook_is_refused_and_csv_is_not(
    busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    refused = busy.run("list", "--sheet", str(tmp_path / "all.xlsx"), "--json")
    assert (refused.code, refused.error["code"]) == (2, MissingParts.code)
    assert not (tmp_path / "all.xlsx").exists()
    busy.must("list", "--sheet", str(tmp_path / "all.csv"))


def test_a_log_without_a_dispute_gives_the_headings(office: Office, tmp_path: Path) -> None:
    for name in ("all.csv", "all.xlsx"):
        office.must("list", "--sheet", str(tmp_path / name))
        assert len(incoming.read(tmp_path / name).rows) == 1
