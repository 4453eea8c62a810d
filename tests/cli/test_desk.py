"""At the desk: the bare command, references left out or shortened, contacts by role, a quiet report."""

import os
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import pytest

from escalate.runtime import Office as Runtime
from escalate.usecases.ports import Draft
from tests.build import SHIPPED
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office, environment

LATER = "2026-12-29T18:00:00+00:00"  # an hour after the clock of stages 1 and 2 ran out
DANGER = "If anyone is in danger now: escalate danger"
DRAFT = Draft(0, "open", None, "", 0, "2026-12-18T10:30:00.000000Z", "2026-12-18T10:30:00.000000Z", "{}")


# The bare command


def test_before_set_up_it_says_what_it_is_whom_to_call_and_how_to_begin(office: Office) -> None:
    said = office.must().out.splitlines()
    assert said[0] == "escalate keeps professional disagreements about the safety of a child or adult"
    assert DANGER in said
    assert [line.split("  ")[1] for line in said if line.startswith("  escalate")] == [
        "escalate open",
        "escalate setup",
        "escalate demo",
        "escalate --help",
    ]
    assert not office.home.exists()


def test_with_disputes_it_shows_what_matters_and_how_to_go_on(opened: Office) -> None:
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    opened.clock = LATER
    said = opened.must().out.splitlines()
    assert said[:3] == [
        "Tuesday 29 December 2026: 2 late, 1 waiting on us; in 1 dispute",
        "  1  D4  6 days late  Visit at home                                         them",
        "  1  D3  1 hour late  Settle it or take it to stage 3                       both",
    ]
    assert DANGER in said
    assert "  escalate status 1  where it stands" in said
    assert len(said) <= 24


def test_unfinished_answers_are_counted(opened: Office) -> None:
    with environment({"ESCALATE_CLOCK": opened.clock}):
        Runtime(opened.home).drafts.keep(DRAFT)
    assert "  1 unfinished draft: escalate drafts" in opened.must().out.splitlines()
    assert opened.must("--json").data["drafts"] == 1


def test_it_has_the_three_forms(opened: Office) -> None:
    data = opened.must("--json").data
    assert (data["set_up"], data["lines"][0]["reference"]) == (True, "ESC-2026-0001")
    assert "reference: ESC-2026-0001" in opened.must("--plain").out


@pytest.mark.parametrize(
    ("file", "code", "name"), [("settings.toml", 2, "bad-settings"), ("log.db", 6, "log-unusable")]
)
def test_whom_to_call_is_said_with_a_fault(opened: Office, file: str, code: int, name: str) -> None:
    (opened.home / file).write_bytes(b"nonsense = = " * 100)
    human, machine = opened.run(), opened.run("--json")
    assert (human.code, machine.code, machine.error["code"]) == (code, code, name)
    assert human.err.splitlines()[-1] == DANGER
    assert DANGER in machine.error["hint"]


def test_a_policy_alone_still_gets_its_help(office: Office) -> None:
    assert "timeline" in office.must("policy").out


# References


def test_where_several_are_open_what_is_offered_can_be_taken(opened: Office) -> None:
    opened.must("open", answers=OPEN)
    refused = opened.run("status", "--json")
    assert (refused.code, refused.error["code"]) == (3, "no-such-dispute")
    assert refused.error["details"] == [
        "ESC-2026-0002: Levels of need, policy torbay",
        "ESC-2026-0001: Levels of need, policy torbay",
    ]
    for line in refused.error["details"]:
        reference = line.split(":")[0]
        assert opened.must("status", reference, "--json").data["reference"] == reference


@pytest.mark.parametrize("ref", ["1", "0001", "2026-1", "ESC-2026-1", "esc-2026-0001", "ESC-2026-0001"])
def test_every_way_to_write_a_reference_is_understood_by_reading_and_writing(opened: Office, ref: str) -> None:
    opened.must("open", answers=OPEN)
    assert opened.must("status", ref, "--json").data["reference"] == "ESC-2026-0001"
    recorded = opened.must("log", ref, "--json", answers=CONSULTATION).data
    assert recorded["reference"] == "ESC-2026-0001"


def test_a_wrong_year_is_refused_with_the_right_reference(opened: Office) -> None:
    refused = opened.run("log", "ESC-2025-0001", "--json", answers=CONSULTATION)
    assert (refused.code, refused.error["hint"]) == (3, "Dispute 1 is ESC-2026-0001.")


# Contacts


def with_contacts(office: Office, policy: str, *roles: str) -> Mapping[str, str]:
    """Set the office up with somebody for each of these roles; by the role's title, who that is."""
    rows = [{"policy": policy, "role": role, "name": f"N. {n}", "phone": f"01234 {n}"} for n, role in enumerate(roles)]
    office.must("setup", answers={**SETUP, "policies": [policy], "contact": rows})
    titles = SHIPPED.load(policy).policy.role_title
    return {titles(row["role"]): f"{row['name']} {row['phone']}" for row in rows}


def test_advancing_names_whom_to_tell_and_who_speaks_with_their_numbers(opened: Office) -> None:
    with_contacts(opened, "torbay", "business-manager", "manager", "senior-manager")
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    at_two = opened.must("advance").out
    assert "Us: Supervisor or manager" in at_two
    assert "N. 1 01234 1" in at_two
    told = opened.must("open", answers={**OPEN, "stage": "3"}).out
    assert any(line.endswith("N. 0 01234 0") and "Business Manager" in line for line in told.splitlines())
    assert "N. 2 01234 2" in told
    assert "escalate setup" not in told


def test_the_other_side_does_not_get_our_own_managers_number(opened: Office) -> None:
    with_contacts(opened, "torbay", "worker")
    view = opened.must("status", "--json").data
    assert [(one["side"], one["contact"]) for one in view["speakers"]] == [
        ("raising", "N. 0 01234 0"),
        ("responding", ""),
    ]


def test_what_is_not_known_is_said_once_with_how_to_add_it(opened: Office) -> None:
    said = opened.must("open", answers={**OPEN, "stage": "3"}).out
    (line,) = [line for line in said.splitlines() if "escalate setup" in line]
    assert "No name or number for: Business Manager" in line
    assert opened.must("status", "1").out.count("escalate setup") == 0  # nobody to tell at stage 1


def test_a_role_with_a_name_of_its_own_in_a_sector_has_its_contact(office: Office) -> None:
    with_contacts(office, "hillingdon", "manager")
    policy = SHIPPED.load("hillingdon").policy
    ready = {
        **OPEN,
        "subjects": [{"kind": "child", "ref": "AB"}],
        "grounds": [policy.grounds[0].id],
        "answers": {ask.id: ask.options[0] if ask.options else "text" for ask in policy.asks},
        "stage": policy.stages[1].id,
        "dates": {"settle": "30/12/2026"},
    }
    ours = office.must("open", "--json", answers=ready).data["speakers"][0]
    assert (ours["role"], ours["contact"]) == ("Designated safeguarding teacher", "N. 0 01234 0")


@pytest.mark.parametrize("policy_id", SHIPPED.ids())
def test_no_two_roles_of_a_policy_have_one_title_so_a_contact_is_nobody_elses(policy_id: str) -> None:
    titles = [role.title for role in SHIPPED.load(policy_id).policy.roles.values()]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("policy_id", SHIPPED.ids())
def test_a_contact_can_be_given_for_whoever_a_policy_tells(office: Office, policy_id: str) -> None:
    policy = SHIPPED.load(policy_id).policy
    told = sorted({role for duty in policy.duties for role in duty.tell})
    assert told
    wanted = with_contacts(office, policy_id, *told)
    with environment({"ESCALATE_HOME": str(office.home)}):
        assert Runtime(office.home).contacts(policy) == wanted
    assert set(wanted) == {policy.role_title(role) for role in told}


@pytest.mark.parametrize(
    ("contact", "key"),
    [
        ({"policy": "torbay", "role": "herald", "name": "N"}, "contact.1.role"),
        ({"policy": "nowhere", "role": "manager", "name": "N"}, "contact.1.policy"),
    ],
)
def test_a_contact_for_a_role_or_policy_that_is_not_there_is_refused(
    opened: Office, contact: Mapping[str, Any], key: str
) -> None:
    file = opened.home / "settings.toml"
    before = file.read_text("utf-8")
    refused = opened.run("setup", "--json", answers={**SETUP, "contact": [contact]})
    assert refused.code == 2
    assert any(line.startswith(key) for line in refused.error["details"])
    assert file.read_text("utf-8") == before
    rows = "\n".join(f'{name} = "{value}"' for name, value in contact.items())
    file.write_text(before.replace("contact = []\n", "") + f"\n[[contact]]\n{rows}\n", "utf-8")
    shown = opened.run("setup", "--json")
    assert (shown.code, shown.error["code"]) == (2, "bad-settings")
    assert any(line.startswith(f"settings.toml: {key}") for line in shown.error["details"])


# The quiet report


@pytest.mark.parametrize("form", [[], ["--plain"], ["--json"]])
def test_a_quiet_report_says_nothing_when_nothing_is_late(opened: Office, form: list[str]) -> None:
    result = opened.run("report", "--quiet", "--exit-code", *form)
    assert (result.code, result.out, result.err) == (0, "", "")


@pytest.mark.parametrize("form", [[], ["--plain"], ["--json"]])
def test_a_quiet_report_speaks_when_something_is_late(opened: Office, form: list[str]) -> None:
    opened.clock = LATER
    assert "ESC-2026-0001" in opened.must("report", "--quiet", *form).out
    assert opened.run("report", "--quiet", "--exit-code", *form).code == 7


def test_a_quiet_report_speaks_of_what_is_due_by_the_day_given(opened: Office) -> None:
    for words in (["--due-within", "3d"], ["--due-by", "28/12/2026"]):
        assert opened.must("report", "--quiet", *words).out == ""
    for words in (["--due-within", "11d"], ["--due-by", "29/12/2026"]):
        assert "Settle it" in opened.must("report", "--quiet", *words).out


def test_a_quiet_report_of_an_office_without_disputes_is_silent(office: Office) -> None:
    assert office.must("report", "--quiet").out == ""
    assert not office.home.exists()


@pytest.mark.parametrize("form", [[], ["--plain"], ["--json"]])
def test_a_quiet_report_holds_no_words_and_no_names_that_somebody_wrote(opened: Office, form: list[str]) -> None:
    opened.must("log", answers=CONSULTATION)
    opened.must("log", answers=DISCUSSION)
    opened.clock = LATER
    usual = opened.must("report", *form).out
    quiet = opened.must("report", "--quiet", *form).out
    for words in ("Visit at home", "Bo Colleague"):
        assert words in usual
        assert words not in quiet
    assert '"AB"' not in quiet
    assert "subjects: AB" not in quiet
    assert "An agreed action" in quiet


@pytest.mark.parametrize("words", ["demo", "policy show torbay", "log 1 --blank"])
def test_a_reader_that_goes_away_is_no_fault(opened: Office, words: str) -> None:
    """As in `escalate demo | head -1`: the pipe is closed while the answer is being written."""
    program = [sys.executable, "-m", "escalate", *words.split()]
    environment = {**os.environ, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": opened.clock}
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
