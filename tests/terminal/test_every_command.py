"""Every command at two sizes of terminal, with names in many scripts in the log, and on a console of few characters."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest

from tests.office import FRIDAY, Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import ENTER, NARROW, WIDE, Terminal
from tests.test_architecture import ANYTHING, COUNTING_DAYS, READING, TOP, WRITING

NAMES = (
    "Siân ap Gwŷn, with a name that is longer than any column of any screen has room for",
    "محمد",
    "李雷",
    "😀👩‍👧",
)
SHOWING = [shlex.split(line) for line in ("", *READING, *COUNTING_DAYS)]
FORMS = [[command, "1", "--blank"] for command in WRITING if command not in ("setup", "open", "reopen", "erase")]
EVERY = [*SHOWING, *FORMS, ["setup", "--blank"], ["open", "--blank"], *map(shlex.split, ANYTHING)]
# One process for all of them: what a command prints does not depend on how it was started.
RUNS = """
import json, sys
from escalate.cli.main import main
faults = []
for words in json.loads(sys.argv[1]):
    sys.argv[1:] = words
    try:
        main()
    except SystemExit as end:
        faults += [words] if end.code else []
sys.exit(str(faults) if faults else 0)
"""


@pytest.fixture
def office(homes: Homes) -> Office:
    office = homes("case")
    rows = [{"name": name, "role": name, "party": "csc"} for name in NAMES]
    office.must("people", answers={"people": rows})
    return office


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_no_screen_runs_over_the_edge(office: Office, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TOP)
    program = (sys.executable, "-c", RUNS, json.dumps([*SHOWING, *map(shlex.split, ANYTHING)]))
    with Terminal(office.home, size=size, program=program) as terminal:
        terminal.press(*[ENTER] * 99)  # the demonstration waits after each scene
        terminal.ends()
        terminal.fits()
        assert "ESC-2026-0001" in terminal.text


@pytest.mark.parametrize("form", ["", "--plain", "--json"])
def test_every_command_answers_on_a_console_of_few_characters(office: Office, form: str) -> None:
    runs = [[*words, form] for words in SHOWING] if form else EVERY
    surroundings = {
        **{key: value for key, value in os.environ.items() if not key.startswith("ESCALATE_")},
        "ESCALATE_HOME": str(office.home),
        "ESCALATE_CLOCK": FRIDAY,
        "PYTHONIOENCODING": "cp1252:strict",
    }
    command = [sys.executable, "-c", RUNS, json.dumps(runs)]
    result = subprocess.run(command, cwd=TOP, env=surroundings, capture_output=True, check=False)
    assert (result.returncode, result.stderr) == (0, b"")
    assert result.stdout.decode("cp1252").count("\n") >= len(runs)
    if form == "--plain":
        assert "Siân ap Gw\\u0177n" in re.sub(r"\s+", " ", result.stdout.decode("cp1252"))
