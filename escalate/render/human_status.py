"""Where a dispute stands, on one screen of 24 lines by 80 columns: what is due first, then who, what, and what next.

After an act, what it changed stands on top and the screen may be longer.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from escalate.domain.advancing import OUTCOMES
from escalate.render import words
from escalate.render.fitting import GUTTER, Block, fitted
from escalate.render.human_duty import arithmetic, by_when, on_whose_word, standing
from escalate.render.layout import READABLE, Line, apart, beside, fold_item, folded, one_line, padded, shortened, widest

if TYPE_CHECKING:
    from escalate.usecases.status import DutyView, SpeakerView, StageView, StatusView

SCREEN = 24
DEMONSTRATION = "Demonstration log: scripted clock"
# What shrinks first when the screen is full, and to how many items; "" is the empty lines between blocks.
_GIVES_WAY = (
    ("ADVICE", 2),
    ("", 4),
    ("NEEDED", 3),
    ("NEXT", 2),
    ("ADVICE", 1),
    ("", 1),
    ("NOTE", 0),
    ("NEXT", 1),
    ("", 0),
    ("ADVICE", 0),
    ("NEEDED", 1),
    ("BODY", 1),
    ("DUTIES", 4),
    ("NEXT", 0),
    ("DANGER", 1),
    ("DUTIES", 0),
)


def status_screen(view: "StatusView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = min(width, READABLE)
    inner = width - GUTTER
    head = list(_head(view, width))
    tail = Text(_tail(view, width), "dim")
    blocks = [block for block in _blocks(view, inner) if block.items]
    room = None if view.changed else SCREEN - len(head) - 1
    changed = Block("CHANGED", [fold_item(one, inner) for one in view.changed])
    for lines in fitted([changed, *blocks] if view.changed else blocks, room, _GIVES_WAY):
        head += lines
    return [*head, tail]


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
        yield apart(stage, f"Waiting on: {_who(view)}", width)
    yield ""


def _who(view: "StatusView") -> str:
    sides = {"us": view.side, "them": "raising" if view.side == "responding" else "responding"}
    parties = [speaker.party for speaker in view.speakers if speaker.side == sides.get(view.waiting_on)]
    named = f" ({shortened(', '.join(parties), 28)})" if parties else ""
    return f"{shortened(view.waiting_on or 'nobody', 40)}{named}"


def _blocks(view: "StatusView", width: int) -> Iterator[Block]:
    trail, plain = f"escalate trail {view.short}", f"escalate status {view.short} --plain"
    rules = f"escalate policy show {view.policy_id}"
    told = [fold_item(f"Danger was reported. Told: {told}", width) for told in view.dangers]
    yield Block("DANGER", told, "reports", trail, style="bold red")
    if view.resolved:
        yield Block("OUTCOME", list(_outcome(view, width)))
    if view.next_due or not view.resolved:
        late = view.next_due is not None and view.next_due.late
        yield Block("DUE", [list(_due(view, width))], style="bold red" if late else "bold")
    here = next((number for number, stage in enumerate(view.stages) if stage.state == "now"), -1)
    yield Block("STAGES", [[line] for line in _ladder(view, width)], bold=here)
    if not view.resolved:
        yield Block("SPEAK", [fold_item(_speaker(one, view.side), width) for one in view.speakers])
        yield Block("BODY", list(_body(view, width)), "lines", plain)
        yield Block("NEEDED", list(_needed(view, width)), "to answer", plain)
    yield Block("DUTIES", [[line] for line in _duties(view, width)], "duties", trail)
    if not view.resolved:
        yield Block("NEXT", list(_next(view, width)), "ways on", rules)
        yield Block("NOTE", [fold_item(f"How we read it: {view.note}", width)] if view.note else [], "note", rules)
        yield Block("ADVICE", [fold_item(one, width) for one in view.advice], "lines of advice", rules)


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
    for line in (f"D{duty.number} {duty.what}", *arithmetic(duty)):
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


def _body(view: "StatusView", width: int) -> Iterator[list[str]]:
    if view.body:
        yield fold_item(view.body + (f": {view.quorum}" if view.quorum else ""), width)
    if view.members:
        yield fold_item(f"Members: {'; '.join(view.members)}", width)


def _needed(view: "StatusView", width: int) -> Iterator[list[str]]:
    for line in view.still_needed:
        what, found, command = line.rpartition(": escalate ")
        if found:
            yield beside(what, f"escalate {command.partition('  ')[0]}", width)
        else:
            yield [shortened(line, width)]
    if not view.still_needed and not view.next_stages:
        yield beside("Nothing: this is the last stage", f"escalate resolve {view.short}", width)
    elif not view.still_needed:
        yield beside("Nothing more before the next stage", f"escalate advance {view.short}", width)


def _duties(view: "StatusView", width: int) -> Iterator[str]:
    """One line each; not what stands under DUE or NEEDED already."""
    needed = {line.split(" ", 1)[0] for line in view.still_needed}
    for duty in view.open_duties:
        if duty == view.next_due or (duty.due is None and f"D{duty.number}" in needed):
            continue
        yield _duty(duty, view, width)


def _duty(duty: "DutyView", view: "StatusView", width: int) -> str:
    return apart(
        f"D{duty.number} {one_line(duty.what)}", f"{shortened(duty.waiting_on, 30)}, {by_when(duty, view.now)}", width
    )


def _next(view: "StatusView", width: int) -> Iterator[list[str]]:
    for number, stage in enumerate(view.next_stages):
        yield fold_item(f"{'or ' if number else ''}{view.calls_stage} {stage}", width)


def _outcome(view: "StatusView", width: int) -> Iterator[list[str]]:
    end = view.resolved
    if end is None:
        return
    decided = f", decided by {end.decided_by}" if end.decided_by else ""
    outcome = OUTCOMES.get(end.outcome, end.outcome)
    yield fold_item(f"{view.calls_it.capitalize()} resolved: {outcome}{decided}", width)
    if end.at_risk:
        yield fold_item("DISSENT ON RECORD: somebody still believes the person at risk of significant harm", width)
    if view.open_duties:
        yield fold_item(f"{words.count(len(view.open_duties), 'duty')} still open after it", width)


def _tail(view: "StatusView", width: int) -> str:
    ended = len(view.ended_duties)
    parts = [f"Opened {words.short_day(view.opened.day, view.now)}", words.count(view.entries, "entry")]
    if view.consultations:
        parts.append(words.count(view.consultations, "consultation"))
    if ended:
        parts.append(f"{words.count(ended, 'duty')} ended")
    if view.thin:
        parts.append(words.count(view.thin, "thin record"))
    return apart(f"{', '.join(parts)}: escalate trail {view.short}", f"Entry {view.last_entry}", width)
