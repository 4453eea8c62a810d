"""Reading a file that somebody names: a plain one alone, no larger than allowed, its bytes once.

What stands in its way is said without its name: that may be a person's.
"""

import os
import stat
from pathlib import Path

from escalate.errors import BadInput
from escalate.render.words import size

UNDONE = "Nothing was recorded: "
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def read(path: Path, largest: int) -> bytes:
    """The bytes of the file, which is to be recorded. Raises BadInput."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a device is not even opened
            raise _unusable("what you named is no plain file", "Name a file, not a folder or a device.")
        with os.fdopen(os.open(path, _READ), "rb") as file:
            found = os.fstat(file.fileno())
            data = file.read(largest + 1) if stat.S_ISREG(found.st_mode) else b""
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise _unusable(
            "the file you named is not there", "Check its name and folder, and that the file comes last."
        ) from None
    except OSError as fault:
        why = (fault.strerror or "no reason given").lower()
        raise _unusable(
            f"the file you named cannot be read ({why})", "Check that your computer account may read it."
        ) from None
    if not data:
        raise _unusable("the file you named is empty", "Look at it: was it saved, or fully downloaded?")
    if len(data) > largest:
        raise _unusable(
            f"the file has {size(max(found.st_size, len(data)))}, and at most {size(largest)} can be kept",
            "Keep it where it belongs, such as the child's file, and record with log where it is; or attach the "
            "pages that matter, or a smaller copy.",
        )
    return data


def _unusable(clause: str, hint: str) -> BadInput:
    return BadInput(f"{UNDONE}{clause}.", hint=hint)
