"""Where a dispute stands, on one screen of 24 lines by 80 columns: what is due first, then who, what, and what next.

After an act, what it changed stands on top and the screen may be longer.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

from escalate.domain.choices import OUTCOMES
from escalate.render import words
from escalate.render.fitting import GUTTER, Block, Item, fitted, item, item_aligned, item_beside
from escalate.render.human_duty import arithmetic, by_when, on_whose_word, standing
from escalate.render.layout import READABLE, Line, apart, folded, padded, shortened, widest

if TYPE_CHECKING:
    from escalate.domain.gates import Missing
    from escalate.usecases.remarks import RecountedView
    from escalate.usecases.speaking import SpeakerView
    from escalate.usecases.status import StageView, StatusView

SCREEN = 24
_HEAD = 3  # lines before the first block, an empty one included
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


def status_screen(view: "StatusView", width: int) -> Iterable[Line]:
    """The lines of the screen."""
    width = min(width, READABLE)
    head = list(_head(view, width))
    other_dates = [_recounted(one, view, width - GUTTER) for one in view.recounted if one.just_now]
    changed = Block("CHANGED", [*(item(one, width - GUTTER) for one in view.changed), *other_dates])
    lines = fitted(list(_blocks(view, width - GUTTER)), SCREEN - len(head) - 1, _GIVES_WAY, width)
    return [*head, *([""] if view.changed else []), *changed.lines(), *lines, _tail(view, width)]


def _head(view: "StatusView", width: int) -> Iterator[Line]:
    edition = "" if view.edition == "undated" else f", {view.edition}"
    title = f"{view.reference}: {', '.join((*view.grounds, *view.subjects))}"
    rules = f"policy {view.policy_id}{edition}"
    if cell_len(view.reference + rules) + 4 > width:
        title, rules = f"{title}; {rules}", ""
    yield Text(apart(title, rules, width), "bold")
    counted = "" if view.stage == str(view.stage_number) else f" ({view.stage_number}"
    stage = f"{view.calls_stage} {view.stage}{counted} of {view.stage_count}{')' if counted else ''}"
    if view.resolved:
        yield apart(f"Resolved on {words.happened(view.resolved.when)}", f"at {stage.lower()}", width)
    else:
        stage = f"{stage}: {view.stage_name}"
        yield apart(stage, _waiting(view, width - cell_len(stage) - 2), width)


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
        style = "bold red" if late else "bold"
        yield Block("DUE", list(_due(view, width)), "detail", plain, style=style)
    recounted = [_recounted(duty, view, width) for duty in view.recounted if not duty.just_now]
    yield Block("DATES", recounted, "other date", trail)
    here = next((number for number, stage in enumerate(view.stages) if stage.state == "now"), -1)
    yield Block("STAGES", [item_aligned(line, width) for line in _ladder(view, width)], bold=here)
    if not view.resolved:
        yield Block("SPEAK", [_speaker(one, view.side, width) for one in view.speakers], "party", plain)
        yield Block("BODY", [item(line, width) for line in _body(view)], "detail", plain)
    yield Block("TELL", list(_told(view, width)), "contact", plain)
    if not view.resolved:
        yield Block("NEEDED", list(_needed(view, width)), "thing", plain)
    yield Block("APPROVE", list(_to_approve(view, width)), "record to approve", trail)
    yield Block("DUTIES", list(_duties(view, width)), "duty", trail, aside=False)
    yield Block("KEPT", [item(line, width) for line in _kept(view)])
    if not view.resolved:
        yield Block("NEXT", [item(line, width) for line in _next(view)], "next stage", rules)
        yield Block("NOTE", [item(f"How we read it: {view.note}", width)] if view.note else [], "note", rules)
        yield Block("ADVICE", [item(one, width) for one in view.advice], "point of advice", rules)


def _kept(view: "StatusView") -> Iterator[str]:
    until = f"until {words.day(view.keep_until)}" if view.keep_until else ""
    if view.held:
        yield f"Held: it is not erased{f'; else {until}' if until else ''}"
    elif until:
        yield f"U{until[1:]}"


def _due(view: "StatusView", width: int) -> Iterator[Item]:
    duty = view.next_due
    if duty is None or duty.due is None:
        yield item("No date is running.", width)
        return
    when, how, word = words.instant(duty.due), standing(duty, view.now), on_whose_word(duty)
    left, right = (when, f"{how}: {word}") if duty.due < view.now else (f"{when}, {how}", word)
    if len(left) + len(right) + 2 <= width:
        yield item_aligned(apart(left, right, width), width)
    else:
        yield Item((*folded(left, width), *folded(right, width)), left)
    for line in (f"D{duty.number} {duty.what} ({duty.holder})", *arithmetic(duty)):
        yield Item(tuple(folded(line, width)), shortened(line, width))


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
    if stage.state in ("gone past", "not taken"):
        return stage.state
    if stage.since is None:
        return "not reached" if view.resolved else ", ".join(map(words.limit, stage.limits))
    return ("now, " if stage.state == "now" else "") + words.span(stage.since, stage.until, view.now, "%b")


def _speaker(speaker: "SpeakerView", our_side: str, width: int) -> Item:
    """Who speaks, by role, and for whom; on one line it is the role's title that is shortened."""
    side = {our_side: "Us", "partnership": "Neither side"}.get(speaker.side, "Them")
    names = f"known: {'; '.join(speaker.people[:2])}" if speaker.people else "" if speaker.contact else "no name yet"
    more = f"; and {len(speaker.people) - 2} more" if len(speaker.people) > 2 else ""  # noqa: PLR2004  two fit a line
    known = "; ".join(filter(None, (speaker.contact, names + more)))
    party = f", {speaker.party} ({known})" if speaker.party else f", {known}"
    tail = shortened(f", {speaker.contact}", width * 2 // 3) if speaker.contact else shortened(party, width // 2)
    role = shortened(f"{side}: {speaker.role}", width - cell_len(tail))
    return Item(item(f"{side}: {speaker.role}{party}", width).full, f"{role}{tail}")


def _told(view: "StatusView", width: int) -> Iterator[Item]:
    """Whom to tell and how to reach them, never cut; once for all whose name is missing, how to add it."""
    for one in view.to_tell:
        if one.contact:
            yield item_beside(f"D{one.number} {one.role}", one.contact, width)
    if view.without_contact:
        yield item_beside(f"No name or number for: {'; '.join(view.without_contact)}", "escalate setup", width)


def _body(view: "StatusView") -> Iterator[str]:
    if view.body:
        yield view.body + (f": {view.quorum}" if view.quorum else "")
    if view.members:
        yield f"Members: {'; '.join(view.members)}"


def _needed(view: "StatusView", width: int) -> Iterator[Item]:
    for missing in view.still_needed:
        yield _gate(missing, width)
    if not view.still_needed and not view.next_stages:
        yield item_beside("Nothing: this is the last stage", f"escalate resolve {view.short}", width)
    elif not view.still_needed:
        yield item_beside("Nothing more before the next stage", f"escalate advance {view.short}", width)


def _gate(missing: "Missing", width: int) -> Item:
    """What is missing beside the command that supplies it; who has not been heard yet is named on one line too."""
    if not missing.command:
        return item(f"To ask them for: {missing.what}", width)
    silent = f"not heard yet: {', '.join(missing.silent)}" if missing.silent else ""
    hints = " ".join(f"({hint})" for hint in (silent, missing.how) if hint)
    waits = f"({shortened(silent, 30)})  " if silent else ""
    full = item_beside(f"{missing.what} {hints}".strip(), missing.command, width).full
    return Item(full, apart(missing.what, waits + missing.command, width))


def _duties(view: "StatusView", width: int) -> Iterator[Item]:
    """One line each; not what stands under DUE or NEEDED already."""
    needed = {missing.number for missing in view.still_needed} | {one.number for one in view.to_approve}
    for duty in view.open_duties:
        if duty == view.next_due or (duty.due is None and duty.number in needed):
            continue
        when = f"{shortened(duty.waiting_on, 30)}, {by_when(duty, view.now)}"
        line = apart(f"D{duty.number} {duty.what}", when, width)
        yield Item((line,), line)


def _recounted(duty: "RecountedView", view: "StatusView", width: int) -> Item:
    """Both due times, and the command that records the other one; a time that has passed, or has been, needs none."""
    stands = f"D{duty.number} {'was' if duty.ended else 'is'} due {words.instant(duty.due)}."
    would = f"From the corrected time: {words.instant(duty.would_be)}. The date stands"
    if not duty.command:
        return item(f"{stands} {would}.", width)
    said = folded(f"{stands} {would} until you record the other:", width, "", "  ")
    brief = f"D{duty.number} from the corrected time: {words.stamp(duty.would_be, view.now)}"
    return Item((*said, f"  {duty.command}"), apart(brief, duty.command, width))


def _to_approve(view: "StatusView", width: int) -> Iterator[Item]:
    """The records that wait for an approval, a line each."""
    for one in view.to_approve:
        yield item_beside(f"D{one.number}, entry {one.entry}: {one.what}", one.command, width)


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
        (view.corrections, "correction"),
        (view.thin, "thin record"),
        (len(view.ended_duties), "ended duty"),
        (view.consultations, "consultation"),
    ]
    said = [words.count(number, noun) for number, noun in counts if number]
    said.append(f"opened {words.short_day(view.opened.day, view.now)}")
    last = f"Receipt {view.receipt}" if view.receipt else f"Entry {view.last_entry}"
    if view.scripted:
        last = f"{words.DEMONSTRATION.partition(':')[0]}. {last}"
    command = f": escalate trail {view.short}"
    while said[1:] and len(", ".join(said) + command + last) + 2 > width:
        said.pop()
    left = ", ".join(said) + command
    return apart(left if len(left + last) + 2 <= width else command.removeprefix(": "), last, width)
