"""The bytes of attached files, and whether they are those that their entries name: read in slices to prove them."""

import sqlite3
from collections.abc import Iterator
from hashlib import sha256

from escalate.domain.journal import ATTACHED, Fault

_SLICE = 1_000_000  # bytes
_BYTES = "SELECT bytes FROM attachment WHERE position = :position"
# No row: the entry has lost its words since, and its file with them.
_KIND = """
    SELECT typeof(attachment.bytes) FROM content LEFT JOIN attachment ON attachment.position = content.position
    WHERE content.position = :position"""


def read(log: sqlite3.Connection, position: int) -> bytes:
    """The bytes that the entry of that position attached; none where they are not there, or are no bytes."""
    (raw,) = log.execute(_BYTES, {"position": position}).fetchone() or (b"",)
    return raw if isinstance(raw, bytes) else b""


def faults(log: sqlite3.Connection, position: int, digest: str) -> Iterator[Fault]:
    """What is wrong with the file that an entry attached."""
    (kind,) = log.execute(_KIND, {"position": position}).fetchone() or ("",)
    if kind == "null":
        yield Fault(position, f"the file attached by entry {position} is not there", ATTACHED)
    elif kind and (kind != "blob" or _digest(log, position) != digest):
        yield Fault(position, f"the file attached by entry {position} was altered", ATTACHED)


def _digest(log: sqlite3.Connection, position: int) -> str:
    seen = sha256()
    with log.blobopen("attachment", "bytes", position, readonly=True) as blob:
        while part := blob.read(_SLICE):
            seen.update(part)
    return seen.hexdigest()
