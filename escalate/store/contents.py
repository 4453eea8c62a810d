"""What a log file holds, in short, whichever version its tables are from."""

import sqlite3
from contextlib import closing
from pathlib import Path

from escalate.domain.journal import Head
from escalate.errors import LogDamaged
from escalate.store import entries, outline
from escalate.store.database import State, connect, plainly, state
from escalate.usecases.ports import Contents

_LAST = "SELECT position, hash, recorded_at FROM entry ORDER BY position DESC LIMIT 1"
_LOST = """
    SELECT coalesce(sum(json_extract(body, '$.event.newest') - json_extract(body, '$.event.ended')), 0)
    FROM entry JOIN content USING (position) WHERE dispute IS NULL AND kind = 'Restored'"""
_HASH = "SELECT hash FROM entry WHERE position = :position"


def contents(log: sqlite3.Connection) -> Contents | None:
    """What there is in the log; None while it has no entry. Raises LogUnusable."""
    started = entries.log_started(log)
    if not started:
        return None
    position, hashed, written_at = log.execute(_LAST).fetchone()
    entries.sound(position, hashed, written_at)
    (lost,) = log.execute(_LOST).fetchone()
    return Contents(
        started.log_id, Head(position, hashed), written_at, outline.last_number(log), started.scripted, lost
    )


def hash_at(log: sqlite3.Connection, position: int) -> str:
    """The hash of the entry of that position; "" where there is none."""
    row = log.execute(_HASH, {"position": position}).fetchone()
    return str(row[0]) if row else ""


def held(path: Path) -> sqlite3.Connection | None:
    """The log at `path`, which nobody can write to until this is closed; None where there is none, or it is damaged.

    Raises LogUnusable: locked, out of reach, from a newer program.
    """
    try:
        if state(path) is State.ABSENT:
            return None
        connection = connect(path, "create")  # not to make it, but because that takes one of an older version too
        try:
            with plainly(path):
                connection.execute("BEGIN IMMEDIATE")
                contents(connection)
        except BaseException:
            connection.close()
            raise
    except LogDamaged:
        return None
    return connection


def look(path: Path) -> Contents | None:
    """What there is in the log at `path`; None where there is none, or it cannot be read."""
    connection = held(path)
    if connection is None:
        return None
    with closing(connection), plainly(path):
        return contents(connection)
