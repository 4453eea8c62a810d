"""Brings an empty or older log to the present tables, all or nothing.

Alembic is imported here alone, and runtime comes here only when `database.state` says that there is something to do.
"""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError

from escalate.store import rebuilding
from escalate.store.database import VERSION, damaged
from escalate.store.engine import driver, transaction

Keep = Callable[[Path, int], None]  # a log, and the version it is from


def bring_up_to_date(path: Path, migrations: Path, keep: Keep = lambda _path, _version: None) -> None:
    """Make the log at `path`, or bring it up to date, with the migrations in that folder. Raises LogUnusable.

    `keep` keeps a log of an older version before anything of it is changed.
    """
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with transaction(path, "create") as session:
        connection = driver(session)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return  # another process was quicker
        if version:
            keep(path, version)
        config.attributes["connection"] = session.connection()
        try:
            command.upgrade(config, "head")
        except CommandError as fault:
            raise damaged(f"{path.name} does not say which version it is from.") from fault
        rebuilding.rebuild(connection)
