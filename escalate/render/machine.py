"""Views and errors as JSON, for programs: one document, `{"schema": ..., "data": ...}`, in plain ASCII.

Times are ISO with London's offset, so that a reader sees the wall clock and a program the instant.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, ClassVar, Protocol

from escalate.domain.calendar import LONDON, Happened
from escalate.errors import EscalateError


class View(Protocol):
    """What every screen's data has: the name and version of its shape."""

    schema: ClassVar[str]


def as_json(view: View) -> str:
    """The whole view on one line."""
    return _document(view.schema, _value(view))


def error_json(error: EscalateError) -> str:
    """An error on one line."""
    return _document("escalate.error/1", error_data(error))


def error_data(error: EscalateError) -> dict[str, Any]:
    """What happened, with the stable code, the details, what to do next and the exit code."""
    return {
        "code": error.code,
        "message": error.message,
        "details": error.details,
        "hint": error.hint,
        "exit_code": int(error.exit_code),
    }


def _document(schema: str, data: object) -> str:
    return json.dumps({"schema": schema, "data": data})


def _value(value: Any) -> Any:  # noqa: ANN401  any value of a view
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, Happened):
        value = value.at or value.day
    if isinstance(value, date):
        return value.astimezone(LONDON).isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, Mapping):
        return {key: _value(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [_value(one) for one in value]
    return {field.name: _value(getattr(value, field.name)) for field in fields(value)}
