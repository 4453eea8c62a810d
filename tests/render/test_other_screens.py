"""Trail, due, timeline, policy, settings and danger: everything is there, folded and never cut."""

from collections.abc import Iterable
from dataclasses import replace

from escalate.render.human_office import danger_screen, settings_screen
from escalate.render.human_policy import check_screen, policies_screen, policy_screen
from escalate.render.human_timeline import due_screen, timeline_screen
from escalate.render.human_trail import record_screen, trail_screen
from escalate.render.layout import Line
from escalate.usecases.to_copy import RecordView
from tests.render.build_views import (
    a_due,
    a_policy,
    a_remarked_entry,
    a_timeline,
    a_trail,
    a_worst,
    an_entry,
    every_view,
)


def flat(lines: Iterable[Line]) -> str:
    return " ".join("\n".join(map(str, lines)).split())


def test_the_trail_says_of_each_entry_when_by_whom_and_what() -> None:
    lines = [str(line) for line in trail_screen(a_trail(), 80)]
    assert "Entry 12, Discussion, Friday 18 December 2026, 10am" in lines
    text = flat(lines)
    assert "Written Tuesday 22 December 2026, 9:30am, by Ann Lee, head of year, Oak School; recorded later" in text
    assert "Started: D4 Visit the family at home" in text
    assert "Ended: D5 The two managers speak: done" in text
    assert "Arose: Friday 18 December 2026" in text
    said = lines.index("  Said:")
    assert lines[said + 1 : said + 3] == ["    They see it as early help.", "    We do not."]


def test_the_trail_has_corrections_and_approvals_with_their_entry() -> None:
    text = flat(trail_screen(a_trail(), 80))
    for said in (
        "Corrected Tuesday 22 December 2026, 10am, by Ann Lee, head of year, Oak School, in entry 14",
        "Wrong: The day. And the hour. Right: A day earlier.",
        "The right time, when it happened: Thursday 17 December 2026",
        "D3: Tuesday 29 December 2026, 5pm stands; from the right time Thursday 24 December 2026, 5pm",
        "D5: late or in time the other way round at the right time; what is on record stands",
        "Why: The telephone bill says so.",
        "Approved by the worker, Ann Lee, on Friday 18 December 2026, 10am (entry 15)",
        "Approved by a manager, Cy Head, on Monday 21 December 2026 (entry 16; written by Ann Lee, head of year, Oak",
    ):
        assert said in text, said


def test_the_text_to_copy_has_the_corrections_too() -> None:
    record = RecordView("ESC-2026-0007", ("child AB",), "Policy", "Partnership", a_remarked_entry())
    text = flat(record_screen(record, 80))
    assert "Wrong: The day. And the hour. Right: A day earlier." in text
    assert "Approved by a manager, Cy Head" in text


def test_the_trail_has_every_duty_with_its_dates_and_arithmetic() -> None:
    text = flat(trail_screen(a_trail(), 80))
    for said in (
        "D3 Settle it or take it to stage 3 Held by both sides; the policy says must",
        "Due Tuesday 29 December 2026, 5pm, in 7 days",
        "Not counted: Sat 19 Dec",
        "Due before: Monday 21 December 2026, 5pm",
        "a new date both sides agreed",
        "Ended: done, Monday 21 December 2026 (hour not recorded), in time: yes",
        "Tell: Chair",
        "To decide: direct / panel",
        "Form to fill: anytown:request",
    ):
        assert said in text, said


def test_a_question_is_followed_by_its_answer_without_a_colon() -> None:
    assert "  Why now? Because" in map(
        str, trail_screen(a_trail(entries=(an_entry(said={"why now?": "Because"}),)), 80)
    )


def test_due_says_the_time_first_then_how_it_was_counted() -> None:
    lines = [str(line) for line in due_screen(a_due(), 80)]
    assert lines[0] == "Tuesday 29 December 2026, 5pm"
    assert lines[1] == "5 working days after Friday 18 December 2026, 10am"
    assert lines[2].startswith("Not counted: Sat 19 Dec, Sun 20, Fri 25 (Christmas Day)")
    assert lines[-1] == "Working days of England. 5pm is our assumption."


def test_due_says_when_offices_are_closed_then() -> None:
    assert "Offices are closed then (Sunday)" in flat(due_screen(a_due(rule="2 days", closed_then="Sunday"), 80))


def test_the_timeline_has_each_stage_with_its_latest_dates() -> None:
    text = flat(timeline_screen(a_timeline(), 80))
    for said in (
        "1 Worker to worker Begins Friday 18 December 2026, 10am; ends by Tuesday 29 December 2026, 5pm",
        "Tuesday 29 December 2026, 5pm: Settle it or take it to stage 3 (both sides; the policy says must)",
        "5 working days after Friday 18 December 2026, 10am, when it was raised",
        "Mon 28 (Boxing Day, substitute day)",
        "How we read it: One limit for both stages. 5pm is our assumption.",
        "ends on a date you agree: the policy sets none",
        "3 The Chair No dates: the stage before ends on a date you agree",
    ):
        assert said in text, said


def test_the_worst_timeline_begins_with_what_the_day_costs() -> None:
    lines = [str(line) for line in timeline_screen(replace(a_timeline(), worst=a_worst()), 100)]
    assert flat(lines[:2]) == (
        "Raised on Friday 18 December 2026 it takes longest: 11 days to the last date the policy sets, "
        "Tuesday 29 December 2026; the shortest takes 7 (Tuesday 1 December)."
    )
    assert lines[2:4] == ["", "Professional Differences Policy (anytown)"]


def test_where_every_day_takes_as_long_none_is_called_the_longest() -> None:
    same = flat(timeline_screen(replace(a_timeline(), worst=a_worst(least_days=11)), 80))
    assert same.startswith("On whichever day it is raised, it takes as long: 11 days to the last date the policy sets")
    none = flat(timeline_screen(replace(a_timeline(), worst=a_worst(days=None, until=None)), 80))
    assert none.startswith("The policy sets no limit in numbers, so no day to raise it takes longer than another.")


def test_a_policy_is_shown_whole() -> None:
    text = flat(policy_screen(a_policy(), 80))
    for said in (
        "Anytown Safeguarding Children Partnership, edition 2030-01",
        'About children. It says "professional difference" for a dispute.',
        "Working days of England; a working day ends at 17:00, which is our assumption.",
        "Areas of disagreement - Thresholds (thresholds)",
        "Not for - Complaints: use the complaints procedure",
        "Stage 1: Worker to worker, a way in When: Always first.",
        "Raising side: The worker; Police: Officer in the case",
        "Goes on to: 2",
        "Decided by: Panel: 3 agencies",
        "* Choose how (decide)",
        "Needed before the stage can be left",
        "Only if ground: thresholds",
        "To decide: direct / panel",
        "Tell: Business Manager",
        "Form: anytown:request",
        "From when refer is done until it is said to be done",
        "Both sides: the policy says must, within 5 working days",
        "From when it is raised until the stage is left",
        "At: 1, 2",
        "How we read it: One limit for both stages.",
        "Source: Table of times",
        "Going past a stage - risk: waiting means risk of harm",
        "Advice - Keep a record.",
        "Checklist - Why we differ: Is it clear?",
    ):
        assert said in text, said


def test_the_list_of_policies_names_the_files_that_cannot_be_used() -> None:
    text = flat(policies_screen(every_view()["policies"], 80))  # type: ignore[arg-type]
    assert text.startswith("anytown Anytown: Professional Differences, edition 2030-01, 3 stages, about a child")
    assert "Cannot be used bad.toml: not TOML" in text


def test_a_checked_policy_is_said_to_be_in_order() -> None:
    text = flat(check_screen(every_view()["check"], 80))  # type: ignore[arg-type]
    assert text == "In order: Professional Differences Policy (anytown) has 3 stages and 9 duties."


def test_danger_says_whom_to_call_before_anything_else() -> None:
    lines = [str(line) for line in danger_screen(every_view()["danger"], 80)]  # type: ignore[arg-type]
    assert lines[0].startswith("SOMEBODY IS IN DANGER NOW: CALL FIRST")
    assert lines[1:4] == ["", "  1  Police, ambulance: 999", ""]


def test_settings_are_label_and_value() -> None:
    lines = list(settings_screen(every_view()["settings"], 80))  # type: ignore[arg-type]
    assert lines[0] == "You              Ann Lee, head of year"
    assert "Working days of  England" in lines
