"""Every sentence of the five sources is kept by the program, on a screen where a user meets it.

`policies/<id>.toml` beside this file has a row for each sentence: what it says, the keys of the policy file that carry
it, and the screen. A row that carries nothing says why. Here each row is tried on the running program.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from escalate.domain.policy import Policy
from escalate.policy_files import PolicyFolders
from tests.source_drive import Setting
from tests.source_keys import HOWS, Proof, value
from tests.source_screens import Screens, chain

ROWS = Path(__file__).parent / "policies"
POLICIES = Path(__file__).parents[1] / "policies"
IDS = sorted(file.stem for file in ROWS.glob("*.toml"))

Row = Mapping[str, Any]


def rows(policy_id: str) -> list[Row]:
    read: list[Row] = tomllib.loads((ROWS / f"{policy_id}.toml").read_text("utf-8"))["row"]
    return read


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
        return Setting(made.ground, made.subject, theirs=sectors)
    return Setting(made.ground, made.subject, ours=sectors[0])


def check(row: Row, file: Mapping[str, Any], screens: Screens) -> None:
    """Fails unless the screen keeps what each key says, and one of them in the way the row names."""
    if "not_normative" in row:
        assert row["not_normative"].strip()
        assert not set(row) & {"keys", "how", "screen"}
        return
    assert row["how"] in HOWS
    assert row["keys"]
    for key in row["keys"]:
        value(file, key)
    proof = Proof(screens, row["screen"], setting(row, screens.policy))
    proved: set[str] = set()
    for key in row["keys"]:
        proved |= proof.of(key)
    for text in row.get("find", ()):
        assert text in proof.seen.text, f"not on the screen: {text!r}"
    assert row["how"] in proved, f"not {row['how']}, but {', '.join(sorted(proved))}"


@pytest.mark.parametrize(("policy_id", "row"), EVERY_ROW)
def test_a_sentence_of_the_source_is_kept(policy_id: str, row: Row, screens: Mapping[str, Screens]) -> None:
    check(row, file_of(policy_id), screens[policy_id])
