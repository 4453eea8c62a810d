"""The formats a paper can have: the ending of its file's name chooses, and its writer is loaded only then."""

from importlib import import_module
from pathlib import Path

from escalate.errors import BadInput
from escalate.papers import outfile
from escalate.usecases.paper import Paper

FORMATS = {".html": "page", ".pdf": "pdf", ".docx": "word", ".txt": "plain_text"}  # ending: module


def made(paper: Paper, ending: str) -> bytes:
    """The paper as a file with that ending. Raises BadInput or MissingParts."""
    if ending.lower() not in FORMATS:
        *others, last = FORMATS
        raise BadInput(
            "Nothing was written: a paper cannot have that ending.",
            hint=f"Give the file a name that ends in {', '.join(others)} or {last}.",
        )
    data: bytes = import_module(f"escalate.papers.{FORMATS[ending.lower()]}").made(paper)
    return data


def write(paper: Paper, path: Path, *, replace: bool = False) -> None:
    """Write the paper to `path` in the format its ending names. Raises BadInput or MissingParts."""
    outfile.write(path, made(paper, path.suffix), replace=replace)
