"""A backup takes the place of the log only when it proves itself; the log that was there is never lost."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import BinaryIO

import pytest

from escalate.domain.journal import Entry
from escalate.domain.log_events import LogStarted, OfTheLog, Restored
from escalate.domain.receipt import Known, Receipt, receipt_of
from escalate.errors import BadInput, ChangedMeanwhile, LogUnusable, NotSound
from escalate.store import database, migrate
from escalate.store.backup import back_up
from escalate.store.database import State
from escalate.store.journal import Journal
from escalate.store.proving import prove
from escalate.store.queries import Queries
from escalate.store.restoring import Restoring, restoring
from escalate.usecases.backups import Plan, plan
from tests.store.acts import (
    AUTHOR,
    MIGRATIONS,
    NOW,
    in_small_pages,
    journal_of,
    open_one,
    read_policy,
    report_danger,
    report_danger_until_refused,
)
from tests.store.conftest import entries_in
from tests.store.conftest import prove as proved

TOP = Path(__file__).parents[2]
VERSION_1 = Path(__file__).parent / "data" / "version-1.db"
ASIDE = "log-set-aside-2026-12-18-1000.db"

# One restore for each point at which it can be killed: the nth time it touches a file.
KILLED = """
import os, shutil, sys
from pathlib import Path
from tests.store.test_restoring import restored

backup, first, folder = Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
for n in range(1, 2000):
    home = folder / str(n)
    shutil.copytree(first, home)
    if not (child := os.fork()):
        seen = 0
        def touched(event, args):
            global seen
            if event in ("open", "os.link", "os.rename", "os.remove", "sqlite3.connect"):
                seen += 1
                if seen == n:
                    os._exit(9)
        sys.addaudithook(touched)
        restored(home / "log.db", backup)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if code == 0:
        break
    assert code == 9, code
"""

CRASH = """
import os, sqlite3, sys
log = sqlite3.connect(sys.argv[1], isolation_level=None)
log.execute("PRAGMA cache_size = 2")
log.execute("BEGIN IMMEDIATE")
log.execute("DROP TRIGGER content_update")
log.execute("UPDATE content SET body = 'never committed'")
for n in range(2000):
    log.execute("INSERT INTO kept VALUES (?, ?)", (f"{n:064}", b"never committed" * 50))
os._exit(9)
"""
LOCKED = """
import sqlite3, subprocess, sys
from pathlib import Path
from tests.store.test_restoring import restored

WRITE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
path = Path(sys.argv[2])

def write(event, args):
    if event == "os.link":
        told = subprocess.run([sys.executable, "-c", WRITE, str(path)], capture_output=True, text=True).stderr
        print(told.strip().rpartition(": ")[2] or "written")

sys.addaudithook(write)
restored(path, Path(sys.argv[1]))
print("restored")
"""
FULL = """
import resource, sys
from pathlib import Path
from escalate.errors import LogUnusable
from tests.store.test_restoring import restored

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]),) * 2)
try:
    restored(Path(sys.argv[2]), Path(sys.argv[1]))
except LogUnusable as fault:
    print(int(fault.exit_code), fault.message)
"""


def note(path: Path, author: object, now: object, event: OfTheLog) -> None:
    assert (author, now) == (AUTHOR, NOW)
    Journal(path, read_policy, program="0.1").note(AUTHOR, NOW, event)


def bring_up_to_date(path: Path) -> None:
    migrate.bring_up_to_date(path, MIGRATIONS)


def restored(log: Path, backup: Path, *outside: Known) -> tuple[Plan, str]:
    """Restore, whatever is lost; what was planned, and the name of the log set aside."""
    with restoring(log, backup, bring_up_to_date, prove, note) as ready:
        planned = plan(ready, outside)
        return planned, ready.finish(AUTHOR, NOW, planned.event)[1]


def taken(log: Path, backup: Path) -> Restoring:
    """What a backup holds, by a restore that stops before anything is changed."""
    with restoring(log, backup, bring_up_to_date, prove, note) as ready:
        return ready


@pytest.fixture
def backup(path: Path, journal: Journal, tmp_path: Path) -> Path:
    """A backup of three entries; the log has two more."""
    open_one(journal)
    report_danger(path, 1, 1)
    made = tmp_path / "stick" / "backup.db"
    made.parent.mkdir()
    back_up(path, made, prove)
    report_danger(path, 1, 2)
    return made


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def record_of(log: Path) -> tuple[list[tuple[object, ...]], ...]:
    """Everything that is the record, and the versions it is under."""
    with closing(sqlite3.connect(log)) as connection:
        tables = [
            connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()  # noqa: S608
            for table in ("entry", "content", "kept", "dispute", "duty", "fold", "draft")
        ]
        versions = [connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")]
    return (*tables, versions)


def receipt(entry: Entry) -> Receipt:
    return receipt_of(entry.position, entry.hash)


# What it does


def test_a_restored_log_is_the_backup_with_an_entry_that_says_so(path: Path, backup: Path) -> None:
    before, kept = entries_in(path), backup.read_bytes()
    planned, aside = restored(path, backup)
    found = entries_in(path)
    assert found[:3] == entries_in(backup) == before[:3]
    assert [entry.kind for entry in found[3:]] == ["Restored"]
    assert planned.event == Restored(5, before[4].hash[:20], 3)
    assert str(planned.lost) == "entries 4 and 5"
    assert backup.read_bytes() == kept
    assert aside == ASIDE
    assert entries_in(path.with_name(ASIDE)) == before
    proved(path)


def test_nothing_but_the_log_the_one_set_aside_and_what_was_there_is_left(path: Path, backup: Path) -> None:
    path.with_name("settings.toml").write_text("mine")
    restored(path, backup)
    assert names_in(path.parent) == [ASIDE, "log.db", "settings.toml"]
    assert {file.stat().st_mode & 0o777 for file in (path, path.with_name(ASIDE))} == {0o600}


def test_what_takes_the_place_of_the_log_is_on_disk_before_it_does(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync, replace, seen = os.fsync, Path.replace, list[object]()

    def synced(at: int) -> None:
        seen.append(os.fstat(at).st_ino)
        fsync(at)

    def replaced(made: Path, target: Path) -> Path:
        seen.append("replaced")
        return replace(made, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    restored(path, backup)
    log, folder = path.stat().st_ino, path.parent.stat().st_ino
    assert seen == [log, folder, folder, "replaced", folder]


@pytest.mark.parametrize("mask", [0o000, 0o077])
def test_on_a_computer_that_has_no_log_it_makes_the_folder_and_the_log(backup: Path, tmp_path: Path, mask: int) -> None:
    new = tmp_path / "other" / "computer" / "log.db"
    before = os.umask(mask)
    try:
        planned, aside = restored(new, backup)
    finally:
        os.umask(before)
    assert (planned.lost, aside) == (None, "")
    assert planned.event.newest == planned.event.ended == 3
    assert entries_in(new)[:3] == entries_in(backup)
    assert new.stat().st_mode & 0o777 == 0o600
    assert new.parent.stat().st_mode & 0o777 == 0o700
    open_one(journal_of(new))
    proved(new)


def test_what_is_set_aside_never_replaces_what_was_set_aside_before(path: Path, backup: Path) -> None:
    for name in (ASIDE, ASIDE.replace(".db", "-2.db"), ASIDE.replace(".db", "-3.db")):
        assert restored(path, backup)[1] == name
    assert len({path.with_name(name).read_bytes() for name in names_in(path.parent)}) == 4


def test_a_log_that_was_set_aside_can_be_gone_back_to(path: Path, backup: Path) -> None:
    before = entries_in(path)
    restored(path, backup)
    report_danger(path, 1, 1)
    lost = entries_in(path)
    planned, _ = restored(path, path.with_name(ASIDE))
    assert entries_in(path)[:-1] == before
    # Both have the first three; what the log had after them is lost now.
    assert planned.event == Restored(5, lost[4].hash[:20], 3)
    assert planned.lost
    assert planned.lost.own_way


def test_a_backup_of_an_older_version_is_brought_up_to_date(path: Path) -> None:
    restored(path, VERSION_1)
    assert database.state(path) is State.CURRENT
    assert [entry.kind for entry in entries_in(path)][-2:] == ["PeopleChanged", "Restored"]
    assert entries_in(path)[:-1] == entries_in(VERSION_1)
    assert names_in(path.parent) == ["log.db"]


# What is known to be lost


def test_the_newest_backup_there_can_be_loses_nothing(path: Path, backup: Path) -> None:
    newest = backup.with_name("newest.db")
    back_up(path, newest, prove)
    planned, _ = restored(path, newest)
    assert planned.lost is None
    assert (planned.event.newest, planned.event.ended) == (5, 5)


def test_a_backup_older_than_a_receipt_from_elsewhere_is_said_to_be_older(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    outside = Known(receipt(entries_in(path)[4]), entries_in(path)[4].recorded_at)
    with restoring(tmp_path / "new" / "log.db", backup, bring_up_to_date, prove, note) as ready:
        planned = plan(ready, [outside])
    assert str(planned.lost) == "entries 4 and 5"
    assert planned.event == Restored(5, outside.receipt.bits, 3)


def test_the_newest_of_the_present_log_and_the_receipt_from_elsewhere_counts(path: Path, backup: Path) -> None:
    last = entries_in(path)[4]
    with restoring(path, backup, bring_up_to_date, prove, note) as ready:
        assert plan(ready, [Known(Receipt(9, "0" * 20), last.recorded_at)]).event == Restored(9, "0" * 20, 3)
        assert plan(ready, [Known(receipt(entries_in(path)[1]), last.recorded_at)]).event.newest == 5


def test_a_receipt_that_the_backup_does_not_bear_out_is_said_though_it_is_no_longer(
    backup: Path, tmp_path: Path
) -> None:
    with restoring(tmp_path / "new" / "log.db", backup, bring_up_to_date, prove, note) as ready:
        planned = plan(ready, [Known(Receipt(2, "f" * 20), "2026-12-18T10:00:00.000000Z")])
    assert planned.event == Restored(2, "f" * 20, 1)
    assert str(planned.lost) == "entry 2"


def test_the_dispute_whose_words_come_back_is_named(path: Path, backup: Path, tmp_path: Path) -> None:
    later = tmp_path / "later.db"
    shutil.copy(path, later)
    with closing(sqlite3.connect(later)) as connection, connection:
        connection.execute("DROP TRIGGER entry_update")
        connection.execute("UPDATE entry SET kind = 'Erased' WHERE position = 5")
    with restoring(later, backup, bring_up_to_date, prove, note) as ready:
        assert [(one.number, one.reference) for one in plan(ready, ()).erased] == [(1, "dispute 1")]


def test_what_the_backup_itself_says_was_lost_is_not_lost_again(path: Path, backup: Path) -> None:
    lost = Known(receipt(entries_in(path)[4]), entries_in(path)[4].recorded_at)
    restored(path, backup)
    later = backup.with_name("later.db")
    back_up(path, later, prove)
    planned, _ = restored(path, later, lost)
    assert planned.lost is None


# What is refused, with nothing changed


def test_a_backup_of_another_log_is_refused(path: Path, journal: Journal, tmp_path: Path) -> None:
    open_one(journal)
    other = tmp_path / "other" / "log.db"
    open_one(journal_of(other))
    before = path.read_bytes()
    with pytest.raises(BadInput, match="is of another log"):
        restored(path, other)
    assert path.read_bytes() == before
    assert names_in(path.parent) == ["log.db"]


def test_the_log_itself_is_no_backup(path: Path, backup: Path) -> None:
    with pytest.raises(BadInput, match="is the log itself"):
        restored(path, path)
    link = backup.with_name("link")
    link.symlink_to(path)
    with pytest.raises(BadInput, match="is the log itself"):
        restored(path, link)


def test_what_is_no_file_is_no_backup(path: Path, backup: Path) -> None:
    with pytest.raises(BadInput, match="there is no file"):
        restored(path, backup.with_name("none.db"))
    with pytest.raises(BadInput, match="is not a file"):
        restored(path, backup.parent)


@pytest.mark.parametrize("content", [b"", b"x", b"[settings]\n" * 1000, os.urandom(8192)], ids=len)
def test_what_is_no_log_is_no_backup(path: Path, backup: Path, content: bytes) -> None:
    file, before = backup.with_name("no-log.db"), path.read_bytes()
    file.write_bytes(content)
    with pytest.raises((BadInput, NotSound), match="Nothing was restored"):
        restored(path, file)
    assert path.read_bytes() == before
    assert names_in(path.parent) == ["log.db"]


def test_a_log_without_an_entry_is_no_backup(path: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    bring_up_to_date(empty)
    with pytest.raises(BadInput, match="holds no log"):
        restored(path, empty)


def test_a_backup_from_a_newer_program_is_refused(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        connection.execute(f"PRAGMA user_version = {database.VERSION + 1}")
        connection.execute("UPDATE alembic_version SET version_num = ?", (f"{database.VERSION + 1:04}",))
        connection.commit()
    with pytest.raises(LogUnusable, match="newer version"):
        restored(path, backup)


def reword(log: Path, position: int, old: str, new: str) -> None:
    """Change the words of an entry, and put back the trigger that stops it."""
    with closing(sqlite3.connect(log)) as connection, connection:
        [trigger] = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'content_update'").fetchone()
        connection.execute("DROP TRIGGER content_update")
        connection.execute("UPDATE content SET body = replace(body, ?, ?) WHERE position = ?", (old, new, position))
        connection.execute(trigger)


def test_a_backup_whose_words_were_changed_is_refused(path: Path, backup: Path) -> None:
    reword(backup, 2, '"1"', '"2"')
    with pytest.raises(NotSound) as caught:
        restored(path, backup)
    assert caught.value.exit_code == 5
    assert caught.value.details == ("the words of entry 2 were altered",)


def test_so_is_an_older_one_even_where_its_words_make_no_sense_any_more(tmp_path: Path) -> None:
    older = tmp_path / "older.db"
    shutil.copy(VERSION_1, older)
    reword(older, 3, '"number":1', '"number":71')  # a duty ended that never began
    with pytest.raises(NotSound) as caught:
        restored(tmp_path / "new" / "log.db", older)
    assert caught.value.details == ("the words of entry 3 were altered",)


def test_a_list_that_is_wrong_in_a_backup_is_made_anew(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as connection, connection:
        connection.execute("UPDATE dispute SET stage_name = 'Nowhere'")
    restored(path, backup)
    proved(path)


@pytest.mark.parametrize("where", ["drafts", "list of free pages"])
def test_a_backup_that_is_damaged_where_it_holds_no_record_is_refused_too(path: Path, backup: Path, where: str) -> None:
    with closing(sqlite3.connect(backup)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'draft'").fetchone()
    place, value = ((page - 1) * 4096, b"\xff" * 4096) if where == "drafts" else (32, bytes([0, 0, 0, 3, 0, 0, 0, 1]))
    with backup.open("r+b") as file:
        file.seek(place)
        file.write(value)
    with pytest.raises(NotSound):
        restored(path, backup)


def flips(size: int, step: int) -> list[int]:
    """Places to spoil: each of the file's header, then every so often."""
    return [*range(100), *range(100, size, step)]


@pytest.mark.parametrize("step", [293, pytest.param(7, marks=pytest.mark.soak)])
@pytest.mark.timeout(1800)
def test_of_a_backup_with_a_flipped_bit_nothing_wrong_is_restored(backup: Path, tmp_path: Path, step: int) -> None:
    in_small_pages(backup)
    new, spoilt, whole = tmp_path / "new" / "log.db", tmp_path / "spoilt.db", backup.read_bytes()
    expected, refused = record_of(backup), 0
    new.parent.mkdir()
    for place in flips(len(whole), step):
        spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :])
        try:
            with restoring(new, spoilt, bring_up_to_date, prove, note) as ready:
                assert record_of(ready._made) == expected, place
        except (NotSound, LogUnusable, BadInput):
            refused += 1
        assert names_in(new.parent) == [], place
    assert refused > 20


def test_a_log_that_somebody_writes_to_meanwhile_is_not_replaced(path: Path, backup: Path) -> None:
    with restoring(path, backup, bring_up_to_date, prove, note) as ready:
        planned = plan(ready, ())
        report_danger(path, 1, 1)
        with pytest.raises(ChangedMeanwhile, match="nothing was restored"):
            ready.finish(AUTHOR, NOW, planned.event)
    assert len(entries_in(path)) == 6
    assert names_in(path.parent) == ["log.db"]


def test_nobody_can_write_to_the_log_while_it_is_set_aside(path: Path, backup: Path) -> None:
    command = [sys.executable, "-c", LOCKED, str(backup), str(path)]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert result.stdout == "database is locked\nrestored\n", result.stderr
    assert len(entries_in(path.with_name(ASIDE))) == 5


@pytest.mark.usefixtures("impatient")
def test_a_log_that_is_in_use_is_not_replaced(path: Path, backup: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnusable, match="is in use"):
            restored(path, backup)
    assert names_in(path.parent) == ["log.db"]


def test_whoever_had_the_log_open_cannot_write_to_the_one_set_aside(path: Path, backup: Path) -> None:
    with closing(database.connect(path, "write")) as other:
        other.execute("SELECT count(*) FROM entry").fetchall()
        restored(path, backup)
        before = path.with_name(ASIDE).read_bytes()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnusable), database.plainly(path):
            other.execute("INSERT INTO draft VALUES (NULL, 'log', 1, '', 1, '', '', '')")
    assert path.with_name(ASIDE).read_bytes() == before


def test_no_entry_of_those_who_write_meanwhile_is_lost_unseen(path: Path, backup: Path) -> None:
    """Each that was acknowledged is in the log set aside or in the new one."""
    aside = ""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        writing = [processes.submit(report_danger_until_refused, path, 1, 20) for _ in range(2)]
        while len(entries_in(path)) < 10:
            time.sleep(0.02)
        while not aside:
            with suppress(ChangedMeanwhile):
                _, aside = restored(path, backup)
        frozen = path.with_name(aside).read_bytes()
        written = sum(one.result() for one in writing)
    before, after = entries_in(path.with_name(aside)), entries_in(path)
    assert path.with_name(aside).read_bytes() == frozen
    assert written == len(before) - 5 + len(after) - 4
    assert len(after) > 4
    proved(path)


@pytest.mark.parametrize("most", [1, 50_000])
def test_a_full_disk_leaves_the_log_as_it_was(path: Path, backup: Path, most: int) -> None:
    before = path.read_bytes()
    command = [sys.executable, "-c", FULL, str(backup), str(path), str(most)]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert result.stdout == "6 The disk is full, so log.db cannot grow.\n", result.stderr
    assert path.read_bytes() == before
    assert names_in(path.parent) == ["log.db"]


# When the log is damaged, missing or half written, which is when a backup is needed


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:20_000])


def spoil_the_header(path: Path) -> None:
    path.write_bytes(b"\xff" * 4096 + path.read_bytes()[4096:])


def spoil_every_page(path: Path) -> None:
    whole = bytearray(path.read_bytes())
    for at in range(4096, len(whole), 4096):
        whole[at : at + 64] = b"\xff" * 64
    path.write_bytes(whole)


@pytest.mark.parametrize("spoil", [cut, spoil_the_header, spoil_every_page])
def test_a_damaged_log_is_set_aside_as_it_is(path: Path, backup: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)
    damaged = path.read_bytes()
    planned, aside = restored(path, backup)
    assert planned.lost is None  # nobody can tell
    assert path.with_name(aside).read_bytes() == damaged
    assert entries_in(path)[:3] == entries_in(backup)


def test_whichever_page_of_the_log_is_damaged_a_backup_takes_its_place(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    report_danger(path, 1, 60)  # so many that they fill pages of their own
    backup = backup.with_name("long.db")
    back_up(path, backup, prove)
    report_danger(path, 1, 2)
    whole, lost = path.read_bytes(), Known(receipt(entries_in(path)[-1]), entries_in(path)[-1].recorded_at)
    for at in range(0, len(whole), 4096):
        log = tmp_path / str(at) / "log.db"
        log.parent.mkdir()
        log.write_bytes(whole[:at] + b"\xff" * 4096 + whole[at + 4096 :])
        planned, aside = restored(log, backup, lost)
        assert planned.event == Restored(67, lost.receipt.bits, 65), at
        assert log.with_name(aside).read_bytes() == whole[:at] + b"\xff" * 4096 + whole[at + 4096 :]
        assert entries_in(log)[:65] == entries_in(backup)
        proved(log)


def test_a_missing_log_is_restored(path: Path, backup: Path) -> None:
    path.unlink()
    assert restored(path, backup)[1] == ""
    assert entries_in(path)[:3] == entries_in(backup)


def test_the_unfinished_write_of_a_log_that_is_gone_never_touches_the_new_one(path: Path, backup: Path) -> None:
    """SQLite would take a journal of that name for the new log's own, and write its old pages back."""
    subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False)
    unsaved = path.with_name("log.db-journal").read_bytes()
    path.unlink()
    _, aside = restored(path, backup)
    assert aside == f"{ASIDE}-journal"
    assert names_in(path.parent) == [aside, "log.db"]
    assert path.with_name(aside).read_bytes() == unsaved
    assert entries_in(path)[:3] == entries_in(backup)
    proved(path)


def test_what_a_crash_left_half_written_is_undone_before_the_log_is_set_aside(path: Path, backup: Path) -> None:
    before = entries_in(path)
    subprocess.run([sys.executable, "-c", CRASH, str(path)], check=False)
    planned, _ = restored(path, backup)
    assert planned.event.newest == 5
    assert names_in(path.parent) == [ASIDE, "log.db"]
    assert entries_in(path.with_name(ASIDE)) == before


def test_a_log_set_aside_with_its_unfinished_write_is_restored_without_it(backup: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", CRASH, str(backup)], check=False)
    assert backup.with_name("backup.db-journal").stat().st_size
    before = {file.name: file.read_bytes() for file in backup.parent.iterdir()}
    new = tmp_path / "new" / "log.db"
    restored(new, backup)
    assert {file.name: file.read_bytes() for file in backup.parent.iterdir()} == before
    assert len(entries_in(new)) == 4
    proved(new)


def test_of_an_unfinished_write_that_cannot_be_copied_nothing_is_left(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup.with_name("backup.db-journal").write_bytes(b"unfinished" * 100)
    copyfileobj = shutil.copyfileobj

    def copied(read: BinaryIO, copy: BinaryIO) -> None:
        copyfileobj(read, copy)
        if copy.tell() == 1000:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", copied)
    with pytest.raises(LogUnusable, match="disk is full"):
        restored(path, backup)
    assert names_in(path.parent) == ["log.db"]


def test_a_kill_at_any_moment_leaves_the_log_as_it_was_or_as_it_then_is(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    folder, before, whole = tmp_path / "killed", entries_in(path), path.read_bytes()
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(backup), str(path.parent), str(folder)]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    homes = sorted(folder.iterdir(), key=lambda home: int(home.name))
    assert len(homes) > 20
    done = []
    for home in homes:
        log = home / "log.db"
        names = [name for name in names_in(home) if ".unfinished-" not in name]
        assert names in (["log.db"], [ASIDE, "log.db"]), names
        found = entries_in(log)
        done.append(found != before)
        if done[-1]:
            assert found[:3] == before[:3]
            assert [entry.kind for entry in found[3:]] == ["Restored"]
        if ASIDE in names:
            assert (home / ASIDE).read_bytes() == whole
        else:
            assert not done[-1]
        proved(log)
        assert Queries(log, read_policy).find("") == 1
    assert done == sorted(done)
    assert (done[0], done[-1]) == (False, True)


def test_the_started_entry_of_a_log_says_which_log_it_is(path: Path, backup: Path) -> None:
    event = json.loads(entries_in(backup)[0].body or "")["event"]
    assert entries_in(backup)[0].kind == LogStarted.__name__
    assert taken(path, backup).backup.log_id == event["log_id"]
