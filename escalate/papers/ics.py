"""Due dates as an iCalendar file (RFC 5545).

Each is a moment in UTC, without an end: a calendar shows it at the hour here, and nothing has to know our time zone.
What is no longer due says so in its title too, for programs that pass over its state.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from icalendar import Alarm, Calendar, Event

from escalate.render.safe import safe
from escalate.render.words import DEMONSTRATION

if TYPE_CHECKING:
    from escalate.usecases.due_dates import DueDate


def made(dates: Iterable["DueDate"], *, demonstration: bool) -> bytes:
    """The file."""
    said = f" ({DEMONSTRATION})" if demonstration else ""
    calendar = Calendar()
    calendar.add("prodid", "-//escalate//due dates//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Escalate{said}")
    for date in dates:
        calendar.add_component(_event(date, said))
    return bytes(calendar.to_ical())


def _event(date: "DueDate", said: str) -> Event:
    title = f"{' '.join(safe(date.title).split())}{said}"  # one line
    event = Event()
    event.add("uid", date.uid)
    event.add("sequence", date.sequence)
    event.add("dtstamp", date.changed)
    event.add("dtstart", date.due)
    event.add("summary", title)
    event.add("description", safe(date.note) + said)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # nobody is busy then
    event.add("status", "CANCELLED" if date.ended else "CONFIRMED")
    if not date.ended:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", date.remind, parameters={"VALUE": "DATE-TIME"})
        event.add_component(alarm)
    return event
