"""A dispute along its time: which points it has, in which order, between which ends."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.usecases.ports import Stored
from escalate.usecases.status_timeline import StatusTimelineView, status_timeline
from tests.build import MONDAY, Desk, at, policy, when
from tests.office import CONSULTATION, DISCUSSION, Office


def view(desk: Desk, now: datetime | None = None) -> StatusTimelineView:
    return status_timeline(Stored(7, desk.dispute, desk.policy, 1), now or desk.now, scripted=False)


def kinds(shown: StatusTimelineView) -> list[str]:
    return [point.kind for point in shown.points]


def resolved(desk: Desk) -> Desk:
    return desk.do(r.Resolve("withdrawn", "Both", at_risk=False, happened=Happened.instant(desk.now)))


@pytest.fixture
def desk() -> Desk:
    return Desk(policy()).open()


def test_a_dispute_just_raised_has_its_stage_its_due_time_and_now(desk: Desk) -> None:
    shown = view(desk)
    assert kinds(shown) == ["raised", "stage", "now", "due"]
    assert shown.points[-1].when == when("2026-11-30T17:00")
    assert (shown.begins, shown.ends) == (when("2026-11-23T10:00"), when("2026-11-30T17:00"))
    assert [stage.state for stage in shown.stages] == ["now", "ahead", "ahead"]


def test_a_dispute_that_nobody_has_raised_yet_has_the_date_to_raise_it() -> None:
    unraised = view(Desk(policy()).open(raised=None, raise_by=when("2026-11-25")))
    assert kinds(unraised) == ["stage", "now", "due", "due"]
    assert "Put it to the other side" in [point.what for point in unraised.points]


def test_one_without_a_due_time_lasts_at_least_an_hour() -> None:
    shown = view(resolved(Desk(policy()).open()))
    assert shown.ends.earliest - shown.begins.earliest >= timedelta(hours=1)


def test_talks_and_stages_stand_in_the_order_in_which_they_happened(desk: Desk) -> None:
    desk.now = at("2026-11-24T09:00")
    desk.talk()
    desk.now = at("2026-11-24T10:00")
    desk.talk("them")
    desk.now = at("2026-11-25T10:00")
    desk.no_reply("them")
    desk.do(r.Advance(happened=when("2026-11-25T10:00"), to="2"))
    shown = view(desk)
    assert [kind for kind in kinds(shown) if kind != "due"] == [
        "raised",
        "stage",
        "consultation",
        "discussion",
        "stage",
        "unanswered",
        "now",
    ]
    first, second = [point for point in shown.points if point.kind == "stage"]
    assert (first.stage, first.until) == ("1", when("2026-11-25T10:00"))
    assert (second.stage, second.until) == ("2", None)


@pytest.mark.parametrize(
    ("now", "state"),
    [("2026-11-30T16:00", "open"), ("2026-11-30T17:00", "open"), ("2026-11-30T17:01", "late")],
)
def test_a_due_time_is_late_after_it(desk: Desk, now: str, state: str) -> None:
    (due,) = [point for point in view(desk, at(now)).points if point.kind == "due"]
    assert (due.state, due.number, due.since) == (state, 1, when("2026-11-23T10:00"))


@pytest.mark.parametrize(("ended", "state"), [("2026-11-27T10:00", "done"), ("2026-12-02T10:00", "done late")])
def test_of_a_resolved_dispute_the_last_point_is_its_end(desk: Desk, ended: str, state: str) -> None:
    desk.now = at(ended)
    shown = view(resolved(desk), at("2029-01-01T10:00"))
    assert "now" not in kinds(shown)
    assert [point.when for point in shown.points if point.kind == "resolved"] == [when(ended)]
    assert [(point.state, point.until) for point in shown.points if point.kind == "due"] == [(state, when(ended))]
    assert [point.until for point in shown.points if point.kind == "stage"] == [when(ended)]
    assert shown.ends == max(when(ended), when("2026-11-30T17:00"), key=lambda one: one.earliest)


def test_every_point_lies_between_the_ends(desk: Desk) -> None:
    for day in range(1, 20):
        desk.now = MONDAY + timedelta(days=day)
        desk.talk("them")
    shown = view(desk)
    times: list[Any] = [one for point in shown.points for one in (point.when, point.since, point.until) if one]
    assert all(shown.begins.earliest <= one.earliest <= shown.ends.earliest for one in times)
    assert [point.when.earliest for point in shown.points] == sorted(point.when.earliest for point in shown.points)


# The command


@pytest.fixture
def talked(opened: Office) -> Office:
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    return opened


def test_it_is_drawn_listed_and_given_as_points(talked: Office) -> None:
    assert "├" in talked.run("status", "--timeline").out or "+--" in talked.run("status", "--timeline").out
    plain = talked.run("status", "1", "--timeline", "--plain").out
    assert "points: 1 of 8\nkind: arose\n" in plain
    assert "─" not in plain
    data = talked.run("status", "--timeline", "--json").data
    assert [point["kind"] for point in data["points"]][:4] == ["arose", "consultation", "raised", "discussion"]
    assert data["points"][-1] == {
        "kind": "due",
        "when": "2026-12-29T17:00:00+00:00",
        "stage": "",
        "what": "Settle it or take it to stage 3",
        "number": 3,
        "since": "2026-12-18T10:00:00+00:00",
        "until": None,
        "state": "open",
    }


def test_of_an_erased_dispute_there_is_the_tally_alone(talked: Office) -> None:
    talked.must("resolve", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    erased = {"reason": "Over.", "authority": "The head", "confirm": "ESC-2026-0001", "early": "yes"}
    talked.must("erase", "1", answers=erased)
    assert talked.run("status", "1", "--timeline").out == talked.run("status", "1").out
