"""A real terminal: what is typed stays in the log, and what is stored never drives the screen."""

import json
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from escalate import runtime
from escalate.usecases.ports import Draft
from tests.confidential.planted import CANARY
from tests.confidential.test_failures import PLANT
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office
from tests.render.payloads import PAYLOADS
from tests.terminal.driver import CTRL_C, ENTER, Terminal
from tests.terminal.test_every_command import RUNS
from tests.terminal.walks import RECORD
from tests.test_architecture import READING, WRITING

# Each would do or hide something if it reached the terminal as it is; none of them is what a prompt itself sends.
DRIVES = {
    "backwards": "\u202egnp.exe\u202c",  # first: what follows is cut where there is no room
    "clipboard": "\x1b]52;c;c3RvbGVu\x07",
    "title": "\x1b]0;stolen\x07",
    "link": "\x1b]8;;http://bad.invalid\x1b\\x\x1b]8;;\x1b\\",
    "device": "\x1bP$qstolen\x1b\\",
    "eight bits": "\x9b31mred\x9d0;stolen\x9c",
    "isolated": "\u2066one\u2069",
    "unseen": "two\u200bthree\ufeff",
    "tags": "\U000e0041\U000e007f",
    "line": "four\u2028five",
}
MARKUP = "[bold red]markup[/] [/bad] :smile: [link=http://bad.invalid]x[/link]"
DRIVE = " ".join((*DRIVES.values(), MARKUP))
MODES = pytest.mark.parametrize(
    "mode",
    [{}, {"ESCALATE_ACCESSIBLE": "1"}, pytest.param({"TERM": "dumb"}, marks=pytest.mark.soak)],
    ids=["drawn", "lines", "dumb"],
)


@pytest.fixture(scope="session")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which every text that can be shown would drive the terminal, a draft's too."""
    office = Office(tmp_path_factory.mktemp("driven") / "home")
    me = {"name": f"Ann {DRIVE}", "role": DRIVE, "agency": DRIVE, "team": DRIVE, "sector": "education"}
    contact = {"policy": "torbay", "role": "manager", "name": DRIVE, "phone": DRIVE}
    office.must("setup", answers={**SETUP, "me": [me], "emergency": DRIVE, "contact": [contact]})
    them = {"id": "csc", "agency": DRIVE, "team": DRIVE, "sector": "childrens-social-care"}
    person = {"name": DRIVE, "role": DRIVE, "party": "csc"}
    words = {"subjects": [{"ref": DRIVE}], "concern": DRIVE, "parties": [them], "people": [person]}
    office.must("open", answers={**OPEN, **words, "answers": dict.fromkeys(OPEN["answers"], DRIVE)})
    office.must("log", answers={**CONSULTATION, "said": DRIVE})
    actions = [{"who": DRIVE, "party": "csc", "what": DRIVE, "by": "23/12/2026"}]
    talk = {"said": DRIVE, "our_reasons": DRIVE, "their_reasons": DRIVE, "outcome": DRIVE, "actions": actions}
    office.must("log", answers={**DISCUSSION, **talk, "people": [person]})
    office.must("correct", answers={"entry": 4, "what": DRIVE, "right": DRIVE, "why": DRIVE})
    answers = {"when": "18/12/2026 10:45am", "how": "telephone", "people": [person], **talk, "agreed": "yes"}
    settled = [*answers, "no_reply", "extras", "stage", "dates", "dates_agreed", "extras.*"]
    at, body = "2026-12-18T11:00:00.000000Z", json.dumps({"answers": answers, "finished": settled})
    runtime.Office(office.home).drafts.keep(Draft(0, "log", 1, me["name"], 5, at, at, body))
    return office.home


def undriven(terminal: Terminal) -> None:
    """Nothing stored reached the terminal as it is; what was there instead can be read."""
    for name, drive in DRIVES.items():
        for at, char in enumerate(drive):
            piece = drive[at : at + 4] if char == "\x1b" else "" if char.isprintable() or char == "\x07" else char
            assert not piece or piece.encode() not in terminal.raw, (name, piece)
    assert b"\x07" not in terminal.raw
    assert "\\u202egnp.exe" in "".join(terminal.text.split())
    assert "[/bad]:smile:" in "".join(terminal.text.split())


@MODES
def test_no_screen_is_driven_by_what_is_stored(driven: Path, mode: Mapping[str, str]) -> None:
    forms = [[command, "1", "--blank"] for command in WRITING if command not in ("setup", "open", "reopen", "erase")]
    runs = [*(shlex.split(line) for line in ("", *READING) if not line.startswith("policy")), *forms, ["danger", "1"]]
    with Terminal(driven, program=(sys.executable, "-c", RUNS, json.dumps(runs)), mode=mode) as terminal:
        while terminal.look(1) and "Whom you told" not in terminal.text:
            pass
        undriven(terminal)


@MODES
def test_no_question_is_driven_by_what_is_stored(driven: Path, tmp_path: Path, mode: Mapping[str, str]) -> None:
    home = shutil.copytree(driven, tmp_path / "home")
    with Terminal(home, "correct", "1", size=(120, 40), mode=mode) as terminal:
        terminal.pick("Which entry", "Discussion")
        terminal.asks("What is wrong in it")
        undriven(terminal)
        terminal.press(CTRL_C)
        terminal.ends(130)
    with Terminal(home, "log", "1", size=(120, 40), mode=mode) as terminal:
        terminal.pick("answers that were not recorded", "Go on")
        terminal.pick(RECORD, "What was said")
        terminal.asks("What was said")
        terminal.pause()
        undriven(terminal)
        terminal.press(ENTER)
        terminal.pause()
        terminal.press(ENTER)
        terminal.pick(RECORD, "How it ended")
        terminal.asks("How it ended")
        terminal.pause()
        undriven(terminal)
        terminal.press(CTRL_C)
        terminal.ends(130)


def test_the_drives_are_among_the_payloads_that_the_screens_are_tried_with() -> None:
    kinds = {char for payload in PAYLOADS for char in payload if not char.isprintable()}
    assert {char for drive in DRIVES.values() for char in drive if not char.isprintable()} <= kinds


def at_a_desk(place: Path, mode: Mapping[str, str]) -> Mapping[str, str]:
    """The surroundings of a program whose every file can be found afterwards."""
    for name in ("user", "tmp"):
        (place / name).mkdir()
    return {"HOME": str(place / "user"), "TMPDIR": str(place / "tmp"), **mode}


def with_words(place: Path) -> list[str]:
    found = [one for one in place.rglob("*") if one.is_file() and CANARY in one.read_text("latin-1")]
    return [str(one.relative_to(place)) for one in found]


@pytest.mark.parametrize("mode", [{}, {"ESCALATE_ACCESSIBLE": "1"}], ids=["drawn", "lines"])
def test_what_was_typed_before_the_window_was_closed_is_in_the_log_alone(
    mode: Mapping[str, str], tmp_path: Path
) -> None:
    office = Office(tmp_path / "home").opened()
    with Terminal(office.home, "log", "1", mode=at_a_desk(tmp_path, mode)) as terminal:
        terminal.line("When it happened", "18/12/2026 10:30am")
        terminal.pick("How", "by telephone")
        terminal.tick("Who was there beside you", "Bo Colleague")
        terminal.long("What was said", f"{CANARY} said.")
        terminal.line("Our reasons", f"{CANARY} once more")
        terminal.pause()
        for name in ("cmdline", "environ"):
            assert CANARY.encode() not in Path(f"/proc/{terminal.process.pid}/{name}").read_bytes()
        terminal.hang_up()
    assert with_words(tmp_path) == ["home/log.db"]
    assert [*(tmp_path / "tmp").iterdir(), *(tmp_path / "user").iterdir()] == []


def test_a_fault_behind_a_question_ends_the_command_and_says_no_word(tmp_path: Path) -> None:
    office = Office(tmp_path / "home").opened()
    (tmp_path / "plant").mkdir()
    (tmp_path / "plant" / "sitecustomize.py").write_text(PLANT, "utf-8")
    plant = {
        "PYTHONPATH": str(tmp_path / "plant"),
        "WRITTEN": str(tmp_path / "written"),
        "PLANT": "raise=cli.terminal:_more_waits:ValueError",
    }
    with Terminal(office.home, "danger", "1", mode=plant) as terminal:
        terminal.until(lambda: "told" in terminal.text, "the first question")
        terminal.pick("Have you told somebody", "yes")
        terminal.asks("hom")
        terminal.press(ENTER)
        terminal.ends(1)
        assert CANARY not in terminal.text
        assert "The program failed: ValueError" in terminal.text
        assert "Press ENTER" not in terminal.text
