"""Frozen dataclasses to plain JSON values and back, by their type hints.

One codec for every event and kept value: what an event looks like in the journal follows from its class alone.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from escalate.domain.calendar import Happened

_T = TypeVar("_T")
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_FIRST = "0001-01-01T00:02"  # before it London has no time that can be shown
_DECODER = json.JSONDecoder()


@lru_cache(maxsize=1024)  # the same instants come again and again within a dispute
def instant_text(at: datetime) -> str:
    """ISO, UTC, microseconds and Z: the one form in which the journal writes an instant."""
    in_utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


@lru_cache(maxsize=1024)
def instant(text: str) -> datetime:
    """The instant that `instant_text` wrote. Raises ValueError, TypeError for what it never writes."""
    if text[-1:] != "Z" or text < _FIRST:
        raise ValueError("no instant of a log")
    return datetime.fromisoformat(text)


def to_plain(value: Any) -> Any:  # noqa: ANN401  any event value to any JSON value
    """The JSON value of an event or any part of one."""
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Happened):
        return to_plain(value.at or value.day)
    if isinstance(value, Mapping):
        return {key: to_plain(one) for key, one in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_plain(one) for one in value]
    return {name: to_plain(getattr(value, name)) for name in _names(cast("Hashable", type(value)))}


@cache
def _names(kind: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(field.name for field in fields(kind))


def from_plain(kind: type[_T], data: Any) -> _T:  # noqa: ANN401  as read from JSON
    """The value of type `kind` that `to_plain` made `data` from. Raises ValueError, KeyError or TypeError if not."""
    value: _T = _reader(cast("Hashable", kind))(data)
    return value


def canonical(value: Any) -> str:  # noqa: ANN401  any JSON value
    """JSON with sorted keys, no spaces, nothing escaped that need not be."""
    return _CANONICAL.encode(value)


def parsed(text: str) -> Any:  # noqa: ANN401  any JSON value
    """What `canonical` wrote; what `json.loads` adds would take a sixth of its time. Raises ValueError."""
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError:
        raise ValueError("nested too deep for anything ever written") from None
    if end != len(text):
        raise ValueError("more than one value")
    return value


def _same(data: Any) -> Any:  # noqa: ANN401
    return data


@lru_cache(maxsize=1024)
def _happened(text: str) -> Happened:
    return Happened(date.fromisoformat(text)) if len(text) == len("2026-11-22") else Happened.instant(instant(text))


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    simple: dict[Any, Callable[[Any], Any]] = {datetime: instant, date: date.fromisoformat, Happened: _happened}
    if kind in simple:
        return simple[kind]
    return _dataclass_reader(kind) if is_dataclass(kind) else _same


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401
    """A function compiled from the fields, as `frozen` does with `__init__`: a whole log has some ten million values.

    What was written before a field was added lacks it, and is read in the slow way.
    """
    known: dict[str, Any] = {"_kind": kind, "_older": _older}
    hints = get_type_hints(kind)
    values = [_reading(hints[one.name], f"_given[{one.name!r}]", known) for one in fields(kind)]
    source = f"""def _read(_given):
    try: return _kind({", ".join(values)})
    except KeyError: return _older(_kind, _given)"""
    exec(source, known)  # noqa: S102  of our own field names
    return cast("Callable[[Any], Any]", known["_read"])


def _reading(kind: Any, given: str, known: dict[str, Any]) -> str:  # noqa: ANN401
    """The expression that reads `given` as `kind`; what it calls is put into `known`."""
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        read = _reading(next(arg for arg in args if arg is not type(None)), given, known)
        return given if read == given else f"None if {given} is None else {read}"
    if origin is tuple:
        each = _reading(args[0], "_one", known)
        return f"tuple({given})" if each == "_one" else f"tuple([{each} for _one in {given}])"
    if origin is not None and issubclass(origin, Mapping):
        return f"dict({given})"
    if (how := _reader(kind)) is _same:
        return given
    known[name := f"_read_{len(known)}"] = how
    return f"{name}({given})"


def _older(kind: Any, data: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """What was written before a field was added: the field has its default. Raises KeyError for one that has none."""
    hints, known, given = get_type_hints(kind), dict[str, Any](), dict[str, Any]()
    for one in fields(kind):
        if one.name in data or (one.default, one.default_factory) == (MISSING, MISSING):
            source = _reading(hints[one.name], "_value", known)
            given[one.name] = eval(source, known | {"_value": data[one.name]})  # noqa: S307  made above
    return kind(**given)
