"""Bad input: one clear sentence on standard error, the documented exit code, and a log that is as it was."""

import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office

CLOSING = {"outcome": "withdrawn", "decided_by": "Both managers", "at_risk": "no"}


def entries(home: Path) -> int:
    """How many entries the log has."""
    with sqlite3.connect(home / "log.db") as log:
        return int(log.execute("SELECT count(*) FROM entry").fetchone()[0])


REFUSED: list[tuple[str, list[str], Any, int, str]] = [
    ("an unknown dispute", ["status", "99"], None, 3, "no-such-dispute"),
    ("a reference that is none", ["status", "../../x"], None, 3, "no-such-dispute"),
    ("a reference of another year", ["status", "ESC-2020-0001"], None, 3, "no-such-dispute"),
    ("an unknown policy", ["open", "--policy", "nowhere"], OPEN, 3, "no-such-policy"),
    ("an unknown policy shown", ["policy", "show", "nowhere"], None, 3, "no-such-policy"),
    ("an unknown stage", ["advance", "--to", "9"], None, 3, "no-such-stage"),
    ("an unknown stage of a discussion", ["log", "--stage", "9"], DISCUSSION, 3, "no-such-stage"),
    ("an unknown duty", ["done", "1", "D99"], None, 3, "no-such-duty"),
    ("a duty that is no number", ["done", "1", "Dx"], None, 2, "bad-answers"),
    ("a month-first date", ["log"], {**DISCUSSION, "when": "December 18, 2026"}, 2, "bad-answers"),
    ("a two-digit year", ["log"], {**DISCUSSION, "when": "18/12/26"}, 2, "bad-answers"),
    ("an impossible date", ["log"], {**DISCUSSION, "when": "31/02/2026"}, 2, "bad-answers"),
    ("an hour the clocks skipped", ["log"], {**DISCUSSION, "when": "29/03/2026 1:30am"}, 2, "bad-answers"),
    ("a date in the future", ["log"], {**DISCUSSION, "when": "19/12/2026"}, 2, "bad-answers"),
    ("an hour in the future", ["log"], {**DISCUSSION, "when": "today 11:06am"}, 2, "bad-answers"),
    ("before the difference arose", ["log"], {**DISCUSSION, "when": "1/12/2026"}, 2, "bad-date"),
    ("an unknown key", ["log"], {**DISCUSSION, "sad": "x"}, 2, "bad-answers"),
    ("a mistyped value", ["log"], {**DISCUSSION, "said": 3}, 2, "bad-answers"),
    ("a missing answer", ["log"], {"when": "today"}, 2, "missing-answers"),
    ("an answer of blanks only", ["log"], {**DISCUSSION, "said": " \n "}, 2, "missing-answers"),
    (
        "a set-up with a role of blanks",
        ["setup"],
        {"me": [{"name": "A", "role": " ", "agency": "B"}]},
        2,
        "missing-answers",
    ),
    (
        "a closure that ends before it begins",
        ["setup"],
        {
            "me": [{"name": "A", "role": "B", "agency": "C"}],
            "closure": [{"first": "20/12/2026", "last": "18/12/2026", "why": "D"}],
        },
        2,
        "bad-answers",
    ),
    (
        "no reply from one's own side",
        ["log"],
        {"when": "today", "how": "email", "said": "A", "no_reply": ["us"]},
        2,
        "bad-answers",
    ),
    ("a key given twice in JSON", ["log"], '{"when": "today", "when": "yesterday"}', 2, "bad-input"),
    ("nothing given and no terminal", ["log"], None, 2, "missing-answers"),
    ("no TOML", ["log"], "said = = 1", 2, "bad-input"),
    ("JSON nested too deeply", ["log"], '{"a":' * 100_000, 2, "bad-input"),
    ("a list where keys belong", ["log"], "[]", 2, "bad-input"),
    ("an unknown option", ["log", "--loud"], None, 2, "bad-input"),
    ("an unknown command", ["logg"], None, 2, "bad-input"),
    ("an answers file that is not there", ["log", "--answers", "no-such-file.toml"], None, 2, "bad-input"),
    ("a policy file that is not there", ["policy", "check", "no-such.toml"], None, 3, "no-such-policy"),
    ("a folder for a policy file", ["policy", "check", "/"], None, 3, "no-such-policy"),
    ("a folder for a backup", ["restore", "."], None, 2, "bad-input"),
    ("a person who does not use this log", ["log", "--me", "Nobody"], DISCUSSION, 2, "bad-input"),
    ("a limit that is none", ["due", "some days"], None, 2, "bad-input"),
    ("a gate still open", ["advance"], None, 4, "missing-gate"),
    ("a stage that does not follow", ["advance", "--to", "4"], None, 4, "missing-gate"),
    ("a by-pass that the policy does not allow", ["advance", "--because", "agreed"], None, 2, "bad-answers"),
    ("a by-pass without its reason", ["advance", "--because", "risk"], None, 2, "missing-answers"),
    ("still at risk", ["resolve"], {**CLOSING, "at_risk": "yes"}, 4, "still-at-risk"),
    ("a clock marked done", ["done", "1", "D3"], None, 4, "not-allowed"),
    ("reopening what is open", ["reopen"], {"reason": "Why not"}, 4, "not-allowed"),
    ("answers made against an older state", ["log"], {**DISCUSSION, "after": 0}, 4, "changed-meanwhile"),
    ("a text of more than a million characters", ["log"], {**DISCUSSION, "said": "x" * 1_000_001}, 2, "bad-answers"),
    ("a report of a day to come", ["report", "--as-of", "tomorrow"], None, 2, "bad-date"),
]


@pytest.mark.parametrize(("what", "words", "answers", "code", "name"), REFUSED, ids=[row[0] for row in REFUSED])
def test_bad_input_gets_its_exit_code_and_writes_nothing(
    opened: Office, what: str, words: list[str], answers: Any, code: int, name: str
) -> None:
    before = entries(opened.home)
    refused = opened.run(*words, "--json", answers=answers)
    assert (refused.code, refused.error["code"], refused.error["exit_code"]) == (code, name, code), (what, refused.err)
    assert refused.out == ""
    assert entries(opened.home) == before
    human = opened.run(*words, answers=answers)
    assert human.code == code
    assert "Traceback" not in human.err
    assert human.err.strip().splitlines()[0].endswith((".", "?", ")", ":")) or len(human.err.splitlines()) > 1


@pytest.mark.parametrize(
    ("words", "answers"),
    [("log", DISCUSSION), ("advance", None), ("resolve", CLOSING), ("reflect", {"later": ["emotion"]})],
)
def test_a_resolved_dispute_is_left_as_it_is(opened: Office, words: str, answers: Any) -> None:
    opened.must("resolve", answers=CLOSING)
    before = entries(opened.home)
    refused = opened.run(words, "1", "--json", answers=answers)
    assert (refused.code, refused.error["code"]) == (4, "resolved-already")
    assert "escalate reopen 1" in refused.error["hint"]
    assert entries(opened.home) == before


def test_every_unknown_missing_and_mistyped_key_is_named_at_once(opened: Office) -> None:
    answers = {"when": "12", "sad": "x", "people": [{"name": "Bo", "party": "moon"}], "agreed": "perhaps", "actions": 1}
    named = "\n".join(opened.run("log", "--json", answers=answers).error["details"])
    for key in ("when", "sad", "people.1.party", "people.1.role", "agreed", "actions", "how", "said"):
        assert f"{key}:" in named


def test_without_a_set_up_nothing_is_written(office: Office) -> None:
    refused = office.run("open", "--policy", "torbay", "--json", answers=OPEN)
    assert (refused.code, refused.error["code"]) == (2, "no-set-up")
    assert not (office.home / "log.db").exists()


def test_whom_to_call_is_shown_before_set_up_and_with_a_broken_home(office: Office) -> None:
    for words in (["danger"], ["open", "--danger", "not-told"]):
        assert "999" in office.must(*words).out
    office.home.mkdir()
    (office.home / "settings.toml").write_text("nonsense = = 1")
    (office.home / "log.db").write_bytes(b"no log at all" * 100)
    for words in (["danger"], ["open", "--danger", "not-told"]):
        assert "999" in office.must(*words).out


def test_faulty_settings_name_each_key(office: Office) -> None:
    office.home.mkdir()
    (office.home / "settings.toml").write_text('nation = "FRA"\ncolour = "red"\n[[me]]\nname = "Ann"\n')
    refused = office.run("open", "--policy", "torbay", "--json", answers=OPEN)
    named = "\n".join(refused.error["details"])
    assert (refused.code, refused.error["code"]) == (2, "bad-settings")
    assert all(key in named for key in ("nation", "colour", "me.1.role", "me.1.agency"))


def test_a_faulty_policy_file_is_refused_with_file_and_key_and_the_others_still_serve(opened: Office) -> None:
    folder = opened.home / "policies"
    folder.mkdir()
    (folder / "mine.toml").write_text('format = 1\n[policy]\nid = "mine"\ntitle = "T"\n')
    refused = opened.run("open", "--policy", "mine", "--json", answers=OPEN)
    assert (refused.code, refused.error["code"]) == (2, "policy-faults")
    assert any(line.startswith("mine.toml: policy.partnership") for line in refused.error["details"])
    assert opened.run("open", "--policy", "torbay", answers=OPEN).code == 0
    assert "mine" in opened.must("policy", "list", "--json").data["faulty"][0]


@pytest.mark.parametrize(
    ("what", "content"),
    [
        ("not a log", b"These are not the bytes of a database. " * 50),
        ("a folder", None),
        ("of another program", "PRAGMA application_id = 7; CREATE TABLE t(x)"),
        ("of a newer version", "PRAGMA user_version = 99"),
    ],
)
def test_a_log_that_cannot_be_used_is_left_alone(opened: Office, what: str, content: bytes | str | None) -> None:
    log = opened.home / "log.db"
    if isinstance(content, str):
        if "application_id" in content:
            log.unlink()
        with sqlite3.connect(log) as database:
            database.executescript(content)
    else:
        log.unlink()
        log.mkdir() if content is None else log.write_bytes(content)
    before = log.read_bytes() if log.is_file() else None
    for words, answers in ((["status", "1"], None), (["report"], None), (["open"], OPEN), (["trail", "1"], None)):
        refused = opened.run(*words, "--json", answers=answers)
        assert (refused.code, refused.error["code"]) == (6, "log-unusable"), (what, words, refused)
    assert (log.read_bytes() if log.is_file() else None) == before


def test_a_log_locked_by_another_program_is_waited_for_then_refused_plainly(
    opened: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("escalate.store.database.BUSY_SECONDS", 0.2)
    with sqlite3.connect(opened.home / "log.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        for words, answers in ((["log", "1"], DISCUSSION), (["status", "1"], None)):
            refused = opened.run(*words, "--json", answers=answers)
            assert (refused.code, refused.error["code"]) == (6, "log-unusable")
        other.execute("ROLLBACK")
    opened.must("log", "1", answers=DISCUSSION)


def test_a_home_that_cannot_be_written_is_said_plainly(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.home.write_text("a file where the folder should be")
    for words, answers in ((["setup"], SETUP), (["status", "1"], None), (["report"], None)):
        refused = office.run(*words, "--json", answers=answers)
        assert (refused.code, refused.error["code"]) == (6, "log-unusable"), (words, refused)


def test_a_scripted_clock_does_not_work_in_a_real_log(office: Office) -> None:
    office.must("setup", answers=SETUP)
    office.clock = ""
    office.must("open", answers={**OPEN, "raised": "", "arose": "", "raise_by": "7d"})
    office.clock = "2026-12-18T11:00:00+00:00"
    refused = office.run("status", "--json")
    assert (refused.code, refused.error["code"]) == (2, "bad-input")


@pytest.mark.parametrize("year", ["0001", "1989", "2101", "9999"])
def test_a_scripted_clock_stays_among_years_that_can_be_reckoned_with(opened: Office, year: str) -> None:
    opened.clock = f"{year}-01-01T00:00:00+00:00"
    for words, answers in ((["report"], None), (["log"], DISCUSSION)):
        refused = opened.run(*words, "--json", answers=answers)
        assert (refused.code, refused.error["code"]) == (2, "bad-input")
    opened.clock = f"{1990 if year < '2000' else 2100}-06-01T00:00:00+00:00"
    opened.must("report")


def test_answers_in_a_file_named_json_are_said_to_be_no_json(opened: Office, tmp_path: Path) -> None:
    (tmp_path / "answers.json").write_text('"when": "today"')
    assert "is not JSON" in opened.run("log", "--answers", str(tmp_path / "answers.json")).err


def test_settings_that_cannot_be_written_whole_leave_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tomli_w, "dump", full)
    refused = office.run("setup", "--json", answers=SETUP)
    assert (refused.code, refused.error["code"]) == (6, "log-unusable")
    assert not list(office.home.glob("settings*"))


NASTY = "O'Brien \x1b[31m\x07 [red]x[/bad] :smile: \u202e\u200b ŵ Łódź مرحبا 漢字 👩\u200d👧 \x00 \r over"


@pytest.mark.parametrize("form", ["", "--plain", "--json"])
def test_text_is_kept_as_written_and_never_drives_the_terminal(opened: Office, form: str) -> None:
    people = [{"name": NASTY, "role": NASTY, "party": "csc"}]
    opened.must("log", "1", answers={**DISCUSSION, "said": NASTY, "people": people, "how": "other"})
    opened.must("log", "1", answers={**DISCUSSION, "said": "x" * 1_000_000})
    for words in (["status", "1"], ["trail", "1"], ["report"], ["list"]):
        shown = opened.must(*words, *form.split()).out
        assert not set(shown) & set("\x1b\x07\x00\r\u202e\u200b")
        if words[0] == "trail" and not form:
            assert "[red]x[/bad] :smile:" in shown
    with sqlite3.connect(opened.home / "log.db") as log:
        bodies = [body for (body,) in log.execute("SELECT body FROM content")]
    assert any("O'Brien \\u001b[31m" in body for body in bodies)


def test_two_acts_at_once_the_second_is_told_what_changed(opened: Office) -> None:
    opened.must("log", "1", answers={**CONSULTATION, "after": 1})
    before = entries(opened.home)
    refused = opened.run("log", "1", "--json", answers={**DISCUSSION, "after": 1})
    assert (refused.code, refused.error["code"]) == (4, "changed-meanwhile")
    assert any("discussion was recorded" in line for line in refused.error["details"])
    assert entries(opened.home) == before


def test_a_pager_left_open_stops_nobody(opened: Office) -> None:
    opened.must("log", "1", answers={**DISCUSSION, "said": "long " * 150_000})
    surroundings = {**os.environ, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": opened.clock}
    words = [sys.executable, "-m", "escalate", "trail", "1"]
    with subprocess.Popen(words, env=surroundings, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.read(100)
        writing = threading.Thread(target=lambda: opened.must("log", "1", answers=DISCUSSION))
        writing.start()
        writing.join(20)
        assert not writing.is_alive()
        reader.stdout.close()
        assert reader.wait(20) == 0


@pytest.mark.parametrize("people", [3, "Bo", [3], {"name": "Bo"}, [{"name": ["Bo"], "party": {}}], [[]]])
def test_people_of_another_kind_are_a_fault_of_the_answers(opened: Office, people: object) -> None:
    refused = opened.run("log", "1", answers={**DISCUSSION, "people": people})
    assert refused.code == 2


@pytest.mark.parametrize("command", ["log", "open", "setup", "erase"])
def test_without_standard_input_nobody_is_asked(command: str, opened: Office) -> None:
    line = f"exec {sys.executable} -m escalate {command} {'' if command in ('open', 'setup') else 1} <&-"
    surroundings = {**os.environ, "ESCALATE_HOME": str(opened.home), "ESCALATE_CLOCK": opened.clock}
    done = subprocess.run(["/bin/sh", "-c", line], env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode in (0 if command == "setup" else 2, 2, 4), done.stderr  # which shows what is set up
    assert "The program failed" not in done.stderr


def test_an_account_whose_name_is_no_text_writes_all_the_same(opened: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", os.fsdecode(b"\xff"))
    opened.must("log", answers=DISCUSSION)
    opened.must("verify")


@pytest.mark.parametrize("words", [[], ["status"], ["restore", "b.db", "--yes"], ["list"]], ids=" ".join)
def test_a_home_whose_name_no_folder_can_have_is_said_plainly(words: list[str], tmp_path: Path) -> None:
    (tmp_path / "b.db").write_bytes(b"x" * 100)
    office = Office(tmp_path / ("x" * 5_000))
    given = [str(tmp_path / one) if one == "b.db" else one for one in words]
    surroundings = {**os.environ, "ESCALATE_HOME": str(office.home)}
    done = subprocess.run(
        [sys.executable, "-m", "escalate", *given], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 6, done.stderr
    assert "could not be written out" not in done.stderr


DEEP = ".".join("a" * 20_000)


@pytest.mark.parametrize(
    "text",
    [
        f"{DEEP} = 1",
        f"[{DEEP}]",
        f"x = {{ {DEEP} = 1 }}",
        DEEP.replace("a", '"a"') + " = 1",
    ],
    ids=["bare", "heading", "inside", "quoted"],
)
def test_a_key_of_thousands_of_parts_is_refused_at_once(text: str, opened: Office) -> None:
    refused = opened.run("log", "--json", answers=text)
    assert (refused.code, refused.error["code"]) == (2, "bad-input")
    (opened.home / "settings.toml").write_text(text, encoding="utf-8")
    assert "999" in opened.must("danger").out


@pytest.mark.parametrize("change", ["position = position + 10", "recorded_at = 'x'", "recorded_at = 5"])
def test_a_report_of_a_log_whose_beginning_was_altered_is_refused_plainly(change: str, opened: Office) -> None:
    with sqlite3.connect(opened.home / "log.db") as raw:
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute(f"UPDATE entry SET {change}")  # noqa: S608  those above
        for _, text in triggers:
            raw.execute(text)
    raw.close()
    for words in (["report"], ["report", "--all", "--json"]):
        refused = opened.run(*words)
        assert refused.code in (5, 6), refused
