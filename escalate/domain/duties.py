"""What one act does to the duties: which instances it ends, which it starts, and when those are due.

An act is worked through moment by moment, each first ending, then starting. `before` is the dispute as it was,
`after` as the act's own facts leave it (stage, answers, raised), so that a rule never asks which act it serves.
"""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from escalate.domain.calendar import AGREED, AT_ONCE, Calendar, Due, Happened
from escalate.domain.dispute import Dispute
from escalate.domain.events import ACTION, DONE, LAPSED, RAISE_IT
from escalate.domain.parts import DutyEnded, DutyStarted
from escalate.domain.policy import DONE_OF, ONCE, Duty, Policy
from escalate.errors import BadDate

if TYPE_CHECKING:
    from escalate.domain.requests import AgreedAction, Dates

SINCE = {
    "arose": "when the difference arose",
    "raised": "when it was raised",
    "entered": "when this stage began",
    "record": "when this was recorded as happening",
    "consultation": "the consultation",
    "discussion": "the discussion",
    "agreement": "the agreement",
    "resolved": "when it was resolved",
    "done": "when the duty before it was done",
}
ENTERED_AGAIN = "when this stage was entered again"
YOUR_DATE = "your date: the policy sets none"


class Effects:
    """The duties that one act ends and starts, in order; `missing` has the `agreed` ones left without a date."""

    def __init__(
        self, before: Dispute | None, after: Dispute, policy: Policy, calendar: Calendar, dates: "Dates", now: datetime
    ) -> None:
        self._after, self._policy, self._calendar, self._dates = after, policy, calendar, dates
        self._seen = before.seen if before else {}
        self._today = Happened.instant(now).day
        self._open = {duty.number: duty for duty in before.open_duties()} if before else {}
        self._fresh: dict[int, DutyStarted] = {}
        self._followed: set[int] = set()
        self._last = max(before.duties, default=0) if before else 0
        self.started: list[DutyStarted] = []
        self.ended: list[DutyEnded] = []
        self.missing: list[Duty] = []
        self.dated: set[str] = set()

    def still_open(self, stage: str) -> tuple[DutyStarted, ...]:
        """The open instances that stand at a stage."""
        everything = (*(duty.started for duty in self._open.values()), *self._fresh.values())
        return tuple(started for started in everything if not started.stages or stage in started.stages)

    def open_gates(self, stage: str) -> tuple[DutyStarted, ...]:
        """The open gates of a stage."""
        return tuple(started for started in self.still_open(stage) if started.gate)

    # Ending

    def end(self, number: int, how: str, happened: Happened, *, because: str = "", option: str = "") -> None:
        """End one open instance, late if that was after its due time or it was late before."""
        duty = self._open.pop(number, None)
        started = duty.started if duty else self._fresh.pop(number)
        due = duty.due if duty else started.due
        past = due is not None and started.within != AT_ONCE and not happened.in_time(due.at)
        self.ended.append(DutyEnded(number, how, happened, past or bool(duty and duty.was_late), because, option))

    def ends(self, moment: str, happened: Happened, stage: str, *, side: str = "") -> None:
        """End what ends at `moment`; of one side for a consultation; a gate for discussion when all have spoken."""
        for started in self.still_open(stage):
            if started.ends != moment or (side and self._after.side_of(started) != side):
                continue
            if moment == "discussion" and started.gate and self._after.silent_since(self._began(started), started):
                continue
            self.end(started.number, DONE, happened)

    def _began(self, started: DutyStarted) -> int:
        known = self._open.get(started.number)
        return known.began if known else self._after.seq - 1

    def leave(self, stage: str | None, happened: Happened, because: str) -> None:
        """End what leaving for `stage` (None: resolved) ends: clocks are done, gates and other moments lapse."""
        for started in (*(duty.started for duty in self._open.values()), *self._fresh.values()):
            stays = stage is not None and (not started.stages or stage in started.stages)
            if stays or (started.ends == "done" and not started.gate):
                continue
            if started.ends == "left":
                self.end(started.number, DONE, happened)
            else:
                self.end(started.number, LAPSED, happened, because=because)

    # Starting

    def starts(self, moment: str, since: Happened, stage: str) -> None:
        """Start every duty of `stage` that starts at `moment`."""
        for duty in self._policy.at(stage):
            if duty.starts == moment and self._still_matters(duty):
                self._start(duty, since, SINCE[moment.split(":", maxsplit=1)[0]], stage)

    def starts_done(self, happened: Happened, stage: str) -> None:
        """Start what waits for a duty that this act ended as done."""
        names = {duty.number: duty.started.duty for duty in self._after.duties.values()}
        names |= {started.number: started.duty for started in self.started}
        for ended in tuple(self.ended):
            if ended.how == DONE and ended.number not in self._followed:
                self.starts(DONE_OF + names[ended.number], happened, stage)

    def first_known(self) -> None:
        """Start what counts from `arose` or `raised`, where the dispute is first at one of the duty's stages."""
        for moment in ONCE:
            known: Happened | None = getattr(self._after, moment)
            if known is None:
                continue
            for duty in self._policy.at(self._after.stage):
                if duty.starts == moment and not self._seen.get(moment, frozenset()) & set(duty.stages):
                    self._start(duty, known, SINCE[moment], self._after.stage)

    def enter(self, happened: Happened) -> None:
        """Start what the stage starts: its own, what counts from before it, its clocks anew if none of them is open."""
        stage = self._after.stage
        a_clock_runs = any(started.clock and started.stages for started in self.still_open(stage))
        self.starts("entered", happened, stage)
        self.first_known()
        begun = {started.duty for started in self.started}
        for duty in self._policy.at(stage) if not a_clock_runs else ():
            if duty.is_clock and duty.starts in ONCE and duty.id not in begun and getattr(self._after, duty.starts):
                self._start(duty, happened, ENTERED_AGAIN, stage)

    def raise_by(self, due: Happened, since: Happened) -> None:
        """Start the program's own duty: to put it to the other side by a date; it is the clock until then."""
        self._check_day(due, "raise_by")
        self._add(
            DutyStarted(
                number=self._next(),
                duty=RAISE_IT,
                what="Put it to the other side",
                by="raising",
                holder=self._holder("raising"),
                starts="entered",
                ends="raised",
                since=since,
                within=AGREED,
                due=self._agreed_due(due, since, YOUR_DATE),
                clock=True,
            )
        )

    def action(self, action: "AgreedAction", side: str, since: Happened) -> None:
        """Start an agreed action: a duty of the dispute."""
        self._add(
            DutyStarted(
                number=self._next(),
                duty=ACTION,
                what=action.what,
                by=side,
                holder=action.who,
                starts="agreement",
                ends="done",
                since=since,
                within=AGREED if action.by else "",
                due=self._agreed_due(action.by, since, "agreed in the discussion") if action.by else None,
            )
        )

    def _still_matters(self, duty: Duty) -> bool:
        """Not for a stage that was left before its discussion was written down, unless the duty outlives leaving."""
        return self._after.stage in duty.stages or (duty.ends == "done" and not duty.gate)

    def _start(self, duty: Duty, since: Happened, since_what: str, stage: str) -> None:
        answers = self._after.answers_to
        if not all(set(answers(question)) & set(listed) for question, listed in duty.when.items()):
            return
        started = DutyStarted(
            number=self._next(),
            duty=duty.id,
            what=duty.what,
            by=duty.by,
            holder=self._holder(duty.by),
            starts=duty.starts,
            ends=duty.ends,
            since=since,
            force=duty.force,
            within=duty.within,
            gate=duty.gate,
            clock=duty.is_clock,
            stages=(stage,) if duty.starts == "entered" else duty.stages,
            tell=tuple(self._policy.role_title(role) for role in duty.tell),
            options=duty.options,
            form=duty.form,
            note=duty.note,
            source=duty.source,
        )
        self._add(started, self._due(duty, started, since_what))
        if duty.ends == "raised" and self._after.raised:
            self.end(started.number, DONE, self._after.raised)
            self._followed.add(started.number)
            later = max(since, self._after.raised, key=lambda moment: moment.earliest)
            self.starts(DONE_OF + duty.id, later, stage)

    def _due(self, duty: Duty, started: DutyStarted, since_what: str) -> Due | None:
        if not duty.within:
            return None
        if duty.within != AGREED:
            return self._calendar.due(duty.within, started.since, since_what)
        agreed = self._dates.get(duty.id)
        if agreed:
            self.dated.add(duty.id)
            self._check_day(agreed, f"dates.{duty.id}")
            return self._agreed_due(agreed, started.since, YOUR_DATE)
        if self._after.side_of(started) in (self._after.side, ""):
            self.missing.append(duty)
        return None

    def _agreed_due(self, day: Happened, since: Happened, since_what: str) -> Due:
        at = day.at or self._calendar.end_of(day.day)
        return Due(at, AGREED, since, since_what, (), self._calendar.why_off(day.day))

    def _check_day(self, day: Happened, key: str) -> None:
        if day.day < self._today:
            raise BadDate(
                "A date that you set is before today.", hint="Give today or a later day.", details=(f"{key}: by when",)
            )

    def _holder(self, by: str) -> str:
        if by == "both":
            return "both sides"
        side = self._after.side if by == "each" else by
        agencies = dict.fromkeys(party.team or party.agency for party in self._after.parties_on(side))
        return ", ".join(agencies) or self._policy.role_title(by)

    def _next(self) -> int:
        self._last += 1
        return self._last

    def _add(self, started: DutyStarted, due: Due | None = None) -> None:
        whole = replace(started, due=due) if due else started
        self._fresh[whole.number] = whole
        self.started.append(whole)
