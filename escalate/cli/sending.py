"""Having sent a letter: asked with one key at the keyboard, and put on record.

It is an entry of its own: which letter, to whom. One that serves a duty first ends it as `escalate done` does, with
all that asks for.
"""

from escalate.cli.options import Said
from escalate.errors import MissingAnswers
from escalate.usecases.letters import Made
from escalate.usecases.paper import GAP

_SENT, _NOT_YET = "yes", "no"


def confirmed(duty: str, command: str, said: Said) -> bool:
    """Whether the person says that it is sent; without a terminal nobody is asked."""
    from escalate.cli import prompting
    from escalate.cli.ask import Question

    if not prompting.wanted(said):
        return False
    records = f"that ends {duty.partition(' ')[0]}" if duty else "that goes on record"
    options = {_NOT_YET: f"No, or not yet. Later: {command}", _SENT: f"Yes: {records}"}
    try:
        return prompting.asker().choose(Question("", "Have you sent it?", options=options), _NOT_YET) == _SENT
    except (KeyboardInterrupt, EOFError):  # the letter is written all the same
        return False


def record(number: int, made: Made, when: str, said: Said) -> None:
    """Put on record that it was sent. Raises what `done` raises, LogUnusable."""
    from escalate import runtime
    from escalate.cli.acting import act
    from escalate.cli.reading import day_given
    from escalate.domain.frozen import replace
    from escalate.domain.requests import MarkSent
    from escalate.usecases import acts
    from escalate.usecases.letters import sent_before

    if made.duty:
        try:
            act("done", str(number), {"duties": [f"D{made.duty}"], "when": when}, said)
        except MissingAnswers as fault:
            hint = f"It asks for more than having been sent: escalate done {number} D{made.duty}"
            raise MissingAnswers(fault.message, details=fault.details, hint=hint) from None
    office = runtime.office()
    happened = day_given(when, office.now) if when else None
    request = MarkSent(made.kind, tuple(one for one in made.to if not GAP.search(one)), happened)
    stored = office.reader.stored(number)
    view = acts.act(request, office.desk(office.me(_writer(said))), number, stored.policy, None)
    if made.duty:
        return
    before = sent_before(request, office.reader.entries(number)[: stored.dispute.seq], office.now)
    runtime.show(replace(view, changed=(*view.changed, *before)), said.how)


def _writer(said: Said) -> str:
    """Who writes; asked at the keyboard where several use this log."""
    from escalate.cli import prompting

    return prompting.Session("letter").writer(said.me) if prompting.wanted(said) else said.me
