"""The questions of set-up, and the settings that their answers make."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from escalate.cli.ask import Answers, Question
from escalate.errors import BadAnswers, MissingAnswers
from escalate.render import words
from escalate.settings import Closure, Contact, Me, Settings, given_of

_LONGEST_CLOSURE = 366  # days
_ACCESSIBLE = Question(
    "accessible",
    "Do you use a screen reader? Questions then come as numbered lines",
    "flag",
    asked=True,
    default="no",
)


def _me(sectors: Mapping[str, str]) -> tuple[Question, ...]:
    return (
        Question("name", "Name", required=True),
        Question("role", "Role", required=True),
        Question("agency", "Agency", required=True),
        Question("team", "Team"),
        Question("sector", "Sector", asked=True, options=sectors),
    )


_CLOSURE = (
    Question("first", "First day", "date", required=True),
    Question("last", "Last day", "date", asked=True, enter="the same day"),
    Question("why", "Why", required=True),
)


_KEEP_YEARS = Question(
    "keep_years",
    "For how many years after it is resolved a dispute is kept (no number: no rule)",
    "years",
    more=("No number is built in: it is your office's decision. To take a rule back: none",),
)


def questions(
    policies: Mapping[str, str], roles: Mapping[str, str], sectors: Mapping[str, str], names: Mapping[str, str]
) -> tuple[Question, ...]:
    """The questions, with the policies there are, the roles and sectors of those used, and who uses this log."""
    return (
        _ACCESSIBLE,
        Question("me", "Who uses this log", "rows", required=True, inside=_me(sectors)),
        Question(
            "policies",
            "Policies used; the usual one first",
            "choices",
            options=policies,
            asked=True,
            main="Which is the usual one?",
        ),
        Question("nation", "Nation, for bank holidays outside a policy", "choice", options=words.NATIONS),
        _KEEP_YEARS,
        Question("set_by", "Who sets for how long, where several use this log", options=names, people=True),
        Question(
            "emergency",
            "Whom to call first when somebody is in danger",
            example='"Police, ambulance: 999"',
            asked=True,
            enter="Police, ambulance: 999",
        ),
        Question("closure", "Days on which your office is closed", "rows", inside=_CLOSURE, asked=True),
        Question(
            "contact",
            "Who holds a policy's role here",
            "rows",
            inside=(
                Question("policy", "Policy", "choice", required=True, options=policies),
                Question("role", "The role's id; see: escalate policy show", required=True, options=roles),
                Question("name", "Name", required=True),
                Question("phone", "Telephone or e-mail", asked=True, enter="none"),
            ),
        ),
    )


def answered(settings: Settings) -> dict[str, Any]:
    """The settings as answers, to be changed."""
    given = {
        "me": [given_of(one) for one in settings.me],
        "policies": list(settings.policies),
        "accessible": "yes" if settings.accessible else "no",
        "nation": settings.nation,
        "emergency": "; ".join(settings.emergency),
        "keep_years": str(settings.keep_years or ""),
        "closure": [{"first": str(one.first), "last": str(one.last), "why": one.why} for one in settings.closures],
        "contact": [given_of(one) for one in settings.contacts],
    }
    return {key: value for key, value in given.items() if value}


def wrong_contacts(contacts: Iterable[Contact], roles: Callable[[str], Collection[str] | None]) -> tuple[str, ...]:
    """The key of each contact for a policy that is not there, or a role that it does not have; and what there is."""
    wrong = []
    for number, contact in enumerate(contacts, 1):
        known = roles(contact.policy)
        if known is None:
            wrong.append(f"contact.{number}.policy: no usable policy of that id; see: escalate policy list")
        elif contact.role not in known:
            wrong.append(f"contact.{number}.role: {contact.policy} has no such role; it has {', '.join(known)}")
    return tuple(wrong)


def who_sets(me: Iterable[Me], name: str) -> Me:
    """Who sets for how long disputes are kept: the one of that name, or the only one. Raises MissingAnswers."""
    people = tuple(me)
    found = [one for one in people if name.casefold() in ("", one.name.casefold())]
    if len(found) != 1:
        wanted = "set_by: who sets for how long disputes are kept, by the name given under me"
        raise MissingAnswers("Nothing was recorded: several people use this log.", details=(wanted,))
    return found[0]


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
        accessible=values.get("accessible", settings.accessible),
        keep_years=values.get("keep_years", settings.keep_years) or None,
    )
