"""Where a dispute stands as lines to be listened to: what changed first, each thing once, a command at the line's end.

A line is a sentence, whole however long it is: a screen reader needs no columns and breaks no words.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.render import words
from escalate.render.human_blocks import body, outcome, speaker
from escalate.render.human_duty import arithmetic, by_when, on_whose_word, standing
from escalate.render.human_status import not_said, waiting, what_changed
from escalate.render.layout import ENDLESS
from escalate.render.record_blocks import record_lines

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.usecases.duty_view import DutyView
    from escalate.usecases.status import StageView, StatusView


def status_lines(view: "StatusView", _: int) -> Iterator[str]:
    """All of it; after an act what it changed and what to do next."""
    edition = "" if view.edition == "undated" else f", edition {view.edition}"
    yield f"{view.reference}, {', '.join(view.subjects)}: {'; '.join(view.grounds)}. Policy {view.policy_id}{edition}."
    yield from (words.sentence(f"Changed: {line}") for line in what_changed(view, _by))
    yield from (f"Danger was reported. Told: {told}" for told in view.dangers)
    yield _stage(view)
    if view.resolved:
        yield from map(words.sentence, outcome(view))
    else:
        yield from _due(view)
        yield from _needed(view)
    yield from record_lines(view)
    yield from _others(view)
    yield from _whom(view)
    if not view.changed:
        yield from _around(view)
        yield f"{words.count(view.entries, 'entry')} on record: escalate trail {view.short}"
    else:
        yield f"Everything that is open: escalate status {view.short}"
    last = f"Receipt: {view.receipt}." if view.receipt else f"Last entry: {view.last_entry}."
    yield f"{words.DEMONSTRATION}. {last}" if view.scripted else last


def _stage(view: "StatusView") -> str:
    number = "" if view.stage == str(view.stage_number) else f", number {view.stage_number}"
    stage = f"{view.calls_stage} {view.stage}{number} of {view.stage_count}: {view.stage_name}."
    if view.resolved:
        return f"Resolved on {words.happened(view.resolved.when)}, at {stage[0].lower()}{stage[1:]}"
    return f"{stage} {waiting(view, ENDLESS)}."


def _due(view: "StatusView") -> Iterator[str]:
    duty = view.next_due
    if duty is None or duty.due is None:
        yield "No date is running."
        return
    what = f"D{duty.number} {duty.what}"
    yield f"Due {words.instant(duty.due)}, {standing(duty, view.now)}: {what}, by {duty.holder}; {on_whose_word(duty)}."
    if not view.changed:
        yield from map(words.sentence, arithmetic(duty))


def _needed(view: "StatusView") -> Iterator[str]:
    for missing in view.still_needed:
        if not missing.command:
            yield f"Needed before the next stage, to ask them for: {missing.what}."
            continue
        silent = f", not heard yet: {', '.join(missing.silent)}" if missing.silent else ""
        how = f" ({missing.how})" if missing.how else ""
        yield f"Needed before the next stage: {missing.what}{silent}{how}. To record it: {missing.command}"
    if not view.still_needed and not view.next_stages:
        yield f"Nothing is needed; this is the last stage. To close it: escalate resolve {view.short}"
    elif not view.still_needed:
        yield f"Nothing more is needed before the next stage. To go there: escalate advance {view.short}"


def _others(view: "StatusView") -> Iterator[str]:
    """The open duties that nothing above has said; after an act those that are due before what is named above."""
    for duty in not_said(view):
        first = view.next_due.due if view.next_due and view.next_due.due else view.now
        if not view.changed or (duty.due and duty.due < max(first, view.now)) or view.resolved:
            yield f"Open: D{duty.number} {duty.what}, waiting on {duty.waiting_on}, {_by(duty, view.now)}."


def _by(duty: "DutyView", now: "datetime") -> str:
    """The same as for a column, with the day in full."""
    short = by_when(duty, now)
    return short.replace(words.stamp(duty.due, now), words.instant(duty.due)) if duty.due else short


def _whom(view: "StatusView") -> Iterator[str]:
    if not view.resolved:
        yield from (f"{' '.join(speaker(one, view.side, ENDLESS).full)}." for one in view.speakers)
        yield from map(words.sentence, body(view))
    yield from (f"To tell, for D{one.number}: {one.role}, {one.contact}." for one in view.to_tell if one.contact)
    if view.without_contact:
        yield f"No name or number for: {'; '.join(view.without_contact)}. To add them: escalate setup"


def _around(view: "StatusView") -> Iterator[str]:
    yield from (_rung(stage, view) for stage in view.stages)
    if view.resolved:
        return
    yield from (f"Next: {view.calls_stage} {stage}" for stage in view.next_stages)
    if view.note:
        yield f"How we read this stage: {view.note}"
    if view.advice:
        advice = words.count(len(view.advice), "point of advice")
        yield f"{advice[:1].upper()}{advice[1:]}: escalate policy show {view.policy_id}"


def _rung(stage: "StageView", view: "StatusView") -> str:
    name = f"{view.calls_stage} {stage.id}, {stage.name}: "
    if stage.state in ("gone past", "not taken", "not on record"):
        return f"{name}{stage.state}."
    if stage.since is None:
        limits = ", ".join(map(words.limit, stage.limits))
        return f"{name}{'not reached' if view.resolved else f'ahead, limit {limits}'}."
    now = "now, " if stage.state == "now" else ""
    talks = f", {words.count(stage.discussions, 'discussion')}" if stage.discussions else ""
    span = words.span(stage.since, stage.until, view.now, opened_here=stage.opened_here)
    return f"{name}{now}{span}{talks}."
