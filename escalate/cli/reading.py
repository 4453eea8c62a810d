"""The commands that only read: today (the program's bare name), status, trail, list, due."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli import sheets
from escalate.cli.completing import one_of
from escalate.cli.options import All, Json, Plain, Ref, Replace, SheetFile, how
from escalate.errors import EscalateError

if TYPE_CHECKING:
    from escalate.domain.calendar import Happened
    from escalate.runtime import How, Office

Nation = Annotated[
    str,
    typer.Option(
        "--nation",
        help="ENG for England, WLS Wales, SCT Scotland, NIR Northern Ireland.",
        autocompletion=one_of("ENG", "WLS", "SCT", "NIR"),
    ),
]


def today(how: "How") -> None:
    """What matters today, and how to go on. Raises what the log and the settings raise, whom to call still said."""
    from escalate import runtime, warning
    from escalate.usecases.today import DANGER, RESOLVED_FOR
    from escalate.usecases.today import today as view

    office = runtime.office()
    warning.of_place(office.home, runtime.LOG)
    try:
        started = office.reader.exists()
        known = () if started else office.care.known("")
        shown = view(
            office.reader.open_lines(),
            office.now,
            set_up=bool(office.settings.me),
            started=started,
            gone=known[0].receipt.position if known else 0,
            resolved=office.reader.resolved_since(office.now - RESOLVED_FOR),
            drafts=len(office.drafts.all()),
            scripted=office.scripted,
        )
    except EscalateError as fault:
        fault.hint = f"{fault.hint}\nIf anyone is in danger now: {DANGER}".strip()
        raise
    runtime.show(shown, how)


def status(
    ref: Ref = "",
    timeline: Annotated[bool, typer.Option("--timeline", help="Draw it along its time, in proportion.")] = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Where a dispute stands: who speaks now, by when, and what is needed next."""
    from escalate import runtime
    from escalate.usecases.status import status as view
    from escalate.usecases.tally import erased_by, tally

    office = runtime.office()
    number = office.reader.find(ref)
    stored = office.reader.stored(number)
    if stored.dispute.erased:
        author = erased_by(office.reader.entries(number))
        runtime.show(tally(stored, author, office.now, scripted=office.scripted), how(as_json, plain))
        return
    if timeline:
        from escalate.usecases.status_timeline import status_timeline

        runtime.show(status_timeline(stored, office.now, scripted=office.scripted), how(as_json, plain))
        return
    contacts, years = office.contacts(stored.policy), keep_years(office)
    shown = view(stored, office.now, contacts=contacts, keep_years=years, scripted=office.scripted)
    runtime.show(shown, how(as_json, plain))


def trail(ref: Ref = "", as_json: Json = False, plain: Plain = False) -> None:
    """Every entry of a dispute, in the order it was written."""
    from escalate import runtime
    from escalate.usecases.tally import erased_by, tally
    from escalate.usecases.trail import trail as view

    office = runtime.office()
    number = office.reader.find(ref)
    stored, entries = office.reader.stored(number), office.reader.entries(number)
    if stored.dispute.erased:
        left = tally(stored, erased_by(entries), office.now, entries=entries, scripted=office.scripted)
        runtime.show(left, how(as_json, plain))
        return
    runtime.show(view(stored, entries, office.now, scripted=office.scripted), how(as_json, plain))


def list_(
    all_: All = False, sheet: SheetFile = "", replace: Replace = False, as_json: Json = False, plain: Plain = False
) -> None:
    """The open disputes, newest first; with --all the resolved ones too."""
    from escalate import runtime
    from escalate.usecases.listing import EVERY, SHOWN, listing

    office = runtime.office()
    found, total = office.reader.disputes(resolved=all_, limit=EVERY if all_ or sheet else SHOWN)
    view = listing(found, total, resolved_too=all_, started=office.reader.exists(), scripted=office.scripted)
    runtime.show(sheets.of_list(view, office, sheet, replace=replace) if sheet else view, how(as_json, plain))


def due(
    rule: Annotated[str, typer.Argument(help='A limit, such as "5 working days" or "24 hours".')],
    from_: Annotated[str, typer.Option("--from", metavar="DATE", help="Counted from. Nothing: now.")] = "",
    nation: Nation = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Work out any due time, with its arithmetic."""
    from escalate import runtime
    from escalate.bank_holidays import calendar
    from escalate.errors import BadInput
    from escalate.render.words import NATIONS
    from escalate.usecases.timeline import due_time

    office = runtime.office()
    chosen = nation or office.settings.nation
    if chosen not in NATIONS:
        said = ", ".join(f"{one} ({name})" for one, name in NATIONS.items())
        raise BadInput("There is no such nation.", hint=f"It is one of: {said}.")
    since = day_given(from_ or "now", office.now)
    runtime.show(due_time(rule, since, chosen, calendar(chosen, office.settings.closed())), how(as_json, plain))


def day_given(text: str, now: datetime, *, to_set: bool = False) -> "Happened":
    """A date given as an option. Raises BadDate."""
    from escalate.cli import dates

    return dates.parse(text, now, to_set=to_set)


def keep_years(office: "Office") -> int | None:
    """The office's rule for how long a dispute is kept; None where the settings cannot be read."""
    from escalate.errors import BadSettings

    try:
        return office.settings.keep_years
    except BadSettings:  # what only reads does without them
        return None
