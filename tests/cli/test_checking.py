"""verify, rebuild and receipts, through the real commands: what is said, and with which exit code."""

import io
import json
import shutil
import sqlite3
from contextlib import closing, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

import pytest

from escalate.cli.main import run
from escalate.domain.log_events import Restored
from escalate.domain.parts import Author
from escalate.policy_files import from_kept
from escalate.store.journal import Journal
from escalate.usecases.verifying import ASK, KEEP_IT, READ_AGAIN
from tests.office import CONSULTATION, DISCUSSION, OPEN, Office, Result, environment
from tests.terminal.driver import Terminal

RECEIPT = "12 FVYR-MQVX-E2YE-4AKW"


def log_of(office: Office) -> Path:
    return office.home / "log.db"


def outside_of(office: Office) -> Path:
    return office.home.with_name("home.receipt")


def receipt_of(office: Office) -> str:
    receipt = office.must("status", "--json").data["receipt"]
    assert isinstance(receipt, str)
    return receipt


def execute(office: Office, *statements: str) -> None:
    with closing(sqlite3.connect(log_of(office))) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()


@pytest.fixture
def rolled_back(opened: Office, tmp_path: Path) -> tuple[Office, str]:
    """A log whose copy from before its last act was put back; and the receipt of that act."""
    shutil.copy(log_of(opened), tmp_path / "old.db")
    lost = opened.must("log", "--json", answers=CONSULTATION).data["receipt"]
    shutil.copy(tmp_path / "old.db", log_of(opened))
    return opened, lost


# All is well


def test_a_sound_log_is_said_to_be_well_with_its_size_and_since_when(opened: Office) -> None:
    result = opened.must("verify")
    text = " ".join(result.out.split())
    assert "All is well: 2 entries in 1 dispute, since Friday 18 December 2026, 11am" in text
    assert f"Receipt {receipt_of(opened)}" in text
    assert result.err == ""


def test_without_a_log_there_is_nothing_to_check(office: Office) -> None:
    assert "nothing to check" in office.must("verify").out
    assert "nothing to make anew" in office.must("rebuild").out
    assert not log_of(office).exists()


@pytest.mark.parametrize("form", ["", "--plain", "--json"])
def test_no_line_is_wider_than_the_screen(form: str, rolled_back: tuple[Office, str]) -> None:
    office, lost = rolled_back
    result = office.run("verify", "--receipt", lost, *form.split())
    assert result.code == 5
    assert form or max(map(len, result.out.splitlines())) <= 80


# Something is wrong


def test_an_altered_entry_is_named_with_what_to_do(opened: Office) -> None:
    execute(opened, "DROP TRIGGER content_update", "UPDATE content SET body = body || ' ' WHERE position = 2")
    result = opened.run("verify", "--json")
    assert result.code == 5
    faults = result.data["faults"]
    assert {"entry": 2, "part": "entries", "what": "The words of entry 2 were altered", "dispute": 1} in faults
    safeguard = "The safeguard that keeps what is recorded from being changed (trigger content_update) is missing"
    assert safeguard in [fault["what"] for fault in faults]
    human = " ".join(opened.run("verify").out.split())
    assert "The log is not as it was written" in human
    assert "Keep the log file as it is" in human
    assert "The words of entry 2 were altered (dispute 1)" in human
    assert "escalate restore FILE" in human
    assert "Receipt" not in human  # nobody is to write that one down


def test_faults_stand_in_the_order_of_the_entries(opened: Office) -> None:
    opened.must("log", answers=CONSULTATION)
    opened.must("open", answers=OPEN)
    opened.must("log", "1", answers=DISCUSSION)
    execute(
        opened,
        "DROP TRIGGER content_update",
        "UPDATE content SET body = body || ' ' WHERE position IN (3, 4, 5)",
    )
    faults = [(one["entry"], one["dispute"]) for one in opened.run("verify", "--json").data["faults"]]
    assert [one for one in faults if one[1]] == [(3, 1), (4, 2), (5, 1)]
    assert [entry for entry, _ in faults] == sorted(entry for entry, _ in faults)


def test_lists_that_disagree_are_made_anew_by_rebuild_and_nothing_else_is(opened: Office) -> None:
    execute(
        opened, "UPDATE duty SET what = 'Nothing'", "UPDATE dispute SET resolved_at = '2026-12-18T11:00:00.000000Z'"
    )
    result = opened.run("verify", "--json")
    assert result.code == 5
    assert {fault["part"] for fault in result.data["faults"]} == {"lists"}
    assert result.data["advice"] == [
        "What is listed can be made anew from the entries, which are as they were written: escalate rebuild"
    ]
    human = opened.run("verify").out
    assert "What is listed is not what the entries say" in human
    assert "not as it was written" not in human
    made = opened.must("rebuild").out
    assert "1 dispute" in made
    assert "The entries were not touched, and not checked." in made
    assert opened.must("verify", "--json").data["well"] is True


def test_rebuild_does_not_touch_a_damaged_journal(opened: Office) -> None:
    execute(opened, "DROP TRIGGER content_update", "UPDATE content SET body = 'x' WHERE position = 2")
    before = log_of(opened).read_bytes()
    assert opened.run("rebuild").code == 6
    assert log_of(opened).read_bytes() == before


def test_verify_reads_a_log_whose_first_entry_cannot_be_read(opened: Office) -> None:
    execute(opened, "DROP TRIGGER content_update", "UPDATE content SET body = 'x' WHERE position = 1")
    result = opened.run("verify", "--json")
    assert result.code == 5
    assert result.data["faults"]


# Receipts


def test_every_writing_command_gives_the_receipt_of_the_entry_it_wrote(opened: Office) -> None:
    first = receipt_of(opened)
    written = opened.must("log", answers=CONSULTATION).out
    second = receipt_of(opened)
    assert first.startswith("2 ")
    assert second.startswith("3 ")
    assert f"Receipt {second}" in written
    assert f"receipt: {second}" in opened.must("status", "--plain").out
    for receipt in (first, second, second.lower().replace("-", " ")):
        assert opened.must("verify", "--receipt", receipt, "--json").data["receipts"][0]["held"] is True


def test_the_report_ends_with_the_receipt_of_the_log(opened: Office) -> None:
    assert opened.must("report").out.endswith(f"\nReceipt {receipt_of(opened)}\n")
    assert opened.must("report", "--json").data["receipt"] == receipt_of(opened)


def test_a_refused_act_gives_no_receipt_and_setup_none(opened: Office) -> None:
    assert "Receipt" not in opened.run("advance").out
    people = {"me": [{"name": "A", "role": "B", "agency": "C"}]}
    assert opened.must("setup", "--json", answers=people).data["receipt"] == ""


def test_a_receipt_that_was_never_given_is_refused(opened: Office) -> None:
    result = opened.run("verify", "--receipt", RECEIPT, "--json")
    assert result.code == 5
    assert result.data["receipts"][0]["what"] == "Entry 12 is not in the log, which ends with entry 2"
    assert result.data["advice"] == [READ_AGAIN, KEEP_IT, ASK]
    other = opened.run("verify", "--receipt", RECEIPT.replace("12", "2"), "--json")
    assert other.code == 5
    assert "is another" in other.data["receipts"][0]["what"]
    assert other.data["advice"][0].startswith("Most often a character is wrong: compare the receipt first.")
    said = " ".join(opened.run("verify", "--receipt", RECEIPT).out.split())
    assert "The log agrees with itself, but not with this receipt" in said
    for none in ("two", "", "12 FVYR"):
        refused = opened.run("verify", "--receipt", none)
        assert refused.code == 2
        assert "a number, then sixteen letters and digits" in " ".join(refused.err.split())


def test_a_receipt_without_its_quotation_marks_is_said_to_lack_them(opened: Office) -> None:
    refused = opened.run("verify", "--receipt", *RECEIPT.split(), "--json")
    assert (refused.code, refused.error["code"]) == (2, "bad-input")
    assert "in quotation marks" in refused.error["hint"]


@pytest.mark.parametrize("end", [".", ",", " ", ";", '".'])
def test_what_was_copied_with_a_receipt_is_not_part_of_it(opened: Office, end: str) -> None:
    assert opened.must("verify", "--receipt", receipt_of(opened) + end, "--json").data["well"] is True


def test_a_log_rewritten_whole_does_not_hold_an_earlier_receipt(tmp_path: Path) -> None:
    first, second = (Office(tmp_path / name).opened() for name in ("first", "second"))
    receipt = receipt_of(first)
    shutil.copy(log_of(second), log_of(first))
    first.home.with_name("first.receipt").unlink()
    assert first.must("verify").code == 0  # by itself a chain proves nothing against its owner
    assert first.run("verify", "--receipt", receipt).code == 5


# Kept outside


def test_the_last_receipt_is_kept_beside_the_folder_for_its_owner_alone(opened: Office) -> None:
    opened.must("log", answers=CONSULTATION)
    kept = json.loads(outside_of(opened).read_text("utf-8"))
    assert kept["last"]["position"] == 3
    assert outside_of(opened).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in opened.home.parent.iterdir()) == ["home", "home-answers.toml", "home.receipt"]


def warned(result: Result) -> bool:
    return "is not in this log" in " ".join(result.err.split())


@pytest.mark.parametrize("command", ["status", "report", "list", "log", "trail"])
def test_an_older_copy_is_noticed_and_said_on_every_run(command: str, rolled_back: tuple[Office, str]) -> None:
    office, _ = rolled_back
    answers = DISCUSSION if command == "log" else None
    result = office.run(command, answers=answers)
    text = " ".join(result.err.split())
    assert "WARNING: entry 3, written Friday 18 December 2026, 11am, is not in this log." in text
    assert "escalate verify" in text
    assert max(map(len, result.err.splitlines())) <= 80
    office.run("report", "--quiet")
    office.run("verify", "--json")  # nobody may have read that
    assert warned(office.run("status"))


def test_an_older_copy_is_said_until_verify_was_read_in_a_terminal(rolled_back: tuple[Office, str]) -> None:
    office, _ = rolled_back
    assert warned(office.run("status"))
    with Terminal(office.home, "verify") as terminal:
        terminal.ends(5)
        assert "WARNING" not in terminal.text  # its screen says it
    assert not warned(office.run("status"))
    assert office.run("verify").code == 5


def test_a_warning_follows_the_answer(rolled_back: tuple[Office, str]) -> None:
    office, _ = rolled_back
    both = io.StringIO()
    with environment({"ESCALATE_HOME": str(office.home)}), redirect_stdout(both), redirect_stderr(both):
        run(["status"])
    assert both.getvalue().rstrip().endswith("every command says this.")


def test_a_tail_cut_off_is_noticed(opened: Office) -> None:
    opened.must("log", answers=CONSULTATION)
    execute(
        opened,
        "DROP TRIGGER entry_delete",
        "DROP TRIGGER content_delete",
        "DELETE FROM content WHERE position = 3",
        "DELETE FROM entry WHERE position = 3",
        "DELETE FROM fold",  # so that the lists are made anew: whoever cuts may know that
    )
    assert warned(opened.run("status"))
    assert opened.run("verify", "--json").data["receipts"][0]["held"] is False


def test_what_is_gone_stays_known_to_verify_when_others_have_followed(rolled_back: tuple[Office, str]) -> None:
    office, lost = rolled_back
    office.must("log", answers=CONSULTATION)
    office.must("log", answers=DISCUSSION)
    result = office.run("verify", "--json")
    assert result.code == 5
    assert [(one["receipt"], one["held"]) for one in result.data["receipts"] if one["receipt"] == lost] == [
        (lost, False)
    ]
    assert [one["held"] for one in result.data["receipts"] if one["receipt"] == receipt_of(office)] == [True]


def test_a_log_that_is_gone_is_noticed(opened: Office) -> None:
    log_of(opened).unlink()
    listed = " ".join(opened.run("list").err.split())
    assert "the log is gone: it had 2 entries" in listed
    assert f"It was in {opened.home}." in listed
    today = opened.run().out
    assert "the log is gone, which had 2 entries" in today
    assert "escalate open" not in today
    result = opened.run("verify")
    assert result.code == 5
    assert "The log is gone: it had 2 entries" in result.out
    assert "no log yet" not in result.out
    assert str(opened.home) in result.out.replace("\n    ", "")


def test_where_the_folder_above_cannot_be_written_nothing_is_kept_and_nothing_said(opened: Office) -> None:
    outside_of(opened).unlink()
    outside_of(opened).mkdir()
    result = opened.must("log", answers=CONSULTATION)
    assert result.err == ""
    assert opened.must("verify").code == 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"log": 1, "last": {"position": "x"}, "gone": []}', "\x00"])
def test_a_spoiled_file_of_receipts_is_no_fault(content: str, opened: Office) -> None:
    outside_of(opened).write_text(content, "utf-8")
    assert opened.must("status").err == ""
    opened.must("log", answers=CONSULTATION)
    assert json.loads(outside_of(opened).read_text("utf-8"))["last"]["position"] == 3


def test_what_a_restore_says_was_lost_is_explained_and_not_warned_of(rolled_back: tuple[Office, str]) -> None:
    office, lost = rolled_back
    kept = json.loads(outside_of(office).read_text("utf-8"))["last"]
    at = datetime(2026, 12, 19, 9, tzinfo=UTC)
    event = Restored(kept["position"], kept["bits"], 2)
    Journal(log_of(office), from_kept, program="test").note(Author("Ann", "Lead", "School"), at, event)

    assert not warned(office.run("status"))
    well = office.must("verify")
    assert "Put back from a backup on Saturday 19 December 2026, 9am (entry 3); entry 3 was lost then." in " ".join(
        well.out.split()
    )
    asked = office.run("verify", "--receipt", lost, "--json")
    assert asked.code == 5
    assert (
        asked.data["receipts"][0]["what"]
        == "The entry that was then number 3 was lost when the log was put back from a backup, as entry 3 says"
    )
    assert asked.data["faults"] == []


def test_what_was_noticed_before_a_restore_is_explained_by_it_from_then_on(
    rolled_back: tuple[Office, str], tmp_path: Path
) -> None:
    office, lost = rolled_back
    assert warned(office.run("status"))
    assert office.run("verify").code == 5
    office.must("backup", str(tmp_path / "now.db"))
    office.must("restore", str(tmp_path / "now.db"), "--yes")

    found = office.must("verify", "--json")
    assert not warned(found)
    assert (lost, False) in [(one["receipt"], one["held"]) for one in found.data["receipts"]]
    assert (found.data["well"], found.data["advice"]) == (True, [])


# A day before the log


def test_a_report_of_a_day_before_the_log_began_says_so(opened: Office) -> None:
    opened.clock = "2026-12-21T11:00:00+00:00"
    result = opened.must("report", "--as-of", "16/12/2026")
    text = " ".join(result.out.split())
    assert "The log began later, on Friday 18 December 2026, 11am: of that day it says nothing" in text
    assert "began later" not in opened.must("report", "--as-of", "18/12/2026").out


def test_a_receipt_beside_the_folder_that_cannot_be_read_is_said_before_and_after_the_next_act(opened: Office) -> None:
    beside = opened.home.with_name(f"{opened.home.name}.receipt")
    beside.write_text("spoilt", "utf-8")
    said = "beside the folder cannot be read: an end cut off before it was damaged would not show"
    assert f"home.receipt {said}" in " ".join(opened.must("verify").out.split())
    opened.must("danger", answers={"told": "Police"})
    assert f"home.receipt-damaged {said}" in " ".join(opened.must("verify").out.split())
