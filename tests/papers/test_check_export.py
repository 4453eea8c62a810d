"""An exported file proves itself: whatever is done to it is found, by the program and by the checker alone."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from escalate.domain.receipt import receipt_of
from escalate.papers import check_export, export_file
from escalate.papers.check_export import AFTER, BEFORE, canonical, check
from tests.office import DISCUSSION, FRIDAY, OPEN, Office
from tests.rich_dispute import rich

Made = Mapping[str, bytes]
FORMS = ("html", "json")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    folder = tmp_path_factory.mktemp("exports")
    office = Office(folder / "home", FRIDAY).opened()
    office.must("log", answers=DISCUSSION)
    office.must("open", answers={**OPEN, "subjects": [{"ref": "CD"}]})
    return office


@pytest.fixture(scope="module")
def made(office: Office) -> Made:
    """Of dispute 1 both forms, of dispute 2 the HTML; and of dispute 1 a copy with parts withheld."""
    folder = office.home.parent
    for words in (("1", "one.html"), ("1", "one.json"), ("2", "other.html"), ("2", "other.json")):
        office.must("export", words[0], str(folder / words[1]))
    for form in FORMS:
        out = {"withhold": [{"what": "person 2", "why": "Third party."}, {"what": "entry 3", "why": "Third party."}]}
        office.must("export", "1", str(folder / f"copy.{form}"), "--redact", answers=out)
    return {file.name: file.read_bytes() for file in folder.glob("*.*") if file.suffix in (".html", ".json")}


def faults(data: bytes, folder: Path, receipt: str = "") -> str:
    """What the checker finds, on one line; of a file that is no export that it is none."""
    file = folder / "checked"
    file.write_bytes(data)
    try:
        return "; ".join(check(str(file), receipt).faults)
    except check_export.NoExport as fault:
        return f"NO EXPORT: {fault}"


def taken_apart(data: bytes) -> tuple[bytes, dict[str, Any]]:
    """What is shown, and the proof."""
    if data[:1] == b"{":
        whole = json.loads(data)
        return canonical(whole["data"]).encode(), whole["proof"]
    shown, proof = data.removesuffix(AFTER).split(BEFORE)
    return shown, json.loads(proof)


def put_together(shown: bytes, proof: Any, form: str) -> bytes:
    if form == "json":
        return check_export.json_file(shown.decode(), proof)
    return check_export.html_file(shown, proof)


@pytest.mark.parametrize("name", ["one.html", "one.json", "copy.html", "copy.json"])
def test_a_file_as_it_was_made_is_found_so(name: str, made: Made, tmp_path: Path) -> None:
    assert faults(made[name], tmp_path) == ""


# What can be done to the proof, whichever file it stands in


def words_of_an_entry(proof: Any) -> None:
    proof["entries"][1]["body"] = proof["entries"][1]["body"].replace("think again", "think so")


def the_salt(proof: Any) -> None:
    proof["entries"][0]["salt"] = "0" * 64


def the_salt_in_capitals(proof: Any) -> None:
    proof["entries"][0]["salt"] = proof["entries"][0]["salt"].upper()


def the_salt_in_groups(proof: Any) -> None:
    salt = proof["entries"][0]["salt"]
    proof["entries"][0]["salt"] = f"{salt[:2]} {salt[2:]}"


def when_it_was_written(proof: Any) -> None:
    proof["entries"][0]["recorded_at"] = "2025-01-01T00:00:00.000000Z"


def its_kind(proof: Any) -> None:
    proof["entries"][1]["kind"] = "Reflected"


def its_position(proof: Any) -> None:
    proof["entries"][1]["position"] = 99


def another_dispute(proof: Any) -> None:
    proof["entries"][1]["dispute"] = 7


def truth_for_one(proof: Any) -> None:
    proof["entries"][0]["seq"] = True


def removed(proof: Any) -> None:
    del proof["entries"][1]


def the_first_removed(proof: Any) -> None:
    del proof["entries"][0]


def the_last_removed(proof: Any) -> None:
    del proof["entries"][-1]


def swapped(proof: Any) -> None:
    entries = proof["entries"]
    entries[0], entries[1] = entries[1], entries[0]


def twice(proof: Any) -> None:
    proof["entries"].insert(1, proof["entries"][1])


def added(proof: Any) -> None:
    entry = dict(proof["entries"][0], seq=2, position=3, body="{}", salt="00")
    entry["digest"] = hashlib.sha256(b"\0{}").hexdigest()
    proof["entries"].insert(1, entry)


def words_withheld(proof: Any) -> None:
    proof["entries"][0] |= {"body": None, "salt": None}


def half_of_an_entry(proof: Any) -> None:
    proof["entries"][0]["salt"] = None


def one_part_more(proof: Any) -> None:
    proof["entries"][0]["note"] = "hidden"


def one_part_less(proof: Any) -> None:
    del proof["entries"][0]["kind"]


def the_receipt(proof: Any) -> None:
    proof["receipt"] = str(receipt_of(4, "0" * 64))


def the_log(proof: Any) -> None:
    proof["log"] = "0" * 32


def the_format(proof: Any) -> None:
    proof["format"] = 2


def truth_for_the_format(proof: Any) -> None:
    proof["format"] = True


def one_for_recorded(proof: Any) -> None:
    proof["recorded"] = 1


def not_recorded_after_all(proof: Any) -> None:
    proof["recorded"] = False


def no_entries(proof: Any) -> None:
    proof["entries"] = []


def entries_that_are_none(proof: Any) -> None:
    proof["entries"] = [1, 2]


def entries_of_words(proof: Any) -> None:
    proof["entries"] = "entries"


def beside_the_proof(proof: Any) -> None:
    proof["hidden"] = "hidden"


TAMPERINGS: tuple[tuple[Callable[[Any], None], str], ...] = (
    (words_of_an_entry, "Entry 3: its words were altered"),
    (the_salt, "Entry 2: its words were altered"),
    (the_salt_in_capitals, "Entry 2: its words were altered"),
    (the_salt_in_groups, "Entry 2: its words were altered"),
    (when_it_was_written, "Entry 2: when it was written"),
    (its_kind, "Entry 3: when it was written, what kind"),
    (its_position, "Entry 99: when it was written"),
    (another_dispute, "Entry 3 stands in the wrong place, or belongs to another dispute"),
    (truth_for_one, "Entry 2: when it was written"),
    (removed, "does not follow the one before it"),
    (the_first_removed, "Entry 3 does not follow the one before it"),
    (the_last_removed, "The receipt is not that of the last entry"),
    (swapped, "does not follow the one before it"),
    (twice, "Entry 3 does not follow the one before it"),
    (added, "Entry 3"),
    (words_withheld, "Entry 2: its words are missing"),
    (half_of_an_entry, "Entry 2 lacks a part"),
    (one_part_more, "Entry 2 lacks a part, or has one too many"),
    (one_part_less, "Entry 2 lacks a part"),
    (the_receipt, "The receipt is not that of the last entry"),
    (the_log, "Entry 2: when it was written"),
    (the_format, "not one of this version"),
    (truth_for_the_format, "Entry 2: when it was written"),
    (one_for_recorded, "not one of this version"),
    (not_recorded_after_all, "The words shown are not those that entry"),
    (no_entries, "cut, or changed where it says"),
    (entries_that_are_none, "cut, or changed where it says"),
    (entries_of_words, "cut, or changed where it says"),
    (beside_the_proof, "not one of this version"),
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("tamper", "expected"), TAMPERINGS, ids=[one[0].__name__ for one in TAMPERINGS])
def test_an_altered_proof_is_found_and_the_place_named(
    tamper: Callable[[Any], None], expected: str, form: str, made: Made, tmp_path: Path
) -> None:
    shown, proof = taken_apart(made[f"one.{form}"])
    tamper(proof)
    assert expected in faults(put_together(shown, proof, form), tmp_path)


# What can be done to the file


def of_both(html: bytes) -> bytes:
    return html.replace(b"Visit at home", b"Visit in town", 1)


FILE_TAMPERINGS: Mapping[str, tuple[Callable[[Made], bytes], str]] = {
    "words shown": (lambda made: of_both(made["one.html"]), "The words shown were altered"),
    "words shown, JSON": (lambda made: of_both(made["one.json"]), "The words shown were altered"),
    "words hidden by style": (
        lambda made: made["one.html"].replace(b"</style>", b"main { display: none }</style>", 1),
        "The words shown were altered",
    ),
    "the title": (lambda made: made["one.html"].replace(b"<title>", b"<title>x", 1), "The words shown were altered"),
    "a second page before it": (lambda made: made["one.html"][:-300] + made["one.html"], "its one proof"),
    "hidden content before the proof": (
        lambda made: made["one.html"].replace(BEFORE, b"<p hidden>secret</p>" + BEFORE),
        "The words shown were altered",
    ),
    "content after the proof": (lambda made: made["one.html"].replace(AFTER, b"</script><p>x</p>" + AFTER[9:]), "cut"),
    "two proofs": (
        lambda made: made["one.html"].removesuffix(AFTER) + b"</script>" + BEFORE + made["one.html"].split(BEFORE)[1],
        "its one proof",
    ),
    "the proof of another dispute": (
        lambda made: made["one.html"].split(BEFORE)[0] + BEFORE + made["other.html"].split(BEFORE)[1],
        "The words shown were altered",
    ),
    "the proof of another dispute, JSON": (
        lambda made: put_together(taken_apart(made["one.json"])[0], taken_apart(made["other.json"])[1], "json"),
        "The words shown were altered",
    ),
    "the proof of the other form": (
        lambda made: put_together(taken_apart(made["one.html"])[0], taken_apart(made["one.json"])[1], "html"),
        "The words shown were altered",
    ),
    "cut in its first half": (lambda made: made["one.html"][: len(made["one.html"]) // 3], "its one proof"),
    "cut in the proof": (lambda made: made["one.html"][:-2000], "its one proof"),
    "the last byte cut": (lambda made: made["one.html"][:-1], "its one proof"),
    "cut, JSON": (lambda made: made["one.json"][:-2], "The file was cut"),
    "more bytes": (lambda made: made["one.html"] + b" ", "its one proof"),
    "a line end more, JSON": (lambda made: made["one.json"] + b"\n", "There is more in the file"),
    "a space in the JSON": (lambda made: made["one.json"].replace(b":", b": ", 1), "There is more in the file"),
    "a byte order mark": (lambda made: b"\xef\xbb\xbf" + made["one.html"], "another encoding"),
    "UTF-16": (lambda made: made["one.html"].decode().encode("utf-16"), "another encoding"),
    "Windows line ends": (lambda made: made["one.html"].replace(b"\n", b"\r\n"), "changes line ends"),
    "Windows line ends, JSON": (lambda made: made["one.json"].replace(b"\n", b"\r\n"), "changes line ends"),
    "one byte that is no UTF-8": (lambda made: made["one.json"].replace(b"Ann", b"\xffnn", 1), "The file was cut"),
    "a key twice": (
        lambda made: made["one.json"].replace(b'{"schema"', b'{"schema":"x","schema"', 1),
        "says one thing twice",
    ),
    "a key twice in the proof": (
        lambda made: made["one.html"].replace(b'"recorded":true', b'"recorded":true,"recorded":true'),
        "says one thing twice",
    ),
    "no number": (lambda made: made["one.json"].replace(b'"recorded":true', b'"recorded":NaN'), "never written"),
    "half a number": (lambda made: made["one.json"].replace(b'"recorded":true', b'"recorded":1.0'), "never written"),
    "a huge number": (
        lambda made: made["one.json"].replace(b'"recorded":true', b'"recorded":' + b"9" * 9999),
        "The file was cut",
    ),
    "nested deep": (
        lambda made: made["one.json"].replace(b'"recorded":true', b'"recorded":' + b"[" * 99999 + b"]" * 99999),
        "The file was cut",
    ),
    "an escape that says the same": (
        lambda made: made["one.json"].replace(b"Ann Worker", b"\\u0041nn Worker", 1),
        "There is more in the file",
    ),
    "no data": (lambda _: b'{"schema":"escalate.export/1"}\n', "The file was cut"),
    "a list": (lambda _: b'["escalate.export/1"]\n', "its one proof"),
}


@pytest.mark.parametrize("what", FILE_TAMPERINGS)
def test_an_altered_file_is_found(what: str, made: Made, tmp_path: Path) -> None:
    tamper, expected = FILE_TAMPERINGS[what]
    assert expected in faults(tamper(made), tmp_path)


@pytest.mark.parametrize("name", ["copy.html", "copy.json"])
def test_words_of_a_copy_changed_are_found_and_so_are_its_entries(name: str, made: Made, tmp_path: Path) -> None:
    shown, proof = taken_apart(made[name])
    assert "The words shown were altered" in faults(of_both(made[name]).replace(b"School", b"Scholl", 1), tmp_path)
    proof["entries"][1]["recorded_at"] = "2025-01-01T00:00:00.000000Z"
    assert "Entry 3: when it was written" in faults(put_together(shown, proof, name[5:]), tmp_path)


def test_a_copy_says_that_it_alone_seals_its_words(made: Made, tmp_path: Path) -> None:
    """Whoever alters them can seal them anew: that is said, since nothing can prevent it."""
    shown, proof = taken_apart(made["copy.json"])
    data = json.loads(shown)
    data["reference"] = "ESC-2026-0999"
    shown = canonical(data).encode()
    proof["shown"] = hashlib.sha256(shown).hexdigest()
    file = tmp_path / "made-anew.json"
    file.write_bytes(put_together(shown, proof, "json"))
    found = check(str(file))
    assert not found.faults
    assert not found.recorded
    assert "No entry seals the words shown" in check_export.said(found)[0]


@pytest.mark.parametrize("form", FORMS)
def test_words_changed_in_a_file_that_then_denies_its_seal_are_never_called_as_made(
    form: str, made: Made, tmp_path: Path
) -> None:
    """A whole export made into one that no entry seals: only what it says of itself can tell."""
    shown, proof = taken_apart(of_both(made[f"one.{form}"]))
    kept = proof["receipt"]
    del proof["entries"][-1]
    last = proof["entries"][-1]
    proof |= {"recorded": False, "shown": hashlib.sha256(shown).hexdigest()}
    proof["receipt"] = str(receipt_of(last["position"], last["hash"]))
    file = tmp_path / f"made-anew.{form}"
    file.write_bytes(put_together(shown, proof, form))
    shutil.copy(check_export.__file__, tmp_path)
    nowhere = Office(tmp_path / "nowhere")
    for receipt in ((), (proof["receipt"],)):
        by_itself = alone(tmp_path, file.name, *receipt)
        ran = nowhere.run("verify", str(file), *(["--receipt", *receipt] if receipt else []))
        assert (by_itself.returncode, ran.code) == (0, 0)
        for text in (by_itself.stdout, ran.out):
            assert " ".join(text.split()).startswith(f"{check_export.UNSEALED}")
            assert "as it was made" not in text
            assert (check_export.HOLDS_ALONE in " ".join(text.split())) is bool(receipt)
    view = nowhere.must("verify", str(file), "--json").data
    assert (view["well"], view["recorded"], view["verdict"]) == (True, False, check_export.UNSEALED)
    assert nowhere.run("verify", str(file), "--receipt", kept).code == 2  # its entry is gone: nothing to compare


@pytest.mark.parametrize("form", FORMS)
def test_words_changed_with_every_entry_kept_are_not_called_as_made(form: str, made: Made, tmp_path: Path) -> None:
    shown, proof = taken_apart(of_both(made[f"one.{form}"]))
    proof |= {"recorded": False, "shown": hashlib.sha256(shown).hexdigest()}
    file = tmp_path / "made-anew"
    file.write_bytes(put_together(shown, proof, form))
    found = check(str(file), proof["receipt"])
    assert check_export.said(found)[0] == f"{check_export.UNSEALED}."
    assert check_export.HOLDS_ALONE in check_export.said(found)


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_that_was_kept_is_compared(form: str, made: Made, tmp_path: Path) -> None:
    _, proof = taken_apart(made[f"one.{form}"])
    for entry in proof["entries"]:
        kept = str(receipt_of(entry["position"], entry["hash"]))
        assert faults(made[f"one.{form}"], tmp_path, kept) == ""
        assert faults(made[f"one.{form}"], tmp_path, f"Receipt entry {kept.lower().replace('-', ' ')}") == ""
    assert "Entry 3 is not the one" in faults(made[f"one.{form}"], tmp_path, "3 FVYR-MQVX-E2YE-4AKW")
    for wrong in ("x", "3", "1" * 5000, "3 FVYR-MQVX-E2YE-4AK", "3 FVYR-MQVX-E2YE-4AKU"):
        with pytest.raises(check_export.NoReceipt):
            faults(made[f"one.{form}"], tmp_path, wrong)


@pytest.mark.parametrize("form", FORMS)
def test_a_receipt_whose_entry_is_not_in_the_file_proves_nothing_and_is_no_alarm(
    form: str, made: Made, tmp_path: Path
) -> None:
    """Another dispute's."""
    last = taken_apart(made[f"other.{form}"])[1]["receipt"]
    (tmp_path / f"one.{form}").write_bytes(made[f"one.{form}"])
    (tmp_path / f"bad.{form}").write_bytes(of_both(made[f"one.{form}"]))
    shutil.copy(check_export.__file__, tmp_path)
    nowhere = Office(tmp_path / "nowhere")
    not_here = check_export.NOT_HERE.format(last.split()[0])
    for name, code in ((f"one.{form}", 2), (f"bad.{form}", 5)):
        ran = nowhere.run("verify", str(tmp_path / name), "--receipt", last)
        by_itself = alone(tmp_path, name, "--receipt", last)
        assert (ran.code, by_itself.returncode) == (code, code)
        for text in (ran.out, by_itself.stdout):
            assert " ".join(text.split()).startswith(not_here)
            assert (check_export.SEALED in " ".join(text.split())) is (code == 2)


@pytest.mark.parametrize("quoted", [True, False])
def test_the_checker_takes_a_receipt_as_the_program_does(quoted: bool, made: Made, tmp_path: Path) -> None:
    shutil.copy(check_export.__file__, tmp_path)
    (tmp_path / "one.html").write_bytes(made["one.html"])
    receipt = taken_apart(made["one.html"])[1]["receipt"]
    given = [receipt] if quoted else receipt.split()
    assert check_export.HOLDS in alone(tmp_path, "one.html", "--receipt", *given).stdout
    assert check_export.HOLDS in alone(tmp_path, "one.html", *given).stdout
    none = alone(tmp_path, "one.html", "--receipt", "nonsense")
    assert (none.returncode, none.stdout) == (2, "")
    assert "That is not a receipt" in none.stderr


# Every byte


def each_change(data: bytes, places: range | list[int]) -> list[tuple[int, bytes]]:
    """The file with one byte changed, at each of these places: one bit, and all bits."""
    return [(at, data[:at] + bytes([data[at] ^ flip]) + data[at + 1 :]) for at in places for flip in (1, 0xFF)]


@pytest.mark.parametrize("name", ["one.html", "one.json", "copy.html", "copy.json"])
def test_a_change_of_one_byte_is_found(name: str, made: Made, tmp_path: Path) -> None:
    data = made[name]
    places = random.Random(7).sample(range(len(data)), 250)  # noqa: S311  no secret
    assert [at for at, changed in each_change(data, places) if not faults(changed, tmp_path)] == []


@pytest.mark.soak
@pytest.mark.parametrize("name", ["one.html", "one.json", "copy.html", "copy.json"])
def test_a_change_of_any_byte_is_found(name: str, made: Made, tmp_path: Path) -> None:
    data = made[name]
    assert [at for at, changed in each_change(data, range(len(data))) if not faults(changed, tmp_path)] == []


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_cut_added_to_or_with_a_part_moved_is_found(
    data: st.DataObject, made: Made, tmp_path_factory: pytest.TempPathFactory
) -> None:
    whole = made[f"one.{data.draw(st.sampled_from(FORMS))}"]
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, len(whole)))
    piece = data.draw(st.one_of(st.binary(max_size=9), st.text(max_size=9).map(str.encode), st.just(whole[start:end])))
    at = data.draw(st.integers(0, len(whole)))
    changed = whole[:start] + whole[end:] if data.draw(st.booleans()) else whole[:at] + piece + whole[at:]
    assert changed == whole or faults(changed, tmp_path_factory.getbasetemp())


# What is no export


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"<!doctype html>", b"PK\x03\x04", b"\0" * 100, b"escalate", bytes(range(256))], ids=repr
)
def test_what_is_no_export_is_said_to_be_none(data: bytes, tmp_path: Path) -> None:
    assert faults(data, tmp_path).startswith("NO EXPORT")


def test_a_pipe_a_folder_a_missing_file_and_a_huge_one_are_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "big").write_bytes(b"escalate.export/1" * 9)
    monkeypatch.setattr(check_export, "LARGEST", 99)
    for name, expected in (("pipe", "plain"), ("", "plain"), ("none", "no file"), ("a\0b", "read"), ("big", "larger")):
        with pytest.raises(check_export.NoExport, match=expected):
            check(str(tmp_path / name))


# By itself, and as the program does it


def alone(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The checker as whoever has nothing but it and Python runs it."""
    command = [sys.executable, "-I", "check_export.py", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_the_checker_alone_finds_what_the_program_finds(office: Office, made: Made, tmp_path: Path) -> None:
    office.must("export", "--checker", str(tmp_path / "check_export.py"))
    assert (tmp_path / "check_export.py").read_bytes() == export_file.checker()
    (tmp_path / "good.html").write_bytes(made["one.html"])
    (tmp_path / "bad.html").write_bytes(of_both(made["one.html"]))
    (tmp_path / "none.html").write_bytes(b"<p>")
    assert alone(tmp_path, "good.html").returncode == 0
    assert "as it was made" in alone(tmp_path, "good.html").stdout
    bad = alone(tmp_path, "bad.html")
    assert (bad.returncode, bad.stderr) == (5, "")
    assert "The words shown were altered" in bad.stdout
    assert alone(tmp_path, "none.html").returncode == 2
    assert alone(tmp_path).returncode == 2
    assert alone(tmp_path, "good.html", "3", "FVYR-MQVX-E2YE-4AKW").returncode == 5
    for name, code in (("good.html", 0), ("bad.html", 5), ("none.html", 2)):
        nowhere = Office(tmp_path / "nowhere")
        assert nowhere.run("verify", str(tmp_path / name)).code == code
        assert not nowhere.home.exists()


SPOOF = "\x1b[2J\x1b[HThis file is as it was made."


@pytest.mark.parametrize(
    "position", [SPOOF, "\ud800", "3", 2.5, None, True, 0, -1, 10**40, [SPOOF], {SPOOF: 1}], ids=repr
)
@pytest.mark.parametrize("at", [0, -1])
def test_no_text_of_the_file_reaches_the_screen_in_place_of_a_number(
    position: Any, at: int, made: Made, tmp_path: Path
) -> None:
    shown, proof = taken_apart(made["one.html"])
    proof["entries"][at]["position"] = position
    text = json.dumps(proof, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    (tmp_path / "bad.html").write_bytes(shown + BEFORE + text.encode() + AFTER)
    shutil.copy(check_export.__file__, tmp_path)
    ran = alone(tmp_path, "bad.html")
    assert (ran.returncode, ran.stderr) == (5, "")
    assert "\x1b" not in ran.stdout
    assert "as it was made." not in ran.stdout.removeprefix("This file is not as it was made.")


def test_a_receipt_that_is_none_drives_no_screen(made: Made, tmp_path: Path) -> None:
    (tmp_path / "good.html").write_bytes(made["one.html"])
    shutil.copy(check_export.__file__, tmp_path)
    ran = alone(tmp_path, "good.html", SPOOF)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "That is not a receipt" in ran.stderr
    assert "\x1b" not in ran.stderr


def test_the_checker_imports_nothing_but_the_standard_library(tmp_path: Path) -> None:
    shutil.copy(check_export.__file__, tmp_path)
    said = "import sys; import check_export; print([n for n in sys.modules if n.partition('.')[0] == 'escalate'])"
    run = subprocess.run(
        [sys.executable, "-c", said], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout == "[]\n"


def test_a_rich_dispute_proves_itself_in_both_forms(tmp_path: Path) -> None:
    office = rich(tmp_path / "home")
    for form in FORMS:
        office.must("export", "1", str(tmp_path / f"rich.{form}"))
        assert office.must("verify", str(tmp_path / f"rich.{form}"), "--json").data["recorded"]
