"""A backup that was made, and a log put back from one: what it holds, what it lacks, what to do next."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.backups import BackupView, RestoreView


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
    yield from folded("To go back to it: escalate restore, with the name of the file", width)


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
        lost = f"{view.lost}"
        yield Text("NOT IN IT", "bold")
        yield from folded(
            f"{lost[:1].upper()}{lost[1:]}, the last written {words.instant(view.lost.when)}.", width, "  "
        )
        if view.lost.own_way:
            yield from folded("The backup holds other entries in their place.", width, "  ")
        yield from folded(
            "This is on record, and escalate verify will say so. Record again what is missing.", width, "  "
        )
        yield ""
    elif not view.was_readable:
        yield from folded(
            "What was there could not be read: whatever was written after the backup is not in it.", width
        )
    for number in view.erased:
        yield from folded(
            f"Dispute {number} was erased after the backup, and its words are back: erase it again.", width
        )
    if view.set_aside:
        yield from folded("Nothing of the log before was deleted. When you need it no longer, delete its file.", width)
    yield "Look at it: escalate verify, then escalate report"


def _held(view: "BackupView | RestoreView") -> str:
    entries, disputes = words.count(view.entries, "entry"), words.count(view.disputes, "dispute")
    return f"{entries}, {disputes}, the last written {words.instant(view.last_written)}"
