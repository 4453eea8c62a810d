"""Correcting and approving at the keyboard: the entry is shown first, and another due time is offered at once."""

import pytest

from tests.office import Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import NARROW, WIDE, Terminal
from tests.terminal.walks import RECORD

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
MONDAY = "2026-12-21T11:00:00+00:00"


def wrong_day_of_raising(terminal: Terminal, right: str) -> None:
    """Answer all that is asked of the opening."""
    terminal.long("What is wrong in it", "The day it was raised")
    terminal.long("What is right", "Another day")
    terminal.long("Why it is corrected", "The telephone bill")
    terminal.line("The right day or hour", right)
    terminal.pick("Which of its times", "when it was put")
    terminal.pick(RECORD, "Record it")


def last(office: Office) -> str:
    kind: str = office.must("trail", "1", "--json").data["entries"][-1]["kind"]
    return kind


@SIZES
def test_the_entry_is_shown_before_anything_is_asked_and_the_other_date_is_recorded(
    homes: Homes, size: tuple[int, int]
) -> None:
    office = homes("case")
    with Terminal(office.home, "correct", "1", size=size, clock=MONDAY) as terminal:
        terminal.pick("Which entry", "Opened")
        wrong_day_of_raising(terminal, "17/12/2026")
        terminal.pick("Thursday 24 December 2026, 5pm. Record that as the new date", "yes")
        terminal.line("Who agreed to it", "Both managers")
        terminal.pick("Does the other side agree", "yes")
        terminal.ends()
        terminal.fits()
        shown, asked = "Concern: The referral was closed without a visit.", "What is wrong in it"
        assert 0 < terminal.text.index(shown) < terminal.text.index(asked)
    assert last(office) == "DateAgreed"
    data = office.must("status", "--json").data
    assert (data["next_due"]["due"], data["recounted"]) == ("2026-12-24T17:00:00+00:00", [])


def test_who_agreed_to_a_later_date_must_be_said(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "correct", "1", "2", clock=MONDAY) as terminal:
        wrong_day_of_raising(terminal, "21/12/2026")
        terminal.pick("Wednesday 30 December 2026, 5pm. Record that as the new date", "yes")
        terminal.line("Who agreed to it", "")
        terminal.line("Who agreed to it", "Both managers")
        terminal.pick("Does the other side agree", "no")
        terminal.ends()
    assert last(office) == "DateAgreed"


@pytest.mark.parametrize("stops", [False, True])
def test_declined_or_stopped_the_correction_stays_and_the_date_stands(homes: Homes, stops: bool) -> None:
    office = homes("case")
    with Terminal(office.home, "correct", "1", "2", clock=MONDAY) as terminal:
        wrong_day_of_raising(terminal, "17/12/2026")
        if stops:
            terminal.asks("Record that as the new date")
            terminal.press("\x03")
            terminal.ends(130)
        else:
            terminal.pick("Record that as the new date", "no")
            terminal.ends()
    assert last(office) == "Corrected"
    assert [one["number"] for one in office.must("status", "--json").data["recounted"]] == [3]


def test_an_entry_that_is_not_there_is_said_before_anything_is_asked(homes: Homes) -> None:
    with Terminal(homes("case").home, "correct", "1", "99") as terminal:
        terminal.ends(3)
        assert "entry 99 is none of ESC-2026-0001" in terminal.text


@SIZES
def test_a_record_is_approved(homes: Homes, size: tuple[int, int]) -> None:
    office = homes("case")
    with Terminal(office.home, "approve", "1", size=size) as terminal:
        terminal.pick("Which record", "Discussion")
        terminal.pick("Who approves it", "a manager")
        terminal.line("Their name", "Cy Head")
        terminal.pick(RECORD, "Record it")
        terminal.ends()
        terminal.fits()
        assert "approved by a manager, Cy Head" in terminal.text
        assert 0 < terminal.text.index("They will think again.") < terminal.text.index("Who approves it")
    assert last(office) == "Approved"
