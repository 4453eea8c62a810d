"""Deciding to go to another stage, to resolve, and to reopen: the acts that leave and enter stages."""

from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.case import Case
from escalate.domain.choices import OUTCOMES
from escalate.domain.dispute import Dispute
from escalate.domain.duties import Effects
from escalate.domain.events import LAPSED
from escalate.domain.gates import missing, passed_without_reply, short
from escalate.domain.passing import allowed
from escalate.domain.policy import RESPONDING, Stage
from escalate.errors import BadAnswers, BadInput, MissingAnswers, Refused, StillAtRisk

if TYPE_CHECKING:
    from escalate.domain.requests import Advance, Reopen, Resolve

NO_REPLY, GONE_PAST, GONE_BACK = "no reply", "gone past", "went back"


def advance(request: "Advance", dispute: Dispute, case: Case) -> e.Advanced:
    """To the next stage, another by a by-pass, or back. Raises MissingGate, MissingAnswers, Refused, BadInput."""
    target = _target(request, dispute, case)
    happened = case.since_stay(request.happened, dispute.stay)
    back = case.policy.number(target.id) < case.policy.number(dispute.stage)
    if back and not request.reason.strip() and dispute.side != RESPONDING:
        raise MissingAnswers("Nothing was recorded: going back needs its reason.", details=("reason: why",))
    misfits = tuple(case.misfits(request.answers))
    if misfits:
        raise BadAnswers("Nothing was recorded: some answers do not fit the policy.", details=misfits)
    silent = passed_without_reply(dispute)
    left_out = () if back else tuple(map(str, missing(dispute, case.policy, request.answers)))
    follows = back or target.id in _stage_here(dispute, case).next
    jumps = left_out or not follows
    said = f"Stage {dispute.stage} " + ("cannot be left yet." if follows else f"is not followed by stage {target.id}.")
    bypass = allowed(request.bypass, case, dispute.side, said, left_out, named=bool(request.to)) if jumps else None
    bare = e.Advanced(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        from_stage=dispute.stage,
        to_stage=target.id,
        stage_name=target.name,
        reason=request.reason,
        bypass=bypass,
        gone_past=() if follows else case.policy.between(dispute.stage, target.id),
        left_out=left_out,
        answers=request.answers,
    )

    def work(effects: Effects) -> None:
        for gate in effects.open_gates(dispute.stage):
            why = NO_REPLY if gate.number in silent else GONE_BACK if back else GONE_PAST
            if gate.number in silent or target.id not in gate.stages:
                effects.end(gate.number, LAPSED, happened, because=why)
        effects.leave(target.id, happened, f"left stage {dispute.stage}")
        effects.enter(happened)

    return case.complete(bare, request.dates, work)


def _stage_here(dispute: Dispute, case: Case) -> Stage:
    return case.stage(dispute.stage)


def _target(request: "Advance", dispute: Dispute, case: Case) -> Stage:
    following = _stage_here(dispute, case).next
    if not request.to:
        if not following:
            raise Refused(
                f"Nothing was recorded: stage {dispute.stage} is the last one.",
                hint=f"Resolve it with: escalate resolve {short(dispute)}",
            )
        if len(following) > 1:
            ways = (case.stage(stage) for stage in following)
            raise MissingAnswers(
                "Nothing was recorded: more than one stage follows.",
                details=tuple(f"--to {stage.id}: {stage.name}. {stage.hint}".strip() for stage in ways),
            )
    target = case.stage(request.to or following[0])
    if target.id == dispute.stage:
        raise BadInput(f"Nothing was recorded: it is at stage {target.id} already.", hint="Name another with --to.")
    return target


def resolve(request: "Resolve", dispute: Dispute, case: Case) -> e.Resolved:
    """Close it. Raises StillAtRisk until the dissent is on record, MissingAnswers, BadAnswers."""
    if request.outcome not in OUTCOMES:
        raise BadAnswers("Nothing was recorded.", details=(f"outcome: must be one of {', '.join(OUTCOMES)}",))
    if request.outcome == "decision-stands" and not request.reasons.strip():
        raise MissingAnswers("Nothing was recorded: a decision that stands needs reasons.", details=("reasons: why",))
    if request.at_risk and not request.dissent.strip() and dispute.side != RESPONDING:
        raise _still_at_risk(dispute, case)
    if not request.decided_by.strip():
        raise MissingAnswers("Nothing was recorded: say who decided.", details=("decided_by: who",))
    happened = case.since_stay(request.happened, dispute.stay)
    bare = e.Resolved(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        outcome=request.outcome,
        decided_by=request.decided_by,
        reasons=request.reasons,
        at_risk=request.at_risk,
        dissent=request.dissent,
    )

    def work(effects: Effects) -> None:
        effects.leave(None, happened, "resolved")
        effects.starts("resolved", happened, dispute.stage)

    return case.complete(bare, request.dates, work)


def _still_at_risk(dispute: Dispute, case: Case) -> StillAtRisk:
    """Who must take it up, and how to go on instead."""
    policy = case.policy
    after = (duty for duty in policy.at(dispute.stage) if duty.starts == "resolved")
    dissent = [duty for duty in after if "yes" in duty.when.get("dissent", ())]
    followers = [stage for one in _stage_here(dispute, case).next if (stage := policy.stage(one))]
    told = [f"{duty.what} ({duty.source})" if duty.source else duty.what for duty in dissent]
    on = [
        f"Go on to stage {stage.id}, {stage.name} ({policy.role_title(stage.raising)}): "
        f"escalate advance {short(dispute)} --to {stage.id}"
        for stage in followers
    ]
    return StillAtRisk(
        "Nothing was recorded: somebody still believes the person at risk of significant harm.",
        details=(*told, *on),
        hint="To resolve it all the same, put on record who believes what and why: `dissent` in the answers.",
    )


def reopen(request: "Reopen", dispute: Dispute, case: Case) -> e.Reopened:
    """Open again at a stage, its clocks counting from now. Raises MissingAnswers, NoSuchStage."""
    if not request.reason.strip():
        raise MissingAnswers("Nothing was recorded: reopening needs its reason.", details=("reason: why",))
    if not dispute.raised and not request.raise_by:
        raise MissingAnswers(
            "Nothing was recorded: it was never put to the other side.",
            details=("raise_by: the day by which you will put it to them",),
        )
    stage = case.stage(request.stage or dispute.stage)
    ended = dispute.resolved.happened if dispute.resolved else None
    happened = case.happened(request.happened, ended, "it was resolved")
    bare = e.Reopened(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        stage=stage.id,
        stage_name=stage.name,
        reason=request.reason,
    )

    def work(effects: Effects) -> None:
        for duty in dispute.open_duties():
            if duty.started.starts == "resolved":
                effects.end(duty.number, LAPSED, happened, because="reopened")
        effects.enter(happened)
        if request.raise_by and not dispute.raised:
            effects.raise_by(request.raise_by, happened)

    return case.complete(bare, request.dates, work)
