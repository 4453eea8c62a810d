"""A letter and a form at the keyboard: one key says that it was sent; what identifies a child stays nowhere."""

from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, ENTER, Terminal

CANARY = "ZEBRAFISH-7731"


def test_having_sent_a_letter_is_one_key(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "letter", "1", "agenda") as terminal:
        terminal.pick("Have you sent it?", "Yes: that goes on record")
        terminal.sees("On record: For our meeting")
        terminal.fits()
    assert office.must("trail", "1", "--json").data["entries"][-1]["kind"] == "Sent"


def test_enter_alone_records_nothing_and_says_how_to_do_it_later(homes: Homes) -> None:
    office = homes("case")
    before = office.must("trail", "1", "--json").data["entries"]
    for key in (ENTER, CTRL_C):
        with Terminal(office.home, "letter", "1", "agenda") as terminal:
            terminal.asks("Have you sent it?")
            terminal.press(key)
            terminal.ends()
            assert "escalate letter 1 agenda --sent" in terminal.text
    assert office.must("trail", "1", "--json").data["entries"] == before


def test_what_is_typed_into_a_form_is_no_draft_even_where_it_is_broken_off(homes: Homes) -> None:
    office = homes("case")
    with Terminal(office.home, "form", "1", "derby:factors") as terminal:
        terminal.asks("too little information")
        assert "Nothing of this is kept: no duty asks for this form now." in terminal.text
        terminal.type(CANARY)
        terminal.type("")
        terminal.asks("Strong feelings")
        terminal.press(CTRL_C)
        terminal.ends(130)
    assert not [one for one in office.home.rglob("*") if one.is_file() and CANARY.encode() in one.read_bytes()]
    assert office.must("drafts", "--json").data["drafts"] == []
