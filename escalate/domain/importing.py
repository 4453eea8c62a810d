"""Deciding what a row of a spreadsheet leaves in the log: a dispute at the stage it is at, with its original dates.

Late is only what the row itself shows: a stage not left although its limit has passed. Whether anything else was done
in time no row can tell: what was due before the import is set aside, and a resolved dispute starts no duty at all.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.discussing import moments
from escalate.domain.dispute import Dispute
from escalate.domain.duties import Effects
from escalate.domain.folding import evolve, fold
from escalate.domain.opening import faults_of, opened
from escalate.domain.parts import DutyEnded, DutyStarted
from escalate.domain.requests import LogDiscussion
from escalate.errors import BadAnswers

if TYPE_CHECKING:
    from escalate.domain.requests import ImportDispute

SET_ASIDE = "its time had passed before the import"
UNSAID = ("who was there", "our reasons", "their reasons")
_A = TypeVar("_A", bound=e.Act)


def decide_import(request: "ImportDispute", case: Case, reference: str, digest: str) -> tuple[e.Act, ...]:
    """The events that open the dispute, and say where it comes from. Raises BadAnswers, BadDate, NoSuchStage."""
    if faults := tuple(faults_of(request.opening, case.policy)):
        raise BadAnswers("Nothing was imported: a row does not fit the policy.", details=faults)
    bare = opened(request.opening, case, reference, digest)
    going_on = request.resolved is None
    acts: list[e.Act] = [_judged(bare, None, case, lambda effects: effects.enter(bare.happened)) if going_on else bare]
    talked_here = request.talked and request.talked.latest >= bare.happened.earliest
    if request.talked and talked_here:
        acts.append(_talk(request, request.talked, fold(acts), case))
    if request.resolved:
        acts.append(_end(request, case.happened(request.resolved, bare.happened, "that stage was entered"), case))
    acts.append(_source(request, fold(acts), case, with_talk=not talked_here))
    return tuple(acts)


def _judged(bare: _A, before: Dispute | None, case: Case, work: Callable[[Effects], None]) -> _A:
    """With the duties that follow; what had ended before the import is never late, and a gate past its time has none.

    A date that the policy leaves to people is missing: nobody is asked for it here.
    """
    effects = Effects(before, evolve(before, bare), case.policy, case.calendar, {}, case.now)
    work(effects)
    started = (_without_time(one) if one.gate and _past(one, case) else one for one in effects.started)
    return replace(bare, started=tuple(started), ended=tuple(replace(end, late=False) for end in effects.ended))


def _past(duty: DutyStarted, case: Case) -> bool:
    return duty.due is not None and duty.due.at < case.now


def _without_time(duty: DutyStarted) -> DutyStarted:
    return replace(duty, due=None)


def _talk(request: "ImportDispute", when: Happened, dispute: Dispute, case: Case) -> e.Discussed:
    sides = tuple(dict.fromkeys(party.side for party in dispute.parties))
    bare = e.Discussed(
        happened=case.happened(when),
        recorded_later=case.recorded_later(when),
        started=(),
        ended=(),
        stage=dispute.stage,
        kind=e.DISCUSSION,
        how="",
        present=(),
        no_reply=(),
        sides=sides,
        spoke=tuple(party.id for party in dispute.parties),
        said=request.said,
        our_reasons="",
        their_reasons="",
        outcome="",
        raised=False,
        thin=UNSAID,
    )
    if request.resolved:
        return bare
    talk = LogDiscussion(when, "", (), request.said)
    return _judged(bare, dispute, case, lambda effects: moments(effects, bare, talk, dispute))


def _end(request: "ImportDispute", when: Happened, case: Case) -> e.Resolved:
    return e.Resolved(
        happened=when,
        recorded_later=case.recorded_later(when),
        started=(),
        ended=(),
        outcome=request.outcome,
        decided_by="",
        reasons="",
        at_risk=False,
    )


def _source(request: "ImportDispute", dispute: Dispute, case: Case, *, with_talk: bool) -> e.Imported:
    now = Happened.instant(case.now)
    return e.Imported(
        happened=now,
        recorded_later=False,
        started=(),
        ended=tuple(_set_aside((duty.started for duty in dispute.open_duties()), now, case)),
        file=request.file,
        row=request.row,
        known_as=request.known_as,
        last_talk=request.talked if with_talk else None,
        said=request.said if with_talk else "",
        notes=request.notes,
    )


def _set_aside(duties: Iterable[DutyStarted], now: Happened, case: Case) -> Iterable[DutyEnded]:
    past = (duty for duty in duties if _past(duty, case) and not duty.clock)
    return (DutyEnded(duty.number, e.LAPSED, now, because=SET_ASIDE) for duty in past)
