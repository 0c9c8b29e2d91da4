"""What the server needs of a library's database: accounts, jobs, remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any, Literal, Protocol

from refdb.model import AccessToken, Account, Decision, DecisionKind, Job, Remark, Role


class Served(Protocol):
    """Who may use the server, what its workers do, what readers noted."""

    def put_account(self, name: str, password: str, role: Role | None = None) -> bool:
        """Make an account, or give it another hash, which ends its sessions; whether it is new.

        Without a role a new one is an editor's, and another one keeps its own.
        """
        ...

    def accounts(self) -> list[Account]:
        """All accounts, by their names."""
        ...

    def set_role(self, name: str, role: Role) -> None:
        """Let an account do more, or less.

        Raises:
            InputError: there is no such account.
        """
        ...

    def password_of(self, name: str) -> str:
        """The hash of an account's password; ``""`` where it has none, or there is no such account."""
        ...

    def remove_account(self, name: str) -> None:
        """Take an account out, with its sessions and tokens; what it decided stays.

        Raises:
            InputError: there is no such account.
        """
        ...

    def put_access(self, name: str, kind: str, digest: str, label: str = "", expires_at: str = "") -> None:
        """Keep the hash of a session or token of this account; sessions that have expired go.

        Raises:
            InputError: there is no such account.
        """
        ...

    def account_with(self, kind: str, digest: str) -> Account | None:
        """Whose session or token this is; None where it is nobody's, or has expired."""
        ...

    def remove_access(self, digest: str) -> None:
        """End a session, or take a token back."""
        ...

    def tokens(self, name: str) -> list[AccessToken]:
        """The tokens of an account."""
        ...

    def remove_token(self, name: str, number: int) -> bool:
        """Take back one token of this account and of no other; whether it had it."""
        ...

    def add_job(self, kind: str, given: Mapping[str, Any], owner: str) -> int:
        """Put a job at the end of the queue; its number."""
        ...

    def take_job(self, worker: str) -> Job | None:
        """The first job of the queue, which is this worker's from now on; None where there is none."""
        ...

    def has_jobs(self) -> bool:
        """Whether any job waits."""
        ...

    def beat_job(self, number: int, worker: str, step: str, done: int, total: int) -> Literal["go on", "stop", "lost"]:
        """Say that the worker lives and how far it is; whether it is to go on, to stop, or has the job no more."""
        ...

    def end_job(
        self,
        number: int,
        worker: str,
        state: Literal["done", "failed", "cancelled"],
        *,
        result: Mapping[str, Any] | None = None,
        error: str = "",
    ) -> bool:
        """End a job of this worker; False where it has it no more, or has ended it."""
        ...

    def ending_job(self, number: int, worker: str) -> AbstractContextManager[None]:
        """An audit that is kept within ends this job, in the same transaction: it is made once, or not at all."""
        ...

    def running_jobs(self) -> list[tuple[Job, float]]:
        """The jobs that workers have, with the time of each one's last sign of life (seconds since 1970)."""
        ...

    def give_back_job(self, number: int, worker: str) -> None:
        """Put a job whose worker is gone back where it was in the queue, or give it up if too many died of it."""
        ...

    def cancel_job(self, number: int) -> None:
        """Cancel a job that waits; ask the worker that has it to stop."""
        ...

    def job(self, number: int) -> Job | None:
        """A job as it is now."""
        ...

    def jobs(self, limit: int = 50, *, only_open: bool = False) -> list[Job]:
        """The jobs, the last first."""
        ...

    def add_remark(self, remark: Remark) -> None:
        """Keep a remark; the same one once."""
        ...

    def remarks_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Remark, ...]]:
        """All remarks on each of these texts, in the order in which they were made."""
        ...

    def all_decisions_on(self, kind: DecisionKind, texts: Iterable[str]) -> dict[str, tuple[Decision, ...]]:
        """Every decision on each of these texts, also those that a later one stands before, in the order of time."""
        ...
