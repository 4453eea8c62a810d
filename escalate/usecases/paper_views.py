"""What the commands that write letters and forms show: which there are, and the one that was made."""

from datetime import datetime
from typing import ClassVar

from escalate.domain.dispute import Dispute, Duty
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.usecases.form_paper import answer
from escalate.usecases.letters import Choice, Made, fitting
from escalate.usecases.matter import Matter
from escalate.usecases.paper import Paper, Space, gaps
from escalate.usecases.policies import forms
from escalate.usecases.speaking import reached

_UNFIT = "This letter is not among those that fit now."


@frozen
class ChoiceView:
    """A letter or form that can be made: its name, what it is for, whom to send it to, the duties it serves."""

    name: str
    what: str
    to: tuple[str, ...]
    duties: tuple[str, ...]
    due: datetime | None
    command: str


@frozen
class PapersView:
    """The letters that fit now, or the forms there are."""

    schema: ClassVar = "escalate.papers/1"

    reference: str
    kind: str  # letters or forms
    papers: tuple[ChoiceView, ...]
    now: datetime
    scripted: bool


@frozen
class PaperView:
    """A letter or form: its text, or the file it was written to; what is to be filled in; how to record it."""

    schema: ClassVar = "escalate.paper/1"

    reference: str
    kind: str
    name: str
    subject: str
    to: tuple[str, ...]
    text: str
    file: str
    gaps: tuple[str, ...]
    duty: str  # what sending it ends
    command: str  # that puts on record that it was sent
    receipt: str
    scripted: bool
    notice: str = ""


def letters_view(matter: Matter, choices: tuple[Choice, ...], *, scripted: bool) -> PapersView:
    """The letters that fit now."""
    dispute = matter.stored.dispute
    shown = []
    for one in choices:
        due = min((duty.due_at for duty in one.duties if duty.due_at), default=None)
        duties = tuple(f"D{duty.number} {duty.started.what}" for duty in one.duties)
        shown.append(
            ChoiceView(
                name=one.kind,
                what=one.what,
                to=tuple(reached(whom, matter.contacts) for whom in one.to),
                duties=duties,
                due=due,
                command=f"escalate letter {short(dispute)} {one.kind}",
            )
        )
    return PapersView(dispute.opened.reference, "letters", tuple(shown), matter.now, scripted)


def asking(form: str, matter: Matter) -> tuple[Duty, ...]:
    """The open duties that ask for a form."""
    return tuple(duty for duty in matter.stored.dispute.open_duties() if duty.started.form == form)


def forms_view(matter: Matter, *, scripted: bool) -> PapersView:
    """The forms of the policy, each with the open duties that ask for it."""
    dispute = matter.stored.dispute
    shown = []
    for ref, form in forms(matter.stored.policy).items():
        duties = asking(ref, matter)
        known = sum(bool(answer(form, ask, matter, {})) for ask in form.asks)
        shown.append(
            ChoiceView(
                name=ref,
                what=f"{form.title}: {len(form.asks)} questions, {known} of them answered from the log",
                to=tuple(dict.fromkeys(role for duty in duties for role in duty.started.tell)),
                duties=tuple(f"D{duty.number} {duty.started.what}" for duty in duties),
                due=min((duty.due_at for duty in duties if duty.due_at), default=None),
                command=f"escalate form {short(dispute)} {ref}",
            )
        )
    return PapersView(dispute.opened.reference, "forms", tuple(shown), matter.now, scripted)


def letter_view(made: Made, matter: Matter, text: str, file: str, *, scripted: bool) -> PaperView:
    """A letter that was made."""
    dispute = matter.stored.dispute
    fits = any(one.kind.casefold() == made.kind.casefold() for one in fitting(matter))
    return PaperView(
        reference=dispute.opened.reference,
        kind="letter",
        name=made.kind,
        subject=made.subject,
        to=tuple(reached(one, matter.contacts) for one in made.to),
        text=text,
        file=file,
        gaps=gaps(made.paper),
        duty=serves(made.duty, dispute),
        command=f"escalate letter {short(dispute)} {made.kind} --sent",
        receipt=matter.stored.receipt,
        scripted=scripted,
        notice="" if fits else f"{_UNFIT} Those that do: escalate letter {short(dispute)}",
    )


def serves(number: int, dispute: Dispute) -> str:
    """The duty of that number, in words; empty for 0."""
    return f"D{number} {dispute.duties[number].started.what}" if number else ""


def form_view(name: str, paper: Paper, matter: Matter, text: str, file: str, *, scripted: bool) -> PaperView:
    """A form that was made; sending it ends the open duty that asks for it."""
    dispute = matter.stored.dispute
    number = next((duty.number for duty in asking(name, matter)), 0)
    return PaperView(
        reference=dispute.opened.reference,
        kind="form",
        name=name,
        subject="",
        to=dispute.duties[number].started.tell if number else (),
        text=text,
        file=file,
        gaps=(*gaps(paper), *(block.label for block in paper.blocks if isinstance(block, Space))),
        duty=serves(number, dispute),
        command=f"escalate done {short(dispute)} D{number}" if number else "",
        receipt=matter.stored.receipt,
        scripted=scripted,
    )
