"""The parts that a letter can have, by the names that `letter_texts` gives them, and what a letter can need.

What nobody has said yet is a gap: a letter is never refused for want of words.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from escalate.domain.choices import OUTCOMES
from escalate.domain.policy import RAISING, RESPONDING
from escalate.usecases import letter_talks
from escalate.usecases.letter_texts import BRING, OURS, TEXTS
from escalate.usecases.matter import Letter, Matter, speakers
from escalate.usecases.paper import Block, Facts, Heading, Items, Paragraph, Space, gap


def _matter(letter: Letter) -> Iterator[Block]:
    matter, dispute = letter.matter, letter.matter.stored.dispute
    yield Facts(
        (
            ("Our reference", dispute.opened.reference),
            ("Policy", matter.policy()),
            ("About", matter.grounds()),
            ("Raised by", matter.agencies(RAISING)),
            ("With", matter.agencies(RESPONDING)),
            ("Raised", matter.raised() or "not yet"),
            ("Where it stands", matter.stage()),
        )
    )


def _subjects(letter: Letter) -> Iterator[Block]:
    known = "" if TEXTS[letter.kind].reader == OURS else f" {gap('how the reader knows them')}"
    yield Facts((("Whom it is about", letter.matter.subjects() + known),))


def _concern(letter: Letter) -> Iterator[Block]:
    yield Heading("The concern")
    yield Paragraph(letter.matter.concern())


def _asks(letter: Letter) -> Iterator[Block]:
    stored = letter.matter.stored
    if stored.policy.asks:
        yield Heading("What the policy asks us to be clear about")
        unknown = gap("not known yet")
        yield Facts(tuple((ask.text, stored.dispute.answers.get(ask.id) or unknown) for ask in stored.policy.asks))


def _settled(letter: Letter) -> Iterator[Block]:
    yield Heading("What is settled, and what still concerns us")
    ended = letter.matter.stored.dispute.resolved
    what = gap("what still concerns you; or: nothing") if ended else gap("what is settled, and what is not")
    yield Paragraph(f"{OUTCOMES.get(ended.outcome, ended.outcome).capitalize()}. {what}" if ended else what)


def _open_issues(_: Letter) -> Iterator[Block]:
    yield Heading("What is still open, and how it will be pursued")
    yield Paragraph(gap("each open point, who pursues it, how, and by when; or: nothing"))


def _speakers(letter: Letter) -> Iterator[Block]:
    rows = tuple((one.agency or "Of neither side", one.role) for one in speakers(letter))
    if rows:
        yield Heading(f"Who speaks at {letter.matter.stored.policy.calls_stage.lower()} {letter.stage.id}")
        yield Facts(rows)


def _next(letter: Letter) -> Iterator[Block]:
    stored, (what, due) = letter.matter.stored, letter.matter.limit()
    if stored.dispute.resolved:
        return
    here = stored.policy.stage(stored.dispute.stage) or stored.policy.first
    calls = stored.policy.calls_stage.lower()
    ways = [f"{calls} {stage.id}, {stage.name}" for one in here.next if (stage := stored.policy.stage(one))]
    settled = f"{what or f'Settle it at this {calls}'}: by {due or gap('by when')}."
    onward = f" The next {calls} is {', or '.join(ways)}." if ways else ""
    yield Heading("What comes next")
    yield Paragraph(settled + onward)


def _request(_: Letter) -> Iterator[Block]:
    yield Heading("What we ask of you")
    yield Paragraph(gap("what you ask for, and by when"))


def _confirm(_: Letter) -> Iterator[Block]:
    yield Paragraph("Please reply to confirm this, or tell us what you recall differently.")


def _meeting(_: Letter) -> Iterator[Block]:
    yield Facts((("When", gap("day and hour")), ("Where, or how", gap("the place, or by telephone or video"))))


def _bring(letter: Letter) -> Iterator[Block]:
    yield Heading("What to bring")
    yield Items(BRING)
    asks = tuple(ask.text for ask in letter.matter.stored.policy.asks)
    if asks:
        yield Heading("What each of us is to be clear about")
        yield Items(asks)
    yield Paragraph(f"Send what is in writing by {gap('by when')}.")


def _why_conference(_: Letter) -> Iterator[Block]:
    yield Heading("Why a conference is needed")
    yield Facts(
        (
            ("The decision we do not agree with", gap("what was decided, by whom, on which day")),
            ("Why the child may not be safe enough otherwise", gap("your serious concerns, and what they rest on")),
        )
    )


def _support(_: Letter) -> Iterator[Block]:
    yield Heading("Supported by a senior manager or safeguarding lead of our agency")
    yield from (Space("Name and role"), Space("Signed"), Space("Date"))


def _copies(letter: Letter) -> Iterator[Block]:
    yield Facts((("Copies to", "; ".join(filter(None, map(letter.matter.agencies, (RAISING, RESPONDING))))),))


def _purpose(letter: Letter) -> Iterator[Block]:
    if letter.duty:
        started = letter.duty.started
        source = f" ({started.source})" if started.source else ""
        yield Paragraph(f"What the policy asks for: {started.what}{source}.")


def _to_know(_: Letter) -> Iterator[Block]:
    yield Paragraph(gap("what they need to know, and no more"))


def _form(letter: Letter) -> Iterator[Block]:
    form = letter.matter.stored.policy.form(letter.duty.started.form) if letter.duty else None
    if form:
        yield Paragraph(f"With this goes the form: {form.title}.")


def _their_manager(matter: Matter) -> str:
    other = matter.stored.dispute.other_side
    known = any(one.side == other for one in speakers(Letter("to-their-manager", matter, None, None)))
    return "" if known else "nobody of the other side alone speaks at that stage"


def _decides(matter: Matter) -> str:
    policy, dispute = matter.stored.policy, matter.stored.dispute
    stage = policy.stage(dispute.stage)
    found = stage and (stage.body or any(policy.is_neutral(role) for role in (stage.raising, stage.responding)))
    return "" if found else "no panel, chair or unit decides at this stage"


PARTS: Mapping[str, Callable[[Letter], Iterable[Block]]] = {
    "matter": _matter,
    "subjects": _subjects,
    "concern": _concern,
    "asks": _asks,
    "talk": letter_talks.talk,
    "talk-actions": letter_talks.talk_actions,
    "settled": _settled,
    "outcomes": letter_talks.outcomes,
    "actions": letter_talks.actions,
    "open-issues": _open_issues,
    "talks": letter_talks.talks,
    "views": letter_talks.views,
    "speakers": _speakers,
    "next": _next,
    "request": _request,
    "confirm": _confirm,
    "our-reasons": letter_talks.our_reasons,
    "meeting": _meeting,
    "bring": _bring,
    "why-conference": _why_conference,
    "support": _support,
    "panel": letter_talks.panel,
    "method": letter_talks.method,
    "copies": _copies,
    "purpose": _purpose,
    "to-know": _to_know,
    "form": _form,
}
NEEDS: Mapping[str, Callable[[Matter], str]] = {  # why it is not there; empty where it is
    "open": lambda matter: "it is resolved" if matter.stored.dispute.resolved else "",
    "talk": lambda matter: "" if matter.talks else "no talk with the other side is on record yet",
    "child": lambda matter: (
        "" if any(one.kind == "child" for one in matter.stored.dispute.opened.subjects) else "it is about no child"
    ),
    "their-manager": _their_manager,
    "decides": _decides,
}
