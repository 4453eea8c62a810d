"""Only the owner gets at what the program writes: whatever the umask, at every moment."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from escalate import runtime
from escalate.store import database, placing
from escalate.store.database import connect
from escalate.usecases.ports import Draft
from tests.office import CONSULTATION, SETUP, Office

TOP = Path(__file__).parents[2]
NORTHSHIRE = (TOP / "tests" / "northshire.toml").read_text("utf-8")


@pytest.fixture(params=[0o000, 0o022], ids=["umask 000", "umask 022"])
def open_handed(request: pytest.FixtureRequest) -> Iterator[None]:
    """The commands run as `run` does: what it writes may not rely on the umask that the program's start sets."""
    before = os.umask(request.param)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    found = [folder, *folder.rglob("*")]
    return [str(one.relative_to(folder)) for one in found if stat.S_IMODE(one.stat().st_mode) & 0o077]


@pytest.mark.usefixtures("open_handed")
def test_whatever_is_written_is_for_its_owner_alone(tmp_path: Path) -> None:
    around = tmp_path / "around"
    around.mkdir()
    around.chmod(0o700)
    office = Office(around / "home")
    office.must("policy", "new", answers=NORTHSHIRE)
    shutil.rmtree(office.home)  # so that it is the setup that makes it anew
    office.must("setup", answers=SETUP)
    office.opened()
    office.must("log", answers=CONSULTATION)
    office.must("policy", "new", answers=NORTHSHIRE)
    at = "2026-12-18T11:00:00.000000Z"
    runtime.Office(office.home).drafts.keep(Draft(0, "log", 1, "Ann Worker", 3, at, at, "{}"))
    office.must("backup", str(around / "backup.db"))
    office.must("restore", str(around / "backup.db"), "--yes")
    (around / "home-answers.toml").unlink()  # the test's own
    assert {one.name for one in around.iterdir()} == {"home", "home.receipt", "backup.db"}
    set_aside = [one.name for one in office.home.iterdir() if one.name.startswith("log-set-aside")]
    assert {one.name for one in office.home.iterdir()} == {"log.db", "settings.toml", "policies", *set_aside}
    assert len(set_aside) == 1
    assert open_to_others(around) == []


@pytest.mark.usefixtures("open_handed")
def test_a_log_and_a_copy_are_for_their_owner_alone_from_the_first_moment(tmp_path: Path) -> None:
    database._make(tmp_path / "home" / "log.db")
    os.close(placing.new(tmp_path / "home" / "copy"))
    assert open_to_others(tmp_path / "home") == []


@pytest.mark.usefixtures("open_handed")
def test_what_a_write_that_is_not_finished_leaves_beside_the_log_is_for_its_owner_alone(office: Office) -> None:
    office.opened()
    with closing(connect(office.home / "log.db", "write")) as log:
        log.execute("BEGIN IMMEDIATE")
        log.execute("DELETE FROM draft")
        log.execute("UPDATE fold SET number = number")
        assert (office.home / "log.db-journal").exists()
        assert open_to_others(office.home) == []
        log.execute("ROLLBACK")


def after_the_start(before: str, asked: str) -> str:
    """What Python says when the program has run in its process."""
    code = (
        f"import os, resource, sys\n{before}\nsys.argv[1:] = ['--version']\nfrom escalate.cli.main import main\n"
        f"try:\n    main()\nexcept SystemExit:\n    print({asked})"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=TOP, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()[-1]


def test_the_program_starts_with_a_umask_that_closes_what_libraries_write() -> None:
    assert after_the_start("os.umask(0)", "oct(os.umask(0))") == "0o77"


def test_a_crash_of_the_program_leaves_no_image_of_its_memory() -> None:
    allow = "most = resource.getrlimit(resource.RLIMIT_CORE)[1]; resource.setrlimit(resource.RLIMIT_CORE, (most, most))"
    assert after_the_start(allow, "resource.getrlimit(resource.RLIMIT_CORE)") == "(0, 0)"
