"""Due dates in a calendar file: stable ids, a reminder the working day before, nothing that anybody wrote."""

import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject
from icalendar import Calendar

from tests.confidential.planted import ACTS as PLANTED
from tests.confidential.planted import CANARY, planted
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

RESOLVE = {"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"}
EXTEND = {"duty": "D4", "to": "8/1/2027 9am", "reason": "Holidays", "agreed_by": "Both"}


@pytest.fixture
def talked(opened: Office) -> Office:
    """One dispute: D3 is its clock, D4 an agreed action, both with a due time."""
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    return opened


def written(office: Office, *words: str) -> bytes:
    file = office.home.parent / "due.ics"
    office.must("calendar", *words, "--to", str(file), "--replace")
    return file.read_bytes()


def events(data: bytes) -> dict[str, Any]:  # of the library's own kinds
    """By the number of the duty in the title; each id once, in the writing library and in the other."""
    found: list[Any] = [*Calendar.from_ical(data).walk("VEVENT")]
    again = vobject.readOne(data.decode()).vevent_list
    assert [str(one["UID"]) for one in found] == [one.uid.value for one in again]
    assert len({str(one["UID"]) for one in found}) == len(found)
    for one, other in zip(found, again, strict=True):
        assert str(one["SUMMARY"]) == other.summary.value
        assert one.decoded("DTSTART") == other.dtstart.value
        assert str(one["STATUS"]) == other.status.value
        assert reminder(one) == (other.valarm.trigger.value if "valarm" in other.contents else None)
    return {str(one["SUMMARY"]).split(": ")[1].split(" ")[0]: one for one in found}


def reminder(event: Any) -> Any:
    alarms = event.walk("VALARM")
    return alarms[0].decoded("TRIGGER") if alarms else None


def closed(office: Office, first: str, last: str) -> None:
    office.must("setup", answers={**SETUP, "closure": [{"first": first, "last": last, "why": "Training"}]})


def test_each_duty_with_a_due_time_is_a_moment_at_its_hour(talked: Office) -> None:
    found = events(written(talked))
    assert sorted(found) == ["D3", "D4"]
    assert found["D3"].decoded("DTSTART") == datetime(2026, 12, 29, 17, tzinfo=UTC)
    assert str(found["D3"]["SUMMARY"]).startswith("ESC-2026-0001 due: D3 Settle it or take it to stage 3")
    assert str(found["D4"]["SUMMARY"]).startswith("ESC-2026-0001 due: D4 Agreed action")
    assert "DTEND" not in found["D3"]
    assert {str(one["CLASS"]) for one in found.values()} == {"PRIVATE"}
    assert {str(one["TRANSP"]) for one in found.values()} == {"TRANSPARENT"}
    assert not {"ATTENDEE", "ORGANIZER", "LOCATION", "URL"} & {name for one in found.values() for name in one}


def test_the_reminder_is_one_working_day_before_with_the_bank_holidays_counted(talked: Office) -> None:
    """D3 is due on the Tuesday after Boxing Day's substitute Monday; Christmas Day is the Friday before."""
    assert reminder(events(written(talked))["D3"]) == datetime(2026, 12, 24, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "reminded"),
    [
        ("23/12/2026 9am", datetime(2026, 12, 22, 9, tzinfo=UTC)),
        ("2/1/2027", datetime(2026, 12, 31, 17, tzinfo=UTC)),  # a Saturday after New Year's Day
        ("29/3/2027", datetime(2027, 3, 25, 17, tzinfo=UTC)),  # Easter Monday, in summer time: before Good Friday
        ("30/3/2027 9am", datetime(2027, 3, 25, 9, tzinfo=UTC)),  # at the same hour by the clock on the wall
    ],
)
def test_a_reminder_of_any_date(talked: Office, due: str, reminded: datetime) -> None:
    talked.must("extend", answers={**EXTEND, "to": due})
    assert reminder(events(written(talked))["D4"]) == reminded


def test_what_the_office_closes_is_no_working_day(talked: Office) -> None:
    closed(talked, "21/12/2026", "22/12/2026")
    assert reminder(events(written(talked))["D4"]) == datetime(2026, 12, 18, 17, tzinfo=UTC)


def test_the_same_log_gives_the_same_file_whatever_the_day(talked: Office) -> None:
    first = written(talked)
    talked.clock = "2027-06-01T09:00:00+00:00"
    assert written(talked) == first == written(talked, "1")


def test_a_date_keeps_its_id_and_its_sequence_grows_with_each_entry(talked: Office) -> None:
    before = events(written(talked))
    talked.must("extend", answers=EXTEND)
    after = events(written(talked))
    assert {name: str(one["UID"]) for name, one in before.items()} == {n: str(one["UID"]) for n, one in after.items()}
    assert after["D4"].decoded("DTSTART") == datetime(2027, 1, 8, 9, tzinfo=UTC)
    assert all(after[name]["SEQUENCE"] > before[name]["SEQUENCE"] for name in before)


def test_what_has_ended_is_cancelled_and_reminds_nobody(talked: Office) -> None:
    talked.must("done", answers={"duties": ["D4"]})
    found = events(written(talked))
    assert str(found["D4"]["STATUS"]) == "CANCELLED"
    assert str(found["D4"]["SUMMARY"]).startswith("ESC-2026-0001 no longer due: D4")
    assert reminder(found["D4"]) is None
    assert str(found["D3"]["STATUS"]) == "CONFIRMED"


def test_a_resolved_dispute_takes_its_dates_back_for_90_days_of_the_log(talked: Office) -> None:
    talked.must("done", answers={"duties": ["D4"]})
    talked.must("resolve", answers=RESOLVE)
    found = events(written(talked))
    assert [str(found[name]["STATUS"]) for name in ("D3", "D4")] == ["CANCELLED", "CANCELLED"]
    left = [f"D{duty['number']}" for duty in talked.must("status", "1", "--json").data["open_duties"]]
    talked.must("done", "1", answers={"duties": left})  # as long as one is open, so are its dates in the file
    opened = {**OPEN, "arose": "18/1/2027", "raised": "19/1/2027 10am"}
    talked.clock = "2027-01-19T11:00:00+00:00"
    talked.must("open", answers=opened)
    assert b"ESC-2026-0001" in written(talked)
    talked.clock = "2027-06-01T11:00:00+00:00"
    talked.must("log", "2", answers={**DISCUSSION, "when": "1/6/2027 10am", "actions": []})
    still_open = [one for one in events(written(talked)).values() if str(one["STATUS"]) == "CONFIRMED"]
    assert b"ESC-2026-0001 no longer due: D4" not in written(talked)
    assert still_open
    assert b"ESC-2026-0001 no longer due: D4" in written(talked, "1")


def test_disputes_in_one_file_have_ids_of_their_own(talked: Office, tmp_path: Path) -> None:
    talked.must("open", answers=OPEN)
    data = written(talked)
    ids = [str(one["UID"]) for one in Calendar.from_ical(data).walk("VEVENT")]
    assert len(ids) == len(set(ids)) == 3
    other = Office(tmp_path / "other").opened()
    assert not {str(one["UID"]) for one in events(written(other)).values()} & set(ids)


def test_no_name_narrative_or_agreed_action_is_in_the_file(office: Office) -> None:
    planted(office)
    office.must("done", answers=PLANTED["done"])
    told = written(office).replace(b"\r\n ", b"").decode()
    assert "D4 Agreed action" in told
    for word in (CANARY, "Acacia", "Services", "School", office.home.as_posix()):
        assert word.casefold() not in told.casefold()


def test_a_demonstration_log_says_so_on_each_date(talked: Office) -> None:
    for event in events(written(talked)).values():
        assert "Demonstration log" in event["SUMMARY"]
        assert "Demonstration log" in event["DESCRIPTION"]


def test_the_file_is_for_its_owner_alone_and_takes_nobodys_place_unless_told(talked: Office, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    result = talked.must("calendar", "--to", str(file), "--json")
    assert result.data == {"file": str(file), "disputes": 1, "due": 2, "ended": 0, "scripted": True}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    refused = talked.run("calendar", "--to", str(file), "--json")
    assert (refused.code, refused.error["message"]) == (2, "Nothing was written: the file is there already.")


@pytest.mark.parametrize("words", [(), ("--to", "due.txt"), ("--to", "due")])
def test_a_file_must_be_named_as_a_calendar(opened: Office, words: tuple[str, ...]) -> None:
    result = opened.run("calendar", *words)
    assert result.code == 2
    assert result.err.startswith("Nothing was written: a calendar file's name ends in .ics.\n")


def test_an_empty_calendar_is_not_written(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "due.ics"
    result = office.run("calendar", "--to", str(file))
    assert (result.code, result.out) == (3, "")
    assert result.err.startswith("Nothing was written: no duty has a due time.")
    assert office.run("calendar", "7", "--to", str(file)).code == 3
    assert not file.exists()


def test_an_erased_dispute_has_no_dates_left(talked: Office, tmp_path: Path) -> None:
    talked.must("resolve", answers=RESOLVE)
    erased = {"reason": "Over.", "authority": "The head", "confirm": "ESC-2026-0001", "early": "yes"}
    talked.must("erase", "1", answers=erased)
    assert talked.run("calendar", "1", "--to", str(tmp_path / "due.ics")).code == 3
    assert talked.run("calendar", "--to", str(tmp_path / "due.ics")).code == 3


def test_what_is_recorded_anew_after_a_restore_has_identifiers_of_its_own(opened: Office, tmp_path: Path) -> None:
    backup = str(tmp_path / "backup.db")
    opened.must("backup", backup)
    opened.must("log", answers=DISCUSSION)
    lost = events(written(opened))
    opened.must("restore", backup, "--yes")
    opened.must("log", answers={**DISCUSSION, "actions": [{**DISCUSSION["actions"][0], "what": "Another thing"}]})
    found = events(written(opened))
    assert str(found["D3"]["UID"]) == str(lost["D3"]["UID"])
    assert sorted(found) == sorted(lost)
    assert str(found["D4"]["UID"]) != str(lost["D4"]["UID"])
