"""What is late, due, next and without limit: every open duty of the log under one of those headings.

Late is only what the policy says must be done; what should be done, or is aimed at, stands apart.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import ClassVar

from escalate.domain.calendar import LONDON
from escalate.domain.frozen import frozen
from escalate.domain.plain import instant
from escalate.domain.register import DisputeLine, DutyLine, late
from escalate.errors import BadInput, NoSuchPolicy
from escalate.usecases.ports import Ends

A_GROUP_SHOWS = 10
DRAFT_OLD_AFTER = timedelta(weeks=1)  # without a change
TITLES = {
    "late": "Late",
    "past-aim": "Past the time it should be done",
    "now": "To do at once",
    "due": "Due",
    "next": "Next",
    "no-limit": "Without a date",
}


@frozen
class Filters:
    """Which lines to show; empty ones let everything pass."""

    policy: str = ""
    agency: str = ""
    waiting_on: str = ""

    def check(self, lines: Iterable[tuple[DisputeLine, DutyLine | None]], policies: Iterable[str]) -> None:
        """Refuse a word that can match nothing: a slip of the finger must not look like all clear.

        Raises NoSuchPolicy, BadInput.
        """
        known = tuple(lines)
        if self.policy and self.policy not in {*policies, *(dispute.policy for dispute, _ in known)}:
            raise NoSuchPolicy("There is no policy of that id.", hint="See: escalate policy list")
        waits = {"us", "them", "both", *(duty.waiting_on for _, duty in known if duty)}
        if self.waiting_on and self.waiting_on.casefold() not in {one.casefold() for one in waits}:
            raise BadInput("Nothing waits on that.", hint=f"It is one of: {', '.join(sorted(waits))}.")

    def pass_(self, dispute: DisputeLine, duty: DutyLine | None) -> bool:
        """Whether a line passes them all."""
        waiting = duty.waiting_on if duty else dispute.waiting_on
        return (
            self.policy in ("", dispute.policy)
            and self.agency.casefold() in dispute.agencies.casefold()
            and self.waiting_on.casefold() in ("", waiting.casefold())
        )


@frozen
class LineView:
    """One duty in a report, with its dispute; `number` 0 where an open dispute has no open duty."""

    reference: str
    number: int
    what: str
    holder: str
    waiting_on: str
    force: str
    due: datetime | None
    late: bool
    policy: str
    stage: str
    ground: str
    subjects: str
    last_spoke: date | None
    resolved: bool


@frozen
class GroupView:
    """Lines under one heading; `more` were left out."""

    id: str
    title: str
    lines: tuple[LineView, ...]
    more: int


@frozen
class Beside:
    """What a report counts beside its lines: drafts not changed for a week, what may be erased, what was."""

    old_drafts: int = 0
    may_be_erased: int = 0
    erased_since: int = 0


NOTHING = Beside()


@frozen
class ReportView:
    """What is late, due, next and without limit."""

    schema: ClassVar = "escalate.report/1"

    counts: Mapping[str, int]
    groups: tuple[GroupView, ...]
    as_of: datetime
    due_by: datetime
    past_day: bool  # whether this shows what the log said on a past day
    filters: Mapping[str, str]
    started: bool  # whether there is a log yet
    scripted: bool
    old_drafts: int = 0  # not changed for a week
    may_be_erased: int = 0  # resolved disputes past the time they are kept, and not held
    receipt: str = ""  # of the log's last entry; empty while there is none
    began: datetime | None = None  # the log, where that was after the day asked about
    erased_since: int = 0  # of a past day: disputes left out, because they were erased since


def report(
    lines: Iterable[tuple[DisputeLine, DutyLine | None]],
    as_of: datetime,
    due_by: datetime,
    *,
    filters: Filters,
    everything: bool,
    past_day: bool = False,
    scripted: bool = False,
    beside: Beside = NOTHING,
    ends: Ends | None = None,
) -> ReportView:
    """The report at `as_of` (UTC) of lines by due time; what is due until `due_by` stands apart from what is next."""
    groups: dict[str, list[tuple[DisputeLine, DutyLine | None]]] = {group: [] for group in TITLES}
    disputes = set()
    for dispute, duty in lines:
        if filters.pass_(dispute, duty):
            disputes.add(dispute.dispute)
            groups[_group(duty, as_of, due_by)].append((dispute, duty))
    shown = None if everything else A_GROUP_SHOWS
    return ReportView(
        counts={"disputes": len(disputes), **{group: len(found) for group, found in groups.items()}},
        groups=tuple(_shown(group, found, shown, as_of) for group, found in groups.items() if found),
        as_of=as_of,
        due_by=due_by,
        past_day=past_day,
        filters={key: value for key, value in vars(filters).items() if value},
        started=ends is not None,
        scripted=scripted,
        **vars(beside),
        receipt=ends.receipt if ends else "",
        began=ends.began if ends and ends.began > as_of else None,
    )


def _shown(
    group: str, found: list[tuple[DisputeLine, DutyLine | None]], most: int | None, as_of: datetime
) -> GroupView:
    lines = tuple(_line(dispute, duty, as_of) for dispute, duty in found[:most])
    return GroupView(group, TITLES[group], lines, len(found) - len(lines))


def _group(duty: DutyLine | None, now: datetime, due_by: datetime) -> str:
    if duty is None or duty.due_at is None:
        return "no-limit"
    if duty.within == "at once":
        return "now"
    if late(duty, now):
        return "late"
    due = instant(duty.due_at)
    if due < now:
        return "past-aim"
    return "due" if due <= due_by else "next"


def _line(dispute: DisputeLine, duty: DutyLine | None, now: datetime) -> LineView:
    return LineView(
        reference=dispute.reference,
        number=duty.number if duty else 0,
        what=duty.what if duty else "Open, with nothing left to do",
        holder=duty.holder if duty else "",
        waiting_on=duty.waiting_on if duty else dispute.waiting_on,
        force=duty.force if duty else "",
        due=instant(duty.due_at) if duty and duty.due_at else None,
        late=bool(duty and late(duty, now)),
        policy=dispute.policy,
        stage=dispute.stage,
        ground=dispute.ground,
        subjects=dispute.subjects,
        last_spoke=instant(dispute.last_spoke_at).astimezone(LONDON).date() if dispute.last_spoke_at else None,
        resolved=dispute.resolved_at is not None,
    )


def without_words(
    lines: Iterable[tuple[DisputeLine, DutyLine | None]],
) -> tuple[tuple[DisputeLine, DutyLine | None], ...]:
    """The lines without what people wrote themselves, or whom it is about: fit for an e-mail that nobody asked for."""
    from escalate.domain.events import ACTION  # noqa: PLC0415  events, which a report does without

    def bare(duty: DutyLine | None) -> DutyLine | None:
        agreed = duty is not None and duty.duty == ACTION
        return replace(duty, what="An agreed action", holder=duty.waiting_on) if duty and agreed else duty

    return tuple((replace(dispute, subjects=""), bare(duty)) for dispute, duty in lines)


def worth_saying(counts: Mapping[str, int], *, soon: bool) -> bool:
    """Whether a quiet report speaks: something is late or, where `soon` was asked about, due by then."""
    return any(counts[group] for group in (("late", "past-aim", "now", "due") if soon else ("late",)))


def something_late(counts: Mapping[str, int]) -> bool:
    """Whether the report found anything late."""
    return counts["late"] > 0
