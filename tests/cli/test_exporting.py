"""`escalate export`: whole, since, with parts withheld; what goes on record, what is refused before anything does."""

import errno
import hashlib
import json
import re
import shutil
import sqlite3
import sys
import zipfile
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from escalate.papers import child_file, export_file, outfile
from escalate.papers.check_export import AFTER, BEFORE
from escalate.store import engine
from escalate.usecases.export_view import ExportView
from escalate.usecases.paper import Paper, texts
from escalate.usecases.redacting import COUNTED
from tests.office import DISCUSSION, OPEN, SETUP, Office
from tests.papers.read_back import pdf_pages
from tests.rich_dispute import FOREIGN, rich


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the home of a rich dispute, to be copied."""
    folder = tmp_path_factory.mktemp("told")
    rich(folder / "home")
    return folder


@pytest.fixture
def office(told: Path, tmp_path: Path) -> Office:
    shutil.copytree(told / "home", tmp_path / "home")
    return Office(tmp_path / "home", "2027-01-26T10:00:00+00:00")


def data_of(file: Path) -> Any:
    return json.loads(file.read_bytes())["data"]


class Page(HTMLParser):
    """The text of a page, and its elements."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: set[str] = set()
        self.feed(page.decode())

    def handle_starttag(self, tag: str, _: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def flat(text: str) -> str:
    return " ".join(text.split())


def words_in(file: Path) -> str:
    """All that a reader of the file sees, spaces as one."""
    data = file.read_bytes()
    if file.suffix == ".html":
        return flat(" ".join(Page(data.split(BEFORE)[0]).said))
    if file.suffix == ".docx":
        parts = zipfile.ZipFile(BytesIO(data))
        seen = b" ".join(parts.read(name) for name in parts.namelist() if re.search("document|footer", name)).decode()
        seen = re.sub(r"<w:(br|tab)/>|</w:p>", " ", seen)
        return flat("".join(Page(seen.encode()).said))
    return flat(" ".join(pdf_pages(data)))


# The same content in every format


def test_every_text_of_the_paper_is_in_html_word_and_pdf_and_every_fact_in_json(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    papers: list[Paper] = []

    def kept(view: ExportView) -> Paper:
        papers.append(child_file.paper(view))
        return papers[-1]

    monkeypatch.setattr(export_file, "paper", kept)
    folder = office.home.parent
    for ending in export_file.ENDINGS:
        office.must("export", "1", str(folder / f"a{ending}"))
    for ending, paper in zip((".html", ".pdf", ".docx"), papers, strict=True):
        seen = words_in(folder / f"a{ending}")
        squeezed = re.sub(r"\s", "", seen)
        for text in texts(paper):
            if ending == ".pdf":  # read across its columns, long digests broken, Arabic in shapes: word by word
                assert {word for word in re.findall(r"\b[A-Za-z0-9]{2,20}\b", text) if word not in squeezed} == set(), (
                    text
                )
            else:
                assert re.sub(r"\s", "", text.replace("\u202e", r"\u202e")) in squeezed, (ending, text)
    data = data_of(folder / "a.json")
    assert [len(data[part]) for part in ("chronology", "reasons", "actions", "attachments")] == [18, 5, 2, 1]
    assert FOREIGN in json.dumps(data, ensure_ascii=False).replace('\\"', '"')


def test_the_order_is_that_of_what_happened_and_late_entries_are_marked(office: Office) -> None:
    office.must("export", "1", str(office.home.parent / "a.json"))
    entries = data_of(office.home.parent / "a.json")["chronology"]
    happened = [entry["happened"] for entry in entries]
    assert happened == sorted(happened)
    assert [entry["position"] for entry in entries if entry["recorded_later"]] == [11]
    office.must("export", "1", str(office.home.parent / "a.html"))
    assert words_in(office.home.parent / "a.html").count("Late entry: written after") == 1


def test_a_correction_and_an_approval_stand_beside_the_entry(office: Office) -> None:
    office.must("export", "1", str(office.home.parent / "a.json"))
    entries = {entry["position"]: entry for entry in data_of(office.home.parent / "a.json")["chronology"]}
    assert entries[3]["corrections"][0]["right"] == "It was on 3 December."
    assert entries[3]["approvals"][0]["by"] == "Cy Pattern"
    assert entries[12]["title"] == "Correction of entry 3"


def test_the_page_runs_nothing_fetches_nothing_and_has_no_element_of_anybodys_words(office: Office) -> None:
    file = office.home.parent / "a.html"
    office.must("export", "1", str(file))
    page = file.read_bytes()
    assert b"default-src 'none'" in page
    assert page.count(b"<script") == 1
    assert BEFORE in page
    assert page.endswith(AFTER)
    assert not Page(page).tags & {"b", "a", "img", "link", "iframe", "object", "form"}


def test_a_demonstration_says_so_on_every_paper(office: Office) -> None:
    for ending in (".html", ".docx", ".pdf"):
        office.must("export", "1", str(office.home.parent / f"a{ending}"))
        assert words_in(office.home.parent / f"a{ending}").count("Demonstration log: scripted clock") >= 2


# What goes on record


def last_of(office: Office) -> Any:
    return office.must("trail", "1", "--json").data["entries"][-1]


@pytest.mark.parametrize("ending", export_file.ENDINGS)
def test_a_whole_export_is_on_record_before_the_file_has_its_name(ending: str, office: Office) -> None:
    file = office.home.parent / f"a{ending}"
    said = office.must("export", "1", str(file), "--json").data
    entry = last_of(office)
    assert (entry["kind"], entry["position"]) == ("Exported", said["recorded"])
    assert entry["said"]["format"] == ending[1:]
    if ending in (".pdf", ".docx"):
        assert entry["said"]["SHA-256 of what it shows"] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert file.stat().st_mode & 0o777 == 0o600
    assert office.must("verify", "--json").data["well"]


def test_an_export_changes_nothing_in_the_dispute(office: Office) -> None:
    before = office.must("status", "1", "--json").data
    office.must("export", "1", str(office.home.parent / "a.html"))
    after = office.must("status", "1", "--json").data
    changing = {"entries", "last_entry", "receipt"}
    assert {key for key in before if before[key] != after[key]} <= changing


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("a.html",), 2, "there already"),
        (("none/a.html",), 2, "cannot be made there"),
        (("a.txt",), 2, "must say in which format"),
        (("a",), 2, "must say in which format"),
        (("",), 2, "must say in which format"),
        (("b.html", "--since", "nonsense"), 2, ""),
        (("b.html", "--since", "last"), 2, "it never was before"),
        (("b.html", "--since", "26/01/2027"), 2, "nothing was written since"),
        (("b.html", "--blank"), 2, "asks nothing"),
        (("b.html", "--me", "Nobody"), 2, "names nobody"),
    ],
)
def test_what_is_refused_is_refused_before_anything_is_recorded(
    words: tuple[str, ...], code: int, said: str, office: Office
) -> None:
    (office.home.parent / "a.html").write_bytes(b"mine")
    before = (office.home / "log.db").read_bytes()
    result = office.run("export", "1", str(office.home.parent / words[0]) if words[0] else "", *words[1:])
    assert result.code == code
    assert said in flat(result.err)
    assert (office.home / "log.db").read_bytes() == before
    assert (office.home.parent / "a.html").read_bytes() == b"mine"
    assert not (office.home.parent / "b.html").exists()


def test_a_missing_library_is_said_before_anything_is_recorded(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    for name in [name for name in sys.modules if name.startswith("docx.") or name == "escalate.papers.word"]:
        monkeypatch.delitem(sys.modules, name)
    result = office.run("export", "1", str(office.home.parent / "a.docx"))
    assert result.code == 2
    assert "escalate[docs]" in result.err
    assert last_of(office)["kind"] != "Exported"


def test_an_unknown_dispute_and_an_erased_one_are_refused(office: Office) -> None:
    assert office.run("export", "9", str(office.home.parent / "a.html")).code == 3
    office.must("resolve", "1", answers={"outcome": "agreed-plan", "decided_by": "Both", "at_risk": "no"})
    erased = {"reason": "Long past.", "authority": "Head", "confirm": "ESC-2026-0001", "early": "yes"}
    office.must("erase", "1", answers=erased)
    result = office.run("export", "1", str(office.home.parent / "a.html"))
    assert (result.code, "was erased, and its words are gone" in flat(result.err)) == (4, True)


def test_a_file_is_replaced_only_when_told(office: Office) -> None:
    file = office.home.parent / "a.html"
    file.write_bytes(b"mine")
    office.must("export", "1", str(file), "--replace")
    assert office.must("verify", str(file), "--json").data["well"]


def test_a_disk_that_fills_up_after_the_entry_is_said(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path, __: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(outfile, "check", lambda *_, **__: None)
    monkeypatch.setattr(outfile, "_fill", full)
    result = office.run("export", "1", str(office.home.parent / "a.html"))
    assert result.code == 2
    assert "Entry 17 says that it was exported. The file was not made" in flat(result.err)
    assert not (office.home.parent / "a.html").exists()


def test_the_reference_may_be_left_out_where_one_is_open(office: Office) -> None:
    office.must("export", str(office.home.parent / "a.html"))
    assert (office.home.parent / "a.html").exists()


def test_a_log_that_cannot_be_written_to_is_exported_all_the_same_and_it_is_said(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a read-only disk: root is stopped by no file's rights, so the first write is made to fail as there."""

    def refused(_: object) -> None:
        fault = sqlite3.OperationalError("attempt to write a readonly database")
        fault.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise fault

    monkeypatch.setattr(engine, "begin", refused)
    before = (office.home / "log.db").read_bytes()
    file = office.home.parent / "a.html"
    said = office.must("export", "1", str(file), "--json").data
    assert (said["recorded"], said["why_not"]) == (0, "the log cannot be written to")
    assert (office.home / "log.db").read_bytes() == before
    found = office.must("verify", str(file), "--json").data
    assert (found["well"], found["recorded"]) == (True, False)


# Since


def test_since_the_last_export_shows_what_came_after_and_hides_no_words_in_the_proof(office: Office) -> None:
    folder = office.home.parent
    office.must("export", "1", str(folder / "a.html"))
    office.must("log", "1", answers={**DISCUSSION, "when": "26/01/2027 9am", "said": "NEWER", **PEOPLE})
    office.must("export", "1", "--since", "last", str(folder / "b.json"))
    data = data_of(folder / "b.json")
    assert (data["after"], [one["kind"] for one in data["chronology"]]) == (17, ["Discussed"])
    raw = (folder / "b.json").read_text("utf-8")
    assert "NEWER" in raw
    assert "one telephone call with the parent" not in raw
    assert office.must("verify", str(folder / "b.json"), "--json").data["without_words"] == 16
    assert last_of(office)["said"]["without the entries up to"] == "entry 17"


def test_since_a_day_goes_by_when_it_was_written(office: Office) -> None:
    office.must("export", "1", "--since", "20/01/2027", str(office.home.parent / "b.json"))
    positions = [one["position"] for one in data_of(office.home.parent / "b.json")["chronology"]]
    assert sorted(positions) == [11, 12, 13, 14, 15, 16]  # 11 happened on 12 January


PEOPLE = {"people": [{"name": "Bo Sample", "role": "Social worker", "party": "services"}], "actions": []}


def test_everybody_who_appears_in_the_record_is_listed_once(office: Office) -> None:
    """Somebody present in a talk only, whoever wrote, and who acts now."""
    guest = {"name": "Fay Visitor", "role": "Health visitor", "party": "services"}
    talk = {**DISCUSSION, "when": "26/01/2027 9am", "actions": [], "people": [guest]}
    office.must("log", "1", answers=talk)
    office.must("export", "1", str(office.home.parent / "b.json"))
    people = [(one["name"], one["role"]) for one in data_of(office.home.parent / "b.json")["people"]]
    assert ("Fay Visitor", "Health visitor") in people
    assert len(people) == len(set(people))
    authors = {one["author"].split(", ")[0] for one in data_of(office.home.parent / "b.json")["chronology"]}
    assert authors <= {name for name, _ in people}


@pytest.mark.parametrize(("ending", "with_it"), [(".html", True), (".json", True), (".pdf", False)])
def test_the_number_of_entries_is_that_which_verify_says(ending: str, with_it: bool, office: Office) -> None:
    file = office.home.parent / f"b{ending}"
    said = office.must("export", "1", str(file)).out
    assert ("this export among them" in said) == with_it
    if with_it:
        assert f", {office.must('verify', str(file), '--json').data['entries']} entries, this export" in said


def test_a_whole_export_says_that_it_is_not_for_the_other_side(office: Office) -> None:
    file = office.home.parent / "b.html"
    said = "Confidential: holds our own {}; not for the other side"
    office.must("export", "1", str(file))
    assert said.format("consultations and reflection") in words_in(file)
    entries = office.must("trail", "1", "--json").data["entries"]
    for kinds, left in ((("Reflected",), "consultations"), (("Consultation", "Reflected"), "")):
        own = [one["position"] for one in entries if one["title"].startswith(kinds)]
        rows = [{"what": f"entry {position}", "why": "Our own"} for position in own]
        office.must("export", "1", str(file), "--redact", "--replace", answers={"withhold": rows})
        assert (said.format(left) in words_in(file)) == ("holds our own" in words_in(file)) == bool(left)


@pytest.mark.parametrize(
    ("since", "said"),
    [("lst", "or last: since the last export"), ("2027-02-01", "Nothing was exported: that day is still to come.")],
)
def test_a_day_that_cannot_be_meant_is_refused_with_what_can(since: str, said: str, office: Office) -> None:
    result = office.run("export", "1", "--since", since, str(office.home.parent / "b.html"))
    assert result.code == 2
    assert said in flat(result.err)
    assert result.err.startswith("Nothing was exported: ")


# With parts withheld


def numbers(office: Office) -> dict[str, str]:
    """What can be withheld, by its label."""
    blank = office.must("export", "1", "--redact", "--blank").out
    found = re.findall(r"#   ((?:person|subject|entry) \d+): (.*)", blank)
    return {label: number for number, label in found}


@pytest.mark.parametrize("ending", export_file.ENDINGS)
def test_a_withheld_person_is_nowhere_in_the_file_and_the_log_is_untouched(ending: str, office: Office) -> None:
    file = office.home.parent / f"copy{ending}"
    before = (office.home / "log.db").read_bytes()
    who = next(number for label, number in numbers(office).items() if label.startswith("Bo Sample"))
    why = "Third party; Bo Sample did not agree."
    said = office.must("export", "1", str(file), "--redact", answers={"withhold": [{"what": who, "why": why}]})
    raw = file.read_bytes() if ending in (".html", ".json") else b""
    seen = words_in(file) if ending != ".json" else json.dumps(data_of(file), ensure_ascii=False)
    for text in (seen, raw.decode()):
        assert not re.search(r"bo sample|\bBo\b|\bSample\b", text, re.IGNORECASE), ending
    assert f"[{who}, withheld]" in seen
    assert "A person must read this copy" in seen
    assert f"Third party; [{who}, withheld] did not agree." in seen
    assert (office.home / "log.db").read_bytes() == before
    assert "Not on record: a copy with parts withheld." in said.out
    if raw:
        assert office.must("verify", str(file), "--json").data["without_words"] >= 5


@pytest.mark.parametrize("ending", export_file.ENDINGS)
def test_a_withheld_entry_is_its_digest_alone_and_so_is_what_corrects_it(ending: str, office: Office) -> None:
    file = office.home.parent / f"copy{ending}"
    rows = [{"what": f"entry {n}", "why": "Legal advice"} for n in (11, 3, 16)]
    office.must("export", "1", str(file), "--redact", answers={"withhold": rows})
    seen = words_in(file) if ending != ".json" else file.read_text("utf-8")
    gone = (
        "Dee Drift",
        "The notes.",
        "None were given",
        "Nobody asked me",
        "second bruise",
        "on 3 December",
        "minutes ŵ",
    )
    raw = file.read_text("utf-8") if ending in (".html", ".json") else ""
    for word in (*gone, "Send the date", "Read again in the notes", "second and third bruise"):
        assert word not in seen
        assert word not in raw
    squeezed = seen.replace(" ", "").lower()
    for entry in office.must("trail", "1", "--json").data["entries"]:
        if entry["position"] in (3, 11, 12, 16):
            assert f"entry{entry['position']}" in squeezed
    assert squeezed.count("legaladvice") >= 8  # in the list and in the order of what happened
    assert "withheld,digestkept" in squeezed
    if ending == ".json":
        chronology = data_of(file)["chronology"]
        assert {one["title"] for one in chronology if one["position"] in (3, 11, 12, 16)} == {"withheld"}
    else:
        assert "everyentrybut4withheld" in squeezed
        assert "entry3:withheld(writtenfriday18december2026)" in squeezed
        assert "entry3,discussion" not in squeezed


def test_the_time_of_a_withheld_entry_is_in_no_duty_that_it_began(office: Office) -> None:
    """Entry 11 was written eight days after its telephone call, on 12 January at 3pm."""
    folder = office.home.parent
    office.must("export", "1", str(folder / "whole.json"))
    began = [one["number"] for one in data_of(folder / "whole.json")["duties"] if "2027-01-12T15" in str(one["since"])]
    assert began
    for ending in (".json", ".html"):
        rows = [{"what": "entry 11", "why": "Legal advice"}]
        office.must("export", "1", str(folder / f"copy{ending}"), "--redact", answers={"withhold": rows})
    data = data_of(folder / "copy.json")
    assert "2027-01-12" not in (folder / "copy.json").read_text("utf-8")
    assert "12 January" not in words_in(folder / "copy.html")
    written = {one["number"]: one["since"] for one in data["duties"]}
    assert all("2027-01-20" in str(written[number]) for number in began)


def test_a_due_time_that_counts_from_a_withheld_time_says_so_and_gives_no_false_sum(office: Office) -> None:
    folder = office.home.parent
    rows = [{"what": "entry 2", "why": "Legal advice"}]
    office.must("export", "1", str(folder / "whole.json"))
    office.must("export", "1", str(folder / "copy.json"), "--redact", answers={"withhold": rows})
    before = {one["number"]: one for one in data_of(folder / "whole.json")["duties"]}
    counted = [one for one in data_of(folder / "copy.json")["duties"] if one["since_what"] == COUNTED]
    assert counted
    for one in counted:
        assert (one["due"], one["not_counted"]) == (before[one["number"]]["due"], [])


def withheld(office: Office, position: int) -> tuple[str, Any]:
    """The copy without that entry: all of its words, and its data."""
    folder = office.home.parent
    rows = [{"what": f"entry {position}", "why": "Legal advice"}]
    for ending in (".json", ".html"):
        office.must("export", "1", str(folder / f"c{ending}"), "--redact", "--replace", answers={"withhold": rows})
    return words_in(folder / "c.html"), data_of(folder / "c.json")


RIGHT = {"what": "The day", "right": "The day before", "why": "The diary", "moment": "raised"}


def test_no_time_of_a_withheld_opening_or_correction_is_told_elsewhere(tmp_path: Path) -> None:
    opened = Office(tmp_path / "home").opened()
    opened.must("correct", "1", "2", answers={**RIGHT, "when": "17/12/2026 3pm"})
    for position in (2, 3):
        words, data = withheld(opened, position)
        assert "17 December 2026, 3pm" not in words
        assert "from the right time" not in words
        assert "From a corrected time" not in words
        assert "2026-12-17T15" not in json.dumps(data)
    words, _ = withheld(opened, 2)
    assert "18 December 2026, 10am" not in words


def test_that_somebody_is_still_believed_at_risk_is_withheld_with_the_resolution(tmp_path: Path) -> None:
    opened = Office(tmp_path / "home").opened()
    ended = {"outcome": "agreed-plan", "decided_by": "Both managers", "at_risk": "yes", "dissent": "Ann: he is alone."}
    opened.must("resolve", "1", answers=ended)
    last = opened.must("trail", "1", "--json").data["entries"][-1]
    assert last["title"] == "Resolved"
    words, data = withheld(opened, last["position"])
    assert data["state"] == "resolved: [withheld]"
    assert data["decisions"] == []
    assert "at risk" not in words


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "withhold: What is withheld"),
        ({"withhold": []}, "withhold: What is withheld"),
        ({"withhold": [{"what": "person 99", "why": "x"}]}, "withhold.1.what: must be one of"),
        ({"withhold": [{"what": "Bo Sample", "why": "x"}]}, "withhold.1.what: must be one of"),
        ({"withhold": [{"what": "entry 3"}]}, "withhold.1.why"),
        ({"withhold": [{"what": "entry 3", "why": "x"}] * 2}, "names one of them twice"),
        ({"withhold": "entry 3"}, "must be tables"),
    ],
)
def test_answers_that_cannot_be_used_make_no_copy(answers: dict[str, Any], said: str, office: Office) -> None:
    result = office.run("export", "1", str(office.home.parent / "b.html"), "--redact", answers=answers)
    assert result.code == 2
    assert said in flat(result.err)
    assert "Bo Sample" not in result.err
    assert not (office.home.parent / "b.html").exists()


def test_every_entry_and_every_person_can_be_withheld_at_once(office: Office) -> None:
    rows = [{"what": number, "why": "All of it"} for number in numbers(office).values()]
    file = office.home.parent / "b.html"
    office.must("export", "1", str(file), "--redact", answers={"withhold": rows})
    assert office.must("verify", str(file), "--json").data["without_words"] == 15
    assert b"bruise" not in file.read_bytes().split(BEFORE)[1]


# The screens


def test_the_view_of_an_export_and_of_a_checked_file_in_every_form(office: Office) -> None:
    folder = office.home.parent
    for form in ((), ("--plain",), ("--json",)):
        assert "Nothing" not in office.must("export", "1", str(folder / f"a{len(form)}{form[:1]}.html"), *form).out
    file = str(next(folder.glob("a*.html")))
    receipt = office.must("verify", file, "--json").data["receipt"]
    for form in ((), ("--plain",)):
        assert receipt in office.must("verify", file, "--receipt", receipt, *form).out
    wrong = office.run("verify", file, "--receipt", "3 FVYR-MQVX-E2YE-4AKW")
    assert (wrong.code, "Entry 3 is not the one of the receipt" in flat(wrong.out)) == (5, True)
    assert office.run("verify", file, "--receipt", "x").code == 2
    assert office.run("verify", str(folder / "none.html")).code == 2


def test_a_log_of_a_plain_office_says_nothing_of_a_demonstration(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.clock = ""
    office.must("setup", answers=SETUP)
    plain = {key: value for key, value in OPEN.items() if key not in ("arose", "raised")}
    office.must("open", answers={**plain, "raised": "yesterday"})
    office.must("export", "1", str(tmp_path / "a.html"))
    assert b"Demonstration" not in (tmp_path / "a.html").read_bytes()
