"""The questions of `policy new`, in a business manager's words.

Roles are listed first; the stages then choose among them.
"""

from collections.abc import Collection, Mapping

from escalate.cli.ask import Question
from escalate.cli.forms import SoFar
from escalate.cli.policy_new_answers import LIMITS, titles, wrong_id, wrong_limit, wrong_title
from escalate.domain.policy import NATIONS, SUBJECTS
from escalate.render import words
from escalate.usecases.new_policy import AGREEMENT, NOTHING, SPOKEN, suggested_id

_COUNTED_FROM = {
    "entered": "the beginning of the stage",
    "raised": "the day on which it was first raised with the other side",
}
_FORCES = {
    "must": "it must be done: if it is not, it is late",
    "should": "it should be done: shown, never counted as late",
    "aim": "it is an aim: shown, never counted as late",
}
_BEFORE = {
    SPOKEN: "both sides have spoken, or nobody replied",
    AGREEMENT: "they have agreed what is to be done",
    NOTHING: "nothing",
}
_BYPASSES = {
    "risk": "only if waiting means risk of harm",
    "agreed": "also if those concerned agree",
    "free": "also at one's own discretion, with a reason",
}


def questions(
    so_far: SoFar, taken: Collection[str], reflections: Mapping[str, str], usual: tuple[str, ...]
) -> tuple[Question, ...]:
    """The questions after these answers. `reflections` are the forms on offer; `usual` those ticked beforehand."""
    roles = dict.fromkeys(titles(so_far.get("role")), "")
    return (
        *_heading(so_far, taken),
        _rows("ground", "What it can be about: the policy's areas of disagreement, one by one", "An area"),
        _rows("role", "Everybody who speaks, decides or is told, by role: for example Line manager", "A role"),
        Question("stage", "The stages, in order", "rows", required=True, inside=_stage(roles)),
        Question("bypass", "When may a stage be gone past?", "choice", options=_BYPASSES, asked=True, default="risk"),
        Question("resolved_tell", "Who must be told how it ended?", "choices", options=roles, asked=True),
        Question(
            "copy_on_file", "Must a copy of the record go on the person's own file?", "flag", asked=True, default="no"
        ),
        Question(
            "reflect",
            "What is to be thought through before a challenge? These forms can be used",
            "choices",
            options=reflections,
            asked=bool(reflections),
            default=list(usual),
        ),
    )


def _heading(so_far: SoFar, taken: Collection[str]) -> tuple[Question, ...]:
    partnership = so_far.get("partnership")
    suggested = suggested_id(partnership, taken) if isinstance(partnership, str) else ""
    return (
        Question("partnership", "The partnership's name", required=True, check=wrong_title),
        Question("title", "The policy's title", required=True, check=wrong_title),
        Question(
            "id",
            "A short name for it, to type in commands",
            asked=True,
            default=suggested or None,
            enter=suggested,
            check=lambda typed: wrong_id(typed, taken),
        ),
        Question("edition", "Its edition, for example April 2026", asked=True, enter="undated", check=wrong_title),
        Question("nation", "Whose bank holidays count?", "choice", True, {one: words.NATIONS[one] for one in NATIONS}),
        Question("subjects", "Whom is it about?", "choices", required=True, options=dict.fromkeys(SUBJECTS, "")),
        Question(
            "calls_it",
            "What it calls a disagreement, for example professional difference",
            asked=True,
            enter="dispute",
            check=wrong_title,
        ),
        Question(
            "calls_stage", "What it calls a stage, for example level", asked=True, enter="stage", check=wrong_title
        ),
    )


def _rows(key: str, text: str, one: str) -> Question:
    inside = (Question("title", one, required=True, check=wrong_title),)
    return Question(key, text, "rows", required=True, inside=inside)


def _stage(roles: Mapping[str, str]) -> tuple[Question, ...]:
    inside = "nobody: a step inside the raising side's agency, or before a panel"
    counted = "That time is counted from"
    which = () if roles else ("By the role's title, as it is given above.",)
    strong = "How strongly does the policy say what is to be done at this stage?"
    return (
        Question("name", "The name of a stage, for example Manager to manager", required=True, check=wrong_title),
        Question(
            "raising", "Who speaks for the side that raises it?", "choice", required=True, options=roles, more=which
        ),
        Question(
            "responding",
            "Who speaks for the other side?",
            "choice",
            options=roles,
            more=which,
            asked=True,
            enter=inside,
        ),
        Question("panel", "If a panel sits at this stage: its name", asked=True, enter="none", check=wrong_title),
        Question("within", "How long may the stage take?", required=True, more=(LIMITS,), check=wrong_limit),
        Question("counted_from", counted, "choice", options=_COUNTED_FROM, asked=True, default="entered"),
        Question("force", strong, "choice", options=_FORCES, asked=True, default="must"),
        Question(
            "before_next",
            "What must have happened before the next stage?",
            "choice",
            options=_BEFORE,
            asked=True,
            default=SPOKEN,
        ),
        Question("tell", "Who must be told when the stage begins?", "choices", options=roles, more=which, asked=True),
    )
