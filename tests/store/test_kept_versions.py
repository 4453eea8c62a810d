"""Before a log of an older version is brought up to date it is kept as it was."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from escalate.store import database, migrate
from escalate.store.database import State
from tests.office import Office
from tests.store.acts import MIGRATIONS
from tests.store.conftest import entries_in

DATA = Path(__file__).parent / "data"
# Brings a log up to date where no file may grow beyond a size.
FULL = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from escalate.errors import LogUnusable
from escalate.store import backup, migrate

def keep(path, version):
    backup.keep_older(path, f"version-{version}", datetime(2026, 11, 24, tzinfo=UTC))

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    migrate.bring_up_to_date(Path(sys.argv[1]), Path(sys.argv[2]), keep)
except LogUnusable as fault:
    print(int(fault.exit_code), fault.message)
"""


def schema(path: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


@pytest.fixture
def older(office: Office) -> Path:
    """The log of an office that a program of version 1 wrote."""
    office.home.mkdir()
    log = office.home / "log.db"
    shutil.copy(DATA / "version-1.db", log)
    return log


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("command", ["report", "drafts", "list"])
def test_it_is_kept_whole_beside_the_log_and_that_is_said(office: Office, version: int, command: str) -> None:
    office.home.mkdir()
    log, was = office.home / "log.db", DATA / f"version-{version}.db"
    shutil.copy(was, log)
    first, second = office.run(command), office.run(command)
    said = re.fullmatch(r"Your log is .*\nIt is kept as it was, in (log-version-(\d)-[0-9-]{15}\.db)\.\n", first.err)
    assert said
    assert int(said[2]) == version
    assert (first.code, second.code, second.err) == (0, 0, "")
    kept = office.home / said[1]
    assert (entries_in(kept), schema(kept)) == (entries_in(was), schema(was))
    assert (database.state(kept), database.state(log)) == (State.OLDER, State.CURRENT)
    assert sorted(path.name for path in office.home.iterdir()) == sorted(["log.db", kept.name])


def test_only_its_owner_may_read_it_whatever_the_umask(office: Office, older: Path) -> None:
    before = os.umask(0)
    try:
        office.must("report")
    finally:
        os.umask(before)
    [kept] = older.parent.glob("log-version-1-*.db")
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_kept_first_is_not_brought_up_to_date(older: Path) -> None:
    before = older.read_bytes()
    command = [sys.executable, "-c", FULL, str(older), str(MIGRATIONS), str(len(before) // 2)]
    result = subprocess.run(command, cwd=MIGRATIONS.parent, capture_output=True, text=True, check=False)
    assert result.stdout == "6 The log was not brought up to date, because no copy of it could be kept first.\n"
    assert older.read_bytes() == before
    assert [path.name for path in older.parent.iterdir()] == ["log.db"]
    migrate.bring_up_to_date(older, MIGRATIONS)


def test_a_log_whose_copy_is_damaged_is_not_brought_up_to_date(office: Office, older: Path) -> None:
    with closing(sqlite3.connect(older)) as raw, raw:
        raw.execute("DROP TRIGGER entry_update")
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("UPDATE entry SET digest = 'x' WHERE position = 2")
    before = older.read_bytes()
    refused = office.run("report")
    assert refused.code == 6
    assert "was not brought up to date, because no copy of it could be kept first" in " ".join(refused.err.split())
    assert older.read_bytes() == before
    assert [path.name for path in older.parent.iterdir()] == ["log.db"]


def test_a_new_log_leaves_no_copy_of_nothing(opened: Office) -> None:
    assert sorted(path.name for path in opened.home.iterdir()) == ["log.db", "settings.toml"]
