"""`report --html`: the page through the real command, filters and past days included."""

import pytest

from tests.office import DISCUSSION, OPEN, SETUP, Office


def test_it_is_written_for_its_owner_alone_and_says_what_it_holds(opened: Office) -> None:
    page = opened.home / "report.html"

    result = opened.must("report", "--html", str(page))

    assert "Written: report.html, 1 dispute, 0 late. Open it in a browser." in " ".join(result.out.split())
    assert page.stat().st_mode & 0o777 == 0o600
    text = page.read_text("utf-8")
    assert "ESC-2026-0001" in text
    assert opened.must("report", "--json").data["receipt"] in text
    assert "Demonstration log: scripted clock" in text


def test_it_replaces_nothing_unless_told(opened: Office) -> None:
    page = opened.home / "report.html"
    page.write_text("mine", "utf-8")

    refused = opened.run("report", "--html", str(page))
    assert refused.code == 2
    assert "Nothing was written: the file is there already." in refused.err
    assert page.read_text("utf-8") == "mine"
    opened.must("report", "--html", str(page), "--replace")
    assert page.read_text("utf-8").startswith("<!doctype html>")


def test_a_past_day_is_drawn_from_what_was_written_by_then(opened: Office) -> None:
    before, after = opened.home / "before.html", opened.home / "after.html"
    opened.clock = "2026-12-21T10:00:00+00:00"
    opened.must("log", answers=DISCUSSION)

    opened.must("report", "--html", str(before), "--as-of", "18/12/2026")
    opened.must("report", "--html", str(after))

    assert "As the log was at the end of Friday 18 December 2026" in before.read_text("utf-8")
    assert ">Discussion<" not in before.read_text("utf-8")
    assert ">Discussion<" in after.read_text("utf-8")


def test_of_a_day_before_the_log_began_it_says_that_it_says_nothing(opened: Office) -> None:
    page = opened.home / "report.html"

    result = opened.must("report", "--html", str(page), "--as-of", "17/12/2026")

    said = "The log began later, on Friday 18 December 2026, 11am: of that day it says nothing"
    assert said in page.read_text("utf-8")
    assert said in " ".join(result.out.split())


@pytest.mark.parametrize(("agency", "drawn"), [("services", 1), ("Nobody", 0)])
def test_what_a_filter_leaves_out_is_not_drawn(agency: str, drawn: int, opened: Office) -> None:
    page = opened.home / "report.html"

    opened.must("report", "--html", str(page), "--agency", agency)

    assert page.read_text("utf-8").count('<article class="lane">') == drawn
    assert f"Only: agency {agency}" in page.read_text("utf-8")


def test_whoever_of_neither_side_holds_an_agreed_action_is_not_named(office: Office) -> None:
    office.must("setup", answers=SETUP)
    unit = {"id": "unit", "side": "partnership", "agency": "The Unit", "sector": "other"}
    office.must("open", answers={**OPEN, "parties": [*OPEN["parties"], unit]})
    action = {"who": "Pat Chairman", "party": "unit", "what": "Call a meeting", "by": "21/12/2026"}
    office.must("log", answers={**DISCUSSION, "actions": [action]})
    office.clock = "2027-01-06T10:00:00+00:00"
    page = office.home / "report.html"
    office.must("report", "--html", str(page))
    assert "neither side" in page.read_text("utf-8")
    assert "Chairman" not in page.read_text("utf-8")
    assert "Chairman" not in office.run("report", "--quiet").out


def test_a_time_line_begins_on_its_own_day_in_summer_too(office: Office) -> None:
    office.must("setup", answers=SETUP)
    office.clock = "2026-06-18T11:00:00+00:00"
    office.must("open", answers={**OPEN, "when": "15/6/2026", "arose": "15/6/2026", "raised": "15/6/2026"})
    page = office.home / "report.html"
    office.must("report", "--html", str(page))
    assert "from Monday 15 June 2026" in page.read_text("utf-8")
    assert "14 Jun" not in page.read_text("utf-8")
