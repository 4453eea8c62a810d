"""The list that people kept until today, imported: checked as a whole, all or nothing, with its original dates."""

import csv
import os
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from escalate.cli.import_columns import COLUMNS
from escalate.papers import incoming
from tests.office import FRIDAY, SETUP, Office

HEADS = [column.head for column in COLUMNS]
REF = "Reference of the child or adult"
ROW: Mapping[str, Any] = {
    REF: "AB",
    "About": "Levels of need",
    "What was decided or not done": "The referral was closed without a visit.",
    "Raised by": "us",
    "Their agency": "Children's Services",
    "Their sector": "Children's social care",
    "Raised on": "05/11/2026",
    "Stage now": "1",
}
THERE = {**ROW, "Stage now": "Stage 3", "At this stage since": "2026-12-16"}
CLOSED = {**ROW, "Stage now": "2", "Resolved on": "1/12/2026", "Outcome": "a plan was agreed"}


@pytest.fixture
def ready(office: Office) -> Office:
    """Set up, with an empty log."""
    office.must("setup", answers=SETUP)
    return office


def as_csv(path: Path, rows: Iterable[Mapping[str, Any]], mark: str = ",") -> str:
    made = StringIO()
    writer = csv.DictWriter(made, HEADS, delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(made.getvalue(), encoding="utf-8", newline="")
    return str(path)


def as_xlsx(path: Path, rows: Iterable[Mapping[str, Any]]) -> str:
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    for row in rows:
        book.active.append([row.get(head) for head in HEADS])
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if cell.data_type == "f" else cell.data_type
    book.save(path)
    return str(path)


def log_of(office: Office) -> bytes:
    return (office.home / "log.db").read_bytes()


def trail(office: Office, ref: str) -> list[dict[str, Any]]:
    return office.must("trail", ref, "--json").data["entries"]  # type: ignore[no-any-return]


# A list of thirty


def thirty() -> list[dict[str, Any]]:
    rows = []
    for number in range(30):
        kind = (ROW, THERE, CLOSED)[number % 3]
        rows.append(
            {**kind, REF: f"A{number}", "Your reference": f"{number}/26", "Raised on": f"{number % 9 + 2}/11/2026"}
        )
    return rows


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_thirty_rows_come_in_with_their_original_dates(write: Any, ready: Office, tmp_path: Path) -> None:
    said = ready.must("import", write(tmp_path / f"in.{write.__name__[3:]}", thirty()), "--json").data

    assert (len(said["rows"]), said["open"], said["resolved"]) == (30, 20, 10)
    assert [row["row"] for row in said["rows"]] == [*range(2, 32)]
    opened, source = trail(ready, "1")
    assert (opened["happened"], opened["written"], opened["recorded_later"]) == ("2026-11-02", FRIDAY, True)
    assert opened["title"] == "Opened (imported)"
    assert source["said"]["row"] == "2"
    assert source["said"]["reference there"] == "0/26"
    closed = trail(ready, "3")
    assert [(one["title"], one["happened"]) for one in closed[:2]] == [
        ("Opened (imported)", "2026-11-04"),
        ("Resolved (imported)", "2026-12-01"),
    ]
    ready.must("verify")
    ready.must("rebuild")
    ready.must("verify")


def test_what_came_of_it_is_said(ready: Office, tmp_path: Path) -> None:
    out = ready.must("import", as_csv(tmp_path / "in.csv", thirty())).out
    assert "Imported from in.csv: 30 disputes, 20 open and 10 resolved" in out
    report = ready.must("report", "--all", "--json").data
    late = report["counts"]["late"]
    assert late == 10  # stage 1 since November; nothing of the others
    assert f"{late} of them late" in out
    assert "The spreadsheet still holds all of it: keep it as safe as the log, or destroy it." in " ".join(out.split())
    assert "Receipt: " in out


def test_the_screens_say_where_it_is_from(ready: Office, tmp_path: Path) -> None:
    ready.must("import", as_csv(tmp_path / "in.csv", [THERE]))
    assert "row 2 of a spreadsheet, imported on Friday 18 December 2026" in ready.must("status", "1").out
    assert "Imported from a spreadsheet, Friday 18 December 2026" in ready.must("trail", "1").out
    stages = {stage["id"]: stage["state"] for stage in ready.must("status", "1", "--json").data["stages"]}
    assert stages == {"1": "not on record", "2": "not on record", "3": "now", "4": "ahead", "5": "ahead"}


def test_a_dry_run_shows_the_same_and_writes_nothing(ready: Office, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "in.csv", thirty())
    tried = ready.must("import", file, "--dry-run", "--json").data
    assert not (ready.home / "log.db").exists()
    done = ready.must("import", file, "--json").data
    sums = ("open", "resolved", "open_duties", "late", "without_date", "set_aside", "doubts")
    assert [tried[key] for key in sums] == [done[key] for key in sums]


# What a cell can say


@pytest.mark.parametrize(
    "day", ["2026-11-05", "05/11/2026", "5 November 2026", "5-Nov-2026", "05.11.2026", "5/11/2026 2:30pm"]
)
def test_days_are_read_as_spreadsheets_write_them(day: str, ready: Office, tmp_path: Path) -> None:
    ready.must("import", as_csv(tmp_path / "in.csv", [{**ROW, "Raised on": day}]))
    assert trail(ready, "1")[0]["said"]["raised"].startswith("2026-11-05")


def test_a_workbooks_own_dates_and_numbers_are_read(ready: Office, tmp_path: Path) -> None:
    row = {**ROW, "Raised on": datetime.fromisoformat("2026-11-05"), "Stage now": 1, "Your reference": 17.0}
    ready.must("import", as_xlsx(tmp_path / "in.xlsx", [row]))
    opened, source = trail(ready, "1")
    assert opened["happened"] == "2026-11-05"
    assert source["said"]["reference there"] == "17"


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_text_that_looks_like_a_formula_is_what_it_was(write: Any, ready: Office, tmp_path: Path) -> None:
    text = "=1+1" if write is as_xlsx else "'=1+1"
    ready.must("import", write(tmp_path / f"in.{write.__name__[3:]}", [{**ROW, "Notes": text}]))
    assert trail(ready, "1")[1]["said"]["notes"] == "=1+1"


@pytest.mark.parametrize(
    ("head", "written", "label", "shown"),
    [
        ("About", "levels-of-need", "about", "Levels of need"),
        ("About", "LEVELS  of need", "about", "Levels of need"),
        ("Stage now", "Professional to professional", "stage", "1, Professional to professional"),
        ("Stage now", "stage 1", "stage", "1, Professional to professional"),
        (REF, "AB; CD", "subjects", "child AB; child CD"),
        ("Who acts for them", "Siân Tŷ, Ŵ زيارة", "people then", "Siân Tŷ, Ŵ زيارة (Children's Services)"),
        ("Our agency", "Another school", "parties", "Another school (raising); Children's Services (responding)"),
        ("Raised by", "responding", "parties", "School (responding); Children's Services (raising)"),
        ("Raised by", "them", "parties", "School (responding); Children's Services (raising)"),
    ],
)
def test_choices_go_by_their_id_or_their_words(
    head: str, written: str, label: str, shown: str, ready: Office, tmp_path: Path
) -> None:
    ready.must("import", as_csv(tmp_path / "in.csv", [{**ROW, head: written}]))
    assert trail(ready, "1")[0]["said"][label] == shown


def test_the_last_discussion_at_this_stage_is_an_entry_and_an_earlier_one_is_in_the_imports_words(
    ready: Office, tmp_path: Path
) -> None:
    talk = {"Last discussion on": "17/12/2026", "What was said": "They spoke."}
    ready.must(
        "import", as_csv(tmp_path / "in.csv", [{**THERE, **talk}, {**THERE, **talk, "Last discussion on": "1/12/2026"}])
    )
    assert [one["title"] for one in trail(ready, "1")][1] == "Discussion (imported)"
    _, source = trail(ready, "2")
    assert source["said"]["last discussion"] == "2026-12-01"
    assert source["said"]["what was said"] == "They spoke."
    assert "D2" in str(trail(ready, "1")[1]["ended"])  # they have spoken, at this stage


def test_a_name_or_nhs_number_is_pointed_out_and_not_refused(ready: Office, tmp_path: Path) -> None:
    said = ready.must("import", as_csv(tmp_path / "in.csv", [{**ROW, REF: "Jane Zebrafish"}]), "--json").data
    assert said["doubts"] == [f"D2, {REF}: a subject's reference looks like a full name: use initials or a case number"]


# All faults at once


FAULTY: tuple[tuple[Mapping[str, Any], str], ...] = (
    ({REF: ""}, f"D3, {REF}: must be filled in"),
    ({"About": "zebrafish"}, "E4, About: must be one of "),
    ({"Raised by": "zebrafish"}, "G5, Raised by: must be one of us, them"),
    ({"Their sector": "zebrafish"}, "K6, Their sector: must be one of "),
    ({"Raised on": "11/5/26"}, "O7, Raised on: the date needs its day, month and year"),
    ({"Raised on": "31/11/2026"}, "O8, Raised on: there is no such day or hour"),
    ({"Raised on": "1/1/2027"}, "O9, Raised on: that day has not come yet"),
    ({"Arose on": "6/11/2026"}, "O10, Raised on: is before Arose on"),
    ({"Stage now": "zebrafish"}, "P11, Stage now: must be one of 1, 2, 3, 4, 5"),
    ({"Stage now": "2"}, "Q12, At this stage since: must be filled in"),
    ({"What was said": "zebrafish"}, "R13, Last discussion on: must be filled in"),
    ({"Resolved on": "1/12/2026"}, "U14, Outcome: must be filled in"),
    ({"Outcome": "it was withdrawn"}, "T15, Resolved on: must be filled in"),
    ({"Policy": "zebrafish"}, "B16, Policy: must be one of torbay. To use another: escalate setup"),
    ({"Child or adult": "zebrafish"}, "C17, Child or adult: must be one of "),
    ({**CLOSED, "Resolved on": "1/11/2026"}, "T18, Resolved on: is before Raised on"),
)


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_every_fault_of_a_file_is_named_with_row_and_column_and_nothing_is_written(
    write: Any, ready: Office, tmp_path: Path
) -> None:
    ready.must("import", as_csv(tmp_path / "good.csv", [ROW]))
    before = log_of(ready)
    rows = [ROW, *({**ROW, **wrong} for wrong, _ in FAULTY)]

    refused = ready.run("import", write(tmp_path / f"in.{write.__name__[3:]}", rows), "--json")

    assert (refused.code, refused.error["code"]) == (2, "bad-sheet")
    details = refused.error["details"]
    assert len(details) == len(FAULTY)
    for detail, (_, said) in zip(details, FAULTY, strict=True):
        assert detail.startswith(said)
    assert "zebrafish" not in refused.err.casefold()
    assert log_of(ready) == before


def test_headings_are_checked_before_anything_else(ready: Office, tmp_path: Path) -> None:
    file = tmp_path / "in.csv"
    file.write_text("About,about,Zebrafish\n1,2,3\n")
    refused = ready.run("import", str(file), "--json").error["details"]
    assert refused[:2] == ["B1: About is there already", "C1: the template has no such heading"]
    assert f"row 1: there is no {REF}" in refused
    assert "Zebrafish" not in str(refused)


def test_words_without_a_heading_are_not_lost_in_silence(ready: Office, tmp_path: Path) -> None:
    file = Path(as_csv(tmp_path / "in.csv", [ROW]))
    file.write_text(file.read_text().rstrip() + ",more\n")
    assert ready.run("import", str(file), "--json").error["details"] == ["W2: there is no heading over it"]


@pytest.mark.parametrize("text", ["", "\n\n", ",".join(HEADS), "# a note\n"])
def test_a_sheet_without_a_row_is_refused(text: str, ready: Office, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(text)
    assert ready.run("import", str(tmp_path / "in.csv")).code == 2
    assert not (ready.home / "log.db").exists()


def test_where_set_up_names_no_policy_each_row_must(office: Office, tmp_path: Path) -> None:
    office.must("setup", answers={**SETUP, "policies": []})
    refused = office.run("import", as_csv(tmp_path / "in.csv", [ROW]), "--json").error["details"]
    assert refused == ["B2, Policy: must be filled in: set-up names none"]
    office.must("import", as_csv(tmp_path / "in.csv", [{**ROW, "Policy": "torbay"}]))


@pytest.mark.timeout(10)
def test_a_pipe_and_a_device_are_refused(ready: Office, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.csv")
    (tmp_path / "zero.xlsx").symlink_to("/dev/zero")
    assert ready.run("import", str(tmp_path / "in.csv")).code == 2
    assert ready.run("import", str(tmp_path / "zero.xlsx")).code == 2


def test_nobody_imports_who_has_not_said_who_they_are(office: Office, tmp_path: Path) -> None:
    refused = office.run("import", as_csv(tmp_path / "in.csv", [ROW]), "--json")
    assert refused.error["code"] == "no-set-up"


# Twice


def test_the_same_file_is_refused_unless_told(ready: Office, tmp_path: Path) -> None:
    file = as_csv(tmp_path / "in.csv", [ROW])
    ready.must("import", file)
    before = log_of(ready)
    for words in (["import", file], ["import", file, "--dry-run"]):
        refused = ready.run(*words, "--json")
        assert (refused.code, refused.error["code"]) == (4, "imported-already")
    assert log_of(ready) == before
    ready.must("import", file, "--again")
    assert len(ready.must("list", "--json").data["disputes"]) == 2


@pytest.mark.parametrize("form", [["--dry-run"], []])
def test_the_same_list_saved_anew_is_another_file_but_its_rows_are_pointed_out(
    form: list[str], ready: Office, tmp_path: Path
) -> None:
    rows = [{**ROW, "Your reference": "2026/01"}, ROW, {**ROW, "Your reference": "2026/03"}]
    ready.must("import", as_csv(tmp_path / "in.csv", rows))
    rows[2] = {**ROW, "Your reference": "2026/04"}
    said = ready.must("import", as_xlsx(tmp_path / "in.xlsx", rows), *form, "--json").data
    assert said["doubts"] == ["A2, Your reference: was imported before, as ESC-2026-0001"]


# The template


@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_the_template_says_how_to_fill_it_in_and_can_be_imported_filled(
    name: str, ready: Office, tmp_path: Path
) -> None:
    path = tmp_path / name
    assert "to be filled in" in ready.must("import", "--template", str(path)).out
    assert ready.run("import", "--template", str(path)).code == 2
    assert ready.run("import", str(path)).code == 2  # nothing in it yet
    if name.endswith("csv"):
        with path.open("a", encoding="utf-8") as file:
            csv.DictWriter(file, HEADS).writerow(ROW)
    else:
        book = openpyxl.load_workbook(path)
        assert "torbay" in str([cell.value for row in book.worksheets[1].iter_rows() for cell in row])
        book.worksheets[0].append([ROW.get(head) for head in HEADS])
        book.save(path)
    ready.must("import", str(path))
    assert ready.must("list", "--json").data["total"] == 1


@pytest.mark.parametrize("policy", ["barnsley", "derby", "gscp", "hillingdon", "torbay"])
@pytest.mark.parametrize("name", ["empty.csv", "empty.xlsx"])
def test_the_example_of_the_template_can_be_imported_as_it_stands(
    name: str, policy: str, office: Office, tmp_path: Path
) -> None:
    office.must("setup", answers={**SETUP, "policies": [policy]})
    office.must("import", "--template", str(tmp_path / name))
    cells = [list(row.cells) for row in incoming.read(tmp_path / name).rows]
    if name.endswith("csv"):
        heads, row = cells[0], [str(cell).removeprefix("# Example: ") for cell in cells[2]]
    else:
        book = openpyxl.load_workbook(tmp_path / name)
        heads, row = cells[0], [line[3] for line in book.worksheets[1].iter_rows(2, len(HEADS) + 1, values_only=True)]
    filled = as_csv(
        tmp_path / "in.csv", [{head: cell for head, cell in zip(map(str, heads), row, strict=False) if cell}]
    )
    said = office.must("import", filled, "--dry-run", "--json").data
    assert (said["open"], said["doubts"]) == (1, [])


def test_the_notes_of_a_template_in_csv_say_what_is_needed(ready: Office, tmp_path: Path) -> None:
    ready.must("import", "--template", str(tmp_path / "empty.csv"))
    _, notes, *_ = incoming.read(tmp_path / "empty.csv").rows
    needed = {
        column.head for column, note in zip(COLUMNS, notes.cells, strict=False) if str(note).startswith("(needed)")
    }
    assert needed == {column.head for column in COLUMNS if column.needed}


# A dispute that was imported lives on like any other


def test_an_imported_dispute_goes_on_to_the_next_stage_and_is_resolved(ready: Office, tmp_path: Path) -> None:
    talk = {"Last discussion on": "17/12/2026", "What was said": "They spoke."}
    ready.must("import", as_csv(tmp_path / "in.csv", [{**THERE, **talk}]))
    ready.must("advance", "1")
    ready.must("resolve", "1", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    ready.must("erase", "1", answers={"reason": "r", "authority": "a", "confirm": "ESC-2026-0001"})
    ready.must("verify")
    assert "They spoke" not in ready.must("trail", "1").out


def test_a_resolved_one_is_erased_and_reopened_like_any_other(ready: Office, tmp_path: Path) -> None:
    ready.must("import", as_csv(tmp_path / "in.csv", [CLOSED, {**CLOSED, REF: "CD"}]))
    ready.must("reopen", "1", answers={"reason": "New facts."})
    assert "now" in [stage["state"] for stage in ready.must("status", "1", "--json").data["stages"]]
    ready.must("erase", "2", answers={"reason": "r", "authority": "a", "confirm": "ESC-2026-0002"})
    ready.must("correct", "1", answers={"entry": 2, "what": "w", "right": "r", "why": "y"})
    ready.must("verify")
    before = ready.must("report", "--as-of", "17/12/2026", "--json").data
    assert before["counts"]["disputes"] == 0  # written later


@pytest.mark.parametrize("row", [CLOSED, THERE])
def test_what_is_left_after_an_erasure_judges_nothing_of_what_was_imported(
    row: Mapping[str, Any], ready: Office, tmp_path: Path
) -> None:
    ready.must("import", as_csv(tmp_path / "in.csv", [row]))
    if row is THERE:
        ready.must("resolve", "1", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    left = ready.must("erase", "1", answers={"reason": "r", "authority": "a", "confirm": "ESC-2026-0001"}).out
    assert "The spreadsheet it was imported from, if it was, and sheets written with --sheet" in " ".join(left.split())
    said = ready.must("status", "1").out
    assert "It was imported from a spreadsheet." in said
    assert ("not judged (imported)" in said) is (row is CLOSED)
    assert ("in time" in said) is (row is THERE)


def test_no_word_of_a_row_is_on_the_screen_that_imports_it(ready: Office, tmp_path: Path) -> None:
    row = {**ROW, "Notes": "zebrafish", "What was decided or not done": "zebrafish", REF: "zebrafish"}
    said = ready.must("import", as_csv(tmp_path / "in.csv", [row]))
    assert not re.search("zebrafish", said.out + said.err, re.IGNORECASE)


def test_a_reference_that_begins_with_a_number_sign_is_no_note(ready: Office, tmp_path: Path) -> None:
    rows = [{**ROW, "Your reference": "#15"}, {**ROW, "Your reference": "# not a dispute"}, ROW]
    ready.must("import", as_csv(tmp_path / "list.csv", rows))
    assert ready.must("list", "--json").data["total"] == 2
