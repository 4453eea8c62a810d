"""Correcting and approving an entry: both stand beside it, and neither changes what followed from it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.calendar import AGREED, AT_ONCE, Happened
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute, Mark
from escalate.domain.duties import Effects
from escalate.domain.parts import OtherDue
from escalate.domain.policy import ONCE
from escalate.errors import BadAnswers, MissingAnswers, NoSuchEntry, Refused

if TYPE_CHECKING:
    from escalate.domain.requests import Approve, Correct

WORKER, MANAGER = "worker", "manager"
APPROVERS = {WORKER: "the worker", MANAGER: "a manager"}


def correct(request: "Correct", dispute: Dispute, case: Case) -> e.Corrected:
    """What an entry should have said. Raises NoSuchEntry, MissingAnswers, BadAnswers, BadDate."""
    mark = _mark(request.of, dispute)
    asked = {"what": "what is wrong in it", "right": "what is right", "why": "why it is corrected"}
    missing = tuple(f"{key}: {text}" for key, text in asked.items() if not getattr(request, key).strip())
    if missing:
        raise MissingAnswers("Nothing was recorded: some answers are missing.", details=missing)
    if request.moment and (mark.kind != e.Opened.__name__ or request.moment not in ONCE):
        raise BadAnswers("Nothing was recorded.", details=(f"moment: must be one of {', '.join(ONCE)}, of an opening",))
    when = case.happened(request.when) if request.when else None
    return e.Corrected(
        happened=Happened.instant(case.now),
        recorded_later=False,
        started=(),
        ended=(),
        of=request.of,
        what=request.what,
        right=request.right,
        why=request.why,
        when=when,
        moment=request.moment,
        dues=tuple(_other_dues(request, mark, when, dispute, case)) if when else (),
    )


def _other_dues(request: "Correct", mark: Mark, when: Happened, dispute: Dispute, case: Case) -> Iterator[OtherDue]:
    """Each due time that was counted from the wrong time, and what it would have been."""
    for duty in dispute.duties.values():
        started = duty.started
        counted = duty.began == request.of and started.due and started.within not in ("", AGREED, AT_ONCE)
        same = started.starts == request.moment if request.moment else started.since == mark.happened
        if not counted or not same or started.due is None:
            continue
        would_be = case.calendar.due(started.within, when, started.due.since_what)
        if would_be.at != started.due.at:
            yield OtherDue(duty.number, started.due, would_be)


def approve(request: "Approve", dispute: Dispute, case: Case) -> e.Approved:
    """An entry approved, with the duties that ends. Raises NoSuchEntry, BadAnswers, BadDate, Refused."""
    mark = _mark(request.of, dispute)
    if mark.kind in (e.Corrected.__name__, e.Approved.__name__, e.KeepSet.__name__):
        raise Refused(
            "Nothing was recorded: that entry is no record to approve.", hint="Approve the entry it is about."
        )
    if request.role not in APPROVERS:
        raise BadAnswers("Nothing was recorded.", details=(f"role: must be one of {', '.join(APPROVERS)}",))
    happened = case.happened(request.happened, mark.happened, "what it records happened")
    bare = e.Approved(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        of=request.of,
        role=request.role,
    )

    def work(effects: Effects) -> None:
        for duty in dispute.open_duties():
            if duty.began == request.of and duty.started.ends == "approved":
                effects.end(duty.number, e.DONE, happened)
                effects.starts_done(happened, dispute.stage)

    return case.complete(bare, {}, work)


def _mark(of: int, dispute: Dispute) -> Mark:
    if not 1 <= of <= len(dispute.marks):
        raise NoSuchEntry(
            f"Nothing was recorded: {dispute.opened.reference} has no such entry.",
            hint="The numbers of its entries: escalate trail",
        )
    return dispute.marks[of - 1]
