"""How long a record is kept, and the end of it: what stays is a tally that names nobody but who erased it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute, Duty, Stay
from escalate.domain.gates import short
from escalate.domain.parts import StageTally
from escalate.domain.retention import kept_until
from escalate.errors import BadDate, MissingAnswers, Refused

if TYPE_CHECKING:
    from datetime import date

    from escalate.domain.requests import Erase, Keep


def keep(request: "Keep", dispute: Dispute, case: Case) -> e.KeepSet:
    """Until when the record is kept, or that it is held. Raises MissingAnswers, BadDate, Refused."""
    given = {"reason": request.reason.strip(), "until": request.until or request.hold is not None}
    asked = {"reason": "why", "until": "until which day it is kept; or hold: yes or no"}
    missing = tuple(f"{key}: {text}" for key, text in asked.items() if not given[key])
    if missing:
        raise MissingAnswers("Nothing was recorded: some answers are missing.", details=missing)
    if request.until and request.until.day < Happened.instant(case.now).day:
        raise BadDate("Nothing was recorded: that day has passed.", hint="Give today or a later day.")
    if request.hold is False and not dispute.held:
        raise Refused(
            f"Nothing was recorded: {dispute.opened.reference} is not held.", hint="There is nothing to release."
        )
    if request.hold and dispute.held:
        raise Refused(
            f"Nothing was recorded: {dispute.opened.reference} is held already.",
            hint=f"See why: escalate trail {short(dispute)}",
        )
    return e.KeepSet(
        happened=Happened.instant(case.now),
        recorded_later=False,
        started=(),
        ended=(),
        reason=request.reason,
        until=request.until.day if request.until else None,
        hold=request.hold,
    )


def may_erase(dispute: Dispute) -> None:
    """Refuse to erase what is open, or held, whatever the answers. Raises Refused."""
    ref, number = dispute.opened.reference, short(dispute)
    if dispute.resolved is None:
        raise Refused(f"Nothing was erased: {ref} is open.", hint=f"Resolve it first: escalate resolve {number}")
    if dispute.held:
        raise Refused(
            f"Nothing was erased: {ref} is held.",
            hint=f"See why: escalate trail {number}. Once the reason is gone: escalate keep {number} --release",
        )


def erase(request: "Erase", dispute: Dispute, case: Case) -> e.Erased:
    """The end of the record of a dispute that may be erased. Raises MissingAnswers, Refused for another reference."""
    opened, resolved = dispute.opened, dispute.resolved
    if resolved is None:
        raise TypeError("see may_erase")
    missing = tuple(_missing(request, dispute, case))
    if missing:
        raise MissingAnswers("Nothing was erased: some answers are missing.", details=missing)
    if request.confirm.strip().upper() != opened.reference:
        raise Refused(
            f"Nothing was erased: the reference typed is not {opened.reference}.", hint="Type it in full, as it stands."
        )
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
        stages=tuple(_stages(dispute, case)),
        outcome=resolved.outcome,
        entries=tuple(mark.position for mark in dispute.marks),
        attachments=len(dispute.attached),
        imported=dispute.imported is not None,
        kept_until=_kept_until(dispute, case),
    )


def _missing(request: "Erase", dispute: Dispute, case: Case) -> Iterator[str]:
    if not request.reason.strip():
        yield "reason: why it is erased"
    if not request.authority.strip():
        yield "authority: on whose authority"
    until = _kept_until(dispute, case)
    if until and until >= Happened.instant(case.now).day and not request.early:
        yield f"early: yes, to erase it although it is to be kept until {until.day} {until:%B %Y}"
    if not request.confirm.strip():
        yield f"confirm: its reference, {dispute.opened.reference}"


def _kept_until(dispute: Dispute, case: Case) -> "date | None":
    resolved = dispute.resolved.happened.day if dispute.resolved else None
    return kept_until(resolved, dispute.keep_until, case.keep_years)


def _stages(dispute: Dispute, case: Case) -> Iterator[StageTally]:
    """Each stay, and whether a duty that was last to be met in it was late, if one was judged at all."""
    source = next((seq for seq, mark in enumerate(dispute.marks, 1) if mark.kind == e.Imported.__name__), 0)
    for stay in dispute.stays:
        own = [duty for duty in dispute.duties.values() if _last_stay(duty, dispute.stays) is stay]
        judged = [duty for duty in own if duty.started.force == "must" and _could_be_late(duty, source)]
        late = any(duty.is_late(case.now) for duty in judged)
        until = stay.until.day if stay.until else None
        yield StageTally(stay.stage, stay.name, stay.since.day, until, late, judged=bool(judged))


def _last_stay(duty: Duty, stays: tuple[Stay, ...]) -> Stay:
    """Of the stages that share its limit, the last at which it was still open; else the one at which it began."""
    began = max((stay for stay in stays if stay.seq <= duty.began), key=lambda stay: stay.seq, default=stays[0])
    later = [stay for stay in stays if duty.began < stay.seq < (duty.ended_by or stay.seq + 1)]
    return next((stay for stay in reversed(later) if stay.stage in duty.started.stages), began)


def _could_be_late(duty: Duty, source: int) -> bool:
    """Never what is due at once, or has no date, or what an import (its entry is `source`) found ended."""
    found_ended = duty.ended is not None and duty.ended_by <= source
    return duty.started.within != "at once" and duty.due is not None and not found_ended
