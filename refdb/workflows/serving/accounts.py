"""Who may use a library's server: passwords by argon2, sessions and tokens of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from refdb.errors import InputError
from refdb.model import ROLES, Role
from refdb.workflows.steps.ports import Store

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST, LONGEST = 10, 200  # characters of a password
_DAYS = 14  # that a session lasts
_LONGEST_NAME = 80


def add_account(store: Store, name: str, password: str = "", role: Role | None = None) -> bool:
    """Make an account, or give the one there another password; whether it is new. Without one it has tokens alone.

    Raises:
        InputError: a name that cannot be, or a password that is too short.
    """
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InputError(f"a name has 1 to {_LONGEST_NAME} letters")
    if password and not SHORTEST <= len(password) <= LONGEST:
        raise InputError(f"a password has {SHORTEST} to {LONGEST} characters")
    return store.put_account(name, _hasher().hash(password) if password else "", _known(role) if role else None)


def set_role(store: Store, name: str, role: str) -> None:
    """Let an account do more, or less.

    Raises:
        InputError: there is no such account, or no such role.
    """
    store.set_role(name, _known(role))


def _known(role: str) -> Role:
    for one in ROLES:
        if one == role:
            return one
    raise InputError(f"{role!r:.40} is no role; there are {', '.join(ROLES)}")


def sign_in(store: Store, name: str, password: str) -> str:
    """A new session's secret, for a cookie; ``""`` where name or password are wrong.

    An unknown name takes as long as a wrong password: how long it takes tells nothing.
    """
    from argon2.exceptions import Argon2Error, InvalidHashError

    name = " ".join(name.split())
    hasher, known = _hasher(), store.password_of(name)
    try:
        hasher.verify(known or hasher.hash("nobody's"), password[:LONGEST])
    except (Argon2Error, InvalidHashError):
        return ""
    if not known:
        return ""
    secret, until = secrets.token_urlsafe(32), datetime.now(UTC) + timedelta(days=_DAYS)
    store.put_access(name, "session", digest_of(secret), expires_at=until.isoformat(timespec="seconds"))
    return secret


def add_token(store: Store, name: str, label: str = "") -> str:
    """A new token of an account, which is told once.

    Raises:
        InputError: there is no such account.
    """
    secret = f"refdb_{secrets.token_urlsafe(32)}"
    store.put_access(name, "token", digest_of(secret), label=" ".join(label.split())[:80])
    return secret


def digest_of(secret: str) -> str:
    """What is kept of a secret; it is random and long, so that a plain hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ImportError as error:
        raise InputError("accounts need the server's packages: pip install 'refdb[server]'") from error
    return PasswordHasher()
