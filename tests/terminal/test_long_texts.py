"""What is pasted and what is written in any language arrives whole, in both ways of asking."""

import pytest

from tests.office import DISCUSSION
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, Terminal
from tests.terminal.test_interruptions import ACCESSIBLE, kept
from tests.terminal.walks import AGAIN

MODES = pytest.mark.parametrize("mode", [{}, ACCESSIBLE], ids=["redrawn", "accessible"])
MAIL = "Dear Ann,\n\nwe closed it on Monday.\n\n\n- no bruise seen\n- mother at home\n\nRegards\nBo"
BEGUN, ENDED = "\x1b[200~", "\x1b[201~"  # how a terminal says that what comes is pasted
TEXTS = {
    "languages": "Mae'r tŷ'n wag; ŵyr hi ddim pam. لم يره أحد منذ أسبوع. She wrote: 😀👩‍👧 and left.",
    "markup": "[red]{x}[/red] :smile: %s \\n",
    "long": " ".join(f"word{number}" for number in range(1250))[:10_000],
}


def said(homes: Homes, mode: dict[str, str], sent: str) -> str:
    """What is kept as "What was said" after typing or pasting that, and Enter on an empty line."""
    office = homes("case")
    with Terminal(office.home, "log", mode=mode) as terminal:
        for step in AGAIN[:3]:
            step(terminal)
        terminal.asks("What was said")
        terminal.finish(sent)
        terminal.sees("Our reasons")
        terminal.press(CTRL_C)
        terminal.ends(130)
    return str(kept(office)["said"])


def test_a_pasted_mail_keeps_its_empty_lines(homes: Homes) -> None:
    assert said(homes, {}, BEGUN + MAIL.replace("\n", "\r") + ENDED) == MAIL


@MODES
def test_so_does_one_in_a_terminal_that_does_not_say_what_is_pasted(homes: Homes, mode: dict[str, str]) -> None:
    assert said(homes, mode, MAIL.replace("\n", "\r")) == MAIL


@MODES
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_text_in_any_language_and_of_any_length_arrives_whole(homes: Homes, mode: dict[str, str], text: str) -> None:
    assert len(TEXTS["long"]) == 10_000
    assert said(homes, mode, text) == text


@MODES
def test_words_that_would_drive_a_terminal_are_shown_and_not_obeyed(homes: Homes, mode: dict[str, str]) -> None:
    office = homes("case")
    driving = "\x1b]0;title\x07\x1b[2J\x1b[31mred\x1b[0m \u202eback \x9b5n"
    office.must("log", answers={**DISCUSSION, "said": driving, "outcome": driving})
    with Terminal(office.home, "trail", "1", mode=mode) as terminal:
        terminal.ends()
        assert "\\x1b]0;title\\x07\\x1b[2J\\x1b[31mred" in "".join(terminal.text.split())
        assert b"\x1b]" not in terminal.raw
        assert b"\x1b[2J" not in terminal.raw
        assert terminal.glass.title == ""


def test_nor_when_an_answer_with_them_is_shown_to_be_changed(homes: Homes) -> None:
    office = homes("case")
    driving = "\x1b[31mred"
    office.must("people", answers={"people": [{"name": driving, "role": "Manager", "party": "csc"}]})
    with Terminal(office.home, "log") as terminal:
        for step in AGAIN[:2]:
            step(terminal)
        terminal.sees("Who was there beside you", "\\x1b[31mred, Manager")
        terminal.press(CTRL_C)
        terminal.ends(130)
