"""A sheet that leaves the log: the report a row a duty, the list a row a dispute, with every field whole.

What belongs to the sheet and to no row (when, which receipt) is `about`: each writer in `escalate.papers` has a place.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import ClassVar

from escalate.domain.calendar import Happened
from escalate.domain.choices import OUTCOMES
from escalate.domain.dispute import Dispute
from escalate.domain.frozen import frozen
from escalate.usecases.listing import DisputeView, ListView
from escalate.usecases.report import LineView, ReportView

Cell = str | date | datetime | None  # an instant is UTC
_DEMONSTRATION = ("Note", "Demonstration log: scripted clock")


@frozen
class Sheet:
    """Rows under their headings, and what holds for all of them."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    about: tuple[tuple[str, Cell], ...]


@frozen
class SheetView:
    """A spreadsheet that was written."""

    schema: ClassVar = "escalate.sheet/1"

    file: str
    rows: int
    receipt: str  # of the log's last entry; empty while there is none
    scripted: bool
    template: bool = False  # empty, to be filled in and imported


def report_sheet(view: ReportView) -> Sheet:
    """A row a duty, and one for each open dispute that has none."""
    about: tuple[tuple[str, Cell], ...] = (
        ("As at", view.as_of),
        *((f"Only {key.replace('_', ' ')}", value) for key, value in view.filters.items()),
        *_origin(view.receipt, scripted=view.scripted),
    )
    rows = tuple(_duty(line, group.title) for group in view.groups for line in group.lines)
    return Sheet("Duties", _DUTY_HEADS, rows, about)


def list_sheet(view: ListView, told: Mapping[str, Dispute], now: datetime, receipt: str) -> Sheet:
    """A row a dispute; `told` has each whole by its reference, for what no list shows."""
    about: tuple[tuple[str, Cell], ...] = (("As at", now), *_origin(receipt, scripted=view.scripted))
    rows = tuple(_dispute(one, told[one.reference]) for one in view.disputes)
    return Sheet("Disputes", _DISPUTE_HEADS, rows, about)


def _origin(receipt: str, *, scripted: bool) -> Iterator[tuple[str, Cell]]:
    if receipt:
        yield "Receipt", receipt
    if scripted:
        yield _DEMONSTRATION


_DUTY_HEADS = (
    *("Reference", "Duty", "What is to be done", "How it stands", "Due", "Who does it", "Waiting on"),
    *("How binding", "Child or adult", "About", "Policy", "Stage", "Last spoke", "Dispute"),
)


def _duty(line: LineView, stands: str) -> tuple[Cell, ...]:
    return (
        line.reference,
        f"D{line.number}" if line.number else "",
        line.what,
        stands,
        line.due,
        line.holder,
        line.waiting_on,
        line.force,
        line.subjects,
        line.ground,
        line.policy,
        line.stage,
        line.last_spoke,
        "resolved" if line.resolved else "open",
    )


_DISPUTE_HEADS = (
    *("Reference", "Child or adult", "About", "Policy", "Our side", "Agencies", "Stage", "Name of the stage"),
    *("Waiting on", "Raised on", "Opened", "At this stage since", "Next due", "Resolved", "Outcome"),
    *("Still believed at risk", "Your reference", "Erased"),
)


def _dispute(one: DisputeView, told: Dispute) -> tuple[Cell, ...]:
    source, ended = told.imported, told.resolved
    imported = source or (told.erased and told.erased.imported)
    # An imported one opens at the stage it is at; when it began, the row says as the day it was raised.
    opened = told.raised if imported else told.opened.happened
    return (
        one.reference,
        one.subjects,
        one.ground,
        one.policy,
        one.side,
        one.agencies,
        one.stage,
        one.stage_name,
        one.waiting_on,
        _known(told.raised),
        _known(opened),
        _known(told.stay.since),
        one.next_due,
        _known(ended.happened) if ended else None,
        OUTCOMES.get(ended.outcome, ended.outcome) if ended else "",
        "yes" if one.at_risk else "",
        source.known_as if source else "",
        one.erased,
    )


def _known(happened: Happened | None) -> Cell:
    """The day, and the hour only if somebody said it."""
    return (happened.at or happened.day) if happened else None
