"""What the bare command shows: the most pressing first, what waits on us counted, and the commands to go on with."""

from dataclasses import replace
from datetime import timedelta

import pytest

from escalate.domain.plain import instant_text
from escalate.domain.register import DisputeLine, DutyLine, lines
from escalate.usecases.report import Filters, report
from escalate.usecases.today import SHOWN, TodayView, today
from tests.build import Desk, at, policy

NOW = at("2026-11-25T10:00")
DISPUTE, (DUTY, *_) = lines(7, Desk(policy()).open().dispute)
LATE = replace(DUTY, number=1, due_at="2026-11-24T17:00:00.000000Z", waiting_on="them")
TONIGHT = replace(DUTY, number=2, due_at="2026-11-25T23:59:00.000000Z", waiting_on="us")
TOMORROW = replace(DUTY, number=3, due_at="2026-11-26T00:00:00.000000Z", waiting_on="both")
AT_ONCE = replace(DUTY, number=4, due_at="2026-11-24T09:00:00.000000Z", within="at once", waiting_on="us")
PAST = replace(DUTY, number=5, due_at="2026-11-20T17:00:00.000000Z", force="should", waiting_on="The chair")
UNDATED = replace(DUTY, number=6, due_at=None, waiting_on="us")
ALL = (PAST, LATE, AT_ONCE, TONIGHT, TOMORROW, UNDATED)


def shown(*duties: DutyLine | None, set_up: bool = True, started: bool = True, drafts: int = 0) -> TodayView:
    pairs = [(DISPUTE, duty) for duty in duties]
    return today(pairs, NOW, set_up=set_up, started=started, drafts=drafts)


def commands(view: TodayView) -> list[str]:
    return [way.command for way in view.ways_on]


def test_the_most_pressing_come_first_and_the_rest_is_counted() -> None:
    view = shown(*ALL)
    assert [(line.number, line.group) for line in view.lines] == [
        (1, "late"),
        (4, "now"),
        (2, "due"),
        (5, "past-aim"),
        (3, "next"),
    ]
    assert (len(view.lines), view.more) == (SHOWN, 1)


def test_what_is_late_is_what_the_report_calls_late() -> None:
    pairs: list[tuple[DisputeLine, DutyLine | None]] = [(DISPUTE, duty) for duty in ALL]
    found = report(pairs, NOW, NOW, filters=Filters(), everything=True)
    assert shown(*ALL).counts["late"] == found.counts["late"] == 1


def test_what_waits_on_us_is_counted_with_what_waits_on_both() -> None:
    assert shown(*ALL).waiting_on_us == 4


def test_today_ends_at_midnight_in_london() -> None:
    summer = at("2026-07-01T10:00")
    due = [replace(DUTY, due_at=instant_text(at("2026-07-01T22:59") + timedelta(minutes=more))) for more in (0, 1)]
    view = today([(DISPUTE, duty) for duty in due], summer, set_up=True, started=True)
    assert [line.group for line in view.lines] == ["due", "next"]


def test_the_commands_name_the_most_pressing_dispute_by_its_number() -> None:
    other = replace(DISPUTE, reference="ESC-2026-0012", dispute=12)
    view = today([(DISPUTE, TOMORROW), (other, LATE)], NOW, set_up=True, started=True)
    assert commands(view) == ["escalate status 12", "escalate log 12", "escalate open", "escalate --help"]


@pytest.mark.parametrize(
    ("set_up", "started", "wanted"),
    [
        (False, False, ["escalate open", "escalate setup", "escalate demo", "escalate --help"]),
        (True, False, ["escalate open", "escalate --help"]),
        (False, True, ["escalate open", "escalate setup", "escalate --help"]),
        (True, True, ["escalate open", "escalate --help"]),
    ],
)
def test_with_nothing_open_the_first_steps_are_named(set_up: bool, started: bool, wanted: list[str]) -> None:
    view = shown(set_up=set_up, started=started)
    assert (commands(view), view.lines, view.more) == (wanted, (), 0)


def test_whom_to_call_is_always_there() -> None:
    assert {shown(*ALL).danger, shown(set_up=False, started=False).danger} == {"escalate danger"}


def test_an_open_dispute_with_nothing_left_to_do_is_not_forgotten() -> None:
    (line,) = shown(None).lines
    assert (line.group, line.short) == ("no-limit", "1")
