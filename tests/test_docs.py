"""What the README says of commands and exit codes is what the program has."""

from pathlib import Path

from escalate.cli.main import app
from escalate.cli.policies import app as policy_app
from escalate.errors import ExitCode

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
