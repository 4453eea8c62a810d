"""Logs of many disputes, each in a folder of its own: made through the store, in one transaction."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from escalate.domain.parts import Author
from escalate.domain.register import late
from escalate.policy_files import from_kept
from escalate.settings import Me, Settings, save
from escalate.store.journal import Journal
from escalate.store.migrate import bring_up_to_date
from escalate.store.queries import Queries
from escalate.usecases.ports import DecideNew
from tests.bench.disputes import LATE, MOST_OPEN, POLICY, disputes, long_one

MIGRATIONS = Path(__file__).parents[2] / "migrations"
ME = Me("Ann Worker", "Social worker", "School", "", "education")


@dataclass
class Log:
    """A log of `size` disputes in the folder `home`."""

    home: Path
    size: int
    _written_to: int = 0

    @property
    def path(self) -> Path:
        """The log file."""
        return self.home / "log.db"

    @property
    def latest(self) -> str:
        """The newest dispute, which is open and never written to."""
        return str(self.size)

    def holds(self, now: datetime) -> str:
        """What a report finds in it, so that nobody has to believe that the log is as it should be."""
        lines = Queries(self.path, from_kept).open_lines()
        disputes = {dispute.dispute for dispute, _ in lines}
        past = sum(bool(duty and late(duty, now)) for _, duty in lines)
        return f"{len(disputes):,} open, {past} overdue, {self.path.stat().st_size / 1_000_000:,.0f} MB"

    def open_ones(self) -> Iterator[str]:
        """Disputes to write to, newest first: each open, not late, and handed out once."""
        while self._written_to < min(self.size, MOST_OPEN) - LATE - 1:
            self._written_to += 1
            yield str(self.size - self._written_to)


def make(home: Path, size: int, now: datetime) -> Log:
    """A log of `size` disputes, and the settings of somebody who writes in it."""
    return _holding(home, size, disputes(size, now), now)


def make_long(home: Path, entries: int, now: datetime) -> Log:
    """A log of one dispute with that many entries."""
    return _holding(home, 1, [long_one(entries, now)], now)


def _holding(home: Path, size: int, opened: Iterable[DecideNew], now: datetime) -> Log:
    log = Log(home, size)
    save(home, Settings(me=(ME,), policies=(POLICY.policy.id,)))
    bring_up_to_date(log.path, MIGRATIONS)
    journal = Journal(log.path, from_kept, program="bench")
    journal.append_many(Author(ME.name, ME.role, ME.agency), now, ((POLICY.kept, decide) for decide in opened))
    return log
