"""The questions of set-up, and the settings that their answers make."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from escalate.cli.ask import Answers, Question
from escalate.domain.policy import NATIONS, SECTORS
from escalate.errors import BadAnswers
from escalate.settings import Closure, Contact, Me, Settings

_LONGEST_CLOSURE = 366  # days
_ME = (
    Question("name", "Name", required=True),
    Question("role", "Role", required=True),
    Question("agency", "Agency", required=True),
    Question("team", "Team"),
    Question("sector", f"Sector: {', '.join(SECTORS)}, or one of your policy's own"),
)
_CLOSURE = (
    Question("first", "First day", "date", required=True),
    Question("last", "Last day", "date"),
    Question("why", "Why", required=True),
)


def questions(policies: tuple[str, ...]) -> tuple[Question, ...]:
    """The questions, where these are the policies there are."""
    listed = dict.fromkeys(policies, "")
    return (
        Question(
            "me",
            "Who uses this log",
            "rows",
            required=True,
            inside=_ME,
        ),
        Question("policies", "Policies used; the usual one first", "choices", options=listed),
        Question("nation", "Nation, for bank holidays outside a policy", "choice", options=dict.fromkeys(NATIONS, "")),
        Question("emergency", "Whom to call first when somebody is in danger", example='"Police, ambulance: 999"'),
        Question(
            "closure",
            "Days on which your office is closed",
            "rows",
            inside=_CLOSURE,
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


def changed(settings: Settings, values: Answers) -> Settings:
    """The settings with what was answered; what was not stays. Raises BadAnswers."""

    def closure(row: Mapping[str, Any]) -> Closure:
        first, last = row["first"].day, row.get("last", row["first"]).day
        if last < first:  # saved, it would make the settings unreadable
            raise BadAnswers("Nothing was recorded: a closure ends before it begins.", details=("closure: last",))
        if (last - first).days > _LONGEST_CLOSURE:
            raise BadAnswers("Nothing was recorded: a closure is longer than a year.", details=("closure: last",))
        return Closure(first, last, row["why"])

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
