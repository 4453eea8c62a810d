"""A policy's ladder as a picture: a box for each stage, arrows down, lanes at the side for jumps.

Drawn with box characters; `output.py` replaces them where the stream cannot write them. Nothing is said by the drawing
alone: a stage that leads elsewhere than to the next says so in words.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.render.lanes import Run, columns, drawn, lanes
from escalate.render.layout import Line, folded, padded
from escalate.usecases.rungs import Step, in_short

if TYPE_CHECKING:
    from escalate.usecases.policies import PolicyView, RungView

_WAY_IN = "in ─>"
_GUTTER = " " * len(_WAY_IN)
_LABEL = 8  # columns
_NARROWEST = 28  # columns of a box; rather no lanes than a narrower one


def ladder(view: "PolicyView", width: int) -> Iterator[Line]:
    """The whole ladder, no line wider than `width`."""
    found = lanes(_jumps(view))
    room = width - len(_GUTTER) - columns(found)
    if room < _NARROWEST:
        found, room = {}, width - len(_GUTTER)
    rows: list[Line] = []
    leaves, enters = {}, {}
    for position, stage in enumerate(view.stages):
        arriving = sorted(jump for jump in found if jump[1] == position)
        leaving = sorted(jump for jump in found if jump[0] == position)
        inside = list(_inside(stage, view, room - 4))
        inside += [""] * (len(arriving) + len(leaving) - len(inside))
        rows += _title(stage, view, room)
        enters.update({jump: len(rows) + number for number, jump in enumerate(arriving)})
        rows += [f"{_GUTTER}│ {padded(line, room - 4)} │" for line in inside]
        leaves.update({jump: len(rows) - 1 - number for number, jump in enumerate(reversed(leaving))})
        rows += _below(position, view, room)
    runs = [Run(lane, leaves[jump], enters[jump]) for jump, lane in found.items()]
    for row, beside in zip(rows, drawn(runs, len(rows), columns(found)), strict=True):
        yield _joined(row, beside)


def _joined(row: Line, beside: str) -> Line:
    if isinstance(row, Text):
        return Text(f"{row}{beside}".rstrip(), row.style)
    return f"{row[:-1]}├{beside}".rstrip() if beside.startswith("─") else f"{row}{beside}".rstrip()


def _jumps(view: "PolicyView") -> Iterator[tuple[int, int]]:
    """From which stage to which, by position, where one leads past the next."""
    at = {stage.id: position for position, stage in enumerate(view.stages)}
    for position, stage in enumerate(view.stages):
        yield from ((position, at[target]) for target in stage.next if at.get(target, 0) > position + 1)


def _title(stage: "RungView", view: "PolicyView", room: int) -> Iterator[Line]:
    """The top of a box, with the stage's name in it; what does not fit stands below."""
    first, *rest = folded(f"{view.calls_stage} {stage.id}: {stage.name}", room - 6)
    top = f"{_WAY_IN if stage.start else _GUTTER}┌─ {first} "
    yield Text(f"{top}{'─' * (len(_GUTTER) + room - 1 - cell_len(top))}┐", "bold")
    yield from (Text(f"{_GUTTER}│  {padded(line, room - 5)} │", "bold") for line in rest)


def _below(position: int, view: "PolicyView", room: int) -> list[Line]:
    """The bottom of a box, and the arrow to the next where it leads there."""
    if position == len(view.stages) - 1:
        return [f"{_GUTTER}└{'─' * (room - 2)}┘"]
    if view.stages[position + 1].id in view.stages[position].next:
        return [f"{_GUTTER}└───┬{'─' * (room - 6)}┘", f"{_GUTTER}{padded('    v', room)}"]
    return [f"{_GUTTER}└{'─' * (room - 2)}┘", " " * (len(_GUTTER) + room)]


def _inside(stage: "RungView", view: "PolicyView", width: int) -> Iterator[str]:
    """What a box says, a label in front of each kind."""
    short = in_short(stage, view)
    yield from _labelled("Who", who(stage), width)
    yield from _labelled("Panel", [Step(f"{stage.body}: {stage.quorum}".strip(": "))] if stage.body else [], width)
    yield from _labelled("Limit", map(Step, short.limits), width)
    yield from _labelled("Needed", short.needed, width)
    yield from _labelled("Choice", short.choices, width)
    yield from _labelled("Tell", map(Step, short.tell), width)
    more = f"{len(short.others)} other {'duty' if len(short.others) == 1 else 'duties'}"
    yield from _labelled("Also", [Step(more)] if short.others else [], width)
    yield from _labelled("Then", map(Step, onward(stage, view)), width)


def _labelled(label: str, steps: Iterable[Step], width: int) -> Iterator[str]:
    for number, step in enumerate(steps):
        yield from folded(step.said, width, ("" if number else label).ljust(_LABEL))
        for count, branch in enumerate(step.leads_to, 1):
            fork, rest = ("└─ ", "   ") if count == len(step.leads_to) else ("├─ ", "│  ")
            yield from folded(branch, width, " " * _LABEL + fork, " " * _LABEL + rest)


def who(stage: "RungView") -> list[Step]:
    """Who speaks with whom, by the titles that hold in every sector without one of its own."""
    ours, theirs = "".join(stage.raising[:1]), "".join(stage.responding[:1])
    if not theirs:
        return [Step(ours if stage.body else f"{ours}, inside their own agency")]
    return [Step(f"{ours}, on each side")] if ours == theirs else [Step(ours), Step(f"with {theirs}")]


def onward(stage: "RungView", view: "PolicyView") -> list[str]:
    """Where it leads, unless that is the next stage alone, which the arrow shows."""
    following = [one.id for one in view.stages][view.stages.index(stage) + 1 :]
    if not following or list(stage.next) == following[:1]:
        return []
    return [f"{view.calls_stage.lower()} {' or '.join(stage.next)}" if stage.next else "nothing: the last one"]
