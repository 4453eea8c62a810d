"""SQLModel over `connect`: one transaction that has the log to itself from its first statement to its commit.

By default SQLAlchemy lets the driver begin, which it does only before the first write: two writers would then read the
same head and fork the chain.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, cast

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, create_engine

from escalate.store.database import begin, connect, plainly


@contextmanager
def transaction(path: Path, mode: Literal["write", "create"]) -> Iterator[Session]:
    """Commits when the block ends, leaves nothing when it raises. Raises LogUnusable."""
    engine = create_engine("sqlite://", creator=lambda: connect(path, mode), poolclass=NullPool, hide_parameters=True)
    event.listen(engine, "begin", _begin)
    with plainly(path, writing=True):
        try:
            with Session(engine) as session, session.begin():
                yield session
        except DBAPIError as fault:
            raise fault.orig or fault from fault


def driver(session: Session) -> sqlite3.Connection:
    """The connection below, in the same transaction."""
    return cast("sqlite3.Connection", session.connection().connection.driver_connection)


def _begin(connection: Connection) -> None:
    begin(cast("sqlite3.Connection", connection.connection.driver_connection))
