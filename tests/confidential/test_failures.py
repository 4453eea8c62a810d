"""Every way in which a command can fail, as its own process, and all that it leaves behind: no word anywhere.

A `sitecustomize` plants the failure before the program begins, and notes each file that Python opens to write.
"""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from escalate.store import database
from tests.confidential.planted import ACTS, CANARY, TALK, planted
from tests.office import FRIDAY, SETUP, Office
from tests.test_architecture import READING

TOP = Path(__file__).parents[2]
PLANT = """
import os, sys
plant, _, what = os.environ.get("PLANT", "").partition("=")
written = open(os.environ["WRITTEN"], "a")
def note(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        written.write(f"{os.fsdecode(arguments[0])}\\n")
        written.flush()
sys.addaudithook(note)
if plant == "raise":
    import importlib
    module, name, kind = what.split(":")
    *owners, name = name.split(".")
    owner = importlib.import_module(f"escalate.{module}")
    for one in owners:
        owner = getattr(owner, one)
    def planted(*given, **named):
        secret = "ZEBRAFISH-7731"
        import builtins, sqlite3
        from sqlalchemy.exc import IntegrityError
        kinds = {**vars(builtins), "sqlite": sqlite3.ProgrammingError,
                 "sqlalchemy": lambda text: IntegrityError(text, {"body": text}, Exception(text))}
        try:
            raise KeyError(secret)
        except KeyError:
            raise kinds[kind](f"{secret} {given!r} {named!r}")
    setattr(owner, name, planted)
elif plant == "full":
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(what), int(what)))
elif plant == "weak":
    import ctypes
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(ctypes.byref(version_3), ctypes.byref((ctypes.c_uint32 * 6)())) == 0
"""
TALKED = {**TALK, "when": "now"}
LAYERS = [
    "cli.ask:answers",
    "cli.acting:act",
    "runtime:Office.desk",
    "settings:load",
    "policy_files:from_kept",
    "bank_holidays:calendar",
    "usecases.acts:act",
    "domain.deciding:decide",
    "domain.folding:evolve",
    "domain.plain:to_plain",
    "store.queries:Queries.stored",
    "store.addition:Addition.flush",
    "store.entries:read",
    "store.register:put",
    "render.output:show",
    "render.output:show_error",
    "render.safe:safe_value",
]
KINDS = ["ValueError", "OSError", "RecursionError", "sqlite", "sqlalchemy", "KeyboardInterrupt"]
HARD = {"PYTHONFAULTHANDLER": "1", "TYPER_STANDARD_TRACEBACK": "1", "PYTHONWARNINGS": "always", "PYTHONDEVMODE": "1"}


class Desk:
    """A scratch computer: its home folder, its folder for temporary files, and a log with a canary in every field."""

    def __init__(self, place: Path) -> None:
        self.place = place
        for name in ("user", "tmp", "plant"):
            (place / name).mkdir()
        (place / "plant" / "sitecustomize.py").write_text(PLANT, "utf-8")
        self.office = Office(place / "home")

    def start(self, *words: str, plant: str = "", **more: str) -> "subprocess.Popen[str]":
        surroundings = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("ESCALATE_", "XDG_"))},
            **HARD,
            "HOME": str(self.place / "user"),
            "TMPDIR": str(self.place / "tmp"),
            "PYTHONPATH": str(self.place / "plant"),
            "WRITTEN": str(self.place / "plant" / "written"),
            "PLANT": plant,
            "ESCALATE_HOME": str(self.office.home),
            "ESCALATE_CLOCK": FRIDAY,
            **more,
        }
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-X", "dev", "-m", "escalate", *words],
            cwd=self.place / "user",
            env=surroundings,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            text=True,
        )

    def run(self, *words: str, answers: Mapping[str, Any] | None = None, plant: str = "", **more: str) -> Any:
        given = [] if answers is None else ["--answers", "-"]
        process = self.start(*words, *given, plant=plant, **more)
        out, err = process.communicate(json.dumps(answers or {}), timeout=90)
        assert CANARY not in err, err
        assert "Traceback" not in err
        if process.returncode:
            assert CANARY not in out, out
        return process.returncode, out, err

    def left_nothing(self) -> None:
        """Nothing is written but the log and what stands beside it, and no word is anywhere but in the log."""
        with_words = [one for one in self.place.rglob("*") if one.is_file() and CANARY in one.read_text("latin-1")]
        compiled = Path(importlib.util.cache_from_source("sitecustomize.py")).name
        assert {one.name for one in with_words} <= {"log.db", "sitecustomize.py", compiled}
        assert [*(self.place / "tmp").iterdir(), *(self.place / "user").iterdir()] == []
        home = self.office.home
        for line in set((self.place / "plant" / "written").read_text("utf-8").splitlines()):
            own = line.startswith((f"{home}/", f"{home}.receipt", "/dev/", str(self.place / "plant")))
            assert own or line.endswith(".pyc") or ".pyc." in line, line
        for cache in (TOP / "escalate").rglob("*.pyc"):
            assert CANARY.encode() not in cache.read_bytes()


@pytest.fixture(scope="session")
def planted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose dispute has a canary in every field; its settings have none, so that they can be searched too."""
    office = Office(tmp_path_factory.mktemp("planted") / "home")
    office.must("setup", answers=SETUP)
    return planted(office, set_up=False).home


@pytest.fixture
def desk(planted_home: Path, tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    shutil.copytree(planted_home, made.office.home)
    return made


FAST = [
    ("cli.ask:answers", "ValueError"),
    ("runtime:Office.desk", "OSError"),
    ("domain.deciding:decide", "KeyboardInterrupt"),
    ("store.addition:Addition.flush", "sqlalchemy"),
    ("store.entries:read", "sqlite"),
    ("render.output:show", "ValueError"),
    ("render.output:show_error", "ValueError"),
]
ALL = [(layer, kind) for layer in LAYERS for kind in KINDS if (layer, kind) not in FAST]


@pytest.mark.parametrize(
    ("layer", "kind"),
    [*FAST, *(pytest.param(*one, marks=pytest.mark.soak) for one in ALL)],
)
def test_a_fault_in_any_layer_says_where_it_is_and_nothing_else(desk: Desk, layer: str, kind: str) -> None:
    answers = {} if layer.endswith("show_error") else TALKED
    code, _, err = desk.run("log", "1", answers=answers, plant=f"raise={layer}:{kind}")
    assert code
    assert err or code in (130, -signal.SIGINT)  # stopped by the keyboard
    desk.left_nothing()


@pytest.mark.soak
@pytest.mark.parametrize(
    "layer", ["runtime:Office.desk", "render.output:show", "domain.folding:evolve", "settings:load"]
)
@pytest.mark.parametrize("command", ["setup", "open", *ACTS, *READING, ""])
def test_a_fault_in_any_command_likewise(desk: Desk, command: str, layer: str) -> None:
    answers = ACTS.get(command, {}) if command in (*ACTS, "setup", "open") else None
    ref = ["1"] if command in ACTS else []
    desk.run(*command.split(), *ref, answers=answers, plant=f"raise={layer}:ValueError")
    desk.left_nothing()


def test_a_fault_outside_the_command_says_where_it_is_and_nothing_else() -> None:
    code = f"""
import threading
from escalate.cli.faults import keep_silent
keep_silent()
def fail():
    raise ValueError("{CANARY}")
class Thrown:
    def __del__(self):
        fail()
thread = threading.Thread(target=fail)
thread.start()
thread.join()
Thrown()
fail()
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=False)
    assert run.stderr.splitlines() == ["The program failed: ValueError at <string>, line 6."] * 3
    assert run.returncode == 1


def test_words_are_neither_in_the_arguments_nor_in_the_environment_of_any_process(desk: Desk) -> None:
    process = desk.start("log", "1", "--answers", "-")
    assert process.stdin
    process.stdin.write(json.dumps(TALKED))
    process.stdin.close()
    seen, looks = b"", 0
    while process.poll() is None:
        for each in Path("/proc").iterdir():
            if each.name.isdigit() and _descends(int(each.name), process.pid):
                looks += 1
                for name in ("cmdline", "environ"):
                    try:
                        seen += (each / name).read_bytes()
                    except OSError:
                        continue
        time.sleep(0.02)
    assert process.returncode == 0
    assert looks > 3
    assert b"escalate" in seen
    assert CANARY.encode() not in seen
    for stream in (process.stdout, process.stderr):
        assert stream
        stream.close()
    desk.left_nothing()


def _descends(one: int, parent: int) -> bool:
    try:
        while one not in (parent, 0, 1):
            one = int(Path(f"/proc/{one}/stat").read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return False
    return one == parent


DELAYS = [0.3, 0.6]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize(
    "delay", [*DELAYS, *(pytest.param(n / 20, marks=pytest.mark.soak) for n in range(2, 40, 2) if n / 20 not in DELAYS)]
)
def test_a_command_stopped_in_the_middle_leaves_no_word(desk: Desk, number: int, delay: float) -> None:
    process = desk.start("log", "1", "--answers", "-")
    assert process.stdin
    process.stdin.write(json.dumps(TALKED))
    process.stdin.flush()  # not closed yet: it waits for the rest, or comes to it later
    time.sleep(delay)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert CANARY not in err
    if process.returncode:
        assert CANARY not in out
    desk.left_nothing()


def test_a_full_disk_is_said_without_a_word_and_leaves_none(desk: Desk) -> None:
    size = (desk.office.home / "log.db").stat().st_size
    code, _, err = desk.run("log", "1", answers=TALKED, plant=f"full={size}")
    assert code == 6
    assert "Nothing was recorded" in err
    desk.left_nothing()


@pytest.mark.parametrize("file", [0o400, 0o000])
def test_a_log_out_of_reach_is_said_to_be_so_without_a_word(desk: Desk, file: int) -> None:
    log = desk.office.home / "log.db"
    log.chmod(file)
    code, _, _ = desk.run("log", "1", answers=TALKED, plant="weak=")
    log.chmod(0o600)
    assert code == 6
    desk.left_nothing()


def test_completion_offers_no_word(desk: Desk) -> None:
    for line in ("escalate status ", "escalate log 1 ", "escalate open --policy ", "escalate report --agency "):
        count = str(len(line.split()))
        more = {"_ESCALATE_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": count}
        _, out, err = desk.run(answers=None, plant="", **more)
        assert CANARY not in out + err
    desk.left_nothing()


# In this process: what needs no process of its own


@pytest.mark.parametrize("command", [*READING, *ACTS])
def test_a_damaged_log_is_said_to_be_so_without_a_word(command: str, planted_home: Path, tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    whole = (planted_home / "log.db").read_bytes()
    places = [place for place in range(len(whole)) if whole.startswith(CANARY.encode(), place)]
    harms = [
        *((place, b"\xff\x00{") for place in places[::9]),
        *((place, b"\0" * 700) for place in range(4096, len(whole), 9001)),
    ]
    failed = 0
    for place, harm in harms[:: 1 if command in ("status", "verify") else 6]:
        shutil.rmtree(office.home, ignore_errors=True)
        shutil.copytree(planted_home, office.home)
        (office.home / "log.db").write_bytes(whole[:place] + harm + whole[place + len(harm) :])
        ref = ["1"] if command in ACTS else []
        result = office.run(*command.split(), *ref, answers=ACTS.get(command))
        assert CANARY not in result.err, result.err
        failed += bool(result.code)
        if result.code not in (0, 5):
            assert CANARY not in result.out
    assert failed or command.startswith(("policy", "drafts"))


@pytest.mark.parametrize("command", ACTS)
def test_a_locked_log_is_said_to_be_so_without_a_word(
    command: str, planted_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    office = Office(tmp_path / "home")
    shutil.copytree(planted_home, office.home)
    holder = database.connect(office.home / "log.db", "write")
    holder.execute("BEGIN EXCLUSIVE")
    result = office.run(command, "1", answers=ACTS[command])
    holder.close()
    assert (result.code, result.out) == (6, "")
    assert "in use by another program" in " ".join(result.err.split())
    assert CANARY not in result.err
