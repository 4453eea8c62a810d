"""What every act on a dispute does between the keyboard and the log: questions, answers, request, record, screen."""

from collections.abc import Mapping
from typing import Any

from escalate.domain.frozen import frozen
from escalate.errors import BadAnswers
from escalate.runtime import How


@frozen
class Said:
    """What was given on the command line: where the answers are, who writes, what to print."""

    answers: str = ""
    blank: bool = False
    me: str = ""
    how: How = "human"


def act(command: str, ref: str, given: Mapping[str, Any], said: Said) -> None:
    """Record one act on a dispute and show where it stands then."""
    from escalate import runtime
    from escalate.cli import ask
    from escalate.cli.act_forms import FORMS
    from escalate.domain.deciding import allow
    from escalate.usecases import acts

    office = runtime.office()
    form = FORMS[command]
    number = office.reader.find(ref)
    stored = office.reader.stored(number)
    allow(form.kind, stored.dispute)
    questions = form.questions(stored.dispute, stored.policy)
    if said.blank:
        seen = str(stored.dispute.seq)
        last = ask.Question("after", f"Refused if more was added than the {seen} entries there are now", example=seen)
        runtime.say(ask.blank(f"{form.title}: {stored.dispute.opened.reference}", (*questions, last)))
        return
    data = ask.document(said.answers)
    after, me = take_after(data, stored.dispute.seq), take_me(data, said.me)
    values = ask.answers(questions, merged(data, given), office.now)
    request = form.request(values, stored.dispute)
    desk = office.desk(office.me(me))
    runtime.show(acts.act(request, desk, number, stored.policy, after), said.how)


def merged(data: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers file with what the options say on top."""
    return {**data, **{key: value for key, value in given.items() if value not in ("", [], None)}}


def take_me(data: dict[str, Any], option: str) -> str:
    """Who writes: the option, else the answers file. Raises BadAnswers."""
    me = data.pop("me", "")
    if not isinstance(me, str):
        raise BadAnswers("Nothing was recorded.", details=("me: must be a name in quotation marks",))
    return option or me


def take_after(data: dict[str, Any], seen: int) -> int:
    """The entry of the dispute that the answers were made against. Raises BadAnswers."""
    after = data.pop("after", seen)
    if not isinstance(after, int) or isinstance(after, bool):
        raise BadAnswers("Nothing was recorded.", details=("after: must be the number of the dispute's last entry",))
    return after
