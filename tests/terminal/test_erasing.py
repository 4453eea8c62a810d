"""Erasing at the keyboard: what is destroyed is said first, it asks twice, and only the reference confirms."""

import pytest

from tests.office import SETUP, Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, NARROW, WIDE, Terminal
from tests.terminal.walks import RECORD, line, pick

STEPS = (line("Why it is erased", "Its time is over."), line("On whose authority", "Jo Head, headteacher"))
SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")


def erased(office: Office) -> bool:
    return "erased" in office.must("list", "--all").out


@SIZES
def test_it_asks_twice_and_shows_the_tally(homes: Homes, size: tuple[int, int]) -> None:
    office = homes("closed")
    with Terminal(office.home, "erase", "1", size=size) as terminal:
        terminal.sees("The words of 4 entries are destroyed for good")
        for step in STEPS:
            step(terminal)
        terminal.pick(RECORD, "Erase it")
        assert not erased(office)
        terminal.line("type its reference", "ESC-2026-0001")
        terminal.ends()
        terminal.fits()
        assert "On the authority of: Jo Head, headteacher" in terminal.text
    assert erased(office)
    assert office.must("drafts", "--json").data["drafts"] == []


def test_another_reference_erases_nothing_and_leads_back_to_the_review(homes: Homes) -> None:
    office = homes("closed")
    with Terminal(office.home, "erase", "1", mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        for step in STEPS:
            step(terminal)
        terminal.pick(RECORD, "Erase it")
        terminal.line("type its reference", "ESC-2026-0002")
        terminal.sees("Nothing was erased: the reference typed is not ESC-2026-0001")
        terminal.pick(RECORD, "Throw the answers away")
        terminal.ends(130)
    assert not erased(office)


def test_before_its_time_is_over_that_is_said_and_asked_apart(homes: Homes) -> None:
    office = homes("closed")
    office.must("setup", answers={**SETUP, "keep_years": 7})
    with Terminal(office.home, "erase", "1", mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        terminal.sees("It is to be kept until Sunday 18 December 2033")
        for step in (*STEPS, pick("although it is to be kept for longer", "yes"), pick(RECORD, "Erase it")):
            step(terminal)
        terminal.line("type its reference", "ESC-2026-0001")
        terminal.ends()
    assert erased(office)


def test_gone_on_with_it_warns_again_and_stopped_it_says_that_nothing_was_erased(homes: Homes) -> None:
    office = homes("closed")
    for again in (False, True):
        with Terminal(office.home, "erase", "1", mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
            if again:
                terminal.pick("not recorded yet", "Go on with what you began")
            terminal.sees("The words of 4 entries are destroyed for good")
            if not again:
                STEPS[0](terminal)
            terminal.asks("On whose authority")
            terminal.press(CTRL_C)
            terminal.ends(130)
            assert "Nothing was erased." in terminal.text
    assert not erased(office)
