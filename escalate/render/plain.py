"""Any view as blocks of `label: value` lines, for screen readers and grep: nothing is cut, nothing is drawn.

Labels are the names JSON has, in words. A block starts by saying which it is ("open duties: 2 of 5").
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from escalate.domain.calendar import DayOff, Happened
from escalate.domain.choices import OUTCOMES
from escalate.render import words
from escalate.render.machine import View

# Of these labels values are words of the program's own.
_IN_WORDS: Mapping[str, Mapping[str, str]] = {
    "outcome": OUTCOMES,
    "nation": words.NATIONS,
    **dict.fromkeys(("first", "second"), words.NATIONS),
}


def as_plain(view: View) -> Iterator[str]:
    """The lines of a view whose texts are safe; empty values are left out."""
    return plain_lines(view)


def plain_lines(record: Any, path: str = "") -> Iterator[str]:  # noqa: ANN401  a dataclass of a view, or a mapping
    """A record's own values, then each record inside it after an empty line."""
    inside: list[tuple[str, Sequence[Any]]] = []
    for label, value in _pairs(record):
        if _is_record(value):
            inside.append((label, (value,)))
        elif isinstance(value, tuple) and value and (_is_record(value[0]) or isinstance(value[0], Mapping)):
            inside.append((label, value))
        else:
            yield from _lines(label, value)
    for label, records in inside:
        for number, one in enumerate(records, 1):
            heading = f"{path}{label}: {number} of {len(records)}"
            yield from ("", heading)
            yield from plain_lines(one, f"{heading}, ")


def _pairs(record: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    if isinstance(record, Mapping):
        yield from ((key.replace("_", " "), value) for key, value in record.items())
    else:
        yield from ((field.name.replace("_", " "), getattr(record, field.name)) for field in fields(record))


def _is_record(value: object) -> bool:
    return hasattr(value, "__dataclass_fields__") and not isinstance(value, (Happened, DayOff))


def _lines(label: str, value: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _lines(f"{label}, {' '.join(key.split())}", one)
    elif isinstance(value, tuple):
        for one in value:
            yield from _lines(label, one)
    elif value not in ("", None) and (label, value) != ("number", 0):
        # A line of a longer text is set in, so that none of them can pass for a label.
        yield f"{label}: " + "\n    ".join(_said(label, value).split("\n"))


def _said(label: str, value: object) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case str():
            return _IN_WORDS.get(label, {}).get(value, value)
        case int():
            return f"D{value}" if label == "number" else str(value)
        case datetime():
            return words.instant(value)
        case date():
            return words.day(value)
        case Happened():
            return words.happened(value, hour_matters=True)
        case DayOff(on, why):
            return words.day(on) + ("" if why == f"{on:%A}" else f" ({why})")
        case _:
            return str(value)
