"""What is said beside the answer, on standard error: a warning, how far a long check has got."""

import os
import shlex
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.plain import instant
from escalate.render import words

if TYPE_CHECKING:
    from escalate.domain.receipt import Missing
    from escalate.whereabouts import Place

_QUIET = 1.0  # seconds; what takes no longer needs no bar
_EVERY = 0.2
_BAR = 40


def gone_warning(missing: "Missing", folder: Path) -> str:
    """That the last entry known is not in the log of that folder, and why that may be."""
    from escalate.render.layout import folded  # noqa: PLC0415  a warning is rare, and it imports Rich
    from escalate.render.safe import safe  # noqa: PLC0415  the same

    entry, when = missing.known.receipt.position, words.instant(instant(missing.known.when))
    if missing.how == "no log":
        had = words.count(entry, "entry")
        said = f"WARNING: the log is gone: it had {had}, the last written {when}. It was in {folder}."
    elif missing.how == "another log":
        said = f"WARNING: this is not the log that was here before (its last entry: {entry}, written {when})."
    else:
        said = (
            f"WARNING: entry {entry}, written {when}, is not in this log. It may be an older copy, or its end may "
            "have been cut off."
        )
    next_step = "Find out with: escalate verify. Until then every command says this."
    lines = (one for text in (said, next_step) for one in folded(safe(text, _encoding()), _width()))
    return "\n".join((*lines, ""))


def place_warning(place: "Place", folder: Path, log: str) -> str:
    """That others may read the log where it lies, and what to do."""
    from escalate.render.layout import folded  # noqa: PLC0415  a warning is rare, and it imports Rich
    from escalate.render.safe import safe  # noqa: PLC0415  the same

    width, encoding = _width(), _encoding()
    lines = []
    for said, command in _why(place, folder, log):
        lines += folded(safe(said, encoding), width, "  ")
        lines += [f"    {safe(command, encoding)}"] if command else []  # whole: it is to be copied
    return "\n".join(("WARNING: others may be able to read this log.", *lines, ""))


def _width() -> int:
    """The columns to fold at; what no terminal shows stays whole."""
    from escalate.render.layout import ENDLESS  # noqa: PLC0415  the same
    from escalate.render.output import width_of  # noqa: PLC0415  the same

    return width_of(sys.stderr) if sys.stderr.isatty() or os.environ.get("COLUMNS") else ENDLESS


def _encoding() -> str:
    return sys.stderr.encoding or "utf-8"


def _why(place: "Place", folder: Path, log: str) -> Iterator[tuple[str, str]]:
    """What is wrong, and the command that mends it, if one does."""
    for name in place.open:
        if name == log:
            said = f"Others who use this computer can open {log}. It is closed to them when something is recorded."
            yield said, ""
            continue
        rights, path = ("600", folder / name) if name else ("700", folder)
        said = f"Others who use this computer can open {name or 'its folder'}. To close it to them, type:"
        yield said, f"chmod {rights} {shlex.quote(str(path))}"
    move = "Move the folder to a disk of this computer, and set ESCALATE_HOME to where it is then."
    if place.network:
        yield f"Its folder is on a network drive ({place.network}), where a log can also be damaged. {move}", ""
    if place.in_step:
        yield f'Its folder is in "{place.in_step}", which is copied to other computers. {move}', ""


class Progress:
    """A bar that shows how far a check has got, once it has taken a while; in a terminal only."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted and sys.stderr.isatty()
        self._next = time.monotonic() + _QUIET
        self._shown = False

    def __call__(self, done: int, steps: int) -> None:
        """So many of so many steps are done."""
        if not self._wanted or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _EVERY
        full = _BAR * done // max(steps, 1)
        sys.stderr.write(f"\rChecking the log  [{'#' * full}{'.' * (_BAR - full)}] {100 * done // max(steps, 1):3}%")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take the bar away."""
        if self._shown:
            sys.stderr.write(f"\r{' ' * (_BAR + 30)}\r")
            sys.stderr.flush()
