"""Deciding what a discussion, a consultation or an unanswered attempt does.

Which of the three it is follows from who was there, never from what somebody calls it.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain import events as e
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.choices import EXTRAS
from escalate.domain.dispute import Dispute, Stay
from escalate.domain.duties import Effects
from escalate.domain.parts import Action, Author
from escalate.domain.policy import PARTNERSHIP, RAISING, RESPONDING, Body
from escalate.errors import BadAnswers, BadDate, MissingAnswers, NoSuchStage

if TYPE_CHECKING:
    from escalate.domain.requests import LogDiscussion


def log_discussion(request: "LogDiscussion", dispute: Dispute, case: Case, author: Author) -> e.Discussed:
    """The record, with the duties that it ends and starts. Raises BadAnswers, MissingAnswers, BadDate, NoSuchStage."""
    faults = tuple(_faults(request, dispute))
    if faults:
        raise BadAnswers("Nothing was recorded: some answers do not fit this dispute.", details=faults)
    stay = _stay(request, dispute)
    ours = dispute.parties_on(dispute.side)[0].id
    spoke = tuple(dict.fromkeys((ours, *(person.party for person in request.present))))
    sides = tuple(dict.fromkeys(party.side for party_id in spoke if (party := dispute.party(party_id))))
    kind = _kind(request, sides, author)
    happened = _happened(request, kind, stay, dispute, case)
    bare = e.Discussed(
        happened=happened,
        recorded_later=case.recorded_later(happened),
        started=(),
        ended=(),
        stage=stay.stage,
        kind=kind,
        how=request.how,
        present=request.present,
        no_reply=request.no_reply,
        sides=sides,
        spoke=spoke,
        said=request.said,
        our_reasons=request.our_reasons,
        their_reasons=request.their_reasons,
        outcome=request.outcome,
        raised=dispute.raised is None and _reached(request, dispute, sides),
        actions=tuple(Action(action.who, action.what, action.party) for action in request.actions),
        extras=request.extras,
        thin=tuple(_thin(request, kind)),
        warnings=tuple(_body_warnings(case.stage(stay.stage).body, request, dispute)),
        dates_agreed=request.dates_agreed,
    )

    def work(effects: Effects) -> None:
        moments(effects, bare, request, dispute)

    return case.complete(bare, request.dates, work)


def _happened(request: "LogDiscussion", kind: str, stay: Stay, dispute: Dispute, case: Case) -> Happened:
    """When it was. Colleagues are consulted before anything is raised: where nobody said when it arose, no bound."""
    if kind == e.CONSULTATION and stay.seq == 1 and dispute.opened.arose is None:
        return case.happened(request.happened)
    try:
        return case.since_stay(request.happened, stay)
    except BadDate as fault:
        if kind == e.DISCUSSION and stay.seq == 1:
            hint = "Check the day, and who was there: earlier, only a consultation on your own side can have been."
            raise BadDate(fault.message, hint=hint) from None
        raise


def moments(effects: Effects, bare: e.Discussed, request: "LogDiscussion", dispute: Dispute) -> None:
    """The moments that a talk makes, in order."""
    happened, stage = bare.happened, bare.stage
    if bare.raised:
        for here in dict.fromkeys((stage, dispute.stage)):  # a fact for good: true at the present stage too
            effects.ends("raised", happened, here)
        effects.first_known()
    effects.starts("record", happened, stage)
    if bare.kind == e.CONSULTATION:
        effects.ends(e.CONSULTATION, happened, stage, side=bare.sides[0])
        effects.starts(e.CONSULTATION, happened, stage)
    if bare.kind == e.DISCUSSION:
        effects.ends(e.DISCUSSION, happened, stage)
        effects.starts(e.DISCUSSION, happened, stage)
    if (request.agreed or request.actions) and bare.kind != e.UNANSWERED:
        effects.ends("agreement", happened, stage)
        effects.starts("agreement", happened, stage)
    for action in request.actions:
        party = dispute.party(action.party)
        effects.action(action, party.side if party else dispute.side, happened)
    effects.starts_done(happened, stage)


def _stay(request: "LogDiscussion", dispute: Dispute) -> Stay:
    if not request.stage:
        return dispute.stay
    stays = [stay for stay in dispute.stays if stay.stage == request.stage]
    if not stays:
        raise NoSuchStage("Nothing was recorded: it was never at that stage.", hint="Name a stage it was at.")
    known = [stay for stay in stays if stay.since.earliest <= request.happened.latest]
    return (known or stays)[-1]


def _kind(request: "LogDiscussion", sides: tuple[str, ...], author: Author) -> str:
    others = [person for person in request.present if person.name != author.name]
    if len(sides) > 1:
        return e.DISCUSSION
    if others:
        return e.CONSULTATION
    if request.no_reply:
        return e.UNANSWERED
    raise MissingAnswers(
        "Nothing was recorded: say who was there, or who did not reply.", details=("people: at least one person",)
    )


def _reached(request: "LogDiscussion", dispute: Dispute, sides: tuple[str, ...]) -> bool:
    """Whether the other side was spoken to, or tried without reply."""
    tried = {party.side for party_id in request.no_reply if (party := dispute.party(party_id))}
    return RAISING in sides and RESPONDING in {*sides, *tried}


def _thin(request: "LogDiscussion", kind: str) -> Iterator[str]:
    """What a reader will miss; nothing here is refused."""
    if not request.our_reasons.strip():
        yield "our reasons"
    if kind == e.DISCUSSION and not request.their_reasons.strip():
        yield "their reasons"
    yield from (words for extra, words in EXTRAS.items() if not request.extras.get(extra, "").strip())


def _body_warnings(body: Body | None, request: "LogDiscussion", dispute: Dispute) -> Iterator[str]:
    """What a panel's quorum lacks, once somebody of the partnership was there."""
    sides = {party.id: party.side for party in dispute.parties}
    sitting = [person.agency for person in request.present if sides.get(person.party) == PARTNERSHIP]
    if not body or not sitting:
        return
    agencies = {agency.casefold() for agency in sitting if agency}
    if len(agencies) < body.agencies:
        yield f"{body.name}: representatives of {body.agencies} agencies must sit; {len(agencies)} on record"
    if body.parties:
        concerned = {party.agency for party in dispute.parties if party.side != PARTNERSHIP}
        absent = sorted(agency for agency in concerned if agency.casefold() not in agencies)
        if absent:
            yield f"{body.name}: the agencies concerned belong to it; not on record: {', '.join(absent)}"


def _faults(request: "LogDiscussion", dispute: Dispute) -> Iterator[str]:
    parties = {party.id for party in dispute.parties}
    listed = ", ".join(parties)
    ours = {party.id for party in dispute.parties_on(dispute.side)}
    for person in request.present:
        if person.party not in parties:
            yield f"people: party must be one of {listed}"
    for party in request.no_reply:
        if party not in parties:
            yield f"no_reply: each must be one of {listed}"
        elif any(person.party == party for person in request.present):
            yield "no_reply: one of them was there"
        elif dispute.side == RAISING and party in ours:  # it would open the other side's gates
            yield "no_reply: one of them is on your own side"
    for action in request.actions:
        if action.party not in parties:
            yield f"actions: party must be one of {listed}"
        if action.by and action.by.day < request.happened.day:
            yield "actions: one is due before the discussion"
    for extra in request.extras:
        if extra not in EXTRAS:
            yield f"extras.{extra}: is none of {', '.join(EXTRAS)}"
    open_numbers = {duty.number for duty in dispute.open_duties()}
    for number in request.dates_agreed:
        if number not in open_numbers:
            yield f"dates_agreed: D{number} is not open"
    if not request.said.strip():
        yield "said: what was said"
