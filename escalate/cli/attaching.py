"""The commands about files: attach, attachments."""

import os
import re
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.acting import act
from escalate.cli.options import Blank, File, Json, MeOption, Plain, Ref, Said, When, how
from escalate.errors import BadInput

if TYPE_CHECKING:
    from escalate.domain.dispute import Dispute

_REFERENCE = re.compile(r"(?:ESC-)?[0-9-]+", re.IGNORECASE)
ToAttach = Annotated[str, typer.Argument(help="The file: an e-mail, minutes, a letter. At most 10 MB.")]
Belongs = Annotated[str, typer.Option("--entry", metavar="N", help="The discussion it belongs to, by its number.")]
Only = Annotated[str, typer.Option("--entry", metavar="N", help="Only the file of that entry.")]
To = Annotated[str, typer.Option("--to", metavar="FOLDER", help="Write them into this folder; one alone: to a file.")]
Over = Annotated[bool, typer.Option("--replace", help="Replace files that are there already.")]


def attach(
    ref: Ref = "",
    file: ToAttach = "",
    when: When = "",
    entry: Belongs = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Keep a copy of a file in the log: an e-mail, minutes, a letter. It is erased with the dispute."""
    if ref and not file and not _REFERENCE.fullmatch(ref):
        ref, file = "", ref  # the only word is the file: one dispute is open
    if file:
        from escalate.cli.attach_form import read

        read(file)  # what is wrong with it is said before anything is asked
        file = os.path.abspath(file)  # noqa: PTH100  a draft may be gone on with from another folder
    act("attach", ref, {"file": file, "when": when, "entry": entry}, Said(answers, blank, me, how(as_json, plain)))


def attachments(
    ref: Ref = "",
    entry: Only = "",
    to: To = "",
    replace: Over = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """The files attached to a dispute; with --to, written out, each proved to be as it was attached."""
    from escalate import runtime
    from escalate.usecases.attachments import attachments as view
    from escalate.usecases.tally import erased_by, tally

    position = _number(entry)
    office = runtime.office()
    number = office.reader.find(ref)
    stored, entries = office.reader.stored(number), office.reader.entries(number)
    if stored.dispute.erased:
        _refuse_to_write(stored.dispute, to)
        left = tally(stored, erased_by(entries), office.now, scripted=office.scripted)
        runtime.show(left, how(as_json, plain))
        return
    found = view(stored, entries, position=position, scripted=office.scripted)
    if to:
        from pathlib import Path

        from escalate.papers.attached import write

        found = write(found, office.reader.attachment, Path(to), over=replace)
    runtime.show(found, how(as_json, plain))


def _number(entry: str) -> int | None:
    if entry and not entry.strip().isdecimal():
        raise BadInput("Nothing is shown: --entry is the number of an entry, such as 12.")
    return int(entry) if entry else None


def _refuse_to_write(dispute: "Dispute", to: str) -> None:
    from escalate.domain.gates import short
    from escalate.errors import Erased

    if to:
        raise Erased(
            f"Nothing was written: {dispute.opened.reference} was erased, and its files with it.",
            hint=f"What is left of it: escalate status {short(dispute)}",
        )
