"""Whether what is listed of the disputes is what their entries say: a batch of them at one moment of the log."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from escalate.domain.frozen import replace
from escalate.domain.journal import FILE, REGISTER, Entry, Fault, destroyed, dispute_faults
from escalate.domain.plain import parsed
from escalate.domain.register import dispute_line, duty_rows
from escalate.errors import LogUnusable
from escalate.store import entries, register
from escalate.usecases.ports import Destroyed

Rows = dict[int, list[tuple[Any, ...]]]

_ROWS = "SELECT {} FROM {} WHERE dispute BETWEEN :first AND :last ORDER BY {}"
_DISPUTE_ROWS = _ROWS.format(", ".join(register.DISPUTE_COLUMNS), "dispute", "dispute")
_DUTY_ROWS = _ROWS.format(", ".join(register.DUTY_COLUMNS), "duty", "dispute, number")


@dataclass
class Batch:
    """What a batch of disputes was found to hold: where its entries stand, what they name, the faults."""

    positions: list[int] = field(default_factory=list)
    named: set[str] = field(default_factory=set)  # kept texts
    attached: dict[int, str] = field(default_factory=dict)  # files, by the entry that names them
    erased: int = 0  # entries whose words an erasure destroyed
    destroyed: list[Destroyed] = field(default_factory=list)  # the erasures
    faults: list[Fault] = field(default_factory=list)


def batch(log: sqlite3.Connection, first: int, newest: int) -> Batch:
    """The disputes from number `first` to the end of the batch, or to `newest`."""
    found, span = Batch(), {"first": first, "last": min(first + entries.BATCH - 1, newest)}
    rows, duties = _rows(log, _DISPUTE_ROWS, span), _rows(log, _DUTY_ROWS, span)
    for number, own in entries.by_dispute(log, first):
        if not isinstance(number, int):  # a damaged index led here; the entry is missed under its own number
            continue
        if number > span["last"]:  # opened since proving began
            break
        found.faults += _missing(first, number)
        first = number + 1
        found.positions += [entry.position for entry in own]
        _note_erasure(own, found)
        listed = (rows.pop(number, []), duties.pop(number, []))
        found.faults += _of_one(number, own, listed, found)
    found.faults += _missing(first, span["last"] + 1)
    if rows or duties:
        found.faults.append(Fault(0, "something is listed of a dispute that is not there", REGISTER))
    return found


def _note_erasure(own: Sequence[Entry], found: Batch) -> None:
    """Count the words that an erasure destroyed; those lost in any other way are faults."""
    if entries.erased(own) and (lost := tuple(destroyed(own))):
        found.erased += len(lost)
        with suppress(ValueError, KeyError, TypeError):
            reference = str(parsed(own[-1].body or "")["event"]["reference"])
            found.destroyed.append(Destroyed(reference, len(lost), own[-1].position))


def _missing(first: int, end: int) -> list[Fault]:
    """That the disputes from number `first` to before `end` have no entries: no number is left out."""
    if first >= end:
        return []
    which = f"dispute {first}" if end == first + 1 else f"disputes {first} to {end - 1}"
    return [Fault(0, f"{which} cannot be found", FILE)]


def _of_one(number: int, own: Sequence[Entry], listed: tuple[Any, Any], found: Batch) -> Iterator[Fault]:
    yield from (replace(fault, dispute=number) for fault in dispute_faults(own))
    try:
        dispute = entries.folded(own)
    except LogUnusable:
        yield Fault(own[-1].position, f"the entries of dispute {number} cannot be read together")
        return
    found.named.add(dispute.opened.policy_digest)
    found.attached |= {own[seq - 1].position: file.sha256 for seq, file in dispute.attached.items()}
    line = tuple(vars(dispute_line(number, dispute)).values())
    if listed != ([line], duty_rows(number, dispute)):
        reference = dispute.opened.reference
        yield Fault(own[-1].position, f"what is listed of {reference} is not what its entries say", REGISTER)


def _rows(log: sqlite3.Connection, sql: str, span: dict[str, int]) -> Rows:
    return {number: list(rows) for number, rows in groupby(log.execute(sql, span), itemgetter(0))}
