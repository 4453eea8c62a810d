"""Attaching a file, and the names of files: whatever a name is, what is written out stays in its folder."""

import hashlib
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.domain.attaching import own_name, same_bytes, written_name
from escalate.errors import BadDate, Erased, MissingAnswers, NoSuchEntry
from tests.build import Desk, at, policy, when

LETTER = b"A letter."


def file(data: bytes = LETTER, **changed: object) -> r.Attach:
    return r.Attach(**{"data": data, "name": "letter.pdf", "paper": "A letter", **changed})  # type: ignore[arg-type]


def attached(desk: Desk) -> e.Attached:
    event = desk.events[-1]
    assert isinstance(event, e.Attached)
    return event


def test_the_event_has_the_digest_the_size_and_the_name_and_not_the_bytes() -> None:
    event = attached(Desk(policy()).open().do(file(name="/home/ann/letter.pdf", from_whom="The hospital")))
    assert (event.name, event.size, event.paper, event.from_whom) == ("letter.pdf", 9, "A letter", "The hospital")
    assert event.sha256 == hashlib.sha256(LETTER).hexdigest()
    assert LETTER not in vars(event).values()
    assert (event.started, event.ended, event.of) == ((), (), 0)


def test_it_can_belong_to_an_entry_of_the_dispute_and_to_no_other() -> None:
    desk = Desk(policy()).open().talk("them")
    assert attached(desk.do(file(entry=3))).of == 2
    for entry in (0, 1, 99):
        with pytest.raises(NoSuchEntry):
            desk.do(file(entry=entry))


def test_it_may_be_of_an_earlier_day_even_before_the_difference_and_not_of_one_to_come() -> None:
    desk = Desk(policy()).open()
    assert attached(desk.do(file(happened=when("2026-01-05")))).recorded_later
    assert not attached(desk.do(file())).recorded_later
    with pytest.raises(BadDate):
        desk.do(file(happened=when("2026-11-24")))


def test_what_it_is_must_be_said() -> None:
    with pytest.raises(MissingAnswers):
        Desk(policy()).open().do(file(paper=" "))


def test_the_same_bytes_are_noticed_and_others_are_not() -> None:
    desk = Desk(policy()).open().do(file()).do(file(b"Another.")).do(file(name="again.pdf"))
    assert [*same_bytes(attached(desk), desk.dispute)] == [3]
    files = desk.dispute.attached
    assert [[*same_bytes(one, desk.dispute)] for one in files.values()] == [[5], [], [3]]


def test_a_resolved_dispute_takes_a_file_and_an_erased_one_does_not() -> None:
    desk = Desk(policy()).open().do(r.Resolve("withdrawn", "Both", at_risk=False))
    desk.do(file())
    desk.now = at("2026-11-24T10:00")
    desk.do(r.Erase("Over.", "The head", "ESC-2026-0001"))
    assert desk.dispute.erased
    assert desk.dispute.erased.attachments == 1
    with pytest.raises(Erased):
        desk.do(file())


# Names

HOSTILE = [
    ("../../etc/passwd", "12-passwd"),
    ("..", "12-attachment"),
    ("C:\\Users\\ann\\letter.pdf", "12-letter.pdf"),
    ("\\\\server\\share\\x.pdf", "12-x.pdf"),
    ("a/b\\c.pdf", "12-c.pdf"),
    ("/", "12-attachment"),
    ("", "12-attachment"),
    ("nul\x00byte.pdf", "12-nul_byte.pdf"),
    ("two\nlines.pdf", "12-two_lines.pdf"),
    ("\x1b[2Jclear.pdf", "12-__2Jclear.pdf"),
    ("invoice\u202efdp.exe", "12-invoice_fdp.exe"),
    (".bashrc", "12-bashrc"),
    ("...", "12-attachment"),
    ("letter.pdf.", "12-letter.pdf"),
    ("letter.pdf   ", "12-letter.pdf"),
    ("letter .pdf", "12-letter.pdf"),
    ("CON", "12-CON"),
    ("nul.txt", "12-nul.txt"),
    ("COM1", "12-COM1"),
    ("a.txt:stream", "12-a.txt_stream"),
    ("-rf", "12--rf"),
    ("=1+1.csv", "12-_1_1.csv"),
    ("$(rm -rf ~) `id`.pdf", "12-__rm -rf __ _id_.pdf"),
    ("\udcff\udcfe.pdf", "12-__.pdf"),
    ("Cwyn gan Siân o'r Ŵyl.pdf", "12-Cwyn gan Siân o_r Ŵyl.pdf"),
    ("List od Łucji.docx", "12-List od Łucji.docx"),
    ("رسالة.pdf", "12-رسالة.pdf"),
    ("Screenshot at 3.44.57\u202fPM.png", "12-Screenshot at 3.44.57 PM.png"),
    ("Sia\u0302n.pdf", "12-Siân.pdf"),
    ("archive.tar.gz", "12-archive.tar.gz"),
]


@pytest.mark.parametrize(("name", "written"), HOSTILE)
def test_a_file_is_written_out_under_its_entry_and_a_plain_name(name: str, written: str) -> None:
    assert written_name(12, name) == written


def test_a_long_name_is_cut_and_keeps_its_ending() -> None:
    made = written_name(12, "x" * 200 + ".pdf")
    assert made == "12-" + "x" * 113 + ".pdf"
    assert len(written_name(12, "ŵ" * 300).encode()) <= 120
    assert len(written_name(12, "a." + "b" * 300).encode()) <= 120


DEVICES = {"CON", "PRN", "AUX", "NUL", *(f"{one}{n}" for one in ("COM", "LPT") for n in "0123456789")}
names = st.one_of(
    st.text(max_size=400),
    st.text(alphabet="./\\: \n\x00aA-", max_size=20),
    st.sampled_from([name for name, _ in HOSTILE]),
    st.text(st.characters(categories=["Cs", "Cf", "Cc", "Zs", "Mn", "Lo"]), max_size=300),
)


@given(names, st.integers(1, 10**9))
@example("\uff0f..\uff0f", 1)
def test_whatever_the_name_what_is_written_out_is_one_plain_name_on_every_system(name: str, position: int) -> None:
    made = written_name(position, name)
    for flavour in (PurePosixPath, PureWindowsPath):
        folder = flavour("folder")
        assert (folder / made).parent == folder
        assert (folder / made).name == made
    assert made.startswith(f"{position}-")
    assert made.isprintable()
    assert not set(made) & set('<>:"/\\|?*')
    assert made[-1] not in ". "
    assert made.partition(".")[0].upper().strip() not in DEVICES
    assert len(made.encode()) <= 120
    assert written_name(position, own_name(name)) == made


@given(names)
def test_a_name_is_kept_as_people_know_it_and_can_be_stored(name: str) -> None:
    kept = own_name(name)
    assert len(kept.encode()) <= 255 * 4
    assert not set(kept) & {"/", "\\", "\x00", "\n", "\x1b", "\u202e"}
    assert own_name(kept) == kept
