"""What is said unasked, on standard error: that others may read the log where it lies, that it has lost its end."""

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalate.domain.receipt import Missing


@cache  # once a run
def of_place(home: Path, log: str) -> None:
    """Say once a run that others may read the log of that name where it lies: it warns, and refuses nothing."""
    from escalate.settings import FILE  # noqa: PLC0415  starting must stay quick
    from escalate.whereabouts import place  # noqa: PLC0415  the same

    if any(found := place(home, (log, FILE))):
        from escalate.render.aside import place_warning  # noqa: PLC0415  the same

        _say(place_warning(found, home.absolute(), log))


_WAITING: list[str] = []  # what a screen printed after it would push out of sight


def of_lost_end(missing: "Missing", folder: Path) -> None:
    """Say at the end of the run that the log in that folder does not hold the last entry known outside it."""
    from escalate.render.aside import gone_warning  # noqa: PLC0415  starting must stay quick

    _WAITING[:] = [gone_warning(missing, folder)]


def say_what_waits() -> None:
    """Say what waits for the end of the run, also earlier: before anything is asked."""
    for text in _WAITING:
        _say(text)


def forget_what_waits() -> None:
    """The answer says it, or has gone."""
    _WAITING.clear()


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
