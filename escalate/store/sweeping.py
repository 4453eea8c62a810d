"""Leaving no trace of what was erased in the log's file: it is written anew.

Deleted rows are overwritten (`secure_delete`), but not the copies that SQLite leaves in the free space of a page when
it moves rows to another one. Where the log stands matters not: nothing of the record changes.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from escalate.errors import LogUnusable
from escalate.store.database import connect, plainly

_IN_MEMORY = 200_000_000  # bytes: a larger log's copy is made on the disk, in a file that is gone at once
_TRACES = "SELECT traces FROM fold"


def traces(connection: sqlite3.Connection) -> int:
    """Where the erasure stands after which the file was not written anew yet; 0 for none."""
    row = connection.execute(_TRACES).fetchone()
    return row[0] if row and isinstance(row[0], int) else 0  # what is no number, proving finds


def sweep(path: Path, erasure: int) -> bool:
    """Write the file anew after the erasure of that position; if that cannot be done, the next act tries again."""
    try:
        with plainly(path), closing(connect(path, "write")) as connection:
            if path.stat().st_size <= _IN_MEMORY:
                connection.execute("PRAGMA temp_store = MEMORY")
            connection.execute("VACUUM")
            connection.execute("UPDATE fold SET traces = 0 WHERE traces = :erasure", {"erasure": erasure})
    except LogUnusable:  # the erasure itself is on disk
        return False
    return True
