"""The README's reference of the policy format names what the program reads: each key, its type and its default."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from escalate.domain import policy as p
from escalate.policy_format import read_policy
from escalate.toml_tables import Table, parse
from tests.test_docs import README

REFERENCE = README.partition("## The policy format")[2].partition("\n## ")[0]
EVERYTHING = (Path(__file__).parent / "everything.toml").read_text(encoding="utf-8")
KINDS = {
    "text": "text",
    "id": "id",
    "texts": "list",
    "flag": "true or false",
    "number": "number",
    "table": "table",
    "tables": "tables",
}
FREE = {"sectors": "any id", "roles.ID": "any sector", "when": "any question"}  # keys that the writer chooses
SAID_OTHERWISE = {  # what the reader lets be absent, and the meaning of the whole does not; what absence means
    ("", "format"): "required",
    ("", "policy"): "required",
    ("", "ground"): "required",
    ("", "roles"): "required",
    ("", "stage"): "required",
    ("form", "ask"): "required",
    ("words", "dispute"): '`"dispute"`',
    ("words", "stage"): '`"stage"`',
    ("duty", "stages"): "every stage",
    ("duty", "when"): "always",
}
Row = tuple[str, str]  # type and default


def table_name(key: str) -> str:
    """`stage.1.duty.consult` is a duty; `roles.worker` one of the roles."""
    parts = key.split(".")
    if parts[-1] in ("when", "body"):
        return "when" if parts[-1] == "when" else "stage.body"
    if parts[0] == "roles" and len(parts) > 1:
        return "roles.ID"
    lists = [part for part in parts[::2] if part] if parts[0] in ("stage", "form", "duty") else parts[:1]
    return {"stage.duty": "duty"}.get(".".join(lists), ".".join(lists))


def default_of(method: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> str:
    if method == "id" or (method == "text" and not args) or keywords.get("required"):
        return "required"
    shown = {"flag": "`false`", "number": "`0`"}
    return shown.get(method) or (f'`"{args[0]}"`' if args and args[0] else "none")


def read_by_the_program(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Row]:
    """Every key that the reader takes, by its table."""
    found: dict[tuple[str, str], Row] = {}

    def spy(method: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def take(self: Table, *args: Any, **keywords: Any) -> Any:
            key, *others = args or ("id",)
            name = table_name(self.key)
            free = name in FREE and (name, key) != ("roles.ID", "title")
            row = (KINDS[method], default_of(method, tuple(others), keywords))
            if name != "roles":
                found.setdefault((name, FREE[name] if free else key), ("", "none") if free else row)
            return real(self, *args, **keywords)

        return take

    for method in KINDS:
        monkeypatch.setattr(Table, method, spy(method, getattr(Table, method)))
    read_policy("everything.toml", {"everything.toml": parse(EVERYTHING)}, [])
    monkeypatch.undo()
    return {key: (kind, SAID_OTHERWISE.get(key, default)) for key, (kind, default) in found.items()}


def in_the_reference() -> dict[tuple[str, str], Row]:
    """Every row of a table of keys, by the table that its heading names."""
    found = {}
    for section in REFERENCE.split("\n### ")[1:]:
        heading, _, text = section.partition("\n| moment |")[0].partition("\n")
        name = "" if heading == "At the top" else re.findall(r"[\w.]+", heading)[-1]
        for key, kind, default in re.findall(
            r"^\| (\S+|any \w+) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", text, re.MULTILINE
        ):
            if key != "key":
                found[name, key.strip("`")] = ("", default) if key.startswith("any ") else (kind, default)
    return found


def test_the_reference_and_the_program_name_the_same_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert in_the_reference() == read_by_the_program(monkeypatch)


def test_every_word_that_a_key_can_have_is_in_the_reference() -> None:
    words = {*p.STARTS, *p.ENDS, *p.FORCES, *p.BYPASSES, *p.NATIONS, *p.SUBJECTS, *p.SECTORS, *p.HOLDERS, *p.DISSENT}
    assert {word for word in words if f"`{word}`" not in REFERENCE} == set()


def test_the_moments_start_and_end_as_the_reference_says() -> None:
    rows = re.findall(r"^\| `([\w:]+)` \| [^|]+ \| (yes)? ?\| (yes)? ?\|$", REFERENCE, re.MULTILINE)
    assert {word.replace("ID", "") for word, starts, _ in rows if starts} == {*p.STARTS, p.DONE_OF}
    assert {word for word, _, ends in rows if ends} == set(p.ENDS)
