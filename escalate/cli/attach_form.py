"""The questions about a file to attach, and the request that their answers make: it is read when that is made."""

import os
from dataclasses import replace
from pathlib import Path

from escalate.cli.ask import Answers, Question
from escalate.cli.entry_form import ENTRY
from escalate.cli.forms import WHEN, SoFar
from escalate.domain import requests as r
from escalate.domain.attaching import LARGEST
from escalate.domain.choices import KINDS
from escalate.domain.dispute import Dispute
from escalate.domain.policy import Policy
from escalate.errors import BadInput
from escalate.render import words

_QUOTES = "\"'"  # that a terminal puts around a file that is dragged into it


def attaching(dispute: Dispute, _: Policy, __: SoFar) -> tuple[Question, ...]:
    """Which file, what it is, from whom, when it came, and the record it belongs to."""
    talks = {
        f"{ENTRY}{dispute.position(talk.seq)}": f"{KINDS[talk.kind].capitalize()}, {words.happened(talk.happened)}"
        for talk in dispute.talks
    }
    return (
        Question("file", "The file, with its folder", required=True, check=_wrong),
        Question("paper", "What it is", required=True, more=("For example: minutes of the meeting of 18 December",)),
        Question("from_whom", "From whom it is", asked=True, enter="not known, or ourselves"),
        replace(WHEN, text="When it was written or came: a day, with the hour if known", asked=True),
        Question(
            "entry",
            "The discussion it belongs to, by its number in the trail",
            "number",
            options=talks,
            example="12",
            asked=bool(talks),
            enter="to none",
        ),
    )


def attach(values: Answers, _: Dispute) -> r.Request:
    """The request, with the bytes that the file has now."""
    return r.Attach(
        data=read(values["file"]),
        name=_path(values["file"]).name,
        paper=values["paper"],
        from_whom=values.get("from_whom", ""),
        entry=values.get("entry"),
        happened=values.get("when"),
    )


def read(given: str) -> bytes:
    """The bytes of the file that was named. Raises BadInput."""
    from escalate.papers import infile

    return infile.read(_path(given), LARGEST)


def _wrong(given: str) -> str:
    from escalate.papers.infile import UNDONE

    try:
        read(given)
    except BadInput as fault:
        return f"{fault.message.removeprefix(UNDONE)} {fault.hint}"
    return ""


def _path(given: str) -> Path:
    quoted = len(given) > 1 and given[0] == given[-1] and given[0] in _QUOTES
    return Path(os.path.expanduser(given[1:-1] if quoted else given))  # noqa: PTH111  Path's raises without a home
