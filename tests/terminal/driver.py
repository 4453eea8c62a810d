"""A real terminal: the program as its own process in a pty, its screen read as a person would read it."""

import os
import re
import signal
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Self

import pexpect
import pyte

from tests.office import FRIDAY

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
ENTER, SPACE, CTRL_C, CTRL_D, CTRL_Z = "\r", " ", "\x03", "\x04", "\x1a"
NARROW, WIDE = (80, 24), (120, 40)
PATIENCE = 30.0  # seconds: a busy computer is no fault
_READY = re.compile(
    r"arrow keys, then Enter|space bar ticks, then Enter|Enter on an empty line ends it|^> |^>$|An empty line ends"
    r"|^(Answer|Number|Numbers, with commas between)\b.*:",
    re.MULTILINE,
)
_OPTION = re.compile(r"^\s*(?P<here>>)?\s*(?P<number>\d+)?\s*(?P<box>[○●])?\s*(?P<words>.*)$")


class _Glass(pyte.HistoryScreen):
    """A screen that answers where its cursor is, as terminals do, and notes text that ran over its edge."""

    def __init__(self, columns: int, rows: int, answer: Callable[[str], Any]) -> None:
        super().__init__(columns, rows, history=5000, ratio=0.5)
        self._answer = answer
        self.overflowed: list[str] = []

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def draw(self, data: str) -> None:
        if self.cursor.x + 2 * len(data) < self.columns:  # the widest characters fill two columns
            super().draw(data)
            return
        for char in data:
            if self.cursor.x == self.columns and pyte.modes.DECAWM in self.mode:
                self.overflowed.append(self.display[self.cursor.y])
            super().draw(char)


class Terminal:
    """One program in a terminal of that many columns and rows."""

    def __init__(
        self,
        home: Path,
        *words: str,
        size: tuple[int, int] = NARROW,
        clock: str = FRIDAY,
        program: tuple[str, ...] = (sys.executable, "-m", "escalate"),
        mode: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        columns, rows = size
        surroundings = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("ESCALATE_", "PYTHONIO", "NO_"))},
            "ESCALATE_HOME": str(home),
            "ESCALATE_CLOCK": clock,
            "TERM": "xterm-256color",
            "LC_ALL": "C.UTF-8",
            **mode,
        }
        for name in ("COLUMNS", "LINES"):
            surroundings.pop(name, None)
        first, *rest = (*program, *words)
        spawn: Any = pexpect.spawn  # its types know no bytes, and not all of its names
        self.process = spawn(first, rest, env=surroundings, dimensions=(rows, columns), timeout=PATIENCE)
        self.process.delaybeforesend = None
        self.process.ptyproc.delayafterclose = 0.02
        self.glass = _Glass(columns, rows, self._send)
        self._stream = pyte.ByteStream(self.glass)
        self.raw = b""
        self._visible: list[str] = []
        self._answered = -1  # where the last question answered began, in lines since the start

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.close(force=True)

    # What a person does

    def _send(self, text: str) -> None:
        self.process.send(text.encode())

    def type(self, text: str, end: str = ENTER) -> None:
        """Type a text, and Enter."""
        self._send(text + end)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self._send(key)

    def resize(self, columns: int, rows: int) -> None:
        """Pull the window to another size."""
        self.glass.resize(rows, columns)
        self._visible = []
        self.process.setwinsize(rows, columns)

    def kill(self) -> None:
        """End the program as a power cut would."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def hang_up(self) -> None:
        """Close the window."""
        self.process.close(force=False)

    # What a person sees

    @property
    def screen(self) -> list[str]:
        """What is visible, line by line."""
        self._visible = self._visible or [line.rstrip() for line in self.glass.display]
        return [*self._visible]

    @property
    def text(self) -> str:
        """What was printed since the start, as it stands on the screen and above it."""
        above = ["".join(line[x].data for x in range(self.glass.columns)) for line in self.glass.history.top]
        return "\n".join([line.rstrip() for line in above] + self.screen)

    def look(self, seconds: float = 0.05) -> bool:
        """Take in what the program has printed; whether it is still there."""
        try:
            data = self.process.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self._stream.feed(data)
        self._visible = []
        return True

    def pause(self) -> None:
        """Wait until nothing more is printed."""
        read = -1
        while read < len(self.raw):
            read = len(self.raw)
            self.look(0.2)

    def until(self, holds: Callable[[], bool], wanted: str) -> None:
        """Wait until something holds on the screen."""
        end = time.monotonic() + PATIENCE
        while not holds():
            if not self.look() or time.monotonic() > end:
                if holds():
                    return
                shown = "\n".join(self.screen).rstrip()
                raise AssertionError(f"not seen: {wanted}\n{shown}")

    def sees(self, *texts: str) -> None:
        """Wait until every text is visible at once."""
        self.until(lambda: all(text in _joined(self.screen) for text in texts), " + ".join(texts))

    def asks(self, question: str, *options: str) -> list[str]:
        """Wait until a question is asked that was not the last: its lines, all of them visible."""

        def asked() -> bool:
            found = self._asked(question)
            there = found is not None and all(any(one in line for line in found[1]) for one in options)
            return there and self._listens()

        self.until(asked, f"the question {question!r} with {options}")
        start, lines = self._asked(question) or (0, [])
        self._answered = start
        return lines

    def _listens(self) -> bool:
        """Whether the program reads each key: until then the terminal cuts long lines and swallows Ctrl-D."""
        return not termios.tcgetattr(self.process.child_fd)[3] & termios.ICANON

    def _asked(self, question: str) -> tuple[int, list[str]] | None:
        lines = self.screen
        while lines and not lines[-1]:
            lines.pop()
        last = len(lines) - 1 - next((n for n, line in enumerate(reversed(lines)) if not line), len(lines))
        found = lines[last + 1 :]
        start = len(self.glass.history.top) + last + 1
        shown = _joined(found)
        if start <= self._answered or question not in shown or not _READY.search("\n".join(found)):
            return None
        return start, found

    def cleared(self) -> None:
        """From here on the screen begins anew: the next question can stand further up than the last."""
        self._answered = -1

    # Answering

    def pick(self, question: str, option: str) -> None:
        """Answer a question by one option."""
        lines = self.asks(question, option)
        number, pointer, wanted, _ = _listed(lines, option)
        if number:
            self.type(number)
        else:
            self.press(*_moves(pointer, wanted), ENTER)

    def tick(self, question: str, *options: str) -> None:
        """Answer a question by these options; none of them ticked before."""
        lines = self.asks(question, *options)
        found = [_listed(lines, option) for option in options]
        if "Numbers" in lines[-1]:
            self.type(",".join(number for number, *_ in found) or "0")
            return
        at = _listed(lines, "")[1]
        for _, _, wanted, _ in found:
            self.press(*_moves(at, wanted), SPACE)
            at = wanted
        self.press(ENTER)

    def line(self, question: str, text: str) -> None:
        """Answer a question by one line."""
        self.asks(question)
        self.type(text)

    def long(self, question: str, text: str) -> None:
        """Answer a question by a text, and Enter on an empty line."""
        self.asks(question)
        self.type(f"{text}\r" if text else "")

    def finish(self, text: str) -> None:
        """End a long text as a person does, with pauses: what comes at once is taken for pasted."""
        for keys in (text, ENTER, ENTER):
            self.press(keys)
            self.pause()

    def goes_on(self, seconds: float) -> bool:
        """Whether the program has not ended after so long."""
        end = time.monotonic() + seconds
        while self.look():
            if time.monotonic() > end:
                return True
        return False

    def ends(self, code: int = 0) -> None:
        """Wait for the program's end with that exit code."""
        end = time.monotonic() + PATIENCE
        while self.look():
            assert time.monotonic() < end, "the program goes on:\n" + "\n".join(self.screen)
        self.process.wait()
        assert self.process.exitstatus == code, (self.process.exitstatus, self.process.signalstatus, self.text)

    def fits(self) -> None:
        """Nothing ran over the edge of the screen."""
        assert self.glass.overflowed == []


def _joined(lines: list[str]) -> str:
    """The screen as running text: a text that is looked for may be folded."""
    return " ".join(" ".join(lines).split())


def _listed(lines: list[str], option: str) -> tuple[str, int, int, str]:
    """Of a list: the number before an option, the lines where the pointer and the option are, its box."""
    pointer = wanted = -1
    number = box = ""
    for place, line in enumerate(lines):
        parts = _OPTION.match(line)
        if not parts:
            continue
        if parts["here"]:
            pointer = place
        if option and parts["words"].startswith(option):
            wanted, number, box = place, parts["number"] or "", parts["box"] or ""
    assert wanted >= 0 or not option, f"no option {option!r} in\n" + "\n".join(lines)
    return number, pointer, wanted, box


def _moves(start: int, end: int) -> list[str]:
    return [DOWN if end > start else UP] * abs(end - start)
