"""Stored text never drives the terminal, and people's own words stay readable."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.render.safe import safe, safe_value
from tests.render.build_views import an_entry
from tests.render.payloads import PAYLOADS

BANNED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
HARMLESS = set("\n\t\u200c\u200d\u00ad")


def test_nothing_is_left_that_could_drive_or_disguise() -> None:
    """Every character there can be: one that is let through by mistake is too few for a random text to meet."""
    shown = safe("".join(map(chr, range(sys.maxunicode + 1))))
    assert not {char for char in shown if unicodedata.category(char) in BANNED} - HARMLESS


@given(st.text(st.characters(codec=None)))
def test_making_safe_twice_changes_nothing_more(text: str) -> None:
    assert safe(safe(text)) == safe(text)


@given(st.text(st.characters(codec=None)))
def test_what_an_encoding_lacks_becomes_an_escape(text: str) -> None:
    safe(text, "cp1252").encode("cp1252")


@pytest.mark.parametrize("payload", PAYLOADS[:33], ids=ascii)
def test_a_payload_shows_as_its_escapes(payload: str) -> None:
    assert "\\" in safe(payload)
    assert not {char for char in safe(payload) if unicodedata.category(char) in BANNED} - HARMLESS


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202e", r"\u202e"),
        ("\U000e0041", r"\U000e0041"),
        ("\x9b", r"\x9b"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_an_escape_names_the_character(text: str, shown: str) -> None:
    assert safe(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "O'Brien-Nwosu",
        "Ŵyn a'r tŷ",
        "الطفل في خطر",
        "می‌خواهم",
        "क्‍ष",
        "兒童安全",
        "👩‍👩‍👧 👍🏽 ❤️",
        "e\u0301 Zoë",
        "soft\u00adhyphen",
        "one\nand\ttwo",
        "5\u00a0pm",
        "[not markup]",
    ],
)
def test_words_of_every_script_survive(text: str) -> None:
    assert safe(text) == text


def test_every_text_of_a_view_is_made_safe_at_any_depth() -> None:
    entry = an_entry(author="\x1bA", said={"\x1bkey": "\x1bvalue"}, started=("\x1bD4",))
    made = safe_value(entry)
    assert (made.author, made.said, made.started) == (r"\x1bA", {r"\x1bkey": r"\x1bvalue"}, (r"\x1bD4",))
    assert made.happened == entry.happened


def test_a_million_characters_are_no_trouble() -> None:
    assert len(safe("\x1b" + "x" * 1_000_000)) == 1_000_004
