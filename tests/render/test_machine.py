"""JSON: one document in ASCII, with everything the view has."""

import json
from datetime import datetime

import pytest

from escalate.errors import MissingGate
from escalate.render.machine import View, as_json, error_json
from tests.render.build_views import a_report, a_status, a_trail, an_entry, every_view
from tests.render.payloads import PAYLOADS


@pytest.mark.parametrize("name", every_view())
def test_a_view_is_one_line_of_ascii_with_its_schema(name: str) -> None:
    view: View = every_view()[name]
    text = as_json(view)
    assert text.isascii()
    assert "\n" not in text
    document = json.loads(text)
    assert set(document) == {"schema", "data"}
    assert document["schema"] == view.schema


def test_times_are_iso_with_londons_offset() -> None:
    data = json.loads(as_json(a_status()))["data"]
    assert data["now"] == "2026-12-22T10:00:00+00:00"
    assert data["raised"] == "2026-12-18T10:00:00+00:00"
    assert data["next_due"]["not_counted"][0] == {"day": "2026-12-19", "why": "Saturday"}
    summer = datetime.fromisoformat("2026-07-01T09:00:00Z")
    assert json.loads(as_json(a_report(as_of=summer)))["data"]["as_of"] == "2026-07-01T10:00:00+01:00"


def test_a_day_without_an_hour_is_a_day() -> None:
    said = json.loads(as_json(a_trail()))["data"]["entries"][0]["said"]
    assert said["arose"] == "2026-12-18"


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_text_comes_back_exactly_and_no_control_is_written(payload: str) -> None:
    text = as_json(a_trail(entries=(an_entry(said={"said": payload}),)))
    assert text.isprintable()
    assert json.loads(text)["data"]["entries"][0]["said"]["said"] == payload


def test_an_error_has_its_stable_code_and_exit_code() -> None:
    error = MissingGate("Nothing was recorded.", details=("D5 speak: escalate log 7",), hint="The clock still runs.")
    assert json.loads(error_json(error)) == {
        "schema": "escalate.error/1",
        "data": {
            "code": "missing-gate",
            "message": "Nothing was recorded.",
            "details": ["D5 speak: escalate log 7"],
            "hint": "The clock still runs.",
            "exit_code": 4,
        },
    }
