"""A person at the keyboard of the real commands, in this process: what is typed is read, and echoed on the screen.

The questions come as numbered lines, as in a plain terminal: one that redraws leaves nothing to compare.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO

import pytest

from escalate.cli.main import run
from tests.office import Office, environment

PLAIN = {"TERM": "dumb", "NO_COLOR": "1", "COLUMNS": "80", "ESCALATE_ACCESSIBLE": ""}


class Screen(StringIO):
    """What is printed, as to a terminal that shows every character."""

    @property
    def encoding(self) -> str:  # type: ignore[override]  # which says that it can be set
        return "utf-8"

    def isatty(self) -> bool:
        return True


class Keyboard(StringIO):
    """The lines typed; after the last the person presses Ctrl-D. Behind it is a file with nothing to read."""

    def __init__(self, lines: Iterable[str], screen: Screen, behind: int) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))
        self._screen, self._behind = screen, behind

    def readline(self, size: int | None = -1, /) -> str:  # type: ignore[override]  # bytes, says a class above StringIO
        line = super().readline(-1 if size is None else size)
        self._screen.write(line)
        return line

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._behind


def typed(office: Office, words: list[str], lines: Iterable[str]) -> tuple[int, str]:
    """Run a command with somebody at the keyboard: its exit code, and what was on the screen then."""
    here = {"ESCALATE_HOME": str(office.home), "ESCALATE_CLOCK": office.clock, **PLAIN}
    screen = Screen()
    with _nothing_to_read() as behind, pytest.MonkeyPatch.context() as patch, environment(here):
        keyboard = Keyboard(lines, screen, behind)
        patch.setattr("sys.stdin", keyboard)
        with redirect_stdout(screen), redirect_stderr(screen):
            code = run(words)
    left = keyboard.read()
    assert not left, f"not asked for: {left!r}, in\n{screen.getvalue()}"
    return code, screen.getvalue()


@contextmanager
def _nothing_to_read() -> Iterator[int]:
    """After an empty line the program looks whether more was pasted: here never."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)
