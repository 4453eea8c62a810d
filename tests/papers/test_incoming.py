"""What comes in: every common form of CSV and workbook is read, and no file can be a bomb or never end."""

import os
import resource
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from escalate.errors import BadSheet
from escalate.papers import incoming
from escalate.papers.incoming import COLUMNS, LARGEST, ROWS, read

WORD = "ZEBRAFISH"


def cells(path: Path) -> list[tuple[object, ...]]:
    return [row.cells for row in read(path).rows]


def workbook(path: Path, *rows: tuple[Any, ...]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_however_it_was_saved(mark: str, encoding: str, end: str, tmp_path: Path) -> None:
    lines = (mark.join(("Name", "Note", "More")), mark.join(("Renée", f'"a,b;c{end}d"', "'=1+1")), "", mark.join("xyz"))
    (tmp_path / "in.csv").write_bytes(end.join(lines).encode(encoding))

    found = read(tmp_path / "in.csv")

    assert [row.cells for row in found.rows] == [("Name", "Note", "More"), ("Renée", "a,b;c\nd", "=1+1"), (*"xyz",)]
    assert [row.number for row in found.rows] == [1, 2, 4]


def test_a_workbook_gives_numbers_dates_and_text_as_they_are(tmp_path: Path) -> None:
    when = datetime.fromisoformat("2026-11-05")
    path = workbook(tmp_path / "in.XLSX", ("a", 7, when, "=1+1"), (None, "ŵ", "'=1"))
    assert cells(path) == [("a", 7, when), (None, "ŵ", "'=1")]  # a formula that was never worked out has no value


def test_a_formula_is_taken_by_the_value_saved_with_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ("=1+1",))
    change(path, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>", or_else=b"<v />")
    assert cells(path) == [(2,)]


def change(path: Path, name: str, old: bytes, new: bytes, or_else: bytes = b"") -> None:
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    found = old if old in parts[name] else or_else
    assert found in parts[name]
    parts[name] = parts[name].replace(found, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, data in parts.items():
            packed.writestr(one, data)


def refused(path: Path) -> BadSheet:
    with pytest.raises(BadSheet) as caught:
        read(path)
    said = " ".join((caught.value.message, caught.value.hint, *caught.value.details))
    assert WORD not in said
    assert caught.value.message.startswith("Nothing was imported: ")
    return caught.value


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("in.ods", b"x"),
        ("in", b"x"),
        ("in.csv", f'a,b\n"{WORD}'.encode()),
        ("in.csv", f"a\0{WORD}".encode()),
        ("in.csv", WORD.encode("utf-16")),
        ("in.csv", b"\x81\x8d\xff"),
        ("in.csv", b'"' + b"x" * 200_000 + b'"'),
        ("in.xlsx", WORD.encode()),
        ("in.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),  # with a password Excel writes this
        ("in.xlsx", b""),
        ("in.csv", b"a\n" * (ROWS + 1)),
        ("in.csv", b"a," * COLUMNS + b"a"),
        ("in.csv", b"a" * (LARGEST + 1)),
    ],
    ids=range(13),
)
def test_what_cannot_be_read_is_refused_in_one_sentence(name: str, data: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(data)
    refused(tmp_path / name)


@pytest.mark.timeout(10)
def test_what_is_no_plain_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "in.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "folder.csv").mkdir()
    for name in ("in.csv", "zero.csv", "folder.csv", "none.csv"):
        refused(tmp_path / name)


@pytest.mark.timeout(10)
def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "in.csv").open("wb") as file:
        file.truncate(1_000_000_000)
    assert "10 MB" in refused(tmp_path / "in.csv").message


def test_the_first_row_beyond_the_limit_is_never_dropped_silently(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", ("a",))
    book = openpyxl.load_workbook(path)
    book.active.cell(1_048_576, 1, "b")
    book.save(path)
    assert str(ROWS) in refused(path).message


# Bombs: each in a process with little memory and little time


def bomb(path: Path, sheet: bytes) -> Path:
    workbook(path, ("a",))
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, data in parts.items():
            packed.writestr(one, data)
    return path


HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = b"</sheetData></worksheet>"
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
FAR = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 5000))
BOMBS = {
    "zeroes": HEAD + b" " * 300_000_000 + TAIL,
    "laughs": b'<!DOCTYPE x [<!ENTITY l0 "lol">' + LAUGHS + b"]>" + HEAD
    + b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row>' + TAIL,
    "far row": HEAD + b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>' + TAIL,
    "far column": HEAD + FAR + TAIL,
    "wide row": HEAD + b'<row r="1">' + b"<c/>" * 2_000_000 + b"</row>" + TAIL,
    "wide row, with a prefix": b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
     b'<x:sheetData><x:row r="1">' + b"<x:c/>" * 2_000_000 + b"</x:row></x:sheetData></x:worksheet>",
    "wide row in UTF-16": (HEAD + b'<row r="1">' + b"<c/>" * 2_000_000 + b"</row>" + TAIL).decode().encode("utf-16"),
    "deep": HEAD + b"<row>" * 100_000 + TAIL,
}  # fmt: skip
CSV_BOMBS = {
    "line ends": b"\n" * 9_000_000,
    "commas": b"a" + b",\n" * 4_500_000,
    "one row of commas": b"a" + b"," * 9_000_000,
    "one row of cells": b"ab," * 3_000_000,
    "rows": b"ab,cd\n" * 1_500_000,
}
LITTLE = 600_000_000  # bytes


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_or_read_within_little_memory_and_time(kind: str, tmp_path: Path) -> None:
    said = read_in_little(bomb(tmp_path / "in.xlsx", BOMBS[kind]))
    assert "Nothing was imported" in said or said in ("0", "1")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("kind", CSV_BOMBS)
def test_a_csv_of_nothing_but_ends_is_refused_or_read_within_little_memory_and_time(kind: str, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(CSV_BOMBS[kind])
    said = read_in_little(tmp_path / "in.csv")
    assert "Nothing was imported" in said or said in ("0", "1")


@pytest.mark.parametrize("kind", [kind for kind in BOMBS if kind.startswith("wide")])
def test_a_row_of_far_too_many_cells_is_refused_before_it_is_read(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "_RATIO", 10_000)  # as if it were packed badly
    path = bomb(tmp_path / "in.xlsx", BOMBS[kind])
    monkeypatch.setattr(openpyxl, "load_workbook", None)
    assert "far too much" in refused(path).message


def test_the_largest_sheet_that_may_come_in_is_read_whoever_packed_it(tmp_path: Path) -> None:
    path = workbook(tmp_path / "in.xlsx", *[("The same words in every cell.",) * 20] * incoming.ROWS)
    assert len(read(path).rows) == incoming.ROWS


def test_no_row_beyond_the_limit_is_read_of_a_csv(tmp_path: Path) -> None:
    """What stands behind is no CSV: it is never looked at."""
    (tmp_path / "in.csv").write_bytes(b"a,b\n" * (incoming.ROWS + 1) + b'"a"b\n')
    assert "more than 5000 rows" in refused(tmp_path / "in.csv").message


def test_the_mark_is_that_of_the_first_row_that_holds_anything(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(b"\na;b\n1,2;3,4\n")
    assert cells(tmp_path / "in.csv") == [("a", "b"), ("1,2", "3,4")]


def read_in_little(path: Path) -> str:
    """How many rows a process of so much memory reads of it, or what it says instead."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom escalate.errors import BadSheet\n"
        "from escalate.papers.incoming import read\n"
        "try:\n    print(len(read(Path(sys.argv[1])).rows))\nexcept BadSheet as fault:\n    print(fault.message)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LITTLE, LITTLE)),
    )
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout.strip()


def test_a_declared_entity_is_never_expanded(tmp_path: Path) -> None:
    text = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row>'
    path = bomb(tmp_path / "in.xlsx", b'<!DOCTYPE x [<!ENTITY x SYSTEM "/etc/passwd">]>' + HEAD + text + TAIL)
    refused(path)


def test_the_limits_are_those_the_readme_names() -> None:
    assert (incoming.LARGEST, incoming.ROWS) == (10_000_000, 5_000)
