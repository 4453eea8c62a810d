"""Fixtures that several folders use: an office, and homes with a log as the architecture tests want them."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import tomli_w

from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted, and with which random choices: tests/soak says it, whichever process it ran in."""
    if terminalreporter.config.option.markexpr != "soak":
        return
    for report in terminalreporter.getreports("passed"):
        said = dict(report.user_properties)
        if "figure" in said:
            repeat = f" (SEED={said['seed']})" if "seed" in said else ""
            terminalreporter.write_line(f"{said['figure']}{repeat}, {report.duration:.0f} s")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office that nobody has set up."""
    return Office(tmp_path / "home")


@pytest.fixture
def opened(office: Office) -> Office:
    """An office with one dispute, opened a moment ago."""
    return office.opened()


@pytest.fixture(scope="session")
def scratch_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one open dispute."""
    return Office(tmp_path_factory.mktemp("scratch") / "home").opened().home


@pytest.fixture(scope="session")
def writing_acts(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, tuple[Path, list[str], str]]:
    """For each writing command: a home where it succeeds, its words, and its answers as TOML."""
    ready = Office(tmp_path_factory.mktemp("ready") / "home").opened()
    ready.must("log", answers=CONSULTATION)
    ready.must("log", answers=DISCUSSION)
    resolved = Office(tmp_path_factory.mktemp("resolved") / "home").opened()
    closing = {"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"}
    resolved.must("resolve", answers=closing)
    acts = {
        "setup": {**SETUP, "nation": "WLS"},
        "open": OPEN,
        "reflect": {"later": ["emotion"]},
        "log": DISCUSSION,
        "advance": {"to": "2"},
        "done": {"duties": ["D4"]},
        "extend": {"duty": "D4", "to": "30/12/2026", "reason": "Holidays", "agreed_by": "Both"},
        "people": {"people": [{"name": "Di New", "role": "Manager", "party": "csc"}]},
        "danger": {"told": "Police"},
        "resolve": closing,
        "reopen": {"reason": "It happened again."},
        "attach": {"file": __file__, "paper": "Minutes", "entry": 4},
        "correct": {"entry": 4, "what": "The day", "right": "The day before", "why": "The diary has it"},
        "approve": {"entry": 4},
        "keep": {"until": "1/6/2030", "reason": "An inquiry."},
        "erase": {"reason": "Its time is over.", "authority": "The head", "confirm": "ESC-2026-0001"},
    }
    made = {}
    for command, answers in acts.items():
        of_resolved = command in ("reopen", "erase")
        home = resolved.home if of_resolved else ready.home
        ref = ["1"] if of_resolved else []  # none is open, so it must be named
        made[command] = (home, [command, *ref, "--answers", "-"], tomli_w.dumps(answers))
    return made
