"""The commands that copy the log to a file, and put such a copy back in its place."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from escalate.cli.options import Json, MeOption, Plain, Said, how

if TYPE_CHECKING:
    from escalate.usecases.backups import Plan

_GO_ON, _STOP = "restore", "stop"

File = Annotated[str, typer.Argument(metavar="FILE", show_default=False, help="The backup.")]
Yes = Annotated[bool, typer.Option("--yes", help="Restore although entries are lost by it.")]


def backup(file: File, as_json: Json = False, plain: Plain = False) -> None:
    """Copy the log to a new file, checked after it is written, while others go on working."""
    from escalate import runtime
    from escalate.usecases.backups import backup_view

    _check_file(file)
    made = runtime.office().care.back_up(Path(file))
    runtime.show(backup_view(made, file), how(as_json, plain))


def _check_file(file: str) -> None:
    """Refuse what is no name of a file. Raises BadInput."""
    from escalate import clock
    from escalate.errors import BadInput

    usual = f"log-{clock.computers():%Y-%m-%d}.db"
    if not file.strip():
        raise BadInput("Nothing was backed up: no file was named.", hint=f"Name a new one, such as {usual}.")
    if os.path.isdir(file):  # noqa: PTH112  where Path.is_dir fails on a name too long, this is no folder
        raise BadInput(f"Nothing was backed up: {file} is a folder.", hint=f"Name a file in it: {Path(file) / usual}")


def restore(file: File, yes: Yes = False, me: MeOption = "", as_json: Json = False, plain: Plain = False) -> None:
    """Put a backup back in the place of the log, which is set aside and not deleted."""
    from escalate import clock, runtime
    from escalate.usecases import backups as use

    office, said = runtime.office(), Said(me=me, how=how(as_json, plain))
    with office.restoring(Path(file)) as ready:
        author = office.whoever(_who(said), "Nothing was restored")
        planned = use.plan(ready, office.care.known(ready.backup.log_id))
        if planned.lost and not yes:
            _agree(planned, ready.backup.head.position, said)
        view = use.restore(ready, planned, file, author, clock.now(scripted=ready.backup.scripted))
    office.care.remember()
    runtime.show(view, said.how)


def _who(said: Said) -> str:
    """Who restores: asked at a terminal where several use this log. Raises Interrupted."""
    from escalate.cli import prompting
    from escalate.errors import Interrupted

    if said.me or not prompting.wanted(said):
        return said.me
    try:
        return prompting.who_writes(prompting.asker(), "")
    except (KeyboardInterrupt, EOFError):
        raise Interrupted("Nothing was restored.") from None


def _agree(planned: "Plan", ended: int, said: Said) -> None:
    """Have it confirmed that entries are lost. Raises MissingAnswers without a terminal, Interrupted for a no."""
    from escalate.cli import prompting
    from escalate.cli.ask import Question
    from escalate.domain.calendar import LONDON
    from escalate.domain.plain import instant
    from escalate.errors import Interrupted, MissingAnswers
    from escalate.render import words

    lost = planned.lost
    if lost is None:
        return
    ends = f"The backup ends with entry {ended}."
    if lost.own_way:
        ends = f"From entry {lost.first} on the backup holds other entries than the log here."
    what = [f"{ends} It lacks {lost}, the last written {words.instant(lost.when)}."]
    if planned.opened_since:
        since = words.count(planned.opened_since, "dispute")
        what.append(f"Opened since, and not in it: {since}. New ones will get the same references.")
    for one in planned.erased:
        on = words.day(instant(one.recorded_at).astimezone(LONDON).date())
        what.append(f"The words of {one.reference}, erased on {on}, would come back.")
    if not prompting.wanted(said):
        raise MissingAnswers("Nothing was restored.", details=tuple(what), hint="To restore it all the same: --yes")
    ways = {_STOP: "Stop: change nothing", _GO_ON: "Restore it; the present log is set aside, not deleted"}
    asker = prompting.asker()
    asker.say(*what)
    try:
        answer = asker.choose(Question("", "Restore it all the same?", options=ways), "")
    except (KeyboardInterrupt, EOFError):
        answer = _STOP
    if answer != _GO_ON:
        raise Interrupted("Nothing was restored.")
