"""The stories of the demonstration end as told, each in a log of its own, through the real commands."""

from pathlib import Path

import pytest

from escalate.policy_files import PolicyFolders
from tests.demo.story import SETUP, Step, Story, stories
from tests.office import Office, Result

Told = tuple[Story, Office, list[tuple[Step, Result]]]


@pytest.fixture(scope="module", params=stories(), ids=lambda story: story.policy)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """A story, its office, and each step with what came of it."""
    story: Story = request.param
    office = Office(tmp_path_factory.mktemp("demo") / "home", story.steps[0].clock)
    office.must("setup", answers=SETUP.read_text("utf-8"))
    return story, office, [(step, typed(office, step, 1)) for step in story.steps]


def typed(office: Office, step: Step, ref: int) -> Result:
    office.clock = step.clock
    return office.run(*step.words(ref), answers=step.answers or None)


def in_one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_story_ends_as_told(told: Told) -> None:
    for step, result in told[2]:
        shown = in_one_line(result.out + result.err)
        assert result.code == step.exit, (step.run, shown)
        assert [text for text in step.expect if in_one_line(text) not in shown] == [], (step.run, shown)


def test_a_story_goes_the_whole_way(told: Told) -> None:
    """From opened to the policy's last stage and resolved, with a reflection, a refusal, and no screen too wide."""
    story, office, done = told
    status = office.must("status", "1", "--json").data
    assert status["policy_id"] == story.policy
    assert status["resolved"]
    last = PolicyFolders(office.home).load(story.policy).policy.stages[-1]
    assert status["stage"] == last.id
    commands = [step.run.split()[0] for step, _ in done]
    assert set(commands) >= {"open", "log", "advance", "done", "resolve", "status", "trail"}
    assert done[0][0].answers["reflection"]
    assert any(step.run.startswith("advance") and result.code == 4 for step, result in done)
    too_wide = [line for _, result in done for line in (result.out + result.err).splitlines() if len(line) > 80]
    assert too_wide == []


def test_there_is_a_story_for_each_policy(tmp_path: Path) -> None:
    assert sorted(story.policy for story in stories()) == sorted(PolicyFolders(tmp_path).ids())


def test_in_one_log_the_time_only_goes_on() -> None:
    times = [step.at for story in stories() for step in story.steps]
    assert times == sorted(times)


def test_all_the_stories_share_one_log_and_something_is_late_at_the_end(office: Office) -> None:
    office.clock = stories()[0].steps[0].clock
    office.must("setup", answers=SETUP.read_text("utf-8"))
    for ref, story in enumerate(stories(), 1):
        for step in story.steps:
            result = typed(office, step, ref)
            assert result.code == step.exit, (story.policy, step.run, result.err)
    office.clock = "2027-02-01T09:00:00+00:00"
    report = office.run("report", "--exit-code", "--json")
    assert report.code == 7
    late = next(group for group in report.data["groups"] if group["id"] == "late")
    assert {line["reference"] for line in late["lines"]} == {f"ESC-2026-000{ref}" for ref in (1, 2, 4, 5)}
