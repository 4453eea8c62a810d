"""Which heading each duty of a report stands under, and what a report of ten thousand lines shows."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from escalate.domain.register import DisputeLine, DutyLine, lines
from escalate.errors import BadInput, NoSuchPolicy
from escalate.usecases.report import Filters, report, something_late
from tests.build import Desk, at, policy

NOW, FRIDAY = at("2026-11-25T10:00"), at("2026-11-27T23:59")
DISPUTE, (DUTY, *_) = lines(7, Desk(policy()).open().dispute)


def counts(*duties: DutyLine | None, filters: Filters = Filters(), everything: bool = False) -> Mapping[str, int]:  # noqa: B008  frozen
    pairs = [(DISPUTE, duty) for duty in duties]
    return report(pairs, NOW, FRIDAY, filters=filters, everything=everything).counts


@pytest.mark.parametrize(
    ("changes", "group"),
    [
        ({"due_at": "2026-11-25T09:59:59.000000Z"}, "late"),
        ({"due_at": "2026-11-25T10:00:00.000000Z"}, "due"),  # on the due time is in time
        ({"due_at": "2026-11-24T17:00:00.000000Z", "force": "should"}, "past-aim"),
        ({"due_at": "2026-11-24T17:00:00.000000Z", "force": "aim"}, "past-aim"),
        ({"due_at": "2026-11-24T17:00:00.000000Z", "within": "at once"}, "now"),
        ({"due_at": "2026-11-27T17:00:00.000000Z"}, "due"),
        ({"due_at": "2026-11-27T17:00:00.000000Z", "was_late": True}, "late"),  # late before its new date
        ({"due_at": "2026-11-30T17:00:00.000000Z"}, "next"),
        ({"due_at": None}, "no-limit"),
    ],
)
def test_a_duty_stands_under_one_heading(changes: dict[str, Any], group: str) -> None:
    found = counts(replace(DUTY, **changes))
    assert {name for name, count in found.items() if count and name != "disputes"} == {group}
    assert something_late(found) == (group == "late")


def test_an_open_dispute_with_nothing_left_to_do_is_not_forgotten() -> None:
    assert counts(None)["no-limit"] == 1


def test_ten_a_group_are_shown_and_the_rest_counted() -> None:
    pairs: list[tuple[DisputeLine, DutyLine | None]] = [(DISPUTE, replace(DUTY, number=n)) for n in range(14)]
    (group,) = report(pairs, NOW, FRIDAY, filters=Filters(), everything=False).groups
    assert (len(group.lines), group.more) == (10, 4)
    (group,) = report(pairs, NOW, FRIDAY, filters=Filters(), everything=True).groups
    assert (len(group.lines), group.more) == (14, 0)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(policy="anytown"), 1),
        (Filters(agency="counc"), 1),
        (Filters(agency="police"), 0),
        (Filters(waiting_on="both"), 1),
        (Filters(waiting_on="us"), 0),
    ],
)
def test_a_filter_lets_its_own_pass(filters: Filters, found: int) -> None:
    assert counts(DUTY, filters=filters)["disputes"] == found


def test_a_filter_that_can_match_nothing_is_refused() -> None:
    with pytest.raises(NoSuchPolicy):
        Filters(policy="Anytown").check([(DISPUTE, DUTY)], ["anytown"])
    with pytest.raises(BadInput, match="Nothing waits"):
        Filters(waiting_on="the moon").check([(DISPUTE, DUTY)], [])
    Filters(policy="other", waiting_on="them").check([(DISPUTE, DUTY)], ["other"])
