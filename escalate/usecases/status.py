"""Where a dispute stands: who speaks now, what is due with its arithmetic, what is needed before the next stage."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any, ClassVar

from escalate.domain.calendar import Happened
from escalate.domain.dispute import Dispute, Duty, Stay
from escalate.domain.events import ACTION, CONSULTATION, DISCUSSION
from escalate.domain.frozen import frozen
from escalate.domain.gates import Missing, missing, short
from escalate.domain.policy import Policy, Stage
from escalate.domain.register import waiting_on
from escalate.domain.retention import kept_until
from escalate.usecases.duty_view import DutyView, duty_view
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import RecountedView, ToApproveView, recounted, to_approve
from escalate.usecases.speaking import Contacts, SpeakerView, TellView, whom


@frozen
class StageView:
    """A stage in the ladder of a dispute. `state` is past, now, gone past, not taken, not on record or ahead."""

    id: str
    name: str
    state: str
    since: Happened | None
    until: Happened | None
    discussions: int
    limits: tuple[str, ...]
    hint: str
    opened_here: bool = False  # `since` is when it was opened here, and not when the stage began


@frozen
class OutcomeView:
    """How it was resolved."""

    when: Happened
    outcome: str
    decided_by: str
    at_risk: bool


@frozen
class ImportedView:
    """From which row of a spreadsheet it is, and when that was imported."""

    when: Happened
    row: int


@frozen
class Heading:
    """What a dispute is about, under which policy, and at which stage."""

    reference: str
    short: str
    calls_it: str
    calls_stage: str
    policy_id: str
    policy: str
    partnership: str
    edition: str
    grounds: tuple[str, ...]
    subjects: tuple[str, ...]
    side: str
    opened: Happened
    raised: Happened | None
    stage: str
    stage_number: int
    stage_count: int
    stage_name: str
    waiting_on: str
    resolved: OutcomeView | None


@frozen
class StatusView(Heading):
    """Where a dispute stands."""

    schema: ClassVar = "escalate.status/1"
    changed: tuple[str, ...]
    next_due: DutyView | None
    stages: tuple[StageView, ...]
    speakers: tuple[SpeakerView, ...]
    to_tell: tuple[TellView, ...]
    without_contact: tuple[str, ...]
    body: str
    members: tuple[str, ...]
    quorum: str
    advice: tuple[str, ...]
    note: str
    still_needed: tuple[Missing, ...]
    next_stages: tuple[str, ...]
    open_duties: tuple[DutyView, ...]
    ended_duties: tuple[DutyView, ...]
    not_known: tuple[str, ...]
    dangers: tuple[str, ...]
    to_approve: tuple[ToApproveView, ...]
    recounted: tuple[RecountedView, ...]
    thin: int
    corrections: int
    consultations: int
    attachments: int
    entries: int
    last_entry: int
    receipt: str  # of that entry; empty in a rehearsal
    now: datetime
    scripted: bool
    keep_until: date | None = None  # the day typed for it, else what the office's rule makes of its end
    held: bool = False
    imported: ImportedView | None = None  # where it began in a spreadsheet


def status(
    stored: Stored,
    now: datetime,
    *,
    contacts: Contacts,
    scripted: bool,
    changed: tuple[str, ...] = (),
    touched: Iterable[int] = (),
    keep_years: int | None = None,
) -> StatusView:
    """The view of a dispute at `now` (UTC); `changed` says what a writing command just did, `touched` to which duties.

    `contacts` has, by a role's title, who holds it here and how to reach them; `keep_years` is the office's rule.
    """
    dispute, policy = stored.dispute, stored.policy
    open_duties = tuple(duty_view(dispute, duty, now, contacts) for duty in _by_due(dispute))
    stage = policy.stage(dispute.stage) or policy.first
    return StatusView(
        **vars(replace(_heading(dispute, policy), waiting_on=_waiting_on(dispute, open_duties, now))),
        changed=changed,
        next_due=next((duty for duty in open_duties if duty.due and duty.id != ACTION), None),
        stages=tuple(ladder(dispute, policy)),
        **vars(whom(dispute, policy, stage, contacts)),
        **_of_stage(policy, stage),
        still_needed=missing(dispute, policy) if not dispute.resolved else (),
        next_stages=tuple(_ways_on(policy, stage)) if not dispute.resolved else (),
        open_duties=open_duties,
        ended_duties=tuple(duty_view(dispute, duty, now) for duty in dispute.duties.values() if duty.ended),
        not_known=_not_known(dispute, policy),
        dangers=tuple(danger.told for danger in dispute.dangers),
        to_approve=to_approve(dispute),
        recounted=tuple(recounted(dispute, now, {*touched})),
        **_counts(dispute),
        **_of_the_record(dispute, keep_years),
        last_entry=stored.position,
        receipt=stored.receipt,
        now=now,
        scripted=scripted,
    )


def _of_the_record(dispute: Dispute, keep_years: int | None) -> dict[str, Any]:
    """Until when it is kept, and where it came from."""
    ended, row = dispute.resolved, dispute.imported
    return {
        "keep_until": kept_until(ended.happened.day if ended else None, dispute.keep_until, keep_years),
        "held": dispute.held,
        "imported": ImportedView(row.happened, row.row) if row else None,
    }


def _of_stage(policy: Policy, stage: Stage) -> dict[str, Any]:
    """What the policy says of the present stage: who sits on its panel, advice, how we read it."""
    body = stage.body
    return {
        "body": body.name if body else "",
        "members": tuple(policy.role_title(member) for member in body.members) if body else (),
        "quorum": body.quorum if body else "",
        "advice": (*stage.advice, *policy.advice),
        "note": stage.note,
    }


def _counts(dispute: Dispute) -> dict[str, Any]:
    return {
        "thin": sum(talk.thin for talk in dispute.talks),
        "corrections": sum(mark.corrections for mark in dispute.marks),
        "consultations": sum(talk.kind == CONSULTATION for talk in dispute.talks),
        "attachments": len(dispute.attached),
        "entries": dispute.seq,
    }


def _waiting_on(dispute: Dispute, open_duties: Iterable[DutyView], now: datetime) -> str:
    """Who has the next move; once a stage's limit is past, whoever was to keep it."""
    past = (duty for duty in open_duties if duty.clock and duty.force == "must" and duty.due and duty.due < now)
    return next((duty.waiting_on for duty in past), waiting_on(dispute))


def _heading(dispute: Dispute, policy: Policy) -> Heading:
    opened = dispute.opened
    return Heading(
        reference=opened.reference,
        short=short(dispute),
        calls_it=policy.calls_it,
        calls_stage=policy.calls_stage,
        policy_id=policy.id,
        policy=policy.title,
        partnership=policy.partnership,
        edition=policy.edition,
        grounds=tuple(policy.ground_title(ground) for ground in opened.grounds),
        subjects=tuple(f"{subject.kind} {subject.ref}" for subject in opened.subjects),
        side=dispute.side,
        opened=opened.happened,
        raised=dispute.raised,
        stage=dispute.stage,
        stage_number=policy.number(dispute.stage),
        stage_count=len(policy.stages),
        stage_name=dispute.stay.name,
        waiting_on=waiting_on(dispute),
        resolved=_outcome(dispute),
    )


def _by_due(dispute: Dispute) -> list[Duty]:
    """The open duties, the next due first; of those without a date the present stage's own first."""

    def key(duty: Duty) -> tuple[bool, datetime | None, bool, int]:
        return duty.due_at is None, duty.due_at, duty.started.stages != (dispute.stage,), duty.number

    return sorted(dispute.open_duties(), key=key)


def _outcome(dispute: Dispute) -> OutcomeView | None:
    end = dispute.resolved
    return OutcomeView(end.happened, end.outcome, end.decided_by, end.at_risk) if end else None


def ladder(dispute: Dispute, policy: Policy) -> Iterable[StageView]:
    """Every stage of the policy, as the dispute stands to it."""
    stays = {stay.stage: stay for stay in dispute.stays}
    furthest = max(policy.number(stay.stage) for stay in dispute.stays)
    for number, stage in enumerate(policy.stages, 1):
        stay = stays.get(stage.id)
        before = "not on record" if dispute.imported and number < policy.number(dispute.opened.stage) else "not taken"
        ahead = "gone past" if stage.id in dispute.gone_past else "ahead" if number > furthest else before
        here = stage.id == dispute.stage and not dispute.resolved
        yield StageView(
            id=stage.id,
            name=stage.name,
            state="now" if here else "past" if stay else ahead,
            since=stay.since if stay else None,
            until=stay.until if stay else None,
            discussions=sum(talk.stage == stage.id and talk.kind == DISCUSSION for talk in dispute.talks),
            limits=tuple(dict.fromkeys(duty.within for duty in policy.at(stage.id) if duty.is_clock)),
            hint=stage.hint,
            opened_here=bool(stay and _opened_here(stay, dispute, policy)),
        )


def _opened_here(stay: Stay, dispute: Dispute, policy: Policy) -> bool:
    """On another day than it was raised: of a stage, days alone are shown."""
    raised = dispute.raised
    return dispute.opened_here(stay, policy.first.id) and raised is not None and raised.day < stay.since.day


def _ways_on(policy: Policy, stage: Stage) -> Iterable[str]:
    for following in (one for target in stage.next if (one := policy.stage(target))):
        yield f"{following.id} {following.name}" + (f": {following.hint}" if following.hint else "")


def _not_known(dispute: Dispute, policy: Policy) -> tuple[str, ...]:
    return tuple(ask.text for ask in policy.asks if ask.id not in dispute.answers)
