"""Lanes beside a column of boxes: lines that leave one box and enter another further down.

A line that runs down is never interrupted: what crosses it passes behind.
"""

from collections.abc import Iterable, Mapping

from escalate.domain.frozen import frozen

LANE = 3  # columns that a lane takes
Jump = tuple[int, int]  # from the box of one position to that of another


@frozen
class Run:
    """A line in a lane: the rows in which it leaves and enters."""

    lane: int
    leaves: int
    enters: int


def lanes(jumps: Iterable[Jump]) -> dict[Jump, int]:
    """A lane for each jump, the innermost that is free on its whole way; one may begin where another ends."""
    free_from: list[int] = []
    found: dict[Jump, int] = {}
    for start, end in sorted(jumps):
        lane = next((number for number, at in enumerate(free_from) if at <= start), len(free_from))
        free_from[lane : lane + 1] = [end]
        found[start, end] = lane
    return found


def columns(found: Mapping[Jump, int]) -> int:
    """How many columns the lanes take."""
    return LANE * (max(found.values(), default=-1) + 1)


def drawn(runs: Iterable[Run], rows: int, width: int) -> list[str]:
    """What stands beside each of so many rows; a row in which a line leaves begins with its dash."""
    runs = list(runs)
    cells = [[" "] * width for _ in range(rows)]
    for run in runs:
        for row in range(run.leaves + 1, run.enters):
            cells[row][_column(run)] = "│"
    for run in runs:
        for row, corner in ((run.leaves, "┐"), (run.enters, "┘")):
            for column in range(_column(run)):
                if cells[row][column] == " ":
                    cells[row][column] = "─"
            cells[row][_column(run)] = corner
        cells[run.enters][0] = "<"
    return ["".join(row) for row in cells]


def _column(run: Run) -> int:
    return LANE * run.lane + LANE - 1
