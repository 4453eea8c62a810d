"""Set-up: who uses this log, which policies, which nation, closures, contacts, whom to call."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from escalate.cli.ask import Answers, Question
from escalate.cli.options import Blank, File, Json, Plain, how

if TYPE_CHECKING:
    from escalate.settings import Settings


def setup(answers: File = "", blank: Blank = False, as_json: Json = False, plain: Plain = False) -> None:
    """Say who uses this log, which policies and nation, closures, contacts, and whom to call first."""
    from escalate import runtime, settings
    from escalate.cli import ask
    from escalate.usecases.office import SettingsView

    office = runtime.office()
    ids = office.policies.ids()
    if blank:
        runtime.say(ask.blank("Set-up", _questions(ids)))
        return
    data = ask.document(answers)
    if data:
        settings.save(office.home, _changed(office.settings, ask.answers(_questions(ids), data, office.now)))
    elif not office.settings.me:
        ask.answers(_questions(ids), {}, office.now)
    now = settings.load(office.home)
    view = SettingsView(
        file=settings.FILE,
        me=tuple(", ".join(filter(None, (one.name, one.role, one.team, one.agency))) for one in now.me),
        policies=now.policies,
        nation=now.nation,
        closures=tuple(f"{one.first} to {one.last}: {one.why}" for one in now.closures),
        contacts=tuple(f"{one.policy}, {one.role}: {one.name} {one.phone}".strip() for one in now.contacts),
        emergency=now.emergency,
    )
    runtime.show(view, how(as_json, plain))


def _questions(policies: tuple[str, ...]) -> tuple[Question, ...]:
    from escalate.domain.policy import NATIONS, SECTORS

    listed = dict.fromkeys(policies, "")
    return (
        Question(
            "me",
            "Who uses this log",
            "rows",
            required=True,
            inside=(
                Question("name", "Name", required=True),
                Question("role", "Role", required=True),
                Question("agency", "Agency", required=True),
                Question("team", "Team"),
                Question("sector", f"Sector: {', '.join(SECTORS)}, or one of your policy's own"),
            ),
        ),
        Question("policies", "Policies used; the usual one first", "choices", options=listed),
        Question("nation", "Nation, for bank holidays outside a policy", "choice", options=dict.fromkeys(NATIONS, "")),
        Question("emergency", "Whom to call first when somebody is in danger", example='"Police, ambulance: 999"'),
        Question(
            "closure",
            "Days on which your office is closed",
            "rows",
            inside=(
                Question("first", "First day", "date", required=True),
                Question("last", "Last day", "date"),
                Question("why", "Why", required=True),
            ),
        ),
        Question(
            "contact",
            "Who holds a policy's role here",
            "rows",
            inside=(
                Question("policy", "Policy", "choice", required=True, options=listed),
                Question("role", "The role's id; see: escalate policy show", required=True),
                Question("name", "Name", required=True),
                Question("phone", "Telephone or e-mail"),
            ),
        ),
    )


def _changed(settings: "Settings", values: Answers) -> "Settings":
    from escalate.settings import Closure, Contact, Me

    def closure(row: Mapping[str, Any]) -> Closure:
        return Closure(row["first"].day, row.get("last", row["first"]).day, row["why"])

    emergency = (values["emergency"],) if "emergency" in values else settings.emergency
    return replace(
        settings,
        me=tuple(Me(**row) for row in values["me"]),
        policies=values.get("policies", settings.policies),
        nation=values.get("nation", settings.nation),
        emergency=emergency,
        closures=tuple(closure(row) for row in values["closure"]) if "closure" in values else settings.closures,
        contacts=tuple(Contact(**row) for row in values["contact"]) if "contact" in values else settings.contacts,
    )
