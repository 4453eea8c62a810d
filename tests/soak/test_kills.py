"""kill -9 of the real program, from its start to its end: what it said is done is there, the rest as if never begun."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import tomli_w

from tests.office import FRIDAY, OPEN, SETUP, Office
from tests.soak.conftest import Figure
from tests.soak.log_state import State, acknowledged, prove_office, state
from tests.soak.warm import Warm

TOP = Path(__file__).parents[2]
VERSION_1 = TOP / "tests" / "store" / "data" / "version-1.db"  # brought up to date by whatever is run first
SCALE = [pytest.param(1, id="1"), pytest.param(46, id="46", marks=pytest.mark.soak)]
HALF = 0.5  # of the kills fall anywhere, on a whole start; the others once something is being written
Acts = Mapping[str, tuple[Path, list[str], str]]


@dataclass
class Run:
    """A command, where it succeeds: run in a copy of that folder, and killed in other copies."""

    folder: Path
    words: list[str]
    stdin: str
    took: float = 0.0

    def begin(self, home: Path, *, warm: bool = False) -> subprocess.Popen[bytes] | Warm:
        words, folder = [*self.words, "--json"], home.parent
        surroundings = {"ESCALATE_HOME": str(home), "ESCALATE_CLOCK": FRIDAY, "PYTHONPATH": str(TOP)}
        (folder / "stdin").write_text(self.stdin, encoding="utf-8")
        with (
            (folder / "stdin").open() as given,
            (folder / "stdout").open("w") as out,
            (folder / "stderr").open("w") as err,
        ):
            if warm:
                return Warm(words, surroundings, folder)
            return subprocess.Popen(
                [sys.executable, "-m", "escalate", *words],
                cwd=folder,
                env={**os.environ, **surroundings},
                stdin=given,
                stdout=out,
                stderr=err,
            )

    def whole(self, copy: Path) -> State:
        """What there is when nothing comes between; how long it took."""
        home = Path(shutil.copytree(self.folder, copy)) / "home"
        began = time.monotonic()
        assert self.begin(home).wait() == 0, (copy / "stderr").read_text("utf-8")
        self.took = time.monotonic() - began
        return state(home)

    def killed(self, copy: Path, chance: random.Random) -> tuple[bool, str]:
        """Whether the kill was in time, and what was said before."""
        home = Path(shutil.copytree(self.folder, copy)) / "home"
        warm = chance.random() < HALF
        process = self.begin(home, warm=warm)
        if warm:
            _wait_for_writing(process, home)
        time.sleep(chance.expovariate(1 / 0.01) if warm else chance.uniform(0, self.took))
        process.kill()
        ended = process.wait()
        if ended == 0 and not warm:
            self.took *= 0.97
        return ended == -signal.SIGKILL, (copy / "stdout").read_text("utf-8")


def _wait_for_writing(process: subprocess.Popen[bytes] | Warm, home: Path) -> None:
    def files() -> set[Path]:
        return {*home.iterdir(), *home.parent.iterdir()}

    before = files()
    while process.poll() is None and files() <= before:
        time.sleep(0.0005)


def _of(name: str) -> Callable[[Acts, Path], Run]:
    def made(acts: Acts, folder: Path) -> Run:
        home, words, answers = acts[name]
        shutil.copytree(home, folder / "home")
        return Run(folder, words, answers)

    return made


def _first(_: Acts, folder: Path) -> Run:
    """The first dispute, with which the log begins."""
    Office(folder / "home").must("setup", answers=SETUP)
    return Run(folder, ["open", "--answers", "-"], tomli_w.dumps(dict(OPEN)))


def _older(_: Acts, folder: Path) -> Run:
    (folder / "home").mkdir()
    shutil.copy(VERSION_1, folder / "home" / "log.db")
    return Run(folder, ["report"], "")


def _backup(acts: Acts, folder: Path) -> Run:
    shutil.copytree(acts["log"][0], folder / "home")
    return Run(folder, ["backup", "backup.db"], "")


def _restore(acts: Acts, folder: Path) -> Run:
    Office(Path(shutil.copytree(acts["log"][0], folder / "home"))).must("backup", str(folder / "backup.db"))
    Office(folder / "home").must("danger", answers={"told": "Police"})
    return Run(folder, ["restore", "backup.db", "--yes"], "")


def _rebuild(acts: Acts, folder: Path) -> Run:
    shutil.copytree(acts["log"][0], folder / "home")
    return Run(folder, ["rebuild"], "")


def _policy(acts: Acts, folder: Path) -> Run:
    shutil.copytree(acts["log"][0], folder / "home")
    return Run(folder, ["policy", "new", "--answers", "-"], (TOP / "tests" / "northshire.toml").read_text("utf-8"))


CASES: Mapping[str, Callable[[Acts, Path], Run]] = {
    **{
        name: _of(name)
        for name in (
            *("setup", "open", "reflect", "log", "advance", "done", "extend", "people", "danger", "resolve"),
            *("reopen", "attach", "correct", "approve", "keep", "erase"),
        )
    },
    "the first open": _first,
    "a log of an older version": _older,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
    "policy new": _policy,
}


def test_every_writing_command_is_killed(writing_acts: Acts) -> None:
    assert set(writing_acts) <= set(CASES)


@pytest.mark.parametrize("kills", SCALE)
@pytest.mark.parametrize("command", CASES)
def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(
    command: str, kills: int, writing_acts: Acts, tmp_path: Path, seed: int, figure: Figure
) -> None:
    chance = random.Random(f"{seed} {command}")  # noqa: S311  a test's choices
    folder = tmp_path / "prepared"
    folder.mkdir()
    run = CASES[command](writing_acts, folder)
    before, after = state(folder / "home"), run.whole(tmp_path / "whole")
    assert before != after or command == "rebuild"  # what that makes anew was right
    done, tries, said, through = 0, 0, 0, 0
    while done < kills and tries < 3 * kills + 10:
        tries += 1
        copy = tmp_path / f"killed-{tries}"
        killed, out = run.killed(copy, chance)
        found = state(copy / "home")
        assert found in (before, after), (command, tries)
        if acknowledged(out):
            assert found == after, (command, tries)
            said += 1
        prove_office(Office(copy / "home"))
        shutil.rmtree(copy)
        done += killed
        through += killed and found == after
    assert done == kills
    figure(
        f"kill -9 of {command}: {done} kills, {through} of them after the act was in the log, {said} said so, 0 lost"
    )
