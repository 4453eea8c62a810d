"""Every connection to the log is made here, and every fault of the database leaves here as one clear sentence.

A read opens for writing too, with query_only on: after a crash SQLite has to roll the unfinished write back before
anyone can read. Where the file cannot be written SQLite itself goes on with reading only.
"""

import errno
import os
import sqlite3
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from enum import Enum, auto
from pathlib import Path
from typing import Literal, NoReturn, overload

from escalate.errors import LogDamaged, LogReadOnly, LogUnusable
from escalate.file_bytes import file_end

APPLICATION_ID = 0x65736361  # "esca": in the file's header it says that this is a log
VERSION = 4  # of the tables: the number of migrations
BUSY_SECONDS = 30.0
_GLANCE = 0.02  # seconds: within them SQLite looks after 1, 3, 8 and 18 milliseconds
QUIET_SECONDS = 2.0  # of waiting for another program, before that is said

_PRAGMAS = (
    "trusted_schema = OFF",
    "cell_size_check = ON",
    "foreign_keys = ON",
    "secure_delete = ON",
    "journal_mode = DELETE",
    "synchronous = EXTRA",
)
_MENDING = {sqlite3.SQLITE_READONLY_ROLLBACK, sqlite3.SQLITE_IOERR_DELETE}
_OF_THE_SYSTEM = {
    errno.ENOSPC: sqlite3.SQLITE_FULL,
    errno.EDQUOT: sqlite3.SQLITE_FULL,
    errno.EFBIG: sqlite3.SQLITE_FULL,
    errno.EIO: sqlite3.SQLITE_IOERR,
    errno.EROFS: sqlite3.SQLITE_READONLY,
}
_CHECK_RIGHTS = "Check that your computer account may read and write it and its folder."
_MEND_ELSEWHERE = (
    "Copy it, with the file of the same name ending in -journal, to a folder you may write to, "
    "and set ESCALATE_HOME to that folder."
)
_KEEP_IT = "Change nothing in it. Look: escalate verify. To go back to a backup: escalate restore FILE"
_SAID: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_BUSY: (
        "{name} is in use by another program, which did not let go of it in time.",
        "Close what else uses it, such as a backup, and do it again.",
    ),
    sqlite3.SQLITE_READONLY: ("{name} can be read but not written to.", _CHECK_RIGHTS),
    sqlite3.SQLITE_CANTOPEN: ("{name} cannot be opened.", _CHECK_RIGHTS),
    sqlite3.SQLITE_FULL: (
        "The disk is full, so {name} cannot grow.",
        "Free some space and do it again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "The disk reported a fault when {name} was read or written to.",
        "Have the disk checked before you do it again.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "{name} is damaged, or not a log of this program.",
        _KEEP_IT + ". Where ESCALATE_HOME is set, check first which folder it names.",
    ),
}

_HAS_REVISION = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
_REVISION = "SELECT CAST(version_num AS INTEGER) FROM alembic_version"

Mode = Literal["read", "prove", "write", "create"]


_NAMES_A_FILE = bytes.fromhex("d9d505f920a163d7")  # how a journal ends that does
_READING: tuple[Mode, ...] = ("read", "prove")


class State(Enum):
    """What there is at the log's path."""

    ABSENT = auto()
    OLDER = auto()
    CURRENT = auto()


@overload
def connect(path: Path, mode: Literal["read", "prove"]) -> sqlite3.Connection | None: ...
@overload
def connect(path: Path, mode: Literal["write", "create"]) -> sqlite3.Connection: ...
def connect(path: Path, mode: Mode) -> sqlite3.Connection | None:
    """A connection to the log; None if there is none to read. `create` makes the file, `write` wants it there.

    `prove` reads a log that says of itself what it is not, too: proving finds that.
    Raises LogUnusable: not ours, damaged, locked, out of reach; or, but for `create`, from an older version.
    """
    with plainly(path):
        if mode == "create":
            _make(path)
        elif mode in _READING and not _has_bytes(path):
            return None
        connection = _open(path, mode)
        try:
            found = _state(connection, path, mislabelled=mode == "prove")
            if found is State.CURRENT or mode == "create":
                return connection
            if found is State.OLDER or mode == "write":
                _not_ready(path)
        except BaseException:
            connection.close()
            raise
        connection.close()  # a first write was left unfinished by a crash, and opening undid it
        return None


def state(path: Path) -> State:
    """What there is at `path`; an empty file counts as nothing. Raises LogUnusable."""
    with plainly(path):
        if not _has_bytes(path):
            return State.ABSENT
        with closing(_open(path, "read")) as connection:
            return _state(connection, path)


@contextmanager
def plainly(path: Path, *, writing: bool = False) -> Iterator[None]:
    """Faults of the database and of the file system inside become LogUnusable."""
    try:
        yield
    except (sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a fault of this program, not of the log
    except (sqlite3.Error, OSError, UnicodeDecodeError) as fault:  # the last: what SQLite says quotes damaged bytes
        code = getattr(fault, "sqlite_errorcode", None)
        if isinstance(fault, OSError):
            code = _OF_THE_SYSTEM.get(fault.errno or 0, sqlite3.SQLITE_CANTOPEN)
        unusable = _unusable(path, code)
        if writing:
            unusable.hint = f"Nothing was recorded. {unusable.hint}"
        raise unusable from fault


def begin(connection: sqlite3.Connection) -> None:
    """Begin a transaction that has the log to itself, after whoever has it now."""
    _patiently(connection, lambda: connection.execute("BEGIN IMMEDIATE"))


def _patiently(connection: sqlite3.Connection, act: Callable[[], object]) -> None:
    """Do what may have to wait for another program; once it waits for long, say so.

    Left to itself, SQLite soon looks only ten times a second: among many writers one could miss its turn for ever.
    """
    began, said = time.monotonic(), False
    _wait_at_most(connection, _GLANCE)
    while True:
        try:
            act()
            break
        except sqlite3.OperationalError as fault:
            waited = time.monotonic() - began
            if fault.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or waited >= BUSY_SECONDS:
                raise
        if not said and waited >= QUIET_SECONDS:
            said = True
            sys.stderr.write("Waiting for another program that uses the log...\n")
            sys.stderr.flush()
    _wait_at_most(connection, BUSY_SECONDS)


def _wait_at_most(connection: sqlite3.Connection, seconds: float) -> None:
    connection.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")


def damaged(what: str) -> LogDamaged:
    """The fault of a log that is not as it was written; `what` is a sentence that says where it shows."""
    return LogDamaged(what, hint=_KEEP_IT)


def newer() -> LogUnusable:
    """The fault of a log that a later version of this program has written to."""
    return LogUnusable(
        "The log is from a newer version of this program.",
        hint="Install the newest version, then do it again.",
    )


def _unusable(path: Path, code: int | None) -> LogUnusable:
    if code in _MENDING:
        return LogUnusable(
            f"{path.name} was left unfinished by a crash, and cannot be mended where it cannot be written to.",
            hint=_MEND_ELSEWHERE,
        )
    said = _SAID.get(code & 0xFF) if code is not None else None  # the low byte is the kind of fault
    if said is None:
        return damaged(f"{path.name} is damaged.")
    kinds = {sqlite3.SQLITE_NOTADB: LogDamaged, sqlite3.SQLITE_READONLY: LogReadOnly}
    kind = kinds.get((code or 0) & 0xFF, LogUnusable)
    return kind(said[0].format(name=path.name), hint=said[1])


def _not_ready(path: Path) -> NoReturn:
    raise LogUnusable(f"{path.name} has not been brought up to date.", hint="Do it again.")


def _has_bytes(path: Path) -> bool:
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    if not stat.S_ISREG(found.st_mode):
        raise LogUnusable(
            f"{path.name} is not a file.", hint="Rename what stands there, or set ESCALATE_HOME to another folder."
        )
    return found.st_size > 0


def _make(path: Path) -> None:
    """An empty file that only its owner may read, whatever the umask; a file that is there stays."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600))
    except FileExistsError:
        if not _has_bytes(path) and path.is_symlink():
            raise LogUnusable(
                f"{path.name} is a link to another place, so no log was started there.",
                hint="Remove the link. To keep the log elsewhere, set ESCALATE_HOME to that folder.",
            ) from None


def _open(path: Path, mode: Mode) -> sqlite3.Connection:
    _refuse_journal_of_others(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=QUIET_SECONDS
    )
    try:
        if mode not in _READING and os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)  # it came from elsewhere, readable for others
        pragmas = (*_PRAGMAS, *(("query_only = ON",) if mode in _READING else ()))
        _patiently(connection, lambda: [connection.execute(f"PRAGMA {pragma}") for pragma in pragmas])
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_journal_of_others(path: Path) -> None:
    """Once SQLite has undone an unfinished write of several files, it deletes the one that its journal names.

    This program never leaves such a journal; whoever made one up may have named any file of the user's.
    """
    try:
        end = file_end(path.with_name(f"{path.name}-journal"), len(_NAMES_A_FILE))
    except FileNotFoundError:
        return
    if end == _NAMES_A_FILE:
        raise damaged(f"{path.name} is damaged: {path.name}-journal beside it was not left by this program.")


def _state(connection: sqlite3.Connection, path: Path, *, mislabelled: bool = False) -> State:
    """What the file says it is. One that says two things is damaged, or, where `mislabelled` will do, CURRENT."""
    connection.execute("BEGIN")  # all of one moment: another process may just be making the log
    (application,), (version,) = (
        connection.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
    )
    is_empty = path.stat().st_size == 0  # SQLite takes a very short file for an empty database
    has_revision = not is_empty and connection.execute(_HAS_REVISION).fetchone()
    (revision,) = (connection.execute(_REVISION).fetchone() if has_revision else None) or (0,)
    connection.execute("COMMIT")
    if is_empty:
        return State.ABSENT
    if application == APPLICATION_ID and version == VERSION:
        return State.CURRENT  # and if its tables say otherwise, proving finds it
    if application == APPLICATION_ID and version == revision > 0:
        if version > VERSION:
            raise newer()
        return State.OLDER
    if application != APPLICATION_ID and not revision:
        raise _unusable(path, sqlite3.SQLITE_NOTADB)
    if mislabelled:
        return State.CURRENT
    raise damaged(f"{path.name} was altered: it does not say which version it is from.")
