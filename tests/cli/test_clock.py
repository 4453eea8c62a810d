"""A clock that goes back, forward or over a change of summer time: what is recorded stands, and is said."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office
from tests.store.conftest import entries_in, prove

TOP = Path(__file__).parents[2]
DANGER = {"told": "Police"}
ALONE = {**CONSULTATION, "when": "today"}
NOT_RAISED = {**OPEN, "arose": "", "raised": "", "raise_by": "7d"}


def changed(office: Office, *words: str, answers: Any) -> list[str]:
    return list(office.must(*words, "--json", answers=answers).data["changed"])


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-12-17T10:59:00+00:00", "1 day"),
        ("2026-12-16T10:59:00+00:00", "2 days"),
        ("2026-12-18T08:30:00+00:00", "2 hours"),
        ("2026-12-18T10:54:00+00:00", "6 minutes"),
    ],
)
def test_a_clock_that_went_back_is_recorded_as_it_was_and_said_once(opened: Office, now: str, said: str) -> None:
    opened.must("danger", answers=DANGER)
    opened.clock = now
    line = f"The clock of this computer went back by {said} since the entry before. Is it right?"
    first, *_ = changed(opened, "open", answers=NOT_RAISED)
    assert first == line
    assert line not in changed(opened, "log", "2", answers=ALONE)
    times = [entry.recorded_at for entry in entries_in(opened.home / "log.db")]
    assert times == sorted(times[:3]) + times[3:]
    assert times[3] < times[2]
    opened.must("verify")
    prove(opened.home / "log.db")


def test_those_who_write_at_the_same_moment_are_not_told_that_the_clock_went_back(opened: Office) -> None:
    opened.clock = "2026-12-18T10:56:00+00:00"
    assert not [line for line in changed(opened, "open", answers=NOT_RAISED) if "clock" in line]


def test_nothing_is_recorded_as_having_happened_before_it_began_however_far_the_clock_went_back(
    opened: Office,
) -> None:
    opened.clock = "2020-01-01T11:00:00+00:00"
    for words, answers in (("log", {**DISCUSSION, "when": "today"}), ("danger", {**DANGER, "when": "18/12/2026"})):
        refused = opened.run(words, "1", "--json", answers=answers)
        assert refused.code == 2
        assert refused.error["code"] in ("bad-date", "bad-answers")
    opened.must("danger", "1", answers=DANGER)  # which nothing may hold up
    opened.must("status", "1")
    opened.must("report")


def test_ten_years_forward_everything_is_late_and_can_still_be_recorded_and_back_again_it_stands(
    opened: Office,
) -> None:
    opened.clock = "2036-12-18T11:00:00+00:00"
    assert opened.run("report", "--exit-code").code == 7
    opened.must("danger", "1", answers={**DANGER, "when": "18/12/2026"})
    opened.must("danger", "1", answers=DANGER)
    opened.must("open", answers=NOT_RAISED)
    opened.clock = "2026-12-18T11:00:00+00:00"
    [line] = [line for line in changed(opened, "danger", "1", answers=DANGER) if "clock" in line]
    assert "3653 days" in line
    assert opened.run("report", "--exit-code").code == 0
    opened.must("log", "2", answers=ALONE)
    opened.must("verify")


@pytest.mark.parametrize(
    ("clocks", "hours"),
    [  # the hour that does not exist, and the hour that there is twice
        (("2026-03-29T00:59:00+00:00", "2026-03-29T01:01:00+00:00"), ("00:59", "02:01")),
        (("2026-10-25T00:30:00+00:00", "2026-10-25T01:30:00+00:00"), ("01:30", "01:30")),
        (("2026-12-18T23:59:00+00:00", "2026-12-19T00:00:00+00:00"), ("23:59", "00:00")),
        (("2026-06-18T22:59:00+00:00", "2026-06-18T23:01:00+00:00"), ("23:59", "00:01")),
    ],
    ids=["29 March", "25 October", "midnight", "midnight in summer"],
)
def test_over_a_change_of_summer_time_and_midnight_the_order_and_london_s_hour_are_kept(
    office: Office, clocks: tuple[str, str], hours: tuple[str, str]
) -> None:
    office.clock = clocks[0]
    office.must("setup", answers=SETUP)
    office.must("open", answers=NOT_RAISED)
    office.must("danger", answers=DANGER)
    office.clock = clocks[1]
    assert not [line for line in changed(office, "danger", answers=DANGER) if "clock" in line]
    entries = entries_in(office.home / "log.db")
    assert [entry.recorded_at for entry in entries] == sorted(entry.recorded_at for entry in entries)
    trail = office.must("trail", "1", "--json").data["entries"]
    assert tuple(one["written"][11:16] for one in trail[-2:]) == hours
    for words in ("status", "trail", "report"):
        office.must(words)
    prove(office.home / "log.db")


def test_where_the_computer_thinks_it_is_changes_nothing(tmp_path: Path) -> None:
    said: list[list[str]] = []
    for zone in ("Europe/London", "UTC", "Asia/Tokyo", "America/Los_Angeles"):
        home = tmp_path / zone.replace("/", "-")
        office = Office(home, clock="2026-10-24T23:30:00+00:00")  # already Sunday in London, and in Tokyo; not in UTC
        office.must("setup", answers=SETUP)
        surroundings = {**os.environ, "ESCALATE_HOME": str(home), "ESCALATE_CLOCK": office.clock, "TZ": zone}
        said.append([])
        for words, answers in (
            (["open", "--answers", "-"], {**NOT_RAISED, "raise_by": "tomorrow"}),
            (["log", "--answers", "-"], {**DISCUSSION, "when": "today 00:10", "actions": []}),
            (["report"], {}),
        ):
            run = subprocess.run(
                [sys.executable, "-m", "escalate", *words, "--json"],
                cwd=TOP,
                env=surroundings,
                input=tomli_w.dumps(answers),
                capture_output=True,
                text=True,
                check=True,
            )
            said[-1].append(_without_receipts(run.stdout))
    assert said == [said[0]] * 4


def _without_receipts(out: str) -> str:
    return re.sub(r'"receipt": "[^"]*"', "", out)
