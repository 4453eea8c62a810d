"""Prompts make the same request as an answers file, ask no more than they must, and go on where they were stopped."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalate.cli import ask, open_form, reviewing
from escalate.cli.act_forms import FORMS
from escalate.cli.ask import Question
from escalate.cli.forms import COLLEAGUES, WRITER
from escalate.cli.interview import ELSE, Form, Interview
from escalate.cli.lines import _one
from escalate.cli.said import in_words, row_in_words
from escalate.domain.plain import instant
from escalate.domain.requests import Reflect, Request
from escalate.runtime import Office as Runtime
from escalate.settings import Me
from tests.office import FRIDAY, SETUP, Office, environment
from tests.script import Script

REVIEW = "Title"
ME = Me("Ann Worker", "Lead", "School")
OTHER = Me("Di Colleague", "Deputy", "School")
NOW = instant(FRIDAY.replace("+00:00", ".000000Z"))
POLICIES = ("barnsley", "derby", "gscp", "hillingdon", "torbay")
# These set no first limit.
AGREED = {one: {"dates": {"settle": "30/12/2026"}} for one in ("barnsley", "derby", "hillingdon")}
# Asked on the shortest way through, danger and the review apart; and how many of them Enter alone does not answer.
ANYWHERE = {
    "reflect": (6, 0),
    "reflect --each": (21, 0),
    "log": (9, 2),
    "advance": (0, 0),
    "done": (2, 1),
    "extend": (5, 3),
    "people": (2, 0),
    "danger": (2, 1),
    "resolve": (3, 3),
    "reopen": (2, 1),
    "keep": (3, 1),
    "erase": (2, 2),
    "correct": (5, 4),
    "approve": (2, 1),
    "attach": (4, 2),
}
OPEN = {"barnsley": (24, 6), "derby": (22, 6), "gscp": (20, 6), "hillingdon": (26, 7), "torbay": (25, 6)}
COMMANDS = ("open", *FORMS)


@dataclass(frozen=True)
class Case:
    """One command under one policy: what it asks, and the request that answers make."""

    form: Form
    request: Any  # from the typed answers

    def made(self, answers: Mapping[str, Any]) -> Request:
        request: Request = self.request(ask.answers(self.form(answers), answers, NOW))
        return request


def full(form: Form) -> dict[str, Any]:
    """An answer to everything that is asked, whatever follows from the answers before."""
    answers: dict[str, Any] = {}
    for _ in range(4):
        answers = {one.id: answer(one) for one in form(answers) if one.required or one.asked}
    return answers


def least(form: Form) -> dict[str, Any]:
    """An answer to what must be answered, and to nothing else."""
    answers: dict[str, Any] = {}
    for _ in range(4):
        answers = {one.id: answer(one, rows=1) for one in form(answers) if one.required}
    return answers


def answer(question: Question, row: int = 1, rows: int = 2) -> Any:
    inside = [one for one in question.inside if one.required or one.asked]
    match question.kind:
        case "choices" | "numbers":
            return list(question.options)[:2]
        case "flag":
            return "yes"
        case "date":
            return "2026-12-30"
        case "happened":
            return "18/12/2026 10am"
        case "table":
            return {one.id: answer(one) for one in inside}
        case "rows":
            new = [
                {one.id: answer(one, number + len(question.known)) for one in inside} for number in range(1, rows + 1)
            ]
            return [*question.known, *new]
        case _ if question.id == "file":
            return __file__
        case _:
            return next(iter(question.options), f"{question.id} {row}")


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Case]:
    """Every command under every shipped policy, on a dispute just opened."""
    made = {policy: _cases(policy, tmp_path_factory.mktemp(policy)) for policy in POLICIES}
    return {(policy, command): case for policy in POLICIES for command, case in made[policy]}


def _cases(policy_id: str, folder: Path) -> list[tuple[str, Case]]:
    office = Office(folder / "home")
    office.must("setup", answers={**SETUP, "policies": [policy_id]})
    with environment({"ESCALATE_CLOCK": FRIDAY}):
        runtime = Runtime(office.home)
        policy = runtime.policies.load(policy_id).policy
        opening = Case(
            lambda so_far: open_form.questions(policy, so_far),
            lambda values: open_form.request(values, policy, ME),
        )
        office.must("open", answers={**full(opening.form), **AGREED.get(policy_id, {})})
        opened = runtime.reader.stored(1).dispute
        log = FORMS["log"]
        office.must("log", "1", answers=full(lambda so_far: log.questions(opened, policy, so_far)))
        logged = runtime.reader.stored(1).dispute  # what was agreed can be marked done

    def case(name: str) -> Case:
        form, dispute = FORMS[name], logged if name == "done" else opened
        return Case(
            lambda so_far: form.questions(dispute, policy, so_far), lambda values: form.request(values, dispute)
        )

    return [("open", opening), *((name, case(name)) for name in FORMS)]


def asked(case: Case, document: Mapping[str, Any], ends: int = 0) -> tuple[Interview, Script]:
    """The interview at its end, begun anew from what was kept if the person stopped it."""
    script = Script(document, case.form(document), ends)
    kept = json.dumps({"answers": {}, "finished": []})

    def keep() -> None:
        nonlocal kept
        kept = json.dumps({"answers": interview.answers, "finished": sorted(interview.finished)})

    interview = Interview(script, lambda: NOW, keep)
    try:
        interview.walk(case.form)
    except EOFError:
        read = json.loads(kept)
        interview = Interview(script, lambda: NOW, keep)
        interview.answers, interview.finished = read["answers"], set(read["finished"])
        interview.walk(case.form)
    return interview, script


each_command = pytest.mark.parametrize("command", COMMANDS)
each_policy = pytest.mark.parametrize("policy", POLICIES)


@each_command
@each_policy
def test_prompts_and_an_answers_file_make_the_same_request(
    cases: Mapping[tuple[str, str], Case], policy: str, command: str
) -> None:
    case = cases[policy, command]
    document = full(case.form)
    interview, _ = asked(case, document)
    assert case.made(interview.answers) == case.made(document)


def test_stopped_at_any_question_and_begun_again_the_request_is_the_same(
    cases: Mapping[tuple[str, str], Case],
) -> None:
    @given(st.sampled_from(POLICIES), st.sampled_from(COMMANDS), st.integers(1, 60))
    def stopped(policy: str, command: str, ends: int) -> None:
        case = cases[policy, command]
        document = full(case.form)
        interview, _ = asked(case, document, ends)
        assert case.made(interview.answers) == case.made(document)

    stopped()


# How much is asked: a table, so that it cannot grow unseen


@each_policy
def test_no_command_asks_for_more_than_it_did(cases: Mapping[tuple[str, str], Case], policy: str) -> None:
    counted = {}
    for command in COMMANDS:
        case = cases[policy, command]
        _, script = asked(case, least(case.form))
        counted[command] = (len(script.asked), len(script.must))
    assert counted == {**ANYWHERE, "open": OPEN[policy]}
    assert counted["open"][1] <= 11


# The review, on the discussion and the opening that an office of one policy records


def reviewed(interview: Interview, script: Script, case: Case, *picks: str, **lists: list[str]) -> str:
    """What the review ends with after these picks; `lists` answers the lists that come up, by their text."""
    script.picks[REVIEW] = list(picks)
    script.picks |= lists
    return reviewing.review(interview, case.form, "Title", NOW)


def test_any_answer_can_be_changed_in_the_review(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "log"]
    document = full(case.form)
    interview, _ = asked(case, document)
    changed = {**document, "said": "Something else was said.", "when": "yesterday 9am"}
    again = Script(changed, case.form(document))
    interview.asker = again
    assert reviewed(interview, again, case, "said", "when", reviewing.RECORD) == reviewing.RECORD
    assert case.made(interview.answers) == case.made({**changed, "when": "17/12/2026 9am"})
    assert again.asked.count("said") == again.asked.count("when") == 1


def test_an_answer_that_follows_from_a_changed_one_is_asked_then(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "log"]
    document = {**least(case.form), "agreed": "no"}
    interview, _ = asked(case, document)
    changed = {**document, "agreed": "yes", "actions": full(case.form)["actions"]}
    again = Script(changed, case.form(changed))
    interview.asker = again
    reviewed(interview, again, case, "agreed", reviewing.RECORD)
    assert len(interview.answers["actions"]) == 2
    assert case.made(interview.answers) == case.made({**changed, "their_reasons": ""})


def test_what_is_no_longer_ticked_is_no_answer_any_more(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "log"]
    document = {**full(case.form), "extras": {"facts": "Seen on Monday.", "decision": "A visit."}}
    interview, _ = asked(case, document)
    assert interview.answers["extras"] == document["extras"]
    fewer = {**document, "extras": {"decision": "A visit.", "opinion": "In our opinion."}}
    again = Script(fewer, case.form(fewer))
    interview.asker = again
    reviewed(interview, again, case, "extras", reviewing.RECORD)
    assert interview.answers["extras"] == fewer["extras"]


def test_people_are_picked_from_those_known_and_somebody_else_is_asked_for(
    cases: Mapping[tuple[str, str], Case],
) -> None:
    case = cases["torbay", "log"]
    people = next(one for one in case.form({}) if one.id == "people")
    known = list(people.known)
    new = {"name": "Cy Supervisor", "role": "Head", "party": "us"}
    interview, script = asked(case, {**least(case.form), "people": [known[-1], new]})
    assert interview.answers["people"] == [known[-1], new]
    assert script.asked.count("name") == 2  # the new one, and that there is no other
    again = Script({**interview.answers, "people": [new]}, case.form(interview.answers))
    interview.asker = again
    reviewed(interview, again, case, "people", reviewing.RECORD, **{people.text: [row_in_words(people, new, NOW)]})
    assert interview.answers["people"] == [new]
    assert ELSE not in str(interview.answers)


def test_later_puts_a_part_of_the_reflection_off_and_enter_says_not_known_yet(
    cases: Mapping[tuple[str, str], Case],
) -> None:
    case = cases["torbay", "reflect"]
    parts = [one.id for one in case.form({}) if one.kind == "long"]
    interview, _ = asked(case, {parts[0]: "We weigh it differently.", parts[1]: "Later"})
    request = case.made(interview.answers)
    assert isinstance(request, Reflect)
    reflection = request.reflection
    assert reflection.answers[parts[0]] == "We weigh it differently."
    assert reflection.later == (parts[1],)
    assert not any(reflection.answers.get(part) for part in parts[2:])


def test_the_review_can_stop_throw_away_and_ask_for_what_was_left_out(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "resolve"]
    interview, script = asked(case, least(case.form))
    assert reviewed(interview, script, case, reviewing.STOP) == reviewing.STOP
    assert reviewed(interview, script, case, reviewing.DISCARD) == reviewing.DISCARD
    again = Script({**least(case.form), "reasons": "Both agreed."}, case.form({}))
    interview.asker = again
    reviewed(interview, again, case, reviewing.MORE, reviewing.RECORD, **{"Which?": ["reasons"]})
    assert interview.answers["reasons"] == "Both agreed."


def test_a_number_typed_is_the_place_in_the_list_even_where_options_are_numbers() -> None:
    stages = ["4", "2", "1"]
    assert [_one(typed, stages) for typed in ("1", "2", "3", "4")] == ["4", "2", "1", None]


# What is wrong is said at the question, not after the confirmation


def follows(case: Case, document: Mapping[str, Any], **lists: list[Any]) -> tuple[Interview, Script]:
    """The interview of a person who answers these one after the other before what the document says."""
    script = Script(document, case.form(document))
    script.first = lists
    interview = Interview(script, lambda: NOW, lambda: None)
    interview.walk(case.form)
    return interview, script


def test_a_day_that_has_not_come_is_refused_at_the_question(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "log"]
    interview, script = follows(case, full(case.form), when=["tomorrow"])
    assert any("has not happened yet" in line for line in script.said)
    assert interview.answers["when"] == "2026-12-18T10:00:00.000000Z"


def test_a_reference_like_a_full_name_is_doubted_once_and_kept_if_it_is_meant(
    cases: Mapping[tuple[str, str], Case],
) -> None:
    case = cases["torbay", "open"]
    document = full(case.form)
    interview, script = follows(case, document, ref=["Jo Smith", "JS", "Jo Brown", "Jo Brown"])
    assert [row["ref"] for row in interview.answers["subjects"]][:2] == ["JS", "Jo Brown"]
    assert sum("looks like a full name" in line for line in script.said) == 2


def test_what_the_rules_demand_by_name_cannot_be_left_empty(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "extend"]
    interview, _ = asked(case, {**full(case.form), "agreed_by": ""})
    script = Script({"agreed_by": "Both managers"}, case.form({}))
    script.first = {"agreed_by": ["", ""]}
    interview.asker = script
    interview.want(["agreed_by"], must=True)
    interview.walk(case.form)
    assert interview.answers["agreed_by"] == "Both managers"
    assert script.asked == ["agreed_by"] * 3


def with_writer(case: Case) -> Case:
    """The same, as it is asked at the keyboard: it is known who writes."""
    return Case(lambda so_far: case.form({**so_far, WRITER: "Ann Worker", COLLEAGUES: (ME, OTHER)}), case.request)


def test_of_somebody_who_was_there_the_party_is_known_and_a_stranger_is_asked_for_it(
    cases: Mapping[tuple[str, str], Case],
) -> None:
    case = with_writer(cases["torbay", "log"])
    theirs = next(one for one in case.form({}) if one.id == "people").known[0]
    actions = [
        {"who": theirs["name"], "what": "Visit"},
        {"who": "Ann Worker", "what": "Write"},
        {"who": "Di Stranger", "what": "Call", "party": "us"},
    ]
    interview, script = asked(case, {**least(case.form), "people": [theirs], "agreed": "yes", "actions": actions})
    assert [row["party"] for row in interview.answers["actions"]] == [theirs["party"], "us", "us"]
    assert script.asked.count("party") == 1


def test_the_first_time_nobody_is_ticked_and_colleagues_are_offered(cases: Mapping[tuple[str, str], Case]) -> None:
    people = next(one for one in with_writer(cases["torbay", "log"]).form({}) if one.id == "people")
    assert not people.default
    assert [row["name"] for row in people.known] == ["name 1", "name 2", "Di Colleague"]


def test_a_party_renamed_in_the_review_keeps_its_people(cases: Mapping[tuple[str, str], Case]) -> None:
    case = cases["torbay", "open"]
    interview, _ = asked(case, full(case.form))
    before = [row["party"] for row in interview.answers["people"]]
    again = Script({}, case.form(interview.answers))
    again.first = {"agency": ["Another Agency"]}
    interview.asker = again
    parties = next(one for one in case.form(interview.answers) if one.id == "parties")
    reviewed(interview, again, case, "parties", reviewing.RECORD, **{parties.text: ["1"]})
    assert interview.answers["parties"][0]["agency"] == "Another Agency"
    assert [row["party"] for row in interview.answers["people"]] == before
    case.made(interview.answers)
    assert interview.answers["parties"][0]["id"] in before


def test_two_rows_are_shown_by_their_first_words_and_one_in_full(cases: Mapping[tuple[str, str], Case]) -> None:
    question = next(one for one in cases["torbay", "log"].form({}) if one.id == "actions")
    visit = {"who": "Bo", "what": "Visit", "by": "2026-12-30"}
    assert in_words(question, [visit], NOW) == "Bo, Visit, Wednesday 30 December 2026"
    assert in_words(question, [visit, {"who": "Ann", "what": "Write"}], NOW) == "2; Bo; Ann"
