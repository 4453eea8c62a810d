"""Answers not yet confirmed: kept at once, no part of the record, gone with their act and nowhere in the file."""

import random
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from escalate.domain.plain import instant_text
from escalate.errors import ChangedMeanwhile, LogUnusable
from escalate.store import database, migrate
from escalate.store.database import State
from escalate.store.drafts import Drafts
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from escalate.usecases.ports import Draft, Stored
from tests.store.acts import AUTHOR, KEPT, MIGRATIONS, NOW, danger, journal_of, open_one, opened, read_policy
from tests.store.conftest import entries_in

DRAFT = Draft(0, "log", 1, "Siân O'Brien", 1, instant_text(NOW), instant_text(NOW), '{"said": "Three bruises."}')


def drafts_of(path: Path) -> Drafts:
    def make_ready() -> None:
        if database.state(path) is not State.CURRENT:
            migrate.bring_up_to_date(path, MIGRATIONS)

    return Drafts(path, make_ready)


@pytest.fixture
def drafts(path: Path) -> Drafts:
    return drafts_of(path)


def after(minutes: int, draft: Draft = DRAFT) -> Draft:
    """The draft, changed so many minutes later."""
    return replace(draft, changed_at=instant_text(NOW + timedelta(minutes=minutes)))


def files_beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()}


def test_a_draft_comes_back_as_it_was_kept(drafts: Drafts) -> None:
    strange = replace(DRAFT, dispute=None, command="policy new", body="Ŵyn “said” <b>no</b>\n\x00\x1b[2J 😀")
    number = drafts.keep(strange)
    assert drafts.all() == (replace(strange, number=number),)


def test_a_draft_kept_again_takes_its_own_place(drafts: Drafts) -> None:
    number = drafts.keep(DRAFT)
    longer = replace(DRAFT, number=number, body="{}")
    assert drafts.keep(longer) == number
    assert drafts.all() == (longer,)


def test_the_last_changed_comes_first(drafts: Drafts) -> None:
    first, second = drafts.keep(DRAFT), drafts.keep(after(1))
    assert [draft.number for draft in drafts.all()] == [second, first]
    drafts.keep(after(2, replace(DRAFT, number=first)))
    assert [draft.number for draft in drafts.all()] == [first, second]


def test_a_number_is_never_used_again(drafts: Drafts) -> None:
    numbers = [drafts.keep(DRAFT), drafts.keep(DRAFT)]
    drafts.discard(numbers[1])
    assert drafts.keep(DRAFT) not in numbers


def test_a_draft_discarded_by_one_while_another_still_writes_it_comes_back_beside_a_new_one(path: Path) -> None:
    writer, other = drafts_of(path), drafts_of(path)
    number = writer.keep(DRAFT)
    other.discard(number)
    new = other.keep(replace(DRAFT, command="open"))
    assert writer.keep(replace(DRAFT, number=number)) == number
    assert {draft.number: draft.command for draft in writer.all()} == {number: "log", new: "open"}


def test_without_a_log_there_are_no_drafts_and_none_is_made(path: Path, drafts: Drafts) -> None:
    assert drafts.all() == ()
    drafts.discard(1)
    assert not path.parent.exists()


def test_a_draft_that_is_gone_can_be_discarded_again(drafts: Drafts) -> None:
    number, other = drafts.keep(DRAFT), drafts.keep(DRAFT)
    drafts.discard(number)
    drafts.discard(number)
    assert [draft.number for draft in drafts.all()] == [other]


def test_a_log_that_holds_only_drafts_has_no_disputes_and_was_not_begun(path: Path, drafts: Drafts) -> None:
    drafts.keep(DRAFT)
    queries = Queries(path, read_policy)
    assert not queries.exists()
    assert not queries.scripted()
    assert queries.open_lines() == ()
    assert queries.disputes(resolved=True, limit=9) == ((), 0)
    assert entries_in(path) == ()
    open_one(journal_of(path))
    assert queries.exists()
    assert len(drafts.all()) == 1


def test_what_cannot_be_written_is_found_at_the_first_answer(path: Path, drafts: Drafts) -> None:
    path.mkdir(parents=True)
    with pytest.raises(LogUnusable, match="is not a file"):
        drafts.keep(DRAFT)


# Gone with their act


def test_an_act_deletes_its_draft_and_no_other(journal: Journal, drafts: Drafts) -> None:
    own, other, of_opening = drafts.keep(DRAFT), drafts.keep(DRAFT), drafts.keep(DRAFT)
    journal.open_dispute(AUTHOR, NOW, KEPT, lambda reference: (opened(reference),), of_opening)
    assert {draft.number for draft in drafts.all()} == {own, other}
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),), own)
    assert {draft.number for draft in drafts.all()} == {other}
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    assert {draft.number for draft in drafts.all()} == {other}


def test_an_act_whose_draft_was_discarded_meanwhile_is_written_all_the_same(journal: Journal, drafts: Drafts) -> None:
    open_one(journal)
    number = drafts.keep(DRAFT)
    drafts.discard(number)
    assert journal.record(AUTHOR, NOW, 1, 1, lambda _stored: (danger(),), number).positions == (3,)


def test_a_refused_act_keeps_its_draft(path: Path, journal: Journal, drafts: Drafts) -> None:
    open_one(journal)
    number = drafts.keep(DRAFT)

    def refuse(_stored: Stored) -> tuple[()]:
        raise ValueError(number)

    with pytest.raises(ValueError, match=str(number)):
        journal.record(AUTHOR, NOW, 1, None, refuse, number)
    with pytest.raises(ChangedMeanwhile):
        journal.record(AUTHOR, NOW, 1, 0, lambda _stored: (danger(),), number)
    with pytest.raises(ValueError, match="a dispute opens with Opened"):
        journal.open_dispute(AUTHOR, NOW, KEPT, lambda _reference: (), number)
    assert [draft.number for draft in drafts.all()] == [number]
    assert len(entries_in(path)) == 2


# Nowhere in the file


def grown(words: str, times: int) -> str:
    """A body as it is after so many answers: each has the words and something of its own."""
    return "".join(f"{words} {number} {number * '.'}\n" for number in range(times))


@pytest.mark.parametrize("seed", range(5))
def test_the_words_of_a_discarded_draft_are_nowhere_in_the_file(path: Path, journal: Journal, seed: int) -> None:
    """Three drafts grow at random among acts; one is discarded, one goes with its act, one stays."""
    pick = random.Random(seed)  # noqa: S311  the same run each time
    drafts = drafts_of(path)
    open_one(journal)
    words = {drafts.keep(DRAFT): name for name in ("discarded words", "sealed words", "words that stay")}
    sizes = dict.fromkeys(words, 0)
    for _ in range(60):
        number = pick.choice(list(words))
        sizes[number] = max(0, sizes[number] + pick.randint(-20, 30))
        drafts.keep(replace(DRAFT, number=number, body=grown(words[number], sizes[number])))
        if pick.random() < 0.2:
            journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))
    for number, name in words.items():
        drafts.keep(replace(DRAFT, number=number, body=grown(name, 40)))
        assert name.encode() in path.read_bytes()

    discarded, sealed, stays = words
    drafts.discard(discarded)
    journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),), sealed)

    held = path.read_bytes()
    assert b"discarded words" not in held
    assert b"sealed words" not in held
    assert b"words that stay" in held
    assert files_beside(path) == {"log.db"}
    assert [draft.number for draft in drafts.all()] == [stays]


def test_words_that_were_typed_over_are_nowhere_in_the_file(path: Path, drafts: Drafts) -> None:
    for size in (1, 30, 400):
        number = drafts.keep(replace(DRAFT, body=grown("typed over", size)))
        drafts.keep(replace(DRAFT, number=number, body="{}"))
        assert b"typed over" not in path.read_bytes()


# Several at once


def keep_often(path: Path, name: str, times: int) -> None:
    """What somebody who types does: one draft, kept after each answer, in a process of their own."""
    drafts = drafts_of(path)
    number = 0
    for answers in range(1, times + 1):
        number = drafts.keep(replace(after(answers), number=number, me=name, body=grown(name, answers)))


def record_often(path: Path, times: int) -> None:
    journal = Journal(path, read_policy, program="0.1")
    for _ in range(times):
        journal.record(AUTHOR, NOW, 1, None, lambda _stored: (danger(),))


def in_processes(*calls: tuple[Callable[..., None], *tuple[object, ...]]) -> None:
    with ProcessPoolExecutor(len(calls), mp_context=get_context("spawn")) as processes:
        for future in [processes.submit(act, *given) for act, *given in calls]:
            future.result()


def test_two_keep_drafts_while_a_third_records_and_nothing_is_lost(path: Path, journal: Journal) -> None:
    open_one(journal)
    in_processes((keep_often, path, "Ann", 40), (keep_often, path, "Bo", 40), (record_often, path, 20))
    kept = {draft.me: draft for draft in drafts_of(path).all()}
    assert len(drafts_of(path).all()) == 2
    for name in ("Ann", "Bo"):
        assert kept[name].body == grown(name, 40)
    assert len(entries_in(path)) == 2 + 20


def test_processes_that_keep_the_first_drafts_make_one_log(path: Path) -> None:
    in_processes(*((keep_often, path, name, 1) for name in ("Ann", "Bo", "Cy")))
    assert {draft.me for draft in drafts_of(path).all()} == {"Ann", "Bo", "Cy"}


# What reading needs of them


def test_drafts_older_than_a_moment_are_counted(path: Path, drafts: Drafts) -> None:
    queries = Queries(path, read_policy)
    assert queries.drafts_before(NOW) == 0  # no log
    for minutes in (0, 1, 2):
        drafts.keep(after(minutes))
    assert [queries.drafts_before(NOW + timedelta(minutes=one)) for one in (0, 1, 9)] == [0, 1, 3]


def test_the_references_of_disputes_are_found_by_number(path: Path) -> None:
    queries = Queries(path, read_policy)
    assert queries.references([1]) == {}  # no log
    open_one(journal_of(path))
    open_one(journal_of(path))
    assert queries.references([2, 9, 2]) == {2: "ESC-2026-0002"}
