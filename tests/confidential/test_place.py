"""Where others may read the log: what counts as such a place, and that it is said once a run and never in the way."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from escalate.render.aside import place_warning
from escalate.whereabouts import Place, as_mounts, in_step, network_among, place
from tests.office import FRIDAY, Office
from tests.terminal.driver import Terminal

MOUNTS = """\
server:/export /home nfs4 rw 0 0
/dev/vdb /home/ann ext4 rw 0 0
//server/share /media/The\\040share cifs rw 0 0
ann@host: /mnt/far fuse.sshfs rw 0 0
C: /mnt/c 9p rw 0 0
/dev/vdc /twice ext4 rw 0 0
server:/x /twice nfs rw 0 0
/dev/vda / ext4 rw 0 0
"""
WARNING = "WARNING: others may be able to read this log."


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/escalate", ""),
        ("/home/bob/escalate", "nfs4"),
        ("/home/ann/escalate", ""),
        ("/homely", ""),
        ("/media/The share/log", "cifs"),
        ("/mnt/far", "fuse.sshfs"),
        ("/mnt/c/Users/ann", "9p"),
        ("/twice/log", "nfs"),
    ],
)
def test_a_network_drive_is_known_by_the_innermost_mount(path: str, kind: str) -> None:
    assert network_among(MOUNTS, Path(path)) == kind


def test_the_mounts_of_macos_are_read_too() -> None:
    said = "/dev/disk1 on / (apfs, local)\n//ann@server/share on /Volumes/The share (smbfs, nodev)\n"
    assert network_among(as_mounts(said), Path("/Volumes/The share/x")) == "smbfs"
    assert network_among(as_mounts(said), Path("/Users/ann")) == ""


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/Users/ann/OneDrive - The Council/escalate", "OneDrive - The Council"),
        ("/home/ann/Dropbox/x", "Dropbox"),
        ("/home/ann/Dropbox (The School)/x", "Dropbox (The School)"),
        ("/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/x", "Mobile Documents"),
        ("/Users/ann/Library/CloudStorage/Box-Box/x", "CloudStorage"),
        ("/home/ann/Google Drive/x", "Google Drive"),
        ("/home/ann/nextcloud/x", "nextcloud"),
        ("/home/ann/Sync/x", "Sync"),
        ("/home/ann/Box/x", "Box"),
        ("/home/ann/.local/share/escalate", ""),
        ("/home/box/escalate", ""),
        ("/home/ann/dropboxes/x", ""),
    ],
)
def test_a_folder_that_is_copied_elsewhere_is_known_by_its_name(path: str, part: str) -> None:
    assert in_step(Path(path)) == part


@pytest.mark.parametrize("mark", [".dropbox", ".nextcloudsync.log", ".stfolder"])
def test_a_folder_that_is_copied_elsewhere_is_known_by_what_lies_in_it(mark: str, tmp_path: Path) -> None:
    home = tmp_path / "work" / "escalate"
    home.mkdir(parents=True)
    assert in_step(home) == ""
    if mark == ".stfolder":
        (tmp_path / "work" / mark).mkdir()
    else:
        (tmp_path / "work" / mark).touch()
    assert in_step(home) == "work"


def test_the_folder_a_link_leads_to_counts(tmp_path: Path) -> None:
    (tmp_path / "Dropbox" / "x").mkdir(parents=True, mode=0o700)
    (tmp_path / "Dropbox" / "x").chmod(0o700)
    (tmp_path / "home").symlink_to(tmp_path / "Dropbox" / "x")
    assert place(tmp_path / "home", ()).in_step == "Dropbox"


def test_so_does_the_name_of_a_link_to_where_a_program_keeps_its_copy(tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir(mode=0o700)
    (tmp_path / "OneDrive").symlink_to(tmp_path / "copies")
    assert place(tmp_path / "OneDrive" / "log", ()).in_step == "OneDrive"


@pytest.mark.parametrize("bits", [0o040, 0o020, 0o010, 0o004, 0o002, 0o001])
def test_any_right_of_others_counts(bits: int, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name in ("log.db", "settings.toml"):
        (home / name).touch(0o600)
    assert place(home, ("log.db", "settings.toml", "not there")) == Place((), "", "")
    (home / "settings.toml").chmod(0o600 | bits)
    assert place(home, ("log.db", "settings.toml")).open == ("settings.toml",)
    home.chmod(0o700 | bits)
    assert place(home, ("log.db", "settings.toml")).open == ("", "settings.toml")


def test_the_name_of_a_folder_cannot_drive_the_screen() -> None:
    """A folder can come from a memory stick or a shared drive, and be called anything."""
    folder = Path("/media/\x1b]0;\x07\N{RIGHT-TO-LEFT OVERRIDE}stick")
    text = place_warning(Place(("", "log.db", "settings.toml"), "nfs\x1b", "Sync\x9b"), folder, "log.db")
    assert text.replace("\n", "").isprintable()
    assert "chmod 700 '/media/\\x1b]0;" in text


def escalate(home: Path, *words: str, answers: Mapping[str, object] | None = None) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own: a warning is given once in each."""
    given = ["--answers", "-"] if answers is not None else []
    return subprocess.run(
        [sys.executable, "-m", "escalate", *words, *given],
        env={**os.environ, "ESCALATE_HOME": str(home), "ESCALATE_CLOCK": FRIDAY, "COLUMNS": "80"},
        input=json.dumps(answers or {}),
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def home(scratch_home: Path, tmp_path: Path) -> Path:
    shutil.copytree(scratch_home, tmp_path / "home")
    (tmp_path / "home").chmod(0o700)
    return tmp_path / "home"


def test_a_log_where_nobody_else_can_read_is_no_matter_for_a_word(home: Path) -> None:
    assert escalate(home).stderr == ""
    assert escalate(home, "danger", "1", answers={"told": "Police"}).stderr == ""


def test_an_open_folder_is_warned_of_once_a_run_beside_the_answer(home: Path) -> None:
    home.chmod(0o755)
    wrote = escalate(home, "danger", "1", "--json", answers={"told": "Police"})
    for run in (wrote, escalate(home, "--json")):
        assert run.returncode == 0
        assert json.loads(run.stdout)["schema"]
        assert run.stderr.count(WARNING) == 1
        assert f"    chmod 700 {home}" in run.stderr.splitlines()
        assert all(len(line) <= 80 for line in run.stderr.splitlines() if "chmod" not in line)
    assert escalate(home, "status", "1").stderr == ""  # who only reads is not told at every look
    setup = {"me": [{"name": "A", "role": "B", "agency": "C"}], "keep_years": "25"}  # written in two places
    assert escalate(home, "setup", answers=setup).stderr.count(WARNING) == 1


def test_whoever_restores_into_an_open_folder_is_warned_too(home: Path, tmp_path: Path) -> None:
    assert escalate(home, "backup", str(tmp_path / "a.db")).returncode == 0
    home.chmod(0o755)
    run = escalate(home, "restore", str(tmp_path / "a.db"))
    assert run.returncode == 0
    assert run.stderr.count(WARNING) == 1


def test_a_log_that_others_could_read_is_said_to_be_so_and_closed(home: Path) -> None:
    (home / "log.db").chmod(0o644)
    (home / "settings.toml").chmod(0o640)
    bare = escalate(home)
    assert "can open log.db" in bare.stderr
    assert f"    chmod 600 {home}/settings.toml" in bare.stderr.splitlines()
    assert stat.S_IMODE((home / "log.db").stat().st_mode) == 0o644  # a command that reads changes nothing
    assert "can open log.db" in escalate(home, "danger", "1", answers={"told": "Police"}).stderr
    assert stat.S_IMODE((home / "log.db").stat().st_mode) == 0o600
    assert "log.db" not in escalate(home).stderr


def test_a_folder_that_is_copied_elsewhere_is_warned_of_and_not_refused(home: Path, tmp_path: Path) -> None:
    there = tmp_path / "OneDrive - \x1b[31mred" / "log"
    shutil.copytree(home, there)
    run = escalate(there, "danger", "1", answers={"told": "Police"})
    assert run.returncode == 0
    assert 'in "OneDrive - \\x1b[31mred"' in " ".join(run.stderr.split())
    assert Office(there).must("trail", "1", "--json").data["entries"]


@pytest.mark.parametrize("words", [("log", "1"), ("open",), ("setup",)])
def test_at_a_keyboard_the_warning_comes_once_before_the_first_question(home: Path, words: tuple[str, ...]) -> None:
    home.chmod(0o755)
    with Terminal(home, *words, mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        terminal.until(lambda: terminal.text.rstrip().endswith(":"), "a question")
        assert WARNING in terminal.text.partition("?")[0].partition("Answer")[0]
        for _ in range(2):
            terminal.type("")
            terminal.pause()
        assert terminal.text.count(WARNING) == 1


def test_at_a_keyboard_a_lost_end_is_said_before_the_first_question_about_the_dispute(home: Path) -> None:
    shutil.copy(home / "log.db", home.parent / "older.db")
    assert escalate(home, "danger", "1", answers={"told": "Police"}).returncode == 0
    shutil.copy(home.parent / "older.db", home / "log.db")
    with Terminal(home, "open", "--danger", "no", clock="", mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        terminal.until(lambda: terminal.text.rstrip().endswith(":"), "a question")
        assert terminal.text.lstrip().startswith("WARNING: entry 3")
