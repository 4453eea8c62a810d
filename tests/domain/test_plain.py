"""Events to JSON and back: what is written is read as the same, whatever the words."""

import json
from dataclasses import fields
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.domain import events as e
from escalate.domain.bodies import KINDS, Event, decode, encode
from escalate.domain.calendar import DayOff, Due, Happened
from escalate.domain.parts import Author, Person
from escalate.domain.plain import canonical, from_plain, instant, instant_text, to_plain
from tests.build import AUTHOR

# Years as people can type them; lone surrogates cannot be typed nor stored.
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  made aware
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
st.register_type_strategy(str, words)
st.register_type_strategy(datetime, instants)
st.register_type_strategy(date, days)
st.register_type_strategy(Happened, st.builds(Happened, days) | st.builds(Happened.instant, instants))
authors = st.builds(Author)


def one_of_each() -> st.SearchStrategy[Event]:
    return st.one_of(*(st.from_type(kind) for kind in KINDS.values()))


few = settings(max_examples=10)  # an event takes many draws


@pytest.mark.parametrize("kind", KINDS)
@few
@given(data=st.data())
def test_every_event_is_read_as_it_was_written(kind: str, data: st.DataObject) -> None:
    event: Event = data.draw(st.from_type(KINDS[kind]))
    author = data.draw(authors)
    assert decode(kind, encode(event, author)) == (author, event)


@few
@given(one_of_each())
def test_the_body_is_canonical(event: Event) -> None:
    body = encode(event, AUTHOR)
    assert canonical(json.loads(body)) == body
    assert set(json.loads(body)) == {"author", "event", "version"}
    assert "\n" not in body


@few
@given(one_of_each())
def test_what_is_written_is_plain_json(event: Event) -> None:
    assert json.loads(json.dumps(to_plain(event))) == to_plain(event)


@given(instants)
def test_an_instant_is_written_in_one_form_that_sorts_as_time_does(at: datetime) -> None:
    assert instant(instant_text(at)) == at
    assert len(instant_text(at)) == len("2026-11-22T10:00:00.000000Z")
    assert instant_text(at).endswith("Z")


@given(instants, instants)
def test_instants_as_text_sort_as_they_do_as_times(one: datetime, other: datetime) -> None:
    assert (instant_text(one) < instant_text(other)) is (one < other)


def test_an_event_without_the_fields_that_came_later_is_read_with_their_defaults() -> None:
    person = from_plain(Person, {"name": "Bo", "role": "nurse", "party": "us"})
    assert person == Person("Bo", "nurse", "us", "")


def test_a_field_that_is_unknown_here_does_not_stop_the_reading() -> None:
    plain = {"name": "Bo", "role": "nurse", "party": "us", "badge": "7"}
    assert from_plain(Person, plain) == Person("Bo", "nurse", "us")


def test_a_missing_field_is_an_error_and_not_a_guess() -> None:
    with pytest.raises(KeyError):
        from_plain(Person, {"name": "Bo"})


@pytest.mark.parametrize(("kind", "version"), [("Corrected", 1), ("DangerReported", 2)])
def test_a_kind_or_version_of_a_newer_program_is_not_guessed_at(kind: str, version: int) -> None:
    event = e.DangerReported(
        Happened(date(2026, 11, 23)), recorded_later=False, started=(), ended=(), told="The police"
    )
    body = json.loads(encode(event, AUTHOR)) | {"version": version}
    with pytest.raises(LookupError):
        decode(kind, json.dumps(body))


def test_a_due_time_keeps_its_arithmetic() -> None:
    due = Due(
        at=datetime(2026, 12, 29, 17, tzinfo=UTC),
        rule="5 working days",
        since=Happened(date(2026, 12, 18)),
        since_what="when it was raised",
        not_counted=(DayOff(date(2026, 12, 25), "Christmas Day"),),
    )
    assert to_plain(due) == {
        "at": "2026-12-29T17:00:00.000000Z",
        "rule": "5 working days",
        "since": "2026-12-18",
        "since_what": "when it was raised",
        "not_counted": [{"day": "2026-12-25", "why": "Christmas Day"}],
        "closed_then": "",
    }
    assert from_plain(Due, to_plain(due)) == due


def test_every_kind_of_the_journal_has_a_version() -> None:
    assert {kind: event.version for kind, event in KINDS.items()} == dict.fromkeys(KINDS, 1)
    assert all("version" not in {one.name for one in fields(event)} for event in KINDS.values())
