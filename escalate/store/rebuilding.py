"""The whole register made anew from the entries, when the fold has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from escalate.domain.register import FOLD, lines
from escalate.errors import LogUnusable
from escalate.store import entries, outline, register
from escalate.store.database import connect, plainly


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole register anew from the entries, in the caller's transaction. Raises LogUnusable."""
    for table in ("duty", "dispute", "fold"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  the three above
    for first in range(1, outline.last_number(connection) + 1, entries.BATCH):
        batch = entries.by_dispute(connection, first)
        register.put(connection, (lines(number, entries.folded(group)) for number, group in batch))
    connection.execute("INSERT INTO fold (id, number) VALUES (1, :fold)", {"fold": FOLD})


def keep_up(path: Path) -> None:
    """Rebuild the register of a log that is about to be read. Raises LogUnusable."""
    try:
        with plainly(path), closing(connect(path, "write")) as connection:
            connection.execute("BEGIN IMMEDIATE")
            if not register.is_current(connection):  # another process may have been quicker
                rebuild(connection)
            connection.execute("COMMIT")
    except LogUnusable as fault:
        message = f"{path.name} has to be brought up to date before it is read. {fault.message}"
        raise LogUnusable(message, hint=fault.hint) from fault
