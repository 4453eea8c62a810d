"""What a spreadsheet would take for a formula, and how it is kept from that: an apostrophe in front.

An apostrophe that stands there already gets another, so that `restored` gives back whatever was `guarded`.
"""

import re

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
