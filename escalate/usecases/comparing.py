"""Two policies side by side: what each says on the same point, and whether that differs."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.policy import Policy
from escalate.usecases.policies import PolicyView, RuleView, RungView, policy_line, policy_view
from escalate.usecases.rungs import Step, in_short, rule_said

Says = Mapping[str, tuple[str, ...]]  # what a policy says, by the point


@frozen
class PointView:
    """What each says on one point; empty where it says nothing."""

    what: str
    differs: bool
    first: tuple[str, ...]
    second: tuple[str, ...]


@frozen
class PartView:
    """Points that belong together: of the whole policy, or of the stages at one position of the ladders."""

    about: str
    first: bool  # whether it has this part: a ladder may be shorter
    second: bool
    points: tuple[PointView, ...]


@frozen
class ComparisonView:
    """Two policies side by side."""

    schema: ClassVar = "escalate.policy-comparison/1"

    first: Mapping[str, str]
    second: Mapping[str, str]
    compared: int
    differing: int
    parts: tuple[PartView, ...]


def compare(first: Policy, second: Policy) -> ComparisonView:
    """Everything compared: the whole, then stage by stage as they stand in the ladders, then the end."""
    one, other = policy_view(first), policy_view(second)
    parts = (
        _part("The policy as a whole", _whole(first, one), _whole(second, other)),
        *_stages(one, other),
        _part("At several stages, and at the end", _around(one), _around(other)),
    )
    points = [point for part in parts if part.first and part.second for point in part.points]
    return ComparisonView(
        first=policy_line(first),
        second=policy_line(second),
        compared=len(points),
        differing=sum(point.differs for point in points),
        parts=parts,
    )


def _stages(one: PolicyView, other: PolicyView) -> Iterator[PartView]:
    for number, (left, right) in enumerate(zip_longest(one.stages, other.stages), 1):
        yield _part(f"Number {number} on the ladder", _stage(left, one), _stage(right, other))


def _part(about: str, first: Says, second: Says) -> PartView:
    points = []
    for what in first or second:
        says, too = first.get(what, ()), second.get(what, ())
        if says or too:
            points.append(PointView(what, set(says) != set(too), says, too))
    return PartView(about, bool(first), bool(second), tuple(points))


def _whole(policy: Policy, view: PolicyView) -> Says:
    forms = (policy.form(ref) for ref in policy.reflect)
    return {
        "Subjects": view.subjects,
        "Nation": (view.nation,),
        "Day ends": (view.day_ends,),
        "Calls it": (view.calls_it,),
        "Grounds": tuple(ground.title for ground in policy.grounds),
        "Not for": view.not_for,
        "Asked first": view.asks,
        "Reflection": tuple(form.title for form in forms if form),
        "Going past": view.going_past,
        "Ladder": (f"{len(view.stages)} stages",),
        "Own sectors": view.sectors,
    }


def _stage(stage: RungView | None, view: PolicyView) -> Says:
    if stage is None:
        return {}
    short = in_short(stage, view)
    return {
        "Name": (f"{stage.id} {stage.name}",),
        "Way in": ("yes",) if stage.start else ("no",),
        "When": (stage.hint,) if stage.hint else (),
        "Raising": stage.raising,
        "Responding": stage.responding,
        "Panel": tuple(filter(None, (stage.body, stage.quorum, *stage.members))),
        "Limit": short.limits,
        "Needed": tuple(_flat(short.needed)),
        "Choice": tuple(_flat(short.choices)),
        "Tell": short.tell,
        "Other duties": short.others,
        "Goes on to": _onward(stage, view),
    }


def _around(view: PolicyView) -> Says:
    """The duties outside a single stage; limits and what is needed first stand with each stage."""
    rules = [rule for rule in view.everywhere if not (rule.clock or rule.gate)]
    closing = [rule for rule in rules if rule.starts == "resolved"]
    dissent = [rule for rule in closing if _asks_dissent(rule)]
    return {
        "All along": tuple(_told(rule) for rule in rules if rule not in closing),
        "Resolved": tuple(_told(rule) for rule in closing if rule not in dissent),
        "Dissent": tuple(_told(rule) for rule in dissent),
    }


def _asks_dissent(rule: RuleView) -> bool:
    return any(condition.startswith("dissent: ") for condition in rule.when)


def _told(rule: RuleView) -> str:
    return rule_said(rule) + (f"; tell: {', '.join(rule.tell)}" if rule.tell else "")


def _flat(steps: Iterable[Step]) -> Iterator[str]:
    for step in steps:
        yield step.said
        yield from (f"option: {branch}" for branch in step.leads_to)


def _onward(stage: RungView, view: PolicyView) -> tuple[str, ...]:
    """The next stage alone is said so: ladders number their stages differently."""
    following = [one.id for one in view.stages][view.stages.index(stage) + 1 :]
    if list(stage.next) == following[:1]:
        return ("the next one",) if following else ("nothing: the last one",)
    return (" or ".join(stage.next) or "nothing: the last one",)
