"""Where a dispute stands, on one screen of 24 lines by 80 columns: what is due first, then who, what, and what next.

After an act, what it changed stands on top and the screen may be longer.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.domain.advancing import OUTCOMES
from escalate.render import words
from escalate.render.fitting import GUTTER, Block, Item, fitted, item, item_aligned, item_beside
from escalate.render.human_duty import arithmetic, by_when, on_whose_word, standing
from escalate.render.layout import READABLE, Line, apart, folded, padded, shortened, widest

if TYPE_CHECKING:
    from escalate.usecases.status import SpeakerView, StageView, StatusView

SCREEN = 24
_HEAD = 3  # lines before the first block, an empty one included
DEMONSTRATION = "Demonstration log: scripted clock"
# What gives way first when the screen is full, and to how many items (None: each on one line); "" is empty lines.
_GIVES_WAY = (
    ("ADVICE", 2),
    ("", 4),
    ("NEEDED", 4),
    ("ADVICE", None),
    ("ADVICE", 1),
    ("NEXT", None),
    ("NOTE", None),
    ("", 2),
    ("NEEDED", 3),
    ("BODY", None),
    ("", 0),
    ("NEEDED", None),
    ("ADVICE", 0),
    ("NOTE", 0),
    ("SPEAK", None),
    ("NEEDED", 2),
    ("BODY", 1),
    ("DANGER", None),
    ("DUTIES", 4),
    ("NEXT", 1),
    ("SPEAK", 3),
    ("DUTIES", 1),
)


def status_screen(view: "StatusView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = min(width, READABLE)
    head = list(_head(view, width))
    if view.changed:
        head += [*Block("CHANGED", [item(one, width - GUTTER) for one in view.changed]).lines(), ""]
    room = SCREEN - 1 - (_HEAD + view.scripted)
    return [*head, *fitted(list(_blocks(view, width - GUTTER)), room, _GIVES_WAY), _tail(view, width)]


def _head(view: "StatusView", width: int) -> Iterator[Line]:
    if view.scripted:
        yield Text(DEMONSTRATION, "bold")
    edition = "" if view.edition == "undated" else f", {view.edition}"
    about = ", ".join((*view.grounds, *view.subjects))
    yield Text(apart(f"{view.reference}: {about}", f"policy {view.policy_id}{edition}", width), "bold")
    stage = f"{view.calls_stage} {view.stage_number} of {view.stage_count}: {view.stage_name}"
    if view.resolved:
        yield apart(f"Resolved on {words.happened(view.resolved.when)}", stage, width)
    else:
        yield apart(stage, _waiting(view, width - cell_len(stage) - 2), width)
    yield ""


def _waiting(view: "StatusView", room: int) -> str:
    """Who has the next move; with the parties' names where they fit."""
    sides = {"us": view.side, "them": "raising" if view.side == "responding" else "responding"}
    parties = [speaker.party for speaker in view.speakers if speaker.side == sides.get(view.waiting_on)]
    who = f"Waiting on: {shortened(view.waiting_on or 'nobody', 40)}"
    named = f"{who} ({', '.join(parties)})"
    return named if parties and cell_len(named) <= room else who


def _blocks(view: "StatusView", width: int) -> Iterator[Block]:
    trail, plain = f"escalate trail {view.short}", f"escalate status {view.short} --plain"
    rules = f"escalate policy show {view.policy_id}"
    told = [item(f"Danger was reported. Told: {told}", width) for told in view.dangers]
    yield Block("DANGER", told, "report of danger", trail, style="bold red")
    if view.resolved:
        yield Block("OUTCOME", [item(line, width) for line in _outcome(view)])
    if view.next_due or not view.resolved:
        late = view.next_due is not None and view.next_due.late
        yield Block(
            "DUE", [item_aligned(line, width) for line in _due(view, width)], style="bold red" if late else "bold"
        )
    here = next((number for number, stage in enumerate(view.stages) if stage.state == "now"), -1)
    yield Block("STAGES", [item_aligned(line, width) for line in _ladder(view, width)], bold=here)
    if not view.resolved:
        yield Block("SPEAK", [item(_speaker(one, view.side), width) for one in view.speakers], "party", plain)
        yield Block("BODY", [item(line, width) for line in _body(view)], "line", plain)
        yield Block("NEEDED", list(_needed(view, width)), "thing", plain)
    yield Block("DUTIES", list(_duties(view, width)), "duty", trail)
    if not view.resolved:
        yield Block("NEXT", [item(line, width) for line in _next(view)], "way onward", rules)
        yield Block("NOTE", [item(f"How we read it: {view.note}", width)] if view.note else [], "note", rules)
        yield Block("ADVICE", [item(one, width) for one in view.advice], "point of advice", rules)


def _due(view: "StatusView", width: int) -> Iterator[str]:
    duty = view.next_due
    if duty is None or duty.due is None:
        yield "No date is running."
        return
    when, how = f"{words.instant(duty.due)}", standing(duty, view.now)
    word = on_whose_word(duty)
    left, right = (when, f"{how}: {word}") if duty.due < view.now else (f"{when}, {how}", word)
    if len(left) + len(right) + 2 <= width:
        yield apart(left, right, width)
    else:
        yield from (*folded(left, width), *folded(right, width))
    for line in (f"D{duty.number} {duty.what} ({duty.holder})", *arithmetic(duty)):
        yield from folded(line, width)


def _ladder(view: "StatusView", width: int) -> Iterator[str]:
    ids = widest([stage.id for stage in view.stages])
    times = [_when(stage, view) for stage in view.stages]
    talks = [words.count(stage.discussions, "discussion") if stage.since else "" for stage in view.stages]
    taken = len("> ") + ids + 1 + widest(times) + 2 + widest(talks) + 2
    names = min(widest([stage.name for stage in view.stages]), max(width - taken, 12))
    for stage, time, talk in zip(view.stages, times, talks, strict=True):
        mark = ">" if stage.state == "now" else " "
        name = padded(shortened(stage.name, names), names)
        yield f"{mark} {padded(stage.id, ids)} {name}  {padded(time, widest(times))}  {talk}".rstrip()


def _when(stage: "StageView", view: "StatusView") -> str:
    if stage.since is None or stage.state in ("gone past", "ahead"):
        return stage.state if stage.state == "gone past" else ", ".join(map(words.limit, stage.limits))
    return ("now, " if stage.state == "now" else "") + words.span(stage.since, stage.until, view.now, "%b")


def _speaker(speaker: "SpeakerView", our_side: str) -> str:
    side = {our_side: "Us", "partnership": "Partnership"}.get(speaker.side, "Them")
    names = "; ".join(speaker.people[:2]) or "no name yet"
    more = f"; and {len(speaker.people) - 2} more" if len(speaker.people) > 2 else ""  # noqa: PLR2004  two fit a line
    return f"{side}: {speaker.role}, {speaker.party} ({names}{more})"


def _body(view: "StatusView") -> Iterator[str]:
    if view.body:
        yield view.body + (f": {view.quorum}" if view.quorum else "")
    if view.members:
        yield f"Members: {'; '.join(view.members)}"


def _needed(view: "StatusView", width: int) -> Iterator[Item]:
    for line in view.still_needed:
        what, found, command = line.rpartition(": escalate ")
        yield (
            _gate(what, f"escalate {command}", width)
            if found
            else Item((shortened(line, width),), shortened(line, width))
        )
    if not view.still_needed and not view.next_stages:
        yield item_beside("Nothing: this is the last stage", f"escalate resolve {view.short}", width)
    elif not view.still_needed:
        yield item_beside("Nothing more before the next stage", f"escalate advance {view.short}", width)


def _gate(what: str, way: str, width: int) -> Item:
    """What is missing beside the command that supplies it; who has not been heard yet is named on one line too."""
    command, _, hint = way.partition("  ")
    duty, silent, names = what.partition(" (not heard yet: ")
    waits = f"({shortened(f'not heard yet: {names}', 30).removesuffix(')')})  " if silent else ""
    return Item(item_beside(f"{what} {hint}", command, width).full, apart(duty, waits + command, width))


def _duties(view: "StatusView", width: int) -> Iterator[Item]:
    """One line each; not what stands under DUE or NEEDED already."""
    needed = {line.split(" ", 1)[0] for line in view.still_needed}
    for duty in view.open_duties:
        if duty == view.next_due or (duty.due is None and f"D{duty.number}" in needed):
            continue
        when = f"{shortened(duty.waiting_on, 30)}, {by_when(duty, view.now)}"
        line = apart(f"D{duty.number} {duty.what}", when, width)
        yield Item((line,), line)


def _next(view: "StatusView") -> Iterator[str]:
    for number, stage in enumerate(view.next_stages):
        yield f"{'or ' if number else ''}{view.calls_stage} {stage}"


def _outcome(view: "StatusView") -> Iterator[str]:
    end = view.resolved
    if end is None:
        return
    decided = f", decided by {end.decided_by}" if end.decided_by else ""
    yield f"{view.calls_it.capitalize()} resolved: {OUTCOMES.get(end.outcome, end.outcome)}{decided}"
    if end.at_risk:
        yield "DISSENT ON RECORD: somebody still believes the person at risk of significant harm"
    if view.open_duties:
        yield f"{words.count(len(view.open_duties), 'duty')} still open after it"


def _tail(view: "StatusView", width: int) -> str:
    """What is on record, as far as there is room, the command that shows it, and the log's last entry."""
    counts = [
        (view.entries, "entry"),
        (view.thin, "thin record"),
        (len(view.ended_duties), "ended duty"),
        (view.consultations, "consultation"),
    ]
    said = [words.count(number, noun) for number, noun in counts if number]
    said.append(f"opened {words.short_day(view.opened.day, view.now)}")
    last, command = f"Entry {view.last_entry}", f": escalate trail {view.short}"
    while said[1:] and len(", ".join(said) + command + last) + 2 > width:
        said.pop()
    return apart(", ".join(said) + command, last, width)
