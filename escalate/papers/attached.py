"""Writing attached files out: their bytes proved first, all of them, under names that are never a path."""

import os
from collections.abc import Callable
from os.path import isdir
from pathlib import Path

from escalate.domain.attaching import written_name
from escalate.domain.frozen import replace
from escalate.domain.journal import sha256_of
from escalate.errors import BadInput, EscalateError, NoSuchEntry, NotSound
from escalate.papers import outfile
from escalate.usecases.attachments import AttachmentsView, AttachmentView

Read = Callable[[int], bytes]  # the bytes that the entry of that number attached


def write(view: AttachmentsView, read: Read, to: Path, *, over: bool) -> AttachmentsView:
    """Write every file of the view into the folder `to`, or the only one to the file `to`; where each of them is.

    `over`: a file that is there may be replaced. Raises NotSound, BadInput, NoSuchEntry; then none was written, or
    what is raised names those that were.
    """
    if not view.attachments:
        raise NoSuchEntry(f"Nothing was written: nothing is attached to {view.reference}.")
    paths = [_path(one, to, alone=len(view.attachments) == 1) for one in view.attachments]
    for one, path in zip(view.attachments, paths, strict=True):
        _proved(one, read)
        outfile.check(path, replace=over, called=_called(one))
    for done, (one, path) in enumerate(zip(view.attachments, paths, strict=True)):
        try:
            outfile.write(path, _proved(one, read), replace=over, called=_called(one))
        except EscalateError as fault:
            if not done:
                raise
            there = ", ".join(map(_called, view.attachments[:done]))
            why = fault.message.partition(": ")[2]
            raise type(fault)(f"Not all was written: {why} Written before: {there}.", hint=fault.hint) from None
    written = zip(view.attachments, paths, strict=True)
    return replace(view, attachments=tuple(replace(one, file=os.fspath(path)) for one, path in written))


def _called(one: AttachmentView) -> str:
    """Not by its name: an error message says no word of the log."""
    return f"the file of entry {one.entry}"


def _path(one: AttachmentView, to: Path, *, alone: bool) -> Path:
    if isdir(to):  # noqa: PTH112  which says no of what cannot be reached
        return to / written_name(one.entry, one.name)
    if alone and to.name and not os.fspath(to).endswith((os.sep, "/")):
        return to
    raise BadInput(
        "Nothing was written: there is no such folder.",
        hint="Make it first, for yourself alone: mkdir -m 700 FOLDER. One file alone can be given a name: "
        "--entry N --to FILE",
    )


def _proved(one: AttachmentView, read: Read) -> bytes:
    data = read(one.entry)
    if sha256_of(data) != one.sha256:
        raise NotSound(
            f"Nothing was written: the file attached by entry {one.entry} is not as it was attached.",
            hint="Keep the log as it is, and look with: escalate verify",
        )
    return data
