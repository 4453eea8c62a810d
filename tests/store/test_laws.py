"""The laws of random acts hold in the log too: it proves itself, and the register is what the fold says."""

import hashlib
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import invariant

from escalate.domain import events as e
from escalate.domain import requests as r
from escalate.store.journal import Journal
from escalate.store.queries import Queries
from tests.build import AUTHOR
from tests.domain.test_laws import Laws
from tests.store.acts import journal_of, read_policy
from tests.store.conftest import prove

KEPT = b"the policy's text"


class LawsOfTheLog(Laws):
    """The same machine, with every event written to a real log as it is decided."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.log = self.folder / "log.db"
        self.written = 0
        self.journal: Journal | None = None

    def write(self) -> None:
        """Bring the log up with the events."""
        if self.journal is None:
            self.journal = journal_of(self.log)
            opened, *others = self.events
            assert isinstance(opened, e.Opened)
            pinned = replace(opened, policy_digest=hashlib.sha256(KEPT).hexdigest())
            self.events[0] = pinned
            self.dispute = replace(self.dispute, opened=pinned)
            self.journal.open_dispute(AUTHOR, self.now, KEPT, lambda _: (pinned, *others))
        elif len(self.events) > self.written:
            new = tuple(self.events[self.written :])
            self.journal.record(AUTHOR, self.now, 1, self.written, lambda _: new)
        self.written = len(self.events)

    def act(self, request: r.Request) -> None:
        self.write()
        super().act(request)
        self.write()

    @invariant()
    def the_log_proves_itself_and_tells_the_same_dispute(self) -> None:
        self.write()
        prove(self.log)
        assert Queries(self.log, read_policy).stored(1).dispute == self.dispute

    def teardown(self) -> None:
        shutil.rmtree(self.folder)


TestLawsOfTheLog = LawsOfTheLog.TestCase
TestLawsOfTheLog.settings = settings(max_examples=12, stateful_step_count=12, deadline=None, derandomize=True)
