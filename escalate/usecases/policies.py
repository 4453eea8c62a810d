"""A policy as its file states it, the list of policies, and a file that is in order."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from escalate.domain.frozen import frozen
from escalate.domain.passing import REASONS, reasons_allowed
from escalate.domain.policy import Ask, Duty, Form, Policy, Stage


@frozen
class RuleView:
    """A duty of a policy, as the policy states it."""

    id: str
    what: str
    by: str
    stages: tuple[str, ...]
    starts: str
    ends: str
    within: str
    clock: bool
    gate: bool
    force: str
    when: tuple[str, ...]
    options: tuple[str, ...]
    tell: tuple[str, ...]
    form: str
    letter: str
    note: str
    source: str


@frozen
class RungView:
    """A stage of a policy, as the policy states it."""

    id: str
    name: str
    start: bool
    hint: str
    raising: tuple[str, ...]
    responding: tuple[str, ...]
    next: tuple[str, ...]
    advice: tuple[str, ...]
    body: str
    members: tuple[str, ...]
    quorum: str
    note: str
    source: str
    duties: tuple[RuleView, ...]


@frozen
class PolicyView:
    """A whole policy."""

    schema: ClassVar = "escalate.policy/1"

    id: str
    title: str
    partnership: str
    edition: str
    subjects: tuple[str, ...]
    nation: str
    day_ends: str
    calls_it: str
    calls_stage: str
    grounds: tuple[str, ...]
    not_for: tuple[str, ...]
    asks: tuple[str, ...]
    going_past: tuple[str, ...]
    advice: tuple[str, ...]
    note: str
    source: str
    stages: tuple[RungView, ...]
    everywhere: tuple[RuleView, ...]
    forms: Mapping[str, tuple[str, ...]]
    sectors: tuple[str, ...]


@frozen
class PolicyListView:
    """The policies that can be used, and the files that cannot."""

    schema: ClassVar = "escalate.policies/1"

    policies: tuple[Mapping[str, str], ...]
    faulty: tuple[str, ...]


@frozen
class CheckView:
    """A policy file that is in order."""

    schema: ClassVar = "escalate.policy-check/1"

    id: str
    title: str
    stages: int
    duties: int


def policy_view(policy: Policy) -> PolicyView:
    """The whole policy."""
    own = {stage.id: [duty for duty in policy.duties if duty.stages == (stage.id,)] for stage in policy.stages}
    return PolicyView(
        id=policy.id,
        title=policy.title,
        partnership=policy.partnership,
        edition=policy.edition,
        subjects=policy.subjects,
        nation=policy.nation,
        day_ends=policy.day_ends.strftime("%H:%M"),
        calls_it=policy.calls_it,
        calls_stage=policy.calls_stage,
        grounds=tuple(f"{ground.title} ({ground.id})" for ground in policy.grounds),
        not_for=tuple(f"{one.text}: {one.instead}" if one.instead else one.text for one in policy.exclusions),
        asks=tuple(_question(ask) for ask in policy.asks),
        going_past=tuple(f"{reason}: {REASONS[reason]}" for reason in reasons_allowed(policy.bypass)),
        advice=policy.advice,
        note=policy.note,
        source=policy.source,
        stages=tuple(_rung(policy, stage, own[stage.id]) for stage in policy.stages),
        everywhere=tuple(_rule(policy, duty) for duty in policy.duties if len(duty.stages) != 1),
        forms={form.title: tuple(_question(ask) for ask in form.asks) for form in forms(policy).values()},
        sectors=tuple(policy.own_sectors.values()),
    )


def policy_line(policy: Policy) -> Mapping[str, str]:
    """What the list of policies says of one."""
    return {
        "id": policy.id,
        "title": policy.title,
        "partnership": policy.partnership,
        "edition": policy.edition,
        "about": " and ".join(policy.subjects),
        "stages": str(len(policy.stages)),
    }


def check_view(policy: Policy) -> CheckView:
    """That a policy is in order."""
    return CheckView(policy.id, policy.title, len(policy.stages), len(policy.duties))


def forms(policy: Policy) -> Mapping[str, Form]:
    """Its own forms and those of other policies that it refers to, each by what it is called in a policy file."""
    refs = [*policy.reflect, *(duty.form for duty in policy.duties if duty.form)]
    refs += [ref for ref in policy.forms if ":" not in ref]
    return {ref: form for ref in refs if (form := policy.form(ref))}


def _question(ask: Ask) -> str:
    options = f" ({' / '.join(ask.options)})" if ask.options else ""
    options += " (asked when it is printed, and not kept)" if ask.identifies else ""
    options += " (filled in from the log)" if ask.fill else ""
    return f"{ask.part}: {ask.text}{options}" if ask.part else ask.text + options


def _rung(policy: Policy, stage: Stage, duties: Iterable[Duty]) -> RungView:
    body = stage.body
    return RungView(
        id=stage.id,
        name=stage.name,
        start=stage.start or stage is policy.first,
        hint=stage.hint,
        raising=_role(policy, stage.raising),
        responding=_role(policy, stage.responding),
        next=stage.next,
        advice=stage.advice,
        body=body.name if body else "",
        members=tuple(policy.role_title(member) for member in body.members) if body else (),
        quorum=body.quorum if body else "",
        note=stage.note,
        source=stage.source,
        duties=tuple(_rule(policy, duty) for duty in duties),
    )


def _role(policy: Policy, role_id: str) -> tuple[str, ...]:
    """A role's title, then its title in each sector that has its own."""
    role = policy.roles.get(role_id)
    if role is None:
        return ()
    return (role.title, *(f"{policy.sectors.get(sector, sector)}: {title}" for sector, title in role.by_sector.items()))


def _rule(policy: Policy, duty: Duty) -> RuleView:
    return RuleView(
        id=duty.id,
        what=duty.what,
        by=policy.role_title(duty.by),
        stages=duty.stages,
        starts=duty.starts,
        ends=duty.ends,
        within=duty.within,
        clock=duty.is_clock,
        gate=duty.gate,
        force=duty.force,
        when=tuple(f"{question}: {' or '.join(listed)}" for question, listed in duty.when.items()),
        options=duty.options,
        tell=tuple(policy.role_title(role) for role in duty.tell),
        form=duty.form,
        letter=duty.letter,
        note=duty.note,
        source=duty.source,
    )
