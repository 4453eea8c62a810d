"""Two commands timed in turn, A B A B, so that whatever else the machine does falls on both.

Each writes to a terminal, as a person would have it: to a pipe the program would not load what draws in colour.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile

TOP = Path(__file__).parents[2]
# What the installed command `escalate` does; `python -m` would add the cost of finding the module.
_ESCALATE = "import sys; sys.argv[0] = 'escalate'; from escalate.__main__ import main; main()"
# PYTHONDONTWRITEBYTECODE goes: without bytecode each run would compile every library again, and all would look alike.
_SWITCHES = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "ESCALATE_CLOCK", "NO_COLOR"}
_ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name not in _SWITCHES},
    "PYTHONPATH": str(TOP),
    "TERM": "xterm-256color",
    "COLUMNS": "80",
}


@dataclass(frozen=True)
class Command:
    """Words after `python`, and what is added to the environment."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def milliseconds(self) -> float:
        """How long one run of it takes. Raises RuntimeError if it fails: what fails is quick."""
        environment = {**_ENVIRONMENT, **self.environment}
        screen, terminal = os.openpty()
        with TemporaryFile() as errors:
            start = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *self.words], cwd=TOP, env=environment, stdout=terminal, stderr=errors
            )
            os.close(terminal)
            with suppress(OSError):  # on Linux the end of a terminal is an error
                while os.read(screen, 65_536):
                    pass
            code = process.wait()
            taken = (time.perf_counter() - start) * 1_000
            os.close(screen)
            if code:
                errors.seek(0)
                said = errors.read().decode(errors="replace")
                raise RuntimeError(f"{' '.join(self.words[1:])}: exit {code}\n{said}")
        return taken


def escalate(*words: str, **environment: str) -> Command:
    """The program."""
    return Command(("-c", _ESCALATE, *words), environment)


@dataclass(frozen=True)
class Measured:
    """The milliseconds of each run of both commands, and what their ratio may be."""

    name: str
    ours: list[float]
    others: list[float]
    budget: float

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios: the two of a pair ran next to each other."""
        return median(ours / other for ours, other in zip(self.ours, self.others, strict=True))


def measured(name: str, ours: Iterator[Command], others: Iterator[Command], budget: float, *, runs: int) -> Measured:
    """Both run in turn, once unmeasured (which compiles and reads what is not yet) and then `runs` times."""
    found = Measured(name, [], [], budget)
    for run in range(runs + 1):
        for commands, taken in ((ours, found.ours), (others, found.others)):
            milliseconds = next(commands).milliseconds()
            if run:
                taken.append(milliseconds)
    return found
