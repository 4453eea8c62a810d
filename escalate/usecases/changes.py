"""What an act did, in lines: said on the status screen that follows it."""

from collections.abc import Iterable
from datetime import timedelta

from escalate.domain import events as e
from escalate.domain.attaching import same_bytes
from escalate.domain.calendar import AGREED
from escalate.domain.choices import ENDINGS, KINDS, OUTCOMES
from escalate.domain.correcting import APPROVERS
from escalate.domain.parts import DutyEnded, DutyStarted
from escalate.domain.references import warning
from escalate.usecases.letter_texts import TITLES as LETTERS
from escalate.usecases.ports import Written

_CLOCKS_DIFFER = timedelta(minutes=5)  # those who write at once may overtake each other


def changes(written: Written) -> Iterable[str]:
    """What the act did, a line each; and first, that the clock went back, if it did."""
    if written.clock_back and written.clock_back >= _CLOCKS_DIFFER:
        back = _length(written.clock_back)
        yield f"The clock of this computer went back by {back} since the entry before. Is it right?"
    names = {number: duty.started.what for number, duty in written.dispute.duties.items()}
    for event, position in zip(written.events, written.positions, strict=True):
        yield from _said(event, written, position)
        for end in event.ended:
            late = _late(end, written.dispute.duties[end.number].started)
            why = f" ({end.because})" if end.because else ""
            yield f"D{end.number} {ENDINGS[end.how]}{late}{why}: {names[end.number]}"
        for duty in event.started:
            yield f"D{duty.number} started: {duty.what}"


def _length(gap: timedelta) -> str:
    seconds = int(gap.total_seconds())
    unit, size = next(one for one in (("day", 86_400), ("hour", 3_600), ("minute", 60)) if seconds >= one[1])
    return f"{seconds // size} {unit}{'' if seconds // size == 1 else 's'}"


def _late(end: DutyEnded, duty: DutyStarted) -> str:
    """Only what must be done is late; where people set the date, the policy does not say it."""
    if not end.late or duty.force != "must":
        return ""
    return ", late" if duty.within == AGREED else ", late: the policy says must"


def _said(event: e.Act, written: Written, position: int) -> Iterable[str]:
    if event.recorded_later:
        yield "Recorded later: written after the end of the next working day"
    match event:
        case e.Opened():
            yield f"Opened at stage {event.stage}" + _gone_past(event.gone_past)
            yield from filter(None, (warning(subject.ref) for subject in event.subjects))
        case e.Reflected():
            later = f", {len(event.later)} put off" if event.later else ""
            yield f"Reflected: {len(event.answers)} answered, {len(event.not_known)} not known yet{later}"
        case e.Discussed():
            yield f"Recorded: {KINDS[event.kind]}" + (", now put to the other side" if event.raised else "")
            yield from event.warnings
            if event.thin:
                add = f"escalate correct {written.number} {position}"
                yield f"Not recorded yet: {'; '.join(event.thin)}. To add it: {add}"
        case e.Advanced():
            yield f"Now at stage {event.to_stage}, {event.stage_name}" + _gone_past(event.gone_past)
            yield from (f"They left out, to ask for: {line}" for line in event.left_out if not event.bypass)
        case e.DutyDone() | e.Imported():  # an import has a screen of its own
            yield from ()
        case e.DateAgreed():
            yield f"D{event.number} has a new date" + (", set by our own side alone" if event.own_side_alone else "")
        case e.PeopleChanged():
            yield f"People: {len(event.joined)} joined, {len(event.left)} left"
        case e.DangerReported():
            yield "Danger is on record, and whom you told"
        case e.Resolved():
            yield f"Resolved: {OUTCOMES[event.outcome]}"
        case e.Reopened():
            yield f"Open again at stage {event.stage}, {event.stage_name}"
        case _:
            yield from _of_the_record(event, written)


def _gone_past(stages: tuple[str, ...]) -> str:
    return f", gone past: {', '.join(stages)}" if stages else ""


def _of_the_record(
    event: e.Corrected | e.Approved | e.Attached | e.Sent | e.Exported | e.KeepSet | e.Erased, written: Written
) -> Iterable[str]:
    dispute = written.dispute
    match event:
        case e.Sent():
            to = f", to {'; '.join(event.to)}" if event.to else ""
            day = event.happened.day
            yield f"On record: {LETTERS.get(event.letter, event.letter)}{to}, sent {day.day} {day:%B %Y}"
            keep = f"escalate attach {written.number} FILE"
            yield f"The log keeps that it went, not its words. To keep these: {keep}"
        case e.Exported():
            yield f"The export as {event.format} is on record"
        case e.Corrected():
            yield f"Entry {dispute.position(event.of)} is corrected: it stays as it was, with the correction beside it"
            for number in event.other_ends:
                late = bool((end := dispute.duties[number].ended) and end.late)
                stands, would = ("late", "in time") if late else ("in time", "late")
                yield f"D{number} ended {stands}; at the corrected time, {would}. What is on record stands"
        case e.Approved():
            by = f", {event.by}" if event.by else ""
            yield f"Entry {dispute.position(event.of)} is approved by {APPROVERS[event.role]}{by}"
        case e.Attached():
            yield f"Attached: {event.name}, {event.size:,} bytes"
            yield f"SHA-256 {event.sha256}"
            if same := ", ".join(map(str, same_bytes(event, dispute))):
                yield f"The very same file is attached by entry {same}: is it here twice?"
        case e.KeepSet():
            if event.until:
                yield f"To be kept until {event.until.day} {event.until:%B %Y}"
            if event.hold is not None:
                yield "Held: it is not erased until that is taken back" if event.hold else "No longer held"
        case e.Erased():
            yield "Its words are destroyed; the tally stays"
