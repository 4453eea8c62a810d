"""The letters and forms there are, and one that was made: its text to copy, or where its file is."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.render import words
from escalate.render.layout import Line, folded, heading, readable

if TYPE_CHECKING:
    from escalate.usecases.paper_views import ChoiceView, PapersView, PaperView

_SHOWN = 6  # gaps that are named


def papers_screen(view: "PapersView", width: int) -> Iterable[Line]:
    """A few lines each: what it is for, to whom it goes, which duty it serves and by when, and what to type."""
    width = readable(width)
    if view.scripted:
        yield words.DEMONSTRATION
    if not view.papers:
        yield f"No {view.kind} for {view.reference}."
        return
    what = "letters that fit now" if view.kind == "letters" else "forms"
    yield from heading(f"{view.reference}: {what}", width)
    for one in view.papers:
        yield ""
        yield Text(one.name, "bold")
        yield from (line for text in _said(one) for line in folded(text, width, "  "))
    yield ""
    files = "letter.docx or letter.eml" if view.kind == "letters" else "form.docx or form.pdf"
    yield from folded(f"On the screen as it stands; for a file add its name, such as {files}", width)


def _said(one: "ChoiceView") -> Iterator[str]:
    yield one.what
    if one.to:
        yield f"To: {'; '.join(one.to)}"
    due = f", by {words.instant(one.due)}" if one.due else ""
    yield from (f"Serves {duty}{due}" for duty in one.duties)
    yield one.command


def paper_screen(view: "PaperView", width: int) -> Iterable[Line]:
    """The text as it is to be copied, or where it was written; then what is to be filled in, and what comes next."""
    width = readable(width)
    if view.file:
        yield from heading(f"Written: {view.file}", width)
    else:
        yield from ([*folded(view.subject, width, "Subject: "), ""] if view.subject else [])
        for line in view.text.rstrip("\n").split("\n"):
            yield from [line] if cell_len(line) <= width else folded(line, width)
        yield ""
    if view.file and view.to:
        yield from folded(f"To: {'; '.join(view.to)}", width)
    if view.gaps:
        more = f"; and {len(view.gaps) - _SHOWN} more" if len(view.gaps) > _SHOWN else ""
        yield from folded(f"To fill in first: {'; '.join(map(_bare, view.gaps[:_SHOWN]))}{more}", width)
    if view.file:
        yield from folded("It holds words about a child or adult: delete the file when it is no longer needed.", width)
    if view.notice:
        yield from folded(view.notice, width)
    if view.command:
        ends = f" (that ends {view.duty})" if view.duty else ""
        yield from folded(f"When you have sent it: {view.command}{ends}", width)


def _bare(gap: str) -> str:
    """A gap without the marks that it has in the paper."""
    return gap.removeprefix("[to fill in: ").removesuffix("]")
