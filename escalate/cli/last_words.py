"""What an act shows: what it changed; after `log` also the discussion as text to copy into a file or an e-mail.

On a screen what was printed last is what is seen; a screen reader begins at the start.
"""

from typing import TYPE_CHECKING

from escalate import runtime

if TYPE_CHECKING:
    from escalate.usecases.status import StatusView
    from escalate.usecases.tally import TallyView


def show_acted(command: str, number: int, changed: "StatusView | TallyView", how: runtime.How) -> None:
    """Show what an act changed; of a discussion its text too."""
    if command != "log" or how != "human":
        runtime.show(changed, how)
        return
    from escalate.usecases.to_copy import discussed

    reader = runtime.office().reader
    text = discussed(reader.stored(number), reader.entries(number))
    if runtime.accessible():
        runtime.show(changed, how)
        runtime.show(text, how)
    else:
        runtime.show(text, how)
        runtime.say("\n")
        runtime.show(changed, how)
