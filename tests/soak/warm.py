"""The program in a process that has its libraries already, as a fork of one that waits: most of a start is importing.

What is killed while it writes need not start from nothing each time; the other half of the kills does.
"""

import os
import sys
from collections.abc import Mapping
from multiprocessing import get_context
from pathlib import Path
from pkgutil import walk_packages

import escalate
from escalate.cli.main import main

_FORKS = get_context("forkserver")
_OWN = (one.name for one in walk_packages(escalate.__path__, "escalate.") if not one.name.endswith("__main__"))
_FORKS.set_forkserver_preload([__name__, *_OWN, "alembic.command", "holidays.countries.united_kingdom", "rich.console"])


class Warm:
    """The program run in `folder`, with the files `stdin`, `stdout` and `stderr` there; to be asked as a Popen is."""

    def __init__(self, words: list[str], surroundings: Mapping[str, str], folder: Path) -> None:
        self._process = _FORKS.Process(target=_program, args=(words, dict(surroundings), folder))
        self._process.start()

    def poll(self) -> int | None:
        """The exit code, once it has ended."""
        return self._process.exitcode

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def wait(self) -> int | None:
        """The exit code, when it has ended."""
        self._process.join()
        return self._process.exitcode


def _program(words: list[str], surroundings: Mapping[str, str], folder: Path) -> None:
    os.chdir(folder)
    os.environ.update(surroundings)
    for number, (name, how) in enumerate((("stdin", os.O_RDONLY), ("stdout", os.O_WRONLY), ("stderr", os.O_WRONLY))):
        os.dup2(os.open(name, how), number)
    sys.stdin = os.fdopen(0)  # multiprocessing has put another in its place
    sys.argv[1:] = words
    main()
