"""What every act on a dispute does between the keyboard and the log: questions, answers, request, record, screen."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from escalate.errors import BadAnswers, MissingAnswers

if TYPE_CHECKING:
    from escalate.cli.act_forms import Form
    from escalate.cli.ask import Question
    from escalate.usecases.ports import Stored
from escalate.cli.options import Said


def act(command: str, ref: str, given: Mapping[str, Any], said: Said) -> None:
    """Record one act on a dispute and show where it stands then."""
    from escalate import runtime
    from escalate.cli import ask, prompting
    from escalate.cli.act_forms import FORMS
    from escalate.domain.deciding import allow

    office = runtime.office()
    form = FORMS[command]
    number = office.reader.find(ref)
    stored = office.reader.stored(number)
    allow(form.kind, stored.dispute)
    data = ask.document(said.answers)
    given = {key: value for key, value in given.items() if value not in ("", [], None)}
    if said.blank:
        _show_blank(form, stored, {**data, **given})
        return
    asks = prompting.wanted(said)
    if not asks or (given and settled(form.questions(stored.dispute, stored.policy, given), given)):
        try:
            _record(command, stored, {**data, **given}, said)
        except MissingAnswers:
            if not asks:
                raise
        else:
            return
    from escalate.cli.act_prompts import prompted

    prompted(command, number, given, said)


def _record(command: str, stored: "Stored", data: dict[str, Any], said: Said) -> None:
    """Record what was given, and show it; a discussion with its text to copy."""
    from escalate import runtime
    from escalate.cli import ask
    from escalate.cli.act_forms import FORMS
    from escalate.cli.last_words import show_acted
    from escalate.usecases import acts

    office, form, number = runtime.office(), FORMS[command], stored.number
    questions = form.questions(stored.dispute, stored.policy, data)
    after, me = take_after(data, stored.dispute.seq), take_me(data, said.me)
    request = form.request(ask.answers(questions, data, office.now), stored.dispute)
    view = acts.act(request, office.desk(office.me(me)), number, stored.policy, after)
    show_acted(command, number, view, said.how)


def _show_blank(form: "Form", stored: "Stored", data: Mapping[str, Any]) -> None:
    from escalate import runtime
    from escalate.cli.ask import Question
    from escalate.cli.blank import blank

    seen = str(stored.dispute.seq)
    last = Question("after", f"Refused if more was added than the {seen} entries there are now", example=seen)
    questions = form.questions(stored.dispute, stored.policy, data)
    if entry := data.get("entry"):  # which the form is asked for
        questions = tuple(replace(one, example=f'"{entry}"') if one.id == "entry" else one for one in questions)
    runtime.say(blank(f"{form.title}: {stored.dispute.opened.reference}", (*questions, last)))


def settled(questions: Iterable["Question"], given: Mapping[str, Any]) -> bool:
    """Whether options alone answer all that would be asked and has no default."""
    return all(one.id in given or one.default is not None or not (one.required or one.asked) for one in questions)


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
