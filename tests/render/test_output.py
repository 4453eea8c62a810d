"""What leaves the program: on any console, of any width, with any text in it."""

import json
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from io import BytesIO, StringIO, TextIOWrapper
from typing import Any, ClassVar, get_args

import pytest
from rich.cells import cell_len

from escalate.errors import EscalateError, MissingGate
from escalate.render.machine import View, as_json
from escalate.render.output import How, show, show_error, width_of
from escalate.usecases import (
    attachments,
    backups,
    comparing,
    drafts,
    due_dates,
    export_view,
    importing,
    keep_review,
    listing,
    office,
    paper_views,
    policies,
    report,
    sheet,
    status,
    status_timeline,
    tally,
    timeline,
    to_copy,
    today,
    trail,
    verifying,
)
from tests.render.build_views import a_duty, a_full_status, a_status, at, every_view
from tests.render.payloads import PAYLOADS

HOWS: tuple[How, ...] = get_args(How)
ALLOWED = set("\n\t\u200c\u200d\u00ad\u00a0")


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    encoding: ClassVar[str] = "utf-8"  # type: ignore[misc]

    def isatty(self) -> bool:
        return True


def shown(view: View, how: How = "human", stream: StringIO | None = None) -> str:
    stream = stream or StringIO()
    show(view, how, stream)
    return stream.getvalue()


def poisoned(value: Any, payload: str) -> Any:
    """The same value with the payload after every text in it."""
    if isinstance(value, str):
        return value + payload
    if isinstance(value, tuple):
        return tuple(poisoned(one, payload) for one in value)
    if isinstance(value, dict):
        return {key: poisoned(one, payload) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: poisoned(getattr(value, field.name), payload) for field in fields(value)})
    return value


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("name", every_view())
def test_every_view_is_shown_in_every_way(name: str, how: How) -> None:
    text = shown(every_view()[name], how)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text.isascii()


def test_every_view_that_has_a_schema_is_tested_here() -> None:
    modules = (
        attachments,
        backups,
        comparing,
        drafts,
        due_dates,
        importing,
        export_view,
        keep_review,
        listing,
        office,
        paper_views,
        policies,
        report,
        sheet,
        status,
        status_timeline,
        tally,
        timeline,
        today,
        to_copy,
        trail,
        verifying,
    )
    schemas = {one.schema for module in modules for one in vars(module).values() if hasattr(one, "schema")}
    on_screen = schemas - {export_view.ExportView.schema}  # that one is a file
    assert on_screen == {view.schema for view in every_view().values()}


@pytest.mark.parametrize("columns", ["80", "100", "120"])
@pytest.mark.parametrize("name", every_view())
def test_no_line_is_wider_than_the_terminal(name: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    wide = [line for line in shown(every_view()[name]).splitlines() if cell_len(line) > int(columns)]
    assert not wide


@pytest.mark.parametrize("columns", ["1", "40", "60"])
@pytest.mark.parametrize("name", every_view())
def test_a_narrow_terminal_gets_every_screen(name: str, columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert shown(every_view()[name])


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
@pytest.mark.parametrize("how", ["human", "plain"])
@pytest.mark.parametrize("name", every_view())
def test_text_never_drives_the_screen_wherever_it_stands(name: str, how: How, payload: str) -> None:
    text = shown(poisoned(every_view()[name], payload), how)
    assert all(char.isprintable() or char in ALLOWED for char in text)


@pytest.mark.parametrize("name", every_view())
def test_wide_letters_are_counted_as_terminals_do(name: str) -> None:
    lines = shown(poisoned(every_view()[name], " 兒童安全 👩‍👩‍👧 الطفل")).splitlines()
    folded = [line for line in lines if "escalate " not in line]  # a command is never cut
    assert max(map(cell_len, folded)) <= 80


def test_markup_and_emoji_names_stay_as_written() -> None:
    text = shown(a_status(subjects=("[red]AB[/red] :smile:",)), "human", Terminal())
    assert "[red]AB[/red] :smile:" in text


def test_colour_only_adds_to_the_words_on_a_terminal() -> None:
    view = a_status(next_due=a_duty(due=at(21, 17), late=True))
    coloured = shown(view, stream=Terminal())
    assert "\x1b[1;31m" in coloured
    plain = "".join(part.partition("m")[2] if number else part for number, part in enumerate(coloured.split("\x1b[")))
    assert plain == shown(view)


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert "\x1b" not in shown(a_full_status(), stream=Terminal())


def test_a_pipe_gets_no_colour_even_when_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b" not in shown(a_full_status())


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp850", "utf-8"])
@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("name", every_view())
def test_a_console_of_another_encoding_shows_escapes_and_never_fails(name: str, how: How, encoding: str) -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding=encoding, errors="strict")
    view = poisoned(every_view()[name], " ŵ الطفل 👍 \ud800")
    show(view, how, stream)
    show_error(EscalateError("Tŷ \ud800", hint="兒"), how, stream)
    text = raw.getvalue().decode(encoding)
    has_texts = "\\u0175" in as_json(view)
    assert not has_texts or "\\u0175" in text or "ŵ" in text


@pytest.mark.parametrize(
    ("columns", "width"), [("", 80), ("100", 100), ("10", 40), ("1000", 160), ("wide", 80), ("-5", 80)]
)
def test_the_width_is_that_of_columns_or_80(columns: str, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert width_of(StringIO()) == width


def test_a_terminal_without_a_size_has_80_columns() -> None:
    assert width_of(Terminal()) == 80


ERROR = MissingGate(
    "Nothing was recorded. Stage 2 cannot be left yet.",
    details=("D5 The two managers speak: escalate log 7", "answers.aim: What do you want?\x1b[2J"),
    hint="The clock still runs.",
)


def test_an_error_says_what_happened_then_what_is_missing_then_what_to_do() -> None:
    stream = StringIO()
    show_error(ERROR, "human", stream)
    assert stream.getvalue().splitlines() == [
        "Nothing was recorded. Stage 2 cannot be left yet.",
        "  D5 The two managers speak: escalate log 7",
        r"  answers.aim: What do you want?\x1b[2J",
        "The clock still runs.",
    ]


def test_an_error_can_be_plain_lines_or_json() -> None:
    plain, machine = StringIO(), StringIO()
    show_error(ERROR, "plain", plain)
    show_error(ERROR, "json", machine)
    assert plain.getvalue().splitlines()[0] == "code: missing-gate"
    assert r"details: answers.aim: What do you want?\x1b[2J" in plain.getvalue().splitlines()
    assert "exit code: 4" in plain.getvalue()
    assert json.loads(machine.getvalue())["data"]["code"] == "missing-gate"


@pytest.mark.parametrize(
    ("encoding", "drawn"),
    [("utf-8", "┌─ Stage 1"), ("cp850", "┌─ Stage 1"), ("cp1252", "+- Stage 1"), ("ascii", "+- Stage 1")],
)
def test_boxes_are_drawn_with_what_the_console_can_write(encoding: str, drawn: str) -> None:
    raw = BytesIO()
    stream = TextIOWrapper(raw, encoding=encoding, errors="strict")
    show(every_view()["policy"], "human", stream)
    text = raw.getvalue().decode(encoding)
    assert drawn in text
    assert ("┐" in text) == (drawn[0] == "┌")


def test_a_closed_pipe_is_left_to_the_caller() -> None:
    class Closed(StringIO):
        def write(self, _: str) -> int:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        show(a_status(), "human", Closed())


def test_everything_is_written_in_one_go() -> None:
    class Counting(StringIO):
        writes = 0

        def write(self, text: str) -> int:
            self.writes += 1
            return super().write(text)

    stream = Counting()
    show(a_full_status(), "human", stream)
    assert stream.writes == 1


@pytest.mark.parametrize(
    ("how", "never"),
    [
        ("json", "rich"),
        ("plain", "rich"),
        ("human", "rich.markdown"),
        ("human", "rich.console"),
        ("human", "rich.table"),
    ],
)
def test_rich_is_loaded_for_the_human_screens_alone_and_its_console_for_colour(how: str, never: str) -> None:
    code = (
        "import sys; from escalate.render.output import show; from tests.render.build_views import a_status; "
        f"show(a_status(), {how!r}, sys.stdout); sys.exit({never!r} in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)
