"""A stage of a policy in short: its limits, what is needed before it is left, its choices, who is told.

For the picture of the ladder and for comparing two; the whole of each duty is in `policies.py`.
"""

from collections.abc import Iterable, Sequence

from escalate.domain.calendar import AGREED, AT_ONCE
from escalate.domain.duties import SINCE
from escalate.domain.frozen import frozen
from escalate.domain.policy import ONCE
from escalate.usecases.policies import PolicyView, RuleView, RungView


@frozen
class Step:
    """A duty in short, and where each of its options leads."""

    said: str
    leads_to: tuple[str, ...] = ()


@frozen
class InShort:
    """What a stage demands."""

    limits: tuple[str, ...]
    needed: tuple[Step, ...]
    choices: tuple[Step, ...]
    tell: tuple[str, ...]
    others: tuple[str, ...]


def in_short(stage: RungView, view: PolicyView) -> InShort:
    """A stage with the limits and gates that hold at it; of the duties for several stages, no more than those."""
    own = stage.duties
    every = (*own, *(rule for rule in view.everywhere if stage.id in rule.stages))
    limits = [rule for rule in every if rule.clock]
    limits += [rule for rule in own if rule.within not in ("", AT_ONCE) and not rule.clock]
    needed = [rule for rule in every if rule.gate]
    choices = [rule for rule in own if rule.options and not rule.gate]
    branches = [rule for rule in own for choice in (*needed, *choices) if _depends_on(choice, rule)]
    tell = [rule for rule in own if rule.tell]
    named = [*limits, *needed, *choices, *branches, *tell]
    return InShort(
        limits=tuple(_limit(rule) for rule in limits),
        needed=tuple(_step(rule, every) for rule in needed),
        choices=tuple(_step(rule, every) for rule in choices),
        tell=tuple(dict.fromkeys(role for rule in tell for role in rule.tell)),
        others=tuple(rule_said(rule) for rule in own if rule not in named),
    )


def rule_said(rule: RuleView) -> str:
    """What must be done, how strongly if it is no must, and on which answers it depends."""
    return f"{rule.what}{_only_if(rule.when)}{_strength(rule)}"


def _limit(rule: RuleView) -> str:
    """The number, since when, and for which stages together; a duty that is not the stage's own limit is named."""
    within = "a date you agree" if rule.within == AGREED else rule.within
    since = f", counted from {SINCE[rule.starts]}" if rule.starts in ONCE and rule.within != AGREED else ""
    shared = f", one limit for {' and '.join(rule.stages)}" if rule.starts in ONCE and len(rule.stages) > 1 else ""
    what = "" if rule.clock else f": {rule.what}"
    return f"{within}{since}{shared}{what}{_only_if(rule.when)}{_strength(rule)}"


def _strength(rule: RuleView) -> str:
    return "" if rule.force == "must" else f" ({rule.force})"


def _only_if(conditions: Iterable[str]) -> str:
    return "".join(f", if {condition.replace(': ', ' is ', 1)}" for condition in conditions)


def _step(rule: RuleView, rules: Sequence[RuleView]) -> Step:
    return Step(rule_said(rule), tuple(line for option in rule.options for line in _branch(rule, option, rules)))


def _branch(choice: RuleView, option: str, rules: Sequence[RuleView]) -> list[str]:
    """Each duty that follows one option of a choice; the option alone where none does."""
    lines = []
    for rule in rules:
        others = [condition for condition in rule.when if not condition.startswith(f"{choice.id}: ")]
        answers = [one for condition in rule.when if condition not in others for one in _answers(choice, condition)]
        if option in answers:
            lines.append(f"{option}{_only_if(others)}: {rule.what}{_strength(rule)}")
    return lines or [option]


def _depends_on(choice: RuleView, rule: RuleView) -> bool:
    return any(condition.startswith(f"{choice.id}: ") for condition in rule.when)


def _answers(choice: RuleView, condition: str) -> list[str]:
    """The options that a condition such as "route: direct or panel" names."""
    listed = condition.removeprefix(f"{choice.id}: ")
    return [option for option in choice.options if f" or {option} or " in f" or {listed} or "]
