"""The disputes that the bench's logs hold, decided by the program's own rules under a shipped policy.

A few dozen are decided; every other one is one of these under a reference of its own, because a rule takes as long in
a small log as in a large one.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.events import Act, Opened, Subject
from tests.build import SHIPPED, Desk

POLICY = SHIPPED.load("torbay")
OPEN, LATE = 1_000, 20  # how many of a log's disputes are open, and how many of those are late
ACTION = 4  # the number of the duty that `_talked` agrees
_SPREAD = 5  # disputes of one kind differ in the day they were opened

Acts = tuple[Act, ...]


def resolved(now: datetime) -> Desk:
    """Settled between managers: nine entries."""
    desk = _talked(now)
    desk.do(r.MarkDone((ACTION,), Happened.instant(now)))
    desk.do(r.Advance(answers={ask.id: "As recorded." for ask in POLICY.policy.asks}))
    desk.talk("us").talk("us", "them", agreed=True, outcome="They will assess again.")
    return desk.do(r.Resolve("agreed-plan", "Both managers", at_risk=False))


def open_(now: datetime) -> Desk:
    """Talked about, with an agreed action: four entries."""
    return _talked(now)


def _talked(now: datetime) -> Desk:
    desk = Desk(POLICY.policy, now)
    desk.open(
        grounds=("levels-of-need",),
        concern="They closed the referral. " * 12,
        subjects=(Subject("child", "AB 12"),),
    )
    desk.talk("us", said="My manager agrees that it should be challenged. " * 6)
    action = r.AgreedAction("Their worker", "Visit the family", "them", Happened((now + timedelta(days=14)).date()))
    return desk.talk(
        "us",
        "them",
        said="They do not see a risk; we do. " * 12,
        our_reasons="Three absences, and what the child said. " * 4,
        their_reasons="The threshold is not met. " * 4,
        actions=(action,),
    )


if __name__ == "__main__":
    import time
    from datetime import UTC
    now = datetime.fromtimestamp(time.time(), UTC)
    d = open_(now)
    for n, x in d.dispute.duties.items(): print(n, x.started.duty, x.started.ends, x.started.force, x.due_at, x.ended and x.ended.how)
    d = resolved(now)
    for n, x in d.dispute.duties.items(): print(n, x.started.duty, x.started.ends,x.started.force, x.due_at, x.ended and x.ended.how)
