"""The questions of keeping a record and of erasing it, and the requests that their answers make."""

from escalate.cli.ask import Answers, Question
from escalate.cli.forms import SoFar
from escalate.domain import requests as r
from escalate.domain.dispute import Dispute
from escalate.domain.policy import Policy


def keeping(dispute: Dispute, _: Policy, __: SoFar) -> tuple[Question, ...]:
    """Until when, held or not, and why."""
    as_it_was = "leave it as it is"
    hold = "Is it held, so that it is not erased whatever the date?"
    return (
        Question("until", "Until which day it is kept", "date", asked=True, enter=as_it_was),
        Question("hold", f"{hold} ({'held' if dispute.held else 'not held'} now)", "flag", asked=True, enter=as_it_was),
        Question("reason", "Why", "long", required=True),
    )


def keep(values: Answers, _: Dispute) -> r.Request:
    """The request of `keep`."""
    return r.Keep(reason=values["reason"], until=values.get("until"), hold=values.get("hold"))


def erasure(dispute: Dispute, _: Policy, __: SoFar) -> tuple[Question, ...]:
    """Why, on whose authority; prompts ask for the reference last of all, after the answers were shown."""
    return (
        Question("reason", "Why it is erased. This stays on record: no word about whom it concerned", required=True),
        Question("authority", "On whose authority, by name and role", required=True),
        Question("early", "Is it to be erased although it is to be kept for longer?", "flag"),
        Question("confirm", f"To confirm: its reference, {dispute.opened.reference}"),
    )


def erase(values: Answers, _: Dispute) -> r.Request:
    """The request of `erase`."""
    return r.Erase(
        reason=values["reason"],
        authority=values["authority"],
        confirm=values.get("confirm", ""),
        early=values.get("early", False),
    )
