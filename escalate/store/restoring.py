"""A backup put in the place of the log. All is done to a copy first, so that the change itself is one renaming.

A kill at any moment leaves the log as it was or as it then is; the backup itself is only read, never opened.
"""

import os
import shutil
import sqlite3
import stat
import struct
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from escalate.domain.bodies import decode_event
from escalate.domain.journal import Chain, Fault, dispute_faults
from escalate.domain.log_events import Restored
from escalate.domain.plain import parsed
from escalate.errors import BadInput, ChangedMeanwhile, LogDamaged, NotSound
from escalate.store import entries, rebuilding
from escalate.store.backup import COUNT_DRAFTS, Prove, record_faults
from escalate.store.contents import contents, hash_at, held, look
from escalate.store.database import APPLICATION_ID, State, connect, damaged, plainly, state
from escalate.store.placing import JOURNAL, beside, free_name, keep_as, new, sync, unfinished
from escalate.usecases.ports import Contents, ErasedSince, Proof

if TYPE_CHECKING:
    from escalate.domain.parts import Author
    from escalate.domain.receipt import Known

Note = Callable[[Path, "Author", datetime, "Restored"], None]  # seals the event in the log at a path
Migrate = Callable[[Path], None]

_HEAD = struct.Struct(">16s52xi")  # of a database: what every one begins with, and whose it is
_NO_LOG = "it is damaged, or no backup of this program"
_ERASED = """
    SELECT dispute, body, recorded_at FROM entry LEFT JOIN content USING (position)
    WHERE kind = 'Erased' AND position > :position ORDER BY position"""
_RESTORED = """
    SELECT kind, body FROM entry JOIN content USING (position)
    WHERE dispute IS NULL AND kind = 'Restored' AND position > :position"""


@contextmanager
def restoring(log: Path, file: Path, migrate: Migrate, prove: Prove, note: Note) -> "Iterator[Restoring]":
    """The backup `file`, proved and ready to take the place of `log`. Raises BadInput, NotSound, LogUnusable."""
    _check(log, file)
    with plainly(log):
        log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with unfinished(log) as made:
        with plainly(log):
            _copy(file, made)
        backup, proof = _ready(made, file, migrate, prove)
        yield Restoring(log, made, backup, proof, look(log), note)


class Restoring:
    """Implements `ports.Restoring`: `made` is the copy that takes the place of `log`."""

    def __init__(
        self, log: Path, made: Path, backup: Contents, proof: Proof, present: Contents | None, note: Note
    ) -> None:
        self._log = log
        self._made = made
        self._proof = proof
        self._note = note
        self.backup = backup
        self.present = present

    def accounts_for(self, known: "Known") -> bool:
        """Whether the backup has the entry of that receipt, or says itself that it was lost."""
        receipt = known.receipt
        with closing(connect(self._made, "write")) as made:
            held_there = receipt.fits(hash_at(made, receipt.position))
        return held_there or any(one.lost(receipt.position, known.when) for one in self._proof.restored)

    def common(self) -> int:
        """The last entry that the backup and the present log both have."""
        here, there = (self.present or self.backup).head.position, self.backup.head.position
        log = held(self._log)
        if log is not None:
            with suppress(LogDamaged), plainly(self._log), closing(log), closing(connect(self._made, "write")) as made:
                both = range(1, min(here, there) + 1)
                return bisect_left(both, 1, key=lambda at: int(hash_at(made, at) != hash_at(log, at)))
        return min(here - 1, there)  # the log cannot be read there: as far as it could be

    def erased_since(self, position: int) -> tuple[ErasedSince, ...]:
        """The disputes that the present log says were erased after that entry."""
        log = held(self._log)
        if log is not None:
            with suppress(LogDamaged), plainly(self._log), closing(log):
                found = log.execute(_ERASED, {"position": position})
                return tuple(ErasedSince(number, _reference(number, body), at) for number, body, at in found)
        return ()

    def restored_since(self, position: int) -> "tuple[Restored, ...]":
        """What the present log says of having been put back from a backup after that entry."""
        log = held(self._log)
        if log is not None:
            with suppress(LogDamaged, ValueError, LookupError, TypeError), plainly(self._log), closing(log):
                found = [decode_event(kind, body) for kind, body in log.execute(_RESTORED, {"position": position})]
                return tuple(event for event in found if isinstance(event, Restored))
        return ()

    def drafts(self) -> int:
        """How many drafts the present log has, none of which a backup holds."""
        log = held(self._log)
        if log is not None:
            with suppress(LogDamaged), plainly(self._log), closing(log):
                return int(log.execute(COUNT_DRAFTS).fetchone()[0])
        return 0

    def finish(self, author: "Author", now: datetime, event: "Restored") -> tuple[Contents, str]:
        """Seal the event, set the present log aside and put the backup in its place. Raises ChangedMeanwhile."""
        self._note(self._made, author, now, event)
        restored = look(self._made)
        with plainly(self._log), ExitStack() as stack:
            log = held(self._log)
            if log is not None:
                stack.callback(log.close)
            if restored is None or (contents(log) if log else None) != self.present:
                raise ChangedMeanwhile(
                    "The log has changed since you began, so nothing was restored.", hint="Do it again."
                )
            if os.name != "posix":
                stack.close()  # no open file can be renamed there
            return restored, self._change(now)

    def _change(self, now: datetime) -> str:
        """The renaming. What an unfinished write left must be gone before another log stands beside it."""
        sync(self._made)
        aside = self._set_aside(now)
        sync(self._log.parent)
        beside(self._log, JOURNAL).unlink(missing_ok=True)
        sync(self._log.parent)
        self._made.replace(self._log)
        sync(self._log.parent)
        return aside

    def _set_aside(self, now: datetime) -> str:
        """Give the present log, and what an unfinished write left beside it, another name as well; that name."""
        there = [path for path in (self._log, beside(self._log, JOURNAL)) if os.path.lexists(path)]
        name = free_name(self._log, "set-aside", now)
        kept = [beside(name, path.name.removeprefix(self._log.name)) for path in there]
        for path, other in zip(there, kept, strict=True):
            keep_as(path, other)
        return kept[0].name if kept else ""


def _reference(number: int, body: str | None) -> str:
    """As the erasure names the dispute; its number, where that cannot be read."""
    try:
        return str(parsed(body or "")["event"]["reference"])
    except (ValueError, KeyError, TypeError):
        return f"dispute {number}"


def _check(log: Path, file: Path) -> None:
    try:
        found = file.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise BadInput(
            f"Nothing was restored: there is no file {file}.",
            hint="Check the name; is the disk or memory stick there?",
        ) from None
    except OSError:
        raise _unreadable(file) from None
    if not stat.S_ISREG(found.st_mode):
        raise BadInput(f"Nothing was restored: {file.name or file} is not a file.", hint="Check the name.")
    with plainly(log), suppress(FileNotFoundError):
        if os.path.samestat(found, log.stat()):
            raise BadInput(f"Nothing was restored: {file.name} is the log itself.", hint="Name a backup of it.")
    try:
        with _read(file) as read:
            head = read.read(_HEAD.size)
    except OSError:
        raise _unreadable(file) from None
    if len(head) == _HEAD.size and _HEAD.unpack(head) != (b"SQLite format 3\0", APPLICATION_ID):
        raise _not_sound(file, (_NO_LOG,))  # before all of it is copied, however large it is


def _copy(file: Path, made: Path) -> None:
    """Byte by byte: a log that was set aside may have an unfinished write beside it, which goes with it."""
    unsaved = beside(file, JOURNAL)
    with made.open("wb") as copy, _read(file) as read:
        shutil.copyfileobj(read, copy)
    if unsaved.is_file():
        with os.fdopen(new(beside(made, JOURNAL)), "wb") as copy, _read(unsaved) as read:
            shutil.copyfileobj(read, copy)


def _read(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError:
        raise _unreadable(file) from None


def _unreadable(file: Path) -> BadInput:
    return BadInput(
        f"Nothing was restored: {file.name} cannot be read.",
        hint="Check the name, and that your computer account may read it.",
    )


def _ready(made: Path, file: Path, migrate: Migrate, prove: Prove) -> tuple[Contents, Proof]:
    """Bring the copy up to date and prove it; its lists are made anew, whatever they said."""
    try:
        older = state(made) is State.OLDER
        if older and (said := _journal_faults(made)):
            raise _not_sound(file, said)
        if older:
            migrate(made)
        proof = prove(made)
        if proof and (said := record_faults(proof)):
            raise _not_sound(file, said)
        found = look(made)
        if found:
            _lists_anew(made)
    except LogDamaged:
        raise _not_sound(file, (_NO_LOG,)) from None
    if not proof or not found:
        raise BadInput(f"Nothing was restored: {file.name} holds no log.", hint="Check the name.")
    return found, proof


def _journal_faults(made: Path) -> tuple[str, ...]:
    """The first thing that is wrong with the entries of an older log, which has not the tables that are proved."""
    with plainly(made), closing(connect(made, "create")) as log:
        for fault in _faults(log):
            return (fault.what,)
    return ()


def _faults(log: sqlite3.Connection) -> Iterator[Fault]:
    chain, last = Chain(), contents(log)
    for span in entries.spans(log, last.head.position if last else 0, entries.BATCH):
        for entry in entries.between(log, *span):
            yield from chain.add(entry)
    for first in entries.starts(log):
        for _, own in entries.by_dispute(log, first):
            yield from dispute_faults(own)


def _lists_anew(made: Path) -> None:
    with plainly(made), closing(connect(made, "write")) as log:
        log.execute("BEGIN IMMEDIATE")
        rebuilding.rebuild(log)
        log.execute("COMMIT")
        if log.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:  # what is no record must be of use too
            raise damaged(f"{made.name} is damaged.")


def _not_sound(file: Path, said: tuple[str, ...]) -> NotSound:
    return NotSound(
        f"Nothing was restored: {file.name} is not as it was written.",
        details=said,
        hint="The present log was left as it is. Use another backup file.",
    )
