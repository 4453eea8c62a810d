"""Policies as lines to be listened to: a stage's people, limits and duties, and two policies point by point."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.human_comparison import differing, how_much, in_a_row
from escalate.render.human_ladder import onward, who
from escalate.render.human_policy import about, edition
from escalate.usecases.rungs import Step, in_short, rule_said

if TYPE_CHECKING:
    from escalate.usecases.comparing import ComparisonView
    from escalate.usecases.new_policy import NewPolicyView
    from escalate.usecases.policies import PolicyView, RuleView, RungView


def policy_lines(view: "PolicyView", _: int) -> Iterator[str]:
    """What it asks of whom, stage by stage; reading notes and sources are one command away."""
    yield f"{view.title} ({view.id})."
    yield f"{view.partnership}, {edition(view.edition)}."
    yield about(view)
    for stage in view.stages:
        yield from _rung(stage, view)
    for rule in view.everywhere:
        tell = f"; tell: {', '.join(rule.tell)}" if rule.tell else ""
        yield words.sentence(f"{_where(rule, view)}: {rule_said(rule)}{tell}")
    for label, texts in (("Areas of disagreement", view.grounds), ("Going past a stage", view.going_past)):
        if texts:
            yield f"{label}: {'; '.join(texts)}."
    yield from (words.sentence(f"Not for: {text}") for text in view.not_for)
    yield from (f"Advice: {text}" for text in view.advice)
    yield f"In full, with every source: escalate policy show {view.id} --plain"


def _where(rule: "RuleView", view: "PolicyView") -> str:
    """At which stages a duty of several holds."""
    if rule.starts == "resolved":
        return "Once it is resolved"
    if len(rule.stages) == len(view.stages):
        return f"At every {view.calls_stage.lower()}"
    return f"At {view.calls_stage.lower()}s {' and '.join(rule.stages)}"


def _rung(stage: "RungView", view: "PolicyView") -> Iterator[str]:
    short = in_short(stage, view)
    way_in = ", a way in" if stage.start else ""
    yield f"{view.calls_stage} {stage.id}, {stage.name}{way_in}. Who: {', '.join(step.said for step in who(stage))}."
    yield from (words.sentence(f"Limit: {limit}") for limit in short.limits)
    yield from (words.sentence(f"Needed: {_branches(step)}") for step in short.needed)
    yield from (words.sentence(f"Choice: {_branches(step)}") for step in short.choices)
    if stage.body:
        yield f"Decided by: {stage.body}{f', {stage.quorum}' if stage.quorum else ''}."
    if short.tell:
        yield f"Tell: {', '.join(short.tell)}."
    yield from (words.sentence(f"Also: {other}") for other in short.others)
    yield from (words.sentence(f"Then: {target}") for target in onward(stage, view))


def _branches(step: Step) -> str:
    return f"{step.said}: {'; or '.join(step.leads_to)}" if step.leads_to else step.said


def comparison_lines(view: "ComparisonView", _: int) -> Iterator[str]:
    """How much differs, then a line each for what the two say on a point that does."""
    first, second = view.first["id"], view.second["id"]
    yield f"{first} compared with {second}."
    yield from (
        words.sentence(f"{one['id']}: {one['title']}, {one['partnership']}") for one in (view.first, view.second)
    )
    yield how_much(view)
    for part in map(differing, view.parts if view.differing else ()):
        if part.first and part.second:
            for point in part.points:
                yield f"{part.about}, {point.what[:1].lower()}{point.what[1:]}. " + " ".join(
                    words.sentence(f"{policy}: {in_a_row(said)}")
                    for policy, said in ((first, point.first), (second, point.second))
                )
        elif part.points:
            has, lacks = (first, second) if part.first else (second, first)
            yield f"{part.about}: {lacks} has no stage here. {has} says:"
            yield from (
                words.sentence(f"{point.what}: {in_a_row(point.first or point.second)}") for point in part.points
            )


def new_policy_lines(view: "NewPolicyView", _: int) -> Iterator[str]:
    """What was written and where, its stages, and the next steps."""
    yield f"Written: {view.policy.title} ({view.policy.id})."
    yield f"File: {view.file}"
    for stage in view.policy.stages:
        yield from _rung(stage, view.policy)
    yield from (f"Next: {way.command}: {way.does}" for way in view.next)
