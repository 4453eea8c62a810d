"""The register: each dispute's lines, put in place of the old ones.

Plain SQL over the driver for writers too, because a read may have to rebuild it and must not load SQLModel.
"""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date
from typing import Any, TypeVar, cast

from escalate.domain.plain import instant
from escalate.domain.register import FOLD, DisputeLine, DutyLine, Lines
from escalate.errors import LogDamaged

DISPUTE_COLUMNS = tuple(field.name for field in fields(DisputeLine))
DUTY_COLUMNS = tuple(field.name for field in fields(DutyLine))

_Line = TypeVar("_Line", DisputeLine, DutyLine)
_INSTANTS = tuple(name for name in {*DISPUTE_COLUMNS, *DUTY_COLUMNS} if name.endswith(("_at", "_since")))
_NEVER_EMPTY = ("stage_since", "opened_at", "started_at")
_STORED = {  # a flag as 0 or 1
    kind: [(one.name, one.type is bool, cast("type", int if one.type is bool else one.type)) for one in fields(kind)]
    for kind in (DisputeLine, DutyLine)
}


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


def line(kind: type[_Line], row: Sequence[Any]) -> _Line:
    """A row of the register as a line. Raises LogUnusable: it holds what no entry comes to."""
    values: list[Any] = []
    for (name, is_flag, stored), value in zip(_STORED[kind], row, strict=True):
        if not isinstance(value, stored) or not _can_be(name, value):
            raise LogDamaged(
                "What is listed was altered: it is not what the entries say.",
                hint="To make it anew from the entries: escalate rebuild",
            )
        values.append(bool(value) if is_flag else value)
    return kind(*values)


def _can_be(name: str, value: Any) -> bool:  # noqa: ANN401  as stored
    """Whether a column of that name can hold the value, which is of the right type: a time is a time."""
    try:
        if value and name in _INSTANTS:
            instant(value)
        elif value and name == "keep_until":
            date.fromisoformat(value)
    except ValueError:
        return False
    return bool(value) or name not in _NEVER_EMPTY


def is_current(connection: sqlite3.Connection) -> bool:
    """Whether the register was made with this program's fold."""
    row: tuple[int] | None = connection.execute("SELECT number FROM fold").fetchone()
    return row == (FOLD,)
