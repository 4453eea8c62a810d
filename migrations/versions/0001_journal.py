"""The journal, the kept texts and the register.

Triggers stop a slip of any program, this one's included: nothing here is changed once it is written. A BEFORE
INSERT trigger is needed beside DELETE's, because INSERT OR REPLACE deletes without asking the latter.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ENTRY_TAKEN = """EXISTS (SELECT 1 FROM entry WHERE position = NEW.position OR hash = NEW.hash
    OR prev = NEW.prev OR (dispute = NEW.dispute AND seq = NEW.seq))"""
CONTENT_TAKEN = "EXISTS (SELECT 1 FROM content WHERE position = NEW.position)"
KEPT_TAKEN = "EXISTS (SELECT 1 FROM kept WHERE digest = NEW.digest)"
NOT_ERASED = """NOT EXISTS (SELECT 1 FROM entry AS own JOIN entry AS erased
    ON erased.dispute = own.dispute AND erased.position > own.position AND erased.kind = 'Erased'
    WHERE own.position = OLD.position)"""
TRIGGERS = (
    ("entry", "UPDATE", "", "an entry is never changed"),
    ("entry", "DELETE", "", "an entry is never deleted"),
    ("entry", "INSERT", ENTRY_TAKEN, "an entry is never replaced"),
    ("content", "UPDATE", "", "the words of an entry are never changed"),
    ("content", "DELETE", NOT_ERASED, "words are deleted only after an entry that erases them"),
    ("content", "INSERT", CONTENT_TAKEN, "the words of an entry are never replaced"),
    ("kept", "UPDATE", "", "a kept text is never changed"),
    ("kept", "DELETE", "", "a kept text is never deleted"),
    ("kept", "INSERT", KEPT_TAKEN, "a kept text is never replaced"),
)
DISPUTE_TEXTS = (
    "reference", "policy", "ground", "subjects", "side", "agencies", "stage", "stage_name", "stage_since",
    "waiting_on", "opened_at", "last_spoke_at",
)  # fmt: skip
DUTY_TEXTS = ("duty", "what", "holder", "waiting_on", "force", "within")


def upgrade() -> None:
    journal()
    register()
    for table, act, when, why in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {table}_{act.lower()} BEFORE {act} ON {table}"
            f"{f' WHEN {when}' if when else ''} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
    op.execute("PRAGMA application_id = 1702060897")  # "esca"
    op.execute("PRAGMA user_version = 1")


def journal() -> None:
    op.create_table(
        "entry",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("dispute", sa.Integer),
        sa.Column("seq", sa.Integer),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("recorded_at", sa.String, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("prev", sa.String),
        sa.Column("prev_in_dispute", sa.String),
        sa.Column("hash", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_entry"),
        sa.UniqueConstraint("dispute", "seq", name="uq_entry_dispute_seq"),
        sa.UniqueConstraint("prev", name="uq_entry_prev"),
        sa.UniqueConstraint("hash", name="uq_entry_hash"),
        sa.CheckConstraint("(position = 1) = (prev IS NULL)", name="ck_entry_first_has_no_prev"),
        sa.CheckConstraint("(dispute IS NULL) = (seq IS NULL)", name="ck_entry_seq_in_a_dispute"),
        sa.CheckConstraint(
            "(prev_in_dispute IS NULL) = (seq IS NULL OR seq = 1)",
            name="ck_entry_first_in_dispute_has_no_prev",
        ),
        sa.CheckConstraint("length(digest) = 64 AND length(hash) = 64", name="ck_entry_sha256"),
    )
    op.create_table(
        "content",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_content"),
        sa.CheckConstraint("length(salt) = 32", name="ck_content_salt"),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name="fk_content_position_entry"),
    )
    op.create_table(
        "kept",
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_kept"),
        sa.CheckConstraint("length(digest) = 64", name="ck_kept_sha256"),
        sqlite_with_rowid=False,  # a hidden rowid would be one more key to replace by
    )


def register() -> None:
    op.create_table(
        "dispute",
        sa.Column("dispute", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in DISPUTE_TEXTS),
        sa.Column("open_duties", sa.Integer, nullable=False),
        sa.Column("next_due_at", sa.String),
        sa.Column("resolved_at", sa.String),
        sa.Column("at_risk", sa.Boolean, nullable=False),
        sa.Column("thin", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("dispute", name="pk_dispute"),
    )
    is_open = sa.text("resolved_at IS NULL")
    op.create_index("ix_dispute_open", "dispute", ["dispute"], sqlite_where=is_open)
    op.create_table(
        "duty",
        sa.Column("dispute", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in DUTY_TEXTS),
        sa.Column("clock", sa.Boolean, nullable=False),
        sa.Column("started_at", sa.String, nullable=False),
        sa.Column("due_at", sa.String),
        sa.Column("was_late", sa.Boolean, nullable=False),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("ended_at", sa.String),
        sa.PrimaryKeyConstraint("dispute", "number", name="pk_duty"),
    )
    by_due_time = ["due_at", "dispute", "number"]
    op.create_index("ix_duty_open", "duty", by_due_time, sqlite_where=sa.text("ended = ''"))
    op.create_table(
        "fold",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fold"),
        sa.CheckConstraint("id = 1", name="ck_fold_one_row"),
    )
