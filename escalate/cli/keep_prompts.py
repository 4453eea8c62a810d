"""What somebody who erases is told before the first question, and typing the reference as the last of all."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from escalate.cli.ask import Question
from escalate.cli.prompting import Session
from escalate.domain.dispute import Dispute
from escalate.domain.retention import kept_until
from escalate.render.words import count, day


def warned(dispute: Dispute, years: int | None, today: date) -> Iterator[str]:
    """What is destroyed, what stays, and until when it was to be kept under a rule of so many years."""
    files = f", {count(len(dispute.attached), 'attached file')}" if dispute.attached else ""
    yield f"The words of {count(dispute.seq, 'entry')} are destroyed for good{files}, and every draft of this dispute."
    yield "A tally stays: stages with their dates, late or not, and how it ended."
    until = kept_until(dispute.resolved.happened.day if dispute.resolved else None, dispute.keep_until, years)
    if until is None:
        yield "Nobody has said until when it is to be kept."
    elif until < today:
        yield f"It was to be kept until {day(until)}; that day has passed."
    else:
        yield f"It is to be kept until {day(until)}."
    if still := len(dispute.open_duties()):
        yield f"{count(still, 'duty')} of it {'is' if still == 1 else 'are'} still open."


def confirmed(answers: Mapping[str, Any], dispute: Dispute, session: Session, *, rehearse: bool) -> Mapping[str, Any]:
    """The answers with the reference typed once more; trying it out, as if it had been."""
    reference = dispute.opened.reference
    if rehearse:
        return {**answers, "confirm": reference}
    asked = Question("confirm", f"This cannot be undone. To erase the words of {reference}, type its reference")
    return {**answers, "confirm": session.asker.line(asked, "") or "nothing"}
