"""The report and the list: a line each, with what must never be cut."""

import time
from dataclasses import replace

import pytest

from escalate.render.human_report import list_screen, report_screen
from escalate.usecases.report import GroupView, ReportView
from tests.render.build_views import a_line, a_list, a_report, at


def shown(view: ReportView, width: int = 80) -> list[str]:
    return [str(line) for line in report_screen(view, width)]


def rows(view: ReportView, width: int = 80) -> list[str]:
    return [line for line in shown(view, width) if line.startswith("ESC-")]


def test_the_first_line_has_the_counts() -> None:
    view = a_report(counts={"disputes": 4, "late": 2, "past-aim": 0, "now": 0, "due": 3, "next": 1, "no-limit": 0})
    assert shown(view)[0] == "2 late, 3 due by 25 December, 1 next; in 4 disputes"


def test_nothing_late_is_said_first() -> None:
    assert shown(a_report(counts={"disputes": 1, "late": 0, "due": 3}))[0].startswith("Nothing late, 3 due")


@pytest.mark.parametrize("width", [80, 120])
def test_a_duty_is_one_line_with_reference_number_due_time_and_holder_whole(width: int) -> None:
    view = a_report()
    assert max(map(len, shown(view, width))) <= width
    lines = rows(view, width)
    assert len(lines) == 15
    assert lines[0].startswith("ESC-2026-0007 D1  Tue 1 Dec 5pm")
    assert "20 days late" in lines[0]
    assert all(line.endswith("Oak School") for line in lines[:-2])
    assert lines[13].startswith("ESC-2026-0007 D14 Tue 5 Jan 2027 5pm")


def test_the_words_are_cut_at_a_word() -> None:
    assert "  Settle it or take...   Oak School" in rows(a_report())[0]


def test_a_very_long_holder_is_whole_on_a_second_line() -> None:
    holder = "Senior manager: Head of Service, Operations Manager, or named representative"
    view = a_report(groups=(GroupView("due", "Due", (a_line(due=at(23, 17), holder=holder),), 0),))
    lines = shown(view)
    assert holder in lines[-1]
    assert lines[-2].startswith("ESC-2026-0007 D3 Wed 23 Dec 5pm tomorrow")
    assert max(map(len, lines)) <= 80


def test_what_is_left_out_is_a_count_with_the_command() -> None:
    assert "and 2 more: escalate report --all" in shown(a_report())


def test_each_group_says_what_it_is_and_how_many() -> None:
    lines = shown(a_report())
    for heading in ("Late: what must be done (12)", "Past the time it should be done (1)", "Due by 25 December (1)"):
        assert heading in lines


def test_an_empty_report_is_one_line() -> None:
    assert shown(a_report(counts={"disputes": 0, "late": 0}, groups=())) == ["Nothing is late, due or open."]


def test_a_past_day_a_filter_and_a_scripted_log_are_said() -> None:
    view = a_report(past_day=True, filters={"waiting_on": "us"}, scripted=True)
    assert "What the log said at the end of Tuesday 22 December 2026" in shown(view)
    assert "Only: waiting on us" in shown(view)
    assert "Demonstration log: scripted clock" in shown(view)


def test_old_drafts_are_one_line_with_the_command() -> None:
    assert "1 unfinished draft is older than a week: escalate drafts" in shown(a_report(old_drafts=1))
    assert "2 unfinished drafts are older than a week: escalate drafts" in shown(a_report(old_drafts=2))
    assert not [line for line in shown(a_report()) if "draft" in line]


def test_a_duty_left_over_after_resolving_says_so() -> None:
    view = a_report(groups=(GroupView("due", "Due", (a_line(due=at(23, 17), resolved=True),), 0),))
    assert "Settle it" in rows(view)[0]
    assert "(resolved)" in rows(view, 160)[0]


def test_twenty_thousand_lines_take_a_moment_not_seconds() -> None:
    lines = tuple(a_line(number) for number in range(20_000))
    started = time.perf_counter()
    assert len(rows(a_report(groups=(GroupView("next", "Next", lines, 0),)))) == 20_000
    assert time.perf_counter() - started < 5


def test_the_list_has_a_line_a_dispute() -> None:
    lines = [str(line) for line in list_screen(a_list(), 80)]
    assert lines[0] == "5 disputes, newest first"
    assert lines[1].startswith("ESC-2026-0007  anytown 2  us, by Tue 29 Dec 2026 5pm")
    assert "resolved Mon 21 Dec 2026, still at risk" in lines[2]
    assert lines[3] == "and 3 more: escalate list --all"
    assert max(map(len, lines)) <= 80


def test_an_empty_list_says_so_and_what_to_do() -> None:
    none = a_list(disputes=(), total=0, more=0, resolved_too=False)
    assert list(list_screen(none, 80)) == ["No open disputes. With the resolved ones: escalate list --all"]
    assert list(list_screen(replace(none, started=False), 80)) == ["No disputes yet. To start one: escalate open"]
    assert shown(a_report(counts={}, groups=(), started=False)) == ["No disputes yet. To start one: escalate open"]
