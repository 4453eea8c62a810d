"""A policy's form as a paper: every question in the order of its source, answered or as a line to write on.

An answer given now stands before one on record, and that before what the log fills in.
"""

from collections.abc import Callable, Iterator, Mapping

from escalate.domain.calendar import Happened
from escalate.domain.doing import NOT_KNOWN
from escalate.domain.policy import Ask, Form
from escalate.usecases.letter_talks import told
from escalate.usecases.matter import Matter
from escalate.usecases.paper import Block, Facts, Heading, Paper, Paragraph, Space

_OURS = "This is one's own side's thinking: it is not for the other side."


def form_paper(form: Form, matter: Matter, given: Mapping[str, str], foot: str) -> Paper:
    """The form, filled with what is given and what the log knows."""
    policy = matter.stored.policy
    own = [Paragraph(_OURS, quiet=True)] if policy.reflects(form) else []
    return Paper(form.title, (*own, *_blocks(form, matter, given)), subtitle=policy.partnership, foot=foot)


def answer(form: Form, ask: Ask, matter: Matter, given: Mapping[str, str]) -> str:
    """What stands against a question of a form; empty where nobody knows."""
    kept = matter.stored.dispute.answered(form, matter.stored.policy).get(ask.id, "")
    filled = FILLING[ask.fill](matter) if ask.fill else ""
    return given.get(ask.id) or ("" if kept == NOT_KNOWN else kept) or filled


def _blocks(form: Form, matter: Matter, given: Mapping[str, str]) -> Iterator[Block]:
    part, rows = "", list[tuple[str, str]]()
    for ask in form.asks:
        said = answer(form, ask, matter, given)
        if rows and (ask.part != part or not said):
            yield Facts(tuple(rows))
            rows = []
        if ask.part not in ("", part):
            yield Heading(ask.part)
        part = ask.part
        if said:
            rows.append((ask.text, said))
        else:
            yield Space(f"{ask.text} ({' / '.join(ask.options)})" if ask.options else ask.text)
    if rows:
        yield Facts(tuple(rows))


def _other(matter: Matter) -> str:
    return matter.stored.dispute.other_side


def _actions(matter: Matter) -> str:
    rows = matter.actions(talk.seq for talk in matter.talks)
    return "\n".join(f"{what}: {who}, by {by} ({state})" for what, who, by, state in rows)


FILLING: Mapping[str, Callable[[Matter], str]] = {
    "reference": lambda matter: matter.stored.dispute.opened.reference,
    "policy": Matter.policy,
    "today": lambda matter: matter.say(Happened(Happened.instant(matter.now).day)),
    "writer": lambda matter: matter.writer,
    "subjects": Matter.subjects,
    "grounds": Matter.grounds,
    "concern": Matter.concern,
    "our-agency": lambda matter: matter.agencies(matter.stored.dispute.side),
    "our-people": lambda matter: matter.people(matter.stored.dispute.side),
    "their-agencies": lambda matter: matter.agencies(_other(matter)),
    "their-people": lambda matter: matter.people(_other(matter)),
    "opened": lambda matter: matter.say(matter.stored.dispute.opened.happened),
    "arose": Matter.arose,
    "raised": Matter.raised,
    "stage": Matter.stage,
    "due": Matter.due,
    "discussions": lambda matter: "\n".join(told(matter)),
    "actions": _actions,
}
