"""Today at the desk: the few things that matter most now, then how to go on; before set-up, how to begin.

What is late or due is the report's own judgement; here are its first lines, the most pressing first.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from escalate.domain.calendar import Happened
from escalate.domain.frozen import frozen
from escalate.domain.plain import instant
from escalate.domain.register import DisputeLine, DutyLine
from escalate.usecases.report import Filters, LineView, report

SHOWN = 5
RESOLVED_FOR = timedelta(weeks=2)  # how long after its end a dispute is still named: ten working days
DANGER = "escalate danger"
_OURS = ("us", "both")
_FIRST = ("late", "now", "due", "past-aim", "next", "no-limit")
GONE = (
    ("escalate verify", "what is known of the log that was here"),
    ("escalate restore FILE", "put a backup in its place"),
    ("escalate --help", "every command"),
)
BEGIN = (
    ("escalate open", "open a dispute: it asks everything it needs"),
    ("escalate setup", "say who you are, which policies you use, whom to call"),
    ("escalate demo", "see a whole story first, in a log of its own"),
    ("escalate --help", "every command"),
)


@frozen
class WayOn:
    """A command, and what it is for."""

    command: str
    does: str


@frozen
class TodayLine(LineView):
    """One duty of today. `group` is its heading in the report: late, past-aim, now, due (today), next or no-limit."""

    group: str
    short: str


@frozen
class ResolvedView:
    """A dispute that has just been resolved; `at_risk`: dissent is on record."""

    reference: str
    short: str
    subjects: str
    when: datetime
    at_risk: bool


@frozen
class TodayView:
    """What matters today, most pressing first; `more` open duties are left out."""

    schema: ClassVar = "escalate.today/1"

    now: datetime
    set_up: bool
    started: bool  # whether there is a log yet
    gone: int  # how many entries the log had that was here and is gone; 0: there is one, or never was
    counts: Mapping[str, int]
    waiting_on_us: int
    lines: tuple[TodayLine, ...]
    more: int
    resolved: tuple[ResolvedView, ...]
    drafts: int
    danger: str
    ways_on: tuple[WayOn, ...]
    scripted: bool


def today(
    lines: Sequence[tuple[DisputeLine, DutyLine | None]],
    now: datetime,
    *,
    set_up: bool,
    started: bool,
    gone: int = 0,
    resolved: Iterable[DisputeLine] = (),
    drafts: int = 0,
    scripted: bool = False,
) -> TodayView:
    """The view at `now` (UTC) of the log's open lines, by due time, and of the disputes lately `resolved`."""
    tonight = Happened(Happened.instant(now).day).latest
    found = report(lines, now, tonight, filters=Filters(), everything=False)
    groups = {group.id: group.lines for group in found.groups}
    pressing = [(group, line) for group in _FIRST for line in groups.get(group, ())]
    shown = tuple(TodayLine(**vars(line), group=group, short=_short(line)) for group, line in pressing[:SHOWN])
    return TodayView(
        now=now,
        set_up=set_up,
        started=started,
        gone=gone,
        counts=found.counts,
        waiting_on_us=sum(_waits_on(dispute, duty) in _OURS for dispute, duty in lines),
        lines=shown,
        more=len(lines) - len(shown),
        resolved=tuple(_resolved(line) for line in resolved),
        drafts=drafts,
        danger=DANGER,
        ways_on=tuple(WayOn(*way) for way in (GONE if gone else _ways_on(shown, set_up=set_up, started=started))),
        scripted=scripted,
    )


def _ways_on(shown: Sequence[TodayLine], *, set_up: bool, started: bool) -> Sequence[tuple[str, str]]:
    if not started and not set_up:
        return BEGIN
    first = shown[0].short if shown else ""
    on = ((f"escalate status {first}", "where it stands"), (f"escalate log {first}", "write down a discussion"))
    here = () if set_up else (("escalate setup", "say who you are, which policies you use, whom to call"),)
    return (*(on if first else ()), ("escalate open", "open a dispute"), *here, ("escalate --help", "every command"))


def _resolved(line: DisputeLine) -> ResolvedView:
    when = instant(line.resolved_at or "")
    return ResolvedView(line.reference, _short(line), line.subjects, when, line.at_risk)


def _waits_on(dispute: DisputeLine, duty: DutyLine | None) -> str:
    return duty.waiting_on if duty else dispute.waiting_on


def _short(line: LineView | DisputeLine) -> str:
    """7 for ESC-2026-0007."""
    return line.reference.rpartition("-")[2].lstrip("0")
