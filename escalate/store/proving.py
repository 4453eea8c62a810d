"""Proving the whole log: its tables, both chains, every dispute's lines against its entries, kept texts and files.

It reads in slices up to the end found when it began, each a read of its own, so that it stops no writer and holds
little at a time. Nothing is changed but a crash's unfinished write, which opening a log always rolls back.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from operator import index
from pathlib import Path

from escalate.domain.journal import ATTACHED, FILE, KEPT, REGISTER, Chain, Entry, Fault, Head
from escalate.domain.log_events import Restored
from escalate.domain.plain import instant
from escalate.errors import LogDamaged, LogUnusable
from escalate.store import agreeing, attachments, entries, outline, register
from escalate.store.database import connect, plainly
from escalate.store.rebuilding import keep_up
from escalate.store.schema import schema_faults
from escalate.usecases.ports import Destroyed, Progress, Proof, Restoration

_SLICE = 500  # positions
_MOST = 20  # faults that are named; the others are counted
_UNREADABLE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_MISMATCH}
_HEAD = "SELECT position, CAST(hash AS BLOB) FROM entry ORDER BY position DESC LIMIT 1"  # it may be no text
# A dispute has an entry at least; a higher number, or what is no number, is found with the entry that names it.
_NEWEST = """
    SELECT dispute FROM entry WHERE dispute <= (SELECT count(*) FROM entry) ORDER BY dispute DESC LIMIT 1"""
_STILL_THERE = "SELECT reference FROM dispute WHERE dispute = :number AND erased_at IS NULL"
_KEPT = "SELECT digest FROM kept"
_BYTES = "SELECT bytes FROM kept WHERE digest = :digest"
_NO_ENTRY = "position < 1 OR position > (SELECT max(position) FROM entry)"  # so asked, no row is read
_NO_DISPUTE = "dispute NOT BETWEEN 1 AND (SELECT coalesce(max(dispute), 0) FROM entry)"
_NOT_ATTACHED = """NOT EXISTS (
    SELECT 1 FROM entry JOIN content ON content.position = entry.position
    WHERE entry.position = attachment.position AND entry.kind = 'Attached')"""
_STRAYS = (
    (
        "it names an erasure that is not there",
        FILE,
        "fold",
        "traces IS NOT 0 AND NOT EXISTS (SELECT 1 FROM entry WHERE position = traces AND kind = 'Erased')",
    ),
    ("the note of how its lists were made is not in its place", REGISTER, "fold", "id IS NOT 1"),
    ("entries stand before the first", FILE, "entry", "position < 1"),
    ("entries name disputes numbered below 1", FILE, "entry", "dispute < 1"),
    ("words are there without their entry", FILE, "content", _NO_ENTRY),
    ("a file is there that no entry attaches", ATTACHED, "attachment", _NOT_ATTACHED),
    ("something is listed of a dispute that has no entries", REGISTER, "dispute", _NO_DISPUTE),
    ("duties are listed of a dispute that has no entries", REGISTER, "duty", _NO_DISPUTE),
)
_CHECKS = (  # of the journal's tables without their indexes, which proving has used: a fourth of the time
    ("quick_check", "entry", FILE),
    ("quick_check", "content", FILE),
    ("quick_check", "kept", FILE),
    ("quick_check", "attachment", FILE),
    ("integrity_check", "dispute", REGISTER),
    ("integrity_check", "duty", REGISTER),
)


def prove(path: Path, progress: Progress = lambda _done, _all: None) -> Proof | None:
    """What proving the log at `path` found; None if there is no log, or none with an entry. Raises LogUnusable."""
    try:
        connection = connect(path, "prove")
    except LogDamaged as fault:
        return _not_opened(fault)
    if connection is None:
        return None
    with plainly(path), closing(connection):
        with suppress(LogUnusable, sqlite3.DatabaseError):  # then what is wrong is found below
            if not register.is_current(connection):
                keep_up(path)
        proving = _Proving(connection, progress)
        proving.run()
        return proving.proof()


def _not_opened(fault: LogDamaged) -> Proof:
    """That not even a beginning could be made."""
    what = f"it cannot be opened: {fault.message.rstrip('.')}"
    return Proof("", Head(), "", 0, 0, 0, (), (), (), (Fault(0, what, FILE),), more=0, scripted=False)


@dataclass
class _Proving:
    """One run: what it has found so far."""

    log: sqlite3.Connection
    progress: Progress
    chain: Chain = field(default_factory=Chain)
    end: Head = field(default_factory=Head)
    disputes: int = 0
    began: str = ""
    erased: int = 0
    attachments: int = 0
    destroyed: list[Destroyed] = field(default_factory=list)
    back: tuple[str, ...] = ()
    unplaced: int = 0  # entries that name a dispute, less those found under one
    kept: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    restored: list[Restoration] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    more: int = 0
    scripted: bool = False

    def run(self) -> None:
        """Every check, the most telling first."""
        with self._readable("the log's tables"):
            self._found(Fault(0, what, FILE) for what in schema_faults(self.log))
        with self._readable("the log"), self._moment():
            position, digest = self.log.execute(_HEAD).fetchone() or (0, None)
            self.end = Head(position, (digest or b"").decode("utf-8", "replace") or None)  # damage can empty it
            (newest,) = self.log.execute(_NEWEST).fetchone() or (0,)
            self.disputes = newest if isinstance(newest, int) else 0  # a damaged index can give another value
            with suppress(LogUnusable):
                self.scripted = bool(outline.clock(self.log))
            self.kept = {digest for (digest,) in self.log.execute(_KEPT)}
        with self._readable("the log"):
            for first, last in entries.spans(self.log, self.end.position, _SLICE):
                self._slice(first, last)
                self.progress(last, 2 * self.end.position)
        for first in range(1, self.disputes + 1, entries.BATCH):
            self._disputes(first)
            self.progress(self.end.position + self.end.position * first // self.disputes, 2 * self.end.position)
        if self.unplaced:
            self._found([Fault(0, "entries cannot be found under the dispute that they name", FILE)])
        with self._readable("what is listed"):
            self.back = tuple(self._back())
        self._kept_texts()
        self._strays()
        self._damage()

    def proof(self) -> Proof | None:
        """What was found; None where there is neither an entry nor a fault."""
        if not self.end.position and not self.faults:
            return None
        return Proof(
            log_id=self.chain.log_id,
            head=self.end,
            began=self.began,
            disputes=self.disputes,
            erased=self.erased,
            attachments=self.attachments,
            destroyed=tuple(self.destroyed),
            back=self.back,
            restored=tuple(self.restored),
            faults=tuple(self.faults),
            more=self.more,
            scripted=self.scripted,
        )

    def _slice(self, first: int, last: int) -> None:
        faults = len(self.faults)
        with self._readable(f"entries {first} to {last}" if first < last else f"entry {first}", first):
            for entry in entries.between(self.log, first, last):
                self._found(self.chain.add(entry))
                self.unplaced += entry.dispute is not None
                self.began = self.began or str(entry.recorded_at)
                if entry.kind == Restored.__name__:
                    self._restored(entry)
            return
        if first < last:  # one of them cannot be read: which?
            del self.faults[faults:]
            for position in range(first, last + 1):
                self._slice(position, position)

    def _restored(self, entry: Entry) -> None:
        with suppress(LogUnusable, ValueError, TypeError):
            event, _ = entries.read(entry)[1], instant(entry.recorded_at)
            if isinstance(event, Restored):
                lost = (index(event.newest), event.newest_hash, index(event.ended), event.back)
                self.restored.append(Restoration(entry.position, entry.recorded_at, *lost))

    def _back(self) -> Iterator[str]:
        """The disputes whose words came back with a backup, and that nobody erased again."""
        named = {number for one in self.restored for number in one.back if type(number) is int}
        for number in sorted(one for one in named if 0 < one <= self.disputes):
            found = self.log.execute(_STILL_THERE, {"number": number}).fetchone()
            yield from found or ()

    def _disputes(self, first: int) -> None:
        attached: dict[int, str] = {}
        with self._readable(f"dispute {first} or one of those after it"), self._moment():
            batch = agreeing.batch(self.log, first, self.disputes)
            self._found(batch.faults)
            self.unplaced -= sum(position <= self.end.position for position in batch.positions)
            self.named |= batch.named
            self.erased += batch.erased
            self.destroyed = (self.destroyed + batch.destroyed)[:_MOST]
            attached = batch.attached
            self.attachments += len(attached)
        for position, digest in attached.items():  # each a read of its own: a file can be large
            with self._readable(f"the file attached by entry {position}", position), self._moment():
                self._found(attachments.faults(self.log, position, digest))

    def _kept_texts(self) -> None:
        for digest in sorted(self.kept, key=str):
            with self._readable("a kept text"):
                (raw,) = self.log.execute(_BYTES, {"digest": digest}).fetchone() or (None,)  # none: a damaged table
                if not isinstance(raw, bytes) or sha256(raw).hexdigest() != digest:
                    self._found([Fault(0, "a policy's text was altered", KEPT)])
        if self.named - self.kept:
            self._found([Fault(0, "the policy's text of a dispute is not there", KEPT)])
        if self.kept - self.named:
            self._found([Fault(0, "a policy's text is there that no dispute names", KEPT)])

    def _strays(self) -> None:
        for what, part, table, where in _STRAYS:
            with self._readable("the log"):
                count = f"SELECT count(*) FROM {table} WHERE {where}"  # noqa: S608  those above
                if self.log.execute(count).fetchone() != (0,):
                    self._found([Fault(0, what, part)])

    def _damage(self) -> None:
        """What SQLite itself finds wrong with the file; a table at a time, because it keeps writers waiting."""
        for check, table, part in _CHECKS:
            with self._readable(f"the table {table}"):
                if self.log.execute(f"PRAGMA {check}('{table}')").fetchone() != ("ok",):
                    self._found([Fault(0, f"the file is damaged in the table {table}", part)])

    def _found(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            if len(self.faults) < _MOST:
                self.faults.append(fault)
            else:
                self.more += 1

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """The log as it is at one moment."""
        self.log.execute("BEGIN")
        try:
            yield
        finally:
            self.log.execute("ROLLBACK")

    @contextmanager
    def _readable(self, what: str, position: int = 0) -> Iterator[None]:
        """What the database cannot read inside is a fault found, and no end of the search."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as fault:
            code = getattr(fault, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)  # without one: text that is no text
            if code & 0xFF not in _UNREADABLE:
                raise
            self._found([Fault(position, f"{what} cannot be read", FILE)])
