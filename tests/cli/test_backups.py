"""Backup and restore as they are typed: what is said, what is asked, which exit code."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from escalate import runtime
from escalate.domain.receipt import Receipt
from escalate.usecases.ports import Draft
from tests.office import CONSULTATION, FRIDAY, OPEN, SETUP, Office

TOP = Path(__file__).parents[2]
MONDAY = "2026-12-21T09:00:00+00:00"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A memory stick with a backup of two entries."""
    return tmp_path / "stick"


@pytest.fixture
def behind(opened: Office, stick: Path) -> Office:
    """An office with a backup on the stick, and one entry more than it on Monday."""
    stick.mkdir()
    opened.must("backup", str(stick / "a.db"))
    opened.clock = MONDAY
    opened.must("log", answers=CONSULTATION)
    return opened


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_backup_says_what_it_holds_and_its_receipt(opened: Office, tmp_path: Path) -> None:
    found = opened.must("backup", str(tmp_path / "a.db"), "--json").data
    assert (found["entries"], found["disputes"], found["drafts"], found["private"]) == (2, 1, 0, True)
    assert found["receipt"] == opened.must("status", "--json").data["receipt"]
    assert found["last_written"] == "2026-12-18T11:00:00+00:00"
    said = opened.must("backup", str(tmp_path / "b.db")).out
    assert "2 entries, 1 dispute" in said
    assert f"Receipt: {found['receipt']}\n" in said
    assert max(map(len, said.splitlines())) <= 80
    assert "receipt: 2 " in opened.must("backup", str(tmp_path / "c.db"), "--plain").out


def test_no_log_no_backup(office: Office, tmp_path: Path) -> None:
    result = office.run("backup", str(tmp_path / "a.db"), "--json")
    assert (result.code, result.error["code"]) == (6, "log-unusable")
    assert not office.home.exists()


def test_a_file_that_is_there_is_not_replaced(behind: Office, stick: Path) -> None:
    before = (stick / "a.db").read_bytes()
    result = behind.run("backup", str(stick / "a.db"))
    assert (result.code, result.out) == (2, "")
    assert "a.db is there already" in result.err
    assert (stick / "a.db").read_bytes() == before


def test_an_older_backup_is_restored_only_when_that_is_said(behind: Office, stick: Path) -> None:
    before = (behind.home / "log.db").read_bytes()
    result = behind.run("restore", str(stick / "a.db"), "--json")
    assert (result.code, result.error["code"]) == (2, "missing-answers")
    assert result.error["details"] == [
        "The backup ends with entry 2. It lacks entry 3, the last written Monday 21 December 2026, 9am."
    ]
    assert "--yes" in result.error["hint"]
    assert (behind.home / "log.db").read_bytes() == before
    assert names_in(behind.home) == ["log.db", "settings.toml"]

    found = behind.must("restore", str(stick / "a.db"), "--yes", "--json").data
    assert found["lost"] == {"first": 3, "last": 3, "when": "2026-12-21T09:00:00+00:00", "own_way": False}
    assert found["set_aside"] == "log-set-aside-2026-12-21-0900.db"
    assert (behind.home / found["set_aside"]).read_bytes() == before
    assert found["receipt"].startswith("3 ")
    assert behind.must("list", "--json").data["total"] == 1


def test_the_newest_backup_is_restored_without_a_word_about_loss(behind: Office, stick: Path) -> None:
    behind.must("backup", str(stick / "b.db"))
    result = behind.must("restore", str(stick / "b.db"))
    assert "NOT IN IT" not in result.out
    assert result.err == ""


def test_the_receipt_of_what_was_restored_is_kept_outside_the_folder(behind: Office, stick: Path) -> None:
    for name in ("b.db", "a.db"):  # the newest, and one that lacks an entry
        if name == "b.db":
            behind.must("backup", str(stick / name))
        said = behind.must("restore", str(stick / name), "--yes", "--json").data["receipt"]
        kept = json.loads(behind.home.with_name("home.receipt").read_text("utf-8"))["last"]
        assert str(Receipt(kept["position"], kept["bits"])) == said


def test_the_screen_says_what_is_lost_and_where_the_log_before_it_is(behind: Office, stick: Path) -> None:
    said = behind.must("restore", str(stick / "a.db"), "--yes").out
    flat = " ".join(said.split())
    assert "Entry 3, the last written Monday 21 December 2026, 9am." in flat
    assert "log-set-aside-2026-12-21-0900.db, in the log's folder" in flat
    assert max(map(len, said.splitlines())) <= 80
    assert "lost: 1 of 1" in behind.must("restore", str(stick / "a.db"), "--yes", "--plain").out


def test_after_it_verify_finds_nothing_wrong_and_knows_the_receipts_of_what_was_lost(
    behind: Office, stick: Path
) -> None:
    lost = behind.must("status", "--json").data["receipt"]
    assert lost.startswith("3 ")
    behind.must("restore", str(stick / "a.db"), "--yes")
    behind.clock = "2026-12-22T09:00:00+00:00"
    for _ in range(2):
        result = behind.must("verify")
        assert result.err == ""
        assert "entry 3 was lost then" in " ".join(result.out.split())
    asked = " ".join(behind.run("verify", "--receipt", lost).out.split())
    assert "entry that was then number 3 was lost when the log was put back from a backup, as entry 3 says" in asked


def test_a_receipt_kept_outside_the_folder_tells_that_a_backup_is_older(behind: Office, stick: Path) -> None:
    (behind.home / "log.db").unlink()
    result = behind.run("restore", str(stick / "a.db"))
    assert result.code == 2
    assert "It lacks entry 3, the last written Monday 21 December 2026, 9am." in " ".join(result.err.split())
    assert behind.must("restore", str(stick / "a.db"), "--yes", "--json").data["set_aside"] == ""
    assert behind.must("status").err == ""


def test_a_damaged_log_is_replaced_and_kept(behind: Office, stick: Path) -> None:
    log = behind.home / "log.db"
    log.write_bytes(b"\xff" * 4096 + log.read_bytes()[4096:])
    assert behind.run("status").code == 6
    found = behind.must("restore", str(stick / "a.db"), "--yes", "--json").data
    assert not found["was_readable"]
    assert (behind.home / found["set_aside"]).read_bytes().startswith(b"\xff")
    assert behind.must("status").code == 0


def test_another_computer_needs_no_set_up_to_restore(stick: Path, behind: Office, tmp_path: Path) -> None:
    other = Office(tmp_path / "other" / "home", clock=MONDAY)
    assert other.must("restore", str(stick / "a.db"), "--json").data["lost"] is None
    assert other.must("list", "--json").data["total"] == 1
    other.must("setup", answers=SETUP)
    other.must("log", answers=CONSULTATION)
    assert behind.must("trail", "--json").data["entries"][0] == other.must("trail", "--json").data["entries"][0]


def test_a_damaged_backup_is_refused(behind: Office, stick: Path) -> None:
    whole = (stick / "a.db").read_bytes()
    (stick / "a.db").write_bytes(whole[: len(whole) // 2])
    result = behind.run("restore", str(stick / "a.db"), "--yes", "--json")
    assert (result.code, result.error["code"]) == (5, "not-sound")
    assert names_in(behind.home) == ["log.db", "settings.toml"]


def test_a_backup_that_is_not_there_is_refused(behind: Office, stick: Path) -> None:
    result = behind.run("restore", str(stick / "none.db"), "--json")
    assert (result.code, result.error["code"]) == (2, "bad-input")


def test_an_older_log_is_brought_up_to_date_before_it_is_backed_up(office: Office, tmp_path: Path) -> None:
    office.home.mkdir()
    shutil.copy(TOP / "tests" / "store" / "data" / "version-1.db", office.home / "log.db")
    office.clock = MONDAY
    result = office.must("backup", str(tmp_path / "a.db"))
    assert "bringing it up to date" in result.err
    assert "bringing it up to date" not in office.must("restore", str(tmp_path / "a.db")).err


@pytest.mark.parametrize("answer", ["", "1\n", "2\n"])
def test_without_a_terminal_nothing_is_asked(behind: Office, stick: Path, answer: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "escalate", "restore", str(stick / "a.db")],
        cwd=TOP,
        env={**os.environ, "ESCALATE_HOME": str(behind.home), "ESCALATE_CLOCK": FRIDAY},
        input=answer,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 2
    assert "To restore it all the same: --yes" in result.stderr


@pytest.mark.parametrize(
    ("file", "said"), [("", "no file was named"), (" ", "no file was named"), (".", "is a folder")]
)
def test_what_is_no_name_of_a_file_is_refused_with_one_that_is(opened: Office, file: str, said: str) -> None:
    result = opened.run("backup", file, "--json")
    assert (result.code, result.error["code"]) == (2, "bad-input")
    assert said in result.error["message"]
    assert ".db" in result.error["hint"]


def test_a_stranger_restores_nothing_and_is_told_how_to_see_who_may(behind: Office, stick: Path) -> None:
    result = behind.run("restore", str(stick / "a.db"), "--yes", "--me", "Nobody", "--json")
    assert result.error["message"] == "Nothing was restored: --me names nobody who uses this log."
    assert "escalate setup --show" in result.error["hint"]
    assert "Ann Worker" in behind.must("setup", "--show").out


def test_drafts_that_only_the_log_set_aside_has_are_said(behind: Office, stick: Path) -> None:
    runtime.Office(behind.home).drafts.keep(Draft(0, "log", 1, "", 3, "", "", "{}"))
    said = " ".join(behind.must("restore", str(stick / "a.db"), "--yes").out.split())
    assert "1 unfinished draft is not in it; it is in the log set aside." in said
    assert "Keep its file: it is the evidence" in said
    assert "set ESCALATE_HOME to a new folder, restore log-set-aside-2026-12-21-0900.db there" in said


def test_numbers_used_twice_are_not_said_to_be_lacking_where_they_stand(behind: Office, stick: Path) -> None:
    """The backup has an entry 3 of its own, and so has the log here."""
    behind.must("backup", str(stick / "other.db"))
    shutil.copy(stick / "a.db", behind.home / "log.db")
    behind.must("danger", "1", answers={"told": "The police"})
    asked = behind.run("restore", str(stick / "other.db"), "--json")
    said = asked.error["details"][0]
    assert "From entry 3 on the backup holds other entries than the log here. It lacks entry 3" in said


def test_what_was_written_after_a_restore_is_not_taken_for_what_that_lost(behind: Office, stick: Path) -> None:
    """Its entries have the numbers of those that the first restore lost."""
    for _ in range(4):
        behind.must("danger", "1", answers={"told": "The police"})
    behind.must("restore", str(stick / "a.db"), "--yes")
    behind.clock = "2026-12-22T09:00:00+00:00"
    behind.must("danger", "1", answers={"told": "The police"})
    behind.must("backup", str(stick / "b.db"))
    lost = int(
        behind.must(
            "danger",
            "1",
            answers={"told": "The police"},
        )
        .out.rpartition("Receipt ")[2]
        .split()[0]
    )
    refused = behind.run("restore", str(stick / "b.db"), "--json")
    assert refused.code == 2
    assert f"entry {lost}" in refused.error["details"][0]
    shutil.copy(stick / "b.db", behind.home / "log.db")
    assert behind.run("verify").code == 5


def test_references_that_a_restore_gives_out_again_are_said_before(behind: Office, stick: Path) -> None:
    behind.must("open", answers=OPEN)
    refused = behind.run("restore", str(stick / "a.db"), "--json")
    assert "Opened since, and not in it: 1 dispute. New ones will get the same references." in refused.error["details"]


def test_what_one_restore_lost_and_brought_back_is_still_said_after_the_next(opened: Office, tmp_path: Path) -> None:
    backup = str(tmp_path / "b.db")
    opened.must("backup", backup)
    opened.must("resolve", "1", answers={"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"})
    erase = {"reason": "Its time is over.", "authority": "The head", "confirm": "ESC-2026-0001"}
    last = opened.must("erase", "1", "--json", answers=erase).data["receipt"]
    for _ in range(2):
        opened.must("restore", backup, "--yes")
        said = " ".join(opened.must("verify").out.split())
        assert "entries 3 and 4 were lost then" in said
        assert "The words of ESC-2026-0001 were erased, and came back" in said
        given = " ".join(opened.run("verify", "--receipt", last).out.split())
        assert "Entry 4 was lost when the log was put back from a backup, as entry 3 says" in given
