"""A policy as the text of its file, with comments that say what each table means and what else it could say.

A line such as `#hint = "When it is urgent."` is an example: without its `#` it can be read where it stands.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from escalate import policy_examples as examples
from escalate.domain.policy import Duty, Policy, Stage
from escalate.policy_format import FORMAT

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_TABLE_BELOW = re.compile(r"^( *# .*)\n\n(?= *\[)", re.MULTILINE)  # a comment stands right above its table
_WIDTH = 110  # characters of a list on one line
_INSIDE = "  "
_STAGE_EXAMPLES: Mapping[str, "Value"] = {
    "hint": "When it is urgent.",
    "advice": ("Talk first.",),
    "note": "How we read this stage.",
    "source": "Section 1",
}
Value = str | int | tuple[str, ...] | Mapping[str, tuple[str, ...]]
Pairs = Iterable[tuple[str, Value]]


def policy_text(policy: Policy) -> str:
    """The whole file; read again it is the same policy, with its forms and without those of others."""
    everywhere = tuple(stage.id for stage in policy.stages)
    lines = [
        *examples.HEAD.splitlines(),
        *_pairs([("format", FORMAT)]),
        *_heading(policy),
        *_parts(policy),
        *examples.STAGES.splitlines(),
        *(line for stage in policy.stages for line in _stage(policy, stage)),
        *examples.DUTIES.splitlines(),
    ]
    for duty in policy.duties:
        if len(duty.stages) != 1:
            lines += _duty("[[duty]]", duty, () if duty.stages == everywhere else duty.stages)
    for example in (examples.TOGETHER, examples.CHOICE, examples.FILL_IN, examples.DISSENT):
        lines += example.format(first=_value(everywhere[:2]), last=_value(everywhere[-1:])).splitlines()
    return _TABLE_BELOW.sub(r"\1\n", "\n".join(lines) + "\n")


def _heading(policy: Policy) -> Iterator[str]:
    yield from examples.HEADING.splitlines()
    pairs = (
        ("id", policy.id),
        ("title", policy.title),
        ("partnership", policy.partnership),
        ("edition", policy.edition),
        ("subjects", policy.subjects),
        ("nation", policy.nation),
        ("day_ends", policy.day_ends.strftime("%H:%M")),
        ("bypass", policy.bypass),
        ("reflect", policy.reflect),
    )
    yield from _table("[policy]", pairs)
    yield from _or_example("advice", policy.advice, ("Keep a record of every discussion.",))
    yield from _or_example("note", policy.note, "How we read it.")
    yield from _or_example("source", policy.source, "Sections 1 to 3")
    yield from examples.WORDS.splitlines()
    yield "[words]" if policy.words else "#[words]"
    yield from _or_example("dispute", policy.words.get("dispute", ""), "professional difference")
    yield from _or_example("stage", policy.words.get("stage", ""), "level")


def _parts(policy: Policy) -> Iterator[str]:
    """What a policy names: sectors, grounds, roles, exclusions, asks, forms; examples of what this one has none of."""
    yield from _table("[sectors]", policy.own_sectors.items()) or examples.SECTORS.splitlines()
    yield from examples.GROUNDS.splitlines()
    for ground in policy.grounds:
        yield from _table("[[ground]]", vars(ground).items())
    yield from examples.ROLES.splitlines()
    for number, role in enumerate(policy.roles.values()):
        yield from _table(f"[roles.{_key(role.id)}]", [("title", role.title), *role.by_sector.items()])
        yield from () if number or role.by_sector else ['#police = "Sergeant"']
    for exclusion in policy.exclusions:
        yield from _table("[[exclusion]]", vars(exclusion).items())
    yield from () if policy.exclusions else examples.EXCLUSIONS.splitlines()
    for ask in policy.asks:
        yield from _table("[[ask]]", vars(ask).items())
    yield from () if policy.asks else examples.ASKS.splitlines()
    own_forms = [form for ref, form in policy.forms.items() if ":" not in ref]
    for form in own_forms:
        yield from _table("[[form]]", [("id", form.id), ("title", form.title)])
        for ask in form.asks:
            yield from _table("[[form.ask]]", vars(ask).items(), _INSIDE)
    yield from () if own_forms else examples.FORMS.splitlines()


def _stage(policy: Policy, stage: Stage) -> Iterator[str]:
    """A stage with its panel and duties; the first explains what else a stage can say."""
    explained = stage is policy.first
    said = {key: value for key, value in vars(stage).items() if key not in ("body", *_STAGE_EXAMPLES)}
    yield from _table("[[stage]]", said.items())
    for key, example in _STAGE_EXAMPLES.items():
        yield from _or_example(key, getattr(stage, key), example if explained else "")
    if stage.body:
        yield from _table("[stage.body]", vars(stage.body).items(), _INSIDE)
        yield from () if stage.body.quorum else examples.QUORUM.splitlines()
    elif explained:
        yield from examples.BODY.splitlines()
    for duty in policy.duties:
        if duty.stages == (stage.id,):
            yield from _duty("[[stage.duty]]", duty, (), _INSIDE)
    yield from examples.STEP.splitlines() if explained else ()


def _duty(head: str, duty: Duty, stages: tuple[str, ...], indent: str = "") -> Iterator[str]:
    yield from _table(head, [*{**vars(duty), "stages": stages}.items()], indent)


def _table(head: str, pairs: Pairs, indent: str = "") -> list[str]:
    """A table with what it says; an empty line before it. None where there is nothing to say."""
    lines = [indent + line for line in _pairs(pairs)]
    return ["", indent + head, *lines] if lines else []


def _pairs(pairs: Pairs) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in pairs if value]


def _or_example(key: str, value: Value, example: Value) -> list[str]:
    """What is said, or else how it could be."""
    return _pairs([(key, value)]) or [f"#{line}" for line in _pairs([(key, example)])]


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _value(key)


def _value(value: Value) -> str:
    """A value as TOML; a long list has a line for each of its texts."""
    import tomli_w  # noqa: PLC0415  few commands write a policy: starting must stay quick

    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, tuple):
        listed = [_value(one) for one in value]
        short = f"[{', '.join(listed)}]"
        return short if len(short) <= _WIDTH else "\n".join(["[", *(f"{_INSIDE}{one}," for one in listed), "]"])
    return tomli_w.dumps({"key": value}).removeprefix("key = ").rstrip("\n")
