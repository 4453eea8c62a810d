"""The README's screens: each step of the story is run, and the blocks of the README show what it printed.

A block is fenced, and an HTML comment before it names it: `<!-- screen: open -->`.
"""

import re
import shlex
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import chdir
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.office import Office
from tests.readme.keyboard import typed

HERE = Path(__file__).parent
README = HERE.parents[1] / "README.md"
CUT = "[...]"
_BLOCK = re.compile(
    r"(<!-- screen: (?P<name>[\w-]+) -->\n\n?```text\n)(?P<shown>.*?)(?=^```$)", re.DOTALL | re.MULTILINE
)
_CODE = re.compile(r"(?<=\d )[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")  # of a receipt: each log has others
_PART = re.compile(r"[A-Z]{3,} |ESC-|\d+ entries|Nothing was")  # begins a part without an empty line before it


def screens() -> dict[str, str]:
    """What each block has to show, by its name; every step ends as the story says."""
    with TemporaryDirectory() as folder:
        office = Office(Path(folder) / "home")
        return {name: text for step in _steps() for name, text in _played(step, office).items()}


def blocks(text: str) -> dict[str, str]:
    """What the blocks of a README show, by their names."""
    return {found["name"]: found["shown"] for found in _BLOCK.finditer(text)}


def filled(text: str, shown: Mapping[str, str]) -> str:
    """A README whose blocks show that."""
    return _BLOCK.sub(lambda found: found[1] + shown[found["name"]], text)


def edits() -> list[str]:
    """What the story writes into files by hand."""
    return [new for step in _steps() for _, new in step.get("edit", {}).values()]


def excerpt(screen: str, chosen: Sequence[str]) -> str:
    """The parts of a screen that begin with these words, or have this line, each once; none: all of it.

    What is left out is marked.
    """
    lines = [line.rstrip() for line in screen.strip("\n").split("\n")]
    starts = [n for n, line in enumerate(lines) if line and (not n or not lines[n - 1] or _PART.match(line))]
    wanted, kept = [*chosen], []
    for start, end in pairwise([*starts, len(lines)]):
        part = lines[start:end]
        found = next((one for one in wanted if part[0].startswith(one) or one in map(str.strip, part)), None)
        if found:
            wanted.remove(found)
        if found or not chosen:
            kept += part
        elif kept[-1:] != [CUT]:
            kept.append(CUT)
    assert not wanted, f"not on the screen: {wanted}\n{screen}"
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") + "\n"


def _steps() -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = tomllib.loads((HERE / "story.toml").read_text("utf-8"))["step"]
    return steps


def _played(step: Mapping[str, Any], office: Office) -> dict[str, str]:
    """The blocks of one step, the first of them with the command as typed."""
    for name, (old, new) in step.get("edit", {}).items():
        file = office.home / name
        text = file.read_text("utf-8")
        assert old in text, (name, old)
        file.write_text(text.replace(old, new, 1) if old else text + new, "utf-8")
    for name, text in step.get("files", {}).items():
        (office.home.parent / name).write_text(text, "utf-8")
    office.clock = step["clock"]
    with chdir(office.home.parent):
        code, screen = typed(office, shlex.split(step["run"]), step.get("type", "").split("\n")[:-1])
    assert code == step.get("exit", 0), (step["run"], code, screen)
    commands = [f"$ escalate {step['run']}".rstrip() + "\n\n"]
    return {
        name: (commands.pop() if commands else "") + _CODE.sub("FVYR-MQVX-E2YE-4AKW", excerpt(screen, starts))
        for name, starts in step["show"].items()
    }
