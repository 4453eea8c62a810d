"""What is typed in `policy new`: whether it can be used, and the policy that the answers ask for."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from escalate.cli.ask import Answers
from escalate.domain.calendar import AGREED, AT_ONCE, parse_limit
from escalate.usecases.new_policy import SPOKEN, NewPolicy, NewStage, suggested_id

LIMITS = "5 working days, 2 weeks, 24 hours, same working day; or agreed, if the policy gives no number"
_LONGEST = 200  # characters of a title
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WORDS = {word: str(number) for number, word in enumerate(_NUMBERS, 1)} | {"hr": "hour", "hrs": "hours"}
_NO_NUMBER = ("no number", "no limit", "none", "not stated")


def request(values: Answers, taken: Collection[str]) -> NewPolicy:
    """The policy asked for."""
    called = {"dispute": _text(values, "calls_it"), "stage": _text(values, "calls_stage")}
    return NewPolicy(
        id=values.get("id") or suggested_id(values["partnership"], taken),
        title=_text(values, "title"),
        partnership=_text(values, "partnership"),
        edition=_text(values, "edition") or "undated",
        nation=values["nation"],
        subjects=tuple(dict.fromkeys(values["subjects"])),
        grounds=titles(values["ground"]),
        roles=titles(values["role"]),
        stages=tuple(_new_stage(row) for row in values["stage"]),
        words={key: said for key, said in called.items() if said},
        bypass=values.get("bypass", "risk"),
        reflect=tuple(dict.fromkeys(values.get("reflect", ()))),
        tell=tuple(dict.fromkeys(values.get("resolved_tell", ()))),
        copy=values.get("copy_on_file", False),
    )


def _new_stage(row: Mapping[str, Any]) -> NewStage:
    return NewStage(
        name=_text(row, "name"),
        raising=row["raising"],
        within=limit(row["within"]),
        responding=row.get("responding", ""),
        panel=_text(row, "panel"),
        starts=row.get("counted_from", "entered"),
        force=row.get("force", "must"),
        before=row.get("before_next", SPOKEN),
        tell=tuple(dict.fromkeys(row.get("tell", ()))),
    )


def wrong_id(typed: str, taken: Collection[str]) -> str:
    """Why that cannot be a new policy's id; empty when it can."""
    if not _ID.fullmatch(typed):
        return "must be small letters, digits and hyphens, at most 40 of them"
    return "there is already a policy of that id; choose another" if typed in taken else ""


def limit(typed: str) -> str:
    """A limit as a policy file writes it: "Within five working days." is "5 working days"."""
    plain = typed.casefold().strip().removeprefix("within ").rstrip(".").split()
    said = " ".join(_WORDS.get(word, word) for word in plain)
    return AGREED if said in _NO_NUMBER else said


def wrong_limit(typed: str) -> str:
    """Why that cannot be a stage's limit; empty when it can."""
    said = limit(typed)
    try:
        parse_limit(said)
    except ValueError:
        return f"cannot be counted as it stands; write for example {LIMITS}"
    return f"gives a stage no time; write for example {LIMITS}" if said == AT_ONCE else ""


def wrong_title(typed: str) -> str:
    """Why that cannot be a title; empty when it can."""
    return f"is longer than {_LONGEST} characters" if len(typed) > _LONGEST else ""


def titles(rows: Any) -> tuple[str, ...]:  # noqa: ANN401  as in an answers file, or read
    """The titles of rows, each once."""
    listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, (list, tuple)) else []
    return tuple(dict.fromkeys(filter(None, (_text(row, "title") for row in listed))))


def _text(answers: Mapping[str, Any], key: str) -> str:
    """A text on one line."""
    return " ".join(str(answers.get(key, "")).split())
