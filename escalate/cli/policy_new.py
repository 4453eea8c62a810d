"""`policy new`: asks for a policy, writes its file, and shows what was written."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from escalate import runtime
from escalate.cli import ask, policy_new_answers, policy_new_form, prompting
from escalate.cli.ask import Question
from escalate.cli.forms import SoFar
from escalate.cli.options import Said
from escalate.domain.policy import Form
from escalate.errors import BadInput, PolicyFaults
from escalate.usecases.new_policy import draw_up, new_policy_view

TITLE = "A new policy"


class DrawingUp:
    """One run of `policy new`: what is there already, what is asked, and writing it down."""

    def __init__(self, said: Said) -> None:
        self._said = said
        self._office = runtime.office()
        self._taken = self._office.policies.ids()
        self._forms, self._usual = _reflections(self._office)

    def run(self, policy_id: str) -> None:
        """Ask at the keyboard, or take the answers given. Raises BadInput, PolicyFaults, LogUnusable."""
        wrong = policy_new_answers.wrong_id(policy_id, self._taken) if policy_id else ""
        if wrong:
            raise BadInput(f"Nothing was written: the id {wrong}.", hint="To see all policies: escalate policy list")
        given = {"id": policy_id} if policy_id else {}
        if self._said.blank:
            from escalate.cli.blank import blank

            runtime.say(blank(TITLE, self.questions({})))
        elif prompting.wanted(self._said):
            self._prompted(given)
        else:
            self.write({**ask.document(self._said.answers), **given})

    def questions(self, so_far: SoFar) -> tuple[Question, ...]:
        """What is asked after these answers."""
        titles = {ref: form.title for ref, form in self._forms.items()}
        return policy_new_form.questions(so_far, self._taken, titles, self._usual)

    def write(self, data: Mapping[str, Any]) -> None:
        """Write the file, and show the policy and what to do next."""
        values = ask.answers(self.questions(data), data, self._office.now)
        policy = draw_up(policy_new_answers.request(values, self._taken), self._forms)
        path = self._office.policies.add(policy)
        runtime.show(new_policy_view(policy, str(path)), self._said.how)

    def _prompted(self, given: Mapping[str, Any]) -> None:
        session = prompting.Session("policy new")
        with prompting.stoppable(session):
            session.resume()
            session.interview.give(given)

            def write(answers: Mapping[str, Any]) -> None:
                self.write(answers)
                self._office.drafts.discard(session.draft.number)

            session.record(self.questions, TITLE, write)


def _reflections(office: runtime.Office) -> tuple[Mapping[str, Form], tuple[str, ...]]:
    """The forms by which other policies reflect, by reference, and those that most of them use."""
    forms: dict[str, Form] = {}
    used: Counter[str] = Counter()
    for policy_id in office.policies.ids():
        try:
            policy = office.policies.load(policy_id).policy
        except PolicyFaults:  # named by `policy list`; the others can be used
            continue
        for ref in policy.reflect:
            named, form = ref if ":" in ref else f"{policy_id}:{ref}", policy.form(ref)
            if form:
                forms[named] = form
                used[named] += 1
    return forms, tuple(ref for ref, count in used.items() if count == max(used.values()))
