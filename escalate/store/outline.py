"""What the log says without an event being read: whether it was begun, on which clock, and how many disputes it has.

Apart from `entries`, because a list of what is due must not load every kind of event.
"""

import sqlite3

from escalate.domain.plain import parsed
from escalate.store.database import damaged

_BEGUN = "SELECT body FROM content WHERE position = 1"
_LAST_NUMBER = "SELECT (SELECT max(dispute) FROM entry), (SELECT max(position) FROM entry)"
_KEEP_RULE = """
    SELECT body FROM entry JOIN content USING (position)
    WHERE dispute IS NULL AND kind = 'KeepRuleSet' ORDER BY position DESC LIMIT 1"""

_IMPORTED = """
    SELECT 1 FROM entry JOIN content USING (position)
    WHERE kind = 'Imported' AND instr(body, :digest) LIMIT 1"""

_IMPORTED_AS = """
    SELECT body, dispute.reference FROM entry JOIN content USING (position) JOIN dispute USING (dispute)
    WHERE kind = 'Imported' ORDER BY position"""


def clock(connection: sqlite3.Connection) -> bool | None:
    """Whether the log was started on a scripted clock; None while it has no entry. Raises LogUnusable."""
    row = connection.execute(_BEGUN).fetchone()
    try:
        return bool(parsed(row[0])["event"]["scripted"]) if row else None
    except (ValueError, KeyError, TypeError) as fault:
        raise damaged("Entry 1 of the log cannot be read.") from fault


def keep_rule(connection: sqlite3.Connection) -> int | None:
    """For how many years after its end a dispute is kept; None: no rule. Raises LogUnusable."""
    row = connection.execute(_KEEP_RULE).fetchone()
    try:
        years: int | None = parsed(row[0])["event"]["years"] if row else None
    except (ValueError, KeyError, TypeError) as fault:
        raise damaged("How long disputes are kept cannot be read.") from fault
    return years


def imported(connection: sqlite3.Connection, digest: str) -> bool:
    """Whether a spreadsheet of that digest was imported."""
    return connection.execute(_IMPORTED, {"digest": digest}).fetchone() is not None


def imported_as(connection: sqlite3.Connection) -> dict[str, str]:
    """The reference that each imported dispute has, by the one that it had in its spreadsheet. Raises LogUnusable."""
    try:
        rows = [(parsed(body)["event"]["known_as"], ours) for body, ours in connection.execute(_IMPORTED_AS)]
    except (ValueError, KeyError, TypeError) as fault:
        raise damaged("Where a dispute was imported from cannot be read.") from fault
    return {known_as: ours for known_as, ours in rows if known_as}


def last_number(connection: sqlite3.Connection) -> int:
    """The number of the newest dispute; 0 for none. Raises LogUnusable: there cannot be so many, or it is no number."""
    number, entries = connection.execute(_LAST_NUMBER).fetchone()
    if number is None:
        return 0
    if not isinstance(number, int) or not isinstance(entries, int) or not 0 < number < entries:
        raise damaged("The numbers of the disputes in the log were altered.")
    return number
