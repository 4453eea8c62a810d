"""A dispute along its time, as sentences in order: what the picture shows, for whoever listens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.human_status_timeline import span, standing

if TYPE_CHECKING:
    from escalate.usecases.status_timeline import PointView, StatusTimelineView

_SAID = {
    "arose": "the difference arose",
    "raised": "put to the other side",
    "unanswered": "an attempt without reply",
}


def status_timeline_lines(view: "StatusTimelineView", _: int) -> Iterator[str]:
    """Each point with its time, then the stages that have none."""
    yield f"{view.reference}, {', '.join(view.subjects)}: {'; '.join(view.grounds)}."
    yield f"{span(view)}."
    yield from (words.sentence(f"{words.happened(point.when)}: {_said(point, view)}") for point in view.points)
    for stage in view.stages:
        if stage.since is None:
            yield f"{view.calls_stage} {stage.id}, {stage.name}: {stage.state}."
    if view.scripted:
        yield f"{words.DEMONSTRATION}."


def _said(point: "PointView", view: "StatusTimelineView") -> str:
    if point.kind == "stage":
        until = f"until {words.happened(point.until)}" if point.until else "still there"
        return f"{view.calls_stage.lower()} {point.stage}, {point.what}, {until}"
    if point.kind == "due":
        return f"D{point.number} due, {standing(point, view.now)}: {point.what}"
    return _SAID.get(point.kind, point.kind)
