"""How one duty is said: when it is due, how strongly, and the arithmetic of its due time."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from escalate.render import words

if TYPE_CHECKING:
    from escalate.domain.calendar import DayOff
    from escalate.usecases.duty_view import DutyView

FORCES = {"must": "the policy says must", "should": "the policy says should", "aim": "the policy aims at this"}


class Counted(Protocol):
    """A due time with what was passed over and why."""

    @property
    def not_counted(self) -> tuple["DayOff", ...]: ...  # noqa: D102
    @property
    def closed_then(self) -> str: ...  # noqa: D102


def on_whose_word(duty: "DutyView") -> str:
    """What stands behind the due time: the policy and how strongly, or a date that people set."""
    if duty.id.startswith(":") and not duty.within:  # the dispute's own, not the policy's
        return "agreed without a date"
    if duty.within != "agreed":
        return FORCES.get(duty.force, duty.force)
    if duty.dates_before:
        return "a new date both sides agreed" if duty.both_agreed else "a new date, agreed by one side alone"
    if duty.both_agreed:
        return "your date, which both sides agreed: the policy sets none"
    return duty.since_what or "a date for you to agree: the policy sets none"


def standing(duty: "DutyView", now: datetime) -> str:
    """How far off, or how late: in 7 days; 5 days late; at once, for 3 days; no date."""
    if duty.due is None:
        return "no date yet" if duty.within else "no date"
    gone = words.elapsed(now - duty.due)
    if duty.within == "at once":
        return f"at once, for {gone}"
    if duty.due < now:
        return f"{gone} {'late' if duty.force == 'must' else 'past'}"
    return words.distance(duty.due, now) + (", late before" if duty.late else "")


def by_when(duty: "DutyView", now: datetime) -> str:
    """The same for one line among others: by Tue 29 Dec 5pm; 5 days late; no date (should)."""
    strength = "" if duty.force == "must" else f" ({duty.force})"
    if duty.due is None or duty.due < now or duty.within == "at once":
        return standing(duty, now) + strength
    return f"by {words.stamp(duty.due, now)}{', late before' if duty.late else ''}{strength}"


def arithmetic(duty: "DutyView") -> Iterator[str]:
    """How the due time came about, a paragraph each: the rule, the days not counted, how we read it."""
    if duty.due and duty.within != "agreed":
        yield words.rule(duty.within, duty.since, duty.since_what)
    yield from counting(duty)
    if duty.dates_before:
        yield f"Due before: {'; '.join(map(words.instant, duty.dates_before))}"
    note = f"How we read it: {duty.note}" if duty.note else ""
    assumption = words.assumed(duty.within, duty.due) if duty.due else ""
    if note or assumption:
        yield " ".join(filter(None, (note, assumption)))


def counting(due: Counted) -> Iterator[str]:
    """The days not counted and why, and that offices are closed at the due time."""
    if due.not_counted:
        yield f"Not counted: {words.days_off(due.not_counted)}"
    if due.closed_then:
        yield f"Offices are closed then ({due.closed_then})"
