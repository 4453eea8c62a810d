"""The reflection: what was answered, what is not known yet and what was put off, each on record."""

from collections.abc import Mapping

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.policy import Form, Policy
from escalate.domain.requests import Reflection
from escalate.errors import BadAnswers

LATER = "later"


def forms_of(policy: Policy) -> tuple[Form, ...]:
    """The forms that make the policy's reflection."""
    return tuple(form for ref in policy.reflect if (form := policy.form(ref)))


def reflected(
    reflection: Reflection, happened: Happened | None, case: Case, answered: Mapping[str, str]
) -> e.Reflected:
    """The event; a part without an answer, here or before, is recorded as not known yet. Raises BadAnswers, BadDate."""
    forms = forms_of(case.policy)
    known = {ask.id for form in forms for ask in form.asks}
    unknown = sorted((set(reflection.answers) | set(reflection.later)) - known)
    if unknown:
        raise BadAnswers(
            "Nothing was recorded: the reflection has no such questions.",
            details=tuple(f"reflection.{ask}: is none of its questions" for ask in unknown),
        )
    when = case.happened(happened)
    given = {*answered, *reflection.answers, *reflection.later}
    parts = [(part[0].id, {ask.id for ask in part}) for form in forms for part in form.parts]
    return e.Reflected(
        happened=when,
        recorded_later=case.recorded_later(when),
        started=(),
        ended=(),
        answers=reflection.answers,
        not_known=tuple(first for first, asks in parts if not asks & given),
        later=reflection.later,
    )
