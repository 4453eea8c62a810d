"""Every sentence of the five sources is kept by the program, on a screen where a user meets it.

`policies/<id>.toml` beside this file has a row for each sentence: what it says, the keys of the policy file that carry
it, and the screen. A row that carries nothing says why. Here each row is tried on the running program.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from escalate.domain.policy import Policy
from escalate.policy_files import PolicyFolders
from tests.source_drive import Setting
from tests.source_keys import counted, keys, value
from tests.source_proof import Proof
from tests.source_screens import Screens, chain

ROWS = Path(__file__).parent / "policies"
POLICIES = Path(__file__).parents[1] / "policies"
IDS = sorted(file.stem for file in ROWS.glob("*.toml"))

Row = Mapping[str, Any]


def rows(policy_id: str) -> list[Row]:
    read: list[Row] = tomllib.loads((ROWS / f"{policy_id}.toml").read_text("utf-8"))["row"]
    return read


@cache
def file_of(policy_id: str) -> Mapping[str, Any]:
    return tomllib.loads((POLICIES / f"{policy_id}.toml").read_text("utf-8"))


EVERY_ROW = [
    pytest.param(policy_id, row, id=f"{policy_id}-{number}")
    for policy_id in IDS
    for number, row in enumerate(rows(policy_id), 1)
]


@pytest.fixture(scope="session")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Screens]:
    folder = tmp_path_factory.mktemp("sources")
    folders = PolicyFolders(folder)
    return {policy_id: Screens(folders.load(policy_id).policy, folder) for policy_id in IDS}


def setting(row: Row, policy: Policy) -> Setting:
    """The grounds, subject and sectors that the row's duties and roles need; else the policy's first."""
    named = [key.split(".")[1] for key in row["keys"] if key.startswith("duty.")]
    named += [part for part in row["screen"].split(":") if policy.duty(part)]
    needed = [one.when for name in named if (duty := policy.duty(name)) for one in chain(policy, duty)]
    answers = {question: listed[0] for when in needed for question, listed in when.items()}
    made = Setting(answers.get("ground", policy.grounds[0].id), answers.get("subject", policy.subjects[0]))
    roles = [key.split(".")[1:] for key in row["keys"] if key.startswith("roles.") and key.count(".") == 2]
    stage = policy.stage(row["screen"].partition(":")[2])
    if not roles or not stage:
        return made
    sectors = tuple(sector for _, sector in roles)
    if stage.responding == roles[0][0]:
        return replace(made, theirs=sectors)
    return replace(made, ours=sectors[0])


def check(row: Row, file: Mapping[str, Any], screens: Screens) -> None:
    """Fails unless the screen keeps what every key says, and one of them in the way the row names."""
    assert row["section"]
    assert row["says"]
    if "not_normative" in row:
        assert row["not_normative"].strip(), "no reason"
        assert set(row) == {"section", "says", "not_normative"}
        return
    assert set(row) - {"find"} == {"section", "says", "keys", "how", "screen"}
    assert row["keys"], "no key"
    for key in row["keys"]:
        value(file, key)
    proof = Proof(screens, row["screen"], setting(row, screens.policy))
    proved = set().union(*(proof.of(key) for key in row["keys"]))
    for text in row.get("find", ()):
        assert text in proof.seen.text, f"not on the screen: {text!r}"
    assert row["how"] in proved, f"not {row['how']}, but {', '.join(sorted(proved))}"


@pytest.mark.parametrize(("policy_id", "row"), EVERY_ROW)
def test_a_sentence_of_the_source_is_kept(policy_id: str, row: Row, screens: Mapping[str, Screens]) -> None:
    check(row, file_of(policy_id), screens[policy_id])


@pytest.mark.parametrize("policy_id", IDS)
def test_everything_a_policy_file_demands_comes_from_a_sentence(policy_id: str) -> None:
    """The reflection apart: it is Derby's, and every shipped policy uses it."""
    carried = {key for row in rows(policy_id) for key in row.get("keys", ())}
    stated = set(keys(file_of(policy_id))) - ({"policy.reflect"} if policy_id != "derby" else set())
    assert {key for key in stated if not any(one == key or one.startswith(f"{key}.") for one in carried)} == set()


# The test itself: none of these rows may pass

PLANTED = {
    "a key that is not in the file": ({"keys": ["duty.no-such"]}, "the policy file has no duty.no-such"),
    "an entry of a list that is not there": ({"keys": ["policy.advice.99"]}, "the policy file has no"),
    "a stage that is not in the file": ({"keys": ["stage.9.name"]}, "the policy file has no stage.9"),
    "a duty of another stage": ({"keys": ["duty.settle-3"]}, "settle-3 is not open"),
    "a due time of another stage": ({"keys": ["duty.settle-3.within"]}, "settle-3 is not open"),
    "words of another stage": ({"keys": ["duty.consult", "stage.5.note"]}, "not on the screen"),
    "a hint that is not shown here": ({"keys": ["stage.5.hint"], "screen": "reflect"}, "not on the screen"),
    "a question that is not asked here": ({"keys": ["ask.aim"], "how": "asked"}, "aim is not asked"),
    "a duty that demands nothing": (
        {"keys": ["duty.settle-1-2"], "screen": "advance:1", "how": "demanded"},
        "settle-1-2 is no gate",
    ),
    "a duty without a due time": ({"keys": ["duty.consult"], "how": "computed"}, "not computed, but"),
    "a way that does not lead there": ({"keys": ["stage.3.next"]}, "does not follow"),
    "who does not speak here": ({"keys": ["stage.3.responding"]}, "do not speak"),
    "a decision that starts something else": (
        {"keys": ["duty.convene-5"], "screen": "decided:5:route-5:resolve directly"},
        "convene-5 is not open",
    ),
    "words that are not there": ({"keys": ["duty.consult"], "find": ["Consult the moon"]}, "Consult the moon"),
    "a screen that is not there": ({"keys": ["duty.consult"], "screen": "moon"}, "there is no screen"),
    "no key": ({"keys": []}, "no key"),
    "no reason for asking nothing": ({"not_normative": " "}, "no reason"),
}


@pytest.mark.parametrize(("changed", "fault"), PLANTED.values(), ids=PLANTED)
def test_a_row_that_is_wrong_fails(changed: Row, fault: str, screens: Mapping[str, Screens]) -> None:
    row = {"section": "Stage One", "says": "Words", "how": "tracked", "screen": "status:1", "keys": ["duty.consult"]}
    check(row, file_of("torbay"), screens["torbay"])
    with pytest.raises((AssertionError, LookupError), match=fault):
        check({**row, **changed}, file_of("torbay"), screens["torbay"])


def test_a_duty_that_the_program_lost_fails(screens: Mapping[str, Screens]) -> None:
    """The program runs on the shipped file; the row asks for what a fuller file has."""
    fuller = screens["torbay"].policy
    lost = replace(fuller.duties[0], id="lost", what="Something nobody tracks")
    wider = Screens(replace(fuller, duties=(*fuller.duties, lost)), screens["torbay"].folder / "wider")
    row = {"section": "-", "says": "-", "how": "tracked", "screen": "status:1", "keys": ["duty.lost"]}
    with pytest.raises(AssertionError, match="lost is not open"):
        check(row, {**file_of("torbay"), "duty": [{"id": "lost"}]}, wider)


def test_a_limit_that_is_counted_wrong_fails(screens: Mapping[str, Screens]) -> None:
    """The same for a due time: by hand it is a day later than the program says."""
    policy = screens["torbay"].policy
    longer = tuple(replace(one, within="6 working days") if one.id == "settle-1-2" else one for one in policy.duties)
    wrong = Screens(replace(policy, duties=longer), screens["torbay"].folder / "wrong")
    row = {"section": "-", "says": "-", "how": "computed", "screen": "status:1", "keys": ["duty.settle-1-2.within"]}
    with pytest.raises(AssertionError, match="2026-12-24"):
        check(row, file_of("torbay"), wrong)


@pytest.mark.parametrize(
    ("within", "since", "due"),
    [
        ("5 working days", "2026-12-18T10:00+00:00", "2026-12-29T17:00+00:00"),
        ("1 working day", "2026-12-24T10:00+00:00", "2026-12-29T17:00+00:00"),
        ("24 hours", "2026-12-18T16:30+00:00", "2026-12-19T16:30+00:00"),
        ("2 weeks", "2026-12-18T10:00+00:00", "2027-01-01T17:00+00:00"),
    ],
)
def test_counting_by_hand(within: str, since: str, due: str) -> None:
    assert counted(within, datetime.fromisoformat(since)) == datetime.fromisoformat(due)
