"""Latest dates without a dispute: shared limits, forks, limits that depend on an answer, limits nobody set."""

import pytest

from escalate.domain.calendar import LONDON
from escalate.errors import BadInput
from escalate.usecases.timeline import due_time, timeline
from tests.build import CALENDAR, CLOCK, FORK, SHIPPED, duty, policy, when

MONDAY = when("2026-11-23T10:00")
SPLIT = "".join(
    duty(id=ground, by="both", ends="left", within=within) + f'[duty.when]\nground = "{ground}"\n'
    for ground, within in (("threshold", "1 working day"), ("sharing", "3 working days"))
)


def ends(text: str, clock: str = CLOCK) -> list[str | None]:
    """The day on which each stage ends at the latest."""
    steps = timeline(policy(text, stages=FORK, clock=clock), MONDAY, CALENDAR).steps
    return [step.ends.astimezone(LONDON).strftime("%d %b") if step.ends else None for step in steps]


def test_a_stage_begins_at_the_latest_end_of_those_that_lead_to_it() -> None:
    assert ends("") == ["30 Nov", "07 Dec", "14 Dec"]


def test_of_limits_that_depend_on_an_answer_the_longest_counts() -> None:
    assert ends("", SPLIT) == ["26 Nov", "01 Dec", "04 Dec"]


def test_after_a_limit_that_is_for_the_parties_to_agree_there_are_no_dates() -> None:
    agreed = CLOCK.replace("5 working days", "agreed")
    assert ends("", agreed) == [None, None, None]


def test_a_limit_that_several_stages_share_ends_them_all() -> None:
    steps = timeline(SHIPPED.load("torbay").policy, MONDAY, CALENDAR).steps
    assert steps[0].ends == steps[1].ends == steps[2].begins


@pytest.mark.parametrize("rule", ["agreed", "at once", "soon", ""])
def test_what_states_no_number_is_not_counted(rule: str) -> None:
    with pytest.raises(BadInput):
        due_time(rule, MONDAY, "ENG", CALENDAR)


def test_what_lies_beyond_the_known_bank_holidays_is_not_counted() -> None:
    with pytest.raises(BadInput, match="too far ahead"):
        due_time("900 working days", when("2098-12-20"), "ENG", CALENDAR)
