"""The demonstration: stories told step by step, through the real commands, on a scripted clock, in a scratch log.

Every command runs in this process. Its screen is caught first, so that the order holds and only the parts that a
story is about are shown; and it is given no keyboard, so that it never asks.
"""

import json
import os
import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from escalate import runtime
from escalate.cli import stories
from escalate.cli.stories import Step, Story
from escalate.errors import EscalateError, ExitCode, Interrupted, NoSuchPolicy
from escalate.runtime import to_reader

Run = Callable[[list[str]], int]  # the exit code of a command
_FILE = "answers.json"
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_HEAD = re.compile(r"ESC-[0-9-]+: ")  # begins the lines that say which dispute it is and where it stands
_ALWAYS = 2  # of those, or of another screen's first lines
_ABOUT = (
    (
        "Each story is one dispute under one partnership's policy, and shows what is hard in that policy. You see "
        "what happens, the command for it and its real screen, cut where it would repeat itself. Everybody is "
        "invented. The log is a scratch one, thrown away at the end; yours is not touched."
    ),
    "",
    (
        "You would type the command alone and be asked everything, question by question. Here nobody types: "
        "--answers names a file that holds what a worker would have answered."
    ),
    "",
    "  One story alone: escalate demo {alone}",
    "  Page by page: escalate demo | less",
)


def demo(policy: str, run: Run) -> None:
    """Tell all the stories, or the one of a policy, and end with a report.

    Raises NoSuchPolicy, Interrupted, and EscalateError where a command does not end as told.
    """
    told = stories.stories()
    names = [story.policy for story in told]
    if policy and policy not in names:
        raise NoSuchPolicy("There is no story about that policy.", hint=f"There are: {', '.join(names)}.")
    told = [story for story in told if policy in ("", story.policy)]
    try:
        with TemporaryDirectory(prefix="escalate-demo-") as folder, _surroundings(Path(folder)), to_reader():
            _say(*(text.format(alone=names[-1]) for text in _ABOUT))
            for _ in _scenes(told, Path(folder), run):
                if not _goes_on():
                    return
    except KeyboardInterrupt:
        raise Interrupted("Stopped.") from None


def _goes_on() -> bool:
    """Wait until the scene is read; where nobody sits at the keyboard, go on at once."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    sys.stdout.write("\nEnter goes on; q ends: ")
    sys.stdout.flush()
    typed = sys.stdin.readline()
    return bool(typed) and not typed.strip().lower().startswith("q")


def _scenes(told: Collection[Story], folder: Path, run: Run) -> Iterator[None]:
    """Tell everything, and stop after each scene but the last."""
    around = stories.frame()
    for step in around.before:
        _tell(step, 0, folder, run)
        yield
    for ref, story in enumerate(told, 1):
        _heading(story.title, story.opening)
        for step in story.steps:
            _tell(step, ref, folder, run)
            yield
    _heading("What is late, and why", *(story.late for story in told))
    for step in around.after:
        _tell(step, 0, folder, run)


def _say(*texts: str) -> None:
    from escalate.render.layout import ENDLESS, folded, readable
    from escalate.render.output import width_of

    width = ENDLESS if os.environ["ESCALATE_ACCESSIBLE"] else readable(width_of(sys.stdout))
    for text in texts:
        indent = " " * (len(text) - len(text.lstrip()))
        sys.stdout.write("\n".join(folded(text, width, indent)) + "\n")


def _heading(title: str, *texts: str) -> None:
    from escalate.render.output import width_of

    rule = () if os.environ["ESCALATE_ACCESSIBLE"] else ("=" * min(width_of(sys.stdout), 80),)
    _say("", *rule, title, *(" ".join(text.split()) for text in texts), *rule)


def _tell(step: Step, ref: int, folder: Path, run: Run) -> None:
    """Say the sentence, show the command as typed, run it, show its screen. Raises EscalateError."""
    from escalate.render.words import instant

    words, typed = step.words(ref), f"escalate {step.typed(ref)}"
    if step.answers:
        (folder / _FILE).write_text(json.dumps(step.answers), "utf-8")
        words, typed = [*words, "--answers", str(folder / _FILE)], f"{typed} --answers {_FILE}"
    _say("", instant(step.at), step.say)
    sys.stdout.write(f"$ {typed}\n\n")
    os.environ["ESCALATE_CLOCK"] = step.clock
    with _caught() as screen:
        code = run(words)
    if code == ExitCode.INTERRUPTED:
        raise KeyboardInterrupt
    whole = os.environ["ESCALATE_ACCESSIBLE"]  # plain lines have no parts to choose from
    sys.stdout.write(excerpt(screen.getvalue(), () if whole else step.show))
    sys.stdout.flush()
    if code != step.exit:
        raise EscalateError(f"The demonstration stopped: exit code {code}, where the story says {step.exit}.")


def excerpt(screen: str, show: Sequence[str]) -> str:
    """The first lines of a screen and the parts whose first line has one of these words, or all of it."""
    written = screen.rstrip("\n").split("\n")
    plainly = [_COLOUR.sub("", line) for line in written]
    head = next((number for number, line in enumerate(plainly) if _HEAD.match(line)), 0)
    kept, keep = [], head == 0
    for number, (line, plain) in enumerate(zip(written, plainly, strict=True)):
        if head <= number < head + _ALWAYS:
            keep = True
        elif plain[:1].strip():  # what is not indented begins a part
            keep = any(words in plain for words in show)
        if keep or not show:
            kept.append(line)
    if len(kept) < len(written):
        kept = [*"\n".join(kept).rstrip().split("\n"), f"[{len(written) - len(kept)} more lines]"]
    return "\n".join(kept) + "\n"


class _Screen(StringIO):
    """Catches what a command prints, which is made as for the terminal behind it."""

    def __init__(self, behind: object) -> None:
        super().__init__()
        self._behind = behind

    @property
    def encoding(self) -> str:  # type: ignore[override]  # which says that it can be set
        return getattr(self._behind, "encoding", None) or "utf-8"

    def isatty(self) -> bool:
        return bool(getattr(self._behind, "isatty", bool)())


@contextmanager
def _caught() -> Iterator[_Screen]:
    """Standard output and error in one, and nothing to read: a command asks only where there is a keyboard."""
    screen, keyboard = _Screen(sys.stdout), sys.stdin
    with Path(os.devnull).open(encoding="utf-8") as nothing, redirect_stdout(screen), redirect_stderr(screen):
        sys.stdin = nothing
        try:
            yield screen
        finally:
            sys.stdin = keyboard


@contextmanager
def _surroundings(folder: Path) -> Iterator[None]:
    """A home of the demonstration's own for a while; each step sets the clock."""
    from escalate.render.output import width_of

    ours: Mapping[str, str] = {
        "ESCALATE_HOME": str(folder / "home"),
        "COLUMNS": str(width_of(sys.stdout)),
        "ESCALATE_ACCESSIBLE": "1" if runtime.accessible() else "",
    }
    before = {key: os.environ.get(key) for key in (*ours, "ESCALATE_CLOCK")}
    os.environ.update(ours)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
