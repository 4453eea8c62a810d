"""What the use cases need from outside: the log, for reading and for writing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Protocol

from escalate.domain.frozen import frozen

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.domain.dispute import Dispute
    from escalate.domain.events import Act
    from escalate.domain.journal import Entry
    from escalate.domain.parts import Author
    from escalate.domain.policy import Policy
    from escalate.domain.register import DisputeLine, DutyLine


@frozen
class Stored:
    """A dispute as the log has it: number, state, its policy as kept, and the position of its last entry."""

    number: int
    dispute: Dispute
    policy: Policy
    position: int


@frozen
class Written:
    """What an act left in the log: the dispute afterwards, and the positions of its new entries."""

    number: int
    dispute: Dispute
    events: tuple[Act, ...]
    positions: tuple[int, ...]


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


Decide = Callable[[Stored], "tuple[Act, ...]"]
DecideNew = Callable[[str], "tuple[Act, ...]"]  # given the new reference


class Reader(Protocol):
    """The log, for reading; it never creates one."""

    def exists(self) -> bool:
        """Whether there is a log yet."""

    def scripted(self) -> bool:
        """Whether the log runs on a scripted clock."""

    def find(self, ref: str) -> int:
        """The number of the dispute that a reference, long or short, or "" for the only open one, names.

        Raises NoSuchDispute.
        """

    def stored(self, number: int) -> Stored:
        """The dispute, folded. Raises NoSuchDispute."""

    def entries(self, number: int) -> tuple[Entry, ...]:
        """The dispute's entries, in order."""

    def open_lines(self) -> tuple[tuple[DisputeLine, DutyLine | None], ...]:
        """Every open duty with its dispute, by due time; and each open dispute without one."""

    def lines_as_of(self, moment: datetime) -> tuple[tuple[DisputeLine, DutyLine | None], ...]:
        """The same from the entries written until `moment`."""

    def references(self, numbers: Iterable[int]) -> Mapping[int, str]:
        """The references of these disputes, by number; a number that no dispute has is left out."""

    def drafts_before(self, moment: datetime) -> int:
        """How many drafts were last changed before `moment`."""

    def disputes(self, *, resolved: bool, limit: int) -> tuple[tuple[DisputeLine, ...], int]:
        """At most `limit` disputes, newest first, open ones only unless `resolved`; and how many there are."""

    def resolved_since(self, moment: datetime) -> tuple[DisputeLine, ...]:
        """The disputes resolved since `moment` and not open again, the last resolved first."""


class Writer(Protocol):
    """The log, for writing: one transaction per act, on disk before it returns."""

    def open_dispute(self, author: Author, now: datetime, kept: bytes, decide: DecideNew, draft: int = 0) -> Written:
        """Keep the policy's text, number the dispute, seal its first events, delete the draft they came from."""

    def record(
        self, author: Author, now: datetime, number: int, after: int | None, decide: Decide, draft: int = 0
    ) -> Written:
        """Seal what `decide` makes of the dispute, and delete the draft it came from.

        Raises ChangedMeanwhile if the dispute's seq is not `after`.
        """


class Drafts(Protocol):
    """The answers not yet confirmed, kept in the log beside the record."""

    def keep(self, draft: Draft) -> int:
        """Put a draft, on disk before it returns, in place of what it held before; its number, a new one for 0."""

    def all(self) -> tuple[Draft, ...]:
        """Every draft, the last changed first."""

    def discard(self, number: int) -> None:
        """Delete a draft; nothing happens if it is gone."""
