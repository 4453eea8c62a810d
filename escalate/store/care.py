"""Looking after the log: proving it, making what is listed anew, and the receipts that are kept outside it."""

from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from escalate.domain.frozen import frozen
from escalate.errors import LogDamaged
from escalate.store.database import State, connect, plainly, state
from escalate.store.outside import Outside

if TYPE_CHECKING:
    from escalate.domain.receipt import Known
    from escalate.usecases.ports import BackedUp, Contents, Progress, Proof

_WORDS = "SELECT 1 FROM content WHERE position = :position"


@frozen
class Care:
    """What is done with the log at `path` as a whole; `make_ready` brings it up to date first."""

    path: Path
    make_ready: Callable[[], object]

    @property
    def outside(self) -> Outside:
        """The receipts kept outside the log."""
        return Outside(self.path)

    def contents(self) -> "Contents | None":
        """What the log holds, in short; None where there is none. Raises LogUnusable."""
        from escalate.store.contents import contents  # noqa: PLC0415  the warning that each run may give needs none

        log = connect(self.path, "read")
        if log is None:
            return None
        with plainly(self.path), closing(log):
            return contents(log)

    def prove(self, progress: "Progress") -> "Proof | None":
        """What proving the log found; None where there is none. Raises LogUnusable."""
        from escalate.store.proving import prove  # noqa: PLC0415  the warning that each run may give needs none of it

        with suppress(LogDamaged):  # that is what proving finds
            self.make_ready()
        return prove(self.path, progress)

    def back_up(self, target: Path) -> "BackedUp":
        """Copy the log to a new file. Raises BadInput, NotSound, LogUnusable."""
        from escalate.store.backup import back_up  # noqa: PLC0415  the same
        from escalate.store.proving import prove  # noqa: PLC0415  the same

        self.make_ready()
        return back_up(self.path, target, prove)

    def rebuild(self) -> bool:
        """Make what is listed anew from the entries; whether there is a log. Raises LogUnusable."""
        from escalate.store.rebuilding import make_anew  # noqa: PLC0415  the same

        self.make_ready()
        if state(self.path) is State.ABSENT:
            return False
        make_anew(self.path)
        return True

    def hash_at(self, position: int) -> str:
        """The hash of the entry at that position; "" where there is none that can be read. Raises LogUnusable."""
        with suppress(LogDamaged):  # proving says so
            log = connect(self.path, "prove")
            if log is not None:
                from escalate.store.contents import hash_at  # noqa: PLC0415  the same

                with plainly(self.path), closing(log):
                    return hash_at(log, position)
        return ""

    def has_words(self, position: int) -> bool:
        """Whether the entry at that position has its words. Raises LogUnusable."""
        with suppress(LogDamaged):  # proving says so
            log = connect(self.path, "prove")
            if log is not None:
                with plainly(self.path), closing(log):
                    return log.execute(_WORDS, {"position": position}).fetchone() is not None
        return False

    def log_id(self) -> str:
        """Which log it is; "" where there is none. Raises LogUnusable."""
        from escalate.store.entries import log_started  # noqa: PLC0415  the same

        log = connect(self.path, "read")
        if log is None:
            return ""
        with plainly(self.path), closing(log):
            started = log_started(log)
        return started.log_id if started else ""

    def known(self, log_id: str) -> "tuple[Known, ...]":
        """The receipts of that log ("": of any) that are kept outside it, the newest first."""
        return self.outside.known(log_id)

    def remember(self) -> None:
        """Keep the receipt of the log's end outside it, in place of the last. Raises LogUnusable."""
        self.outside.remember()
