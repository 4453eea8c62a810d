"""Unfinished answers: a line each with the command that goes on with it, never what was written in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.plain import instant, parsed
from escalate.errors import NotFound
from escalate.usecases.ports import Draft, Drafts


@frozen
class DraftView:
    """One draft; `reference` is the subject's before there is a dispute, `me` and `go_on` empty where there is none."""

    draft: int
    command: str
    reference: str
    me: str
    began: datetime
    changed: datetime
    go_on: str


@frozen
class DraftsView:
    """The drafts, the last changed first; and the numbers of those just discarded."""

    schema: ClassVar = "escalate.drafts/1"

    drafts: tuple[DraftView, ...]
    discarded: tuple[int, ...]
    scripted: bool


def drafts_view(
    kept: Iterable[Draft],
    references: Mapping[int, str],
    *,
    over: Collection[int] = (),
    discarded: tuple[int, ...] = (),
    scripted: bool = False,
) -> DraftsView:
    """The view of these drafts; `references` are those of their disputes, `over` those nobody can record any more."""
    return DraftsView(tuple(_view(draft, references, over) for draft in kept), discarded, scripted)


def discard(numbers: Iterable[int], drafts: Drafts) -> tuple[int, ...]:
    """Delete these drafts, all or none; their numbers, each once. Raises NotFound, LogUnusable."""
    asked = tuple(dict.fromkeys(numbers))
    there = {draft.number for draft in drafts.all()}
    gone = [number for number in asked if number not in there]
    if gone:
        raise NotFound(
            f"Nothing was discarded: there is no draft {' or '.join(map(str, gone))}.", hint="See: escalate drafts"
        )
    for number in asked:
        drafts.discard(number)
    return asked


def _view(draft: Draft, references: Mapping[int, str], over: Collection[int]) -> DraftView:
    which = " ".join(filter(None, (str(draft.dispute or ""), _entry(draft))))
    go_on = f"escalate {draft.command} {which}".rstrip()
    return DraftView(
        draft=draft.number,
        command=draft.command,
        reference=references.get(draft.dispute or 0, "") or _about(draft),
        me=draft.me,
        began=instant(draft.began_at),
        changed=instant(draft.changed_at),
        go_on="" if draft.number in over else go_on,
    )


def _entry(draft: Draft) -> str:
    """Of a correction or an approval, which entry."""
    if draft.command not in ("correct", "approve"):
        return ""
    return str(_answers(draft).get("entry", "")).removeprefix("entry ")


def _about(draft: Draft) -> str:
    """Whom a dispute that is still to be opened is about, by their local references."""
    if draft.command != "open":
        return ""
    try:
        subjects = _answers(draft).get("subjects") or ()
        return ", ".join(str(row["ref"]) for row in subjects if row.get("ref"))
    except (LookupError, TypeError, AttributeError):  # altered: whoever goes on with it is told
        return ""


def _answers(draft: Draft) -> Mapping[str, Any]:
    """What was answered; nothing where the draft was altered."""
    try:
        answers = parsed(draft.body)["answers"]
    except (ValueError, LookupError, TypeError):
        return {}
    return answers if isinstance(answers, dict) else {}
