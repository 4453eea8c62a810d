"""The questions of each act on a dispute, and the request that their answers make."""

from collections.abc import Callable, Mapping

from escalate.cli import forms
from escalate.cli.ask import Answers, Question
from escalate.cli.forms import WHEN
from escalate.domain import requests as r
from escalate.domain.choices import EXTRAS, HOWS, OUTCOMES
from escalate.domain.dispute import Dispute
from escalate.domain.frozen import frozen
from escalate.domain.policy import Policy


@frozen
class Form:
    """The questions of one command, and what makes the request of that kind from their answers."""

    kind: type[r.Request]
    title: str
    questions: Callable[[Dispute, Policy], tuple[Question, ...]]
    request: Callable[[Answers, Dispute], r.Request]


def _reflect(_: Dispute, policy: Policy) -> tuple[Question, ...]:
    return (WHEN, *forms.reflection_table(policy, each=False).inside)


def _reflect_each(_: Dispute, policy: Policy) -> tuple[Question, ...]:
    return (WHEN, *forms.reflection_table(policy, each=True).inside)


def _log(dispute: Dispute, policy: Policy) -> tuple[Question, ...]:
    parties = {party.id: f"{party.team or party.agency}, {party.side}" for party in dispute.parties}
    stays = {stay.stage: stay.name for stay in dispute.stays}
    starting = (duty for duty in policy.duties if duty.starts not in ("entered", "resolved"))
    return (
        Question("when", "When it happened: a day, with the hour if known", "happened", required=True),
        Question("how", "How", "choice", required=True, options=HOWS),
        forms.people_rows("Who was there beside you; sides follow from the party", parties),
        Question("no_reply", "Parties that were tried and did not reply", "choices", options=parties),
        Question("said", "What was said", required=True),
        Question("our_reasons", "Our reasons"),
        Question("their_reasons", "Their reasons"),
        Question("outcome", "How it ended"),
        Question("agreed", "Was anything agreed?", "flag"),
        _actions(parties),
        Question("extras", "If it was part of it", "table", inside=tuple(Question(k, v) for k, v in EXTRAS.items())),
        Question("stage", "An earlier stage, if it was then", options=stays),
        forms.dates_table(starting),
        Question("dates_agreed", "Duties whose date the other side agrees to", "numbers"),
    )


def _actions(parties: Mapping[str, str]) -> Question:
    inside = (
        Question("who", "Who does it", required=True),
        Question("party", "Of which party", "choice", required=True, options=parties),
        Question("what", "What", required=True),
        Question("by", "By when", "date"),
    )
    return Question("actions", "Actions agreed", "rows", inside=inside)


def _log_request(values: Answers, _: Dispute) -> r.Request:
    return r.LogDiscussion(
        happened=values["when"],
        how=values["how"],
        present=tuple(forms.person(row) for row in values.get("people", ())),
        said=values["said"],
        no_reply=values.get("no_reply", ()),
        our_reasons=values.get("our_reasons", ""),
        their_reasons=values.get("their_reasons", ""),
        outcome=values.get("outcome", ""),
        agreed=values.get("agreed", False),
        actions=tuple(
            r.AgreedAction(row["who"], row["what"], row["party"], row.get("by")) for row in values.get("actions", ())
        ),
        extras=values.get("extras", {}),
        stage=values.get("stage", ""),
        dates=values.get("dates", {}),
        dates_agreed=values.get("dates_agreed", ()),
    )


def _advance(dispute: Dispute, policy: Policy) -> tuple[Question, ...]:
    stages = {stage.id: f"{stage.name}. {stage.hint}".removesuffix(". ") for stage in policy.stages}
    return (
        WHEN,
        Question("to", "To which stage (nothing: the next)", options=stages),
        *forms.bypass_questions(policy),
        forms.asks_table(policy, dispute),
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


def _done(dispute: Dispute, policy: Policy) -> tuple[Question, ...]:
    duties = dispute.open_duties()
    open_ones = {f"D{duty.number}": duty.started.what for duty in duties}
    options = {option: duty.started.what for duty in duties for option in duty.started.options}
    filled = (form for duty in duties if (form := policy.form(duty.started.form)))
    asks = {ask.id: ask for form in filled for ask in form.asks}
    inside = tuple(
        Question(ask.id, f"{ask.part}: {ask.text}" if ask.part else ask.text, options=dict.fromkeys(ask.options, ""))
        for ask in asks.values()
        if ask.id not in dispute.answers
    )
    return (
        Question("duties", "Which duties", "numbers", required=True, options=open_ones),
        WHEN,
        Question("option", "The decision, where the duty asks for one", options=options),
        Question("not_needed", "If it is not needed: why"),
        Question("answers", "The duty's form", "table", inside=inside),
        forms.dates_table(duty for duty in policy.duties if duty.starts.startswith("done:")),
    )


def _done_request(values: Answers, _: Dispute) -> r.Request:
    return r.MarkDone(
        numbers=values["duties"],
        happened=values.get("when"),
        option=values.get("option", ""),
        answers=values.get("answers", {}),
        not_needed=values.get("not_needed", ""),
        dates=values.get("dates", {}),
    )


def _extend(dispute: Dispute, _: Policy) -> tuple[Question, ...]:
    open_ones = {f"D{duty.number}": duty.started.what for duty in dispute.open_duties()}
    return (
        Question("duty", "Which duty", "numbers", required=True, options=open_ones),
        Question("to", "The new date", "date", required=True),
        Question("reason", "Why", required=True),
        Question("agreed_by", "Who agreed to it (must be said for a later date)"),
        Question("other_side_agrees", "Does the other side agree?", "flag"),
        WHEN,
    )


def _extend_request(values: Answers, _: Dispute) -> r.Request:
    return r.AgreeDate(
        number=values["duty"][0],
        to=values["to"],
        reason=values["reason"],
        agreed_by=values.get("agreed_by", ""),
        other_side_agrees=values.get("other_side_agrees", False),
        happened=values.get("when"),
    )


def _people(dispute: Dispute, policy: Policy) -> tuple[Question, ...]:
    return (
        forms.people_rows("Who joins", {}),
        Question("left", "Who leaves", "choices", options={one.name: one.role for one in dispute.people}),
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


def _danger(_: Dispute, __: Policy) -> tuple[Question, ...]:
    return (Question("told", "Whom you told", required=True), WHEN)


def _resolve(_: Dispute, policy: Policy) -> tuple[Question, ...]:
    resolved = (duty for duty in policy.duties if duty.starts == "resolved")
    return (
        Question("outcome", "How it ends", "choice", required=True, options=OUTCOMES),
        Question("decided_by", "Who decided", required=True),
        Question(
            "at_risk",
            "Does anyone still believe the person at risk of significant harm?",
            "flag",
            required=True,
        ),
        Question("reasons", "The reasons (must be given if the decision stands)"),
        Question("dissent", "If anyone still believes so: who, what and why"),
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


def _reopen(_: Dispute, policy: Policy) -> tuple[Question, ...]:
    stages = {stage.id: stage.name for stage in policy.stages}
    return (
        Question("reason", "Why it is opened again", required=True),
        Question("stage", "At which stage (nothing: the last)", options=stages),
        WHEN,
        Question("raise_by", "If it was never put to the other side: by when you will", "date"),
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
    "reflect-each": Form(r.Reflect, "The reflection, question by question", _reflect_each, _reflect_request),
    "log": Form(r.LogDiscussion, "A discussion, a consultation, or an attempt without reply", _log, _log_request),
    "advance": Form(r.Advance, "To the next stage", _advance, _advance_request),
    "done": Form(r.MarkDone, "Done, or not needed", _done, _done_request),
    "extend": Form(r.AgreeDate, "A new date", _extend, _extend_request),
    "people": Form(r.ChangePeople, "Who acts now", _people, _people_request),
    "danger": Form(r.ReportDanger, "Somebody is in danger: whom you told", _danger, _danger_request),
    "resolve": Form(r.Resolve, "Close it", _resolve, _resolve_request),
    "reopen": Form(r.Reopen, "Open it again", _reopen, _reopen_request),
}
