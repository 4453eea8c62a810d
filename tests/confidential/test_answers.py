"""Answers that are wrong in every way: what is said of them names keys and what is allowed, and quotes nothing."""

import json
import shutil
from pathlib import Path

import pytest

from escalate.runtime import Office as Runtime
from tests.confidential.planted import ACTS, CANARY, OPEN, SETUP, WORD, planted, questions, wrong
from tests.office import Office

EVERY = {"setup": SETUP, "open": OPEN, **ACTS}
RESOLVED = ("reopen", "erase")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`open` has one dispute, `resolved` the same dispute resolved, `erased` the same erased."""
    there = tmp_path_factory.mktemp("planted")
    planted(Office(there / "open"))
    shutil.copytree(there / "open", there / "resolved")
    Office(there / "resolved").must("resolve", answers=ACTS["resolve"])
    shutil.copytree(there / "resolved", there / "erased")
    early = {**ACTS["erase"], "early": "yes", "reason": "Its time is over.", "authority": "The head"}
    Office(there / "erased").must("erase", "1", answers=early)
    return there


def copied(homes: Path, name: str, tmp_path: Path) -> Office:
    shutil.copytree(homes / name, tmp_path / name, dirs_exist_ok=True)
    return Office(tmp_path / name)


def leaks(text: str) -> bool:
    return CANARY.casefold() in text.casefold()


@pytest.mark.parametrize(
    ("form", "each"),
    [("", 11), *(pytest.param(form, 1, marks=pytest.mark.soak) for form in ("", "--plain", "--json"))],
)
@pytest.mark.parametrize("command", EVERY)
def test_what_is_wrong_with_an_answer_is_said_without_the_answer(
    command: str, form: str, each: int, homes: Path, tmp_path: Path
) -> None:
    office = copied(homes, "resolved" if command in RESOLVED else "open", tmp_path)
    ref = [] if command in ("setup", "open") else ["1"]
    asked = questions(Runtime(office.home), command, EVERY[command])
    refused = 0
    for answers in wrong(asked, EVERY[command], each):
        result = office.run(command, *ref, *form.split(), answers=json.dumps(answers))
        assert not leaks(result.err), (answers, result.err)
        if result.code:
            refused += 1
            assert result.out == "", (answers, result.out)
            assert result.code in (2, 3, 4), (answers, result.err)
        else:
            shutil.rmtree(office.home)
            copied(homes, office.home.name, tmp_path)
    assert refused


@pytest.mark.parametrize(
    "text",
    [
        '{"said": "' + CANARY,
        f'said = "{CANARY}',
        f"{CANARY}",
        f'"{CANARY}" = 1\n"{CANARY}" = 2',
        f"[[{CANARY}]]\n[{CANARY}]",
        f'said = "\\{CANARY}"',
        f'["{CANARY}"]',
        f'{{"{CANARY}": 1, "{CANARY}": 1}}',
    ],
)
@pytest.mark.parametrize("form", ["", "--json"])
def test_a_file_that_cannot_be_read_is_not_quoted(text: str, form: str, homes: Path, tmp_path: Path) -> None:
    result = copied(homes, "open", tmp_path).run("log", "1", *form.split(), answers=text)
    assert (result.code, result.out) == (2, "")
    assert not leaks(result.err)


@pytest.mark.parametrize("state", ["open", "resolved", "erased"])
@pytest.mark.parametrize("command", ACTS)
def test_a_rule_refuses_without_a_word_of_the_record(command: str, state: str, homes: Path, tmp_path: Path) -> None:
    office = copied(homes, state, tmp_path)
    for extra in ({}, {"after": 1}):
        result = office.run(command, "1", answers={**ACTS[command], **extra})
        assert not leaks(result.err), result.err
        assert result.code == 0 or result.out == ""


def test_a_stage_that_cannot_be_left_names_who_is_missing_and_nothing_that_was_said(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.must("setup", answers=SETUP)
    office.must("open", answers=OPEN)
    result = office.run("advance", "1", answers={})
    assert result.code == 4
    assert "not heard yet: Children's Services" in " ".join(result.err.split())
    assert not leaks(result.err)


WORDS = [
    ["log", "1", CANARY],
    [CANARY],
    ["status", CANARY],
    ["status", f"--{CANARY}"],
    ["report", "--policy", CANARY],
    ["report", "--waiting-on", CANARY],
    ["report", "--as-of", CANARY],
    ["report", "--due-within", CANARY],
    ["report", "--due-by", CANARY],
    ["due", CANARY],
    ["due", "5 days", "--from", CANARY],
    ["due", "5 days", "--nation", CANARY],
    ["policy", "show", CANARY],
    ["policy", "check", CANARY],
    ["policy", "timeline", CANARY, "--raised", "2026-12-18"],
    ["policy", "compare", "torbay", CANARY],
    ["policy", CANARY],
    ["open", "--policy", CANARY],
    ["open", "--from", CANARY],
    ["log", "1", "--me", CANARY],
    ["advance", "1", "--to", CANARY],
    ["advance", "1", "--because", CANARY],
    ["advance", "1", "--when", CANARY],
    ["done", "1", CANARY],
    ["correct", "1", CANARY],
    ["approve", "1", "3", "--as", CANARY],
    ["keep", "1", "--until", CANARY],
    ["drafts", "--discard", CANARY],
    ["verify", "--receipt", CANARY],
    ["demo", CANARY],
    ["--show-completion", CANARY],
]


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
@pytest.mark.parametrize("form", ["", "--json"])
def test_what_should_not_stand_on_the_command_line_is_not_said_again(
    words: list[str], form: str, homes: Path, tmp_path: Path
) -> None:
    result = copied(homes, "open", tmp_path).run(*words, *form.split())
    assert result.code in (2, 3, 4), (result.out, result.err)
    assert not leaks(result.out + result.err), result.err


def test_the_office_planted_has_a_canary_in_every_kind_of_place(homes: Path, tmp_path: Path) -> None:
    office = copied(homes, "open", tmp_path)
    shown = office.must("trail", "1", "--json").out
    assert shown.count(CANARY) > 20
    assert json.dumps(WORD)[1:-1] in shown
    assert CANARY in (office.home / "settings.toml").read_text("utf-8")
