"""How long a record is kept, and the end of it: what stays is a tally that names nobody."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute
from escalate.domain.gates import short
from escalate.domain.parts import StageTally
from escalate.errors import BadDate, MissingAnswers, Refused

if TYPE_CHECKING:
    from escalate.domain.requests import Erase, Keep


def keep(request: "Keep", case: Case) -> e.KeepSet:
    """Until when the record is kept, or that it is held. Raises MissingAnswers, BadDate."""
    if not request.reason.strip():
        raise MissingAnswers("Nothing was recorded: say why.", details=("reason: why",))
    if request.until and request.until.day < Happened.instant(case.now).day:
        raise BadDate("Nothing was recorded: that day has passed.", hint="Give today or a later day.")
    return e.KeepSet(
        happened=Happened.instant(case.now),
        recorded_later=False,
        started=(),
        ended=(),
        reason=request.reason,
        until=request.until.day if request.until else None,
        hold=request.hold,
    )


def kept_until(dispute: Dispute, years: int | None) -> date | None:
    """The last day on which the record must be kept: the day set for it, else so many years after it was resolved."""
    if dispute.keep and dispute.keep.until:
        return dispute.keep.until
    if dispute.resolved is None or years is None:
        return None
    ended = dispute.resolved.happened.day
    try:
        return ended.replace(year=ended.year + years)
    except ValueError:  # 29 February
        return date(ended.year + years, 3, 1)


def erase(request: "Erase", dispute: Dispute, case: Case, entries: tuple[int, ...]) -> e.Erased:
    """The end of a record, whose entries stand at those positions. Raises Refused, MissingAnswers."""
    ref = dispute.opened.reference
    if dispute.resolved is None:
        raise Refused(
            f"Nothing was erased: {ref} is open.", hint=f"Resolve it first: escalate resolve {short(dispute)}"
        )
    if dispute.keep and dispute.keep.hold:
        raise Refused(f"Nothing was erased: {ref} is held.", hint=f"See why: escalate trail {short(dispute)}")
    asked = {"reason": "why it is erased", "authority": "on whose authority"}
    missing = tuple(f"{key}: {text}" for key, text in asked.items() if not getattr(request, key).strip())
    if missing:
        raise MissingAnswers("Nothing was erased: some answers are missing.", details=missing)
    opened = dispute.opened
    return e.Erased(
        happened=Happened.instant(case.now),
        recorded_later=False,
        started=(),
        ended=(),
        reason=request.reason,
        authority=request.authority,
        reference=opened.reference,
        side=opened.side,
        policy=opened.policy,
        policy_title=opened.policy_title,
        policy_digest=opened.policy_digest,
        ground_title=opened.ground_title,
        stages=tuple(_stages(dispute)),
        outcome=dispute.resolved.outcome,
        entries=entries,
    )


def _stages(dispute: Dispute) -> Iterator[StageTally]:
    """Each stay, and whether a duty that began in it was late."""
    ends = [stay.seq for stay in dispute.stays[1:]] + [dispute.seq + 1]
    for stay, end in zip(dispute.stays, ends, strict=True):
        began = [duty for duty in dispute.duties.values() if stay.seq <= duty.began < end]
        late = any(
            duty.started.force == "must" and (duty.was_late or (duty.ended and duty.ended.late)) for duty in began
        )
        until = stay.until.day if stay.until else None
        yield StageTally(stay.stage, stay.name, stay.since.day, until, late)
