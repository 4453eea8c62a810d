"""Questions that several commands share, and what their answers become: people, parties, dates, reflection."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from escalate.cli.ask import Answers, Question
from escalate.domain.dispute import Dispute
from escalate.domain.dispute import Duty as OpenDuty
from escalate.domain.parts import ByPass, Party, Person
from escalate.domain.passing import REASONS, reasons_allowed
from escalate.domain.policy import SIDES, Duty, Policy
from escalate.domain.reflecting import LATER, forms_of
from escalate.domain.requests import Reflection

WHEN = Question(
    "when",
    "When it happened: a day, with the hour if known",
    "happened",
    default="now",
    enter="now",
)
SoFar = Mapping[str, Any]  # the answers given until now, as in an answers file
WRITER, COLLEAGUES = ":writer", ":colleagues"  # at the keyboard beside them: who writes, and who else uses this log


def people_rows(text: str, parties: Mapping[str, str], *, any_party: bool = False) -> Question:
    """Rows of people, each with a party: one of those listed, or with `any_party` another one too."""
    kind, which = ("text", ", by its id; your own is us") if any_party else ("choice", "")
    return Question(
        "people",
        text,
        "rows",
        asked=True,
        inside=(
            Question("name", "Name", required=True),
            Question("role", "Role, for example teacher or team manager", required=True),
            Question("party", f"Which party they act for{which}", kind, required=True, options=parties),
            Question("agency", "For somebody of a panel: the agency they represent"),
        ),
    )


def rows_of(so_far: SoFar, key: str) -> list[Mapping[str, Any]]:
    """The rows answered so far; what is no row is named as a fault later."""
    given = so_far.get(key)
    return [row for row in given if isinstance(row, Mapping)] if isinstance(given, (list, tuple)) else []


def numbered(duties: Iterable[OpenDuty]) -> dict[str, str]:
    """What each duty says, by its number."""
    return {f"D{duty.number}": f"D{duty.number} {duty.started.what}" for duty in duties}


def named_parties(dispute: Dispute) -> Mapping[str, str]:
    """The words for each party of a dispute."""
    return {party.id: f"{party.team or party.agency}, {party.side}" for party in dispute.parties}


def new_parties(so_far: SoFar) -> Mapping[str, str]:
    """The words for each party among the answers so far."""
    return {party_id(row): str(row.get("agency", "")) for row in rows_of(so_far, "parties")}


def party_rows(text: str, policy: Policy, *, required: bool = False) -> Question:
    """Rows of parties: a team of an agency on one side."""
    return Question(
        "parties",
        text,
        "rows",
        required,
        inside=(
            Question("side", "Which side", "choice", options=dict.fromkeys(SIDES, ""), enter="not yours"),
            Question("agency", "Agency", required=True),
            Question("team", "Team", asked=True, enter="none"),
            Question("sector", "Sector", "choice", asked=True, options=policy.sectors),
            Question(
                "id",
                "A short name to refer to it, for example school",
                enter="from its agency",
                made=party_id,
                listed=False,
            ),
        ),
    )


def person(row: Mapping[str, Any]) -> Person:
    """A row of people."""
    return Person(row["name"], row["role"], row["party"], row.get("agency", ""))


def party_id(row: Mapping[str, Any]) -> str:
    """What a row of parties is referred to by: its short name, or one made of its agency and team."""
    words = re.findall(r"\w+", re.sub("['\u2019]", "", f"{row.get('agency', '')} {row.get('team', '')}".casefold()))
    return str(row.get("id") or "-".join(words))


def party(row: Mapping[str, Any], opposite: str) -> Party:
    """A row of parties."""
    return Party(
        party_id(row), row.get("side", opposite), row["agency"], row.get("team", ""), row.get("sector", "other")
    )


def asks_table(policy: Policy, dispute: Dispute | None = None) -> Question:
    """What the policy asks before a challenge, less what was answered before."""
    known = dispute.answers if dispute else {}
    demanded = dispute is not None and len(dispute.stays) == 1
    asks = (ask for ask in policy.asks if ask.id not in known)
    inside = tuple(
        Question(
            ask.id,
            ask.text,
            "choice" if ask.options else "long",
            bool(ask.options) and dispute is None,
            options=dict.fromkeys(ask.options, ""),
            asked=True,
            enter="not known yet; it is asked before the next stage" if demanded else "not known yet",
        )
        for ask in asks
    )
    text = "What the policy asks you to be clear about"
    return Question("answers", text, "table", inside=inside, asked=bool(inside))


def dates_table(duties: Iterable[Duty]) -> Question:
    """A date for each duty whose time the policy leaves to the parties."""
    inside = tuple(
        Question(
            duty.id,
            f"By when: {duty.what} (stage {', '.join(duty.stages)}; the policy sets no number)",
            "date",
            offered=True,
            ahead=True,
        )
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
        Question(
            "because",
            "May what is missing be gone past, and why?",
            "choice",
            options=reasons,
            enter="no: stop here, and do first what is missing",
        ),
        Question("reason", "The reason, in words (for going past or going back)"),
        Question("agreed_by", "Who, on both sides, agreed to go past it"),
    )


def bypass(values: Answers) -> ByPass | None:
    """The by-pass asked for, if any."""
    if "because" not in values:
        return None
    return ByPass(values["because"], values.get("reason", ""), values.get("agreed_by", ""))


def reflection_table(policy: Policy, *, each: bool) -> Question:
    """The reflection: one answer for each part, which shows all its questions; or one for each question.

    A form whose parts are single questions is a list of factors, to tick first.
    """
    inside: list[Question] = []
    for form in forms_of(policy):
        if all(len(part) == 1 for part in form.parts):
            inside += [
                Question(ask.id, ask.text, asked=True, tick=form.title, default="yes", enter="yes") for ask in form.asks
            ]
            continue
        for part in form.parts:
            heading = f"{form.title}. {part[0].part}".removesuffix(". ")
            for asks in ((ask,) for ask in part) if each else (part,):
                lines = tuple(ask.text for ask in asks)
                inside.append(
                    Question(asks[0].id, heading, "long", more=lines, asked=True, enter="not known yet; later: put off")
                )
    later = {question.id: "" for question in inside}
    inside.append(Question("later", "Questions put off until later, by their ids", "choices", options=later))
    text = "The reflection; what is left out is recorded as not known yet"
    return Question("reflection", text, "table", inside=tuple(inside), asked=True)


def reflection(values: Mapping[str, Any]) -> Reflection:
    """The reflection answered; an answer that is only the word "later" puts its question off."""
    said = {key: text for key, text in values.items() if key != LATER}
    put_off = tuple(key for key, text in said.items() if text.strip().casefold() == LATER)
    given = {key: text for key, text in said.items() if key not in put_off}
    return Reflection(given, (*values.get(LATER, ()), *put_off))
