"""The screen before the last confirmation: every answer on one line, to be picked and changed."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from escalate.cli import ask, dates
from escalate.cli.ask import Question
from escalate.cli.interview import Form, Interview
from escalate.render.layout import shortened
from escalate.render.output import width_of
from escalate.render.words import happened

RECORD, MORE, STOP, DISCARD = ":record", ":more", ":stop", ":discard"
_BACK = ":back"
_LABEL, _MARGIN = 36, 6  # columns


def review(interview: Interview, form: Form, title: str, now: datetime) -> str:
    """Show every answer, let any be changed, and return RECORD, STOP or DISCARD."""
    picked = RECORD
    while True:
        questions = form(interview.answers)
        answered = {one.id: _line(one, interview.answers, now) for one in questions if _given(one, interview.answers)}
        others = {one.id: one.text for one in questions if one.id not in answered and _answerable(one)}
        options = {
            RECORD: "Record it",
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


def _line(question: Question, answers: Mapping[str, Any], now: datetime) -> str:
    """Label and answer on one line, each cut where it must be: picked, it is shown whole."""
    said = "; ".join(_said(question, answers[question.id], now))
    label = shortened(question.text.removesuffix("?"), _LABEL)
    return shortened(f"{label}: {said}", width_of(sys.stdout) - _MARGIN)


def _said(question: Question, given: Any, now: datetime) -> Iterator[str]:  # noqa: ANN401  as in an answers file
    """An answer in words; of a table and of rows, what they hold."""
    match question.kind:
        case "table":
            count = sum(not ask.nothing(one, "text") for one in given.values())
            yield f"{count} answered"
        case "rows":
            for row in given:
                said = ("; ".join(_said(one, row[one.id], now)) for one in question.inside if row.get(one.id))
                yield ", ".join(said)
        case "happened" | "date":
            yield happened(dates.of_value(given, now, to_set=question.kind == "date"))
        case "choices" | "numbers":
            for one in given:
                yield question.options.get(one) or str(one)
        case _:
            yield question.options.get(given) or str(given)
