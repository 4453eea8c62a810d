"""The whole register made anew from the entries, when the fold has changed."""

import sqlite3
from contextlib import closing
from pathlib import Path

from escalate.domain.register import FOLD, lines
from escalate.errors import LogUnusable
from escalate.store import entries, outline, register, sweeping
from escalate.store.database import begin, connect, plainly

_FOLD = "INSERT INTO fold (id, number, traces) VALUES (1, :fold, :traces)"


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole register anew from the entries, in the caller's transaction. Raises LogUnusable."""
    outline.last_number(connection)  # as large as somebody made it, it would be listed
    erasure = sweeping.traces(connection)
    for table in ("duty", "dispute", "fold"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608  the three above
    for first in entries.starts(connection):
        batch = entries.by_dispute(connection, first)
        register.put(connection, (lines(number, entries.folded(group)) for number, group in batch))
    connection.execute(_FOLD, {"fold": FOLD, "traces": erasure})


def make_anew(path: Path) -> None:
    """Rebuild the register of a log that is up to date. Raises LogUnusable."""
    with plainly(path), closing(connect(path, "write")) as connection:
        begin(connection)
        rebuild(connection)
        connection.execute("COMMIT")


def keep_up(path: Path) -> None:
    """Rebuild the register of a log that is about to be read. Raises LogUnusable."""
    try:
        with plainly(path), closing(connect(path, "write")) as connection:
            begin(connection)
            if not register.is_current(connection):  # another process may have been quicker
                rebuild(connection)
            connection.execute("COMMIT")
    except LogUnusable as fault:
        message = f"{path.name} has to be brought up to date before it is read. {fault.message}"
        raise LogUnusable(message, hint=fault.hint) from fault
