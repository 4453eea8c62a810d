"""`policy new` at the keyboard: a policy from nothing, slips mended on the way, a stage changed in the review."""

import pytest

from escalate.policy_files import PolicyFolders
from tests.office import Office
from tests.terminal.conftest import Homes
from tests.terminal.driver import CTRL_C, NARROW, WIDE, Terminal
from tests.terminal.walks import RECORD, Step, enter, line, pick, tick, walk

BEGINNING: tuple[Step, ...] = (
    line("The partnership's name", "Northshire Safeguarding Partnership"),
    line("The policy's title", "Resolving differences"),
    line("A short name for it", "Up North"),
    line("A short name for it", ""),
    line("Its edition", "April 2026"),
    pick("Whose bank holidays count", "England"),
    tick("Whom is it about", "child", "adult"),
    enter("What it calls a disagreement"),
    line("What it calls a stage", "level"),
    line("An area", "Thresholds"),
    enter("Another: an area"),
    line("A role", "The worker"),
    line("Another: a role", "Business manager"),
    enter("Another: a role"),
)
FIRST: tuple[Step, ...] = (
    line("The name of a stage", "Between workers"),
    pick("Who speaks for the side that raises it", "The worker"),
    pick("Who speaks for the other side", "The worker"),
    enter("If a panel sits"),
    line("How long may the stage take", "a month"),
    line("How long may the stage take", "24 hours"),
    pick("That time is counted from", "the day on which it was first raised"),
    enter("How strongly"),
    enter("What must have happened"),
    enter("Who must be told when"),
)
REST: tuple[Step, ...] = (
    line("Another: the name of a stage", "The panel"),
    pick("Who speaks for the side that raises it", "The worker"),
    enter("Who speaks for the other side"),
    line("If a panel sits", "Differences panel"),
    line("How long may the stage take", "no number"),
    enter("That time is counted from"),
    pick("How strongly", "it should be done"),
    pick("What must have happened", "nothing"),
    tick("Who must be told when", "Business manager"),
    enter("Another: the name of a stage"),
    enter("When may a stage be gone past"),
    tick("Who must be told how it ended", "Business manager"),
    pick("Must a copy of the record", "yes"),
    enter("What is to be thought through"),
)
MENDED: tuple[Step, ...] = (
    pick(RECORD, "The stages, in order"),
    pick("The stages, in order", "Between workers"),
    enter("The name of a stage"),
    enter("Who speaks for the side that raises it"),
    enter("Who speaks for the other side"),
    enter("If a panel sits"),
    line("How long may the stage take", "\x15" + "5 working days"),
    enter("That time is counted from"),
    enter("How strongly"),
    enter("What must have happened"),
    enter("Who must be told when"),
)


def limits(office: Office) -> list[tuple[str, str, str]]:
    policy = PolicyFolders(office.home).load("northshire").policy
    return [
        (stage.name, duty.within, duty.starts)
        for stage in policy.stages
        for duty in policy.at(stage.id)
        if duty.is_clock
    ]


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_policy_is_asked_written_and_shown(homes: Homes, size: tuple[int, int]) -> None:
    office = homes("empty")
    with Terminal(office.home, "policy", "new", size=size) as terminal:
        walk(terminal, (*BEGINNING, *FIRST, *REST))
        terminal.fits()
        for text in (
            "Must be small letters",
            "Cannot be counted as it stands",
            "Level 2: The panel",
            "What to do next",
        ):
            assert text in terminal.text
    assert limits(office) == [("Between workers", "24 hours", "raised"), ("The panel", "agreed", "entered")]
    policy = PolicyFolders(office.home).load("northshire").policy
    assert policy.reflect == ("derby:factors", "derby:stage-1")
    assert {"tell-2", "tell-resolved", "copy-on-file"} <= {duty.id for duty in policy.duties}
    assert office.must("drafts", "--json").data["drafts"] == []


def test_what_was_answered_is_kept_and_one_stage_can_be_changed_at_the_end(homes: Homes) -> None:
    office = homes("empty")
    with Terminal(office.home, "policy", "new", "northshire", mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        for step in (*(one for n, one in enumerate(BEGINNING) if n not in (2, 3)), *FIRST):
            step(terminal)
        terminal.asks("Another: the name of a stage")
        terminal.press(CTRL_C)
        terminal.ends(130)
        assert "escalate policy new" in terminal.text
    assert [draft["go_on"] for draft in office.must("drafts", "--json").data["drafts"]] == ["escalate policy new"]
    with Terminal(office.home, "policy", "new", size=WIDE, mode={"ESCALATE_ACCESSIBLE": "1"}) as terminal:
        walk(terminal, (pick("not recorded yet", "Go on with"), *REST, *MENDED))
    assert limits(office) == [("Between workers", "5 working days", "raised"), ("The panel", "agreed", "entered")]
