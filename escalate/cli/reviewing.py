"""The screen before the last confirmation: every answer on one line, to be picked and changed."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from escalate.cli import ask
from escalate.cli.ask import Question
from escalate.cli.interview import Form, Interview
from escalate.cli.said import in_words
from escalate.render.layout import shortened

RECORD, MORE, STOP, DISCARD = ":record", ":more", ":stop", ":discard"
_BACK = ":back"
_LABEL = 36  # characters
_ENDS = re.compile("[?:;]")  # of a question, where its explanation begins


def review(interview: Interview, form: Form, title: str, now: datetime, record: str = "Record it") -> str:
    """Show every answer, let any be changed, and return RECORD (in the words of `record`), STOP or DISCARD."""
    picked = RECORD
    while True:
        questions = form(interview.answers)
        answered = {one.id: _line(one, interview, now) for one in questions if _given(one, interview.answers)}
        others = {one.id: one.text for one in questions if one.id not in answered and _answerable(one)}
        options = {
            RECORD: record,
            **answered,
            **({MORE: "Answer something else"} if others else {}),
            STOP: "Stop here and keep the answers",
            DISCARD: "Throw the answers away",
        }
        shown = Question("", title, options=options, more=("To change an answer, pick it.",))
        picked = interview.asker.choose(shown, RECORD)
        if picked in (RECORD, STOP, DISCARD):
            return picked
        if picked == MORE:
            picked = interview.asker.choose(Question("", "Which?", options={**others, _BACK: "Back"}), "")
        question = next((one for one in questions if one.id == picked), None)
        if question:
            _change(question, interview, form)


def _change(question: Question, interview: Interview, form: Form) -> None:
    """Ask it again, then what follows from it; what was asked because of the old answer goes with that answer."""
    before = {one.id for one in form(interview.answers) if one.asked}
    interview.change(question)
    for one in form(interview.answers):
        if one.id in before and not one.asked:
            interview.answers.pop(one.id, None)
    interview.walk(form)


def _answerable(question: Question) -> bool:
    """Whether there is something to answer: a list that is empty now asks nothing."""
    if question.kind == "table":
        return bool(question.inside)
    return bool(question.options) or question.kind not in ("choices", "number", "numbers")


def _given(question: Question, answers: Mapping[str, Any]) -> bool:
    given = answers.get(question.id)
    if question.kind == "table":
        return any(not ask.nothing(one, "text") for one in (given or {}).values())
    return not ask.nothing(given, question.kind)


def _line(question: Question, interview: Interview, now: datetime) -> str:
    """Label and answer on one line, each cut where it must be: picked, it is shown whole."""
    room = interview.asker.room()
    label = shortened(_ENDS.split(question.text)[0], max(_LABEL, room // 4))
    said = in_words(question, interview.answers[question.id], now)
    return shortened(f"{label}: {said}", room)
