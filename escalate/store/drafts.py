"""Answers not yet confirmed: in the log's file, but no part of its record and gone once their act is sealed.

Plain SQL over the driver: a prompt keeps every answer at once, and must not wait for SQLModel to be loaded.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from pathlib import Path

from escalate.store.database import State, begin, connect, plainly, state
from escalate.usecases.ports import Draft

_COLUMNS = ", ".join(field.name for field in fields(Draft))
_ALL = f"SELECT {_COLUMNS} FROM draft ORDER BY changed_at DESC, number DESC"  # noqa: S608  our own field names
_PUT = f"""
    REPLACE INTO draft ({_COLUMNS})
    VALUES (nullif(:number, 0), :command, :dispute, :me, :seq, :began_at, :changed_at, :body)"""  # noqa: S608  the same
_DELETE = "DELETE FROM draft WHERE number = :number"
_DELETE_ALL_OF = "DELETE FROM draft WHERE dispute = :dispute"


class Drafts:
    """Implements `ports.Drafts` for the log at `path`; every method raises LogUnusable.

    `make_ready` is called before anything is kept: it makes the log, or brings it up to date.
    """

    def __init__(self, path: Path, make_ready: Callable[[], None]) -> None:
        self._path = path
        self._make_ready = make_ready
        self._ready = False

    def keep(self, draft: Draft) -> int:
        """Put a draft in place of what it held before; its number, a new one for 0.

        One that was deleted meanwhile comes back: whoever goes on writing it wants it.
        """
        if not self._ready:
            self._make_ready()
            self._ready = True
        with self._transaction() as log:
            kept = log.execute(_PUT, vars(draft)).lastrowid
        return draft.number or kept or 0

    def all(self) -> tuple[Draft, ...]:
        """Every draft, the last changed first; none where there is no log."""
        connection = connect(self._path, "read")
        if connection is None:
            return ()
        with plainly(self._path), closing(connection):
            rows = connection.execute(_ALL).fetchall()
        return tuple(Draft(*row) for row in rows)

    def discard(self, number: int) -> None:
        """Delete a draft; nothing happens if it is gone."""
        if state(self._path) is State.ABSENT:
            return
        with self._transaction() as log:
            delete(log, number)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with plainly(self._path), closing(connect(self._path, "write")) as connection:
            begin(connection)
            yield connection
            connection.execute("COMMIT")


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Delete a draft in the caller's transaction; its words are overwritten in the file (`secure_delete`)."""
    connection.execute(_DELETE, {"number": number})


def delete_all_of(connection: sqlite3.Connection, dispute: int) -> None:
    """Delete every draft of a dispute, likewise."""
    connection.execute(_DELETE_ALL_OF, {"dispute": dispute})
