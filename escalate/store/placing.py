"""Files that are put in place whole: written under a telling name first, then on disk, then named.

Nothing is ever overwritten, and a kill leaves at most a file whose name says that it is unfinished.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path

from escalate.domain.calendar import LONDON
from escalate.store.database import plainly

JOURNAL = "-journal"  # what SQLite adds to a log's name while a write is not finished


@contextmanager
def unfinished(target: Path) -> Iterator[Path]:
    """A new, empty file beside `target` that only its owner may read, whatever the umask; gone when the block ends.

    Raises LogUnusable, which names the target.
    """
    path = beside(target, f".unfinished-{secrets.token_hex(4)}")
    with plainly(target):
        os.close(new(path))
    try:
        yield path
    finally:
        with suppress(OSError):  # whatever ended the block matters more, and the name says what it is
            path.unlink(missing_ok=True)
            beside(path, JOURNAL).unlink(missing_ok=True)


def place(made: Path, target: Path) -> None:
    """Give a finished file its name, on disk before it returns. Raises FileExistsError, OSError."""
    sync(made)
    keep_as(made, target)
    sync(target.parent)


def keep_as(path: Path, name: Path) -> None:
    """Give a file another name beside or in place of its own, and never another file's. Raises FileExistsError."""
    try:
        os.link(path, name, follow_symlinks=False)
    except FileExistsError:
        raise
    except OSError:  # no links here, as on most memory sticks
        if os.path.lexists(name):
            raise FileExistsError(name) from None
        path.rename(name)


def free_name(log: Path, why: str, at: datetime) -> Path:
    """A name beside the log that says why and when: log-set-aside-2026-11-24-0031.db, or one more where it is taken."""
    for number in count(1):
        again = f"-{number}" if number > 1 else ""
        name = log.with_name(f"{log.stem}-{why}-{at.astimezone(LONDON):%Y-%m-%d-%H%M}{again}{log.suffix}")
        if not os.path.lexists(name) and not os.path.lexists(beside(name, JOURNAL)):
            return name
    raise AssertionError  # numbers do not end


def beside(path: Path, ending: str) -> Path:
    """The path with that at the end of its name."""
    return path.with_name(path.name + ending)


def new(path: Path) -> int:
    """A new file that only its owner may read, open for writing; no link is followed. Raises FileExistsError."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)


def sync(path: Path) -> None:
    """What was written to a file, or which names a folder holds, is on disk when this returns."""
    if path.is_dir() and os.name != "posix":
        return  # a folder cannot be opened there
    at = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(at)
    finally:
        os.close(at)
