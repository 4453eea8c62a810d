"""What `log` ends with: the discussion as text to be copied, into the child's file or into an e-mail."""

from escalate import runtime
from escalate.usecases.trail import discussed


def show_last(number: int, how: runtime.How) -> None:
    """Show the last discussion of a dispute."""
    reader = runtime.office().reader
    runtime.show(discussed(reader.stored(number), reader.entries(number)), how)
