"""The register: each dispute's lines, put in place of the old ones; all of them made anew when the fold has changed.

Plain SQL over the driver for writers too, because a read may have to rebuild it and must not load SQLModel.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import fields
from pathlib import Path

from escalate.domain.dispute import FOLD
from escalate.domain.register import DisputeLine, DutyLine, Lines, lines
from escalate.errors import LogUnusable
from escalate.store import entries
from escalate.store.database import connect, plainly

DISPUTE_COLUMNS = tuple(field.name for field in fields(DisputeLine))
DUTY_COLUMNS = tuple(field.name for field in fields(DutyLine))


def _insert(table: str, columns: tuple[str, ...]) -> str:
    values = ", ".join(f":{column}" for column in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608  our own field names


_INSERT_DISPUTE = _insert("dispute", DISPUTE_COLUMNS)
_INSERT_DUTY = _insert("duty", DUTY_COLUMNS)


def put(connection: sqlite3.Connection, changed: Iterable[Lines]) -> None:
    """Put the lines of these disputes in place of those they had."""
    found = tuple(changed)
    numbers = [(line.dispute,) for line, _ in found]
    connection.executemany("DELETE FROM duty WHERE dispute = ?", numbers)
    connection.executemany("DELETE FROM dispute WHERE dispute = ?", numbers)
    connection.executemany(_INSERT_DISPUTE, [vars(line) for line, _ in found])
    connection.executemany(_INSERT_DUTY, [vars(duty) for _, duties in found for duty in duties])


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the register was made with this program's fold."""
    row: tuple[int] | None = connection.execute("SELECT number FROM fold").fetchone()
    return row == (FOLD,)


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole register anew from the entries, in the caller's transaction. Raises LogUnusable."""
    for table in ("duty", "dispute", "fold"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  the three above
    for first in range(1, entries.last_number(connection) + 1, entries.BATCH):
        batch = entries.by_dispute(connection, first)
        put(connection, (lines(number, entries.folded(group)) for number, group in batch))
    connection.execute("INSERT INTO fold (id, number) VALUES (1, :fold)", {"fold": FOLD})


def keep_up(path: Path) -> None:
    """Rebuild the register of a log that is about to be read. Raises LogUnusable."""
    try:
        with plainly(path), closing(connect(path, "write")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not is_current(connection):  # another process may have been quicker
                rebuild(connection)
            connection.execute("COMMIT")
    except LogUnusable as fault:
        message = f"{path.name} has to be brought up to date before it is read. {fault.message}"
        raise LogUnusable(message, hint=fault.hint) from fault
