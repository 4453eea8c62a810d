"""Every command that asks, from its first question to its last screen, at two sizes and without redrawing."""

import re
import shutil
from typing import Any

import pytest

from tests.office import CONSULTATION, DISCUSSION, SETUP, Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, NARROW, WIDE, Terminal
from tests.terminal.test_interruptions import kept
from tests.terminal.walks import ACTS, AGAIN, LOGGED, LOGGING, OPENED, OPENING, RECORD, SET_UP, pick, walk

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
MODES = {
    "accessible": {"ESCALATE_ACCESSIBLE": "1"},
    "dumb": {"TERM": "dumb"},
    "cp1252": {"PYTHONIOENCODING": "cp1252:strict"},
}
AFTER = {
    "log": ("Visit at home", "To copy into the child's file"),
    "advance": ("Stage 2 of 5: Manager to manager",),
    "done": ("D4 done: Visit at home",),
    "extend": ("Wednesday 30 December 2026",),
    "people": ("1 joined, 1 left",),
    "danger": ("The police",),
    "reflect": ("2 answered, 7 not known yet, 1 put off",),
    "resolve": ("it was withdrawn",),
    "reopen": ("Stage 2 of 5: Manager to manager",),
}


@SIZES
@pytest.mark.parametrize("command", ACTS)
def test_an_act_is_asked_recorded_and_shown(homes: Homes, command: str, size: tuple[int, int]) -> None:
    office = homes("closed" if command == "reopen" else "case")
    with Terminal(office.home, command, "1", size=size) as terminal:
        walk(terminal, ACTS[command])
        terminal.fits()
        for text in AFTER[command]:
            assert text in terminal.text
    assert office.must("drafts", "--json").data["drafts"] == []


@SIZES
def test_setting_up_opening_and_logging_lead_from_nothing_to_a_status(homes: Homes, size: tuple[int, int]) -> None:
    office = homes("empty")
    with Terminal(office.home, "open", size=size) as terminal:
        danger, *others = OPENING
        walk(terminal, (danger, *SET_UP, pick(RECORD, "Record it"), *others))  # danger comes before set-up
        terminal.fits()
        assert "Tuesday 29 December 2026, 5pm" in terminal.text
    with Terminal(office.home, "log", size=size) as terminal:
        walk(terminal, LOGGING)
        terminal.fits()
        assert "What was said: They will think again." in terminal.text
    assert [entry["kind"] for entry in recorded(office)] == ["Opened", "Reflected", "Discussed"]


@SIZES
def test_answers_kept_by_stopping_are_listed_with_how_to_go_on(homes: Homes, size: tuple[int, int]) -> None:
    office = homes("case")
    with Terminal(office.home, "resolve", "1", size=size) as terminal:
        for step in ACTS["resolve"]:
            step(terminal)
        terminal.pick(RECORD, "Stop here")
        terminal.ends(130)
        assert "Your answers are kept. To go on: escalate resolve 1" in terminal.text
    with Terminal(office.home, "drafts", size=size) as terminal:
        terminal.ends()
        terminal.fits()
        assert "escalate resolve 1" in terminal.text


@pytest.mark.parametrize("mode", MODES)
def test_without_redrawing_the_same_is_recorded_as_from_answers_files(homes: Homes, mode: str) -> None:
    office, other = homes("fresh"), homes("empty")
    other.must("setup", answers=SETUP)
    other.must("open", answers=OPENED)
    other.must("log", answers=LOGGED)
    for command, steps in {"open": OPENING, "log": LOGGING}.items():
        with Terminal(office.home, command, mode=MODES[mode]) as terminal:
            walk(terminal, steps)
            bold = rb"\x1b\[[01]?m" if mode == "cp1252" else rb""  # the last screen's, in a terminal that knows it
            assert b"\x1b" not in re.sub(bold, b"", terminal.raw)
            assert "  1 " in terminal.text
    assert recorded(office) == recorded(other)


def recorded(office: Office) -> Any:
    """Every entry; the clock stands still, so the times are equal too."""
    return office.must("trail", "1", "--json").data["entries"]


def test_what_is_missing_and_not_gone_past_ends_the_command_and_keeps_no_empty_draft(homes: Homes) -> None:
    office = homes("case")
    office.must("advance")
    with Terminal(office.home, "advance") as terminal:
        terminal.sees("cannot be left yet", "escalate log 1")
        terminal.pick("May what is missing be gone past", "no: stop here")
        terminal.ends(4)
    assert office.must("drafts", "--json").data["drafts"] == []


def test_a_date_that_an_option_leaves_open_is_asked_for(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "advance", "--to", "4", "--because", "risk") as terminal:
        terminal.line("The reason, in words", "He is at home alone.")
        terminal.pick(RECORD, "Record it")
        terminal.ends()
    assert recorded(office)[-1]["kind"] == "Advanced"


def test_done_says_at_once_that_nothing_can_be_marked(homes: Homes) -> None:
    office = homes("fresh")
    office.must("open", answers=OPENED)
    with Terminal(office.home, "done") as terminal:
        terminal.ends(4)
        assert "nothing is open that this command could end" in terminal.text


def test_what_was_typed_when_ctrl_c_came_is_kept(homes: Homes) -> None:
    for mode in ({}, MODES["accessible"]):
        office = homes("case")
        with Terminal(office.home, "danger", "1", "--when", "now", mode=mode) as terminal:
            terminal.pick("Have you told somebody", "yes")
            terminal.asks("Whom you told")
            terminal.type("The police.")
            terminal.press("And the schoo")
            terminal.pause()
            terminal.press(CTRL_C)
            terminal.ends(130)
        assert kept(office)["told"].startswith("The police.\nAnd the scho"[: 24 if not mode else 11])
        shutil.rmtree(office.home)


def test_an_extension_is_asked_for_however_the_duty_is_named(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "extend", "1", "D3") as terminal:
        terminal.line("The new date", "1/11/2026")
        terminal.sees("That day has passed")
        walk(terminal, ACTS["extend"][1:])
    assert recorded(office)[-1]["kind"] == "DateAgreed"


def test_a_talk_at_an_earlier_stage_is_written_down_there(homes: Homes) -> None:
    office = homes("case")
    office.clock = "2026-12-21T11:00:00+00:00"
    office.must("advance")
    with Terminal(office.home, "log", clock=office.clock) as terminal:
        for step in AGAIN[:-1]:
            step(terminal)
        terminal.tick("Was any of this part of it")
        terminal.tick("Duties whose date")
        terminal.sees("that was before stage 2 was entered")
        terminal.line("When it happened", "")
        terminal.pick("An earlier stage", "Professional to professional")
        terminal.pick(RECORD, "Record it")
        terminal.ends()
    assert recorded(office)[-1]["said"]["stage"].startswith("1")


def test_what_was_left_open_is_asked_again_when_going_on(homes: Homes) -> None:
    office = homes("fresh")
    office.must("open", answers={**OPENED, "answers": {"difference": "d", "so-far": "s"}})
    for talk in (CONSULTATION, {**DISCUSSION, "actions": [], "people": OPENED["people"]}):
        office.must("log", answers=talk)
    with Terminal(office.home, "advance") as terminal:
        terminal.long("What do you want to achieve", "A visit.")
        terminal.long("What evidence", "")
        terminal.pick("May what is missing be gone past", "no: stop here")
        terminal.ends(4)
        assert "To go on: escalate advance 1" in terminal.text
    with Terminal(office.home, "advance") as terminal:
        terminal.pick("not recorded yet", "Go on with")
        terminal.long("What evidence", "Three bruises.")
        terminal.pick(RECORD, "Record it")
        terminal.ends()


def test_still_at_risk_can_be_left_as_it_stands_or_resolved_with_the_dissent(homes: Homes) -> None:
    office = homes("case")
    for dissent, code in (("", 4), ("Ann: nobody has seen AB.", 0)):
        with Terminal(office.home, "resolve", "1") as terminal:
            if not code:
                terminal.pick("not recorded yet", "Throw it away")
            for step in ACTS["resolve"][:2]:
                step(terminal)
            terminal.pick("Does anyone still believe", "yes")
            terminal.sees("Not recorded yet: somebody still believes")
            terminal.long("To resolve it all the same", dissent)
            if not code:
                terminal.pick(RECORD, "Record it")
            terminal.ends(code)
    assert office.must("--json").data["resolved"][0]["at_risk"] is True
