"""Whether the log is as it was written: what proving it found, and whether it holds what receipts say it held."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import ClassVar

from escalate.domain.frozen import frozen, replace
from escalate.domain.journal import REGISTER
from escalate.domain.plain import instant, instant_text
from escalate.domain.receipt import Known, Receipt, receipt_text
from escalate.usecases.ports import Destroyed, Proof, Restoration

LISTS_ANEW = "What is listed can be made anew from the entries, which are as they were written: escalate rebuild"
KEEP_IT = "Keep the log file as it is, and write nothing more in it: it is the evidence"
ASK = "Ask whoever keeps your backups for the latest good copy. To put it back: escalate restore FILE"
MOVED = "Look whether it was moved: it was in {}. Where it is now, ESCALATE_HOME must name that folder"
COMPARE = "Compare with the receipts that others hold: escalate verify --receipt CODE"
ANOTHER = (
    "Find out who put another log here, and where the one before it is. If that was meant, as to begin anew: "
    "delete {}.receipt, which tells of the one before"
)
_OURS, _OTHER = "outside the log", "outside another log"
READ_AGAIN = "Most often a character is wrong: compare the receipt first. If it is exactly right, do what follows"
SAFEGUARD = "the safeguard that keeps what is recorded from being changed (trigger {}) {}"
_TRIGGER = re.compile(r"the trigger (\w+) (is missing|was changed)")


@frozen
class FaultView:
    """One thing that is wrong; `entry` 0 where it is none's."""

    entry: int
    part: str
    what: str
    dispute: int = 0  # whose entry it is; 0: of none


@frozen
class ReceiptView:
    """Whether the log holds the entry of a receipt, and so every one before it."""

    receipt: str
    kept: str  # by whom: "given", "outside the log", or outside another log that was here before
    held: bool
    written: datetime | None
    what: str


@frozen
class RestoredView:
    """That the log was put back from a backup, and what was lost by it."""

    entry: int
    when: datetime
    first_lost: int  # 0: nothing was
    last_lost: int


@frozen
class VerifyView:
    """What proving the log found."""

    schema: ClassVar = "escalate.verify/1"

    well: bool
    started: bool  # whether there is a log
    entries: int
    disputes: int
    since: datetime | None
    receipt: str
    erased: int  # entries whose words an erasure destroyed
    attachments: int
    erasures: tuple[Destroyed, ...]  # the first of them
    back: tuple[str, ...]  # disputes that were erased, whose words a backup brought back
    receipts: tuple[ReceiptView, ...]
    spoilt: str  # the file of receipts beside the folder that cannot be read
    restored: tuple[RestoredView, ...]
    faults: tuple[FaultView, ...]
    more: int
    advice: tuple[str, ...]
    scripted: bool


@frozen
class VerifyFileView:
    """What checking an exported file found."""

    schema: ClassVar = "escalate.verify-file/1"

    well: bool  # no fault was found; the words shown are proved only where `recorded` is true too
    verdict: str
    entries: int
    without_words: int
    recorded: bool  # whether an entry of the dispute seals the words shown
    receipt: str
    compared: bool  # with a receipt that was given
    faults: tuple[str, ...]
    proves: tuple[str, ...]
    uncompared: str = ""  # why the receipt that was given could not be compared


@frozen
class RebuildView:
    """That what is listed was made anew."""

    schema: ClassVar = "escalate.rebuild/1"

    started: bool
    disputes: int
    scripted: bool


def verify(
    proof: Proof | None,
    given: Receipt | None,
    outside: Iterable[Known],
    hash_at: Callable[[int], str],
    has_words: Callable[[int], bool] = lambda _: True,
    folder: str = "",
    spoilt: str = "",
    *,
    scripted: bool,
) -> VerifyView:
    """The view of a proof, and of a receipt that somebody gave and those kept outside the log in that folder."""
    restored = proof.restored if proof else ()
    log_id, end = (proof.log_id, proof.head.position) if proof else ("", 0)
    asked = [(given, "given", "")] if given else []
    asked += [(one.receipt, _OTHER if log_id and one.log_id != log_id else _OURS, one.when) for one in outside]
    receipts = tuple(_receipt(*one, hash_at(one[0].position), end, restored) for one in asked)
    receipts = tuple(_without_words(one, has_words) for one in receipts)
    missed = [one for one in receipts if not one.held and not (one.kept != "given" and _said(one, restored))]
    parts = {one.part for one in proof.faults} if proof else set()
    faults = sorted(proof.faults, key=lambda fault: fault.position) if proof else ()
    return VerifyView(
        well=not faults and not missed,
        started=proof is not None,
        entries=end,
        disputes=proof.disputes if proof else 0,
        since=_instant(proof.began) if proof else None,
        receipt=receipt_text(end, proof.head.hash) if proof else "",
        erased=proof.erased if proof else 0,
        attachments=proof.attachments if proof else 0,
        erasures=proof.destroyed if proof else (),
        back=proof.back if proof else (),
        receipts=receipts,
        spoilt=spoilt,
        restored=tuple(map(_restored, restored)),
        faults=tuple(FaultView(one.position, one.part, _in_words(one.what), one.dispute) for one in faults),
        more=proof.more if proof else 0,
        advice=tuple(_advice(parts, receipts, missed, restored, folder) if proof else _to_find(missed, folder)),
        scripted=scripted,
    )


def _in_words(what: str) -> str:
    plain = _TRIGGER.sub(lambda found: SAFEGUARD.format(*found.groups()), what)
    return plain[:1].upper() + plain[1:]


def _receipt(
    receipt: Receipt, kept: str, when: str, found: str, end: int, restored: tuple[Restoration, ...]
) -> ReceiptView:
    held = bool(found) and receipt.fits(found)
    at = receipt.position
    back = next((one for one in restored if one.lost(at, when)), None)
    if not held and kept == _OTHER:
        what = f"Entry {at} was the last of another log: this is not the one that was here before"
    elif held:
        what = f"The log holds entry {at} as it was then, and so every entry before it"
    elif back:
        which = f"The entry that was then number {at}" if at <= end else f"Entry {at}"
        what = f"{which} was lost when the log was put back from a backup, as entry {back.position} says"
    elif at > end:
        ends = f"which ends with entry {end}" if end else "which has none"
        what = f"Entry {at} is not in the log, {ends}"
    else:
        what = f"Entry {at} is not the one of this receipt: it, or an entry before it, is another"
    return ReceiptView(str(receipt), kept, held, _instant(when), what)


def _without_words(receipt: ReceiptView, has_words: Callable[[int], bool]) -> ReceiptView:
    """What was erased since is there as it was, but for its words."""
    if not receipt.held or has_words(int(receipt.receipt.partition(" ")[0])):
        return receipt
    return replace(receipt, what=f"{receipt.what}. Its words were erased since")


def _said(receipt: ReceiptView, restored: tuple[Restoration, ...]) -> bool:
    at = int(receipt.receipt.partition(" ")[0])
    when = instant_text(receipt.written) if receipt.written else ""
    return receipt.kept != _OTHER and any(one.lost(at, when) for one in restored)


def _restored(one: Restoration) -> RestoredView:
    when = instant(one.recorded_at)
    return RestoredView(one.position, when, *((one.ended + 1, one.newest) if one.newest > one.ended else (0, 0)))


def _advice(
    parts: set[str],
    receipts: tuple[ReceiptView, ...],
    missed: list[ReceiptView],
    restored: tuple[Restoration, ...],
    folder: str,
) -> Iterator[str]:
    if parts - {REGISTER} or any(not _said(one, restored) for one in missed):
        if not parts and only_given_missed(receipts):
            yield READ_AGAIN
        if any(one.kept == _OTHER for one in missed):
            yield ANOTHER.format(folder)
        yield KEEP_IT
        yield ASK
        if not missed:
            yield COMPARE
    elif REGISTER in parts:
        yield LISTS_ANEW


def only_given_missed(receipts: Iterable[ReceiptView]) -> bool:
    """Whether the log holds what is kept outside it, and not the receipt that somebody typed."""
    missed = {one.kept for one in receipts if not one.held}
    return missed == {"given"} and any(one.held for one in receipts)


def _to_find(missed: list[ReceiptView], folder: str) -> Iterator[str]:
    """What to do where there is no log, though there was one."""
    if missed:
        yield MOVED.format(folder)
        yield ASK


def _instant(text: str) -> datetime | None:
    try:
        return instant(text)
    except ValueError:  # none, or an altered one
        return None
