"""The commands that only read: today (the program's bare name), status, trail, list, report, due."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.completing import one_of
from escalate.cli.options import Json, Plain, PolicyOption, Ref, how
from escalate.errors import EscalateError, ExitCode

if TYPE_CHECKING:
    from escalate.domain.calendar import Happened
    from escalate.runtime import How, Office
    from escalate.usecases.report import Beside

All = Annotated[bool, typer.Option("--all", help="Show everything, not only the first.")]
Agency = Annotated[str, typer.Option("--agency", help="Only disputes with this agency.")]
WaitingOn = Annotated[
    str,
    typer.Option(
        "--waiting-on",
        help="Only what waits on: us, them, both, or a role.",
        autocompletion=one_of("us", "them", "both"),
    ),
]
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


def status(ref: Ref = "", as_json: Json = False, plain: Plain = False) -> None:
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
    contacts, years = office.contacts(stored.policy), _keep_years(office)
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


def list_(all_: All = False, as_json: Json = False, plain: Plain = False) -> None:
    """The open disputes, newest first; with --all the resolved ones too."""
    from escalate import runtime
    from escalate.usecases.listing import EVERY, SHOWN, listing

    office = runtime.office()
    found, total = office.reader.disputes(resolved=all_, limit=EVERY if all_ else SHOWN)
    view = listing(found, total, resolved_too=all_, started=office.reader.exists(), scripted=office.scripted)
    runtime.show(view, how(as_json, plain))


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
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """What is late, due, next, and without a date."""
    from escalate import runtime
    from escalate.usecases import report as use

    office = runtime.office()
    moment = _end_of(as_of, office.now) if as_of else office.now
    filters = use.Filters(policy, agency, waiting_on)
    lines = office.reader.lines_as_of(moment) if as_of else office.reader.open_lines()
    filters.check(lines, office.policies.ids() if policy else ())
    view = use.report(
        use.without_words(lines) if quiet else lines,
        moment,
        _due_by(due_within, due_by, moment),
        filters=filters,
        everything=all_,
        past_day=bool(as_of),
        ends=office.reader.ends(),
        scripted=office.scripted,
        beside=_erased_since(office, moment) if as_of else _waiting(office),
    )
    if quiet and not use.worth_saying(view.counts, soon=bool(due_within or due_by)):
        return
    runtime.show(view, how(as_json, plain))
    if exit_code and use.something_late(view.counts):
        raise typer.Exit(ExitCode.SOMETHING_LATE)


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


def _end_of(text: str, now: datetime) -> datetime:
    """The end of a past day, or now if that is earlier. Raises BadDate for a day to come."""
    from escalate.domain.calendar import Happened
    from escalate.errors import BadDate

    day = day_given(text, now)
    if day.day > Happened.instant(now).day:
        raise BadDate("That day has not come yet.", hint="--as-of shows what the log said on a past day, or today.")
    return min(day.latest, now)


def _erased_since(office: "Office", moment: datetime) -> "Beside":
    from escalate.usecases.report import Beside

    return Beside(erased_since=office.reader.erased_since(moment))


def _waiting(office: "Office") -> "Beside":
    """Drafts that nobody goes on with, and disputes past the time they are kept."""
    from escalate.usecases.keep_review import past
    from escalate.usecases.report import DRAFT_OLD_AFTER, Beside

    years = _keep_years(office)
    drafts = office.reader.drafts_before(office.now - DRAFT_OLD_AFTER)
    return Beside(old_drafts=drafts, may_be_erased=office.reader.may_be_erased(past(office.now, years)))


def _keep_years(office: "Office") -> int | None:
    """The office's rule for how long a dispute is kept."""
    from escalate.errors import BadSettings

    try:
        return office.settings.keep_years
    except BadSettings:  # what only reads does without them
        return None


def _due_by(within: str, by: str, now: datetime) -> datetime:
    if within or by:
        return day_given(within or by, now, to_set=True).latest
    return day_given("7d", now, to_set=True).latest
