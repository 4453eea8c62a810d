"""The sealed entries and their two chains: the log's, and each dispute's own.

Words and seal are apart (`body`, `salt` beside the chained columns), so that words can be destroyed one day
while the chain still proves that nothing else was changed.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from escalate.domain.events import LogStarted
from escalate.domain.frozen import frozen
from escalate.domain.plain import canonical

FORMAT = 1
ERASED = "Erased"


@frozen
class Entry:
    """One event in the journal. Digests are lower-case hex; `recorded_at` is ISO UTC with microseconds and Z."""

    position: int
    dispute: int | None
    seq: int | None
    kind: str
    recorded_at: str
    digest: str
    prev: str | None
    prev_in_dispute: str | None
    hash: str = ""
    salt: bytes | None = None  # None, and no body: the words were destroyed
    body: str | None = None


@frozen
class Head:
    """Where a chain ends: what the next entry must name."""

    position: int = 0
    hash: str | None = None


def _sha256(data: bytes) -> str:
    from hashlib import sha256  # noqa: PLC0415  loads OpenSSL, and whoever only reads hashes nothing

    return sha256(data).hexdigest()


def digest_of(salt: bytes, body: str) -> str:
    """SHA-256 over salt and body."""
    return _sha256(salt + body.encode())


def hash_of(entry: Entry, log_id: str) -> str:
    """SHA-256 over the canonical JSON of every other chained column, the format and the log's id."""
    header = {
        "digest": entry.digest,
        "dispute": entry.dispute,
        "format": FORMAT,
        "kind": entry.kind,
        "log": log_id,
        "position": entry.position,
        "prev": entry.prev,
        "prev_in_dispute": entry.prev_in_dispute,
        "recorded_at": entry.recorded_at,
        "seq": entry.seq,
    }
    return _sha256(canonical(header).encode())


def seal(entry: Entry, log_id: str) -> Entry:
    """The entry with its digest and hash; everything else must be set."""
    if entry.salt is None or entry.body is None:
        raise ValueError("an entry is sealed with its words")
    digested = replace(entry, digest=digest_of(entry.salt, entry.body))
    return replace(digested, hash=hash_of(digested, log_id))


def verify(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What is wrong with the whole journal, entry by entry in order of position; empty when all is well."""
    return tuple(_faults(entries))


def _faults(entries: Iterable[Entry]) -> Iterator[str]:
    last = Head()
    ends: dict[int, tuple[int, str]] = {}
    wordless: dict[int, list[int]] = {}
    log_id = ""
    for entry in entries:
        if entry.position == 1:
            log_id = _log_id(entry)
        if entry.position != last.position + 1:
            yield f"entry {last.position + 1} is not there"
        if (entry.position == 1) != (entry.kind == LogStarted.__name__) or (entry.position == 1 and not log_id):
            yield f"entry {entry.position} is not what a log starts with"
        if entry.prev != last.hash:
            yield f"entry {entry.position} does not follow the entry before it"
        if entry.dispute is not None:
            seq, previous = ends.get(entry.dispute, (0, None))
            if entry.seq != seq + 1 or entry.prev_in_dispute != previous:
                yield f"entry {entry.position} does not follow the entry before it in its dispute"
            ends[entry.dispute] = (entry.seq or 0, entry.hash)
        elif entry.seq is not None or entry.prev_in_dispute is not None:
            yield f"entry {entry.position} belongs to no dispute and yet is counted in one"
        if entry.hash != hash_of(entry, log_id):
            yield f"entry {entry.position} was altered"
        yield from _words(entry, wordless)
        last = Head(entry.position, entry.hash)
    yield from (f"entry {position} has lost its words" for lost in wordless.values() for position in lost)


def _words(entry: Entry, wordless: dict[int, list[int]]) -> Iterator[str]:
    """Faults of an entry's words; those missing are kept until an erasure of their dispute explains them."""
    if entry.kind == ERASED and entry.dispute is not None:
        wordless.pop(entry.dispute, None)
    if entry.salt is None or entry.body is None:
        wordless.setdefault(entry.dispute or 0, []).append(entry.position)
    elif digest_of(entry.salt, entry.body) != entry.digest:
        yield f"the words of entry {entry.position} were altered"


def _log_id(entry: Entry) -> str:
    try:
        return str(json.loads(entry.body or "")["event"]["log_id"])
    except (ValueError, KeyError, TypeError):
        return ""
