"""Where the computer account may not write, or the disk is full: reading goes on, and writing says why not.

Each case runs in a process of its own that gives up root's right to pass by permissions, if it has it.
"""

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from escalate.store.journal import Journal
from escalate.store.queries import Queries
from tests.store.acts import AUTHOR, NOW, danger, duty, in_days, open_one, read_policy

TOP = Path(__file__).parents[2]
RUN = """
import ctypes, json, os, resource, sys
from pathlib import Path
from escalate.errors import EscalateError
from tests.store.acts import *
from escalate.store import database, register
from escalate.store.queries import Queries

path, act = Path(sys.argv[1]), sys.argv[2]
if os.geteuid() == 0:  # every capability given up; what is owned by root stays so
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(ctypes.byref(version_3), ctypes.byref((ctypes.c_uint32 * 6)())) == 0
try:
    if act == "read":
        print(json.dumps(["read", len(Queries(path, read_policy).open_lines())]))
    elif act == "write":
        Journal(path, read_policy, program="0.1").record(AUTHOR, NOW, 1, None, lambda stored: (danger(),))
        print(json.dumps(["written", ""]))
    elif act == "create":
        open_one(journal_of(path))
        print(json.dumps(["created", ""]))
    elif act == "fill":
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 8192,) * 2)
        while True:
            open_one(Journal(path, read_policy, program="0.1"))
            print(json.dumps(["written", ""]))
except EscalateError as fault:
    print(json.dumps([fault.code, fault.message, fault.hint]))
"""
CRASH = """
import os, sys
from pathlib import Path
from escalate.store import database
connection = database.connect(Path(sys.argv[1]), "write")
connection.execute("PRAGMA cache_size = 2")
connection.execute("BEGIN IMMEDIATE")
for number in range(1000, 4000):
    connection.execute("INSERT INTO duty SELECT ?, number, duty, ?, holder, waiting_on, force, within, clock,"
                       " started_at, due_at, was_late, ended, ended_at FROM duty WHERE dispute = 1",
                       (number, "never committed" * 50))
os._exit(9)
"""


@pytest.fixture
def log(path: Path, journal: Journal) -> Path:
    """A log with one dispute in it, of three entries."""
    open_one(journal, duty(1, in_days(5)))
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    return path


@pytest.fixture
def away(log: Path, tmp_path: Path) -> Iterator[Path]:
    """The same log in a folder whose permissions a test may take away."""
    folder = tmp_path / "away"
    shutil.copytree(log.parent, folder)
    yield folder / "log.db"
    folder.chmod(0o700)
    for file in folder.iterdir():
        file.chmod(0o600)


def as_an_ordinary_user(act: str, path: Path) -> list[list[object]]:
    """What the process printed, line by line: what it did, or the fault's code, message and hint."""
    result = subprocess.run(
        [sys.executable, "-c", RUN, str(path), act], cwd=TOP, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def crash_while_writing(path: Path) -> None:
    result = subprocess.run([sys.executable, "-c", CRASH, str(path)], cwd=TOP, check=False)
    assert result.returncode == 9
    assert path.with_name("log.db-journal").stat().st_size


def test_a_file_that_may_only_be_read_is_read(away: Path) -> None:
    away.chmod(0o400)
    assert as_an_ordinary_user("read", away) == [["read", 1]]
    [[code, message, _]] = as_an_ordinary_user("write", away)
    assert (code, message) == ("log-unusable", "log.db can be read but not written to.")


def test_a_log_in_a_folder_that_may_only_be_read_is_read(away: Path) -> None:
    away.parent.chmod(0o500)
    assert as_an_ordinary_user("read", away) == [["read", 1]]
    [[code, message, _]] = as_an_ordinary_user("write", away)
    assert (code, message) == ("log-unusable", "log.db can be read but not written to.")


def test_a_log_on_a_read_only_medium_is_read(away: Path) -> None:
    away.chmod(0o400)
    away.parent.chmod(0o500)
    assert as_an_ordinary_user("read", away) == [["read", 1]]
    [[code, *_]] = as_an_ordinary_user("write", away)
    assert code == "log-unusable"


@pytest.mark.parametrize("act", ["read", "write"])
def test_a_log_of_somebody_else_cannot_be_opened(away: Path, act: str) -> None:
    away.chmod(0o000)
    [[code, message, hint]] = as_an_ordinary_user(act, away)
    assert (code, message) == ("log-unusable", "log.db cannot be opened.")
    assert "your computer account" in str(hint)


def test_a_folder_that_cannot_be_written_takes_no_new_log(away: Path) -> None:
    new = away.with_name("new.db")
    away.parent.chmod(0o500)
    assert as_an_ordinary_user("read", new) == [["read", 0]]
    [[code, message, _]] = as_an_ordinary_user("create", new)
    assert (code, message) == ("log-unusable", "new.db cannot be opened.")
    assert not new.exists()


@pytest.mark.parametrize("act", ["read", "write"])
def test_what_a_crash_left_half_written_is_undone_by_whoever_comes_next(away: Path, act: str) -> None:
    crash_while_writing(away)
    assert as_an_ordinary_user(act, away) in ([["read", 1]], [["written", ""]])
    assert [file.name for file in away.parent.iterdir()] == ["log.db"]
    with closing(sqlite3.connect(away)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("SELECT count(*) FROM duty").fetchone() == (1,)


@pytest.mark.parametrize(("file", "folder"), [(0o600, 0o500), (0o400, 0o700), (0o400, 0o500)])
def test_what_a_crash_left_where_nothing_can_be_written_is_not_guessed_at(away: Path, file: int, folder: int) -> None:
    crash_while_writing(away)
    away.chmod(file)
    away.parent.chmod(folder)
    [[code, message, hint]] = as_an_ordinary_user("read", away)
    assert code == "log-unusable"
    assert "was left unfinished by a crash" in str(message)
    assert "-journal" in str(hint)


def test_a_register_that_cannot_be_rebuilt_is_said_to_be_so(away: Path) -> None:
    with closing(sqlite3.connect(away)) as connection, connection:
        connection.execute("UPDATE fold SET number = 0")
    away.chmod(0o400)
    [[code, message, _]] = as_an_ordinary_user("read", away)
    assert code == "log-unusable"
    assert message == "log.db has to be brought up to date before it is read. log.db can be read but not written to."


def test_a_full_disk_loses_nothing_that_was_acknowledged(log: Path) -> None:
    *written, [code, message, hint] = as_an_ordinary_user("fill", log)
    assert (code, message) == ("log-unusable", "The disk reported a fault when log.db was read or written to.")
    assert str(hint).startswith("Nothing was recorded.")
    _, count = Queries(log, read_policy).disputes(resolved=True, limit=1)
    assert count == 1 + len(written)
    open_one(Journal(log, read_policy, program="0.1"))


def test_a_log_that_others_can_read_is_closed_to_them_by_the_next_write(path: Path, journal: Journal) -> None:
    open_one(journal)
    path.chmod(0o644)
    open_one(journal)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
