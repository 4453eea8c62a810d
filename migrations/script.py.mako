"""${message}

Plain SQLAlchemy types only, and nothing imported from the program: what a migration did must stay what it did.
It ends by setting user_version to the number of migrations, which is database.VERSION.
"""

import sqlalchemy as sa
from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
