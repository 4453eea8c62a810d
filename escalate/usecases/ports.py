"""What the use cases need from outside: the log, for reading and for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from escalate.domain.frozen import frozen

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

    from escalate.domain.dispute import Dispute
    from escalate.domain.events import Act
    from escalate.domain.journal import Entry, Fault, Head
    from escalate.domain.log_events import Restored
    from escalate.domain.parts import Author
    from escalate.domain.policy import Policy
    from escalate.domain.receipt import Known
    from escalate.domain.register import DisputeLine, DutyLine


@frozen
class Stored:
    """A dispute as the log has it: number, state, its policy as kept, and the position of its last entry."""

    number: int
    dispute: Dispute
    policy: Policy
    position: int
    hash: str = ""  # of its last entry

    @property
    def receipt(self) -> str:
        """The receipt of its last entry; empty where nothing was written."""
        from escalate.domain.receipt import receipt_text  # noqa: PLC0415  a list does without

        return receipt_text(self.position, self.hash)


@frozen
class Ends:
    """When the log began, and its last entry: where it stands and its hash."""

    began: datetime
    position: int
    hash: str

    @property
    def receipt(self) -> str:
        """The receipt of all the log holds."""
        from escalate.domain.receipt import receipt_text  # noqa: PLC0415  whoever only writes does without

        return receipt_text(self.position, self.hash)


@frozen
class Written:
    """What an act left in the log: the dispute afterwards, and the positions of its new entries."""

    number: int
    dispute: Dispute
    events: tuple[Act, ...]
    positions: tuple[int, ...]
    hash: str = ""  # of the last of them; nothing was written where it is empty
    swept: bool = True  # whether the log's file can have no trace of what was erased
    clock_back: timedelta | None = None  # how far this computer's clock is before the newest entry there was


@frozen
class Past:
    """What is past its time today: kept until a day before `today`, or, without one, resolved before `resolved`."""

    today: date
    resolved: date | None  # None: no rule


@frozen
class Draft:
    """Answers not yet confirmed: no part of the record, and gone once their act is in the log."""

    number: int  # 0: not kept yet
    command: str  # as typed after `escalate`
    dispute: int | None
    me: str  # who is writing; empty if not said yet
    seq: int  # how many entries the dispute had when this was begun; 0 without a dispute
    began_at: str  # instants as the journal writes them
    changed_at: str
    body: str  # JSON, for the command alone to read


@frozen
class ErasedSince:
    """A dispute that was erased after a backup was made, and when (as the journal writes instants)."""

    number: int
    reference: str
    recorded_at: str


@frozen
class Destroyed:
    """An erasure: of which dispute, how many of its entries have no words any more, and where it stands itself."""

    reference: str
    entries: int
    position: int


@frozen
class Restoration:
    """An entry that says the log was put back from a backup, which ended earlier than what was known."""

    position: int
    recorded_at: str
    newest: int
    newest_hash: str
    ended: int
    back: tuple[int, ...] = ()

    def lost(self, position: int, when: str) -> bool:
        """Whether the entry of that position, written then ("": nobody knows), was lost: one written since was not."""
        return self.ended < position <= self.newest and when <= self.recorded_at


@frozen
class Proof:
    """What proving a log found: where it ends, since when it is kept, and what is wrong with it."""

    log_id: str
    head: Head
    began: str
    disputes: int
    erased: int  # entries whose words an erasure destroyed
    attachments: int  # attached files that were read
    destroyed: tuple[Destroyed, ...]  # the first of the erasures
    back: tuple[str, ...]  # disputes whose words a restoring brought back, not erased again since
    restored: tuple[Restoration, ...]
    faults: tuple[Fault, ...]
    more: int  # faults that are not named
    scripted: bool


@frozen
class Contents:
    """What a log file holds, in short: which log it is, where it ends and since when."""

    log_id: str
    head: Head
    written_at: str  # the last entry, as the journal writes instants
    disputes: int
    scripted: bool
    lost: int = 0  # entries that it says were lost by restores


@frozen
class BackedUp:
    """A backup that was made: what it holds, how many drafts were left out, whether only its owner may read it."""

    holds: Contents
    size: int  # bytes
    drafts: int
    private: bool


Progress = Callable[[int, int], None]  # how many of how many steps are done
Decide = Callable[[Stored], "tuple[Act, ...]"]
DecideNew = Callable[[str], "tuple[Act, ...]"]  # given the new reference


class Reader(Protocol):
    """The log, for reading; it never creates one."""

    def exists(self) -> bool:
        """Whether there is a log yet."""

    def scripted(self) -> bool:
        """Whether the log runs on a scripted clock."""

    def find(self, ref: str) -> int:
        """The number of the dispute that `ref` names, long or short, "" the only open one. Raises NoSuchDispute."""

    def stored(self, number: int) -> Stored:
        """The dispute, folded. Raises NoSuchDispute."""

    def entries(self, number: int) -> tuple[Entry, ...]:
        """The dispute's entries, in order."""

    def attachment(self, position: int) -> bytes:
        """The bytes that the entry of that position attached; none where they are not there."""

    def open_lines(self) -> tuple[tuple[DisputeLine, DutyLine | None], ...]:
        """Every open duty with its dispute, by due time; and each open dispute without one."""

    def lines_as_of(self, moment: datetime) -> tuple[tuple[DisputeLine, DutyLine | None], ...]:
        """The same from the entries written until `moment`."""

    def references(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The references of these disputes, by number; a number that no dispute has is left out."""

    def ends(self) -> Ends | None:
        """When the log began, and its last entry; None while it has none."""

    def imported(self, digest: str) -> bool:
        """Whether a spreadsheet of that digest was imported."""

    def imported_as(self) -> Mapping[str, str]:
        """The reference of each imported dispute, by the one that it had in its spreadsheet."""

    def drafts_before(self, moment: datetime) -> int:
        """How many drafts were last changed before `moment`."""

    def keep_rule(self) -> int | None:
        """For how many years after its end a dispute is kept, as the log has it on record; None: no rule."""

    def may_be_erased(self, past: Past) -> int:
        """How many resolved disputes are past their time, and not held."""

    def to_review(self, past: Past) -> tuple[tuple[DisputeLine, ...], int]:
        """Resolved disputes past their time, and those held, the longest resolved first; how many others there are."""

    def erased_since(self, moment: datetime) -> int:
        """How many disputes of before `moment` were erased after it."""

    def disputes(self, *, resolved: bool, limit: int) -> tuple[tuple[DisputeLine, ...], int]:
        """At most `limit` disputes, newest first, open ones only unless `resolved`; and how many there are."""

    def resolved_since(self, moment: datetime) -> tuple[DisputeLine, ...]:
        """The disputes resolved since `moment` and not open again, the last resolved first."""


class Writer(Protocol):
    """The log, for writing: one transaction per act, on disk before it returns."""

    def open_dispute(self, author: Author, now: datetime, kept: bytes, decide: DecideNew, draft: int = 0) -> Written:
        """Keep the policy's text, number the dispute, seal its first events, delete the draft they came from."""

    def record(
        self,
        author: Author,
        now: datetime,
        number: int,
        after: int | None,
        decide: Decide,
        draft: int = 0,
        file: bytes = b"",
    ) -> Written:
        """Seal what `decide` makes of the dispute, delete the draft it came from, keep the file that it attaches.

        An erasure destroys the words, files and drafts of the dispute in the same transaction.
        Raises ChangedMeanwhile if the dispute's seq is not `after`, unless it was erased: then `decide` refuses.
        """

    def append_many(
        self, author: Author, now: datetime, disputes: Iterable[tuple[bytes, DecideNew]], once: str = ""
    ) -> int:
        """Open many, each under a policy of that text, in one transaction; how many. Raises ImportedAlready."""


class Restoring(Protocol):
    """A backup that was proved and is ready to take the place of the present log."""

    @property
    def backup(self) -> Contents:
        """What the backup holds."""

    @property
    def present(self) -> Contents | None:
        """What the present log holds; None where there is none that can be read."""

    def accounts_for(self, known: Known) -> bool:
        """Whether the backup has the entry of that receipt, or says itself that it was lost."""

    def common(self) -> int:
        """The last entry that the backup and the present log both have."""

    def erased_since(self, position: int) -> tuple[ErasedSince, ...]:
        """The disputes that the present log says were erased after that entry."""

    def restored_since(self, position: int) -> tuple[Restored, ...]:
        """What the present log says of having been put back from a backup after that entry."""

    def drafts(self) -> int:
        """How many drafts the present log has, none of which a backup holds."""

    def finish(self, author: Author, now: datetime, event: Restored) -> tuple[Contents, str]:
        """Seal the event, put the backup in place; what it holds, which was set aside. Raises ChangedMeanwhile."""


class Drafts(Protocol):
    """The answers not yet confirmed, kept in the log beside the record."""

    def keep(self, draft: Draft) -> int:
        """Put a draft, on disk before it returns, in place of what it held before; its number, a new one for 0."""

    def all(self) -> tuple[Draft, ...]:
        """Every draft, the last changed first."""

    def discard(self, number: int) -> None:
        """Delete a draft; nothing happens if it is gone."""
