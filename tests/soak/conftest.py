"""What the tests of faults share: the seed of their random choices, and the figures that `make soak` prints."""

import os
import random
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.office import Office

Figure = Callable[[str], None]


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """From a random number, or SEED in the environment, which a failed test prints; other in each test."""
    given = os.environ.get("SEED") or str(secrets.randbelow(1_000_000))
    print(f"SEED={given} repeats this")
    request.node.user_properties.append(("seed", given))
    return random.Random(f"{given} {request.node.name}").getrandbits(32)  # noqa: S311  a test's choices


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Figure:
    """Say a figure; tests/conftest.py prints them all at the end of a soak."""
    return lambda text: record_property("figure", text)


@pytest.fixture
def ready(opened: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office with one dispute, whose commands run in a folder where they may leave files."""
    folder = opened.home.parent / "here"
    folder.mkdir()
    shutil.copy(Path(__file__).parents[1] / "northshire.toml", folder)
    monkeypatch.chdir(folder)
    return opened
