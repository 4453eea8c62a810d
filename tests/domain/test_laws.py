"""Laws that hold after any acts, legal or refused, under any policy: a machine tries to break them."""

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from escalate.bank_holidays import calendar
from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.bodies import decode, encode
from escalate.domain.calendar import Calendar, Happened
from escalate.domain.case import Case
from escalate.domain.choices import OUTCOMES
from escalate.domain.deciding import decide
from escalate.domain.dispute import Dispute, Duty
from escalate.domain.folding import evolve, fold, in_log
from escalate.domain.opening import decide_open
from escalate.domain.parts import ByPass, Party, Person, Subject
from escalate.domain.policy import ONCE, PARTNERSHIP, Policy
from escalate.domain.reflecting import forms_of
from escalate.domain.register import lines, waiting_on
from escalate.errors import EscalateError, ExitCode, MissingAnswers
from tests.build import AUTHOR, CLOCK, FORK, MONDAY, PANEL, SHIPPED, duty, policy, when

OPEN_FORK = FORK + "    start = true\n"  # of its last stage
SHARED = (
    CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n' + duty(id="third", stages=["3"], within="agreed", ends="left")
)
SPLIT = "".join(
    CLOCK.replace("settle", f"settle-{ground}") + f'    [duty.when]\n    ground = "{ground}"\n'
    for ground in ("threshold", "sharing")
)
GATES = "".join(
    duty(id=f"{by}-{ends}", by=by, ends=ends, gate=True, stages=["1", "2"], starts=starts, within="24 hours")
    for by, ends, starts in (
        ("raising", "consultation", "entered"),
        ("both", "discussion", "raised"),
        ("each", "agreement", "record"),
        ("responding", "done", "discussion"),
    )
)
CHAIN = (
    duty(id="choose", options=["a", "b"], starts="agreement")
    + duty(id="chosen", starts="done:choose", within="agreed", ends="raised")
    + duty(starts="done:chosen", within="same working day")
    + '[duty.when]\nchoose = "a"\n'
    + duty(id="after", starts="resolved", within="at once")
)
APPROVALS = duty(id="approve", starts="record", ends="approved", by="each") + duty(
    id="sign", starts="discussion", ends="approved", gate=True, within="24 hours", stages=["1", "2"]
)
WITH_DISSENT = CHAIN + duty(id="dissent", starts="resolved", by="each") + '[duty.when]\ndissent = "yes"\n'


@cache
def policies() -> tuple[tuple[Policy, Calendar], ...]:
    """Variants of Anytown's policy, and every policy that is shipped."""
    of_anytown = (
        policy(WITH_DISSENT),
        policy(GATES + WITH_DISSENT, stages=OPEN_FORK),
        policy(CHAIN, clock=SHARED),
        policy(GATES, clock=SPLIT),
        policy(APPROVALS + CHAIN + duty(id="then", starts="done:sign")),
        policy(GATES, clock=CLOCK + 'starts = "arose"\n'),
    )
    every = (*of_anytown, *(SHIPPED.load(policy_id).policy for policy_id in SHIPPED.ids()))
    return tuple((one, calendar(one.nation, {}, one.day_ends)) for one in every)


def standing(dispute: Dispute, numbers: Collection[int]) -> object:
    """What neither correcting nor approving may change: the stage, and when these duties are due and were met."""
    duties = {
        number: (one.started, one.due, one.dates, one.ended, one.was_late)
        for number, one in dispute.duties.items()
        if number in numbers
    }
    kept = (dispute.stays, dispute.resolved, dispute.raised, dispute.arose, dispute.answers, dispute.people)
    return kept, duties


ids = st.sampled_from
parties = st.lists(ids(["us", "them", "others", "panel"]), max_size=3, unique=True)
ago = st.sampled_from([0, 0, 0, 1, 5, 30, 80])  # hours before now that it happened
sometimes = st.booleans()


class Laws(RuleBasedStateMachine):
    """One dispute, and whoever acts on it."""

    policy: Policy
    calendar: Calendar
    events: list[e.Act]
    dispute: Dispute

    @initialize(
        which=st.integers(0, 10),
        responding=sometimes,
        raised=sometimes,
        arose=sometimes,
        jump=sometimes,
        data=st.data(),
    )
    def opened(self, which: int, responding: bool, raised: bool, arose: bool, jump: bool, data: st.DataObject) -> None:
        self.policy, self.calendar = policies()[which]
        self.now = MONDAY
        raising, replying = ("them", "us") if responding else ("us", "them")
        sides = (
            Party(raising, "raising", "School"),
            Party(replying, "responding", "Council"),
            Party("others", "responding", "Police", "", "police"),
            PANEL,
        )
        day = Happened.instant(self.now - timedelta(days=2))
        request = r.OpenDispute(
            policy=self.policy.id,
            side="responding" if responding else "raising",
            grounds=tuple(data.draw(st.sets(ids([one.id for one in self.policy.grounds]), min_size=1))),
            subjects=(Subject(self.policy.subjects[0], "AB"),),
            parties=sides,
            people=(),
            concern="They closed it.",
            arose=day if arose else None,
            raised=day if raised or responding else None,
            raise_by=None if raised or responding else when("2026-11-27"),
            stage=data.draw(ids([one.id for one in self.policy.stages])) if jump else "",
            bypass=ByPass("risk", "It cannot wait.") if jump else None,
            answers={ask.id: data.draw(ids(ask.options)) for ask in self.policy.asks if ask.options},
        )
        case = Case(None, self.policy, self.calendar, self.now)
        made = self._decided(lambda given: decide_open(given, case, "ESC-2026-0001", "0" * 64), request)
        assert made
        self.events = list(made)
        self.dispute = self._folded()

    # Acting

    def _decided(self, act: Any, request: Any) -> tuple[e.Act, ...]:
        """What the act makes, with the dates and answers it asks for; nothing if it is refused."""
        for _ in range(3):
            try:
                made: tuple[e.Act, ...] = act(request)
            except MissingAnswers as missing:
                request = self._completed(request, missing.details)
            except EscalateError as refused:
                assert refused.exit_code in (ExitCode.BAD_INPUT, ExitCode.NOT_FOUND, ExitCode.REFUSED)  # noqa: PT017
                return ()
            else:
                assert act(request) == made  # deciding is deterministic
                return made
        return ()

    def _completed(self, request: Any, details: tuple[str, ...]) -> Any:
        keys = [line.split(":")[0] for line in details]
        soon = Happened(Happened.instant(self.now).day + timedelta(days=2))
        given = vars(request)
        more: dict[str, Any] = {
            table: {
                **given[table],
                **{key.removeprefix(f"{table}."): value for key in keys if key.startswith(f"{table}.")},
            }
            for table, value in (("dates", soon), ("answers", "no"))
            if table in given
        }
        if "raise_by" in keys:
            more["raise_by"] = soon
        return replace(request, **more)

    def act(self, request: r.Request) -> None:
        case = Case(self.dispute, self.policy, self.calendar, self.now)
        for event in self._decided(lambda given: decide(given, self.dispute, case, AUTHOR), request):
            self._numbers_are_in_order(event)
            self.events.append(event)
            self.dispute = in_log(evolve(self.dispute, event), [(len(self.events) + 1, AUTHOR.name)])

    def _numbers_are_in_order(self, event: e.Act) -> None:
        started = [one.number for one in event.started]
        last = max(self.dispute.duties, default=0)
        assert started == list(range(last + 1, last + 1 + len(started)))
        may_end = {one.number for one in self.dispute.open_duties()} | set(started)
        ended = [one.number for one in event.ended]
        assert len(ended) == len(set(ended))
        assert set(ended) <= may_end

    def _folded(self) -> Dispute:
        """The dispute as the only one of a log, whose first entry is the log's own."""
        return in_log(fold(self.events), ((one, AUTHOR.name) for one in range(2, len(self.events) + 2)))

    def _then(self, hours: int) -> Happened:
        return Happened.instant(self.now - timedelta(hours=hours))

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(there=parties, silent=parties, hours=ago, agreed=sometimes, action=sometimes, earlier=sometimes)
    def talk(self, there: list[str], silent: list[str], hours: int, agreed: bool, action: bool, earlier: bool) -> None:
        self.act(
            r.LogDiscussion(
                happened=self._then(hours),
                how="telephone",
                present=tuple(Person(f"Somebody of {party}", "worker", party) for party in there),
                said="Words.",
                no_reply=tuple(party for party in silent if party not in there),
                agreed=agreed,
                actions=(r.AgreedAction("They", "Visit", "them", Happened.instant(self.now)),) if action else (),
                stage=self.dispute.stays[0].stage if earlier else "",
            )
        )

    @rule(data=st.data(), because=ids(["", "risk", "agreed", "discretion"]), reason=ids(["", "New facts."]), hours=ago)
    def advance(self, data: st.DataObject, because: str, reason: str, hours: int) -> None:
        to = data.draw(ids(["", *(stage.id for stage in self.policy.stages)]))
        bypass = ByPass(because, "It cannot wait.", "Both") if because else None
        answers = {ask.id: "no" for ask in self.policy.asks if not ask.options}
        self.act(r.Advance(to, self._then(hours) if hours else None, reason, bypass, answers))

    @rule(data=st.data(), not_needed=ids(["", "", "They did it."]), hours=ago)
    def done(self, data: st.DataObject, not_needed: str, hours: int) -> None:
        number = data.draw(st.integers(1, max(self.dispute.duties)))
        options = self.dispute.duties[number].started.options
        option = data.draw(ids(options)) if options and not not_needed else ""
        self.act(r.MarkDone((number,), self._then(hours) if hours else None, option, not_needed=not_needed))

    @rule(data=st.data(), days=st.integers(-1, 9), agrees=sometimes)
    def extend(self, data: st.DataObject, days: int, agrees: bool) -> None:
        number = data.draw(st.integers(1, max(self.dispute.duties)))
        to = Happened(Happened.instant(self.now).day + timedelta(days=days))
        self.act(r.AgreeDate(number, to, "Both away.", "Both", other_side_agrees=agrees))

    @rule()
    def people_change(self) -> None:
        self.act(r.ChangePeople((Person("Bo", "manager", "us"),)))

    @rule()
    def danger(self) -> None:
        self.act(r.ReportDanger("The police"))

    @rule(later=sometimes)
    def reflect(self, later: bool) -> None:
        asks = [ask.id for form in forms_of(self.policy) for ask in form.asks][:2]
        self.act(r.Reflect(r.Reflection({} if later else dict.fromkeys(asks, "Words."), tuple(asks) if later else ())))

    @rule(outcome=ids(sorted(OUTCOMES)), at_risk=sometimes, dissent=ids(["", "Ann: he is alone."]))
    def resolve(self, outcome: str, at_risk: bool, dissent: str) -> None:
        self.act(r.Resolve(outcome, "The managers", at_risk, reasons="The plan holds.", dissent=dissent))

    @rule(data=st.data(), hours=st.integers(-200, 200), timed=sometimes)
    def correct(self, data: st.DataObject, hours: int, timed: bool) -> None:
        entry = data.draw(st.integers(2, len(self.events) + 2))  # the last is none of its entries
        moment = data.draw(ids(["", "", "", *ONCE])) if timed else ""
        right = Happened.instant(self.now - timedelta(hours=hours)) if timed else None
        before = self.dispute
        self.act(r.Correct(entry, "The hour", "Another hour", "The diary", right, moment))
        assert standing(self.dispute, {*before.duties}) == standing(before, {*before.duties})
        assert set(self.dispute.duties) == set(before.duties)

    @rule(data=st.data(), hours=ago, role=ids(["worker", "manager"]))
    def approve(self, data: st.DataObject, hours: int, role: str) -> None:
        entry = data.draw(st.integers(2, len(self.events) + 2))
        before = self.dispute
        self.act(r.Approve(entry, role, happened=self._then(hours) if hours else None))
        ended = {one.number for one in before.open_duties()} - {one.number for one in self.dispute.open_duties()}
        assert {before.duties[number].started.ends for number in ended} <= {"approved"}
        others = {*before.duties} - ended
        assert standing(self.dispute, others) == standing(before, others)

    @precondition(lambda self: self.dispute.resolved)
    @rule(data=st.data())
    def reopen(self, data: st.DataObject) -> None:
        self.act(r.Reopen("It broke down.", data.draw(ids(["", *(stage.id for stage in self.policy.stages)]))))

    # The laws

    def _clocks(self) -> list[Duty]:
        return [one for one in self.dispute.open_duties() if one.started.clock and one.stands_at(self.dispute.stage)]

    @invariant()
    def while_it_is_open_some_clock_is_open(self) -> None:
        assert self.dispute.resolved or self._clocks()

    @invariant()
    def a_clock_of_ours_has_a_due_time(self) -> None:
        for clock in self._clocks():
            assert clock.due or self.dispute.side_of(clock.started) in (self.dispute.other_side, PARTNERSHIP)

    @invariant()
    def no_stay_ends_before_it_begins(self) -> None:
        assert not [one for one in self.dispute.stays if one.until and one.until.latest < one.since.earliest]

    @invariant()
    def nothing_is_both_open_and_ended(self) -> None:
        started = {one.number for event in self.events for one in event.started}
        ended = {one.number for event in self.events for one in event.ended}
        assert {one.number for one in self.dispute.open_duties()} == started - ended

    @invariant()
    def of_a_stage_that_was_left_only_what_must_be_done_is_open(self) -> None:
        for one in self.dispute.open_duties():
            left = self.dispute.resolved or not one.stands_at(self.dispute.stage)
            after_resolution = one.started.starts == "resolved"
            assert not left or after_resolution or (one.started.ends == "done" and not one.started.gate)

    @invariant()
    def what_is_raised_is_not_waited_for(self) -> None:
        waiting = [one for one in self.dispute.open_duties() if one.started.ends == "raised"]
        assert not (self.dispute.raised and [one for one in waiting if one.stands_at(self.dispute.stage)])

    @invariant()
    def every_prefix_of_the_events_folds(self) -> None:
        assert self._folded() == self.dispute
        assert [fold(self.events[:length]).seq for length in range(1, len(self.events) + 1)][-1] == len(self.events)

    @invariant()
    def the_last_event_is_read_as_it_was_written(self) -> None:
        event = self.events[-1]
        assert decode(type(event).__name__, encode(event, AUTHOR)) == (AUTHOR, event)

    @invariant()
    def the_lines_of_reports_follow(self) -> None:
        line, duties = lines(1, self.dispute)
        assert line.open_duties == sum(not one.ended for one in duties) == len(self.dispute.open_duties())
        assert bool(waiting_on(self.dispute)) is bool(self.dispute.open_duties())


TestLaws = Laws.TestCase
TestLaws.settings = settings(max_examples=40, stateful_step_count=20, deadline=None, derandomize=True)
