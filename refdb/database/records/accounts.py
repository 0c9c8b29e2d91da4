"""Rows of who may use a library's server, and of what proves it."""

from __future__ import annotations

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from refdb.database.sessions import Sessions, now, whole
from refdb.database.tables import AccessRow, AccountRow
from refdb.errors import InputError
from refdb.model import ROLES, AccessToken, Account, Role


class AccountRows(Sessions):
    """The accounts of a library, their sessions and tokens; of a secret only its hash is here."""

    @whole
    def put_account(self, name: str, password: str, role: Role | None = None) -> bool:
        """Make an account, or give it another hash, which ends its sessions; whether it is new.

        Without a role a new one is an editor's, and another one keeps its own.
        """
        with self._writing() as session:
            row = session.scalar(select(AccountRow).where(AccountRow.name == name))
            if row is None:
                session.add(AccountRow(name=name, password=password, created_at=now(), role=role or "editor"))
                return True
            row.password, row.role = password, role or row.role
            session.execute(delete(AccessRow).where(AccessRow.account_id == row.id, AccessRow.kind == "session"))
            return False

    def accounts(self) -> list[Account]:
        """All accounts, by their names."""
        with self._reading() as session:
            return [_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.name))]

    @whole
    def set_role(self, name: str, role: Role) -> None:
        """Let an account do more, or less.

        Raises:
            InputError: there is no such account.
        """
        with self._writing() as session:
            self._account(session, name).role = role

    def password_of(self, name: str) -> str:
        """The hash of an account's password; ``""`` where it has none, or there is no such account."""
        with self._reading() as session:
            return session.scalar(select(AccountRow.password).where(AccountRow.name == name)) or ""

    @whole
    def remove_account(self, name: str) -> None:
        """Take an account out, with its sessions and tokens; what it decided stays.

        Raises:
            InputError: there is no such account.
        """
        with self._writing() as session:
            session.delete(self._account(session, name))

    @whole
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

    def account_with(self, kind: str, digest: str) -> Account | None:
        """Whose session or token this is; None where it is nobody's, or has expired."""
        alive = or_(AccessRow.expires_at == "", AccessRow.expires_at >= now())
        query = select(AccountRow).join(AccessRow).where(AccessRow.digest == digest, AccessRow.kind == kind, alive)
        with self._reading() as session:
            row = session.scalar(query)
            return _account(row) if row else None

    @whole
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

    @whole
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


def _account(row: AccountRow) -> Account:
    return Account(row.name, next((role for role in ROLES if role == row.role), ROLES[0]))
