"""How an entry and a duty are said in the record, line by line: the same on a screen and on paper."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from escalate.domain.calendar import Happened
from escalate.domain.choices import ENDINGS
from escalate.domain.events import LAPSED
from escalate.render import words
from escalate.render.human_duty import arithmetic, on_whose_word, standing

if TYPE_CHECKING:
    from datetime import datetime

    from escalate.usecases.duty_view import DutyView
    from escalate.usecases.trail import EntryView


def remarks(entry: "EntryView") -> Iterator[str]:
    """What was said of an entry later; what belongs to a correction is set in below it."""
    for one in entry.corrections:
        yield f"Corrected {words.instant(one.written)}, by {one.author}, in entry {one.entry}"
        yield f"  Wrong: {one.what}"
        yield f"  Right: {one.right}"
        if one.time:
            yield f"  The right time, {one.which}: {words.happened(one.time)}"
        for due in one.other_dues:
            yield f"  D{due.number}: {words.instant(due.due)} stands; from the right time {words.instant(due.would_be)}"
        if one.other_ends:
            duties = ", ".join(one.other_ends)
            yield f"  {duties}: late or in time the other way round at the right time; what is on record stands"
        yield f"  Why: {one.why}"
    for seen in entry.approvals:
        written = f"; written by {seen.author}" if not seen.author.startswith(seen.by) else ""
        yield f"Approved by {seen.role}, {seen.by}, on {words.happened(seen.happened)} (entry {seen.entry}{written})"


def started(entry: "EntryView") -> Iterator[str]:
    """What an entry started, each with when it is due."""
    for duty in entry.started:
        due = entry.due.get(duty.partition(" ")[0])
        yield f"{duty}, by {words.instant(due)}" if due else duty


def happened(entry: "EntryView") -> str:
    """When it happened; that the hour is not recorded matters where it was not written the same day."""
    same_day = Happened.instant(entry.written).day == entry.happened.day
    return words.happened(entry.happened, hour_matters=not same_day)


def duty_facts(duty: "DutyView", now: "datetime") -> Iterator[str]:
    """Who holds it, when it is due and how that was worked out, how it ended: a line each."""
    yield f"Held by {duty.holder}; {on_whose_word(duty)}"
    if duty.due:
        far = "" if duty.ended else f", {standing(duty, now)}"
        yield f"Due {words.instant(duty.due)}{far}"
    elif not duty.ended:
        yield f"Open, {standing(duty, now)}"
    yield from arithmetic(duty)
    if duty.would_be:
        yield f"From a corrected time it would be {words.instant(duty.would_be)}; what is on record stands"
    if duty.ended and duty.ended_when:
        when = words.happened(duty.ended_when, hour_matters=duty.due is not None)
        met = "" if duty.due is None or duty.within == "at once" else ", late" if duty.late else ", in time"
        said = "; ".join(filter(None, (duty.option, duty.because)))
        undone = ", not on record as done" if duty.ended == LAPSED else ""
        yield f"Ended: {ENDINGS.get(duty.ended, duty.ended)}{undone}, {when}{met}{f': {said}' if said else ''}"
    elif duty.ended:
        yield f"Ended: {duty.ended}"
    if duty.tell:
        yield f"Tell: {'; '.join(duty.tell)}"
    if duty.options and not duty.option:
        yield f"To decide: {' / '.join(duty.options)}"
    if duty.form:
        yield f"Form to fill: {duty.form}"
    if duty.source:
        yield f"Source: {duty.source}"
