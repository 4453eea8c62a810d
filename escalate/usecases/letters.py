"""A letter as a paper: which letters fit now and which duty each serves, to whom it goes, and the frame around it.

What stands in a kind of letter is data (`letter_texts`); its parts are made in `letter_parts`. A letter that serves a
duty is about the talk that this duty began with, else about the last.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from escalate.domain.bodies import decode_event
from escalate.domain.calendar import Happened
from escalate.domain.choices import ENDINGS
from escalate.domain.dispute import Duty
from escalate.domain.events import DONE, Sent
from escalate.domain.frozen import frozen
from escalate.domain.gates import short
from escalate.domain.journal import Entry
from escalate.domain.policy import RAISING, RECORDS
from escalate.domain.requests import MarkSent
from escalate.errors import NoSuchLetter, Refused
from escalate.usecases.letter_parts import NEEDS, PARTS
from escalate.usecases.letter_texts import DECIDES, NOTICE, OURS, REFERRAL, TEXTS, LetterText
from escalate.usecases.matter import TO_MANAGERS, Letter, Matter, named, speakers
from escalate.usecases.paper import Block, Facts, Paper, Paragraph, gap

KINDS = tuple(kind for kind in TEXTS if kind not in (NOTICE, REFERRAL))
_NUMBER = re.compile(r"[Dd]([0-9]{1,9})")


@frozen
class Made:
    """A letter that is written: its kind, the duty that sending it ends (0: none), to whom it goes, and the paper."""

    kind: str
    duty: int
    to: tuple[str, ...]
    subject: str
    paper: Paper


@frozen
class Choice:
    """A letter that fits now: what to type, what it is for, to whom it goes, and the duties that it serves."""

    kind: str
    what: str
    to: tuple[str, ...]
    duties: tuple[Duty, ...]


def fitting(matter: Matter) -> Iterator[Choice]:
    """The letters that fit now; first those that a duty of ours asks for."""
    kinds = (_choice(kind, matter) for kind in KINDS if not _lacks(kind, matter) and _is_listed(kind, matter))
    notices = (_choice(f"D{duty.number}", matter) for duty in _to_tell(matter))
    yield from sorted((*kinds, *notices), key=lambda one: not one.duties)


def letter(kind: str, matter: Matter, foot: str) -> Made:
    """The letter of that kind, or the one that the duty of that number asks for. Raises NoSuchLetter, Refused."""
    found = _found(kind, matter)
    text = TEXTS[found.kind]
    policy, reference = matter.stored.policy, matter.stored.dispute.opened.reference
    title = text.title.format(dispute=policy.calls_it)
    to = _to(found, text)
    blocks: tuple[Block, ...] = (
        Facts((("To", f"{'; '.join(to)} {gap('their address')}"), *_head(found))),
        Paragraph(text.opening.format(dispute=policy.calls_it)),
        *(block for part in text.parts for block in PARTS[part](found)),
        Paragraph(_signed(found)),
    )
    return Made(
        kind=kind if found.kind in (NOTICE, REFERRAL) else found.kind,
        duty=found.duty.number if found.duty else 0,
        to=to,
        subject=f"{reference}: {title} (receipt {matter.stored.receipt})",
        paper=Paper(title, blocks, subtitle=reference, foot=foot),
    )


def sent_before(request: MarkSent, entries: Iterable[Entry], now: datetime) -> Iterator[str]:
    """A line for each entry that has the same letter as sent to the same on the same day."""
    day, today = (request.happened or Happened.instant(now)).day, Happened.instant(now).day
    for entry in entries:
        event = decode_event(entry.kind, entry.body or "") if entry.kind == Sent.__name__ else None
        if not isinstance(event, Sent) or (event.letter, event.to) != (request.letter, request.to):
            continue
        if event.happened.day == day:
            yield f"Already on record as sent {'today' if day == today else 'that day'}: entry {entry.position}"


def _signed(found: Letter) -> str:
    if found.kind == "panel-response":
        return gap("who signs for those who decide: name, role and agency")
    return f"{found.matter.writer or gap('your name and role')}\n{named(found.matter.ours)}"


def _head(found: Letter) -> Iterator[tuple[str, str]]:
    matter = found.matter
    yield "Date", matter.say(Happened(Happened.instant(matter.now).day))
    if found.kind != "panel-response":
        yield "From", named(matter.ours)


def _found(kind: str, matter: Matter) -> Letter:
    if numbered := _NUMBER.fullmatch(kind):
        return _of_duty(int(numbered[1]), matter)
    if kind not in KINDS:
        asking = next((duty.number for duty in matter.stored.dispute.open_duties() if _kind(duty, matter)), 0)
        such = f"; or a duty that asks for one, such as D{asking}" if asking else ""
        hint = f"There are: {', '.join(KINDS)}{such}."
        raise NoSuchLetter("Nothing was written: there is no letter of that kind.", hint=hint)
    if lacks := _lacks(kind, matter):
        raise Refused(f"Nothing was written: {lacks}.", hint=_listed(matter))
    served = [duty for duty in _served(kind, matter) if not _of_another_talk(duty, kind, matter)]
    return _about(kind, matter, served[-1] if served else None)


def _listed(matter: Matter) -> str:
    return f"What can be written now: escalate letter {short(matter.stored.dispute)}"


def _of_duty(number: int, matter: Matter) -> Letter:
    duty = matter.stored.dispute.duties.get(number)
    kind = _kind(duty, matter) if duty and not duty.ended else ""
    if not duty or not kind:
        raise NoSuchLetter(f"Nothing was written: {_no_letter(number, duty, matter)}.", hint=_listed(matter))
    if lacks := _lacks(kind, matter):
        raise Refused(f"Nothing was written: {lacks}.", hint=_listed(matter))
    return _about(kind, matter, duty)


def _no_letter(number: int, duty: Duty | None, matter: Matter) -> str:
    if not duty:
        return f"there is no D{number}"
    if not duty.ended or not _kind(duty, matter):
        return f"D{number} asks for no letter"
    sent = "its letter was sent on " if duty.ended.how == DONE else "it ended on "
    return f"D{number} is {ENDINGS.get(duty.ended.how, duty.ended.how)}: {sent}{matter.say(duty.ended.happened)}"


def _about(kind: str, matter: Matter, duty: Duty | None) -> Letter:
    """About the talk that began the duty, if one did; else about the last."""
    talks = {talk.seq: talk for talk in matter.talks}
    last = matter.talks[-1] if matter.talks else None
    return Letter(kind, matter, duty, talks.get(duty.began) if duty and duty.started.starts in RECORDS else last)


def _kind(duty: Duty, matter: Matter) -> str:
    """What the policy asks for: the letter it names, to let somebody know, to refer it; nothing of the other side."""
    policy = matter.stored.policy
    known = policy.duty(duty.started.duty)
    if known is None or not (known.letter or known.tell) or matter.stored.dispute.waiting_on(duty.started) == "them":
        return ""
    stages = [stage for one in known.stages if (stage := policy.stage(one)) and stage.raising != stage.responding]
    decide = {role for stage in stages for role in (stage.raising, stage.responding)}
    referred = any(policy.is_neutral(role) or role in decide for role in known.tell)
    return known.letter or (REFERRAL if referred and not matter.stored.dispute.resolved else NOTICE)


def _served(kind: str, matter: Matter) -> tuple[Duty, ...]:
    """The open duties that ask for a letter of that kind."""
    return tuple(duty for duty in matter.stored.dispute.open_duties() if _kind(duty, matter) == kind)


def _of_another_talk(duty: Duty, kind: str, matter: Matter) -> bool:
    """Whether a letter about a talk between the sides cannot serve it: what began it is a talk with others alone."""
    about_talk = "talk" in TEXTS[kind].needs and duty.started.starts in RECORDS
    return about_talk and duty.began not in {talk.seq for talk in matter.talks}


def _to_tell(matter: Matter) -> Iterator[Duty]:
    """The notifications that are ours to send."""
    for duty in (*_served(REFERRAL, matter), *_served(NOTICE, matter)):
        if matter.stored.dispute.waiting_on(duty.started) in ("us", "both"):
            yield duty


def _choice(kind: str, matter: Matter) -> Choice:
    found = _found(kind, matter)
    duties = _served(kind, matter) if found.kind == kind else (found.duty,) if found.duty else ()
    what = TEXTS[found.kind].what if found.kind == kind else found.duty.started.what if found.duty else ""
    return Choice(kind, what, _to(found, TEXTS[found.kind]), duties)


def _is_listed(kind: str, matter: Matter) -> bool:
    return not TEXTS[kind].when_asked or bool(_served(kind, matter))


def _lacks(kind: str, matter: Matter) -> str:
    """Why that letter cannot be written now; empty where it can."""
    served = bool(_served(kind, matter))
    return next((why for need in TEXTS[kind].needs if (why := NEEDS[need](matter)) and not served), "")


def _to(found: Letter, text: LetterText) -> tuple[str, ...]:
    matter, dispute = found.matter, found.matter.stored.dispute
    if found.duty and found.duty.started.tell:
        return found.duty.started.tell
    if found.kind == "after-talk" and found.talk:
        return matter.present(found.talk.event, (dispute.other_side,)) or (matter.agencies(dispute.other_side),)
    if text.reader == DECIDES:
        return (gap("to whom"),) if found.kind != "panel-response" else (matter.agencies(RAISING),)
    side = dispute.side if text.reader == OURS else dispute.other_side
    here = found.kind not in TO_MANAGERS  # of those known, some speak at an earlier stage alone
    speak = [one for one in speakers(found) if one.side == side]
    known = tuple(f"{'; '.join(one.people if here else ()) or one.role}, {one.agency}" for one in speak)
    return known or (matter.agencies(side),)
