"""The picture of a ladder: every stage a box, every way an arrow, at any width, for any policy."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from escalate.domain.policy import Policy
from escalate.policy_files import PolicyFolders
from escalate.render.human_ladder import ladder
from escalate.render.human_policy import policy_screen
from escalate.usecases.policies import policy_view
from tests.build import FORK, SHIPPED, duty, policy

EVERYTHING = PolicyFolders(Path("no-such-folder")).check(str(Path(__file__).parents[1] / "everything.toml")).policy
POLICIES = [EVERYTHING, *(SHIPPED.load(policy_id).policy for policy_id in SHIPPED.ids())]
each_policy = pytest.mark.parametrize("shown", POLICIES, ids=lambda one: one.id)


def picture(shown: Policy, width: int = 80) -> list[str]:
    return [str(line) for line in ladder(policy_view(shown), width)]


def flat(lines: list[str]) -> str:
    """The words of a picture, without the drawing."""
    return " ".join("".join(" " if char in "│┌┐└┘├┤┬─<>" else char for char in "\n".join(lines)).split())


def test_a_ladder_is_drawn_with_who_speaks_the_limit_the_ways_and_the_ways_in() -> None:
    assert picture(policy(duty(id="ask", what="Ask", gate=True, stages=["1"], force="should"), stages=FORK), 55) == [
        "in ─>┌─ Stage 1: Workers ──────────────────────────┐",
        "     │ Who     Worker, on each side                │",
        "     │ Limit   5 working days                      │",
        "     │ Needed  Ask (should)                        │",
        "     │ Then    stage 2 or 3                        ├──┐",
        "     └───┬─────────────────────────────────────────┘  │",
        "         v                                            │",
        "     ┌─ Stage 2: Managers ─────────────────────────┐  │",
        "     │ Who     Manager, inside their own agency    │  │",
        "     │ Limit   5 working days                      │  │",
        "     └───┬─────────────────────────────────────────┘  │",
        "         v                                            │",
        "     ┌─ Stage 3: Chair ────────────────────────────┐  │",
        "     │ Who     Manager, inside their own agency    │<─┘",
        "     │ Limit   5 working days                      │",
        "     └─────────────────────────────────────────────┘",
    ]


@each_policy
@pytest.mark.parametrize("width", [40, 57, 80, 100, 160])
def test_no_ladder_is_wider_than_the_terminal_and_every_box_is_closed(shown: Policy, width: int) -> None:
    lines = picture(shown, width)
    assert max(map(cell_len, lines)) <= width
    assert sum("┌─ " in line for line in lines) == sum(line.startswith("     └") for line in lines) == len(shown.stages)
    assert len({line.index("┐") for line in lines if "┌─ " in line}) == 1


@each_policy
def test_every_stage_is_named_with_who_speaks_and_what_is_needed(shown: Policy) -> None:
    said = flat(picture(shown))
    for stage in shown.stages:
        assert f"{shown.calls_stage} {stage.id}: {stage.name}" in said
        assert shown.role_title(stage.raising) in said
        assert shown.role_title(stage.responding) in said
    gates = [one for one in shown.duties if one.gate]
    assert gates
    assert all(one.what in said for one in gates)


@each_policy
def test_every_way_in_is_marked_and_every_way_on_drawn(shown: Policy) -> None:
    lines = picture(shown)
    assert sum(line.startswith("in ─>") for line in lines) == sum(stage.start for stage in shown.stages[1:]) + 1
    onward = [(here, shown.number(there) - shown.number(here.id)) for here in shown.stages for there in here.next]
    assert sum(line.strip(" │") == "v" for line in lines) == sum(far == 1 for _, far in onward)
    assert sum("│<─" in line for line in lines) == sum("├─" in line and line.endswith("┐") for line in lines)
    assert sum("│<─" in line for line in lines) == sum(far > 1 for _, far in onward)


def test_lines_that_cross_stay_apart_and_the_words_say_the_same() -> None:
    lines = picture(SHIPPED.load("derby").policy)
    assert [line[-8:] for line in lines if "Then" in line] == ["    ├──┐", " ├──│──┐"]
    assert [line[line.index("<") :] for line in lines if "<" in line] == ["<─┘  │", "<────┘"]
    assert "Then stage 4 or 5" in flat(lines)
    assert "Then stage 5 or 6" in flat(lines)


def test_a_choice_shows_where_each_option_leads() -> None:
    said = flat(picture(SHIPPED.load("hillingdon").policy))
    assert "resolve directly: Seek to resolve it directly (should)" in said
    assert "refer to a Chair, if subject is adult: Refer it to the Chair" in said
    assert "heard sent back, if where is north: Write again" in flat(picture(EVERYTHING))


def test_a_terminal_too_narrow_for_the_lanes_has_the_words_alone() -> None:
    many = "".join(
        f'[[stage]]\nid = "{n}"\nname = "S"\nraising = "worker"\nnext = {[str(m) for m in range(n + 1, 9)]}\n'
        for n in range(1, 9)
    )
    lines = picture(policy(stages=many), 40)
    assert max(map(cell_len, lines)) <= 40
    assert not any("<" in line for line in lines)
    assert "Then stage 2 or 3 or 4 or 5 or 6 or 7 or 8" in flat(lines)


@each_policy
def test_the_policy_follows_whole_below_its_picture(shown: Policy) -> None:
    text = " ".join("\n".join(map(str, policy_screen(policy_view(shown), 80))).split())
    assert all(" ".join(f"* {one.what} ({one.id})".split()) in text for one in shown.duties)
