"""Reading: references, what is open now and what was open then, and lists; nothing is ever created."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from escalate.errors import NoSuchDispute
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from escalate.usecases.ports import Reader
from tests.store.acts import (
    AUTHOR,
    KEPT,
    NOW,
    danger,
    done,
    duty,
    in_days,
    open_one,
    opened,
    read_policy,
    resolved,
)


@pytest.fixture
def queries(path: Path) -> Reader:
    return Queries(path, read_policy)


def resolve(journal: Journal, number: int, *ended: int, at: datetime = NOW) -> None:
    journal.record(AUTHOR, at, number, None, lambda _stored: (resolved(*map(done, ended)),))


def seen(lines: object) -> list[tuple[int, int | None]]:
    assert isinstance(lines, tuple)
    return [(line.dispute, duty and duty.number) for line, duty in lines]


def test_without_a_log_there_are_no_disputes(path: Path, queries: Reader) -> None:
    assert not queries.exists()
    assert not queries.scripted()
    assert queries.open_lines() == queries.lines_as_of(NOW) == ()
    assert queries.entries(1) == ()
    assert queries.disputes(resolved=True, limit=9) == ((), 0)
    for ask in (lambda: queries.find(""), lambda: queries.find("1"), lambda: queries.stored(1)):
        with pytest.raises(NoSuchDispute) as caught:
            ask()
        assert caught.value.hint == "The log holds no disputes yet. To start one: escalate open"
    assert not path.parent.exists()


@pytest.mark.parametrize(
    "ref", ["7", "0007", " 7 ", "ESC-2026-0007", "esc-2026-0007", "ESC-2026-7\n", "2026-7", "2026-0007"]
)
def test_a_dispute_is_found_by_its_number_or_its_reference(journal: Journal, queries: Reader, ref: str) -> None:
    for _ in range(8):
        open_one(journal)
    assert queries.find(ref) == 7


@pytest.mark.parametrize(
    ("ref", "message"),
    {
        "9": "There is no dispute 9.",
        "0": "There is no dispute 0.",
        "999999999": "There is no dispute 999999999.",
        "esc-2026-0009": "There is no dispute ESC-2026-0009.",
        "2025-9": "There is no dispute 2025-9.",
        "ESC-7": "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.",
        "-1": "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.",
        "9" * 30: "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.",
        "७": "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.",
        "Zebrafish \x1b[2J' OR 1=1": "That is not the reference of a dispute: they look like ESC-2026-0007, or 7.",
    }.items(),
)
def test_what_names_no_dispute_is_not_found(journal: Journal, queries: Reader, ref: str, message: str) -> None:
    open_one(journal)
    open_one(journal)
    with pytest.raises(NoSuchDispute) as caught:
        queries.find(ref)
    assert caught.value.message == message
    assert caught.value.hint == "2 disputes are open. To see them: escalate list"


@pytest.mark.parametrize("ref", ["ESC-2025-0002", "2025-2", "esc-2027-2"])
def test_a_reference_of_another_year_is_refused_and_the_right_one_named(
    journal: Journal, queries: Reader, ref: str
) -> None:
    open_one(journal)
    open_one(journal)
    with pytest.raises(NoSuchDispute) as caught:
        queries.find(ref)
    assert caught.value.message == f"There is no dispute {ref.upper()}."
    assert caught.value.hint == "Dispute 2 is ESC-2026-0002."


def test_where_several_are_open_and_none_is_named_the_newest_ten_are_offered(journal: Journal, queries: Reader) -> None:
    for _ in range(12):
        open_one(journal)
    with pytest.raises(NoSuchDispute) as caught:
        queries.find("")
    assert caught.value.message == "More than one dispute is open, so say which one."
    offered = [line.split(":")[0] for line in caught.value.details]
    assert offered == [f"ESC-2026-{number:04d}" for number in range(12, 2, -1)]
    assert caught.value.hint == "12 disputes are open. The number is enough: 12. To see them: escalate list"


def test_the_only_open_dispute_needs_no_reference(journal: Journal, queries: Reader) -> None:
    for _ in range(3):
        open_one(journal)
    resolve(journal, 1)
    resolve(journal, 3)
    assert queries.find("") == 2
    resolve(journal, 2)
    with pytest.raises(NoSuchDispute, match="No dispute is open") as caught:
        queries.find(" ")
    assert caught.value.hint == "To see those that are resolved: escalate list --all"


def test_a_dispute_is_read_whole(journal: Journal, queries: Reader) -> None:
    written = open_one(journal, duty(1, in_days(5)))
    open_one(journal)
    found = queries.stored(1)
    assert (found.number, found.dispute, found.policy) == (1, written.dispute, read_policy(KEPT))
    [entry] = queries.entries(1)
    assert (entry.position, entry.kind, entry.dispute, entry.seq) == (2, "Opened", 1, 1)
    assert queries.entries(3) == ()
    with pytest.raises(NoSuchDispute, match="There is no dispute 3"):
        queries.stored(3)


def test_open_duties_come_by_due_time_and_then_what_has_none(journal: Journal, queries: Reader) -> None:
    open_one(journal, duty(1, in_days(9)), duty(2), duty(3, in_days(2)))
    open_one(journal)
    open_one(journal, duty(1, in_days(5)), duty(2, in_days(1)))
    open_one(journal, duty(1, in_days(2)))
    resolve(journal, 3, 2)  # and its first duty stays open
    resolve(journal, 4, 1)
    lines = queries.open_lines()
    assert seen(lines) == [(1, 3), (3, 1), (1, 1), (1, 2), (2, None)]
    line, first = lines[0]
    assert (line.reference, line.open_duties, line.at_risk) == ("ESC-2026-0001", 3, False)
    assert first
    assert (first.due_at, first.clock, first.was_late) == ("2026-12-20T10:00:00.000000Z", True, False)
    assert [type(flag) for flag in (line.at_risk, first.clock, first.was_late)] == [bool, bool, bool]


def test_lines_as_of_a_moment_are_those_that_were_open_then(journal: Journal, queries: Reader) -> None:
    moments, then = [], []

    def remember(at: datetime) -> None:
        moments.append(at)
        then.append(queries.open_lines())

    remember(NOW - timedelta(days=1))
    for day in range(3):
        open_one(journal, duty(1, in_days(day)), duty(2), now=in_days(day))
        remember(in_days(day))
    resolve(journal, 2, 1, 2, at=in_days(4))
    remember(in_days(4))
    resolve(journal, 1, 1, at=in_days(5))
    remember(in_days(5))
    journal.record(AUTHOR, in_days(6), 3, None, lambda _stored: (danger(),))
    remember(in_days(6))

    assert [len(lines) for lines in then] == [0, 2, 4, 6, 4, 3, 3]
    assert [queries.lines_as_of(moment) for moment in moments] == then
    assert queries.lines_as_of(in_days(5) - timedelta(microseconds=1)) == then[4]


def test_lines_as_of_a_moment_stand_a_clock_that_went_back(journal: Journal, queries: Reader) -> None:
    open_one(journal, duty(1), now=in_days(3))
    journal.record(AUTHOR, in_days(1), 1, None, lambda _stored: (danger(),))
    assert queries.lines_as_of(in_days(2)) == ()
    assert seen(queries.lines_as_of(in_days(3))) == [(1, 1)]


def test_lines_as_of_a_moment_are_found_in_a_long_log(journal: Journal, queries: Reader) -> None:
    journal.append_many(AUTHOR, NOW, [(KEPT, lambda reference: (opened(reference, duty(1)),))] * 1100)
    resolve(journal, 1000, 1, at=in_days(1))
    assert len(queries.lines_as_of(NOW)) == 1100
    assert len(queries.lines_as_of(in_days(1))) == len(queries.open_lines()) == 1099


def test_disputes_are_listed_newest_first_and_counted(journal: Journal, queries: Reader) -> None:
    for _ in range(5):
        open_one(journal)
    resolve(journal, 4)
    lines, total = queries.disputes(resolved=False, limit=3)
    assert ([line.dispute for line in lines], total) == ([5, 3, 2], 4)
    lines, total = queries.disputes(resolved=True, limit=3)
    assert ([line.dispute for line in lines], total) == ([5, 4, 3], 5)
    assert lines[1].resolved_at == "2026-12-18T10:00:00.000000Z"


def test_a_dispute_is_dated_by_when_it_happened_not_by_the_zone_of_the_computer(
    journal: Journal, queries: Reader
) -> None:
    open_one(journal, now=datetime(2026, 7, 1, 12, tzinfo=UTC))
    [line], _ = queries.disputes(resolved=False, limit=1)
    assert line.opened_at == "2026-12-18T10:00:00.000000Z"
