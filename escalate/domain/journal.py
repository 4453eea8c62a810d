"""The sealed entries and their two chains: the log's, and each dispute's own.

Words and seal are apart (`body`, `salt` beside the chained columns), so that words can be destroyed one day
while the chain still proves that nothing else was changed.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from json.encoder import encode_basestring as _text
from typing import TYPE_CHECKING

from escalate.domain.frozen import frozen, replace
from escalate.domain.log_events import LogStarted
from escalate.domain.plain import parsed

if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash

FORMAT = 1
ERASED = "Erased"
# The parts of a log.
JOURNAL, REGISTER, KEPT, ATTACHED, FILE = "entries", "lists", "kept texts", "attached files", "file"


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


@cache
def sha256() -> "Callable[[bytes], _Hash]":
    """SHA-256, loaded when it is first needed."""
    from hashlib import sha256 as found  # noqa: PLC0415  loads OpenSSL, and a list hashes nothing

    return found


def sha256_of(data: bytes) -> str:
    """SHA-256 of the bytes of a file."""
    return sha256()(data).hexdigest()


def digest_of(salt: bytes, body: str) -> str:
    """SHA-256 over salt and body."""
    return sha256()(salt + body.encode()).hexdigest()


def hash_of(entry: Entry, log_id: str) -> str:
    """SHA-256 over the canonical JSON of every other chained column, the format and the log's id.

    Put together by hand, in the order of its keys: proving a log makes it for every entry, and this takes a third.
    """
    header = (
        f'{{"digest":{_text(entry.digest)},"dispute":{_json(entry.dispute)},"format":{FORMAT},'
        f'"kind":{_text(entry.kind)},"log":{_text(log_id)},"position":{_json(entry.position)},'
        f'"prev":{_json(entry.prev)},"prev_in_dispute":{_json(entry.prev_in_dispute)},'
        f'"recorded_at":{_text(entry.recorded_at)},"seq":{_json(entry.seq)}}}'
    )
    return sha256()(header.encode()).hexdigest()


def _json(value: str | int | None) -> str:
    """A column as JSON; TypeError for what no column holds."""
    if isinstance(value, str):
        return _text(value)
    return "null" if value is None else int.__repr__(value)


def seal(entry: Entry, log_id: str) -> Entry:
    """The entry with its digest and hash; everything else must be set."""
    if entry.salt is None or entry.body is None:
        raise ValueError("an entry is sealed with its words")
    digested = replace(entry, digest=digest_of(entry.salt, entry.body))
    return replace(digested, hash=hash_of(digested, log_id))


@frozen
class Fault:
    """One thing that is wrong: at which entry (0: at none), in which part of the log, and what, as a clause."""

    position: int
    what: str
    part: str = JOURNAL
    dispute: int = 0  # whose entry it is; 0: of none


def verify(entries: Iterable[Entry]) -> tuple[str, ...]:
    """What is wrong with a whole journal, given in order of position; empty when all is well."""
    chain, found, disputes = Chain(), list[Fault](), dict[int, list[Entry]]()
    for entry in entries:
        found += chain.add(entry)
        if entry.dispute is not None:
            disputes.setdefault(entry.dispute, []).append(entry)
    for one in disputes.values():
        found += dispute_faults(one)
    return tuple(fault.what for fault in sorted(found, key=lambda fault: fault.position))


class Chain:
    """The log's own chain: told one entry after another, it remembers where the chain ends and nothing else."""

    def __init__(self) -> None:
        self.log_id = ""
        self.head = Head()

    def add(self, entry: Entry) -> list[Fault]:
        """What is wrong with the next entry by itself, and with its place; words in a dispute are its own matter."""
        found: list[str] = []
        missing: list[Fault] = []  # whose entry it was nobody can know
        last, at = self.head, entry.position
        if at == 1:
            self.log_id = _log_id(entry)
        if at > last.position + 1:
            are = "is" if at == last.position + 2 else "are"
            missing.append(Fault(at, f"{span(last.position + 1, at - 1)} {are} not there"))
        elif at <= last.position:
            found.append(f"entry {at} is there twice, or out of order")
        if (at == 1) != (entry.kind == LogStarted.__name__) or (at == 1 and not self.log_id):
            found.append(f"entry {at} is not what a log starts with")
        if entry.prev != last.hash:
            found.append(f"entry {at} does not follow the entry before it")
        if entry.dispute is None and (entry.seq is not None or entry.prev_in_dispute is not None):
            found.append(f"entry {at} belongs to no dispute and yet is counted in one")
        if not _sealed(entry, self.log_id):
            found.append(f"entry {at} was altered")
        if entry.dispute is None:
            found += _words_faults(entry)
        self.head = Head(at, entry.hash)
        if not found:
            return missing
        dispute = entry.dispute if isinstance(entry.dispute, int) else 0
        return [*missing, *(Fault(at, what, dispute=dispute) for what in found)]


def dispute_faults(entries: Iterable[Entry]) -> Iterator[Fault]:
    """What is wrong with one dispute's own chain, in its order, and with its words; an erasure lists those lost.

    Words that it lists and that are there have been put back since.
    """
    erased: set[int] = set()
    lost: list[int] = []
    seq, previous, own = 0, None, tuple(entries)
    for entry in own:
        if entry.seq != seq + 1 or entry.prev_in_dispute != previous:
            yield Fault(entry.position, f"entry {entry.position} does not follow the entry before it in its dispute")
        seq, previous = entry.seq or 0, entry.hash
        if entry.body is None or entry.salt is None:
            lost.append(entry.position)
            continue
        if not _worded(entry):
            yield Fault(entry.position, f"the words of entry {entry.position} were altered")
        if entry.kind == ERASED:
            erased |= {position for position in _erased(entry.body) if position < entry.position}
    yield from (Fault(one, f"entry {one} has lost its words") for one in lost if one not in erased)
    if erased:
        back = [entry.position for entry in own if entry.position in erased.difference(lost)]
        yield from (Fault(one, f"the words of entry {one} are there although they were erased") for one in back)


def destroyed(entries: Iterable[Entry]) -> Iterator[int]:
    """The positions of a dispute's entries that have no words because an erasure among them says so."""
    own = tuple(entries)
    listed = {one for entry in own if entry.kind == ERASED and entry.body for one in _erased(entry.body)}
    yield from (entry.position for entry in own if entry.body is None and entry.position in listed)


def _words_faults(entry: Entry) -> list[str]:
    if entry.salt is None or entry.body is None:
        return [f"entry {entry.position} has lost its words"]
    return [] if _worded(entry) else [f"the words of entry {entry.position} were altered"]


def _worded(entry: Entry) -> bool:
    """Whether its words are there and are those that were sealed; a value of another kind was never sealed."""
    if entry.salt is None or entry.body is None:
        return False
    try:
        return digest_of(entry.salt, entry.body) == entry.digest
    except (TypeError, ValueError, AttributeError):
        return False


def _sealed(entry: Entry, log_id: str) -> bool:
    """Whether its columns are those that were sealed."""
    try:
        return hash_of(entry, log_id) == entry.hash
    except (TypeError, ValueError, AttributeError):
        return False


def span(first: int, last: int) -> str:
    """Entry 3; entries 3 and 4; entries 3 to 5."""
    if first == last:
        return f"entry {first}"
    return f"entries {first} {'and' if last == first + 1 else 'to'} {last}"


def _erased(body: str) -> tuple[int, ...]:
    """The positions that an erasure lists."""
    try:
        return tuple(one for one in parsed(body)["event"]["entries"] if isinstance(one, int))
    except (ValueError, KeyError, TypeError):
        return ()


def _log_id(entry: Entry) -> str:
    try:
        return str(parsed(entry.body or "")["event"]["log_id"])
    except (ValueError, KeyError, TypeError):
        return ""
