"""Questions that several commands share, and what their answers become: people, parties, dates, reflection."""

from collections.abc import Iterable, Mapping
from typing import Any

from escalate.cli.ask import Answers, Question
from escalate.domain.dispute import Dispute
from escalate.domain.events import ByPass, Party, Person
from escalate.domain.passing import REASONS, reasons_allowed
from escalate.domain.policy import SIDES, Duty, Policy
from escalate.domain.reflecting import forms_of
from escalate.domain.requests import Reflection

WHEN = Question("when", "When it happened: a day, with the hour if known (nothing: now)", "happened")


def people_rows(text: str, parties: Mapping[str, str]) -> Question:
    """Rows of people, each with a party: one of those listed, or any where none is."""
    kind, which = ("choice", "") if parties else ("text", ", by its id; your own is us")
    return Question(
        "people",
        text,
        "rows",
        inside=(
            Question("name", "Name", required=True),
            Question("role", "Role, for example teacher or team manager", required=True),
            Question("party", f"Which party they act for{which}", kind, required=True, options=parties),
            Question("agency", "For somebody of a panel: the agency they represent"),
        ),
    )


def party_rows(text: str, policy: Policy, *, required: bool = False) -> Question:
    """Rows of parties: a team of an agency on one side."""
    return Question(
        "parties",
        text,
        "rows",
        required,
        inside=(
            Question("id", "A short name to refer to it, for example school", required=True),
            Question("side", "Which side (nothing: not yours)", "choice", options=dict.fromkeys(SIDES, "")),
            Question("agency", "Agency", required=True),
            Question("team", "Team"),
            Question("sector", "Sector", "choice", options=policy.sectors),
        ),
    )


def person(row: Mapping[str, Any]) -> Person:
    """A row of people."""
    return Person(row["name"], row["role"], row["party"], row.get("agency", ""))


def party(row: Mapping[str, Any], opposite: str) -> Party:
    """A row of parties."""
    return Party(row["id"], row.get("side", opposite), row["agency"], row.get("team", ""), row.get("sector", "other"))


def asks_table(policy: Policy, dispute: Dispute | None = None) -> Question:
    """What the policy asks before a challenge, less what was answered before."""
    known = dispute.answers if dispute else {}
    asks = (ask for ask in policy.asks if ask.id not in known)
    inside = tuple(
        Question(
            ask.id,
            ask.text,
            "choice" if ask.options else "text",
            bool(ask.options) and dispute is None,
            options=dict.fromkeys(ask.options, ""),
        )
        for ask in asks
    )
    return Question("answers", "What the policy asks you to be clear about", "table", inside=inside)


def dates_table(duties: Iterable[Duty]) -> Question:
    """A date for each duty whose time the policy leaves to the parties."""
    inside = tuple(
        Question(duty.id, f"By when: {duty.what} (stage {', '.join(duty.stages)}; the policy sets no number)", "date")
        for duty in {duty.id: duty for duty in duties if duty.within == "agreed"}.values()
    )
    return Question(
        "dates",
        "Dates that the policy leaves to you; must be given for what starts now",
        "table",
        inside=inside,
    )


def bypass_questions(policy: Policy) -> tuple[Question, ...]:
    """Why a stage is gone past."""
    reasons = {reason: REASONS[reason] for reason in reasons_allowed(policy.bypass)}
    return (
        Question("because", "To go past what is missing: why that is allowed", "choice", options=reasons),
        Question("reason", "The reason, in words (for going past or going back)"),
        Question("agreed_by", "Who, on both sides, agreed to go past it"),
    )


def bypass(values: Answers) -> ByPass | None:
    """The by-pass asked for, if any."""
    if "because" not in values:
        return None
    return ByPass(values["because"], values.get("reason", ""), values.get("agreed_by", ""))


def reflection_table(policy: Policy, *, each: bool) -> Question:
    """The reflection: one answer for each part, which shows all its questions; or one for each question."""
    inside: list[Question] = []
    for form in forms_of(policy):
        for place, part in enumerate(form.parts):
            opening = "" if place else f"{form.title}\n#   "
            heading = f"{form.title}. {part[0].part}: " if part[0].part else opening
            first = heading + part[0].text
            if each:
                inside += [Question(part[0].id, first), *(Question(ask.id, ask.text) for ask in part[1:])]
            else:
                inside.append(Question(part[0].id, "\n#   ".join((first, *(ask.text for ask in part[1:])))))
    later = {question.id: "" for question in inside}
    inside.append(Question("later", "Questions put off until later, by their ids", "choices", options=later))
    text = "The reflection; what is left out is recorded as not known yet"
    return Question("reflection", text, "table", inside=tuple(inside))


def reflection(values: Mapping[str, Any]) -> Reflection:
    """The reflection answered."""
    return Reflection({key: text for key, text in values.items() if key != "later"}, values.get("later", ()))
