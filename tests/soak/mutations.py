"""Bad input by the thousand: documents that were right and then changed, words that options may be given, and texts."""

import copy
import json
import os
from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w
from hypothesis import strategies as st
from typer.main import get_command

from escalate.cli.main import app

Place = tuple[Any, ...]

SAID = (  # what might be meant for something, parted by bars
    "| |\x00|\x1b[2J|\u202e|\ud800|'; DROP TABLE entry; --|[red]|{0}|%s|../../x|a.b|-|--|--json|e\u0301|999 943 4765",
    "today|yesterday|Monday|18/12/2026|31/02/2026|1/1/0001|31/12/9999|2026-12-18T10:00Z|29/03/2026 1:30am",
    "25/10/2026 1:30am|today 25:00|1/1/1|01/13/2026|0d|-3d|999999999999d|5 working days|0 working days|-1 days",
    "99999999999 weeks|9999 hours|at once|agreed|1.5 days|us|csc|AB|D4|D0|D-1|D99999999999999999999|yes|no|later|risk",
    "both|other|ESC-2026-0001|ESC-2026-1|1|0|-1|1e5|\u0663|\uff11|torbay|derby|ENG|t\u00f6tbay",
)
LONG = ("9" * 30, "x" * 3_000, "\n" * 50)
TEXTS = st.one_of(st.text(max_size=12), st.sampled_from([*LONG, *(one for line in SAID for one in line.split("|"))]))
NUMBERS = st.one_of(st.integers(-3, 10), st.sampled_from([10**6, 2**63, 2**64, -(2**63) - 1, 10**40]))
SCALARS = st.one_of(TEXTS, NUMBERS, st.booleans(), st.floats(), st.none(), st.dates().map(str))
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


def places(value: Any, here: Place = ()) -> Iterator[Place]:
    """Where something stands in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inside:
        yield (*here, key)
        yield from places(one, (*here, key))


@st.composite
def changed(draw: st.DrawFn, document: Mapping[str, Any], values: st.SearchStrategy[Any] = VALUES) -> dict[str, Any]:
    """The document with one to three of its keys dropped, added, retyped, doubled or put elsewhere."""
    made: dict[str, Any] = copy.deepcopy(dict(document))
    for _ in range(draw(st.integers(1, 3))):
        found = list(places(made))
        if not found:
            break
        *above, key = draw(st.sampled_from(found))
        parent: Any = made
        for step in above:
            parent = parent[step]
        match draw(st.sampled_from(["replace", "replace", "drop", "add", "wrap", "move"])):
            case "drop":
                del parent[key]
            case "add" if isinstance(parent, dict):
                parent[draw(TEXTS)] = draw(values)
            case "wrap":
                parent[key] = draw(st.sampled_from([[parent[key]], {"a": parent[key]}, [parent[key]] * 2]))
            case "move" if isinstance(parent, dict):
                parent[draw(TEXTS)] = parent.pop(key)
            case _:
                parent[key] = draw(values)
    return made


def answers(document: Mapping[str, Any]) -> st.SearchStrategy[str]:
    """An answers file: right but for some changes, or no document at all."""
    nothing = st.one_of(
        st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace").decode()),
        st.just("{" * 3_000),
        st.just('{"a":' * 100_000),
        st.just("[" * 3_000),
        st.just('{"when": ' + "9" * 5_000 + "}"),
        st.just("when = " + "9" * 5_000),
        st.just("a = " + "[" * 2_000 + "]" * 2_000),
    )
    good = changed(document).map(json.dumps)
    return st.integers(0, 19).flatmap(lambda lot: nothing if lot == 0 else good)


def as_toml(document: Mapping[str, Any]) -> str:
    """TOML as text, though some of it may be no valid UTF-8."""
    return tomli_w.dumps(document).encode("utf-8", "surrogatepass").decode("utf-8", "replace")


@st.composite
def toml(draw: st.DrawFn, document: Mapping[str, Any], text: str) -> str:
    """A TOML file changed by its keys, or by its characters."""
    if draw(st.booleans()):
        simple = st.one_of(
            TEXTS, NUMBERS, st.booleans(), st.floats(), st.lists(TEXTS | NUMBERS, max_size=2), st.dates()
        )
        return as_toml(draw(changed(document, simple | st.dictionaries(TEXTS, simple, max_size=2))))
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "cut", "replace", "insert"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "swap":
                other = draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case "cut":
                lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
            case "replace":
                key, equals, _ = lines[at].partition("=")
                lines[at] = (
                    f"{key}{equals} {draw(st.sampled_from(['0', 'true', '[]', '{}', '2026-01-01', 'nan']) | TEXTS)}"
                )
            case _:
                lines.insert(at, draw(TEXTS))
    return "\n".join(lines).encode("utf-8", "surrogatepass").decode("utf-8", "replace")


def _commands(command: Any, path: Place = ()) -> Iterator[tuple[Place, list[Any]]]:
    inner = getattr(command, "commands", {})
    if not inner:
        yield path, command.params
    for name, sub in inner.items():
        yield from _commands(sub, (*path, name))


PARAMETERS = {path: params for path, params in _commands(get_command(app)) if path != ("demo",)}
WORDS = st.one_of(
    TEXTS,
    st.sampled_from(["northshire.toml", "no-such.toml", ".", "/", "answers.toml", "/dev/null", "NUL", "x" * 300]),
)


@st.composite
def command_lines(draw: st.DrawFn) -> list[str]:
    """A command with some of its options, each with some word; and sometimes a word too many."""
    path = draw(st.sampled_from(sorted(PARAMETERS)))
    words = [str(one) for one in path]
    for parameter in PARAMETERS[path]:
        if not draw(st.sampled_from([True, False, False])):
            continue
        if parameter.param_type_name == "option":
            words.append(parameter.opts[0])
        if not getattr(parameter, "is_flag", False):
            words.append(_typed(draw(WORDS)))
    if draw(st.integers(0, 9)) == 0:
        words.insert(draw(st.integers(0, len(words))), _typed(draw(WORDS)))
    return [word for word in words if word not in ("--install-completion", "--show-completion", "demo")]


def _typed(word: str) -> str:
    """The word as a program gets it: without NUL, and what is no character byte by byte."""
    return os.fsdecode(word.replace("\x00", "").encode("utf-8", "surrogatepass"))
