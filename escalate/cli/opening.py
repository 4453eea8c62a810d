"""Opening a dispute from the keyboard: danger before anything else, even before set-up and with no log at all."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from escalate import runtime
from escalate.cli import ask, open_form
from escalate.cli.acting import take_me
from escalate.cli.options import Said
from escalate.cli.usual_policy import usual
from escalate.errors import BadAnswers, BadSettings, Erased, EscalateError

if TYPE_CHECKING:
    from escalate.policy_files import Loaded
    from escalate.settings import Me
    from escalate.usecases.status import StatusView

EMERGENCY = ("Police, ambulance: 999",)
THEN = (
    "Children's social care, or adults' social care, of the area where the person is",
    "Your own safeguarding lead",
    "Then record whom you told and when: escalate danger, or escalate open",
)


def open_dispute(policy_id: str, from_ref: str, given: Mapping[str, Any], said: Said) -> None:
    """Open a dispute, or stop to say whom to call."""
    data = {**ask.document(said.answers), **given}
    if data.get("danger") == "not-told":
        show_danger("", said.how)
        return
    office = runtime.office()
    me = take_me(data, said.me)
    start = restarted(office, from_ref)
    chosen = policy_id or _text(data, "policy")
    loaded = office.policies.load(chosen or usual(office, "Nothing was recorded: which policy?"))
    data.pop("policy", None)
    questions = open_form.questions(loaded.policy, data)
    if said.blank:
        from escalate.cli.blank import blank

        policy = loaded.policy
        advice = (*policy.advice, *policy.first.advice)
        runtime.say(blank(f"A new {policy.calls_it}: {policy.title}", questions, advice))
        return
    runtime.show(record({**start, **data}, questions, loaded, office.me(me), from_ref), said.how)


def record(
    answers: Mapping[str, Any],
    questions: tuple[ask.Question, ...],
    loaded: "Loaded",
    me: "Me",
    from_ref: str,
    draft: int = 0,
    *,
    rehearse: bool = False,
) -> "StatusView":
    """Record the new dispute; where it stands. Raises what the answers or the rules find wrong."""
    from escalate.usecases.acts import open_dispute as decided

    office = runtime.office()
    values = ask.answers(questions, answers, office.now)
    request = open_form.request(values, loaded.policy, me, from_ref)
    digest = hashlib.sha256(loaded.kept).hexdigest()
    desk = office.desk(me, draft=draft, rehearse=rehearse)
    return decided(request, desk, loaded.policy, loaded.kept, digest)


def show_danger(ref: str, how: runtime.How) -> None:
    """Whom to call first. Nothing that is wrong with the settings may stand in the way."""
    from escalate.usecases.office import DangerView

    try:
        emergency = runtime.office().settings.emergency or EMERGENCY
    except BadSettings:
        emergency = EMERGENCY
    runtime.show(DangerView(ref, emergency, THEN), how)


def told_already(ref: str) -> bool:
    """Ask whether somebody has been told, so that it can go on record: only where a dispute is open."""
    from escalate.cli.prompting import asker

    try:
        runtime.office().reader.find(ref)
    except EscalateError:  # whatever is wrong: whom to call has been said
        return False
    options = {"no": "not yet: I call now", "yes": "yes: record whom, and when"}
    try:
        return asker().choose(ask.Question("told", "Have you told somebody?", options=options), "no") == "yes"
    except (KeyboardInterrupt, EOFError):
        return False


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        raise BadAnswers("Nothing was recorded.", details=(f"{key}: must be text in quotation marks",))
    return value


def restarted(office: runtime.Office, ref: str) -> dict[str, Any]:
    """What a dispute under another policy starts from: the other's parties, people, subjects and concern."""
    if not ref:
        return {}
    dispute = office.reader.stored(office.reader.find(ref)).dispute
    if dispute.erased:
        raise Erased(f"Nothing was recorded: {dispute.opened.reference} was erased, so nothing can start from it.")
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
