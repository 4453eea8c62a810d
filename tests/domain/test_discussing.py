"""Discussed: what it demands, what it warns of, agreed actions, bodies and quorum, and first contact."""

import pytest

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.parts import Person
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchStage
from tests.build import OTHERS, PANEL, THEM, US, Desk, at, duty, policy, when

BODY = """
    [[stage]]
    id = "1"
    name = "Panel"
    raising = "manager"
    [stage.body]
    name = "The panel"
    members = ["chair"]
    agencies = 3
    parties = true
"""


def talked(desk: Desk) -> e.Discussed:
    event = desk.events[-1]
    assert isinstance(event, e.Discussed)
    return event


# Demands


def test_it_demands_who_was_there_or_who_did_not_reply() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().talk(present=())


def test_everything_that_does_not_fit_is_named_at_once() -> None:
    visit = r.AgreedAction("They", "Visit", "nobody", when("2026-11-20"))
    with pytest.raises(BadAnswers) as faults:
        Desk(policy()).open().talk(
            present=(Person("Bo", "worker", "stranger"), Person("Cy", "worker", "them")),
            no_reply=("them", "ghost"),
            actions=(visit,),
            extras={"gossip": "x"},
            dates_agreed=(9,),
            said=" ",
        )
    named = [line.split(":")[0] for line in faults.value.details]
    assert named == [
        "people", "no_reply", "no_reply", "actions", "actions", "extras.gossip", "dates_agreed", "said",
    ]  # fmt: skip


def test_an_earlier_stage_must_be_one_it_was_at() -> None:
    with pytest.raises(NoSuchStage):
        Desk(policy()).open().talk("them", stage="2")


def test_it_cannot_have_been_in_the_future_or_before_the_difference_arose() -> None:
    desk = Desk(policy()).open(arose=when("2026-11-20"))
    for happened in ("2026-11-24", "2026-11-19"):
        with pytest.raises(BadDate):
            desk.talk("them", happened=when(happened))


# What is left out is said, never refused


def test_what_is_left_out_is_a_thin_record() -> None:
    assert "their reasons" in talked(Desk(policy()).open().talk("them")).thin
    assert "their reasons" not in talked(Desk(policy()).open().talk("us")).thin
    assert Desk(policy()).open().talk("them").dispute.talks[-1].thin


def test_a_full_record_is_not_thin() -> None:
    full = dict.fromkeys(("facts", "opinion", "own_words", "decision", "review", "confirmed"), "x")
    desk = Desk(policy()).open().talk("them", our_reasons="x", their_reasons="x", extras=full)
    assert talked(desk).thin == ()


# First contact


def test_the_first_discussion_raises_it_and_the_second_does_not() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-27")).talk("them")
    assert talked(desk).raised
    assert desk.dispute.raised == when("2026-11-23T10:00")
    assert not talked(desk.talk("them")).raised


def test_an_unanswered_attempt_raises_it() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-27")).no_reply()
    assert (talked(desk).kind, talked(desk).raised) == ("unanswered", True)


def test_what_was_raised_at_opening_is_not_raised_by_a_discussion() -> None:
    assert not talked(Desk(policy()).open().talk("them")).raised


# Agreed actions


def test_each_agreed_action_is_a_duty_of_the_dispute() -> None:
    actions = (
        r.AgreedAction("The team", "Visit", "them", when("2026-11-27")),
        r.AgreedAction("Ann", "Write", "us"),
        r.AgreedAction("The chair", "Convene", "panel"),
    )
    desk = Desk(policy()).open(parties=(US, THEM, PANEL)).talk("them", actions=actions)
    made = [one for one in desk.dispute.duties.values() if one.started.duty == ":action"]
    assert [(one.started.what, one.started.by, one.started.holder, one.due_at) for one in made] == [
        ("Visit", "responding", "The team", at("2026-11-27T17:00")),
        ("Write", "raising", "Ann", None),
        ("Convene", "partnership", "The chair", None),
    ]
    assert [desk.dispute.waiting_on(one.started) for one in made] == ["them", "us", "neither side"]


def test_an_action_outlives_its_stage_and_can_be_late() -> None:
    desk = Desk(policy()).open().talk("them", actions=(r.AgreedAction("They", "Visit", "them", when("2026-11-24")),))
    assert desk.do(r.Advance()).states()[":action"] == "open"
    assert desk.duty(":action").is_late(at("2026-11-25T10:00"))


@pytest.mark.parametrize(
    ("changes", "reached"),
    [({}, False), ({"agreed": True}, True), ({"actions": (r.AgreedAction("They", "Visit", "them"),)}, True)],
)
def test_an_agreement_records_an_agreed_action_or_outcome(changes: dict[str, object], reached: bool) -> None:
    desk = Desk(policy(duty(ends="agreement", stages=["1"]))).open().talk("them", **changes)
    assert (desk.states()["it"] == "done") is reached


def test_a_consultation_that_agrees_actions_is_an_agreement() -> None:
    desk = Desk(policy(duty(starts="agreement", stages=["1"]))).open()
    assert desk.talk("us", actions=(r.AgreedAction("Ann", "Write", "us"),)).states()["it"] == "open"


def test_an_attempt_without_reply_can_record_what_we_do_next() -> None:
    call = r.AgreedAction("Ann", "Ring again", "us", when("2026-11-24"))
    desk = Desk(policy()).open().talk(present=(), no_reply=("them",), actions=(call,))
    assert desk.states()[":action"] == "open"


def test_a_discussion_asks_a_date_for_each_agreed_duty_it_starts() -> None:
    desk = Desk(policy(duty(starts="discussion", within="agreed", stages=["1"]))).open()
    with pytest.raises(MissingAnswers):
        desk.talk("them")
    assert desk.talk("them", dates={"it": when("2026-11-27")}).duty("it").due_at == at("2026-11-27T17:00")


# A body and its quorum


def sitting(*agencies: str) -> tuple[Person, ...]:
    return tuple(Person(f"{agency} member", "member", "panel", agency) for agency in agencies)


@pytest.mark.parametrize(
    ("agencies", "warnings"),
    [
        (("School", "Council", "Police"), ()),
        (("School", "Council"), ("The panel: representatives of 3 agencies must sit; 2 on record",)),
        (
            ("School", "Health", "Police"),
            ("The panel: the agencies concerned belong to it; not on record: Council",),
        ),
        (("School", "Council", "council", ""), ("The panel: representatives of 3 agencies must sit; 2 on record",)),
    ],
)
def test_a_panel_is_held_to_its_quorum_by_a_warning(agencies: tuple[str, ...], warnings: tuple[str, ...]) -> None:
    desk = Desk(policy(stages=BODY)).open(parties=(US, THEM, PANEL)).talk(present=sitting(*agencies))
    assert talked(desk).warnings == warnings


def test_a_talk_without_the_panel_has_no_quorum() -> None:
    assert talked(Desk(policy(stages=BODY)).open(parties=(US, THEM, PANEL)).talk("them")).warnings == ()


# Several on the other side


def test_each_responding_party_is_named_as_having_spoken_or_not() -> None:
    desk = Desk(policy()).open(parties=(US, THEM, OTHERS)).talk("them", no_reply=("others",))
    assert talked(desk).spoke == ("us", "them")
    assert talked(desk).no_reply == ("others",)
    assert desk.duty("settle").started.holder == "both sides"
