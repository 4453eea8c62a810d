"""The command that writes a dispute's file: whole, which goes on record, or a copy with parts withheld, which does not.

All that can be refused is refused before anything is recorded; the entry is sealed before the file gets its name.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.completing import one_of
from escalate.cli.options import Blank, File, Json, MeOption, Plain, Ref, Said, how
from escalate.errors import BadInput

if TYPE_CHECKING:
    from datetime import date

    from escalate.usecases.exporting import Exporting

Target = Annotated[str, typer.Argument(metavar="FILE", help="Its ending chooses: .html, .pdf, .docx or .json.")]
Since = Annotated[
    str,
    typer.Option(
        "--since",
        metavar="DATE",
        help="Only what was written since that day; or last: since the last export.",
        autocompletion=one_of("last"),
    ),
]
Redact = Annotated[bool, typer.Option("--redact", help="A copy without people or entries that you choose.")]
Replace = Annotated[bool, typer.Option("--replace", help="Replace the file if it is there.")]
Checker = Annotated[
    str, typer.Option("--checker", metavar="FILE", help="Write out the program that checks exported files.")
]


def export(
    ref: Ref = "",
    file: Target = "",
    since: Since = "",
    redact: Redact = False,
    replace: Replace = False,
    checker: Checker = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Write all that is on record of a dispute into a file: to read, to print, to keep, to check.

    HTML and JSON carry their own proof: escalate verify FILE.
    """
    said = Said(answers, blank, me, how(as_json, plain))
    if checker:
        _write_checker(checker, said, replace=replace)
        return
    if ref and not file and Path(ref).suffix:
        ref, file = "", ref
    if redact:
        from escalate.cli.redacting import redacted_copy

        redacted_copy(_begun(ref, since), file, said, replace=replace)
    elif answers or blank:
        raise BadInput("Nothing was exported: a whole export asks nothing.", hint="Answers belong to --redact.")
    else:
        _whole(ref, file, since, said, replace=replace)


def _begun(ref: str, since: str) -> "Exporting":
    """The dispute with its entries, and which of them are shown. Raises BadInput, Erased, NotSound, NoSuchDispute."""
    from escalate import runtime
    from escalate.usecases.export import LAST, begins_after, may_export
    from escalate.usecases.exporting import Exporting

    office = runtime.office()
    number = office.reader.find(ref)
    stored, entries = office.reader.stored(number), office.reader.entries(number)
    may_export(stored.dispute, entries)
    after = begins_after(since, None if since in ("", LAST) else _day(since), entries)
    return Exporting(stored, entries, after, office.now, scripted=office.scripted)


def _day(text: str) -> "date":
    from escalate import runtime
    from escalate.cli import dates
    from escalate.errors import BadDate

    try:
        day = dates.of_value(text, runtime.office().now, to_set=False)
    except BadDate as fault:
        hint = f"{fault.hint}; or last: since the last export."
        raise BadDate(f"Nothing was exported: --since is no day. {fault.message}", hint=hint) from None
    if day.is_ahead(runtime.office().now):
        raise BadDate("Nothing was exported: that day is still to come.", hint="Give a day that has passed, or last.")
    return day.day


def _whole(ref: str, file: str, since: str, said: Said, *, replace: bool) -> None:
    from escalate import runtime
    from escalate.papers import export_file, outfile
    from escalate.usecases import export as use

    path, office = Path(file), runtime.office()
    ending = export_file.ending_of(path)
    work = _begun(ref, since)
    desk = office.desk(office.me(said.me))
    sealed = export_file.shown(work.view(desk.author), ending)
    outfile.check(path, replace=replace)
    event = use.exported(ending[1:], export_file.digest(sealed), work.after, office.now)
    recorded, why_not = work.record(event, desk)
    entries = office.reader.entries(work.stored.number)[: work.stored.dispute.seq + bool(recorded)]
    made = export_file.whole(sealed, ending, work.proof(entries), office.care.log_id(), recorded=bool(recorded))
    _give_name(path, made, recorded, replace=replace)
    runtime.show(work.done(path.name, ending[1:], entries[-1], recorded, why_not), said.how)


def _give_name(path: Path, made: bytes, recorded: int, *, replace: bool) -> None:
    """Write the file; where that fails after all, the record says too much, and the person is told."""
    from escalate.papers import outfile

    try:
        outfile.write(path, made, replace=replace)
    except BadInput as fault:
        if recorded:
            fault.details = (f"Entry {recorded} says that it was exported. The file was not made: export it again.",)
        raise


def _write_checker(file: str, said: Said, *, replace: bool) -> None:
    from escalate import runtime
    from escalate.papers import export_file, outfile
    from escalate.usecases.export_view import CheckerView

    outfile.write(Path(file), export_file.checker(), replace=replace)
    runtime.show(CheckerView(Path(file).name), said.how)
