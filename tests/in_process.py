"""The real command run inside the test's own process: a home folder, a time, the words typed.

An interpreter start for each of hundreds of commands would take minutes; the words go through `cli.main.run` all
the same.
"""

import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from escalate.cli.main import run


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    exit: int
    out: str
    err: str

    @property
    def data(self) -> Mapping[str, Any]:
        """The data of its JSON, from standard output or, for an error, standard error."""
        read: Mapping[str, Any] = json.loads(self.out or self.err)["data"]
        return read


def escalate(home: Path, at: str, *words: str) -> Result:
    """Run `escalate` with these words, in that home folder, at that time (ISO)."""
    out, err = StringIO(), StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("ESCALATE_HOME", str(home))
        patch.setenv("ESCALATE_CLOCK", at)
        patch.setenv("COLUMNS", "80")
        code = run(list(words))
    return Result(code, out.getvalue(), err.getvalue())
