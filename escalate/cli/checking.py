"""The commands that prove the log, and that make anew what is listed from its entries."""

from typing import Annotated

import typer

from escalate.cli.options import Json, Plain, how
from escalate.errors import ExitCode

Code = Annotated[
    str,
    typer.Option("--receipt", metavar="CODE", help="Also prove that the log holds all it held when this was given."),
]


File = Annotated[str, typer.Argument(metavar="FILE", help="An exported file, HTML or JSON. Nothing: the log.")]


def verify(file: File = "", receipt: Code = "", as_json: Json = False, plain: Plain = False) -> None:
    """Prove that the log is as it was written: every entry, every list, every kept text; or that an exported file is.

    A file needs no log: it proves itself.
    """
    if file:
        _verify_file(file, receipt, as_json=as_json, plain=plain)
        return
    from escalate import runtime
    from escalate.domain.receipt import read_receipt
    from escalate.render.aside import Progress
    from escalate.usecases.verifying import verify as view

    given = read_receipt(receipt) if receipt else None
    office, form = runtime.office(), how(as_json, plain)
    progress = Progress(wanted=form == "human" and not runtime.accessible())
    proof = office.care.prove(progress)
    progress.clear()
    outside = office.care.known(proof.log_id if proof else "")
    found = view(proof, given, outside, office.care.hash_at, scripted=proof is not None and proof.scripted)
    runtime.show(found, form)
    if not found.well:
        raise typer.Exit(ExitCode.VERIFY_FAILED)


def _verify_file(file: str, receipt: str, *, as_json: bool, plain: bool) -> None:
    from escalate import runtime
    from escalate.domain.receipt import read_receipt
    from escalate.errors import BadInput
    from escalate.papers import check_export
    from escalate.usecases.verifying import VerifyFileView

    try:
        found = check_export.check(file, str(read_receipt(receipt)) if receipt else "")
    except check_export.NoExport as fault:
        raise BadInput(
            f"Nothing was checked: {fault}.",
            hint="Only HTML and JSON files that `escalate export` made can be checked.",
        ) from None
    view = VerifyFileView(
        well=not found.faults,
        entries=found.entries,
        without_words=found.entries - found.worded,
        recorded=found.recorded,
        receipt=found.receipt,
        compared=bool(receipt),
        faults=tuple(found.faults),
        proves=check_export.PROVES,
    )
    runtime.show(view, how(as_json, plain))
    if found.faults:
        raise typer.Exit(ExitCode.VERIFY_FAILED)


def rebuild(as_json: Json = False, plain: Plain = False) -> None:
    """Make what is listed anew from the entries, which stay as they are."""
    from escalate import runtime
    from escalate.usecases.verifying import RebuildView

    office = runtime.office()
    started = office.care.rebuild() and office.reader.exists()
    disputes = office.reader.disputes(resolved=True, limit=1)[1]
    runtime.show(RebuildView(started, disputes, office.scripted), how(as_json, plain))
