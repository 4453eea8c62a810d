"""The stories of the demonstration as data: for each policy one dispute, step by step.

A step has the sentence told, the time, the words typed after `escalate` and the answers given; `exit` is the code that
must come of it, `expect` what the screen must say. `{ref}` stands for the dispute's number in the log.
"""

import shlex
import tomllib
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Any

from escalate.domain.frozen import frozen

_FRAME = "frame.toml"  # what comes before and after the stories


@frozen
class Step:
    """One command of a story. `show` names the parts of its screen that are shown; nothing: the whole screen."""

    say: str
    clock: str
    run: str
    exit: int = 0
    expect: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    show: tuple[str, ...] = ()

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


@frozen
class Story:
    """A dispute under one policy; `opening` says what is hard in that policy, `late` what is left late and why."""

    policy: str
    title: str
    opening: str
    late: str
    steps: tuple[Step, ...]


@frozen
class Frame:
    """What every story needs before it, and what is shown when all are told."""

    before: tuple[Step, ...]
    after: tuple[Step, ...]


def stories() -> list[Story]:
    """Every story, the earliest first: in one log the time only goes on."""
    read = [_story(name.removesuffix(".toml"), told) for name, told in _files().items() if name != _FRAME]
    return sorted(read, key=lambda story: story.steps[0].at)


def frame() -> Frame:
    """The steps around the stories."""
    told = _files()[_FRAME]
    return Frame(_steps(told["before"]), _steps(told["after"]))


def _files() -> dict[str, dict[str, Any]]:
    from escalate.policy_files import shipped

    folder = shipped("policies").joinpath("stories")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    return {file.name: tomllib.loads(file.read_text("utf-8")) for file in files}


def _story(policy: str, told: Mapping[str, Any]) -> Story:
    return Story(policy, told["title"], told["opening"], told["late"], _steps(told["step"]))


def _steps(told: list[dict[str, Any]]) -> tuple[Step, ...]:
    return tuple(Step(**step) for step in told)
