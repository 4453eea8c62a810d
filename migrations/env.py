"""Alembic's environment: runs the migrations on the open connection it is given, inside its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    context.run_migrations()
