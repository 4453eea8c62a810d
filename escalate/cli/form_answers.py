"""What is asked when a form is printed: from a prompt or an answers file, and kept nowhere, not even as a draft."""

from collections.abc import Mapping
from contextlib import suppress

from escalate import runtime
from escalate.cli import ask, prompting
from escalate.cli.ask import Question
from escalate.cli.interview import Interview
from escalate.cli.options import Said
from escalate.domain.policy import Form
from escalate.errors import Interrupted, NoSuchForm, NoSuchPolicy
from escalate.usecases.form_paper import answer
from escalate.usecases.matter import Matter
from escalate.usecases.policies import forms

_LINE = "a line to write on"
_KEPT = (
    "What identifies the child or adult is printed and kept nowhere. The rest is kept only where you say, once it is "
    "written, that you have sent it."
)
_NOT_KEPT = "Nothing of this is kept: no duty asks for this form now."


def found(name: str, matter: Matter) -> Form:
    """The form of the dispute's policy, or `policy:form` of a policy file that is there now. Raises NoSuchForm."""
    known = forms(matter.stored.policy)
    policy_id, _, form_id = name.partition(":")
    if name not in known and form_id:
        with suppress(NoSuchPolicy, KeyError):
            known = {**known, name: runtime.office().policies.load(policy_id).policy.forms[form_id]}
    if name not in known:
        hint = f"There are: {', '.join(known) or 'none'}. A form of another policy is named policy:form."
        raise NoSuchForm("Nothing was written: the policy has no form of that name.", hint=hint)
    return known[name]


def to_keep(form: Form, answers: Mapping[str, str]) -> Mapping[str, str]:
    """Of the answers given for a paper, those that the policy asks to keep once it is sent."""
    kept = {one.id for one in form.asks if not (one.fill or one.identifies)}
    return {key: said for key, said in answers.items() if key in kept}


def questions(form: Form, matter: Matter) -> tuple[Question, ...]:
    """Every line of the form; asked at the keyboard is what the log does not know, and what identifies somebody."""
    made = []
    for one in form.asks:
        known = answer(form, one, matter, {})
        made.append(
            Question(
                one.id,
                f"{one.part}: {one.text}" if one.part else one.text,
                "choice" if one.options else "text" if one.identifies else "long",
                options=dict.fromkeys(one.options, ""),
                asked=one.identifies or not known,
                enter="what the log knows" if known else _LINE,
                more=tuple(f"The log knows: {known}".split("\n")) if known else (),
            )
        )
    return tuple(made)


def given(asked: tuple[Question, ...], title: str, said: Said, *, asked_for: bool) -> Mapping[str, str]:
    """The answers for this paper alone; where a duty has `asked_for` it, some may be kept.

    Raises BadAnswers, BadInput, Interrupted.
    """
    data = ask.document(said.answers)
    if prompting.wanted(said):
        interview = Interview(prompting.asker(), prompting.now, lambda: None)
        interview.asker.say("", title, _KEPT if asked_for else _NOT_KEPT)
        try:
            interview.walk(lambda _: asked)
        except (KeyboardInterrupt, EOFError):
            raise Interrupted("Nothing was written.") from None
        data = interview.answers
    return {key: str(value) for key, value in ask.answers(asked, data, runtime.office().now).items()}
