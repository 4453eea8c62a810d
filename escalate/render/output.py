"""Where every answer and every error leaves the program: made whole first, then written in one go.

Rich and a screen's module are imported for the human form alone. Colour is for a terminal that has it; a character
that the stream cannot write becomes its escape, so that no console makes a command fail.
"""

import os
from collections.abc import Callable, Iterable
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, TextIO

from escalate.errors import EscalateError
from escalate.render.machine import View, as_json, error_json
from escalate.render.plain import as_plain
from escalate.render.safe import safe, safe_view

if TYPE_CHECKING:
    from escalate.render.layout import Line

How = Literal["human", "plain", "json"]
Screen = Callable[[Any, int], Iterable["Line"]]  # a view with safe texts, and the width in columns
_NARROWEST, _WIDEST, _NO_TERMINAL = 40, 160, 80


def show(view: View, how: How, stream: TextIO) -> None:
    """Write a view to a stream. Raises OSError where the stream cannot be written (a closed pipe)."""
    if how == "json":
        _write([as_json(view)], stream)
        return
    view = safe_view(view, _encoding(stream))
    if how == "plain":
        _write(as_plain(view), stream)
    else:
        screen = _screen(view.schema)
        _write(_drawn(screen(view, width_of(stream)), stream), stream)


def show_error(error: EscalateError, how: How, stream: TextIO) -> None:
    """Write an error: what happened, its details a line each, what to do next."""
    if how == "json":
        _write([error_json(error)], stream)
        return
    lines = [error.message, *(f"  {one}" for one in error.details), error.hint]
    texts = (safe(line, _encoding(stream)).replace("\n", "\n  ") for line in lines if line)
    if how == "plain":
        _write(texts, stream)
        return
    from escalate.render.layout import folded_all

    width = width_of(stream)
    _write((line for text in texts for line in folded_all(text.lstrip(), width, text[: -len(text.lstrip())])), stream)


def width_of(stream: TextIO) -> int:
    """The columns to fill: COLUMNS, else the terminal's, else 80."""
    columns = int(given) if (given := os.environ.get("COLUMNS", "")).isdecimal() else 0
    if not columns and stream.isatty():
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except OSError:  # says it is a terminal, and has no size
            columns = 0
    return min(max(columns or _NO_TERMINAL, _NARROWEST), _WIDEST)


def _write(lines: Iterable[str], stream: TextIO) -> None:
    stream.write("\n".join(lines) + "\n")
    stream.flush()


def _encoding(stream: TextIO) -> str:
    return stream.encoding or "utf-8"


def _drawn(lines: Iterable["Line"], stream: TextIO) -> Iterable[str]:
    """The lines as written: with escape sequences on a terminal that shows colour."""
    if not _colours(stream):
        return [str(line) for line in lines]
    from rich.console import Console

    made = StringIO()
    console = Console(
        file=made, force_terminal=True, width=_WIDEST * 2, markup=False, emoji=False, highlight=False, legacy_windows=False
    )
    for line in lines:
        if isinstance(line, str):
            made.write(f"{line}\n")
        else:
            console.print(line, soft_wrap=True)
    return [made.getvalue().rstrip("\n")]


def _colours(stream: TextIO) -> bool:
    if not stream.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") in ("dumb", "unknown"):
        return False
    from rich.console import detect_legacy_windows

    return not detect_legacy_windows()


def _screen(schema: str) -> Screen:
    """The screen of a kind of view; its module is imported here and only then."""
    match schema:
        case "escalate.status/1":
            from escalate.render.human_status import status_screen as screen
        case "escalate.trail/1":
            from escalate.render.human_trail import trail_screen as screen
        case "escalate.report/1":
            from escalate.render.human_report import report_screen as screen
        case "escalate.list/1":
            from escalate.render.human_report import list_screen as screen
        case "escalate.due/1":
            from escalate.render.human_timeline import due_screen as screen
        case "escalate.timeline/1":
            from escalate.render.human_timeline import timeline_screen as screen
        case "escalate.policy/1":
            from escalate.render.human_policy import policy_screen as screen
        case "escalate.policies/1":
            from escalate.render.human_policy import policies_screen as screen
        case "escalate.policy-check/1":
            from escalate.render.human_policy import check_screen as screen
        case "escalate.settings/1":
            from escalate.render.human_office import settings_screen as screen
        case "escalate.danger/1":
            from escalate.render.human_office import danger_screen as screen
        case _:
            raise LookupError(schema)
    return screen
