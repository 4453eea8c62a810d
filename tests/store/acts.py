"""A small log's data: one author, one policy's text, and hand-built acts on a dispute."""

import hashlib
import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from escalate.domain.calendar import Due, Happened
from escalate.domain.events import DONE, Attached, DangerReported, DateAgreed, Discussed, Opened, Resolved
from escalate.domain.parts import Author, DutyEnded, DutyStarted, Party, Subject
from escalate.domain.policy import Policy
from escalate.errors import LogUnusable
from escalate.store import database, migrate
from escalate.store.journal import Journal
from escalate.usecases.ports import Writer, Written

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NOW = datetime(2026, 12, 18, 10, tzinfo=UTC)
AUTHOR = Author("Siân O'Brien", "Designated safeguarding lead", "Anytown School", "sobrien")
KEPT = b"anytown"
DIGEST = hashlib.sha256(KEPT).hexdigest()
HAPPENED = Happened.instant(NOW)
US, THEM = Party("us", "raising", "Anytown School"), Party("them", "responding", "Children's Services")


def read_policy(kept: bytes) -> Policy:
    return Policy(kept.decode(), "Professional Differences Policy", "", "", (), "ENG", (), (), (), {})


def journal_of(path: Path, *, scripted: bool = False) -> Journal:
    """A journal to write with; the log is made first if there is none."""
    if database.state(path) is not database.State.CURRENT:
        migrate.bring_up_to_date(path, MIGRATIONS)
    return Journal(path, read_policy, program="0.1", scripted=scripted)


def duty(number: int, due_at: datetime | None = None, *, by: str = "both") -> DutyStarted:
    due = Due(due_at, "5 working days", HAPPENED, "when it was raised") if due_at else None
    return DutyStarted(
        number, "settle", "Settle it", by, "both sides", "raised", "left", HAPPENED, due=due, clock=bool(due)
    )


def opened(reference: str, *started: DutyStarted, digest: str = DIGEST) -> Opened:
    return Opened(
        happened=HAPPENED,
        recorded_later=False,
        started=started,
        ended=(),
        reference=reference,
        side="raising",
        policy="anytown",
        policy_title="Professional Differences Policy",
        policy_digest=digest,
        grounds=("thresholds",),
        ground_title="Thresholds",
        subjects=(Subject("child", "AB"),),
        parties=(US, THEM),
        people=(),
        stage="1",
        stage_name="Professional to professional",
        concern="Ŵyn “said” <b>no</b>\n\x00\x1b[2J 😀",
        answers={"aim": "a plan"},
        arose=None,
        raised=HAPPENED,
    )


def discussed(*ended: DutyEnded) -> Discussed:
    return Discussed(
        happened=HAPPENED,
        recorded_later=False,
        started=(),
        ended=ended,
        stage="1",
        kind="discussion",
        how="telephone",
        present=(),
        no_reply=(),
        sides=("raising", "responding"),
        spoke=("us", "them"),
        said="They do not agree.",
        our_reasons="",
        their_reasons="",
        outcome="",
        raised=False,
    )


def date_agreed(number: int, due_at: datetime) -> DateAgreed:
    due = Due(due_at, "agreed", HAPPENED, "agreed")
    return DateAgreed(HAPPENED, False, (), (), number, due, None, "leave", "both", False, was_late=True)


def danger() -> DangerReported:
    return DangerReported(HAPPENED, recorded_later=False, started=(), ended=(), told="the police")


def attached(data: bytes, name: str = "letter.pdf") -> Attached:
    digest = hashlib.sha256(data).hexdigest()
    return Attached(HAPPENED, False, (), (), "A letter", "The hospital", name, len(data), digest)


def attach(journal: Writer, data: bytes, number: int = 1, name: str = "letter.pdf") -> Written:
    return journal.record(AUTHOR, NOW, number, None, lambda _stored: (attached(data, name),), file=data)


def done(number: int) -> DutyEnded:
    return DutyEnded(number, DONE, HAPPENED)


def resolved(*ended: DutyEnded, started: tuple[DutyStarted, ...] = (), at_risk: bool = False) -> Resolved:
    return Resolved(HAPPENED, False, started, ended, "agreed plan", "both", "", at_risk=at_risk)


def open_one(journal: Writer, *started: DutyStarted, now: datetime = NOW) -> Written:
    return journal.open_dispute(AUTHOR, now, KEPT, lambda reference: (opened(reference, *started),))


def report_danger(path: Path, number: int, times: int) -> None:
    """What one of several processes does."""
    journal = journal_of(path)
    for _ in range(times):
        journal.record(AUTHOR, NOW, number, None, lambda _stored: (danger(),))


def report_danger_until_refused(path: Path, number: int, times: int) -> int:
    """The same, for a log that may be put back from a backup meanwhile; how many are in the log."""
    done = 0
    for _ in range(times):
        with suppress(LogUnusable, sqlite3.Error):
            report_danger(path, number, 1)
            done += 1
        time.sleep(0.3)  # so that the other gets a word in
    return done


def in_days(days: int) -> datetime:
    return NOW + timedelta(days=days)


def in_small_pages(log: Path) -> None:
    """Put the log in pages of 512 bytes: it holds the same, and of its bytes fewer that carry nothing."""
    with closing(sqlite3.connect(log)) as raw:
        raw.execute("PRAGMA page_size = 512")
        raw.execute("VACUUM")
