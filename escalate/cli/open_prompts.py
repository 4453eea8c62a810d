"""Opening a dispute at the keyboard: danger first, before set-up and before the log is touched."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from escalate import runtime
from escalate.cli import open_form, opening
from escalate.cli.ask import Question
from escalate.cli.forms import SoFar
from escalate.cli.options import Said
from escalate.cli.prompting import KEPT, Kept, Session, asker, stoppable
from escalate.errors import Interrupted


def prompted(policy_id: str, from_ref: str, given: Mapping[str, Any], said: Said) -> None:
    """Ask, record and show; stop when somebody is in danger and nobody has been told."""
    danger = given.get("danger") or _danger()
    if danger == "not-told":
        opening.show_danger("", said.how)
        return
    if not runtime.office().settings.me:
        from escalate.cli.setting_up import set_up

        set_up()
    session = Session("open")
    with stoppable(session):
        _ask(session, policy_id, from_ref, {**given, "danger": danger}, said)


def _danger() -> str:
    try:
        return asker().choose(open_form.DANGER, "no")
    except (KeyboardInterrupt, EOFError):
        raise Interrupted("Nothing was recorded.") from None


def _ask(session: Session, policy_id: str, from_ref: str, given: Mapping[str, Any], said: Said) -> None:
    resumed = session.resume()
    session.writer(said.me)
    interview = session.interview
    office = runtime.office()
    interview.give(opening.restarted(office, from_ref))
    interview.give({**given, "policy": policy_id or interview.answers.get("policy") or _policy(session)})
    loaded = office.policies.load(interview.answers["policy"])
    policy = loaded.policy
    session.offer_dates(policy)
    title = f"A new {policy.calls_it}: {policy.title}"
    advice = () if resumed else (*policy.advice, *policy.first.advice, KEPT)
    session.asker.say("", f"{title}, {policy.partnership}", *advice)

    def questions(so_far: SoFar) -> tuple[Question, ...]:
        return open_form.questions(policy, so_far)

    def act(answers: Mapping[str, Any], *, rehearse: bool = False) -> None:
        if answers["danger"] == "not-told":
            opening.show_danger("", said.how)
            raise Kept
        given = {key: value for key, value in answers.items() if key != "policy"}
        me = runtime.office().me(session.draft.me)
        view = opening.record(given, questions(given), loaded, me, from_ref, session.draft.number, rehearse=rehearse)
        if not rehearse:
            runtime.show(view, said.how)

    session.record(questions, title, act, partial(act, rehearse=True))


def _policy(session: Session) -> str:
    """The policy, asked only where there is a choice: of those used here, else of all."""
    policies = runtime.office().policies
    used = runtime.office().settings.policies or policies.ids()
    options = {one: policies.load(one).policy.partnership for one in used}
    asked = Question("policy", "Which policy?", required=True, options=options)
    return used[0] if len(used) == 1 else session.asker.choose(asked, used[0])
