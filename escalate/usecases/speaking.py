"""Who speaks for whom at a stage, and how to reach them: the policy's roles, the people known, the office's contacts.

Contacts go by a role's title. Of a role that both sides have, the office's contact is the one on its own side.
"""

from collections.abc import Iterable, Mapping

from escalate.domain.dispute import Dispute
from escalate.domain.frozen import frozen
from escalate.domain.policy import PARTNERSHIP, RAISING, RESPONDING, Policy, Stage

Contacts = Mapping[str, str]


@frozen
class SpeakerView:
    """Who speaks for a party: its role's title, the people known, and the office's contact for that role."""

    party: str
    side: str
    role: str
    people: tuple[str, ...]
    contact: str = ""
    agency: str = ""  # the party's team with its agency, for readers outside


@frozen
class TellView:
    """Whom an open duty says to tell: its number, the role, and who holds it where that is known."""

    number: int
    role: str
    contact: str


@frozen
class WhomView:
    """Whom to speak to and whom to tell now; and whom of them a set-up could name and does not."""

    speakers: tuple[SpeakerView, ...]
    to_tell: tuple[TellView, ...]
    without_contact: tuple[str, ...]


def whom(dispute: Dispute, policy: Policy, stage: Stage, contacts: Contacts) -> WhomView:
    """Those of the present stage, once it is resolved only those still to tell."""
    speaking, telling = tuple(_speakers(dispute, policy, stage, contacts)), tuple(_to_tell(dispute, contacts))
    told = [one.role for one in telling if not one.contact]
    if not dispute.resolved:  # the other side's people are named in the dispute, not in a set-up
        silent = [one for one in speaking if not one.people and not one.contact]
        told += [one.role for one in silent if one.side in (dispute.side, PARTNERSHIP)]
    return WhomView(speaking, telling, tuple(dict.fromkeys(told)))


def reached(title: str, contacts: Contacts) -> str:
    """A role's title, with who holds it and how to reach them where that is known."""
    return f"{title} ({contacts[title]})" if title in contacts else title


def _speakers(dispute: Dispute, policy: Policy, stage: Stage, contacts: Contacts) -> Iterable[SpeakerView]:
    """Who speaks for each side; a chair or panel stands for neither, and the other side then only listens."""
    for side, role in ((RAISING, stage.raising), (RESPONDING, stage.responding)):
        title = policy.role_title(role)
        if policy.is_neutral(role):
            yield SpeakerView("", PARTNERSHIP, title, _people(dispute, PARTNERSHIP), contacts.get(title, ""))
            continue
        ours = side == dispute.side or role not in _roles_of(dispute.side, policy)
        for party in dispute.parties_on(side) if role else ():
            yield SpeakerView(
                party=party.team or party.agency,
                side=side,
                role=policy.role_title(role, party.sector),
                people=_people(dispute, party.id),
                contact=contacts.get(title, "") if ours else "",
                agency=", ".join(filter(None, (party.team, party.agency))),
            )


def _to_tell(dispute: Dispute, contacts: Contacts) -> Iterable[TellView]:
    """Everybody whom the open duties say to tell."""
    for duty in dispute.open_duties():
        yield from (TellView(duty.number, title, contacts.get(title, "")) for title in duty.started.tell)


def _roles_of(side: str, policy: Policy) -> set[str]:
    return {stage.raising if side == RAISING else stage.responding for stage in policy.stages}


def _people(dispute: Dispute, of: str) -> tuple[str, ...]:
    """The people of a party, or of all parties of a side."""
    parties = {party.id for party in dispute.parties if of in (party.id, party.side)}
    return tuple(f"{one.name}, {one.role}" for one in dispute.people if one.party in parties)
