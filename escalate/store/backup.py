"""A copy of the log as it is at one moment, while others go on writing: proved, on disk, and only then named."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from escalate.domain.journal import REGISTER
from escalate.errors import BadInput, LogUnusable, NotSound
from escalate.store.contents import contents
from escalate.store.database import connect, damaged, plainly
from escalate.store.placing import JOURNAL, free_name, place, unfinished
from escalate.usecases.ports import BackedUp, Contents, Proof

Prove = Callable[[Path], "Proof | None"]

_NAMED = 5  # faults that a refusal names
_OF_THE_LOG = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
COUNT_DRAFTS = "SELECT count(*) FROM draft"


def back_up(log: Path, target: Path, prove: Prove) -> BackedUp:
    """Copy the log without its drafts, which are no record, to `target`. Raises BadInput, NotSound, LogUnusable."""
    _check_name(target)
    connection = connect(log, "read")
    if connection is None:
        raise _no_log()
    with closing(connection), unfinished(target) as made:
        _copy(connection, log, made, target)
        drafts = _without_drafts(made, target)
        found = _sound(log, made, prove)
        with plainly(target):
            try:
                place(made, target)
            except FileExistsError:
                raise _taken(target) from None
            at = target.stat()
    return BackedUp(found, at.st_size, drafts, private=os.name != "posix" or not at.st_mode & 0o077)


def keep_older(log: Path, why: str, at: datetime) -> Path:
    """Keep a log that is about to be changed beside itself, whole; under which name. Raises LogUnusable."""
    try:
        return _kept_beside(log, free_name(log, why, at))
    except LogUnusable as fault:
        raise LogUnusable(
            "The log was not brought up to date, because no copy of it could be kept first.",
            details=(fault.message,),
            hint=fault.hint,
        ) from fault


def _kept_beside(log: Path, name: Path) -> Path:
    with unfinished(log) as made, closing(connect(log, "create")) as connection:
        _copy(connection, log, made, log)
        with plainly(log), closing(sqlite3.connect(made)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise damaged(f"{log.name} is damaged.")
        with plainly(log):
            place(made, name)
    return name


def record_faults(proof: Proof) -> tuple[str, ...]:
    """What is wrong with the record itself, a line each; what can be made anew from it does not matter here."""
    found = [fault.what for fault in proof.faults if fault.part != REGISTER]
    more = len(found) - _NAMED + proof.more
    return (*found[:_NAMED], *((f"and {more} more",) if more > 0 else ()))


def _copy(connection: sqlite3.Connection, log: Path, made: Path, named: Path) -> None:
    """All of the log as it is at this moment into `made`; what goes wrong there is said of `named`."""
    try:
        connection.execute("PRAGMA query_only = OFF")  # VACUUM INTO heeds it, though it leaves the log as it is
        connection.execute("VACUUM INTO ?", (made.absolute().as_uri(),))  # a name alone could be read as such
    except sqlite3.Error as fault:
        with plainly(log if fault.sqlite_errorcode & 0xFF in _OF_THE_LOG else named):
            raise


def _without_drafts(made: Path, target: Path) -> int:
    with plainly(target), closing(connect(made, "write")) as copy:
        copy.execute("PRAGMA journal_mode = MEMORY")  # nothing of a copy is worth a file beside it
        drafts = int(copy.execute(COUNT_DRAFTS).fetchone()[0])
        copy.execute("DELETE FROM draft")
        return drafts


def _sound(log: Path, made: Path, prove: Prove) -> Contents:
    proof = prove(made)
    said = record_faults(proof) if proof else ()
    if said:
        raise NotSound(
            f"Nothing was backed up: {log.name} does not agree with itself.",
            details=said,
            hint="Keep it as it is, and look with: escalate verify. Your earlier backups stay as they are.",
        )
    with plainly(log), closing(connect(made, "write")) as copy:
        found = contents(copy)
    if proof is None or found is None:
        raise _no_log()
    return found


def _check_name(target: Path) -> None:
    try:
        target.lstat()
    except FileNotFoundError:
        pass
    except OSError:
        raise BadInput(
            f"Nothing was backed up: no file of the name {target.name} can be written there.",
            hint="Give it a shorter name, or a folder that your computer account may use.",
        ) from None
    else:
        raise _taken(target)
    if not target.parent.is_dir():
        raise BadInput(
            f"Nothing was backed up: there is no folder {target.parent}.",
            hint="Check the name; is the disk or memory stick there?",
        )
    if target.name.endswith((JOURNAL, "-wal", "-shm")):
        raise BadInput(
            f"Nothing was backed up: a name ending in {JOURNAL} means something else.", hint="Give it another name."
        )


def _no_log() -> LogUnusable:
    return LogUnusable("There is no log yet, so nothing was backed up.", hint="Check which folder ESCALATE_HOME names.")


def _taken(target: Path) -> BadInput:
    return BadInput(
        f"Nothing was backed up: {target.name} is there already.",
        hint="No backup replaces another. Give it a name of its own, such as one with the date.",
    )
