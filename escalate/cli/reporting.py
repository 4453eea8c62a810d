"""The command that reports: what is late, due, next and without a date; on a screen, as a sheet or as a page."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from escalate.cli.completing import one_of
from escalate.cli.options import All, Json, Plain, PolicyOption, Replace, SheetFile, how
from escalate.cli.reading import day_given, keep_years
from escalate.errors import ExitCode

if TYPE_CHECKING:
    from escalate.runtime import Office
    from escalate.usecases.report import Beside

Agency = Annotated[str, typer.Option("--agency", help="Only disputes with this agency.")]
WaitingOn = Annotated[
    str,
    typer.Option(
        "--waiting-on",
        help="Only what waits on: us, them, both, or a role.",
        autocompletion=one_of("us", "them", "both"),
    ),
]


def report(
    due_within: Annotated[str, typer.Option("--due-within", metavar="3d", help="Due within so many days.")] = "",
    due_by: Annotated[str, typer.Option("--due-by", metavar="DATE", help="What is due by that day.")] = "",
    as_of: Annotated[str, typer.Option("--as-of", metavar="DATE", help="As the log was at the end of that day.")] = "",
    policy: PolicyOption = "",
    agency: Agency = "",
    waiting_on: WaitingOn = "",
    all_: All = False,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit 7 if something is late.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Nothing unless late, or due by the day given.")] = False,
    sheet: SheetFile = "",
    html: Annotated[str, typer.Option("--html", metavar="FILE", help="Write it as a page with pictures.")] = "",
    replace: Replace = False,
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """What is late, due, next, and without a date."""
    from escalate import runtime
    from escalate.cli import pages, sheets
    from escalate.usecases import report as use

    office = runtime.office()
    moment = _end_of(as_of, office.now) if as_of else office.now
    filters = use.Filters(policy, agency, waiting_on)
    lines = office.reader.lines_as_of(moment) if as_of else office.reader.open_lines()
    filters.check(lines, office.policies.ids() if policy else ())
    told, by = use.without_words(lines) if quiet or html else lines, _due_by(due_within, due_by, moment)
    around = _around(office, moment if as_of else None)
    view = use.report(told, moment, by, filters=filters, everything=all_ or bool(sheet or html), **around)
    if quiet and not use.worth_saying(view.counts, soon=bool(due_within or due_by)):
        return
    page = pages.of_report(view, filters, lines, html, replace=replace) if html else None
    rows = sheets.of_report(view, sheet, replace=replace) if sheet else None
    runtime.show(rows or page or view, how(as_json, plain))
    if exit_code and use.something_late(view.counts):
        raise typer.Exit(ExitCode.SOMETHING_LATE)


def _end_of(text: str, now: datetime) -> datetime:
    """The end of a past day, or now if that is earlier. Raises BadDate for a day to come."""
    from escalate.domain.calendar import Happened
    from escalate.errors import BadDate

    day = day_given(text, now)
    if day.day > Happened.instant(now).day:
        raise BadDate("That day has not come yet.", hint="--as-of shows what the log said on a past day, or today.")
    return min(day.latest, now)


def _around(office: "Office", past: datetime | None) -> dict[str, Any]:
    """What a report says beside its lines: of the log now, or as it was at a past moment."""
    beside = _erased_since(office, past) if past else _waiting(office)
    return {
        "past_day": past is not None,
        "ends": office.reader.ends(),
        "scripted": office.scripted,
        "beside": beside,
    }


def _erased_since(office: "Office", moment: datetime) -> "Beside":
    from escalate.usecases.report import Beside

    return Beside(erased_since=office.reader.erased_since(moment))


def _waiting(office: "Office") -> "Beside":
    """Drafts that nobody goes on with, and disputes past the time they are kept."""
    from escalate.usecases.keep_review import past
    from escalate.usecases.report import DRAFT_OLD_AFTER, Beside

    years = keep_years(office)
    drafts = office.reader.drafts_before(office.now - DRAFT_OLD_AFTER)
    return Beside(old_drafts=drafts, may_be_erased=office.reader.may_be_erased(past(office.now, years)))


def _due_by(within: str, by: str, now: datetime) -> datetime:
    if within or by:
        return day_given(within or by, now, to_set=True).latest
    return day_given("7d", now, to_set=True).latest
