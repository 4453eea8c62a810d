"""Keeping, reviewing and erasing as people meet them: the rule of set-up, the commands, every screen afterwards."""

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from escalate.cli.keep_prompts import warned
from escalate.runtime import Office as Runtime
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

CLOSING = {"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"}
ERASE = {"reason": "Its time is over.", "authority": "Jo Head, headteacher", "confirm": "ESC-2026-0001"}
WHY = {"reason": "A review of the case asked for it."}
SEVEN_YEARS_ON = "2033-12-19T10:00:00+00:00"
PERSONAL = ("Bo Colleague", "Cy Supervisor", "Children's Services", "bruises", "without a visit", "Visit at home")
READING: tuple[list[str], ...] = (
    ["status", "1"],
    ["trail", "1"],
    ["list", "--all"],
    ["report"],
    ["report", "--as-of", "19/12/2026"],
    [],
)


@pytest.fixture
def resolved(opened: Office) -> Office:
    """An office whose first dispute is resolved, with a bystander that is open."""
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    opened.must("resolve", answers=CLOSING)
    opened.must("open", answers={**OPEN, "subjects": [{"ref": "XY"}]})
    return opened


def rule(office: Office, years: object, **more: object) -> None:
    office.must("setup", answers={**SETUP, "keep_years": years, **more})


def entries(office: Office) -> list[str]:
    said = office.must("trail", "1", "--json").data["entries"]
    return [entry["title"] for entry in said]


# The rule


def test_a_rule_is_kept_in_settings_and_on_record_and_can_be_taken_back(resolved: Office) -> None:
    rule(resolved, 7)
    assert resolved.must("setup", "--json").data["keep_years"] == 7
    rule(resolved, 7)  # unchanged: no further entry
    resolved.must("setup", answers=SETUP)  # not answered: it stays
    assert resolved.must("setup", "--json").data["keep_years"] == 7
    rule(resolved, "none")
    assert resolved.must("setup", "--json").data["keep_years"] is None
    resolved.must("danger", "2", answers={"told": "The police"})
    last = resolved.must("trail", "2", "--json").data["entries"][-1]["position"]
    assert last == 1 + 4 + 1 + 2 + 1  # the log's start, two disputes, the rule set and taken back, and this


def test_set_up_gives_the_receipt_of_the_entry_it_writes(resolved: Office) -> None:
    said = resolved.must("setup", answers={**SETUP, "keep_years": 7}).out
    ends = Runtime(resolved.home).reader.ends()
    assert ends
    assert f"Receipt          {ends.receipt}" in said
    assert "Receipt" not in resolved.must("setup", answers={**SETUP, "keep_years": 7}).out


def test_set_up_without_a_rule_makes_no_log_and_with_one_does(office: Office) -> None:
    office.must("setup", answers=SETUP)
    assert not (office.home / "log.db").exists()
    rule(office, 7)
    assert (office.home / "log.db").exists()
    assert "No disputes yet" not in office.must("report").out


@pytest.mark.parametrize("years", [0, -1, 151, "seven", 2.5, True])
def test_a_rule_is_a_whole_number_of_years(office: Office, years: object) -> None:
    refused = office.run("setup", "--json", answers={**SETUP, "keep_years": years})
    assert (refused.code, refused.error["code"]) == (2, "bad-answers")
    assert not (office.home / "settings.toml").exists()


def test_a_rule_edited_by_hand_is_checked(office: Office) -> None:
    office.must("setup", answers=SETUP)
    with (office.home / "settings.toml").open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write("keep_years = 1000\n" + text)
    assert "keep_years: must be a whole number" in office.run("keep", "--review").err


def test_where_several_use_the_log_the_rule_has_an_author(office: Office) -> None:
    people = [*SETUP["me"], {"name": "Di Other", "role": "Head", "agency": "School"}]
    refused = office.run("setup", "--json", answers={**SETUP, "me": people, "keep_years": 7})
    assert [line.partition(":")[0] for line in refused.error["details"]] == ["set_by"]
    assert not (office.home / "settings.toml").exists()
    office.must("setup", answers={**SETUP, "me": people, "keep_years": 7, "set_by": "Di Other"})


# Keeping


def test_a_date_and_a_hold_are_entries_and_shown(resolved: Office) -> None:
    until = resolved.must("keep", "1", "--until", "1/6/2040", answers=WHY)
    assert "To be kept until 1 June 2040" in until.out
    held = resolved.must("keep", "1", "--hold", answers=WHY)
    assert "Held: it is not erased. Without the hold: until Friday 1 June 2040" in held.out
    released = resolved.must("keep", "1", "--release", answers=WHY)
    assert "KEPT    Until Friday 1 June 2040" in released.out
    assert entries(resolved)[-3:] == ["To be kept", "Held", "No longer held"]
    assert "Kept until: Friday 1 June 2040" in resolved.must("trail", "1").out


def test_until_when_the_rule_keeps_it_is_shown_as_is_a_day_that_was_typed(resolved: Office) -> None:
    rule(resolved, 6)
    assert "KEPT    Until Saturday 18 December 2032" in resolved.must("status", "1").out
    held = " ".join(resolved.must("keep", "1", "--hold", answers=WHY).out.split())
    assert "Held: it is not erased. Without the hold: until Saturday 18 December 2032" in held
    assert resolved.must("status", "2", "--json").data["keep_until"] is None  # it is open


def test_a_day_until_which_it_was_to_be_kept_is_said_to_have_passed(resolved: Office) -> None:
    dispute = Runtime(resolved.home).reader.stored(1).dispute
    for today, said in (
        (date(2033, 12, 18), "It is to be kept until"),
        (date(2033, 12, 19), "It was to be kept until"),
    ):
        assert any(line.startswith(said) for line in warned(dispute, 7, today))


def test_the_form_of_an_erasure_leaves_its_confirmation_empty(resolved: Office) -> None:
    form = resolved.must("erase", "1", "--blank").out
    assert '# confirm = ""' in form.splitlines()
    assert "ESC-2026-0001" in form


def test_what_is_held_is_not_held_once_more(resolved: Office) -> None:
    resolved.must("keep", "1", "--hold", answers=WHY)
    refused = resolved.run("keep", "1", "--hold", "--json", answers=WHY)
    assert (refused.code, refused.error["code"]) == (4, "not-allowed")
    assert "is held already" in refused.error["message"]


def test_the_form_of_keeping_has_a_day_to_come_for_example(resolved: Office) -> None:
    assert "or tomorrow 2:30pm" in resolved.must("keep", "1", "--blank").out


def test_an_open_dispute_can_be_held(resolved: Office) -> None:
    assert resolved.must("keep", "2", "--hold", "--json", answers=WHY).data["held"] is True


@pytest.mark.parametrize(
    ("words", "answers", "code"),
    [
        (["--hold", "--release"], WHY, "bad-input"),
        ([], WHY, "missing-answers"),
        (["--hold"], {}, "missing-answers"),
        (["--until", "1/6/2020"], WHY, "bad-date"),
        (["--until", "soon"], WHY, "bad-answers"),
        (["--release"], WHY, "not-allowed"),
    ],
)
def test_what_keeping_lacks_is_said_and_nothing_is_recorded(
    resolved: Office, words: list[str], answers: dict[str, str], code: str
) -> None:
    before = (resolved.home / "log.db").read_bytes()
    assert resolved.run("keep", "1", *words, "--json", answers=answers).error["code"] == code
    assert (resolved.home / "log.db").read_bytes() == before


def test_a_report_says_how_many_may_be_erased_and_the_review_which(resolved: Office) -> None:
    rule(resolved, 7)
    assert "may be erased" not in resolved.must("report").out
    resolved.clock = "2033-12-18T10:00:00+00:00"  # the last day on which it is kept
    assert resolved.must("report", "--json").data["may_be_erased"] == 0
    resolved.clock = SEVEN_YEARS_ON
    assert "1 dispute may be erased: escalate keep --review" in resolved.must("report").out.splitlines()
    said = resolved.must("keep", "--review").out
    assert "ESC-2026-0001  resolved 18 Dec 2026  kept until 18 Dec 2033  AB, Levels of need" in said.splitlines()
    assert "ESC-2026-0002" not in said

    resolved.must("keep", "1", "--hold", answers=WHY)
    assert resolved.must("report", "--json").data["may_be_erased"] == 0
    (held,) = resolved.must("keep", "--review", "--json").data["disputes"]
    assert (held["held"], held["may_be_erased"]) == (True, False)
    resolved.must("keep", "1", "--release", answers=WHY)
    resolved.must("erase", "1", answers=ERASE)
    assert resolved.must("report", "--json").data["may_be_erased"] == 0
    assert resolved.must("keep", "--review", "--json").data["disputes"] == []


def test_without_a_rule_and_a_date_nothing_is_ever_past_its_time(resolved: Office) -> None:
    resolved.clock = "2090-12-19T10:00:00+00:00"
    assert resolved.must("report", "--json").data["may_be_erased"] == 0
    data = resolved.must("keep", "--review", "--json").data
    assert (data["disputes"], data["others"], data["keep_years"]) == ([], 1, None)


# Erasing


def test_what_follows_says_who_when_why_and_where_words_may_still_be(resolved: Office) -> None:
    said = resolved.must("erase", "1", answers=ERASE).out
    assert "Erased on Friday 18 December 2026, 11am, by Ann Worker, Designated" in said
    assert "On the authority of: Jo Head, headteacher" in said
    assert "Backups of the log still hold its words" in said
    assert re.search(r"Receipt \d+ [0-9A-Z]{4}-", said)


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("form", [[], ["--plain"], ["--json"]], ids=" ".join)
def test_no_screen_fails_on_an_erased_dispute_or_shows_a_word_of_it(
    resolved: Office, words: list[str], form: list[str]
) -> None:
    resolved.clock = "2026-12-21T10:00:00+00:00"
    before = resolved.must(*words, *form).out
    resolved.must("erase", "1", answers=ERASE)
    said = resolved.must(*words, *form).out
    personal = [*PERSONAL, *(["child AB"] if "1" in words else [])]
    of_the_other = {"Children's Services", "Bo Colleague"} if "1" not in words else set()  # the bystander's too
    assert not [word for word in personal if word in said and word not in of_the_other]
    assert said != before or not words
    assert all(len(line) <= 80 for line in said.splitlines() if not form)


def test_status_and_trail_show_the_tally_and_the_trail_each_entry_that_was(resolved: Office) -> None:
    resolved.must("erase", "1", answers=ERASE)
    tally, trail = (resolved.must(command, "1", "--json").data for command in ("status", "trail"))
    assert {**trail, "entries": []} == {**tally, "entries": []}
    assert [entry["title"] for entry in trail["entries"]] == ["Opened", "Discussion", "Discussion", "Resolved"]
    assert (tally["erased_by"], tally["authority"]) == (
        "Ann Worker, Designated safeguarding lead, School",
        ERASE["authority"],
    )
    assert [(one["stage"], one["late"]) for one in tally["stages"]] == [("1", False)]
    assert (tally["outcome"], tally["reminders"]) == ("it was withdrawn", [])


def test_a_report_of_a_day_before_says_that_something_was_erased_since(resolved: Office) -> None:
    resolved.clock = "2026-12-21T10:00:00+00:00"
    assert "ESC-2026-0001" in resolved.must("report", "--as-of", "19/12/2026").out
    resolved.must("erase", "1", answers=ERASE)
    said = resolved.must("report", "--as-of", "19/12/2026").out
    assert "1 dispute was erased since: what was open then is not known any more" in said.splitlines()
    assert "ESC-2026-0001" not in said
    assert "erased" not in resolved.must("report", "--as-of", "21/12/2026").out


@pytest.mark.parametrize(
    ("command", "answers"),
    {
        "log": DISCUSSION,
        "keep": {**WHY, "hold": "yes"},
        "reopen": {"reason": "Again."},
        "resolve": CLOSING,
        "danger": {"told": "The police"},
        "erase": ERASE,
    }.items(),
)
def test_every_other_act_on_it_is_refused(resolved: Office, command: str, answers: dict[str, object]) -> None:
    resolved.must("erase", "1", answers=ERASE)
    before = (resolved.home / "log.db").read_bytes()
    refused = resolved.run(command, "1", "--json", answers=answers)
    assert (refused.code, refused.error["code"]) == (4, "erased")
    assert (resolved.home / "log.db").read_bytes() == before


def test_nothing_can_start_from_it(resolved: Office) -> None:
    resolved.must("erase", "1", answers=ERASE)
    assert resolved.run("open", "--from", "1", "--json", answers=OPEN).error["code"] == "erased"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"confirm": ""}, "missing-answers"),
        ({"confirm": "1"}, "not-allowed"),
        ({"confirm": "ESC-2026-0002"}, "not-allowed"),
        ({"reason": " "}, "missing-answers"),
        ({"authority": ""}, "missing-answers"),
    ],
)
def test_without_a_terminal_it_needs_reason_authority_and_the_reference(
    resolved: Office, more: dict[str, str], code: str
) -> None:
    before = (resolved.home / "log.db").read_bytes()
    assert resolved.run("erase", "1", "--json", answers={**ERASE, **more}).error["code"] == code
    assert (resolved.home / "log.db").read_bytes() == before


def test_before_its_time_is_over_it_needs_a_word_of_its_own(resolved: Office) -> None:
    rule(resolved, 7)
    refused = resolved.run("erase", "1", "--json", answers=ERASE)
    assert refused.error["details"] == ["early: yes, to erase it although it is to be kept until 18 December 2033"]
    resolved.must("erase", "1", answers={**ERASE, "early": "yes"})
    assert "Erased early: it was to be kept until Sunday 18 December 2033" in " ".join(
        resolved.must("status", "1").out.split()
    )
    shown = resolved.must("status", "1", "--json").data
    assert shown["early"] == "2033-12-18"


def test_what_is_open_or_held_is_not_erased(resolved: Office) -> None:
    resolved.must("keep", "1", "--hold", answers=WHY)
    for number in ("1", "2"):
        refused = resolved.run("erase", number, "--json", answers={**ERASE, "confirm": f"ESC-2026-000{number}"})
        assert (refused.code, refused.error["code"]) == (4, "not-allowed")


def test_no_word_of_it_is_left_in_the_office_s_folder(resolved: Office) -> None:
    def held() -> bytes:
        return b"".join(file.read_bytes() for file in resolved.home.iterdir() if file.is_file())

    words = [b"They will think again", b"Three bruises in a month", b"Cy Supervisor", b"Visit at home"]
    assert all(word in held() for word in words)
    resolved.must("erase", "1", answers=ERASE)
    assert not [word for word in words if word in held()]


def test_what_was_resolved_lately_and_erased_is_said_without_a_name_and_its_command_is_whole(resolved: Office) -> None:
    lines = ["  Resolved on Friday 18 December 2026: ESC-2026-0001, AB.", "    See: escalate status 1"]
    assert "\n".join(lines) in resolved.run(columns=75).out
    resolved.must("erase", "1", answers=ERASE)
    said = resolved.must().out
    assert "ESC-2026-0001, since erased." in said
    assert any("escalate status 1" in line for line in said.splitlines())


def test_lines_to_be_listened_to_say_erased_where_the_screen_does(
    resolved: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved.must("erase", "1", answers=ERASE)
    monkeypatch.setenv("ESCALATE_ACCESSIBLE", "1")
    told = next(line for line in resolved.must("list", "--all").out.splitlines() if "ESC-2026-0001" in line)
    assert "erased on Friday 18 December 2026." in told
    assert "resolved" not in told


def test_the_trail_of_an_erased_dispute_ends_with_the_erasure(resolved: Office) -> None:
    resolved.must("erase", "1", answers=ERASE)
    said = resolved.must("trail", "1").out
    assert "Entry 5, Resolved, written" in said
    assert "Entry 7, Erased, written Friday 18 December 2026, 11am" in said
    assert "4 entries: their words are destroyed" in said


# The proof, and a backup from before


def erased(office: Office) -> str:
    """Erase the first dispute, whose entries are 2 to 5; the receipt of entry 5."""
    receipt = str(office.must("status", "1", "--json").data["receipt"])
    office.must("erase", "1", answers=ERASE)
    return receipt


def test_verify_names_an_erasure_and_says_that_every_other_entry_stands(resolved: Office) -> None:
    receipt = erased(resolved)
    data = resolved.must("verify", "--json").data
    assert data["erasures"] == [{"reference": "ESC-2026-0001", "entries": 4, "position": 7}]
    said = " ".join(resolved.must("verify", "--receipt", receipt).out.split())
    assert "ESC-2026-0001: the words of 4 entries were erased by entry 7; their seals fit." in said
    assert "Every other entry is as it was written" in said
    assert "so every entry before it. Its words were erased since" in said


def test_words_lost_in_another_way_are_not_counted_as_erased(resolved: Office) -> None:
    erased(resolved)
    with closing(sqlite3.connect(resolved.home / "log.db")) as log:
        log.execute("DROP TRIGGER content_delete")
        log.execute("DELETE FROM content WHERE position = 6")
        log.commit()
    data = resolved.run("verify", "--json").data
    assert (data["erased"], [one["entries"] for one in data["erasures"]]) == (4, [4])
    assert "Entry 6 has lost its words" in [one["what"] for one in data["faults"]]


def test_words_that_a_backup_would_bring_back_are_named_before_and_until_they_are_erased_again(
    resolved: Office, tmp_path: Path
) -> None:
    resolved.must("backup", str(tmp_path / "a.db"))
    erased(resolved)
    asked = resolved.run("restore", str(tmp_path / "a.db"), "--json")
    said = "The words of ESC-2026-0001, erased on Friday 18 December 2026, would come back."
    assert said in asked.error["details"]
    resolved.must("restore", str(tmp_path / "a.db"), "--yes")
    for _ in range(2):
        back = " ".join(resolved.must("verify").out.split())
        assert "The words of ESC-2026-0001 were erased, and came back with a backup." in back
        assert "Erase it again: escalate erase 1" in back
    resolved.must("erase", "1", answers=ERASE)
    assert resolved.must("verify", "--json").data["back"] == []
