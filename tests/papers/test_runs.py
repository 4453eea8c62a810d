"""Lines break at spaces, hold no more than there is room for, and leave out nothing but spaces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.papers.runs import lines, parts, right_to_left, shares
from escalate.usecases.paper import Table, gap
from tests.papers.read_back import ARABIC, POLISH, WELSH

TEXTS = st.text(st.sampled_from("ab \nŵ"), max_size=200)


@given(TEXTS, st.integers(1, 30))
def test_lines_are_the_text_in_order_and_none_is_too_long(text: str, room: int) -> None:
    found = [text[start:end] for start, end in lines(text, room, len)]

    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(line.rstrip(" ")) <= room for line in found)
    assert not any("\n" in line for line in found)


@given(TEXTS, st.integers(1, 30))
def test_only_a_word_longer_than_a_line_is_broken(text: str, room: int) -> None:
    broken = [
        (text[:end].rsplit(maxsplit=1)[-1], text[end:].split(maxsplit=1)[0])
        for _, end in lines(text, room, len)
        if 0 < end < len(text)
        and not text[end - 1 : end + 1].isspace()
        and " " not in text[end - 1 : end + 1]
        and "\n" not in text[end - 1 : end + 1]
    ]
    assert all(len(first + second) > room for first, second in broken)


@given(TEXTS)
def test_a_line_end_and_an_empty_line_are_kept(text: str) -> None:
    assert [text[start:end] for start, end in lines(text, 1_000, len)] == text.split("\n")


@pytest.mark.parametrize(
    ("text", "turned"),
    [
        (ARABIC, True),
        (f"14: {ARABIC}", True),
        (f"School: {ARABIC}", False),
        ("\u05d0\u05d1", True),
        (WELSH, False),
        (POLISH, False),
        ("", False),
        ("14 …", False),
    ],
)
def test_the_first_letter_says_which_way_a_text_runs(text: str, turned: bool) -> None:
    assert right_to_left(text) is turned


@given(st.lists(st.sampled_from(["words", "[", "]", gap("who"), gap("when]"), "\n"])).map("".join))
def test_parts_are_the_text_in_order_with_each_gap_apart(text: str) -> None:
    assert "".join(part for part, _ in parts(text)) == text
    assert text.count("[to fill in: ") == sum(gap for _, gap in parts(text))


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90), st.text(max_size=9)), max_size=4))
def test_columns_share_the_whole_width_and_each_has_some(rows: list[tuple[str, str, str]]) -> None:
    found = shares(Table(("Number", "What", ""), tuple(rows)))
    assert sum(found) == pytest.approx(1)
    assert min(found) > 0


def test_a_column_with_more_to_say_is_wider() -> None:
    number, what, due = shares(Table(("Number", "What", "Due"), (("D1", "word " * 40, "Friday 4 December"),)))
    assert what > due > number
