"""Questions as numbered lines, for screen readers, dumb terminals and consoles with few characters.

Nothing is redrawn, nothing depends on colour or arrow keys: everything is a line, and an answer is a line.
"""

import select
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from escalate.cli.ask import Question
from escalate.errors import EscalateError

EVERY = 5.0  # seconds between two looks at a long text that is being typed
_PASTED = 0.05  # seconds in which the rest of what was pasted has arrived
_CLEAR = "-"
_AT_ONCE = 200  # characters of an option that are read out; picked, an answer is shown whole


class Lines:
    """Implements `interview.Asker`, a line at a time."""

    def room(self) -> int:
        """As much as can be listened to."""
        return _AT_ONCE

    def say(self, *lines: str) -> None:
        """Show lines, folded to the width."""
        say(*lines)

    def line(self, question: Question, before: str) -> str:
        """One line; with an answer there already, Enter keeps it."""
        put(question)
        if before:
            say(f"So far: {before}. Enter keeps it, {_CLEAR} clears it.")
        typed = _typed(f"Answer{_enter(question, before)}: ").strip()
        return "" if before and typed == _CLEAR else typed or before

    def long(self, question: Question, before: str, keep: Callable[[str], None]) -> str:
        """Lines until an empty one; what was pasted may have empty ones inside."""
        put(question)
        lines = [before] if before else []
        if before:
            say("So far:", *before.split("\n"), f"Go on below. A line with only {_CLEAR} clears it all.")
        say(f"An empty line ends your answer{_enter(question, before)}.")
        with kept_meanwhile(lambda: "\n".join((*lines, _being_typed())), keep):
            while True:
                line = _typed("")
                if line.strip() == _CLEAR and before:
                    lines.clear()
                elif line.strip() or (lines and _more_waits()):
                    lines.append(line)
                else:
                    return "\n".join(lines).strip()

    def choose(self, question: Question, before: str) -> str:
        """One option, by its number or its word."""
        put(question)
        listed = _listed(question)
        stands = listed.index(before) + 1 if before in listed else 0
        while True:
            typed = _typed(f"Number{f' (Enter: {stands})' if stands else ''}: ").strip()
            found = listed[stands - 1] if stands and not typed else _one(typed, listed)
            if found is not None:
                return found
            say(f"Type a number from 1 to {len(listed)}.")

    def tick(self, question: Question, before: Iterable[str]) -> list[str]:
        """Any options, by their numbers with commas between."""
        put(question)
        listed = _listed(question)
        stand = [listed.index(one) for one in before if one in listed]
        enter = ", ".join(str(place + 1) for place in stand) or "none"
        ways = f" (Enter: {enter}{'; 0: none' if stand else ''})" if stand or not question.required else ""
        while True:
            typed = _typed(f"Numbers, with commas between{ways}: ")
            if not typed.strip() and ways:
                return [listed[place] for place in stand]
            found = [_one(one.strip(), listed) for one in typed.split(",")]
            if typed.strip() == "0" and not question.required:
                return []
            chosen = [one for one in found if one is not None]
            if len(chosen) == len(found):
                return list(dict.fromkeys(chosen))
            say(f"Type numbers from 1 to {len(listed)}, with commas between.")


def say(*lines: str) -> None:
    """Print lines, folded to the width, with nothing in them that could drive the terminal."""
    from escalate.render.layout import folded
    from escalate.render.output import width_of
    from escalate.render.safe import safe

    width = width_of(sys.stdout)
    for text in lines:
        for line in safe(text, sys.stdout.encoding).split("\n"):
            indent = " " * (len(line) - len(line.lstrip()))
            sys.stdout.write("\n".join(folded(line.strip(), width, indent, indent)) + "\n" if line.strip() else "\n")
    sys.stdout.flush()


def put(question: Question) -> None:
    """Show a question: an empty line, its text, the lines that belong to it."""
    say("", question.heading, *(f"  {line}" for line in question.more))


@contextmanager
def kept_meanwhile(text: Callable[[], str], keep: Callable[[str], None]) -> Iterator[None]:
    """Keep a text every few seconds while it is being typed; a fault in keeping shows when the answer is given."""
    ended = Event()

    def watch() -> None:
        last = text()
        while not ended.wait(EVERY):
            if (now := text()) != last:
                with suppress(EscalateError):
                    keep(now)
                last = now

    thread = Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        with suppress(EscalateError):
            if said := text().strip():
                keep(said)
        raise
    finally:
        ended.set()
        thread.join()


def _enter(question: Question, before: str) -> str:
    return f" (Enter: {question.enter})" if question.enter and not before else ""


def _listed(question: Question) -> list[str]:
    listed = list(question.options)
    for number, value in enumerate(listed, 1):
        say(f"  {number}  {question.options[value] or value}")
    return listed


def _one(typed: str, listed: list[str]) -> str | None:
    """The option meant: a number is its place in the list, also where options are themselves called 1, 2, 3."""
    if typed.isdecimal():
        return listed[int(typed) - 1] if 1 <= int(typed) <= len(listed) else None
    return typed if typed in listed else None


def _typed(prompt: str) -> str:
    """One line. With readline a line can be longer than the terminal's own 4,095 characters."""
    with suppress(ImportError):
        import readline  # noqa: F401
    return input(prompt)


def _being_typed() -> str:
    with suppress(ImportError):
        import readline

        return readline.get_line_buffer()
    return ""


def _more_waits() -> bool:
    """Whether more was pasted than has been read; on Windows a console cannot be asked."""
    if sys.platform == "win32":
        return False
    return bool(select.select([sys.stdin], [], [], _PASTED)[0])
