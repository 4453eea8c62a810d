"""Deciding on single duties: done, not needed, a new date."""

from dataclasses import replace

from escalate.domain import events as e
from escalate.domain.calendar import AGREED, AT_ONCE, Due, Happened
from escalate.domain.case import Case
from escalate.domain.dispute import Dispute, Duty, Stay
from escalate.domain.duties import Effects
from escalate.domain.folding import evolve
from escalate.domain.gates import short
from escalate.domain.policy import ONCE
from escalate.domain.requests import AgreeDate, MarkDone
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchDuty, Refused

NOT_KNOWN = "not known yet"
_ENDED_BY = {
    "left": "escalate advance {ref}, or escalate resolve {ref}",
    "raised": "escalate log {ref}",
    "consultation": "escalate log {ref}",
    "discussion": "escalate log {ref}",
    "agreement": "escalate log {ref}",
    "approved": "escalate approve {ref} {entry}",
}


def mark_done(request: MarkDone, dispute: Dispute, case: Case) -> tuple[e.DutyDone, ...]:
    """One event per duty. Raises NoSuchDuty, Refused, MissingAnswers, BadAnswers, BadDate."""
    events: list[e.DutyDone] = []
    dates = dict(request.dates)
    for number in dict.fromkeys(request.numbers):
        duty = open_duty(number, dispute)
        if request.not_needed.strip():
            bare = _not_needed(duty, request, dispute, case)
        else:
            bare = _done(duty, request, dispute, case)

        def work(effects: Effects, stage: str = dispute.stage, bare: e.DutyDone = bare) -> None:
            effects.end(bare.number, bare.how, bare.happened, because=bare.reason, option=bare.option)
            effects.starts_done(bare.happened, stage)

        started = {one.id for one in case.policy.duties if one.starts == f"done:{duty.started.duty}"}
        mine = {key: day for key, day in dates.items() if key in started}
        event = replace(case, dispute=dispute).complete(bare, mine, work)
        dates = {key: day for key, day in dates.items() if key not in mine}
        events.append(event)
        dispute = evolve(dispute, event)
    if dates:
        raise BadAnswers(
            "Nothing was recorded: a date was given for a duty that does not start now.",
            details=tuple(f"dates.{duty_id}: no such duty starts with this" for duty_id in dates),
        )
    return tuple(events)


def open_duty(number: int, dispute: Dispute) -> Duty:
    """The open duty of that number. Raises NoSuchDuty."""
    duty = dispute.duties.get(number)
    if duty is None or duty.ended:
        what = "has ended already" if duty else "is no duty of this dispute"
        listed = ", ".join(f"D{one.number}" for one in dispute.open_duties()) or "none"
        raise NoSuchDuty(f"Nothing was recorded: D{number} {what}.", hint=f"Open duties: {listed}.")
    return duty


def can_be_done(duty: Duty, dispute: Dispute) -> bool:
    """Whether it ends by being marked done; some end by what happens."""
    return dispute.resolved is not None or duty.started.ends not in _ENDED_BY


def can_be_left_out(duty: Duty) -> bool:
    """Whether it may be said not to be needed: not where the stage depends on it."""
    return not (duty.started.gate or duty.started.clock)


def _bare(duty: Duty, happened: Happened, case: Case, how: str) -> e.DutyDone:
    return e.DutyDone(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        number=duty.number,
        duty=duty.started.duty,
        how=how,
    )


def _not_needed(duty: Duty, request: MarkDone, dispute: Dispute, case: Case) -> e.DutyDone:
    if not can_be_left_out(duty):
        raise Refused(
            f"Nothing was recorded: D{duty.number} cannot be left out: the stage depends on it.",
            hint=f"To go past it: escalate advance {short(dispute)} --because risk",
        )
    happened = case.since_stay(request.happened, stay_of(duty, dispute))
    return replace(_bare(duty, happened, case, e.NOT_NEEDED), reason=request.not_needed)


def _done(duty: Duty, request: MarkDone, dispute: Dispute, case: Case) -> e.DutyDone:
    started = duty.started
    if not can_be_done(duty, dispute):
        command = _ENDED_BY[started.ends].format(ref=short(dispute), entry=dispute.position(duty.began))
        raise Refused(
            f"Nothing was recorded: D{duty.number} does not end by being marked done.", hint=f"Use: {command}"
        )
    happened = case.since_stay(request.happened, stay_of(duty, dispute))
    option = _option(duty, request.option)
    answers = _form_answers(duty, request, dispute, case)
    return replace(_bare(duty, happened, case, e.DONE), option=option, answers=answers)


def stay_of(duty: Duty, dispute: Dispute) -> Stay:
    """The stay in which the duty began: an earlier one if that was written down after its stage was left."""
    began = [stay for stay in dispute.stays if stay.seq <= duty.began]
    then = [stay for stay in began if stay.since.earliest <= duty.started.since.latest]
    return (began if duty.started.starts in ONCE or not then else then)[-1]


def _option(duty: Duty, option: str) -> str:
    options = duty.started.options
    if options and option not in options:
        shown = " / ".join(options)
        if not option:
            raise MissingAnswers("Nothing was recorded: a decision is missing.", details=(f"option: {shown}",))
        raise BadAnswers("Nothing was recorded.", details=(f"option: must be one of {shown}",))
    if option and not options:
        raise BadAnswers("Nothing was recorded.", details=(f"option: D{duty.number} asks for no decision",))
    return option


def _form_answers(duty: Duty, request: MarkDone, dispute: Dispute, case: Case) -> dict[str, str]:
    """What the duty's form still asks; an answer given once under an id is never asked again.

    What the log fills in, and what identifies the child or adult, is not demanded: it stands in the form as printed.
    """
    form = case.policy.form(duty.started.form)
    asks = {ask.id: ask for ask in form.asks} if form else {}
    faults = [f"answers.{ask}: is no question of this duty" for ask in request.answers if ask not in asks]
    for ask_id, ask in asks.items():
        given = request.answers.get(ask_id, "")
        if given and ask.options and given not in ask.options:
            faults.append(f"answers.{ask_id}: must be one of {' / '.join(ask.options)}")
    if faults:
        raise BadAnswers("Nothing was recorded: some answers do not fit.", details=tuple(faults))
    to_keep = [ask for ask in asks.values() if not (ask.fill or ask.identifies)]
    known = dispute.answered(form, case.policy) if form else {}
    missing = [ask for ask in to_keep if not (request.answers.get(ask.id) or known.get(ask.id))]
    if missing:
        raise MissingAnswers(
            "Nothing was recorded: the form is not complete.",
            details=tuple(f"answers.{ask.id}: {ask.text}" for ask in missing),
            hint=f"An answer can be `{NOT_KNOWN}`.",
        )
    return dict(request.answers)


def agree_date(request: AgreeDate, dispute: Dispute, case: Case) -> e.DateAgreed:
    """A new date; a later one needs who agreed, an earlier one only why. Raises BadDate, MissingAnswers."""
    duty = open_duty(request.number, dispute)
    if not request.reason.strip():
        raise MissingAnswers("Nothing was recorded: a new date needs its reason.", details=("reason: why",))
    if request.to.day < Happened.instant(case.now).day:
        raise BadDate("Nothing was recorded: the new date is before today.", hint="Give today or a later day.")
    at = request.to.at or case.calendar.end_of(request.to.day)
    later = duty.due is None or at > duty.due.at
    if later and not request.agreed_by.strip():
        raise MissingAnswers("Nothing was recorded: a later date needs who agreed.", details=("agreed_by: who",))
    happened = case.since_stay(request.happened, stay_of(duty, dispute))
    past = duty.due is not None and duty.started.within != AT_ONCE and not happened.in_time(duty.due.at)
    return e.DateAgreed(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        number=duty.number,
        due=Due(at, AGREED, happened, "a date agreed", (), case.calendar.why_off(request.to.day)),
        was=duty.due,
        reason=request.reason,
        agreed_by=request.agreed_by,
        own_side_alone=not request.other_side_agrees,
        was_late=past,
    )
