"""A strict reader of TOML tables: every key taken is checked, what is left over is unknown, all faults are kept.

Our own, because a validation library costs more start-up time than a whole reading command may take.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

Fault = tuple[str, str, str]  # file, key, what is wrong
_TYPES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
    date: "a date such as 2026-12-24",
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_NO_KEY = re.compile(r"[^\w\-. \t\"']+")
_DEEPEST = 1_000  # dots in one key
_T = TypeVar("_T")


def parse(text: str) -> dict[str, object]:
    """The TOML document. Raises ValueError with the line and column at fault."""
    if text.count(".") > _DEEPEST and any(run.count(".") > _DEEPEST for run in _NO_KEY.split(text)):
        raise ValueError("it is nested too deeply")  # the library would take minutes over such a key
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


class Table:
    """One table of a file, with where it stands, and the list that its faults go to."""

    def __init__(self, data: Mapping[str, object], file: str, key: str, faults: list[Fault]) -> None:
        self._left = dict(data)
        self.file, self.key, self.faults = file, key, faults

    def fault(self, key: str, what: str) -> None:
        """Keep a fault of one key of this table."""
        self.faults.append((self.file, f"{self.key}.{key}".strip("."), what))

    def _take(self, key: str, kind: type[_T], default: _T | None) -> _T:
        if key not in self._left:
            if default is None:
                self.fault(key, "is missing")
                return _nothing(kind)
            return default
        value = self._left.pop(key)
        if type(value) is not kind:
            self.fault(key, f"must be {_TYPES[kind]}")
            return _nothing(kind)
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text; not empty where it is required."""
        present = key in self._left
        value = self._take(key, str, default).strip()
        if present and not value and not self.faults_of(key):
            self.fault(key, "is empty")
        return value

    def faults_of(self, key: str) -> bool:
        """Whether this key has a fault already."""
        return any(fault[:2] == (self.file, f"{self.key}.{key}".strip(".")) for fault in self.faults)

    def id(self, key: str = "id") -> str:
        """An id: letters, digits, dots, hyphens."""
        value = self.text(key)
        if value and not _ID.fullmatch(value):
            self.fault(key, "must be letters, digits, dots and hyphens, without spaces")
        return value

    def flag(self, key: str) -> bool:
        """True or false; false when not given."""
        return self._take(key, bool, default=False)

    def number(self, key: str) -> int:
        """A whole number; 0 when not given."""
        return self._take(key, int, 0)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        listed = self._take(key, list, None if required else [])
        good = tuple(one.strip() for one in listed if isinstance(one, str) and one.strip())
        if len(good) != len(listed):
            self.fault(key, "must be a list of texts, none of them empty")
        return good

    def day(self, key: str, default: date | None = None) -> date:
        """A TOML date, such as 2026-12-24."""
        return self._take(key, date, default)

    def table(self, key: str) -> "Table":
        """The table of that name; an empty one when there is none."""
        return Table(self._take(key, dict, {}), self.file, f"{self.key}.{key}".strip("."), self.faults)

    def has(self, key: str) -> bool:
        """Whether the key is there and not taken yet."""
        return key in self._left

    def tables(self, key: str) -> list["Table"]:
        """The `[[key]]` tables, each named by its id where it has one."""
        listed = self._take(key, list, [])
        if not all(isinstance(one, dict) for one in listed):
            self.fault(key, "must be tables: write [[" + f"{self.key}.{key}".strip(".").split(".")[-1] + "]]")
            return []
        named = ((one, one.get("id", position)) for position, one in enumerate(listed, 1))
        return [Table(one, self.file, f"{self.key}.{key}.{name}".strip("."), self.faults) for one, name in named]

    def ids(self) -> tuple[str, ...]:
        """The keys that are left."""
        return tuple(self._left)

    def titles(self) -> dict[str, str]:
        """All that is left, as texts by their keys."""
        return {key: self.text(key) for key in tuple(self._left)}

    def lists(self) -> dict[str, tuple[str, ...]]:
        """All that is left, as lists of texts by their keys; one text is a list of one."""
        one = {key: (self.text(key),) for key, value in tuple(self._left.items()) if isinstance(value, str)}
        return one | {key: self.texts(key) for key in tuple(self._left)}

    def end(self) -> None:
        """What nobody took is unknown."""
        for key in self._left:
            self.fault(key, "is not a key of this table")


def _nothing(kind: type[_T]) -> _T:
    """What stands for a value at fault until all faults are known."""
    return kind(1, 1, 1) if kind is date else kind()  # type: ignore[call-arg]
