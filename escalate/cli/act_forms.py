"""The questions of each act on a dispute, and the request that their answers make."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from escalate.cli import attach_form, entry_form, forms, keep_form, log_form
from escalate.cli.ask import Answers, Question
from escalate.cli.forms import WHEN, SoFar
from escalate.domain import requests as r
from escalate.domain.choices import OUTCOMES
from escalate.domain.dispute import Dispute
from escalate.domain.doing import NOT_KNOWN, can_be_done
from escalate.domain.frozen import frozen
from escalate.domain.policy import Policy

NOT_TO_KEEP = "This identifies the child or adult. It is kept only if you answer it here: the printed form asks for it."
_DISSENT = "To resolve it all the same: who still believes so, what and why; it is put on record"


@frozen
class Form:
    """The questions of one command, as they are after the answers so far, and the request of that kind they make."""

    kind: type[r.Request]
    title: str
    questions: Callable[[Dispute, Policy, SoFar], tuple[Question, ...]]
    request: Callable[[Answers, Dispute], r.Request]


def _reflect(_: Dispute, policy: Policy, __: SoFar) -> tuple[Question, ...]:
    return (WHEN, *forms.reflection_table(policy, each=False).inside)


def _reflect_each(_: Dispute, policy: Policy, __: SoFar) -> tuple[Question, ...]:
    return (WHEN, *forms.reflection_table(policy, each=True).inside)


def _advance(dispute: Dispute, policy: Policy, _: SoFar) -> tuple[Question, ...]:
    here = policy.stage(dispute.stage)
    following = here.next if here else ()
    ordered = sorted(policy.stages, key=lambda stage: stage.id not in following)
    stages = {one.id: one.name if one.id in following else f"{one.name} (not the next)" for one in ordered}
    hints = tuple(f"{one.name}: {one.hint}" for one in ordered if one.hint and one.id in following)
    forks = len(following) > 1
    enter = "" if forks else "the next"
    return (
        Question("to", "To which stage", options=stages, more=hints, asked=forks, enter=enter),
        forms.asks_table(policy, dispute),
        WHEN,
        *forms.bypass_questions(policy),
        forms.dates_table(policy.duties),
    )


def _advance_request(values: Answers, _: Dispute) -> r.Request:
    return r.Advance(
        to=values.get("to", ""),
        happened=values.get("when"),
        reason=values.get("reason", ""),
        bypass=forms.bypass(values),
        answers=values.get("answers", {}),
        dates=values.get("dates", {}),
    )


def _done(dispute: Dispute, policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    duties = [duty for duty in dispute.open_duties() if can_be_done(duty, dispute)]
    picked = {str(one).upper() for one in _listed(so_far.get("duties"))}
    chosen = [duty for duty in dispute.open_duties() if f"D{duty.number}" in picked] or duties
    only_left_out = bool(picked) and not any(can_be_done(duty, dispute) for duty in chosen)
    options = {option: duty.started.what for duty in chosen for option in duty.started.options}
    filled = [form for duty in chosen if (form := policy.form(duty.started.form))]
    asks = {ask.id: ask for form in filled for ask in form.asks if ask.id not in dispute.answered(form, policy)}
    inside = tuple(
        Question(
            ask.id,
            f"{ask.part}: {ask.text}" if ask.part else ask.text,
            "text" if ask.options else "long",
            options=dict.fromkeys(ask.options, ""),
            asked=not (ask.fill or ask.identifies),
            default=None if ask.options else NOT_KNOWN,
            enter="" if ask.options else NOT_KNOWN,
            more=(NOT_TO_KEEP,) if ask.identifies else (),
        )
        for ask in asks.values()
    )
    return (
        Question("duties", "Which duties", "numbers", required=True, options=forms.numbered(duties)),
        replace(WHEN, asked=True),
        Question("option", "The decision, where the duty asks for one", options=options, asked=bool(options)),
        Question("answers", "The duty's form", "table", inside=inside, asked=bool(inside)),
        Question("not_needed", "If it is not needed: why", "long", asked=only_left_out),
        forms.dates_table(duty for duty in policy.duties if duty.starts.startswith("done:")),
    )


def _listed(given: object) -> list[object]:
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _done_request(values: Answers, _: Dispute) -> r.Request:
    return r.MarkDone(
        numbers=values["duties"],
        happened=values.get("when"),
        option=values.get("option", ""),
        answers=values.get("answers", {}),
        not_needed=values.get("not_needed", ""),
        dates=values.get("dates", {}),
    )


def _extend(dispute: Dispute, _: Policy, __: SoFar) -> tuple[Question, ...]:
    open_ones = forms.numbered(dispute.open_duties())
    return (
        Question("duty", "Which duty", "number", required=True, options=open_ones),
        Question("to", "The new date", "date", required=True, ahead=True),
        Question("reason", "Why", "long", required=True),
        Question("agreed_by", "Who agreed to it (must be said for a later date)", asked=True),
        Question("other_side_agrees", "Does the other side agree?", "flag", asked=True, default="no"),
        WHEN,
    )


def _extend_request(values: Answers, _: Dispute) -> r.Request:
    return r.AgreeDate(
        number=values["duty"],
        to=values["to"],
        reason=values["reason"],
        agreed_by=values.get("agreed_by", ""),
        other_side_agrees=values.get("other_side_agrees", False),
        happened=values.get("when"),
    )


def _people(dispute: Dispute, policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    parties = {**forms.named_parties(dispute), **forms.new_parties(so_far)}
    present = {one.name: f"{one.name}, {one.role}" for one in dispute.people}
    return (
        forms.people_rows("Who joins", parties, any_party=True),
        Question("left", "Who leaves", "choices", options=present, asked=bool(present), people=True),
        forms.party_rows("Parties that join", policy),
        WHEN,
    )


def _people_request(values: Answers, dispute: Dispute) -> r.Request:
    return r.ChangePeople(
        joined=tuple(forms.person(row) for row in values.get("people", ())),
        left=values.get("left", ()),
        parties=tuple(forms.party(row, dispute.other_side) for row in values.get("parties", ())),
        happened=values.get("when"),
    )


def _danger(_: Dispute, __: Policy, ___: SoFar) -> tuple[Question, ...]:
    return (Question("told", "Whom you told", "long", required=True), replace(WHEN, asked=True))


def _resolve(_: Dispute, policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    resolved = (duty for duty in policy.duties if duty.starts == "resolved")
    stands = so_far.get("outcome") == "decision-stands"
    return (
        Question("outcome", "How it ends", "choice", required=True, options=OUTCOMES),
        Question("decided_by", "Who decided", required=True),
        Question(
            "at_risk",
            "Does anyone still believe the person at risk of significant harm?",
            "flag",
            required=True,
        ),
        Question("reasons", "The reasons (must be given if the decision stands)", "long", asked=stands),
        Question("dissent", _DISSENT, "long", enter="do not resolve it"),
        WHEN,
        forms.dates_table(resolved),
    )


def _resolve_request(values: Answers, _: Dispute) -> r.Request:
    return r.Resolve(
        outcome=values["outcome"],
        decided_by=values["decided_by"],
        at_risk=values["at_risk"],
        reasons=values.get("reasons", ""),
        dissent=values.get("dissent", ""),
        happened=values.get("when"),
        dates=values.get("dates", {}),
    )


def _reopen(dispute: Dispute, policy: Policy, __: SoFar) -> tuple[Question, ...]:
    stages = {stage.id: stage.name for stage in policy.stages}
    return (
        Question("reason", "Why it is opened again", "long", required=True),
        Question("stage", "At which stage", options=stages, asked=True, default=dispute.stage, enter="the last"),
        WHEN,
        Question(
            "raise_by", "If it was never put to the other side: by when you will", "date", offered=True, ahead=True
        ),
        forms.dates_table(policy.duties),
    )


def _reopen_request(values: Answers, _: Dispute) -> r.Request:
    return r.Reopen(
        reason=values["reason"],
        stage=values.get("stage", ""),
        happened=values.get("when"),
        raise_by=values.get("raise_by"),
        dates=values.get("dates", {}),
    )


def _reflect_request(values: Answers, _: Dispute) -> r.Request:
    said = {key: value for key, value in values.items() if key != "when"}
    return r.Reflect(forms.reflection(said), values.get("when"))


def _danger_request(values: Answers, _: Dispute) -> r.Request:
    return r.ReportDanger(values["told"], values.get("when"))


FORMS: Mapping[str, Form] = {
    "reflect": Form(r.Reflect, "The reflection", _reflect, _reflect_request),
    "reflect --each": Form(r.Reflect, "The reflection, question by question", _reflect_each, _reflect_request),
    "log": Form(r.LogDiscussion, log_form.TITLE, log_form.questions, log_form.request),
    "advance": Form(r.Advance, "To the next stage", _advance, _advance_request),
    "done": Form(r.MarkDone, "Done, or not needed", _done, _done_request),
    "extend": Form(r.AgreeDate, "A new date", _extend, _extend_request),
    "people": Form(r.ChangePeople, "Who acts now", _people, _people_request),
    "danger": Form(r.ReportDanger, "Somebody is in danger: whom you told", _danger, _danger_request),
    "keep": Form(r.Keep, "How long it is kept", keep_form.keeping, keep_form.keep),
    "erase": Form(r.Erase, "Its words are to be destroyed", keep_form.erasure, keep_form.erase),
    "resolve": Form(r.Resolve, "Close it", _resolve, _resolve_request),
    "reopen": Form(r.Reopen, "Open it again", _reopen, _reopen_request),
    "correct": Form(r.Correct, "A correction", entry_form.correction, entry_form.correct),
    "attach": Form(r.Attach, "A file is attached", attach_form.attaching, attach_form.attach),
    "approve": Form(r.Approve, "A record is approved", entry_form.approval, entry_form.approve),
}
