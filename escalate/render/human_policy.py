"""A whole policy as its file states it; the list of policies; a file that is in order."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.human_duty import FORCES
from escalate.render.human_ladder import ladder
from escalate.render.layout import ENDLESS, INDENT, Line, folded, heading, padded, readable, section, widest

if TYPE_CHECKING:
    from escalate.usecases.policies import CheckView, PolicyListView, PolicyView, RuleView, RungView

_MOMENTS = {
    "arose": "when it arose",
    "raised": "when it is raised",
    "entered": "when the stage begins",
    "record": "each record of a discussion",
    "consultation": "a consultation on one side",
    "discussion": "a discussion",
    "agreement": "an agreement",
    "approved": "the record is approved and dated",
    "resolved": "when it is resolved",
    "left": "the stage is left",
    "done": "it is said to be done",
}
_LEGEND = (
    '"in" marks a way in. Needed: before it can be left. Where it says should or aim, it is no must. '
    "What holds at several of them, and everything in full, stands below."
)


def policy_screen(view: "PolicyView", width: int) -> Iterable[Line]:
    """The whole policy: its ladder as a picture, then what it is, each stage, what holds at all, and the forms."""
    width = readable(width)
    yield from heading(f"{view.title} ({view.id})", width)
    yield from folded(f"{view.partnership}, {edition(view.edition)}", width, "", INDENT)
    yield from section("The ladder in short", width)
    yield from folded(_LEGEND, width)
    yield from ladder(view, width)
    yield ""
    yield from folded(about(view), width, "", INDENT)
    for label, text in (("How we read it", view.note), ("Source", view.source)):
        yield from folded(f"{label}: {text}", width, "", INDENT) if text else ()
    yield from _listed("Areas of disagreement", view.grounds, width)
    yield from _listed("Not for", view.not_for, width)
    yield from _listed("Asked when it is opened", view.asks, width)
    for stage in view.stages:
        yield from _rung(stage, view, width)
    yield from _rules("At several stages or all of them", view.everywhere, width)
    yield from _listed("Going past a stage", view.going_past, width)
    yield from _listed("Advice", view.advice, width)
    yield from _listed("Sectors of its own", view.sectors, width)
    for title, questions in view.forms.items():
        yield from _listed(title, questions, width)


def about(view: "PolicyView") -> str:
    """Whom it is about, and what a working day is."""
    nation = words.NATIONS.get(view.nation, view.nation)
    whom = " and ".join({"child": "children", "adult": "adults"}.get(one, one) for one in view.subjects)
    says = f' It says "{view.calls_it}" for a dispute.' if view.calls_it != "dispute" else ""
    return (
        f"About {whom}.{says} Working days of {nation}; a working day ends at {view.day_ends}, which is our assumption."
    )


def _listed(title: str, items: Iterable[str], width: int) -> Iterator[Line]:
    for number, item in enumerate(items):
        if number == 0:
            yield from section(title, width)
        yield from folded(item, width, f"{INDENT}- ")


def _rung(stage: "RungView", view: "PolicyView", width: int) -> Iterator[Line]:
    entry = ", a way in" if stage.start else ""
    yield from section(f"{view.calls_stage} {stage.id}: {stage.name}{entry}", width)
    panel = stage.body + (f": {stage.quorum}" if stage.quorum else "")
    facts = (
        ("When", stage.hint),
        ("Raising side", "; ".join(stage.raising)),
        ("Responding side", "; ".join(stage.responding)),
        ("Decided by", panel),
        ("Members", "; ".join(stage.members)),
        ("Goes on to", " or ".join(stage.next) or "nothing: the last one"),
        ("How we read it", stage.note),
        ("Source", stage.source),
    )
    for label, text in facts:
        yield from folded(f"{label}: {text}", width, INDENT, INDENT * 2) if text else ()
    for advice in stage.advice:
        yield from folded(f"Advice: {advice}", width, INDENT, INDENT * 2)
    for rule in stage.duties:
        yield from _rule(rule, width)


def _rules(title: str, rules: Iterable["RuleView"], width: int) -> Iterator[Line]:
    for number, rule in enumerate(rules):
        if number == 0:
            yield from section(title, width)
        yield from _rule(rule, width, everywhere=True)


def _rule(rule: "RuleView", width: int, *, everywhere: bool = False) -> Iterator[Line]:
    yield from folded(f"{rule.what} ({rule.id})", width, f"{INDENT}* ")
    for fact in _facts(rule, everywhere=everywhere):
        yield from folded(fact, width, INDENT * 2)


def _facts(rule: "RuleView", *, everywhere: bool) -> Iterator[str]:
    held = words.holder(rule.by)
    limits = {"": "", "agreed": ", by a date you agree, because it sets no number", "at once": ", at once"}
    limit = limits.get(rule.within, f", within {rule.within}")
    yield f"{held[:1].upper()}{held[1:]}: {FORCES.get(rule.force, rule.force)}{limit}"
    yield f"From {_moment(rule.starts)} until {_moment(rule.ends)}"
    if everywhere:
        yield f"At: {', '.join(rule.stages)}"
    if rule.gate:
        yield "Needed before the stage can be left"
    yield from (f"Only if {condition}" for condition in rule.when)
    for label, values in (("To decide", rule.options), ("Tell", rule.tell)):
        if values:
            yield f"{label}: {' / '.join(values)}"
    for label, text in (
        ("Form", rule.form),
        ("Letter", rule.letter),
        ("How we read it", rule.note),
        ("Source", rule.source),
    ):
        if text:
            yield f"{label}: {text}"


def _moment(moment: str) -> str:
    if moment.startswith("done:"):
        return f"when {moment.removeprefix('done:')} is done"
    return _MOMENTS.get(moment, moment)


def edition(said: str) -> str:
    """Edition April 2021; undated."""
    return said if said == "undated" else f"edition {said}"


def policies_screen(view: "PolicyListView", width: int) -> Iterable[Line]:
    """A line a policy, then the files that cannot be used."""
    ids = widest([policy["id"] for policy in view.policies])
    for policy in view.policies:
        which = f"{policy['title']}, {edition(policy['edition'])}"
        said = f"{policy['partnership']}: {which}, {policy['stages']} stages, about a {policy['about']}"
        yield from folded(said, width, f"{policy['id']}: " if width == ENDLESS else f"{padded(policy['id'], ids)}  ")
    if not view.policies:
        yield "No policy can be used."
    for number, fault in enumerate(view.faulty):
        if number == 0:
            yield from section("Cannot be used", width, style="bold red")
        yield from folded(fault, width, INDENT)


def check_screen(view: "CheckView", width: int) -> Iterable[Line]:
    """That the file is in order."""
    holds = f"{words.count(view.stages, 'stage')} and {words.count(view.duties, 'duty')}"
    yield from folded(f"In order: {view.title} ({view.id}) has {holds}.", width)
