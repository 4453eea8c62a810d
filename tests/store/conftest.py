"""Every store test ends by proving the whole log: both chains, and the register against the fold."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, fields
from itertools import groupby
from pathlib import Path

import pytest

from escalate.domain.bodies import decode
from escalate.domain.events import Act
from escalate.domain.folding import fold
from escalate.domain.journal import Entry, verify
from escalate.domain.register import DisputeLine, DutyLine, lines
from escalate.errors import LogUnusable
from escalate.store import database
from escalate.store.journal import Journal
from escalate.store.proving import prove as proved
from escalate.usecases.ports import Proof
from tests.store.acts import journal_of


@pytest.fixture(autouse=True)
def path(tmp_path: Path) -> Iterator[Path]:
    """Where the test's log is, or will be. A test that spoils a log does so to a copy."""
    log = tmp_path / "home" / "log.db"
    yield log
    with suppress(LogUnusable):  # what stood there never was a log
        if database.state(log) is database.State.CURRENT:
            prove(log)


@pytest.fixture
def journal(path: Path) -> Journal:
    return journal_of(path)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a lock that nobody will let go of."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)


@pytest.fixture
def spoil(log: Path, tmp_path: Path) -> Callable[..., Proof]:
    """Prove a copy of `log` after these statements, run with the triggers away; LogUnusable is found too."""

    def spoiled(*statements: str, values: tuple[object, ...] = ()) -> Proof:
        copy = shutil.copy(log, tmp_path / "spoiled.db")
        with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
            raw.execute("PRAGMA synchronous = OFF")
            triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for name, _ in triggers:
                raw.execute(f"DROP TRIGGER {name}")
            raw.execute("PRAGMA ignore_check_constraints = ON")
            for statement in statements:
                raw.execute(statement, values if "?" in statement else ())
            for _, sql in triggers:
                raw.execute(sql)
        found = proved(Path(copy))
        assert found
        return found

    return spoiled


def entries_in(log: Path) -> tuple[Entry, ...]:
    with closing(sqlite3.connect(log)) as connection:
        names = ", ".join(field.name for field in fields(Entry))
        rows = connection.execute(
            f"SELECT {names} FROM entry LEFT JOIN content USING (position) ORDER BY position"  # noqa: S608
        )
        return tuple(Entry(*row) for row in rows)


def prove(log: Path) -> None:
    entries = entries_in(log)
    assert verify(entries) == ()
    expected_disputes: list[dict[str, object]] = []
    expected_duties: list[dict[str, object]] = []
    of_disputes = sorted((entry for entry in entries if entry.dispute), key=lambda entry: entry.dispute or 0)
    for number, group in groupby(of_disputes, lambda entry: entry.dispute or 0):
        own = list(group)
        told = own[-1:] if own[-1].kind == "Erased" else own  # the only one that still has its words
        acts = [act for _, act in (decode(entry.kind, entry.body or "") for entry in told) if isinstance(act, Act)]
        line, duties = lines(number, fold(acts))
        expected_disputes.append(asdict(line))
        expected_duties.extend(map(asdict, duties))
    assert register_rows(log, DisputeLine) == expected_disputes
    assert register_rows(log, DutyLine) == expected_duties


def register_rows(log: Path, kind: type[DisputeLine] | type[DutyLine]) -> list[dict[str, object]]:
    table, order = ("dispute", "dispute") if kind is DisputeLine else ("duty", "dispute, number")
    with closing(sqlite3.connect(log)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}")]  # noqa: S608
