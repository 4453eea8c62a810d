"""Due times without a dispute: one limit counted out, and a policy with every latest date."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.domain.calendar import Happened
from escalate.render import words
from escalate.render.human_duty import FORCES, counting
from escalate.render.layout import INDENT, Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.timeline import DueLineView, DueView, StepView, TimelineView, WorstView


def due_screen(view: "DueView", width: int) -> Iterable[Line]:
    """The due time first, then how it was counted."""
    width = readable(width)
    yield from heading(words.instant(view.due), width)
    yield from folded(words.rule(view.rule, view.since, ""), width, "", INDENT)
    for line in counting(view):
        yield from folded(line, width, "", INDENT)
    nation = words.NATIONS.get(view.nation, view.nation)
    assumption = words.assumed(view.rule, view.due)
    yield from folded(f"Working days of {nation}. {assumption}".strip(), width, "", INDENT)


def timeline_screen(view: "TimelineView", width: int) -> Iterable[Line]:
    """Each stage with its latest dates, each running to its limit."""
    width = readable(width)
    if view.worst:
        yield from heading(_worst(view.worst, view.raised), width)
        yield ""
    yield from heading(f"{view.title} ({view.policy})", width)
    raised = words.happened(view.raised)
    yield from folded(
        f"The latest dates if it is raised on {raised} and each stage runs to its limit", width, "", INDENT
    )
    for step in view.steps:
        yield ""
        yield from heading(f"{step.stage} {step.name}", width)
        yield from folded(_step(step, view), width, INDENT)
        for line in step.dues:
            yield from _due(line, step, view, width)


def _worst(worst: "WorstView", raised: Happened) -> str:
    """On which day it takes longest, and how long the shortest way is."""
    if worst.days is None or worst.until is None or worst.least_raised is None:
        return "The policy sets no limit in numbers, so no day to raise it takes longer than another."
    takes = f"{words.count(worst.days, 'day')} to the last date the policy sets, {words.day(worst.until)}"
    if worst.days == worst.least_days:
        return f"On whichever day it is raised, it takes as long: {takes} if raised on {words.day(raised.day)}."
    least = f"{worst.least_raised:%A} {worst.least_raised.day} {worst.least_raised:%B}"
    return (
        f"Raised on {words.day(raised.day)} it takes longest: {takes}; the shortest takes {worst.least_days} ({least})."
    )


def _step(step: "StepView", view: "TimelineView") -> str:
    if step.begins is None:
        return "No dates: the stage before ends on a date you agree"
    first = step is view.steps[0]
    begins = words.happened(view.raised) if first else words.instant(step.begins)
    ends = f"ends by {words.instant(step.ends)}" if step.ends else "ends on a date you agree: the policy sets none"
    return f"Begins {'' if first else 'by '}{begins}; {ends}"


def _due(line: "DueLineView", step: "StepView", view: "TimelineView", width: int) -> Iterator[Line]:
    when = words.instant(line.due) if line.due else words.limit(line.within).capitalize()
    depends = f", if {', '.join(line.when)}" if line.when else ""
    said = f"{when}{depends}: {line.what} ({words.holder(line.by)}; {FORCES.get(line.force, line.force)})"
    for number, text in enumerate(folded(said, width, INDENT * 2)):
        yield Text(text, "bold") if line.clock and number == 0 else text
    entered = Happened.instant(step.begins) if step.begins and step is not view.steps[0] else view.raised
    since = view.raised if "raised" in line.since_what or "arose" in line.since_what else entered
    if line.due:
        yield from folded(words.rule(line.within, since, line.since_what), width, INDENT * 3)
    for text in counting(line):
        yield from folded(text, width, INDENT * 3)
    assumption = words.assumed(line.within, line.due) if line.due else ""
    note = " ".join(filter(None, (f"How we read it: {line.note}" if line.note else "", assumption)))
    if note:
        yield from folded(note, width, INDENT * 3)
