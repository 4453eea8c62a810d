"""What every format promises: all words are there, none of them does anything, and the same paper is the same file."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.errors import BadInput, MissingParts
from escalate.papers import formats
from escalate.render.safe import safe
from escalate.usecases.paper import Paper, texts
from tests.papers.read_back import (
    ARABIC,
    POLISH,
    WELSH,
    html_texts,
    paper_of,
    pdf_pages,
    squeezed,
    word_texts,
)
from tests.render.payloads import PAYLOADS

READ: dict[str, Callable[[bytes], str]] = {
    ".html": lambda data: "\n".join(html_texts(data)),
    ".pdf": lambda data: "\n".join(pdf_pages(data)),
    ".docx": lambda data: "\n".join(word_texts(data)),
    ".txt": bytes.decode,
}
each_format = pytest.mark.parametrize("ending", formats.FORMATS)


def test_there_is_a_reader_for_each_format() -> None:
    assert set(READ) == set(formats.FORMATS)


def said(paper: Paper) -> list[str]:
    return [squeezed(safe(text)) for text in texts(paper) if text]


@each_format
@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_a_hostile_text_is_shown_and_does_nothing(ending: str, payload: str) -> None:
    paper = paper_of(payload)
    found = squeezed(READ[ending](formats.made(paper, ending)))

    assert all(text in found for text in said(paper))
    assert safe(found) == found


# What DejaVu has letters for, and what no reader of PDF reorders.
WORDS = st.text(
    st.sampled_from("abc ABC\n\t.,-'\"<>&[]{}()=+@\\/ŵŷŁłżźćąęśńóėßñçЖыπΩ“”…\u00a0\u00ad\x00\x1b\u202e"), max_size=60
)


@each_format
@settings(max_examples=12, deadline=None)
@given(text=WORDS, word=st.text(st.sampled_from("aŵŁж"), max_size=200))
def test_no_format_loses_a_text(ending: str, text: str, word: str) -> None:
    paper = paper_of(f"{text} {word}")
    found = squeezed(READ[ending](formats.made(paper, ending)))

    # Cells side by side are read line by line, so here the letters are counted.
    gone = Counter("".join(said(paper)).replace("\u00ad", "")) - Counter(found)
    assert not gone


@each_format
@pytest.mark.parametrize("text", [WELSH, POLISH, "Ŵ ŷ Ł ũ “said” …"])
def test_the_languages_of_families_survive(ending: str, text: str) -> None:
    found = squeezed(READ[ending](formats.made(paper_of(text), ending)))
    assert Counter("".join(said(paper_of(text)))) <= Counter(found)
    assert squeezed(text) in found


@each_format
def test_arabic_survives(ending: str) -> None:
    found = READ[ending](formats.made(paper_of(ARABIC), ending))
    assert Counter(squeezed(ARABIC * 13)) <= Counter(squeezed(found))
    assert all(word in found for word in ARABIC.split())


@each_format
@pytest.mark.parametrize("text", ["x" * 10_000, "a word " * 1_500, "line\n" * 500])
def test_a_very_long_text_is_all_there(ending: str, text: str) -> None:
    found = squeezed(READ[ending](formats.made(Paper("Long", (paper_of(text).blocks)), ending)))
    gone = Counter(squeezed(text * 12)) - Counter(found)
    assert not gone


@each_format
def test_a_paper_of_nothing_but_a_title_can_be_written(ending: str) -> None:
    assert "Only this" in READ[ending](formats.made(Paper("Only this", ()), ending))


MADE = """
import hashlib, sys
from escalate.papers import formats
from tests.papers.read_back import ARABIC, paper_of
print(hashlib.sha256(formats.made(paper_of("Words, tŷ " + ARABIC), sys.argv[1])).hexdigest())
"""


@each_format
@pytest.mark.parametrize("zone", ["Europe/London", "Asia/Tokyo"])
def test_the_same_paper_is_the_same_file_wherever_it_is_made(ending: str, zone: str) -> None:
    here = hashlib.sha256(formats.made(paper_of(f"Words, tŷ {ARABIC}"), ending)).hexdigest()
    place = {**os.environ, "PYTHONHASHSEED": "7", "TZ": zone, "USER": "somebody"}
    there = subprocess.run(
        [sys.executable, "-c", MADE, ending],
        cwd=Path(__file__).parents[2],
        env=place,
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == here


@pytest.mark.parametrize("name", ["record.doc", "record", "record.html.exe", ".html"])
def test_another_ending_is_refused_with_those_there_are(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Nothing was written") as refused:
        formats.write(paper_of("Words"), tmp_path / name)
    assert refused.value.hint == "Give the file a name that ends in .html, .pdf, .docx or .txt."
    assert list(tmp_path.iterdir()) == []


@each_format
def test_an_ending_may_be_in_capitals(ending: str, tmp_path: Path) -> None:
    formats.write(paper_of("Words"), tmp_path / f"RECORD{ending.upper()}")
    assert (tmp_path / f"RECORD{ending.upper()}").read_bytes() == formats.made(paper_of("Words"), ending)


@pytest.mark.parametrize(("ending", "part"), [(".pdf", "fpdf"), (".pdf", "uharfbuzz"), (".docx", "docx")])
def test_a_part_that_is_not_installed_is_named(
    ending: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, part, None)
    with pytest.raises(MissingParts, match="Nothing was written") as refused:
        formats.write(paper_of("Words"), tmp_path / f"record{ending}")
    assert "escalate[docs]" in refused.value.hint
    assert list(tmp_path.iterdir()) == []
