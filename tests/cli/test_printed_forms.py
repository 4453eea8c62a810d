"""Forms: every question is printed, what identifies a child is kept nowhere, and a partnership can add its own."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from escalate.domain.policy import FILLS
from escalate.policy_files import PolicyFolders
from tests.build import SHIPPED
from tests.cli.test_letters import OURS, begun
from tests.office import OPEN, SETUP, Office

CANARY = "ZEBRAFISH-7731"
OWN = """
[[form]]
id = "panel-request"
title = "Our own request"
""" + "".join(
    f'[[form.ask]]\nid = "own-{name}"\npart = "All that the log knows"\ntext = "The {name}"\nfill = "{name}"\n'
    for name in FILLS
)
BORN = '[[form.ask]]\nid = "own-born"\ntext = "Date of birth"\nidentifies = true\n'
CHOICE = '[[form.ask]]\nid = "own-urgent"\ntext = "Is it urgent?"\noptions = ["yes", "no"]\n'


def forms_of(policy_id: str) -> list[tuple[str, str]]:
    policy = SHIPPED.load(policy_id).policy
    return [(policy_id, ref) for ref in policy.forms if ":" not in ref or ref in policy.reflect]


@pytest.mark.parametrize(("policy_id", "ref"), [pair for one in SHIPPED.ids() for pair in forms_of(one)])
def test_every_form_of_every_policy_is_printed_with_every_question_in_its_order(
    policy_id: str, ref: str, tmp_path: Path
) -> None:
    drive = begun(tmp_path, policy_id)
    form = drive.policy.form(ref)
    assert form
    text = " ".join(drive.run("form", "1", ref).out.split())
    places = [text.index(" ".join(ask.text.split())) for ask in form.asks]
    assert places == sorted(places)
    assert drive.run("status", "1", "--json").data["receipt"] in text
    own = form in map(drive.policy.form, drive.policy.reflect)
    assert (OURS in text) <= own
    assert ("not for the other side" in text) == own


ALIKE = """
[[form]]
id = "panel-request"
title = "Our own request"
[[form.ask]]
id = "views"
text = "The child's wishes and views"
[[form.ask]]
id = "aim"
text = "Conclusions of the last panel"
"""


def test_an_answer_of_the_reflection_is_on_no_other_form_and_each_answer_stands_under_its_own_question(
    tmp_path: Path,
) -> None:
    office = Office(tmp_path / "home")
    office.must("setup", answers=SETUP)
    torbay = (Path(__file__).parents[2] / "policies" / "torbay.toml").read_text("utf-8")
    (office.home / "policies").mkdir()
    (office.home / "policies" / "own.toml").write_text(
        torbay.replace('id = "torbay"', 'id = "own"', 1) + ALIKE, "utf-8"
    )
    office.must("open", "--policy", "own", answers=OPEN)
    office.must("reflect", "1", "--each", answers={"views": f"Out of her depth {CANARY}"})
    form = office.must("form", "1", "panel-request").out
    assert "wishes and views" in form
    assert CANARY not in form
    for kind in ("to-manager", "to-their-manager", "agenda"):
        assert CANARY not in office.must("letter", "1", kind).out
    trail = office.must("trail", "1", "--json").out
    assert "What do you want to achieve?" in trail
    assert "Conclusions of the last panel" not in trail
    assert CANARY in trail
    assert "wishes and views" not in trail


def test_the_request_of_a_source_is_filled_as_far_as_the_log_knows(tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    made = drive.run("form", "1", "request", "--json").data
    text = " ".join(made["text"].split())
    for known in ("Ann Worker", "School", "child AB (our reference)", str(OPEN["concern"]), "Bo Colleague", "BADGER"):
        assert known in text
    assert made["gaps"] == [
        "How can the referrer be reached?",
        *("Date of birth", "Address", "Ethnicity", "Disability", "Gender", "Religion", "Family or carers"),
        "Why is it escalated?",
    ]
    listed = {one["name"]: one for one in drive.run("form", "1", "--json").data["papers"]}
    assert set(listed) == {"request", "derby:factors", "derby:stage-1"}
    assert "5 of them" in listed["request"]["what"]


@pytest.mark.parametrize("ending", ["", "docx", "pdf", "html", "txt"])
def test_what_is_given_for_printing_is_printed_and_is_nowhere_in_the_log(ending: str, tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    before = drive.run("trail", "1", "--json").data["entries"]
    given = {ask.id: CANARY for ask in drive.policy.forms["request"].asks}
    file = [str(tmp_path / f"request.{ending}")] if ending else []
    result = drive.run("form", "1", "request", *file, answers=given)
    assert result.code == 0, result.err
    shown = Path(file[0]).read_bytes() if ending in ("html", "txt") else result.out.encode()
    if ending not in ("docx", "pdf"):
        assert shown.count(CANARY.encode()) == len(given)
    assert not [one for one in drive.home.rglob("*") if one.is_file() and CANARY.encode() in one.read_bytes()]
    assert drive.run("trail", "1", "--json").data["entries"] == before
    assert drive.run("drafts", "--json").data["drafts"] == []


def at_request(tmp_path: Path) -> tuple[Office, str]:
    """A dispute at the stage whose duty asks for the form, and that duty."""
    drive = begun(tmp_path, "hillingdon")
    while drive.stands["stage"] != "4":
        drive.pass_gates()
        drive.advance(str(int(drive.stands["stage"]) + 1))
    return Office(drive.home, drive.now.isoformat()), f"D{drive.number('refer-4')}"


def test_done_asks_only_for_what_is_to_be_kept_and_what_the_log_does_not_know(tmp_path: Path) -> None:
    office, duty = at_request(tmp_path)
    lacking = office.run("done", "1", duty, "--json").error["details"]
    assert [line.split(":")[0] for line in lacking] == ["answers.request-contact", "answers.request-reason"]
    kept = {"request-contact": "The office", "request-reason": "Winter is near."}
    office.must("done", "1", duty, answers={"answers": kept})
    assert "Winter is near." in office.must("form", "1", "request").out


def test_what_identifies_a_child_is_kept_where_the_worker_answers_it_to_done(tmp_path: Path) -> None:
    office, duty = at_request(tmp_path)
    kept = {"request-contact": "The office", "request-reason": "Winter.", "request-born": "On our file"}
    office.must("done", "1", duty, answers={"answers": kept})
    assert "Date of birth: On our file" in office.must("form", "1", "request").out


def own_policy(home: Path, form: str) -> None:
    """An invented policy beside the shipped ones, with a form of its own."""
    northshire = (Path(__file__).parents[1] / "everything.toml").read_text("utf-8")
    first, stage, rest = northshire.partition("[[stage]]")
    (home / "policies").mkdir(parents=True, exist_ok=True)
    (home / "policies" / "own.toml").write_text(first.replace('"everything"', '"own"') + form + stage + rest, "utf-8")


def test_a_partnership_adds_a_form_of_its_own_with_all_that_the_log_knows(tmp_path: Path) -> None:
    own_policy(tmp_path / "home", OWN + BORN + CHOICE)
    office = Office(tmp_path / "home")
    office.must("setup", answers={**SETUP, "policies": ["own"]})
    answers = {**OPEN, "grounds": ["thresholds"], "subjects": [{"ref": "AB", "kind": "child"}]}
    office.must("open", answers={**answers, "answers": {"where": "north"}})
    assert "Date of birth" in office.must("policy", "show", "own").out
    made = office.must("form", "1", "panel-request", "--json").data
    assert {"Date of birth", "Is it urgent? (yes / no)"} <= set(made["gaps"])
    assert len(made["gaps"]) == 4, made["gaps"]  # of discussions and actions there are none yet
    assert "ESC-2026-0001" in made["text"]


def test_a_form_of_a_policy_file_beside_serves_a_dispute_under_another(opened: Office) -> None:
    own_policy(opened.home, OWN)
    text = opened.must("form", "1", "own:panel-request").out
    assert "The subjects: child AB (our reference)" in text


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ('fill = "shoe-size"', "form.panel-request.ask.own-x.fill"),
        ("fill = 3", "must be text"),
        ('identifies = "yes"', "must be true or false"),
    ],
)
def test_a_form_with_a_wrong_key_is_refused_by_name(key: str, said: str, tmp_path: Path) -> None:
    own_policy(tmp_path / "home", f'{OWN}[[form.ask]]\nid = "own-x"\ntext = "X"\n{key}\n')
    result = Office(tmp_path / "home").run("policy", "check", "own")
    assert result.code == 2
    assert said in result.err


@pytest.mark.parametrize(("key", "ends"), [('letter = "poem"', "done"), ('letter = "agreed"', "left")])
def test_a_duty_that_asks_for_no_letter_there_is_or_does_not_end_by_it_is_refused(
    key: str, ends: str, tmp_path: Path
) -> None:
    own_policy(tmp_path / "home", f'[[duty]]\nid = "x"\nwhat = "X"\nby = "raising"\nends = "{ends}"\n{key}\n')
    result = Office(tmp_path / "home").run("policy", "check", "own")
    assert (result.code, "duty.x.letter" in result.err) == (2, True)


@pytest.mark.parametrize(
    ("words", "answers", "code"),
    [
        (["nothing"], {}, 3),
        (["own:nothing"], {}, 3),
        (["derby:nothing"], {}, 3),
        (["derby:factors"], {"emotion": 3}, 2),
        (["derby:factors"], {CANARY: CANARY}, 2),
        (["derby:factors", "form.eml"], {}, 2),
    ],
)
def test_what_cannot_be_printed_is_refused_without_a_word_of_it(
    words: list[str], answers: Mapping[str, Any], code: int, opened: Office
) -> None:
    result = opened.run("form", "1", *words, answers=answers)
    assert (result.code, result.out) == (code, "")
    assert "Nothing was " in result.err
    assert CANARY not in result.err


def test_a_blank_form_can_be_filled_in_whatever_the_log_knows(opened: Office) -> None:
    """What the log knows stands in comments, however many lines it has."""
    own_policy(opened.home, OWN)
    office = Office(opened.home)
    office.must("open", answers={**OPEN, "concern": "One\nbroken = [\n[two]"})
    blank = office.must("form", "2", "own:panel-request", "--blank").out
    assert all(line.startswith("#") or not line for line in blank.splitlines())
    assert PolicyFolders(opened.home).ids()
