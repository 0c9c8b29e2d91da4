"""Bringing a database to the present tables, whichever dialect it speaks."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection

from refdb.errors import LibraryError


def migrate(connection: Connection, where: object, version: str | None) -> None:
    """Make the present tables, and commit.

    Args:
        connection: one that may write.
        where: the library, as a message names it.
        version: of its tables; None where it has none.

    Raises:
        LibraryError: a newer refdb made them.
    """
    # Imported here: alembic takes longer to import than a search takes, and is needed once in a library's life.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(files("refdb.database") / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise LibraryError(
            f"{where} has database version {version}, unknown to this refdb; install the newer refdb that made it"
        ) from error
    connection.commit()
