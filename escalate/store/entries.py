"""Entries out of the log, and what they say.

Plain SQL over the driver: reads share it, and importing SQLModel would cost them half a second.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar, cast

from escalate.domain.bodies import Event, decode, decode_event
from escalate.domain.dispute import Dispute
from escalate.domain.folding import fold
from escalate.domain.journal import ERASED, Entry, dispute_faults
from escalate.domain.log_events import LogStarted
from escalate.domain.parts import Author
from escalate.domain.plain import instant, parsed
from escalate.domain.receipt import is_hash
from escalate.store.database import damaged

if TYPE_CHECKING:
    from escalate.domain.events import Act

_Said = TypeVar("_Said")

BATCH = 100  # disputes read at a time: memory stays flat, no read holds up a writer for long, and it is quickest

_SELECT = """
    SELECT entry.position, entry.dispute, entry.seq, entry.kind, entry.recorded_at, entry.digest,
           entry.prev, entry.prev_in_dispute, entry.hash, content.salt, content.body
    FROM entry LEFT JOIN content ON content.position = entry.position """
_FIRST = _SELECT + "WHERE entry.position = 1"
_BETWEEN = _SELECT + "WHERE entry.dispute BETWEEN :first AND :last "
_FROM_TO = f"{_SELECT} AND entry.dispute IS NULL WHERE entry.position BETWEEN :first AND :last ORDER BY entry.position"
_IN_ORDER = "ORDER BY entry.dispute, entry.seq"
_NO_POSITION = "An entry of the log cannot be read."
_LARGEST = 2**63 - 1  # number that the database can hold
_NEXT = "SELECT min(position) FROM entry WHERE position BETWEEN :first AND :end"
_NEXT_DISPUTE = "SELECT min(dispute) FROM entry WHERE dispute BETWEEN :first AND :end"
# A dispute that is resolved, has no open duty and was not written to since was just so at that moment.
_PERHAPS_OPEN = """AND entry.dispute IN (
        SELECT dispute FROM dispute
        WHERE dispute BETWEEN :first AND :last AND (resolved_at IS NULL OR open_duties > 0)
        UNION
        SELECT dispute FROM entry
        WHERE dispute BETWEEN :first AND :last AND recorded_at > :moment)
    """


def of_dispute(connection: sqlite3.Connection, number: int) -> tuple[Entry, ...]:
    """The dispute's entries, in order; none if there is no such dispute. Raises LogUnusable."""
    span = {"first": number, "last": number}
    found = tuple(Entry(*row) for row in connection.execute(_BETWEEN + _IN_ORDER, span))
    for fault in dispute_faults(found):  # what was altered is not shown as if it had been written
        raise damaged(f"{fault.what[:1].upper()}{fault.what[1:]}.")
    for entry in found:
        sound(entry.position, entry.hash, entry.recorded_at)
    return found


def sound(position: object, digest: object, recorded_at: str) -> datetime:
    """When that entry was written, if these can be an entry's at all. Raises LogUnusable."""
    with suppress(ValueError, TypeError):
        if isinstance(position, int) and 0 < position < _LARGEST and is_hash(digest):
            return instant(recorded_at)
    raise damaged(f"Entry {position} of the log cannot be read." if isinstance(position, int) else _NO_POSITION)


def between(connection: sqlite3.Connection, first: int, last: int) -> list[Entry]:
    """The entries of these positions, in order; those of a dispute without their words."""
    return [Entry(*row) for row in connection.execute(_FROM_TO, {"first": first, "last": last})]


def spans(connection: sqlite3.Connection, end: int, size: int) -> Iterator[tuple[int, int]]:
    """The first and last positions of each slice of that size in which entries stand, up to `end`.

    Where none stands nothing is looked for: whoever altered a position can have made it as large as they liked.
    """
    first = 1
    while first <= end:
        (found,) = connection.execute(_NEXT, {"first": first, "end": end}).fetchone()
        if found is None:
            return
        yield int(found), min(int(found) + size - 1, end)
        first = int(found) + size


def starts(connection: sqlite3.Connection) -> Iterator[int]:
    """The number with which each batch of disputes begins; as above, none where no entry names it."""
    first = 1
    while first <= _LARGEST:
        (found,) = connection.execute(_NEXT_DISPUTE, {"first": first, "end": _LARGEST}).fetchone()
        if found is None:
            return
        yield int(found)
        first = int(found) + BATCH


def by_dispute(
    connection: sqlite3.Connection, first: int, *, moment: str | None = None
) -> Iterator[tuple[int, tuple[Entry, ...]]]:
    """A batch of disputes from number `first` on; given a moment, only those perhaps open at it."""
    span = {"first": first, "last": min(first + BATCH - 1, _LARGEST), "moment": moment}
    sql = _BETWEEN + (_PERHAPS_OPEN if moment else "") + _IN_ORDER
    found = [Entry(*row) for row in connection.execute(sql, span)]
    for number, entries in groupby(found, attrgetter("dispute")):
        yield cast("int", number), tuple(entries)


def log_started(connection: sqlite3.Connection) -> LogStarted | None:
    """What entry 1 says of the log; None while it has no entry."""
    row = connection.execute(_FIRST).fetchone()
    return cast("LogStarted", read(Entry(*row))[1]) if row else None


def erased(entries: Sequence[Entry]) -> bool:
    """Whether these entries of a dispute end with its erasure."""
    return bool(entries) and entries[-1].kind == ERASED


def folded(entries: Iterable[Entry]) -> Dispute:
    """The dispute that its entries make; after an erasure the last of them alone. Raises LogUnusable."""
    found = tuple(entries)
    told = found[-1:] if erased(found) else found
    try:
        return fold(cast("Act", _read(entry, decode_event)) for entry in told)
    except (LookupError, ValueError, TypeError, AttributeError) as fault:  # no event where one is expected
        raise damaged(f"The entries of dispute {found[-1].dispute} cannot be read together.") from fault


def writer(entry: Entry) -> str:
    """The name of who wrote the entry; "" where it cannot be known."""
    try:
        return str(parsed(entry.body or "")["author"]["name"])
    except (ValueError, KeyError, TypeError):
        return ""


def read(entry: Entry) -> tuple[Author, Event]:
    """Who wrote the entry and what it says. Raises LogUnusable.

    A kind of event that is not known was never written: a program that adds one raises the log's version.
    """
    return _read(entry, decode)


def _read(entry: Entry, decoded: Callable[[str, str], _Said]) -> _Said:
    try:
        return decoded(entry.kind, entry.body or "")
    except (LookupError, ValueError, TypeError, AttributeError) as fault:
        raise damaged(f"Entry {entry.position} of the log cannot be read.") from fault
