"""A text as every writer of papers sees it: which way it runs, what in it is a gap, and how much room it takes."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import accumulate
from unicodedata import bidirectional

from escalate.usecases.paper import GAP, Table

_WORD = re.compile(r"[^ ]+ ?| +")  # with the space after it, so that a line is as wide as its words together


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
    word only if it is longer than a line. A tab is the caller's to replace.
    """
    start = 0
    over = room + measure(" ")  # the space after a line's last word may stand out
    for line in text.split("\n"):
        words = _WORD.findall(f"{line} ")
        reach = list(accumulate(map(measure, words)))
        end = start + len(line)
        if reach[-1] <= over:
            yield start, end
        else:
            places = list(accumulate(map(len, words), initial=start))
            for first, last in _filled(words, reach, over):
                if last - first > 1 or measure(words[first]) <= over:
                    yield places[first], min(places[last], end)
                else:
                    yield from _cut(words[first].rstrip(" "), places[first], room, measure)
        start = end + 1


def _filled(words: list[str], reach: list[float], over: float) -> Iterator[tuple[int, int]]:
    """The words of each line, as the number of its first and of the one after its last."""
    first = 0
    while first < len(words):
        passed = reach[first - 1] if first else 0
        last = max(bisect_right(reach, passed + over, first), first + 1)
        yield first, last
        first = last


def _cut(word: str, start: int, room: float, measure: Callable[[str], float]) -> Iterator[tuple[int, int]]:
    """A word longer than a line, in pieces as long as one."""
    first, wide = 0, 0.0
    for at, char in enumerate(word):
        step = measure(char)
        if at > first and wide + step > room:
            yield start + first, start + at
            first, wide = at, 0.0
        wide += step
    yield start + first, start + len(word)


def shares(table: Table, letters: int = 72) -> list[float]:
    """What part of a page's width each column gets, where a line holds so many letters: first what its longest word
    needs, and of the rest as much as it asks.
    """
    columns = [
        [text for cell in column for text in cell.split("\n")] for column in zip(table.heads, *table.rows, strict=True)
    ]
    least = [min(24, max((len(word) for text in column for word in text.split()), default=0)) + 3 for column in columns]
    asked = [max(low, min(60, max(map(len, column)) + 3)) for low, column in zip(least, columns, strict=True)]
    spare = max(0, letters - sum(least)) / max(1, sum(asked) - sum(least))
    given = [low + spare * (high - low) for low, high in zip(least, asked, strict=True)]
    return [one / sum(given) for one in given]
