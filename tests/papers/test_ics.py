"""A calendar file holds whatever a policy says, whole and harmless: two libraries read it back."""

from datetime import UTC, datetime, timedelta

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from escalate.papers.ics import made
from escalate.render.safe import safe
from escalate.usecases.due_dates import DueDate
from tests.render.payloads import PAYLOADS

PROPERTIES = ["CLASS", "DESCRIPTION", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"]
COMPONENTS = [b"BEGIN:VCALENDAR", b"BEGIN:VEVENT", b"BEGIN:VALARM"]
WHEN = datetime(2026, 12, 29, 17, tzinfo=UTC)


def a_date(title: str) -> DueDate:
    return DueDate("log-1-3@escalate", 4, WHEN, WHEN, WHEN - timedelta(days=1), title, "To see it", ended=False)


@pytest.mark.parametrize(
    "title", [*PAYLOADS, "a, b; c\\n: d", 'END:VEVENT\r\nBEGIN:VALARM "x"', "Ŵyn Łódź بيت " * 700, "D3 " * 3000]
)
def test_a_title_is_read_back_as_it_was_and_adds_no_property(title: str) -> None:
    data = made([a_date(title)], demonstration=False)
    (event,) = Calendar.from_ical(data).walk("VEVENT")
    assert str(event["SUMMARY"]) == " ".join(safe(title).split())
    assert sorted(event) == sorted(PROPERTIES)
    assert [line for line in data.split(b"\r\n") if line.startswith(b"BEGIN")] == COMPONENTS
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert "valarm" in vobject.readOne(data.decode()).vevent.contents


@given(st.text(max_size=200))
def test_any_title_gives_a_file_that_both_read(title: str) -> None:
    data = made([a_date(title)], demonstration=True)
    assert data == made([a_date(title)], demonstration=True)
    assert len(Calendar.from_ical(data).walk("VEVENT")) == 1
    assert len(vobject.readOne(data.decode()).vevent_list) == 1
