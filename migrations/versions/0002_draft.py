"""The drafts: answers not yet confirmed, beside the journal and no part of it.

Numbers are never used again (AUTOINCREMENT), or two people could come to write the same draft.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("command", sa.String, nullable=False),
        sa.Column("dispute", sa.Integer),
        sa.Column("me", sa.String, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("began_at", sa.String, nullable=False),
        sa.Column("changed_at", sa.String, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_draft"),
        sqlite_autoincrement=True,
    )
    op.execute("PRAGMA user_version = 2")
