"""Bringing a log up to date: all or nothing, and only once."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from escalate.errors import LogUnusable
from escalate.store import database, migrate
from escalate.store.database import State
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from escalate.usecases.ports import Past
from tests.office import Office
from tests.store.acts import MIGRATIONS, attach, duty, in_days, journal_of, open_one, read_policy
from tests.store.conftest import entries_in, prove

NEXT = """
import sqlalchemy as sa
from alembic import op
revision = "0005"
down_revision = "0004"
def upgrade() -> None:
    op.create_table("later", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO later VALUES (1)")
    op.execute("PRAGMA user_version = 5")
"""
DATA = Path(__file__).parent / "data"
VERSION_1 = DATA / "version-1.db"  # as its program left it: five entries, one dispute
VERSION_2 = DATA / "version-2.db"  # likewise: two disputes, one of them resolved, and a draft
VERSION_3 = DATA / "version-3.db"  # likewise: a dispute that was erased, one that is open, and its draft
KILLED = """
import os, sys
from pathlib import Path
from escalate.store import migrate

def die(connection):
    assert connection.execute("PRAGMA user_version").fetchone() == (migrate.VERSION,)
    connection.execute("PRAGMA cache_size = 2")
    for _ in range(50):
        connection.execute("REPLACE INTO draft VALUES (NULL, 'log', 1, '', 1, '', '', ?)", ("never committed" * 500,))
    os._exit(9)

migrate.rebuilding.rebuild = die
migrate.bring_up_to_date(Path(sys.argv[1]), Path(sys.argv[2]))
"""
FAILING = NEXT + "    op.execute('DROP TABLE nowhere')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations, in a folder with an awkward name where one more can be put."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "50% of it" / "migrations"))


def tables_of(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_log_is_made_ready_and_empty(path: Path) -> None:
    migrate.bring_up_to_date(path, MIGRATIONS)
    assert database.state(path) is State.CURRENT
    assert entries_in(path) == ()
    assert not Queries(path, read_policy).exists()
    open_one(journal_of(path))
    assert Queries(path, read_policy).exists()


def test_a_log_that_is_up_to_date_is_left_as_it_is(path: Path, journal: Journal) -> None:
    open_one(journal)
    before = path.read_bytes()
    migrate.bring_up_to_date(path, MIGRATIONS)
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_nothing(path: Path, folder: Path) -> None:
    (folder / "versions" / "0005_failing.py").write_text(FAILING)
    with pytest.raises(LogUnusable):
        migrate.bring_up_to_date(path, folder)
    assert tables_of(path) == set()
    assert database.state(path) is State.ABSENT
    migrate.bring_up_to_date(path, MIGRATIONS)


def test_an_older_log_is_brought_up_to_date_with_its_entries_and_triggers(
    path: Path, journal: Journal, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one(journal, duty(1, in_days(5)))
    before = entries_in(path)
    older = tmp_path / "older.db"
    shutil.copy(path, older)
    (folder / "versions" / "0005_later.py").write_text(NEXT)
    with monkeypatch.context() as next_version:
        next_version.setattr(database, "VERSION", 5)
        next_version.setattr(migrate, "VERSION", 5)
        assert database.state(older) is State.OLDER
        with pytest.raises(LogUnusable, match="has not been brought up to date"):
            Queries(older, read_policy).open_lines()
        with pytest.raises(LogUnusable, match="has not been brought up to date"):
            open_one(Journal(older, read_policy, program="0.2"))

        migrate.bring_up_to_date(older, folder)

        assert database.state(older) is State.CURRENT
        assert "later" in tables_of(older)
        assert len(Queries(older, read_policy).open_lines()) == 1
    assert entries_in(older) == before
    prove(older)
    with closing(sqlite3.connect(older)) as connection, pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        connection.execute("DELETE FROM entry")


def test_an_older_log_stays_as_it_was_when_its_migration_fails(
    path: Path, journal: Journal, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one(journal)
    older = tmp_path / "older.db"
    shutil.copy(path, older)
    (folder / "versions" / "0005_failing.py").write_text(FAILING)
    with monkeypatch.context() as next_version:
        next_version.setattr(database, "VERSION", 5)
        next_version.setattr(migrate, "VERSION", 5)
        with pytest.raises(LogUnusable):
            migrate.bring_up_to_date(older, folder)
    assert database.state(older) is State.CURRENT
    assert tables_of(older) == tables_of(path)
    assert entries_in(older) == entries_in(path)


def test_a_log_that_does_not_say_which_migrations_it_had_is_said_to_be_damaged(
    path: Path, journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_one(journal)
    older = tmp_path / "older.db"
    shutil.copy(path, older)
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = 'unknown'")
    monkeypatch.setattr(migrate, "VERSION", 5)
    with pytest.raises(LogUnusable, match="does not say which version it is from"):
        migrate.bring_up_to_date(older, MIGRATIONS)


@pytest.fixture
def version_1(path: Path) -> Path:
    """A log that the program of version 1 made, where the test's log is proved at the end."""
    path.parent.mkdir()
    shutil.copy(VERSION_1, path)
    return path


def schema(path: Path) -> list[tuple[str, str, str]]:
    """Tables, indexes and triggers, as they were declared."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def test_a_log_of_version_1_becomes_what_a_new_one_is_with_every_entry_as_it_was(
    version_1: Path, tmp_path: Path
) -> None:
    before = entries_in(version_1)
    assert [entry.kind for entry in before] == ["LogStarted", "Opened", "Discussed", "Discussed", "PeopleChanged"]
    assert database.state(version_1) is State.OLDER

    migrate.bring_up_to_date(version_1, MIGRATIONS)

    assert database.state(version_1) is State.CURRENT
    assert entries_in(version_1) == before  # the hashes with them
    new = tmp_path / "new.db"
    migrate.bring_up_to_date(new, MIGRATIONS)
    assert schema(version_1) == schema(new)
    assert sum(kind == "trigger" for kind, _, _ in schema(new)) == 12
    for table in ("entry", "content", "kept"):
        with (
            closing(sqlite3.connect(version_1)) as connection,
            pytest.raises(sqlite3.IntegrityError, match="deleted"),
        ):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608


def test_a_log_of_version_2_keeps_its_entries_and_its_draft_and_has_the_new_lists(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(VERSION_2, path)
    before, drafts = entries_in(path), drafts_in(path)
    assert [entry.kind for entry in before][-2:] == ["Opened", "Resolved"]
    assert (len(before), len(drafts), database.state(path)) == (6, 1, State.OLDER)

    migrate.bring_up_to_date(path, MIGRATIONS)

    assert (entries_in(path), drafts_in(path)) == (before, drafts)  # the hashes with them
    new = tmp_path / "new.db"
    migrate.bring_up_to_date(new, MIGRATIONS)
    assert schema(path) == schema(new)
    past = Past(date(2026, 12, 31), date(2026, 12, 31))
    assert Queries(path, read_policy).may_be_erased(past) == 1


def test_a_log_of_version_3_keeps_its_entries_and_draft_and_can_have_files(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir()
    shutil.copy(VERSION_3, path)
    before, drafts = entries_in(path), drafts_in(path)
    assert [entry.kind for entry in before][-2:] == ["Opened", "Erased"]
    assert (len(before), len(drafts), database.state(path)) == (7, 1, State.OLDER)

    migrate.bring_up_to_date(path, MIGRATIONS)

    assert (entries_in(path), drafts_in(path)) == (before, drafts)  # the hashes with them
    new = tmp_path / "new.db"
    migrate.bring_up_to_date(new, MIGRATIONS)
    assert schema(path) == schema(new)
    attach(journal_of(path), b"A letter.", number=2)
    assert Queries(path, read_policy).attachment(8) == b"A letter."


def drafts_in(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT * FROM draft").fetchall()


def test_a_log_of_version_1_is_brought_up_to_date_by_reading_it(office: Office) -> None:
    office.home.mkdir()
    log = office.home / "log.db"
    shutil.copy(VERSION_1, log)
    before = entries_in(log)
    office.clock = "2026-12-30T09:30:00+00:00"
    first, second = office.run("report"), office.run("report")
    assert first.err.startswith("Your log is from an older version; bringing it up to date.\n")
    assert (first.code, second.err) == (0, "")
    assert first.out == second.out
    assert "ESC-2026-0001 D3" in first.out
    assert entries_in(log) == before
    prove(log)


def test_a_kill_in_the_middle_of_a_migration_leaves_the_version_there_was(version_1: Path) -> None:
    before, tables = entries_in(version_1), tables_of(version_1)
    command = [sys.executable, "-c", KILLED, str(version_1), str(MIGRATIONS)]
    assert subprocess.run(command, cwd=MIGRATIONS.parent, check=False).returncode == 9
    assert version_1.with_name("log.db-journal").stat().st_size > 0  # half of it was on disk

    assert database.state(version_1) is State.OLDER
    assert (entries_in(version_1), tables_of(version_1)) == (before, tables)
    assert b"never committed" not in version_1.read_bytes()
    migrate.bring_up_to_date(version_1, MIGRATIONS)
    assert entries_in(version_1) == before


def test_migrations_import_nothing_from_the_program() -> None:
    for file in (MIGRATIONS / "versions").glob("*.py"):
        assert "escalate" not in file.read_text("utf-8").replace("escalate.db", "")
