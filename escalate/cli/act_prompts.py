"""An act on a dispute at the keyboard: what helps before the questions, and what is offered once it is recorded."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from escalate import runtime
from escalate.cli import ask, entry_prompts, forms, keep_prompts
from escalate.cli.act_forms import FORMS
from escalate.cli.ask import Question
from escalate.cli.forms import SoFar
from escalate.cli.last_words import show_acted
from escalate.cli.options import Said
from escalate.cli.prompting import KEPT, Session, stoppable
from escalate.domain.calendar import Happened
from escalate.domain.dispute import Dispute
from escalate.domain.events import ACTION
from escalate.domain.gates import missing
from escalate.domain.policy import RESPONDING
from escalate.domain.requests import MarkDone
from escalate.errors import ChangedMeanwhile, Refused
from escalate.usecases import acts
from escalate.usecases.ports import Stored
from escalate.usecases.status import StatusView
from escalate.usecases.tally import TallyView


def prompted(command: str, number: int, given: Mapping[str, Any], said: Said) -> None:
    """Ask, record and show, as `acting.act` does from answers."""
    form, before = FORMS[command], _stored(number)
    session = Session(command, number, before.dispute.seq)
    colleagues = runtime.office().settings.me

    def questions(so_far: SoFar) -> tuple[Question, ...]:
        stored = _stored(number)
        beside = {forms.WRITER: session.draft.me, forms.COLLEAGUES: colleagues}
        return form.questions(stored.dispute, stored.policy, {**so_far, **beside})

    if any(one.required and one.kind.startswith("number") and not one.options for one in questions({})):
        raise Refused(
            "Nothing was recorded: nothing is open that this command could end or move.",
            hint=f"What is open, and what ends it: escalate status {number}",
        )
    with stoppable(session):
        resumed = session.resume()
        session.interview.give(given)
        session.offer_dates(before.policy)
        me = session.writer(said.me)
        advice = (*_before(command, before), *(() if resumed else (KEPT,)))
        session.asker.say("", f"{form.title}: {before.dispute.opened.reference}", *advice)
        if command in entry_prompts.COMMANDS:
            entry_prompts.show_entry(session, questions, before)

        def act(answers: Mapping[str, Any], *, rehearse: bool = False) -> None:
            if command == "erase":
                answers = keep_prompts.confirmed(answers, before.dispute, session, rehearse=rehearse)
            view = _acted(command, number, answers, session, rehearse=rehearse)
            if not rehearse:
                show_acted(command, number, view, said.how)

        session.record(questions, _title(command, before), act, partial(act, rehearse=True))
    if command == "correct":
        entry_prompts.offer_new_dates(number, me, said)
    if command == "log":
        _done_already(number, before.dispute, me, said)


def _title(command: str, stored: Stored) -> str:
    """What is about to be recorded: of an advance, to which stage."""
    policy = stored.policy
    here = policy.stage(stored.dispute.stage)
    following = [stage for stage_id in (here.next if here else ()) if (stage := policy.stage(stage_id))]
    if command == "advance" and len(following) == 1:
        who = "They have taken it to" if stored.dispute.side == RESPONDING else "To"
        return f"{who} {policy.calls_stage.lower()} {following[0].id}, {following[0].name}"
    return FORMS[command].title


def _stored(number: int) -> Stored:
    return runtime.office().reader.stored(number)


def _acted(
    command: str, number: int, answers: Mapping[str, Any], session: Session, *, rehearse: bool
) -> StatusView | TallyView:
    office, form, draft = runtime.office(), FORMS[command], session.draft
    stored = office.reader.stored(number)
    values = ask.answers(form.questions(stored.dispute, stored.policy, answers), answers, office.now)
    desk = office.desk(office.me(draft.me), draft=draft.number, rehearse=rehearse)
    try:
        return acts.act(form.request(values, stored.dispute), desk, number, stored.policy, draft.seq)
    except ChangedMeanwhile:
        session.seen(_stored(number).dispute.seq)  # the fault shows what was added; recording it then is a choice
        raise


def _before(command: str, stored: Stored) -> Iterator[str]:
    """What the policy advises at this point; before the next stage, who speaks, whom to tell."""
    policy, dispute = stored.policy, stored.dispute
    here = policy.stage(dispute.stage)
    if command == "log" and here:
        yield from here.advice
    if command == "erase":
        office = runtime.office()
        yield from keep_prompts.warned(dispute, office.settings.keep_years, Happened.instant(office.now).day)
    if command != "advance" or not here:
        return
    if dispute.side == RESPONDING:  # on the other side the rule says it, and stops
        yield from (f"Still missing: {one}" for one in missing(dispute, policy) if one.number)
    contacts = runtime.office().contacts(policy)

    def named(role: str) -> str:
        title = policy.role_title(role)
        return f"{title} ({contacts[title]})" if title in contacts else title

    for stage in (found for stage_id in here.next if (found := policy.stage(stage_id))):
        other = f" with {named(stage.responding)}" if stage.responding else ""
        yield f"{policy.calls_stage} {stage.id}, {stage.name}: {named(stage.raising)}{other}"
        yield from (f"  {line}" for line in stage.advice)
        told = (role for duty in policy.at(stage.id) if duty.starts == "entered" for role in duty.tell)
        yield from (f"  Tell {named(role)}" for role in dict.fromkeys(told))


def _done_already(number: int, before: Dispute, me: str, said: Said) -> None:
    """Offer what the record has just started for our side, as long as nothing but a tick is needed."""
    stored = _stored(number)
    started = forms.numbered(
        duty
        for duty in stored.dispute.open_duties()
        if duty.number not in before.duties
        and stored.dispute.waiting_on(duty.started) in ("us", "both")
        and duty.started.ends == "done"
        and not (duty.started.options or duty.started.form or duty.started.duty == ACTION)
    )
    if not started:
        return
    session = Session("done", number)
    with stoppable(session):
        asked = Question("duties", "It started these. Tick what is done already; the rest can wait", options=started)
        done = session.asker.tick(asked, ())
    if done:
        office = runtime.office()
        request = MarkDone(tuple(int(one.removeprefix("D")) for one in done))
        runtime.show(acts.act(request, office.desk(office.me(me)), number, stored.policy, None), said.how)
