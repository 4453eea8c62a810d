"""Questions as data, and reading what is answered: from an answers file, from options, or one by one from a prompt.

A command lists its questions once; options, `--answers`, `--blank` and prompts all work from that list, so they
make the same request. Every fault of an answers file is named at once.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from escalate.cli import dates
from escalate.domain.calendar import Happened
from escalate.domain.frozen import frozen
from escalate.domain.retention import LONGEST
from escalate.errors import BadAnswers, BadDate, BadInput, MissingAnswers
from escalate.file_bytes import file_bytes
from escalate.toml_tables import parse

_LARGEST = 10_000_000  # bytes of an answers file
_LONGEST = 1_000_000  # characters of one answer
_KEY = re.compile("[a-z][a-z0-9_-]{0,40}")
Answers = Mapping[str, Any]


@frozen
class Question:
    """One thing to answer. `kind`: text, long, choice(s), happened, date, flag, number(s), years, table or rows.

    A table has a question for each of its keys; rows are a list of such tables. `options` maps what is written
    to its words; beside a text they only help, and the rules judge it. An empty text counts as no answer.
    """

    id: str
    text: str
    kind: str = "text"
    required: bool = False
    options: Mapping[str, str] = field(default_factory=dict)
    inside: tuple["Question", ...] = ()
    example: str = ""
    more: tuple[str, ...] = ()  # further lines that belong to the text
    check: Callable[[str], str] | None = None  # what is wrong with a text, in words; "" when it can be used
    ahead: bool = False  # a date: today or later
    doubt: Callable[[str], str] | None = None  # why a text is hardly meant; answered so again, it is
    # What follows is for prompts alone. They ask what is required and `asked`; the rest waits in the review.
    asked: bool = False
    tick: str = ""  # the title of the list in which it is first offered to tick, with those beside it
    default: Any = None  # what Enter means, written as in an answers file
    enter: str = ""  # the same in words
    offered: bool = False  # a date: the usual ones are offered to choose from
    main: str = ""  # of several choices: how to ask which comes first
    people: bool = False  # the options are names of people: no fault lists them
    known: tuple[Mapping[str, Any], ...] = ()  # rows to pick from
    made: Callable[[Mapping[str, Any]], str] | None = None  # the answer, where those beside it settle it; else ""
    place: str = ""  # how far along it is: `3 of 12`
    listed: bool = True  # whether a list of rows shows it

    @property
    def heading(self) -> str:
        """Its text, and how far along it is."""
        return f"{self.text} ({self.place})" if self.place else self.text


class Reader:
    """Reads one document of answers against its questions; `faults` and `missing` name every key at fault."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.faults: list[str] = []
        self.missing: list[str] = []

    def read(self, questions: Iterable[Question], data: Mapping[str, Any], key: str = "") -> dict[str, Any]:
        """The typed answers by id; what is not answered is left out."""
        asked = {question.id: question for question in questions}
        for unknown in sorted(set(data) - set(asked)):
            shown = unknown if _KEY.fullmatch(unknown) else "a key that is no single word"  # it may be an answer
            self.faults.append(f"{key}{shown}: is not asked here")
        answers = {}
        for name, question in asked.items():
            given = data.get(name)
            if nothing(given, question.kind):
                if question.required:
                    self.missing.append(f"{key}{name}: {question.text}{_choices(question)}")
                continue
            value = self._value(question, given, key + name)
            if value is not None:
                answers[name] = value
        return answers

    def _value(self, question: Question, given: Any, key: str) -> Any:  # noqa: ANN401  as read from TOML or JSON
        match question.kind:
            case "text" | "long":
                return self._text(question, given, key)
            case "choice":
                return self._choice(question, given, key)
            case "choices":
                listed = given if isinstance(given, list) else [given]
                return tuple(self._choice(question, one, key) for one in listed)
            case "flag":
                return self._flag(given, key)
            case "years":
                return self._years(given, key)
            case "number" | "numbers":
                return self._numbers(question, given, key)
            case "happened" | "date":
                return self._date(question, given, key)
            case "table":
                return self._table(question, given, key)
            case _:
                return self._rows(question, given, key)

    def _text(self, question: Question, given: Any, key: str) -> str | None:  # noqa: ANN401
        if not isinstance(given, str):
            self.faults.append(f"{key}: must be text in quotation marks")
        elif len(given) > _LONGEST:
            self.faults.append(f"{key}: is longer than {_LONGEST:,} characters; attach it to the child's file instead")
        elif not _writable(given):
            self.faults.append(f"{key}: has a character that cannot be stored")
        elif question.check and (wrong := question.check(given.strip())):
            self.faults.append(f"{key}: {wrong}")
        else:
            return given.strip()
        return None

    def _choice(self, question: Question, given: Any, key: str) -> str | None:  # noqa: ANN401
        if isinstance(given, str) and given in question.options:
            return given
        allowed = "those that --blank lists" if question.people else ", ".join(question.options)
        self.faults.append(f"{key}: must be one of {allowed}")
        return None

    def _flag(self, given: Any, key: str) -> bool | None:  # noqa: ANN401
        said = {"yes": True, "no": False, True: True, False: False}
        if isinstance(given, (str, bool)) and given in said:
            return said[given]
        self.faults.append(f"{key}: must be yes or no")
        return None

    def _numbers(self, question: Question, given: Any, key: str) -> tuple[int, ...] | int | None:  # noqa: ANN401
        listed = given if isinstance(given, list) else [given]
        which = f"a number, such as {question.example}" if question.example else "duty numbers, such as D4"
        try:
            numbers = tuple(int(str(one).strip().upper().removeprefix("D").removeprefix("ENTRY")) for one in listed)
        except ValueError:
            self.faults.append(f"{key}: must be {which}")
            return None
        if question.kind == "numbers":
            return numbers
        if len(numbers) > 1:
            self.faults.append(f"{key}: must be one duty, such as D4")
        return numbers[0]

    def _years(self, given: Any, key: str) -> int | None:  # noqa: ANN401
        """A whole number of years; "none" is 0."""
        said = str(given).strip().casefold()
        if said == "none":
            return 0
        if isinstance(given, (int, str)) and re.fullmatch("[1-9][0-9]{0,2}", said) and int(said) <= LONGEST:
            return int(said)
        self.faults.append(f"{key}: must be a whole number of years, from 1 to {LONGEST}, or none")
        return None

    def _date(self, question: Question, given: Any, key: str) -> Any:  # noqa: ANN401
        to_set = question.kind == "date"
        try:
            read = dates.of_value(given, self._now, to_set=to_set)
        except BadDate as fault:
            self.faults.append(f"{key}: {fault.message} {fault.hint}".strip())
            return None
        if not to_set and read.is_ahead(self._now):
            self.faults.append(f"{key}: that has not happened yet; give a day that has passed, or today")
        elif question.ahead and read.day < Happened.instant(self._now).day:
            self.faults.append(f"{key}: that day has passed; give today or a later day")
        else:
            return read
        return None

    def _table(self, question: Question, given: Any, key: str) -> dict[str, Any] | None:  # noqa: ANN401
        if not isinstance(given, Mapping):
            self.faults.append(f"{key}: must be a table: [{key}]")
            return None
        return self.read(question.inside, given, f"{key}.")

    def _rows(self, question: Question, given: Any, key: str) -> tuple[dict[str, Any], ...] | None:  # noqa: ANN401
        if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
            self.faults.append(f"{key}: must be tables: [[{key}]]")
            return None
        return tuple(self.read(question.inside, row, f"{key}.{n}.") for n, row in enumerate(given, 1))


def answers(questions: Iterable[Question], data: Mapping[str, Any], now: datetime) -> Answers:
    """The typed answers. Raises BadAnswers naming every key at fault, MissingAnswers naming what is missing."""
    reader = Reader(now)
    read = reader.read(questions, data)
    if reader.faults:
        missing = tuple(f"{line} (missing)" for line in reader.missing)
        raise BadAnswers(
            "Nothing was recorded: some answers cannot be used.",
            details=(*reader.faults, *missing),
            hint="A form with every question: add --blank to the command.",
        )
    if reader.missing:
        raise MissingAnswers(
            "Nothing was recorded: some answers are missing.",
            details=tuple(reader.missing),
            hint="Give them in a file: --answers FILE. A form to fill in: --blank.",
        )
    return read


def fault(question: Question, given: Any, now: datetime) -> str:  # noqa: ANN401  as typed
    """What is wrong with one answer, in words; empty when it can be used."""
    reader = Reader(now)
    reader.read((question,), {question.id: given})
    if reader.missing:
        return "This must be answered."
    said = (line.removeprefix(f"{question.id}: ") for line in reader.faults)
    return "; ".join(line[:1].upper() + line[1:] for line in said)


def document(path: str) -> dict[str, Any]:
    """An answers file as written: JSON where its name says so or it begins with `{`, else TOML. Raises BadInput.

    `-` reads standard input.
    """
    if not path:
        return {}
    try:
        raw = sys.stdin.buffer.read(_LARGEST + 1) if path == "-" else file_bytes(Path(path), _LARGEST, pipes=True)
    except (OSError, AttributeError):  # standard input can be closed
        raise BadInput("The answers file cannot be read.", hint="Check its name and folder.") from None
    if len(raw) > _LARGEST:
        raise BadInput("The answers file is larger than 10 MB.", hint="Answers are text; leave attachments out.")
    try:
        text = raw.decode("utf-8-sig")
        as_json = text.lstrip().startswith("{") or path.endswith(".json")
        read = json.loads(text, object_pairs_hook=_once) if as_json else parse(text)
    except UnicodeDecodeError:
        raise BadInput("The answers file is not UTF-8 text.", hint="Save it as plain text in UTF-8.") from None
    except json.JSONDecodeError as fault:
        raise BadInput(f"The answers file is not JSON: {fault.msg} (at line {fault.lineno}).") from None
    except (ValueError, RecursionError) as fault:
        _, at, place = str(fault).rpartition("(at ")  # nothing else of it: it may quote the text
        raise BadInput(
            f"The answers file is not {'JSON' if as_json else 'TOML'}{f' (fault at {place}' if at else ''}.",
            hint='Text stands in quotation marks, long text in """; each key once.',
        ) from None
    if not isinstance(read, dict):
        raise BadInput("The answers file has no keys.", hint="A form to fill in: add --blank to the command.")
    return read


def nothing(given: object, kind: str) -> bool:
    """Whether that is no answer; what is empty and of another type is no answer either, but a mistake."""
    if kind == "table":
        return given is None or given == {}
    if kind in ("choices", "number", "numbers", "rows") and given == []:
        return True
    return given is None or (kind != "rows" and isinstance(given, str) and not given.strip())


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a key given twice is refused, as TOML refuses it: neither answer may be lost unseen."""
    read = dict(pairs)
    if len(read) < len(pairs):
        raise BadInput("The answers file gives a key twice.", hint="Leave one of them out.")
    return read


def _choices(question: Question) -> str:
    return f" ({' / '.join(question.options)})" if question.options and not question.people else ""


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
