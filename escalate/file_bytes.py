"""Small files that anybody may have put where they stand: read at most so far, and never waited for.

A named pipe that nobody writes to would hang whoever opens it, and a device may have no end.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

_NOT_WAITING = getattr(os, "O_NONBLOCK", 0)


def file_bytes(path: Path, most: int, *, pipes: bool = False) -> bytes:
    """What the file holds; one byte more than `most` where that is not all of it.

    Raises OSError, also for what is no regular file. With `pipes` whatever can be read will do, as in `<(command)`.
    """
    with _opened(path, pipes=pipes) as file:
        return file.read(most + 1)


def file_end(path: Path, most: int) -> bytes:
    """The last bytes of the file. Raises OSError, also for what is no regular file."""
    with _opened(path) as file:
        file.seek(-min(most, file.seek(0, os.SEEK_END)), os.SEEK_END)
        return file.read(most)


def _opened(path: Path, *, pipes: bool = False) -> BinaryIO:
    try:
        at = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | _NOT_WAITING)
    except ValueError as fault:  # a name that no file can have
        raise OSError(errno.ENOENT, "no such file") from fault
    regular = stat.S_ISREG(os.fstat(at).st_mode)
    if not (regular or pipes):
        os.close(at)
        raise OSError(errno.EINVAL, "not a regular file")
    if not regular:
        os.set_blocking(at, True)  # whoever writes to it may take their time
    return os.fdopen(at, "rb")
