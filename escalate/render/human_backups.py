"""A backup that was made, and a log put back from one: what it holds, what it lacks, what to do next."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.backups import BackupView, Lost, RestoreView


def backup_screen(view: "BackupView", width: int) -> Iterable[Line]:
    """What is in it, where it is, its receipt, and what to do with it."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    yield from heading(f"Backed up and checked: {_held(view)}", width)
    yield from folded(f"{view.file} ({words.size(view.size)})", width, "File: ")
    yield f"Receipt: {view.receipt}"
    yield ""
    if view.private:
        yield from folded("Only your computer account can read it. It holds words about children: lock it away.", width)
    else:
        yield from folded(
            "Others may be able to read it where it is, and it holds words about children: lock it away.", width
        )
    yield from folded("Keep it on another disk than the log, and write its receipt down somewhere else.", width)
    if view.drafts:
        drafts = words.count(view.drafts, "unfinished draft")
        yield from folded(f"{drafts} left out: drafts are no part of the record.", width)
    yield from folded("To go back to this backup later: escalate restore, with the name of the file", width)


def restore_screen(view: "RestoreView", width: int) -> Iterable[Line]:
    """What is back, what is lost, where the log before it is."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    yield from heading(f"Restored: {_held(view)}", width)
    yield from folded(view.file, width, "From: ")
    yield f"Receipt: {view.receipt}"
    if view.set_aside:
        yield from folded(f"{view.set_aside}, in the log's folder", width, "Before: ")
    yield ""
    if view.lost:
        yield from _not_in_it(view.lost, view.set_aside, width)
    elif not view.was_readable:
        yield from folded(
            "What was there could not be read: whatever was written after the backup is not in it.", width
        )
    for number in view.erased:
        yield from folded(
            f"Dispute {number} was erased after the backup, and its words are back: erase it again.", width
        )
    if view.drafts:
        drafts, is_, they = words.count(view.drafts, "unfinished draft"), "is", "it is"
        if view.drafts > 1:
            is_, they = "are", "they are"
        yield from folded(f"{drafts} {is_} not in it; {they} in the log set aside.", width)
    if view.set_aside:
        yield from folded(f"Nothing of the log before was deleted. {_what_then(view)}", width)
    yield "Look at it: escalate verify, then escalate report"


def _not_in_it(lost: "Lost", set_aside: str, width: int) -> Iterator[Line]:
    """What was lost, and how to read it where it still is."""
    said = f"{lost}"
    yield Text("NOT IN IT", "bold")
    yield from folded(f"{said[:1].upper()}{said[1:]}, the last written {words.instant(lost.when)}.", width, "  ")
    if lost.own_way:
        yield from folded("The backup holds other entries in their place.", width, "  ")
    if set_aside:
        how = f"set ESCALATE_HOME to a new folder, restore {set_aside} there, look, and set it back."
        yield from folded(f"To read it: {how}", width, "  ")
    yield from folded("This is on record, and escalate verify will say so. Record again what is missing.", width, "  ")
    yield ""


def _what_then(view: "RestoreView") -> str:
    """What to do with the log set aside."""
    if view.lost or not view.was_readable:
        return "Keep its file: it is the evidence, and nothing else may hold what is missing."
    return "If verify found anything wrong with it, keep its file: it is the evidence. Else delete it when you like."


def _held(view: "BackupView | RestoreView") -> str:
    entries, disputes = words.count(view.entries, "entry"), words.count(view.disputes, "dispute")
    return f"{entries}, {disputes}, the last written {words.instant(view.last_written)}"
