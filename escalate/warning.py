"""What is said unasked, on standard error: that others may read the log where it lies, that it has lost its end."""

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from escalate.domain.receipt import Known


@cache  # once a run
def of_place(home: Path, log: str) -> None:
    """Say once a run that others may read the log of that name where it lies: it warns, and refuses nothing."""
    from escalate.settings import FILE  # noqa: PLC0415  starting must stay quick
    from escalate.whereabouts import place  # noqa: PLC0415  the same

    if any(found := place(home, (log, FILE))):
        from escalate.render.aside import place_warning  # noqa: PLC0415  the same

        _say(place_warning(found, home.absolute(), log))


def of_lost_end(known: "Known") -> None:
    """Say that the log does not hold the last entry known outside it."""
    from escalate.render.aside import gone_warning  # noqa: PLC0415  starting must stay quick

    _say(gone_warning(known))


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()
