"""The report as one page to look at: pictures, and under each a table that says the same.

What is open comes with the worst first; beyond a handful it is folded away, and opened again when printed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from escalate.domain.calendar import LONDON
from escalate.domain.frozen import frozen
from escalate.papers.drawing import MOST_SHARE, Drawing, Row, bars, shares, time_line
from escalate.papers.templates import templates
from escalate.render import words
from escalate.render.safe import safe_value
from escalate.usecases.report import TITLES, ReportView
from escalate.usecases.report_page import RESOLVED_FOR, Bar, Point, ReportPage, Span, StageTime, TimeLine

_IMPORTED = " {} of them are from a spreadsheet: their earlier stages are not on record, and resolved ones not judged."
_CUT = f" A bar ends at {MOST_SHARE:.0f} times its limit; the number beside it says the whole."
_SHOWN = 10  # rows and time lines that are not folded away
_KINDS = {
    "talk": "discussion",
    "attempt": "attempt without reply",
    "due": "due",
    "late": "due, and late",
    "met": "was due, and done",
}
Cells = tuple[tuple[str, ...], ...]


@frozen
class Figures:
    """A table: the first rows, and those folded away."""

    caption: str
    heads: tuple[str, ...]
    rows: Cells
    more: Cells = ()


@frozen
class Part:
    """One part of the page: what it shows, the picture if there is something to draw, the table."""

    id: str
    title: str
    lead: str
    figures: Figures | None
    picture: Drawing | None = None


@frozen
class Lane:
    """One time line: its heading, the picture, the table."""

    title: str
    lead: str
    picture: Drawing
    figures: Figures


def made(page: ReportPage) -> bytes:
    """The page as one HTML file (UTF-8) that needs no network and no script."""
    page = safe_value(page)
    template = templates().get_template("report.html")
    lanes = tuple(_lane(line, page.report) for line in page.time_lines)
    shown = {"parts": tuple(_parts(page)), "lanes": lanes[:_SHOWN], "more_lanes": lanes[_SHOWN:], "signs": _KINDS}
    return template.render(heads=tuple(_heads(page.report)), counts=_counts(page.report), page=page, **shown).encode()


def _heads(report: ReportView) -> Iterator[str]:
    when = words.day(report.as_of.astimezone(LONDON).date()) if report.past_day else words.instant(report.as_of)
    yield f"As the log was at the end of {when}" if report.past_day else f"As the log was on {when}"
    if report.filters:
        yield f"Only: {', '.join(f'{name} {value}'.replace('_', ' ') for name, value in report.filters.items())}"
    if report.scripted:
        yield words.DEMONSTRATION
    if report.began:
        yield f"The log began later, on {words.instant(report.began)}: of that day it says nothing"
    yield "This page names references, roles, stages and agencies as they were typed, and no child or worker."


def _counts(report: ReportView) -> tuple[tuple[str, int], ...]:
    counted = ((title, report.counts.get(group, 0)) for group, title in TITLES.items())
    return (("Disputes", report.counts.get("disputes", 0)), *counted)


def _parts(page: ReportPage) -> Iterator[Part]:
    yield _late(page)
    yield _bars("by-whom", "Late, by whom", "Who has to act on what is late.", "Who", page.by_whom)
    yield _bars("by-stage", "Late, by stage", "At which stage what is late stands.", "Stage", page.by_stage)
    yield _stages(page)
    yield _silences(page)


def _late(page: ReportPage) -> Part:
    rows = tuple(
        (one.reference, f"D{one.number}", one.what, words.instant(one.due), _ago(page.report, one.due), one.who)
        for one in page.late
    )
    if not rows:
        return Part("late", "What is late", "Nothing is late.", None)
    heads = ("Dispute", "Duty", "What", "Due", "Late by", "Who")
    lead = f"{words.count(len(rows), 'duty')} that the policies say must be done.".capitalize()
    return Part("late", "What is late", lead, _figures("What is late, the longest first", heads, rows))


def _ago(report: ReportView, due: datetime) -> str:
    return words.elapsed(report.as_of - due) if due < report.as_of else "late before, new date"


def _bars(part: str, title: str, lead: str, head: str, found: Sequence[Bar]) -> Part:
    if not found:
        return Part(part, title, "Nothing is late.", None)
    drawn = [Row(bar.label, bar.count, str(bar.count), "late") for bar in found[:_SHOWN]]
    rows = tuple((bar.label, str(bar.count)) for bar in found)
    return Part(part, title, lead, _figures(title, (head, "Late duties"), rows), bars(drawn, f"{title}, as bars"))


def _stages(page: ReportPage) -> Part:
    title = "How long stages take against their limits"
    others = words.count(page.resolved_counted, "other dispute")
    more = f" and in {others} resolved in the last {RESOLVED_FOR.days} days" if page.resolved_counted else ""
    lead = (
        f"Stays at a stage in the disputes shown here{more}; what was erased is left out. The bar is the longest "
        "share of the limit that began with the stage, and 100% is all of it: a limit can run on through the next "
        f"stage, and be counted from before the stage began.{_IMPORTED.format(page.imported) if page.imported else ''}"
        f"{_CUT if any((one.most_share or 0) > MOST_SHARE for one in page.stages) else ''}"
    )
    heads = ("Policy and stage", "Stays", "Now there", "Median days", "Most days", "Median share", "Most", "Over limit")
    rows = tuple(_stage_row(one) for one in page.stages)
    if not rows:
        return Part("stages", title, "There is no dispute to measure.", None)
    limited = [one for one in page.stages if one.most_share is not None]
    drawn = [
        Row(f"{one.policy}: {one.stage}", one.most_share or 0, _share(one.most_share), "late" if one.past else "")
        for one in limited
    ]
    picture = shares(drawn, f"{title}: the longest stay at each stage, as a share of its limit") if drawn else None
    return Part("stages", title, lead, _figures(title, heads, rows), picture)


def _stage_row(one: StageTime) -> tuple[str, ...]:
    days = (f"{one.days:.0f}", f"{one.most_days:.0f}")
    limits = (_share(one.share), _share(one.most_share), str(one.past) if one.share is not None else "not measured")
    return (f"{one.policy}: {one.stage}", str(one.stays), str(one.running), *days, *limits)


def _share(share: float | None) -> str:
    return "not measured" if share is None else f"{share:.0%}"


def _silences(page: ReportPage) -> Part:
    title = "Since the other side last spoke"
    heads = ("Dispute", "Stage", "Waiting on", "Days")
    found = [(one, "none on record" if one.days is None else str(one.days)) for one in page.silences]
    rows = tuple((one.reference, one.stage, one.waiting_on, said) for one, said in found)
    if not rows:
        return Part("silence", title, "No dispute is open.", None)
    drawn = [Row(one.reference, one.days or 0, said) for one, said in found[:_SHOWN]]
    lead = "Days since the last talk with the other side on record, for each open dispute, the longest first."
    return Part("silence", title, lead, _figures(title, heads, rows), bars(drawn, f"{title}, as bars"))


def _lane(line: TimeLine, report: ReportView) -> Lane:
    late = f"{line.late} late" if line.late else "nothing late"
    about = (line.policy, line.agencies, f"waiting on {line.waiting_on}" if line.waiting_on else "", late)
    stays = [(span.since, _days(span), f"Stage {span.id}: {span.stage}") for span in line.spans]
    points = [(point.at, words.happened(point.when), _said(point)) for point in line.points]
    rows = tuple((when, what) for _, when, what in sorted((*stays, *points), key=lambda one: one[0]))
    figures = Figures(f"Time line of {line.reference}", ("When", "What"), rows)
    return Lane(line.reference, "; ".join(filter(None, about)), time_line(line, report.as_of), figures)


def _said(point: Point) -> str:
    return point.what if point.kind in ("talk", "attempt") else f"{point.what} ({_KINDS[point.kind]})"


def _days(span: Span) -> str:
    since = words.day(span.since.astimezone(LONDON).date())
    return f"Since {since}" if span.running else f"{since} to {words.day(span.until.astimezone(LONDON).date())}"


def _figures(caption: str, heads: tuple[str, ...], rows: Cells) -> Figures:
    return Figures(caption, heads, rows[:_SHOWN], rows[_SHOWN:])
