"""What a request needs: a reader looks and searches, an editor decides and edits, an owner has the accounts."""

from __future__ import annotations

from refdb.model import Role

SAFE = ("GET", "HEAD", "OPTIONS")
# What a reader may send though it is no GET: it asks, and changes nothing of the library.
_ASKING = ("/sign-in", "/sign-out", "/api/v1/parse", "/api/v1/verify", "/api/v1/check")
_OWNERS = ("/users", "/api/v1/users")


def needed(method: str, path: str) -> Role:
    """The role that a request needs.

    >>> needed("GET", "/library"), needed("POST", "/edit"), needed("GET", "/users")
    ('reader', 'editor', 'owner')
    """
    if any(path == one or path.startswith(f"{one}/") for one in _OWNERS):
        return "owner"
    return "reader" if method in SAFE or path in _ASKING else "editor"
