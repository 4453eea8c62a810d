"""A text as a writer of papers sees it: which way it runs, what in it is a gap, and where its lines end."""

import re
from collections.abc import Callable, Iterator
from unicodedata import bidirectional

from escalate.usecases.paper import GAP

_WORD = re.compile(r"[^ \t]+")


def right_to_left(text: str) -> bool:
    """Whether the first letter that has a direction is Arabic, Hebrew or another that runs from the right."""
    if text.isascii():
        return False
    return next((way != "L" for char in text if (way := bidirectional(char)) in {"L", "R", "AL"}), False)


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """The text in order, in parts that are a gap to fill in, or not."""
    end = 0
    for found in GAP.finditer(text):
        if found.start() > end:
            yield text[end : found.start()], False
        yield found[0], True
        end = found.end()
    if end < len(text):
        yield text[end:], False


def lines(text: str, room: float, measure: Callable[[str], float]) -> Iterator[tuple[int, int]]:
    """Where each line of the text starts and ends: at its own line ends, at spaces once `room` is full, and inside a
    word only if it is longer than a line.
    """
    start = 0
    for line in text.split("\n"):
        if measure(line) <= room:
            yield start, start + len(line)
        else:
            yield from ((start + first, start + last) for first, last in _filled(line, room, measure))
        start += len(line) + 1


def _filled(line: str, room: float, measure: Callable[[str], float]) -> Iterator[tuple[int, int]]:
    first = last = 0
    width = 0.0
    for word in _WORD.finditer(line):
        begin, end = word.span()
        wide, between = measure(word[0]), measure(line[last:begin])
        if begin > first and width + between + wide > room:
            if last > first:
                yield first, last
            first, width, between = begin, 0.0, 0.0
        if wide <= room:
            width += between + wide
        else:
            for at in range(begin, end):
                step = measure(line[at])
                if at > first and width + step > room:
                    yield first, at
                    first, width = at, 0.0
                width += step
        last = end
    yield first, last
