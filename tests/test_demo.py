"""The stories of the demonstration end as told, each in a log of its own and all in one, and touch nothing else."""

import os
import sys
import tempfile
from pathlib import Path

import pexpect
import pytest

from escalate.cli import demo
from escalate.cli.main import run
from escalate.cli.stories import Step, Story, frame, stories
from escalate.errors import EscalateError, Interrupted
from escalate.policy_files import PolicyFolders
from tests.office import SETUP, Office, Result

Told = tuple[Story, Office, list[tuple[Step, Result]]]


@pytest.fixture(scope="module", params=stories(), ids=lambda story: story.policy)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A story, its office, and each step with what came of it."""
    story: Story = request.param
    office = Office(tmp_path_factory.mktemp("demo") / "home", story.steps[0].clock)
    steps = (*frame().before, *story.steps, *frame().after)
    return story, office, [(step, typed(office, step)) for step in steps]


def typed(office: Office, step: Step) -> Result:
    office.clock = step.clock
    return office.run(*step.words(1), answers=step.answers or None)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_story_ends_as_told(told: Told) -> None:
    for step, result in told[2]:
        shown = in_one_line(result.out + result.err)
        assert result.code == step.exit, (step.run, shown)
        assert [text for text in step.expect if in_one_line(text) not in shown] == [], (step.run, shown)


def test_what_a_story_is_about_is_on_its_cut_screens_and_none_is_too_wide(told: Told) -> None:
    for step, result in told[2]:
        shown = demo.excerpt(result.out + result.err, step.show)
        assert [part for part in step.show if part not in shown] == [], (step.run, shown)
        assert [text for text in step.expect if in_one_line(text) not in in_one_line(shown)] == [], (step.run, shown)
        assert [line for line in shown.splitlines() if len(line) > 80] == []


def test_a_story_is_short_and_shows_a_refusal_and_ends_with_something_late(told: Told) -> None:
    story, _, done = told
    assert len(story.steps) <= 14
    assert len(in_one_line(story.opening)) <= 160
    assert done[1][0].answers["reflection"]
    assert any(step.exit for step, _ in done)
    (subject,) = done[1][0].answers["subjects"]
    assert story.late.strip().startswith(f"{subject['ref']}: ")
    assert "Late: what must be done" in done[-1][1].out


def test_there_is_a_story_for_each_policy(tmp_path: Path) -> None:
    assert sorted(story.policy for story in stories()) == sorted(PolicyFolders(tmp_path).ids())


def test_in_one_log_the_time_only_goes_on() -> None:
    steps = [*frame().before, *(step for story in stories() for step in story.steps), *frame().after]
    times = [step.at for step in steps]
    assert times == sorted(times)


# The command


def test_the_demonstration_tells_every_story_and_ends_with_what_is_late(office: Office) -> None:
    told = office.must("demo")
    assert told.err == ""
    assert [line for line in told.out.splitlines() if len(line) > 80] == []
    for story in stories():
        assert f"\n{story.title}\n" in told.out
        assert all(in_one_line(step.say) in in_one_line(told.out) for step in story.steps)
    why, report = told.out.partition("What is late, and why")[2].split("$ escalate report")
    assert all(in_one_line(story.late) in in_one_line(why) for story in stories())
    late = report.partition("Late: what must be done")[2].partition("\n\n")[0]
    assert [f"ESC-2026-000{number}" in late for number in (1, 2, 3, 4, 5)] == [True] * 5


def test_one_story_can_be_told_alone(office: Office) -> None:
    told = office.must("demo", "gscp")
    assert [story.policy for story in stories() if story.title in told.out] == ["gscp"]
    assert "Late: what must be done (1)" in told.out


def test_for_a_screen_reader_the_screens_are_plain_lines_and_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESCALATE_ACCESSIBLE", "1")
    told = office.must("demo", "gscp").out
    assert "\nStage 1a, number 1 of 5: " in told
    assert "more lines]" not in told
    assert "===" not in told


def test_a_policy_without_a_story_is_not_found(office: Office) -> None:
    result = office.run("demo", "anytown")
    assert result.code == 3
    assert "There are: derby, gscp, hillingdon, barnsley, torbay." in result.err


def test_the_users_own_log_and_surroundings_are_not_touched(
    opened: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    before, around = {file: file.read_bytes() for file in opened.home.rglob("*")}, dict(os.environ)
    assert opened.home / "log.db" in before

    opened.must("demo", "torbay")

    assert {file: file.read_bytes() for file in opened.home.rglob("*")} == before
    assert dict(os.environ) == around
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("code", "fault", "said"),
    [(130, Interrupted, "Stopped"), (1, EscalateError, "exit code 1, where the story says 0")],
)
def test_what_stops_a_story_leaves_nothing_behind(
    code: int, fault: type[EscalateError], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    around, keyboard = dict(os.environ), sys.stdin

    def stops_at_the_first_discussion(words: list[str]) -> int:
        assert len(list(tmp_path.iterdir())) == 1
        return code if words[0] == "log" else run(words)

    with pytest.raises(fault, match=said):
        demo.demo("torbay", stops_at_the_first_discussion)

    assert list(tmp_path.iterdir()) == []
    assert (dict(os.environ), sys.stdin) == (around, keyboard)


def test_it_says_first_what_stands_for_what_a_worker_would_be_asked(office: Office) -> None:
    assert "holds what a worker would have answered" in in_one_line(office.must("demo", "torbay").out)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a Unix terminal")
@pytest.mark.parametrize("last", ["", "q"])
def test_in_a_terminal_it_waits_after_each_scene_until_enter_or_ends_with_q(tmp_path: Path, last: str) -> None:
    home = Office(tmp_path / "home")
    home.must("setup", answers=SETUP)
    env = {**os.environ, "ESCALATE_HOME": str(home.home), "TERM": "xterm-256color"}
    child = pexpect.spawn(sys.executable, ["-m", "escalate", "demo", "torbay"], env=env, encoding="utf-8", timeout=60)
    seen = ""
    for typed in [""] * 3 + [last]:
        child.expect("Enter goes on; q ends: ")
        seen += str(child.before)
        child.sendline(typed)
    while not last and child.expect(["Enter goes on; q ends: ", pexpect.EOF]) == 0:
        child.sendline("")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    assert "\x1b[1mCHANGED" in seen
    assert "more lines]" in seen


# What is shown of a screen

CHANGED = "\x1b[1mCHANGED\x1b[0m Opened\n        D1 started\n"
SCREEN = f"Dispute 7\nStage 1\n\n{CHANGED}DUE     Friday\n        5pm\n\nALSO    1 note\n"


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        ((), SCREEN),
        (("DUE",), "Dispute 7\nStage 1\n\nDUE     Friday\n        5pm\n[3 more lines]\n"),
        (("CHANGED",), f"Dispute 7\nStage 1\n\n{CHANGED}[4 more lines]\n"),
        (("ALSO", "DUE"), "Dispute 7\nStage 1\n\nDUE     Friday\n        5pm\n\nALSO    1 note\n[2 more lines]\n"),
        (("NEXT",), "Dispute 7\nStage 1\n[6 more lines]\n"),
    ],
)
def test_a_screen_is_cut_to_the_parts_named(show: tuple[str, ...], shown: str) -> None:
    assert demo.excerpt(SCREEN, show) == shown
