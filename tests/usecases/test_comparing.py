"""What two policies say on each point, and whether it differs."""

import pytest

from escalate.domain.policy import Policy
from escalate.usecases.comparing import ComparisonView, PointView, compare
from tests.build import CLOCK, FORK, HEADING, SHIPPED, duty, policy

DISSENT = duty(id="dissent", what="Take it up", starts="resolved", tell=["chair"]) + 'when = { dissent = "yes" }\n'
CHANGES = [
    ("Nation", policy(heading=HEADING.replace("ENG", "WLS"))),
    ("Subjects", policy(heading=HEADING.replace('["child", "adult"]', '["child"]'))),
    ("Going past", policy(heading=HEADING.replace("agreed", "free"))),
    ("Grounds", policy(heading=HEADING.replace("Information sharing", "Sharing"))),
    ("Limit", policy(clock=CLOCK.replace("5 working", "6 working"))),
    ("Limit", policy(clock=f'{CLOCK}    force = "should"\n')),
    ("Needed", policy(duty(gate=True, stages=["1"]))),
    ("Tell", policy(duty(stages=["1"], tell=["chair"]))),
    ("Other duties", policy(duty(stages=["1"]))),
    ("Choice", policy(duty(stages=["1"], options=["yes", "no"]))),
    ("All along", policy(duty())),
    ("Dissent", policy(DISSENT)),
    ("Resolved", policy(duty(starts="resolved"))),
    ("Goes on to", policy(stages=FORK)),
    ("Responding", policy(stages=FORK)),
]


def differing(view: ComparisonView) -> dict[str, PointView]:
    return {point.what: point for part in view.parts for point in part.points if point.differs}


@pytest.mark.parametrize(
    "same", [policy(), *(SHIPPED.load(one).policy for one in SHIPPED.ids())], ids=lambda one: one.id
)
def test_nothing_differs_between_a_policy_and_itself(same: Policy) -> None:
    view = compare(same, same)
    assert view.differing == 0
    assert view.compared > 5 * len(same.stages)
    assert not differing(view)


@pytest.mark.parametrize(("what", "other"), CHANGES)
def test_what_one_says_otherwise_is_found_whichever_stands_first(what: str, other: Policy) -> None:
    assert what in differing(compare(policy(), other))
    assert what in differing(compare(other, policy()))
    assert compare(policy(), other).differing == compare(other, policy()).differing > 0


def test_the_order_in_which_a_policy_lists_things_is_no_difference() -> None:
    first, second = (policy("".join(duty(id=one, what=one) for one in order)) for order in ("ab", "ba"))
    assert not differing(compare(first, second))


def test_stages_are_compared_by_where_they_stand_and_one_that_is_missing_is_a_shorter_ladder() -> None:
    torbay, gscp, derby = (SHIPPED.load(one).policy for one in ("torbay", "gscp", "derby"))
    names = [part.points[0] for part in compare(torbay, gscp).parts[1:6]]
    assert [(name.first, name.second) for name in names][1] == (
        ("2 Manager to manager",),
        ("1b Line manager to line manager",),
    )
    view = compare(torbay, derby)
    missing = [part for part in view.parts if not part.first]
    assert [part.about for part in missing] == ["Number 6 on the ladder"]
    assert view.compared == sum(len(part.points) for part in view.parts if part not in missing)
    assert differing(view)["Ladder"].second == ("6 stages",)
