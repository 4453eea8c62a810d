"""Attached files on real disks: in the log with their entry or not at all, proved, erased with the dispute."""
# ruff: noqa: S608  tables and columns of our own

import hashlib
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from escalate.domain.events import Erased
from escalate.domain.journal import ATTACHED, FILE
from escalate.domain.plain import from_plain, to_plain
from escalate.errors import LogUnusable
from escalate.store import database
from escalate.store.backup import back_up
from escalate.store.care import Care
from escalate.store.journal import Journal
from escalate.store.proving import prove
from escalate.store.queries import Queries
from escalate.usecases.ports import Proof
from tests.store.acts import (
    AUTHOR,
    NOW,
    attach,
    attached,
    danger,
    done,
    duty,
    in_days,
    journal_of,
    open_one,
    read_policy,
    resolved,
)
from tests.store.conftest import entries_in
from tests.store.test_erasing import erase
from tests.store.test_proving import other_values, parts, whats

LETTER, MINUTES = b"%PDF-1.7 A letter. " * 400, bytes(range(256)) * 300  # one fits in a page or two, one does not


@pytest.fixture
def log(path: Path, journal: Journal) -> Path:
    """Two disputes, with files attached by entries 3, 5 and 6; entry 4 is another act."""
    open_one(journal, duty(1, in_days(5)))
    attach(journal, LETTER)
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    attach(journal, MINUTES, name="minutes.docx")
    open_one(journal, duty(1))
    attach(journal, LETTER, number=2)
    return path


FIRST, SECOND, OTHERS = 3, 5, 7


def test_the_bytes_are_those_that_were_attached_each_beside_its_entry(log: Path) -> None:
    queries = Queries(log, read_policy)
    assert [queries.attachment(one) for one in (FIRST, SECOND, OTHERS)] == [LETTER, MINUTES, LETTER]
    assert [queries.attachment(one) for one in (1, 2, 4, 99)] == [b""] * 4
    assert [entry.kind for entry in entries_in(log) if entry.position in (FIRST, SECOND, OTHERS)] == ["Attached"] * 3
    files = queries.stored(1).dispute.attached
    assert {seq: (one.name, one.size) for seq, one in files.items()} == {
        2: ("letter.pdf", len(LETTER)),
        4: ("minutes.docx", len(MINUTES)),
    }


def test_no_word_of_a_file_is_in_an_entry_and_its_digest_is_there_alone(log: Path) -> None:
    digest = hashlib.sha256(MINUTES).hexdigest()
    holding = [entry.position for entry in entries_in(log) if digest in (entry.body or "")]
    assert holding == [SECOND]
    assert not any("A letter. A letter" in (entry.body or "") for entry in entries_in(log))
    with closing(sqlite3.connect(log)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(attachment)")]
    assert columns == ["position", "bytes"]


def test_a_file_that_is_not_the_one_attached_leaves_nothing(log: Path, journal: Journal) -> None:
    before = log.read_bytes()
    for other in (b"", LETTER + b" "):
        with pytest.raises(ValueError, match="not the one"):
            journal.record(AUTHOR, NOW, 1, None, lambda _stored: (attached(LETTER),), file=other)
    assert log.read_bytes() == before


def test_a_log_as_it_was_written_has_nothing_wrong(log: Path) -> None:
    found = prove(log)
    assert found
    assert found.faults == ()


# Triggers


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE attachment SET bytes = x'00' WHERE position = 3", "never changed"),
        ("UPDATE attachment SET position = 4 WHERE position = 3", "never changed"),
        ("DELETE FROM attachment", "only after an entry that erases"),
        ("INSERT OR REPLACE INTO attachment VALUES (3, x'00')", "never replaced"),
        ("INSERT INTO attachment VALUES (99, x'00')", "FOREIGN KEY"),
    ],
)
def test_the_log_refuses_to_have_a_file_changed(log: Path, statement: str, said: str) -> None:
    with (
        closing(database.connect(log, "write")) as raw,
        pytest.raises(sqlite3.IntegrityError, match=said),
    ):
        raw.execute(statement)


# Proving


def test_any_change_of_any_column_of_any_row_is_found(log: Path, spoil: Callable[..., Proof]) -> None:
    with closing(sqlite3.connect(log)) as raw:
        rows = raw.execute("SELECT position, bytes FROM attachment").fetchall()
    tried = 0
    for position, raw_bytes in rows:
        changes = [("bytes", one) for one in other_values(raw_bytes)]
        changes += [("bytes", one) for one in (raw_bytes + b" ", raw_bytes[1:], b"", 0, 1.5)]
        changes += [("position", one) for one in other_values(position)] + [("position", -1)]
        for column, other in changes:
            try:
                found = spoil(f"UPDATE attachment SET {column} = ? WHERE position = {position}", values=(other,))
            except sqlite3.IntegrityError:
                continue  # the table itself does not take it
            assert {ATTACHED} <= parts(found), (position, column, other)
            tried += 1
    assert tried >= 3 * 8


def test_the_same_bytes_as_text_are_found(log: Path, tmp_path: Path, journal: Journal) -> None:
    attach(journal, b"plain letters")
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    with closing(sqlite3.connect(copy)) as raw:
        (trigger,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'attachment_update'").fetchone()
        raw.execute("DROP TRIGGER attachment_update")
        raw.execute("UPDATE attachment SET bytes = CAST(bytes AS TEXT) WHERE position = 8")
        raw.execute(trigger)
        raw.commit()
    found = prove(copy)
    assert found
    assert whats(found) == ["the file attached by entry 8 was altered"]


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM attachment WHERE position = 5"], {"the file attached by entry 5 is not there"}),
        (["INSERT INTO attachment VALUES (4, x'00')"], {"a file is there that no entry attaches"}),
        (["INSERT INTO attachment VALUES (99, x'00')"], {"a file is there that no entry attaches"}),
        (["INSERT INTO attachment VALUES (-1, x'00')"], {"a file is there that no entry attaches"}),
        (["INSERT INTO attachment VALUES (1, x'00')"], {"a file is there that no entry attaches"}),
        (
            [
                "UPDATE attachment SET position = -position WHERE position IN (3, 5)",
                "UPDATE attachment SET position = 8 + position WHERE position < 0",
            ],
            {"the file attached by entry 3 was altered", "the file attached by entry 5 was altered"},
        ),
    ],
    ids=["missing", "added", "of no entry", "before the first", "of the log", "swapped"],
)
def test_a_file_missing_added_or_swapped_is_found_and_named(
    statements: list[str], said: set[str], spoil: Callable[..., Proof]
) -> None:
    found = spoil(*statements)
    assert set(whats(found)) == said
    assert parts(found) == {ATTACHED}


def test_a_file_swapped_for_one_with_the_same_bytes_is_no_change(spoil: Callable[..., Proof], log: Path) -> None:
    """The two rows are then what they were: which was which nobody can tell, and nothing was changed."""
    assert log
    swap = "UPDATE attachment SET position = CASE position WHEN 3 THEN -7 ELSE -3 END WHERE position IN (3, 7)"
    found = spoil(swap, "UPDATE attachment SET position = -position WHERE position < 0")
    assert whats(found) == []


def test_what_the_database_cannot_read_of_a_file_is_found(log: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    spoiled = bytearray(copy.read_bytes())
    middle = spoiled.index(MINUTES[:256] * 4)
    page = middle // 4096 * 4096
    spoiled[page : page + 4] = (2**31).to_bytes(4, "big")  # the next page of the file's chain
    copy.write_bytes(spoiled)
    found = prove(copy)
    assert found
    assert {ATTACHED, FILE} & parts(found)


def test_memory_stays_flat_however_large_the_files(path: Path, journal: Journal) -> None:
    open_one(journal)
    for number in range(3):
        attach(journal, bytes([number]) * 9_000_000)
    tracemalloc.start()
    found = prove(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found
    assert found.faults == ()
    assert peak < 5_000_000


def test_a_writer_goes_on_while_a_file_is_proved_and_one_erased_meanwhile_is_no_fault(
    log: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    from escalate.store import attachments  # noqa: PLC0415  patched

    whole = attachments.faults
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (resolved(done(1)),))

    def slowly(connection: sqlite3.Connection, position: int, digest: str) -> object:
        if position == FIRST:
            connection.execute("ROLLBACK")
            erase(log)
            connection.execute("BEGIN")
        return whole(connection, position, digest)

    monkeypatch.setattr(attachments, "faults", slowly)
    found = prove(log)
    assert found
    assert found.faults == ()


# Erasing


def test_nothing_of_a_file_is_left_in_any_file_and_the_tally_counts_them(log: Path, journal: Journal) -> None:
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (resolved(done(1)),))
    assert MINUTES[:200] in log.read_bytes()
    erase(log)
    held = b"".join(file.read_bytes() for file in log.parent.iterdir())
    assert MINUTES[:200] not in held
    assert b"minutes.docx" not in held
    queries = Queries(log, read_policy)
    assert [queries.attachment(one) for one in (FIRST, SECOND, OTHERS)] == [b"", b"", LETTER]
    erased = queries.stored(1).dispute.erased
    assert erased
    assert erased.attachments == 2
    found = prove(log)
    assert found
    assert found.faults == ()


def test_a_file_left_behind_by_an_erasure_is_found(log: Path, journal: Journal, spoil: Callable[..., Proof]) -> None:
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (resolved(done(1)),))
    erase(log)
    found = spoil("INSERT INTO attachment VALUES (3, x'00')")
    assert whats(found) == ["a file is there that no entry attaches"]


def test_an_erasure_of_before_there_were_files_counts_none(path: Path, journal: Journal) -> None:
    open_one(journal)
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (resolved(),))
    erase(path)
    event = Queries(path, read_policy).stored(1).dispute.erased
    older = {key: value for key, value in to_plain(event).items() if key != "attachments"}
    assert from_plain(Erased, older) == event


# Copies


def test_backup_and_rebuild_keep_every_file(log: Path, tmp_path: Path) -> None:
    back_up(log, tmp_path / "backup.db", prove)
    queries = Queries(tmp_path / "backup.db", read_policy)
    assert [queries.attachment(one) for one in (FIRST, SECOND, OTHERS)] == [LETTER, MINUTES, LETTER]
    assert Care(log, lambda: None).rebuild()
    assert Queries(log, read_policy).attachment(SECOND) == MINUTES


def test_a_full_disk_leaves_the_log_as_it_was(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = entries_in(log)
    journal = journal_of(log)
    pages = log.stat().st_size // 4096 + 20
    connect = database.connect

    def small(*given: object) -> sqlite3.Connection:
        connection = connect(*given)  # type: ignore[call-overload]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        assert isinstance(connection, sqlite3.Connection)
        return connection

    monkeypatch.setattr("escalate.store.engine.connect", small)
    with pytest.raises(LogUnusable, match="disk is full"):
        attach(journal, b"x" * 1_000_000)
    monkeypatch.undo()
    assert entries_in(log) == before
    found = prove(log)
    assert found
    assert found.faults == ()
