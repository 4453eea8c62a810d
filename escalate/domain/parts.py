"""What events are made of: people and parties, agreed actions, duties as they started and ended."""

from datetime import date

from escalate.domain.calendar import Due, Happened
from escalate.domain.frozen import frozen


@frozen
class Author:
    """Who wrote the entry, and from which computer account."""

    name: str
    role: str
    agency: str
    account: str = ""


@frozen
class Subject:
    """Whom it is about: child or adult, by a local reference."""

    kind: str
    ref: str


@frozen
class Party:
    """A team of an agency on one side."""

    id: str
    side: str
    agency: str
    team: str = ""
    sector: str = "other"


@frozen
class Person:
    """Who acts for a party, in which role."""

    name: str
    role: str
    party: str
    agency: str = ""  # on a panel: the agency represented, where the party is the partnership


@frozen
class ByPass:
    """Why a stage was gone past: risk, agreed, discretion or danger; the reason; who agreed."""

    because: str
    reason: str
    agreed_by: str = ""


@frozen
class DutyStarted:
    """One instance of a duty: the words, who holds it, when it is due and how that was worked out."""

    number: int
    duty: str
    what: str
    by: str
    holder: str
    starts: str
    ends: str
    since: Happened
    force: str = "must"
    within: str = ""
    due: Due | None = None
    gate: bool = False
    clock: bool = False
    stages: tuple[str, ...] = ()  # those whose leaving ends it; none: the dispute's own
    tell: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    form: str = ""
    note: str = ""
    source: str = ""


@frozen
class DutyEnded:
    """How an instance ended, when, whether past its due time, and why if it was not simply done."""

    number: int
    how: str
    happened: Happened
    late: bool = False
    because: str = ""
    option: str = ""


@frozen
class Action:
    """What was agreed: who does what; its due time is with the duty it started."""

    who: str
    what: str
    party: str


@frozen
class OtherDue:
    """The due time that a duty would have had, had the corrected answer been known; `was` stands until it is moved."""

    number: int
    was: Due
    would_be: Due


@frozen
class StageTally:
    """What is left of a stay at a stage after an erasure: when, and whether something was late there."""

    stage: str
    name: str
    since: date
    until: date | None
    late: bool
    judged: bool = True  # whether it had a limit that could have been passed
