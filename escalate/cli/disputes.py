"""The commands of a dispute's life: open, reflect, log, advance, done, extend, people, danger, resolve, reopen."""

from typing import Annotated

import typer

from escalate.cli.acting import act
from escalate.cli.completing import one_of, outcomes
from escalate.cli.options import Because, Blank, File, Json, MeOption, Plain, PolicyOption, Ref, Said, When, how

Duties = Annotated[list[str] | None, typer.Argument(help="Duties, such as D4 D5.")]
To = Annotated[str, typer.Option("--to", metavar="STAGE", help="To which stage. Nothing: the next.")]

Danger = Annotated[
    str,
    typer.Option(
        "--danger",
        help="Is anyone in immediate danger? no, told or not-told",
        autocompletion=one_of("no", "told", "not-told"),
    ),
]
Outcome = Annotated[
    str, typer.Option("--outcome", help="How it ends. See --blank for the words.", autocompletion=outcomes)
]
AtRisk = Annotated[
    str,
    typer.Option(
        "--at-risk", help="Does anyone still believe them at risk? yes or no", autocompletion=one_of("yes", "no")
    ),
]


def open_(
    policy: PolicyOption = "",
    responding: Annotated[bool, typer.Option("--responding", help="It was raised with us.")] = False,
    from_: Annotated[str, typer.Option("--from", metavar="REF", help="Start again a dispute, under this policy.")] = "",
    danger_: Danger = "",
    stage: Annotated[str, typer.Option("--stage", help="At which stage. Nothing: the first.")] = "",
    because: Because = "",
    raised: Annotated[str, typer.Option("--raised", metavar="DATE", help="When it was put to the other side.")] = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Open a dispute: danger first, then what it is about, the reflection, and the other side."""
    from escalate.cli import open_prompts, opening, prompting

    side = "responding" if responding else ""
    options = {"danger": danger_, "side": side, "stage": stage, "because": because, "raised": raised}
    said = Said(answers, blank, me, how(as_json, plain))
    record = open_prompts.prompted if prompting.wanted(said) else opening.open_dispute
    record(policy, from_, {key: value for key, value in options.items() if value}, said)


def reflect(
    ref: Ref = "",
    answers: File = "",
    blank: Blank = False,
    each: Annotated[bool, typer.Option("--each", help="With --blank: question by question, for supervision.")] = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Think it through: what affects judgement, and the checklist, now or again."""
    act("reflect --each" if each else "reflect", ref, {}, Said(answers, blank, me, how(as_json, plain)))


def log(
    ref: Ref = "",
    when: When = "",
    stage: Annotated[str, typer.Option("--stage", help="The earlier stage, if it was then.")] = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Record a discussion, a consultation or an attempt without reply, and what was agreed."""
    act("log", ref, {"when": when, "stage": stage}, Said(answers, blank, me, how(as_json, plain)))


def advance(
    ref: Ref = "",
    to: To = "",
    because: Because = "",
    when: When = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Go to the next stage, or hear exactly what is missing."""
    given = {"to": to, "because": because, "when": when}
    act("advance", ref, given, Said(answers, blank, me, how(as_json, plain)))


def done(
    ref: Ref = "",
    duties: Duties = None,
    when: When = "",
    option: Annotated[str, typer.Option("--option", help="The decision, where the duty asks for one.")] = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Say that duties are done, or why they are not needed."""
    ref, numbers = _ref_and_duties(ref, duties)
    given = {"duties": numbers, "when": when, "option": option}
    act("done", ref, given, Said(answers, blank, me, how(as_json, plain)))


def extend(
    ref: Ref = "",
    duties: Duties = None,
    to: Annotated[str, typer.Option("--to", metavar="DATE", help="The new date.")] = "",
    when: When = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Record that a new date is agreed for a duty."""
    ref, numbers = _ref_and_duties(ref, duties)
    given = {"duty": numbers, "to": to, "when": when}
    act("extend", ref, given, Said(answers, blank, me, how(as_json, plain)))


def people(
    ref: Ref = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Change who acts for a party."""
    act("people", ref, {}, Said(answers, blank, me, how(as_json, plain)))


def danger(
    ref: Ref = "",
    when: When = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Somebody is in danger now: whom to call first; then record whom you told."""
    from escalate.cli import opening, prompting

    said = Said(answers, blank, me, how(as_json, plain))
    if not (answers or blank):
        opening.show_danger(ref, said.how)
    if answers or blank or (prompting.wanted(said) and opening.told_already(ref)):
        act("danger", ref, {"when": when}, said)


def resolve(
    ref: Ref = "",
    outcome: Outcome = "",
    at_risk: AtRisk = "",
    when: When = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Close it: how it ended, who decided, and whether anyone still believes the person at risk."""
    given = {"outcome": outcome, "at_risk": at_risk, "when": when}
    act("resolve", ref, given, Said(answers, blank, me, how(as_json, plain)))


def reopen(
    ref: Ref = "",
    stage: Annotated[str, typer.Option("--stage", help="At which stage. Nothing: the last.")] = "",
    when: When = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Open a resolved dispute again."""
    act("reopen", ref, {"stage": stage, "when": when}, Said(answers, blank, me, how(as_json, plain)))


def _ref_and_duties(ref: str, duties: list[str] | None) -> tuple[str, list[str]]:
    """`done D4` leaves the reference out."""
    given = list(duties or ())
    if ref.upper().startswith("D") and ref[1:].isdigit():
        return "", [ref, *given]
    return ref, given
