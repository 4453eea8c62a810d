"""The command `import`: the spreadsheet that people kept until today, put into the log as a whole or not at all."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.options import Json, MeOption, Plain, Replace, Said, how

if TYPE_CHECKING:
    from escalate.cli.import_form import Read
    from escalate.runtime import Office
    from escalate.settings import Me
    from escalate.usecases.importing import ImportView, Kept

SheetIn = Annotated[str, typer.Argument(metavar="FILE", help="The spreadsheet: FILE.csv or FILE.xlsx.")]
Template = Annotated[bool, typer.Option("--template", help="Write an empty spreadsheet to fill in, to FILE, and stop.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check it, and show what would be imported.")]
Again = Annotated[bool, typer.Option("--again", help="Although this very file was imported before.")]


def import_(
    file: SheetIn,
    template: Template = False,
    replace: Replace = False,
    dry_run: DryRun = False,
    again: Again = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Put the spreadsheet that you kept until now into the log: all of its rows, or none."""
    from escalate import runtime
    from escalate.cli import import_form, prompting
    from escalate.papers import incoming

    office, said = runtime.office(), Said("", blank=False, me=me, how=how(as_json, plain))
    kept = _policies(office)
    if template:
        _write_template(Path(file), kept, said, replace=replace)
        return
    writer = office.me(me)
    sheet = incoming.read(Path(file))
    usual = next(iter(office.settings.policies), "")
    policies = {policy_id: one.policy for policy_id, one in kept.items()}
    read = import_form.requests(sheet, policies, usual, writer, office.now, office.reader.imported_as())
    once = "" if again else sheet.digest
    asks = prompting.wanted(said) and not dry_run
    if dry_run or asks:
        runtime.show(_imported(office, Path(file).name, read, kept, writer, once, dry_run=True), said.how)
    if dry_run or (asks and not _agreed()):
        return
    runtime.show(_imported(office, Path(file).name, read, kept, writer, once, dry_run=False), said.how)


def _policies(office: "Office") -> "dict[str, Kept]":
    """The policies in use, or every one where set-up names none."""
    from escalate.usecases.importing import Kept

    loaded = {one: office.policies.load(one) for one in office.settings.policies or office.policies.ids()}
    return {
        one: Kept(found.policy, found.kept, hashlib.sha256(found.kept).hexdigest()) for one, found in loaded.items()
    }


def _write_template(path: Path, kept: "dict[str, Kept]", said: Said, *, replace: bool) -> None:
    from escalate import runtime
    from escalate.cli.import_columns import template
    from escalate.papers import sheet
    from escalate.usecases.sheet import SheetView

    made = template((one.policy for one in kept.values()), apart=path.suffix.casefold() == sheet.XLSX)
    sheet.write(made, path, replace=replace)
    runtime.show(SheetView(path.name, 0, "", scripted=False, template=True), said.how)


def _imported(
    office: "Office", name: str, read: "Read", kept: "dict[str, Kept]", writer: "Me", once: str, *, dry_run: bool
) -> "ImportView":
    from escalate.usecases.importing import import_rows, import_view

    rows = import_rows(read.requests, office.desk(writer, rehearse=dry_run), kept, once=once)
    ends = None if dry_run else office.reader.ends()
    receipt = ends.receipt if ends else ""
    return import_view(name, rows, read.doubts, dry_run=dry_run, receipt=receipt, scripted=office.scripted)


def _agreed() -> bool:
    """Whether the person wants it after seeing what it brings; it cannot be taken back."""
    from escalate.cli.ask import Question
    from escalate.cli.prompting import asker

    options = {"no": "no: nothing is written", "yes": "yes: put all of it into the log, for good"}
    return asker().choose(Question("import", "Import it?", options=options), "no") == "yes"
