"""The files attached to a dispute: each with what it is, where it comes from, and its digest."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.layout import INDENT, Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.attachments import AttachmentsView, AttachmentView


def attachments_screen(view: "AttachmentsView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = readable(width)
    if view.scripted:
        yield from heading(words.DEMONSTRATION, width)
    yield from heading(f"{view.reference}: {words.count(len(view.attachments), 'attached file')}", width)
    for one in view.attachments:
        yield ""
        yield from heading(f"Entry {one.entry}: {one.name}, {words.size(one.size)}", width)
        for line in _facts(one):
            yield from folded(line, width, INDENT)
    yield ""
    next_step = f"To write them out: escalate attachments {view.short} --to FOLDER"
    if not view.attachments:
        next_step = f"To attach one: escalate attach {view.short} FILE"
    elif any(one.file for one in view.attachments):
        next_step = "Each was written out as it was attached. What is outside the log you must look after yourself."
    yield from folded(next_step, width)


def _facts(one: "AttachmentView") -> Iterator[str]:
    yield one.paper
    if one.from_whom:
        yield f"From {one.from_whom}"
    yield f"Dated {words.happened(one.happened)}"
    yield f"Attached {words.instant(one.written)}, by {one.author}{f', to entry {one.about}' if one.about else ''}"
    if one.corrected:
        yield "Its entry was corrected: see the trail"
    yield f"SHA-256 {one.sha256}"
    if one.file:
        yield f"Written out: {one.file}"
