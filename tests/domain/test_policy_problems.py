"""What makes a policy unusable: planted faults, each caught by its key, and variants that are in order."""

from textwrap import dedent

import pytest

from escalate.domain.policy import Policy
from escalate.domain.policy_problems import problems
from escalate.policy_format import read_policy
from escalate.toml_tables import Fault, parse
from tests.build import CLOCK, HEADING, STAGES, duty, policy

STAGE_4 = '[[stage]]\nid = "4"\nname = "Panel"\nraising = "manager"\n'
ASK = '[[ask]]\nid = "kind"\ntext = "What kind?"\noptions = ["plan", "visit"]\n'
FORM = '[[form]]\nid = "refer"\ntitle = "Refer it"\n[[form.ask]]\nid = "why"\ntext = "Why?"\n'

# What is planted: an addition, or a replacement "old -> new"; then the key that must be named.
FAULTS = [
    ('nation = "ENG" -> nation = "FRA"', "policy.nation"),
    ('bypass = "agreed" -> bypass = "never"', "policy.bypass"),
    ('subjects = ["child", "adult"] -> subjects = []', "policy.subjects"),
    ('subjects = ["child", "adult"] -> subjects = ["dog"]', "policy.subjects"),
    ('bypass = "agreed" -> reflect = ["none"]', "policy.reflect"),
    ('bypass = "agreed" -> reflect = ["nowhere:factors"]', "policy.reflect"),
    ('[words]\nquarrel = "row"\n', "words.quarrel"),
    ('[sectors]\npolice = "Police"\n', "sectors.police"),
    ('[[ground]]\nid = "threshold"\ntitle = "Again"\n', "ground"),
    (STAGE_4.replace('"4"', '"2"'), "stage"),
    (STAGE_4, "stage.4"),  # nothing leads there
    ('next = ["3"] -> next = ["9"]', "stage.2.next"),
    ('next = ["3"] -> next = ["1"]', "stage.2.next"),
    ('next = ["3"] -> next = ["2"]', "stage.2.next"),
    ('next = ["3"] -> next = ["3", "3"]', "stage.2.next"),
    ('raising = "worker" -> raising = "wizard"', "stage.1.raising"),
    ('responding = "worker" -> responding = "wizard"', "stage.1.responding"),
    ('name = "Chair" -> name = "Chair"\nbody = { name = "Panel", agencies = -1 }', "stage.3.body.agencies"),
    ('[roles.raising]\ntitle = "Raiser"\n', "roles.raising"),
    ('police = "Sergeant" -> circus = "Clown"', "roles.manager.circus"),
    ("stages -> ", "stage"),
    ("clock -> ", "stage.1"),  # no stage without a clock
    ('ends = "left" -> ends = "left"\nstages = ["1", "2"]', "stage.3"),
    ('ends = "left" -> ends = "left"\nstarts = "discussion"', "stage.1"),
    ('within = "5 working days" -> within = "at once"', "stage.1"),
    ('within = "5 working days" -> ', "stage.1"),
    ('ends = "left" -> ends = "left"\n[duty.when]\nground = "threshold"', "stage.1"),
    (duty(by="somebody"), "duty.it.by"),
    (duty(starts="dawn"), "duty.it.starts"),
    (duty(starts="left"), "duty.it.starts"),
    (duty(starts="done:nothing"), "duty.it.starts"),
    (duty(ends="entered"), "duty.it.ends"),
    (duty(ends="resolved"), "duty.it.ends"),
    (duty(force="might"), "duty.it.force"),
    (duty(within="soon"), "duty.it.within"),
    (duty(within="0 days"), "duty.it.within"),
    (duty(within="3 months"), "duty.it.within"),
    (duty(stages=["9"]), "duty.it.stages"),
    (duty(tell=["herald"]), "duty.it.tell"),
    (duty(form="none"), "duty.it.form"),
    (FORM + duty(form="refer", ends="discussion"), "duty.it.form"),
    (duty(options=["a", "b"], ends="left"), "duty.it.options"),
    (duty(options=["a", "b"], ends="approved", starts="record"), "duty.it.options"),
    (FORM + duty(form="refer", ends="approved", starts="record"), "duty.it.form"),
    *(
        (duty(gate=True, ends="approved", starts=starts), "duty.it.ends")
        for starts in ("entered", "arose", "raised", "resolved", "done:settle")
    ),
    (duty(gate=True, ends="left"), "duty.it.gate"),
    (duty(id="settle"), "duty"),
    (duty() + '[duty.when]\nground = "weather"\n', "duty.it.when.ground"),
    (duty() + '[duty.when]\nweather = "fair"\n', "duty.it.when.weather"),
    (duty() + '[duty.when]\nsettle = "yes"\n', "duty.it.when.settle"),  # a duty without options
    (ASK + duty() + '[duty.when]\nkind = "other"\n', "duty.it.when.kind"),
    (duty() + "[duty.when]\nground = []\n", "duty.it.when.ground"),
    (duty() + '[duty.when]\ndissent = "perhaps"\n', "duty.it.when.dissent"),
    (duty() + '[duty.when]\nsubject = "dog"\n', "duty.it.when.subject"),
    (ASK + ASK, "ask"),
    (ASK.replace("kind", "ground"), "ask.ground"),
    (ASK.replace("kind", "subject"), "ask.subject"),
    (ASK.replace("kind", "dissent"), "ask.dissent"),
    (ASK + duty(id="kind", options=["a", "b"]), "duty.kind"),
    ('[[form]]\nid = "refer"\ntitle = "Refer it"\n', "form.refer"),
    (FORM + '[[form.ask]]\nid = "why"\ntext = "Why again?"\n', "form.refer.ask"),
]


def planted(plant: str) -> Policy:
    """Anytown's policy with one thing wrong in it; it must still be readable."""
    text = "".join(map(dedent, (HEADING, STAGES, CLOCK)))
    match plant.split(" -> "):
        case ["stages", _]:
            text = dedent(HEADING)
        case ["clock", _]:
            text = dedent(HEADING) + dedent(STAGES)
        case [old, new]:
            assert old in text, old
            text = text.replace(old, new, 1)
        case _:
            text += plant
    faults: list[Fault] = []
    read = read_policy("anytown.toml", {"anytown.toml": parse(text)}, faults)
    assert not faults, faults
    return read


@pytest.mark.parametrize(("plant", "key"), FAULTS, ids=lambda value: value.strip().splitlines()[-1] if value else "")
def test_each_planted_fault_is_caught_and_named_by_its_key(plant: str, key: str) -> None:
    found = problems(planted(plant))
    assert any(where == key or where.startswith(key + ".") for where, _ in found), found
    assert all(what for _, what in found)


def test_more_than_twenty_faults_are_planted() -> None:
    assert len(FAULTS) >= 20


def test_all_faults_are_named_at_once() -> None:
    three = duty(id="a", by="somebody") + duty(id="b", within="soon") + duty(id="c", gate=True, ends="left")
    assert [key for key, _ in problems(planted(three))] == ["duty.a.by", "duty.b.within", "duty.c.gate"]


SPLIT = "".join(
    CLOCK.replace("settle", f"settle-{ground}") + f'    [duty.when]\n    ground = "{ground}"\n'
    for ground in ("threshold", "sharing")
)
SPLIT_BY_ASK = ASK + "".join(
    CLOCK.replace("settle", f"settle-{kind}") + f'    [duty.when]\n    kind = "{kind}"\n' for kind in ("plan", "visit")
)


@pytest.mark.parametrize(
    "clock",
    [
        CLOCK,
        CLOCK.replace("5 working days", "agreed"),
        CLOCK.replace("5 working days", "24 hours"),
        CLOCK.replace("5 working days", "same working day"),
        CLOCK + '    starts = "raised"\n',
        CLOCK + '    starts = "arose"\n',
        SPLIT,
        SPLIT_BY_ASK,
    ],
    ids=["days", "agreed", "hours", "same day", "raised", "arose", "split by ground", "split by ask"],
)
def test_every_kind_of_clock_is_enough(clock: str) -> None:
    assert not problems(policy(clock=clock))


@pytest.mark.parametrize(
    "extra",
    [
        "",
        duty(by="chair"),
        duty(by="each", starts="resolved", within="at once"),
        duty(starts="done:settle"),
        *(duty(ends="approved", starts=starts) for starts in ("record", "consultation", "discussion", "agreement")),
        duty(gate=True, ends="discussion", within="24 hours"),
        ASK + duty() + '[duty.when]\nkind = ["plan", "visit"]\nground = "threshold"\nsubject = "child"\n',
        duty(id="choose", options=["a", "b"]) + duty() + '[duty.when]\nchoose = "a"\n',
        duty() + '[duty.when]\ndissent = ["yes", "no"]\n',
        FORM + duty(form="refer", ends="done", tell=["chair", "manager"]),
        FORM + duty(form="anytown:refer"),
        '[sectors]\ncircus = "Circus"\n[roles.clown]\ntitle = "Clown"\ncircus = "Ringmaster"\n',
        '[words]\ndispute = "concern"\nstage = "level"\n',
        '[[exclusion]]\ntext = "Complaints"\ninstead = "The complaints procedure"\n',
        STAGE_4 + "start = true\n",
    ],
)
def test_a_policy_in_order_has_no_problems(extra: str) -> None:
    assert not problems(policy(extra))
