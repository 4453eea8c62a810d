"""A line of a PDF that mixes scripts is set in its own size, whichever way it runs."""

import re
import zlib

import pytest

from escalate.papers import pdf
from escalate.usecases.paper import Facts, Paper, gap


@pytest.mark.parametrize("text", ["Łódź مرحبا", "مرحبا Łódź", f"Łódź مرحبا {gap('what')}", "Ŵŷ"])
def test_no_letter_is_set_in_the_size_in_which_it_is_measured(text: str) -> None:
    made = pdf.made(Paper("T", (Facts((("Our view", text),)),)))
    page = zlib.decompress(re.findall(rb"stream\r?\n(.*?)endstream", made, re.DOTALL)[0])
    assert max(float(size) for size in re.findall(rb"/F\d+ ([\d.]+) Tf", page)) < 50
