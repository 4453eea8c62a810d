"""Lines for a screen reader: sentences, whole, each thing once; what changed first."""

from dataclasses import replace
from io import StringIO

import pytest

from escalate.render.machine import View
from escalate.render.output import show
from tests.render.build_views import (
    a_comparison,
    a_full_status,
    a_list,
    a_report,
    a_resolved_status,
    a_status,
    a_timeline,
    a_today,
    a_worst,
    every_view,
)

DUE = (
    "Due Tuesday 29 December 2026, 5pm, in 7 days: D3 Settle it or take it to stage 3, by both sides; "
    "the policy says must."
)
DRAWN = "─│┌┐└┘├┬┤"


def lines(view: View) -> list[str]:
    stream = StringIO()
    show(view, "lines", stream)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("name", every_view())
def test_there_are_no_columns_no_drawing_no_empty_lines_and_no_colour(name: str) -> None:
    for line in lines(every_view()[name]):
        assert line.strip()
        assert "  " not in line.strip() or "  " in line.strip()[:4]  # a numbered line
        assert not set(DRAWN) & set(line)
        assert "\x1b" not in line


@pytest.mark.parametrize("name", every_view())
def test_a_line_is_never_broken_whatever_the_columns(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lines(every_view()[name])
    monkeypatch.setenv("COLUMNS", "40")
    assert lines(every_view()[name]) == whole


def test_a_status_says_stage_due_and_what_is_needed_with_its_command() -> None:
    said = lines(a_status())
    assert said[:3] == [
        "ESC-2026-0007, child AB: Levels of need. Policy anytown, edition 2030-01.",
        "Stage 2 of 3: Manager to manager. Waiting on: us (Oak School).",
        DUE,
    ]
    assert (
        "Needed before the next stage: D5 The two managers speak, not heard yet: Children's Services "
        "(a discussion). To record it: escalate log 7"
    ) in said
    assert "Open: D4 Visit the family at home, waiting on them, by Wednesday 23 December 2026, 5pm." in said
    assert "Stage 3, Managers of level 3 to managers of level 3: ahead, limit 5 working days." in said


@pytest.mark.parametrize("build", [a_status, a_full_status])
def test_a_status_is_short_and_says_each_duty_once_and_counts_nothing_that_is_not_there(build: object) -> None:
    view = build()  # type: ignore[operator]
    said = lines(view)
    assert len(said) <= 40
    for duty in view.open_duties:
        assert len([line for line in said if f"D{duty.number} " in line]) == 1
    assert not [line for line in said if " no " in line and "no date" not in line and "no name" not in line.lower()]


def test_after_an_act_what_changed_comes_first_and_the_rest_is_one_command_away() -> None:
    said = lines(a_status(changed=("Recorded: discussion", "D4 started: Visit")))
    assert said[1:3] == [
        "Changed: Recorded: discussion.",
        "Changed: D4 started: Visit (by Wednesday 23 December 2026, 5pm).",
    ]
    assert len([line for line in said if "D4 " in line]) == 1
    assert "Everything that is open: escalate status 7" in said
    assert len(said) <= 15


def test_a_resolved_dispute_says_how_it_ended_and_that_dissent_is_on_record() -> None:
    said = lines(a_resolved_status())
    assert any(line.startswith("Resolved on Tuesday 22 December 2026") for line in said)
    assert any(line.startswith("DISSENT ON RECORD") for line in said)
    assert not [line for line in said if line.startswith(("Due", "Needed"))]


def test_today_the_report_and_the_list_are_a_sentence_a_line() -> None:
    late = next(line for line in lines(a_today()) if " D3: Settle it" in line)
    assert late.endswith(", 4 days late; waiting on us.")
    assert any(
        line.startswith("ESC-2026-0007 D1: ") and ", due Tuesday 1 December 2026, 5pm, 20 days late; " in line
        for line in lines(a_report())
    )
    assert lines(a_list())[1] == (
        "ESC-2026-0007, AB, Levels of need, Oak School, Children's Services; policy anytown: "
        "stage 2, waiting on us, next due Tuesday 29 December 2026, 5pm."
    )


def test_a_policy_is_said_stage_by_stage_and_the_rest_is_one_command_away() -> None:
    said = lines(every_view()["policy"])
    assert any(line.startswith("Stage 1, Worker to worker, a way in. Who: The worker") for line in said)
    assert any(line.startswith("Limit: 5 working days") for line in said)
    assert said[-1] == "In full, with every source: escalate policy show anytown --plain"


def test_of_two_policies_only_what_differs_is_said_a_line_each_and_the_rest_counted() -> None:
    said = lines(a_comparison())
    assert "1 is equal and left out" in said[3]
    assert said[4:] == [
        "The policy as a whole, grounds. anytown: Thresholds; Resources. otherton: Thresholds.",
        "The policy as a whole, not for. anytown: nothing. otherton: Complaints.",
        "Number 3 on the ladder: otherton has no stage here. anytown says:",
        "Name: 3 The Chair.",
    ]


@pytest.mark.parametrize("how", ["lines", "human", "plain"])
def test_the_worst_day_is_answered_first(how: str) -> None:
    stream = StringIO()
    show(replace(a_timeline(), worst=a_worst()), how, stream)  # type: ignore[arg-type]
    text = stream.getvalue()
    answer = "worst: 1 of 1" if how == "plain" else "it takes longest: 11 days"
    assert text.index(answer) < text.index("Worker to worker")


def test_without_a_number_in_the_policy_a_sentence_says_so_first() -> None:
    said = lines(replace(a_timeline(), worst=a_worst(days=None, until=None)))
    assert said[0] == "The policy sets no limit in numbers, so no day to raise it takes longer than another."
