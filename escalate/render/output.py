"""Where every answer and every error leaves the program: made whole first, then written in one go.

Rich and a screen's module are imported for the human form alone. Colour is for a terminal that has it; a character
that the stream cannot write becomes its escape, so that no console makes a command fail.
"""

import os
from collections.abc import Callable, Iterable
from importlib import import_module
from io import StringIO
from typing import TYPE_CHECKING, Any, Literal, TextIO

from escalate.errors import EscalateError
from escalate.render.machine import View, as_json, error_data, error_json
from escalate.render.plain import as_plain, plain_lines
from escalate.render.safe import safe, safe_value

if TYPE_CHECKING:
    from escalate.render.layout import Line

How = Literal["human", "lines", "plain", "json"]  # lines: the human screens for a screen reader
Screen = Callable[[Any, int], Iterable["Line"]]  # a view with safe texts, and the width in columns
_SCREENS = {
    "escalate.today/1": "human_today.today_screen",
    "escalate.status/1": "human_status.status_screen",
    "escalate.status-timeline/1": "human_status_timeline.status_timeline_screen",
    "escalate.trail/1": "human_trail.trail_screen",
    "escalate.attachments/1": "human_attachments.attachments_screen",
    "escalate.tally/1": "human_tally.tally_screen",
    "escalate.keep-review/1": "human_tally.review_screen",
    "escalate.record/1": "human_trail.record_screen",
    "escalate.report/1": "human_report.report_screen",
    "escalate.report-page/1": "human_report.page_screen",
    "escalate.list/1": "human_report.list_screen",
    "escalate.sheet/1": "human_sheets.sheet_screen",
    "escalate.import/1": "human_sheets.import_screen",
    "escalate.due/1": "human_timeline.due_screen",
    "escalate.calendar/1": "human_calendar.calendar_screen",
    "escalate.timeline/1": "human_timeline.timeline_screen",
    "escalate.policy/1": "human_policy.policy_screen",
    "escalate.policy-comparison/1": "human_comparison.comparison_screen",
    "escalate.policies/1": "human_policy.policies_screen",
    "escalate.policy-new/1": "human_policy_new.new_policy_screen",
    "escalate.policy-check/1": "human_policy.check_screen",
    "escalate.settings/1": "human_office.settings_screen",
    "escalate.danger/1": "human_office.danger_screen",
    "escalate.verify/1": "human_checking.verify_screen",
    "escalate.exported/1": "human_export.exported_screen",
    "escalate.checker/1": "human_export.checker_screen",
    "escalate.verify-file/1": "human_export.file_screen",
    "escalate.rebuild/1": "human_checking.rebuild_screen",
    "escalate.backup/1": "human_backups.backup_screen",
    "escalate.restore/1": "human_backups.restore_screen",
    "escalate.papers/1": "human_papers.papers_screen",
    "escalate.paper/1": "human_papers.paper_screen",
    "escalate.drafts/1": "human_drafts.drafts_screen",
}
_SPOKEN = {  # where lines to be listened to are no screen without its columns
    "escalate.status/1": "spoken_status.status_lines",
    "escalate.status-timeline/1": "spoken_status_timeline.status_timeline_lines",
    "escalate.policy/1": "spoken_policy.policy_lines",
    "escalate.policy-comparison/1": "spoken_policy.comparison_lines",
    "escalate.policy-new/1": "spoken_policy.new_policy_lines",
}
_BOXES = "─│┌┐└┘├┬┤"
_IN_ASCII = str.maketrans(_BOXES, "-|+++++++")
_NARROWEST, _WIDEST, _NO_TERMINAL = 40, 160, 80


def show(view: View, how: How, stream: TextIO) -> None:
    """Write a view to a stream. Raises OSError where the stream cannot be written (a closed pipe)."""
    if how == "json":
        _write([as_json(view)], stream)
        return
    view = safe_value(view, _encoding(stream))
    if how == "plain":
        _write(as_plain(view), stream)
    elif how == "lines":
        _write(_lines(view, stream), stream)
    else:
        screen = _screen(_SCREENS[view.schema])
        _write(_writable(_drawn(screen(view, width_of(stream)), stream), stream), stream)


def show_error(error: EscalateError, how: How, stream: TextIO) -> None:
    """Write an error: what happened, its details a line each, what to do next."""
    if how == "json":
        _write([error_json(error)], stream)
        return
    encoding = _encoding(stream)
    if how == "plain":
        _write(plain_lines(safe_value(error_data(error), encoding)), stream)
        return
    from escalate.render.layout import ENDLESS, folded

    said = [("", error.message), *(("  ", one) for one in error.details), ("", error.hint)]
    width = ENDLESS if how == "lines" else width_of(stream)
    lines = ((indent, line) for indent, text in said for line in safe(text, encoding).split("\n") if line)
    _write((one for indent, line in lines for one in folded(line, width, indent, indent * 2)), stream)


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


def _lines(view: View, stream: TextIO) -> list[str]:
    """The screen's words without empty lines: whole, however long a line is; a terminal would break it inside words."""
    from escalate.render.layout import ENDLESS, folded

    spoken = view.schema in _SPOKEN
    screen = _screen(_SPOKEN[view.schema] if spoken else _SCREENS[view.schema])
    whole = [text for line in screen(view, ENDLESS) if (text := str(line)).strip()]
    return [one for line in whole for one in folded(line, width_of(stream))] if stream.isatty() else whole


def _encoding(stream: TextIO) -> str:
    return stream.encoding or "utf-8"


def _writable(lines: Iterable[str], stream: TextIO) -> Iterable[str]:
    """The lines, with boxes drawn in ASCII where the stream lacks the characters or does not say what it has."""
    try:
        _BOXES.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return [line.translate(_IN_ASCII) for line in lines]
    return lines


def _drawn(lines: Iterable["Line"], stream: TextIO) -> Iterable[str]:
    """The lines as written: with escape sequences on a terminal that shows colour."""
    if not _colours(stream):
        return [str(line) for line in lines]
    from rich.console import Console

    made = StringIO()
    console = Console(
        file=made,
        force_terminal=True,
        width=_WIDEST * 2,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
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


def _screen(found: str) -> Screen:
    """The screen of that name; its module is imported here and only then."""
    module, name = found.split(".")
    screen: Screen = getattr(import_module(f"escalate.render.{module}"), name)
    return screen
