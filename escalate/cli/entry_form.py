"""The questions about an entry: what to correct in it, or who approves it; and the request that their answers make."""

from dataclasses import replace

from escalate.cli import forms
from escalate.cli.ask import Answers, Question
from escalate.cli.forms import WHEN, SoFar
from escalate.domain import requests as r
from escalate.domain.choices import KINDS
from escalate.domain.correcting import APPROVERS, MANAGER, REMARKS, WORKER, unapproved, wrote
from escalate.domain.dispute import Dispute
from escalate.domain.events import Opened
from escalate.domain.policy import DONE_OF, ONCE, Policy
from escalate.render import words
from escalate.usecases.remarks import TIMES
from escalate.usecases.trail import TITLES

ENTRY = "entry "  # before its number among the options: a list for screen readers numbers its lines


def correction(dispute: Dispute, _: Policy, so_far: SoFar) -> tuple[Question, ...]:
    """What an entry should have said."""
    opening = f"{so_far.get('entry', '')}".removeprefix(ENTRY).strip() == str(dispute.marks[0].position)
    recorded = [one for one in ONCE if getattr(dispute.opened, one)]
    several = bool(opening and so_far.get("when") and recorded)  # which of them it is, nobody may guess
    which = {**{one: TIMES[one] for one in TIMES if one in recorded}, "happened": TIMES[""]}
    return (
        _entry("Which entry", dispute, tuple(range(1, len(dispute.marks) + 1))),
        Question("what", "What is wrong in it (nothing, if you only add)", "long", required=True),
        Question("right", "What is right", "long", required=True),
        Question("why", "Why it is corrected: how you know, and why it was wrong", "long", required=True),
        replace(WHEN, text="The right day or hour, if one was wrong", asked=True, default=None, enter="none was wrong"),
        Question(
            "moment",
            "Which of its times was wrong",
            "choice",
            options=which,
            required=several,
            default="happened" if opening and not several else None,
        ),
    )


def correct(values: Answers, _: Dispute) -> r.Correct:
    """The correction."""
    moment = values.get("moment", "")
    return r.Correct(
        entry=values["entry"],
        what=values["what"],
        right=values["right"],
        why=values["why"],
        when=values.get("when"),
        moment="" if moment == "happened" else moment,
    )


def approval(dispute: Dispute, policy: Policy, so_far: SoFar) -> tuple[Question, ...]:
    """Who approves a record, and when. Those that wait for it come first."""
    waiting = [duty.began for duty in unapproved(dispute)]
    records = [seq for seq, mark in enumerate(dispute.marks, 1) if mark.kind not in REMARKS]
    own = _own(dispute, so_far)
    usual = WORKER if own else MANAGER
    follow = {DONE_OF + duty.id for duty in policy.duties if duty.ends == "approved"}
    return (
        _entry("Which record", dispute, tuple(dict.fromkeys((*waiting, *records)))),
        Question("role", "Who approves it", "choice", options=APPROVERS, asked=True, default=usual),
        Question(
            "by",
            "Their name, if it is not you",
            asked=not own or so_far.get("role", usual) != WORKER,
            enter="it is you",
        ),
        replace(WHEN, text="When it was approved: a day, with the hour if known"),
        *([forms.dates_table(after)] if (after := [duty for duty in policy.duties if duty.starts in follow]) else []),
    )


def _own(dispute: Dispute, so_far: SoFar) -> bool:
    """Whether who writes wrote the entry too, or that is not known yet."""
    position, me = f"{so_far.get('entry', '')}".removeprefix(ENTRY).strip(), so_far.get(forms.WRITER)
    return not me or all(wrote(str(me), mark) for mark in dispute.marks if str(mark.position) == position)


def approve(values: Answers, _: Dispute) -> r.Approve:
    """The approval."""
    return r.Approve(
        entry=values["entry"],
        role=values.get("role", WORKER),
        by=values.get("by", ""),
        happened=values.get("when"),
        dates=values.get("dates", {}),
    )


def _entry(text: str, dispute: Dispute, listed: tuple[int, ...]) -> Question:
    talks = {talk.seq: KINDS[talk.kind].capitalize() for talk in dispute.talks}
    options = {}
    for seq in listed:
        mark = dispute.marks[seq - 1]
        title = talks.get(seq) or TITLES[mark.kind]
        title = "Opened" if mark.kind == Opened.__name__ else title
        options[f"{ENTRY}{mark.position}"] = f"{title}, {words.happened(mark.happened)} (entry {mark.position})"
    return Question(
        "entry",
        f"{text}: its number in the trail",
        "number",
        required=True,
        options=options,
        example="12",
    )
