"""A policy file just written: where it is, its ladder as a picture, and what to do next."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from escalate.render.human_ladder import ladder
from escalate.render.layout import INDENT, Line, folded, heading, padded, readable, section, widest

if TYPE_CHECKING:
    from escalate.usecases.new_policy import NewPolicyView


def new_policy_screen(view: "NewPolicyView", width: int) -> Iterable[Line]:
    """What was written, as a picture, and the next steps."""
    width = readable(width)
    yield from heading(f"Written: {view.policy.title} ({view.policy.id})", width)
    yield from folded(view.file, width, INDENT)
    yield ""
    yield from ladder(view.policy, width)
    yield from section("What to do next", width)
    commands = widest([way.command for way in view.next])
    for way in view.next:
        yield from folded(way.does, width, f"{INDENT}{padded(way.command, commands)}  ")
