"""The sealed entries: what was written is what is found, and every change, swap, loss or addition is named."""

import json
from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain.bodies import encode
from escalate.domain.journal import ERASED, Entry, Head, digest_of, hash_of, seal, verify
from escalate.domain.log_events import LogStarted
from escalate.domain.plain import canonical
from tests.build import AUTHOR

LOG = "0123456789abcdef"
CHAINED = ("position", "dispute", "seq", "kind", "recorded_at", "digest", "prev", "prev_in_dispute", "hash")


def chain(*acts: tuple[int | None, str]) -> list[Entry]:
    """A journal: the first entry starts the log, then one for each (dispute, kind)."""
    entries: list[Entry] = []
    ends: dict[int, tuple[int, str]] = {}
    for position, (dispute, kind) in enumerate([(None, "LogStarted"), *acts], 1):
        body = (
            encode(LogStarted(LOG, 1, scripted=False, program="0.1"), AUTHOR)
            if position == 1
            else canonical({"event": {"entries": [one.position for one in entries if one.dispute == dispute]}})
            if kind == ERASED
            else f'{{"n":{position}}}'
        )
        seq, previous = ends.get(dispute, (0, None)) if dispute else (None, None)
        entry = seal(
            Entry(
                position=position,
                dispute=dispute,
                seq=None if seq is None else seq + 1,
                kind=kind,
                recorded_at=f"2026-11-23T10:00:{position:02}.000000Z",
                digest="",
                prev=entries[-1].hash if entries else None,
                prev_in_dispute=previous,
                salt=bytes([position]) * 32,
                body=body,
            ),
            LOG,
        )
        if dispute:
            ends[dispute] = (entry.seq or 0, entry.hash)
        entries.append(entry)
    return entries


GOOD = tuple(
    chain((1, "Opened"), (2, "Opened"), (1, "Discussed"), (2, "Discussed"), (None, "KeepSet"), (1, "Resolved"))
)
ERASURE = tuple(chain((1, "Opened"), (2, "Opened"), (1, "Discussed"), (1, ERASED), (2, "Resolved")))
positions = st.integers(0, len(GOOD) - 1)


def lost(entries: Sequence[Entry], *where: int) -> list[Entry]:
    """The same with the words of those positions destroyed."""
    return [replace(one, salt=None, body=None) if one.position in where else one for one in entries]


# What was written


def test_a_journal_as_it_was_written_has_nothing_wrong() -> None:
    assert verify(GOOD) == ()
    assert verify(lost(ERASURE, 2, 4)) == ()
    assert verify(()) == ()


@given(st.integers(0, len(GOOD)))
def test_every_prefix_of_a_journal_is_a_journal(length: int) -> None:
    assert verify(GOOD[:length]) == ()


@given(st.lists(st.sampled_from([1, 2, 3, None]), max_size=12))
def test_any_order_of_disputes_makes_a_journal(disputes: list[int | None]) -> None:
    assert verify(chain(*((dispute, "Opened" if dispute else "KeepSet") for dispute in disputes))) == ()


def test_an_empty_chain_starts_at_nothing() -> None:
    assert Head() == Head(0, None)


def test_an_entry_is_sealed_with_its_words_only() -> None:
    with pytest.raises(ValueError, match="words"):
        seal(replace(GOOD[1], body=None), LOG)


@pytest.mark.parametrize("entry", [*GOOD, replace(GOOD[1], kind='"\\\n\x7fé兒')])
def test_the_hash_is_of_the_canonical_json_that_the_design_fixes(entry: Entry) -> None:
    header = {name: getattr(entry, name) for name in CHAINED if name != "hash"} | {"format": 1, "log": LOG}
    shown = json.dumps(header, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(header) == shown
    assert hash_of(entry, LOG) == sha256(shown.encode()).hexdigest()


def test_a_hash_is_64_small_hex_digits() -> None:
    entry = GOOD[1]
    assert len(entry.hash) == 64
    assert entry.hash == entry.hash.lower()


def test_the_digest_is_of_salt_and_body() -> None:
    assert digest_of(b"", "") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest_of(b"a", "bc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


# Any change is found


def values(name: str, value: object) -> st.SearchStrategy[object]:
    """Another value of the same field."""
    numbers = st.none() | st.integers(-1, 99)
    texts = st.none() | st.text(max_size=4)
    kinds = {
        "position": st.integers(-1, 99),
        "dispute": numbers,
        "seq": numbers,
        "salt": st.none() | st.binary(max_size=40),
    }
    kind = {"kind", "recorded_at", "digest", "hash"}
    other = kinds.get(name, st.text(max_size=4) if name in kind else texts)
    near = st.just(value.swapcase() + " ") if isinstance(value, str) else other
    return (other | near).filter(lambda new: new != value)


@given(positions, st.sampled_from([one.name for one in fields(Entry)]), st.data())
def test_any_change_of_any_field_of_any_entry_is_found(where: int, name: str, data: st.DataObject) -> None:
    entry = GOOD[where]
    changed = list(GOOD)
    changed[where] = replace(entry, **{name: data.draw(values(name, getattr(entry, name)))})  # type: ignore[arg-type]
    assert verify(changed)


@given(st.integers(1, len(GOOD) - 1), st.sampled_from(["kind", "recorded_at", "dispute", "seq", "prev_in_dispute"]))
def test_an_entry_changed_and_hashed_anew_is_found_by_the_one_after_it(where: int, name: str) -> None:
    entry = GOOD[where]
    new = {
        "kind": "Reflected",
        "recorded_at": "2026-11-23T09:00:00.000000Z",
        "dispute": 9,
        "seq": 7,
        "prev_in_dispute": "0" * 64,
    }
    forged = replace(entry, **{name: new[name]})  # type: ignore[arg-type]
    changed = [*GOOD[:where], replace(forged, hash=hash_of(forged, LOG)), *GOOD[where + 1 :]]
    assert verify([*changed, *chain((1, "Opened"))[1:]] if where == len(GOOD) - 1 else changed)


@pytest.mark.parametrize("change", [{"seq": 4}, {"prev_in_dispute": GOOD[1].hash}, {"prev_in_dispute": None}])
def test_the_last_entry_of_a_dispute_must_follow_the_one_before_it(change: dict[str, Any]) -> None:
    forged = replace(GOOD[-1], **change)
    found = verify([*GOOD[:-1], replace(forged, hash=hash_of(forged, LOG))])
    assert found == ("entry 7 does not follow the entry before it in its dispute",)


def test_a_change_names_its_entry() -> None:
    changed = [*GOOD[:3], replace(GOOD[3], body='{"n":5}'), *GOOD[4:]]
    assert verify(changed) == ("the words of entry 4 were altered",)


# Swapped, removed, duplicated, inserted


@given(positions, positions)
def test_two_entries_swapped_are_found(one: int, other: int) -> None:
    swapped = list(GOOD)
    swapped[one], swapped[other] = GOOD[other], GOOD[one]
    assert bool(verify(swapped)) is (one != other)


@given(positions, positions)
def test_two_entries_words_swapped_are_found(one: int, other: int) -> None:
    swapped = list(GOOD)
    swapped[one] = replace(GOOD[one], salt=GOOD[other].salt, body=GOOD[other].body)
    swapped[other] = replace(GOOD[other], salt=GOOD[one].salt, body=GOOD[one].body)
    assert bool(verify(swapped)) is (one != other)


@given(st.integers(0, len(GOOD) - 2), st.booleans())
def test_an_entry_removed_is_found_whether_or_not_the_rest_is_renumbered(where: int, renumbered: bool) -> None:
    left = [*GOOD[:where], *GOOD[where + 1 :]]
    if renumbered:
        left = [replace(entry, position=n) for n, entry in enumerate(left, 1)]
    assert verify(left)


def anew(*entries: Entry) -> list[Entry]:
    """The same, with both chains made anew: what whoever has the whole log can do."""
    made: list[Entry] = []
    ends: dict[int | None, str | None] = {None: None}
    for entry in entries:
        last = made[-1].hash if made else None
        made.append(seal(replace(entry, prev=last, prev_in_dispute=ends.get(entry.dispute)), LOG))
        if entry.dispute:
            ends[entry.dispute] = made[-1].hash
    return made


def test_entries_left_out_are_named_though_every_hash_is_made_anew() -> None:
    assert anew(*GOOD) == list(GOOD)
    assert verify(anew(*GOOD[:5], *GOOD[6:])) == ("entry 6 is not there",)
    rules = chain(*[(None, "KeepSet")] * 5)
    assert verify(anew(*rules[:2], *rules[5:])) == ("entries 3 to 5 are not there",)


def test_an_entry_that_has_the_place_of_another_is_found_though_every_hash_is_made_anew() -> None:
    assert verify(anew(*GOOD[:6], GOOD[5], *GOOD[6:])) == ("entry 6 is there twice, or out of order",)


@given(positions, st.integers(0, len(GOOD)))
def test_an_entry_duplicated_or_inserted_anywhere_is_found(which: int, where: int) -> None:
    assert verify([*GOOD[:where], GOOD[which], *GOOD[where:]])


@given(st.integers(1, len(GOOD) - 1), st.booleans())
def test_a_forged_entry_inserted_with_a_right_hash_is_found(where: int, of_a_dispute: bool) -> None:
    before = GOOD[where - 1]
    forged = seal(
        Entry(
            position=where + 1,
            dispute=9 if of_a_dispute else None,
            seq=1 if of_a_dispute else None,
            kind="Opened",
            recorded_at=before.recorded_at,
            digest="",
            prev=before.hash,
            prev_in_dispute=None,
            salt=b"s" * 32,
            body="{}",
        ),
        LOG,
    )
    after = [replace(entry, position=entry.position + 1) for entry in GOOD[where:]]
    assert verify([*GOOD[:where], forged, *after])


def test_the_first_entry_of_another_log_is_found() -> None:
    foreign = seal(replace(GOOD[0], body=GOOD[0].body.replace(LOG, "f" * 16) if GOOD[0].body else None), "f" * 16)
    assert verify([foreign, *GOOD[1:]])


@given(st.integers(1, len(GOOD) - 1))
def test_an_entry_of_another_log_is_found_though_it_follows(where: int) -> None:
    foreign = [replace(entry, hash=hash_of(entry, "f" * 16)) for entry in GOOD[: where + 1]]
    assert f"entry {where + 1} was altered" in verify([*GOOD[:where], foreign[where]])


def test_a_journal_that_does_not_start_a_log_is_found() -> None:
    alone = seal(replace(GOOD[1], position=1, prev=None), "")
    assert verify([alone])


def test_a_log_that_does_not_say_which_it_is_is_found() -> None:
    nameless = encode(LogStarted("", 1, scripted=False, program="0.1"), AUTHOR)
    assert verify([seal(replace(GOOD[0], body=nameless), "")]) == ("entry 1 is not what a log starts with",)


def test_a_second_start_of_the_log_is_found() -> None:
    assert verify(chain((1, "LogStarted")))


# Two chains


def test_one_disputes_entries_name_one_another_and_no_other_disputes() -> None:
    ours = [entry for entry in GOOD if entry.dispute == 1]
    assert [entry.seq for entry in ours] == [1, 2, 3]
    assert [entry.prev_in_dispute for entry in ours] == [None, ours[0].hash, ours[1].hash]


def test_an_entry_of_no_dispute_that_is_counted_in_one_is_found() -> None:
    for change in ({"seq": 1}, {"prev_in_dispute": GOOD[1].hash}):
        forged = replace(GOOD[5], **change)
        found = verify([*GOOD[:5], replace(forged, hash=hash_of(forged, LOG))])
        assert found == ("entry 6 belongs to no dispute and yet is counted in one",)


# Words destroyed


@given(st.sets(st.sampled_from([one.position for one in GOOD]), min_size=1))
def test_destroyed_words_are_found_and_each_entry_is_named(where: set[int]) -> None:
    found = verify(lost(GOOD, *where))
    assert all(any(f"entry {position} has lost its words" == fault for fault in found) for position in where)


@pytest.mark.parametrize("half", ["salt", "body"])
def test_half_of_the_words_destroyed_is_found(half: str) -> None:
    assert verify([*GOOD[:3], replace(GOOD[3], **{half: None}), *GOOD[4:]])  # type: ignore[arg-type]


def test_words_of_a_dispute_that_a_later_entry_erased_are_not_missed() -> None:
    assert verify(lost(ERASURE, 2, 4)) == ()
    assert verify(lost(ERASURE, 2, 4, 6)) == ("entry 6 has lost its words",)


def test_words_that_were_erased_and_are_there_again_are_found() -> None:
    assert verify(lost(ERASURE, 2)) == ("the words of entry 4 are there although they were erased",)
    assert len(verify(ERASURE)) == 2


def test_an_erasure_explains_only_the_entries_it_lists() -> None:
    erasure = replace(ERASURE[4], body='{"event":{"entries":[2,"4"]}}')
    listed = seal(erasure, LOG)
    assert verify(lost([*ERASURE[:4], listed], 2)) == ()
    assert verify(lost([*ERASURE[:4], listed], 2, 4)) == ("entry 4 has lost its words",)


def test_an_erasure_of_one_dispute_does_not_explain_anothers_words() -> None:
    assert verify(lost(ERASURE, 2, 3, 4)) == ("entry 3 has lost its words",)


def test_an_erasure_does_not_explain_its_own_words_nor_later_ones() -> None:
    after = chain((1, "Opened"), (1, ERASED), (1, "Reopened"))
    assert verify(lost(after, 2)) == ()
    assert verify(lost(after, 2, 4)) == ("entry 4 has lost its words",)
    assert verify(lost(after, 2, 3)) == ("entry 2 has lost its words", "entry 3 has lost its words")
    after[2] = replace(after[2], body='{"event":{"entries":[2,3,4]}}')  # and where it lists them
    assert verify(lost(anew(*after), 2)) == ()
    assert verify(lost(anew(*after), 2, 4)) == ("entry 4 has lost its words",)


def test_after_an_erasure_the_seals_still_prove_that_nothing_else_was_changed() -> None:
    erased = lost(ERASURE, 2, 4)
    changed = [*erased[:3], replace(erased[3], recorded_at="2026-11-23T09:00:00.000000Z"), *erased[4:]]
    assert verify(changed) == ("entry 4 was altered",)
    swapped = [erased[0], replace(erased[2], position=2), replace(erased[1], position=3), *erased[3:]]
    assert verify(swapped)


def test_other_words_put_in_place_of_erased_ones_are_found() -> None:
    erased = lost(ERASURE, 2, 4)
    forged = replace(erased[1], salt=b"s", body="{}")
    assert "the words of entry 2 were altered" in verify([erased[0], forged, *erased[2:]])
