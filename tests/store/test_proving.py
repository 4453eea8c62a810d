"""Proving a log: whatever is changed in it is found, what a crash left is not held against it, and nobody waits."""
# ruff: noqa: S608  tables and columns of our own

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import pytest

from escalate.domain.journal import FILE, JOURNAL, KEPT, REGISTER
from escalate.domain.log_events import KeepRuleSet
from escalate.domain.plain import instant_text
from escalate.errors import LogUnusable
from escalate.store import agreeing, entries, proving
from escalate.store.care import Care
from escalate.store.drafts import Drafts
from escalate.store.journal import Journal
from escalate.store.proving import prove
from escalate.store.rebuilding import make_anew
from escalate.store.schema import objects
from escalate.usecases.ports import Draft, Proof
from tests.store.acts import AUTHOR, NOW, danger, discussed, done, duty, in_days, in_small_pages, open_one

RECORD = ("entry", "content", "kept", "dispute", "duty")


@pytest.fixture
def log(path: Path, journal: Journal) -> Path:
    """Two disputes with three duties, and an entry of no dispute: seven entries."""
    open_one(journal, duty(1, in_days(5)), duty(2))
    open_one(journal, duty(1, in_days(9)))
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (discussed(done(2)),))
    journal.note(AUTHOR, NOW, KeepRuleSet(7))
    journal.record(AUTHOR, NOW, 2, None, lambda _stored: (danger(),))
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    return path


def parts(proof: Proof) -> set[str]:
    return {fault.part for fault in proof.faults}


def whats(proof: Proof) -> list[str]:
    return [fault.what for fault in proof.faults]


def test_a_log_as_it_was_written_has_nothing_wrong(log: Path) -> None:
    found = prove(log)
    assert found
    assert found.faults == ()
    assert (found.head.position, found.disputes, found.began) == (7, 2, "2026-12-18T10:00:00.000000Z")


def test_no_log_and_a_log_without_an_entry_have_nothing_to_prove(path: Path) -> None:
    assert prove(path) is None


def other_values(value: object) -> Iterator[object]:
    if isinstance(value, str):
        yield from (value + " ", value + "e\N{COMBINING ACUTE ACCENT}", "", value.encode(), None)
    elif isinstance(value, bytes):
        yield from (value[:-1] + bytes([value[-1] ^ 1]), value.decode("latin-1"), None)
    elif isinstance(value, int):
        yield from (value + 1, value + 100, f"{value}x", float(value) + 0.5, None)
    else:
        yield from (1, "x" * 64)


@pytest.mark.parametrize("table", RECORD)
def test_any_change_of_any_column_of_any_row_is_found(table: str, log: Path, spoil: Callable[..., Proof]) -> None:
    with closing(sqlite3.connect(log)) as raw:
        raw.row_factory = sqlite3.Row
        rows = raw.execute(f"SELECT * FROM {table}").fetchall()
        keys = [row[1] for row in raw.execute(f"PRAGMA table_info({table})") if row[5]]
    tried = 0
    for row in rows:
        where = " AND ".join(f"{key} = {row[key]!r}" for key in keys)
        for column in row.keys():  # noqa: SIM118  a Row is no mapping
            for other in (one for one in other_values(row[column]) if one != row[column]):
                try:
                    found = spoil(f"UPDATE {table} SET {column} = ? WHERE {where}", values=(other,))
                except sqlite3.IntegrityError:
                    continue  # the table itself does not take it
                assert found.faults, (table, where, column, other)
                tried += 1
    assert tried > len(rows) * 2


@pytest.mark.parametrize("position", range(1, 8))
def test_an_entry_removed_is_found(position: int, spoil: Callable[..., Proof]) -> None:
    found = spoil(f"DELETE FROM content WHERE position = {position}", f"DELETE FROM entry WHERE position = {position}")
    assert found.faults


@pytest.mark.parametrize("position", range(1, 8))
def test_words_that_no_erasure_accounts_for_are_missed(position: int, spoil: Callable[..., Proof]) -> None:
    found = spoil(f"DELETE FROM content WHERE position = {position}")
    assert f"entry {position} has lost its words" in whats(found) or position == 1


def test_entries_swapped_are_found_and_named(spoil: Callable[..., Proof]) -> None:
    swap = "UPDATE {0} SET position = CASE position WHEN 4 THEN -6 ELSE -4 END WHERE position IN (4, 6)"
    back = "UPDATE {0} SET position = -position WHERE position < 0"
    found = spoil(*(one.format(table) for table in ("entry", "content") for one in (swap, back)))
    assert {4, 6} <= {fault.position for fault in found.faults}


def test_words_swapped_are_found(spoil: Callable[..., Proof]) -> None:
    swap = "UPDATE content SET position = CASE position WHEN 6 THEN -7 ELSE -6 END WHERE position IN (6, 7)"
    found = spoil(swap, "UPDATE content SET position = -position WHERE position < 0")
    assert {"the words of entry 6 were altered", "the words of entry 7 were altered"} <= set(whats(found))


@pytest.mark.parametrize("at", [-1, 0, 8, 99])
def test_an_entry_inserted_is_found(at: int, spoil: Callable[..., Proof]) -> None:
    columns = "dispute, NULL, kind, recorded_at, digest, printf('%064d', 1), prev_in_dispute, printf('%064d', 2)"
    found = spoil(
        f"INSERT INTO entry SELECT {at}, {columns} FROM entry WHERE position = 7",
        f"INSERT INTO content SELECT {at}, salt, body FROM content WHERE position = 7",
    )
    assert found.faults


@pytest.mark.parametrize("position", [0, -1])
def test_an_entry_before_the_first_is_found(position: int, spoil: Callable[..., Proof]) -> None:
    found = spoil(
        f"INSERT INTO entry SELECT {position}, dispute, seq, kind, recorded_at, digest, printf('%064d', 1),"
        " prev_in_dispute, printf('%064d', 2) FROM entry WHERE position = 5"
    )
    assert whats(found) == ["entries stand before the first"]


def test_an_entry_of_a_dispute_before_the_first_is_found(spoil: Callable[..., Proof]) -> None:
    found = spoil("UPDATE entry SET dispute = 0 WHERE position = 7")
    assert "entries name disputes numbered below 1" in whats(found)


@pytest.mark.parametrize("column", ["position", "dispute"])
@pytest.mark.parametrize("value", [2**40, 2**63 - 1])
def test_a_number_however_large_is_found_as_quickly(
    column: str, value: int, tmp_path: Path, spoil: Callable[..., Proof]
) -> None:
    seen = []
    found = spoil(f"UPDATE entry SET {column} = {value} WHERE position = 7")
    assert found.faults
    with suppress(LogUnusable):  # it is no log to make lists from, but that is found out too
        make_anew(tmp_path / "spoiled.db")
    prove(tmp_path / "spoiled.db", lambda done, _all: seen.append(done))
    assert len(seen) < 5


def test_words_and_lists_of_nothing_are_found(spoil: Callable[..., Proof]) -> None:
    assert "words are there without their entry" in whats(
        spoil("INSERT INTO content SELECT 99, salt, body FROM content WHERE position = 7")
    )
    for table in ("dispute", "duty"):
        for number in (0, 3, 99):
            copied = f"CREATE TEMP TABLE one AS SELECT * FROM {table} LIMIT 1"
            found = spoil(copied, f"UPDATE one SET dispute = {number}", f"INSERT INTO {table} SELECT * FROM one")
            assert parts(found) == {REGISTER}, (table, number)


def test_a_note_of_how_the_lists_were_made_that_is_not_in_its_place_is_found(spoil: Callable[..., Proof]) -> None:
    found = spoil("UPDATE fold SET id = 2")
    assert whats(found) == ["the note of how its lists were made is not in its place"]
    assert parts(found) == {REGISTER}


def test_a_duty_listed_between_two_disputes_is_found(spoil: Callable[..., Proof]) -> None:
    copied = "CREATE TEMP TABLE one AS SELECT * FROM duty LIMIT 1"
    found = spoil(copied, "UPDATE one SET dispute = 1.5", "INSERT INTO duty SELECT * FROM one")
    assert whats(found) == ["something is listed of a dispute that is not there"]


def test_what_the_database_cannot_read_is_a_fault_and_no_end_of_the_search(spoil: Callable[..., Proof]) -> None:
    found = spoil("UPDATE entry SET kind = CAST(x'ff' AS TEXT) WHERE position = 4", "UPDATE kept SET bytes = x'00'")
    assert (4, "entry 4 cannot be read") in [(fault.position, fault.what) for fault in found.faults]
    assert {FILE, KEPT} <= parts(found)


def test_an_entry_that_its_index_does_not_list_is_found(log: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    with page_of("sqlite_autoindex_entry_1", copy) as page:
        assert leave_out_the_last(page) >= 7
    found = prove(copy)
    assert found
    assert "entries cannot be found under the dispute that they name" in whats(found)


@contextmanager
def page_of(name: str, log: Path) -> Iterator[bytearray]:
    """The first page of a table or an index, to be changed."""
    with closing(sqlite3.connect(log)) as raw:
        (root,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    file = bytearray(log.read_bytes())
    page = file[4096 * (root - 1) : 4096 * root]
    yield page
    file[4096 * (root - 1) : 4096 * root] = page
    log.write_bytes(file)


def leave_out_the_last(page: bytearray) -> int:
    """Make the page hold one row fewer; how many it held."""
    rows = int.from_bytes(page[3:5], "big")
    page[3:5] = (rows - 1).to_bytes(2, "big")
    return rows


@pytest.mark.parametrize("index", ["ix_dispute_open", "ix_duty_open"])
def test_a_line_that_an_index_of_the_lists_leaves_out_is_found(index: str, log: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    with page_of(index, copy) as page:
        assert leave_out_the_last(page) >= 2
    found = prove(copy)
    assert found
    assert parts(found) == {REGISTER}


@pytest.mark.parametrize("table", RECORD)
def test_a_page_that_is_damaged_where_no_row_is_read_is_found(table: str, log: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    with page_of(table, copy) as page:
        page[7] += 1  # how many bytes between the rows are free
    found = prove(copy)
    assert found
    assert whats(found) == [f"the file is damaged in the table {table}"]


# Tables, triggers, versions


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP INDEX ix_duty_open", "the index ix_duty_open is missing"),
        ("CREATE TABLE other (x)", "the table other does not belong in it"),
        ("CREATE VIEW other AS SELECT 1", "the view other does not belong in it"),
        ("ALTER TABLE kept ADD COLUMN x", "the table kept was changed"),
        ("UPDATE alembic_version SET version_num = '0009'", "it does not say which version it is from"),
    ],
)
def test_a_change_of_the_tables_is_found(change: str, said: str, spoil: Callable[..., Proof]) -> None:
    found = spoil(change)
    assert said in whats(found)
    assert FILE in parts(found)


def test_each_trigger_is_missed_and_a_weaker_one_is_found(log: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(log)) as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    assert len(triggers) >= 9
    for name, sql in triggers:
        for instead, said in (("", "is missing"), (sql.replace("ABORT", "FAIL"), "was changed")):
            copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
            with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
                raw.execute(f"DROP TRIGGER {name}")
                raw.execute(instead)
            found = prove(copy)
            assert found
            assert whats(found) == [f"the trigger {name} {said}"]


@pytest.mark.parametrize("change", ["user_version = 99", "user_version = 1", "application_id = 1"])
def test_a_label_of_the_file_that_was_changed_is_found(change: str, spoil: Callable[..., Proof]) -> None:
    assert whats(spoil(f"PRAGMA {change}")) == [f"the file's {change.partition(' ')[0]} was changed"]


def test_a_log_of_a_newer_program_is_not_proved(spoil: Callable[..., Proof]) -> None:
    with pytest.raises(LogUnusable, match="newer version"):
        spoil("PRAGMA user_version = 5", "UPDATE alembic_version SET version_num = '0005'")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('CREATE TABLE """content" (x)', "the table content was changed"),
        (
            'CREATE TRIGGER """entry_update" BEFORE INSERT ON entry BEGIN SELECT RAISE(IGNORE); END',
            "the trigger entry_update was changed",
        ),
        ("CREATE TABLE [other](x)", "the table [other] does not belong in it"),
    ],
)
def test_what_was_added_under_a_name_in_quotation_marks_is_found(
    change: str, said: str, spoil: Callable[..., Proof]
) -> None:
    assert said in whats(spoil(change))


def test_a_new_log_has_the_tables_that_are_expected(log: Path) -> None:
    """Where a migration changes them, schema.sql is written anew from `objects`."""
    expected = (Path(proving.__file__).parent / "schema.sql").read_text("utf-8").split("\n\n")
    with closing(sqlite3.connect(log)) as raw:
        assert [" ".join(sql.split()) for sql in objects(raw)] == [" ".join(sql.split()) for sql in expected]


# Kept texts, lists


def test_a_kept_text_changed_removed_or_added_is_found(spoil: Callable[..., Proof]) -> None:
    assert parts(spoil("UPDATE kept SET bytes = x'00'")) == {KEPT}
    assert parts(spoil("DELETE FROM kept")) == {KEPT}
    assert parts(spoil("INSERT INTO kept VALUES (printf('%064d', 1), x'00')")) == {KEPT}


def test_a_text_that_is_as_its_digest_says_is_found_where_no_dispute_names_it(spoil: Callable[..., Proof]) -> None:
    found = spoil("INSERT INTO kept VALUES (?, x'00')", values=(sha256(b"\0").hexdigest(),))
    assert whats(found) == ["a policy's text is there that no dispute names"]


def test_what_is_listed_wrongly_is_made_anew_and_then_all_is_well(log: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(log, tmp_path / "spoiled.db"))
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("UPDATE duty SET ended = 'done' WHERE dispute = 1 AND number = 1")
        raw.execute("DELETE FROM dispute WHERE dispute = 2")
        raw.commit()
    found = prove(copy)
    assert found
    assert [(fault.position, fault.part) for fault in found.faults] == [(7, REGISTER), (6, REGISTER)]

    assert Care(copy, lambda: None).rebuild()

    healed = prove(copy)
    assert healed
    assert healed.faults == ()


def test_making_the_lists_anew_leaves_every_entry_and_every_draft_as_it_was(log: Path) -> None:
    def written() -> list[list[object]]:
        with closing(sqlite3.connect(log)) as raw:
            return [raw.execute(f"SELECT * FROM {table}").fetchall() for table in ("entry", "content", "kept", "draft")]

    at = instant_text(NOW)
    Drafts(log, lambda: None).keep(Draft(0, "log", 1, "Ann", 3, at, at, "{}"))
    before = written()
    assert all(before)
    assert Care(log, lambda: None).rebuild()
    assert written() == before


# Slices, crashes


def test_a_writer_goes_on_while_the_log_is_proved(
    log: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    assert impatient is None
    monkeypatch.setattr(proving, "_SLICE", 2)
    monkeypatch.setattr(entries, "BATCH", 1)
    steps: list[tuple[int, int]] = []

    def progress(done_: int, steps_: int) -> None:
        steps.append((done_, steps_))
        if len(steps) < 6:
            journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
            open_one(journal, duty(1))

    found = prove(log, progress)

    assert found
    assert found.faults == ()
    assert found.head.position == 7
    assert len(steps) == 6
    assert steps == sorted(steps)


@pytest.mark.parametrize("slices", [1, 3])
def test_a_log_that_another_program_takes_meanwhile_is_in_use_and_not_damaged(
    slices: int, log: Path, monkeypatch: pytest.MonkeyPatch, impatient: None
) -> None:
    assert impatient is None
    monkeypatch.setattr(proving, "_SLICE", 3)
    with closing(sqlite3.connect(log, isolation_level=None)) as other:
        seen: list[int] = []

        def progress(done_: int, _steps: int) -> None:
            seen.append(done_)
            if len(seen) == slices:
                other.execute("BEGIN EXCLUSIVE")

        with pytest.raises(LogUnusable, match="in use by another program"):
            prove(log, progress)
    assert len(seen) == slices


def test_a_write_that_a_crash_left_unfinished_is_rolled_back_and_nothing_is_wrong(log: Path, tmp_path: Path) -> None:
    crashed = tmp_path / "crashed.db"
    with closing(sqlite3.connect(log, isolation_level=None)) as raw:
        raw.execute("PRAGMA cache_size = 1")
        raw.execute("BEGIN IMMEDIATE")
        raw.execute(
            "INSERT INTO draft (command, me, seq, began_at, changed_at, body) VALUES ('', '', 0, '', '', ?)",
            ("x" * 300_000,),
        )
        raw.execute("UPDATE dispute SET reference = 'x'")
        shutil.copy(f"{log}-journal", f"{crashed}-journal")
        shutil.copy(log, crashed)
        raw.execute("ROLLBACK")
    assert Path(f"{crashed}-journal").stat().st_size > 512

    found = prove(crashed)

    assert found
    assert found.faults == ()
    assert not Path(f"{crashed}-journal").exists()


def test_many_faults_are_counted_and_the_first_are_named(
    spoil: Callable[..., Proof], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "_MOST", 2)
    found = spoil("UPDATE entry SET kind = 'Reflected'")
    assert len(found.faults) == 2
    assert found.more >= 6
    assert found.faults[0].part == JOURNAL


# Bits


def dump(log: Path) -> object:
    with closing(sqlite3.connect(f"file:{log}?mode=ro", uri=True)) as raw:
        every = (raw.execute(f"SELECT * FROM {table} NOT INDEXED").fetchall() for table in (*RECORD, "fold"))
        return [sorted(rows, key=repr) for rows in every]  # made anew, the lists stand in another order


def flips(log: Path, copy: Path, step: int, first: int = 0) -> Iterator[int]:
    """The places where a flipped bit was not found although the log then says something else."""
    in_small_pages(log)
    sound, before = log.read_bytes(), dump(log)
    for place in range(first, len(sound), step):
        spoiled = bytearray(sound)
        spoiled[place] ^= 1 << place % 8
        copy.write_bytes(spoiled)
        try:
            found = prove(copy)
        except LogUnusable:
            continue
        if (found is None or not found.faults) and dump(copy) != before:
            yield place


def test_a_flipped_bit_is_found_or_changes_nothing(log: Path, tmp_path: Path) -> None:
    assert list(flips(log, tmp_path / "flipped.db", 61)) == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(4))
def test_a_bit_flipped_anywhere_is_found_or_changes_nothing(first: int, log: Path, tmp_path: Path) -> None:
    assert list(flips(log, tmp_path / "flipped.db", 4, first)) == []


def test_a_last_entry_whose_hash_was_emptied_is_found(log: Path, tmp_path: Path) -> None:
    copy = tmp_path / "emptied.db"
    shutil.copy(log, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        (text,) = raw.execute("SELECT sql FROM sqlite_master WHERE name = 'entry'").fetchone()
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
    for declared in (re.sub(r"(\shash VARCHAR) NOT NULL", r"\1", text), text):
        with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
            raw.execute("PRAGMA writable_schema = ON")
            raw.execute("UPDATE sqlite_master SET sql = ? WHERE name = 'entry'", (declared,))
        if declared != text:
            with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
                raw.execute("UPDATE entry SET hash = NULL WHERE position = 7")
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        for _, trigger in triggers:
            raw.execute(trigger)
    found = prove(copy)
    assert found
    assert "entry 7 was altered" in whats(found)


def test_a_batch_of_disputes_stops_at_the_newest_it_was_told_of(log: Path) -> None:
    with closing(sqlite3.connect(log)) as raw:
        found = agreeing.batch(raw, 1, 1)
    assert found.faults == []
    assert found.positions == [2, 4, 7]


@pytest.mark.parametrize("batch", [1, 2, 500])
def test_a_dispute_number_that_was_left_out_is_found(
    batch: int, spoil: Callable[..., Proof], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "BATCH", batch)
    found = spoil("UPDATE entry SET dispute = 3 WHERE dispute = 2", "UPDATE dispute SET dispute = 3 WHERE dispute = 2")
    assert "dispute 2 cannot be found" in whats(found)


def test_an_entry_that_is_missing_is_said_to_be_of_no_dispute(spoil: Callable[..., Proof]) -> None:
    found = spoil("DELETE FROM content WHERE position = 4", "DELETE FROM entry WHERE position = 4")
    assert [fault.dispute for fault in found.faults if fault.what == "entry 4 is not there"] == [0]
