"""What a cell holds: times on London's clocks, and text that no spreadsheet can take for a formula.

In CSV an apostrophe in front keeps it from that. One that stands there already gets another, so that `restored` gives
back whatever was `guarded`.
"""

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from escalate.domain.calendar import LONDON
from escalate.render.safe import safe

if TYPE_CHECKING:
    from escalate.usecases.sheet import Cell

_FORMULA = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]| *[\t\r\n])")


def is_formula(text: str) -> bool:
    """Whether some spreadsheet could work the text out instead of showing it."""
    return _FORMULA.match(text) is not None


def guarded(text: str) -> str:
    """The text, to be shown as it stands."""
    return f"'{text}" if is_formula(text) else text


def restored(text: str) -> str:
    """The text as it was before `guarded`."""
    return text[1:] if text[:1] == "'" and is_formula(text) else text


def in_text(value: "Cell") -> str:
    """What a CSV file holds of it: 2026-12-29 17:00, and text that is no formula."""
    value = local(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else value.isoformat()
    return guarded(safe(value or ""))


def local(value: "Cell") -> "Cell":
    """An instant as London's clocks show it: a spreadsheet knows no time zones."""
    return value.astimezone(LONDON).replace(tzinfo=None) if isinstance(value, datetime) else value
