"""Letters, from the first talk to the last stage of every policy: what stands in them, and what must never.

A canary stands in everything that is one's own side's alone; none of it is in a letter for anybody else.
"""

import shutil
from collections.abc import Iterator, Mapping
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.domain.policy import FILLS, LETTERS, Policy
from escalate.papers import mail
from escalate.policy_files import PolicyFolders
from escalate.usecases.form_paper import FILLING
from escalate.usecases.letter_parts import NEEDS, PARTS
from escalate.usecases.letter_texts import TEXTS
from escalate.usecases.letters import KINDS
from escalate.usecases.paper import Paper, Paragraph
from tests.cli.test_importing import ROW, as_csv
from tests.office import CONSULTATION, DISCUSSION, OPEN, SETUP, Office
from tests.source_drive import Drive, Setting

OURS = "ZEBRAFISH"  # in what only our own side said
TOLD = "BADGER"  # in what was said to the other side
IDS = ("barnsley", "derby", "everything", "gscp", "hillingdon", "torbay")
NEVER = {  # what no stage of theirs is for: a panel's answer, a manager on the other side
    "barnsley": {"panel-response"},
    "everything": {"to-their-manager"},
}


def folder_of(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    (home / "policies").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "everything.toml", home / "policies")
    return home


def begun(tmp_path: Path, policy_id: str, *, subject: str = "child") -> Drive:
    """A dispute with a consultation and a reflection that no letter may repeat, and one talk with the other side."""
    home = folder_of(tmp_path)
    rules: Policy = PolicyFolders(home).load(policy_id).policy
    asked = any(ground.id == "no-conference" for ground in rules.grounds)
    ground = "no-conference" if asked else rules.grounds[0].id
    Office(home).must("setup", answers={**SETUP, "policies": [policy_id]})
    drive = Drive(rules, home, Setting(ground, subject if subject in rules.subjects else rules.subjects[0]))
    options = {ask.id: ask.options[0] for ask in rules.asks if ask.options}
    drive.done(
        *("open", "--policy", policy_id),
        answers={
            **OPEN,
            "grounds": [ground],
            "subjects": [{"ref": "AB", "kind": drive.setting.subject}],
            "parties": [
                {"id": "childrens-social-care", "agency": "Council", "sector": "childrens-social-care"},
                {"id": "unit", "side": "partnership", "agency": "The Unit", "sector": "other"},
            ],
            "people": [{"name": "Bo Colleague", "role": "Social worker", "party": "childrens-social-care"}],
            "arose": drive.now.isoformat(),
            "raised": drive.now.isoformat(),
            "answers": options,
        },
    )
    own = {"said": OURS, "outcome": OURS, "our_reasons": OURS, "agreed": True, "extras": {"opinion": OURS}}
    action = {"who": OURS, "party": "us", "what": OURS}
    drive.done("reflect", "1", answers={"emotion": OURS, "power": OURS})
    drive.done("log", "1", answers={**CONSULTATION, **own, "actions": [action], "when": "now"})
    unit = [{"name": OURS, "role": "Officer", "party": "unit"}]
    drive.done("log", "1", answers={**CONSULTATION, **own, "people": unit, "when": "now"})
    drive.done("danger", "1", answers={"told": OURS})
    people = [{"name": "Bo Colleague", "role": "Social worker", "party": "childrens-social-care"}]
    actions = [{"who": "Bo Colleague", "party": "childrens-social-care", "what": "Visit at home"}]
    told = {**DISCUSSION, "when": "now", "said": OURS, "outcome": TOLD, "people": people, "actions": actions}
    drive.done("log", "1", answers={**told, "extras": {"opinion": OURS, "own_words": OURS}})
    return drive


def stages(drive: Drive) -> Iterator[Drive]:
    """The dispute at each stage of the first way down."""
    yield drive
    while following := next((one for one in drive.policy.stages if one.id == drive.stands["stage"]), None):
        if not following.next:
            return
        drive.pass_gates()
        drive.advance(following.next[0])
        yield drive


def written(drive: Drive, kind: str) -> Mapping[str, Any] | None:
    """The letter, or None where it does not fit now."""
    result = drive.run("letter", "1", kind, "--json")
    assert result.code in (0, 4), (kind, result.err)
    return None if result.code else result.data


@pytest.mark.parametrize("policy_id", IDS)
def test_every_letter_is_written_at_some_stage_with_its_receipt_and_nothing_of_our_own_side(
    policy_id: str, tmp_path: Path
) -> None:
    seen = set()
    for drive in stages(begun(tmp_path, policy_id)):
        listed = {one["name"] for one in drive.run("letter", "1", "--json").data["papers"]}
        for kind in (*KINDS, *(one for one in listed if one.startswith("D"))):
            made = written(drive, kind)
            if made is None:
                assert kind not in listed
                continue
            seen.add(kind)
            assert OURS not in str(made), kind
            assert made["receipt"] in made["subject"], kind
            assert made["receipt"] in " ".join(made["text"].split()), kind
            assert "Please keep this number: with it we can prove later" in " ".join(made["text"].split()), kind
            assert made["gaps"], kind
            assert drive.run("verify", "--receipt", made["receipt"]).code == 0, kind
    assert {kind for kind in KINDS if kind not in seen} == NEVER.get(policy_id, set())


@pytest.mark.parametrize("policy_id", IDS)
def test_every_notification_that_a_policy_asks_of_us_can_be_written_and_is_ended_by_having_sent_it(
    policy_id: str, tmp_path: Path
) -> None:
    """But for those that ask for a form or a decision too: `done` is named."""
    told = set()
    for drive in stages(begun(tmp_path, policy_id)):
        open_ones = drive.run("status", "1", "--json").data["open_duties"]
        for duty in (one for one in open_ones if one["tell"] and one["waiting_on"] in ("us", "both")):
            made = drive.run("letter", "1", f"D{duty['number']}", "--json").data
            assert made["to"] == duty["tell"]
            assert OURS not in str(made)
            copy = drive.fork(tmp_path / f"sent-{drive.stands['stage']}-{duty['number']}")
            sent = copy.run("letter", "1", f"D{duty['number']}", "--sent")
            if duty["options"] or duty["form"]:
                assert (sent.code, f"escalate done 1 D{duty['number']}" in sent.err) == (2, True)
            else:
                assert f"CHANGED D{duty['number']} done" in sent.out, sent.err
                last = copy.run("trail", "1", "--json").data["entries"][-1]
                assert (last["kind"], last["said"]["to"]) == ("Sent", "; ".join(duty["tell"]))
            told.add(duty["id"])
    assert told or not any(duty.tell for duty in drive.policy.duties)


def test_the_responding_side_writes_letters_without_the_concern_that_is_not_its_own(tmp_path: Path) -> None:
    home = folder_of(tmp_path)
    office = Office(home)
    office.must("setup", answers={**SETUP, "policies": ["torbay"]})
    parties = [{"id": "csc", "side": "raising", "agency": "Council", "sector": "childrens-social-care"}]
    office.must("open", "--responding", answers={**OPEN, "parties": parties, "concern": OURS})
    office.must("log", answers=DISCUSSION)
    for kind in KINDS:
        result = office.run("letter", "1", kind)
        assert result.code in (0, 4), (kind, result.err)
        assert OURS not in result.out, kind


def test_an_agenda_has_no_narrative_at_all(opened: Office) -> None:
    opened.must("log", answers={**DISCUSSION, "outcome": TOLD})
    text = opened.must("letter", "1", "agenda").out
    for narrative in (OPEN["concern"], TOLD, DISCUSSION["our_reasons"], DISCUSSION["their_reasons"], "Visit at home"):
        assert str(narrative) not in text
    assert "What to bring" in text


def test_without_a_kind_those_that_fit_are_listed_with_the_duty_that_each_serves(tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    listed = drive.run("letter", "1", "--json").data["papers"]
    assert (listed[0]["name"], len(listed[0]["duties"])) == ("after-talk", 2)
    assert {"agreed", "agenda", "to-manager", "to-their-manager"} <= {one["name"] for one in listed}
    assert "conference" not in {one["name"] for one in listed}  # no duty asks for it; it can be named all the same


def test_a_letter_about_a_talk_is_about_the_one_that_began_its_duty(tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    emails = [one for one in drive.run("status", "1", "--json").data["open_duties"] if one["id"] == "email-1"]
    of_panel, of_talk = (written(drive, f"D{one['number']}") for one in emails)
    assert of_talk
    assert of_panel
    assert TOLD in of_talk["text"]
    assert TOLD not in of_panel["text"]


def test_a_letter_that_no_duty_asks_for_goes_on_record_by_itself(opened: Office) -> None:
    opened.must("letter", "1", "agenda", "--sent", "--when", "18/12/2026 10:55am")
    last = opened.must("trail", "1", "--json").data["entries"][-1]
    assert (last["kind"], last["said"]["letter"]) == ("Sent", "For our meeting")
    assert last["happened"].startswith("2026-12-18T10:55")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["nonsense"], 3),
        (["D99"], 3),
        (["after-talk"], 4),
        (["panel-response"], 4),
        (["agenda", "letter.rtf"], 2),
        (["agenda", "letter.docx", "--sent"], 2),
        (["agenda", "--when", "yesterday"], 2),
        (["agenda", "--sent", "--when", "tomorrow"], 2),
        (["agenda", "--sent", "--when", "1/1/2001"], 2),
        (["agenda", "--sent", "--me", "Nobody"], 2),
    ],
)
def test_what_cannot_be_written_or_recorded_is_refused_and_leaves_the_log_as_it_was(
    words: list[str], code: int, opened: Office
) -> None:
    before = opened.must("trail", "1", "--json").data["entries"]
    result = opened.run("letter", "1", *words)
    assert (result.code, result.out) == (code, "")
    assert result.err.startswith("Nothing was ")
    assert opened.must("trail", "1", "--json").data["entries"] == before


def test_an_email_draft_opens_to_be_written_on_and_names_no_child_and_no_machine(
    opened: Office, tmp_path: Path
) -> None:
    opened.must("log", answers={**DISCUSSION, "our_reasons": "Ŵyn: łzy, مرحبا"})
    file = tmp_path / "draft.eml"
    opened.must("letter", "1", "after-talk", str(file))
    raw = file.read_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert sorted(read.keys()) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject", "X-Unsent"]
    assert read["X-Unsent"] == "1"
    receipt = opened.must("status", "1", "--json").data["receipt"]
    assert str(read["Subject"]) == f"ESC-2026-0001: After our talk (receipt {receipt})"
    body = read.get_body()
    assert body
    text = body.get_content()
    assert "Ŵyn: łzy, مرحبا" in text
    assert "[to fill in: " in text
    assert file.stat().st_mode & 0o077 == 0


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_makes_a_header_of_an_email_draft(subject: str, text: str) -> None:
    raw = mail.made(
        Paper("Title", (Paragraph(f"{text}\r\n\r\nBcc: a@example.org"),)), f"{subject}\r\nBcc: b@example.org"
    )
    read = message_from_bytes(raw, policy=policy.default)
    assert sorted(read.keys()) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject", "X-Unsent"]
    assert "Bcc: b@example.org" in str(read["Subject"])


@pytest.mark.parametrize("ending", ["txt", "html", "docx", "pdf", "eml"])
def test_a_letter_is_written_in_every_format_and_never_over_a_file_unasked(
    ending: str, opened: Office, tmp_path: Path
) -> None:
    file = tmp_path / f"agenda.{ending}"
    opened.must("letter", "1", "agenda", str(file))
    assert file.stat().st_size > 500
    assert opened.run("letter", "1", "agenda", str(file)).code == 2
    opened.must("letter", "1", "agenda", str(file), "--replace")


def test_an_erased_dispute_gives_no_letter(opened: Office) -> None:
    opened.must("resolve", "1", answers={"outcome": "withdrawn", "decided_by": "Both", "at_risk": "no"})
    gone = {"reason": "Its time is over.", "authority": "The head", "confirm": "ESC-2026-0001", "early": "yes"}
    opened.must("erase", "1", answers=gone)
    for words in (["letter", "1"], ["letter", "1", "agenda"], ["form", "1"]):
        assert opened.run(*words).code == 4


def test_the_last_talk_is_the_one_held_last_and_not_the_one_typed_last(opened: Office) -> None:
    later, earlier = {**DISCUSSION, "outcome": "the later"}, {**DISCUSSION, "outcome": "the earlier"}
    opened.must("log", answers=later)
    opened.must("log", answers={**earlier, "when": "18/12/2026 10:10am"})
    assert "the later" in opened.must("letter", "1", "after-talk").out
    told = opened.must("letter", "1", "to-manager").out
    assert told.index("the earlier") < told.index("the later")


def test_a_letter_says_of_a_corrected_talk_that_it_must_be_checked(opened: Office) -> None:
    opened.must("log", answers=DISCUSSION)
    opened.must("correct", "1", "3", answers={"what": OURS, "right": OURS, "why": OURS})
    text = opened.must("letter", "1", "after-talk").out
    assert "the talk of Friday 18 December 2026, 10:30am, entry 3, was corrected" in " ".join(text.split())
    assert OURS not in text


@pytest.mark.parametrize("words", [("letter", "1", "to-their-manager"), ("form", "1", "hillingdon:request")])
def test_a_paper_says_of_a_corrected_concern_that_it_must_be_checked(opened: Office, words: tuple[str, ...]) -> None:
    answers = {"request-address": "An address", "request-born": "1/1/2020"} if words[0] == "form" else None
    said = "the record of the concern was corrected"
    assert said not in " ".join(opened.must(*words, answers=answers).out.split())
    opened.must("correct", "1", "2", answers={"what": OURS, "right": OURS, "why": OURS})
    text = opened.must(*words, answers=answers).out
    assert said in " ".join(text.split())
    assert OURS not in text


def test_the_words_of_the_policy_format_are_those_of_the_program() -> None:
    assert set(LETTERS) == set(KINDS)
    assert set(FILLS) == set(FILLING)
    assert {part for text in TEXTS.values() for part in text.parts} == set(PARTS)
    assert {need for text in TEXTS.values() for need in text.needs} == set(NEEDS)


def test_a_paper_says_when_the_log_began_and_never_that_the_stage_began_then(opened: Office, tmp_path: Path) -> None:
    """Raised on the 18th at 10am, opened here an hour later."""
    text = " ".join(opened.must("letter", "1", "agenda").out.split())
    assert "Professional to professional, opened in our log on Friday 18 December 2026, 11am" in text
    assert "now, since 18 Dec" in opened.must("status", "1").out  # of a stage, days alone are shown
    opened.must("export", "1", str(tmp_path / "record.html"))
    assert "Entry 2, Opened in this log, Friday 18 December 2026, 11am" in (tmp_path / "record.html").read_text()


def test_what_comes_next_is_said_in_the_words_of_the_duty_that_has_the_date(opened: Office) -> None:
    """Two stages of this policy share one limit."""
    text = " ".join(opened.must("letter", "1", "agenda").out.split())
    next_ = "Settle it or take it to stage 3: by Tuesday 29 December 2026, 5pm. The next stage is stage 2, Manager"
    assert next_ in text


def test_a_sent_letter_is_named_on_the_screen_with_whom_it_went_to_and_twice_is_said(opened: Office) -> None:
    opened.must("log", answers=DISCUSSION)
    said = " ".join(opened.must("letter", "1", "after-talk", "--sent").out.split())
    assert "On record: After our talk, to Bo Colleague, Social worker, Children's Services, sent 18 December" in said
    assert "The log keeps that it went, not its words. To keep these: escalate attach 1 FILE" in said
    assert "Already on record" not in said
    again = " ".join(opened.must("letter", "1", "after-talk", "--sent").out.split())
    assert "Already on record as sent today: entry 4" in again
    assert "Already on record" not in opened.must("letter", "1", "agenda", "--sent").out


def test_the_text_that_ends_log_says_whether_it_may_go_to_the_other_side(opened: Office) -> None:
    internal = " ".join(opened.must("log", answers=CONSULTATION).out.split())
    assert "To copy into the child's file. It is internal: do not send it to the other side." in internal
    told = " ".join(opened.must("log", answers=DISCUSSION).out.split())
    assert "To copy into the child's file. To confirm it to the other side: escalate letter 1 after-talk" in told
    assert "It is internal" not in told


@pytest.mark.parametrize(("kind", "theirs"), [("to-manager", "Their view"), ("to-their-manager", "Your view")])
def test_a_letter_to_a_manager_tells_the_view_of_each_side(kind: str, theirs: str, opened: Office) -> None:
    opened.must("log", answers={**CONSULTATION, "our_reasons": OURS, "their_reasons": OURS, "said": OURS})
    opened.must("log", answers={**DISCUSSION, "said": OURS})
    text = " ".join(opened.must("letter", "1", kind).out.split())
    assert "Our view: Three bruises in a month." in text
    assert f"{theirs}, as we understood it: Explained by the parent." in text
    assert OURS not in text


def test_a_letter_that_does_not_fit_now_is_written_and_says_so(opened: Office) -> None:
    notice = "This letter is not among those that fit now. Those that do: escalate letter 1"
    assert notice in " ".join(opened.must("letter", "1", "conference").out.split())
    assert notice not in " ".join(opened.must("letter", "1", "agenda").out.split())


def test_what_is_to_be_filled_in_is_set_apart_and_an_open_question_is_named(tmp_path: Path) -> None:
    drive = begun(tmp_path, "torbay")
    made = drive.run("letter", "1", "to-manager").out
    said = " ".join(made[made.rindex("To fill in first:") :].split())
    asks = [ask.text for ask in drive.policy.asks]
    assert "not known yet" not in said
    assert [one for one in said.removeprefix("To fill in first: ").split("; ") if one in asks] == asks[:5]


def test_a_duty_without_a_letter_or_with_one_sent_says_which(tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    office = Office(drive.home, drive.now.isoformat())
    number = drive.number("email-1")
    office.must("letter", "1", f"D{number}", "--sent")
    sent = office.run("letter", "1", f"D{number}")
    assert sent.err.startswith(f"Nothing was written: D{number} is done: its letter was sent on ")
    silent = next(one["number"] for one in drive.run("status", "1", "--json").data["open_duties"] if one["clock"])
    assert f"D{silent} asks for no letter" in office.run("letter", "1", f"D{silent}").err
    assert "there is no D99" in office.run("letter", "1", "D99").err


def test_no_duty_is_named_as_an_example_where_none_asks_for_a_letter(opened: Office) -> None:
    assert "such as D" not in opened.run("letter", "1", "nonsense").err


def test_a_reader_outside_sees_the_agency_with_its_team(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.must("setup", answers=SETUP)
    csc = {"id": "csc", "agency": "Council", "team": "Assessment team", "sector": "childrens-social-care"}
    office.must("open", answers={**OPEN, "parties": [csc], "people": []})
    text = " ".join(office.must("letter", "1", "agenda").out.split())
    assert "To: The worker, Assessment team, Council" in text
    assert "Assessment team, Council: The worker" in text


def test_an_email_draft_flows_and_has_no_line_of_strokes(opened: Office, tmp_path: Path) -> None:
    long = "A reason that is long enough to go on for more than one line of 72 columns. " * 4
    opened.must("log", answers={**DISCUSSION, "our_reasons": long})
    opened.must("letter", "1", "after-talk", str(tmp_path / "draft.eml"))
    body = message_from_bytes((tmp_path / "draft.eml").read_bytes(), policy=policy.default).get_body()
    assert body
    assert f"Our view: {long.strip()}" in body.get_content().splitlines()
    assert "---" not in body.get_content()
    assert "===" not in body.get_content()


def test_what_was_agreed_has_a_status_and_our_reasons_a_manager(opened: Office) -> None:
    opened.must("log", answers=DISCUSSION)
    text = " ".join(opened.must("letter", "1", "agreed").out.split())
    assert "Status: not done yet" in text
    assert "Please reply to confirm this, or tell us what you recall differently." in text
    reasons = " ".join(opened.must("letter", "1", "reasons").out.split())
    assert "Agreed with our line manager: [to fill in: their name, and the day]" in reasons


def test_a_stage_is_since_its_opening_unless_it_was_raised_on_a_day_before(tmp_path: Path) -> None:
    office = Office(tmp_path / "home")
    office.must("setup", answers=SETUP)
    office.must("open", answers={**OPEN, "stage": "1", "arose": "", "raised": "", "raise_by": "21/12/2026"})
    assert "now, since 18 Dec" in office.must("status", "1").out
    office.must("open", answers={**OPEN, "raised": "17/12/2026"})
    assert "now, opened here 18 Dec" in office.must("status", "2").out


def flat(text: str) -> str:
    return " ".join(text.split())


NO_REPLY = {"when": "18/12/2026 10:35am", "how": "email", "said": "Rang too.", "people": [], "no_reply": ["csc"]}


@pytest.mark.parametrize("kind", ["to-manager", "to-their-manager"])
def test_what_was_tried_names_each_attempt_without_reply_and_not_its_words(kind: str, opened: Office) -> None:
    opened.must("log", "1", answers=NO_REPLY)
    text = flat(opened.must("letter", "1", kind).out)
    assert "No reply from Children's Services" in text
    assert "An attempt by e-mail" in text
    assert "Rang too" not in text
    assert "No talk between the sides" not in text


def test_nobody_is_said_to_have_been_at_a_talk_that_was_imported(office: Office, tmp_path: Path) -> None:
    office.must("setup", answers=SETUP)
    office.must("import", as_csv(tmp_path / "list.csv", [{**ROW, "Last discussion on": "06/11/2026"}]))
    text = flat(office.must("letter", "1", "after-talk").out)
    assert "Who was there: [to fill in: who was there]" in text
    assert "How: [to fill in: how you spoke]" in text


def test_a_corrected_time_of_the_raising_is_to_be_checked(opened: Office) -> None:
    right = {"what": "The day", "right": "The day before", "why": "The diary", "moment": "raised", "when": "17/12/2026"}
    opened.must("correct", "1", "2", answers=right)
    for kind in ("agenda", "to-manager"):
        assert "10am [to fill in: the record of the opening was corrected" in flat(opened.must("letter", "1", kind).out)


def test_those_who_decide_sign_their_own_response(tmp_path: Path) -> None:
    drive = begun(tmp_path, "hillingdon")
    for at in stages(drive):
        made = written(at, "panel-response")
        if made:
            assert "[to fill in: who signs for those who decide" in flat(made["text"])
            assert not flat(made["text"]).rstrip("]").endswith("School")
            return
    pytest.fail("no stage has a panel")


def test_after_a_talk_with_a_panel_alone_the_letter_after_a_talk_is_about_the_one_with_the_other_side(
    tmp_path: Path,
) -> None:
    drive = begun(tmp_path, "hillingdon")
    unit = [{"name": OURS, "role": "Officer", "party": "unit"}]
    drive.done("log", "1", answers={**CONSULTATION, "people": unit, "when": "now"})
    made = written(drive, "after-talk")
    assert made
    assert TOLD in made["text"]
    assert made["duty"]


def test_a_letter_serves_a_duty_that_no_talk_began(office: Office) -> None:
    torbay = (Path(__file__).parents[2] / "policies" / "torbay.toml").read_text("utf-8")
    asked = '[[duty]]\nid = "write"\nwhat = "Write it down"\nby = "raising"\nletter = "after-talk"\n'
    (office.home / "policies").mkdir(parents=True)
    (office.home / "policies" / "own.toml").write_text(
        torbay.replace('id = "torbay"', 'id = "own"', 1) + asked, "utf-8"
    )
    office.must("setup", answers={**SETUP, "policies": ["own"]})
    office.must("open", answers=OPEN)
    office.must("log", answers=DISCUSSION)
    assert office.must("letter", "1", "after-talk", "--json").data["duty"].endswith("Write it down")
