"""The questions of `open`, danger first, and the request that their answers make."""

from collections.abc import Iterator, Mapping
from typing import Any

from escalate.cli import forms
from escalate.cli.ask import Answers, Question
from escalate.cli.forms import SoFar
from escalate.domain import references
from escalate.domain.parts import Party, Person, Subject
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
        "not-told": "yes, and nobody has been told yet",
    },
    more=("If nobody has been told yet, you are shown whom to call, and nothing else is asked.",),
)
_OUR_SIDES = {RAISING: "we raise it", RESPONDING: "it was raised with us"}


def questions(policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    """Everything that `open` asks under a policy, after the answers so far."""
    other = "Who raised it with you" if so_far.get("side") == RESPONDING else "Who is on the other side"
    return (
        DANGER,
        *_danger_told(asked=so_far.get("danger") == "told"),
        *_what(policy),
        forms.asks_table(policy),
        forms.reflection_table(policy, each=False),
        forms.party_rows(f"{other}, and who else is drawn in", policy, required=True),
        forms.people_rows("Who speaks for them, as far as you know", forms.new_parties(so_far), any_party=True),
        *_when(so_far),
        *_stage(policy),
        *forms.bypass_questions(policy),
        forms.dates_table(policy.duties),
    )


def _danger_told(*, asked: bool) -> Iterator[Question]:
    yield Question("danger_told", "If somebody is in danger: whom you told", asked=asked)
    yield Question("danger_when", "When you told them", "happened", asked=asked, default="now", enter="now")


def _what(policy: Policy) -> Iterator[Question]:
    side = "Do you raise it, or was it raised with you?"
    yield Question("side", side, "choice", options=_OUR_SIDES, asked=True, default=RAISING)
    yield Question(
        "grounds",
        "What it is about; the main one first",
        "choices",
        required=True,
        options={ground.id: ground.title for ground in policy.grounds},
        more=tuple(_not_for(policy)),
        main="Which of them is the main one?",
    )
    yield _subjects(policy)
    yield Question("concern", "What was decided or not done, and why opinions differ", "long", required=True)


def _when(so_far: SoFar) -> Iterator[Question]:
    theirs, raised = so_far.get("side") == RESPONDING, bool(so_far.get("raised"))
    text = "When it was raised with you" if theirs else "When it was first put to the other side"
    not_yet = "" if theirs else "it was not yet"
    yield Question("raised", text, "happened", required=theirs, asked=True, enter=not_yet)
    by = "If it was not yet: the day by which you will"
    yield Question("raise_by", by, "date", asked=not (theirs or raised), offered=True, ahead=True)
    yield Question("arose", "When the decision reached you or the difference came up, if earlier", "happened")


def _stage(policy: Policy) -> Iterator[Question]:
    first = policy.first
    ways_in = [stage for stage in policy.stages if stage.start or stage is first]
    stages = {
        stage.id: stage.name + ("" if stage in ways_in else " (not a way in: say why, below)")
        for stage in policy.stages
    }
    yield Question(
        "stage",
        "At which stage",
        options=stages,
        more=tuple(f"{stage.name}: {stage.hint}" for stage in ways_in if stage.hint),
        asked=len(ways_in) > 1,
        default=first.id,
        enter=f"the first, {first.id}",
    )
    yield Question("when", "When that stage began", "happened", enter="now")


def _subjects(policy: Policy) -> Question:
    kinds = dict.fromkeys(policy.subjects, "")
    return Question(
        "subjects",
        "Whom it is about",
        "rows",
        required=True,
        inside=(
            Question(
                "ref",
                "A local reference: initials or a case number, never a full name",
                required=True,
                doubt=references.warning,
            ),
            Question("kind", "Child or adult", "choice", required=len(kinds) > 1, options=kinds),
        ),
    )


def _not_for(policy: Policy) -> Iterator[str]:
    for exclusion in policy.exclusions:
        yield f"Not for: {exclusion.text}" + (f" Use: {exclusion.instead}" if exclusion.instead else "")


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
