"""A policy drawn up from what `policy new` asks: its roles, stages, limits, talks and notifications.

Ids are made from titles, stages are numbered, and each stage leads to the next one.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import field
from typing import ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.policy import HOLDERS, RAISING, Body, Duty, Form, Policy, Role, Stage, Titled
from escalate.usecases.policies import PolicyView, policy_view
from escalate.usecases.today import WayOn

SPOKEN, AGREEMENT, NOTHING = "spoken", "agreement", "nothing"
_LONGEST_ID = 40  # characters
_ANYBODYS = {"and", "adult", "adults", "board", "child", "children", "for", "of", "partnership", "s", "safeguarding"}


@frozen
class NewStage:
    """A stage as it is asked for; roles are their titles. `before` is what must have happened before the next."""

    name: str
    raising: str
    within: str
    responding: str = ""
    panel: str = ""
    starts: str = "entered"
    force: str = "must"
    before: str = SPOKEN
    tell: tuple[str, ...] = ()


@frozen
class NewPolicy:
    """A policy as it is asked for. `tell` and `copy` are what is due once a dispute is resolved."""

    id: str
    title: str
    partnership: str
    edition: str
    nation: str
    subjects: tuple[str, ...]
    grounds: tuple[str, ...]
    roles: tuple[str, ...]
    stages: tuple[NewStage, ...]
    words: Mapping[str, str] = field(default_factory=dict)
    bypass: str = "risk"
    reflect: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()
    copy: bool = False


@frozen
class NewPolicyView:
    """A policy file that was written: where it is, what to do next, and the policy."""

    schema: ClassVar = "escalate.policy-new/1"

    file: str
    next: tuple[WayOn, ...]
    policy: PolicyView


def new_policy_view(policy: Policy, file: str) -> NewPolicyView:
    """What `policy new` shows when it has written a file."""
    then = (
        WayOn(f"escalate policy show {policy.id}", "all of it, to read beside your policy"),
        WayOn(f"escalate policy check {policy.id}", "after each change you make to the file"),
        WayOn("escalate setup", "say that you use it"),
    )
    return NewPolicyView(file, then, policy_view(policy))


def draw_up(new: NewPolicy, forms: Mapping[str, Form]) -> Policy:
    """The policy. `forms` are those of other policies, by reference, that its reflection may name."""
    grounds, roles = ids(new.grounds, "ground"), ids(new.roles, "role", HOLDERS)
    duties = [duty for number in range(1, len(new.stages) + 1) for duty in _at_stage(new, number, roles)]
    return Policy(
        id=new.id,
        title=new.title,
        partnership=new.partnership,
        edition=new.edition,
        subjects=new.subjects,
        nation=new.nation,
        stages=tuple(_stage(new, number, roles) for number in range(1, len(new.stages) + 1)),
        duties=(*duties, *_once_resolved(new, roles)),
        grounds=tuple(Titled(one, title) for title, one in grounds.items()),
        roles={one: Role(one, title) for title, one in roles.items()},
        bypass=new.bypass,
        reflect=new.reflect,
        words=new.words,
        forms={ref: forms[ref] for ref in new.reflect},
    )


def ids(titles: Iterable[str], otherwise: str, taken: Collection[str] = ()) -> dict[str, str]:
    """An id for each title, made from its words; no two alike and none of those taken."""
    made: dict[str, str] = {}
    for title in titles:
        name = _id(title) or otherwise
        count, found = 1, name
        while found in taken or found in made.values():
            count += 1
            found = f"{name}-{count}"
        made.setdefault(title, found)
    return made


def suggested_id(partnership: str, taken: Collection[str]) -> str:
    """A short name for a partnership's policy: what only its own name has."""
    own = " ".join(word for word in partnership.split() if _id(word) not in _ANYBODYS)
    return ids((own,), "policy", taken)[own]


def _id(title: str) -> str:
    """The title's words in plain small letters, as many as an id can hold."""
    ascii_only = unicodedata.normalize("NFKD", re.sub("['\u2019]", "", title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", ascii_only.lower())
    whole = "-".join(words[1:] if words[:1] == ["the"] else words)
    return whole if len(whole) <= _LONGEST_ID else whole[:_LONGEST_ID].rpartition("-")[0] or whole[:_LONGEST_ID]


def _stage(new: NewPolicy, number: int, roles: Mapping[str, str]) -> Stage:
    stage = new.stages[number - 1]
    return Stage(
        id=str(number),
        name=stage.name,
        raising=roles[stage.raising],
        responding=roles.get(stage.responding, ""),
        next=(str(number + 1),) if number < len(new.stages) else (),
        body=Body(stage.panel) if stage.panel else None,
    )


def _at_stage(new: NewPolicy, number: int, roles: Mapping[str, str]) -> Iterator[Duty]:
    stage, at, last = new.stages[number - 1], (str(number),), number == len(new.stages)
    called = new.words.get("stage", "stage")
    if stage.before != NOTHING:
        what, by, ends = _talk(stage)
        yield Duty(f"talk-{number}", what, by, at, ends=ends, gate=not last, force=stage.force)
    if stage.tell:
        what = f"Tell {_listed(stage.tell)} that it is at {called} {number}"
        told = tuple(roles[role] for role in stage.tell)
        yield Duty(f"tell-{number}", what, RAISING, at, force=stage.force, tell=told)
    what = "Bring it to an end" if last else f"Settle it or take it to {called} {number + 1}"
    yield Duty(f"settle-{number}", what, "both", at, stage.starts, "left", stage.within, force=stage.force)


def _talk(stage: NewStage) -> tuple[str, str, str]:
    """What is to be talked about with whom, by whom it is to be done, and the moment that ends it."""
    inside = not (stage.responding or stage.panel)
    if stage.before == AGREEMENT:
        return "Agree what is to be done", RAISING if inside else "both", "agreement"
    if inside:
        return "Consult inside your own agency", RAISING, "consultation"
    return f"Put it to the panel: {stage.panel}" if stage.panel else "Try to settle it by talking", "both", "discussion"


def _once_resolved(new: NewPolicy, roles: Mapping[str, str]) -> Iterator[Duty]:
    everywhere = tuple(str(number) for number in range(1, len(new.stages) + 1))
    if new.tell:
        told = tuple(roles[role] for role in new.tell)
        what = f"Tell {_listed(new.tell)} how it ended"
        yield Duty("tell-resolved", what, RAISING, everywhere, starts="resolved", tell=told)
    if new.copy:
        whose = "person's" if "adult" in new.subjects else "child's"
        what = f"Put a copy of the record on the {whose} file"
        yield Duty("copy-on-file", what, "each", everywhere, starts="resolved")


def _listed(titles: Iterable[str]) -> str:
    """The titles as they stand inside a sentence."""
    inside = [f"the {title[4:]}" if title.startswith("The ") else title for title in titles]
    return " and ".join(filter(None, (", ".join(inside[:-1]), inside[-1])))
