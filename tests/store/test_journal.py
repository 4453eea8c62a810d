"""Writing: one transaction an act, sealed onto both chains, or nothing at all."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier
from typing import get_args

import pytest

from escalate.domain.bodies import decode
from escalate.domain.events import Act
from escalate.domain.journal import FORMAT
from escalate.domain.log_events import LogStarted
from escalate.domain.parts import Author
from escalate.domain.register import FOLD
from escalate.errors import ChangedMeanwhile, NoSuchDispute
from escalate.store import database, proving
from escalate.store.journal import _ADDED, Journal
from escalate.store.queries import Queries
from escalate.usecases.ports import Stored
from tests.store.acts import (
    AUTHOR,
    DIGEST,
    KEPT,
    NOW,
    danger,
    date_agreed,
    discussed,
    done,
    duty,
    in_days,
    journal_of,
    open_one,
    opened,
    read_policy,
    report_danger,
    resolved,
)
from tests.store.conftest import entries_in, prove

TOP = Path(__file__).parents[2]


def record(journal: Journal, number: int, *acts: Act, after: int | None = None) -> tuple[int, ...]:
    return journal.record(AUTHOR, NOW, number, after, lambda _stored: acts).positions


# What an act leaves in the log


def test_a_log_starts_with_its_random_id_and_format(path: Path, tmp_path: Path) -> None:
    started = []
    for log, scripted in ((path, True), (tmp_path / "other.db", False)):
        written = open_one(journal_of(log, scripted=scripted))
        first = entries_in(log)[0]
        author, event = decode(first.kind, first.body or "")
        assert isinstance(event, LogStarted)
        assert (author, event.format, event.scripted, event.program) == (AUTHOR, FORMAT, scripted, "0.1")
        assert (first.position, first.dispute, first.seq) == (1, None, None)
        assert written.positions == (2,)
        assert Queries(log, read_policy).scripted() is scripted
        started.append(event.log_id)
    assert len(set(started)) == 2
    assert all(len(bytes.fromhex(log_id)) == 16 for log_id in started)


def test_entries_of_two_disputes_make_one_chain_and_two_of_their_own(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    open_one(journal)
    assert record(journal, 1, discussed(done(1)), danger()) == (4, 5)
    assert record(journal, 2, danger()) == (6,)

    entries = entries_in(path)
    assert [(entry.position, entry.dispute, entry.seq) for entry in entries] == [
        (1, None, None),
        (2, 1, 1),
        (3, 2, 1),
        (4, 1, 2),
        (5, 1, 3),
        (6, 2, 2),
    ]
    hashes = [entry.hash for entry in entries]
    assert [entry.prev for entry in entries] == [None, *hashes[:-1]]
    assert [entry.prev_in_dispute for entry in entries] == [None, None, None, hashes[1], hashes[3], hashes[2]]
    assert len({entry.salt for entry in entries}) == len(entries)
    assert {len(entry.salt or b"") for entry in entries} == {32}


def test_what_was_said_is_stored_as_it_was_said(path: Path, journal: Journal) -> None:
    written = open_one(journal)
    entry = entries_in(path)[1]
    assert json.loads(entry.body or "")["event"]["concern"] == "Ŵyn “said” <b>no</b>\n\x00\x1b[2J 😀"
    assert Queries(path, read_policy).stored(1).dispute == written.dispute
    assert written.dispute.opened.reference == "ESC-2026-0001"


def test_an_entry_is_written_at_the_time_given(path: Path, journal: Journal) -> None:
    open_one(journal, now=datetime(2026, 7, 1, 10, tzinfo=UTC).astimezone(None))
    assert [entry.recorded_at for entry in entries_in(path)] == ["2026-07-01T10:00:00.000000Z"] * 2


def test_a_reference_has_the_year_it_is_in_london(journal: Journal) -> None:
    for day, reference in {
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC): "ESC-2026-0001",
        datetime(2027, 1, 1, 0, 0, tzinfo=UTC): "ESC-2027-0002",
        datetime(2027, 6, 30, 23, 30, tzinfo=UTC): "ESC-2027-0003",
    }.items():
        assert open_one(journal, now=day).dispute.opened.reference == reference


def test_a_policy_s_text_is_kept_once(path: Path, journal: Journal) -> None:
    open_one(journal)
    open_one(journal)
    other = hashlib.sha256(b"other").hexdigest()
    journal.open_dispute(AUTHOR, NOW, b"other", lambda reference: (opened(reference, digest=other),))
    with closing(sqlite3.connect(path)) as connection:
        kept = dict(connection.execute("SELECT digest, bytes FROM kept"))
    assert kept == {DIGEST: KEPT, other: b"other"}
    assert Queries(path, read_policy).stored(3).policy.id == "other"


def test_decide_is_given_the_dispute_as_it_stands_with_the_policy_it_was_opened_under(journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    record(journal, 1, date_agreed(1, in_days(9)))
    seen: list[Stored] = []

    def decide(stored: Stored) -> tuple[Act, ...]:
        seen.append(stored)
        return (danger(),)

    written = journal.record(AUTHOR, NOW, 1, 2, decide)
    assert (seen[0].number, seen[0].dispute.seq, seen[0].policy) == (1, 2, read_policy(KEPT))
    assert seen[0].dispute.duties[1].due_at == in_days(9)
    assert (written.number, written.dispute.seq, written.events) == (1, 3, (danger(),))


def test_acts_change_the_register_as_they_change_the_dispute(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)), duty(2))
    for acts in (
        (discussed(done(1)),),
        (date_agreed(2, in_days(30)), danger()),
        (resolved(done(2), started=(duty(3, in_days(7)),), at_risk=True),),
    ):
        record(journal, 1, *acts)
        prove(path)


def test_deciding_that_nothing_happened_writes_nothing(path: Path, journal: Journal) -> None:
    open_one(journal)
    before = entries_in(path)
    assert record(journal, 1) == ()
    assert entries_in(path) == before


# Or nothing at all


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, SystemExit])
def test_whatever_stops_deciding_nothing_is_left(path: Path, journal: Journal, fault: type[BaseException]) -> None:
    def stop(_given: object) -> tuple[Act, ...]:
        raise fault

    with pytest.raises(fault):
        journal.open_dispute(AUTHOR, NOW, KEPT, stop)
    with closing(sqlite3.connect(path)) as connection:  # not even the start of the log, or the policy
        for table in ("entry", "content", "kept", "dispute", "duty"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608

    open_one(journal)
    before = path.read_bytes()
    with pytest.raises(fault):
        journal.record(AUTHOR, NOW, 1, 1, stop)
    assert path.read_bytes() == before


def test_a_dispute_is_not_opened_under_a_policy_that_was_not_kept(path: Path, journal: Journal) -> None:
    with pytest.raises(ValueError, match="under the policy that was kept"):
        journal.open_dispute(AUTHOR, NOW, b"another text", lambda reference: (opened(reference),))
    assert entries_in(path) == ()


def test_an_act_on_no_dispute_is_refused(journal: Journal) -> None:
    open_one(journal)
    with pytest.raises(NoSuchDispute, match="There is no dispute 2"):
        record(journal, 2, danger())


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.store.acts import *
from escalate.store import addition, register
path, when = Path(sys.argv[1]), sys.argv[2]
def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
if when == "deciding":
    decide = die
else:
    decide = lambda stored: (danger(),)
    setattr(register, "put", die) if when == "before the register" else setattr(addition, "_rows", die)
print(open_one(journal_of(path)).positions, flush=True)
journal_of(path).record(AUTHOR, NOW, 1, None, decide)
"""


@pytest.mark.parametrize("when", ["deciding", "before the entries", "before the register"])
def test_a_process_killed_in_the_middle_leaves_what_was_acknowledged(path: Path, when: str) -> None:
    open_one(journal_of(path))
    before = entries_in(path)
    killed = subprocess.run([sys.executable, "-c", KILLED, str(path), when], cwd=TOP, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL
    acknowledged = killed.stdout.count(b"\n")
    assert len(entries_in(path)) == len(before) + acknowledged
    report_danger(path, 1, 1)


# Two at once


def test_the_second_of_two_acts_is_told_what_the_first_was_and_writes_nothing(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    manager = Author("Zebedee Zebrafish", "Team manager", "Children's Services")
    journal.record(manager, NOW + timedelta(hours=1, minutes=30), 1, 1, lambda _stored: (discussed(),))
    before = path.read_bytes()

    with pytest.raises(ChangedMeanwhile) as caught:
        record(journal, 1, danger(), after=1)

    assert caught.value.message == "ESC-2026-0001 has changed since you began, so nothing was recorded."
    assert caught.value.details == ("18 December 2026, 11:30: a discussion was recorded",)  # who: the status says
    assert "escalate status ESC-2026-0001" in caught.value.hint
    assert caught.value.exit_code == 4
    assert path.read_bytes() == before


def test_every_kind_of_act_has_words_for_whom_it_overtakes() -> None:
    assert set(_ADDED) == {kind.__name__ for kind in get_args(Act)}


def test_of_acts_made_at_the_same_moment_on_the_same_state_one_is_written(path: Path, journal: Journal) -> None:
    open_one(journal)
    together = Barrier(4)

    def act(_which: int) -> str:
        together.wait()
        try:
            record(journal, 1, danger(), after=1)
        except ChangedMeanwhile:
            return "told"
        return "written"

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(act, range(4))) == ["told", "told", "told", "written"]
    assert len(entries_in(path)) == 3


def in_processes(act: Callable[..., None], *calls: tuple[object, ...]) -> None:
    with ProcessPoolExecutor(len(calls), mp_context=get_context("spawn")) as processes:
        for future in [processes.submit(act, *call) for call in calls]:
            future.result()


def test_eight_processes_append_25_times_each_without_a_gap_or_a_fork(path: Path, journal: Journal) -> None:
    for _ in range(3):
        open_one(journal)
    in_processes(report_danger, *((path, number % 3 + 1, 25) for number in range(8)))
    entries = entries_in(path)
    assert [entry.position for entry in entries] == list(range(1, 1 + 1 + 3 + 8 * 25))


def test_two_processes_that_make_the_log_make_one(path: Path) -> None:
    in_processes(make_and_open, *([(path,)] * 4))
    assert [entry.kind for entry in entries_in(path)] == ["LogStarted"] + ["Opened"] * 4


def make_and_open(path: Path) -> None:
    open_one(journal_of(path))


def test_a_reader_in_the_middle_of_its_lines_stops_no_writer(path: Path, journal: Journal) -> None:
    for _ in range(50):
        open_one(journal, duty(1, in_days(5)))
    queries = Queries(path, read_policy)
    half_read = [
        iter(queries.open_lines()),
        iter(queries.entries(7)),
        iter(queries.disputes(resolved=True, limit=9)[0]),
    ]
    for lines in half_read:
        next(lines)
    assert record(journal, 7, danger()) == (52,)


# The register


def stale(path: Path) -> None:
    """Leave the register as an older program would have: another fold, other rows."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE fold SET number = :fold", {"fold": FOLD - 1})
        connection.execute("UPDATE dispute SET stage_name = 'as it was'")
        connection.execute("DELETE FROM duty")


def test_a_register_of_another_fold_is_rebuilt_before_the_first_answer(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    stale(path)
    [(line, first)] = Queries(path, read_policy).open_lines()
    assert line.stage_name == "Professional to professional"
    assert first
    prove(path)


def test_a_register_of_another_fold_is_rebuilt_before_a_write(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    open_one(journal)
    stale(path)
    record(journal, 2, danger())
    prove(path)


def test_a_register_of_another_fold_is_rebuilt_before_the_log_is_proved(path: Path, journal: Journal) -> None:
    open_one(journal, duty(1, in_days(5)))
    stale(path)
    found = proving.prove(path)
    assert found
    assert found.faults == ()


def test_a_register_can_be_thrown_away_and_rebuilt(path: Path, journal: Journal) -> None:
    journal.append_many(AUTHOR, NOW, [(KEPT, lambda reference: (opened(reference, duty(1)), danger()))] * 1201)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript("DELETE FROM dispute; DELETE FROM duty;")
    journal.rebuild()
    prove(path)


def test_many_disputes_are_added_as_if_one_by_one(path: Path, journal: Journal) -> None:
    open_one(journal)
    added = journal.append_many(
        AUTHOR, NOW, [(KEPT, lambda reference: (opened(reference, duty(1)), discussed(done(1))))] * 2100
    )
    assert added == 2100
    assert len(entries_in(path)) == 1 + 1 + 2 * 2100
    assert Queries(path, read_policy).find("ESC-2026-2101") == 2101
    assert open_one(journal).number == 2102


def test_nothing_is_left_of_many_disputes_if_one_fails(path: Path, journal: Journal) -> None:
    def acts(reference: str) -> tuple[Act, ...]:
        if reference.endswith("2050"):
            raise ValueError(os.devnull)
        return (opened(reference),)

    with pytest.raises(ValueError, match=os.devnull):
        journal.append_many(AUTHOR, NOW, [(KEPT, acts)] * 2100)
    assert entries_in(path) == ()
    assert database.state(path) is database.State.CURRENT
