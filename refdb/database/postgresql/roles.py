"""Who may do what in a library's schema: PostgreSQL's own rights, given to its own users or groups."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from refdb.database.postgresql.address import Place
from refdb.database.postgresql.engine import open_engine, quoted, told
from refdb.errors import InputError, LibraryError

Role = Literal["reader", "editor", "owner", "none"]
ROLES: Sequence[str] = get_args(Role)
_TABLES = {"reader": "SELECT", "editor": "SELECT, INSERT, UPDATE, DELETE"}
_SEQUENCES = {"reader": "SELECT", "editor": "SELECT, USAGE"}


def statements(schema: str, role: str, user: str, owner: str) -> list[str]:
    """What gives a user of the database a role in a library, and takes what they had before.

    A reader searches and checks; an editor imports, edits and audits, too; an owner also brings the tables to those of
    a newer refdb and builds indexes, which PostgreSQL lets only members of the role do that has them.

    Args:
        schema: the library's.
        role: reader, editor, owner or none.
        user: as PostgreSQL knows them, or a group.
        owner: who has the schema.

    Raises:
        InputError: there is no such role, or the user is the owner.
    """
    if role not in ROLES:
        raise InputError(f"no role {role!r}; there are {', '.join(ROLES)}")
    if user == owner:
        raise InputError(f"{user} is its owner")
    who, has = quoted(user), quoted(owner)
    later = f"ALTER DEFAULT PRIVILEGES FOR ROLE {has} IN SCHEMA {schema}"
    found = [
        *(f"REVOKE ALL ON ALL {kind} IN SCHEMA {schema} FROM {who}" for kind in ("TABLES", "SEQUENCES")),
        *(f"{later} REVOKE ALL ON {kind} FROM {who}" for kind in ("TABLES", "SEQUENCES")),
        f"REVOKE ALL ON SCHEMA {schema} FROM {who}",
    ]
    if role == "none":
        return [*found, f"REVOKE {has} FROM {who}"]
    if role == "owner":
        return [f"GRANT {has} TO {who}"]
    found.append(f"GRANT USAGE ON SCHEMA {schema} TO {who}")
    for kind, rights in (("TABLES", _TABLES[role]), ("SEQUENCES", _SEQUENCES[role])):
        found.append(f"GRANT {rights} ON ALL {kind} IN SCHEMA {schema} TO {who}")
        found.append(f"{later} GRANT {rights} ON {kind} TO {who}")
    if role == "editor":  # which tables there are is the owner's affair
        found.append(f"REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {who}")
    return found


def grant(place: Place, role: str, user: str) -> list[str]:
    """Give a user a role in a library; what was said to the database.

    Raises:
        InputError: there is no such role or user.
        LibraryError: you have not the right to.
    """
    said = granting(place, role, user)
    engine = open_engine(place)
    try:
        with engine.begin() as connection:
            if not connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :user"), {"user": user}):
                raise InputError(f"PostgreSQL knows no user {user!r}; a DBA says CREATE ROLE {quoted(user)} LOGIN")
            for statement in said:
                connection.execute(text(statement.replace(":", r"\:")))
    except DBAPIError as error:
        raise LibraryError(f"{told(error)}; let its owner or a DBA say what `refdb grant … --sql` prints") from error
    finally:
        engine.dispose()
    return said


def granting(place: Place, role: str, user: str) -> list[str]:
    """What would give a user a role in a library; nothing is changed.

    Raises:
        InputError: there is no such role.
    """
    return statements(place.schema, role, user, owner_of(place))


def owner_of(place: Place) -> str:
    """The role that has a library's schema; where there is none, the user of the address."""
    engine = create_engine(place.url)
    try:
        with engine.connect() as connection:
            query = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = :schema"
            found = connection.scalar(text(query), {"schema": place.schema})
            return str(found or connection.scalar(text("SELECT current_user")))
    except DBAPIError as error:
        raise LibraryError(f"{place} cannot be opened: {told(error)}") from error
    finally:
        engine.dispose()
