"""The parts of a dispute's screen, a block each: what is due, the stages, who speaks, whom to tell, what is needed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.cells import cell_len

from escalate.domain.choices import OUTCOMES
from escalate.render import record_blocks, words
from escalate.render.fitting import Block, Item, item, item_aligned, item_beside
from escalate.render.human_duty import arithmetic, by_when, on_whose_word, standing
from escalate.render.layout import apart, folded, padded, shortened, widest

if TYPE_CHECKING:
    from escalate.domain.gates import Missing
    from escalate.usecases.speaking import SpeakerView
    from escalate.usecases.status import StageView, StatusView


_ROLE_NEEDS, _PARTY_NEEDS = 20, 10  # columns on one line, or a role or a party says nothing


def blocks(view: "StatusView", width: int) -> Iterator[Block]:
    """Every part of it, each under its label, in `width` columns beside the labels."""
    trail, plain = f"escalate trail {view.short}", f"escalate status {view.short} --plain"
    rules = f"escalate policy show {view.policy_id}"
    told = [item(f"Danger was reported. Told: {told}", width) for told in view.dangers]
    yield Block("DANGER", told, "report of danger", trail, style="bold red")
    if view.resolved:
        yield Block("OUTCOME", [item(line, width) for line in outcome(view)])
    if view.next_due or not view.resolved:
        late = view.next_due is not None and view.next_due.late
        style = "bold red" if late else "bold"
        yield Block("DUE", list(_due(view, width)), "detail", plain, style=style)
    yield record_blocks.other_dates(view, width, just_now=False)
    here = next((number for number, stage in enumerate(view.stages) if stage.state == "now"), -1)
    yield Block("STAGES", [item_aligned(line, width) for line in _ladder(view, width)], bold=here)
    if not view.resolved:
        yield Block("SPEAK", [speaker(one, view.side, width) for one in view.speakers], "party", plain)
        yield Block("BODY", [item(line, width) for line in body(view)], "detail", plain)
    yield Block("TELL", list(_told(view, width)), "contact", plain)
    if not view.resolved:
        yield Block("NEEDED", list(_needed(view, width)), "thing", plain)
    yield record_blocks.to_approve(view, width)
    yield Block("DUTIES", list(_duties(view, width)), "duty", trail, aside=False)
    yield record_blocks.kept(view, width)
    yield record_blocks.imported(view, width)
    if not view.resolved:
        yield Block("NEXT", [item(line, width) for line in _next(view)], "next stage", rules)
        yield Block("NOTE", [item(f"How we read it: {view.note}", width)] if view.note else [], "note", rules)
        yield Block("ADVICE", [item(one, width) for one in view.advice], "point of advice", rules)


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
    if stage.state in ("gone past", "not taken", "not on record"):
        return stage.state
    if stage.since is None:
        return "not reached" if view.resolved else ", ".join(map(words.limit, stage.limits))
    span = words.span(stage.since, stage.until, view.now, "%b", opened_here=stage.opened_here)
    return ("now, " if stage.state == "now" else "") + span


def speaker(one: "SpeakerView", our_side: str, width: int) -> Item:
    """Who speaks, by role, and for whom; on one line the role and the party give way, and names stand alone."""
    side = {our_side: "Us", "partnership": "Neither side"}.get(one.side, "Them")
    more = f"; and {len(one.people) - 2} more" if len(one.people) > 2 else ""  # noqa: PLR2004  two fit a line
    nobody = "" if one.contact else "no name yet"
    known = f"known: {'; '.join(one.people[:2])}{more}" if one.people else nobody
    details = "; ".join(filter(None, (one.contact, known)))
    party = f", {one.party} ({details})" if one.party else f", {details}"
    names = f"known: {'; '.join(name.partition(',')[0] for name in one.people[:2])}{more}" if one.people else nobody
    names = "" if one.contact and one.people else names  # whoever can be reached is enough
    named = f" ({'; '.join(filter(None, (one.contact, names)))})"
    room = width - cell_len(named) - _ROLE_NEEDS
    team = shortened(f", {one.party}", room) if one.party and room >= _PARTY_NEEDS else ""
    role = shortened(f"{side}: {one.role}", width - cell_len(team + named))
    return Item(item(f"{side}: {one.role}{party}", width).full, shortened(f"{role}{team}{named}", width))


def _told(view: "StatusView", width: int) -> Iterator[Item]:
    """Whom to tell and how to reach them, never cut; once for all whose name is missing, how to add it."""
    for one in view.to_tell:
        if one.contact:
            yield item_beside(f"D{one.number} {one.role}", one.contact, width)
    if view.without_contact:
        yield item_beside(f"No name or number for: {'; '.join(view.without_contact)}", "escalate setup", width)


def body(view: "StatusView") -> Iterator[str]:
    """The panel that sits here."""
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


def _next(view: "StatusView") -> Iterator[str]:
    for number, stage in enumerate(view.next_stages):
        yield f"{'or ' if number else ''}{view.calls_stage} {stage}"


def outcome(view: "StatusView") -> Iterator[str]:
    """How it ended, whether dissent is on record, and what is open all the same."""
    end = view.resolved
    if end is None:
        return
    decided = f", decided by {end.decided_by}" if end.decided_by else ""
    yield f"{view.calls_it.capitalize()} resolved: {OUTCOMES.get(end.outcome, end.outcome)}{decided}"
    if end.at_risk:
        yield "DISSENT ON RECORD: somebody still believes the person at risk of significant harm"
    if view.open_duties:
        yield f"{words.count(len(view.open_duties), 'duty')} still open after it"
