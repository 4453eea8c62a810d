"""Which dispute a reference names, and what is said where it names none."""

import re
import sqlite3

from escalate.errors import NoSuchDispute
from escalate.store import outline

_REFERENCE = re.compile(r"(?:(?:ESC-)?([0-9]{4})-)?([0-9]{1,9})", re.IGNORECASE)
_TO_CHOOSE_FROM = 10  # open disputes named where none was
_REFERENCE_OF = "SELECT reference FROM dispute WHERE dispute = :number"
# The words of the condition are those of the partial index, which is what makes it of use.
_OPEN_ONES = """
    SELECT dispute, reference, ground, policy FROM dispute
    WHERE resolved_at IS NULL ORDER BY dispute DESC LIMIT :limit"""
_COUNT_OPEN = "SELECT count(*) FROM dispute WHERE resolved_at IS NULL"


def named(log: sqlite3.Connection | None, ref: str) -> int:
    """The number of the dispute that a reference, long or short, names. Raises NoSuchDispute."""
    parts = _REFERENCE.fullmatch(ref)
    if not parts:
        raise no_such(log, "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.")
    year, number = parts[1], int(parts[2])
    row = log.execute(_REFERENCE_OF, {"number": number}).fetchone() if log else None
    if not row:
        raise no_such(log, f"There is no dispute {ref.upper()}.")
    if year and not str(row[0]).startswith(f"ESC-{year}-"):
        raise NoSuchDispute(f"There is no dispute {ref.upper()}.", hint=f"Dispute {number} is {row[0]}.")
    return number


def the_open_one(log: sqlite3.Connection | None) -> int:
    """The number of the only open dispute. Raises NoSuchDispute."""
    rows = log.execute(_OPEN_ONES, {"limit": _TO_CHOOSE_FROM}).fetchall() if log else []
    if log and len(rows) > 1:
        raise NoSuchDispute(
            "More than one dispute is open, so say which one.",
            details=tuple(f"{reference}: {ground}, policy {policy}" for _, reference, ground, policy in rows),
            hint=f"{_many_open(open_count(log))}. The number is enough: {rows[0][0]}. To see them: escalate list",
        )
    if not rows:
        raise no_such(log, "No dispute is open.")
    return int(rows[0][0])


def no_such(log: sqlite3.Connection | None, message: str) -> NoSuchDispute:
    """The fault, with what to do next."""
    total = outline.last_number(log) if log else 0
    if not log or not total:
        return NoSuchDispute(message, hint="The log holds no disputes yet. To start one: escalate open")
    many = open_count(log)
    if not many:
        return NoSuchDispute(message, hint="To see those that are resolved: escalate list --all")
    return NoSuchDispute(message, hint=f"{_many_open(many)}. To see them: escalate list")


def _many_open(many: int) -> str:
    return "1 dispute is open" if many == 1 else f"{many} disputes are open"


def open_count(log: sqlite3.Connection) -> int:
    """How many disputes are open."""
    return int(log.execute(_COUNT_OPEN).fetchone()[0])
