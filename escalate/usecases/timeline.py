"""Due times without a dispute: any limit counted from any day, and a policy run to its every limit."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import ClassVar

from escalate.domain.calendar import AGREED, AT_ONCE, LONDON, Calendar, DayOff, Happened, parse_limit
from escalate.domain.duties import SINCE
from escalate.domain.frozen import frozen
from escalate.domain.policy import CLOCK_STARTS, Policy, Stage
from escalate.errors import BadInput


@frozen
class DueView:
    """Any due time with its arithmetic."""

    schema: ClassVar = "escalate.due/1"

    rule: str
    nation: str
    since: Happened
    due: datetime
    not_counted: tuple[DayOff, ...]
    closed_then: str
    day_ends: str


@frozen
class DueLineView:
    """A due time in a timeline, with its arithmetic; without a number when the policy sets none."""

    what: str
    by: str
    force: str
    within: str
    clock: bool
    due: datetime | None
    when: tuple[str, ...]
    since_what: str
    not_counted: tuple[DayOff, ...]
    closed_then: str
    note: str


@frozen
class StepView:
    """One stage in a timeline: when it begins at the latest, and each due time in it."""

    stage: str
    name: str
    begins: datetime | None
    dues: tuple[DueLineView, ...]
    ends: datetime | None
    leads_to: tuple[str, ...]


@frozen
class WorstView:
    """Of the days tried as the day raised: how long the longest and the shortest way take, in calendar days.

    They run to the last date that the policy sets; without any, whichever day it is makes no difference.
    """

    tried: tuple[date, date]
    days: int | None
    until: date | None
    least_days: int | None
    least_raised: date | None


@frozen
class TimelineView:
    """Every latest date of a policy, each stage running to its limit."""

    schema: ClassVar = "escalate.timeline/1"

    policy: str
    title: str
    raised: Happened
    worst: WorstView | None
    steps: tuple[StepView, ...]


def due_time(rule: str, since: Happened, nation: str, calendar: Calendar) -> DueView:
    """When `rule` ends, counted from `since`. Raises BadInput for a rule that states no number."""
    try:
        number = parse_limit(rule).unit not in (AGREED, AT_ONCE)
    except ValueError:
        number = False
    if not number:
        raise BadInput(
            "That is no limit that can be counted.",
            hint="Write for example: 5 working days, 2 weeks, 3 days, 24 hours, same working day",
        )
    due = calendar.due(rule, since, "")
    return DueView(
        rule=rule,
        nation=nation,
        since=since,
        due=due.at,
        not_counted=due.not_counted,
        closed_then=due.closed_then,
        day_ends=calendar.day_ends.strftime("%H:%M"),
    )


def timeline(policy: Policy, raised: Happened, calendar: Calendar) -> TimelineView:
    """Every latest date if it is raised then and each stage runs to its limit, on every way down.

    A stage to which several lead begins at the latest of their ends. After one whose limit is for the parties to
    agree, later stages have no dates.
    """
    steps: dict[str, StepView] = {}
    for stage in policy.stages:
        before = [step for step in steps.values() if stage.id in step.leads_to]
        ends = [step.ends for step in before if step.ends]
        begins = Happened.instant(max(ends)) if ends else None if before else raised
        dues = tuple(_lines(policy, stage, begins, raised, calendar))
        steps[stage.id] = StepView(
            stage.id, stage.name, begins.earliest if begins else None, dues, _latest_end(dues), stage.next
        )
    return TimelineView(policy.id, policy.title, raised, None, tuple(steps.values()))


def worst_timeline(policy: Policy, days: Sequence[date], calendar: Calendar) -> TimelineView:
    """The timeline of the day, the earliest of several, on which it takes longest when raised, of `days` in order."""
    until = {day: _last_date(timeline(policy, Happened(day), calendar)) for day in days}
    takes = {day: (last - day).days for day, last in until.items() if last}
    longest, shortest = (
        (max(takes, key=takes.__getitem__), min(takes, key=takes.__getitem__)) if takes else (days[0], None)
    )
    worst = WorstView(
        tried=(days[0], days[-1]),
        days=takes.get(longest),
        until=until[longest],
        least_days=takes[shortest] if shortest else None,
        least_raised=shortest,
    )
    return replace(timeline(policy, Happened(longest), calendar), worst=worst)


def _last_date(view: TimelineView) -> date | None:
    """The last latest date with a number behind it, on whichever way down."""
    dues = [line.due for step in view.steps for line in step.dues if line.due and line.within != AT_ONCE]
    return max(dues).astimezone(LONDON).date() if dues else None


def _latest_end(dues: tuple[DueLineView, ...]) -> datetime | None:
    """When the stage's clocks let it end at the latest: of those that depend on an answer any may be the one."""
    clocks = [line for line in dues if line.clock]
    always = [line.due for line in clocks if not line.when and line.due]
    if always:
        return min(always)
    depending = [line.due for line in clocks if line.when]
    known = [due for due in depending if due]
    return max(known) if known and len(known) == len(depending) else None


def _lines(
    policy: Policy, stage: Stage, begins: Happened | None, raised: Happened, calendar: Calendar
) -> Iterator[DueLineView]:
    for duty in policy.at(stage.id):
        if not duty.within or duty.starts not in CLOCK_STARTS:
            continue
        since = begins if duty.starts == "entered" else raised
        due = calendar.due(duty.within, since, SINCE[duty.starts]) if since and duty.within != AGREED else None
        yield DueLineView(
            what=duty.what,
            by=policy.role_title(duty.by),
            force=duty.force,
            within=duty.within,
            clock=duty.is_clock,
            due=due.at if due else None,
            when=tuple(f"{question}: {' or '.join(listed)}" for question, listed in duty.when.items()),
            since_what=SINCE[duty.starts],
            not_counted=due.not_counted if due else (),
            closed_then=due.closed_then if due else "",
            note=duty.note,
        )
