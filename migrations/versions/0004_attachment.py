"""The bytes of attached files, beside the entries that say what they are and have their digest.

Like an entry's words they are never changed or replaced, and deleted only after an entry that erases the dispute.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TAKEN = "EXISTS (SELECT 1 FROM attachment WHERE position = NEW.position)"
NOT_ERASED = """NOT EXISTS (SELECT 1 FROM entry AS own JOIN entry AS erased
    ON erased.dispute = own.dispute AND erased.position > own.position AND erased.kind = 'Erased'
    WHERE own.position = OLD.position)"""
TRIGGERS = (
    ("UPDATE", "", "an attached file is never changed"),
    ("DELETE", NOT_ERASED, "an attached file is deleted only after an entry that erases it"),
    ("INSERT", TAKEN, "an attached file is never replaced"),
)


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_attachment"),
        sa.ForeignKeyConstraint(["position"], ["entry.position"], name="fk_attachment_position_entry"),
    )
    for act, when, why in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER attachment_{act.lower()} BEFORE {act} ON attachment"
            f"{f' WHEN {when}' if when else ''} BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
    op.execute("PRAGMA user_version = 4")
