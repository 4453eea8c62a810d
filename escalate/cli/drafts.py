"""The command that lists unfinished answers, and throws away those nobody wants any more."""

from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.options import Json, Plain, how
from escalate.errors import Refused

if TYPE_CHECKING:
    from escalate.runtime import Office
    from escalate.usecases.ports import Draft

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
    over = frozenset(draft.number for draft in kept if _is_over(draft, office))
    view = use.drafts_view(kept, references, over=over, discarded=discarded, scripted=office.scripted)
    runtime.show(view, how(as_json, plain))


def _is_over(draft: "Draft", office: "Office") -> bool:
    """Whether it can no longer be recorded, because the dispute was resolved or opened again meanwhile."""
    from escalate.cli.act_forms import FORMS
    from escalate.domain.deciding import allow

    form = FORMS.get(draft.command)
    if not (draft.dispute and form):
        return False
    try:
        allow(form.kind, office.reader.stored(draft.dispute).dispute)
    except Refused:
        return True
    return False
