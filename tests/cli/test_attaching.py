"""attach and attachments as people meet them: what is said, what is written out and where, and what is refused."""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import chdir, closing
from pathlib import Path

import pytest

from escalate.papers import outfile
from tests.office import CONSULTATION, DISCUSSION, OPEN, Office

LETTER = b"%PDF-1.7 Words of a letter that no screen shows."
DIGEST = hashlib.sha256(LETTER).hexdigest()
SAID = {"paper": "The hospital's reply", "from_whom": "Dr Named", "when": "17/12/2026"}
CLOSING = {"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"}
ERASE = {"reason": "Its time is over.", "authority": "Jo Head, headteacher", "confirm": "ESC-2026-0001"}


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "Letter of 17 December.pdf"
    file.write_bytes(LETTER)
    return file


@pytest.fixture
def attached(opened: Office, letter: Path) -> Office:
    """An office whose dispute has a letter by entry 4, and minutes of its discussion by entry 5."""
    opened.must("log", answers=DISCUSSION)
    opened.must("attach", "1", str(letter), answers=SAID)
    minutes = letter.with_name("minutes.txt")
    minutes.write_bytes(b"Minutes.")
    opened.must("attach", "1", str(minutes), "--entry", "3", answers={"paper": "Minutes"})
    return opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def alter(office: Office, statement: str) -> None:
    """Change the log as nobody should."""
    with closing(sqlite3.connect(office.home / "log.db")) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in found:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute(statement)
        for _, sql in found:
            raw.execute(sql)
        raw.commit()


# Attaching


def test_what_was_attached_is_said_with_its_digest_and_receipt(opened: Office, letter: Path) -> None:
    said = opened.must("attach", "1", str(letter), answers=SAID).out
    assert f"CHANGED Attached: {letter.name}, 48 bytes\n        SHA-256 {DIGEST}\n" in said
    assert "Receipt 3 " in said
    assert "the file attached" not in opened.must("verify").out


def test_the_trail_shows_the_digest_and_no_screen_a_byte_of_it(attached: Office) -> None:
    trail = attached.must("trail", "1").out
    assert "Entry 4, Attached, Thursday 17 December 2026" in trail
    assert "Entry 5, Attached to entry 3, " in trail
    assert DIGEST in trail
    for words in (["trail"], ["status"], ["attachments"], ["trail", "--json"], ["attachments", "--json"], ["report"]):
        assert "Words of a letter" not in attached.must(*words).out
    assert attached.must("status", "--json").data["attachments"] == 2
    assert attached.must("trail", "--json").data["entries"][-1]["about"] == 3


def test_the_reference_may_be_left_out_where_one_dispute_is_open(opened: Office, letter: Path) -> None:
    with chdir(letter.parent):
        opened.must("attach", letter.name, answers={"paper": "A letter"})
    assert opened.must("attachments", "--json").data["attachments"][0]["name"] == letter.name
    opened.must("open", answers={**OPEN, "subjects": [{"ref": "XY"}]})
    assert opened.run("attach", str(letter), "--json", answers=SAID).error["code"] == "no-such-dispute"


def test_the_file_can_be_named_in_the_answers(opened: Office, letter: Path) -> None:
    for given in (str(letter), f'"{letter}"', f"'{letter}'"):
        opened.must("attach", "1", answers={"file": given, "paper": "A letter"})
    names = {one["name"] for one in opened.must("attachments", "--json").data["attachments"]}
    assert names == {letter.name}


def test_the_same_file_again_is_kept_and_said_to_be_there_already(attached: Office, letter: Path) -> None:
    other = letter.with_name("renamed.pdf")
    other.write_bytes(LETTER)
    said = attached.must("attach", "1", str(other), answers={"paper": "Again"}).out
    assert "The very same file is attached by entry 4: is it here twice?" in " ".join(said.split())
    assert len(attached.must("attachments", "--json").data["attachments"]) == 3


def test_a_file_of_an_earlier_day_is_recorded_later(opened: Office, letter: Path) -> None:
    said = opened.must("attach", "1", str(letter), "--when", "1/12/2026", answers={"paper": "A letter"}).out
    assert "Recorded later" in said
    assert "recorded later" in opened.must("trail", "1").out


def test_a_blank_form_lists_every_question_without_a_file(opened: Office) -> None:
    said = opened.must("attach", "1", "--blank").out
    assert all(f"# {key} = " in said for key in ("file", "paper", "from_whom", "when", "entry", "after"))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.pdf", b"", "the file you named is empty"),
        ("large.pdf", b"x" * 10_000_001, "the file has 10.1 MB, and at most 10 MB can be kept"),
        ("none.pdf", None, "the file you named is not there"),
        (".", None, "what you named is no plain file"),
        ("/dev/zero", None, "what you named is no plain file"),
    ],
)
def test_what_cannot_be_attached_is_refused_and_nothing_is_recorded(
    opened: Office, tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    before = (opened.home / "log.db").read_bytes()
    by_option = opened.run("attach", "1", str(tmp_path / name), "--json", answers=SAID)
    assert (by_option.code, by_option.error["message"]) == (2, f"Nothing was recorded: {said}.")
    by_answer = opened.run("attach", "1", "--json", answers={**SAID, "file": str(tmp_path / name)})
    assert by_answer.error["details"][0].startswith(f"file: {said}. ")
    assert (opened.home / "log.db").read_bytes() == before


def test_the_largest_that_can_be_attached_is_attached_and_comes_back(opened: Office, tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    large.write_bytes(os.urandom(10_000_000))
    opened.must("attach", "1", str(large), answers=SAID)
    opened.must("attachments", "1", "--to", str(tmp_path / "back.bin"))
    assert (tmp_path / "back.bin").read_bytes() == large.read_bytes()
    opened.must("verify")


@pytest.mark.parametrize(
    ("answers", "code", "exit_code"),
    [
        ({"paper": " "}, "missing-answers", 2),
        ({"paper": "A letter", "entry": 99}, "no-such-entry", 3),
        ({"paper": "A letter", "entry": 1}, "no-such-entry", 3),
        ({"paper": "A letter", "when": "31/12/2026"}, "bad-answers", 2),
        ({"paper": "A letter", "after": 0}, "changed-meanwhile", 4),
        ({"paper": "A letter", "other": "x"}, "bad-answers", 2),
    ],
)
def test_what_does_not_fit_is_refused(
    opened: Office, letter: Path, answers: dict[str, object], code: str, exit_code: int
) -> None:
    before = (opened.home / "log.db").read_bytes()
    refused = opened.run("attach", "1", str(letter), "--json", answers=answers)
    assert (refused.error["code"], refused.code) == (code, exit_code)
    assert (opened.home / "log.db").read_bytes() == before


def test_an_attached_file_can_be_approved_and_corrected(attached: Office) -> None:
    attached.must("approve", "1", "5", answers={"role": "manager", "by": "Jo Head"})
    attached.must("correct", "1", "4", answers={"what": "From whom", "right": "Dr Other", "why": "Its signature"})
    letter, minutes = attached.must("attachments", "--json").data["attachments"]
    assert (letter["corrected"], minutes["corrected"]) == (True, False)
    assert "Its entry was corrected: see the trail" in attached.must("attachments").out


# Listing and writing out


def test_a_list_says_what_each_is_from_whom_and_since_when(attached: Office) -> None:
    letter, minutes = attached.must("attachments", "1", "--json").data["attachments"]
    assert (letter["entry"], letter["paper"], letter["from_whom"]) == (4, SAID["paper"], SAID["from_whom"])
    assert (letter["size"], letter["sha256"], letter["happened"]) == (48, DIGEST, "2026-12-17")
    assert (minutes["about"], minutes["author"]) == (3, "Ann Worker, Designated safeguarding lead, School")
    assert letter["file"] == minutes["file"] == ""
    (one,) = attached.must("attachments", "1", "--entry", "5", "--json").data["attachments"]
    assert one == minutes


def test_without_any_it_says_how_to_attach_one(opened: Office) -> None:
    assert "no attached files" in opened.must("attachments").out
    assert "escalate attach 1 FILE" in opened.must("attachments").out


def test_all_are_written_into_a_folder_for_their_owner_alone(attached: Office, folder: Path) -> None:
    said = attached.must("attachments", "1", "--to", str(folder), "--json").data["attachments"]
    written = {one.name: one.read_bytes() for one in folder.iterdir()}
    assert written == {"4-Letter of 17 December.pdf": LETTER, "5-minutes.txt": b"Minutes."}
    assert [one["file"] for one in said] == [str(folder / name) for name in sorted(written)]
    assert {one.stat().st_mode & 0o777 for one in folder.iterdir()} == {0o600}


def test_one_can_be_written_to_a_file_or_into_a_folder(attached: Office, folder: Path) -> None:
    attached.must("attachments", "1", "--entry", "5", "--to", str(folder / "mine.txt"))
    attached.must("attachments", "1", "--entry", "5", "--to", str(folder))
    assert {one.name for one in folder.iterdir()} == {"mine.txt", "5-minutes.txt"}


def test_nothing_is_replaced_unless_told_and_then_no_part_of_them_is_written(attached: Office, folder: Path) -> None:
    (folder / "5-minutes.txt").write_bytes(b"mine")
    refused = attached.run("attachments", "1", "--to", str(folder))
    assert refused.code == 2
    assert refused.err.startswith("Nothing was written: the file of entry 5 is there already.")
    assert {one.name: one.read_bytes() for one in folder.iterdir()} == {"5-minutes.txt": b"mine"}
    attached.must("attachments", "1", "--to", str(folder), "--replace")
    assert (folder / "5-minutes.txt").read_bytes() == b"Minutes."


def test_what_stands_in_the_way_of_one_is_found_before_any_is_replaced(attached: Office, folder: Path) -> None:
    first = attached.must("attachments", "1", "--to", str(folder), "--json").data["attachments"][0]["file"]
    (folder / "5-minutes.txt").unlink()
    (folder / "5-minutes.txt").mkdir()
    Path(first).write_bytes(b"mine")
    refused = attached.run("attachments", "1", "--to", str(folder), "--replace")
    assert (refused.code, Path(first).read_bytes()) == (2, b"mine")
    assert refused.err.startswith("Nothing was written: the file of entry 5 is no plain file.")


def test_what_fails_on_the_way_says_what_was_written_before(
    attached: Office, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = outfile._fill

    def full(made: Path, data: bytes) -> None:
        if data == b"Minutes.":
            raise OSError(errno.ENOSPC, "No space left on device")
        fill(made, data)

    monkeypatch.setattr(outfile, "_fill", full)
    refused = attached.run("attachments", "1", "--to", str(folder))
    said = " ".join(refused.err.split())
    assert said.startswith("Not all was written: the file of entry 5 cannot be made there (no space left on device).")
    assert "Written before: the file of entry 4." in said
    assert [one.read_bytes() for one in folder.iterdir()] == [LETTER]


def test_no_error_says_the_name_of_an_attached_file(attached: Office, folder: Path) -> None:
    attached.must("attachments", "1", "--to", str(folder))
    refused = [attached.run("attachments", "1", "--to", str(folder), *more) for more in ([], ["--json"])]
    for file in list(folder.iterdir()):
        file.unlink()
        file.mkdir()
    refused += [attached.run("attachments", "1", "--to", str(folder), "--replace", *more) for more in ([], ["--json"])]
    for one in refused:
        assert one.code == 2
        assert "of entry 4" in one.err
        assert "Letter" not in one.err


def test_a_link_that_waits_there_is_not_followed(attached: Office, folder: Path, tmp_path: Path) -> None:
    (folder / "5-minutes.txt").symlink_to(tmp_path / "elsewhere")
    for more in ([], ["--replace"]):
        assert attached.run("attachments", "1", "--entry", "5", "--to", str(folder), *more).code == 2
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("to", ["none", "none/", "none/x"])
def test_a_folder_that_is_not_there_is_said_and_nothing_is_made(attached: Office, folder: Path, to: str) -> None:
    assert attached.run("attachments", "1", "--to", str(folder / to)).code == 2
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize(("entry", "exit_code"), [("3", 3), ("99", 3), ("x", 2), ("-1", 2)])
def test_an_entry_that_attaches_nothing_is_not_found(attached: Office, entry: str, exit_code: int) -> None:
    assert attached.run("attachments", "1", "--entry", entry).code == exit_code


def test_nothing_attached_is_nothing_to_write(opened: Office, folder: Path) -> None:
    assert opened.run("attachments", "1", "--to", str(folder)).code == 3


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE attachment SET bytes = x'00' WHERE position = 5",
        "DELETE FROM attachment WHERE position = 5",
        "UPDATE attachment SET bytes = 'Minutes.' WHERE position = 5",
    ],
)
def test_a_file_that_is_not_as_it_was_attached_is_not_written_and_nor_are_the_others(
    attached: Office, folder: Path, statement: str
) -> None:
    alter(attached, statement)
    refused = attached.run("attachments", "1", "--to", str(folder), "--json")
    assert (refused.code, refused.error["code"]) == (5, "not-sound")
    assert "entry 5" in refused.error["message"]
    assert [*folder.iterdir()] == []
    found = attached.run("verify")
    assert found.code == 5
    assert "The file attached by entry 5" in " ".join(found.out.split())


HOSTILE = (
    "a\nb.pdf",
    "\x1b[2J.pdf",
    "invoice\u202efdp.exe",
    "CON",
    ".hidden",
    "Ŵyl Łucji رسالة.pdf",
    "x" * 200 + ".pdf",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_drives_no_screen_and_is_written_out_plainly(
    opened: Office, tmp_path: Path, folder: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(LETTER)
    for words in (["attach", "1", str(tmp_path / name)], ["trail"], ["attachments", "1", "--to", str(folder)]):
        said = opened.must(*words, answers=SAID if words[0] == "attach" else None).out
        assert not set(said) & {"\x1b", "\u202e", "\r"}
        assert max(map(len, said.splitlines())) <= 80
    (written,) = folder.iterdir()
    assert written.name.startswith("3-")
    assert written.read_bytes() == LETTER


# Afterwards


def test_they_are_erased_with_the_dispute_and_the_tally_says_how_many(attached: Office, folder: Path) -> None:
    attached.must("log", answers=CONSULTATION)
    attached.must("resolve", answers=CLOSING)
    assert "7 entries in 1 dispute, 2 attached files, since" in " ".join(attached.must("verify").out.split())
    said = attached.must("erase", "1", answers=ERASE).out
    for one in (said, attached.must("status", "1").out, attached.must("trail", "1").out):
        assert "6 entries and 2 attached files: their words are destroyed" in " ".join(one.split())
    assert attached.must("trail", "1", "--json").data["attachments"] == 2
    assert "2 attached files" in " ".join(attached.must("attachments", "1").out.split())
    refused = attached.run("attachments", "1", "--to", str(folder), "--json")
    assert (refused.code, refused.error["code"]) == (4, "erased")
    assert LETTER not in (attached.home / "log.db").read_bytes()
    attached.must("verify")


def test_a_backup_that_is_restored_has_them_and_so_has_a_log_rebuilt(
    attached: Office, folder: Path, tmp_path: Path
) -> None:
    attached.must("backup", str(tmp_path / "backup.db"))
    attached.must("rebuild")
    new = Office(tmp_path / "new", attached.clock)
    new.must("restore", str(tmp_path / "backup.db"))
    new.must("verify")
    new.must("attachments", "1", "--to", str(folder))
    assert (folder / "5-minutes.txt").read_bytes() == b"Minutes."


@pytest.fixture(autouse=True)
def nothing_else_is_left(tmp_path: Path) -> Iterator[None]:
    yield
    assert [one for one in tmp_path.rglob(".*") if one.name != ".hidden"] == []
