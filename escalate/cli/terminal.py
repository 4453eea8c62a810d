"""Questions in a terminal that can redraw: arrow keys, lists to tick, text of several lines.

`unsafe_ask` is used throughout: questionary's `ask` swallows Ctrl-C and goes on. The text of a question is printed
above its prompt, so that a long one folds.
"""

import asyncio
import select
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Any, cast

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput
from prompt_toolkit.styles import Style

from escalate.cli import lines
from escalate.cli.ask import Question
from escalate.render.layout import shortened
from escalate.render.output import width_of
from escalate.render.safe import safe

_STYLE = Style([("highlighted", "bold"), ("selected", ""), ("answer", "bold"), ("instruction", "")])
_MARGIN = 6  # columns: the pointer and the box to tick
_ENDS = "(Enter on an empty line ends it"


class Terminal:
    """Implements `interview.Asker` with questionary."""

    def room(self) -> int:
        """The width, less the pointer and the box to tick."""
        return width_of(sys.stdout) - _MARGIN

    def say(self, *texts: str) -> None:
        """Show lines, folded to the width."""
        lines.say(*texts)

    def line(self, question: Question, before: str) -> str:
        """One line, with what was answered before in place to be changed."""
        lines.put(question)
        enter = f"(Enter: {question.enter})" if question.enter and not before else None
        asked = questionary.text(
            "", qmark=">", default=before, instruction=enter, style=_STYLE, input_processors=[_Shown()]
        )
        return str(_answer(asked)).strip()

    def long(self, question: Question, before: str, keep: Callable[[str], None]) -> str:
        """Text of several lines; Enter on an empty last line ends it, a pasted empty line does not."""
        lines.put(question)
        enter = f"{_ENDS}; Enter alone: {question.enter})" if question.enter and not before else f"{_ENDS})"
        asked = questionary.text(
            "",
            qmark=">",
            default=before,
            multiline=True,
            instruction=f"{enter}\n",
            key_bindings=_ends_at_an_empty_line(),
            style=_STYLE,
            input_processors=[_Shown()],
        )
        buffer = asked.application.current_buffer
        with lines.kept_meanwhile(lambda: buffer.text, keep):
            return str(_answer(asked)).strip()

    def choose(self, question: Question, before: str) -> str:
        """One option, by the arrow keys."""
        lines.put(question)
        choices = _choices(question)
        first = next((one for one in choices if one.value == before), None)
        how = "(arrow keys, then Enter)"
        asked = questionary.select("", choices, default=first, qmark="", pointer=">", instruction=how, style=_STYLE)
        chosen = str(_listed(asked))
        lines.say(f"> {question.options[chosen] or chosen}")
        return chosen

    def tick(self, question: Question, before: Iterable[str]) -> list[str]:
        """Any options: the space bar ticks, Enter ends."""
        lines.put(question)
        ticked = set(before)
        choices = _choices(question)
        for one in choices:
            one.checked = one.value in ticked
        how = "(the space bar ticks, then Enter goes on)"
        asked = questionary.checkbox("", choices, qmark="", pointer=">", instruction=how, style=_STYLE)
        chosen = list(_listed(asked))
        lines.say(f"> {'; '.join(question.options[one] or one for one in chosen) or 'none'}")
        return chosen


class _Shown(Processor):
    """What stands in a line to be changed may have come from elsewhere: its invisible characters are shown too."""

    def apply_transformation(self, given: TransformationInput) -> Transformation:
        if all(text.isprintable() for _, text, *_ in given.fragments):
            return Transformation(given.fragments)
        shown = [(style, safe(char)) for style, text, *_ in given.fragments for char in text]
        starts = [0, *accumulate(len(piece) for _, piece in shown)]
        return Transformation(
            cast("StyleAndTextTuples", shown),
            source_to_display=lambda at: starts[min(at, len(shown))],
            display_to_source=lambda at: min(bisect_right(starts, at) - 1, len(shown)),
        )


def _choices(question: Question) -> list[questionary.Choice]:
    """Every option on one line of its own: what would not fit is shown in full above."""
    room = width_of(sys.stdout) - _MARGIN
    words = {value: safe(said or value).replace("\n", " ") for value, said in question.options.items()}
    lines.say(*(f"  {said}" for said in words.values() if len(said) > room))
    return [questionary.Choice(shortened(said, room), value) for value, said in words.items()]


def _listed(asked: questionary.Question) -> Any:  # noqa: ANN401  text or list, by the question
    """The answer to a list, which then goes from the screen: what was chosen is said below its question."""
    asked.application.erase_when_done = True
    return _answer(asked)


def _answer(asked: questionary.Question) -> Any:  # noqa: ANN401  text or list, by the question
    own = asked.application.key_bindings
    asked.application.key_bindings = merge_key_bindings([own, _keys()] if own else [_keys()])
    asked.application.pre_run_callables.append(lambda: _faults_end(asked.application))
    return asked.unsafe_ask()


def _faults_end(application: Application[Any]) -> None:
    """A fault behind a question ends the command: by itself the library would print it whole, and go on."""

    def end(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        if application.is_running and not application.is_done:
            application.exit(exception=context.get("exception") or RuntimeError)

    asyncio.get_running_loop().set_exception_handler(end)


def _keys() -> KeyBindings:
    """Ctrl-D stops, at a list too, and so does Ctrl-C as a signal; Ctrl-Z lets the shell have the terminal."""
    keys = KeyBindings()

    @keys.add(Keys.SIGINT)
    def _interrupt(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    @keys.add("c-d", eager=True)
    def _stop(event: KeyPressEvent) -> None:
        event.app.exit(exception=EOFError)

    @keys.add("c-z", eager=True)
    def _suspend(event: KeyPressEvent) -> None:
        event.app.suspend_to_background()

    return keys


def _ends_at_an_empty_line() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _enter(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        here = buffer.document
        if here.on_last_line and not here.current_line.strip() and not _more_waits(event):
            buffer.validate_and_handle()
        else:
            buffer.newline(copy_margin=False)

    return keys


def _more_waits(event: KeyPressEvent) -> bool:
    """Whether more was pasted than has been read, in a terminal that does not say what is pasted."""
    if any(waiting.key != Keys.CPRResponse for waiting in event.key_processor.input_queue):  # nobody types that one
        return True
    return sys.platform != "win32" and bool(select.select([sys.stdin], [], [], 0)[0])
