"""Whatever ends a command, wherever: what was answered is there, the terminal is as it was, the next run goes on."""

import json
import os
import shlex
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from escalate.cli import lines
from escalate.store.drafts import Drafts
from tests.office import SETUP, Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, CTRL_D, CTRL_Z, DOWN, ENTER, Terminal
from tests.terminal.walks import AGAIN, LOGGED, LOGGING, OPENED, OPENING, RECORD, Step

GO_ON = "You have answers that were not recorded yet"
ASKED = ("when", "how", "people", "said", "our_reasons", "their_reasons")  # the first questions of `log`
ACCESSIBLE = {"ESCALATE_ACCESSIBLE": "1"}


def _key(key: str) -> Callable[[Terminal], None]:
    def press(terminal: Terminal) -> None:
        terminal.press(key)
        if terminal.goes_on(5):  # Python notices a Ctrl-C that comes just as it begins to wait only at the next key
            terminal.press(key)
        terminal.ends(130)
        assert "Your answers are kept. To go on: escalate" in " ".join(terminal.text.split())

    return press


ENDS: Mapping[str, Callable[[Terminal], None]] = {
    "killed": Terminal.kill,
    "hung up": Terminal.hang_up,
    "Ctrl-C": _key(CTRL_C),
    "Ctrl-D": _key(CTRL_D),
}


def kept(office: Office) -> Any:
    """The answers of the only draft."""
    (draft,) = Drafts(office.home / "log.db", lambda: None).all()
    return json.loads(draft.body)["answers"]


def interrupted_after_each(
    office: Office, command: str, steps: tuple[Step, ...], ends: list[str], mode: Mapping[str, str]
) -> None:
    """One run for each question: go on, answer it, see the next one asked, and be interrupted there."""
    before: Any = {}
    began = 2 if command == "open" else 1  # the answer about danger is kept with the next one
    for number in range(began, len(steps) + 1):
        with Terminal(office.home, command, mode=mode) as terminal:
            if number == began:
                for step in steps[: began - 1]:
                    step(terminal)
            else:
                if command == "open":
                    steps[0](terminal)
                terminal.pick(GO_ON, "Go on with")
            steps[number - 1](terminal)
            terminal.asks("")  # whatever comes next
            ENDS[ends[number % len(ends)]](terminal)
        after = kept(office)
        assert_nothing_lost(before, after)
        before = after
    with Terminal(office.home, command, mode=mode) as terminal:
        if command == "open":
            steps[0](terminal)
        terminal.pick(GO_ON, "Go on with")
        terminal.pick(RECORD, "Record it")
        terminal.ends()


def assert_nothing_lost(before: Any, after: Any) -> None:
    """What was answered before is answered still; there may be more."""
    if isinstance(before, dict):
        for key, value in before.items():
            assert_nothing_lost(value, after[key])
    elif isinstance(before, list) and all(isinstance(one, dict) for one in before):
        for one, other in zip(before, after, strict=False):
            assert_nothing_lost(one, other)
        assert len(after) >= len(before)
    else:
        assert after == before


@pytest.mark.slow
def test_kill_9_after_each_question_loses_no_answer(homes: Homes) -> None:
    office, whole = homes("fresh"), homes("empty")
    whole.must("setup", answers=SETUP)
    for command, steps, answers in (("open", OPENING, OPENED), ("log", LOGGING, LOGGED)):
        whole.must(command, answers=answers)
        interrupted_after_each(office, command, steps, ["killed"], ACCESSIBLE)
        assert office.must("drafts", "--json").data["drafts"] == []
    entries = [one.must("trail", "1", "--json").data["entries"] for one in (office, whole)]
    assert entries[0] == entries[1]


@pytest.mark.slow
def test_closing_the_window_ctrl_c_and_ctrl_d_after_each_question_lose_no_answer(homes: Homes) -> None:
    office = homes("fresh")
    office.must("open", answers=OPENED)
    interrupted_after_each(office, "log", LOGGING, ["hung up", "Ctrl-C", "Ctrl-D"], ACCESSIBLE)
    assert office.must("drafts", "--json").data["drafts"] == []


@pytest.mark.parametrize(  # at a list to tick, in a long text, at one line
    ("end", "done"), [("killed", 2), ("killed", 4), ("hung up", 3), ("Ctrl-C", 2), ("Ctrl-C", 6), ("Ctrl-D", 4)]
)
def test_an_end_at_a_redrawn_question_loses_no_answer(homes: Homes, end: str, done: int) -> None:
    office = homes("case")
    with Terminal(office.home, "log") as terminal:
        for step in AGAIN[:done]:
            step(terminal)
        terminal.asks("")
        terminal.press("half an answ")
        terminal.look()
        ENDS[end](terminal)
    assert set(kept(office)) >= set(ASKED[:done])
    with Terminal(office.home, "log") as terminal:
        terminal.pick(GO_ON, "Go on with what you began on Fri 18 Dec 2026 11am")
        AGAIN[done](terminal)
        terminal.asks("")


@pytest.mark.slow
@pytest.mark.parametrize("mode", [{}, ACCESSIBLE], ids=["redrawn", "accessible"])
def test_a_long_text_loses_at_most_its_last_ten_seconds_to_kill_9(homes: Homes, mode: dict[str, str]) -> None:
    office = homes("case")
    with Terminal(office.home, "log", mode=mode) as terminal:
        for step in AGAIN[:3]:
            step(terminal)
        terminal.asks("What was said")
        terminal.type("The first line.")
        terminal.press("And the sec")
        began = time.monotonic()
        while time.monotonic() < began + 2 * lines.EVERY:
            terminal.look(0.5)
        terminal.kill()
    assert lines.EVERY <= 5
    assert kept(office)["said"] == "The first line.\nAnd the sec"
    with Terminal(office.home, "log", mode=mode) as terminal:
        terminal.pick(GO_ON, "Go on with")
        terminal.sees("What was said", "The first line.", "And the sec")
        terminal.finish("ond.")
        terminal.sees("Our reasons")
    assert kept(office)["said"].startswith("The first line.\nAnd the sec")


def test_the_terminal_is_as_it_was_after_ctrl_c_ctrl_d_and_ctrl_z(homes: Homes) -> None:
    office = homes("case")
    run = f"{shlex.quote(sys.executable)} -m escalate log"
    states = [office.home / f"tty-{number}" for number in range(4)]
    with Terminal(office.home, program=("bash", "--norc", "--noprofile", "-i"), mode={"PS1": "$ "}) as terminal:
        terminal.sees("$")
        terminal.type(f"stty -a > {states[0]}")
        terminal.type(run)
        LOGGING[0](terminal)
        for end, state in ((CTRL_C, states[1]), (CTRL_D, states[2])):
            terminal.asks("How")
            terminal.press(DOWN, end)
            terminal.sees("To go on: escalate log 1")
            terminal.type(f"echo code $?; stty -a > {state}; clear; {run}")
            terminal.cleared()
            terminal.pick(GO_ON, "Go on with")
        terminal.asks("How")
        terminal.press(DOWN, CTRL_Z)
        terminal.sees("Stopped")
        terminal.type(f"stty -a > {states[3]}; clear; fg")
        terminal.sees("> by telephone or video")
        terminal.press(ENTER)
        terminal.cleared()
        terminal.asks("Who was there beside you")  # which reads each key by then
        terminal.press(CTRL_C)
        terminal.sees("To go on: escalate log 1")
        terminal.type("exit")
        terminal.ends(130)
    assert len({state.read_text() for state in states}) == 1
    assert kept(office)["how"] == "telephone"


@pytest.mark.parametrize("mode", [{}, ACCESSIBLE], ids=["redrawn", "accessible"])
@pytest.mark.parametrize("at", [0, 1, 2], ids=["a line", "one of a list", "some of a list"])
def test_what_a_signal_interrupts_ends_too(at: int, mode: Mapping[str, str], homes: Homes) -> None:
    """Ctrl-C is one until the program reads each key: just after `fg`, for example."""
    office = homes("case")
    with Terminal(office.home, "log", mode=mode) as terminal:
        for step in LOGGING[:at]:
            step(terminal)
        terminal.asks(("When it happened", "How", "Who was there")[at])
        terminal.pause()
        os.kill(terminal.process.pid, signal.SIGINT)
        terminal.ends(130)
        assert "Nothing was recorded." in terminal.text


def test_ctrl_z_and_fg_without_redrawing(homes: Homes) -> None:
    office = homes("case")
    with Terminal(
        office.home, program=("bash", "--norc", "--noprofile", "-i"), mode={"PS1": "$ ", **ACCESSIBLE}
    ) as terminal:
        terminal.sees("$")
        terminal.type(f"{shlex.quote(sys.executable)} -m escalate log")
        LOGGING[0](terminal)
        terminal.asks("How")
        terminal.press(CTRL_Z)
        terminal.sees("Stopped")
        terminal.type("fg")
        terminal.type("2")
        terminal.cleared()
        terminal.asks("Who was there beside you")
        terminal.press(CTRL_C)
        terminal.sees("To go on: escalate log 1")
    assert kept(office)["how"] == "telephone"


def test_a_window_pulled_to_another_size_leaves_a_question_that_can_be_answered(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "log") as terminal:
        LOGGING[0](terminal)
        terminal.asks("How")
        terminal.press(DOWN)
        terminal.sees("> by telephone")
        terminal.resize(50, 12)
        terminal.press(DOWN)
        terminal.sees("> by e-mail")
        terminal.resize(100, 30)
        terminal.press(ENTER)
        terminal.sees("Who was there beside you", "Bo Colleague")
        terminal.press(ENTER)
        terminal.sees("What was said", "empty line ends it")
        terminal.press("before, ")
        terminal.sees("before,")
        terminal.resize(40, 15)
        terminal.press("between, ")
        terminal.sees("before, between,")
        terminal.resize(80, 24)
        terminal.pause()
        terminal.finish("after")
        terminal.sees("Our reasons")
        terminal.press(CTRL_C)
        terminal.ends(130)
    assert (kept(office)["how"], kept(office)["said"]) == ("email", "before, between, after")
