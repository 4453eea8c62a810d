"""The questions of `open`, danger first, and the request that their answers make."""

from collections.abc import Iterator, Mapping
from typing import Any

from escalate.cli import forms
from escalate.cli.ask import Answers, Question
from escalate.domain.events import Party, Person, Subject
from escalate.domain.policy import RAISING, RESPONDING, Policy
from escalate.domain.requests import OpenDispute
from escalate.errors import MissingAnswers
from escalate.settings import Me

DANGER = Question(
    "danger",
    "Is anyone in immediate danger?",
    "choice",
    required=True,
    options={
        "no": "nobody is",
        "told": "yes, and those who must act have been told",
        "not-told": "yes, and nobody has been told yet: you are shown whom to call, and nothing else is asked",
    },
)
_OUR_SIDES = {RAISING: "we raise it", RESPONDING: "it was raised with us"}
TOLD = (
    Question("danger_told", "If somebody is in danger: whom you told"),
    Question("danger_when", "When you told them", "happened"),
)


def questions(policy: Policy) -> tuple[Question, ...]:
    """Everything that `open` asks under a policy."""
    stages = {
        stage.id: f"{stage.name}. {stage.hint}".removesuffix(". ")
        + ("" if stage.start or stage is policy.first else " (not a way in: say why, below)")
        for stage in policy.stages
    }
    return (
        DANGER,
        *TOLD,
        Question("side", "Do you raise it, or was it raised with you?", "choice", options=_OUR_SIDES),
        Question(
            "grounds",
            "What it is about; the main one first" + "".join(_not_for(policy)),
            "choices",
            required=True,
            options={ground.id: ground.title for ground in policy.grounds},
        ),
        _subjects(policy),
        Question("concern", "What was decided or not done, and why opinions differ", required=True),
        forms.party_rows("Who is on the other side, and who else is drawn in", policy, required=True),
        forms.people_rows("Who speaks for them, as far as you know", {}),
        Question("raised", "When it was first put to the other side", "happened"),
        Question("raise_by", "If it was not yet: the day by which you will", "date"),
        Question("arose", "When the decision reached you or the difference came up, if earlier", "happened"),
        Question("stage", f"At which stage (nothing: {policy.first.id})", options=stages),
        Question("when", "When that stage began (nothing: now)", "happened"),
        *forms.bypass_questions(policy),
        forms.asks_table(policy),
        forms.dates_table(policy.duties),
        forms.reflection_table(policy, each=False),
    )


def _subjects(policy: Policy) -> Question:
    kinds = dict.fromkeys(policy.subjects, "")
    return Question(
        "subjects",
        "Whom it is about",
        "rows",
        required=True,
        inside=(
            Question("ref", "A local reference: initials or a case number, never a full name", required=True),
            Question("kind", "Child or adult", "choice", required=len(kinds) > 1, options=kinds),
        ),
    )


def _not_for(policy: Policy) -> Iterator[str]:
    for exclusion in policy.exclusions:
        yield f"\n#   Not for: {exclusion.text}" + (f" Use: {exclusion.instead}" if exclusion.instead else "")


def request(values: Answers, policy: Policy, me: Me, restarts: str = "") -> OpenDispute:
    """The request. Our own party is made from who writes; `us` names it among the people."""
    side = values.get("side", RAISING)
    opposite = RAISING if side == RESPONDING else RESPONDING
    ours = Party("us", side, me.agency, me.team, me.sector)
    people = tuple(forms.person(row) for row in values.get("people", ()))
    return OpenDispute(
        policy=policy.id,
        side=side,
        grounds=values["grounds"],
        subjects=tuple(_subject(row, policy) for row in values["subjects"]),
        parties=(ours, *(forms.party(row, opposite) for row in values["parties"])),
        people=(Person(me.name, me.role, "us"), *people),
        concern=values["concern"],
        happened=values.get("when"),
        arose=values.get("arose"),
        raised=values.get("raised"),
        raise_by=values.get("raise_by"),
        stage=values.get("stage", ""),
        bypass=forms.bypass(values),
        answers=values.get("answers", {}),
        reflection=forms.reflection(values["reflection"]) if "reflection" in values else None,
        dates=values.get("dates", {}),
        danger_told=_told(values),
        danger_when=values.get("danger_when"),
        restarts=restarts,
    )


def _told(values: Answers) -> str:
    """Whom one told of the danger. Raises MissingAnswers: the record says nothing that nobody said."""
    if values["danger"] == "told" and not values.get("danger_told"):
        raise MissingAnswers("Nothing was recorded: say whom you told.", details=("danger_told: whom you told",))
    return str(values.get("danger_told", ""))


def _subject(row: Mapping[str, Any], policy: Policy) -> Subject:
    return Subject(row.get("kind", policy.subjects[0]), row["ref"])
