"""Two policies on one screen: side by side, or stacked: what differs, and a count of what does not."""

from escalate.render.human_comparison import comparison_screen
from tests.render.build_views import a_comparison


def lines(width: int, **changed: object) -> list[str]:
    return [str(line) for line in comparison_screen(a_comparison(**changed), width)]


def test_only_what_differs_is_shown_side_by_side_and_what_is_equal_is_counted() -> None:
    shown = lines(80)
    said = " ".join(" ".join(shown).split())
    assert "2 of 3 points differ, wording counted; 1 is equal and left out." in said
    assert "Everything: escalate policy compare anytown otherton --plain" in said
    part = shown.index("The policy as a whole")
    assert shown[part + 1 : part + 5] == [
        "               anytown                         │ otherton",
        "  Grounds      - Thresholds                    │ Thresholds",
        "               - Resources                     │",
        "  Not for      nothing                         │ Complaints",
    ]


def test_a_stage_that_only_one_has_is_said_to_be_missing_in_the_other() -> None:
    shown = lines(80)
    part = shown.index("Number 3 on the ladder")
    assert shown[part + 1 : part + 3] == ["  otherton has no stage here; anytown says:", "    Name: 3 The Chair"]


def test_below_80_columns_they_stand_below_each_other() -> None:
    shown = lines(60)
    part = shown.index("The policy as a whole")
    assert shown[part + 1 : part + 7] == [
        "  Grounds",
        "    anytown: Thresholds; Resources",
        "    otherton: Thresholds",
        "  Not for",
        "    anytown: nothing",
        "    otherton: Complaints",
    ]


def test_policies_that_say_the_same_are_said_to() -> None:
    shown = lines(80, differing=0)
    assert shown[-1] == "Nothing differs: they say the same on each of the 3 points compared here."
