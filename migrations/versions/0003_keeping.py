"""How long a dispute is kept, in the line that lists have of it: the day typed for it, whether it is held, or erased.

The table is derived from the entries, so it is made anew, empty; whoever runs the migrations fills it again. The two
new indexes hold what is resolved and may be erased: by the day typed, or else by when it was resolved. The table
`fold` also says whether the file can still have traces of what was erased last.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXTS = (
    "reference", "policy", "ground", "subjects", "side", "agencies", "stage", "stage_name", "stage_since",
    "waiting_on", "opened_at", "last_spoke_at",
)  # fmt: skip
MAY_GO = "resolved_at IS NOT NULL AND erased_at IS NULL AND held = 0"


def upgrade() -> None:
    op.drop_table("dispute")
    op.create_table(
        "dispute",
        sa.Column("dispute", sa.Integer, nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in TEXTS),
        sa.Column("open_duties", sa.Integer, nullable=False),
        sa.Column("next_due_at", sa.String),
        sa.Column("resolved_at", sa.String),
        sa.Column("at_risk", sa.Boolean, nullable=False),
        sa.Column("thin", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("keep_until", sa.String),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("erased_at", sa.String),
        sa.PrimaryKeyConstraint("dispute", name="pk_dispute"),
    )
    op.create_index("ix_dispute_open", "dispute", ["dispute"], sqlite_where=sa.text("resolved_at IS NULL"))
    dated, ruled = f"keep_until IS NOT NULL AND {MAY_GO}", f"keep_until IS NULL AND {MAY_GO}"
    op.create_index("ix_dispute_dated", "dispute", ["keep_until"], sqlite_where=sa.text(dated))
    op.create_index("ix_dispute_ruled", "dispute", ["resolved_at"], sqlite_where=sa.text(ruled))
    op.drop_table("fold")
    op.create_table(
        "fold",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("traces", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_fold"),
        sa.CheckConstraint("id = 1", name="ck_fold_one_row"),
    )
    op.execute("PRAGMA user_version = 3")
