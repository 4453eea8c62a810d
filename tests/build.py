"""Plain builders for tests: a policy written as TOML text, a dispute driven by requests, a calendar without files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.calendar import Calendar, Happened
from escalate.domain.case import Case
from escalate.domain.deciding import decide
from escalate.domain.dispute import Dispute, Duty
from escalate.domain.folding import fold, in_log
from escalate.domain.opening import decide_open
from escalate.domain.parts import Author, Party, Person, Subject
from escalate.domain.policy import Policy
from escalate.domain.policy_problems import problems
from escalate.policy_files import PolicyFolders
from escalate.policy_format import read_policy
from escalate.toml_tables import Fault, parse

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)  # 10am in London, in an ordinary week
AUTHOR = Author("Ann Worker", "social worker", "School")
US = Party("us", "raising", "School")
THEM = Party("them", "responding", "Council", "", "childrens-social-care")
OTHERS = Party("others", "responding", "Police", "", "police")
PANEL = Party("panel", "partnership", "Partnership")
CALENDAR = Calendar({date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day, substitute day"}.get)
SHIPPED = PolicyFolders(Path("no-such-folder"))

HEADING = """
    format = 1
    [policy]
    id = "anytown"
    title = "Anytown policy"
    partnership = "Anytown Safeguarding Children Partnership"
    edition = "2030-01"
    subjects = ["child", "adult"]
    nation = "ENG"
    bypass = "agreed"
    [[ground]]
    id = "threshold"
    title = "Thresholds"
    [[ground]]
    id = "sharing"
    title = "Information sharing"
    [roles.worker]
    title = "Worker"
    [roles.manager]
    title = "Manager"
    police = "Sergeant"
    [roles.chair]
    title = "Chair"
"""
STAGES = """
    [[stage]]
    id = "1"
    name = "Workers"
    raising = "worker"
    responding = "worker"
    next = ["2"]
    [[stage]]
    id = "2"
    name = "Managers"
    raising = "manager"
    responding = "manager"
    next = ["3"]
    [[stage]]
    id = "3"
    name = "Chair"
    raising = "manager"
"""
FORK = """
    [[stage]]
    id = "1"
    name = "Workers"
    raising = "worker"
    responding = "worker"
    next = ["2", "3"]
    [[stage]]
    id = "2"
    name = "Managers"
    raising = "manager"
    hint = "When it can wait."
    next = ["3"]
    [[stage]]
    id = "3"
    name = "Chair"
    raising = "manager"
"""
CLOCK = """
    [[duty]]
    id = "settle"
    what = "Settle it"
    by = "both"
    within = "5 working days"
    ends = "left"
"""


def policy(extra: str = "", *, stages: str = STAGES, clock: str = CLOCK, heading: str = HEADING) -> Policy:
    """Anytown's policy with more TOML; it must be in order."""
    faults: list[Fault] = []
    text = "".join(dedent(part) for part in (heading, stages, clock, extra))
    read = read_policy("anytown.toml", {"anytown.toml": parse(text)}, faults)
    assert not faults, faults
    assert not problems(read), problems(read)
    return read


def duty(**keys: Any) -> str:
    """A `[[duty]]` outside the stages."""
    keys = {"id": "it", "what": "Do it", "by": "raising", **keys}
    shown = {key: str(value).lower() if isinstance(value, bool) else repr(value) for key, value in keys.items()}
    return "\n[[duty]]\n" + "".join(f"{key} = {value}\n" for key, value in shown.items())


def at(text: str) -> datetime:
    """An instant from ISO text; UTC unless it says otherwise."""
    made = datetime.fromisoformat(text)
    return made if made.tzinfo else made.replace(tzinfo=UTC)


def when(text: str) -> Happened:
    """A day, or a day with its hour, from ISO text."""
    return Happened.instant(at(text)) if "T" in text else Happened(date.fromisoformat(text))


@dataclass
class Desk:
    """A dispute driven by requests, with a clock that the test sets."""

    policy: Policy
    now: datetime = MONDAY
    side: str = "raising"
    calendar: Calendar = CALENDAR
    events: list[e.Act] = field(default_factory=list)

    @property
    def dispute(self) -> Dispute:
        """The dispute as it is, the only one in a log: entry 1 is the log's own."""
        return in_log(fold(self.events), ((one, AUTHOR.name) for one in range(2, len(self.events) + 2)))

    def open(self, **changes: Any) -> "Desk":
        """Open it: raised now unless the test says otherwise."""
        if self.side == "responding":
            parties = (replace(US, side="responding"), replace(THEM, side="raising"))
        else:
            parties = (US, THEM)
        request = r.OpenDispute(
            policy=self.policy.id,
            side=self.side,
            grounds=("threshold",),
            subjects=(Subject("child", "AB"),),
            parties=parties,
            people=(Person("Ann Worker", "social worker", "us"),),
            concern="They closed it.",
            raised=Happened.instant(self.now),
        )
        case = Case(None, self.policy, self.calendar, self.now)
        self.events += decide_open(replace(request, **changes), case, "ESC-2026-0001", "0" * 64)
        return self

    def do(self, request: r.Request) -> "Desk":
        """Record one act."""
        case = Case(self.dispute, self.policy, self.calendar, self.now)
        self.events += decide(request, self.dispute, case, AUTHOR)
        return self

    def talk(self, *parties: str, **changes: Any) -> "Desk":
        """Record a discussion with somebody of each party; none: with a colleague."""
        present = tuple(Person(f"Somebody of {party}", "worker", party) for party in parties or ("us",))
        request = r.LogDiscussion(happened=Happened.instant(self.now), how="telephone", present=present, said="Words.")
        return self.do(replace(request, **changes))

    def no_reply(self, *parties: str) -> "Desk":
        """Record an attempt without reply."""
        return self.talk(present=(), no_reply=parties or ("them",))

    def duty(self, duty_id: str) -> Duty:
        """The newest instance of a duty."""
        return [one for one in self.dispute.duties.values() if one.started.duty == duty_id][-1]

    def states(self) -> Mapping[str, str]:
        """For each duty id, how its newest instance ended, or "open"."""
        duties = self.dispute.duties.values()
        return {one.started.duty: one.ended.how if one.ended else "open" for one in duties}


Step = Callable[[Desk], Desk]
