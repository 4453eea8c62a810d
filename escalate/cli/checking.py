"""The commands that prove the log, and that make anew what is listed from its entries."""

from typing import Annotated

import typer

from escalate.cli.options import Json, Plain, how
from escalate.errors import BadInput, ExitCode

Code = Annotated[
    str | None,
    typer.Option("--receipt", metavar="CODE", help="Also prove that the log holds all it held when this was given."),
]


Words = Annotated[
    list[str] | None, typer.Argument(metavar="[FILE]", help="An exported file, HTML or JSON. Nothing: the log.")
]


def verify(words: Words = None, receipt: Code = None, as_json: Json = False, plain: Plain = False) -> None:
    """Prove that the log is as it was written: every entry, every list, every kept text; or that an exported file is.

    A file needs no log: it proves itself.
    """
    if file := _file(words or [], receipt):
        _verify_file(file, receipt, as_json=as_json, plain=plain)
        return
    import sys

    from escalate import runtime, warning
    from escalate.domain.receipt import read_receipt
    from escalate.render.aside import Progress
    from escalate.usecases.verifying import verify as view

    given = read_receipt(receipt) if receipt is not None else None
    office, form = runtime.office(), how(as_json, plain)
    progress = Progress(wanted=form == "human" and not runtime.accessible())
    proof = office.care.prove(progress)
    progress.clear()
    outside = office.care.known("")
    scripted = proof is not None and proof.scripted
    care, folder = office.care, str(office.home.absolute())
    found = view(proof, given, outside, care.hash_at, care.has_words, folder, care.outside.spoilt(), scripted=scripted)
    runtime.show(found, form)
    warning.forget_what_waits()  # it is in the answer
    if sys.stdout.isatty():  # else nobody may have read it
        office.care.outside.said()
    if not found.well:
        raise typer.Exit(ExitCode.VERIFY_FAILED)


def _file(words: list[str], receipt: str | None) -> str:
    """The file that is named; a receipt without its quotation marks is none. Raises BadInput."""
    if len(words) > 1 or (words and receipt and receipt.strip().isdigit()):
        raise BadInput(
            "There are words on the command line that do not belong there.",
            hint='Put a receipt in quotation marks: escalate verify --receipt "12 FVYR-MQVX-E2YE-4AKW"',
        )
    return words[0] if words else ""


def _verify_file(file: str, receipt: str | None, *, as_json: bool, plain: bool) -> None:
    from escalate import runtime
    from escalate.domain.receipt import read_receipt
    from escalate.errors import BadInput
    from escalate.papers import check_export
    from escalate.usecases.verifying import VerifyFileView

    try:
        found = check_export.check(file, str(read_receipt(receipt)) if receipt is not None else "")
    except check_export.NoExport as fault:
        raise BadInput(
            f"Nothing was checked: {fault}.",
            hint="Only HTML and JSON files that `escalate export` made can be checked.",
        ) from None
    view = VerifyFileView(
        well=not found.faults,
        verdict=check_export.verdict(found),
        entries=found.entries,
        without_words=found.entries - found.worded,
        recorded=found.recorded,
        receipt=found.receipt,
        compared=found.compared,
        uncompared=found.uncompared,
        faults=tuple(found.faults),
        proves=check_export.proves(found),
    )
    runtime.show(view, how(as_json, plain))
    if code := check_export.exit_code(found):
        raise typer.Exit(code)


def rebuild(as_json: Json = False, plain: Plain = False) -> None:
    """Make what is listed anew from the entries, which stay as they are."""
    from escalate import runtime
    from escalate.usecases.verifying import RebuildView

    office = runtime.office()
    started = office.care.rebuild() and office.reader.exists()
    disputes = office.reader.disputes(resolved=True, limit=1)[1]
    runtime.show(RebuildView(started, disputes, office.scripted), how(as_json, plain))
