"""Trying an act without recording it: the rules say what is wrong or missing before anybody confirms anything."""

from datetime import datetime

from escalate.domain.folding import evolve, fold
from escalate.domain.frozen import frozen
from escalate.domain.parts import Author
from escalate.usecases.ports import Decide, DecideNew, Reader, Written


@frozen
class Rehearsal:
    """Implements `ports.Writer`, and writes nothing."""

    reader: Reader

    def open_dispute(self, _: Author, __: datetime, ___: bytes, decide: DecideNew, ____: int = 0) -> Written:
        """What opening would leave in the log."""
        acts = decide("ESC")
        return Written(0, fold(acts), acts, (0,) * len(acts))

    def record(
        self,
        _: Author,
        __: datetime,
        number: int,
        ___: int | None,
        decide: Decide,
        ____: int = 0,
        _____: bytes = b"",
    ) -> Written:
        """What the act would leave in the log, whatever was added meanwhile."""
        stored = self.reader.stored(number)
        acts, dispute = decide(stored), stored.dispute
        for act in acts:
            dispute = evolve(dispute, act)
        return Written(number, dispute, acts, (stored.position,) * len(acts))
