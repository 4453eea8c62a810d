"""Every command does what its line in the table of commands says, in each of the three ways of printing."""

import re
import tomllib
from typing import Any

import pytest

from escalate.cli import ask
from escalate.cli.act_forms import FORMS
from escalate.cli.open_form import questions, request
from escalate.settings import Me
from tests.build import SHIPPED, at
from tests.office import CONSULTATION, DISCUSSION, OPEN, Office

READS = [
    ["status", "1"],
    ["trail", "1"],
    ["list"],
    ["report"],
    ["setup"],
    ["due", "5 working days", "--from", "18/12/2026"],
    ["policy", "list"],
    ["policy", "show", "torbay"],
    ["policy", "compare", "torbay", "derby"],
    ["policy", "check", "torbay"],
    ["policy", "timeline", "torbay", "--raised", "2026-12-18"],
    ["policy", "timeline", "torbay", "--worst", "2026-12"],
    ["danger", "1"],
]
CLOSING = {"outcome": "agreed-plan", "decided_by": "Both managers", "at_risk": "no"}


@pytest.mark.parametrize("words", READS, ids=" ".join)
def test_reading_commands_print_in_all_three_ways_and_change_nothing(opened: Office, words: list[str]) -> None:
    before = (opened.home / "log.db").read_bytes()
    assert re.fullmatch(r"escalate\.[a-z-]+/1", opened.must(*words, "--json").out.split('"')[3])
    plain = opened.must(*words, "--plain").out
    assert all(": " in line or not line.strip() or line.startswith(" ") for line in plain.splitlines()), plain
    assert max(map(len, opened.must(*words).out.splitlines())) <= 80
    assert (opened.home / "log.db").read_bytes() == before


def test_without_a_log_reading_says_so_and_creates_nothing(office: Office) -> None:
    assert "No disputes yet" in office.must("list").out
    assert "No disputes yet" in office.must("report").out
    assert office.must("report", "--json").data["counts"]["disputes"] == 0
    assert office.run("status").code == 3
    assert not office.home.exists()


def test_a_dispute_from_opened_to_resolved_and_open_again(opened: Office) -> None:
    opened.must("reflect", answers={"information": "We had no school report.", "later": ["emotion"]})
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    assert opened.must("status", "--json").data["still_needed"] == []
    assert opened.must("advance", "--json").data["stage"] == "2"
    opened.must("people", answers={"people": [{"name": "Di Manager", "role": "Team manager", "party": "csc"}]})
    opened.must("extend", answers={"duty": "D4", "to": "30/12/2026", "reason": "Ill", "agreed_by": "Both"})
    assert opened.must("done", "D4", "--json").data["ended_duties"][-1]["number"] == 4
    assert opened.must("resolve", answers=CLOSING).code == 0
    assert opened.must("status", "1", "--json").data["resolved"]["outcome"] == "agreed-plan"
    assert opened.must("list", "--json").data["disputes"] == []
    assert len(opened.must("list", "--all", "--json").data["disputes"]) == 1
    reopened = opened.must("reopen", "1", "--json", answers={"reason": "It happened again."}).data
    assert (reopened["stage"], reopened["next_due"]["since_what"]) == ("2", "when this stage was entered again")
    kinds = [entry["kind"] for entry in opened.must("trail", "--json").data["entries"]]
    assert kinds == [
        *("Opened", "Reflected", "Discussed", "Discussed", "Advanced", "PeopleChanged"),
        *("DateAgreed", "DutyDone", "Resolved", "Reopened"),
    ]


def without_receipts(out: str) -> str:
    """Each log has its own, though it says the same."""
    return re.sub(r"\b\w{4}(-\w{4}){3}\b", "a receipt", out)


def test_options_and_an_answers_file_make_the_same_record(office: Office, tmp_path: Any) -> None:
    by_file, by_option = office.opened(), Office(tmp_path / "other").opened()
    by_file.must("advance", answers={"to": "3", "because": "risk", "reason": "It cannot wait.", "when": "today"})
    by_option.must(
        "advance", "--to", "3", "--because", "risk", "--when", "today", answers={"reason": "It cannot wait."}
    )
    for words in (["status", "--json"], ["trail", "--json"]):
        assert without_receipts(by_file.must(*words).out) == without_receipts(by_option.must(*words).out)


def test_the_report_as_of_a_day_is_what_the_log_said_then(opened: Office) -> None:
    said_then = opened.must("report", "--json").data
    opened.clock = "2026-12-22T10:00:00+00:00"
    opened.must("log", answers={**DISCUSSION, "when": "18/12/2026 10:45am"})  # on Friday, written on Tuesday
    opened.must("resolve", answers=CLOSING)
    as_of = opened.must("report", "--as-of", "18/12/2026", "--json").data
    assert [group["lines"] for group in as_of["groups"]] == [group["lines"] for group in said_then["groups"]]
    now = opened.must("report", "--json").data
    assert [line["number"] for group in now["groups"] for line in group["lines"]] == [4, 5]  # what outlives resolving


def test_the_exit_code_says_that_something_is_late(opened: Office) -> None:
    assert opened.run("report", "--exit-code").code == 0
    opened.clock = "2026-12-29T17:00:00+00:00"
    assert opened.run("report", "--exit-code").code == 0
    opened.clock = "2026-12-29T17:00:01+00:00"
    late = opened.run("report", "--exit-code")
    assert late.code == 7
    assert late.out.startswith("1 late")


def test_the_report_filters(opened: Office) -> None:
    for words, found in (
        (["--policy", "torbay"], 1),
        (["--policy", "derby"], 0),
        (["--agency", "children"], 1),
        (["--agency", "police"], 0),
        (["--waiting-on", "us"], 1),
        (["--waiting-on", "them"], 0),
    ):
        assert opened.must("report", *words, "--json").data["counts"]["disputes"] == found, words
    assert opened.must("report", "--due-within", "3d", "--json").data["counts"]["due"] == 0
    assert opened.must("report", "--due-by", "29/12/2026", "--json").data["counts"]["due"] == 1


def test_several_people_share_a_log_and_each_entry_says_who(office: Office) -> None:
    ann = {"name": "Ann Worker", "role": "Lead", "agency": "School"}
    people = [ann, {"name": "Ed O'Dea", "role": "Head", "agency": "S"}]
    office.must("setup", answers={"me": people, "policies": ["torbay"]})
    assert office.run("open", "--json", answers=OPEN).error["code"] == "missing-answers"
    office.must("open", "--me", "Ann Worker", answers=OPEN)
    office.must("log", answers={**DISCUSSION, "me": "ed o'dea"})
    assert [entry["author"] for entry in office.must("trail", "--json").data["entries"]] == [
        "Ann Worker, Lead, School",
        "Ed O'Dea, Head, S",
    ]


def test_starting_again_under_another_policy_takes_over_what_is_known(opened: Office) -> None:
    answers = {key: value for key, value in OPEN.items() if key in {"danger", "raised"}} | {"grounds": ["other"]}
    again = opened.run("open", "--policy", "derby", "--from", "1", "--json", answers={**answers, "dates": {}})
    missing = again.error["details"]
    assert all(line.startswith("dates.") for line in missing), missing
    dates = {line.split(":")[0].removeprefix("dates."): "30/12/2026" for line in missing}
    taken = opened.must("open", "--policy", "derby", "--from", "1", "--json", answers={**answers, "dates": dates}).data
    assert taken["subjects"] == ["child AB"]
    assert "starts again" in opened.must("trail", "2", "--plain").out


def test_contacts_of_the_settings_stand_beside_their_roles(office: Office) -> None:
    contact = {"policy": "torbay", "role": "business-manager", "name": "B M", "phone": "01234 567890"}
    me = [{"name": "Ann", "role": "Lead", "agency": "School"}]
    office.must("setup", answers={"me": me, "policies": ["torbay"], "contact": [contact]})
    office.must("open", answers={**OPEN, "stage": "3"})
    assert "01234 567890" in office.must("status", "--plain").out


def test_a_reference_that_looks_like_a_name_or_an_nhs_number_is_warned_of(opened: Office) -> None:
    for ref in ("Jane Doe", "943 476 5919"):
        changed = opened.must("open", "--json", answers={**OPEN, "subjects": [{"ref": ref}]}).data["changed"]
        assert any("looks like" in line and ref not in line for line in changed)


def uncommented(blank: str) -> dict[str, Any]:
    """A blank form as somebody would hand it back with every example left in."""
    lines = [line.removeprefix("# ") for line in blank.splitlines()]
    keep = [line for line in lines if re.match(r"[\w-]+ = |\[", line)]
    return tomllib.loads("\n".join(keep))


@pytest.mark.parametrize("command", sorted(FORMS))
def test_a_blank_form_asks_exactly_what_the_command_takes(opened: Office, command: str) -> None:
    words = command.split()
    if command in ("reopen", "erase"):
        opened.must("resolve", answers=CLOSING)
    blank = opened.must(*words, "1", "--blank").out
    assert tomllib.loads(blank) == {}
    refused = opened.run(*words, "1", "--json", answers=uncommented(blank))
    if refused.code:
        assert not [line for line in refused.error["details"] if "is not asked here" in line]


@pytest.mark.parametrize("policy", SHIPPED.ids())
def test_the_blank_form_of_open_asks_exactly_what_it_takes_and_at_most_eleven_answers(
    opened: Office, policy: str
) -> None:
    blank = opened.must("open", "--policy", policy, "--blank").out
    reader = ask.Reader(at("2026-12-18T11:00"))
    asked = questions(SHIPPED.load(policy).policy, {})
    reader.read(asked, uncommented(blank))
    assert not [fault for fault in reader.faults if "is not asked here" in fault]
    must = [one for one in asked if one.required]
    must += [row for one in must for row in one.inside if row.required]
    must += [row for one in asked if one.id == "answers" for row in one.inside if row.required]
    assert len(must) <= 11, [one.id for one in must]


def test_the_responding_side_records_from_its_own_side() -> None:
    policy = SHIPPED.load("torbay").policy
    values = ask.answers(questions(policy, {}), {**OPEN, "side": "responding"}, at("2026-12-18T11:00"))
    made = request(values, policy, Me("Ann", "Lead", "School"))
    assert [(party.id, party.side) for party in made.parties] == [("us", "responding"), ("csc", "raising")]


def test_a_local_closure_is_not_counted_and_the_screen_says_why(office: Office) -> None:
    closure = [{"first": "21/12/2026", "last": "22/12/2026", "why": "Inset days"}]
    me = [{"name": "Ann", "role": "Lead", "agency": "School"}]
    office.must("setup", answers={"me": me, "policies": ["torbay"], "closure": closure})
    shown = office.must("open", answers=OPEN).out
    assert "Thursday 31 December 2026, 5pm" in shown
    assert "Inset days" in shown
    assert "Thursday 31 December 2026, 5pm" in office.must("due", "5 working days", "--from", "18/12/2026").out


def test_a_due_time_of_another_nation_has_its_own_holidays(office: Office) -> None:
    for nation, day in (("ENG", "Wednesday 6 January 2027"), ("SCT", "Thursday 7 January 2027")):
        words = ["due", "5 working days", "--from", "29/12/2026", "--nation", nation]
        assert f"{day}, 5pm" in office.must(*words).out


def test_an_agreed_action_that_is_done_late_is_not_said_to_be_the_policys(opened: Office) -> None:
    opened.must("log", answers=DISCUSSION)
    opened.clock = "2026-12-28T11:00:00+00:00"
    assert "D4 done, late: Visit at home" in opened.must("done", "D4").out


def test_a_slip_in_a_filter_is_not_taken_for_all_clear(opened: Office) -> None:
    opened.clock = "2027-01-05T10:00:00+00:00"
    for words, code in ((["--policy", "Torbay"], 3), (["--waiting-on", "nobody"], 2)):
        assert opened.run("report", "--exit-code", *words).code == code
    assert "among these" in opened.must("report", "--agency", "nobody").out


def test_what_was_late_before_its_new_date_stays_in_the_count(opened: Office) -> None:
    opened.clock = "2026-12-30T10:00:00+00:00"
    answers = {"to": "8/1/2027", "reason": "Holidays", "agreed_by": "Both managers", "when": "now"}
    opened.must("extend", "1", "D3", answers=answers)
    late = opened.run("report", "--exit-code")
    assert late.code == 7
    assert "late before" in late.out


def test_danger_is_on_record_only_with_whom_was_told(opened: Office) -> None:
    refused = opened.run("open", "--danger", "told", "--json", answers={**OPEN, "danger": "no"})
    assert (refused.code, refused.error["code"]) == (2, "missing-answers")
    opened.must("open", answers={**OPEN, "danger": "told", "danger_told": "The police, by telephone"})
    assert "The police, by telephone" in opened.must("trail", "2").out


def test_a_colleague_consulted_before_it_was_raised_is_recorded_truthfully(office: Office) -> None:
    office.must("setup", answers={"me": [{"name": "Ann", "role": "Lead", "agency": "School"}], "policies": ["torbay"]})
    office.must("open", answers={key: value for key, value in OPEN.items() if key != "arose"})
    assert "D1 done" in office.must("log", answers=CONSULTATION).out  # at 9am; raised at 10am
    assert office.run("log", answers={**DISCUSSION, "when": "18/12/2026 9am"}).code == 2


def test_faulty_settings_stop_no_reading_and_are_mended_by_set_up(opened: Office) -> None:
    (opened.home / "settings.toml").write_text('nation = "FRA"\n')
    assert opened.run("status").code == 0
    assert opened.run("log", answers=DISCUSSION).code == 2
    mended = opened.must("setup", answers={"me": [{"name": "Ann", "role": "Lead", "agency": "School"}]})
    assert mended.err == "The settings that could not be used are kept, in settings-before.toml.\n"
    assert (opened.home / "settings-before.toml").read_text() == 'nation = "FRA"\n'
    opened.must("log", answers=DISCUSSION)
    assert opened.must("setup", answers={"me": [{"name": "Ann", "role": "Lead", "agency": "School"}]}).err == ""


def test_the_responding_side_is_told_what_to_ask_for(office: Office) -> None:
    office.must("setup", answers={"me": [{"name": "Ann", "role": "Lead", "agency": "School"}], "policies": ["torbay"]})
    answers = {key: value for key, value in OPEN.items() if key != "answers"}
    office.must("open", "--responding", answers=answers)
    moved = office.must("advance").out
    assert "They left out" in moved
    assert "escalate log" not in moved.split("DUE")[0]
    assert "They left out, to ask for: What do you want" not in office.must("advance").out
