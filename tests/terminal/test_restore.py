"""Restoring an older backup at the keyboard: what is lost is said, and nothing is done until it is agreed."""

from pathlib import Path

import pytest

from tests.office import CONSULTATION, SETUP, Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, ENTER, Terminal

QUESTION = "Restore it all the same?"


@pytest.fixture
def behind(homes: Homes, tmp_path: Path) -> Office:
    """An office with a backup, and one entry more than it."""
    office = homes("case")
    office.must("backup", str(tmp_path / "a.db"))
    office.must("log", answers=CONSULTATION)
    return office


@pytest.mark.parametrize("mode", [{}, {"ESCALATE_ACCESSIBLE": "1"}], ids=["drawn", "lines"])
def test_it_is_restored_when_that_is_picked(behind: Office, tmp_path: Path, mode: dict[str, str]) -> None:
    with Terminal(behind.home, "restore", str(tmp_path / "a.db"), mode=mode) as terminal:
        terminal.sees("The backup ends with entry 4. It lacks entry 5")
        terminal.pick(QUESTION, "Restore it; the present log is set aside, not deleted")
        terminal.ends()
        if not mode:  # else a file's name is one line, however long
            terminal.fits()
        assert "log-set-aside-" in terminal.text
    assert behind.must("verify").code == 0


@pytest.mark.parametrize("way", ["stop", "enter", "ctrl-c"])
def test_it_is_not_restored_otherwise(behind: Office, tmp_path: Path, way: str) -> None:
    before = (behind.home / "log.db").read_bytes()
    with Terminal(behind.home, "restore", str(tmp_path / "a.db")) as terminal:
        if way == "stop":
            terminal.pick(QUESTION, "Stop: change nothing")
        else:
            terminal.asks(QUESTION)
            terminal.press(ENTER if way == "enter" else CTRL_C)
        terminal.ends(130)
        assert "Nothing was restored." in terminal.text
    assert (behind.home / "log.db").read_bytes() == before
    assert [path.name for path in behind.home.iterdir() if ".unfinished-" in path.name] == []


def test_an_option_answers_it_before_it_is_asked(behind: Office, tmp_path: Path) -> None:
    with Terminal(behind.home, "restore", str(tmp_path / "a.db"), "--yes") as terminal:
        terminal.ends()
        assert QUESTION not in terminal.text


@pytest.mark.parametrize("mode", [{}, {"ESCALATE_ACCESSIBLE": "1"}], ids=["drawn", "lines"])
def test_where_several_use_the_log_it_asks_who_restores(behind: Office, tmp_path: Path, mode: dict[str, str]) -> None:
    behind.must("setup", answers={**SETUP, "me": [*SETUP["me"], {**SETUP["me"][0], "name": "Mo Manager"}]})
    with Terminal(behind.home, "restore", str(tmp_path / "a.db"), mode=mode) as terminal:
        terminal.pick("Who writes?", "Mo Manager, Designated safeguarding lead")
        terminal.pick(QUESTION, "Restore it; the present log is set aside, not deleted")
        terminal.ends()
