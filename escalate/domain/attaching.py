"""Attaching a file to a dispute, and the names it goes by: as it came, and as a file is safely called.

A name is somebody else's text: kept for people to read, and never a path.
"""

import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.case import Case
from escalate.domain.correcting import entry
from escalate.domain.dispute import Dispute
from escalate.domain.journal import sha256_of
from escalate.errors import MissingAnswers

if TYPE_CHECKING:
    from escalate.domain.requests import Attach

LARGEST = 10_000_000  # bytes of an attached file
_LONGEST = 255  # characters of a name: as long as any file system takes
_LONGEST_WRITTEN = 120  # bytes of a name that is written out; the entry's number comes before it
_ENDING = 12  # bytes at most of what is kept as the ending: .pdf, .docx
_JOINERS = "\u200c\u200d"  # which some scripts need
_WRITTEN = "._- "  # beside letters, their marks, and digits


def attach(request: "Attach", dispute: Dispute, case: Case) -> e.Attached:
    """The file attached, by its digest. Raises MissingAnswers, NoSuchEntry, BadDate."""
    if not request.paper.strip():
        raise MissingAnswers("Nothing was recorded: an answer is missing.", details=("paper: what the file is",))
    happened = case.happened(request.happened)
    return e.Attached(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        paper=request.paper,
        from_whom=request.from_whom,
        name=own_name(request.name),
        size=len(request.data),
        sha256=sha256_of(request.data),
        of=entry(request.entry, dispute) if request.entry is not None else 0,
    )


def same_bytes(event: e.Attached, dispute: Dispute) -> Iterator[int]:
    """The numbers in the log of the other entries that have the same bytes."""
    for seq, other in dispute.attached.items():
        if other is not event and other.sha256 == event.sha256:
            yield dispute.position(seq)


def own_name(given: str) -> str:
    """A file's name as people know it: without its folder; what cannot be shown is a question mark."""
    name = unicodedata.normalize("NFC", given.replace("\\", "/").rpartition("/")[2])
    return "".join(map(_shown, name[:_LONGEST])).strip()


def written_name(position: int, name: str) -> str:
    """What the file of that entry is called when it is written out: `12-letter.pdf`. It is never a path.

    The number before it also keeps it from being one of the names that Windows gives to devices.
    """
    kept = "".join(char if _is_plain(char) else "_" for char in own_name(name)).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending.encode()) > _ENDING:
        stem, ending = kept, ""
    ending = f".{ending}" if ending else ""
    room = _LONGEST_WRITTEN - len(f"{position}-{ending}".encode())
    stem = stem.encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{position}-{stem or 'attachment'}{ending}"


def _shown(char: str) -> str:
    if char.isprintable() or char in _JOINERS:
        return char
    return " " if unicodedata.category(char) == "Zs" else "?"


def _is_plain(char: str) -> bool:
    return char.isalnum() or char in _WRITTEN or unicodedata.category(char).startswith("M")
