"""A copy of a dispute's file with parts withheld: which, and why. Nothing is kept of the answers, and nothing recorded.

What can be withheld is known by numbers (person 2, entry 7), so that a name stands neither in an option nor in a fault.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from escalate import runtime
from escalate.cli import ask, prompting
from escalate.cli.acting import take_me
from escalate.cli.ask import Question
from escalate.cli.blank import blank
from escalate.cli.interview import Asker
from escalate.cli.options import Said
from escalate.errors import BadAnswers, Interrupted
from escalate.papers import export_file, outfile
from escalate.usecases.exporting import Exporting
from escalate.usecases.redacting import ENTRY, Listed, Withheld, listed

_KINDS = ("people, children and adults", "entries")


def redacted_copy(work: Exporting, file: str, said: Said, *, replace: bool) -> None:
    """Write the copy, and say what it lacks."""
    office, path = runtime.office(), Path(file)
    if said.blank:
        title = f"A copy with parts withheld: {work.stored.dispute.opened.reference}"
        runtime.say(blank(title, (_question(listed(work.entries)),)))
        return
    ending = export_file.ending_of(path)
    outfile.check(path, replace=replace)
    data = ask.document(said.answers)
    author = office.whoever(take_me(data, said.me), "Nothing was exported")
    copy = work.without(_asked(work) if prompting.wanted(said) else _read(data, work))
    sealed = export_file.shown(copy.view(author), ending)
    made = export_file.whole(sealed, ending, copy.proof(work.entries), office.care.log_id(), recorded=False)
    outfile.write(path, made, replace=replace)
    runtime.show(copy.done(path.name, ending[1:], work.entries[-1], 0, "a copy with parts withheld"), said.how)


def _question(known: tuple[Listed, ...]) -> Question:
    options = {one.number: one.label for one in known}
    which = Question("what", "What is withheld", "choice", required=True, options=options, example='"person 1"')
    why = Question("why", "Why: the ground for withholding it. The copy shows this", "long", required=True)
    return Question("withhold", "What is withheld, each with its reason", "rows", required=True, inside=(which, why))


def _read(data: Mapping[str, Any], work: Exporting) -> tuple[Withheld, ...]:
    """What an answers file says. Raises BadAnswers, MissingAnswers."""
    rows = ask.answers((_question(listed(work.entries)),), data, work.now)["withhold"]
    chosen = tuple(Withheld(row["what"], row["why"]) for row in rows)
    if len({one.number for one in chosen}) != len(chosen):
        raise BadAnswers("Nothing was exported.", details=("withhold: names one of them twice",))
    return chosen


def _asked(work: Exporting) -> tuple[Withheld, ...]:
    """What the person at the keyboard chooses. Raises Interrupted."""
    asker = prompting.asker()
    try:
        chosen = tuple(_withheld(asker, listed(work.entries)))
    except (KeyboardInterrupt, EOFError):
        raise Interrupted("Nothing was exported.") from None
    if not chosen:
        raise Interrupted("Nothing was exported: nothing was chosen to be withheld.")
    return chosen


def _withheld(asker: Asker, known: tuple[Listed, ...]) -> Iterator[Withheld]:
    """Two lists to tick, then why for each; Enter gives the same reason again."""
    asker.say("", "A copy with parts withheld. The log stays as it is, and none of these answers is kept.")
    picked: list[str] = []
    for kind, is_entry in zip(_KINDS, (False, True), strict=True):
        options = {
            one.number: f"{one.number}: {one.label}" for one in known if one.number.startswith(ENTRY) is is_entry
        }
        picked += asker.tick(Question("withhold", f"Which {kind} are withheld?", options=options), ())
    labels, before = {one.number: one.label for one in known}, ""
    for number in picked:
        why = ""
        while not why:
            asked = Question(
                "why", f"Why is {number} ({labels[number]}) withheld?", enter="as the last" if before else ""
            )
            why = asker.line(asked, "").strip() or before
        before = why
        yield Withheld(number, why)
