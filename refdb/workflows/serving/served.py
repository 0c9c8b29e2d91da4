"""What the server asks of a library: accounts, jobs, audits shown again, remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from refdb.errors import InputError
from refdb.workflows.steps.opened import Opened

if TYPE_CHECKING:
    from refdb.library import Library
    from refdb.model import (
        AccessToken,
        Account,
        AuditReport,
        CheckedClaim,
        CheckedReference,
        Decision,
        Job,
        KeptAudit,
        Remark,
        RemarkAction,
        Role,
    )


class Served(Opened):
    """What a library's server asks of it."""

    def add_account(self, name: str, password: str = "", role: Role | None = None) -> bool:
        """Let somebody use the server, or give them another password.

        Args:
            name: theirs, which stands beside what they decide.
            password: at least ten characters; ``""`` where only tokens are used.
            role: "reader", "editor" or "owner"; None makes a new one an editor, and leaves another one as it is.

        Returns:
            Whether the account is new.

        Raises:
            InputError: a name, password or role that cannot be.
        """
        from refdb.workflows.serving.accounts import add_account

        return add_account(self.store, name, password, role)

    def accounts(self) -> list[Account]:
        """Tell who may use the server.

        Returns:
            Their names and roles; nobody where the server is for the person at this machine alone.
        """
        return self.store.accounts()

    def set_role(self, name: str, role: str) -> None:
        """Let somebody do more with the server, or less.

        Args:
            name: theirs.
            role: "reader" looks and searches, "editor" decides and edits, too, "owner" has the accounts, too.

        Raises:
            InputError: there is no such account, or no such role.
        """
        from refdb.workflows.serving.accounts import set_role

        set_role(self.store, name, role)

    def remove_account(self, name: str) -> None:
        """Let somebody no longer use the server; what they decided stays.

        Args:
            name: theirs.

        Raises:
            InputError: there is no such account.
        """
        self.store.remove_account(name)

    def sign_in(self, name: str, password: str) -> str:
        """Begin a session.

        Args:
            name: of an account.
            password: its password.

        Returns:
            The session's secret; ``""`` where name or password are wrong.
        """
        from refdb.workflows.serving.accounts import sign_in

        return sign_in(self.store, name, password)

    def sign_out(self, secret: str) -> None:
        """End a session.

        Args:
            secret: the session's.
        """
        from refdb.workflows.serving.accounts import digest_of

        self.store.remove_access(digest_of(secret))

    def who(self, *, session: str = "", token: str = "") -> Account | None:
        """Tell who is asking.

        Args:
            session: a session's secret, or
            token: a program's token.

        Returns:
            The account; None where it is nobody's.
        """
        from refdb.workflows.serving.accounts import digest_of

        return self.store.account_with("token" if token else "session", digest_of(token or session))

    def version(self) -> int | None:
        """Tell the library's version.

        Returns:
            A number that is another one after each change of anything; None where that is not known.
        """
        return self._reading.version()

    def add_token(self, name: str, label: str = "") -> str:
        """Give a program access in an account's name.

        Args:
            name: of the account.
            label: what it is for.

        Returns:
            The token, which cannot be told again.

        Raises:
            InputError: there is no such account.
        """
        from refdb.workflows.serving.accounts import add_token

        return add_token(self.store, name, label)

    def tokens(self, name: str) -> list[AccessToken]:
        """List the tokens of an account.

        Args:
            name: the account's.

        Returns:
            Them, without what is secret.
        """
        return self.store.tokens(name)

    def remove_token(self, name: str, number: int) -> bool:
        """Take a token back.

        Args:
            name: of the account whose it is.
            number: the token's.

        Returns:
            Whether the account had it.

        Raises:
            InputError: there is no such account.
        """
        return self.store.remove_token(name, number)

    def submit(self, kind: Literal["audit", "import", "check"], given: Mapping[str, Any], owner: str = "") -> int:
        """Put a job into the queue of the server's workers.

        Args:
            kind: what is to be done.
            given: of an audit ``upload`` (a file's name in ``uploads/``) and ``name``, or ``address``, what `fetch`
                takes; of an import ``uploads``; of a check ``claim``, a sentence.
            owner: who asks for it.

        Returns:
            The job's number.
        """
        return self.store.add_job(kind, given, owner)

    def work(self, worker: str = "") -> bool:
        """Do the next job of the queue.

        Args:
            worker: who does it; ``""`` is this process.

        Returns:
            Whether there was one.
        """
        from refdb.workflows.serving.jobs import work, worker_name

        return work(cast("Library", self), worker or worker_name())

    def give_back_lost(self) -> None:
        """Put the jobs of workers that are gone back into the queue."""
        from refdb.workflows.serving.jobs import give_back_lost

        give_back_lost(self.store)

    def submit_address(self, named: str, owner: str = "") -> int:
        """Put the audit of an article on the web into the queue; it is fetched when its turn comes.

        Args:
            named: an http(s) address, DOI, PMCID or arXiv number.
            owner: who asks for it.

        Returns:
            The job's number.

        Raises:
            InputError: it is none of these.
        """
        from refdb.workflows.full_texts.fetching import is_fetchable

        named = named.strip()
        if not is_fetchable(named):
            raise InputError(f"{named:.80} is no web address, DOI, PMCID or arXiv number")
        return self.submit("audit", {"address": named, "name": named}, owner)

    def keep_upload(self, data: bytes, name: str) -> tuple[str, str]:
        """Keep a file that came in.

        Args:
            data: its bytes.
            name: what its sender calls it.

        Returns:
            What its file is called in ``uploads/``, and what it is called to people.

        Raises:
            InputError: it is empty.
        """
        from refdb.workflows.serving.uploads import keep_upload

        return keep_upload(self.folder, data, name)

    def clear_uploads(self) -> int:
        """Remove the files that came in for articles that were removed, and those older than the settings say.

        Returns:
            How many went.
        """
        from refdb.workflows.serving.uploads import clear_uploads

        return clear_uploads(self.store, self.folder, self.settings.keep_uploads)

    def upload_path(self, name: str) -> Path:
        """Tell where an upload lies.

        Args:
            name: of the file; of a path only the last part is taken.

        Returns:
            Its path in the library's folder.
        """
        from refdb.workflows.serving.uploads import upload_path

        return upload_path(self.folder, name)

    def job(self, number: int) -> Job | None:
        """Look at a job.

        Args:
            number: the job's.

        Returns:
            It, None where there is none.
        """
        return self.store.job(number)

    def jobs(self, limit: int = 50, *, only_open: bool = False) -> list[Job]:
        """List the jobs of the queue and those that ended.

        Args:
            limit: how many at most.
            only_open: those that wait or are being done.

        Returns:
            Them, the last first.
        """
        return self.store.jobs(limit, only_open=only_open)

    def cancel(self, number: int) -> None:
        """Cancel a job; one that is being done stops at its next step.

        Args:
            number: the job's.
        """
        self.store.cancel_job(number)

    def audits(self, article: int | None = None) -> list[KeptAudit]:
        """List the audits that the library keeps.

        Args:
            article: of this one; None is all.

        Returns:
            Them without their reports, the last first.
        """
        return self.store.audits(article)

    def audit_report(self, number: int) -> AuditReport | None:
        """Show an audit again, with what readers decided until now.

        Args:
            number: the audit's.

        Returns:
            The report; None where there is no such audit, or it was made before reports were kept.
        """
        from refdb.workflows.serving.shown import shown

        return shown(self.store, number)

    def audit_document(self, number: int) -> dict[str, Any] | None:
        """Give what `refdb audit --json` wrote.

        Args:
            number: the audit's.

        Returns:
            The document; None where there is no such audit.
        """
        return self.store.audit_document(number)

    def remark(
        self,
        checked: CheckedClaim | CheckedReference,
        action: RemarkAction,
        value: str = "",
        *,
        by: str = "",
        report: AuditReport | None = None,
    ) -> Remark:
        """Note something on a claim or a reference, give it to somebody, or say that it is done.

        Args:
            checked: the claim or reference.
            action: "note", "assign", "done" or "reopen".
            value: the note, or whom it is given to.
            by: who says so.
            report: where it was read.

        Returns:
            The remark, which is kept and never changed.

        Raises:
            InputError: an action that there is not, a note without a text.
        """
        from refdb.workflows.serving.shown import remark

        return remark(self.store, checked, action, value, by=by, report=report)

    def all_decided_on(self, items: Sequence[CheckedClaim | CheckedReference]) -> Sequence[Sequence[Decision | Remark]]:
        """Tell everything that was ever said on claims and references.

        Args:
            items: the claims and references.

        Returns:
            For each, decisions and remarks in the order of time.
        """
        from refdb.workflows.serving.shown import all_decided_on

        return all_decided_on(self.store, items)
