"""The layers, the sizes, and what each command may load.

Static rules see what a module could import; only a process of its own shows what a command did
import.
"""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typer.main import get_command

from escalate.cli.main import app
from tests.office import FRIDAY

TOP = Path(__file__).resolve().parents[1]
MODULES = sorted((TOP / "escalate").rglob("*.py"))
MIGRATIONS = sorted((TOP / "migrations").rglob("*.py"))

MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40
MAX_DOCSTRING_LINES = 6
BANNED_NAMES = {"base", "common", "helpers", "manager", "misc", "service", "utils"}


def name_of(path: Path) -> str:
    return path.relative_to(TOP).as_posix()


each_module = pytest.mark.parametrize("path", MODULES, ids=name_of)


# Sizes, names and docstrings


@each_module
def test_a_module_has_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_MODULE_LINES


@each_module
def test_a_function_has_at_most_40_lines(path: Path) -> None:
    long = {
        node.name: lines
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > MAX_FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("path", [path for path in MODULES if path.name != "__init__.py"], ids=name_of)
def test_a_module_opens_with_a_docstring_of_at_most_six_lines(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text("utf-8")))
    assert docstring
    assert len(docstring.splitlines()) <= MAX_DOCSTRING_LINES


@pytest.mark.parametrize("path", [path for path in MODULES + MIGRATIONS if path.name == "__init__.py"], ids=name_of)
def test_a_package_file_holds_nothing_but_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert len(tree.body) == (1 if ast.get_docstring(tree) else 0)


@each_module
def test_a_module_is_named_after_what_it_does(path: Path) -> None:
    words = re.split(r"[/_]", name_of(path.with_suffix("")))
    assert not BANNED_NAMES & set(words)


@each_module
def test_no_shipped_policy_is_named_in_the_program(path: Path) -> None:
    shipped = [file.stem for file in (TOP / "policies").glob("*.toml")]
    assert {"barnsley", "derby", "gscp", "hillingdon", "torbay"} <= set(shipped)
    assert not re.findall(rf"\b({'|'.join(shipped)})\b", path.read_text("utf-8"), re.IGNORECASE)


# Layers: the contracts hold, and each of them bites when a violation is planted


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_layers_hold() -> None:
    result = lint_imports(TOP)
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize(
    ("planted", "broken"),
    [
        ({"domain/policy": "def f():\n    import sqlmodel"}, "Rules and use cases know no library"),
        ({"usecases/ports": "import dateutil"}, "Rules and use cases know no library"),
        ({"domain/policy": "import escalate.usecases.ports"}, "Layers"),
        ({"render/safe": "import escalate.settings"}, "Layers"),
        ({"utils": ""}, "Layers"),
        ({"cli/main": "def f():\n    import escalate.store.journal"}, "Only runtime reaches"),
        ({"runtime": "import sqlite3"}, "Only the store knows"),
        ({"cli/main": "import rich"}, "Only render knows Rich"),
        ({"cli/main": "import questionary"}, "Only the asking modules"),
        (
            {
                "domain/policy": "import escalate.domain.calendar",
                "domain/calendar": "import escalate.domain.policy",
            },
            "No cycle",
        ),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, dict) else None,
)
def test_a_planted_violation_breaks_its_contract(planted: Mapping[str, str], broken: str, tmp_path: Path) -> None:
    shutil.copytree(TOP / "escalate", tmp_path / "escalate")
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    for module, text in planted.items():
        with (tmp_path / "escalate" / f"{module}.py").open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")

    result = lint_imports(tmp_path)

    assert result.returncode == 1, result.stderr
    assert re.search(rf"{broken}[^\n]* BROKEN", result.stdout), result.stdout


# What a command loads. Add a new command to one of these lists.

READING = [
    "status",
    "report",
    "list",
    "trail",
    "attachments",
    "letter 1",
    "form 1",
    "drafts",
    "verify",
    "rebuild",
    "policy list",
    "policy show torbay",
    "policy compare torbay derby",
]
COUNTING_DAYS = [
    "due '5 working days' --from 18/12/2026",
    "policy timeline torbay --raised 2026-12-18",
    "policy check policies/torbay.toml",
    "policy new --answers tests/northshire.toml",
]
WRITING = [
    "setup",
    "open",
    "reflect",
    "log",
    "advance",
    "done",
    "extend",
    "people",
    "danger",
    "resolve",
    "reopen",
    "keep",
    "erase",
    "attach",
    "correct",
    "approve",
]
ANYTHING = ["demo torbay"]  # runs other commands, which load what they need; asks nothing
COPYING = ["backup", "restore", "calendar", "import", "export"]  # each takes a file, which the test makes

DATABASE = {"sqlmodel", "sqlalchemy", "alembic"}
NEVER_TO_HELP = DATABASE | {"rich", "pydantic", "questionary", "holidays", "sqlite3"}
NEVER_TO_READ = DATABASE | {"pydantic", "questionary", "holidays", "icalendar"}
NEVER_TO_COUNT_DAYS = DATABASE | {"pydantic", "questionary"}
NEVER_TO_WRITE = {"alembic", "questionary"}

# Runs the program as `python -m escalate` does; its last line on standard error is what was loaded.
PROBE = """
import json, sys
import escalate.__main__
sys.argv[0] = "escalate"
try:
    escalate.__main__.main()
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.__stderr__)
"""


def loaded_by(words: list[str], home: Path, answers: str = "") -> set[str]:
    """The modules that a command had loaded when it ended well."""
    result = subprocess.run(
        [sys.executable, "-c", PROBE, *words],
        cwd=TOP,
        env={**os.environ, "ESCALATE_HOME": str(home), "ESCALATE_CLOCK": FRIDAY},
        input=answers,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr[:2000]
    assert result.stdout
    return set(json.loads(result.stderr.splitlines()[-1]))


def commands_below(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    """The full name of each live command, groups left out."""
    inner: Mapping[str, object] = getattr(command, "commands", {})
    if not inner:
        yield " ".join(path)
    for name, sub in inner.items():
        yield from commands_below(sub, (*path, name))


LIVE = sorted(commands_below(get_command(app)))


def test_each_live_command_is_in_one_of_the_lists_above() -> None:
    listed = READING + COUNTING_DAYS + WRITING + ANYTHING + COPYING
    names = [next((name for name in LIVE if f"{line} ".startswith(f"{name} ")), line) for line in listed]
    assert sorted(names) == LIVE


@pytest.mark.parametrize("words", ["--version", "--help", *(f"{name} --help" for name in LIVE)])
def test_help_is_shown_without_a_heavy_library(words: str, tmp_path: Path) -> None:
    assert not loaded_by(words.split(), tmp_path) & NEVER_TO_HELP


# `scratch_home` (tests/conftest.py) is a set-up ESCALATE_HOME whose log has one dispute, open.


@pytest.mark.parametrize("line", ["", "status --timeline", *READING])  # the bare command first
@pytest.mark.parametrize("form", ["", "--json", "--plain"])
def test_reading_loads_neither_the_orm_nor_the_holidays(line: str, form: str, scratch_home: Path) -> None:
    assert not loaded_by([*shlex.split(line), *form.split()], scratch_home) & NEVER_TO_READ


@pytest.mark.parametrize("line", ["letter 1 agenda", "form 1 derby:factors"])
def test_a_letter_or_form_on_the_screen_loads_no_format(line: str, scratch_home: Path) -> None:
    assert not loaded_by(shlex.split(line), scratch_home) & (NEVER_TO_READ | {"docx", "fpdf", "jinja2"})


@pytest.mark.parametrize("line", COUNTING_DAYS)
def test_counting_days_loads_no_database(line: str, scratch_home: Path) -> None:
    assert not loaded_by(shlex.split(line), scratch_home) & NEVER_TO_COUNT_DAYS


@pytest.mark.parametrize("line", ANYTHING)
def test_what_runs_other_commands_loads_no_prompts(line: str, scratch_home: Path) -> None:
    assert not loaded_by(shlex.split(line), scratch_home) & {"questionary"}


def test_a_backup_loads_no_orm_and_a_restore_no_prompts(scratch_home: Path, tmp_path: Path) -> None:
    file = str(tmp_path / "backup.db")
    assert not loaded_by(["backup", file], scratch_home) & NEVER_TO_READ
    assert not loaded_by(["restore", file], tmp_path / "new") & {"questionary", "holidays", "alembic"}


def test_a_calendar_file_is_written_without_the_orm_and_the_prompts(scratch_home: Path, tmp_path: Path) -> None:
    assert not loaded_by(["calendar", "--to", str(tmp_path / "due.ics")], scratch_home) & NEVER_TO_COUNT_DAYS


def test_a_spreadsheet_loads_no_more_than_it_needs(scratch_home: Path, tmp_path: Path) -> None:
    for command in ("list", "report"):
        as_csv = loaded_by([command, "--sheet", str(tmp_path / f"{command}.csv")], scratch_home)
        assert not as_csv & (NEVER_TO_READ | {"openpyxl"})
        assert "openpyxl" in loaded_by([command, "--sheet", str(tmp_path / f"{command}.xlsx")], scratch_home)


def test_an_import_loads_neither_alembic_nor_the_prompts(scratch_home: Path, tmp_path: Path) -> None:
    shutil.copytree(scratch_home, tmp_path / "home")
    file = tmp_path / "in.csv"
    heads = (
        "Reference of the child or adult,About,What was decided or not done,Raised by,Their agency,Raised on,Stage now"
    )
    file.write_text(f"{heads}\nAB,roles,It was closed.,us,Council,5/11/2026,1\n")
    assert not loaded_by(["import", str(file)], tmp_path / "home") & {*NEVER_TO_WRITE, "openpyxl"}


def test_an_export_loads_no_prompts_and_a_copy_with_parts_withheld_no_orm_either(
    scratch_home: Path, tmp_path: Path
) -> None:
    file, withhold = str(tmp_path / "a.html"), '{"withhold": [{"what": "entry 2", "why": "Third party"}]}'
    papers, home = {"docx", "fpdf"}, tmp_path / "home"
    shutil.copytree(scratch_home, home)
    assert not loaded_by(["export", "1", file], home) & (NEVER_TO_WRITE | papers)
    copy = ["export", "1", str(tmp_path / "b.json"), "--redact", "--answers", "-"]
    assert not loaded_by(copy, home, withhold) & (NEVER_TO_READ | papers | {"jinja2"})
    assert not loaded_by(["verify", file], tmp_path / "nowhere") & (NEVER_TO_READ | papers | {"sqlite3", "jinja2"})


# `writing_acts` (tests/conftest.py) gives for each command of WRITING an ESCALATE_HOME that has a
# log, the words after `escalate`, and the answers for `--answers -`, such that the act is done.


@pytest.mark.parametrize("command", WRITING)
def test_writing_from_answers_loads_neither_alembic_nor_the_prompts(
    command: str, writing_acts: Mapping[str, tuple[Path, list[str], str]], tmp_path: Path
) -> None:
    home, words, answers = writing_acts[command]
    shutil.copytree(home, tmp_path / "home")
    assert words[0] == command
    assert not loaded_by(words, tmp_path / "home", answers) & NEVER_TO_WRITE
