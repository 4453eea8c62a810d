"""TOML to a policy: strictness, every fault with file and key, the folders, and what the log keeps."""

import json
import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from escalate.errors import NoSuchPolicy, PolicyFaults
from escalate.policy_files import PolicyFolders, _load, from_kept, shipped
from tests.build import CLOCK, HEADING, SHIPPED, STAGES, duty

ANYTOWN = "".join(map(dedent, (HEADING, STAGES, CLOCK)))
IDS = ("barnsley", "derby", "gscp", "hillingdon", "torbay")


def home(folder: Path, **files: str) -> PolicyFolders:
    """A home folder with these policy files in it."""
    (folder / "policies").mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / "policies" / f"{name}.toml").write_text(text, "utf-8")
    return PolicyFolders(folder)


def faults_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(PolicyFaults) as faults:
        home(folder, anytown=text).load("anytown")
    return faults.value.details


# Found


@pytest.mark.parametrize("policy_id", IDS)
def test_each_shipped_policy_is_in_order(policy_id: str) -> None:
    loaded = SHIPPED.load(policy_id)
    assert loaded.policy.id == policy_id
    assert loaded.policy.stages


def test_the_five_shipped_policies_are_listed() -> None:
    assert SHIPPED.ids() == IDS


def test_a_policy_of_ones_own_is_found_in_the_home_folder(tmp_path: Path) -> None:
    folders = home(tmp_path, mine=ANYTOWN)
    assert folders.ids() == ("anytown", *IDS)
    assert folders.load("anytown").policy.title == "Anytown policy"


def test_an_unknown_policy_is_not_found_and_the_known_are_named() -> None:
    with pytest.raises(NoSuchPolicy) as unknown:
        SHIPPED.load("atlantis")
    assert "torbay" in unknown.value.hint


def test_two_files_with_one_id_are_a_fault_that_names_both(tmp_path: Path) -> None:
    folders = home(tmp_path, one=ANYTOWN, two=ANYTOWN)
    with pytest.raises(PolicyFaults) as faults:
        folders.load("anytown")
    named = [line.split(": ")[:2] for line in faults.value.details]
    assert named == [["one.toml", "policy.id"], ["two.toml", "policy.id"]]


def test_a_file_with_a_shipped_policys_id_is_a_fault(tmp_path: Path) -> None:
    folders = home(tmp_path, mine=ANYTOWN.replace('id = "anytown"', 'id = "torbay"'))
    with pytest.raises(PolicyFaults):
        folders.load("torbay")
    assert folders.load("derby").policy.id == "derby"


def test_a_faulty_file_is_in_nobody_elses_way(tmp_path: Path) -> None:
    folders = home(tmp_path, broken="not toml at all", worse="\x00")
    assert folders.load("torbay").policy.id == "torbay"
    with pytest.raises(PolicyFaults):
        folders.load("broken")


def test_a_file_anywhere_can_be_checked(tmp_path: Path) -> None:
    (tmp_path / "draft.toml").write_text(ANYTOWN)
    assert SHIPPED.check(str(tmp_path / "draft.toml")).policy.id == "anytown"
    assert SHIPPED.check("torbay").policy.id == "torbay"
    with pytest.raises(NoSuchPolicy):
        SHIPPED.check(str(tmp_path / "none.toml"))
    with pytest.raises(NoSuchPolicy):
        SHIPPED.check("atlantis")


# Strictness

UNREADABLE = [
    ("[policy] -> [policy]\ncolour = 'red'", "policy.colour"),
    ("format = 1 -> format = 1\nsize = 3", "size"),
    ("format = 1 -> format = 2", "format"),
    ("format = 1 -> format = true", "format"),
    ("format = 1 -> format = 1.0", "format"),
    ("format = 1 -> ", "format"),
    ('title = "Anytown policy" -> title = 7', "policy.title"),
    ('title = "Anytown policy" -> title = ""', "policy.title"),
    ('title = "Anytown policy" -> title = "  "', "policy.title"),
    ('title = "Anytown policy" -> ', "policy.title"),
    ('nation = "ENG" -> ', "policy.nation"),
    ('id = "anytown"\n -> id = "any town"\n', "policy.id"),
    ('nation = "ENG" -> nation = "ENG"\nday_ends = "5pm"', "policy.day_ends"),
    ('nation = "ENG" -> nation = "ENG"\nday_ends = 17', "policy.day_ends"),
    ('nation = "ENG" -> nation = "ENG"\nadvice = [1]', "policy.advice"),
    ('nation = "ENG" -> nation = "ENG"\nadvice = [""]', "policy.advice"),
    ("[[ground]] -> [exclusion]\ntext = 'Complaints'\n[[ground]]", "exclusion"),
    ('title = "Thresholds" -> title = "Thresholds"\nwidth = 2', "ground.threshold.width"),
    ('name = "Workers" -> ', "stage.1.name"),
    ('name = "Workers" -> name = "Workers"\nstart = "yes"', "stage.1.start"),
    ('name = "Workers" -> name = "Workers"\nnext_stage = "2"', "stage.1.next_stage"),
    ('what = "Settle it" -> ', "duty.settle.what"),
    ('what = "Settle it" -> what = "Settle it"\ngate = 1', "duty.settle.gate"),
    ('what = "Settle it" -> what = "Settle it"\ndue = "soon"', "duty.settle.due"),
    ('what = "Settle it" -> what = "Settle it"\nwhen = "always"', "duty.settle.when"),
    ('title = "Chair" -> ', "roles.chair.title"),
]


@pytest.mark.parametrize(("plant", "key"), UNREADABLE, ids=repr)
def test_each_planted_fault_is_named_by_file_and_key(tmp_path: Path, plant: str, key: str) -> None:
    old, new = plant.split(" -> ")
    assert old in ANYTOWN
    (tmp_path / "draft.toml").write_text(ANYTOWN.replace(old, new, 1))
    with pytest.raises(PolicyFaults) as faults:
        SHIPPED.check(str(tmp_path / "draft.toml"))
    assert [line.split(": ")[:2] for line in faults.value.details] == [["draft.toml", key]]
    assert faults.value.exit_code == 2


def test_faults_of_reading_and_of_meaning_are_named_at_once(tmp_path: Path) -> None:
    text = ANYTOWN.replace('title = "Chair"', "title = 5")
    text += duty(by="somebody", colour="red") + duty(id="b", within="soon")
    named = {line.split(": ")[1] for line in faults_of(tmp_path, text)}
    assert named == {"roles.chair.title", "duty.it.by", "duty.it.colour", "duty.b.within"}


def test_what_a_fault_of_reading_makes_wrong_besides_is_not_told_twice(tmp_path: Path) -> None:
    named = [line.split(": ")[1] for line in faults_of(tmp_path, ANYTOWN.replace('nation = "ENG"', "nation = 3"))]
    assert named == ["policy.nation"]


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xfe\x00",
        b"format = 1\n[policy\n",
        b"format = 1\nformat = 1\n",
        b"format = " + b"9" * 5000,
        b"x = " + b"[" * 5000 + b"]" * 5000,
        b"x" + b".x" * 1500 + b" = 1",
        b"[" + b"x." * 1500 + b"x]",
        b"#" * 1_000_001,
        b"",
        b"x = \x00",
    ],
    ids=["utf-16", "bracket", "twice", "digits", "deep list", "deep keys", "deep table", "large", "empty", "nul"],
)
def test_what_is_no_policy_at_all_is_a_fault_of_its_file(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "policies" / "odd.toml"
    path.parent.mkdir()
    path.write_bytes(raw)
    with pytest.raises(PolicyFaults) as faults:
        SHIPPED.check(str(path))
    assert "odd.toml" in " ".join((faults.value.message, *faults.value.details))
    assert PolicyFolders(tmp_path).load("torbay").policy.id == "torbay"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "draft.toml").write_bytes(b"\xef\xbb\xbf" + ANYTOWN.encode())
    assert SHIPPED.check(str(tmp_path / "draft.toml")).policy.id == "anytown"


def test_names_of_every_script_are_text_like_any_other(tmp_path: Path) -> None:
    text = ANYTOWN.replace("Anytown policy", "Polisi Tŷ'r Ŵyl 政策 \\u202E")
    assert home(tmp_path, anytown=text).load("anytown").policy.title == "Polisi Tŷ'r Ŵyl 政策 \u202e"


# Forms of another policy

BORROWS = ANYTOWN.replace('bypass = "agreed"', 'bypass = "agreed"\nreflect = ["derby:factors"]')


def test_a_form_of_another_policy_can_be_used(tmp_path: Path) -> None:
    form = home(tmp_path, anytown=BORROWS).load("anytown").policy.form("derby:factors")
    assert form == SHIPPED.load("derby").policy.form("factors")


def test_a_copy_under_a_new_id_may_keep_the_shipped_files_name(tmp_path: Path) -> None:
    assert home(tmp_path, derby=BORROWS).load("anytown").policy.form("derby:factors")


def test_a_changed_copy_that_is_checked_uses_its_own_forms(tmp_path: Path) -> None:
    theirs = SHIPPED.load("derby").policy.forms["factors"].title
    text = shipped("policies").joinpath("derby.toml").read_text("utf-8").replace(theirs, "What may mislead us?")
    (tmp_path / "draft.toml").write_text(text, "utf-8")
    form = SHIPPED.check(str(tmp_path / "draft.toml")).policy.form("derby:factors")
    assert form
    assert form.title == "What may mislead us?"


def test_a_form_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    named = faults_of(tmp_path, BORROWS.replace("derby:factors", "derby:none"))
    assert [line.split(": ")[1] for line in named] == ["policy.reflect"]


def test_a_policy_that_draws_on_a_broken_file_names_that_file(tmp_path: Path) -> None:
    folders = home(tmp_path, anytown=BORROWS.replace("derby:", "broken:"), broken="nonsense")
    with pytest.raises(PolicyFaults) as faults:
        folders.load("anytown")
    assert "broken.toml" in faults.value.message


# Kept


@pytest.mark.parametrize("policy_id", IDS)
def test_what_the_log_keeps_reads_back_as_the_same_policy(policy_id: str) -> None:
    loaded = SHIPPED.load(policy_id)
    assert from_kept(loaded.kept) == loaded.policy


def test_what_the_log_keeps_has_every_file_drawn_on(tmp_path: Path) -> None:
    loaded = home(tmp_path, derby=BORROWS).load("anytown")
    assert from_kept(loaded.kept) == loaded.policy
    assert len(json.loads(loaded.kept)["files"]) == 2


def test_what_the_log_keeps_is_the_same_bytes_each_time() -> None:
    assert SHIPPED.load("torbay").kept == SHIPPED.load("torbay").kept


# A valid file never fails, and no file crashes the reader

FORM = '[[form]]\nid = "refer"\ntitle = "Refer it"\n[[form.ask]]\nid = "why"\npart = "A"\ntext = "Why?"\n'
RICH = ANYTOWN + FORM + duty(id="choose", options=["a", "b"], tell=["chair"], gate=True)
RICH += duty(form="refer", within="2 days", stages=["1"]) + '[duty.when]\nchoose = "a"\n'


@pytest.mark.parametrize("policy_id", IDS)
def test_a_shipped_policy_is_still_in_order_under_another_id(tmp_path: Path, policy_id: str) -> None:
    (tmp_path / "policies").mkdir()
    copy = tmp_path / "policies" / f"{policy_id}.toml"
    shutil.copy(str(shipped("policies").joinpath(f"{policy_id}.toml")), copy)
    copy.write_text(copy.read_text("utf-8").replace(f'id = "{policy_id}"', 'id = "copy"', 1), "utf-8")
    assert PolicyFolders(tmp_path).load("copy").policy.stages == SHIPPED.load(policy_id).policy.stages


one_folder = [HealthCheck.function_scoped_fixture]  # the same file is written anew each time


@settings(max_examples=100, deadline=None, derandomize=True, suppress_health_check=one_folder)
@given(st.data())
def test_a_policy_with_lines_lost_or_changed_is_in_order_or_has_faults(tmp_path: Path, data: st.DataObject) -> None:
    lines = RICH.splitlines()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["lose", "move", "number", "list", "empty"]))
        line = lines.pop(at)
        key = line.split(" = ")[0]
        new = {"lose": [], "move": [], "number": [f"{key} = 7"], "list": [f'{key} = ["x"]'], "empty": [f'{key} = ""']}
        lines[at:at] = new[change]
        if change == "move":
            lines.insert(data.draw(st.integers(0, len(lines))), line)
    path = tmp_path / "draft.toml"
    path.write_text("\n".join(lines), "utf-8")
    try:
        loaded = _load(path, {})
    except PolicyFaults as faults:
        assert "draft.toml" in " ".join((faults.message, *faults.details))  # noqa: PT017
    else:
        assert from_kept(loaded.kept) == loaded.policy
