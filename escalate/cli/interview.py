"""Walking through a form's questions one by one, and keeping each answer as it is given.

What comes out is what an answers file would hold, so that prompts and files make the same request. The form is asked
for its questions anew after each answer: what is asked next can depend on what was said.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from escalate.cli import ask, dates
from escalate.cli.ask import Question
from escalate.cli.said import row_in_words
from escalate.domain.plain import to_plain
from escalate.render.words import happened as in_words

Form = Callable[[Mapping[str, Any]], tuple[Question, ...]]  # from the answers so far to the questions
Keep = Callable[[], None]
# Beside the keys in `finished`: this list to tick, these rows to pick from, have been shown.
_TICKED, _PICKED = "*", "?"
_YES_NO = {"yes": "yes", "no": "no"}
ELSE = "somebody else"
_WHO = "Who?"
_OTHER_ROWS = "leave one out, or add another"
_MANY = 6  # questions: fewer need no word on how far along one is


class Asker(Protocol):
    """A way of putting one question to a person. Every method can raise KeyboardInterrupt and EOFError."""

    def room(self) -> int:
        """How many characters of an option can be shown."""

    def say(self, *lines: str) -> None:
        """Show lines, folded to the screen."""

    def line(self, question: Question, before: str) -> str:
        """One line of text; Enter alone gives ""."""

    def long(self, question: Question, before: str, keep: Callable[[str], None]) -> str:
        """Text of several lines, ended by an empty one; `keep` is called with it while it grows."""

    def choose(self, question: Question, before: str) -> str:
        """One of the question's options."""

    def tick(self, question: Question, before: Iterable[str]) -> list[str]:
        """Any of the question's options."""


class Interview:
    """One person answering one form. `answers` are as in an answers file, `finished` the keys that are settled."""

    def __init__(self, asker: Asker, now: Callable[[], datetime], keep: Keep) -> None:
        self.asker = asker
        self.answers: dict[str, Any] = {}
        self.finished: set[str] = set()
        self.wanted: set[str] = set()
        self.must: set[str] = set()  # of those wanted, the ones that may not be left out
        self.has_answers = False  # whether the person has said anything
        self.offer: Callable[[], Mapping[str, str]] = dict  # the usual dates, by their words
        self._now = now
        self._keep = keep

    def give(self, answers: Mapping[str, Any]) -> None:
        """Take answers that need no asking: options of the command, or an older dispute's."""
        self.answers.update(answers)
        self.finished.update(answers)

    def walk(self, form: Form) -> None:
        """Ask what the form asks and nobody has settled yet."""
        self._fill(lambda: form(self.answers), self.answers, "")

    def want(self, keys: Iterable[str], *, must: bool = False) -> None:
        """Ask these next, whether or not the form asks them by itself: `reason`, or `dates.visit`."""
        for key in keys:
            self.must |= {key} if must else set()
            parents = key.split(".")
            upward = {".".join(parents[: n + 1]) for n in range(len(parents))}
            self.wanted |= upward
            self.finished -= upward | {one + _PICKED for one in upward}

    def change(self, question: Question) -> None:
        """Ask one question again, with what was answered before in place; of rows, one of them where that is wanted."""
        rows = self.answers.get(question.id) or []
        number = self._which(question, rows) if question.kind == "rows" and rows and not question.known else 0
        key = f"{question.id}.{number}" if number else question.id
        self.finished = {one for one in self.finished if not f"{one}.".startswith(f"{key}.")}
        if number:
            self._fill(lambda: question.inside, rows[number - 1], f"{key}.")
            self.finished.add(key)
            self._keep()
            return
        self.finished -= {key + _TICKED, key + _PICKED}
        self._settle(question, (question,), self.answers, "")

    def _which(self, question: Question, rows: list[dict[str, Any]]) -> int:
        """The number of the row to change; 0 to leave some out, or to add one."""
        listed = {str(number): self._words(question, row) for number, row in enumerate(rows, 1)}
        options = listed | {"0": _OTHER_ROWS}
        return int(self.asker.choose(Question(question.id, question.text, options=options), ""))

    def _fill(
        self, form: Callable[[], tuple[Question, ...]], where: dict[str, Any], path: str, place: str = ""
    ) -> None:
        while True:
            questions = form()
            asked = [one for one in questions if self._is_asked(one, path)]
            question = next((one for one in asked if path + one.id not in self.finished), None)
            if question is None:
                return
            counted = [one.id for one in asked if not (one.tick or one.made)]
            if question.id in counted and len(counted) >= _MANY and path + question.id not in self.wanted:
                along = f"{counted.index(question.id) + 1} of {len(counted)}"
                question = replace(question, place=f"{place}, part {along}" if place else f"step {along}")
            self._settle(question, questions, where, path)

    def _is_asked(self, question: Question, path: str) -> bool:
        return bool(question.required or question.asked or question.made or path + question.id in self.wanted)

    def _settle(self, question: Question, beside: tuple[Question, ...], where: dict[str, Any], path: str) -> None:
        key = path + question.id
        if key in self.must and question.kind != "rows":
            question = replace(question, required=True, enter="")
        if question.made and (made := question.made(where)):
            where[question.id] = made
            self.finished.add(key)
        elif question.tick and path + _TICKED not in self.finished:
            self._tick(tuple(one for one in beside if one.tick == question.tick), where, path)
        elif question.kind == "table":
            inner = where.setdefault(question.id, {})
            self._fill(lambda: self._inside(question, key), inner, f"{key}.", question.place)
            self.finished.add(key)
        elif question.kind == "rows":
            self._rows(question, where.setdefault(question.id, []), key)
            self.finished.add(key)
        else:
            where[question.id] = self._value(question, where)
            self.finished.add(key)
        self._keep()

    def _inside(self, question: Question, key: str) -> tuple[Question, ...]:
        """A table's questions; where some of them are wanted by name, those alone."""
        named = tuple(one for one in question.inside if f"{key}.{one.id}" in self.wanted)
        return named or question.inside

    def _tick(self, group: tuple[Question, ...], where: dict[str, Any], path: str) -> None:
        """Show the group in one list; what is ticked is asked afterwards, the rest is settled."""
        listed = Question("", group[0].tick, "choices", options={one.id: one.text for one in group})
        chosen = self.asker.tick(listed, [one.id for one in group if where.get(one.id)])
        self.has_answers |= bool(chosen)
        for one in group:
            if one.id not in chosen:
                where.pop(one.id, None)
                self.finished.add(path + one.id)
        self.finished.add(path + _TICKED)

    def _rows(self, question: Question, rows: list[dict[str, Any]], key: str) -> None:
        """Rows to pick from or to keep first, then new ones, until the first question of a row gets no answer."""
        if key + _PICKED not in self.finished:
            more = self._pick(question, rows) if question.known or rows else True
            self.finished.add(key + _PICKED)  # also where there was nothing to pick: a row begun is no row to keep
            self._keep()
            if not more:
                return
        while True:
            if not rows or f"{key}.{len(rows)}" in self.finished:
                rows.append({})
            if not self._row(question, rows, f"{key}.{len(rows)}"):
                rows.pop()
                return

    def _row(self, question: Question, rows: list[dict[str, Any]], key: str) -> bool:
        """Fill the last row; whether it is one."""
        first = next(one for one in question.inside if one.required or one.asked)
        row = rows[-1]
        if f"{key}.{first.id}" not in self.finished:
            value = self._first(question, first, len(rows))
            if not value:
                return False
            row[first.id] = value
            self.finished.add(f"{key}.{first.id}")
            self._keep()
        self._fill(lambda: question.inside, row, f"{key}.")
        self.finished.add(key)
        return True

    def _first(self, question: Question, first: Question, number: int) -> Any:  # noqa: ANN401  as in an answers file
        """A row's first answer: without one there is no further row."""
        if number == 1:
            self.asker.say("", question.heading, *question.more)
        ends = number > 1 or not question.required
        enter = ("no more" if number > 1 else "none") if ends else ""
        text = first.text if number == 1 else f"Another: {first.text[0].lower()}{first.text[1:]}"
        return self._value(replace(first, text=text, required=not ends, enter=enter), {})

    def _pick(self, question: Question, rows: list[dict[str, Any]]) -> bool:
        """Take rows from those known, or keep of those given; whether there are others still to come."""
        given = {self._words(question, row): row for row in rows}
        offered = {**given, **{self._words(question, row): dict(row) for row in question.known}}
        options = {**{words: words for words in offered}, ELSE: question.enter or "another"}
        before = [*given] or [self._words(question, row) for row in question.default or ()]
        listed = Question(question.id, question.text, "choices", options=options, place=question.place)
        chosen = self.asker.tick(listed, before)
        rows[:] = [offered[words] for words in chosen if words in offered]
        self.has_answers |= bool(rows)
        key = question.id
        self.finished |= {f"{key}.{n + 1}" for n in range(len(rows))}
        return ELSE in chosen

    def _value(self, question: Question, where: dict[str, Any]) -> Any:  # noqa: ANN401  as in an answers file
        """One answer that can be used."""
        if question.required and question.kind in ("choice", "text") and len(question.options) == 1:
            return next(iter(question.options))  # there is nothing to choose
        doubted = where.get(question.id)
        while True:
            given = self._asked(question, where)
            if ask.nothing(given, question.kind) and question.default is not None:
                given = question.default
            wrong = ask.fault(question, given, self._now())
            if not wrong and question.doubt and given != doubted and (doubt := question.doubt(str(given))):
                doubted, wrong = given, f"{doubt}. To keep it all the same, write it once more."
            if not wrong:
                self.has_answers |= not ask.nothing(given, question.kind)
                return self._fixed(question, given)
            self.asker.say(wrong)

    def _asked(self, question: Question, where: dict[str, Any]) -> Any:  # noqa: ANN401
        before, asker = where.get(question.id), self.asker
        if question.kind in ("choices", "numbers"):
            chosen = asker.tick(question, question.default or () if before is None else before)
            return self._main_first(question, chosen)
        options = _YES_NO if question.kind == "flag" else question.options
        if options:
            picked = asker.choose(_with_a_way_out(question, options), str(before or question.default or ""))
            return picked if picked != ELSE else asker.line(replace(question, text=_WHO, options={}), "")
        if question.offered and (usual := self.offer()):
            day = asker.choose(replace(question, options={**usual, "": "another date"}), "")
            if day:
                return day
            question = replace(question, text="Which date?", more=())
        if question.kind in ("happened", "date") and before:
            before = in_words(dates.of_value(before, self._now()))  # which can be read again
        if question.kind != "long":
            return asker.line(question, before or "")

        def keep(text: str) -> None:
            where[question.id] = text
            self.has_answers |= bool(text.strip())
            self._keep()

        return asker.long(question, before or "", keep)

    def _main_first(self, question: Question, chosen: list[str]) -> list[str]:
        if not question.main or len(chosen) < 2:  # noqa: PLR2004  of one there is no order
            return chosen
        which = replace(question, text=question.main, more=(), options={one: question.options[one] for one in chosen})
        first = self.asker.choose(which, chosen[0])
        return [first, *(one for one in chosen if one != first)]

    def _fixed(self, question: Question, given: Any) -> Any:  # noqa: ANN401
        """The answer as it is kept: `now` and `yesterday` mean the day they were typed, whenever it is recorded."""
        if question.kind not in ("happened", "date") or ask.nothing(given, question.kind):
            return given
        happened = dates.of_value(given, self._now(), to_set=question.kind == "date")
        self.asker.say(f"That is {in_words(happened)}.")
        return to_plain(happened)

    def _words(self, question: Question, row: Mapping[str, Any]) -> str:
        return row_in_words(question, row, self._now())


def _with_a_way_out(question: Question, options: Mapping[str, str]) -> Question:
    """A choice can be left out where Enter means something, and where it was asked for on purpose."""
    must = question.required or question.default is not None or (question.asked and not question.enter)
    return replace(question, options={**({} if must else {"": question.enter or "leave it out"}), **options})
