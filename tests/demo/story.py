"""The stories as data: one file for each policy, a dispute from opened to resolved, step by step.

A step has the sentence told, the time, the words typed after `escalate` and the answers given; `exit` is the code that
must come of it, `expect` what the screen must say. `{ref}` stands for the dispute's number in the log.
"""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
SETUP = FOLDER / "setup.toml"


@dataclass(frozen=True)
class Step:
    """One command of a story."""

    say: str
    clock: str
    run: str
    exit: int = 0
    expect: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    first_lines: int = 0  # how many lines of it the demonstration shows; 0: all

    def typed(self, ref: int) -> str:
        """What is typed after `escalate`."""
        return self.run.format(ref=ref)

    def words(self, ref: int) -> list[str]:
        """The same in words."""
        return shlex.split(self.typed(ref))

    @property
    def at(self) -> datetime:
        """When it is typed."""
        return datetime.fromisoformat(self.clock)


@dataclass(frozen=True)
class Story:
    """A dispute under one policy."""

    policy: str
    title: str
    steps: tuple[Step, ...]


def stories() -> list[Story]:
    """Every story, the earliest first: in one log the time only goes on."""
    read = [_story(file) for file in FOLDER.glob("*.toml") if file != SETUP]
    return sorted(read, key=lambda story: story.steps[0].at)


def _story(file: Path) -> Story:
    told = tomllib.loads(file.read_text("utf-8"))
    return Story(file.stem, told["title"], tuple(Step(**step) for step in told["step"]))
