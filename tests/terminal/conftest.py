"""Homes for the tests in a terminal: made once, copied for each test."""

import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.office import CONSULTATION, DISCUSSION, SETUP, Office

Homes = Callable[[str], Office]
# A shell starts what it puts in the background with Ctrl-C ignored, and every program below inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`fresh` is set up, `case` has a dispute with two talks, `closed` has it resolved; `empty` is nothing yet."""
    there = tmp_path_factory.mktemp("homes")
    Office(there / "fresh").must("setup", answers=SETUP)
    for name in ("case", "closed"):
        office = Office(there / name).opened()
        office.must("log", answers=CONSULTATION)
        office.must("log", answers=DISCUSSION)
    office.must("resolve", answers={"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"})
    return there


@pytest.fixture
def homes(made: Path, tmp_path: Path) -> Homes:
    """A copy of one of those homes."""

    def home(name: str) -> Office:
        if name != "empty":
            shutil.copytree(made / name, tmp_path / name)
        return Office(tmp_path / name)

    return home
