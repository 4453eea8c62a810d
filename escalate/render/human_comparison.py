"""Two policies side by side; stacked where the terminal is too narrow for two columns."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.human_policy import edition
from escalate.render.layout import INDENT, Line, folded, heading, padded, section, shortened

if TYPE_CHECKING:
    from escalate.usecases.comparing import ComparisonView, PartView, PointView

_SIDE_BY_SIDE = 80  # columns; with fewer they stand below each other
_LABEL, _BETWEEN = 15, " │ "
_NOTHING = "nothing"


def comparison_screen(view: "ComparisonView", width: int) -> Iterable[Line]:
    """How much differs, then every point that does under its part."""
    first, second = view.first["id"], view.second["id"]
    yield from heading(f"{first} compared with {second}", width)
    for policy in (view.first, view.second):
        said = f"{policy['id']}: {policy['title']}, {policy['partnership']}, {edition(policy['edition'])}"
        yield from folded(said, width, INDENT, INDENT * 2)
    yield from folded(how_much(view), width)
    for part in map(differing, view.parts if view.differing else ()):
        if part.points:
            yield from section(part.about, width)
            yield from _part(part, (first, second), width)


def how_much(view: "ComparisonView") -> str:
    """How many points differ, how many are equal, and the command that shows those too."""
    if not view.differing:
        return f"Nothing differs: they say the same on each of the {view.compared} points compared here."
    equal = view.compared - view.differing
    same = f"; {equal} {'is' if equal == 1 else 'are'} equal and left out" if equal else ""
    first, second = view.first["id"], view.second["id"]
    return (
        f"{view.differing} of {view.compared} points differ, wording counted{same}. "
        f"Everything: escalate policy compare {first} {second} --plain"
    )


def differing(part: "PartView") -> "PartView":
    """A part with the points that differ; all of one that only one of the two has."""
    return replace(part, points=tuple(one for one in part.points if one.differs or not (part.first and part.second)))


def _part(part: "PartView", ids: tuple[str, str], width: int) -> Iterator[str]:
    if not (part.first and part.second):
        has, lacks = ids if part.first else reversed(ids)
        yield from folded(f"{lacks} has no stage here; {has} says:", width, INDENT)
        for point in part.points:
            yield from folded(f"{point.what}: {in_a_row(point.first or point.second)}", width, INDENT * 2)
    elif width >= _SIDE_BY_SIDE:
        column = (width - _LABEL - len(_BETWEEN)) // 2
        first, second = (shortened(policy, column) for policy in ids)
        yield f"{' ' * _LABEL}{padded(first, column)}{_BETWEEN}{second}"
        for point in part.points:
            yield from _beside(point, column)
    else:
        for point in part.points:
            yield from _stacked(point, ids, width)


def _beside(point: "PointView", column: int) -> Iterator[str]:
    label = folded(point.what, _LABEL - 1, INDENT)
    ours_and_theirs = (_cell(point.first, column), _cell(point.second, column))
    for what, ours, theirs in zip_longest(label, *ours_and_theirs, fillvalue=""):
        yield f"{padded(what, _LABEL)}{padded(ours, column)}{_BETWEEN}{theirs}".rstrip()


def _stacked(point: "PointView", ids: tuple[str, str], width: int) -> Iterator[str]:
    yield from folded(point.what, width, INDENT)
    for policy, texts in zip(ids, (point.first, point.second), strict=True):
        yield from folded(f"{policy}: {in_a_row(texts)}", width, INDENT * 2, INDENT * 3)


def _cell(texts: tuple[str, ...], column: int) -> list[str]:
    """What one says, a paragraph each."""
    dash = "- " if len(texts) > 1 else ""
    return [line for text in texts or (_NOTHING,) for line in folded(words.NATIONS.get(text, text), column, dash)]


def in_a_row(texts: tuple[str, ...]) -> str:
    """What one says on a point, on one line."""
    return "; ".join(words.NATIONS.get(text, text) for text in texts) or _NOTHING
