"""Which events an act makes: the one door to the rules, for a dispute that is there already.

A new dispute is decided in `opening.py`. Deciding the same twice gives the same: time and working days are given.
"""

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.advancing import advance, reopen, resolve
from escalate.domain.attaching import attach
from escalate.domain.case import Case
from escalate.domain.correcting import approve, correct
from escalate.domain.discussing import log_discussion
from escalate.domain.dispute import Dispute
from escalate.domain.doing import agree_date, mark_done
from escalate.domain.gates import short
from escalate.domain.keeping import erase, keep, may_erase
from escalate.domain.parts import Author
from escalate.domain.reflecting import reflected
from escalate.errors import BadAnswers, Erased, MissingAnswers, Refused, ResolvedAlready

_ONLY_WHILE_OPEN = (r.Reflect, r.LogDiscussion, r.Advance, r.Resolve)


def allow(kind: type[r.Request], dispute: Dispute) -> None:
    """Refuse an act that the dispute's state does not allow, whatever its answers. Raises ResolvedAlready, Refused."""
    if dispute.erased:
        raise Erased(
            f"Nothing was recorded: {dispute.opened.reference} was erased.",
            hint="What is left of it: escalate trail " + short(dispute),
        )
    if dispute.resolved and kind in _ONLY_WHILE_OPEN:
        raise ResolvedAlready(
            f"Nothing was recorded: {dispute.opened.reference} is resolved already.",
            hint=f"If it must go on: escalate reopen {short(dispute)}",
        )
    if kind is r.Reopen and not dispute.resolved:
        raise Refused(f"Nothing was recorded: {dispute.opened.reference} is open.", hint="It needs no reopening.")
    if kind is r.Erase:
        may_erase(dispute)


def decide(request: r.Request, dispute: Dispute, case: Case, author: Author) -> tuple[e.Act, ...]:
    """The events that this act makes. Raises Refused, MissingAnswers, BadAnswers, BadDate, NotFound."""
    allow(type(request), dispute)
    match request:
        case r.LogDiscussion():
            return (log_discussion(request, dispute, case, author),)
        case r.Advance():
            return (advance(request, dispute, case),)
        case r.MarkDone():
            return mark_done(request, dispute, case)
        case r.AgreeDate():
            return (agree_date(request, dispute, case),)
        case r.Resolve():
            return (resolve(request, dispute, case),)
        case r.Reopen():
            return (reopen(request, dispute, case),)
        case r.Reflect():
            return (reflected(request.reflection, request.happened, case, {**dispute.answers, **dispute.reflection}),)
        case r.ChangePeople():
            return (_people(request, dispute, case),)
        case r.Correct() | r.Approve() | r.Attach() | r.MarkSent() | r.Keep() | r.Erase():
            return (_of_the_record(request, dispute, case, author),)
        case r.ReportDanger():
            return (_danger(request, case),)


def _sent(request: r.MarkSent, dispute: Dispute, case: Case) -> e.Sent:
    when = case.happened(request.happened, dispute.arose, "the difference arose")
    later = case.recorded_later(when)
    return e.Sent(happened=when, recorded_later=later, started=(), ended=(), letter=request.letter, to=request.to)


def _danger(request: r.ReportDanger, case: Case) -> e.DangerReported:
    if not request.told.strip():
        raise MissingAnswers("Nothing was recorded: say whom you told.", details=("told: whom",))
    when = case.happened(request.happened)
    later = case.recorded_later(when)
    return e.DangerReported(happened=when, recorded_later=later, started=(), ended=(), told=request.told)


def _of_the_record(
    request: r.Correct | r.Approve | r.Attach | r.MarkSent | r.Keep | r.Erase,
    dispute: Dispute,
    case: Case,
    author: Author,
) -> e.Act:
    match request:
        case r.Correct():
            return correct(request, dispute, case)
        case r.Approve():
            return approve(request, dispute, case, author)
        case r.Attach():
            return attach(request, dispute, case)
        case r.MarkSent():
            return _sent(request, dispute, case)
        case r.Keep():
            return keep(request, dispute, case)
        case r.Erase():
            return erase(request, dispute, case)


def _people(request: r.ChangePeople, dispute: Dispute, case: Case) -> e.PeopleChanged:
    parties = {party.id for party in (*dispute.parties, *request.parties)}
    names = {person.name for person in dispute.people}
    faults = []
    if not {one.party for one in request.joined} <= parties:
        known = ", ".join(party.id for party in dispute.parties)
        faults.append(f"people: party must be one of {known}, or the id of one that joins here")
    if not names.issuperset(request.left):
        faults.append("left: one of them is not among the people of this dispute")
    taken = {party.id for party in dispute.parties}
    faults += ["parties: one of them is a party already" for party in request.parties if party.id in taken]
    faults += [
        f"parties: sector must be one of {', '.join(case.policy.sectors)}"
        for party in request.parties
        if party.sector not in case.policy.sectors
    ]
    if not (request.joined or request.left or request.parties):
        faults.append("people: nobody joins or leaves")
    if faults:
        raise BadAnswers("Nothing was recorded: some answers do not fit this dispute.", details=tuple(faults))
    when = case.happened(request.happened)
    return e.PeopleChanged(
        happened=when,
        recorded_later=case.recorded_later(when),
        started=(),
        ended=(),
        joined=request.joined,
        left=request.left,
        parties=request.parties,
    )
