"""Many processes that write to one log at once: every acknowledged entry is in one chain, and a refusal is plain."""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
import tomli_w

from escalate import runtime
from escalate.domain.requests import ReportDanger
from escalate.errors import EscalateError
from escalate.usecases import acts
from tests.office import FRIDAY, OPEN, SETUP, Office
from tests.soak.conftest import Figure
from tests.store.conftest import entries_in, prove

TOP = Path(__file__).parents[2]
SOAK = pytest.mark.soak


def office_with(home: Path, disputes: int) -> Office:
    office = Office(home)
    office.must("setup", answers=SETUP)
    for _ in range(disputes):
        office.must("open", answers=OPEN)
    return office


def report_danger(home: Path, number: int, times: int) -> tuple[int, list[str]]:
    """One long-lived process: how many acts were acknowledged, and the codes of those refused."""
    os.environ["ESCALATE_CLOCK"] = FRIDAY
    said, refused = 0, []
    office = runtime.Office(home)
    for _ in range(times):
        stored = office.reader.stored(number)
        try:
            acts.act(ReportDanger("Police", None), office.desk(office.me("")), number, stored.policy, None)
            said += 1
        except EscalateError as fault:
            refused.append(fault.code)
    return said, refused


def gapless(home: Path, disputes: int, added: int) -> None:
    entries = entries_in(home / "log.db")
    assert [entry.position for entry in entries] == list(range(1, 1 + 1 + disputes + added))
    prove(home / "log.db")


@pytest.mark.parametrize(("processes", "times"), [(8, 25), pytest.param(32, 200, marks=SOAK)])
def test_long_lived_processes_each_on_its_own_dispute_are_none_of_them_refused(
    processes: int, times: int, tmp_path: Path, figure: Figure
) -> None:
    home = office_with(tmp_path / "home", processes).home
    began = time.monotonic()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        made = [pool.submit(report_danger, home, number + 1, times) for number in range(processes)]
        results = [one.result() for one in made]
    assert results == [(times, [])] * processes
    gapless(home, processes, processes * times)
    took = time.monotonic() - began
    figure(f"{processes} processes x {times} entries: {processes * times} acknowledged, 0 lost, in {took:.0f} s")


def run_program(home: Path, number: int, times: int) -> list[tuple[int, str]]:
    """One person after another at one dispute: the exit codes, and what was said of a fault."""
    said = []
    for _ in range(times):
        process = subprocess.run(
            [sys.executable, "-m", "escalate", "danger", str(number), "--answers", "-", "--json"],
            cwd=TOP,
            env={**os.environ, "ESCALATE_HOME": str(home), "ESCALATE_CLOCK": FRIDAY},
            input=tomli_w.dumps({"told": "Police"}),
            capture_output=True,
            text=True,
            check=False,
        )
        said.append((process.returncode, process.stderr))
    return said


@pytest.mark.parametrize("shared", [False, True], ids=["own dispute", "shared dispute"])
@pytest.mark.parametrize(("people", "times"), [(4, 1), pytest.param(8, 25, marks=SOAK)])
def test_through_the_program_each_entry_is_there_or_was_refused_because_another_came_first(
    people: int, times: int, *, shared: bool, tmp_path: Path, figure: Figure
) -> None:
    home = office_with(tmp_path / "home", people).home
    with ThreadPoolExecutor(people) as pool:
        made = [pool.submit(run_program, home, 1 if shared else number + 1, times) for number in range(people)]
        results = [result for one in made for result in one.result()]
    done = sum(code == 0 for code, _ in results)
    for code, err in results:
        assert "database is locked" not in err
        if code:
            assert shared, err
            assert (code, json.loads(err.splitlines()[-1])["data"]["code"]) == (4, "changed-meanwhile")
    gapless(home, people, done)
    where = "one dispute" if shared else "a dispute each"
    figure(f"{people} people x {times} commands, {where}: {done} recorded, {len(results) - done} told to look, 0 lost")
