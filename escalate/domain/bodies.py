"""The body of an entry, and back: author, event and its version, as canonical JSON.

Every version that was ever written is read for ever; a kind or version of a newer program is no guess, but a fault.
"""

from collections.abc import Mapping
from typing import Any, get_args

from escalate.domain.events import Act
from escalate.domain.log_events import OfTheLog
from escalate.domain.parts import Author
from escalate.domain.plain import canonical, from_plain, parsed, to_plain

Event = OfTheLog | Act
KINDS: Mapping[str, type[Event]] = {kind.__name__: kind for kind in (*get_args(OfTheLog), *get_args(Act))}


def encode(event: Event, author: Author) -> str:
    """The body of an entry: author, event and its version, as canonical JSON."""
    return canonical({"author": to_plain(author), "event": to_plain(event), "version": event.version})


def decode(kind: str, body: str) -> tuple[Author, Event]:
    """The author and event of a body. Raises LookupError: a newer program's kind or version; ValueError: no JSON."""
    data, event = _versioned(kind, body)
    return from_plain(Author, data["author"]), from_plain(event, data["event"])


def decode_event(kind: str, body: str) -> Event:
    """The same without its author: a dispute is folded from its events alone, and a whole log has many."""
    data, event = _versioned(kind, body)
    return from_plain(event, data["event"])


def _versioned(kind: str, body: str) -> tuple[Any, type[Event]]:
    data, event = parsed(body), KINDS[kind]
    if data["version"] != event.version:
        raise LookupError(kind)
    return data, event
