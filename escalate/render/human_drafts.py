"""The unfinished answers: which, whose, since when, and the command that goes on with each."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.render import words
from escalate.render.layout import ENDLESS, Line, beside, folded, readable

if TYPE_CHECKING:
    from escalate.usecases.drafts import DraftsView, DraftView


_OVER = "no longer possible"


def drafts_screen(view: "DraftsView", width: int) -> Iterable[Line]:
    """Two lines a draft: what it is with how to go on, then who began it and when it was last changed."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    if view.discarded:
        yield from folded(f"Discarded: {', '.join(f'draft {number}' for number in view.discarded)}", width)
    if not view.drafts:
        yield "No unfinished drafts."
        return
    yield Text(f"{words.count(len(view.drafts), 'unfinished draft')}, last changed first", "bold")
    for draft in view.drafts:
        yield ""
        if width == ENDLESS:
            yield f"Draft {draft.draft}: {_what(draft)}. {f'To go on: {draft.go_on}' if draft.go_on else _OVER}"
        else:
            yield from beside(f"Draft {draft.draft}: {_what(draft)}", draft.go_on or _OVER, width)
        yield from folded(_since(draft), width, "  ")
    yield ""
    yield from folded("To throw one away: escalate drafts --discard N, with its number", width)


def _what(draft: "DraftView") -> str:
    return f"{draft.command} {draft.reference}".strip()


def _since(draft: "DraftView") -> str:
    who = f" by {draft.me}" if draft.me else ""
    changed = "" if draft.changed == draft.began else f"; last changed {words.instant(draft.changed)}"
    return f"Begun {words.instant(draft.began)}{who}{changed}"
