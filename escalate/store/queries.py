"""The log, for reading: plain SQL that fetches everything and lets the log go before it returns.

No log is no fault: there are no disputes yet, and nothing is created.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.calendar import Happened
from escalate.domain.plain import instant, instant_text
from escalate.domain.register import DisputeLine, DutyLine, lines
from escalate.store import finding, outline, register
from escalate.store.database import connect, damaged, plainly
from escalate.usecases.ports import Ends, Past, Stored

if TYPE_CHECKING:
    from escalate.domain.journal import Entry
    from escalate.domain.policy import Policy

ReadPolicy = Callable[[bytes], "Policy"]
OpenLine = tuple[DisputeLine, DutyLine | None]

_DISPUTE = ", ".join(f"dispute.{column}" for column in register.DISPUTE_COLUMNS)
_DUTY = ", ".join(f"duty.{column}" for column in register.DUTY_COLUMNS)
_NO_DUTY = ", ".join("NULL" for _ in register.DUTY_COLUMNS)
# The words of each condition are those of the partial indexes, which is what makes them of use.
_OPEN_LINES = f"""
    SELECT {_DISPUTE}, {_DUTY} FROM duty JOIN dispute ON dispute.dispute = duty.dispute
    WHERE duty.ended = ''
    UNION ALL
    SELECT {_DISPUTE}, {_NO_DUTY} FROM dispute
    WHERE dispute.resolved_at IS NULL AND dispute.open_duties = 0"""  # noqa: S608  our own field names
_NEWEST = f"SELECT {_DISPUTE} FROM dispute ORDER BY dispute DESC LIMIT :limit"  # noqa: S608  the same
_NEWEST_OPEN = _NEWEST.replace("ORDER BY", "WHERE resolved_at IS NULL ORDER BY")
_RESOLVED_SINCE = _NEWEST.partition("ORDER")[0] + "WHERE resolved_at >= :moment ORDER BY resolved_at DESC"
_REFERENCE_OF = "SELECT reference FROM dispute WHERE dispute = :number"
_BEGAN = "(SELECT recorded_at FROM entry WHERE position = 1)"
_ENDS = f"SELECT {_BEGAN}, position, hash FROM entry ORDER BY position DESC LIMIT 1"  # noqa: S608  the line above
_COUNT_DRAFTS = "SELECT count(*) FROM draft WHERE changed_at < :moment"
_MAY_GO = "resolved_at IS NOT NULL AND erased_at IS NULL AND held = 0"
_COUNT_PAST = f"""
    SELECT (SELECT count(*) FROM dispute WHERE keep_until IS NOT NULL AND {_MAY_GO} AND keep_until < :today)
         + (SELECT count(*) FROM dispute WHERE keep_until IS NULL AND {_MAY_GO} AND resolved_at < :resolved)"""  # noqa: S608  the line above
_TO_REVIEW = f"""
    SELECT {_DISPUTE} FROM dispute
    WHERE resolved_at IS NOT NULL AND erased_at IS NULL
      AND (held = 1 OR keep_until < :today OR (keep_until IS NULL AND resolved_at < :resolved))
    ORDER BY resolved_at, dispute"""  # noqa: S608  our own field names
_COUNT_RESOLVED = "SELECT count(*) FROM dispute WHERE resolved_at IS NOT NULL AND erased_at IS NULL"
_COUNT_ERASED_SINCE = """
    SELECT count(*) FROM dispute WHERE opened_at <= :moment AND erased_at > :moment"""


class Queries:
    """Implements `ports.Reader` for the log at `path`; every method raises LogUnusable."""

    def __init__(self, path: Path, read_policy: ReadPolicy) -> None:
        self._path = path
        self._read_policy = read_policy

    def exists(self) -> bool:
        """Whether there is a log yet: one that holds an entry, since a first act that was refused leaves none."""
        with self._snapshot() as log:
            return log is not None and outline.clock(log) is not None

    def scripted(self) -> bool:
        """Whether the log runs on a scripted clock."""
        with self._snapshot() as log:
            return bool(log and outline.clock(log))

    def find(self, ref: str) -> int:
        """The number of the dispute that `ref` names; "" names the only open one. Raises NoSuchDispute."""
        with self._snapshot() as log:
            return finding.the_open_one(log) if not ref.strip() else finding.named(log, ref.strip())

    def stored(self, number: int) -> Stored:
        """The dispute, folded, with the policy it was opened under. Raises NoSuchDispute."""
        with self._snapshot() as log:
            return stored(log, number, self._read_policy)[0]

    def entries(self, number: int) -> "tuple[Entry, ...]":
        """The dispute's entries, in order; none if there is no such dispute."""
        from escalate.store import entries  # noqa: PLC0415  events, which a list does without

        with self._snapshot() as log:
            return entries.of_dispute(log, number) if log else ()

    def attachment(self, position: int) -> bytes:
        """The bytes that the entry of that position attached; none where they are not there."""
        from escalate.store import attachments  # noqa: PLC0415  what proves them, which no list needs

        with self._snapshot() as log:
            return attachments.read(log, position) if log else b""

    def open_lines(self) -> tuple[OpenLine, ...]:
        """Every open duty with its dispute, by due time; then each open dispute without one."""
        with self._snapshot() as log:
            rows = log.execute(_OPEN_LINES).fetchall() if log else []
        split, known = len(register.DISPUTE_COLUMNS), dict[int, DisputeLine]()
        found = []
        for row in rows:
            line = known.get(row[0]) or known.setdefault(row[0], register.line(DisputeLine, row[:split]))
            found.append((line, None if row[split] is None else register.line(DutyLine, row[split:])))
        return _by_due_time(found)

    def lines_as_of(self, moment: datetime) -> tuple[OpenLine, ...]:
        """What `open_lines` gave at `moment`: made from the entries written by then; without what was erased since."""
        from escalate.store import entries  # noqa: PLC0415  events, which a list does without

        written_by = instant_text(moment)
        with self._snapshot() as log:
            starts = tuple(entries.starts(log)) if log else ()
        found: list[OpenLine] = []
        for first in starts:
            with self._snapshot() as log:
                batch = tuple(entries.by_dispute(log, first, moment=written_by)) if log else ()
            for number, group in batch:
                then = tuple(takewhile(lambda entry: str(entry.recorded_at) <= written_by, group))
                if not entries.erased(group):  # what it was at that time, its tally does not say
                    found.extend(_open_ones(number, then))
        return _by_due_time(found)

    def disputes(self, *, resolved: bool, limit: int) -> tuple[tuple[DisputeLine, ...], int]:
        """At most `limit` disputes, newest first, open ones only unless `resolved`; and how many there are."""
        with self._snapshot() as log:
            if not log:
                return (), 0
            rows = log.execute(_NEWEST if resolved else _NEWEST_OPEN, {"limit": limit}).fetchall()
            total = outline.last_number(log) if resolved else finding.open_count(log)
        return tuple(register.line(DisputeLine, row) for row in rows), total

    def resolved_since(self, moment: datetime) -> tuple[DisputeLine, ...]:
        """The disputes resolved since `moment` and not open again, the last resolved first."""
        with self._snapshot() as log:
            rows = log.execute(_RESOLVED_SINCE, {"moment": instant_text(moment)}).fetchall() if log else []
        return tuple(register.line(DisputeLine, row) for row in rows)

    def references(self, numbers: Iterable[int]) -> dict[int, str]:
        """The references of these disputes, by number; a number that no dispute has is left out."""
        with self._snapshot() as log:
            found = {one: log.execute(_REFERENCE_OF, {"number": one}).fetchone() for one in numbers} if log else {}
        return {number: str(row[0]) for number, row in found.items() if row}

    def ends(self) -> Ends | None:
        """When the log began, and its last entry; None while it has none."""
        with self._snapshot() as log:
            row = log.execute(_ENDS).fetchone() if log else None
        if not row:
            return None
        try:
            return Ends(instant(row[0]), row[1], row[2])
        except (ValueError, TypeError):
            raise damaged("When the log began cannot be read.") from None

    def imported(self, digest: str) -> bool:
        """Whether a spreadsheet of that digest was imported."""
        with self._snapshot() as log:
            return log is not None and outline.imported(log, digest)

    def imported_as(self) -> Mapping[str, str]:
        """The reference of each imported dispute, by the one that it had in its spreadsheet."""
        with self._snapshot() as log:
            return outline.imported_as(log) if log else {}

    def drafts_before(self, moment: datetime) -> int:
        """How many drafts were last changed before `moment`."""
        with self._snapshot() as log:
            row = log.execute(_COUNT_DRAFTS, {"moment": instant_text(moment)}).fetchone() if log else (0,)
        return int(row[0])

    def keep_rule(self) -> int | None:
        """For how many years after its end a dispute is kept, as the log has it on record; None: no rule."""
        with self._snapshot() as log:
            return outline.keep_rule(log) if log else None

    def may_be_erased(self, past: Past) -> int:
        """How many resolved disputes are past their time, and not held."""
        with self._snapshot() as log:
            return int(log.execute(_COUNT_PAST, _texts(past)).fetchone()[0]) if log else 0

    def to_review(self, past: Past) -> tuple[tuple[DisputeLine, ...], int]:
        """Resolved disputes past their time, and those held, the longest resolved first; how many others there are."""
        with self._snapshot() as log:
            rows = log.execute(_TO_REVIEW, _texts(past)).fetchall() if log else []
            total = log.execute(_COUNT_RESOLVED).fetchone()[0] if log else 0
        return tuple(register.line(DisputeLine, row) for row in rows), int(total) - len(rows)

    def erased_since(self, moment: datetime) -> int:
        """How many disputes of before `moment` were erased after it."""
        with self._snapshot() as log:
            row = log.execute(_COUNT_ERASED_SINCE, {"moment": instant_text(moment)}).fetchone() if log else (0,)
        return int(row[0])

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection | None]:
        """The log as it is at one moment, its register up to date; None if there is none."""
        connection = connect(self._path, "read")
        if connection is None:
            yield None
            return
        with plainly(self._path), closing(connection):
            if not register.is_current(connection):
                from escalate.store import rebuilding  # noqa: PLC0415  the same

                rebuilding.keep_up(self._path)
            connection.execute("BEGIN")
            yield connection


def stored(connection: sqlite3.Connection | None, number: int, read_policy: ReadPolicy) -> tuple[Stored, str]:
    """The dispute, folded, and the hash of its last entry. Raises NoSuchDispute, LogUnusable."""
    from escalate.domain.folding import in_log  # noqa: PLC0415  the same
    from escalate.domain.journal import sha256  # noqa: PLC0415  the same
    from escalate.store import entries  # noqa: PLC0415  events, which a list does without

    found = entries.of_dispute(connection, number) if connection else ()
    if not connection or not found:
        raise finding.no_such(connection, f"There is no dispute {number}.")
    dispute = in_log(entries.folded(found), ((entry.position, entries.writer(entry)) for entry in found))
    digest = {"digest": dispute.opened.policy_digest}
    kept = connection.execute("SELECT bytes FROM kept WHERE digest = :digest", digest).fetchone()
    if not kept:
        raise damaged(f"The policy of dispute {number} is not in the log.")
    if not isinstance(kept[0], bytes) or sha256()(kept[0]).hexdigest() != dispute.opened.policy_digest:
        raise damaged(f"The text of dispute {number}'s policy was altered.")
    return Stored(number, dispute, read_policy(kept[0]), found[-1].position, found[-1].hash), found[-1].hash


def _texts(past: Past) -> dict[str, str]:
    """As the register has them; before the empty text there is nothing."""
    resolved = instant_text(Happened(past.resolved).earliest) if past.resolved else ""
    return {"today": past.today.isoformat(), "resolved": resolved}


def _open_ones(number: int, then: "tuple[Entry, ...]") -> list[OpenLine]:
    from escalate.store import entries  # noqa: PLC0415  events, which a list does without

    if not then:
        return []
    line, duties = lines(number, entries.folded(then))
    found: list[OpenLine] = [(line, duty) for duty in duties if not duty.ended]
    return found or ([] if line.resolved_at else [(line, None)])


def _by_due_time(found: Iterable[OpenLine]) -> tuple[OpenLine, ...]:
    def order(open_line: OpenLine) -> tuple[bool, bool, str, int, int]:
        line, duty = open_line
        if duty is None:
            return True, True, "", line.dispute, 0
        return False, duty.due_at is None, duty.due_at or "", line.dispute, duty.number

    return tuple(sorted(found, key=order))
