"""The disputes that the bench's logs hold, decided by the program's own rules under a shipped policy.

A few are decided for each kind; every other one is one of these under a reference of its own.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.events import Act, Opened
from escalate.domain.parts import Subject
from escalate.usecases.ports import DecideNew
from tests.build import SHIPPED, Desk

POLICY = SHIPPED.load("torbay")
MOST_OPEN, LATE = 1_000, 20  # how many of a log's disputes are open, and how many of those are late
ACTION = "D4"  # the agreed action of `_talked`
_DIGEST = hashlib.sha256(POLICY.kept).hexdigest()
_DAYS = 7  # disputes of one kind differ in the day they were opened
_ONE_IN = 20  # resolved disputes that went on to the managers

Acts = tuple[Act, ...]


def disputes(count: int, now: datetime) -> Iterator[DecideNew]:
    """That many, oldest first: the resolved ones, then the open ones, of which the first are late."""
    days = range(_DAYS)
    settled = [_settled(now - timedelta(days=60 + day)) for day in days]
    managers = [_settled_by_managers(now - timedelta(days=60 + day)) for day in days]
    late = [_late(now - timedelta(days=30 + day)) for day in days]
    fresh = [tuple(_talked(now - timedelta(hours=1 + day)).events) for day in days]
    many_open = min(count, MOST_OPEN)
    for number in range(count - many_open):
        kind = settled if number % _ONE_IN else managers
        yield _under_its_own_reference(kind[number % _DAYS])
    for number in range(many_open):
        kind = late if number < LATE else fresh
        yield _under_its_own_reference(kind[number % _DAYS])


def long_one(entries: int, now: datetime) -> DecideNew:
    """One dispute that was talked about until it had that many entries."""
    desk = _talked(now)
    while len(desk.events) < entries:
        desk.talk("us", "them", said="They do not see a risk; we do. " * 6, their_reasons="The threshold is not met.")
    return _under_its_own_reference(tuple(desk.events))


def _under_its_own_reference(acts: Acts) -> DecideNew:
    def decide(reference: str) -> Acts:
        opened, *rest = acts
        assert isinstance(opened, Opened)
        return (replace(opened, reference=reference, policy_digest=_DIGEST), *rest)

    return decide


def _settled(now: datetime) -> Acts:
    """Withdrawn before they met: three entries."""
    return _resolved(_opened(now), now)


def _settled_by_managers(now: datetime) -> Acts:
    """Settled one stage up: nine entries."""
    desk = _talked(now)
    desk.do(r.MarkDone((int(ACTION[1:]),), Happened.instant(now)))
    desk.do(r.Advance(answers={ask.id: "As recorded above." for ask in POLICY.policy.asks}))
    desk.talk("us").talk("us", "them", said="The managers met. " * 6, agreed=True)
    return _resolved(desk, now)


def _resolved(desk: Desk, now: datetime) -> Acts:
    """Resolved, and nothing left to do after it: it is in no report."""
    desk.do(r.Resolve("agreed-plan", "Both sides", at_risk=False))
    left = tuple(duty.number for duty in desk.dispute.open_duties())
    return tuple(desk.do(r.MarkDone(left, Happened.instant(now))).events)


def _late(now: datetime) -> Acts:
    """Talked about and then left: three entries, and the one duty that must be done by now is not."""
    return tuple(_opened(now).talk("us").talk("us", "them", said="They do not see a risk; we do. " * 6).events)


def _talked(now: datetime) -> Desk:
    """Talked about, with an agreed action: three entries."""
    action = r.AgreedAction("Their worker", "Visit the family", "them", Happened((now + timedelta(days=14)).date()))
    return (
        _opened(now)
        .talk("us")
        .talk(
            "us",
            "them",
            said="They do not see a risk; we do. " * 6,
            our_reasons="Three absences, and what the child said. " * 3,
            their_reasons="The threshold is not met. " * 3,
            actions=(action,),
        )
    )


def _opened(now: datetime) -> Desk:
    return Desk(POLICY.policy, now).open(
        grounds=("levels-of-need",), subjects=(Subject("child", "AB 12"),), concern="They closed the referral. " * 6
    )
