"""Backups and what is lost by going back to one: said before it is done, and for ever after in the entry it leaves."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.journal import span
from escalate.domain.log_events import Restored
from escalate.domain.parts import Author
from escalate.domain.plain import instant
from escalate.domain.receipt import Known, Receipt, receipt_of
from escalate.errors import BadInput
from escalate.usecases.ports import BackedUp, Contents, ErasedSince, Restoring


@frozen
class BackupView:
    """A backup that was made, and what it holds; `drafts` were left out."""

    schema: ClassVar = "escalate.backup/1"

    file: str
    size: int  # bytes
    entries: int
    disputes: int
    last_written: datetime
    receipt: str
    drafts: int
    private: bool  # only its owner may read it
    scripted: bool


@frozen
class Lost:
    """What was written and is not in a backup: from which entry to which, and when the last of them was written."""

    first: int
    last: int
    when: datetime
    own_way: bool  # the backup holds other entries instead: two copies of the log were in use

    def __str__(self) -> str:
        """Entries 41 to 44."""
        return span(self.first, self.last)


@frozen
class RestoreView:
    """A log that was put back from a backup: what that held, what is lost, where the log before it is."""

    schema: ClassVar = "escalate.restore/1"

    file: str
    entries: int  # these three are of the backup
    disputes: int
    last_written: datetime
    lost: Lost | None
    erased: tuple[int, ...]  # disputes that were erased since: their words are back
    set_aside: str
    drafts: int  # unfinished ones, which are in the log set aside alone
    was_readable: bool  # whether what was set aside could be read, and so what is lost be told
    receipt: str  # with the entry that says all this
    scripted: bool


@frozen
class Plan:
    """What restoring would do: the entry it leaves, what would be lost, which erased disputes would be back."""

    event: Restored
    lost: Lost | None
    erased: tuple[ErasedSince, ...]
    opened_since: int = 0  # disputes that the present log alone has


def backup_view(made: BackedUp, file: str) -> BackupView:
    """The view of a backup in that file."""
    holds = made.holds
    return BackupView(
        file=file,
        size=made.size,
        entries=holds.head.position,
        disputes=holds.disputes,
        last_written=instant(holds.written_at),
        receipt=str(_receipt(holds)),
        drafts=made.drafts,
        private=made.private,
        scripted=holds.scripted,
    )


def plan(restoring: Restoring, outside: Iterable[Known]) -> Plan:
    """What restoring would do; `outside` are the receipts of that log that are kept elsewhere. Raises BadInput."""
    backup, present = restoring.backup, restoring.present
    if present and present.log_id != backup.log_id:
        raise BadInput(
            "Nothing was restored: the backup is of another log than the one here.",
            hint="To look into it, set ESCALATE_HOME to a new folder and restore it there.",
        )
    here = Known(_receipt(present), present.written_at) if present else None
    known = [*((here,) if here else ()), *outside]
    gone = [one for one in known if not restoring.accounts_for(one)]
    newest = max(gone or known, key=lambda one: one.receipt.position, default=None)
    ended, lost = backup.head.position, None
    if gone and newest:
        ended = restoring.common() if here in gone else min(ended, newest.receipt.position - 1)
        lost = Lost(ended + 1, newest.receipt.position, instant(newest.when), own_way=ended < backup.head.position)
    receipt = newest.receipt if newest else _receipt(backup)
    erased = tuple(one for one in restoring.erased_since(ended) if one.number <= backup.disputes)
    before = restoring.restored_since(ended)  # what these say would be lost with them
    told = ((one.newest, one.newest_hash) for one in before)
    furthest, bits = max(((receipt.position, receipt.bits), *told), key=lambda one: one[0])
    again = {number for one in before for number in one.back if number <= backup.disputes}
    back = tuple(sorted({one.number for one in erased} | again))
    event = Restored(furthest, bits, ended, back)
    return Plan(event, lost, erased, max((present.disputes if present else 0) - backup.disputes, 0))


def restore(restoring: Restoring, planned: Plan, file: str, author: Author, now: datetime) -> RestoreView:
    """Put the backup in the place of the log. Raises ChangedMeanwhile, LogUnusable."""
    backup = restoring.backup
    drafts = restoring.drafts()
    held, aside = restoring.finish(author, now, planned.event)
    return RestoreView(
        file=file,
        entries=backup.head.position,
        disputes=backup.disputes,
        last_written=instant(backup.written_at),
        lost=planned.lost,
        erased=planned.event.back,
        set_aside=aside,
        drafts=drafts,
        was_readable=restoring.present is not None or not aside,
        receipt=str(_receipt(held)),
        scripted=held.scripted,
    )


def _receipt(held: Contents) -> Receipt:
    return receipt_of(held.head.position, held.head.hash or "")
