"""What the screens of a dispute say in words: dates of actions, names, who has the next move, what is not recorded."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.office import CONSULTATION, DISCUSSION, SETUP, Office

LATER = "2026-12-30T11:00:00+00:00"
RESOLVED: Mapping[str, Any] = {
    "decided_by": "The two managers",
    "at_risk": True,
    "dissent": "We fear for AB.",
}


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_the_text_to_copy_and_the_trail_say_by_when_an_agreed_action_is_due(opened: Office) -> None:
    logged = opened.must("log", answers=DISCUSSION).out
    for said in (logged, opened.must("trail").out):
        assert "Started: D4 Visit at home, by Wednesday 23 December 2026, 5pm" in said


def test_after_a_log_what_changed_is_the_last_screen_of_24_lines(opened: Office) -> None:
    logged = opened.must("log", answers=DISCUSSION).out.splitlines()
    last = logged[-23:]
    assert any(line.startswith("ESC-2026-0001: Levels of need, child AB") for line in last)
    assert "CHANGED Recorded: discussion" in last
    assert any("escalate status 1" in line for line in last)
    assert any(line.startswith("To copy into the child's file") for line in logged[:-23])


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("extend 1 D3 --to 31/12/2026", {"reason": "The holidays.", "agreed_by": "Both", "other_side_agrees": True}),
        ("people 1", {"people": [{"name": "Di New", "role": "Head", "party": "us"}]}),
        ("resolve 1 --outcome agreed-plan", RESOLVED),
    ],
)
def test_after_an_act_at_most_20_lines_are_printed(opened: Office, words: str, answers: Mapping[str, Any]) -> None:
    printed = opened.must(*words.split(), answers=answers).out.splitlines()
    assert len(printed) <= 20
    assert "escalate status 1" in printed[-1]


def test_a_consultation_is_no_discussion(opened: Office) -> None:
    opened.must("log", answers=CONSULTATION)
    assert opened.must("status", "--json").data["stages"][0]["discussions"] == 0
    opened.must("log", answers=DISCUSSION)
    assert opened.must("status", "--json").data["stages"][0]["discussions"] == 1


def test_what_is_not_recorded_is_said_without_blame_and_with_the_command_that_records_it(opened: Office) -> None:
    said = in_one_line(opened.must("log", answers=CONSULTATION).out)
    assert "Not recorded yet: our reasons; facts and their sources;" in said
    assert "To add it: escalate correct 1 3" in said
    assert "Thin" not in said
    assert "Left out" not in said


def test_who_did_not_reply_is_named(opened: Office) -> None:
    opened.must("log", answers={**CONSULTATION, "people": [], "no_reply": ["csc"]})
    assert "No reply from: Children's Services" in opened.must("trail").out


def test_an_hour_that_is_not_recorded_matters_only_when_it_was_written_on_another_day(opened: Office) -> None:
    opened.must("log", answers={**CONSULTATION, "when": "18/12/2026"})
    assert "Consultation on one side, Friday 18 December 2026\n" in opened.must("trail").out
    opened.clock = LATER
    opened.must("log", answers={**DISCUSSION, "when": "29/12/2026", "actions": []})
    assert "Discussion, Tuesday 29 December 2026 (hour not recorded)" in opened.must("trail").out


def test_once_a_limit_is_late_it_waits_on_whoever_was_to_keep_it(opened: Office) -> None:
    opened.must("log", answers=DISCUSSION)
    opened.clock = LATER
    assert opened.must("status", "--json").data["waiting_on"] == "both"


def test_an_outcome_and_a_nation_are_said_in_words(opened: Office) -> None:
    opened.must("resolve", "--outcome", "agreed-plan", answers=RESOLVED)
    assert "outcome: a plan was agreed" in opened.must("status", "1", "--plain").out
    assert "nation: England" in opened.must("due", "5 working days", "--plain").out
    assert "WLS (Wales)" in opened.run("due", "5 working days", "--nation", "XX").err


def test_for_two_weeks_today_names_what_was_resolved_and_that_dissent_is_on_record(opened: Office) -> None:
    opened.must("resolve", "--outcome", "agreed-plan", answers=RESOLVED)
    said = in_one_line(opened.must().out)
    assert "Resolved on Friday 18 December 2026: ESC-2026-0001, AB; dissent is on record." in said
    assert "See: escalate status 1" in said
    assert "open dispute" not in said
    assert opened.must("--json").data["resolved"][0]["at_risk"] is True
    opened.clock = "2027-01-02T11:00:00+00:00"
    assert "Resolved on" not in opened.must().out
    opened.must("reopen", "1", answers={"reason": "A new worry."})
    assert opened.must("--json").data["resolved"] == []


def test_what_is_set_up_is_shown_in_words(office: Office) -> None:
    closures = [
        {"first": "21/12/2026", "last": "23/12/2026", "why": "Inset"},
        {"first": "4/1/2027", "last": "4/1/2027", "why": "Move"},
    ]
    office.must("setup", answers={**SETUP, "closure": closures})
    shown = " ".join(office.must("setup", "--show").out.split())
    assert "Ann Worker, Designated safeguarding lead, School (Education)" in shown
    assert "Monday 21 December 2026 to Wednesday 23 December 2026: Inset Monday 4 January 2027: Move" in shown
