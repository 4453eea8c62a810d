"""Completion of what is typed, for four shells: their scripts, where these go, and the answers that they ask for.

Typer does all three; kept from it are Rich, which a Tab can do without, and a change of what a machine allows to run.
The log is never opened: references of disputes do not belong on a screen that others may see.
"""

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

from escalate.errors import BadInput, EscalateError

PROGRAM = "escalate"
_VARIABLE = "_ESCALATE_COMPLETE"  # set by the scripts, and read by Typer
_PLAIN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")  # the shells evaluate what they are given


class Shell(StrEnum):
    """A shell that Typer has a script for."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def is_asked() -> bool:
    """Whether a shell asks for completions, instead of somebody for an answer."""
    return bool(os.environ.get(_VARIABLE))


def make_ready() -> None:
    """Let Typer answer a shell. It would load Rich, to take mark-up that we do not use out of the help texts."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    sys.modules["rich"] = None  # type: ignore[assignment]  # the documented way to make an import fail
    completion_init()


def script(shell: Shell) -> str:
    """What the shell must read for Tab to work."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    return f"{get_completion_script(prog_name=PROGRAM, complete_var=_VARIABLE, shell=shell.value)}\n"


def install(shell: Shell) -> Path:
    """Put the script where the shell reads it, and say where. Raises BadInput."""
    if shell is Shell.POWERSHELL:  # Typer would let every script run on this computer
        raise BadInput(
            "Nothing was installed: PowerShell reads its profile, which is yours to change.",
            hint="Add it yourself: escalate --show-completion powershell | Add-Content $PROFILE",
        )
    from typer.completion import install as put  # type: ignore[attr-defined]

    try:
        return Path(put(shell=shell.value, prog_name=PROGRAM, complete_var=_VARIABLE)[1])
    except OSError:
        raise EscalateError(
            "Nothing was installed: the shell's settings cannot be written.",
            hint=f"Put it there yourself: escalate --show-completion {shell}",
        ) from None


def one_of(*words: str) -> Callable[[], list[str]]:
    """These words, for an option that takes one of them."""
    return lambda: list(words)


def outcomes() -> list[str]:
    """How a dispute can end."""
    from escalate.domain.choices import OUTCOMES

    return list(OUTCOMES)


def policy_ids() -> list[str]:
    """The ids of the policy files."""
    from escalate import runtime

    return [one for one in runtime.office().policies.ids() if _PLAIN_WORD.fullmatch(one)]
