"""What one transaction adds to the log: sealed in memory onto the ends of both chains, then written at once."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session, SQLModel, insert

from escalate.domain.bodies import Event, encode
from escalate.domain.calendar import LONDON
from escalate.domain.dispute import Dispute
from escalate.domain.events import Act, Attached, Erased, Opened
from escalate.domain.folding import evolve, in_log
from escalate.domain.journal import Entry, Head, seal, sha256_of
from escalate.domain.log_events import LogStarted, OfTheLog
from escalate.domain.parts import Author
from escalate.domain.plain import instant_text
from escalate.domain.register import Lines, lines
from escalate.store import drafts, entries, outline, register, tables
from escalate.store.engine import driver
from escalate.usecases.ports import DecideNew, Written

_SALT_BYTES = 32
_HEAD = "SELECT position, hash, recorded_at FROM entry ORDER BY position DESC LIMIT 1"
_IS_KEPT = "SELECT 1 FROM kept WHERE digest = :digest"
_DESTROY = """
    DELETE FROM {}
    WHERE position IN (SELECT position FROM entry WHERE dispute = :dispute AND position < :erasure)"""
_HAS_TRACES = "UPDATE fold SET traces = :erasure"


@dataclass
class Addition:
    """Begun by `start`, filled by `keep`, `open` and `add`, written by `flush`; the transaction is the caller's."""

    session: Session
    author: Author
    now: datetime
    _log_id: str = ""
    _head: Head = field(default_factory=Head)
    _newest: int = 0
    _clock_back: timedelta | None = None  # how far now is before the newest entry's time
    _sealed: list[Entry] = field(default_factory=list)
    _lines: dict[int, Lines] = field(default_factory=dict)
    _kept: dict[bytes, str] = field(default_factory=dict)  # by text: its digest
    _files: dict[int, bytes] = field(default_factory=dict)  # by where the entry stands that they are attached by
    _erased: dict[int, int] = field(default_factory=dict)  # by dispute: where its erasure stands
    swept: bool = True  # whether the file can have no trace of what was erased, now or before

    def start(self, new: LogStarted) -> None:
        """Find the end of the chain; in a log without entries begin it with `new`."""
        log = driver(self.session)
        begun = entries.log_started(log)
        self._log_id = (begun or new).log_id
        if begun:
            self._newest = outline.last_number(log)
            last = log.execute(_HEAD).fetchone()
            self._head = Head(*last[:2])
            self._clock_back = back if (back := entries.sound(*last) - self.now) > timedelta() else None
        else:
            self._seal(new, None, None, None)

    def keep(self, kept: bytes) -> str:
        """Keep a policy's text if it is new; its digest."""
        if kept in self._kept:
            return self._kept[kept]
        self._kept[kept] = digest = hashlib.sha256(kept).hexdigest()
        if not driver(self.session).execute(_IS_KEPT, {"digest": digest}).fetchone():
            self.session.exec(insert(tables.Kept), params=[{"digest": digest, "raw": kept}])
        return digest

    def open(self, digest: str, decide: DecideNew) -> Written:
        """Number a new dispute and add its first events, of which the first is Opened under the kept policy."""
        number = self._newest + 1
        acts = decide(f"ESC-{self.now.astimezone(LONDON).year}-{number:04d}")
        if not acts or not isinstance(acts[0], Opened) or acts[0].policy_digest != digest:
            raise ValueError("a dispute opens with Opened, under the policy that was kept")
        self._newest = number
        return self.add(number, None, None, acts)

    def add(
        self, number: int, dispute: Dispute | None, last: str | None, acts: tuple[Act, ...], file: bytes = b""
    ) -> Written:
        """Seal these acts onto the dispute, whose own chain ends at the hash `last`; `file` is what they attach."""
        positions = []
        for act in acts:
            last = self._seal(act, number, dispute.seq + 1 if dispute else 1, last)
            positions.append(self._head.position)
            dispute = evolve(dispute, act)
            if isinstance(act, Erased):
                self._erased[number] = self._head.position
            if isinstance(act, Attached):
                if sha256_of(file) != act.sha256:
                    raise ValueError("the file is not the one that is attached")
                self._files[self._head.position] = file
        if dispute is None:
            raise ValueError("a new dispute has events")
        self._lines[number] = lines(number, dispute)
        made = in_log(dispute, ((position, self.author.name) for position in positions))
        return Written(number, made, acts, tuple(positions), last or "", clock_back=self._clock_back)

    @property
    def end(self) -> tuple[str, Head]:
        """Which log it is, and where it ends with what was added."""
        return self._log_id, self._head

    def note(self, event: OfTheLog) -> None:
        """Seal an event of no dispute."""
        self._seal(event, None, None, None)

    def flush(self) -> None:
        """Write what was added, with the register's rows; then destroy words, files and drafts of what was erased."""
        if self._sealed:
            for table in (tables.Entry, tables.Content):
                self.session.exec(insert(table), params=_rows(table, self._sealed))
        if self._files:
            files = [{"position": position, "raw": file} for position, file in self._files.items()]
            self.session.exec(insert(tables.Attachment), params=files)
        register.put(driver(self.session), self._lines.values())
        log = driver(self.session)
        for number, position in self._erased.items():
            for name in ("attachment", "content"):
                log.execute(_DESTROY.format(name), {"dispute": number, "erasure": position})
            drafts.delete_all_of(log, number)
            log.execute(_HAS_TRACES, {"erasure": position})
        self._sealed, self._lines, self._files, self._erased = [], {}, {}, {}

    def _seal(self, event: Event, number: int | None, seq: int | None, last: str | None) -> str:
        entry = Entry(
            position=self._head.position + 1,
            dispute=number,
            seq=seq,
            kind=type(event).__name__,
            recorded_at=instant_text(self.now),
            digest="",
            prev=self._head.hash,
            prev_in_dispute=last,
            salt=secrets.token_bytes(_SALT_BYTES),
            body=encode(event, self.author),
        )
        sealed = seal(entry, self._log_id)
        self._sealed.append(sealed)
        self._head = Head(sealed.position, sealed.hash)
        return sealed.hash


def _rows(table: type[SQLModel], sealed: list[Entry]) -> list[dict[str, object]]:
    return [{name: getattr(entry, name) for name in table.model_fields} for entry in sealed]
