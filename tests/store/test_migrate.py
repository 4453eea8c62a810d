"""Bringing a log up to date: all or nothing, and only once."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from escalate.errors import LogUnusable
from escalate.store import database, migrate
from escalate.store.database import State
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from tests.store.acts import MIGRATIONS, duty, in_days, journal_of, open_one, read_policy
from tests.store.conftest import entries_in, prove

SECOND = """
import sqlalchemy as sa
from alembic import op
revision = "0002"
down_revision = "0001"
def upgrade() -> None:
    op.create_table("draft", sa.Column("id", sa.Integer, primary_key=True))
    op.execute("INSERT INTO draft VALUES (1)")
    op.execute("PRAGMA user_version = 2")
"""
FAILING = SECOND + "    op.execute('DROP TABLE nowhere')\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The migrations, in a folder with an awkward name where a second can be put."""
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
    (folder / "versions" / "0002_failing.py").write_text(FAILING)
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
    (folder / "versions" / "0002_draft.py").write_text(SECOND)
    with monkeypatch.context() as next_version:
        next_version.setattr(database, "VERSION", 2)
        next_version.setattr(migrate, "VERSION", 2)
        assert database.state(older) is State.OLDER
        with pytest.raises(LogUnusable, match="has not been brought up to date"):
            Queries(older, read_policy).open_lines()
        with pytest.raises(LogUnusable, match="has not been brought up to date"):
            open_one(Journal(older, read_policy, program="0.2"))

        migrate.bring_up_to_date(older, folder)

        assert database.state(older) is State.CURRENT
        assert "draft" in tables_of(older)
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
    (folder / "versions" / "0002_failing.py").write_text(FAILING)
    with monkeypatch.context() as next_version:
        next_version.setattr(database, "VERSION", 2)
        next_version.setattr(migrate, "VERSION", 2)
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
    monkeypatch.setattr(migrate, "VERSION", 2)
    with pytest.raises(LogUnusable, match="does not say which version it is from"):
        migrate.bring_up_to_date(older, MIGRATIONS)


def test_migrations_import_nothing_from_the_program() -> None:
    for file in (MIGRATIONS / "versions").glob("*.py"):
        assert "escalate" not in file.read_text("utf-8").replace("escalate.db", "")
