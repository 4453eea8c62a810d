"""The command that writes due dates for a calendar program: calendar."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.options import Json, Plain, Ref, how
from escalate.errors import BadInput

if TYPE_CHECKING:
    from escalate.runtime import Office
    from escalate.usecases.due_dates import DueDate

To = Annotated[str, typer.Option("--to", metavar="FILE.ics", help="The file to write.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write it in the place of the one that is there.")]


def calendar(ref: Ref = "", to: To = "", replace: Replace = False, as_json: Json = False, plain: Plain = False) -> None:
    """Write the due times to a file for a calendar program, of one dispute or all; no names, nothing of a child.

    Each has a reminder one working day before. Import the file again later: what changed takes the place of what was.
    """
    from escalate import runtime
    from escalate.papers import ics, outfile
    from escalate.usecases import due_dates as use

    if not to.lower().endswith(".ics"):
        raise BadInput(
            "Nothing was written: a calendar file's name ends in .ics.", hint="Such as: escalate calendar --to due.ics"
        )
    office = runtime.office()
    asked = [office.reader.find(ref)] if ref else None
    log = office.care.contents()
    numbers = use.disputes(office.reader, log) if asked is None else asked
    found = [_dates(office, number, log.lost) for number in numbers] if log else []
    view = use.calendar_view(to, found, scripted=office.scripted)
    dates = [date for dates in found for date in dates]
    outfile.write(Path(to), ics.made(dates, demonstration=office.scripted), replace=replace)
    runtime.show(view, how(as_json, plain))


def _dates(office: "Office", number: int, lost: int) -> "tuple[DueDate, ...]":
    from escalate.usecases.due_dates import due_dates

    stored, entries = office.reader.stored(number), office.reader.entries(number)
    return tuple(due_dates(stored, entries, lost, office.working_days(stored.policy)))
