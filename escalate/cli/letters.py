"""The commands that make papers for others out of a dispute: letter, form."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.completing import one_of
from escalate.cli.options import Blank, Json, MeOption, Plain, Ref, Said, how
from escalate.cli.options import File as Answers
from escalate.errors import BadInput

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.cli.ask import Question
    from escalate.domain.calendar import Happened
    from escalate.usecases.matter import Matter
    from escalate.usecases.paper import Paper

KEEP = "Please keep this number: with it we can prove later what our record held today."
Kind = Annotated[
    str,
    typer.Argument(
        help="The letter: after-talk, agreed, ... or a duty that asks for one: D4. Nothing: those that fit now.",
        autocompletion=one_of(
            *("after-talk", "agreed", "reasons", "to-manager", "to-their-manager", "agenda", "conference"),
            "panel-response",
        ),
    ),
]
FormName = Annotated[
    str, typer.Argument(metavar="FORM", help="The form, by its name in the policy. Nothing: those there are.")
]
Target = Annotated[
    str,
    typer.Argument(metavar="FILE", help="Where to: .eml, .docx, .pdf, .html or .txt. Nothing: on the screen."),
]
Printed = Annotated[
    str, typer.Argument(metavar="FILE", help="Where to: .docx, .pdf, .html or .txt. Nothing: on the screen.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a file that is there already.")]
Sent = Annotated[bool, typer.Option("--sent", help="It was sent: put that on record, and write nothing.")]
SentWhen = Annotated[str, typer.Option("--when", metavar="DATE", help="When it was sent. Nothing: now.")]


def letter(
    ref: Ref = "",
    kind: Kind = "",
    file: Target = "",
    replace: Replace = False,
    sent: Sent = False,
    when: SentWhen = "",
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Write a letter, an e-mail draft or an agenda from what is on record, with gaps where nobody has said it yet."""
    from escalate import runtime
    from escalate.usecases import letters, paper_views

    said = Said(me=me, how=how(as_json, plain))
    if sent and (file or not kind):
        raise BadInput(
            "Nothing was written or recorded: --sent is for a letter that has gone.",
            hint="Leave out the file, and name the letter.",
        )
    if when and not sent:
        raise BadInput("Nothing was written: --when says when a letter was sent.", hint="Add --sent.")
    number, matter, foot = _matter(ref, me)
    if not kind:
        shown = paper_views.letters_view(matter, tuple(letters.fitting(matter)), scripted=runtime.office().scripted)
        runtime.show(shown, said.how)
        return
    made = letters.letter(kind, matter, foot)
    if not sent:
        text = _put(made.paper, file, made.subject, replace=replace)
        view = paper_views.letter_view(made, matter, text, file, scripted=runtime.office().scripted)
        runtime.show(view, said.how)
    from escalate.cli import sending

    if sent or sending.confirmed(view.duty, view.command, said):
        sending.record(number, made, when, said)


def form(
    ref: Ref = "",
    name: FormName = "",
    file: Printed = "",
    replace: Replace = False,
    answers: Answers = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Print a form of the policy, filled from the log as far as it knows.

    What you answer is printed and not kept: not what identifies the child or adult, and the rest only where you say,
    at the keyboard, that the form was sent.
    """
    from escalate import runtime
    from escalate.cli import form_answers, sending
    from escalate.cli.acting import act
    from escalate.usecases import paper_views
    from escalate.usecases.form_paper import form_paper

    said = Said(answers, blank, me, how(as_json, plain))
    number, matter, foot = _matter(ref, me)
    scripted = runtime.office().scripted
    if not name:
        runtime.show(paper_views.forms_view(matter, scripted=scripted), said.how)
        return
    found = form_answers.found(name, matter)
    questions = form_answers.questions(found, matter)
    if blank:
        _say_blank(found.title, questions)
        return
    asked_for = bool(paper_views.asking(name, matter))
    given = form_answers.given(questions, found.title, said, asked_for=asked_for)
    paper = form_paper(found, matter, given, foot)
    view = paper_views.form_view(name, paper, matter, _put(paper, file, replace=replace), file, scripted=scripted)
    runtime.show(view, said.how)
    if view.duty and sending.confirmed(view.duty, view.command, said):
        duty = view.duty.partition(" ")[0]
        act("done", str(number), {"duties": [duty], "answers": form_answers.to_keep(found, given)}, Said(me=me))


def _say_blank(title: str, questions: "tuple[Question, ...]") -> None:
    from escalate import runtime
    from escalate.cli.blank import blank

    runtime.say(blank(f"{title}: printed, and not kept", questions))


def _matter(ref: str, me: str) -> "tuple[int, Matter, str]":
    """A dispute with what a paper may say of it, and the foot of its papers. Raises NoSuchDispute, Refused."""
    from escalate import runtime
    from escalate.errors import Erased
    from escalate.render import words
    from escalate.usecases.matter import matter

    office = runtime.office()
    number = office.reader.find(ref)
    stored = office.reader.stored(number)
    opened = stored.dispute.opened
    if stored.dispute.erased:
        raise Erased(
            f"Nothing was written: {opened.reference} was erased.", hint=f"What is left of it: escalate trail {number}"
        )
    foot = f"{opened.reference}. Receipt {stored.receipt}. {KEEP}"
    made = matter(
        stored,
        office.reader.entries(number),
        office.now,
        _said,
        contacts=office.contacts(stored.policy),
        writer=_writer(me),
    )
    return number, made, f"{words.DEMONSTRATION}. {foot}" if office.scripted else foot


def _said(when: "Happened | datetime") -> str:
    from datetime import datetime

    from escalate.render import words

    return words.instant(when) if isinstance(when, datetime) else words.happened(when)


def _writer(name: str) -> str:
    """Who writes, where that is said or only one uses this log; a letter can do without."""
    from escalate import runtime

    office = runtime.office()
    if not name and len(office.settings.me) != 1:
        return ""
    me = office.me(name)
    return f"{me.name}, {me.role}"


def _put(paper: "Paper", file: str, subject: str = "", *, replace: bool) -> str:
    """Write the paper to the file, or give its text where there is none. Raises BadInput, MissingParts."""
    from escalate.papers import formats, mail, outfile, plain_text

    path = Path(file)
    if not file:
        return plain_text.made(paper).decode()
    if subject and path.suffix.lower() not in (*formats.FORMATS, mail.ENDING):
        hint = f"Give the file a name that ends in {mail.ENDING}, {', '.join(formats.FORMATS)}."
        raise BadInput("Nothing was written: a letter cannot have that ending.", hint=hint)
    if subject and path.suffix.lower() == mail.ENDING:
        outfile.write(path, mail.made(paper, subject), replace=replace)
    else:
        formats.write(paper, path, replace=replace)
    return ""
