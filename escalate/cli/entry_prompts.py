"""Correcting or approving at the keyboard: the entry is shown first; after a correction other due times are offered."""

from collections.abc import Iterator

from escalate import runtime
from escalate.cli import ask
from escalate.cli.ask import Question
from escalate.cli.interview import Form
from escalate.cli.options import Said
from escalate.cli.prompting import Session, stoppable
from escalate.domain import events as e
from escalate.domain.bodies import decode
from escalate.domain.calendar import Happened
from escalate.domain.correcting import entry
from escalate.domain.dispute import Duty
from escalate.domain.requests import AgreeDate
from escalate.render import words
from escalate.usecases import acts
from escalate.usecases.ports import Stored
from escalate.usecases.trail import one_entry

COMMANDS = ("correct", "approve")
_YES, _NO = "yes", "no"


def show_entry(session: Session, questions: Form, stored: Stored) -> None:
    """Ask which entry, unless it was said, and show it whole. Raises NoSuchEntry, BadAnswers."""
    session.interview.walk(lambda so_far: questions(so_far)[:1])
    which = questions(session.interview.answers)[:1]
    given = {"entry": session.interview.answers["entry"]}
    position = ask.answers(which, given, runtime.office().now)["entry"]
    seq = entry(position, stored.dispute)
    found = one_entry(stored, runtime.office().reader.entries(stored.number), seq)
    session.asker.say("", f"Entry {found.position}: {found.title}, {words.happened(found.happened, hour_matters=True)}")
    session.asker.say(f"  Written {words.instant(found.written)}, by {found.author}")
    for label, value in found.said.items():
        text = words.happened(value) if isinstance(value, Happened) else value
        session.asker.say(f"  {label[:1].upper()}{label[1:]}: {text}")
    for one in found.corrections:
        session.asker.say(f"  Corrected in entry {one.entry}. Wrong: {one.what} Right: {one.right}")


def offer_new_dates(number: int, me: str, said: Said) -> None:
    """Ask of each other due time that the correction just gave whether it is to be the date from now on."""
    office = runtime.office()
    stored, last = office.reader.stored(number), office.reader.entries(number)
    made = [entry for entry in last if entry.kind == e.Corrected.__name__][-1]
    _, event = decode(made.kind, made.body or "")
    if not isinstance(event, e.Corrected):
        return
    session = Session("extend", number)
    with stoppable(session):
        for duty in _movable(event, stored):
            about = f"Entry {stored.dispute.position(event.of)} was corrected: {event.why}"
            request = _asked(session, duty, about)
            if request:
                desk = runtime.office().desk(runtime.office().me(me))
                runtime.show(acts.act(request, desk, number, stored.policy, None), said.how)


def _movable(event: e.Corrected, stored: Stored) -> Iterator[Duty]:
    """The open duties whose other due time can still be set: a date that has passed cannot."""
    today = Happened.instant(runtime.office().now).day
    for other in event.dues:
        duty = stored.dispute.duties[other.number]
        if not duty.ended and duty.would_be and Happened.instant(duty.would_be.at).day >= today:
            yield duty


def _asked(session: Session, duty: Duty, why: str) -> AgreeDate | None:
    """The new date, if it is wanted; a later one needs who agreed."""
    if duty.due is None or duty.would_be is None:
        return None
    asker, to = session.asker, duty.would_be.at
    asker.say("", f"D{duty.number} {duty.started.what}", f"  It is due {words.instant(duty.due.at)}, and that stands.")
    text = f"From the corrected time it would be {words.instant(to)}. Record that as the new date now?"
    yes_no = {_YES: "yes", _NO: "no"}
    if asker.choose(Question("record", text, options=yes_no), _NO) != _YES:
        return None
    agreed_by, must = "", to > duty.due.at
    while not agreed_by:
        question = Question("agreed_by", "Who agreed to it", required=must, enter="" if must else "nobody was asked")
        agreed_by = asker.line(question, "").strip()
        if not must:
            break
    agrees = asker.choose(Question("other_side_agrees", "Does the other side agree?", options=yes_no), _NO)
    return AgreeDate(duty.number, Happened.instant(to), why, agreed_by, other_side_agrees=agrees == _YES)
