"""What happened to the log itself and to no dispute: that it was started, its rule for keeping, a restoring.

Kept apart from `events` because a log is proved and listed without one dispute being read.
"""

from typing import ClassVar

from escalate.domain.frozen import frozen


@frozen
class LogStarted:
    """Entry 1 of a log."""

    version: ClassVar[int] = 1
    log_id: str
    format: int
    scripted: bool
    program: str


@frozen
class KeepRuleSet:
    """For how many years after its end a dispute is kept, from now on; of no dispute."""

    version: ClassVar[int] = 1
    years: int | None


@frozen
class Restored:
    """The log was put back from a backup; of no dispute. What was written after the backup is not in it."""

    version: ClassVar[int] = 1
    newest: int  # the newest entry that was known to be written
    newest_hash: str  # as much of its hash as its receipt holds
    ended: int  # the last entry of the backup
    back: tuple[int, ...] = ()  # disputes erased after the backup: with it their words came back


OfTheLog = LogStarted | KeepRuleSet | Restored
