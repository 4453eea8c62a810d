"""The commands about an entry of a dispute: correct, approve."""

from typing import Annotated

import typer

from escalate.cli.acting import act
from escalate.cli.completing import one_of
from escalate.cli.options import Blank, File, Json, MeOption, Plain, Ref, Said, how

Entry = Annotated[str, typer.Argument(help="The entry, by its number in the trail: 12.")]
Right = Annotated[str, typer.Option("--when", metavar="DATE", help="The right day or hour, if one was wrong.")]
Moment = Annotated[
    str,
    typer.Option(
        "--moment",
        help="Of an opening, which time was wrong: happened, raised or arose.",
        autocompletion=one_of("happened", "raised", "arose"),
    ),
]
As = Annotated[
    str,
    typer.Option("--as", help="Who approves it: worker or manager.", autocompletion=one_of("worker", "manager")),
]
Approved = Annotated[str, typer.Option("--when", metavar="DATE", help="When it was approved. Nothing: now.")]


def correct(
    ref: Ref = "",
    entry: Entry = "",
    when: Right = "",
    moment: Moment = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Say what is wrong in an entry and what is right. Both stay, and nothing else changes.

    A correction moves no stage and no date, and ends no duty. To undo an act, do its opposite: after advance,
    advance --to the earlier stage; after resolve, reopen; after reopen, resolve; after extend, extend again;
    after people, people again. What was said to be done and was not: correct it here, and record what is
    still to do with log.
    """
    given = {"entry": _numbered(entry), "when": when, "moment": moment}
    act("correct", ref, given, Said(answers, blank, me, how(as_json, plain)))


def approve(
    ref: Ref = "",
    entry: Entry = "",
    as_: As = "",
    when: Approved = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Approve and date the record that an entry is, as the worker or as a manager. All approvals are kept."""
    given = {"entry": _numbered(entry), "role": as_, "when": when}
    act("approve", ref, given, Said(answers, blank, me, how(as_json, plain)))


def _numbered(entry: str) -> str:
    """As the list to pick from writes it."""
    return f"entry {int(entry)}" if entry.strip().isdecimal() else entry
