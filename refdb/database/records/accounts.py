"""Rows of who may use a library's server, and of what proves it."""

from __future__ import annotations

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from refdb.database.sessions import Sessions, now
from refdb.database.tables import AccessRow, AccountRow
from refdb.errors import InputError
from refdb.model import AccessToken


class AccountRows(Sessions):
    """The accounts of a library, their sessions and tokens; of a secret only its hash is here."""

    def put_account(self, name: str, password: str) -> bool:
        """Make an account, or give it another hash, which ends its sessions; whether it is new."""
        with self._writing() as session:
            row = session.scalar(select(AccountRow).where(AccountRow.name == name))
            if row is None:
                session.add(AccountRow(name=name, password=password, created_at=now()))
                return True
            row.password = password
            session.execute(delete(AccessRow).where(AccessRow.account_id == row.id, AccessRow.kind == "session"))
            return False

    def accounts(self) -> list[str]:
        """The names of all accounts."""
        with self._reading() as session:
            return list(session.scalars(select(AccountRow.name).order_by(AccountRow.name)))

    def password_of(self, name: str) -> str:
        """The hash of an account's password; ``""`` where it has none, or there is no such account."""
        with self._reading() as session:
            return session.scalar(select(AccountRow.password).where(AccountRow.name == name)) or ""

    def remove_account(self, name: str) -> None:
        """Take an account out, with its sessions and tokens; what it decided stays.

        Raises:
            InputError: there is no such account.
        """
        with self._writing() as session:
            session.delete(self._account(session, name))

    def put_access(self, name: str, kind: str, digest: str, label: str = "", expires_at: str = "") -> None:
        """Keep the hash of a session or token of this account; sessions that have expired go.

        Raises:
            InputError: there is no such account.
        """
        with self._writing() as session:
            account = self._account(session, name)
            session.execute(delete(AccessRow).where(AccessRow.expires_at != "", AccessRow.expires_at < now()))
            values = {"kind": kind, "label": label, "digest": digest, "expires_at": expires_at}
            session.add(AccessRow(account_id=account.id, created_at=now(), **values))

    def account_with(self, kind: str, digest: str) -> str:
        """Whose session or token this is; ``""`` where it is nobody's, or has expired."""
        alive = or_(AccessRow.expires_at == "", AccessRow.expires_at >= now())
        query = select(AccountRow.name).join(AccessRow).where(AccessRow.digest == digest, AccessRow.kind == kind, alive)
        with self._reading() as session:
            return session.scalar(query) or ""

    def remove_access(self, digest: str) -> None:
        """End a session, or take a token back."""
        with self._writing() as session:
            session.execute(delete(AccessRow).where(AccessRow.digest == digest))

    def tokens(self, name: str) -> list[AccessToken]:
        """The tokens of an account."""
        query = select(AccessRow).join(AccountRow).where(AccountRow.name == name, AccessRow.kind == "token")
        with self._reading() as session:
            rows = session.scalars(query.order_by(AccessRow.id))
            return [AccessToken(row.id, row.label, row.created_at) for row in rows]

    def remove_token(self, name: str, number: int) -> bool:
        """Take back one token of this account and of no other; whether it had it."""
        with self._writing() as session:
            account = self._account(session, name)
            one = (AccessRow.account_id == account.id, AccessRow.id == number, AccessRow.kind == "token")
            return bool(getattr(session.execute(delete(AccessRow).where(*one)), "rowcount", 0))

    def _account(self, session: Session, name: str) -> AccountRow:
        row = session.scalar(select(AccountRow).where(AccountRow.name == name))
        if row is None:
            raise InputError(f"no account {name!r}; `refdb user list` shows what there is")
        return row
