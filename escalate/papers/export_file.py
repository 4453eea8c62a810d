"""An export as a file: what is shown, then in HTML and JSON the proof, put together as the checker takes it apart.

What is hashed is all that stands before the proof: style and title too, so that nothing can be hidden beside the words.
"""

import hashlib
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from escalate.domain.receipt import receipt_of
from escalate.errors import BadInput
from escalate.papers import check_export, formats
from escalate.papers.child_file import paper
from escalate.render.machine import as_json
from escalate.usecases.export_view import ExportView

if TYPE_CHECKING:
    from pathlib import Path

    from escalate.domain.journal import Entry

HTML, JSON = ".html", ".json"
ENDINGS = (HTML, ".pdf", ".docx", JSON)
_DOCTYPE = b"<!doctype html>\n"
_SIGN = f"<!-- {check_export.SCHEMA}: to check this file, escalate verify FILE -->\n".encode()
_END = b"</body>\n</html>"


def ending_of(path: "Path") -> str:
    """The ending that chooses the format. Raises BadInput."""
    if path.suffix.lower() not in ENDINGS:
        raise BadInput(
            "Nothing was exported: the file's name must say in which format.",
            hint=f"End it in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}: escalate export 7 record.html",
        )
    return path.suffix.lower()


def shown(view: ExportView, ending: str) -> bytes:
    """What the words are sealed as: all of the file before its proof; where it has none, the whole file."""
    if ending == JSON:
        return check_export.canonical(json.loads(as_json(view))["data"]).encode()
    made = formats.made(paper(view), ending)
    if ending != HTML:
        return made
    page = made.rstrip(b"\n")
    if not (page.startswith(_DOCTYPE) and page.endswith(_END)):
        raise ValueError("a page begins and ends as the checker expects")
    return _DOCTYPE + _SIGN + page.removeprefix(_DOCTYPE).removesuffix(_END)


def digest(sealed: bytes) -> str:
    """Its SHA-256."""
    return hashlib.sha256(sealed).hexdigest()


def whole(sealed: bytes, ending: str, entries: "tuple[Entry, ...]", log_id: str, *, recorded: bool) -> bytes:
    """The file: what is shown, and the proof where the format carries it."""
    if ending not in (HTML, JSON):
        return sealed
    last = entries[-1]
    proof = {
        "log": log_id,
        "format": check_export.FORMAT,
        "entries": [_plain(entry) for entry in entries],
        "receipt": str(receipt_of(last.position, last.hash)),
        "shown": digest(sealed),
        "recorded": recorded,
    }
    if ending == JSON:
        return check_export.json_file(sealed.decode(), proof)
    return check_export.html_file(sealed, proof)


def checker() -> bytes:
    """The text of the program that checks an export by itself."""
    return files("escalate.papers").joinpath("check_export.py").read_bytes()


def _plain(entry: "Entry") -> dict[str, Any]:
    return {**vars(entry), "salt": entry.salt.hex() if entry.salt is not None else None}
