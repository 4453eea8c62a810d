"""What is said of a fault of this program, or of a command mistyped: the place or the option, never what was typed.

A traceback ends with the fault's own words, and those can quote an answer. So no traceback leaves by any door: not
from the main thread, from another one, from an object that is thrown away, nor from the loop behind a question.
"""

import re
import sys
import threading
import traceback
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from escalate.errors import BadInput, EscalateError, Interrupted

_QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_OURS = re.compile(r".(-{0,2}[a-z][a-z-]*|[A-Z_]+).")  # a command, an option, what a help text calls an argument
_UNKNOWN = re.compile(r"(No such option: )(?!--?[a-z-]+(?=\s|$))\S+")


def keep_silent() -> None:
    """Say of what would end in a traceback only where it is; leave no image of the memory on the disk."""
    sys.excepthook = lambda kind, _, at: _say(kind, at)
    threading.excepthook = lambda fault: _say(fault.exc_type, fault.exc_traceback)
    sys.unraisablehook = lambda fault: _say(fault.exc_type, fault.exc_traceback)
    with suppress(ImportError, OSError, ValueError):  # not on every system, or allowed already to nobody
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def translated(error: Exception) -> EscalateError:
    """Typer's own faults, whose classes are not public, and faults of ours."""
    if hasattr(error, "format_message"):
        return _mistyped(error.format_message())
    if type(error).__name__ == "Abort":
        return Interrupted("Stopped.")
    if isinstance(error, OSError):
        return EscalateError(
            "The answer could not be written out.", hint="Look with `escalate status` whether it was recorded."
        )
    return EscalateError(
        _where(type(error), error.__traceback__),
        hint="Look with `escalate status` whether it was recorded, and report this line.",
    )


def _mistyped(said: str) -> BadInput:
    """What was typed can be about a child, and what is printed can be kept elsewhere."""
    if "extra argument" in said:
        return BadInput(
            "There are words on the command line that do not belong there.",
            hint="Words about a child never do: your computer keeps what is typed there. See: escalate --help",
        )
    said = _UNKNOWN.sub(r"\1that", said)
    said = _QUOTED.sub(lambda found: found[0] if _OURS.fullmatch(found[0]) else "that", said)
    return BadInput(said, hint="See: escalate --help")


def _where(kind: type[BaseException], at: TracebackType | None) -> str:
    frames = traceback.extract_tb(at)
    place = f" at {Path(frames[-1].filename).name}, line {frames[-1].lineno}" if frames else ""
    return f"The program failed: {kind.__name__}{place}."


def _say(kind: type[BaseException], at: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        with suppress(OSError, ValueError, AttributeError):  # standard error can be closed
            sys.stderr.write(f"{_where(kind, at)}\n")
