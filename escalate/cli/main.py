"""The command tree, in the order of a dispute's life, and the one place where a fault becomes an exit code."""

import os
import sys
from collections.abc import Callable, Mapping
from functools import cache
from io import StringIO, TextIOWrapper
from typing import Annotated, Any

import typer
from typer.main import get_command

from escalate import warning
from escalate.cli import (
    attaching,
    backups,
    checking,
    completing,
    disputes,
    drafts,
    due_dates,
    entries,
    exporting,
    faults,
    importing,
    keeping,
    letters,
    policies,
    reading,
    reporting,
    setting_up,
)
from escalate.cli.completing import Shell
from escalate.errors import EscalateError, ExitCode, Interrupted, NobodyReads
from escalate.runtime import How
from escalate.version import VERSION


def _demo(
    policy: Annotated[str, typer.Argument(help="One policy's story. Nothing: all of them.")] = "",
) -> None:
    """A told story in a log of its own: one dispute under each policy, through the real commands."""
    from escalate.cli import demo

    demo.demo(policy, run)


COMMANDS: Mapping[str, Callable[..., None]] = {
    "setup": setting_up.setup,
    "open": disputes.open_,
    "reflect": disputes.reflect,
    "log": disputes.log,
    "advance": disputes.advance,
    "done": disputes.done,
    "extend": disputes.extend,
    "people": disputes.people,
    "danger": disputes.danger,
    "resolve": disputes.resolve,
    "reopen": disputes.reopen,
    "attach": attaching.attach,
    "correct": entries.correct,
    "approve": entries.approve,
    "letter": letters.letter,
    "form": letters.form,
    "keep": keeping.keep,
    "erase": keeping.erase,
    "status": reading.status,
    "trail": reading.trail,
    "attachments": attaching.attachments,
    "list": reading.list_,
    "report": reporting.report,
    "export": exporting.export,
    "due": reading.due,
    "import": importing.import_,
    "calendar": due_dates.calendar,
    "drafts": drafts.drafts,
    "verify": checking.verify,
    "rebuild": checking.rebuild,
    "backup": backups.backup,
    "restore": backups.restore,
    "demo": _demo,
}


def _top(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)] = False,
    install_completion: Annotated[
        Shell | None,
        typer.Option("--install-completion", metavar="SHELL", help="Let Tab complete in bash, zsh or fish."),
    ] = None,
    show_completion: Annotated[
        Shell | None,
        typer.Option("--show-completion", metavar="SHELL", help="Print it for bash, zsh, fish or powershell."),
    ] = None,
) -> None:
    if version:
        said = f"escalate {VERSION}\n"
    elif show_completion:
        said = completing.script(show_completion)
    elif install_completion:
        said = f"Completion is in {completing.install(install_completion)}. Open a new terminal to use it.\n"
    else:
        return
    sys.stdout.write(said)
    raise typer.Exit


def _tree(only: str = "") -> typer.Typer:
    """The program, or what of it one command needs: Typer works through the options of each one it is given."""
    tree = typer.Typer(
        name="escalate",
        help="Track a professional disagreement about the safety of a child or adult, under your partnership's policy.",
        epilog="In immediate danger call 999 first. Words about a child never belong on the command line.",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,  # its own options take no shell's name, and more than completion from PowerShell
        no_args_is_help=True,
    )
    tree.callback(invoke_without_command=True)(_top)
    for name, command in COMMANDS.items():
        if only in ("", name):
            tree.command(name)(command)
    if not only:
        tree.add_typer(policies.app, name="policy")
    return tree


app = _tree()


@cache
def _command(only: str) -> Callable[..., Any]:
    """The tree, or one command of it, as what Typer runs: called itself, a tree puts its own traceback for ours."""
    return get_command(_tree(only) if only else app)


def main() -> None:
    """Run a command and leave with its exit code."""
    os.umask(0o077)
    faults.keep_silent()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.stdin = sys.stdin or StringIO()
    sys.stdout = sys.stdout or StringIO()  # closed by whoever started it: nobody is to see the answer
    sys.stderr = sys.stderr or StringIO()
    sys.exit(run(sys.argv[1:]))


def run(words: list[str]) -> int:
    """The exit code of one command; faults are shown on standard error, never as a traceback of ours."""
    warning.forget_what_waits()
    code = _run(words)
    if not completing.is_asked():
        warning.say_what_waits()  # last: a long screen would push it out of sight
        warning.forget_what_waits()
    return code


def _run(words: list[str]) -> int:
    how: How = "json" if "--json" in words else "plain" if "--plain" in words else "human"
    try:
        if completing.is_asked():
            completing.make_ready()
        elif set(words) <= {"--json", "--plain"}:
            reading.today(how)
            return ExitCode.DONE
        command = _command(words[0] if words and words[0] in COMMANDS else "")
        words = ["policy", "--help"] if words == ["policy"] else words
        return int(command(words, prog_name=completing.PROGRAM, standalone_mode=False) or ExitCode.DONE)
    except NobodyReads:  # what Typer would meet as a closed pipe, and end with 1
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except EscalateError as error:
        return _fault(error, how)
    except KeyboardInterrupt:
        return _fault(Interrupted("Stopped."), how)
    except Exception as error:  # noqa: BLE001  the last door: nobody may meet a traceback, which can show words
        return _fault(faults.translated(error), how)


def _fault(error: EscalateError, how: How) -> int:
    from escalate.runtime import show_error

    show_error(error, how)
    return error.exit_code
