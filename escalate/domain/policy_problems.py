"""What makes a policy unusable: each check yields (key, what is wrong), and all are shown at once.

Types and unknown keys are the reader's business (`policy_files`); here is only what the parts mean together.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from escalate.domain import calendar
from escalate.domain.policy import (
    BYPASSES,
    CLOCK_STARTS,
    DONE_OF,
    ENDS,
    FILLS,
    FORCES,
    HOLDERS,
    LETTERS,
    NATIONS,
    RECORDS,
    SECTORS,
    STARTS,
    SUBJECTS,
    Duty,
    Policy,
)

Problem = tuple[str, str]


def problems(policy: Policy) -> tuple[Problem, ...]:
    """Every fault of the policy, as (key, what is wrong and what would be right); empty for a usable one."""
    return tuple(problem for check in _CHECKS for problem in check(policy))


def _one_of(key: str, value: str, allowed: Iterable[str], what: str = "") -> Iterator[Problem]:
    allowed = tuple(allowed)
    if value not in allowed:
        yield key, f"{value!r} is not {what or 'one of'} {', '.join(allowed) or '(there is none)'}"


def _twice(key: str, ids: Sequence[str]) -> Iterator[Problem]:
    for repeated in sorted({one for one in ids if ids.count(one) > 1}):
        yield key, f"{repeated!r} is used twice; an id must be unique"


def _heading(policy: Policy) -> Iterator[Problem]:
    yield from _one_of("policy.nation", policy.nation, NATIONS)
    yield from _one_of("policy.bypass", policy.bypass, BYPASSES)
    if not policy.subjects:
        yield "policy.subjects", "names nobody; a policy is about child, adult or both"
    for subject in policy.subjects:
        yield from _one_of("policy.subjects", subject, SUBJECTS)
    for word in policy.words:
        yield from _one_of(f"words.{word}", word, ("dispute", "stage"))
    if not policy.grounds:
        yield "ground", "there is no ground; a dispute is about at least one"
    if not policy.stages:
        yield "stage", "there is no stage"
    for ref in policy.reflect:
        if not policy.form(ref):
            yield "policy.reflect", f"there is no form {ref!r}"
    for sector in set(policy.own_sectors) & set(SECTORS):
        yield f"sectors.{sector}", "is a sector of every policy already"


def _ids(policy: Policy) -> Iterator[Problem]:
    yield from _twice("ground", [ground.id for ground in policy.grounds])
    yield from _twice("stage", [stage.id for stage in policy.stages])
    yield from _twice("duty", [duty.id for duty in policy.duties])
    yield from _twice("ask", [ask.id for ask in policy.asks])
    questions = {ask.id for ask in policy.asks}
    for duty in policy.duties:
        if duty.options and duty.id in questions:
            yield f"duty.{duty.id}", "has options and the id of an ask: answers could not be told apart"
    questions.update(duty.id for duty in policy.duties if duty.options)
    for name in ("ground", "subject", "dissent"):
        if name in questions:
            yield f"ask.{name}", f"{name!r} is a question of every policy; choose another id"
    for ref, form in policy.forms.items():
        yield from _twice(f"form.{ref}.ask", [ask.id for ask in form.asks])
        if not form.asks:
            yield f"form.{ref}", "has no ask"
        for ask in form.asks:
            if ask.fill:
                yield from _one_of(f"form.{ref}.ask.{ask.id}.fill", ask.fill, FILLS)


def _roles(policy: Policy) -> Iterator[Problem]:
    for role in policy.roles.values():
        if role.id in HOLDERS:
            yield f"roles.{role.id}", "is a word for a side; choose another id"
        for sector in role.by_sector:
            yield from _one_of(f"roles.{role.id}.{sector}", sector, policy.sectors, "a sector:")


def _stages(policy: Policy) -> Iterator[Problem]:
    for position, stage in enumerate(policy.stages):
        key = f"stage.{stage.id}"
        yield from _one_of(f"{key}.raising", stage.raising, policy.roles, "a role:")
        if stage.responding:
            yield from _one_of(f"{key}.responding", stage.responding, policy.roles, "a role:")
        below = [later.id for later in policy.stages[position + 1 :]]
        for target in stage.next:
            if target not in below:
                yield f"{key}.next", f"{target!r} is no stage further down"
        yield from _twice(f"{key}.next", stage.next)
        if position and not stage.start and not any(stage.id in one.next for one in policy.stages):
            yield key, "nothing leads here: name it in another stage's `next`, or say `start = true`"
        if stage.body and stage.body.agencies < 0:
            yield f"{key}.body.agencies", "is less than none"


def _duties(policy: Policy) -> Iterator[Problem]:
    done_of = tuple(DONE_OF + duty.id for duty in policy.duties)
    for duty in policy.duties:
        key = f"duty.{duty.id}"
        yield from _one_of(f"{key}.by", duty.by, (*HOLDERS, *policy.roles))
        yield from _one_of(f"{key}.starts", duty.starts, done_of if duty.starts.startswith(DONE_OF) else STARTS)
        yield from _one_of(f"{key}.ends", duty.ends, ENDS)
        yield from _one_of(f"{key}.force", duty.force, FORCES)
        for stage in duty.stages:
            if not policy.stage(stage):
                yield f"{key}.stages", f"there is no stage {stage!r}"
        for role in duty.tell:
            yield from _one_of(f"{key}.tell", role, policy.roles, "a role:")
        if duty.form and not policy.form(duty.form):
            yield f"{key}.form", f"there is no form {duty.form!r}"
        if duty.ends == "approved" and duty.starts not in RECORDS:
            yield f"{key}.ends", f"only what a record starts can be approved: {', '.join(RECORDS)}"
        if duty.options and duty.ends != "done":
            yield f"{key}.options", "only a duty that ends `done` can ask for a decision"
        if duty.form and duty.ends != "done":
            yield f"{key}.form", "only a duty that ends `done` can ask for a form"
        if duty.letter:
            yield from _one_of(f"{key}.letter", duty.letter, LETTERS)
        if duty.letter and duty.ends != "done":
            yield f"{key}.letter", "only a duty that ends `done` can ask for a letter"
        if duty.gate and duty.ends == "left":
            yield f"{key}.gate", "a gate cannot end `left`: the stage could never be left"
        if duty.starts == DONE_OF + duty.id:
            yield f"{key}.starts", "waits for itself: it could never start"
        yield from _within(duty, f"{key}.within")
        yield from _when(policy, duty, f"{key}.when")


def _within(duty: Duty, key: str) -> Iterator[Problem]:
    if not duty.within:
        return
    try:
        calendar.parse_limit(duty.within)
    except ValueError:
        units = "`5 working days`, `2 weeks`, `3 days`, `24 hours`, `same working day`, `at once` or `agreed`"
        yield key, f"{duty.within!r} is no limit; write for example {units}"


def _when(policy: Policy, duty: Duty, key: str) -> Iterator[Problem]:
    for question, answers in duty.when.items():
        options = policy.options_of(question)
        if not options:
            yield (
                f"{key}.{question}",
                "is no question with options: use ground, subject, dissent, an ask or a duty with options",
            )
            continue
        for answer in answers:
            yield from _one_of(f"{key}.{question}", answer, options)
        if not answers:
            yield f"{key}.{question}", "names no answer"


def _clocks(policy: Policy) -> Iterator[Problem]:
    for stage in policy.stages:
        clocks = [duty for duty in policy.at(stage.id) if duty.is_clock]
        if not _always(policy, clocks):
            starts = ", ".join(CLOCK_STARTS)
            needed = f"a duty that ends `left`, starts at one of {starts}, and has a number or `agreed`"
            yield f"stage.{stage.id}", f"no clock runs here: give it {needed}"


def _always(policy: Policy, clocks: Sequence[Duty]) -> bool:
    """Whether one of the clocks starts whatever is answered: one without `when`, or several that name all options."""
    if any(not clock.when for clock in clocks):
        return True
    asked = ("ground", "subject", *(ask.id for ask in policy.asks))
    single = [clock for clock in clocks if len(clock.when) == 1]
    for question in {question for clock in single for question in clock.when if question in asked}:
        named = {answer for clock in single for answer in clock.when.get(question, ())}
        if named >= set(policy.options_of(question)):
            return True
    return False


_CHECKS: tuple[Callable[[Policy], Iterable[Problem]], ...] = (_heading, _ids, _roles, _stages, _duties, _clocks)
