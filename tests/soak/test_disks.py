"""A full disk and a read-only one, through the program: reading goes on, writing says why not, nothing is lost."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.office import CONSULTATION, DISCUSSION, FRIDAY, SETUP, Office, Result
from tests.soak.log_state import state

TOP = Path(__file__).parents[2]
READING = ("status", "report", "list", "trail", "verify", "drafts", "policy list")
LOG_UNUSABLE = 6


def run(office: Office, words: list[str], answers: Mapping[str, Any] | None, elsewhere: Path) -> Result:
    """Run a command whose answers are on another disk."""
    file = elsewhere / "answers.toml"
    file.write_text(tomli_w.dumps(dict(answers or {})), encoding="utf-8")
    return office.run(*words, "--json", *([] if answers is None else ["--answers", str(file)]))


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 768 kB. Only root may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=768k,mode=700", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_refuses_plainly_keeps_what_was_recorded_and_serves_again_once_there_is_space(
    mounted: Path, opened: Office, tmp_path: Path
) -> None:
    office = Office(Path(shutil.copytree(opened.home, mounted / "home")))
    other = mounted / "something else"
    other.write_bytes(bytes(100_000))
    recorded, long = 0, {**DISCUSSION, "said": "word " * 4_000}
    while not (refused := run(office, ["log"], long, tmp_path)).code:
        recorded += 1
    assert recorded > 3
    assert (refused.error["code"], refused.code) == ("log-unusable", LOG_UNUSABLE)
    assert refused.error["message"] == "The disk is full, so log.db cannot grow."
    assert refused.error["hint"].startswith("Nothing was recorded.")
    assert refused.out == ""

    filler = mounted / "filler"
    with filler.open("wb", buffering=0) as file:  # to the last byte
        try:
            while True:
                file.write(bytes(512))
        except OSError:
            pass
    before = state(office.home)
    for command in READING:
        office.must(*command.split())
    letter = {"file": __file__, "paper": "A letter"}
    refusals = (
        (["log"], CONSULTATION),
        (["attach"], letter),
        (["setup"], {**SETUP, "nation": "WLS"}),
        (["rebuild"], None),
    )
    for words, answers in refusals:
        refused = run(office, words, answers, tmp_path)
        assert refused.code == LOG_UNUSABLE or words == ["rebuild"], (words, refused)  # which may find room enough
    refused = office.run("backup", str(mounted / "backup.db"), "--json")
    assert (refused.error["code"], refused.code) == ("log-unusable", LOG_UNUSABLE)
    assert not (mounted / "backup.db").exists()
    assert state(office.home) == before
    assert sum(kind == "Discussed" for kind in kinds(office)) == recorded

    filler.unlink()
    other.unlink()
    office.must("verify")
    office.must("setup", answers=SETUP)
    office.must("log", answers=CONSULTATION)
    office.must("attach", answers=letter)
    office.must("verify")


def kinds(office: Office) -> list[str]:
    return [entry["kind"] for entry in office.must("trail", "1", "--json").data["entries"]]


def test_a_read_only_disk_is_read_and_writing_to_it_is_refused_plainly(
    mounted: Path, opened: Office, tmp_path: Path
) -> None:
    office = Office(Path(shutil.copytree(opened.home, mounted / "home")))
    before = state(office.home)
    subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    for command in READING:
        office.must(*command.split())
    letter = {"file": __file__, "paper": "A letter"}
    for words, answers in ((["log"], DISCUSSION), (["attach"], letter), (["rebuild"], None), (["setup"], SETUP)):
        refused = run(office, words, answers, tmp_path)
        assert (refused.error["code"], refused.code) == ("log-unusable", LOG_UNUSABLE), (words, refused)
        assert "written" in refused.error["message"]
    assert state(office.home) == before


LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from escalate.cli.main import main
main()
"""


def test_without_room_for_an_act_the_program_ends_with_6_and_the_log_as_it_was(opened: Office) -> None:
    log = opened.home / "log.db"
    before = state(opened.home)
    refused = subprocess.run(
        [sys.executable, "-c", LIMITED, str(log.stat().st_size), "log", "--answers", "-"],
        cwd=TOP,
        env={**os.environ, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": FRIDAY},
        input=tomli_w.dumps({**DISCUSSION, "said": "word " * 40_000}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 6, refused.stderr
    assert "Nothing was recorded." in refused.stderr
    assert (refused.stdout, state(opened.home)) == ("", before)
