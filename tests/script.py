"""A person at the keyboard, for tests: gives the answers of a document, and can stop at any question."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from escalate.cli.ask import Question
from escalate.cli.interview import ELSE

_MOST = 300  # questions: more mean that one is asked for ever


class Script:
    """Implements `interview.Asker`. `document` is as an answers file; what it lacks gets Enter alone.

    At question number `ends` the person presses Ctrl-D, and goes on at the next call.
    """

    def __init__(self, document: Mapping[str, Any], questions: Iterable[Question], ends: int = 0) -> None:
        self.asked: list[str] = []
        self.must: list[str] = []  # those that Enter alone does not answer
        self.said: list[str] = []
        self.picks: dict[str, list[str]] = {}  # answers to lists by their text, first come first: for the review
        self.first: dict[str, list[Any]] = {}  # answers to a question by its id, given before those of the document
        self._ends = ends
        self._flat: dict[str, Any] = {}
        self._rows: dict[str, list[Mapping[str, Any]]] = {}
        for question in questions:
            given = document.get(question.id)
            if question.kind == "rows":
                self._rows[question.id] = list(given or ())
            elif question.kind == "table":
                self._flat |= given or {}
            elif given is not None:
                self._flat[question.id] = given
        self._headings = {question.text: question.id for question in questions if question.kind == "rows"}
        self._waiting: list[Mapping[str, Any]] = []
        self._row: Mapping[str, Any] | None = None
        self._else = ""  # somebody who is none of those offered
        self._begins = False  # whether the next question is the first of a row

    def room(self) -> int:
        return 100

    def say(self, *lines: str) -> None:
        self.said += lines
        for heading, name in self._headings.items():
            if lines[1:2] and lines[1].startswith(heading):
                self._waiting, self._begins = list(self._rows[name]), True

    def line(self, question: Question, before: str) -> str:
        if self._else:
            said, self._else = self._else, ""
            return said
        return str(self._given(question) or before)

    def long(self, question: Question, before: str, keep: Callable[[str], None]) -> str:
        text = str(self._given(question) or before)
        keep(text[:-1])
        return text

    def choose(self, question: Question, before: str) -> str:
        if self.picks.get(question.text):
            self._ask(question)
            return self.picks[question.text].pop(0)
        given = self._given(question)
        chosen = given[0] if isinstance(given, list) else given
        if chosen not in question.options and ELSE in question.options:
            self._else = chosen
            return ELSE
        chosen = chosen or before or next(iter(question.options))
        assert chosen in question.options, (question.text, chosen)
        return str(chosen)

    def tick(self, question: Question, before: Iterable[str]) -> list[str]:
        if question.text in self.picks:
            self._ask(question)
            picked, self.picks[question.text] = self.picks[question.text], []
            return picked
        if not question.id:  # what of a table is to be written down
            self._ask(question)
            return [one for one in question.options if one in self._flat]
        if question.id not in self._rows:
            return list(self._given(question) or before)
        self._ask(question)
        known = {words.partition(",")[0]: words for words in question.options}  # by their name
        rows = self._rows[question.id]
        self._waiting = [row for row in rows if row.get("name") not in known]
        picked = [known[row["name"]] for row in rows if row.get("name") in known]
        return picked + [ELSE] * bool(self._waiting)

    def _given(self, question: Question) -> Any:
        self._ask(question)
        if self.first.get(question.id):
            return self.first[question.id].pop(0)
        if self._begins or question.text.startswith("Another: "):
            self._row = self._waiting.pop(0) if self._waiting else None
            self._begins = False
            return self._row and self._row.get(question.id)
        return (self._flat if self._row is None else self._row).get(question.id)

    def _ask(self, question: Question) -> None:
        assert len(self.asked) < _MOST, self.asked[-10:]
        if self._ends and len(self.asked) + 1 == self._ends:
            self._ends = 0
            raise EOFError
        self.asked.append(question.id)
        if question.required and question.default is None:
            self.must.append(question.id)
