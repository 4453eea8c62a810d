"""The restore drill that the README asks for, run as it stands there."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.office import FRIDAY, Office
from tests.store.conftest import entries_in

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
DRILL = re.compile(r"<!-- drill -->\s*```\w*\n(.*?)```", re.DOTALL)
COMMANDS = """\
escalate backup drill.db
export ESCALATE_HOME="$PWD/drill"
escalate restore drill.db
escalate verify
escalate report
"""


def test_the_drill_proves_the_backup_and_leaves_the_log_as_it_was(opened: Office, tmp_path: Path) -> None:
    written = DRILL.search(README)
    commands = written[1] if written else COMMANDS
    assert commands == COMMANDS
    log, folder = opened.home / "log.db", tmp_path / "away"
    before = log.read_bytes()
    folder.mkdir()
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    result = subprocess.run(
        ["sh", "-e", "-c", commands],
        cwd=folder,
        env={**os.environ, "PATH": path, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": FRIDAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert result.stderr == ""
    assert "All is well" in result.stdout
    assert "ESC-2026-0001" in result.stdout
    assert log.read_bytes() == before
    assert entries_in(folder / "drill" / "log.db")[:-1] == entries_in(log)
    assert sorted(path.name for path in folder.iterdir()) == ["drill", "drill.db", "drill.receipt"]
