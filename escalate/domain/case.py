"""What every act is decided in: the dispute, its policy, the working days and now; with the rules of time they share.

An event is made twice: bare, to see the dispute as the act's facts leave it, and then with the duties that follow.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from escalate.domain.calendar import Calendar, Happened
from escalate.domain.dispute import Dispute, Stay
from escalate.domain.duties import Effects
from escalate.domain.events import Act
from escalate.domain.folding import evolve
from escalate.domain.frozen import frozen
from escalate.domain.policy import Policy, Stage
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchStage

if TYPE_CHECKING:
    from escalate.domain.requests import Dates

_A = TypeVar("_A", bound=Act)


@frozen
class Case:
    """One act's surroundings. `now` is UTC."""

    dispute: Dispute | None
    policy: Policy
    calendar: Calendar
    now: datetime
    keep_years: int | None = None  # the office's rule: how long after its end a dispute is kept

    def happened(self, given: Happened | None, not_before: Happened | None = None, why: str = "") -> Happened:
        """When it happened: now if not given. Raises BadDate for the future, or before `not_before`."""
        if given is None:
            return Happened.instant(self.now)
        if given.is_ahead(self.now):
            raise BadDate(
                "Nothing was recorded: that has not happened yet.", hint="Give a day that has passed, or today."
            )
        if not_before and given.latest < not_before.earliest:
            said = f"Nothing was recorded: that was before {why}."
            raise BadDate(said, hint="Check the day, or name the earlier stage.")
        return given

    def since_stay(self, given: Happened | None, stay: Stay) -> Happened:
        """When it happened, not before that stage was entered; at the first stage, not before the dispute arose."""
        dispute = self.dispute
        if dispute is None or stay.seq == 1:
            return self.happened(given, dispute.arose if dispute else None, "the difference arose")
        try:
            return self.happened(given, stay.since, f"stage {stay.stage} was entered")
        except BadDate as fault:
            details = ("when: another day", "stage: the earlier stage, if it was then")
            raise BadDate(fault.message, hint=fault.hint, details=details) from None

    def recorded_later(self, happened: Happened) -> bool:
        """Whether it is written after the end of the working day after it happened."""
        next_working_day, _ = self.calendar.after(happened.day, 1)
        return self.now > self.calendar.end_of(next_working_day)

    def stage(self, stage_id: str) -> Stage:
        """The policy's stage. Raises NoSuchStage."""
        found = self.policy.stage(stage_id)
        if found is None:
            stages = ", ".join(stage.id for stage in self.policy.stages)
            raise NoSuchStage(f"{self.policy.title} has no such stage.", hint=f"Its stages are: {stages}.")
        return found

    def misfits(self, answers: Mapping[str, str]) -> Iterator[str]:
        """A line for each answer that is to none of the policy's asks, or is none of its options."""
        asks = {ask.id: ask for ask in self.policy.asks}
        for ask_id, answer in answers.items():
            if ask_id not in asks:
                yield f"answers.{ask_id}: the policy asks no such question"
            elif asks[ask_id].options and answer not in asks[ask_id].options:
                yield f"answers.{ask_id}: must be one of {' / '.join(asks[ask_id].options)}"

    def complete(self, bare: _A, dates: "Dates", work: Callable[[Effects], None]) -> _A:
        """The event with the duties it ends and starts. Raises MissingAnswers for an `agreed` date not given."""
        effects = Effects(self.dispute, evolve(self.dispute, bare), self.policy, self.calendar, dates, self.now)
        work(effects)
        if effects.missing:
            raise MissingAnswers(
                "Nothing was recorded: a date is missing that the policy leaves to you.",
                details=tuple(f"dates.{duty.id}: by when: {duty.what}" for duty in effects.missing),
                hint="Agree a day with the other side if you can; 1, 2, 5 or 10 working days are usual.",
            )
        unused = sorted(set(dates) - effects.dated)
        if unused:
            raise BadAnswers(
                "Nothing was recorded: a date was given for a duty that does not start now.",
                details=tuple(f"dates.{duty}: no such duty starts with this" for duty in unused),
            )
        return replace(bare, started=tuple(effects.started), ended=tuple(effects.ended))
