"""The questions of `log`, six of them and a list to tick, and the request that their answers make.

Which kind of record it is follows from who was there; so do the questions about the other side.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from escalate.cli import forms
from escalate.cli.ask import Answers, Question
from escalate.cli.forms import WHEN, SoFar
from escalate.cli.interview import ELSE
from escalate.domain.calendar import AGREED
from escalate.domain.choices import EXTRAS, HOWS
from escalate.domain.dispute import Dispute
from escalate.domain.events import DISCUSSION
from escalate.domain.parts import Person
from escalate.domain.policy import RAISING, Policy
from escalate.domain.requests import AgreedAction, LogDiscussion

TITLE = "A discussion, a consultation, or an attempt without reply"
_TICK = "Was any of this part of it? Tick what you can write down now"


def questions(dispute: Dispute, policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    """What `log` asks, as far as it is known who was there."""
    parties = forms.named_parties(dispute)
    others = {party.id: parties[party.id] for party in dispute.parties if party.side != dispute.side}
    met = {party for party in others if any(row.get("party") == party for row in forms.rows_of(so_far, "people"))}
    agreed = so_far.get("agreed") in ("yes", True)
    stays = {stay.stage: stay.name for stay in dispute.stays}
    starting = (duty for duty in policy.duties if duty.starts not in ("entered", "resolved"))
    extras = tuple(Question(key, words, "long", asked=True, tick=_TICK) for key, words in EXTRAS.items())
    return (
        replace(WHEN, text="When it happened: a day, with the hour if known", required=True),
        Question("how", "How", "choice", required=True, options=HOWS),
        _present(dispute, parties, so_far),
        Question(
            "no_reply",
            "Parties that were tried and did not reply",
            "choices",
            options=others if dispute.side == RAISING else parties,
            asked="people" in so_far and not met,
        ),
        Question("said", "What was said", "long", required=True),
        Question("our_reasons", "Our reasons", "long", asked=True, enter="left out"),
        Question("their_reasons", "Their reasons", "long", asked=bool(met), enter="left out"),
        Question("outcome", "How it ended", asked=True, enter="left out"),
        Question("agreed", "Was anything agreed?", "flag", asked=True, default="no"),
        _actions(dispute, parties, so_far, asked=agreed),
        Question("extras", "If it was part of it", "table", inside=extras, asked=True),
        Question("stage", "An earlier stage, if it was then", options=stays),
        forms.dates_table(starting),
        _dates_agreed(dispute, asked=bool(met)),
    )


def _present(dispute: Dispute, parties: Mapping[str, str], so_far: SoFar) -> Question:
    """Who was there: everybody known but the writer; those of the last discussion are ticked."""
    colleagues = (Person(one.name, one.role, ours(dispute)) for one in so_far.get(forms.COLLEAGUES, ()))
    met = (*dispute.people, *(one for talk in dispute.talks for one in talk.present), *colleagues)
    known = {(one.name, one.party): _row(one) for one in met if one.name != so_far.get(forms.WRITER)}
    discussions = [talk for talk in dispute.talks if talk.kind == DISCUSSION]
    last = discussions[-1].present if discussions else ()
    rows = forms.people_rows("Who was there beside you; sides follow from the party", parties)
    return replace(
        rows,
        known=tuple(known.values()),
        default=[known[key] for one in last if (key := (one.name, one.party)) in known],
        enter="somebody else",
    )


def ours(dispute: Dispute) -> str:
    """Our own party."""
    return dispute.parties_on(dispute.side)[0].id


def _row(one: Person) -> dict[str, str]:
    row = {"name": one.name, "role": one.role, "party": one.party, "agency": one.agency}
    return {key: value for key, value in row.items() if value}


def _actions(dispute: Dispute, parties: Mapping[str, str], so_far: SoFar, *, asked: bool) -> Question:
    """Who does what by when: of those who were there, the party is known."""
    there = [row for row in forms.rows_of(so_far, "people") if row.get("name")]
    of = {str(row["name"]): str(row.get("party")) for row in there} | {so_far.get(forms.WRITER): ours(dispute)}
    offered = {name: name for name in of if name} | {ELSE: ELSE} if so_far.get(forms.WRITER) else {}
    inside = (
        Question("who", "Who does it", required=True, options=offered),
        Question(
            "party",
            "Of which party",
            "choice",
            required=True,
            options=parties,
            made=lambda row: of.get(row.get("who"), "") if offered else "",
        ),
        Question("what", "What", required=True),
        Question("by", "By when", "date", asked=True, enter="no date"),
    )
    return Question("actions", "Actions agreed", "rows", inside=inside, asked=asked)


def _dates_agreed(dispute: Dispute, *, asked: bool) -> Question:
    open_ones = forms.numbered(
        duty for duty in dispute.open_duties() if not duty.both_agreed and (duty.dates or duty.started.within == AGREED)
    )
    text = "Duties whose date the other side agrees to"
    return Question("dates_agreed", text, "numbers", options=open_ones, asked=asked and bool(open_ones))


def request(values: Answers, _: Dispute) -> LogDiscussion:
    """The request."""
    return LogDiscussion(
        happened=values["when"],
        how=values["how"],
        present=tuple(forms.person(row) for row in values.get("people", ())),
        said=values["said"],
        no_reply=values.get("no_reply", ()),
        our_reasons=values.get("our_reasons", ""),
        their_reasons=values.get("their_reasons", ""),
        outcome=values.get("outcome", ""),
        agreed=values.get("agreed", False),
        actions=tuple(_action(row) for row in values.get("actions", ())),
        extras=values.get("extras", {}),
        stage=values.get("stage", ""),
        dates=values.get("dates", {}),
        dates_agreed=values.get("dates_agreed", ()),
    )


def _action(row: Mapping[str, Any]) -> AgreedAction:
    return AgreedAction(row["who"], row["what"], row["party"], row.get("by"))
