"""Which policy is meant where none is named: the one that set-up names first."""

from typing import TYPE_CHECKING

from escalate.errors import MissingAnswers

if TYPE_CHECKING:
    from escalate import runtime


def usual(office: "runtime.Office", which: str) -> str:
    """The policy used here first. Raises MissingAnswers, asking `which`, where set-up names none."""
    if not office.settings.policies:
        raise MissingAnswers(
            which,
            details=(f"policy: one of {', '.join(office.policies.ids())}",),
            hint="Use --policy ID, or choose one with: escalate setup. If anyone is in danger now: escalate danger",
        )
    return office.settings.policies[0]
