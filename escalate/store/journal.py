"""The log, for writing: one transaction per act, on disk before it returns.

Entries go in through SQLModel; what reads need as well (entries out, register rows) is their own plain SQL.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from escalate.domain.calendar import LONDON
from escalate.domain.frozen import replace
from escalate.domain.journal import FORMAT, Entry, Head
from escalate.domain.log_events import LogStarted, OfTheLog
from escalate.domain.parts import Author
from escalate.domain.plain import instant
from escalate.errors import ChangedMeanwhile, ImportedAlready
from escalate.store import drafts, entries, outline, rebuilding, register, sweeping
from escalate.store.addition import Addition
from escalate.store.engine import driver, transaction
from escalate.store.queries import ReadPolicy, stored
from escalate.usecases.ports import Decide, DecideNew, Written

Sealed = Callable[[str, Head, datetime], None]

_BULK = 2_000  # disputes that append_many holds in memory
_ADDED = {
    "Opened": "the dispute was opened",
    "Reflected": "a reflection was recorded",
    "Discussed": "a discussion was recorded",
    "Advanced": "it went to another stage",
    "DutyDone": "a duty was done, or set aside as not needed",
    "DateAgreed": "a new date was set",
    "PeopleChanged": "the people were changed",
    "DangerReported": "danger was reported",
    "Resolved": "it was resolved",
    "Reopened": "it was opened again",
    "Corrected": "an entry was corrected",
    "Approved": "an entry was approved",
    "Attached": "a file was attached",
    "Sent": "a letter was sent",
    "Exported": "it was exported to a file",
    "KeepSet": "how long it is kept was set",
    "Erased": "it was erased",
    "Imported": "it was imported from a spreadsheet",
}


class Journal:
    """Implements `ports.Writer` for the log at `path`, which must be up to date: see `database.state`.

    `program` and `scripted` go into entry 1 of a new log. `sealed` is told of each new end of the log, and when it was
    written, once it is on disk. Every method raises LogUnusable.
    """

    def __init__(
        self,
        path: Path,
        read_policy: ReadPolicy,
        *,
        program: str,
        scripted: bool = False,
        sealed: Sealed = lambda _log_id, _end, _now: None,
    ) -> None:
        self._path = path
        self._read_policy = read_policy
        self._program = program
        self._scripted = scripted
        self._sealed = sealed

    def open_dispute(self, author: Author, now: datetime, kept: bytes, decide: DecideNew, draft: int = 0) -> Written:
        """Keep the policy's text, number the dispute, seal its first events, delete the draft they came from."""
        with self._addition(author, now, draft) as addition:
            return addition.open(addition.keep(kept), decide)

    def record(
        self,
        author: Author,
        now: datetime,
        number: int,
        after: int | None,
        decide: Decide,
        draft: int = 0,
        file: bytes = b"",
    ) -> Written:
        """Seal what `decide` makes of the dispute and delete the draft it came from; what it raises changes nothing.

        `file` is kept beside the entry that attaches it.

        Raises NoSuchDispute; ChangedMeanwhile if the dispute's seq is not `after`.
        """
        with self._addition(author, now, draft) as addition:
            log = driver(addition.session)
            found, last = stored(log, number, self._read_policy)
            if after is not None and found.dispute.seq != after and not found.dispute.erased:
                raise _changed(found.dispute.opened.reference, entries.of_dispute(log, number)[after:])
            written = addition.add(number, found.dispute, last, decide(found), file)
        return replace(written, swept=addition.swept)

    def note(self, author: Author, now: datetime, event: OfTheLog) -> None:
        """Seal an event of no dispute."""
        with self._addition(author, now) as addition:
            addition.note(event)

    def append_many(
        self, author: Author, now: datetime, disputes: Iterable[tuple[bytes, DecideNew]], once: str = ""
    ) -> int:
        """Open many disputes, each under a policy of that text, in one transaction; how many.

        Raises ImportedAlready where a spreadsheet of the digest `once` is in the log.
        """
        count = 0
        with self._addition(author, now) as addition:
            log = driver(addition.session)
            log.execute("PRAGMA cache_size = -200000")  # KiB: a hash falls anywhere
            if once and outline.imported(log, once):
                raise ImportedAlready
            for count, (kept, decide) in enumerate(disputes, start=1):
                addition.open(addition.keep(kept), decide)
                if count % _BULK == 0:
                    addition.flush()
        return count

    def rebuild(self) -> None:
        """Make the register anew from the entries."""
        with transaction(self._path, "write") as session:
            rebuilding.rebuild(driver(session))

    @contextmanager
    def _addition(self, author: Author, now: datetime, draft: int = 0) -> Iterator[Addition]:
        with transaction(self._path, "write") as session:
            if not register.is_current(driver(session)):
                rebuilding.rebuild(driver(session))
            addition = Addition(session, author, now)
            addition.start(LogStarted(secrets.token_hex(16), FORMAT, self._scripted, self._program))
            yield addition
            addition.flush()
            if draft:
                drafts.delete(driver(session), draft)
            erasure = sweeping.traces(driver(session))
        self._sealed(*addition.end, now)
        if erasure:
            addition.swept = sweeping.sweep(self._path, erasure)


def _changed(reference: str, added: tuple[Entry, ...]) -> ChangedMeanwhile:
    return ChangedMeanwhile(
        f"{reference} has changed since you began, so nothing was recorded.",
        details=tuple(map(_added, added)),
        hint=f"Look at it with: escalate status {reference}. Then record yours again if it still holds.",
    )


def _added(entry: Entry) -> str:
    """What the entry did and when: nothing that anybody typed."""
    at = instant(entry.recorded_at).astimezone(LONDON)
    return f"{at.day} {at:%B %Y, %H:%M}: {_ADDED[entry.kind]}"
