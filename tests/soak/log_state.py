"""What there is in an office's folder, so that two moments can be compared: all that a command may change."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from escalate.store.database import VERSION
from escalate.store.proving import prove
from tests.office import Office

State = dict[str, object]
_ENTRIES = """
    SELECT kind, dispute, seq, recorded_at, body FROM entry LEFT JOIN content USING (position) ORDER BY position"""
_FILES = "SELECT * FROM attachment ORDER BY position"


def state(home: Path) -> State:
    """The settings, the policies, every entry with its words, each backup; a log that is not sound fails here.

    A log without an entry counts as none: it says nothing yet, and the next act begins it.
    """
    found: State = {
        str(file.relative_to(home.parent)): file.read_text("utf-8")
        for file in [home / "settings.toml", *(home / "policies").glob("*.toml")]
        if file.exists()
    }
    for log in (home / "log.db", home.parent / "backup.db"):
        if log.exists() and log.stat().st_size and (held := _entries(log)):
            found[log.name] = held
    return found


def acknowledged(out: str) -> bool:
    """Whether the command said, as JSON, that it was done; half an answer is none."""
    try:
        json.loads(out)
    except ValueError:
        return False
    return True


def prove_office(office: Office) -> None:
    """The next who looks finds a log that proves itself and can be read."""
    office.must("list", "--json")
    if (office.home / "log.db").exists():
        office.must("verify", "--json")


def _entries(log: Path) -> list[object]:
    with closing(sqlite3.connect(log)) as connection:  # which undoes what was left unfinished
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            return connection.execute("SELECT name FROM sqlite_master").fetchall()
        rows = connection.execute(_ENTRIES).fetchall()
        files = connection.execute(_FILES).fetchall() if version == VERSION else []
    if version == VERSION:
        proof = prove(log)
        assert proof is None or not proof.faults, proof
    if not rows:
        return []
    return [version, *files, *((*row[:4], "" if row[0] == "LogStarted" else row[4]) for row in rows)]
