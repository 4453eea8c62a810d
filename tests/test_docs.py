"""What the README says of commands, exit codes and JSON schemas is what the program has."""

import re
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from escalate.cli.main import app
from escalate.cli.policies import app as policy_app
from escalate.errors import ExitCode
from escalate.render.output import _SCREENS
from tests.readme.schemas import in_readme, schemas

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_command_is_documented_and_nothing_else() -> None:
    live = {f"escalate {command.name}" for command in app.registered_commands}
    live |= {f"escalate policy {command.name}" for command in policy_app.registered_commands}
    table = {line.split("`")[1] for line in README.splitlines() if line.startswith("| `escalate ")}
    assert table == live


def test_every_command_has_a_help_text() -> None:
    commands = [*app.registered_commands, *policy_app.registered_commands]
    assert all(command.callback and command.callback.__doc__ for command in commands)


def test_every_exit_code_is_documented() -> None:
    documented = {line.split("|")[1].strip() for line in README.splitlines() if line.startswith("| ")}
    assert {str(int(code)) for code in ExitCode} <= documented


def typed_in_the_readme() -> set[str]:
    """Every command that the README gives, without what is said beside it or where it is sent."""
    fenced = (block for block in README.split("\n```")[1::2])
    lines = [line for block in fenced for line in block.splitlines()[1:]]
    inline = [
        " ".join(code.split()) for code in re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
    ]
    given = [line.removeprefix("$ ") for line in (*lines, *inline)]
    return {re.split(r" {3,}| [>|] ", line)[0].strip() for line in given if re.match(r"escalate( |$)", line)}


def options_of(command: Any) -> set[str]:
    return {name for one in command.params for name in one.opts} | {"--help"}


@pytest.mark.parametrize("line", sorted(typed_in_the_readme()))
def test_a_command_of_the_readme_is_there_with_its_options(line: str) -> None:
    command: Any = get_command(app)
    words = shlex.split(line)[1:]
    while words and (inner := getattr(command, "commands", None)) and not words[0].startswith("-"):
        command = inner[words.pop(0)]
    assert {word for word in words if word.startswith("--")} <= options_of(command)


def test_every_command_but_the_demo_prints_in_all_three_ways() -> None:
    tree: Any = get_command(app)
    commands: Mapping[str, Any] = {**tree.commands, **tree.commands["policy"].commands}
    lacking = {name for name, one in commands.items() if not {"--json", "--plain"} <= options_of(one)}
    assert lacking == {"demo", "policy"}


NOT_YET = {"check of the whole log": "verify", "export": "export", "backup": "backup", "restor": "restore"}


def test_what_is_said_to_be_missing_is_missing() -> None:
    said = README.partition("Not there yet:")[2].partition(".")[0]
    live = {command.name for command in app.registered_commands}
    assert {command for words, command in NOT_YET.items() if words in said} & live == set()


def test_every_json_schema_is_listed_with_its_fields() -> None:
    assert in_readme(README) == schemas(), "write the fields anew: python -m tests.readme; a new schema needs a row"
    assert set(schemas()) == {*_SCREENS, "escalate.error/1", "escalate.export/1"}  # the last is a file, and no screen


def test_every_target_of_make_is_listed() -> None:
    makefile = (Path(__file__).parents[1] / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):.*##", makefile, re.MULTILINE)) - {"help"}
    assert {target for target in targets if f"make {target}" not in README} == set()
