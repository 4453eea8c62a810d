"""DutyDone and DateAgreed: what is demanded and refused, and when a duty is met or late."""

import pytest

from escalate.domain import requests as r
from escalate.domain.parts import DutyEnded
from escalate.domain.register import late, lines
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchDuty, Refused
from tests.build import CLOCK, Desk, at, duty, policy, when

FORM = """
    [[form]]
    id = "refer"
    title = "Refer it"
    [[form.ask]]
    id = "history"
    text = "What was tried?"
    [[form.ask]]
    id = "urgent"
    text = "Is it urgent?"
    options = ["yes", "no"]
"""
TWO_DAYS = duty(within="2 working days", stages=["1"])  # D2, due on Wednesday 25 November at 5pm


def done(desk: Desk) -> DutyEnded:
    ended = desk.duty("it").ended
    assert ended
    return ended


# Which duty


@pytest.mark.parametrize("number", [0, 9, -1])
def test_a_number_that_is_no_duty_is_not_found(number: int) -> None:
    with pytest.raises(NoSuchDuty):
        Desk(policy()).open().do(r.MarkDone(numbers=(number,)))


def test_a_duty_that_has_ended_is_not_found_and_the_open_ones_are_named() -> None:
    desk = Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,)))
    with pytest.raises(NoSuchDuty) as gone:
        desk.do(r.MarkDone(numbers=(2,)))
    assert "D1" in gone.value.hint


def test_several_can_be_done_at_once_one_event_each() -> None:
    desk = Desk(policy(duty() + duty(id="other"))).open().do(r.MarkDone(numbers=(2, 3, 2)))
    assert [type(event).__name__ for event in desk.events] == ["Opened", "DutyDone", "DutyDone"]


def test_when_one_of_several_cannot_be_done_none_is() -> None:
    desk = Desk(policy(duty())).open()
    with pytest.raises(Refused):
        desk.do(r.MarkDone(numbers=(2, 1)))
    assert len(desk.events) == 1


# Refused with the right command


@pytest.mark.parametrize(
    ("ends", "command"),
    [
        ("left", "escalate advance 1, or escalate resolve 1"),
        ("raised", "escalate log 1"),
        ("consultation", "escalate log 1"),
        ("discussion", "escalate log 1"),
        ("agreement", "escalate log 1"),
    ],
)
def test_what_ends_otherwise_is_refused_with_the_command_that_ends_it(ends: str, command: str) -> None:
    desk = Desk(policy(duty(ends=ends))).open(raised=None, raise_by=when("2026-11-27"))
    with pytest.raises(Refused) as refused:
        desk.do(r.MarkDone(numbers=(desk.duty("it").number,)))
    assert command in refused.value.hint


def test_the_date_to_raise_it_is_not_done_by_saying_so() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-27"))
    with pytest.raises(Refused):
        desk.do(r.MarkDone(numbers=(desk.duty(":raise").number,)))


def test_a_record_to_approve_is_not_done_by_saying_so() -> None:
    desk = Desk(policy(duty(starts="record", ends="approved"))).open().talk("them")
    with pytest.raises(Refused) as refused:
        desk.do(r.MarkDone(numbers=(2,)))
    assert refused.value.hint == "Use: escalate approve 1 3"  # the discussion: entry 1 is the log's, 2 the opening
    assert desk.do(r.MarkDone(numbers=(2,), not_needed="A call that reached nobody.")).states()["it"] == "not needed"


# The option


def test_a_decision_is_demanded_from_those_offered() -> None:
    desk = Desk(policy(duty(options=["accept", "decline"]))).open()
    with pytest.raises(MissingAnswers) as missing:
        desk.do(r.MarkDone(numbers=(2,)))
    assert missing.value.details == ("option: accept / decline",)
    with pytest.raises(BadAnswers):
        desk.do(r.MarkDone(numbers=(2,), option="perhaps"))
    assert done(desk.do(r.MarkDone(numbers=(2,), option="accept"))).option == "accept"
    assert desk.dispute.answers_to("it") == ("accept",)


def test_a_decision_is_refused_where_none_is_asked() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,), option="accept"))


def test_the_decision_opens_the_way_it_names() -> None:
    ways = duty(options=["accept", "decline"], stages=["1"])
    ways += "".join(
        duty(id=way, starts="done:it", stages=["1"]) + f'[duty.when]\nit = "{way}"\n' for way in ("accept", "decline")
    )
    desk = Desk(policy(ways)).open().do(r.MarkDone(numbers=(2,), option="decline"))
    assert desk.states() == {"settle": "open", "it": "done", "decline": "open"}


# The form


def test_the_forms_missing_answers_are_demanded_each_named() -> None:
    desk = Desk(policy(FORM + duty(form="refer"))).open()
    with pytest.raises(MissingAnswers) as missing:
        desk.do(r.MarkDone(numbers=(2,), answers={"urgent": "no"}))
    assert missing.value.details == ("answers.history: What was tried?",)


def test_a_form_refuses_what_it_does_not_ask_and_options_it_does_not_have() -> None:
    desk = Desk(policy(FORM + duty(form="refer"))).open()
    with pytest.raises(BadAnswers) as faults:
        desk.do(r.MarkDone(numbers=(2,), answers={"urgent": "maybe", "other": "x"}))
    assert {line.split(":")[0] for line in faults.value.details} == {"answers.urgent", "answers.other"}


def test_an_answer_given_once_is_never_asked_again() -> None:
    two = duty(form="refer", stages=["1"]) + duty(id="again", form="refer", stages=["1"])
    desk = Desk(policy(FORM + two)).open()
    desk.do(r.MarkDone(numbers=(2,), answers={"urgent": "no", "history": "Two visits."}))
    assert desk.do(r.MarkDone(numbers=(3,))).states()["again"] == "done"


def test_an_answer_given_at_opening_is_not_asked_by_a_form() -> None:
    asked = '[[ask]]\nid = "history"\ntext = "What was tried?"\n'
    desk = Desk(policy(asked + FORM + duty(form="refer"))).open(answers={"history": "Two visits."})
    assert desk.do(r.MarkDone(numbers=(2,), answers={"urgent": "no"})).states()["it"] == "done"


# Not needed


def test_not_needed_is_recorded_with_its_reason_and_starts_nothing() -> None:
    desk = Desk(policy(duty() + duty(id="next", starts="done:it"))).open()
    ended = done(desk.do(r.MarkDone(numbers=(2,), not_needed="They told them.")))
    assert (ended.how, ended.because) == ("not needed", "They told them.")
    assert "next" not in desk.states()


@pytest.mark.parametrize("keys", [{"gate": True}, {"ends": "left", "within": "2 days"}], ids=["gate", "clock"])
def test_gates_and_clocks_are_never_not_needed(keys: dict[str, object]) -> None:
    with pytest.raises(Refused):
        Desk(policy(duty(**keys))).open().do(r.MarkDone(numbers=(2,), not_needed="We forgot."))


def test_what_ends_by_a_discussion_can_be_not_needed() -> None:
    desk = Desk(policy(duty(ends="discussion"))).open().do(r.MarkDone(numbers=(2,), not_needed="They wrote."))
    assert done(desk).how == "not needed"


def test_not_needed_after_the_due_time_stays_counted_late() -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    desk.now = at("2026-11-26T10:00")
    assert done(desk.do(r.MarkDone(numbers=(2,), not_needed="They did it."))).late


# What follows


def test_done_starts_what_waits_for_it_counted_from_when_it_happened() -> None:
    desk = Desk(policy(duty() + duty(id="next", starts="done:it", within="1 working day", stages=["1"]))).open()
    desk.now = at("2026-11-27T10:00")
    desk.do(r.MarkDone(numbers=(2,), happened=when("2026-11-24")))
    assert desk.duty("next").started.since == when("2026-11-24")
    assert desk.duty("next").due_at == at("2026-11-25T17:00")


def test_done_demands_a_date_for_the_agreed_duty_it_starts() -> None:
    follows = duty(id="next", starts="done:it", within="agreed", stages=["1"])
    desk = Desk(policy(duty(stages=["1"]) + follows)).open()
    with pytest.raises(MissingAnswers) as missing:
        desk.do(r.MarkDone(numbers=(2,)))
    assert missing.value.details[0].startswith("dates.next:")
    desk.do(r.MarkDone(numbers=(2,), dates={"next": when("2026-11-27")}))
    assert desk.duty("next").due_at == at("2026-11-27T17:00")


def test_a_date_for_nothing_is_refused() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,), dates={"next": when("2026-11-27")}))


# Met and late


@pytest.mark.parametrize(
    ("happened", "is_late"),
    [
        ("2026-11-25T17:00", False),
        ("2026-11-25T17:01", True),
        ("2026-11-25", False),  # without an hour its day decides
        ("2026-11-26", True),
        ("2026-11-24T09:00", False),
    ],
)
def test_a_duty_is_met_when_the_thing_happened_not_when_it_was_typed(happened: str, is_late: bool) -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    desk.now = at("2026-12-07T10:00")
    desk.do(r.MarkDone(numbers=(2,), happened=when(happened)))
    assert done(desk).late is is_late
    assert desk.duty("it").is_late(desk.now) is is_late
    assert desk.events[-1].recorded_later


@pytest.mark.parametrize(("happened", "is_late"), [("2026-11-25T16:00", False), ("2026-11-25T18:00", True)])
def test_a_duty_that_a_discussion_ends_is_met_when_the_discussion_was(happened: str, is_late: bool) -> None:
    desk = Desk(policy(duty(ends="discussion", within="2 working days", stages=["1"]))).open()
    desk.now = at("2026-12-07T10:00")
    assert done(desk.talk("them", happened=when(happened))).late is is_late


def test_an_open_duty_is_late_from_the_moment_after_its_due_time() -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    assert not desk.duty("it").is_late(at("2026-11-25T17:00"))
    assert desk.duty("it").is_late(at("2026-11-25T17:00:01"))


def test_what_is_due_at_once_is_never_late() -> None:
    desk = Desk(policy(duty(within="at once"))).open()
    desk.now = at("2026-12-07T10:00")
    assert desk.duty("it").due_at == at("2026-11-23T10:00")
    assert not desk.duty("it").is_late(desk.now)
    assert not done(desk.do(r.MarkDone(numbers=(2,)))).late
    assert not desk.duty("it").is_late(desk.now)


@pytest.mark.parametrize(("force", "counts"), [("must", True), ("should", False), ("aim", False)])
def test_only_must_counts_as_late(force: str, counts: bool) -> None:
    desk = Desk(policy(duty(force=force, within="2 days"))).open()
    line = lines(1, desk.dispute)[1][1]
    assert late(line, at("2026-12-07T10:00")) is counts


def test_a_duty_without_a_due_time_is_never_late() -> None:
    assert not Desk(policy(duty())).open().duty("it").is_late(at("2030-01-01T10:00"))


def test_a_due_time_is_computed_once_and_recorded_with_its_arithmetic() -> None:
    due = Desk(policy(duty(starts="raised", within="2 working days"))).open(raised=when("2026-11-20")).duty("it").due
    assert due
    assert (due.rule, due.since, due.since_what) == ("2 working days", when("2026-11-20"), "when it was raised")
    assert [day.why for day in due.not_counted] == ["Saturday", "Sunday"]


# When it happened


def test_nothing_can_have_happened_in_the_future() -> None:
    for happened in ("2026-11-24", "2026-11-23T10:06"):
        with pytest.raises(BadDate):
            Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,), happened=when(happened)))


def test_five_minutes_are_forgiven() -> None:
    Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,), happened=when("2026-11-23T10:05")))
    Desk(policy(duty()), at("2026-11-23T23:58")).open().do(r.MarkDone((2,), happened=when("2026-11-24T00:02")))


def test_nothing_happened_before_its_dispute_arose() -> None:
    desk = Desk(policy(duty())).open(arose=when("2026-11-20"))
    with pytest.raises(BadDate):
        desk.do(r.MarkDone(numbers=(2,), happened=when("2026-11-19")))
    desk.do(r.MarkDone(numbers=(2,), happened=when("2026-11-20")))


def test_nothing_happened_before_its_stage_was_entered() -> None:
    desk = Desk(policy(duty(stages=["2"]))).open(arose=when("2026-11-20"))
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Advance())
    for act in (r.MarkDone(numbers=(desk.duty("it").number,)), r.Resolve("withdrawn", "We", at_risk=False)):
        with pytest.raises(BadDate):
            desk.do(type(act)(**{**vars(act), "happened": when("2026-11-24")}))


def test_a_discussion_may_be_earlier_when_its_stage_is_named() -> None:
    desk = Desk(policy()).open()
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Advance())
    with pytest.raises(BadDate):
        desk.talk("them", happened=when("2026-11-24"))
    assert desk.talk("them", happened=when("2026-11-24"), stage="1").dispute.talks[-1].stage == "1"


def test_a_duty_of_an_earlier_stage_can_have_been_done_while_it_was_there() -> None:
    desk = Desk(policy(duty(stages=["1"]))).open()
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Advance()).do(r.MarkDone(numbers=(2,), happened=when("2026-11-24")))
    assert done(desk).happened == when("2026-11-24")


def test_a_duty_started_by_a_discussion_written_down_later_can_have_been_done_at_that_stage() -> None:
    desk = Desk(policy(duty(starts="discussion", stages=["1"]))).open()
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Advance()).talk("them", happened=when("2026-11-23T12:00"), stage="1")
    desk.do(r.MarkDone(numbers=(desk.duty("it").number,), happened=when("2026-11-24")))
    assert done(desk).happened == when("2026-11-24")


# A new date


def new_date(to: str = "2026-11-30", **changes: object) -> r.AgreeDate:
    keys = {"number": 2, "to": when(to), "reason": "Both away.", "agreed_by": "Both managers", **changes}
    return r.AgreeDate(**keys)  # type: ignore[arg-type]


def test_a_new_date_replaces_the_due_time_and_keeps_the_old_one() -> None:
    desk = Desk(policy(TWO_DAYS)).open().do(new_date())
    moved = desk.duty("it")
    assert moved.due_at == at("2026-11-30T17:00")
    assert [date.was and date.was.at for date in moved.dates] == [at("2026-11-25T17:00")]
    assert (desk.events[-1].started, desk.events[-1].ended) == ((), ())


def test_a_new_date_can_have_an_hour() -> None:
    assert Desk(policy(TWO_DAYS)).open().do(new_date("2026-11-30T12:00")).duty("it").due_at == at("2026-11-30T12:00")


def test_a_new_date_demands_its_reason() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy(TWO_DAYS)).open().do(new_date(reason=" "))


def test_a_later_date_demands_who_agreed() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy(TWO_DAYS)).open().do(new_date(agreed_by=""))


def test_an_earlier_date_may_always_be_set_with_its_reason() -> None:
    desk = Desk(policy(TWO_DAYS)).open().do(new_date("2026-11-24", agreed_by=""))
    assert desk.duty("it").due_at == at("2026-11-24T17:00")


@pytest.mark.parametrize("by", ["raising", "responding", "both", "each", "chair"])
def test_a_date_can_be_set_on_anybodys_duty(by: str) -> None:
    assert Desk(policy(duty(by=by))).open().do(new_date()).duty("it").due_at == at("2026-11-30T17:00")


def test_a_new_date_is_not_before_today() -> None:
    with pytest.raises(BadDate):
        Desk(policy(TWO_DAYS)).open().do(new_date("2026-11-22"))


@pytest.mark.parametrize("agrees", [True, False])
def test_a_date_of_our_side_alone_is_said_to_be_so(agrees: bool) -> None:
    desk = Desk(policy(TWO_DAYS)).open().do(new_date(other_side_agrees=agrees))
    assert desk.duty("it").dates[-1].own_side_alone is not agrees
    assert desk.duty("it").both_agreed is agrees


def test_a_date_set_before_the_due_time_makes_it_not_late() -> None:
    desk = Desk(policy(TWO_DAYS)).open().do(new_date())
    desk.now = at("2026-11-27T10:00")
    assert not desk.duty("it").is_late(desk.now)
    assert not done(desk.do(r.MarkDone(numbers=(2,)))).late


def test_a_date_set_after_the_due_time_leaves_it_counted_late() -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    desk.now = at("2026-11-26T10:00")
    desk.do(new_date())
    assert desk.duty("it").is_late(desk.now)
    assert done(desk.do(r.MarkDone(numbers=(2,)))).late


def test_a_date_agreed_in_time_and_typed_after_the_due_time_leaves_it_not_late() -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    desk.now = at("2026-11-26T10:00")
    desk.do(new_date(happened=when("2026-11-25T09:00")))
    assert not desk.duty("it").is_late(desk.now)


def test_a_date_can_be_set_twice_and_late_once_stays_late() -> None:
    desk = Desk(policy(TWO_DAYS)).open()
    desk.now = at("2026-11-26T10:00")
    desk.do(new_date()).do(new_date("2026-12-04"))
    assert desk.duty("it").was_late
    assert len(desk.duty("it").dates) == 2


def test_a_date_of_a_duty_that_has_ended_is_not_found() -> None:
    with pytest.raises(NoSuchDuty):
        Desk(policy(duty())).open().do(r.MarkDone(numbers=(2,))).do(new_date())


def test_the_log_records_that_the_other_side_agrees_to_our_date() -> None:
    desk = Desk(policy(duty(within="agreed"))).open(dates={"it": when("2026-11-27")})
    assert not desk.duty("it").both_agreed
    assert desk.talk("them", dates_agreed=(2,)).duty("it").both_agreed


def test_a_clock_can_be_given_a_new_date() -> None:
    desk = Desk(policy(clock=CLOCK)).open().do(new_date("2026-12-04", number=1))
    assert desk.duty("settle").due_at == at("2026-12-04T17:00")
    assert desk.duty("settle").started.clock
