"""A log that somebody altered: the commands say so with the documented exit code, and none of them fails at it."""
# ruff: noqa: S608  statements of our own

import json
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import tomli_w

from escalate.cli.prompting import answered
from escalate.errors import BadInput
from escalate.usecases.ports import Draft
from tests.office import CONSULTATION, DISCUSSION, OPEN, Office

Tamper = Callable[..., None]
NESTED = "[" * 200_000


@pytest.fixture
def tamper(opened: Office) -> Tamper:
    """Alter the log by these statements, and put the triggers back."""

    def tampered(*statements: str, values: tuple[object, ...] = ()) -> None:
        with closing(sqlite3.connect(opened.home / "log.db", isolation_level=None)) as raw:
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            raw.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                raw.execute(statement, values if "?" in statement else ())
            for _, sql in triggers:
                raw.execute(sql)

    return tampered


def kept_beside(office: Office) -> Path:
    return office.home.with_name("home.receipt")


# The last entry's hash


@pytest.mark.parametrize("value", ["'x'", "printf('%064x', 1) || 'g'", "x'ff00'", "CAST(x'ff' AS TEXT)"])
def test_a_hash_that_is_none_is_found_and_stops_no_command(opened: Office, tamper: Tamper, value: str) -> None:
    tamper(f"UPDATE entry SET hash = {value} WHERE position = 2")
    found = opened.run("verify", "--json")
    assert found.code == 5
    assert any(fault["entry"] == 2 for fault in found.data["faults"])
    assert found.data["receipt"] == ""
    for words in (["status"], ["report"], ["list"], ["trail"], []):
        assert opened.run(*words).code in (0, 6), words
    refused = opened.run("log", answers=CONSULTATION)
    assert refused.code == 6


def test_a_backup_takes_the_place_of_a_log_whose_last_hash_is_none(
    opened: Office, tamper: Tamper, tmp_path: Path
) -> None:
    opened.must("backup", str(tmp_path / "a.db"))
    tamper("UPDATE entry SET hash = x'ff00' WHERE position = 2")
    assert opened.must("restore", str(tmp_path / "a.db"), "--json").data["was_readable"] is False
    assert opened.must("verify").code == 0


# Words


@pytest.mark.parametrize("position", [1, 2])
def test_words_nested_too_deep_are_found_and_stop_no_command(
    opened: Office, tamper: Tamper, tmp_path: Path, position: int
) -> None:
    tamper(f"UPDATE content SET body = ? WHERE position = {position}", values=(NESTED,))
    assert opened.run("verify").code == 5
    for words in (["status", "1"], ["trail", "1"], ["rebuild"]):
        assert opened.run(*words).code == 6, words
    copy = shutil.copy(opened.home / "log.db", tmp_path / "copy.db")
    assert opened.run("restore", str(copy), "--yes").code == 5


def test_a_draft_nested_too_deep_stops_no_command(opened: Office, tamper: Tamper) -> None:
    tamper(
        "INSERT INTO draft VALUES (1, 'open', NULL, '', 0, ?, ?, ?)",
        values=(*["2026-12-18T10:00:00.000000Z"] * 2, NESTED),
    )
    assert opened.must("drafts", "--json").data["drafts"][0]["reference"] == ""


@pytest.mark.parametrize("body", [NESTED, "{}", '{"answers": 3, "finished": []}'])
def test_a_draft_that_was_altered_is_not_gone_on_with(body: str) -> None:
    with pytest.raises(BadInput, match="it was altered"):
        answered(Draft(1, "open", None, "", 0, "", "", body))


def test_erased_words_put_back_are_found(opened: Office, tamper: Tamper, tmp_path: Path) -> None:
    opened.must("resolve", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    older = shutil.copy(opened.home / "log.db", tmp_path / "older.db")
    opened.must("erase", "1", answers={"reason": "Over.", "authority": "The head", "confirm": "ESC-2026-0001"})
    opened.must("verify")
    tamper(f"ATTACH '{older}' AS older", "INSERT INTO content SELECT * FROM older.content WHERE position = 2")
    found = opened.run("verify", "--json")
    assert found.code == 5
    assert "The words of entry 2 are there although they were erased" in [one["what"] for one in found.data["faults"]]


# What stands beside a log


def deleting_journal(log: Path, victim: Path) -> None:
    """An unfinished write of several files, as another program may leave it: SQLite deletes the one it names."""
    name, magic = os.fsencode(victim), bytes.fromhex("d9d505f920a163d7")
    head = (magic + struct.pack(">5I", 0, 1, log.stat().st_size // 4096, 512, 4096)).ljust(512, b"\0")
    end = struct.pack(">I", 262145) + name + struct.pack(">2I", len(name), sum(name)) + magic
    log.with_name(f"{log.name}-journal").write_bytes(head + end)


def test_no_file_is_deleted_because_of_what_stands_beside_a_backup(opened: Office, tmp_path: Path) -> None:
    victim, backup = tmp_path / "letter.txt", tmp_path / "a.db"
    victim.write_text("mine")
    opened.must("backup", str(backup))
    deleting_journal(backup, victim)
    refused = opened.run("restore", str(backup), "--yes", "--json")
    assert (refused.code, refused.error["code"]) == (5, "not-sound")
    assert victim.exists()
    deleting_journal(opened.home / "log.db", victim)
    for words, code in ((["status"], 6), (["list"], 6), (["verify"], 5)):
        assert opened.run(*words).code == code, words
    assert opened.run("log", answers=CONSULTATION).code == 6
    assert victim.exists()


@pytest.mark.timeout(20)
def test_nobody_waits_for_a_pipe_in_the_place_of_an_unfinished_write(opened: Office) -> None:
    os.mkfifo(opened.home / "log.db-journal")
    assert opened.run("status").code == 6


@pytest.mark.timeout(20)
def test_nobody_waits_for_a_pipe_in_the_place_of_a_file_of_the_folder(opened: Office, tmp_path: Path) -> None:
    (opened.home / "policies").mkdir()
    os.mkfifo(opened.home / "policies" / "mine.toml")
    os.mkfifo(tmp_path / "other.toml")
    assert "mine" in opened.must("policy", "list", "--json").data["faulty"][0]
    assert opened.run("policy", "check", str(tmp_path / "other.toml")).code in (2, 3)
    refused = opened.run("open", "--answers", str(tmp_path / "other.toml"))
    assert refused.code == 2
    (opened.home / "settings.toml").unlink()
    os.mkfifo(opened.home / "settings.toml")
    assert opened.run("open", answers=OPEN).code == 2
    assert "999" in opened.must("danger").out


@pytest.mark.parametrize("way", ["<(cat {0})", "/dev/stdin < {0}", '/dev/stdin <<< "$(cat {0})"', "- < {0}"])
def test_answers_come_from_whatever_can_be_read(opened: Office, tmp_path: Path, way: str) -> None:
    (tmp_path / "answers.toml").write_text(tomli_w.dumps(dict(CONSULTATION)), "utf-8")
    told = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m escalate log 1 --answers {way.format(tmp_path / 'answers.toml')}"],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": opened.clock},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr


# The receipt kept outside


@pytest.mark.parametrize(
    "content",
    [
        NESTED,
        "x" * 100_000,
        *(
            json.dumps(
                {
                    "log": "a",
                    "last": {"position": 3, "bits": "0" * 20, "when": "2026-12-18T10:00:00.000000Z"} | change,
                    "gone": [],
                }
            )
            for change in (
                {"position": float("inf")},
                {"position": 10**25},
                {"position": 0},
                {"bits": "f" * 40},
                {"bits": "-1"},
                {"when": "0001-01-01T00:00:00+14:00"},
                {"when": 3},
            )
        ),
        json.dumps([]),
        json.dumps({"log": "a", "last": [], "gone": 3}),
    ],
    ids=range(11),
)
def test_a_file_of_receipts_that_was_made_up_is_no_fault(opened: Office, content: str) -> None:
    kept_beside(opened).write_text(content, "utf-8")
    assert opened.must("status").err == ""
    assert opened.must("verify").err == ""
    opened.must("log", answers=CONSULTATION)
    assert json.loads(kept_beside(opened).read_text("utf-8"))["last"]["position"] == 3


@pytest.mark.timeout(20)
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "endless"])
def test_nobody_waits_for_what_stands_in_the_place_of_the_receipts(
    opened: Office, make: Callable[[Path], None]
) -> None:
    kept_beside(opened).unlink()
    make(kept_beside(opened))
    assert opened.must("status").err == ""
    opened.must("log", answers=CONSULTATION)


def test_another_log_in_the_place_of_the_log_is_noticed_and_the_receipt_of_the_one_before_stays(
    tmp_path: Path, opened: Office
) -> None:
    opened.must("log", answers=CONSULTATION)
    before = shutil.copy(opened.home / "log.db", tmp_path / "before.db")
    receipt = opened.must("status", "--json").data["receipt"]
    other = Office(tmp_path / "other").opened()
    shutil.copy(other.home / "log.db", opened.home / "log.db")
    warned = " ".join(opened.run("status").err.split())
    assert (
        "this is not the log that was here before (its last entry: 3, written Friday 18 December 2026, 11am)" in warned
    )
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    found = opened.run("verify", "--json")
    assert found.code == 5
    assert [one["receipt"] for one in found.data["receipts"] if not one["held"]] == [receipt]
    assert found.data["faults"] == []
    human = " ".join(opened.run("verify").out.split())
    assert "Entry 3 was the last of another log: this is not the one that was here before" in human
    shutil.copy(before, opened.home / "log.db")
    assert receipt not in [one["receipt"] for one in opened.run("verify", "--json").data["receipts"] if not one["held"]]


def test_a_backup_restored_where_another_log_was_is_the_log_from_then_on(tmp_path: Path, opened: Office) -> None:
    opened.must("backup", str(tmp_path / "a.db"))
    other = Office(tmp_path / "other").opened()
    other.must("log", answers=CONSULTATION)
    (other.home / "log.db").unlink()
    other.must("restore", str(tmp_path / "a.db"))
    assert other.must("status").err == ""
    assert other.must("verify").code == 0


def test_the_receipt_stands_beside_the_folder_however_that_is_named(
    opened: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    (opened.home / "inside").mkdir()
    monkeypatch.chdir(opened.home / "inside")
    opened.home = Path("..")
    opened.clock = "2026-12-18T12:00:00+00:00"
    opened.must("log", answers={**CONSULTATION, "after": 1})
    folder = Path("..").resolve()
    assert json.loads((folder.parent / f"{folder.name}.receipt").read_text("utf-8"))["last"]["position"] == 3
    assert not list(folder.glob("**/*.receipt"))


def test_verify_says_whether_there_was_a_receipt_to_check_against(opened: Office) -> None:
    assert "Checked against the receipt kept beside the folder." in opened.must("verify").out
    kept_beside(opened).unlink()
    said = " ".join(opened.must("verify").out.split())
    assert "No receipt is kept beside the folder, so an end cut off would not show." in said


# What the log says it is


@pytest.mark.parametrize("change", ["user_version = 2", "user_version = 99", "application_id = 1"])
def test_a_label_of_the_file_that_was_changed_is_found_and_no_copy_is_left(
    opened: Office, tamper: Tamper, change: str
) -> None:
    tamper(f"PRAGMA {change}")
    for _ in range(2):
        assert opened.run("verify").code == 5
        refused = opened.run("status")
        assert refused.code == 6
        assert "was altered" in refused.err
        assert "escalate restore FILE" in " ".join(refused.err.split())
        assert opened.run("open", answers=OPEN).code == 6
    assert sorted(path.name for path in opened.home.iterdir()) == ["log.db", "settings.toml"]


# What no entry says, and what none can


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE entry SET dispute = 9223372036854775807 WHERE position = 2", "The numbers of the disputes"),
        ("UPDATE entry SET dispute = 'abc' WHERE position = 2", "The numbers of the disputes"),
        ("UPDATE entry SET position = 9223372036854775807 WHERE position = 2", "Entry 9223372036854775807 of the log"),
        ("UPDATE entry SET recorded_at = 'zzz' WHERE position = 2", "Entry 2 of the log cannot be read"),
        ("UPDATE entry SET recorded_at = '0001-01-01T00:00:00+14:00' WHERE position = 2", "Entry 2 of the log"),
    ],
)
def test_a_number_or_time_that_nobody_wrote_lets_nothing_be_written(
    opened: Office, tamper: Tamper, statement: str, said: str
) -> None:
    tamper("PRAGMA foreign_keys = OFF", statement)
    for words, answers in ((["open"], OPEN), (["log", "1"], CONSULTATION)):
        refused = opened.run(*words, answers=answers)
        assert refused.code in (3, 6), (words, refused.err)
    refused = opened.run("open", answers=OPEN)
    assert refused.code == 6
    assert said in refused.err
    assert "escalate verify" in " ".join(refused.err.split())
    for words in (["rebuild"], ["status", "1"], ["trail", "1"], ["report"], ["list", "--all"], []):
        assert opened.run(*words).code in (0, 3, 6), words
    assert "9223372036854775807 dispute" not in opened.run("rebuild").out
    assert opened.run("verify").code == 5


@pytest.mark.parametrize("content", [b"\xff" * 4096, b"[settings]\n" * 500])
def test_a_file_that_is_damaged_from_its_beginning_is_found_by_verify(opened: Office, content: bytes) -> None:
    log = opened.home / "log.db"
    log.write_bytes(content + log.read_bytes()[len(content) :])
    assert opened.run("verify").code == 5
    refused = opened.run("status")
    assert refused.code == 6
    assert "log.db is damaged" in refused.err
    assert "Change nothing in it. Look: escalate verify. To go back to a backup: escalate restore FILE" in " ".join(
        refused.err.split()
    )


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE content SET body = replace(body, 'without a visit', 'after a visit')", "The words of entry 2"),
        (
            "UPDATE kept SET bytes = CAST(replace(CAST(bytes AS TEXT), '5 working days', '9 working days') AS BLOB)",
            "policy",
        ),
    ],
)
def test_other_words_in_the_place_of_those_written_are_never_shown(
    opened: Office, tamper: Tamper, statement: str, said: str
) -> None:
    tamper(statement)
    for words in (["status", "1"], ["trail", "1"]):
        refused = opened.run(*words)
        assert (refused.code, refused.out) == (6, "")
        assert said in refused.err
        assert "altered" in refused.err
    assert opened.run("log", "1", answers=CONSULTATION).code == 6


@pytest.mark.parametrize("author", ["3", "{}", '{"name":3,"role":[],"agency":{},"account":null}'])
def test_an_author_that_was_altered_stops_no_command(opened: Office, tamper: Tamper, author: str) -> None:
    cut = "substr(body, instr(body, ',\"event\"'))"
    tamper(f"UPDATE content SET body = '{{\"author\":' || ? || {cut} WHERE position = 2", values=(author,))
    for words in (["status", "1"], ["trail", "1"], ["report"]):
        assert opened.run(*words).code in (0, 6), words
    assert opened.run("report", "--as-of", "18/12/2026").code in (0, 6)
    assert opened.run("verify").code == 5


def test_a_restoration_without_its_numbers_stops_no_command(opened: Office, tamper: Tamper) -> None:
    tamper(
        "UPDATE entry SET kind = 'Restored', dispute = NULL, seq = NULL WHERE position = 2",
        "UPDATE content SET body = ? WHERE position = 2",
        values=(
            json.dumps(
                {
                    "author": {"name": "A", "role": "B", "agency": "C", "account": "d"},
                    "event": {"newest": "a", "newest_hash": 3, "ended": []},
                    "version": 1,
                },
                separators=(",", ":"),
            ),
        ),
    )
    assert opened.run("list").code == 0
    assert opened.run("verify").code == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kept SET bytes = x'7b7d'",
        "UPDATE kept SET bytes = 'text'",
        "UPDATE entry SET kind = 'Attached' WHERE position = 2",
        "UPDATE entry SET kind = 'KeepSet' WHERE position = 2",
        """UPDATE content SET body = replace(body, '"version":1', '"version":2') WHERE position = 2""",
    ],
)
def test_what_was_altered_is_said_with_what_to_do_and_no_other_version_is_blamed(
    opened: Office, tamper: Tamper, statement: str
) -> None:
    tamper(statement)
    for words in (["status", "1"], ["trail", "1"]):
        refused = opened.run(*words)
        said = " ".join(refused.err.split())
        assert refused.code == 6, words
        assert "Change nothing in it. Look: escalate verify. To go back to a backup: escalate restore FILE" in said
        assert "newer" not in said
    assert opened.run("verify").code == 5


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dispute SET next_due_at = 'zzz'",
        "UPDATE dispute SET opened_at = ''",
        "UPDATE dispute SET open_duties = 'many'",
        "UPDATE dispute SET reference = x'00'",
        "UPDATE dispute SET keep_until = 'for ever', resolved_at = opened_at",
        "UPDATE duty SET due_at = '0001-01-01T00:00:00+14:00'",
        "UPDATE duty SET what = x'00'",
    ],
)
def test_a_list_that_was_altered_is_said_to_be_and_made_anew(opened: Office, tamper: Tamper, statement: str) -> None:
    tamper(statement)
    told = [opened.run(*words) for words in (["report"], ["list", "--all"], [], ["keep", "--review"])]
    assert {result.code for result in told} <= {0, 6}
    assert any("escalate rebuild" in result.err for result in told)
    assert opened.run("verify").code == 5
    opened.must("rebuild")
    assert opened.must("verify").code == 0
    assert opened.must("report").code == 0


# Names


LONG = "x" * 300


@pytest.mark.parametrize(
    "words",
    [
        ("backup", LONG),
        ("restore", LONG),
        ("restore", f"{LONG}/a.db"),
        ("policy", "check", f"{LONG}.toml"),
        ("people", "--answers", "\ud800"),
    ],
)
def test_a_name_that_no_file_can_have_is_refused_plainly(
    opened: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    refused = opened.run(*words)
    assert refused.code in (2, 3)
    assert "could not be written out" not in refused.err


@pytest.mark.parametrize("name", ["file:x.db", "file:x.db?mode=memory", "a%41.db", os.fsdecode(b"\xff.db")])
def test_a_backup_may_have_any_name_and_leaves_nothing_else(
    opened: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    monkeypatch.chdir(folder)
    opened.must("backup", name)
    assert [path.name for path in folder.iterdir()] == [name]


def test_what_is_no_log_is_refused_before_it_is_copied(
    opened: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "large.db").open("wb") as file:
        file.truncate(1 << 30)
    monkeypatch.setattr("shutil.copyfileobj", None)
    refused = opened.run("restore", str(tmp_path / "large.db"), "--json")
    assert (refused.code, refused.error["code"]) == (5, "not-sound")
