"""A backup is the log as it was at one moment, whole and for its owner alone; or there is none."""

import errno
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest

from escalate.domain.plain import instant_text
from escalate.errors import BadInput, LogUnusable, NotSound
from escalate.store.backup import back_up
from escalate.store.drafts import Drafts
from escalate.store.journal import Journal
from escalate.store.placing import unfinished
from escalate.store.proving import prove
from escalate.usecases.ports import Draft, Proof
from tests.store.acts import NOW, journal_of, open_one, report_danger
from tests.store.conftest import entries_in

TOP = Path(__file__).parents[2]

# Backs up as an account without root's right to pass by permissions; with a limit on the size of files, if given one.
RUN = """
import ctypes, json, os, resource, sys
from pathlib import Path
from escalate.errors import EscalateError
from escalate.store.backup import back_up
from escalate.store.proving import prove

log, target, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if os.geteuid() == 0:
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(ctypes.byref(version_3), ctypes.byref((ctypes.c_uint32 * 6)())) == 0
if most:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    print(json.dumps(["backed up", back_up(log, target, prove).holds.head.position]))
except EscalateError as fault:
    print(json.dumps([int(fault.exit_code), fault.message, fault.hint]))
"""

# One backup for each point at which it can be killed: the nth time it touches a file.
KILLED = """
import json, os, sys
from pathlib import Path
from escalate.store.backup import back_up
from escalate.store.proving import prove

log, folder = Path(sys.argv[1]), Path(sys.argv[2])
left = []
for n in range(1, 1000):
    (folder / str(n)).mkdir()
    if not (child := os.fork()):
        seen = 0
        def touched(event, args):
            global seen
            if event in ("open", "os.link", "os.rename", "os.remove", "sqlite3.connect"):
                seen += 1
                if seen == n:
                    os._exit(9)
        sys.addaudithook(touched)
        back_up(log, folder / str(n) / "backup.db", prove)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    left.append(sorted(path.name for path in (folder / str(n)).iterdir()))
    if code == 0:
        break
    assert code == 9, code
print(json.dumps(left))
"""


@pytest.fixture
def log(path: Path, journal: Journal) -> Path:
    """A log with one dispute in it, of three entries."""
    open_one(journal)
    report_danger(path, 1, 1)
    return path


@pytest.fixture
def stick(tmp_path: Path) -> Iterator[Path]:
    """Where backups go."""
    folder = tmp_path / "stick"
    folder.mkdir()
    yield folder
    folder.chmod(0o700)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def run(log: Path, target: Path, most: int = 0) -> list[object]:
    command = [sys.executable, "-c", RUN, str(log), str(target), str(most)]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    found: list[object] = json.loads(result.stdout)
    return found


def test_a_backup_holds_every_entry_with_its_words_and_proves_itself(log: Path, stick: Path) -> None:
    made = back_up(log, stick / "a.db", prove)
    assert entries_in(stick / "a.db") == entries_in(log)
    assert len(entries_in(log)) == 3
    assert made.holds.head.position == 3
    assert made.holds.head.hash == entries_in(log)[-1].hash
    assert (made.holds.disputes, made.size) == (1, (stick / "a.db").stat().st_size)
    proof = prove(stick / "a.db")
    assert proof
    assert proof.faults == ()
    assert names_in(stick) == ["a.db"]


def test_the_log_stays_as_it_was_and_nothing_is_left_beside_it(log: Path, stick: Path) -> None:
    before = log.read_bytes()
    back_up(log, stick / "a.db", prove)
    assert log.read_bytes() == before
    assert names_in(log.parent) == ["log.db"]


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_only_its_owner_may_read_it_whatever_the_umask(log: Path, stick: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        made = back_up(log, stick / "a.db", prove)
    finally:
        os.umask(before)
    assert (stick / "a.db").stat().st_mode & 0o777 == 0o600
    assert made.private


def test_so_it_is_from_its_first_moment(stick: Path) -> None:
    before = os.umask(0)
    try:
        with unfinished(stick / "a.db") as made:
            assert made.stat().st_mode & 0o777 == 0o600
            assert made.stat().st_size == 0
    finally:
        os.umask(before)
    assert names_in(stick) == []


def test_a_backup_that_others_may_read_where_it_is_is_said_to_be_so(
    log: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = os.link

    def on_a_stick_without_rights(path: Path, name: Path, *, follow_symlinks: bool) -> None:
        link(path, name, follow_symlinks=follow_symlinks)
        name.chmod(0o644)

    monkeypatch.setattr(os, "link", on_a_stick_without_rights)
    assert not back_up(log, stick / "a.db", prove).private


def test_it_is_the_copy_that_is_proved_once_it_is_written(log: Path, stick: Path) -> None:
    def on_a_stick_that_fails(proved: Path) -> Proof | None:
        [made] = stick.iterdir()
        with closing(sqlite3.connect(made)) as copy, copy:
            copy.execute("DROP TRIGGER content_update")
            copy.execute("UPDATE content SET body = body || ' ' WHERE position = 3")
        return prove(proved)

    with pytest.raises(NotSound, match="Nothing was backed up") as refused:
        back_up(log, stick / "a.db", on_a_stick_that_fails)
    assert "the words of entry 3 were altered" in refused.value.details
    assert names_in(stick) == []


def test_a_draft_is_no_record_and_none_of_its_words_are_in_a_backup(log: Path, stick: Path) -> None:
    at = instant_text(NOW)
    draft = Draft(0, "log", 1, "Ann", 2, at, at, '{"said": "zebrafish"}')
    Drafts(log, lambda: None).keep(draft)
    assert b"zebrafish" in log.read_bytes()
    assert back_up(log, stick / "a.db", prove).drafts == 1
    assert b"zebrafish" not in (stick / "a.db").read_bytes()
    assert len(Drafts(log, lambda: None).all()) == 1


@pytest.mark.parametrize("what", ["file", "folder", "link", "link to nowhere"])
def test_what_is_there_already_is_never_overwritten(log: Path, stick: Path, what: str) -> None:
    target, other = stick / "a.db", stick / "other"
    if what == "folder":
        target.mkdir()
    elif what == "file":
        target.write_text("mine")
    else:
        if what == "link":
            other.write_text("mine")
        target.symlink_to(other)
    before = names_in(stick)
    with pytest.raises(BadInput, match="is there already"):
        back_up(log, target, prove)
    assert names_in(stick) == before
    assert not other.exists() or other.read_text() == "mine"


def test_what_takes_the_name_while_it_is_written_is_not_overwritten_either(log: Path, stick: Path) -> None:
    def quicker(path: Path) -> object:
        (stick / "a.db").write_text("mine")
        return prove(path)

    with pytest.raises(BadInput, match="is there already"):
        back_up(log, stick / "a.db", quicker)  # type: ignore[arg-type]
    assert (stick / "a.db").read_text() == "mine"
    assert names_in(stick) == ["a.db"]


@pytest.fixture
def linkless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk on which no file can have two names, as on most memory sticks."""

    def link(*_names: object, **_how: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)


@pytest.mark.usefixtures("linkless")
def test_where_a_file_can_have_one_name_only_it_is_made_all_the_same(log: Path, stick: Path) -> None:
    back_up(log, stick / "a.db", prove)
    assert entries_in(stick / "a.db") == entries_in(log)
    assert names_in(stick) == ["a.db"]


@pytest.mark.usefixtures("linkless")
def test_and_there_too_what_takes_the_name_meanwhile_is_not_overwritten(log: Path, stick: Path) -> None:
    test_what_takes_the_name_while_it_is_written_is_not_overwritten_either(log, stick)


def test_it_is_on_disk_before_it_has_its_name(log: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fsync, link, seen = os.fsync, os.link, list[object]()

    def synced(at: int) -> None:
        seen.append(os.fstat(at).st_ino)
        fsync(at)

    def named(path: Path, name: Path, *, follow_symlinks: bool) -> None:
        seen.append("named")
        link(path, name, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "link", named)
    back_up(log, stick / "a.db", prove)
    assert seen == [(stick / "a.db").stat().st_ino, "named", stick.stat().st_ino]


def test_a_link_planted_under_the_unfinished_name_is_not_followed(
    log: Path, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
    (stick / "a.db.unfinished-guessed").symlink_to(stick / "elsewhere")
    with pytest.raises(LogUnusable):
        back_up(log, stick / "a.db", prove)
    assert names_in(stick) == ["a.db.unfinished-guessed"]


def test_a_file_planted_there_is_not_written_to(log: Path, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "guessed")
    (stick / "a.db.unfinished-guessed").touch()
    with pytest.raises(LogUnusable):
        back_up(log, stick / "a.db", prove)
    assert (stick / "a.db.unfinished-guessed").read_bytes() == b""


@pytest.mark.parametrize("name", ["log.db-journal", "x-wal", "x-shm"])
def test_a_name_that_a_log_s_unfinished_write_has_is_refused(log: Path, name: str) -> None:
    with pytest.raises(BadInput, match="means something else"):
        back_up(log, log.with_name(name), prove)


def test_a_folder_that_is_not_there_is_not_made(log: Path, stick: Path) -> None:
    with pytest.raises(BadInput, match="there is no folder"):
        back_up(log, stick / "2026" / "a.db", prove)
    assert names_in(stick) == []


def test_where_nothing_can_be_written_it_says_so(log: Path, stick: Path) -> None:
    stick.chmod(0o500)
    code, message, _ = run(log, stick / "a.db")
    assert (code, message) == (6, "a.db cannot be opened.")
    assert names_in(stick) == []


@pytest.mark.parametrize("most", [1, 4096, 50_000])
def test_a_full_disk_leaves_nothing_half_written(log: Path, stick: Path, most: int) -> None:
    code, message, _ = run(log, stick / "a.db", most)
    assert (code, message) == (6, "The disk reported a fault when a.db was read or written to.")
    assert names_in(stick) == []
    assert run(log, stick / "a.db") == ["backed up", 3]


def test_a_log_that_may_only_be_read_is_backed_up(log: Path, stick: Path) -> None:
    away = stick / "away"
    shutil.copytree(log.parent, away)
    (away / "log.db").chmod(0o400)
    away.chmod(0o500)
    try:
        assert run(away / "log.db", stick / "a.db") == ["backed up", 3]
    finally:
        away.chmod(0o700)


def test_no_log_is_no_backup(path: Path, stick: Path) -> None:
    with pytest.raises(LogUnusable, match="There is no log yet"):
        back_up(path, stick / "a.db", prove)
    journal_of(path)
    with pytest.raises(LogUnusable, match="There is no log yet"):
        back_up(path, stick / "a.db", prove)
    assert names_in(stick) == []


def test_a_log_that_does_not_prove_itself_is_not_backed_up_as_if_it_did(log: Path, stick: Path) -> None:
    spoilt = stick / "spoilt.db"
    shutil.copy(log, spoilt)
    with closing(sqlite3.connect(spoilt)) as connection, connection:
        connection.execute("DROP TRIGGER content_update")
        connection.execute("UPDATE content SET body = replace(body, 'police', 'nobody') WHERE position = 3")
    with pytest.raises(NotSound) as caught:
        back_up(spoilt, stick / "a.db", prove)
    assert caught.value.exit_code == 5
    assert any("the words of entry 3 were altered" in line for line in caught.value.details)
    assert names_in(stick) == ["spoilt.db"]


def test_a_kill_at_any_moment_leaves_no_backup_or_a_whole_one(log: Path, stick: Path) -> None:
    command = [sys.executable, "-W", "ignore", "-c", KILLED, str(log), str(stick)]
    result = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    left: list[list[str]] = json.loads(result.stdout)
    assert len(left) > 5
    assert left[-1] == ["backup.db"]
    for number, names in enumerate(left, 1):
        for name in names:
            assert name == "backup.db" or name.startswith("backup.db.unfinished-"), name
            if name == "backup.db":
                assert entries_in(stick / str(number) / name) == entries_in(log)
    assert [] in left
    assert any(name != "backup.db" for names in left for name in names)


def test_a_backup_made_while_others_write_is_one_moment_of_the_log(log: Path, stick: Path) -> None:
    for _ in range(7):
        open_one(journal_of(log))
    with ProcessPoolExecutor(8, mp_context=get_context("spawn")) as processes:
        writing = [processes.submit(report_danger, log, number, 20) for number in range(1, 9)]
        made: list[Path] = []
        while not made or not all(one.done() for one in writing):
            made.append(stick / f"{len(made)}.db")
            back_up(log, made[-1], prove)
        for one in writing:
            one.result()
    whole = entries_in(log)
    assert len(whole) == 3 + 7 + 8 * 20
    sizes = []
    for backup in made:
        found = entries_in(backup)
        assert found == whole[: len(found)]
        proof = prove(backup)
        assert proof
        assert (proof.faults, proof.head.position) == ((), len(found))
        sizes.append(len(found))
    assert sizes == sorted(sizes)
    assert len(set(sizes)) > 2, sizes
