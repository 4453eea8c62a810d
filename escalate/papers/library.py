"""The libraries that only some papers need: installed as an extra, and loaded by the command that writes them."""

from importlib import import_module
from typing import Any

from escalate.errors import MissingParts

DOCS, SHEETS = "docs", "sheets"


def library(name: str, extra: str, what: str) -> Any:  # noqa: ANN401  a module
    """The module `name`, of the extra; `what` is what it is needed for. Raises MissingParts."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise MissingParts(
            f"Nothing was written: {what} needs parts of the program that are not installed.",
            hint=f"Install them with: pip install 'escalate[{extra}]'",
        ) from None
