"""What somebody asks to be recorded: one frozen dataclass per act, complete before the log is opened.

They stand in the domain because deciding is about them; flags, answers files and prompts make the same ones.
"""

from collections.abc import Mapping
from dataclasses import field

from escalate.domain.calendar import Happened
from escalate.domain.frozen import frozen
from escalate.domain.parts import ByPass, Party, Person, Subject

Dates = Mapping[str, Happened]  # duty id: the day, or the hour, agreed for it


@frozen
class Reflection:
    """Answers to reflection questions by id; what was put off stands in `later`."""

    answers: Mapping[str, str] = field(default_factory=dict)
    later: tuple[str, ...] = ()


@frozen
class OpenDispute:
    """A new dispute. `danger_told` is whom one told, if anybody is in danger now."""

    policy: str
    side: str
    grounds: tuple[str, ...]
    subjects: tuple[Subject, ...]
    parties: tuple[Party, ...]
    people: tuple[Person, ...]
    concern: str
    happened: Happened | None = None
    arose: Happened | None = None
    raised: Happened | None = None
    raise_by: Happened | None = None
    stage: str = ""
    bypass: ByPass | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    reflection: Reflection | None = None
    dates: Dates = field(default_factory=dict)
    danger_told: str = ""
    danger_when: Happened | None = None
    restarts: str = ""


@frozen
class Reflect:
    """The reflection, now or again."""

    reflection: Reflection
    happened: Happened | None = None


@frozen
class AgreedAction:
    """Who (a party, and in words) does what by when."""

    who: str
    what: str
    party: str
    by: Happened | None = None


@frozen
class LogDiscussion:
    """A discussion, a consultation, or an attempt without reply. `stage` names an earlier stage if it was then."""

    happened: Happened
    how: str
    present: tuple[Person, ...]
    said: str
    no_reply: tuple[str, ...] = ()
    our_reasons: str = ""
    their_reasons: str = ""
    outcome: str = ""
    agreed: bool = False
    actions: tuple[AgreedAction, ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    stage: str = ""
    dates: Dates = field(default_factory=dict)
    dates_agreed: tuple[int, ...] = ()


@frozen
class Advance:
    """To another stage; `to` may be left out where only one follows."""

    to: str = ""
    happened: Happened | None = None
    reason: str = ""
    bypass: ByPass | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    dates: Dates = field(default_factory=dict)


@frozen
class MarkDone:
    """Duties that are done, or with `not_needed` why they are not needed."""

    numbers: tuple[int, ...]
    happened: Happened | None = None
    option: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    not_needed: str = ""
    dates: Dates = field(default_factory=dict)


@frozen
class AgreeDate:
    """A new date for a duty, why, and who agreed it; without the other side that is said."""

    number: int
    to: Happened
    reason: str
    agreed_by: str
    other_side_agrees: bool = False
    happened: Happened | None = None


@frozen
class ChangePeople:
    """Who joins, who leaves, and a party that joins."""

    joined: tuple[Person, ...] = ()
    left: tuple[str, ...] = ()
    parties: tuple[Party, ...] = ()
    happened: Happened | None = None


@frozen
class ReportDanger:
    """Whom one told that somebody is in danger, and when."""

    told: str
    happened: Happened | None = None


@frozen
class Resolve:
    """How it ends. `dissent` is who believes what, where somebody still believes the person at risk."""

    outcome: str
    decided_by: str
    at_risk: bool
    reasons: str = ""
    dissent: str = ""
    happened: Happened | None = None
    dates: Dates = field(default_factory=dict)


@frozen
class Reopen:
    """Why, at which stage (the last one if left out), and the dates it needs."""

    reason: str
    stage: str = ""
    happened: Happened | None = None
    raise_by: Happened | None = None
    dates: Dates = field(default_factory=dict)


@frozen
class Correct:
    """What an entry, by its number in the log, should have said; the right time, if a time was wrong, and which."""

    entry: int
    what: str
    right: str
    why: str
    when: Happened | None = None
    moment: str = ""


@frozen
class Approve:
    """An entry, by its number in the log, is approved by the worker or a manager; `by` is who, if not the writer."""

    entry: int
    role: str = "worker"
    by: str = ""
    happened: Happened | None = None
    dates: Dates = field(default_factory=dict)


@frozen
class Attach:
    """A file: its bytes, its own name, what it is and from whom; `entry`, by its number in the log, it belongs to."""

    data: bytes
    name: str
    paper: str
    from_whom: str = ""
    entry: int | None = None
    happened: Happened | None = None


@frozen
class Keep:
    """How long the record is kept: until a day, or held (True) until that is taken back (False)."""

    reason: str
    until: Happened | None = None
    hold: bool | None = None


@frozen
class Erase:
    """Destroy the words of a dispute, for that reason and on whose authority.

    `confirm` is its reference, typed once more; `early`: although it is to be kept for longer.
    """

    reason: str
    authority: str
    confirm: str = ""
    early: bool = False


Staying = (
    Reflect
    | LogDiscussion
    | Advance
    | MarkDone
    | AgreeDate
    | ChangePeople
    | ReportDanger
    | Resolve
    | Reopen
    | Correct
    | Approve
    | Attach
    | Keep
)
Request = Staying | Erase
