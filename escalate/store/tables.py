"""The log's tables, as SQLModel sees them; the migrations make them, and a test compares the two.

Instants are text as the journal writes them: what was hashed is stored as it was hashed. The tables `dispute` and
`duty` have the fields of `DisputeLine` and `DutyLine`, by the same names.
"""

from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {  # before the first table: each constraint needs a name of its own
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
}

_MAY_GO = "resolved_at IS NOT NULL AND erased_at IS NULL AND held = 0"


class Entry(SQLModel, table=True):
    """The chained columns of an entry; triggers refuse every change."""

    __table_args__: Any = (
        UniqueConstraint("dispute", "seq"),
        UniqueConstraint("prev"),
        UniqueConstraint("hash"),
        CheckConstraint("(position = 1) = (prev IS NULL)", name="first_has_no_prev"),
        CheckConstraint("(dispute IS NULL) = (seq IS NULL)", name="seq_in_a_dispute"),
        CheckConstraint("(prev_in_dispute IS NULL) = (seq IS NULL OR seq = 1)", name="first_in_dispute_has_no_prev"),
        CheckConstraint("length(digest) = 64 AND length(hash) = 64", name="sha256"),
    )
    position: int = Field(primary_key=True)
    dispute: int | None
    seq: int | None
    kind: str
    recorded_at: str
    digest: str
    prev: str | None
    prev_in_dispute: str | None
    hash: str


class Content(SQLModel, table=True):
    """An entry's words, apart so that they can be destroyed one day."""

    __table_args__: Any = (CheckConstraint("length(salt) = 32", name="salt"),)
    position: int = Field(primary_key=True, foreign_key="entry.position")
    salt: bytes
    body: str


class Kept(SQLModel, table=True):
    """A policy's text under its SHA-256."""

    __table_args__: Any = (CheckConstraint("length(digest) = 64", name="sha256"), {"sqlite_with_rowid": False})
    digest: str = Field(primary_key=True)
    raw: bytes = Field(sa_column=Column("bytes", LargeBinary, nullable=False))


class Attachment(SQLModel, table=True):
    """The bytes of a file, one row for each `Attached` entry; their digest stands in its words."""

    position: int = Field(primary_key=True, foreign_key="entry.position")
    raw: bytes = Field(sa_column=Column("bytes", LargeBinary, nullable=False))


class Dispute(SQLModel, table=True):
    """The register: a line a dispute."""

    __table_args__: Any = (
        Index("ix_dispute_open", "dispute", sqlite_where=text("resolved_at IS NULL")),
        Index("ix_dispute_dated", "keep_until", sqlite_where=text(f"keep_until IS NOT NULL AND {_MAY_GO}")),
        Index("ix_dispute_ruled", "resolved_at", sqlite_where=text(f"keep_until IS NULL AND {_MAY_GO}")),
    )
    dispute: int = Field(primary_key=True)
    reference: str
    policy: str
    ground: str
    subjects: str
    side: str
    agencies: str
    stage: str
    stage_name: str
    stage_since: str
    waiting_on: str
    opened_at: str
    last_spoke_at: str
    open_duties: int
    next_due_at: str | None
    resolved_at: str | None
    at_risk: bool
    thin: int
    seq: int
    keep_until: str | None
    held: bool
    erased_at: str | None


class Duty(SQLModel, table=True):
    """The register: a line a duty."""

    __table_args__: Any = (Index("ix_duty_open", "due_at", "dispute", "number", sqlite_where=text("ended = ''")),)
    dispute: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    duty: str
    what: str
    holder: str
    waiting_on: str
    force: str
    within: str
    clock: bool
    started_at: str
    due_at: str | None
    was_late: bool
    ended: str
    ended_at: str | None


class Fold(SQLModel, table=True):
    """One row: the fold that the register was made with, and the erasure whose traces the file can still have."""

    __table_args__: Any = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(primary_key=True)
    number: int
    traces: int


class Draft(SQLModel, table=True):
    """Answers not yet confirmed. A number is never used again: whoever still writes the old one would overwrite."""

    __table_args__: Any = ({"sqlite_autoincrement": True},)
    number: int = Field(primary_key=True)
    command: str
    dispute: int | None
    me: str
    seq: int
    began_at: str
    changed_at: str
    body: str
