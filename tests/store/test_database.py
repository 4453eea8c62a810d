"""Connecting: what may be opened how, who may read the file, and the sentence for each fault."""

import os
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from escalate.domain.bodies import KINDS
from escalate.errors import LogDamaged, LogUnusable
from escalate.store import database, migrate
from escalate.store.database import State
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from tests.store.acts import AUTHOR, MIGRATIONS, NOW, danger, duty, in_days, journal_of, open_one, read_policy

TOP = Path(__file__).parents[2]


@pytest.fixture
def log(path: Path, journal: Journal) -> Path:
    """A log with one dispute in it."""
    open_one(journal, duty(1, in_days(5)))
    return path


@pytest.fixture
def copy(log: Path, tmp_path: Path) -> Path:
    """A copy of the same, to spoil."""
    spoilt = tmp_path / "spoilt" / "log.db"
    spoilt.parent.mkdir()
    spoilt.write_bytes(log.read_bytes())
    return spoilt


def fault_of_reading(path: Path) -> LogUnusable:
    with pytest.raises(LogUnusable) as caught:
        Queries(path, read_policy).open_lines()
    return plain(caught.value)


def fault_of_writing(path: Path) -> LogUnusable:
    journal = Journal(path, read_policy, program="0.1")
    with pytest.raises(LogUnusable) as caught:
        journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    return plain(caught.value)


def plain(fault: LogUnusable) -> LogUnusable:
    """The fault, in words: exit 6, one sentence, a hint, and neither SQLite's words nor a path."""
    assert fault.exit_code == 6
    assert re.fullmatch(r"[A-Zl][^.]*(\.db[^.]*)?\.", fault.message), fault.message
    assert fault.hint
    said = f"{fault.message} {fault.hint}".lower()
    assert not [word for word in ("sqlite", "database", "malformed", "errno", "/") if word in said]
    return fault


# How it connects


@pytest.mark.parametrize("mode", ["read", "write", "create"])
def test_every_connection_has_the_pragmas_of_the_design(log: Path, mode: database.Mode) -> None:
    with closing(database.connect(log, mode) or sqlite3.connect(":memory:")) as connection:
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "foreign_keys",
                "trusted_schema",
                "secure_delete",
                "cell_size_check",
                "busy_timeout",
                "query_only",
            )
        }
        isolation_level = connection.isolation_level
    extra = 3
    assert found == {
        "journal_mode": "delete",
        "synchronous": extra,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "secure_delete": 1,
        "cell_size_check": 1,
        "busy_timeout": int(database.BUSY_SECONDS * 1000),
        "query_only": int(mode == "read"),
    }
    assert isolation_level is None  # begin is ours to say


def test_a_lock_is_waited_for_half_a_minute() -> None:
    assert database.BUSY_SECONDS == 30


def test_a_read_creates_nothing(path: Path) -> None:
    assert database.connect(path, "read") is None
    assert database.state(path) is State.ABSENT
    assert not path.parent.exists()


def test_an_empty_file_is_no_log_yet_and_can_become_one(path: Path) -> None:
    path.parent.mkdir()
    path.touch()
    assert database.state(path) is State.ABSENT
    assert not Queries(path, read_policy).exists()
    open_one(journal_of(path))
    assert Queries(path, read_policy).find("") == 1


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_the_owner_may_read_the_log_whatever_the_umask(path: Path, mask: int) -> None:
    with umask(mask):
        open_one(journal_of(path))
        with closing(database.connect(path, "write")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM dispute")
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {"log.db": 0o600, "log.db-journal": 0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("name", ["a b", "50%", "a#b?mode=memory", "Ŵyn", "it's"])
def test_the_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "log.db"
    open_one(journal_of(path))
    assert path.stat().st_size
    assert Queries(path, read_policy).find("") == 1


def test_a_link_that_was_planted_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    path.symlink_to(tmp_path / "elsewhere.db")
    with pytest.raises(LogUnusable, match="is a link to another place"):
        journal_of(path)
    assert not (tmp_path / "elsewhere.db").exists()


def test_reading_loads_no_library_of_the_database() -> None:
    code = (
        "import sys, escalate.store.queries as q; from pathlib import Path\n"
        "q.Queries(Path('none.db'), print).open_lines()\n"
        "print({'sqlmodel', 'sqlalchemy', 'alembic', 'pydantic'} & set(sys.modules))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True).stdout
    assert shown == "set()\n"


# What cannot be used


@pytest.mark.usefixtures("impatient")
def test_a_locked_log_is_said_to_be_in_use(log: Path) -> None:
    with closing(sqlite3.connect(log, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "is in use by another program" in fault_of_reading(log).message
        assert "is in use by another program" in fault_of_writing(log).message
    assert Queries(log, read_policy).find("") == 1


@pytest.mark.usefixtures("impatient")
def test_a_log_that_is_being_written_can_be_read(log: Path) -> None:
    with closing(sqlite3.connect(log, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert Queries(log, read_policy).find("") == 1
        assert "is in use by another program" in fault_of_writing(log).message


def test_a_folder_in_the_log_s_place_is_no_log(path: Path) -> None:
    path.mkdir(parents=True)
    assert fault_of_reading(path).message == "log.db is not a file."
    with pytest.raises(LogUnusable, match="is not a file"):
        journal_of(path)


def test_a_file_in_the_folder_s_place_is_said(path: Path) -> None:
    path.parent.write_text("not a folder")
    assert fault_of_reading(path).message == "log.db cannot be opened."
    with pytest.raises(LogUnusable, match="cannot be opened"):
        journal_of(path)


@pytest.mark.parametrize("content", [b"x", b"[settings]\nname = 'A'\n" * 100, os.urandom(8192)], ids=len)
def test_a_file_that_is_no_database_is_not_a_log(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert "not a log of this program" in fault_of_reading(path).message
    assert "not a log of this program" in fault_of_writing(path).message
    with pytest.raises(LogUnusable, match="not a log of this program"):
        journal_of(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "sql",
    [
        "PRAGMA application_id = 1; DROP TABLE alembic_version",
        "PRAGMA application_id = 0; DROP TABLE alembic_version",
        "PRAGMA application_id = 0; PRAGMA user_version = 0; DROP TABLE alembic_version",
    ],
)
def test_a_database_of_another_program_is_not_a_log(copy: Path, sql: str) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.executescript(sql)
    before = copy.read_bytes()
    assert "not a log of this program" in fault_of_reading(copy).message
    assert "not a log of this program" in fault_of_writing(copy).message
    with pytest.raises(LogUnusable, match="not a log of this program"):
        journal_of(copy)
    assert copy.read_bytes() == before


def test_a_log_of_a_newer_version_is_left_alone(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
        connection.execute("UPDATE alembic_version SET version_num = ?", (f"{database.VERSION + 1:04}",))
        connection.commit()
    before = copy.read_bytes()
    assert "newer version" in fault_of_reading(copy).message
    assert "newer version" in fault_of_writing(copy).message
    with pytest.raises(LogUnusable, match="newer version"):
        journal_of(copy)
    assert copy.read_bytes() == before


@pytest.mark.parametrize("label", ["user_version = 5", "user_version = 3", "user_version = 0", "application_id = 1"])
def test_a_log_that_says_two_things_of_its_version_is_damaged_and_no_copy_of_it_is_kept(copy: Path, label: str) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(f"PRAGMA {label}")
    before = copy.read_bytes()
    kept: list[int] = []
    assert fault_of_reading(copy).message == "log.db was altered: it does not say which version it is from."
    assert "was altered" in fault_of_writing(copy).message
    with pytest.raises(LogDamaged, match="was altered"):
        migrate.bring_up_to_date(copy, MIGRATIONS, lambda _path, version: kept.append(version))
    assert kept == []
    assert copy.read_bytes() == before


def test_a_log_cut_short_is_said_to_be_damaged(copy: Path) -> None:
    whole = copy.read_bytes()
    copy.write_bytes(whole[: len(whole) // 3])
    assert fault_of_reading(copy).message == "log.db is damaged."
    assert fault_of_writing(copy).message == "log.db is damaged."


def test_a_log_overwritten_in_places_is_said_to_be_damaged(copy: Path) -> None:
    whole = copy.read_bytes()
    page = 4096
    for at in range(page, len(whole), page):
        with copy.open("r+b") as file:
            file.seek(at)
            file.write(b"\xff" * 64)
    assert fault_of_reading(copy).message == "log.db is damaged."
    assert fault_of_writing(copy).message == "log.db is damaged."


def test_a_log_that_lost_a_table_is_said_to_be_damaged(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute("DROP TABLE duty")
    assert fault_of_reading(copy).message == "log.db is damaged."


def test_a_full_disk_is_said_to_be_full(copy: Path) -> None:
    with closing(database.connect(copy, "write")) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(LogUnusable, match="The disk is full") as caught, database.plainly(copy, writing=True):
            connection.execute("INSERT INTO kept VALUES (:digest, zeroblob(100000))", {"digest": "0" * 64})
    assert plain(caught.value).hint.startswith("Nothing was recorded.")


def test_a_fault_of_this_program_is_not_blamed_on_the_log(copy: Path) -> None:
    connection = database.connect(copy, "write")
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError), database.plainly(copy):
        connection.execute("SELECT 1")


@pytest.mark.parametrize(
    "body", ["", "no JSON", "[]", "{}", '{"version": 1}', '{"author": 1, "event": {}, "version": 1}']
)
def test_an_entry_that_says_nothing_is_said_to_be_damaged(copy: Path, body: str) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("DROP TRIGGER content_update")
        connection.execute("UPDATE content SET body = :body WHERE position = 2", {"body": body})
    with pytest.raises(LogUnusable) as caught:
        Queries(copy, read_policy).stored(1)
    assert plain(caught.value).message == "The words of entry 2 were altered."


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE entry SET kind = 'NotYetThere' WHERE position = 2",
        """UPDATE content SET body = replace(body, '"version":1', '"version":2') WHERE position = 2""",
    ],
)
def test_an_event_that_this_version_of_the_log_does_not_know_is_damage(copy: Path, sql: str) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.executescript("DROP TRIGGER content_update; DROP TRIGGER entry_update;")
        connection.execute(sql)
    with pytest.raises(LogDamaged, match=r"(Entry 2 of the log cannot be read|The words of entry 2 were altered)"):
        Queries(copy, read_policy).stored(1)
    assert fault_of_writing(copy).message


def test_a_new_kind_or_version_of_an_event_comes_with_a_new_version_of_the_log() -> None:
    """Or an older program would call the log damaged, and not newer. An empty migration will do."""
    known = (
        "Advanced1 Approved1 Attached1 Corrected1 DangerReported1 DateAgreed1 Discussed1 DutyDone1 Erased1 Exported1 "
        "Imported1 KeepRuleSet1 KeepSet1 LogStarted1 Opened1 PeopleChanged1 Reflected1 Reopened1 Resolved1 Restored1 "
        "Sent1"
    )
    assert (database.VERSION, " ".join(sorted(f"{name}{kind.version}" for name, kind in KINDS.items()))) == (4, known)


def test_a_policy_missing_from_the_log_is_said(copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.executescript("DROP TRIGGER kept_delete; DELETE FROM kept;")
    with pytest.raises(LogUnusable, match="The policy of dispute 1 is not in the log"):
        Queries(copy, read_policy).stored(1)


# Waiting


@pytest.mark.parametrize("lock", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_who_waits_long_for_another_program_is_told_once_and_then_served(
    lock: str, log: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(database, "QUIET_SECONDS", 0.1)
    other = sqlite3.connect(log, isolation_level=None, check_same_thread=False)
    other.execute(lock)
    letting_go = threading.Timer(0.5, other.execute, ("ROLLBACK",))
    letting_go.start()

    Journal(log, read_policy, program="0.1").record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))

    letting_go.join()
    other.close()
    assert capsys.readouterr().err == "Waiting for another program that uses the log...\n"


def test_who_need_not_wait_is_told_nothing(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Journal(log, read_policy, program="0.1").record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    assert capsys.readouterr().err == ""
