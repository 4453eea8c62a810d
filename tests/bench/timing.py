"""Two commands timed in turn, A B A B, so that whatever else the machine does falls on both."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

TOP = Path(__file__).parents[2]
# What the installed command `escalate` does; `python -m` would add the cost of finding the module.
_ESCALATE = "import sys; sys.argv[0] = 'escalate'; from escalate.__main__ import main; main()"
# Bytecode is kept: without it each run would compile every library again, and all would look alike.
_SWITCHES = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "ESCALATE_CLOCK", "ESCALATE_HOME"}
_ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in _SWITCHES}


@dataclass(frozen=True)
class Command:
    """Words after `python`, and what is added to the environment."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)

    def milliseconds(self) -> float:
        """How long one run of it takes. Raises RuntimeError if it fails: what fails is quick."""
        environment = {**_ENVIRONMENT, "PYTHONPATH": str(TOP), **self.environment}
        start = time.perf_counter()
        ran = subprocess.run(
            [sys.executable, *self.words], cwd=TOP, env=environment, capture_output=True, text=True, check=False
        )
        taken = (time.perf_counter() - start) * 1_000
        if ran.returncode or not (ran.stdout or "-c" in self.words):
            raise RuntimeError(f"{' '.join(self.words[-4:])}: exit {ran.returncode}\n{ran.stderr[-2_000:]}")
        return taken


def escalate(*words: str, home: Path | None = None, **environment: str) -> Command:
    """The program, on the log in that folder."""
    return Command(("-c", _ESCALATE, *words), {"ESCALATE_HOME": str(home or TOP), **environment})


@dataclass(frozen=True)
class Measured:
    """Milliseconds of each run of both commands, and what their ratio may be."""

    name: str
    ours: list[float]
    others: list[float]
    budget: float

    @property
    def ratio(self) -> float:
        """Of the medians."""
        return median(self.ours) / median(self.others)


def measured(
    name: str, ours: Callable[[], Command], other: Callable[[], Command], budget: float, *, runs: int
) -> Measured:
    """Both run in turn, once unmeasured (which compiles and reads what is not yet) and then `runs` times."""
    found = Measured(name, [], [], budget)
    for run in range(runs + 1):
        for make, taken in ((ours, found.ours), (other, found.others)):
            milliseconds = make().milliseconds()
            if run:
                taken.append(milliseconds)
    return found
