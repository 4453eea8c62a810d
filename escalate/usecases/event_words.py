"""What an event says, as labels and texts: from its fields alone, so that one added later is said too."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date

from escalate.domain import events as e
from escalate.domain.calendar import Due, Happened
from escalate.domain.choices import EXTRAS, HOWS, OUTCOMES
from escalate.domain.correcting import APPROVERS
from escalate.domain.dispute import Dispute
from escalate.domain.parts import Action, ByPass, OtherDue, Party, Person, Subject
from escalate.domain.policy import Ask, Policy
from escalate.domain.reflecting import forms_of
from escalate.usecases.letter_texts import TITLES as LETTERS
from escalate.usecases.remarks import TIMES

_NOT_SAID = {  # said elsewhere on the same entry, or of no use to a reader
    *("happened", "recorded_later", "started", "ended", "kind", "sides", "spoke"),
    *("reference", "policy", "policy_digest", "ground_title", "stage_name", "from_stage", "duty", "of", "hold"),
}
_LABELS = {
    "policy_title": "policy",
    "grounds": "about",
    "people": "people then",
    "present": "present beside the writer",
    "restarts": "starts again",
    "not_known": "not known yet",
    "later": "put off",
    "said": "what was said",
    "outcome": "how it ended",
    "thin": "not recorded",
    "no_reply": "no reply from",
    "dates_agreed": "dates the other side agrees to",
    "to_stage": "to stage",
    "bypass": "gone past because",
    "left_out": "left out, to ask for",
    "number": "duty",
    "was": "due before",
    "due": "due now",
    "at_risk": "still believed at risk",
    "joined": "joins",
    "left": "leaves",
    "told": "who was told",
    "until": "kept until",
    "what": "what is wrong",
    "right": "what is right",
    "why": "why it is corrected",
    "when": "the right time",
    "moment": "which time",
    "role": "approved by",
    "by": "name",
    "file": "SHA-256 of the spreadsheet",
    "known_as": "reference there",
    "last_talk": "last discussion",
    "name": "file",
    "paper": "what it is",
    "size": "size in bytes",
    "sha256": "SHA-256",
    "digest": "SHA-256 of what it shows",
    "after": "without the entries up to",
}


def what_it_says(event: e.Act, dispute: Dispute, policy: Policy) -> Iterator[tuple[str, str | Happened]]:
    """Label and text of everything that an event says, empty ones left out."""
    questions = _questions(event, dispute, policy)
    for field in fields(event):
        value, label = getattr(event, field.name), _LABELS.get(field.name, field.name.replace("_", " "))
        if field.name in _NOT_SAID or value in ("", (), None, 0) or value == {}:
            continue
        if isinstance(value, Mapping):
            labels = EXTRAS if field.name == "extras" else questions
            yield from ((labels.get(key, key), text) for key, text in value.items())
        elif field.name in ("not_known", "later"):
            yield label, "; ".join(questions.get(one, one) for one in value)
        elif field.name == "grounds":
            yield label, "; ".join(policy.ground_title(ground) for ground in value)
        elif field.name == "no_reply":
            yield label, "; ".join(_party(one, dispute) for one in value)
        elif field.name in ("number", "after"):
            yield label, _duty(value, dispute) if field.name == "number" else f"entry {dispute.position(value)}"
        elif field.name == "dates_agreed":
            yield label, "; ".join(_duty(number, dispute) for number in value)
        elif field.name == "stage" and (stage := policy.stage(value)):
            yield label, f"{value}, {stage.name}"
        elif field.name in ("outcome", "how", "role", "moment", "letter"):
            yield label, {**OUTCOMES, **HOWS, **APPROVERS, **TIMES, **LETTERS}.get(value, value)
        elif isinstance(value, Due):
            yield label, Happened.instant(value.at)
        elif isinstance(value, date):
            yield label, Happened(value)
        elif field.name == "dues":
            yield from _dues(value)
        elif field.name == "other_ends":
            yield "late or in time, the other way round", ", ".join(f"D{number}" for number in value)
        else:
            yield label, value if isinstance(value, Happened) else _words(value, dispute)


def _questions(event: e.Act, dispute: Dispute, policy: Policy) -> dict[str, str]:
    """The text of every question by its id; where an id stands for several, that of the one which was asked there."""
    every = {ask.id: ask for form in policy.forms.values() for ask in form.asks}
    own: Iterable[Ask] = policy.asks
    if isinstance(event, e.Reflected):
        own = (ask for form in forms_of(policy) for ask in form.asks)
    elif isinstance(event, e.DutyDone):
        form = policy.form(dispute.duties[event.number].started.form)
        own = form.asks if form else ()
    return {ask.id: ask.text for ask in (*every.values(), *policy.asks, *own)}


def _duty(number: int, dispute: Dispute) -> str:
    return f"D{number} {dispute.duties[number].started.what}"


def _dues(dues: Iterable[OtherDue]) -> Iterator[tuple[str, Happened]]:
    """Both due times of each: the one that stands, and the one that the right time would have given."""
    for other in dues:
        yield f"D{other.number} due, as it stands", Happened.instant(other.was.at)
        yield f"D{other.number} due, from the right time", Happened.instant(other.would_be.at)


def _words(value: object, dispute: Dispute) -> str:
    match value:
        case tuple():
            return "; ".join(_words(one, dispute) for one in value)
        case Person(name, role, party, agency):
            return f"{name}, {role} ({', '.join(filter(None, (agency, _party(party, dispute))))})"
        case Party():
            return f"{', '.join(filter(None, (value.team, value.agency)))} ({value.side})"
        case Subject(kind, ref):
            return f"{kind} {ref}"
        case Action(who, what):
            return f"{who}: {what}"
        case ByPass():
            return ", ".join(filter(None, (value.because, value.reason, value.agreed_by)))
        case True:
            return "yes"
        case int():
            return f"{value:,}"
        case _:
            return str(value)


def _party(party_id: str, dispute: Dispute) -> str:
    party = dispute.party(party_id)
    return ", ".join(filter(None, (party.team, party.agency))) if party else party_id
