"""The last discussion as text to be copied, and whether it may go to the other side."""

from collections.abc import Iterable
from typing import ClassVar

from escalate.domain.dispute import Dispute
from escalate.domain.events import CONSULTATION, DISCUSSION
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.journal import Entry
from escalate.usecases.ports import Stored
from escalate.usecases.trail import EntryView, one_entry


@frozen
class RecordView:
    """One discussion as text to be copied into the child's file."""

    schema: ClassVar = "escalate.record/1"

    reference: str
    subjects: tuple[str, ...]
    policy: str
    partnership: str
    entry: EntryView
    sharing: str = ""  # whether it may go to the other side, and how; empty where neither is sure


def discussed(stored: Stored, entries: Iterable[Entry]) -> RecordView:
    """The last discussion of a dispute that has one, with what was said of it later."""
    dispute, policy = stored.dispute, stored.policy
    subjects = tuple(f"{one.kind} {one.ref}" for one in dispute.opened.subjects)
    entry = one_entry(stored, entries, dispute.talks[-1].seq)
    reference = dispute.opened.reference
    return RecordView(reference, subjects, policy.title, policy.partnership, entry, _sharing(dispute))


def _sharing(dispute: Dispute) -> str:
    talk = dispute.talks[-1]
    other = {party.id for party in dispute.parties_on(dispute.other_side)}
    if talk.kind == CONSULTATION:
        return "It is internal: do not send it to the other side."
    if talk.kind == DISCUSSION and other & {*talk.spoke}:
        return f"To confirm it to the other side: escalate letter {short(dispute)} after-talk"
    return ""
