"""`policy new`: whatever is answered, its file is in order and says it; from there a policy is finished by hand."""

import re
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalate.cli import ask, policy_new_answers, policy_new_form
from escalate.domain.policy import NATIONS, Policy
from escalate.policy_files import PolicyFolders
from escalate.policy_text import policy_text
from escalate.usecases.new_policy import draw_up, ids, suggested_id
from tests.build import SHIPPED
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

NORTHSHIRE: Mapping[str, Any] = tomllib.loads(
    (Path(__file__).parents[1] / "northshire.toml").read_text(encoding="utf-8")
)
NOW = datetime(2026, 12, 18, 11, tzinfo=UTC)


def own(office: Office, policy_id: str = "northshire") -> Path:
    return office.home / "policies" / f"{policy_id}.toml"


def folder(office: Office) -> list[str]:
    """What is in the folder for policies of one's own."""
    return sorted(file.name for file in own(office).parent.iterdir())


def in_order(text: str, home: Path) -> Policy:
    """The policy that a file with this text would be."""
    file = home / "draft.toml"
    file.write_text(text, "utf-8")
    return PolicyFolders(home).check(str(file)).policy


# Written


def test_the_file_says_what_was_answered_and_is_in_order(office: Office) -> None:
    office.must("policy", "new", answers=NORTHSHIRE)
    policy = PolicyFolders(office.home).load("northshire").policy
    assert (policy.id, policy.title, policy.edition, policy.nation, policy.bypass) == (
        "northshire",
        "Resolving professional differences",
        "April 2026",
        "ENG",
        "agreed",
    )
    assert (policy.subjects, policy.words, policy.reflect) == (
        ("child", "adult"),
        {"stage": "level"},
        ("derby:factors",),
    )
    assert [ground.id for ground in policy.grounds] == ["thresholds", "what-is-enough-information"]
    assert [(stage.raising, stage.responding, stage.next) for stage in policy.stages] == [
        ("worker", "worker", ("2",)),
        ("line-manager", "line-manager", ("3",)),
        ("head-of-service", "", ()),
    ]
    assert policy.stages[2].body is not None
    assert [(duty.id, duty.starts, duty.ends, duty.within, duty.force, duty.gate) for duty in policy.duties] == [
        ("talk-1", "entered", "discussion", "", "must", True),
        ("settle-1", "raised", "left", "24 hours", "must", False),
        ("talk-2", "entered", "discussion", "", "should", True),
        ("tell-2", "entered", "done", "", "should", False),
        ("settle-2", "entered", "left", "5 working days", "should", False),
        ("settle-3", "entered", "left", "agreed", "must", False),
        ("tell-resolved", "resolved", "done", "", "must", False),
        ("copy-on-file", "resolved", "done", "", "must", False),
    ]
    assert [duty.what for duty in policy.duties if duty.tell] == [
        "Tell Business manager that it is at level 2",
        "Tell Business manager and Head of service how it ended",
    ]


def test_only_its_owner_can_read_the_file_and_nothing_else_is_left(office: Office) -> None:
    office.must("policy", "new", answers=NORTHSHIRE)
    assert stat.S_IMODE(own(office).stat().st_mode) == 0o600
    assert stat.S_IMODE(own(office).parent.stat().st_mode) == 0o700
    assert folder(office) == ["northshire.toml"]


def test_the_ladder_and_what_to_do_next_are_shown(office: Office) -> None:
    shown = office.must("policy", "new", answers=NORTHSHIRE).out
    assert shown.startswith("Written: Resolving professional differences (northshire)\n")
    assert "in ─>┌─ Level 1: Between workers ─" in shown or "in ->+- Level 1: Between workers -" in shown
    assert "Limit   24 hours, counted from when it was raised" in shown
    for command in ("policy show northshire", "policy check northshire", "setup"):
        assert f"escalate {command}" in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_the_other_two_forms_have_the_file_and_the_whole_policy(office: Office) -> None:
    data = office.must("policy", "new", "--json", answers=NORTHSHIRE).data
    assert data["file"] == str(own(office))
    assert [stage["id"] for stage in data["policy"]["stages"]] == ["1", "2", "3"]
    plain = office.must("policy", "new", "second", "--plain", answers=NORTHSHIRE).out
    assert f"file: {own(office, 'second')}\n" in plain
    assert "command: escalate policy show second\n" in plain


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("5 working days", "5 working days"),
        ("Five Working Days", "5 working days"),
        ("within 2 weeks.", "2 weeks"),
        ("48 hrs", "48 hours"),
        ("same working day", "same working day"),
        ("no number", "agreed"),
        ("Agreed", "agreed"),
    ],
)
def test_a_limit_is_understood_as_people_write_it(typed: str, written: str) -> None:
    assert policy_new_answers.limit(typed) == written


def test_ids_are_made_from_titles_and_are_never_alike() -> None:
    titles = ("The worker", "Worker", "Llŷn lead", "?!", "Both", "raising", "Children's social care")
    assert list(ids(titles, "role", ("both", "raising")).values()) == [
        "worker",
        "worker-2",
        "llyn-lead",
        "role",
        "both-2",
        "raising-2",
        "childrens-social-care",
    ]
    assert suggested_id("Northshire Safeguarding Children's Partnership", ()) == "northshire-childrens"
    assert suggested_id("Torbay Safeguarding Children Partnership", ("torbay",)) == "torbay-2"
    assert suggested_id("Safeguarding Board", ()) == "policy"


@pytest.mark.parametrize(
    ("stage", "talk"),
    [
        ({"responding": "The worker"}, ("Try to settle it by talking", "both", "discussion")),
        ({"panel": "Panel"}, ("Put it to the panel: Panel", "both", "discussion")),
        ({}, ("Consult inside your own agency", "raising", "consultation")),
        ({"before_next": "agreement"}, ("Agree what is to be done", "raising", "agreement")),
        ({"responding": "The worker", "before_next": "agreement"}, ("Agree what is to be done", "both", "agreement")),
        ({"before_next": "nothing"}, None),
    ],
    ids=["two sides", "a panel", "inside", "agreed inside", "agreed", "nothing"],
)
def test_what_must_have_happened_is_needed_before_the_next_stage_and_not_at_the_last(
    office: Office, stage: Mapping[str, str], talk: tuple[str, str, str] | None
) -> None:
    row = {"name": "A stage", "raising": "The worker", "within": "agreed", **stage}
    office.must("policy", "new", answers={**NORTHSHIRE, "stage": [row, row]})
    policy = PolicyFolders(office.home).load("northshire").policy
    talks = [(duty.what, duty.by, duty.ends, duty.gate) for duty in policy.duties if duty.id.startswith("talk-")]
    assert talks == ([(*talk, True), (*talk, False)] if talk else [])


# Refused


@pytest.mark.parametrize(
    ("policy_id", "why"), [("torbay", "already"), ("Up North", "letters"), ("../torbay", "letters")]
)
def test_an_id_that_cannot_be_used_is_refused_before_anything_is_asked(
    office: Office, policy_id: str, why: str
) -> None:
    refused = office.run("policy", "new", policy_id, "--json", answers=NORTHSHIRE)
    assert (refused.code, refused.error["code"]) == (2, "bad-input")
    assert why in refused.error["message"]
    assert refused.error["hint"]
    assert not own(office).parent.exists()


def test_a_policy_is_never_overwritten(office: Office) -> None:
    office.must("policy", "new", answers=NORTHSHIRE)
    before = own(office).read_bytes()
    for words, answers in ((("northshire",), NORTHSHIRE), ((), {**NORTHSHIRE, "id": "northshire"})):
        assert office.run("policy", "new", *words, answers=answers).code == 2
    own(office).with_name("kept.toml").write_bytes(before.replace(b'id = "northshire"', b'id = "other"'))
    assert office.run("policy", "new", "kept", answers=NORTHSHIRE).code == 2
    assert own(office).read_bytes() == before
    assert office.must("policy", "new", "--json", answers=NORTHSHIRE).data["policy"]["id"] == "northshire-2"


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"stage": [{**NORTHSHIRE["stage"][0], "within": "a while"}]}, "stage.1.within"),
        ({"stage": [{**NORTHSHIRE["stage"][0], "within": "at once"}]}, "stage.1.within"),
        ({"stage": [{**NORTHSHIRE["stage"][0], "raising": "Nobody"}]}, "stage.1.raising"),
        ({"stage": [{**NORTHSHIRE["stage"][0], "tell": ["Nobody"]}]}, "stage.1.tell"),
        ({"stage": []}, "stage"),
        ({"ground": []}, "ground"),
        ({"title": "x" * 201}, "title"),
        ({"id": "Not One"}, "id"),
        ({"reflect": ["nowhere:form"]}, "reflect"),
        ({"colour": "red"}, "colour"),
    ],
    ids=[
        "not counted",
        "no time",
        "no such role",
        "nobody told",
        "no stage",
        "no ground",
        "a long title",
        "an id with spaces",
        "no such form",
        "not asked",
    ],
)
def test_what_cannot_work_is_named_and_nothing_is_written(
    office: Office, changes: Mapping[str, Any], named: str
) -> None:
    refused = office.run("policy", "new", "--json", answers={**NORTHSHIRE, **changes})
    assert refused.code == 2
    assert [line.partition(":")[0] for line in refused.error["details"]] == [named]
    assert not own(office).parent.exists()


def test_without_answers_every_missing_one_is_named(office: Office) -> None:
    refused = office.run("policy", "new", "northshire", "--json")
    assert (refused.code, refused.error["code"]) == (2, "missing-answers")
    named = [line.partition(":")[0] for line in refused.error["details"]]
    assert named == ["partnership", "title", "nation", "subjects", "ground", "role", "stage"]


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(office: Office) -> None:
    office.home.mkdir()
    own(office).parent.write_text("not a folder")
    refused = office.run("policy", "new", "--json", answers=NORTHSHIRE)
    assert (refused.code, refused.error["code"]) == (6, "log-unusable")
    assert own(office).parent.read_text() == "not a folder"


def test_a_policy_that_could_not_be_read_again_is_not_written(office: Office) -> None:
    grounds = [{"title": f"{number} {'x' * 190}"} for number in range(4500)]
    refused = office.run("policy", "new", "--json", answers={**NORTHSHIRE, "ground": grounds})
    assert (refused.code, refused.error["code"]) == (2, "policy-faults")
    assert folder(office) == []


def test_what_a_cut_off_run_left_and_a_faulty_policy_are_in_nobodys_way(office: Office) -> None:
    own(office).parent.mkdir(parents=True)
    own(office).with_suffix(".new").write_text("format = ")
    own(office, "broken").write_text("not toml at all")
    office.must("policy", "new", answers=NORTHSHIRE)
    assert folder(office) == ["broken.toml", "northshire.toml"]


# Whatever is answered


WORD = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
LIMIT = st.sampled_from(["5 working days", "24 hours", "Two weeks", "1 day", "same working day", "agreed", "no number"])


@st.composite
def answered(draw: st.DrawFn) -> dict[str, Any]:
    """Answers that are accepted."""
    roles = draw(st.lists(WORD.map(lambda text: " ".join(text.split())), min_size=1, max_size=5))
    role, several = st.sampled_from(roles), st.lists(st.sampled_from(roles), max_size=3)
    stage = st.fixed_dictionaries(
        {"name": WORD, "raising": role, "within": LIMIT},
        optional={
            "responding": role,
            "panel": WORD,
            "counted_from": st.sampled_from(["entered", "raised"]),
            "force": st.sampled_from(["must", "should", "aim"]),
            "before_next": st.sampled_from(["spoken", "agreement", "nothing"]),
            "tell": several,
        },
    )
    required = {
        "partnership": WORD,
        "title": WORD,
        "nation": st.sampled_from(NATIONS),
        "subjects": st.lists(st.sampled_from(["child", "adult"]), min_size=1, max_size=3),
        "ground": st.lists(st.fixed_dictionaries({"title": WORD}), min_size=1, max_size=4),
        "role": st.just([{"title": title} for title in roles]),
        "stage": st.lists(stage, min_size=1, max_size=4),
    }
    optional = {
        "edition": WORD,
        "calls_it": WORD,
        "calls_stage": WORD,
        "resolved_tell": several,
        "copy_on_file": st.sampled_from(["yes", "no"]),
        "bypass": st.sampled_from(["risk", "agreed", "free"]),
        "reflect": st.lists(st.sampled_from(["derby:factors", "derby:stage-1"]), max_size=3),
    }
    return draw(st.fixed_dictionaries(required, optional=optional))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=answered())
def test_every_accepted_answer_makes_a_file_that_says_it(answers: Mapping[str, Any], tmp_path: Path) -> None:
    derby = SHIPPED.load("derby").policy
    forms = {ref: form for ref in derby.reflect if (form := derby.form(ref))}
    questions = policy_new_form.questions(answers, SHIPPED.ids(), dict.fromkeys(forms, ""), ())
    wanted = policy_new_answers.request(ask.answers(questions, answers, NOW), SHIPPED.ids())
    policy = draw_up(wanted, forms)
    text = policy_text(policy)
    assert replace(in_order(text, tmp_path), forms={}) == replace(policy, forms={})

    def shown(key: str) -> list[str]:
        return list(dict.fromkeys(" ".join(row["title"].split()) for row in answers[key]))

    assert [ground.title for ground in policy.grounds] == shown("ground")
    assert [role.title for role in policy.roles.values()] == shown("role")
    for stage, row in zip(policy.stages, answers["stage"], strict=True):
        assert policy.role_title(stage.raising) == row["raising"]
        assert policy.role_title(stage.responding) == row.get("responding", "")
        (limit,) = [duty for duty in policy.at(stage.id) if duty.is_clock]
        assert limit.within == policy_new_answers.limit(row["within"])
        told = [duty.tell for duty in policy.at(stage.id) if duty.tell and duty.starts == "entered"]
        assert [[policy.role_title(one) for one in tell] for tell in told] == [
            tell for tell in [list(dict.fromkeys(row.get("tell", [])))] if tell
        ]
    in_order(examples_taken_in(text), tmp_path)


def examples_taken_in(text: str) -> str:
    """The file with the `#` gone from every example."""
    return re.sub(r"^( *)#(?=[a-z\[])", r"\1", text, flags=re.MULTILINE)


def test_every_example_in_the_comments_can_be_taken_in_as_it_stands(office: Office) -> None:
    office.must("policy", "new", answers=NORTHSHIRE)
    policy = in_order(examples_taken_in(own(office).read_text("utf-8")), office.home)
    assert policy.words["dispute"] == "professional difference"
    assert policy.stages[0].hint
    assert policy.stages[2].body is not None
    assert policy.stages[2].body.agencies == 3
    assert {"consult-first", "settle-together", "convene", "send-request", "dissent"} <= {
        duty.id for duty in policy.duties
    }


@pytest.mark.parametrize("policy_id", SHIPPED.ids())
def test_a_shipped_policy_written_out_reads_as_the_same(policy_id: str, tmp_path: Path) -> None:
    def same(policy: Policy) -> Policy:  # a `[[duty]]` of one stage is written below that stage
        return replace(policy, forms={}, duties=tuple(sorted(policy.duties, key=lambda duty: duty.id)))

    policy = SHIPPED.load(policy_id).policy
    read = in_order(policy_text(policy), tmp_path)
    assert same(read) == same(policy)
    own_forms = {ref for ref in policy.forms if ":" not in ref}
    assert {ref: read.forms[ref] for ref in own_forms} == {ref: policy.forms[ref] for ref in own_forms}


def test_every_key_of_the_format_can_be_written_out(tmp_path: Path) -> None:
    everything = SHIPPED.check(str(Path(__file__).parents[1] / "everything.toml")).policy
    read = in_order(policy_text(everything), tmp_path)
    assert sorted(read.duties, key=lambda duty: duty.id) == sorted(everything.duties, key=lambda duty: duty.id)
    assert replace(read, forms={}, duties=()) == replace(everything, forms={}, duties=())


# Tried: a policy that is not one of the five, finished by hand from the reference alone

A_FORM = """\
[[form]]
id = "referral"
title = "Referral to the panel"
  [[form.ask]]
  id = "summary"
  text = "What happened, in short?"

"""
A_DUTY = """\
  [[stage.duty]]
  id = "refer"
  what = "Refer it to the panel"
  by = "raising"
  form = "referral"

"""
BY_HAND = (
    ('next = ["2"]', 'next = ["2", "3"]'),
    ('name = "The panel"\n', 'name = "The panel"\nhint = "When it cannot wait for the managers."\n'),
    ("# The stages, in order.", f"{A_FORM}# The stages, in order."),
    ("# Duties of several stages", f"{A_DUTY}# Duties of several stages"),
)


def finished_by_hand(office: Office) -> None:
    """What somebody with an editor and the README does next."""
    office.must("policy", "new", answers=NORTHSHIRE)
    text = own(office).read_text("utf-8")
    for old, new in BY_HAND:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own(office).write_text(text, "utf-8")


def test_a_policy_of_ones_own_is_finished_by_hand_checked_and_used(office: Office) -> None:
    finished_by_hand(office)
    assert "In order" in office.must("policy", "check", "northshire").out
    assert "level 2 or 3" in office.must("policy", "show", "northshire").out
    assert office.must("policy", "timeline", "northshire", "--raised", "18/12/2026").out
    office.must("setup", answers={**SETUP, "policies": ["northshire"]})
    subjects = [{"ref": "AB", "kind": "adult"}]
    given_to_open = {key: value for key, value in OPEN.items() if key not in ("answers", "arose")}
    office.must("open", answers={**given_to_open, "grounds": ["thresholds"], "subjects": subjects})
    view = office.must("status", "--json").data
    assert [duty["id"] for duty in view["open_duties"]] == ["settle-1", "talk-1"]
    assert view["open_duties"][0]["due"] == "2026-12-19T10:00:00+00:00"
    refused = office.run("advance", "--json", answers={"to": "3", "dates": {"settle-3": "8/1/2027"}})
    assert (refused.code, refused.error["code"]) == (4, "missing-gate")
    office.must("log", answers=CONSULTATION)
    office.must("log", answers=DISCUSSION)
    office.must("advance", "--to", "3", answers={"dates": {"settle-3": "8/1/2027"}})
    refer = next(duty for duty in office.must("status", "--json").data["open_duties"] if duty["id"] == "refer")
    form = {"answers": {"summary": "A referral was closed without a visit."}}
    office.must("done", f"D{refer['number']}", answers=form)
    ended = {"outcome": "agreed-plan", "decided_by": "The panel", "at_risk": "no"}
    office.must("resolve", answers=ended)
    left = {duty["id"] for duty in office.must("status", "1", "--json").data["open_duties"]}
    assert left >= {"tell-resolved", "copy-on-file"}


def test_a_slip_of_the_hand_is_named_with_its_key(office: Office) -> None:
    finished_by_hand(office)
    text = own(office).read_text("utf-8")
    own(office).write_text(text.replace('form = "referral"', 'form = "referal"').replace('["2", "3"]', '["2", "4"]'))
    refused = office.run("policy", "check", "northshire", "--json")
    assert [line.split(": ")[1] for line in refused.error["details"]] == ["stage.1.next", "duty.refer.form"]
