"""The format of a policy file: which keys each table has, and what they become.

Form references to another policy (`policy:form`) are resolved here, from that policy's own file.
"""

from collections.abc import Mapping
from datetime import time

from escalate.domain.policy import Ask, Body, Duty, Exclusion, Form, Policy, Role, Stage, Titled
from escalate.toml_tables import Fault, Table

FORMAT = 1


def read_policy(name: str, data: Mapping[str, Mapping[str, object]], faults: list[Fault]) -> Policy:
    """The policy of file `name`, from the parsed data of every file it draws on; `faults` gets what is wrong."""
    root = Table(data[name], name, "", faults)
    if root.number("format") != FORMAT and not root.faults_of("format"):
        root.fault("format", f"must be {FORMAT}")
    heading = root.table("policy")
    stages, stage_duties = _stages(root)
    everywhere = tuple(stage.id for stage in stages)
    policy = Policy(
        id=heading.id(),
        title=heading.text("title"),
        partnership=heading.text("partnership"),
        edition=heading.text("edition"),
        subjects=heading.texts("subjects", required=True),
        nation=heading.text("nation"),
        day_ends=_day_ends(heading),
        bypass=heading.text("bypass", "risk"),
        reflect=heading.texts("reflect"),
        advice=heading.texts("advice"),
        note=heading.text("note", ""),
        source=heading.text("source", ""),
        words=root.table("words").titles(),
        own_sectors=root.table("sectors").titles(),
        grounds=tuple(_titled(table) for table in root.tables("ground")),
        roles=_roles(root.table("roles")),
        exclusions=tuple(_exclusion(table) for table in root.tables("exclusion")),
        asks=tuple(_ask(table) for table in root.tables("ask")),
        stages=stages,
        duties=stage_duties + tuple(_duty(table, table.texts("stages") or everywhere) for table in root.tables("duty")),
        forms={**_forms(root), **_forms_of_others(data)},
    )
    heading.end()
    root.end()
    return policy


def _day_ends(table: Table) -> time:
    text = table.text("day_ends", "17:00")
    try:
        return time.fromisoformat(text) if len(text) == len("17:00") else time.fromisoformat("")
    except ValueError:
        if text:
            table.fault("day_ends", 'must be a time such as "17:00"')
        return time(17)


def _titled(table: Table) -> Titled:
    made = Titled(table.id(), table.text("title"))
    table.end()
    return made


def _exclusion(table: Table) -> Exclusion:
    made = Exclusion(table.text("text"), table.text("instead", ""))
    table.end()
    return made


def _roles(roles: Table) -> dict[str, Role]:
    made = {}
    for role_id in roles.ids():
        table = roles.table(role_id)
        made[role_id] = Role(role_id, table.text("title"), table.titles())
    return made


def _ask(table: Table) -> Ask:
    made = Ask(table.id(), table.text("text"), table.texts("options"))
    table.end()
    return made


def _forms(root: Table) -> dict[str, Form]:
    forms = {}
    for table in root.tables("form"):
        asks = tuple(_form_ask(ask) for ask in table.tables("ask"))
        form = Form(table.id(), table.text("title"), asks)
        table.end()
        if form.id in forms:
            table.fault("id", f"{form.id!r} is used twice; an id must be unique")
        forms[form.id] = form
    return forms


def _form_ask(table: Table) -> Ask:
    made = Ask(
        id=table.id(),
        text=table.text("text"),
        options=table.texts("options"),
        part=table.text("part", ""),
        fill=table.text("fill", ""),
        identifies=table.flag("identifies"),
    )
    table.end()
    return made


def _forms_of_others(data: Mapping[str, Mapping[str, object]]) -> dict[str, Form]:
    """Every form of every file drawn on, by `policy:form`. Their own faults are shown by a check of that file."""
    found = {}
    for other, document in data.items():
        table = Table(document, other, "", [])
        policy_id = table.table("policy").text("id")
        found.update({f"{policy_id}:{form.id}": form for form in _forms(table).values()})
    return found


def _stages(root: Table) -> tuple[tuple[Stage, ...], tuple[Duty, ...]]:
    stages: list[Stage] = []
    duties: list[Duty] = []
    for table in root.tables("stage"):
        stage = Stage(
            id=table.id(),
            name=table.text("name"),
            raising=table.text("raising"),
            responding=table.text("responding", ""),
            next=table.texts("next"),
            start=table.flag("start"),
            hint=table.text("hint", ""),
            advice=table.texts("advice"),
            body=_body(table.table("body")) if table.has("body") else None,
            note=table.text("note", ""),
            source=table.text("source", ""),
        )
        stages.append(stage)
        duties += [_duty(duty, (stage.id,)) for duty in table.tables("duty")]
        table.end()
    return tuple(stages), tuple(duties)


def _body(table: Table) -> Body:
    made = Body(table.text("name"), table.texts("members"), table.number("agencies"), table.flag("parties"))
    table.end()
    return made


def _duty(table: Table, stages: tuple[str, ...]) -> Duty:
    made = Duty(
        id=table.id(),
        what=table.text("what"),
        by=table.text("by"),
        stages=stages,
        starts=table.text("starts", "entered"),
        ends=table.text("ends", "done"),
        within=table.text("within", ""),
        gate=table.flag("gate"),
        force=table.text("force", "must"),
        when=table.table("when").lists(),
        options=table.texts("options"),
        tell=table.texts("tell"),
        form=table.text("form", ""),
        letter=table.text("letter", ""),
        note=table.text("note", ""),
        source=table.text("source", ""),
    )
    table.end()
    return made
