"""`correct` and `approve`: by the number in the trail, beside the entry, and nothing else moves."""

from collections.abc import Mapping
from typing import Any

import pytest

from escalate.cli.entry_form import approval, correction
from escalate.cli.forms import WRITER
from escalate.runtime import Office as Runtime
from escalate.usecases.ports import Draft
from escalate.usecases.to_copy import discussed
from tests.build import Desk, policy
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

WORDS: Mapping[str, str] = {
    "what": "It was not raised on Friday.",
    "right": "It was raised on Thursday, by telephone.",
    "why": "The telephone bill says so.",
}
MONDAY = "2026-12-21T11:00:00+00:00"
ALL_OF_IT = ("stage", "next_due", "still_needed", "ended_duties", "resolved", "raised", "waiting_on")


@pytest.fixture
def talked(opened: Office) -> Office:
    """Entry 2 is the opening, 3 the consultation, 4 the discussion; it is Monday."""
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    opened.clock = MONDAY
    return opened


@pytest.fixture
def to_approve(office: Office) -> Office:
    """A dispute under the policy that asks for every record to be approved: entries 3 and 4 wait, as D4 and D6."""
    office.must("setup", answers={**SETUP, "policies": ["hillingdon"]})
    more = {"difference": "d", "evidence": "e", "aim": "a", "best-interest": "b"}
    opening = {**OPEN, "grounds": ["care-planning"], "answers": more, "dates": {"settle": "30/12/2026"}}
    opening["subjects"] = [{"ref": "AB", "kind": "child"}]
    office.must("open", answers=opening)
    office.must("log", answers=CONSULTATION)
    office.must("log", answers=DISCUSSION)
    return office


def without(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """What no correction may change; the other due time stands beside it."""
    kept = {key: data[key] for key in ALL_OF_IT}
    return {**kept, "duties": [{**duty, "would_be": None} for duty in data["open_duties"]], "next_due": None}


def entries(office: Office) -> dict[int, Any]:
    return {one["position"]: one for one in office.must("trail", "1", "--json").data["entries"]}


# Correcting


def test_a_correction_stands_beside_its_entry_and_the_entry_says_what_it_said(talked: Office) -> None:
    before = entries(talked)[4]
    talked.must("correct", "1", "4", answers=WORDS)
    now = entries(talked)
    (beside,) = now[4].pop("corrections")
    assert {key: beside[key] for key in WORDS} == WORDS
    assert (beside["entry"], beside["author"]) == (5, "Ann Worker, Designated safeguarding lead, School")
    del before["corrections"]
    assert now[4] == before
    assert (now[5]["title"], now[5]["about"]) == ("Correction of entry 4", 4)


def test_the_trail_shows_what_is_right_with_the_entry_and_names_the_entry_with_the_correction(talked: Office) -> None:
    talked.must("correct", "1", "4", answers=WORDS)
    human = " ".join(talked.must("trail", "1").out.split())
    assert "Corrected Monday 21 December 2026, 11am, by Ann Worker, Designated safeguarding lead, School" in human
    assert "in entry 5 Wrong: It was not raised on Friday. Right: It was raised on Thursday" in human
    assert "Entry 5, Correction of entry 4" in human
    plain = talked.must("trail", "1", "--plain").out
    assert "right: It was raised on Thursday, by telephone." in plain
    assert "1 correction" in talked.must("status", "1").out or talked.must("status", "--json").data["corrections"] == 1


def test_another_due_time_is_shown_with_the_one_that_stands_and_how_to_record_it(talked: Office) -> None:
    before = without(talked.must("status", "--json").data)
    said = talked.must("correct", "1", "2", "--when", "17/12/2026 3pm", "--moment", "raised", answers=WORDS).out
    flat = " ".join(said.split())
    assert "Entry 2 is corrected: it stays as it was, with the correction beside it" in flat
    assert (
        "D3 is due Tuesday 29 December 2026, 5pm. From the corrected time: Thursday 24 December 2026, 5pm. "
        "The date stands until you record the other: escalate extend 1 D3 --to 2026-12-24"
    ) in flat
    after = talked.must("status", "--json").data
    assert without(after) == before
    assert [(one["number"], one["would_be"]) for one in after["recounted"]] == [(3, "2026-12-24T17:00:00+00:00")]
    assert "D3 Thu 24 Dec 5pm, corrected" in talked.must("status").out


def test_of_an_opening_which_time_was_wrong_is_never_guessed(talked: Office) -> None:
    refused = talked.run("correct", "1", "2", "--when", "17/12/2026 3pm", "--json", answers=WORDS)
    assert (refused.code, refused.error["code"]) == (2, "missing-answers")
    assert [line.partition(":")[0] for line in refused.error["details"]] == ["moment"]


def test_the_command_that_is_named_records_the_other_date(talked: Office) -> None:
    talked.must("correct", "1", "2", "--when", "17/12/2026 3pm", "--moment", "raised", answers=WORDS)
    (other,) = talked.must("status", "--json").data["recounted"]
    program, *words = other["command"].split()
    assert program == "escalate"
    data = talked.must(*words, "--json", answers={"reason": "Corrected", "other_side_agrees": "yes"}).data
    assert (data["next_due"]["due"], data["recounted"]) == ("2026-12-24T17:00:00+00:00", [])


@pytest.mark.parametrize("accessible", [False, True])
def test_where_the_other_date_has_passed_it_is_said_with_what_to_do(
    talked: Office, monkeypatch: pytest.MonkeyPatch, *, accessible: bool
) -> None:
    if accessible:
        monkeypatch.setenv("ESCALATE_ACCESSIBLE", "1")
    said = talked.must("correct", "1", "2", "--when", "8/12/2026", "--moment", "raised", answers=WORDS).out
    assert "By the corrected time it was due Tuesday 15 December 2026, 5pm, which has passed:" in " ".join(said.split())
    assert "--to 2026-12-15" not in said
    (other,) = talked.must("status", "--json").data["recounted"]
    assert (other["command"], other["instead"]) == ("", "escalate extend 1 D3")
    said = talked.must("status").out
    assert ("was due Tuesday 15 Dec" if accessible else "was due Tue 15 Dec 5pm, corrected") in " ".join(said.split())
    assert other["instead"] in said


def test_of_an_opening_the_first_choice_is_when_it_was_put_to_the_other_side() -> None:
    dispute = (desk := Desk(policy()).open()).dispute
    asked = correction(dispute, desk.policy, {"entry": dispute.marks[0].position, "when": "yesterday"})
    (which,) = (one for one in asked if one.id == "moment")
    assert (next(iter(which.options)), which.default) == ("raised", None)


def test_late_or_in_time_the_other_way_round_is_said_and_stands(to_approve: Office) -> None:
    office = to_approve
    office.clock = "2026-12-23T18:30:00+00:00"
    office.must("done", "1", "D9", "--when", "23/12/2026 4pm")  # Visit at home, agreed for the 23rd
    duties = office.must("status", "--json").data["ended_duties"]
    assert [one["late"] for one in duties if one["number"] == 9] == [False]
    said = office.must("correct", "1", "5", "--when", "23/12/2026 6pm", answers=WORDS).out
    assert "D9 ended in time; at the corrected time, late. What is on record stands" in " ".join(said.split())
    duties = office.must("status", "--json").data["ended_duties"]
    assert [one["late"] for one in duties if one["number"] == 9] == [False]


@pytest.mark.parametrize("command", ["correct", "approve"])
@pytest.mark.parametrize("number", ["1", "99", "6"])
def test_an_entry_that_is_none_of_this_dispute_is_not_found(talked: Office, command: str, number: str) -> None:
    talked.must("open", answers=OPEN)  # entry 5 is another dispute's
    number = "5" if number == "6" else number
    refused = talked.run(command, "1", number, "--json", answers=WORDS if command == "correct" else {})
    assert (refused.code, refused.error["code"]) == (3, "no-such-entry")
    assert refused.error["hint"].endswith("escalate trail 1")
    assert len(entries(talked)) == 3


def test_the_entry_can_stand_in_the_answers_file_as_a_number_or_as_the_form_has_it(talked: Office) -> None:
    for entry in (4, "4", "entry 4"):
        talked.must("correct", "1", answers={**WORDS, "entry": entry})
    assert len(entries(talked)[4]["corrections"]) == 3
    assert talked.run("correct", "1", "four", answers=WORDS).code == 2


def test_everything_is_demanded_at_once(talked: Office) -> None:
    refused = talked.run("correct", "1", "4", "--json")
    assert (refused.code, refused.error["code"]) == (2, "missing-answers")
    assert [line.split(":")[0] for line in refused.error["details"]] == ["what", "right", "why"]


def test_the_text_to_copy_has_the_corrections_of_the_discussion(talked: Office) -> None:
    talked.must("correct", "1", "4", answers=WORDS)
    reader = Runtime(talked.home).reader
    entry = discussed(reader.stored(1), reader.entries(1)).entry
    assert (entry.position, [one.right for one in entry.corrections]) == (4, [WORDS["right"]])


# Approving


def test_what_is_not_approved_is_shown_with_its_command_and_the_command_ends_it(to_approve: Office) -> None:
    waits = to_approve.must("status", "--json").data["to_approve"]
    assert [(one["number"], one["entry"], one["command"]) for one in waits] == [
        (4, 3, "escalate approve 1 3"),
        (6, 4, "escalate approve 1 4"),
    ]
    human = to_approve.must("status").out
    assert "escalate approve 1 3" in human
    assert "escalate approve 1 4" in human
    to_approve.must("approve", "1", "3")
    after = to_approve.must("approve", "1", "4", "--as", "manager", answers={"by": "Cy Head"}).out
    assert "Entry 4 is approved by a manager, Cy Head" in after
    assert to_approve.must("status", "--json").data["to_approve"] == []
    ended = {one["number"]: one["ended"] for one in to_approve.must("status", "--json").data["ended_duties"]}
    assert (ended[4], ended[6]) == ("done", "done")


def test_the_screen_after_a_discussion_names_the_entry_that_was_just_written(to_approve: Office) -> None:
    data = to_approve.must("log", "--json", answers=CONSULTATION).data
    assert data["to_approve"][-1]["command"] == f"escalate approve 1 {data['last_entry']}"
    for _ in range(3):
        to_approve.must("log", answers=CONSULTATION)
    assert "escalate approve 1 3" in to_approve.must("status").out  # the oldest, however many wait


def test_every_approval_is_beside_its_record(to_approve: Office) -> None:
    to_approve.must("approve", "1", "4")
    to_approve.must("approve", "1", "4", "--as", "manager", "--when", "18/12/2026", answers={"by": "Cy Head"})
    beside = entries(to_approve)[4]["approvals"]
    assert [(one["role"], one["by"], one["entry"]) for one in beside] == [
        ("the worker", "Ann Worker", 5),
        ("a manager", "Cy Head", 6),
    ]
    human = " ".join(to_approve.must("trail", "1").out.split())
    assert "Approved by the worker, Ann Worker, on Friday 18 December 2026, 11am (entry 5)" in human
    assert "Approved by a manager, Cy Head, on Friday 18 December 2026 (entry 6; written by Ann Worker" in human
    assert "Entry 6, Approval of entry 4" in human


def test_done_names_the_command_that_approves(to_approve: Office) -> None:
    refused = to_approve.run("done", "1", "D4", "--json")
    assert (refused.code, refused.error["code"]) == (4, "not-allowed")
    assert refused.error["hint"] == "Use: escalate approve 1 3"


def test_after_it_is_resolved_what_was_not_approved_still_can_be(to_approve: Office) -> None:
    to_approve.must("resolve", answers={"outcome": "agreed-plan", "decided_by": "Both", "at_risk": "no"})
    assert "escalate approve 1 3" in to_approve.must("status", "1").out
    data = to_approve.must("approve", "1", "3", "--json").data
    assert [one["entry"] for one in data["to_approve"]] == [4]
    assert len(entries(to_approve)[3]["approvals"]) == 1


def test_whoever_did_not_write_it_approves_as_a_manager_or_names_the_worker(to_approve: Office) -> None:
    both = [*SETUP["me"], {**SETUP["me"][0], "name": "Mo Manager"}]
    to_approve.must("setup", answers={**SETUP, "me": both})
    refused = to_approve.run("approve", "1", "3", "--me", "Mo Manager", "--json")
    assert (refused.code, refused.error["code"]) == (2, "missing-answers")
    assert refused.error["message"] == "Nothing was recorded: entry 3 was written by somebody else than you."
    assert "--as manager" in refused.error["details"][0]
    assert len(to_approve.must("status", "--json").data["to_approve"]) == 2
    to_approve.must("approve", "1", "3", "--me", "Mo Manager", "--as", "manager")
    to_approve.must("approve", "1", "4", "--me", "Mo Manager", answers={"by": "Ann Worker"})
    beside = entries(to_approve)[3]["approvals"] + entries(to_approve)[4]["approvals"]
    assert [(one["role"], one["by"].partition(",")[0]) for one in beside] == [
        ("a manager", "Mo Manager"),
        ("the worker", "Ann Worker"),
    ]


@pytest.mark.parametrize(("me", "role"), [("Ann Worker", "worker"), ("ANN WORKER", "worker"), ("Mo", "manager")])
def test_at_the_keyboard_a_manager_is_offered_first_to_whoever_did_not_write_it(
    to_approve: Office, me: str, role: str
) -> None:
    stored = Runtime(to_approve.home).reader.stored(1)
    questions = approval(stored.dispute, stored.policy, {"entry": "entry 3", WRITER: me})
    assert [one.default for one in questions if one.id == "role"] == [role]
    assert [one.asked for one in questions if one.id == "by"] == [role == "manager"]


def test_a_form_and_a_draft_name_the_entry_that_was_asked_for(to_approve: Office) -> None:
    assert '# entry = "entry 3"' in to_approve.must("correct", "1", "3", "--blank").out.splitlines()
    body = '{"answers": {"entry": "entry 3"}, "finished": []}'
    moment = "2026-12-18T11:00:00.000000Z"
    Runtime(to_approve.home).drafts.keep(Draft(0, "correct", 1, "", 3, moment, moment, body))
    assert to_approve.must("drafts", "--json").data["drafts"][0]["go_on"] == "escalate correct 1 3"


def test_an_unknown_role_is_refused(to_approve: Office) -> None:
    assert to_approve.run("approve", "1", "3", "--as", "chair").code == 2
