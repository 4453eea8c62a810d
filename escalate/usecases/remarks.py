"""What was said of an entry later: its corrections, all its approvals, and the records that wait for one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from escalate.domain import events as e
from escalate.domain.bodies import decode
from escalate.domain.calendar import Happened
from escalate.domain.correcting import APPROVERS, unapproved
from escalate.domain.dispute import Dispute
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.journal import Entry
from escalate.domain.parts import Author
from escalate.domain.plain import instant

TIMES: Mapping[str, str] = {
    "": "when it happened",
    "raised": "when it was put to the other side",
    "arose": "when the difference arose",
}


@frozen
class OtherDueView:
    """A duty's due time as it stood, and what it would be from the corrected time."""

    number: int
    due: datetime
    would_be: datetime


@frozen
class CorrectionView:
    """One correction of an entry, beside it; `time` is the right time, and `which` says of what, if one was wrong."""

    entry: int
    what: str
    right: str
    why: str
    time: Happened | None
    which: str
    other_dues: tuple[OtherDueView, ...]
    other_ends: tuple[str, ...]
    written: datetime
    author: str


@frozen
class ApprovalView:
    """One approval of an entry: in which role, by whom, when."""

    entry: int
    role: str
    by: str
    happened: Happened
    written: datetime
    author: str


@frozen
class Remarks:
    """All that was said of one entry, in order."""

    corrections: tuple[CorrectionView, ...] = ()
    approvals: tuple[ApprovalView, ...] = ()


@frozen
class ToApproveView:
    """A record that nobody has approved yet although the policy asks for it, and the command that does it."""

    number: int
    entry: int
    what: str
    happened: Happened
    command: str


@frozen
class RecountedView:
    """A duty with another due time from a corrected time, and the command that records it, if it can be recorded."""

    number: int
    what: str
    due: datetime
    would_be: datetime
    ended: bool
    just_now: bool  # by the correction that was just recorded
    command: str
    instead: str = ""  # where the other due time has passed and cannot be recorded: the command that sets a later one


def remarks(entries: Iterable[Entry]) -> Mapping[int, Remarks]:
    """What the entries of a dispute say of others of it, by the others' number in the dispute."""
    corrections: defaultdict[int, list[CorrectionView]] = defaultdict(list)
    approvals: defaultdict[int, list[ApprovalView]] = defaultdict(list)
    for entry in entries:
        if entry.kind not in (e.Corrected.__name__, e.Approved.__name__) or not entry.body:
            continue
        author, event = decode(entry.kind, entry.body)
        if isinstance(event, e.Corrected):
            corrections[event.of].append(_correction(entry, event, author))
        elif isinstance(event, e.Approved):
            approvals[event.of].append(_approval(entry, event, author))
    of = {*corrections, *approvals}
    return {one: Remarks(tuple(corrections.get(one, ())), tuple(approvals.get(one, ()))) for one in of}


def _correction(entry: Entry, event: e.Corrected, author: Author) -> CorrectionView:
    return CorrectionView(
        entry=entry.position,
        what=event.what,
        right=event.right,
        why=event.why,
        time=event.when,
        which=TIMES[event.moment] if event.when else "",
        other_dues=tuple(OtherDueView(one.number, one.was.at, one.would_be.at) for one in event.dues),
        other_ends=tuple(f"D{number}" for number in event.other_ends),
        written=instant(entry.recorded_at),
        author=named(author),
    )


def _approval(entry: Entry, event: e.Approved, author: Author) -> ApprovalView:
    return ApprovalView(
        entry=entry.position,
        role=APPROVERS[event.role],
        by=event.by or author.name,
        happened=event.happened,
        written=instant(entry.recorded_at),
        author=named(author),
    )


def named(author: Author) -> str:
    """Who wrote an entry: name, role, agency."""
    return ", ".join(filter(None, (author.name, author.role, author.agency)))


def recounted(dispute: Dispute, now: datetime, touched: set[int]) -> Iterator[RecountedView]:
    """The duties that would have another due time from a corrected time: those open, and those just touched."""
    for duty in dispute.duties.values():
        if not duty.due or not duty.would_be or (duty.ended and duty.number not in touched):
            continue
        day = Happened.instant(duty.would_be.at).day
        past, extend = day < Happened.instant(now).day, f"escalate extend {short(dispute)} D{duty.number}"
        yield RecountedView(
            number=duty.number,
            what=duty.started.what,
            due=duty.due.at,
            would_be=duty.would_be.at,
            ended=bool(duty.ended),
            just_now=duty.number in touched,
            command="" if duty.ended or past else f"{extend} --to {day}",
            instead=extend if past and not duty.ended else "",
        )


def to_approve(dispute: Dispute) -> tuple[ToApproveView, ...]:
    """The records that wait for an approval."""
    return tuple(
        ToApproveView(
            number=duty.number,
            entry=(position := dispute.position(duty.began)),
            what=duty.started.what,
            happened=dispute.marks[duty.began - 1].happened,
            command=f"escalate approve {short(dispute)} {position}",
        )
        for duty in unapproved(dispute)
    )
