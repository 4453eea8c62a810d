"""The register: each dispute's lines, put in place of the old ones.

Plain SQL over the driver for writers too, because a read may have to rebuild it and must not load SQLModel.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import fields

from escalate.domain.register import FOLD, DisputeLine, DutyLine, Lines

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
