"""Label: value lines with everything that the JSON has, uncut."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from escalate.domain.calendar import Happened
from escalate.domain.choices import OUTCOMES
from escalate.render import words
from escalate.render.machine import as_json
from escalate.render.plain import as_plain
from tests.render.build_views import a_report, a_status, a_trail, an_entry, at, every_view


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts(one)
    elif isinstance(value, str):
        yield value


def in_words(text: str) -> str:
    """An ISO time, an outcome or a nation as plain text says it; anything else as it is."""
    if text[:4].isdigit() and text[4:5] == "-" and len(text) >= len("2026-12-18"):
        day = Happened.instant(at(1)).day.fromisoformat(text[:10]) if len(text) == len("2026-12-18") else None
        return words.day(day) if day else words.instant(at(1).fromisoformat(text))
    return {**OUTCOMES, **words.NATIONS}.get(text, text).replace("\n", "\n    ")


@pytest.mark.parametrize("name", every_view())
def test_plain_has_every_text_and_time_that_json_has(name: str) -> None:
    view = every_view()[name]
    plain = "\n".join(as_plain(view))
    missing = {text for text in texts(json.loads(as_json(view))["data"]) if in_words(text) not in plain}
    assert not missing - {"Saturday", "Sunday"}  # said with the day itself


@pytest.mark.parametrize("name", every_view())
def test_every_line_is_a_label_and_its_value_or_goes_on_from_one(name: str) -> None:
    for line in as_plain(every_view()[name]):
        first, *more = line.split("\n")
        assert first == "" or ": " in first
        assert all(one.startswith("    ") for one in more)


def test_records_are_blocks_that_say_which_they_are() -> None:
    lines = list(as_plain(a_report()))
    start = lines.index("groups: 1 of 6, lines: 2 of 10")
    assert lines[start - 1] == ""
    assert lines[start + 1 : start + 3] == ["reference: ESC-2026-0007", "number: D2"]


def test_what_is_empty_is_left_out_and_no_is_said() -> None:
    lines = list(as_plain(a_status()))
    assert not [line for line in lines if line.startswith(("body", "note: \n", "changed", "resolved"))]
    assert "scripted: no" in lines


def test_a_line_of_a_text_cannot_pass_for_a_label() -> None:
    lines = "\n".join(as_plain(a_trail(entries=(an_entry(said={"said": "first\nlate: no"}),)))).split("\n")
    assert "late: no" not in lines[: lines.index("duties: 1 of 4")]
    assert "    late: no" in lines


def test_nothing_is_cut_or_drawn() -> None:
    long = "word " * 2000
    plain = "\n".join(as_plain(a_trail(entries=(an_entry(said={"said": long}),))))
    assert long in plain
    assert plain.isascii()
