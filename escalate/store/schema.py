"""The log's tables, indexes and triggers as the migrations leave them, word by word, to hold a log against.

`schema.sql` is what SQLite itself says of a new log, an object a paragraph; a test compares the two.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import groupby

from escalate.store.database import APPLICATION_ID, VERSION

_OBJECTS = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
_REVISION = "SELECT version_num FROM alembic_version"


def objects(connection: sqlite3.Connection) -> tuple[str, ...]:
    """What makes each table, index and trigger of this log, by name."""
    return tuple(str(sql) for (sql,) in connection.execute(_OBJECTS))  # whatever somebody put there


def schema_faults(connection: sqlite3.Connection) -> Iterator[str]:
    """Each object that is missing, was changed or does not belong there."""
    expected = _by_name(resources.files("escalate.store").joinpath("schema.sql").read_text("utf-8").split("\n\n"))
    found = _by_name(objects(connection))
    for name in sorted(expected.keys() | found.keys()):
        if name not in found:
            yield f"the {name} is missing"
        elif name not in expected:
            yield f"the {name} does not belong in it"
        elif found[name] != expected[name]:
            yield f"the {name} was changed"
    if "table alembic_version" in found and connection.execute(_REVISION).fetchall() != [(f"{VERSION:04d}",)]:
        yield "it does not say which version it is from"
    for label, said in (("application_id", APPLICATION_ID), ("user_version", VERSION)):
        if connection.execute(f"PRAGMA {label}").fetchone() != (said,):
            yield f"the file's {label} was changed"


def _by_name(statements: Iterable[str]) -> dict[str, list[str]]:
    """By "table entry", "trigger entry_update" and so on: what is said under that name, its spaces evened out.

    A list, because two names can read the same without their quotation marks.
    """
    evened = sorted((" ".join(sql.split()) for sql in statements), key=lambda sql: (_name(sql), sql))
    return {name: list(group) for name, group in groupby(evened, _name)}


def _name(sql: str) -> str:
    kind, name = (*sql.replace(" UNIQUE ", " ", 1).split(" "), "", "")[1:3]
    return f"{kind.lower()} {name.strip(chr(34)).partition('(')[0]}"
