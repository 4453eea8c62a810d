"""Writing a paper to disk: whole or not at all, readable by its owner alone, and in nobody's place unless told.

The file is made under another name beside its own and then given its own, so that nobody ever opens half of it.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from escalate.errors import BadInput

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
THE_FILE = "the file"


def write(path: Path, data: bytes, *, replace: bool = False, called: str = THE_FILE) -> None:
    """Put `data` into the file `path` (0600). Raises BadInput: it is there already, or cannot be written there.

    `called`: which file it is, for what is said; never its name, which can be a person's.
    """
    with _made(path, data, called, replace=replace) as made:
        if replace:
            made.replace(path)
        else:
            _give_name(made, path)


def check(path: Path, *, replace: bool = False, called: str = THE_FILE) -> None:
    """Raise what `write` would of this name and folder, for who has to know before; nothing is left there."""
    with _made(path, b"", called, replace=replace):
        pass


@contextmanager
def _made(path: Path, data: bytes, called: str, *, replace: bool) -> Iterator[Path]:
    """The file under its other name, as long as it has no better one."""
    if not path.name or "\0" in str(path):
        raise BadInput("Nothing was written: that is no name for a file.", hint="Give it a name, such as record.html.")
    made = path.with_name(f".{path.name[:100]}.{token_hex(4)}")
    try:
        _check(path, called, replace=replace)
        try:
            _fill(made, data)
            yield made
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)
    except FileExistsError:
        raise BadInput(
            f"Nothing was written: {called} is there already.",
            hint="Give another name, or replace it with: --replace",
        ) from None
    except OSError as fault:
        raise BadInput(
            f"Nothing was written: {called} cannot be made there ({(fault.strerror or 'no reason given').lower()}).",
            hint="Check the folder, its space and your rights, or choose another.",
        ) from None


def _check(path: Path, called: str, *, replace: bool) -> None:
    """Only a plain file is ever replaced: no link is followed, and no device or folder written over."""
    try:
        there = path.lstat()
    except FileNotFoundError:
        return
    if not replace:
        raise FileExistsError
    if not stat.S_ISREG(there.st_mode):
        raise BadInput(f"Nothing was written: {called} is no plain file.", hint="Give another name.")


def _fill(made: Path, data: bytes) -> None:
    with os.fdopen(os.open(made, _NEW, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _give_name(made: Path, path: Path) -> None:
    """As a rename that replaces nothing; where the disk knows no links, one that just looked."""
    try:
        os.link(made, path)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError from None
        made.rename(path)
