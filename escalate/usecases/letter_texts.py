"""The letters that can be written: for whom each is, what it says first, and what of the dispute stands in it.

They are data: a new letter is a row. What a partnership calls things comes from its policy, in the braces; what `parts`
and `needs` name is made in `letter_parts`. Only one's own side reads OURS; a NOTICE tells no more than is asked for.
"""

from collections.abc import Mapping

from escalate.domain.frozen import frozen

OURS, THEIRS, DECIDES = "ours", "theirs", "decides"  # who reads it
NOTICE, REFERRAL = "notice", "referral"  # what a duty's `tell` makes


@frozen
class LetterText:
    """One kind of letter. `needs` names what must be there before it can be written."""

    title: str
    what: str  # what it is for, in the list
    reader: str
    opening: str
    parts: tuple[str, ...]
    needs: tuple[str, ...] = ()
    when_asked: bool = False  # listed only where a duty asks for it; it can always be named


TEXTS: Mapping[str, LetterText] = {
    "after-talk": LetterText(
        title="After our talk",
        what="Confirms to the other side what was settled in the last talk, or what still concerns you",
        reader=THEIRS,
        opening="Thank you for the talk. This confirms what was settled in it, and what still concerns us. Tell us at "
        "once if you remember any of it otherwise.",
        parts=("matter", "subjects", "talk", "talk-actions", "settled", "next"),
        needs=("talk",),
    ),
    "agreed": LetterText(
        title="What we agreed",
        what="Confirms between the parties what was agreed, and how what is open is pursued",
        reader=THEIRS,
        opening="This confirms in writing what was agreed between us, and how what is still open will be pursued.",
        parts=("matter", "subjects", "outcomes", "actions", "open-issues", "next", "confirm"),
        needs=("talk",),
    ),
    "reasons": LetterText(
        title="Our agency's reasons",
        what="Gives the other side your agency's reasons, as your line manager guides",
        reader=THEIRS,
        opening="These are our agency's reasons for its approach. We ask you for yours in the same way.",
        parts=("matter", "subjects", "our-reasons"),
        needs=("open",),
    ),
    "to-manager": LetterText(
        title="A {dispute} to take up",
        what="Asks your own manager to take it up at their stage; for your own agency alone",
        reader=OURS,
        opening="This {dispute} is not settled between us, and the policy asks you to take it up.",
        parts=("matter", "subjects", "concern", "asks", "talks", "views", "actions", "speakers", "next", "request"),
        needs=("open",),
    ),
    "to-their-manager": LetterText(
        title="A {dispute}, from manager to manager",
        what="Raises it with the equivalent manager of the other side",
        reader=THEIRS,
        opening="This {dispute} between our agencies is not settled, and the policy asks the two of us to try.",
        parts=("matter", "subjects", "concern", "talks", "views", "actions", "speakers", "next", "request"),
        needs=("open", "their-manager"),
    ),
    "agenda": LetterText(
        title="For our meeting",
        what="Says to the other side what to bring to the next talk, and by when; without any narrative",
        reader=THEIRS,
        opening="This is for the talk that the policy asks for. So that it can settle something, we ask you to bring "
        "what is listed here; we bring the same.",
        parts=("meeting", "matter", "speakers", "bring", "next"),
        needs=("open",),
    ),
    "conference": LetterText(
        title="Request for a Child Protection Conference",
        what="Asks for a Child Protection Conference, with the support of a senior manager or safeguarding lead",
        reader=DECIDES,
        opening="We ask for a Child Protection Conference. We do not agree with the decision not to hold one, and have "
        "serious concerns that the child may not be safe enough otherwise.",
        parts=("matter", "subjects", "concern", "why-conference", "talks", "support"),
        needs=("child",),
        when_asked=True,
    ),
    "panel-response": LetterText(
        title="Response to a {dispute}",
        what="The written response of those who decide now, with copies to the agencies involved",
        reader=DECIDES,
        opening="This is the response to the {dispute} that was referred to us, with the way agreed to resolve it.",
        parts=("matter", "subjects", "panel", "method", "copies"),
        needs=("decides",),
    ),
    NOTICE: LetterText(
        title="A {dispute}: for your information",
        what="Tells whom the policy asks you to tell; without any narrative",
        reader=DECIDES,
        opening="The policy asks us to let you know of this {dispute}.",
        parts=("purpose", "matter", "next", "to-know"),
    ),
    REFERRAL: LetterText(
        title="A {dispute} for you to take up",
        what="Refers it to whoever decides now",
        reader=DECIDES,
        opening="This {dispute} was not settled between the agencies, and the policy puts it before you.",
        parts=("purpose", "matter", "subjects", "concern", "talks", "actions", "form", "next", "request"),
    ),
}
TITLES: Mapping[str, str] = {kind: text.title.format(dispute="dispute") for kind, text in TEXTS.items()}
BRING = (
    "What you decided, when, and the reasons for it.",
    "The facts that your view rests on, with their sources; what is opinion, marked as opinion.",
    "What the child or adult has said or shown.",
    "What you would need to know or to see to think otherwise.",
    "Who can agree to something for your agency, if you cannot.",
)
