"""The receipts kept outside the log: the last one stays the last, and those whose entries are gone stay known."""

import json
import os
import shutil
from pathlib import Path

import pytest

from escalate.domain.journal import Head
from escalate.domain.log_events import Restored
from escalate.store.journal import Journal
from escalate.store.outside import Outside
from tests.store.acts import AUTHOR, NOW, open_one, report_danger
from tests.store.conftest import entries_in

OTHER = "f" * 32


@pytest.fixture
def log_id(path: Path, journal: Journal) -> str:
    """The id of a log of three entries."""
    open_one(journal)
    report_danger(path, 1, 1)
    event = json.loads(entries_in(path)[0].body or "")["event"]
    assert isinstance(event["log_id"], str)
    return event["log_id"]


@pytest.fixture
def outside(path: Path) -> Outside:
    return Outside(path)


@pytest.fixture
def file(path: Path) -> Path:
    return path.parent.with_name("home.receipt")


def head(position: int) -> Head:
    return Head(position, f"{position:064x}"[::-1])


def known(outside: Outside, log_id: str) -> list[int]:
    return [one.receipt.position for one in outside.known(log_id)]


def test_the_later_of_two_receipts_stays(outside: Outside, log_id: str) -> None:
    for position in (5, 4, 5, 1):
        outside.keep(log_id, head(position), NOW)
        assert known(outside, log_id) == [5]
    outside.keep(log_id, head(6), NOW)
    assert known(outside, log_id) == [6]


def test_another_log_in_the_folder_has_receipts_of_its_own_beside_those_of_the_one_before(
    outside: Outside, log_id: str
) -> None:
    outside.keep(log_id, head(5), NOW)
    outside.keep(OTHER, head(1), NOW)
    assert (known(outside, log_id), known(outside, OTHER), known(outside, "")) == ([5], [1], [1, 5])


def test_an_entry_in_the_place_of_the_one_that_was_known_is_noticed(path: Path, outside: Outside, log_id: str) -> None:
    shutil.copy(path, path.with_name("older.db"))
    report_danger(path, 1, 1)
    outside.remember()
    assert outside.gone() is None
    shutil.move(path.with_name("older.db"), path)
    report_danger(path, 1, 1)
    assert len(entries_in(path)) == 4
    for _ in range(2):
        gone = outside.gone()
        assert gone
        assert (gone.known.receipt.position, gone.how) == (4, "cut off")
    assert known(outside, log_id) == [4]
    outside.said()
    assert outside.gone() is None


@pytest.mark.parametrize(("position", "told"), [(2, True), (3, False), (9, False), (10, True)])
def test_a_restore_explains_what_it_says_was_lost_and_nothing_else(
    position: int, told: bool, journal: Journal, outside: Outside, log_id: str
) -> None:
    journal.note(AUTHOR, NOW, Restored(9, "0" * 20, 2))
    outside.keep(log_id, head(position), NOW)
    assert bool(outside.gone()) is told


def test_the_last_ten_whose_entries_are_gone_stay_known(outside: Outside, log_id: str) -> None:
    for position in range(100, 112):
        outside.keep(log_id, head(position), NOW)
        assert outside.gone()
    assert known(outside, log_id) == [*range(111, 101, -1)]


def test_they_stay_known_when_the_end_of_the_log_is_kept_anew(outside: Outside, log_id: str) -> None:
    outside.keep(log_id, head(100), NOW)
    assert outside.gone()
    outside.remember()
    assert known(outside, log_id) == [3, 100]


def test_those_of_another_log_do_not(outside: Outside, log_id: str) -> None:
    outside.keep(OTHER, head(100), NOW)
    outside.remember()
    assert known(outside, "") == known(outside, log_id) == [3]


def test_where_it_cannot_be_put_in_place_nothing_is_left(outside: Outside, file: Path) -> None:
    file.mkdir(parents=True)
    outside.keep(OTHER, head(1), NOW)
    assert list(file.parent.glob("home.receipt*")) == [file]
    assert list(file.iterdir()) == []


def test_a_file_planted_under_the_unfinished_name_is_not_written_to(outside: Outside, file: Path) -> None:
    planted = file.with_name(f"{file.name}.{os.getpid()}")
    planted.touch(0o600)
    planted.chmod(0o666)
    with planted.open() as watched:
        outside.keep(OTHER, head(1), NOW)
        assert watched.read() == ""
    outside.keep(OTHER, head(2), NOW)
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]", b'{"log": 1}'])
def test_a_file_that_cannot_be_read_is_kept_aside_and_named(content: bytes, outside: Outside, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    assert outside.spoilt() == ""
    file.write_bytes(content)
    assert outside.spoilt() == "home.receipt"
    outside.keep(OTHER, head(1), NOW)
    assert known(outside, OTHER) == [1]
    assert outside.spoilt() == "home.receipt-damaged"
    assert file.with_name("home.receipt-damaged").read_bytes() == content
    outside.keep(OTHER, head(2), NOW)
    file.with_name("home.receipt-damaged").unlink()
    assert outside.spoilt() == ""
