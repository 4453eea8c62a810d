"""A canary in every field: an office whose every word is one, and answers that are wrong in every way."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import islice, pairwise
from typing import Any

from escalate.cli import open_form, setting_up
from escalate.cli.act_forms import FORMS
from escalate.cli.ask import Question
from escalate.domain.choices import EXTRAS
from escalate.runtime import Office as Runtime
from tests.office import Office

CANARY = "ZEBRAFISH-7731"
BIDI = f"{CANARY}\u202e\x1b]52;c;{CANARY}\x07"
WORD = f"{CANARY} of 14 Acacia Avenue, {BIDI}"
Answers = Mapping[str, Any]

SETUP: Answers = {
    "me": [{"name": WORD, "role": WORD, "agency": WORD, "team": WORD, "sector": "education"}],
    "policies": ["torbay"],
    "emergency": WORD,
    "closure": [{"first": "21/12/2026", "why": WORD}],
    "contact": [{"policy": "torbay", "role": "worker", "name": WORD, "phone": WORD}],
}
OPEN: Answers = {
    "danger": "no",
    "grounds": ["levels-of-need"],
    "subjects": [{"ref": WORD}],
    "concern": WORD,
    # A refusal names who has not been heard yet, by team or agency: that is no canary here.
    "parties": [{"id": "csc", "agency": "Children's Services", "sector": "childrens-social-care"}],
    "people": [{"name": WORD, "role": WORD, "party": "csc", "agency": WORD}],
    "arose": "17/12/2026",
    "raised": "18/12/2026 10am",
    "answers": {"difference": WORD, "so-far": WORD, "aim": WORD, "evidence": WORD},
}
TALK: Answers = {
    "when": "18/12/2026 10:30am",
    "how": "telephone",
    "said": WORD,
    "our_reasons": WORD,
    "their_reasons": WORD,
    "outcome": WORD,
    "people": [{"name": WORD, "role": WORD, "party": "csc"}],
    "actions": [{"who": WORD, "party": "csc", "what": WORD, "by": "23/12/2026"}],
    "extras": dict.fromkeys(EXTRAS, WORD),
}
ACTS: Mapping[str, Answers] = {
    "reflect": {"when": "18/12/2026 9am"},
    "log": TALK,
    "advance": {"to": "3", "because": "risk", "reason": WORD},
    "done": {"duties": ["D4"]},
    "extend": {"duty": "D4", "to": "30/12/2026", "reason": WORD, "agreed_by": WORD},
    "people": {"people": [{"name": f"{WORD} two", "role": WORD, "party": "csc"}], "left": [WORD]},
    "danger": {"told": WORD, "when": "18/12/2026 10am"},
    "resolve": {"outcome": "withdrawn", "decided_by": WORD, "reasons": WORD, "at_risk": "no"},
    "reopen": {"reason": WORD},
    "attach": {"file": __file__, "paper": WORD, "from_whom": WORD, "entry": 3},
    "correct": {"entry": 3, "what": WORD, "right": WORD, "why": WORD},
    "approve": {"entry": 3, "role": "manager", "by": WORD},
    "keep": {"until": "1/6/2030", "reason": WORD},
    "erase": {"reason": WORD, "authority": WORD, "confirm": "ESC-2026-0001"},
}


def planted(office: Office, *, set_up: bool = True) -> Office:
    """The office with a canary in every field of its settings, and of a dispute that has had some of each act."""
    if set_up:
        office.must("setup", answers=SETUP)
    office.must("open", answers=OPEN)
    office.must("log", answers=TALK)
    for command in ("extend", "people", "danger", "attach", "correct", "approve", "keep", "advance"):
        office.must(command, answers=ACTS[command])
    return office


def questions(home: Runtime, command: str, so_far: Answers) -> tuple[Question, ...]:
    """What a command asks in that home, as far as it is answered."""
    if command == "setup":
        return setting_up._questions(home, so_far)
    if command == "open":
        return open_form.questions(home.policies.load("torbay").policy, so_far)
    stored = home.reader.stored(1)
    return FORMS[command].questions(stored.dispute, stored.policy, so_far)


def wrong(asked: tuple[Question, ...], right: Answers, each: int) -> Iterator[Answers]:
    """The right answers with one thing wrong in them: each one a canary; and of other kinds of wrong every so many."""
    yield from (_with(right, path, CANARY) for path, _ in _paths(asked))
    yield from islice(_otherwise(asked, right), 0, None, each)
    yield {**right, CANARY: CANARY}
    yield {**right, "me": CANARY}
    yield {**right, "me": [CANARY]}
    yield {**right, "after": CANARY}
    yield {**right, "after": 1}
    yield {}


def _otherwise(asked: tuple[Question, ...], right: Answers) -> Iterator[Answers]:
    """Each key gone, or of every other type; each date out of bounds."""
    for path, kind in _paths(asked):
        yield _with(right, path, None)
        yield _with(right, path, [CANARY])
        yield _with(right, path, {CANARY: CANARY})
        yield _with(right, path, [{CANARY: CANARY}])
        yield _with(right, path, 7731)
        if kind in ("happened", "date"):
            for day in ("1/1/2001", "1/1/2099", "31/02/2026", f"Monday {CANARY}", f"18/12/2026 {CANARY}"):
                yield _with(right, path, day)


def _paths(
    asked: tuple[Question, ...], above: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    for question in asked:
        here = (*above, question.id)
        yield here, question.kind
        inner = (*here, 0) if question.kind == "rows" else here
        yield from _paths(question.inside, inner)


def _with(right: Answers, path: tuple[str | int, ...], value: Any) -> Answers:
    """The answers with another value there; None takes the key away."""
    made: dict[str, Any] = deepcopy(dict(right))
    at: Any = made
    for key, following in pairwise(path):
        empty: Any = [{}] if following == 0 else {}
        if isinstance(at, list):
            at = at[0]
        else:
            at = at.setdefault(key, empty)
            if not isinstance(at, (dict, list)):
                return made
    at = at[0] if isinstance(at, list) else at
    if value is None:
        at.pop(path[-1], None)
    else:
        at[path[-1]] = value
    return made
