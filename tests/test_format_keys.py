"""Every key of the policy format is read by a rule or a view while a dispute runs: none is parsed and forgotten."""

import shutil
import sys
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from escalate.domain import policy as p
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

PARTS = (p.Policy, p.Stage, p.Duty, p.Body, p.Ask, p.Form, p.Role, p.Titled, p.Exclusion)
THE_FORMAT_ITSELF = {
    "escalate.domain.policy",
    "escalate.domain.policy_problems",
    "escalate.policy_format",
    "escalate.policy_files",
}
SHOWN_ONLY = "escalate.usecases.policies"  # `policy show` prints everything: that alone is no use of a key
ONLY_PRINTED = {"Policy.source", "Policy.note", "Stage.source"}  # what a reader looks up in the whole policy


def reader() -> str:
    """The module on whose behalf a field is read: the nearest outside the format's own."""
    frame: FrameType | None = sys._getframe(2)
    while frame and frame.f_globals.get("__name__") in THE_FORMAT_ITSELF:
        frame = frame.f_back
    return str(frame.f_globals.get("__name__", "")) if frame else ""


def drive(office: Office) -> None:
    """A dispute under the invented policy: refused, by-passed, decided, resolved, every screen of it looked at."""
    (office.home / "policies").mkdir(parents=True)
    shutil.copy(Path(__file__).parent / "everything.toml", office.home / "policies")
    office.must("setup", answers={**SETUP, "policies": ["everything"]})
    office.must("open", "--blank")
    subjects = [{"ref": "AB", "kind": "child"}]
    answers = {**OPEN, "grounds": ["thresholds"], "subjects": subjects, "answers": {"where": "north"}}
    office.must("open", answers={**answers, "reflection": {"pause": "yes"}})
    assert office.run("advance").code == 4
    office.must("log", answers=CONSULTATION)
    panel = [{"id": "panel", "side": "partnership", "agency": "Partnership", "sector": "fire"}]
    office.must("people", answers={"parties": panel})
    office.must("advance", answers={"answers": {"aim": "A visit"}})
    sitting = [{"name": "C", "role": "Chair", "party": "panel", "agency": "Health"}]
    office.must("log", answers={**DISCUSSION, "when": "now", "people": sitting})
    office.must("status")
    number = next(d["number"] for d in office.must("status", "--json").data["open_duties"] if d["id"] == "referral")
    office.must("done", "--blank")
    office.must("done", f"D{number}", "--option", "sent back", answers={"answers": {"summary": "All of it."}})
    assert any(d["id"] == "again" for d in office.must("status", "--json").data["open_duties"])
    office.must("letter", "1")
    office.must("form", "1", "request")
    office.must("policy", "timeline", "everything")
    office.must("policy", "show", "everything")
    office.must("policy", "list")


def test_every_key_is_read_by_a_rule_or_a_view(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    read: dict[str, set[str]] = {}

    def spy(self: Any, name: str) -> Any:
        if not name.startswith("_"):
            read.setdefault(f"{type(self).__name__}.{name}", set()).add(reader())
        return object.__getattribute__(self, name)

    for part in PARTS:
        monkeypatch.setattr(part, "__getattribute__", spy)
    drive(office)
    monkeypatch.undo()
    for part in PARTS:
        for field in fields(part):
            key = f"{part.__name__}.{field.name}"
            by = {module for module in read.get(key, set()) if module.startswith("escalate.")}
            assert by - (set() if key in ONLY_PRINTED else {SHOWN_ONLY}), f"{key} is read by {by or 'nobody'}"
