"""For a screen reader: every command's answer is a few lines, and `--plain` stays complete."""

import pytest

from tests.office import CONSULTATION, DISCUSSION, Office


@pytest.fixture(params=["surroundings", "settings"])
def heard(request: pytest.FixtureRequest, opened: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """An office whose screens are lines: so asked by the surroundings, or in the settings."""
    if request.param == "surroundings":
        monkeypatch.setenv("ESCALATE_ACCESSIBLE", "1")
    else:
        file = opened.home / "settings.toml"
        file.write_text(file.read_text("utf-8").replace("accessible = false", "accessible = true"), "utf-8")
    return opened


def test_a_status_is_at_most_40_lines_and_a_logged_discussion_at_most_25(heard: Office) -> None:
    heard.must("log", answers=CONSULTATION)
    logged = heard.must("log", answers=DISCUSSION).out.splitlines()
    assert len(logged) <= 25
    assert logged[1] == "Changed: Recorded: discussion."
    assert "Actions: Bo Colleague: Visit at home" in logged
    assert "Started: D4 Visit at home, by Wednesday 23 December 2026, 5pm" in logged
    assert len(heard.must("status").out.splitlines()) <= 40
    assert len(heard.must().out.splitlines()) <= 12
    assert len(heard.must("report").out.splitlines()) <= 12


@pytest.mark.parametrize(
    ("words", "most"),
    [
        (("policy", "show", "torbay"), 60),
        (("policy", "compare", "torbay", "derby"), 80),
        (("policy", "timeline", "torbay", "--worst", "2026-12"), 40),
        (("list",), 5),
    ],
)
def test_no_answer_is_a_flood(heard: Office, words: tuple[str, ...], most: int) -> None:
    assert len(heard.must(*words).out.splitlines()) <= most


def test_plain_asked_for_is_complete_all_the_same(heard: Office) -> None:
    plain = heard.must("status", "--plain").out
    assert "calls stage: Stage\n" in plain
    assert "open duties: 1 of 3" in plain


def test_a_fault_is_not_broken_into_lines(heard: Office) -> None:
    said = heard.run("advance").err.splitlines()
    assert said[0] == "Nothing was recorded. Stage 1 cannot be left yet."
    assert any("D2 Try to settle it between the people who disagree (not heard yet" in line for line in said)
    assert any(line.endswith("(a discussion, or that they did not reply)") for line in said)
