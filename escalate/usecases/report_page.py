"""The report as numbers to be drawn: who and which stage is late, how long stages take, silences, time lines.

It names references, policies, stages, agencies and roles, and nobody: a board may see it. How long a stage takes is
set against its own time limit, as a share of it, because limits are counted in different units.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import zip_longest
from statistics import median
from typing import ClassVar, cast

from escalate.domain import events as e
from escalate.domain.bodies import decode_event
from escalate.domain.calendar import AT_ONCE, Happened
from escalate.domain.choices import KINDS
from escalate.domain.dispute import Dispute, Duty, Stay
from escalate.domain.folding import fold
from escalate.domain.frozen import frozen
from escalate.domain.journal import Entry
from escalate.domain.plain import instant
from escalate.domain.register import waiting_on
from escalate.errors import LogDamaged
from escalate.usecases.report import LineView, ReportView

RESOLVED_FOR = timedelta(days=365)  # stages of disputes resolved since then are counted too
MOST_RESOLVED = 1000


@frozen
class Bar:
    """How many are late under one label."""

    label: str
    count: int


@frozen
class LateDuty:
    """One duty that is late; `who` is a role, or the agency or agencies that have to act."""

    reference: str
    number: int
    what: str
    due: datetime
    who: str
    stage: str


@frozen
class StageTime:
    """The stays at one stage: how many, days taken, and the share of the time limit that they took, if it has one."""

    policy: str
    stage: str
    stays: int
    running: int
    days: float  # the median
    most_days: float
    past: int  # those past their limit
    share: float | None  # the median; 1 is the whole of it
    most_share: float | None


@frozen
class Silence:
    """How many days ago the other side spoke; None: the log has no talk with it."""

    reference: str
    stage: str
    waiting_on: str
    days: int | None


@frozen
class Span:
    """One stay at a stage, to now or to its end; `id` is the stage's own, by which people know it."""

    id: str
    stage: str
    since: datetime
    until: datetime
    running: bool


@frozen
class Point:
    """One thing on a time line: a discussion, or a due time."""

    at: datetime
    when: Happened  # as it is known: an hour that nobody recorded is not said
    what: str
    kind: str  # talk, attempt, due, late, met


@frozen
class TimeLine:
    """One dispute in proportion."""

    reference: str
    policy: str
    agencies: str
    late: int
    waiting_on: str
    spans: tuple[Span, ...]
    points: tuple[Point, ...]
    start: datetime
    end: datetime


@frozen
class ReportPage:
    """A report and what is drawn beside it."""

    report: ReportView
    late: tuple[LateDuty, ...]
    by_whom: tuple[Bar, ...]
    by_stage: tuple[Bar, ...]
    stages: tuple[StageTime, ...]
    resolved_counted: int
    imported: int  # of the disputes measured, those that began in a spreadsheet
    silences: tuple[Silence, ...]
    time_lines: tuple[TimeLine, ...]


@frozen
class PageView:
    """A page that was written."""

    schema: ClassVar = "escalate.report-page/1"

    file: str
    disputes: int
    late: int
    receipt: str  # of the log's last entry; empty while there is none
    scripted: bool
    began: datetime | None  # the log, where that was after the day asked about


def as_it_was(entries: Iterable[Entry], moment: datetime) -> Dispute | None:
    """The dispute from its entries written until `moment`; None if there was none yet, or its words are destroyed.

    Raises LogDamaged.
    """
    then = [entry for entry in entries if entry.body is not None and instant(entry.recorded_at) <= moment]
    if not then or then[-1].kind == e.Erased.__name__:
        return None
    try:
        return fold(cast("e.Act", decode_event(entry.kind, entry.body or "")) for entry in then)
    except (LookupError, ValueError, TypeError, AttributeError):
        what = f"The entries of dispute {then[-1].dispute} cannot be read together."
        raise LogDamaged(what, hint="Look with: escalate verify") from None


def page(report: ReportView, open_ones: Iterable[Dispute], resolved: Iterable[Dispute]) -> ReportPage:
    """What is drawn of a report that shows every line, of the open disputes in it and those lately resolved."""
    told, done, now = {one.opened.reference: one for one in open_ones}, tuple(resolved), report.as_of
    lines: dict[str, list[LineView]] = {reference: [] for reference in told}
    for group in report.groups:
        for line in group.lines:
            lines.setdefault(line.reference, []).append(line)
    late = tuple(_late(line, told.get(line.reference)) for own in lines.values() for line in own if line.late)
    drawn = [_time_line(one, lines[reference], now) for reference, one in told.items()]
    silences = [_silence(one, now) for one in told.values() if not one.resolved]
    return ReportPage(
        report=report,
        late=tuple(sorted(late, key=lambda one: one.due)),
        by_whom=_counted(one.who for one in late),
        by_stage=_counted(one.stage for one in late),
        stages=tuple(_stage_times((*told.values(), *done), now)),
        resolved_counted=len(done),
        imported=sum(one.imported is not None for one in (*told.values(), *done)),
        silences=tuple(sorted(silences, key=_longest_first)),
        time_lines=tuple(sorted(drawn, key=lambda one: (-one.late, one.start))),
    )


def _counted(labels: Iterable[str]) -> tuple[Bar, ...]:
    return tuple(Bar(label, count) for label, count in Counter(labels).most_common())


def _late(line: LineView, dispute: Dispute | None) -> LateDuty:
    stage = dispute.stay.name if dispute else line.stage
    who = _who(line.waiting_on, dispute) if dispute else line.waiting_on
    due = line.due or datetime.min.replace(tzinfo=UTC)  # what is late has a due time
    return LateDuty(line.reference, line.number, line.what, due, who, f"{line.policy}: {stage}")


def _who(waiting_on: str, dispute: Dispute) -> str:
    """The agencies of the side that has the next move: "us" says nothing to a reader who is neither."""
    sides = {"us": (dispute.side,), "them": (dispute.other_side,), "both": (dispute.side, dispute.other_side)}
    parties = [party for side in sides.get(waiting_on, ()) for party in dispute.parties_on(side)]
    return " and ".join(dict.fromkeys(party.agency for party in parties)) or waiting_on


def _stage_times(told: Iterable[Dispute], now: datetime) -> Iterator[StageTime]:
    stays: dict[tuple[str, str], list[tuple[Stay, float | None]]] = defaultdict(list)
    for one in told:
        for stay, after in zip_longest(one.stays, one.stays[1:]):
            share = _share(one, stay, after.seq if after else one.seq + 1, now)
            stays[one.opened.policy, stay.stage].append((stay, share))
    for (policy, _), found in sorted(stays.items()):
        days = [(Happened.instant(_end(stay, now)).day - stay.since.day).days for stay, _ in found]
        shares = [share for _, share in found if share is not None]
        yield StageTime(
            policy=policy,
            stage=found[-1][0].name,
            stays=len(found),
            running=sum(stay.until is None for stay, _ in found),
            days=median(days),
            most_days=max(days),
            past=sum(share > 1 for share in shares),
            share=median(shares) if shares else None,
            most_share=max(shares, default=None),
        )


def _share(dispute: Dispute, stay: Stay, end: int, now: datetime) -> float | None:
    """The share taken of the longest-lasting limit that began with a stay, which is the entries up to `end`."""
    shares = []
    for duty in dispute.duties.values():
        since = duty.started.since.earliest
        if duty.started.clock and stay.seq <= duty.began < end and duty.due and duty.due.at > since:
            ended = duty.ended.happened.earliest if duty.ended else now
            shares.append(max(ended - since, timedelta()) / (duty.due.at - since))
    return max(shares, default=None)


def _end(stay: Stay, now: datetime) -> datetime:
    return max(stay.until.earliest if stay.until else now, stay.since.earliest)


def _silence(dispute: Dispute, now: datetime) -> Silence:
    theirs = {party.id for party in dispute.parties_on(dispute.other_side)}
    heard = [talk.happened.day for talk in dispute.talks if theirs & set(talk.spoke)]
    days = max((Happened.instant(now).day - max(heard)).days, 0) if heard else None
    return Silence(dispute.opened.reference, dispute.stay.name, _who(waiting_on(dispute), dispute), days)


def _longest_first(one: Silence) -> tuple[bool, int]:
    return one.days is not None, -(one.days or 0)


def _time_line(dispute: Dispute, own: Sequence[LineView], now: datetime) -> TimeLine:
    spans = tuple(
        Span(stay.stage, stay.name, stay.since.earliest, _end(stay, now), stay.until is None and not dispute.resolved)
        for stay in dispute.stays
    )
    points = tuple(sorted((*_talks(dispute), *_dues(dispute, now)), key=lambda point: point.at))
    moments = [now, *(span.since for span in spans), *(point.at for point in points)]
    return TimeLine(
        reference=dispute.opened.reference,
        policy=dispute.opened.policy,
        agencies=", ".join(dict.fromkeys(party.agency for party in dispute.parties)),
        late=sum(line.late for line in own),
        waiting_on=_who(waiting_on(dispute), dispute),
        spans=spans,
        points=points,
        start=min(moments),
        end=max(moments),
    )


def _talks(dispute: Dispute) -> Iterator[Point]:
    for talk in dispute.talks:
        kind = "attempt" if talk.kind == e.UNANSWERED else "talk"
        yield Point(talk.happened.earliest, talk.happened, KINDS[talk.kind].capitalize(), kind)


def _dues(dispute: Dispute, now: datetime) -> Iterator[Point]:
    for duty in dispute.duties.values():
        if duty.due and duty.started.within != AT_ONCE and (not duty.ended or duty.ended.how == e.DONE):
            yield Point(duty.due.at, Happened.instant(duty.due.at), f"D{duty.number} {_words(duty)}", _kind(duty, now))


def _words(duty: Duty) -> str:
    return "An agreed action" if duty.started.duty == e.ACTION else duty.started.what


def _kind(duty: Duty, now: datetime) -> str:
    if duty.started.force == "must" and duty.is_late(now):
        return "late"
    return "met" if duty.ended else "due"
