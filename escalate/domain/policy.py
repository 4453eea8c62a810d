"""One partnership's escalation policy, as its file states it: frozen data and look-ups, no rules.

What the data must hold to be a usable policy is in `policy_problems.py`; how acts use it is in `duties.py`.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import time

from escalate.domain.frozen import frozen

RAISING, RESPONDING, PARTNERSHIP = "raising", "responding", "partnership"
SIDES = (RAISING, RESPONDING, PARTNERSHIP)
HOLDERS = (RAISING, RESPONDING, "both", "each")
STARTS = ("arose", "raised", "entered", "record", "consultation", "discussion", "agreement", "resolved")
RECORDS = ("record", "consultation", "discussion", "agreement")  # moments that a record of a talk makes
ENDS = ("raised", "consultation", "discussion", "agreement", "approved", "left", "done")
ONCE = ("arose", "raised")
CLOCK_STARTS = ("entered", *ONCE)
DONE_OF = "done:"
FORCES = ("must", "should", "aim")
BYPASSES = ("risk", "agreed", "free")
NATIONS = ("ENG", "WLS", "SCT", "NIR")
SUBJECTS = ("child", "adult")
DISSENT = ("yes", "no")
LETTERS = (  # a notification has no kind: it is named after its duty
    "after-talk",
    "agreed",
    "reasons",
    "to-manager",
    "to-their-manager",
    "agenda",
    "conference",
    "panel-response",
)
FILLS = (  # what of the log can stand in a form
    "reference",
    "policy",
    "today",
    "writer",
    "subjects",
    "grounds",
    "concern",
    "our-agency",
    "our-people",
    "their-agencies",
    "their-people",
    "opened",
    "arose",
    "raised",
    "stage",
    "due",
    "discussions",
    "actions",
)
SECTORS: Mapping[str, str] = {
    "childrens-social-care": "Children's social care",
    "adults-social-care": "Adults' social care",
    "police": "Police",
    "health": "Health",
    "education": "Education",
    "probation": "Probation",
    "housing": "Housing",
    "voluntary": "Voluntary, community or faith",
    "other": "Other",
}


@frozen
class Titled:
    """An id and the words for it: a ground."""

    id: str
    title: str


@frozen
class Role:
    """Who speaks: a title, and another title in the sectors that have one."""

    id: str
    title: str
    by_sector: Mapping[str, str] = field(default_factory=dict)


@frozen
class Exclusion:
    """What the policy is not for, and what to use instead."""

    text: str
    instead: str = ""


@frozen
class Ask:
    """A question: of the policy itself (asked by `open`), or one line of a form."""

    id: str
    text: str
    options: tuple[str, ...] = ()
    part: str = ""
    fill: str = ""  # what of the log stands there when the form is printed
    identifies: bool = False  # the child or adult: asked when the form is printed, and not kept


@frozen
class Form:
    """A set of questions: a reflection, a checklist, a request."""

    id: str
    title: str
    asks: tuple[Ask, ...] = ()

    @property
    def parts(self) -> tuple[tuple[Ask, ...], ...]:
        """The questions by part, in the order of the file; one without a part stands alone."""
        parts: dict[str, tuple[Ask, ...]] = {}
        for ask in self.asks:
            key = ask.part or f":{ask.id}"
            parts[key] = (*parts.get(key, ()), ask)
        return tuple(parts.values())


@frozen
class Body:
    """A panel, its members, and its quorum: how many agencies, and whether the parties' must be among them."""

    name: str
    members: tuple[str, ...] = ()
    agencies: int = 0
    parties: bool = False

    @property
    def quorum(self) -> str:
        """How many agencies it needs, in words; empty where the policy sets none."""
        if not (self.agencies or self.parties):
            return ""
        count = f"{self.agencies} agencies" if self.agencies else "the agencies"
        return f"representatives of {count}" + (", those concerned among them" if self.parties else "")


@frozen
class Duty:
    """Anything somebody must do, and when it starts and ends (design: moments)."""

    id: str
    what: str
    by: str
    stages: tuple[str, ...] = ()
    starts: str = "entered"
    ends: str = "done"
    within: str = ""
    gate: bool = False
    force: str = "must"
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    form: str = ""
    letter: str = ""
    note: str = ""
    source: str = ""

    @property
    def is_clock(self) -> bool:
        """Whether it limits the time at its stages. A split clock (`when`) is judged with its siblings."""
        return self.ends == "left" and bool(self.within) and self.within != "at once" and self.starts in CLOCK_STARTS


@frozen
class Stage:
    """One step of the ladder: who speaks to whom, and where it leads."""

    id: str
    name: str
    raising: str
    responding: str = ""
    next: tuple[str, ...] = ()
    start: bool = False
    hint: str = ""
    advice: tuple[str, ...] = ()
    body: Body | None = None
    note: str = ""
    source: str = ""


@frozen
class Policy:
    """The whole policy; `duties` holds those of the stages and those outside them, in file order."""

    id: str
    title: str
    partnership: str
    edition: str
    subjects: tuple[str, ...]
    nation: str
    stages: tuple[Stage, ...]
    duties: tuple[Duty, ...]
    grounds: tuple[Titled, ...]
    roles: Mapping[str, Role]
    day_ends: time = time(17)
    bypass: str = "risk"
    reflect: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    note: str = ""
    source: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    own_sectors: Mapping[str, str] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    asks: tuple[Ask, ...] = ()
    forms: Mapping[str, Form] = field(default_factory=dict)

    @property
    def first(self) -> Stage:
        """The first stage, always a way in."""
        return self.stages[0]

    @property
    def sectors(self) -> Mapping[str, str]:
        """The sectors a party can be of: everybody's and the policy's own."""
        return {**SECTORS, **self.own_sectors}

    @property
    def calls_it(self) -> str:
        """What the partnership calls a dispute."""
        return self.words.get("dispute", "dispute")

    @property
    def calls_stage(self) -> str:
        """What the partnership calls a stage, with a capital."""
        return self.words.get("stage", "stage").capitalize()

    def stage(self, stage_id: str) -> Stage | None:
        """The stage of that id."""
        return next((stage for stage in self.stages if stage.id == stage_id), None)

    def number(self, stage_id: str) -> int:
        """Where the stage stands in the ladder, from 1; 0 when it is none of this policy's."""
        return next((n for n, stage in enumerate(self.stages, 1) if stage.id == stage_id), 0)

    def duty(self, duty_id: str) -> Duty | None:
        """The duty of that id."""
        return next((duty for duty in self.duties if duty.id == duty_id), None)

    def form(self, ref: str) -> Form | None:
        """The form that a reference (`form` or `policy:form`) names."""
        return self.forms.get(ref)

    def reflects(self, form: Form) -> bool:
        """Whether that is one of the forms that make the reflection."""
        return form in map(self.form, self.reflect)

    def role_title(self, role: str, sector: str = "") -> str:
        """What the role is called, in that sector where the policy says so; the text itself if it is no role."""
        known = self.roles.get(role)
        return known.by_sector.get(sector, known.title) if known else role

    def is_neutral(self, role: str) -> bool:
        """Whether a role belongs to neither side: some duty waits on it."""
        return any(duty.by == role for duty in self.duties)

    def ground_title(self, ground_id: str) -> str:
        """The words for a ground."""
        return next((ground.title for ground in self.grounds if ground.id == ground_id), ground_id)

    def options_of(self, question: str) -> tuple[str, ...]:
        """The answers a `when` question can have; empty when it is none or takes free text."""
        if question == "ground":
            return tuple(ground.id for ground in self.grounds)
        if question == "subject":
            return self.subjects
        if question == "dissent":
            return DISSENT
        asked = next((ask for ask in self.asks if ask.id == question), None)
        if asked:
            return asked.options
        duty = self.duty(question)
        return duty.options if duty else ()

    def at(self, stage_id: str) -> tuple[Duty, ...]:
        """The duties that can start at a stage."""
        return tuple(duty for duty in self.duties if stage_id in duty.stages)

    def between(self, here: str, there: str) -> tuple[str, ...]:
        """The stages on any way down from `here` to `there`, both left out: what a jump goes past."""
        ends_there = {there}
        for stage in reversed(self.stages):
            if ends_there.intersection(stage.next):
                ends_there.add(stage.id)
        reached, on_the_way = {here}, []
        for stage in self.stages:
            if stage.id in reached:
                reached.update(stage.next)
                if stage.id in ends_there and stage.id not in (here, there):
                    on_the_way.append(stage.id)
        return tuple(on_the_way)
