"""Due times without a dispute: any limit counted from any day, and a policy run to its every limit."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from escalate.domain.calendar import AGREED, AT_ONCE, Calendar, DayOff, Happened, parse_limit
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


@frozen
class TimelineView:
    """Every latest date of a policy, each stage running to its limit."""

    schema: ClassVar = "escalate.timeline/1"

    policy: str
    title: str
    raised: Happened
    steps: tuple[StepView, ...]


def due_time(rule: str, since: Happened, nation: str, calendar: Calendar) -> DueView:
    """When `rule` ends, counted from `since`. Raises BadInput for a rule that states no number."""
    try:
        number = parse_limit(rule).unit not in (AGREED, AT_ONCE)
    except ValueError:
        number = False
    if not number:
        raise BadInput(
            f"{rule!r} is no limit that can be counted.",
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
    """Every latest date if it is raised then and each stage runs to its limit, along the first way down.

    After a stage whose limit is for the parties to agree, later ones have no dates.
    """
    steps: list[StepView] = []
    begins: Happened | None = raised
    stage: Stage | None = policy.first
    while stage:
        dues = tuple(_lines(policy, stage, begins, raised, calendar))
        limits = [line.due for line in dues if line.due and line.clock]
        ends = min(limits) if limits else None
        steps.append(StepView(stage.id, stage.name, begins.earliest if begins else None, dues, ends))
        begins = Happened.instant(ends) if ends else None
        stage = policy.stage(stage.next[0]) if stage.next else None
    return TimelineView(policy.id, policy.title, raised, tuple(steps))


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
            since_what=SINCE[duty.starts],
            not_counted=due.not_counted if due else (),
            closed_then=due.closed_then if due else "",
            note=duty.note,
        )
