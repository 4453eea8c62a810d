"""The command that lists unfinished answers, and throws away those nobody wants any more."""

from typing import Annotated

import typer

from escalate.cli.options import Json, Plain, how

Discard = Annotated[
    list[int] | None, typer.Option("--discard", metavar="N", help="Throw away draft N. May be given several times.")
]


def drafts(discard: Discard = None, as_json: Json = False, plain: Plain = False) -> None:
    """Unfinished answers, and how to go on with each."""
    from escalate import runtime
    from escalate.usecases import drafts as use

    office = runtime.office()
    discarded = use.discard(discard or (), office.drafts)
    kept = office.drafts.all()
    references = office.reader.references(draft.dispute for draft in kept if draft.dispute)
    view = use.drafts_view(kept, references, discarded=discarded, scripted=office.scripted)
    runtime.show(view, how(as_json, plain))
