"""Bad input by the thousand: a documented exit code and a sentence, no traceback; what is refused changes nothing."""

import io
import os
import subprocess
import sys
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from escalate.errors import ExitCode
from tests.office import OPEN, SETUP, Office, Result
from tests.soak.conftest import Figure
from tests.soak.mutations import TEXTS, answers, command_lines, toml

TOP = Path(__file__).parents[2]
POLICIES = [*sorted((TOP / "policies").glob("*.toml")), TOP / "tests" / "everything.toml"]
ANSWERED = (ExitCode.DONE, ExitCode.SOMETHING_LATE, ExitCode.VERIFY_FAILED)
EXPECTED = set(ExitCode) - {ExitCode.UNEXPECTED, ExitCode.INTERRUPTED}
RIGHT = tomli_w.dumps(dict(OPEN))
FORMS = ("--json", "--json", "--plain", "")
Acts = Mapping[str, tuple[Path, list[str], str]]
Files = dict[Path, bytes]


def files_in(home: Path) -> Files:
    return {file: file.read_bytes() for file in home.rglob("*") if file.is_file()}


def put_back(home: Path, before: Files) -> None:
    for file, content in files_in(home).items():
        if file not in before:
            file.unlink()
        elif content != before[file]:
            file.write_bytes(before[file])
    for file in set(before) - set(files_in(home)):
        file.write_bytes(before[file])
    home.with_name(f"{home.name}.receipt").unlink(missing_ok=True)  # it would miss what is put back


class Tried:
    """An office in which each case begins as the last did; counts what was refused."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.run: Callable[..., Result] = office.run
        self.before = files_in(office.home)
        self.refused = self.cases = 0

    def __call__(self, *words: str, answers: str | None = None) -> Result:
        result = self.run(*words, answers=answers)
        self.cases += 1
        assert result.code in EXPECTED, result
        assert "Traceback" not in result.out + result.err
        if result.code not in ANSWERED:
            self.refused += 1
            assert result.err.strip(), words
            assert files_in(self.office.home) == self.before, words
        else:
            put_back(self.office.home, self.before)
        return result


def tried_often(cases: int, seed: int, strategy: st.SearchStrategy[Any], check: Callable[[Any], object]) -> None:
    @seeded(seed)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def each(case: Any) -> None:
        check(case)

    each()


def scale(small: int, large: int, parts: int = 1) -> pytest.MarkDecorator:
    """A few cases, and in a soak many, in parts that both cores can share."""
    many = [pytest.param(large, marks=pytest.mark.soak, id=f"{large}-{part}") for part in range(parts)]
    return pytest.mark.parametrize("cases", [small, *many])


def through_the_program(office: Office) -> Callable[..., Result]:
    """As Office.run, in a process of its own."""

    def run(*words: str, answers: str | None = None) -> Result:
        given = list(words)
        if answers is not None:
            file = office.home.parent / "answers.toml"
            file.write_text(answers, encoding="utf-8")
            given += ["--answers", str(file)]
        done = subprocess.run(
            [sys.executable, "-m", "escalate", *(word.encode("utf-8", "replace") for word in given)],
            env={
                **os.environ,
                "ESCALATE_HOME": str(office.home),
                "ESCALATE_CLOCK": office.clock,
                "PYTHONPATH": str(TOP),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    return run


@pytest.fixture(autouse=True)
def nobody_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))


WRITING = (
    *("setup", "open", "reflect", "log", "advance", "done", "extend", "people", "danger", "resolve", "reopen"),
    *("attach", "correct", "approve", "keep", "erase", "policy new"),
)


def prepared(command: str, acts: Acts, ready: Office) -> tuple[list[str], dict[str, Any]]:
    """The words and right answers of a command, in an office where it succeeds."""
    if command == "policy new":
        return ["policy", "new"], tomllib.loads((TOP / "tests" / "northshire.toml").read_text("utf-8"))
    home, words, text = acts[command]
    put_back(ready.home, {ready.home / file.relative_to(home): content for file, content in files_in(home).items()})
    return words[:-2], tomllib.loads(text)


def test_every_writing_command_is_tried(writing_acts: Acts) -> None:
    assert set(writing_acts) <= set(WRITING)


@scale(20, 1_400)
@pytest.mark.parametrize("command", WRITING)
def test_answers_that_cannot_be_used_are_refused_and_change_nothing(
    command: str, cases: int, writing_acts: Acts, ready: Office, seed: int, figure: Figure
) -> None:
    words, right = prepared(command, writing_acts, ready)
    assert words[0] == command.split(maxsplit=1)[0]
    tried = Tried(ready)
    case = st.tuples(st.sampled_from(FORMS), answers(right))
    tried_often(cases, seed, case, lambda one: tried(*words, *one[0].split(), answers=one[1]))
    assert tried.refused
    figure(f"answers of {command}: {tried.cases} cases, {tried.refused} of them refused")


@scale(100, 2_000, 6)
def test_any_words_after_the_program_s_name_get_an_answer(cases: int, ready: Office, seed: int, figure: Figure) -> None:
    tried = Tried(ready)
    tried_often(cases, seed, command_lines(), lambda words: tried(*words))
    assert tried.refused
    figure(f"command lines: {tried.cases} cases, {tried.refused} of them refused")


@scale(60, 2_000, 30)
def test_any_text_as_a_limit_a_date_or_a_reference_gets_an_answer(
    cases: int, ready: Office, seed: int, figure: Figure
) -> None:
    tried = Tried(ready)
    commands = [
        ("due",),
        ("due", "5 working days", "--from"),
        ("report", "--as-of"),
        ("status",),
        ("report", "--due-within"),
    ]
    case = st.tuples(st.sampled_from(commands), TEXTS)
    tried_often(
        cases, seed, case, lambda one: tried(*one[0], "--", one[1]) if len(one[0]) == 1 else tried(*one[0], one[1])
    )
    figure(f"limits, dates and references: {tried.cases} cases, {tried.refused} of them refused")


@scale(50, 500, 4)
def test_a_policy_file_of_any_content_is_read_or_its_faults_are_named(
    cases: int, ready: Office, seed: int, figure: Figure
) -> None:
    tried = Tried(ready)
    own = ready.home / "policies" / "anytown.toml"
    texts = [path.read_text("utf-8") for path in POLICIES]
    files = st.sampled_from(texts).flatmap(lambda text: toml(tomllib.loads(text), text))

    def check(text: str) -> None:
        own.parent.mkdir(exist_ok=True)
        own.write_text(text, encoding="utf-8")
        tried.before = files_in(ready.home)
        result = tried("policy", "check", str(own), "--json")
        if result.code == 0:
            policy_id = result.data["id"]
            for words in (["policy", "show"], ["policy", "timeline", "--raised", "2026-12-18"]):
                tried(*words[:2], policy_id, *words[2:])
            tried("open", "--policy", policy_id, "--json", answers=RIGHT)
        own.unlink()

    tried_often(cases, seed, files, check)
    assert tried.refused
    figure(f"policy files: {tried.cases} cases, {tried.refused} of them refused")


@scale(150, 1_000, 2)
def test_a_settings_file_of_any_content_is_read_or_its_faults_are_named(
    cases: int, ready: Office, seed: int, figure: Figure
) -> None:
    tried = Tried(ready)
    full = {
        **SETUP,
        "nation": "ENG",
        "emergency": ["999"],
        "accessible": False,
        "keep_years": 25,
        "closure": [{"first": "2026-12-21", "last": "2026-12-23", "why": "Inset"}],
        "contact": [{"policy": "torbay", "role": "manager", "name": "Di", "phone": "1"}],
    }
    text = tomli_w.dumps(full)

    def check(case: tuple[str, tuple[str, ...]]) -> None:
        (ready.home / "settings.toml").write_text(case[0], encoding="utf-8")
        tried.before = files_in(ready.home)
        tried(*case[1], answers=RIGHT if case[1] == ("open",) else None)

    commands = st.sampled_from(
        [("status",), ("report",), ("open",), ("danger",), ("policy", "list"), ("list", "--json")]
    )
    tried_often(cases, seed, st.tuples(toml(full, text), commands), check)
    assert tried.refused
    figure(f"settings files: {tried.cases} cases, {tried.refused} of them refused")


@scale(1, 40)
@pytest.mark.parametrize("command", [*WRITING, "*"])
def test_through_the_program_bad_input_is_met_in_the_same_way(
    command: str, cases: int, writing_acts: Acts, ready: Office, seed: int, figure: Figure
) -> None:
    tried = Tried(ready)
    if command == "*":
        cases = cases * 9
        case = st.tuples(command_lines(), st.none())
    else:
        words, right = prepared(command, writing_acts, ready)
        tried.before = files_in(ready.home)
        case = st.tuples(st.sampled_from(FORMS).map(lambda form: [*words, *form.split()]), answers(right))
    tried.run = through_the_program(ready)
    tried_often(cases, seed, case, lambda one: tried(*one[0], answers=one[1]))
    figure(f"through the program, {command}: {tried.cases} cases, {tried.refused} of them refused")
