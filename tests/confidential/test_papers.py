"""Papers that cannot be made, and spreadsheets that cannot be taken: what is said of them quotes nothing."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from escalate.cli.import_columns import COLUMNS
from tests.confidential.planted import CANARY, WORD, planted
from tests.office import Office

NAME = f"{CANARY}.txt"


@pytest.fixture(scope="session")
def planted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return planted(Office(tmp_path_factory.mktemp("papers") / "home")).home


@pytest.fixture
def office(planted_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Office:
    """A log with a canary in every field, and a folder in which one stands in the name of every file."""
    shutil.copytree(planted_home, tmp_path / "home")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in (NAME, f"{CANARY}.csv", f"{CANARY}.xlsx", f"{CANARY}.html", f"{CANARY}.json", f"{CANARY}.eml"):
        Path(name).write_text(WORD, "utf-8")
    return Office(tmp_path / "home")


@pytest.mark.parametrize(
    "words",
    [
        ["letter", "1", CANARY],
        ["letter", "1", "after-talk", f"x.{CANARY}"],
        ["letter", "1", "after-talk", NAME],
        ["letter", "1", "after-talk", f"{CANARY}/{NAME}"],
        ["letter", "1", "after-talk", "--sent", "--when", CANARY],
        ["letter", "1", "after-talk", "--when", CANARY],
        ["form", "1", CANARY],
        ["form", "1", "derby:factors", f"x.{CANARY}"],
        ["form", "1", "derby:factors", NAME],
        ["export", "1", f"x.{CANARY}"],
        ["export", "1", f"{CANARY}.html"],
        ["export", "1", f"{CANARY}/x.html"],
        ["export", "1", "x.html", "--since", CANARY],
        ["export", CANARY, "x.html"],
        ["calendar", f"{CANARY}/x.ics"],
        ["calendar", NAME],
        ["report", "--html", f"{CANARY}.html"],
        ["report", "--sheet", f"{CANARY}.csv"],
        ["list", "--sheet", f"x.{CANARY}"],
        ["attachments", "1", "--to", f"{CANARY}/{CANARY}"],
        ["verify", f"{CANARY}.html"],
        ["verify", f"{CANARY}.json"],
        ["verify", f"no-{CANARY}.json"],
        ["import", f"{CANARY}.csv"],
        ["import", f"{CANARY}.xlsx"],
        ["import", f"no-{CANARY}.csv"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_paper_that_is_refused_quotes_neither_a_name_nor_the_record(
    office: Office, words: list[str], form: str
) -> None:
    result = office.run(*words, *form.split())
    assert result.code in (2, 3, 4), (result.out, result.err)
    assert CANARY.casefold() not in (result.out + result.err).casefold(), result.err


@pytest.mark.parametrize("head", [column.head for column in COLUMNS])
def test_a_cell_that_cannot_be_taken_is_named_by_row_and_column_and_not_quoted(office: Office, head: str) -> None:
    with Path("list.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [column.head for column in COLUMNS])
        writer.writeheader()
        writer.writerow({head: WORD})
    result = office.run("import", "list.csv")
    assert (result.code, result.out) == (2, "")
    assert re.search(r"^  [A-Z]+2, ", result.err, re.MULTILINE)
    assert CANARY.casefold() not in result.err.casefold()


@pytest.mark.parametrize("answer", [CANARY, [CANARY], {CANARY: CANARY}, [{CANARY: CANARY}], 7731])
def test_an_answer_to_a_form_that_is_no_answer_is_not_quoted(office: Office, answer: object) -> None:
    blank = office.must("form", "1", "derby:factors", "--blank").out
    keys = [line.partition("=")[0].strip("# ") for line in blank.splitlines() if "=" in line]
    assert keys
    for given in ({CANARY: answer}, *({key: answer} for key in keys)):
        result = office.run("form", "1", "derby:factors", "form.txt", answers=json.dumps(given))
        assert CANARY.casefold() not in result.err.casefold(), result.err
        Path("form.txt").unlink(missing_ok=True)
