"""Correcting and approving an entry: both stand beside it, and neither changes what followed from it.

A corrected time shows what would have followed: other due times, a duty late or in time. What is on record stands until
somebody records a new date.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.calendar import AGREED, AT_ONCE, Happened
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute, Duty, Mark
from escalate.domain.duties import ENTERED_AGAIN, Effects
from escalate.domain.gates import short
from escalate.domain.parts import Author, OtherDue
from escalate.domain.policy import ONCE
from escalate.errors import BadAnswers, MissingAnswers, NoSuchEntry, Refused

if TYPE_CHECKING:
    from escalate.domain.requests import Approve, Correct

WORKER, MANAGER = "worker", "manager"
APPROVERS = {WORKER: "the worker", MANAGER: "a manager"}
# On the record, and no record themselves.
REMARKS = (e.Corrected.__name__, e.Approved.__name__, e.KeepSet.__name__, e.Exported.__name__)
# They happen when they are written: no time to be wrong.
_WRITTEN_THEN = (e.Corrected.__name__, e.KeepSet.__name__, e.Imported.__name__, e.Exported.__name__)


def correct(request: "Correct", dispute: Dispute, case: Case) -> e.Corrected:
    """What an entry should have said. Raises NoSuchEntry, MissingAnswers, BadAnswers, BadDate."""
    of = entry(request.entry, dispute)
    asked = {"what": "what is wrong in it", "right": "what is right", "why": "why it is corrected"}
    missing = [f"{key}: {text}" for key, text in asked.items() if not getattr(request, key).strip()]
    if request.moment and not request.when:
        missing.append("when: the right time")
    if missing:
        raise MissingAnswers("Nothing was recorded: some answers are missing.", details=tuple(missing))
    was = _time(request, of, dispute) if request.when else None
    when = case.happened(request.when) if request.when else None
    return e.Corrected(
        happened=Happened.instant(case.now),
        recorded_later=False,
        started=(),
        ended=(),
        of=of,
        what=request.what,
        right=request.right,
        why=request.why,
        when=when,
        moment=request.moment,
        dues=tuple(_other_dues(of, request.moment, when, dispute, case)) if when else (),
        other_ends=tuple(_other_ends(of, was, when, dispute)) if when and was else (),
    )


def _time(request: "Correct", of: int, dispute: Dispute) -> Happened:
    """The time on record that is corrected. Raises BadAnswers."""
    mark, fault = dispute.marks[of - 1], ""
    was: Happened | None = mark.happened
    if request.moment:
        was = getattr(dispute.opened, request.moment) if request.moment in ONCE else None
        if mark.kind != e.Opened.__name__ or request.moment not in ONCE:
            fault = f"moment: must be one of {', '.join(ONCE)}, of an opening"
        elif was is None:
            fault = f"moment: the opening does not say when it {request.moment.replace('raised', 'was raised')}"
    elif mark.kind in _WRITTEN_THEN:
        fault = "when: that entry has no time of its own; correct the time of the entry it is about"
    if was == request.when and not fault:
        fault = "when: that is the time on record"
    if fault or was is None:
        raise BadAnswers("Nothing was recorded.", details=(fault,))
    return was


def _other_dues(of: int, moment: str, when: Happened, dispute: Dispute, case: Case) -> Iterator[OtherDue]:
    """Each due time that was counted from the wrong time, and what it would have been."""
    for duty in dispute.duties.values():
        due = duty.started.due
        if due is None or duty.due is None or duty.started.within in ("", AGREED, AT_ONCE):
            continue
        if _counted_from(duty, dispute) != (of, moment):
            continue
        would_be = case.calendar.due(duty.started.within, when, due.since_what)
        if duty.would_be or would_be.at not in (due.at, duty.due.at):
            yield OtherDue(duty.number, duty.due, would_be)


def _counted_from(duty: Duty, dispute: Dispute) -> tuple[int, str] | None:
    """The entry whose time a duty counts from, and which of its times; None for a time that is no entry's own."""
    started, opened = duty.started, dispute.opened
    again = started.due is not None and started.due.since_what == ENTERED_AGAIN
    if started.starts not in ONCE or again:
        own = started.since == dispute.marks[duty.began - 1].happened
        return (duty.began, "") if own else None
    if started.starts == "arose" and opened.arose:
        return 1, "arose"
    if opened.raised:
        return 1, "raised"
    first = (talk.seq for talk in dispute.talks if talk.raised)
    return next(((seq, "") for seq in first), None)


def _other_ends(of: int, was: Happened, when: Happened, dispute: Dispute) -> Iterator[int]:
    """The duties that ended at the wrong time and at the right one would be late, or not late any more."""
    for duty in dispute.duties.values():
        if not duty.ended or duty.ended_by != of or duty.ended.happened != was:
            continue
        past = duty.due is not None and duty.started.within != AT_ONCE and not when.in_time(duty.due.at)
        if (past or duty.was_late) != duty.ended.late:
            yield duty.number


def approve(request: "Approve", dispute: Dispute, case: Case, author: Author) -> e.Approved:
    """An entry approved, with the duties that ends. Raises NoSuchEntry, MissingAnswers, BadAnswers, BadDate, Refused.

    The worker is who wrote the entry: for anybody else it must be said who that is, or that a manager approves it.
    """
    of = entry(request.entry, dispute)
    mark = dispute.marks[of - 1]
    if mark.kind in REMARKS:
        raise Refused(
            "Nothing was recorded: that entry is no record to approve.", hint="Approve the entry it is about."
        )
    if request.role not in APPROVERS:
        raise BadAnswers("Nothing was recorded.", details=(f"role: must be one of {', '.join(APPROVERS)}",))
    if request.role == WORKER and not request.by.strip() and not wrote(author.name, mark):
        raise MissingAnswers(
            f"Nothing was recorded: entry {request.entry} was written by somebody else than you.",
            details=(
                "role: manager, if you approve it as one (--as manager)",
                "by: the name of the worker who approves it, if a worker does",
            ),
        )
    happened = case.happened(request.happened, mark.happened, "what it records happened")
    bare = e.Approved(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        of=of,
        role=request.role,
        by=request.by,
    )

    def work(effects: Effects) -> None:
        for duty in dispute.open_duties():
            if duty.began == of and duty.started.ends == "approved":
                effects.end(duty.number, e.DONE, happened)
        effects.starts_done(happened, dispute.stage)

    return case.complete(bare, request.dates, work)


def wrote(name: str, mark: Mark) -> bool:
    """Whether the entry can be that person's own."""
    return mark.writer.casefold() in ("", name.casefold())


def entry(position: int, dispute: Dispute, undone: str = "Nothing was recorded") -> int:
    """The number in the dispute of the entry that has that number in the log. Raises NoSuchEntry, which says so."""
    for seq, mark in enumerate(dispute.marks, 1):
        if mark.position == position:
            return seq
    raise NoSuchEntry(
        f"{undone}: entry {position} is none of {dispute.opened.reference}.",
        hint=f"Its entries with their numbers: escalate trail {short(dispute)}",
    )


def unapproved(dispute: Dispute) -> tuple[Duty, ...]:
    """The duties to approve a record that nobody has approved, also those that fell away; the first for each record."""
    found: dict[int, Duty] = {}
    for duty in dispute.duties.values():
        settled = duty.ended and duty.ended.how != e.LAPSED
        if duty.started.ends == "approved" and not settled and not dispute.marks[duty.began - 1].approvals:
            found.setdefault(duty.began, duty)
    return tuple(found.values())
