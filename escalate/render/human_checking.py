"""What proving the log found: all is well, or which entry, what is wrong with it, and what to do."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from escalate.domain.journal import REGISTER, span
from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable
from escalate.usecases.verifying import only_given_missed

if TYPE_CHECKING:
    from escalate.usecases.verifying import RebuildView, RestoredView, VerifyView

_KEPT = "Checked against the receipt kept beside the folder."
_NONE_KEPT = "No receipt is kept beside the folder, so an end cut off would not show."
_SPOILT = "an end cut off before it was damaged would not show. Compare with receipts that others hold."
_MOST = 5  # erasures that are named
_NO_LOG = "There is no log yet: nothing to check."


def verify_screen(view: "VerifyView", width: int) -> Iterable[Line]:
    """The verdict first, then what it rests on."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    yield from _verdict(view, width)
    for fault in view.faults:
        whose = f" (dispute {fault.dispute})" if fault.dispute else ""
        yield from folded(f"{fault.what}{whose}", width, "  ", "    ")
    if view.more:
        yield f"  and {view.more} more"
    for receipt in view.receipts:
        if receipt.kept == "given" or not receipt.held:
            written = f", written {words.instant(receipt.written)}" if receipt.written else ""
            kept = "" if receipt.kept == "given" else f", kept outside the log{written}"
            yield from folded(f"Receipt {receipt.receipt}{kept}:", width)
            yield from folded(receipt.what, width, "  ", "  ")
    if view.started:
        yield from folded(_KEPT if any(one.kept != "given" for one in view.receipts) else _NONE_KEPT, width)
    if view.spoilt:
        yield from folded(f"{view.spoilt} beside the folder cannot be read: {_SPOILT}", width)
    for restored in view.restored:
        yield from folded(_restored(restored), width)
    for reference in view.back:
        said = f"The words of {reference} were erased, and came back with a backup."
        yield from folded(f"{said} Erase it again: escalate erase {_short(reference)}", width)
    if not view.well:
        yield from _erasures(view, width)
    if view.advice:
        yield ""
        yield from heading("What to do", width)
    for number, advice in enumerate(view.advice, 1):
        yield from folded(advice, width, f"  {number} ", "    ")
    if view.receipt and view.well:  # nobody is to keep the receipt of what is wrong
        yield ""
        yield f"Receipt {view.receipt}"


def _verdict(view: "VerifyView", width: int) -> Iterator[Line]:
    held = words.count(view.entries, "entry")
    if view.disputes:
        held += f" in {words.count(view.disputes, 'dispute')}"
    if view.attachments:
        held += f", {words.count(view.attachments, 'attached file')}"
    since = f", since {words.instant(view.since)}" if view.since else ""
    kept = [receipt for receipt in view.receipts if receipt.kept != "given"]
    if not view.started and kept:
        had = words.count(int(kept[0].receipt.partition(" ")[0]), "entry")
        yield from heading(f"The log is gone: it had {had}", width, style="bold red")
    elif not view.started:
        yield from heading(_NO_LOG, width)
    elif view.well:
        yield from heading(f"All is well: {held}{since}", width)
        yield from _erasures(view, width)
        which = "Every other" if view.erased else "Every"
        yield from folded(
            f"{which} entry is as it was written and where it was written; what is listed is what the entries say.",
            width,
        )
    elif view.faults:
        lists_alone = all(fault.part == REGISTER for fault in view.faults) and not view.more
        wrong = "What is listed is not what the entries say" if lists_alone else "The log is not as it was written"
        yield from heading(wrong, width, style="bold red")
        yield from folded(f"Checked: {held}{since}.", width)
    else:
        with_what = "does not hold all it once held"
        if only_given_missed(view.receipts):
            with_what = "not with this receipt"
        yield from heading(f"The log agrees with itself, but {with_what}", width, style="bold red")
        yield from folded(f"Checked: {held}{since}.", width)


def _erasures(view: "VerifyView", width: int) -> Iterator[str]:
    """Whose words were erased, and by which entry; beyond the first few, how many entries lost theirs."""
    shown = view.erasures[:_MOST]
    for one in shown:
        said = f"the words of {words.count(one.entries, 'entry')} were erased by entry {one.position}; their seals fit."
        yield from folded(f"{one.reference}: {said}", width)
    if rest := view.erased - sum(one.entries for one in shown):
        yield from folded(f"The words of {words.count(rest, 'more entry')} were erased in the same way.", width)


def _short(reference: str) -> str:
    """4 for ESC-2026-0004."""
    return reference.rpartition("-")[2].lstrip("0")


def _restored(restored: "RestoredView") -> str:
    lost = "nothing is known to be lost"
    if restored.first_lost:
        first, last = restored.first_lost, restored.last_lost
        lost = f"{span(first, last)} {'was' if first == last else 'were'} lost then"
    return f"Put back from a backup on {words.instant(restored.when)} (entry {restored.entry}); {lost}."


def rebuild_screen(view: "RebuildView", width: int) -> Iterable[Line]:
    """What was made anew."""
    if view.scripted:
        yield words.DEMONSTRATION
    if not view.started:
        yield from folded("There is no log yet: nothing to make anew.", width)
        return
    yield from folded(f"What is listed was made anew from the entries: {words.count(view.disputes, 'dispute')}.", width)
    yield from folded("The entries were not touched, and not checked. To check them: escalate verify", width)
