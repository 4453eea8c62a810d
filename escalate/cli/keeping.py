"""The commands about how long a dispute's record is kept, and its end: keep, erase."""

from typing import Annotated

import typer

from escalate.cli.acting import act
from escalate.cli.options import Blank, File, Json, MeOption, Plain, Ref, Said, how
from escalate.errors import BadInput

Until = Annotated[str, typer.Option("--until", metavar="DATE", help="Kept until that day, whatever the rule.")]
Hold = Annotated[bool, typer.Option("--hold", help="Hold it: it is not erased until that is taken back.")]
Release = Annotated[bool, typer.Option("--release", help="It need not be held any more.")]
Review = Annotated[bool, typer.Option("--review", help="List what may be erased, and what is held.")]


def keep(
    ref: Ref = "",
    until: Until = "",
    hold: Hold = False,
    release: Release = False,
    review: Review = False,
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Say until when a dispute is kept, or hold it; with --review, list those that may be erased."""
    said = Said(answers, blank, me, how(as_json, plain))
    if review:
        _review(said)
        return
    if hold and release:
        raise BadInput("Nothing was recorded: it is either held or released.", hint="Leave one of the two out.")
    act("keep", ref, {"until": until, "hold": "yes" if hold else "no" if release else ""}, said)


def erase(
    ref: Ref = "",
    answers: File = "",
    blank: Blank = False,
    me: MeOption = "",
    as_json: Json = False,
    plain: Plain = False,
) -> None:
    """Destroy the words of a resolved dispute for good. Asks twice.

    What stays is a tally: policy, ground, stages with their dates, late or not, outcome; and who erased it, and why.
    """
    act("erase", ref, {}, Said(answers, blank, me, how(as_json, plain)))


def _review(said: Said) -> None:
    from escalate import runtime
    from escalate.usecases.keep_review import keep_review, past

    office = runtime.office()
    years = office.settings.keep_years
    found, others = office.reader.to_review(past(office.now, years))
    started = office.reader.exists()
    runtime.show(keep_review(found, others, office.now, years, started=started, scripted=office.scripted), said.how)
