"""Corrections and approvals stand beside an entry; what followed from the entry stands as it was."""

from dataclasses import replace

import pytest

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.correcting import unapproved
from escalate.domain.dispute import Dispute
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchEntry, Refused
from tests.build import CLOCK, Desk, at, duty, policy, when

# The dispute is the only one of its log: entry 1 is the log's own, so entry 2 is number 1 of the dispute.
OPENING, FIRST = 2, 3
SINCE_RAISED = CLOCK.replace('"5 working days"', '"5 working days"\nstarts = "raised"')
APPROVE = duty(id="approve", starts="record", ends="approved")


def correction(entry: int, time: str = "", moment: str = "", **changed: str) -> r.Correct:
    words = {"what": "The day", "right": "The day before", "why": "The diary has it", **changed}
    return r.Correct(entry=entry, **words, when=when(time) if time else None, moment=moment)


def corrected(desk: Desk) -> e.Corrected:
    event = desk.events[-1]
    assert isinstance(event, e.Corrected)
    return event


def standing(dispute: Dispute) -> object:
    """All that a correction may not touch."""
    return dispute.stays, [replace(one, would_be=None) for one in dispute.duties.values()], dispute.raised


def others(desk: Desk) -> dict[int, str]:
    return {other.number: f"{other.would_be.at:%Y-%m-%d}" for other in corrected(desk).dues}


# The entry


def test_a_correction_links_to_the_entry_by_its_number_in_the_dispute() -> None:
    desk = Desk(policy()).open().talk("them").do(correction(FIRST))
    event = corrected(desk)
    assert (event.of, event.what, event.right, event.why) == (2, "The day", "The day before", "The diary has it")
    assert [mark.corrections for mark in desk.dispute.marks] == [0, 1, 0]


@pytest.mark.parametrize("entry", [0, 1, 4, 99])
@pytest.mark.parametrize("approve", [False, True])
def test_an_entry_of_the_log_or_of_another_dispute_is_not_found(entry: int, approve: bool) -> None:
    desk = Desk(policy()).open().talk("them")
    with pytest.raises(NoSuchEntry) as fault:
        desk.do(r.Approve(entry) if approve else correction(entry))
    assert "escalate trail 1" in fault.value.hint


@pytest.mark.parametrize("key", ["what", "right", "why"])
def test_what_is_wrong_what_is_right_and_why_must_be_said(key: str) -> None:
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy()).open().do(correction(OPENING, **{key: " "}))
    assert [line.split(":")[0] for line in missing.value.details] == [key]


def test_a_correction_can_be_corrected_and_an_entry_more_than_once() -> None:
    desk = Desk(policy()).open().do(correction(OPENING)).do(correction(OPENING)).do(correction(3))
    assert [mark.corrections for mark in desk.dispute.marks] == [2, 1, 0, 0]


def test_after_it_is_resolved_an_entry_can_still_be_corrected_and_approved() -> None:
    desk = Desk(policy()).open().talk("them").do(r.Resolve("agreed-plan", "Both", at_risk=False))
    desk.do(correction(FIRST)).do(r.Approve(FIRST, "manager"))
    assert (desk.dispute.marks[1].corrections, desk.dispute.marks[1].approvals) == (1, 1)
    assert desk.dispute.resolved


# A time that was wrong: both due times are known, and the one on record stands


def test_nothing_of_what_followed_changes() -> None:
    desk = Desk(policy(duty(starts="record", within="24 hours"), clock=SINCE_RAISED)).open().talk("them")
    before = standing(desk.dispute)
    desk.now = at("2026-11-26T10:00")
    desk.do(correction(OPENING, "2026-11-20", "raised")).do(correction(FIRST, "2026-11-20T09:00"))
    assert standing(desk.dispute) == before


def test_the_due_time_from_the_right_time_stands_beside_the_one_on_record() -> None:
    desk = Desk(policy(clock=SINCE_RAISED)).open(raised=when("2026-11-23T09:00"))
    desk.do(correction(OPENING, "2026-11-20T09:00", "raised"))
    settle = desk.duty("settle")
    assert settle.due_at == at("2026-11-30T17:00")
    assert settle.would_be
    assert settle.would_be.at == at("2026-11-27T17:00")
    assert settle.would_be.since == when("2026-11-20T09:00")
    assert others(desk) == {1: "2026-11-27"}


def test_another_hour_of_the_same_day_gives_no_other_due_time_where_days_are_counted() -> None:
    desk = Desk(policy(clock=SINCE_RAISED)).open(raised=when("2026-11-23T09:00"))
    assert others(desk.do(correction(OPENING, "2026-11-23T08:00", "raised"))) == {}


def test_only_what_counted_from_that_time_has_another_due_time() -> None:
    kinds = (
        duty(id="entered", within="1 week")
        + duty(id="arose", starts="arose", within="1 week")
        + duty(id="raised", starts="raised", within="1 week")
        + duty(id="record", starts="record", within="1 week")
    )
    desk = Desk(policy(kinds)).open(arose=when("2026-11-19"), raised=when("2026-11-20"), happened=when("2026-11-23"))
    desk.talk("them", happened=when("2026-11-23"))
    number = {one.started.duty: one.number for one in desk.dispute.duties.values()}
    wrong = {
        ("", OPENING): {"settle", "entered"},
        ("arose", OPENING): {"arose"},
        ("raised", OPENING): {"raised"},
        ("", FIRST): {"record"},
    }
    for (moment, entry), names in wrong.items():
        alone = Desk(desk.policy, desk.now, events=list(desk.events)).do(correction(entry, "2026-11-18", moment))
        assert set(others(alone)) == {number[name] for name in names}, (moment, entry)


def test_where_nobody_said_when_it_arose_it_counts_from_when_it_was_raised() -> None:
    desk = Desk(policy(duty(starts="arose", within="1 week"))).open(raised=when("2026-11-20"))
    assert others(desk.do(correction(OPENING, "2026-11-19", "raised"))) == {2: "2026-11-26"}


def test_what_first_raised_it_can_have_happened_at_another_time() -> None:
    desk = Desk(policy(clock=SINCE_RAISED, extra=duty(id="first", within="1 week")))
    desk.open(raised=None, raise_by=when("2026-11-27")).no_reply().talk("them")
    settle = desk.duty("settle").number
    assert others(desk.do(correction(4, "2026-11-20"))) == {}  # the second talk: nothing counts from it
    assert others(desk.do(correction(FIRST, "2026-11-20"))) == {settle: "2026-11-27"}


def test_a_limit_that_began_at_a_later_stage_still_counts_from_when_it_was_raised() -> None:
    late = duty(id="late", starts="raised", stages=["2"], within="2 weeks")
    desk = Desk(policy(late)).open(raised=when("2026-11-20")).do(r.Advance())
    assert set(others(desk.do(correction(OPENING, "2026-11-18", "raised")))) == {desk.duty("late").number}
    assert set(others(desk.do(correction(FIRST, "2026-11-22")))) == {desk.duty("settle").number}  # stage 2's


def test_a_clock_that_began_anew_counts_from_going_back_and_not_from_when_it_was_raised() -> None:
    shared = (
        CLOCK + 'starts = "raised"\nstages = ["1"]\n' + duty(id="two", ends="left", within="1 week", stages=["2", "3"])
    )
    desk = Desk(policy(clock=shared)).open(raised=when("2026-11-23")).do(r.Advance())
    desk.do(r.Advance(to="1", reason="New facts.", happened=when("2026-11-23")))
    again = desk.duty("settle").number
    assert set(others(desk.do(correction(OPENING, "2026-11-20", "raised")))) == {1}
    assert set(others(desk.do(correction(4, "2026-11-20")))) == {again}


@pytest.mark.parametrize("within", ["agreed", "at once", ""])
def test_a_date_that_was_not_counted_has_no_other(within: str) -> None:
    kind = duty(within=within) if within else duty()
    desk = Desk(policy(kind)).open(dates={"it": when("2026-12-01")} if within == "agreed" else {})
    assert 2 not in others(desk.do(correction(OPENING, "2026-11-20")))


def test_an_agreed_date_stands_whatever_it_was_counted_from_before() -> None:
    desk = Desk(policy(clock=SINCE_RAISED)).open(raised=when("2026-11-23"))
    desk.do(r.AgreeDate(1, when("2026-12-04"), "Both away.", "Both managers"))
    desk.do(correction(OPENING, "2026-11-20", "raised"))
    (other,) = corrected(desk).dues
    assert (other.was.at, other.would_be.at) == (at("2026-12-04T17:00"), at("2026-11-27T17:00"))


def test_recording_the_new_date_settles_it() -> None:
    desk = Desk(policy(clock=SINCE_RAISED)).open(raised=when("2026-11-23"))
    desk.do(correction(OPENING, "2026-11-20", "raised"))
    desk.do(r.AgreeDate(1, when("2026-11-27"), "Corrected.", ""))
    assert desk.duty("settle").due_at == at("2026-11-27T17:00")
    assert desk.duty("settle").would_be is None


def test_correcting_back_to_the_time_that_was_counted_leaves_no_other_due_time() -> None:
    desk = Desk(policy(clock=SINCE_RAISED)).open(raised=when("2026-11-23"))
    desk.do(correction(OPENING, "2026-11-20", "raised")).do(correction(OPENING, "2026-11-23T08:00", "raised"))
    assert desk.duty("settle").would_be is None


def test_what_ended_at_the_wrong_time_is_named_where_the_right_one_would_be_late_or_in_time() -> None:
    desk = Desk(policy(duty(id="meet", ends="discussion", within="24 hours"))).open()
    desk.now = at("2026-11-25T12:00")
    desk.talk("them", happened=when("2026-11-24T09:00"))
    desk.do(correction(FIRST, "2026-11-24T09:30"))
    assert corrected(desk).other_ends == ()
    desk.do(correction(FIRST, "2026-11-24T11:00"))
    assert corrected(desk).other_ends == (2,)
    ended = desk.duty("meet").ended
    assert ended
    assert not ended.late


@pytest.mark.parametrize(
    ("entry", "right", "moment", "said"),
    [
        (OPENING, "2026-11-20", "dawn", "moment: must be one of arose, raised"),
        (FIRST, "2026-11-20", "raised", "moment: must be one of arose, raised"),
        (OPENING, "2026-11-20", "arose", "moment: the opening does not say when it arose"),
        (OPENING, "2026-11-23T10:00", "raised", "when: that is the time on record"),
        (4, "2026-11-20", "", "when: that entry has no time of its own"),
    ],
)
def test_a_time_that_is_not_on_record_cannot_be_corrected(entry: int, right: str, moment: str, said: str) -> None:
    desk = Desk(policy()).open().talk("them").do(correction(FIRST))
    with pytest.raises(BadAnswers) as fault:
        desk.do(correction(entry, right, moment))
    assert fault.value.details[0].startswith(said)


def test_which_time_was_wrong_needs_the_right_one() -> None:
    with pytest.raises(MissingAnswers) as missing:
        Desk(policy()).open().do(correction(OPENING, moment="raised"))
    assert missing.value.details == ("when: the right time",)


def test_the_right_time_has_passed() -> None:
    with pytest.raises(BadDate):
        Desk(policy()).open().do(correction(OPENING, "2026-11-24"))


# Approving


@pytest.mark.parametrize("role", ["worker", "manager"])
def test_a_record_is_approved_and_dated_and_the_duty_that_it_started_ends(role: str) -> None:
    desk = Desk(policy(APPROVE)).open().talk("them").talk("them")
    desk.now = at("2026-11-25T10:00")
    desk.do(r.Approve(FIRST, role, happened=when("2026-11-24")))
    first, second = (one for one in desk.dispute.duties.values() if one.started.duty == "approve")
    assert first.ended
    assert (first.ended.how, first.ended.happened) == (e.DONE, when("2026-11-24"))
    assert not second.ended
    event = desk.events[-1]
    assert isinstance(event, e.Approved)
    assert (event.of, event.role) == (2, role)


def test_every_approval_is_kept() -> None:
    desk = Desk(policy(APPROVE)).open().talk("them")
    desk.do(r.Approve(FIRST)).do(r.Approve(FIRST, "manager", by="Cy Head")).do(r.Approve(FIRST))
    approvals = [event for event in desk.events if isinstance(event, e.Approved)]
    assert [(one.role, one.by) for one in approvals] == [("worker", ""), ("manager", "Cy Head"), ("worker", "")]
    assert desk.dispute.marks[1].approvals == 3


def test_an_approval_past_its_time_is_late() -> None:
    desk = Desk(policy(duty(starts="record", ends="approved", within="24 hours"))).open().talk("them")
    desk.now = at("2026-11-26T10:00")
    ended = desk.do(r.Approve(FIRST)).duty("it").ended
    assert ended
    assert ended.late


def test_what_waits_for_an_approval_starts_with_it() -> None:
    desk = Desk(policy(APPROVE + duty(id="file", starts="done:approve"))).open().talk("them").do(r.Approve(FIRST))
    assert desk.states() == {"settle": "open", "approve": "done", "file": "open"}


def test_a_duty_of_another_kind_is_not_ended_by_an_approval() -> None:
    desk = Desk(policy(duty(starts="record"))).open().talk("them").do(r.Approve(FIRST))
    assert desk.states() == {"settle": "open", "it": "open"}


@pytest.mark.parametrize("remark", [correction(FIRST), r.Approve(FIRST), r.Keep("A review", hold=True)], ids=repr)
def test_what_is_said_of_a_record_is_no_record_to_approve(remark: r.Request) -> None:
    desk = Desk(policy()).open().talk("them").do(remark)
    with pytest.raises(Refused):
        desk.do(r.Approve(4))


def test_nobody_but_the_worker_or_a_manager_approves() -> None:
    with pytest.raises(BadAnswers):
        Desk(policy()).open().do(r.Approve(OPENING, "chair"))


def test_nothing_is_approved_before_it_happened() -> None:
    desk = Desk(policy()).open().talk("them")
    with pytest.raises(BadDate):
        desk.do(r.Approve(FIRST, happened=Happened(when("2026-11-22").day)))


# What is not approved yet


def test_what_nobody_approved_waits_also_after_it_is_resolved() -> None:
    desk = Desk(policy(APPROVE)).open().talk("them").talk("us").talk("them")
    assert [one.began for one in unapproved(desk.dispute)] == [2, 3, 4]
    desk.do(r.Approve(FIRST)).do(r.MarkDone((desk.duty("approve").number - 1,), not_needed="No record."))
    assert [one.began for one in unapproved(desk.dispute)] == [4]
    desk.do(r.Resolve("agreed-plan", "Both", at_risk=False))
    assert desk.states()["approve"] == "lapsed"
    assert [one.began for one in unapproved(desk.dispute)] == [4]
    desk.do(r.Approve(5))
    assert unapproved(desk.dispute) == ()
    assert desk.states()["approve"] == "lapsed"  # the approval is kept; what fell away stays so
