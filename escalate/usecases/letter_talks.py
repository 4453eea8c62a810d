"""The parts of a letter that tell of the talks between the sides: what was said of each, and what was agreed in them.

Of a talk, the views, the end and the actions are told; what was said in it word by word stays in the log.
"""

from collections.abc import Iterable, Iterator

from escalate.domain.choices import HOWS
from escalate.domain.events import DISCUSSION
from escalate.domain.policy import PARTNERSHIP
from escalate.usecases.letter_texts import TEXTS, THEIRS
from escalate.usecases.matter import Letter, Matter, Talked
from escalate.usecases.paper import Block, Facts, Heading, Items, Paragraph, Table, gap


def talk(letter: Letter) -> Iterator[Block]:
    """One talk: when, who, what each side thinks, how it ended."""
    if not letter.talk:
        return
    matter, event = letter.matter, letter.talk.event
    yield Heading("The talk")
    yield Facts(
        (
            ("When", matter.say(event.happened)),
            ("How", HOWS.get(event.how) or gap("how you spoke")),
            ("Who was there", matter.there(letter.talk)),
            ("Our view", event.our_reasons or gap("our view and the reasons for it")),
            ("Your view, as we understood it", event.their_reasons or gap("their view and the reasons for it")),
            ("How it ended", event.outcome or gap("how it ended")),
        )
    )
    yield from _corrected(matter, (letter.talk,))


def outcomes(letter: Letter) -> Iterator[Block]:
    """How each talk ended."""
    matter = letter.matter
    said = tuple(f"{matter.say(one.event.happened)}: {one.event.outcome}" for one in matter.talks if one.event.outcome)
    yield Heading("How our talks ended")
    yield Items(said or (gap("what was agreed, and when"),))
    yield from _corrected(matter, matter.talks)


def talks(letter: Letter) -> Iterator[Block]:
    """What was tried so far, a row a talk."""
    matter = letter.matter
    yield Heading("What was tried so far")
    if not matter.tried:
        yield Paragraph("No talk between the sides, and no attempt at one, is on record yet.")
        return
    calls = matter.stored.policy.calls_stage
    rows = tuple(
        (matter.say(one.event.happened), f"{calls} {one.event.stage}", matter.there(one), _ended(one))
        for one in matter.tried
    )
    yield Table(("When", "At", "Who was there", "How it ended"), rows, "What was tried between the sides")
    yield from _corrected(matter, matter.tried)


def _ended(one: Talked) -> str:
    if one.event.kind != DISCUSSION:
        return f"An attempt {HOWS.get(one.event.how, '')}".strip()
    return one.event.outcome or gap("how it ended")


def views(letter: Letter) -> Iterator[Block]:
    """What each side thinks, as it said in each talk."""
    theirs = "Your view" if TEXTS[letter.kind].reader == THEIRS else "Their view"
    yield Heading("What each side thinks, and why")
    events = [talk.event for talk in letter.matter.talks]
    told = [one for one in events if one.our_reasons or one.their_reasons] or events[-1:]
    for one in told:
        yield Facts(
            (
                ("When", letter.matter.say(one.happened)),
                ("Our view", one.our_reasons or gap("our view and the reasons for it")),
                (f"{theirs}, as we understood it", one.their_reasons or gap("their view and the reasons for it")),
            )
        )
    if not told:
        yield Paragraph(gap("the view of each side, and the reasons for it"))


def our_reasons(letter: Letter) -> Iterator[Block]:
    """The reasons that we gave."""
    said = tuple(dict.fromkeys(one.event.our_reasons for one in letter.matter.talks if one.event.our_reasons))
    yield Heading("Our reasons")
    yield Items(said or (gap("your agency's reasons, as your line manager guides"),))
    yield Facts((("Agreed with our line manager", gap("their name, and the day")),))
    yield from _corrected(letter.matter, letter.matter.talks)


def talk_actions(letter: Letter) -> Iterator[Block]:
    """What was agreed in it."""
    yield from _agreed(letter.matter, [letter.talk] if letter.talk else [])


def actions(letter: Letter) -> Iterator[Block]:
    """What was agreed in all of them."""
    yield from _agreed(letter.matter, letter.matter.talks)


def panel(letter: Letter) -> Iterator[Block]:
    """Who of neither side sat, and when."""
    matter, body = letter.matter, letter.stage.body
    sat = [one for one in matter.talks if matter.sat(one.event)]
    rows = [
        ("When", matter.say(sat[-1].event.happened) if sat else gap("the day")),
        ("Who decided", "; ".join(matter.present(sat[-1].event, (PARTNERSHIP,))) if sat else gap("names and agencies")),
    ]
    rows += [("Needed", body.quorum)] if body and body.quorum else []
    yield Heading(body.name if body else "Who decided")
    yield Facts(tuple(rows))
    yield from _corrected(matter, sat[-1:])


def method(letter: Letter) -> Iterator[Block]:
    """What those who decide came to."""
    matter = letter.matter
    sat = [one for one in matter.talks if matter.sat(one.event)]
    yield Heading("The agreed way to resolve it")
    yield Paragraph((sat[-1].event.outcome if sat else "") or gap("what is to happen, and the reasons"))
    yield from _agreed(matter, sat[-1:])
    yield Facts((("If it does not work", gap("what happens then")),))


def _agreed(matter: Matter, talks: Iterable[Talked]) -> Iterator[Block]:
    if rows := matter.actions(talk.seq for talk in talks):
        yield Heading("What was agreed")
        yield Table(("What", "Who", "By when", "Status"), rows, "The actions agreed between us")


def _corrected(matter: Matter, talks: Iterable[Talked]) -> Iterator[Paragraph]:
    """A correction says why it was made, to one's own side: whoever writes takes over what is right."""
    for talk in (one for one in talks if one.corrected):
        which = f"the talk of {matter.say(talk.event.happened)}, entry {matter.stored.dispute.position(talk.seq)}"
        yield Paragraph(gap(f"{which}, was corrected: check what is said of it here, then strike this out"))


def told(matter: Matter) -> Iterator[str]:
    """Each talk, or attempt at one, as a line for a form: when, at which stage, who, how it ended."""
    stage = matter.stored.policy.calls_stage
    for one in matter.tried:
        event = one.event
        yield f"{matter.say(event.happened)}, {stage.lower()} {event.stage}: {matter.there(one)}. {_ended(one)}"
    yield from (block.text for block in _corrected(matter, matter.tried))
