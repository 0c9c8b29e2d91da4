"""What a library's server remembers: who may use it, and the jobs that its workers do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from refdb.model.decisions import DecisionKind

JobState = Literal["queued", "running", "done", "failed", "cancelled"]
RemarkAction = Literal["note", "assign", "done", "reopen"]
Role = Literal["reader", "editor", "owner"]  # who looks and searches; decides and edits, too; has the accounts, too
ROLES: tuple[Role, ...] = get_args(Role)
ENDED = ("done", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Job:
    """One audit, import or list of references that a worker does or did."""

    id: int
    kind: str
    given: Mapping[str, Any]
    owner: str
    state: JobState
    step: str = ""  # what is being done
    done: int = 0
    total: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    error: str = ""
    created_at: str = ""
    started_at: str = ""
    ended_at: str = ""
    ahead: int = 0  # jobs that come before it in the queue
    worker: str = ""
    attempts: int = 0

    @property
    def is_ended(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in ENDED


@dataclass(frozen=True, slots=True)
class Remark:
    """A note on a claim or a reference, who is to look at it (``value``), that it is done or open again."""

    kind: DecisionKind
    text: str
    action: RemarkAction
    value: str = ""
    by: str = ""
    at: str = ""  # UTC, ISO 8601
    article: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class KeptAudit:
    """An audit that the library has, without its report."""

    id: int
    article_id: int
    title: str
    name: str
    sha256: str
    created_at: str
    references: int
    claims: int
    statuses: Mapping[str, int]
    verdicts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may use a library's server, and what they may do."""

    name: str
    role: Role = "editor"

    def may(self, role: Role) -> bool:
        """Whether they may do what somebody of this role may: each may what those before it may.

        >>> Account("ann", "editor").may("reader"), Account("ann", "editor").may("owner")
        (True, False)
        """
        return ROLES.index(self.role) >= ROLES.index(role)

    def may_cancel(self, job: Job) -> bool:
        """Whether a job is theirs to cancel: their own or nobody's, an owner's all."""
        return not job.is_ended and self.may("owner" if job.owner not in ("", self.name) else "editor")

    def refused(self, role: Role) -> str:
        """Why they may not do what needs this role, in a line."""
        what = {"reader": "look and search", "editor": "decide and edit", "owner": "see and change the accounts"}[role]
        own = f"{'a' if self.role == 'reader' else 'an'} {self.role}"
        return f"only an {role} may {what} here; {self.name} is {own}, and `refdb user role` on the server changes that"


@dataclass(frozen=True, slots=True)
class AccessToken:
    """A token by which a program asks in an account's name; the token itself is told once, when it is made."""

    id: int
    label: str
    created_at: str
