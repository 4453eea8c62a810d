"""The schema: what the migrations make is what SQLModel declares, and it refuses what it must."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel, create_engine

from escalate.domain.register import DisputeLine, DutyLine
from escalate.store import database, finding, queries, tables
from escalate.store.journal import Journal
from tests.store.acts import MIGRATIONS, duty, in_days, open_one, report_danger

ZEROS = "0" * 64


@pytest.fixture
def raw(path: Path, journal: Journal) -> Iterator[sqlite3.Connection]:
    """A connection as any other program would make one, on a log of four entries."""
    open_one(journal, duty(1, in_days(5)))
    open_one(journal)
    report_danger(path, 1, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        yield connection


def schema(connection: sqlite3.Connection) -> dict[str, str]:
    sql = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
    return {name: " ".join(text.split()) for name, text in connection.execute(sql)}


def test_the_migrations_make_the_tables_that_sqlmodel_declares(path: Path, journal: Journal) -> None:
    open_one(journal)
    with closing(sqlite3.connect(path)) as migrated, closing(sqlite3.connect(":memory:")) as declared:
        create = create_engine("sqlite://", creator=lambda: declared)
        SQLModel.metadata.create_all(create)
        made = schema(migrated)
        assert made.pop("alembic_version")
        assert made == schema(declared)


def test_alembic_finds_nothing_left_to_migrate(path: Path, journal: Journal) -> None:
    open_one(journal)
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(path), poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_the_version_is_the_number_of_migrations_up_to_the_head(path: Path, journal: Journal) -> None:
    open_one(journal)
    script = ScriptDirectory(str(MIGRATIONS))
    assert len(list(script.walk_revisions())) == database.VERSION
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (script.get_current_head(),)
        ]
        assert connection.execute("PRAGMA user_version").fetchone() == (database.VERSION,)
        assert connection.execute("PRAGMA application_id").fetchone() == (database.APPLICATION_ID,)


@pytest.mark.parametrize(("table", "line"), [(tables.Dispute, DisputeLine), (tables.Duty, DutyLine)])
def test_a_register_table_has_the_fields_of_its_line(
    table: type[SQLModel], line: type[DisputeLine] | type[DutyLine]
) -> None:
    declared = {name: field.annotation for name, field in table.model_fields.items()}
    assert list(declared.items()) == [(field.name, field.type) for field in fields(line)]


REFUSED = {
    "UPDATE entry SET kind = 'Resolved' WHERE position = 3": "an entry is never changed",
    "UPDATE entry SET recorded_at = recorded_at": "an entry is never changed",
    "UPDATE OR REPLACE entry SET position = 2 WHERE position = 3": "an entry is never changed",
    "UPDATE OR IGNORE entry SET hash = NULL": "an entry is never changed",
    "DELETE FROM entry WHERE position = 4": "an entry is never deleted",
    "DELETE FROM entry": "an entry is never deleted",
    "INSERT INTO entry SELECT * FROM entry WHERE position = 4": "an entry is never replaced",
    "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE position = 4": "an entry is never replaced",
    "REPLACE INTO entry SELECT * FROM entry WHERE position = 2": "an entry is never replaced",
    "INSERT OR IGNORE INTO entry SELECT * FROM entry WHERE position = 2": "an entry is never replaced",
    # at another position, but at a taken prev, hash, or place in its dispute
    "INSERT OR REPLACE INTO entry SELECT 9, 2, 2, kind, recorded_at, digest, prev, hash, :zeros"
    " FROM entry WHERE position = 4": "an entry is never replaced",
    "INSERT OR REPLACE INTO entry SELECT 9, 2, 2, kind, recorded_at, digest, :zeros, prev, hash"
    " FROM entry WHERE position = 4": "an entry is never replaced",
    "INSERT OR REPLACE INTO entry SELECT 9, dispute, seq, kind, recorded_at, digest, :zeros, prev, :zeros"
    " FROM entry WHERE position = 4": "an entry is never replaced",
    "INSERT INTO entry SELECT * FROM entry WHERE position = 4"
    " ON CONFLICT (position) DO UPDATE SET kind = 'Resolved'": "an entry is never replaced",
    "INSERT INTO entry SELECT * FROM entry WHERE position = 4"
    " ON CONFLICT (hash) DO NOTHING": "an entry is never replaced",
    "UPDATE content SET body = '{}' WHERE position = 3": "the words of an entry are never changed",
    "UPDATE OR REPLACE content SET position = 2 WHERE position = 3": "the words of an entry are never changed",
    "DELETE FROM content WHERE position = 3": "words are deleted only after an entry that erases them",
    "DELETE FROM content WHERE position = 1": "words are deleted only after an entry that erases them",
    "INSERT INTO content SELECT * FROM content WHERE position = 3": "the words of an entry are never replaced",
    "INSERT OR REPLACE INTO content SELECT position, salt, '{}' FROM content WHERE position = 3": (
        "the words of an entry are never replaced"
    ),
    "INSERT INTO content SELECT * FROM content WHERE position = 3"
    " ON CONFLICT (position) DO UPDATE SET body = '{}'": "the words of an entry are never replaced",
    "UPDATE kept SET bytes = x'00'": "a kept text is never changed",
    "DELETE FROM kept": "a kept text is never deleted",
    "INSERT INTO kept SELECT * FROM kept": "a kept text is never replaced",
    "REPLACE INTO kept SELECT digest, x'00' FROM kept": "a kept text is never replaced",
    "INSERT INTO kept SELECT digest, x'00' FROM kept WHERE 1"
    " ON CONFLICT DO UPDATE SET bytes = x'00'": "a kept text is never replaced",
}


@pytest.mark.parametrize(("sql", "why"), REFUSED.items(), ids=range(len(REFUSED)))
def test_nothing_that_was_written_can_be_changed(raw: sqlite3.Connection, sql: str, why: str) -> None:
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.IntegrityError, match=f"^{why}$"):
        raw.execute(sql, {"zeros": ZEROS})
    assert list(raw.iterdump()) == before


def test_a_kept_text_has_no_hidden_key_to_be_replaced_by(raw: sqlite3.Connection) -> None:
    before = list(raw.iterdump())
    with pytest.raises(sqlite3.OperationalError, match="no column named rowid"):
        raw.execute("INSERT OR REPLACE INTO kept (rowid, digest, bytes) VALUES (1, :zeros, x'00')", {"zeros": ZEROS})
    assert list(raw.iterdump()) == before


@pytest.mark.parametrize(
    ("sql", "what"),
    {
        "(5, NULL, NULL, 'Opened', '', :zeros, NULL, NULL, :zeros)": "ck_entry_first_has_no_prev",
        "(5, 3, NULL, 'Opened', '', :zeros, :zeros, NULL, :zeros)": "ck_entry_seq_in_a_dispute",
        "(5, 3, 2, 'Opened', '', :zeros, :zeros, NULL, :zeros)": "ck_entry_first_in_dispute_has_no_prev",
        "(5, 3, 1, 'Opened', '', 'short', :zeros, NULL, :zeros)": "ck_entry_sha256",
    }.items(),
)
def test_an_entry_that_cannot_be_in_a_chain_is_refused(raw: sqlite3.Connection, sql: str, what: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=what):
        raw.execute(f"INSERT INTO entry VALUES {sql}", {"zeros": ZEROS})  # noqa: S608


def test_words_need_their_entry(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        raw.execute("INSERT INTO content VALUES (77, zeroblob(32), '{}')")


def test_the_words_of_an_erased_dispute_can_be_deleted_and_no_others(path: Path, raw: sqlite3.Connection) -> None:
    copy = path.with_name("copy.db")
    with closing(sqlite3.connect(copy, isolation_level=None)) as erased:
        raw.backup(erased)
        erased.execute(
            "INSERT INTO entry SELECT 5, 1, 3, 'Erased', '', :zeros, hash, hash, :zeros FROM entry WHERE position = 4",
            {"zeros": ZEROS},
        )
        erased.execute("INSERT INTO content VALUES (5, zeroblob(32), '{}')")
        erased.execute("DELETE FROM content WHERE position IN (2, 4)")
        for position in (1, 3, 5):  # the log's start, the other dispute's, the erasure's own
            with pytest.raises(sqlite3.IntegrityError, match="only after an entry that erases them"):
                erased.execute("DELETE FROM content WHERE position = ?", (position,))


def test_words_that_were_erased_are_not_left_in_the_file(path: Path, raw: sqlite3.Connection) -> None:
    copy = path.with_name("copy.db")
    copy.write_bytes(path.read_bytes())
    assert b"the police" in copy.read_bytes()
    with closing(database.connect(copy, "write")) as erased:
        erased.execute("DROP TRIGGER content_delete")
        erased.execute("DELETE FROM content WHERE position = 4")
    assert b"the police" not in copy.read_bytes()
    assert raw.execute("SELECT count(*) FROM content").fetchone() == (4,)


@pytest.mark.parametrize("sql", [queries._OPEN_LINES, queries._NEWEST_OPEN, finding._OPEN_ONES, finding._COUNT_OPEN])
def test_what_is_open_is_found_without_passing_what_is_not(raw: sqlite3.Connection, sql: str) -> None:
    plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", {"limit": 2})]
    scans = [step for step in plan if step.startswith("SCAN")]
    assert scans
    assert all("_open" in step for step in scans), plan


def test_what_may_be_erased_is_counted_without_passing_what_may_not(raw: sqlite3.Connection) -> None:
    given = {"today": "2036-01-01", "resolved": "2030-01-01T00:00:00.000000Z"}
    plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {queries._COUNT_PAST}", given)]
    reads = [step for step in plan if " dispute " in step]
    assert len(reads) == 2, plan
    assert all(
        step.startswith("SEARCH") and ("ix_dispute_dated" in step or "ix_dispute_ruled" in step) for step in reads
    )
