"""What was answered, in words: the same in the review, in a list of rows to pick from, and in a draft gone on with."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from escalate.cli import ask, dates
from escalate.cli.ask import Question
from escalate.render.words import happened


def in_words(question: Question, given: Any, now: datetime) -> str:  # noqa: ANN401  as in an answers file
    """One answer; of a table and of several rows, what they hold in short."""
    return "; ".join(_each(question, given, now))


def row_in_words(question: Question, row: Mapping[str, Any], now: datetime) -> str:
    """All of one row, in the order in which it is asked: a draft keeps its keys in another one."""
    return ", ".join(in_words(one, row[one.id], now) for one in question.inside if one.listed and row.get(one.id))


def _each(question: Question, given: Any, now: datetime) -> Iterator[str]:  # noqa: ANN401
    match question.kind:
        case "table":
            texts = [in_words(one, given[one.id], now) for one in question.inside if not _none(one, given)]
            yield f"{len(texts)} answered"
            yield from texts
        case "rows" if len(given) > 1:
            first = next(one for one in question.inside if one.required or one.asked)
            yield str(len(given))
            yield from (in_words(first, row[first.id], now) for row in given if row.get(first.id))
        case "rows":
            yield from (row_in_words(question, row, now) for row in given)
        case "happened" | "date":
            yield happened(dates.of_value(given, now, to_set=question.kind == "date"))
        case "choices" | "numbers" | "number":
            listed = given if isinstance(given, list) else [given]
            yield from (question.options.get(one) or str(one) for one in listed)
        case _:
            yield question.options.get(given) or str(given)


def _none(question: Question, given: Mapping[str, Any]) -> bool:
    return ask.nothing(given.get(question.id), question.kind)
