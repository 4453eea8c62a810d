"""The README's screens are what the program prints today. `python -m tests.readme` writes them anew."""

from collections.abc import Mapping

import pytest

from tests.readme.screens import README, blocks, edits, excerpt, filled, screens

TEXT = README.read_text("utf-8")
SCREEN = (
    "What it is about\n  1 this\nAnswer: 1\n\nWhen\nAnswer: today\n\nDUE     tomorrow\n        D3\nNEEDED  nothing\n"
)


@pytest.fixture(scope="module")
def played() -> Mapping[str, str]:
    return screens()


@pytest.mark.parametrize("name", blocks(TEXT))
def test_a_screen_of_the_readme_is_what_the_program_prints(name: str, played: Mapping[str, str]) -> None:
    assert blocks(TEXT)[name] == played[name], "write it anew: python -m tests.readme"


def test_every_screen_of_the_story_is_in_the_readme_once(played: Mapping[str, str]) -> None:
    assert TEXT.count("<!-- screen: ") == len(blocks(TEXT))
    assert set(blocks(TEXT)) == set(played)


def test_no_line_of_a_screen_is_wider_than_80_columns(played: Mapping[str, str]) -> None:
    assert [line for text in played.values() for line in text.splitlines() if len(line) > 80] == []


def test_what_the_story_edits_by_hand_stands_in_the_readme() -> None:
    assert edits()
    assert [text for text in edits() if text.strip() not in TEXT] == []


# How a screen is cut, and put into a text


def test_parts_are_chosen_by_their_first_words_and_what_is_left_out_is_marked() -> None:
    assert excerpt(SCREEN, ["What it", "DUE"]) == (
        "What it is about\n  1 this\nAnswer: 1\n\n[...]\nDUE     tomorrow\n        D3\n[...]\n"
    )
    assert excerpt(SCREEN, []) == SCREEN


def test_a_part_that_is_gone_from_the_screen_is_a_fault() -> None:
    with pytest.raises(AssertionError, match="Whence"):
        excerpt(SCREEN, ["Whence"])


def test_a_block_is_filled_and_the_rest_of_the_text_stays() -> None:
    text = "before\n\n<!-- screen: one -->\n\n```text\nold\n```\n\n```\nescalate\n```\n"
    new = text.replace("old", "$ escalate\n\nnew")
    assert filled(text, {"one": "$ escalate\n\nnew\n"}) == new
    assert blocks(new) == {"one": "$ escalate\n\nnew\n"}
