"""The child's file: everything the log has on one dispute, as one view that every format shows.

The same words in each; a copy that leaves something out lists what and why, and is made of entries that lack it.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from escalate.domain import events as e
from escalate.domain.bodies import Event, decode, decode_event
from escalate.domain.calendar import Happened
from escalate.domain.choices import EXTRAS, OUTCOMES
from escalate.domain.dispute import Dispute, Duty
from escalate.domain.frozen import replace
from escalate.domain.gates import short
from escalate.domain.journal import Entry, dispute_faults
from escalate.domain.parts import Author, Person
from escalate.domain.plain import instant
from escalate.domain.policy import Policy
from escalate.errors import BadInput, Erased, NotSound
from escalate.usecases.duty_view import DutyView, duty_view
from escalate.usecases.export_view import (
    ActionView,
    AttachmentView,
    DecisionView,
    ExportView,
    PartyView,
    PersonView,
    ReasonsView,
    WithheldView,
)
from escalate.usecases.ports import Stored
from escalate.usecases.remarks import named
from escalate.usecases.trail import EntryView, trail

LAST = "last"
WITHHELD = "withheld"  # the title of an entry that is
PROVES = (
    "Whoever keeps this receipt can show later that every entry of this dispute up to it is as it was then. "
    "It does not prove that what was written is true."
)
READ_IT = (
    "Names were taken out by a program, whole and word by word. It cannot find nicknames, initials, misspelt names, "
    "or what tells by itself who is meant. People named only in a free field, such as who decided, are not in the list "
    "of those who can be left out. A word that is also part of a name (May, Will) may be gone where nobody is meant. "
    "A person must read this copy before anyone else does."
)


def may_export(dispute: Dispute, entries: Iterable[Entry]) -> None:
    """Refuse what has lost its words, or is not as it was written. Raises Erased, NotSound."""
    if dispute.erased:
        raise Erased(
            f"Nothing was exported: {dispute.opened.reference} was erased, and its words are gone.",
            hint="What is left of it: escalate trail " + short(dispute),
        )
    if faults := tuple(dispute_faults(entries)):
        raise NotSound(
            f"Nothing was exported: {dispute.opened.reference} is not as it was written.",
            details=tuple(one.what for one in faults[:3]),
            hint="See all that is wrong: escalate verify",
        )


def begins_after(since: str, day: date | None, entries: Iterable[Entry]) -> int:
    """The number in the dispute that what is shown begins after: of the last export, or before a day; 0: all is shown.

    Raises BadInput: it was never exported, or nothing was written since.
    """
    entries, after = tuple(entries), 0
    if since == LAST:
        after = max((entry.seq or 0 for entry in entries if entry.kind == e.Exported.__name__), default=0)
        if not after:
            raise BadInput("Nothing was exported: it never was before.", hint="Leave --since out.")
    elif day:
        fresh = (entry for entry in entries if Happened.instant(instant(entry.recorded_at)).day >= day)
        first = next(fresh, None)
        after = (first.seq or 1) - 1 if first else len(entries)
    if after == len(entries):
        raise BadInput("Nothing was exported: nothing was written since then.", hint="Leave --since out, or change it.")
    return after


def exported(format_: str, digest: str, after: int, now: datetime) -> e.Exported:
    """What goes on record."""
    return e.Exported(
        happened=Happened.instant(now),
        recorded_later=False,
        started=(),
        ended=(),
        format=format_,
        digest=digest,
        after=after,
    )


def export(
    stored: Stored,
    entries: Iterable[Entry],
    by: Author,
    now: datetime,
    *,
    after: int,
    withheld: tuple[WithheldView, ...] | None,
    scripted: bool,
) -> ExportView:
    """The view of a dispute, of its entries after that one; `withheld` is None where nothing is to be left out."""
    dispute, policy, entries = stored.dispute, stored.policy, tuple(entries)
    out = {one.number: one for one in withheld or ()}
    shown = tuple(one for one in entries[after:] if f"entry {one.position}" not in out)
    arose, raised = _moments(shown)
    return ExportView(
        **_heading(dispute, policy),
        arose=arose,
        raised=raised,
        made=now,
        made_by=named(by),
        after=dispute.position(after) if after else 0,
        parties=tuple(_party(dispute, policy)),
        people=tuple(_people(dispute, shown)),
        chronology=tuple(_chronology(stored, entries, after, now, out)),
        reasons=tuple(_reasons(shown)),
        decisions=tuple(one for entry in shown for one in _decisions(entry, dispute)),
        actions=tuple(_actions(dispute, after, out)),
        duties=tuple(_duty(dispute, one, now, out) for one in dispute.duties.values() if _since(one, after)),
        attachments=tuple(_attachments(shown)),
        redacted=withheld is not None,
        withheld=withheld or (),
        read_it=READ_IT if withheld is not None else "",
        receipt=stored.receipt,
        proves=PROVES,
        scripted=scripted,
    )


def _heading(dispute: Dispute, policy: Policy) -> dict[str, Any]:
    """What it is about, under which policy, and where it stands."""
    return {
        "reference": dispute.opened.reference,
        "calls_it": policy.calls_it,
        "policy": policy.title,
        "partnership": policy.partnership,
        "edition": policy.edition,
        "side": dispute.side,
        "grounds": tuple(policy.ground_title(ground) for ground in dispute.opened.grounds),
        "subjects": tuple(f"{one.kind} {one.ref}" for one in dispute.opened.subjects),
        "stage": f"{policy.calls_stage} {dispute.stage}, {dispute.stay.name}",
        "state": _state(dispute),
    }


def _moments(shown: Iterable[Entry]) -> tuple[Happened | None, Happened | None]:
    """When it arose and was raised, as far as an entry that is shown says it."""
    arose = raised = None
    for _, event in _events(shown):
        if isinstance(event, e.Opened):
            arose, raised = event.arose, event.raised
        elif isinstance(event, e.Discussed) and event.raised:
            raised = event.happened
    return arose, raised


def _state(dispute: Dispute) -> str:
    if not (end := dispute.resolved):
        return "open"
    at_risk = "; somebody still believes the person at risk" if end.at_risk else ""
    return f"resolved: {OUTCOMES.get(end.outcome, end.outcome)}{at_risk}"


def _party(dispute: Dispute, policy: Policy) -> Iterator[PartyView]:
    for one in dispute.parties:
        yield PartyView(one.side, one.agency, one.team, policy.sectors.get(one.sector, one.sector))


def _people(dispute: Dispute, shown: Iterable[Entry]) -> Iterator[PersonView]:
    """Who acts for a party now, then everybody else who appears in what is shown: each by name and role once."""
    found = [PersonView(one.name, one.role, _of(one.party, dispute)) for one in dispute.people]
    for entry in shown:
        author, event = decode(entry.kind, entry.body or "")
        found.append(PersonView(author.name, author.role, author.agency))
        people = (one for field in fields(event) for one in _persons(getattr(event, field.name)))
        found += [PersonView(one.name, one.role, one.agency or _of(one.party, dispute)) for one in people]
    once: dict[tuple[str, str], PersonView] = {}
    for one in found:
        once.setdefault((one.name.casefold(), one.role.casefold()), one)
    yield from (one for one in once.values() if one.name)


def _persons(value: object) -> Iterator[Person]:
    return (one for one in value if isinstance(one, Person)) if isinstance(value, tuple) else iter(())


def _of(party_id: str, dispute: Dispute) -> str:
    party = dispute.party(party_id)
    return ", ".join(filter(None, (party.team, party.agency))) if party else ""


def _chronology(
    stored: Stored, entries: tuple[Entry, ...], after: int, now: datetime, out: dict[str, WithheldView]
) -> Iterator[EntryView]:
    """In the order in which it happened, then in which it was written."""
    views = trail(stored, entries, now, scripted=False).entries[after:]
    for view in sorted(views, key=lambda one: (one.happened.latest, one.seq)):
        held = out.get(f"entry {view.position}")
        if not held:
            yield view
            continue
        digest = entries[view.seq - 1].digest
        said = {"withheld, digest kept": digest, "why": held.why}
        yield replace(view, title=WITHHELD, said=said, started=(), ended=(), due={}, corrections=(), approvals=())


def _events(shown: Iterable[Entry]) -> Iterator[tuple[Entry, Event]]:
    return ((entry, decode_event(entry.kind, entry.body or "")) for entry in shown)


def _reasons(shown: Iterable[Entry]) -> Iterator[ReasonsView]:
    for entry, event in _events(shown):
        if isinstance(event, e.Discussed) and (event.our_reasons or event.their_reasons):
            yield ReasonsView(entry.position, event.happened, event.our_reasons, event.their_reasons)


def _decisions(entry: Entry, dispute: Dispute) -> Iterator[DecisionView]:
    event = decode_event(entry.kind, entry.body or "")
    match event:
        case e.Discussed():
            said = (event.outcome, event.extras.get("decision", ""))
            found = [("how it ended", said[0]), (EXTRAS["decision"], said[1])]
        case e.Advanced():
            found = [(f"to stage {event.to_stage}, {event.stage_name}", event.reason)]
            found += [("gone past because", f"{event.bypass.because}: {event.bypass.reason}")] if event.bypass else []
        case e.DutyDone():
            found = [(f"D{event.number} {dispute.duties[event.number].started.what}", event.option)]
        case e.Resolved():
            outcome = OUTCOMES.get(event.outcome, event.outcome)
            by = f"decided by {event.decided_by}" if event.decided_by else ""
            found = [(f"resolved, {outcome}", by), ("reasons", event.reasons)]
            found += [("still believed at risk", event.dissent)]
        case e.Reopened():
            found = [(f"opened again at stage {event.stage}, {event.stage_name}", event.reason)]
        case _:
            return
    for place, (label, text) in enumerate(found):
        if text or (place == 0 and isinstance(event, (e.Advanced, e.Resolved))):
            what = f"{label[:1].upper()}{label[1:]}" + (f": {text}" if text else "")
            yield DecisionView(entry.position, event.happened, what)


def _ends_unseen(duty: Duty, dispute: Dispute, out: Container[str]) -> bool:
    """Whether the entry that ended it is withheld: then how and when it ended is too."""
    return duty.ended is not None and f"entry {dispute.position(duty.ended_by)}" in out


def _duty(dispute: Dispute, duty: Duty, now: datetime, out: Container[str]) -> DutyView:
    view = duty_view(dispute, duty, now)
    if not _ends_unseen(duty, dispute, out):
        return view
    return replace(view, ended=WITHHELD, ended_when=None, because="", option="", late=False)


def _actions(dispute: Dispute, after: int, out: Container[str]) -> Iterator[ActionView]:
    for duty in dispute.duties.values():
        if duty.started.duty == e.ACTION and duty.began > after:
            ended, unseen = duty.ended, _ends_unseen(duty, dispute, out)
            yield ActionView(
                entry=dispute.position(duty.began),
                duty=duty.number,
                who=duty.started.holder,
                what=duty.started.what,
                due=duty.due_at,
                ended=WITHHELD if unseen else ended.how if ended else "",
                ended_when=ended.happened if ended and not unseen else None,
            )


def _since(duty: Duty, after: int) -> bool:
    """Whether a duty began or ended after that entry, or is open."""
    return duty.began > after or not duty.ended or duty.ended_by > after


def _attachments(shown: Iterable[Entry]) -> Iterator[AttachmentView]:
    for entry, event in _events(shown):
        if isinstance(event, e.Attached):
            yield AttachmentView(entry.position, event.name, event.size, event.sha256, event.paper, event.from_whom)
