"""Every pair of `starts` and `ends`: when an instance starts, from when it counts, what ends it.

One story, a day for each step, told for every pair; the table says what must come of it.
"""

import pytest

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.dispute import Duty
from escalate.domain.parts import ByPass, Party, Person
from escalate.domain.policy import DONE_OF, ENDS, STARTS
from escalate.errors import MissingAnswers, Refused
from tests.build import CLOCK, PANEL, THEM, US, Desk, at, duty, policy, when

STORY = {
    "O": "opened at stage 1; it arose on Friday 20 November and was not raised yet",
    "C": "a consultation",
    "U": "an attempt without reply, which raised it",
    "D": "a discussion",
    "A": "a discussion that agreed something",
    "X": "the duty `x` is done",
    "Y": "every open instance of `it` is marked done, or the record it started with approved, whichever ends it",
    "E": "stage 1 is left (for stage 2, past what is missing), or the dispute is resolved",
}
DAYS = {step: f"2026-11-{day}T10:00" for step, day in zip(STORY, range(23, 31), strict=True)}

# O-U: started at O, done at U.  O~E: lapsed at E.  O: never ended.  Nothing: never started.
# The last three columns leave step Y out: what leaving and resolving do to what nobody marked done or approved.
# refused: `policy check` does not take the pair.
TABLE = """
starts       | raised          | consultation    | discussion      | agreement       | left            | approved        | done            | approved, no Y  | done, no Y | gate, no Y
arose        | O-U             | O-C             | O-D             | O-A             | O-E             | refused         | O-Y             | refused         | O          | O~E
raised       | U-U             | U~E             | U-D             | U-A             | U-E             | refused         | U-Y             | refused         | U          | U~E
entered      | O-U             | O-C             | O-D             | O-A             | O-E             | refused         | O-Y             | refused         | O          | O~E
record       | C-U U-U D-D A-A | C-C U~E D~E A~E | C-D U-D D-D A-A | C-A U-A D-A A-A | C-E U-E D-E A-E | C-Y U-Y D-Y A-Y | C-Y U-Y D-Y A-Y | C~E U~E D~E A~E | C U D A    | C~E U~E D~E A~E
consultation | C-U             | C~E             | C-D             | C-A             | C-E             | C-Y             | C-Y             | C~E             | C          | C~E
discussion   | D-D A-A         | D~E A~E         | D-A A~E         | D-A A-A         | D-E A-E         | D-Y A-Y         | D-Y A-Y         | D~E A~E         | D A        | D~E A~E
agreement    | A-A             | A~E             | A~E             | A~E             | A-E             | A-Y             | A-Y             | A~E             | A          | A~E
done:x       | X-X             | X~E             | X~E             | X~E             | X-E             | refused         | X-Y             | refused         | X          | X~E
"""  # noqa: E501
# `resolved` happens in one of the two endings alone, after all else. Leaving comes before it, so only what is
# raised already has ended; `done` ends the rest.
AFTER_RESOLUTION = dict.fromkeys((end for end in ENDS if end != "approved"), "E") | {"raised": "E-E"}

_HEAD, *_ROWS = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
_CELLS = [(row[0], column, cell) for row in _ROWS for column, cell in zip(_HEAD[1:], row[1:], strict=True)]
PAIRS = [pair for pair in _CELLS if pair[2] != "refused"]
REFUSED = sorted({starts for starts, _, cell in _CELLS if cell == "refused"} | {"resolved"})
COUNTS_FROM = {"arose": "2026-11-20"}  # everything else counts from the step at which it started


def test_the_table_names_every_moment_of_the_format() -> None:
    assert {row[0] for row in _ROWS} | {"resolved"} == {*STARTS, DONE_OF + "x"}
    assert set(_HEAD[1:8]) == set(ENDS)


@pytest.mark.parametrize("starts", REFUSED)
def test_only_what_a_record_starts_can_be_approved(starts: str) -> None:
    with pytest.raises(AssertionError, match="only what a record starts can be approved"):
        policy(duty(starts=starts, ends="approved") + X)


@pytest.mark.parametrize("ending", ["advance", "resolve"])
@pytest.mark.parametrize(("starts", "column", "cell"), PAIRS)
def test_each_pair_starts_and_ends_as_the_table_says(starts: str, column: str, cell: str, ending: str) -> None:
    ends = column.removesuffix(", no Y").replace("gate", "done")
    desk = story(starts, ends, gate="gate" in column, marked="no Y" not in column, ending=ending)
    assert shown(desk) == cell


@pytest.mark.parametrize("ending", ["advance", "resolve"])
@pytest.mark.parametrize(("starts", "column", "cell"), PAIRS)
def test_each_instance_counts_from_its_moment(starts: str, column: str, cell: str, ending: str) -> None:
    ends = column.removesuffix(", no Y").replace("gate", "done")
    desk = story(starts, ends, gate="gate" in column, marked="no Y" not in column, ending=ending)
    since = [one.started.since for one in instances(desk)]
    assert since == [when(COUNTS_FROM.get(starts, DAYS[one[0]])) for one in cell.split()]
    assert [one.due.since for one in instances(desk) if one.due] == since


@pytest.mark.parametrize(("ends", "cell"), AFTER_RESOLUTION.items())
def test_each_end_of_a_duty_that_starts_when_resolved(ends: str, cell: str) -> None:
    desk = story("resolved", ends, ending="resolve")
    assert shown(desk) == cell
    if cell == "E":
        desk.do(r.MarkDone(numbers=(instances(desk)[-1].number,)))
        assert shown(desk) == "E-E"


@pytest.mark.parametrize("ends", AFTER_RESOLUTION)
def test_nothing_starts_as_resolved_when_a_stage_is_left(ends: str) -> None:
    assert shown(story("resolved", ends, ending="advance")) == ""


@pytest.mark.parametrize("ends", AFTER_RESOLUTION)
def test_only_what_ends_by_being_done_may_be_marked_done(ends: str) -> None:
    desk = Desk(policy(duty(stages=["1"], ends=ends) + X)).open(raised=None, raise_by=when("2026-11-27"))
    request = r.MarkDone(numbers=(desk.duty("it").number,))
    if ends == "done":
        assert desk.do(request).states()["it"] == "done"
    else:
        with pytest.raises(Refused):
            desk.do(request)


# The story

X = duty(id="x", what="Do x", stages=["1"])


def story(starts: str, ends: str, *, gate: bool = False, marked: bool = True, ending: str) -> Desk:
    """The whole story, on Anytown's policy with one more duty."""
    keys = {"starts": starts, "ends": ends, "within": "5 working days", "gate": gate, "stages": ["1"]}
    desk = Desk(policy(duty(**keys) + X), at(DAYS["O"]))
    desk.open(arose=when("2026-11-20"), raised=None, raise_by=when("2026-11-27"))
    for step in "CUDAXYE":
        desk.now = at(DAYS[step])
        take(step, desk, marked=marked, ending=ending)
    return desk


def take(step: str, desk: Desk, *, marked: bool, ending: str) -> None:
    match step:
        case "C":
            desk.talk()
        case "U":
            desk.no_reply()
        case "D":
            desk.talk("them")
        case "A":
            desk.talk("them", agreed=True)
        case "X":
            desk.do(r.MarkDone(numbers=(desk.duty("x").number,)))
        case "Y":
            for one in [one for one in instances(desk) if marked and not one.ended]:
                if one.started.ends == "done":
                    desk.do(r.MarkDone(numbers=(one.number,)))
                elif one.started.ends == "approved":
                    desk.do(r.Approve(entry=desk.dispute.position(one.began)))
        case _ if ending == "resolve":
            desk.do(r.Resolve("agreed-plan", "The managers", at_risk=False))
        case _:
            desk.do(r.Advance(bypass=ByPass("risk", "It cannot wait.")))


def instances(desk: Desk) -> list[Duty]:
    return [one for one in desk.dispute.duties.values() if one.started.duty == "it"]


def shown(desk: Desk) -> str:
    """Each instance as the table writes it."""
    step_of = {when(day).day: step for step, day in DAYS.items()}
    steps = {seq: step_of[event.happened.day] for seq, event in enumerate(desk.events, 1)}
    ended_in = {ended.number: steps[seq] for seq, event in enumerate(desk.events, 1) for ended in event.ended}
    marks = {e.DONE: "-", e.LAPSED: "~"}
    return " ".join(
        steps[one.began] + (marks[one.ended.how] + ended_in[one.number] if one.ended else "") for one in instances(desk)
    )


# Which stages an instance belongs to, and when it is the first at one of them


@pytest.mark.parametrize("starts", ["arose", "raised"])
def test_what_counts_from_before_a_stage_starts_when_the_dispute_is_first_there(starts: str) -> None:
    desk = Desk(policy(duty(starts=starts, stages=["2", "3"], within="5 working days"))).open(arose=when("2026-11-20"))
    assert "it" not in desk.states()
    desk.do(r.Advance())
    known = {"arose": when("2026-11-20"), "raised": Happened.instant(desk.now)}[starts]
    assert desk.duty("it").started.since == known
    desk.do(r.Advance())
    assert len(instances(desk)) == 1  # one instance at both its stages


def test_arose_is_raised_if_not_given() -> None:
    desk = Desk(policy(duty(starts="arose", within="1 working day"))).open(raised=when("2026-11-20"))
    assert desk.duty("it").started.since == when("2026-11-20")


def test_arose_is_known_from_the_first_contact_if_neither_was_given() -> None:
    desk = Desk(policy(duty(starts="arose", within="1 working day"))).open(raised=None, raise_by=when("2026-11-27"))
    assert "it" not in desk.states()
    desk.now = at("2026-11-24T10:00")
    assert desk.no_reply().duty("it").started.since == when("2026-11-24T10:00")


def test_a_consultation_never_raises_it() -> None:
    desk = Desk(policy(duty(starts="raised"))).open(raised=None, raise_by=when("2026-11-27")).talk()
    assert desk.dispute.raised is None
    assert "it" not in desk.states()


def test_a_panel_that_was_tried_in_vain_is_not_the_other_side() -> None:
    desk = Desk(policy()).open(raised=None, raise_by=when("2026-11-27"), parties=(US, THEM, PANEL))
    assert desk.no_reply("panel").dispute.raised is None
    assert desk.talk("panel").dispute.raised is None


def test_a_policy_wide_duty_that_starts_as_entered_repeats_at_each_stage() -> None:
    desk = Desk(policy(duty())).open().do(r.Advance()).do(r.Advance())
    assert [one.started.stages for one in instances(desk)] == [("1",), ("2",), ("3",)]


def test_one_limit_can_span_two_stages_and_ends_once() -> None:
    shared = CLOCK + 'stages = ["1", "2"]\nstarts = "raised"\n'
    third = duty(id="third", stages=["3"], within="1 week", ends="left")
    desk = Desk(policy(third, clock=shared)).open().do(r.Advance())
    assert desk.states() == {"settle": "open"}
    desk.do(r.Advance())
    assert desk.states() == {"settle": "done", "third": "open"}


def test_an_instance_that_started_by_another_moment_belongs_to_all_the_stages_of_its_duty() -> None:
    desk = Desk(policy(duty(starts="record", ends="agreement", stages=["1", "2"]))).open().talk().do(r.Advance())
    assert desk.states()["it"] == "open"
    assert desk.talk("them", agreed=True).states()["it"] == "done"


def test_nothing_starts_at_a_stage_that_is_not_the_duties_own() -> None:
    desk = Desk(policy(duty(starts="record", stages=["2"]))).open().talk()
    assert "it" not in desk.states()


# Within one discussion


def test_within_one_discussion_each_moment_first_ends_and_then_starts() -> None:
    chain = (
        duty(id="a", starts="raised", ends="discussion", stages=["1"])
        + duty(id="b", starts="record", ends="discussion", stages=["1"])
        + duty(id="c", starts="discussion", ends="discussion", stages=["1"])
        + duty(id="d", starts="discussion", ends="agreement", stages=["1"])
        + duty(id="e", starts="agreement", ends="agreement", stages=["1"])
        + duty(id="f", starts="done:b", stages=["1"])
    )
    desk = Desk(policy(chain)).open(raised=None, raise_by=when("2026-11-27")).talk("them", agreed=True)
    del (states := dict(desk.states()))["settle"]
    assert states == {":raise": "done", "a": "done", "b": "done", "c": "open", "d": "done", "e": "open", "f": "open"}
    order = [one.duty for one in desk.events[-1].started]
    assert order == ["a", "b", "c", "d", "e", "f"]


def test_a_discussion_that_ends_a_duty_starts_what_waits_for_it_once_each_time() -> None:
    chain = duty(id="a", starts="record", ends="discussion", stages=["1"]) + duty(starts="done:a", stages=["1"])
    desk = Desk(policy(chain)).open().talk().talk("them")  # `a` of the consultation and of the discussion
    assert len(instances(desk)) == 2


def test_what_ended_at_once_because_it_was_raised_already_starts_what_waits_for_it() -> None:
    chain = duty(id="a", ends="raised", stages=["1"]) + duty(starts="done:a", stages=["1"])
    assert Desk(policy(chain)).open().states() == {"settle": "open", "a": "done", "it": "open"}


def test_a_chain_of_done_goes_on_through_what_ends_at_once() -> None:
    chain = (
        duty(id="a", stages=["1"])
        + duty(id="b", starts="done:a", ends="raised", stages=["1"])
        + duty(starts="done:b", stages=["1"])
    )
    desk = Desk(policy(chain)).open()
    desk.do(r.MarkDone(numbers=(desk.duty("a").number,)))
    assert desk.states()["it"] == "open"


@pytest.mark.parametrize("how", ["not needed", "lapsed", "left"])
def test_what_waits_for_a_duty_does_not_start_when_it_ends_otherwise_than_done(how: str) -> None:
    ends = "left" if how == "left" else "consultation" if how == "lapsed" else "done"
    first = duty(id="a", stages=["1"], ends=ends, within="2 weeks")
    desk = Desk(policy(first + duty(starts="done:a"))).open()
    if how == "not needed":
        desk.do(r.MarkDone(numbers=(desk.duty("a").number,), not_needed="They did it."))
    else:
        desk.do(r.Advance())
    assert desk.duty("a").ended
    assert "it" not in desk.states()


# Who was there decides what it was


def test_a_consultation_ends_the_duties_of_that_side_alone() -> None:
    kinds = "".join(
        duty(id=by, by=by, ends="consultation", stages=["1"])
        for by in ("raising", "responding", "both", "each", "chair")
    )
    states = Desk(policy(kinds)).open().talk().states()
    assert {by: how for by, how in states.items() if how == "done"} == {"raising": "done", "each": "done"}


def test_in_a_responding_log_a_consultation_ends_the_responding_sides_duties() -> None:
    kinds = "".join(duty(id=by, by=by, ends="consultation", stages=["1"]) for by in ("raising", "responding", "each"))
    states = Desk(policy(kinds), side="responding").open().talk().states()
    assert (states["raising"], states["responding"], states["each"]) == ("open", "done", "done")


def test_the_author_alone_is_no_consultation() -> None:
    desk = Desk(policy()).open()
    with pytest.raises(MissingAnswers):
        desk.talk(present=(Person("Ann Worker", "social worker", "us"),))


@pytest.mark.parametrize(
    ("parties", "kind"),
    [(("us",), "consultation"), (("them",), "discussion"), (("us", "them"), "discussion"), (("panel",), "discussion")],
)
def test_what_a_talk_is_follows_from_the_sides_that_were_there(parties: tuple[str, ...], kind: str) -> None:
    desk = Desk(policy()).open(parties=(US, THEM, PANEL)).talk(*parties)
    assert desk.dispute.talks[-1].kind == kind


def test_a_written_reply_is_a_discussion() -> None:
    desk = Desk(policy(duty(ends="discussion", stages=["1"]))).open().talk("them", how="e-mail")
    assert desk.states()["it"] == "done"


def test_an_unanswered_attempt_is_no_discussion_and_makes_no_agreement() -> None:
    kinds = duty(id="talk", ends="discussion", stages=["1"]) + duty(id="plan", ends="agreement", stages=["1"])
    attempt = r.LogDiscussion(when("2026-11-23"), "telephone", (), "No answer.", no_reply=("them",), agreed=True)
    assert Desk(policy(kinds)).open().do(attempt).states() == {"settle": "open", "talk": "open", "plan": "open"}


def test_one_agency_can_be_on_both_sides() -> None:
    teams = (Party("us", "raising", "Council", "Duty team"), Party("them", "responding", "Council", "Court team"))
    kinds = duty(id="ours", ends="consultation", stages=["1"]) + duty(id="talk", ends="discussion", stages=["1"])
    desk = Desk(policy(kinds)).open(parties=teams)
    assert desk.duty("ours").started.holder == "Duty team"
    assert desk.talk("us").states() == {"settle": "open", "ours": "done", "talk": "open"}
    assert desk.talk("them").states() == {"settle": "open", "ours": "done", "talk": "done"}


# A discussion that is written down after its stage was left


def test_a_discussion_of_an_earlier_stage_starts_only_what_outlives_leaving_it() -> None:
    kinds = (
        duty(id="file", starts="discussion", stages=["1"])
        + duty(id="gate", starts="discussion", stages=["1"], gate=True)
        + duty(id="reply", starts="discussion", ends="agreement", stages=["1"])
    )
    desk = Desk(policy(kinds)).open()
    desk.now = at("2026-11-24T10:00")
    desk.do(r.Advance()).talk("them", happened=when("2026-11-23T12:00"), stage="1")
    assert [one.duty for one in desk.events[-1].started] == ["file"]
    assert desk.dispute.talks[-1].stage == "1"


def test_a_first_contact_written_down_for_an_earlier_stage_ends_the_present_stages_duty_to_make_it() -> None:
    desk = Desk(policy(duty(ends="raised", stages=["2"], gate=True))).open(raised=None, raise_by=when("2026-11-27"))
    desk.now = at("2026-11-24T10:00")
    desk.do(r.Advance()).talk("them", happened=when("2026-11-23T12:00"), stage="1")
    assert desk.states()["it"] == "done"


def test_a_discussion_of_an_earlier_stage_ends_nothing_of_the_present_one() -> None:
    desk = Desk(policy(duty(ends="discussion", stages=["2"], gate=True))).open()
    desk.now = at("2026-11-24T10:00")
    desk.do(r.Advance()).talk("them", happened=when("2026-11-23T12:00"), stage="1")
    assert desk.states()["it"] == "open"


# When


@pytest.mark.parametrize(
    ("condition", "starts"),
    [
        ({"ground": "threshold"}, True),
        ({"ground": ["sharing", "threshold"]}, True),
        ({"ground": "sharing"}, False),
        ({"subject": "child"}, True),
        ({"subject": "adult"}, False),
        ({"subject": "child", "ground": "sharing"}, False),
        ({"choice": "yes"}, False),  # not answered yet: does not hold
    ],
)
def test_a_duty_starts_only_while_its_when_holds(condition: dict[str, str | list[str]], starts: bool) -> None:
    choice = duty(id="choice", options=["yes", "no"], stages=["1"])
    asked = duty() + "[duty.when]\n" + "".join(f"{key} = {value!r}\n" for key, value in condition.items())
    assert ("it" in Desk(policy(choice + asked)).open().states()) is starts


def test_all_grounds_count() -> None:
    asked = duty() + '[duty.when]\nground = "sharing"\n'
    assert "it" in Desk(policy(asked)).open(grounds=("threshold", "sharing")).states()


def test_when_is_judged_at_the_moment_and_never_again() -> None:
    kinds = (
        duty(id="choice", options=["yes", "no"])
        + duty(id="now", starts="done:choice", stages=["1"])
        + '[duty.when]\nchoice = "yes"\n'
        + duty(starts="record", stages=["1"])
        + '[duty.when]\nchoice = "yes"\n'
    )
    desk = Desk(policy(kinds)).open().talk()
    assert "it" not in desk.states()
    desk.do(r.MarkDone(numbers=(desk.duty("choice").number,), option="yes"))
    assert desk.states()["now"] == "open"
    assert "it" not in desk.states()
    desk.talk()
    assert len(instances(desk)) == 1
