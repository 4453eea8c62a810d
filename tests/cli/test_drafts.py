"""`escalate drafts` and the reminder in the report: which, whose, since when, how to go on, never the words."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from escalate.domain.requests import ReportDanger
from escalate.runtime import Office as Runtime
from escalate.usecases.acts import act
from escalate.usecases.ports import Draft
from tests.office import DISCUSSION, Office, environment

WORDS = '{"said": "Three bruises in a month."}'
TALK = Draft(0, "log", 1, "Ann Worker", 1, "2026-12-18T10:00:00.000000Z", "2026-12-18T10:20:00.000000Z", WORDS)
NEW = Draft(0, "open", None, "", 0, "2026-12-18T10:30:00.000000Z", "2026-12-18T10:30:00.000000Z", WORDS)


def keep(office: Office, *drafts: Draft) -> list[int]:
    """What a prompt does after each answer."""
    with environment({"ESCALATE_CLOCK": office.clock}):
        log = Runtime(office.home).drafts
        return [log.keep(draft) for draft in drafts]


def test_each_draft_is_listed_with_how_to_go_on(opened: Office) -> None:
    talk, new = keep(opened, TALK, NEW)
    assert opened.must("drafts").out.splitlines() == [
        "Demonstration log: scripted clock",
        "2 unfinished drafts, last changed first",
        "",
        f"Draft {new}: open".ljust(67) + "escalate open",
        "  Begun Friday 18 December 2026, 10:30am",
        "",
        f"Draft {talk}: log ESC-2026-0001".ljust(66) + "escalate log 1",
        "  Begun Friday 18 December 2026, 10am by Ann Worker; last changed Friday 18",
        "  December 2026, 10:20am",
        "",
        "To throw one away: escalate drafts --discard N, with its number",
    ]
    assert opened.must("drafts", "--json").data == {
        "drafts": [
            {
                "draft": new,
                "command": "open",
                "reference": "",
                "me": "",
                "began": "2026-12-18T10:30:00+00:00",
                "changed": "2026-12-18T10:30:00+00:00",
                "go_on": "escalate open",
            },
            {
                "draft": talk,
                "command": "log",
                "reference": "ESC-2026-0001",
                "me": "Ann Worker",
                "began": "2026-12-18T10:00:00+00:00",
                "changed": "2026-12-18T10:20:00+00:00",
                "go_on": "escalate log 1",
            },
        ],
        "discarded": [],
        "scripted": True,
    }
    plain = opened.must("drafts", "--plain").out
    assert f"draft: {talk}\ncommand: log\nreference: ESC-2026-0001\nme: Ann Worker\n" in plain


@pytest.mark.parametrize("form", ["", "--plain", "--json"])
def test_the_words_of_a_draft_are_not_shown(opened: Office, form: str) -> None:
    keep(opened, TALK)
    shown = opened.must("drafts", *form.split())
    assert "bruises" not in shown.out + shown.err


def test_drafts_are_discarded_by_number(opened: Office) -> None:
    first, second, third = keep(opened, TALK, NEW, TALK)
    result = opened.must("drafts", "--discard", str(first), "--discard", str(third), "--discard", str(first))
    assert f"Discarded: draft {first}, draft {third}" in result.out
    assert [draft["draft"] for draft in opened.must("drafts", "--json").data["drafts"]] == [second]
    assert "No unfinished drafts." in opened.must("drafts", "--discard", str(second)).out


def test_nothing_is_discarded_if_one_of_the_drafts_is_not_there(opened: Office) -> None:
    (there,) = keep(opened, TALK)
    refused = opened.run("drafts", "--discard", str(there), "--discard", "77")
    assert (refused.code, refused.out) == (3, "")
    assert refused.err == "Nothing was discarded: there is no draft 77.\nSee: escalate drafts\n"
    assert opened.run("drafts", "--discard", "77", "--json").error["code"] == "not-found"
    assert len(opened.must("drafts", "--json").data["drafts"]) == 1


def test_listing_drafts_creates_no_log(office: Office) -> None:
    assert office.must("drafts").out.splitlines()[-1] == "No unfinished drafts."
    assert not office.home.exists()


def test_the_first_draft_makes_the_log_without_a_word_and_starts_no_record(
    office: Office, capfd: pytest.CaptureFixture[str]
) -> None:
    keep(office, NEW)
    assert capfd.readouterr() == ("", "")
    assert office.must("list").out.splitlines()[-1] == "No disputes yet. To start one: escalate open"
    assert office.must("report").out.splitlines()[0] == "No disputes yet. To start one: escalate open"
    assert office.must("drafts", "--json").data["scripted"] is True
    assert office.run("status").code == 3
    if os.name == "posix":
        assert (office.home / "log.db").stat().st_mode & 0o077 == 0


def test_a_log_begun_with_a_draft_takes_its_first_dispute(office: Office) -> None:
    (number,) = keep(office, NEW)
    office.opened()
    assert office.must("status", "--json").data["scripted"] is True
    assert [draft["draft"] for draft in office.must("drafts", "--json").data["drafts"]] == [number]


def test_an_act_at_a_desk_with_a_draft_takes_the_draft_along(opened: Office) -> None:
    own, other = keep(opened, TALK, TALK)
    opened.must("log", answers=DISCUSSION)  # from an answers file: no draft of ours
    assert len(opened.must("drafts", "--json").data["drafts"]) == 2

    with environment({"ESCALATE_CLOCK": opened.clock}):
        office = Runtime(opened.home)
        policy = office.reader.stored(1).policy
        act(ReportDanger("The police"), office.desk(office.me(""), draft=own), 1, policy, None)
    assert [draft["draft"] for draft in opened.must("drafts", "--json").data["drafts"]] == [other]


# The reminder


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("2026-12-25T10:20:00+00:00", ""),  # a week to the minute
        ("2026-12-25T10:21:00+00:00", "1 unfinished draft is older than a week: escalate drafts"),
        ("2026-12-25T10:31:00+00:00", "2 unfinished drafts are older than a week: escalate drafts"),
    ],
)
def test_the_report_reminds_of_drafts_not_changed_for_a_week(opened: Office, clock: str, said: str) -> None:
    keep(opened, TALK, NEW)
    opened.clock = clock
    reminders = [line for line in opened.must("report").out.splitlines() if "draft" in line]
    assert reminders == [said] * bool(said)
    count = int(said[:1] or 0)
    assert opened.must("report", "--json").data["old_drafts"] == count
    assert f"old drafts: {count}" in opened.must("report", "--plain").out


def test_a_report_of_a_past_day_says_nothing_of_drafts(opened: Office) -> None:
    keep(opened, TALK)
    opened.clock = "2027-01-15T10:00:00+00:00"
    assert "draft" in opened.must("report").out
    assert "draft" not in opened.must("report", "--as-of", "14/1/2027").out


def test_keeping_a_draft_in_a_log_that_is_up_to_date_loads_no_library_for_writing(opened: Office) -> None:
    code = (
        "import sys; from pathlib import Path; from escalate.runtime import Office; "
        "from escalate.usecases.ports import Draft; "
        "Office(Path(sys.argv[1])).drafts.keep(Draft(0, 'log', 1, '', 1, '', '', '{}')); "
        "sys.exit(bool({'sqlmodel', 'sqlalchemy', 'alembic'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code, str(opened.home)], check=True)
    with environment({"ESCALATE_CLOCK": opened.clock}):
        assert [draft.command for draft in Runtime(opened.home).drafts.all()] == ["log"]


def test_a_draft_that_can_no_longer_be_recorded_is_not_offered(opened: Office) -> None:
    keep(opened, replace(TALK, command="advance"))
    opened.must("resolve", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    assert opened.must("drafts", "--json").data["drafts"][0]["go_on"] == ""
    assert "advance ESC-2026-0001" in opened.must("drafts").out
    assert "no longer possible" in opened.must("drafts").out


def test_an_opening_not_recorded_says_whom_it_is_about(opened: Office) -> None:
    keep(opened, replace(NEW, body='{"answers": {"subjects": [{"ref": "CD"}]}}'))
    assert opened.must("drafts", "--json").data["drafts"][0]["reference"] == "CD"
