"""Erasing on real files: no word and no salt is left, the chain still proves itself, and nobody else is touched."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.calendar import Happened
from escalate.domain.case import Case
from escalate.domain.deciding import decide
from escalate.domain.folding import fold
from escalate.domain.journal import Entry, verify
from escalate.domain.log_events import KeepRuleSet
from escalate.domain.parts import Party, Subject
from escalate.domain.plain import instant_text
from escalate.errors import Erased, LogUnusable
from escalate.store import proving, sweeping
from escalate.store.drafts import Drafts
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from escalate.usecases.ports import Draft, Past, Stored
from tests.build import CALENDAR
from tests.store.acts import (
    AUTHOR,
    KEPT,
    MIGRATIONS,
    NOW,
    US,
    danger,
    discussed,
    done,
    duty,
    in_days,
    journal_of,
    open_one,
    opened,
    read_policy,
    resolved,
)
from tests.store.conftest import entries_in, prove
from tests.store.test_laws import LawsOfTheLog

WORDS = ("Zebrafish", "Quokka", "Ptarmigan", "Axolotl", "Wombat", "Narwhal")
LONG = "Ptarmigan and more. " * 900  # pages of its own


def erased(stored: Stored) -> tuple[e.Act, ...]:
    request = r.Erase("Its time is over.", "The head", stored.dispute.opened.reference, early=True)
    return decide(request, stored.dispute, Case(stored.dispute, stored.policy, CALENDAR, NOW), AUTHOR)


def erase(path: Path, number: int = 1) -> None:
    journal_of(path).record(AUTHOR, NOW, number, None, erased)


def full(path: Path, journal: Journal) -> None:
    """A dispute with distinctive words wherever there can be some, its drafts, and a bystander with its own."""

    def first(reference: str) -> tuple[e.Act, ...]:
        them = Party("them", "responding", "Quokka Services")
        personal = opened(reference, replace(duty(1, in_days(5)), what="Wombat", holder="Narwhal"))
        return (replace(personal, concern="Zebrafish", subjects=(Subject("child", "Quokka"),), parties=(US, them)),)

    journal.open_dispute(AUTHOR, NOW, KEPT, first)
    open_one(journal, duty(1, in_days(5)))
    drafts = Drafts(path, lambda: None)
    at = instant_text(NOW)
    for dispute, body in ((1, "Axolotl, half written"), (2, "A bystander's"), (None, "Of no dispute"), (1, LONG)):
        drafts.keep(Draft(0, "log", dispute, "", 1, at, at, body))
    for said in ("Ptarmigan", LONG, "Zebrafish"):
        journal.record(AUTHOR, NOW, 1, None, lambda _, said=said: (replace(discussed(), said=said),))  # type: ignore[misc]
        journal.record(AUTHOR, NOW, 2, None, lambda _: (danger(),))
    journal.record(AUTHOR, NOW, 1, None, lambda _: (resolved(done(1)),))


def of(path: Path, number: int) -> list[Entry]:
    return [entry for entry in entries_in(path) if entry.dispute == number]


def held_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def left_of(folder: Path, entries: list[Entry]) -> list[str | bytes]:
    """The words, and the salts of the entries, that any file of the folder still has."""
    held = held_in(folder)
    salts = [entry.salt for entry in entries if entry.salt]
    return [word for word in WORDS if word.encode() in held] + [salt for salt in salts if salt in held]


def test_no_word_and_no_salt_of_it_is_left_in_any_file(path: Path, journal: Journal) -> None:
    full(path, journal)
    before = of(path, 1)
    assert len(left_of(path.parent, before)) == len(WORDS) + len(before)
    erase(path)
    assert left_of(path.parent, before) == []
    assert [file.name for file in path.parent.iterdir()] == ["log.db"]


def test_the_entries_stay_and_the_chain_still_proves_them(path: Path, journal: Journal) -> None:
    full(path, journal)
    before = entries_in(path)
    erase(path)
    after = entries_in(path)
    assert [replace(entry, salt=None, body=None) for entry in after[:-1]] == [
        replace(entry, salt=None, body=None) for entry in before
    ]
    assert [entry.body is None for entry in after] == [entry.dispute == 1 for entry in before] + [False]
    assert verify(after) == ()
    assert verify(after[:-1]) == tuple(f"entry {one.position} has lost its words" for one in before if one.dispute == 1)


def test_a_bystander_is_not_touched(path: Path, journal: Journal) -> None:
    full(path, journal)
    queries, drafts = Queries(path, read_policy), Drafts(path, lambda: None)
    before, kept, stored = of(path, 2), drafts.all(), queries.stored(2)
    erase(path)
    assert (of(path, 2), queries.stored(2)) == (before, stored)
    assert drafts.all() == tuple(draft for draft in kept if draft.dispute != 1)
    assert [line.dispute for line, _ in queries.open_lines()] == [2]


def test_its_tally_is_what_every_question_about_it_gives(path: Path, journal: Journal) -> None:
    full(path, journal)
    erase(path)
    queries = Queries(path, read_policy)
    stored = queries.stored(1)
    assert stored.dispute.erased
    assert stored.dispute.erased.entries == tuple(entry.position for entry in of(path, 1)[:-1])
    assert (queries.find("1"), queries.references([1])) == (1, {1: "ESC-2026-0001"})
    (_, tally), total = queries.disputes(resolved=True, limit=9)
    assert (total, tally.subjects, tally.agencies, tally.open_duties, bool(tally.erased_at)) == (2, "", "", 0, True)
    journal.rebuild()
    assert queries.disputes(resolved=True, limit=9)[0][1] == tally


def test_a_day_before_the_erasure_leaves_it_out_and_counts_it(path: Path, journal: Journal) -> None:
    full(path, journal)
    queries = Queries(path, read_policy)
    assert {line.dispute for line, _ in queries.lines_as_of(NOW)} == {2}  # resolved on the same day
    later = NOW + timedelta(days=9)
    journal.record(
        AUTHOR, later, 1, None, lambda _: (e.Reopened(Happened.instant(later), False, (), (), "1", "n", "w"),)
    )
    journal.record(AUTHOR, later, 1, None, lambda _: (replace(resolved(), happened=Happened.instant(later)),))
    after = replace(Happened.instant(later), day=later.date())
    journal.record(AUTHOR, later, 1, None, lambda stored: (replace(erased(stored)[0], happened=after),))
    assert {line.dispute for line, _ in queries.lines_as_of(NOW + timedelta(days=1))} == {2}
    assert [queries.erased_since(NOW + timedelta(days=days)) for days in (-1, 0, 1, 9)] == [0, 1, 1, 0]


def test_what_may_be_erased_is_what_is_past_its_time_not_held_and_not_erased(path: Path, journal: Journal) -> None:
    queries = Queries(path, read_policy)

    def set_up(*, until: date | None, hold: bool | None, close: bool = True) -> None:
        number = open_one(journal, duty(1, in_days(5))).number
        if close:
            journal.record(AUTHOR, NOW, number, None, lambda _: (resolved(done(1)),))
        kept = e.KeepSet(Happened.instant(NOW), False, (), (), "Why.", until, hold)
        journal.record(AUTHOR, NOW, number, None, lambda _: (kept,))

    set_up(until=None, hold=None)  # 1: by the rule alone
    set_up(until=date(2030, 1, 1), hold=None)  # 2: by its day
    set_up(until=date(2030, 1, 1), hold=True)  # 3
    set_up(until=date(2030, 1, 1), hold=None, close=False)  # 4: open
    set_up(until=date(2040, 1, 1), hold=None)  # 5: later than the rule
    set_up(until=date(2030, 1, 1), hold=None)  # 6: erased below
    erase(path, 6)

    def found(today: date, rule: date | None) -> tuple[int, list[int], int]:
        past = Past(today, rule)
        listed, others = queries.to_review(past)
        return queries.may_be_erased(past), [line.dispute for line in listed], others

    assert found(date(2030, 1, 1), None) == (0, [3], 3)
    assert found(date(2030, 1, 2), None) == (1, [2, 3], 2)
    assert found(date(2030, 1, 2), NOW.date()) == (1, [2, 3], 2)  # resolved on that day: not before it
    assert found(date(2030, 1, 2), NOW.date() + timedelta(days=1)) == (2, [1, 2, 3], 1)
    assert found(date(2040, 1, 2), None) == (2, [2, 3, 5], 1)


def test_whoever_was_writing_meanwhile_is_told_that_it_was_erased(path: Path, journal: Journal) -> None:
    full(path, journal)
    erase(path)

    def decided(stored: Stored) -> tuple[e.Act, ...]:
        return decide(r.ReportDanger("999"), stored.dispute, Case(stored.dispute, stored.policy, CALENDAR, NOW), AUTHOR)

    before = path.read_bytes()
    with pytest.raises(Erased):
        journal.record(AUTHOR, NOW, 1, 4, decided)
    assert path.read_bytes() == before


def test_words_that_are_lost_without_an_erasure_are_damage(path: Path, journal: Journal, tmp_path: Path) -> None:
    full(path, journal)
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as spoilt:
        spoilt.execute("DROP TRIGGER content_delete")
        spoilt.execute("DELETE FROM content WHERE position = 2")
    with pytest.raises(LogUnusable, match="Entry 2 has lost its words"):
        Queries(copy, read_policy).stored(1)


def test_proving_an_erased_log_finds_nothing_wrong_and_counts_what_was_erased(path: Path, journal: Journal) -> None:
    full(path, journal)
    lost = len(of(path, 1))
    erase(path)
    found = proving.prove(path)
    assert found
    assert (found.faults, found.erased) == ((), lost)


@pytest.mark.parametrize("traces", ["4", "99", "''", "x''"])
def test_a_note_of_an_erasure_that_is_not_there_is_found(
    path: Path, journal: Journal, tmp_path: Path, traces: str
) -> None:
    full(path, journal)
    copy = tmp_path / "copy.db"
    shutil.copy(path, copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as spoilt:
        spoilt.execute(f"UPDATE fold SET traces = {traces}")  # noqa: S608
    found = proving.prove(copy)
    assert found
    assert [fault.what for fault in found.faults] == ["it names an erasure that is not there"]


def test_a_rule_for_all_is_an_entry_of_no_dispute(path: Path, journal: Journal) -> None:
    queries = Queries(path, read_policy)
    assert queries.keep_rule() is None
    journal.note(AUTHOR, NOW, KeepRuleSet(6))
    open_one(journal)
    assert queries.keep_rule() == 6
    journal.note(AUTHOR, NOW, KeepRuleSet(None))
    assert queries.keep_rule() is None
    kinds = [(entry.kind, entry.dispute, entry.seq) for entry in entries_in(path)]
    assert kinds[1:] == [("KeepRuleSet", None, None), ("Opened", 1, 1), ("KeepRuleSet", None, None)]
    assert queries.stored(1).dispute.seq == 1


KILLED = """
import os, signal, sys
from pathlib import Path
from escalate.store import addition, drafts, register, sweeping
from tests.store.test_erasing import erase
path, when = Path(sys.argv[1]), sys.argv[2]
def die(*given):
    os.kill(os.getpid(), signal.SIGKILL)
if when == "before the words":
    register.put = die
elif when == "after the commit":
    sweeping.sweep = die
elif when == "before the drafts":
    drafts.delete_all_of = die
else:
    def small(log, number):
        log.execute("PRAGMA cache_size = 2")
        for n in range(400):
            log.execute("REPLACE INTO draft VALUES (NULL, 'log', 1, '', 1, '', '', ?)", ("never committed" * 90,))
        die()
    drafts.delete_all_of = small
erase(path)
"""


@pytest.mark.parametrize("when", ["before the words", "before the drafts", "with half of it on disk"])
def test_a_kill_in_the_middle_leaves_everything(path: Path, journal: Journal, when: str) -> None:
    full(path, journal)
    before, drafts = entries_in(path), Drafts(path, lambda: None).all()
    command = [sys.executable, "-c", KILLED, str(path), when]
    killed = subprocess.run(command, cwd=MIGRATIONS.parent, capture_output=True, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert Drafts(path, lambda: None).all() == drafts  # which opens it for writing, and so undoes the rest
    assert entries_in(path) == before
    erase(path)
    assert left_of(path.parent, [entry for entry in before if entry.dispute == 1]) == []


def test_a_kill_before_the_file_is_written_anew_is_made_good_by_the_next_act(path: Path, journal: Journal) -> None:
    full(path, journal)
    before = of(path, 1)
    command = [sys.executable, "-c", KILLED, str(path), "after the commit"]
    assert subprocess.run(command, cwd=MIGRATIONS.parent, check=False).returncode == -signal.SIGKILL
    assert of(path, 1)[-1].kind == "Erased"
    assert traces_in(path) == of(path, 1)[-1].position
    journal.record(AUTHOR, NOW, 2, None, lambda _: (danger(),))
    assert traces_in(path) == 0
    assert left_of(path.parent, before) == []


def test_a_file_that_cannot_be_written_anew_is_said_and_tried_again(
    path: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    full(path, journal)

    def full_disk(*_: object) -> sqlite3.Connection:
        raise LogUnusable("The disk is full.")

    with monkeypatch.context() as no_room:
        no_room.setattr(sweeping, "connect", full_disk)
        assert not journal.record(AUTHOR, NOW, 1, None, erased).swept
    assert Queries(path, read_policy).stored(1).dispute.erased
    journal.rebuild()
    assert traces_in(path)
    assert journal.record(AUTHOR, NOW, 2, None, lambda _: (danger(),)).swept
    assert traces_in(path) == 0


def test_while_the_file_is_written_anew_no_word_of_it_is_elsewhere_on_the_disk(
    path: Path, journal: Journal, tmp_path: Path
) -> None:
    full(path, journal)
    at, elsewhere = instant_text(NOW), tmp_path / "elsewhere"
    Drafts(path, lambda: None).keep(Draft(0, "log", 1, "Ann", 3, at, at, "x" * 5_000_000))
    elsewhere.mkdir()
    os.utime(elsewhere, (0, 0))  # any file made in it, however briefly, changes that
    code = "import pathlib, sys; from escalate.store.sweeping import sweep; sweep(pathlib.Path(sys.argv[1]), 0)"
    environment = {**os.environ, "SQLITE_TMPDIR": str(elsewhere)}
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=MIGRATIONS.parent, env=environment, check=True)
    assert elsewhere.stat().st_mtime == 0


def traces_in(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT traces FROM fold").fetchone()[0])


class LawsOfErasing(LawsOfTheLog):
    """Any run of acts in a real log beside a bystander, with holds and dates; at its end it is resolved and erased."""

    SAID = ("They closed it", "Words.", "Somebody of", "The police", "It broke down", "The plan holds", "Both away")

    @rule(hold=st.sampled_from([None, True, False]), days=st.sampled_from([None, 0, 400]))
    def keep(self, hold: bool | None, days: int | None) -> None:
        until = Happened(Happened.instant(self.now).day + timedelta(days=days)) if days is not None else None
        self.act(r.Keep("Words.", until, hold))

    def teardown(self) -> None:
        """Wherever the run came to: it is resolved and erased."""
        try:
            if self.journal:
                self.write()
                self.erased_at_the_end()
        finally:
            super().teardown()

    def erased_at_the_end(self) -> None:
        self.act(r.Resolve("agreed-plan", "The managers", at_risk=False, reasons="The plan holds."))
        self.act(r.Keep("Words.", hold=False))
        assert self.journal
        open_one(self.journal, duty(1, in_days(5)))
        before, bystander = of(self.log, 1), of(self.log, 2)
        self.act(r.Erase("Its time is over.", "The head", self.dispute.opened.reference, early=True))
        assert self.dispute.erased
        held = held_in(self.log.parent)
        assert not [word for word in self.SAID if word.encode() in held]
        assert not [entry.position for entry in before if entry.salt and entry.salt in held]
        assert of(self.log, 2) == bystander
        assert verify(entries_in(self.log)) == ()
        assert Queries(self.log, read_policy).stored(1).dispute == fold(self.events) == self.dispute
        prove(self.log)


TestLawsOfErasing = LawsOfErasing.TestCase
TestLawsOfErasing.settings = settings(max_examples=15, stateful_step_count=14, deadline=None, derandomize=True)


def test_disputes_erased_in_any_order_leave_nothing_of_those_that_are_gone() -> None:
    """Pages are split, joined and used again: what moved from one to another must not stay behind."""
    folder = Path(tempfile.mkdtemp())
    journal = journal_of(folder / "log.db")
    alive = []
    for number in range(1, 41):
        words = f"<{number:03}>" * (number * number * 7 % 900 + 1)

        def first(reference: str, words: str = words) -> tuple[e.Act, ...]:
            return (replace(opened(reference), concern=words),)

        journal.open_dispute(AUTHOR, NOW, KEPT, first)
        journal.record(AUTHOR, NOW, number, None, lambda _, said=words: (replace(discussed(), said=said), resolved()))  # type: ignore[misc]
        alive.append(number)
    gone: list[int] = []
    for step in range(40):
        gone.append(alive.pop(step * 17 % len(alive)))
        erase(folder / "log.db", gone[-1])
        held = held_in(folder)
        assert not [one for one in gone if f"<{one:03}>".encode() in held]
        assert all(f"<{one:03}>".encode() in held for one in alive)
    shutil.rmtree(folder)
