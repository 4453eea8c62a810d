"""What `log` shows: what it changed, and the discussion as text to be copied, into the child's file or into an e-mail.

On a screen what was printed last is what is seen; a screen reader begins at the start.
"""

from escalate import runtime
from escalate.usecases.status import StatusView
from escalate.usecases.tally import TallyView
from escalate.usecases.trail import discussed


def show_logged(number: int, changed: StatusView | TallyView, how: runtime.How) -> None:
    """Show what the last discussion of a dispute changed, and its text."""
    reader = runtime.office().reader
    text = discussed(reader.stored(number), reader.entries(number))
    if how == "plain" or runtime.accessible():
        runtime.show(changed, how)
        runtime.show(text, how)
    else:
        runtime.show(text, how)
        runtime.say("\n")
        runtime.show(changed, how)
