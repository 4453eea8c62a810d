"""The Alembic environment; installed as escalate.migrations, so it has to be a package."""
