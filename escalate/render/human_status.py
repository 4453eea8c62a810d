"""Where a dispute stands, on one screen of 24 lines by 80 columns: what is due first, then who, what, and what next.

After an act a shorter screen: what it changed, and what to do next.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.render import record_blocks, words
from escalate.render.fitting import GUTTER, Block, fitted, item
from escalate.render.human_blocks import blocks
from escalate.render.human_duty import by_when
from escalate.render.layout import INDENT, Line, apart, folded, readable, shortened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from escalate.usecases.duty_view import DutyView
    from escalate.usecases.status import StatusView

SCREEN = 24
CHANGED_SCREEN = 20
_GROUNDS_NEED = 12  # columns, or they are left out: whom it is about is never cut
# What gives way first when the screen is full, and to how many items (None: each on one line); "" is empty lines.
_GIVES_WAY = (
    ("ADVICE", 2),
    ("", 4),
    ("NEEDED", 4),
    ("ADVICE", None),
    ("ADVICE", 1),
    ("NEXT", None),
    ("NOTE", None),
    ("", 3),
    ("NEEDED", 3),
    ("BODY", None),
    ("TELL", None),
    ("", 2),
    ("NEEDED", None),
    ("NOTE", 0),
    ("", 1),
    ("ADVICE", 0),
    ("DATES", None),
    ("APPROVE", None),
    ("SPEAK", None),
    ("NEEDED", 2),
    ("BODY", 1),
    ("DANGER", None),
    ("NEXT", 1),
    ("DANGER", 1),
    ("NEXT", 0),
    ("", 0),
    ("BODY", 0),
    ("NEEDED", 1),
    ("TELL", 2),
    ("SPEAK", 2),
    ("TELL", 1),
    ("TELL", 0),
    ("APPROVE", 1),
    ("DATES", 1),
    ("DUE", 5),
    ("DUTIES", 3),
    ("DUE", 4),
    ("DUTIES", 0),
)
_NEXT_TO_DO = ("DANGER", "OUTCOME", "DUE", "SPEAK", "TELL", "NEEDED", "KEPT")
_TERSE = ("NEEDED", "NEXT", "SPEAK")
_DUE_AND_WHAT = 2  # items: when, and what
_CHANGED_GIVES_WAY = (
    ("", 2),
    ("NEEDED", None),
    ("NEXT", None),
    ("", 1),
    ("SPEAK", None),
    ("NEXT", 1),
    ("TELL", None),
    ("DUTIES", 3),
    ("NEEDED", 3),
    ("TELL", 1),
    ("CHANGED", 4),
    ("NEEDED", 1),
    ("SPEAK", 1),
    ("SPEAK", 0),
    ("TELL", 0),
    ("CHANGED", 3),
    ("NEXT", 0),
)


def status_screen(view: "StatusView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = readable(width)
    head = list(_head(view, width))
    if view.changed:
        return [*head, *_changed(view, width, CHANGED_SCREEN - len(head))]
    lines = fitted(list(blocks(view, width - GUTTER)), SCREEN - len(head) - 1, _GIVES_WAY, width)
    return [*head, *lines, _tail(view, width)]


def _changed(view: "StatusView", width: int, room: int) -> Iterable[Line]:
    """What an act changed and what to do next; how the due time was counted only where there is room."""
    changed = [item(one, width - GUTTER) for one in what_changed(view, by_when)]
    changed += record_blocks.other_dates(view, width - GUTTER, just_now=True).items
    shown = {"CHANGED": Block("CHANGED", changed, "change", f"escalate trail {view.short}", aside=False)}
    others = not_said(view)
    pressing = {f"D{duty.number}" for duty in others if view.resolved or (duty.due and duty.due < view.now)}
    for block in blocks(view, width - GUTTER):
        if block.label == "DUTIES":
            late = [one for one in block.items if one.short.partition(" ")[0] in pressing]
            shown[block.label] = Block("DUTIES", late, "duty", f"escalate trail {view.short}", aside=False)
        elif block.label in _NEXT_TO_DO or (block.label == "NEXT" and not view.still_needed):
            shown[block.label] = block
    least = sum(len(block.items) if block.label in _TERSE else block.size for block in shown.values())
    if "DUE" in shown:
        shown["DUE"] = _shorter(shown["DUE"], least - room + 2)
    tail = _changed_tail(view, len(others) - len(pressing), width)
    return [*fitted([*shown.values()], room - 1, _CHANGED_GIVES_WAY, width), tail]


def _changed_tail(view: "StatusView", more: int, width: int) -> str:
    """The command that shows everything; how many more duties are open, where there is room to say so."""
    last = f"{words.DEMONSTRATION.partition(':')[0]}. " if view.scripted else ""
    last += f"Receipt {view.receipt}" if view.receipt else f"Entry {view.last_entry}"
    more_open = [f"{words.count(more, 'more open duty')}: "] if more else []
    room = width - cell_len(last) - 2
    ways = [f"{first}escalate status {view.short}" for first in (*more_open, "Where it stands: ", "")]
    return apart(next((way for way in ways if cell_len(way) <= room), ways[-1]), last, width)


def not_said(view: "StatusView") -> "list[DutyView]":
    """The open duties that stand neither under due or needed nor in what an act changed."""
    needed = {missing.number for missing in view.still_needed} | {one.number for one in view.to_approve}
    changed = {line.partition(" ")[0] for line in view.changed}
    return [
        duty
        for duty in view.open_duties
        if duty != view.next_due and duty.number not in needed and f"D{duty.number}" not in changed
    ]


def _shorter(due: Block, by: int) -> Block:
    """The block without the last of its arithmetic, at least so many lines shorter where it can be."""
    items = list(due.items)
    while by > 0 and len(items) > _DUE_AND_WHAT:
        by -= len(items.pop().full)
    return Block(due.label, items, style=due.style)


def what_changed(view: "StatusView", by: "Callable[[DutyView, datetime], str]") -> Iterator[str]:
    """What an act changed, a line each, with its date; not that it started what stands under due or needed."""
    below = {view.next_due.number} if view.next_due else set()
    below |= {missing.number for missing in view.still_needed}
    dates = {f"D{duty.number}": by(duty, view.now) for duty in view.open_duties if duty != view.next_due}
    for line in view.changed:
        number, _, said = line.partition(" ")
        date = dates.get(number, "")
        if not (said.startswith("started: ") and number[1:].isdecimal() and int(number[1:]) in below):
            yield f"{line} ({date})" if date and not date.startswith("no date") else line


def _head(view: "StatusView", width: int) -> Iterator[Line]:
    edition = "" if view.edition == "undated" else f", {view.edition}"
    rules = f"policy {view.policy_id}{edition}"
    yield from (Text(line, "bold") for line in _title(view, rules, width))
    counted = "" if view.stage == str(view.stage_number) else f" ({view.stage_number}"
    stage = f"{view.calls_stage} {view.stage}{counted} of {view.stage_count}{')' if counted else ''}"
    if view.resolved:
        yield apart(f"Resolved on {words.happened(view.resolved.when)}", f"at {stage.lower()}", width)
    else:
        stage = f"{stage}: {view.stage_name}"
        yield apart(stage, waiting(view, width - cell_len(stage) - 2), width)


def _title(view: "StatusView", rules: str, width: int) -> list[str]:
    """Which dispute, about what and whom, under which policy; on one line it is the grounds that are shortened."""
    about = ", ".join(view.subjects)
    room = width - cell_len(f"{view.reference}: , {about}  {rules}")
    grounds = ", ".join(view.grounds)
    if room >= min(_GROUNDS_NEED, cell_len(grounds)):
        return [apart(f"{view.reference}: {shortened(grounds, room)}, {about}", rules, width)]
    return folded(f"{view.reference}: {about}, {grounds}; {rules}", width, "", INDENT)


def waiting(view: "StatusView", room: int) -> str:
    """Who has the next move; with the parties' names where they fit."""
    sides = {"us": view.side, "them": "raising" if view.side == "responding" else "responding"}
    parties = [speaker.party for speaker in view.speakers if speaker.side == sides.get(view.waiting_on)]
    who = f"Waiting on: {shortened(view.waiting_on or 'nobody', 40)}"
    named = f"{who} ({', '.join(parties)})"
    return named if parties and cell_len(named) <= room else who


def _tail(view: "StatusView", width: int) -> str:
    """What is on record, as far as there is room, the command that shows it, and the log's last entry."""
    counts = [
        (view.entries, "entry"),
        (view.corrections, "correction"),
        (view.attachments, "attached file"),
        (view.thin, "thin record"),
        (len(view.ended_duties), "ended duty"),
        (view.consultations, "consultation"),
    ]
    said = [words.count(number, noun) for number, noun in counts if number]
    began, when = ("raised", view.raised) if view.imported and view.raised else ("opened", view.opened)
    said.append(f"{began} {words.short_day(when.day, view.now)}")  # an imported one opens at the stage it is at
    last = f"Receipt {view.receipt}" if view.receipt else f"Entry {view.last_entry}"
    if view.scripted:
        last = f"{words.DEMONSTRATION.partition(':')[0]}. {last}"
    command = f": escalate trail {view.short}"
    while said[1:] and len(", ".join(said) + command + last) + 2 > width:
        said.pop()
    left = ", ".join(said) + command
    return apart(left if len(left + last) + 2 <= width else command.removeprefix(": "), last, width)
