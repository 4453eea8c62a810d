"""Deciding the first events of a dispute: opened, danger told of, reflected."""

from collections.abc import Iterator
from dataclasses import replace

from escalate.domain import events as e
from escalate.domain.case import Case
from escalate.domain.duties import Effects
from escalate.domain.parts import ByPass
from escalate.domain.passing import DANGER, allowed
from escalate.domain.policy import RAISING, RESPONDING, Policy
from escalate.domain.reflecting import reflected
from escalate.domain.requests import OpenDispute
from escalate.errors import BadAnswers, MissingAnswers


def decide_open(request: OpenDispute, case: Case, reference: str, digest: str) -> tuple[e.Act, ...]:
    """The events that open a dispute under `case.policy`, whose kept text has that digest.

    Raises MissingAnswers, BadAnswers, BadDate, NoSuchStage, Refused.
    """
    policy = case.policy
    faults = (*faults_of(request, policy), *case.misfits(request.answers))
    if faults:
        raise BadAnswers("Nothing was recorded: some answers do not fit the policy.", details=faults)
    missing = tuple(_missing(request, policy))
    if missing:
        raise MissingAnswers("Nothing was recorded: some answers are missing.", details=missing)
    stage = case.stage(request.stage or policy.first.id)
    jumps = not (stage.start or stage is policy.first)
    bypass = _bypass(request, case, f"{policy.title} does not start at stage {stage.id}.") if jumps else None
    gone_past = (policy.first.id, *policy.between(policy.first.id, stage.id)) if jumps else ()
    bare = replace(opened(request, case, reference, digest), bypass=bypass, gone_past=gone_past)

    def work(effects: Effects) -> None:
        effects.enter(bare.happened)
        if request.raise_by and not bare.raised:
            effects.raise_by(request.raise_by, bare.happened)

    return (case.complete(bare, request.dates, work), *_with_it(request, case))


def opened(request: OpenDispute, case: Case, reference: str, digest: str) -> e.Opened:
    """The opening as such, with no duty. Raises BadDate, NoSuchStage."""
    policy = case.policy
    stage = case.stage(request.stage or policy.first.id)
    arose = case.happened(request.arose) if request.arose else None
    raised = case.happened(request.raised, arose, "the difference arose") if request.raised else None
    return e.Opened(
        happened=case.happened(request.happened, arose or raised, "the difference arose"),
        recorded_later=case.recorded_later(request.happened) if request.happened else False,
        started=(),
        ended=(),
        reference=reference,
        side=request.side,
        policy=policy.id,
        policy_title=policy.title,
        policy_digest=digest,
        grounds=request.grounds,
        ground_title=policy.ground_title(request.grounds[0]),
        subjects=request.subjects,
        parties=request.parties,
        people=request.people,
        stage=stage.id,
        stage_name=stage.name,
        concern=request.concern,
        answers=request.answers,
        arose=arose,
        raised=raised,
        restarts=request.restarts,
    )


def _bypass(request: OpenDispute, case: Case, otherwise: str) -> ByPass | None:
    if request.danger_told and request.bypass is None:
        return DANGER
    return allowed(request.bypass, case, request.side, otherwise)


def _with_it(request: OpenDispute, case: Case) -> Iterator[e.Act]:
    if request.danger_told:
        when = case.happened(request.danger_when)
        yield e.DangerReported(
            happened=when, recorded_later=case.recorded_later(when), started=(), ended=(), told=request.danger_told
        )
    if request.reflection:
        yield reflected(request.reflection, None, case, request.answers)


def _missing(request: OpenDispute, policy: Policy) -> Iterator[str]:
    if not request.grounds:
        yield "grounds: what it is about"
    if not request.subjects:
        yield "subjects: whom it is about, by a local reference"
    if not any(party.side == RAISING for party in request.parties):
        yield "parties: who raises it"
    if not any(party.side == RESPONDING for party in request.parties):
        yield "parties: who is on the other side"
    if not request.raised and request.side == RESPONDING:
        yield "raised: when it was put to you"
    elif not request.raised and not request.raise_by:
        yield "raised: when you put it to the other side, or raise_by: the day by which you will"
    for ask in policy.asks:
        if ask.options and ask.id not in request.answers:
            yield f"answers.{ask.id}: {ask.text} ({' / '.join(ask.options)})"


def faults_of(request: OpenDispute, policy: Policy) -> Iterator[str]:
    """A line for each answer that the policy, or another answer, rules out."""
    known = {ground.id for ground in policy.grounds}
    for ground in request.grounds:
        if ground not in known:
            yield f"grounds: each must be one of {', '.join(sorted(known))}"
    for subject in request.subjects:
        if subject.kind not in policy.subjects:
            yield f"subjects: kind must be one of {', '.join(policy.subjects)}"
    parties = {party.id for party in request.parties}
    if len(parties) != len(request.parties):
        yield "parties: two have the same id"
    for party in request.parties:
        if party.sector not in policy.sectors:
            yield f"parties: sector must be one of {', '.join(policy.sectors)}"
    for person in request.people:
        if person.party not in parties:
            yield "people: party must be us, or the id of one of the parties given here"
