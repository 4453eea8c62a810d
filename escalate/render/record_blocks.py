"""What a dispute's screen says of the record itself: dates a correction would move, approvals, how long it is kept.

Each as an item of a block, and as a sentence for whoever listens.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.fitting import Block, Item, item, item_beside
from escalate.render.layout import apart, folded

if TYPE_CHECKING:
    from escalate.usecases.remarks import RecountedView
    from escalate.usecases.status import StatusView


def other_dates(view: "StatusView", width: int, *, just_now: bool) -> Block:
    """Both due times of each duty that a corrected time would move: those of the act just recorded, or the others."""
    items = [_recounted(one, view, width) for one in view.recounted if one.just_now is just_now]
    return Block("DATES", items, "other date", f"escalate trail {view.short}")


def to_approve(view: "StatusView", width: int) -> Block:
    """The records that wait for an approval, a line each."""
    items = [
        item_beside(f"D{one.number}, entry {one.entry}: {one.what}", one.command, width) for one in view.to_approve
    ]
    return Block("APPROVE", items, "record to approve", f"escalate trail {view.short}")


def kept(view: "StatusView", width: int) -> Block:
    """Until when it is kept, or that it is held."""
    return Block("KEPT", [item(line, width) for line in _kept(view)])


def imported(view: "StatusView", width: int) -> Block:
    """That it began in a spreadsheet, and in which row."""
    return Block("FROM", [item(line, width) for line in _imported(view)])


def record_lines(view: "StatusView") -> Iterator[str]:
    """The same, as sentences."""
    for one in view.recounted:
        yield f"{_both_times(one)} {one.command or one.instead}".strip()
    yield from (f"To approve: D{one.number}, entry {one.entry}: {one.what}: {one.command}" for one in view.to_approve)
    yield from (f"Kept: {line}." for line in _kept(view))
    yield from (f"From {line}." for line in _imported(view))


def _recounted(duty: "RecountedView", view: "StatusView", width: int) -> Item:
    """Both due times, and the command that records the other one or, where it has passed, a later one."""
    said, command = _both_times(duty), duty.command or duty.instead
    if not command:
        return item(said, width)
    other = words.stamp(duty.would_be, view.now)  # the date first: the end may be cut
    brief = f"D{duty.number} was due {other}, corrected" if duty.instead else f"D{duty.number} {other}, corrected"
    return Item((*folded(said, width, "", "  "), f"  {command}"), apart(brief, command, width))


def _both_times(duty: "RecountedView") -> str:
    """With a colon at the end where a command follows."""
    stands = f"D{duty.number} {'was' if duty.ended else 'is'} due {words.instant(duty.due)}."
    other = words.instant(duty.would_be)
    if duty.instead:
        return (
            f"{stands} By the corrected time it was due {other}, which has passed: do it now, or agree on a new date:"
        )
    until = " until you record the other:" if duty.command else "."
    return f"{stands} From the corrected time: {other}. The date stands{until}"


def _kept(view: "StatusView") -> Iterator[str]:
    until = f"until {words.day(view.keep_until)}" if view.keep_until else ""
    if view.held:
        yield f"Held: it is not erased{f'. Without the hold: {until}' if until else ''}"
    elif until:
        yield f"U{until[1:]}"


def _imported(view: "StatusView") -> Iterator[str]:
    if view.imported:
        yield f"row {view.imported.row} of a spreadsheet, imported on {words.day(view.imported.when.day)}"
