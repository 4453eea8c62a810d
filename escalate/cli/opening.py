"""Opening a dispute from the keyboard: danger before anything else, even before set-up and with no log at all."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from escalate import runtime
from escalate.cli import ask, open_form
from escalate.cli.acting import Said, merged, take_me
from escalate.errors import BadAnswers, BadSettings, MissingAnswers

if TYPE_CHECKING:
    from escalate.policy_files import Loaded

EMERGENCY = ("Police, ambulance: 999",)
THEN = (
    "Children's social care, or adults' social care, of the area where the person is",
    "Your own safeguarding lead",
    "Then record whom you told and when: escalate danger REF --answers FILE, or escalate open --danger told",
)


def open_dispute(policy_id: str, from_ref: str, given: Mapping[str, Any], said: Said) -> None:
    """Open a dispute, or stop to say whom to call."""
    data = merged(ask.document(said.answers), given)
    if data.get("danger") == "not-told":
        show_danger("", said.how)
        return
    office = runtime.office()
    me = take_me(data, said.me)
    start = _restarted(office, from_ref)
    loaded = _policy(office, policy_id or _text(data, "policy"))
    data.pop("policy", None)
    questions = open_form.questions(loaded.policy)
    if said.blank:
        policy = loaded.policy
        advice = (*policy.advice, *policy.first.advice)
        runtime.say(ask.blank(f"A new {policy.calls_it}: {policy.title}", questions, advice))
        return
    values = ask.answers(questions, {**start, **data}, office.now)
    who = office.me(me)
    request = open_form.request(values, loaded.policy, who, from_ref)
    from escalate.usecases.acts import open_dispute as record

    digest = hashlib.sha256(loaded.kept).hexdigest()
    runtime.show(record(request, office.desk(who), loaded.policy, loaded.kept, digest), said.how)


def show_danger(ref: str, how: runtime.How) -> None:
    """Whom to call first. Nothing that is wrong with the settings may stand in the way."""
    from escalate.usecases.office import DangerView

    try:
        emergency = runtime.office().settings.emergency or EMERGENCY
    except BadSettings:
        emergency = EMERGENCY
    runtime.show(DangerView(ref, emergency, THEN), how)


def _policy(office: runtime.Office, policy_id: str) -> "Loaded":
    chosen = policy_id or next(iter(office.settings.policies), "")
    if not chosen:
        raise MissingAnswers(
            "Nothing was recorded: which policy?",
            details=(f"policy: one of {', '.join(office.policies.ids())}",),
            hint="Use --policy ID, or choose one with: escalate setup. If anyone is in danger now: escalate danger",
        )
    return office.policies.load(chosen)


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise BadAnswers("Nothing was recorded.", details=(f"{key}: must be text in quotation marks",))
    return value


def _restarted(office: runtime.Office, ref: str) -> dict[str, Any]:
    """What a dispute under another policy starts from: the other's parties, people, subjects and concern."""
    if not ref:
        return {}
    dispute = office.reader.stored(office.reader.find(ref)).dispute
    return {
        "subjects": [vars(subject) for subject in dispute.opened.subjects],
        "parties": [vars(party) for party in dispute.parties if party.id != "us"],
        "people": [
            {"name": one.name, "role": one.role, "party": one.party, "agency": one.agency}
            for one in dispute.people
            if one.party != "us"
        ],
        "concern": dispute.opened.concern,
        "side": dispute.side,
    }
