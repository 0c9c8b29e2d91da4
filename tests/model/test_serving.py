"""Who may do what, and what a decision settles."""

import pytest

from refdb.model import Account, Decision, Job


@pytest.mark.parametrize(
    ("role", "may"),
    [("reader", (True, False, False)), ("editor", (True, True, False)), ("owner", (True, True, True))],
)
def test_each_role_may_what_those_before_it_may(role, may):
    assert tuple(Account("ann", role).may(one) for one in ("reader", "editor", "owner")) == may


@pytest.mark.parametrize(
    ("role", "owner", "state", "may"),
    [
        ("editor", "ann", "queued", True),
        ("editor", "ann", "running", True),
        ("editor", "", "queued", True),
        ("editor", "bo", "queued", False),
        ("owner", "bo", "running", True),
        ("owner", "bo", "done", False),
        ("owner", "ann", "failed", False),
        ("editor", "ann", "cancelled", False),
        ("reader", "ann", "queued", False),
    ],
)
def test_who_cancels_a_job(role, owner, state, may):
    assert Account("ann", role).may_cancel(Job(1, "audit", {}, owner, state)) is may


def test_why_not_is_told_in_a_line():
    assert Account("bo", "reader").refused("editor") == (
        "only an editor may decide and edit here; bo is a reader, and `refdb user role` on the server changes that"
    )
    assert Account("bo").refused("owner") == (
        "only an owner may see and change the accounts here; bo is an editor, and `refdb user role` on the server "
        "changes that"
    )


@pytest.mark.parametrize(
    ("machine", "stance", "verdict", "now", "settled"),
    [
        ("contradicted", "agreed", "", "contradicted", True),
        ("contradicted", "agreed", "", "supported", False),
        ("contradicted", "overruled", "supported", "contradicted", True),
        ("contradicted", "overruled", "supported", "mixed", True),
        ("not_found", "overruled", "verified", "retracted", False),
        ("retracted", "overruled", "verified", "retracted", True),
        ("not_found", "agreed", "", "retracted", False),
    ],
)
def test_what_a_decision_settles(machine, stance, verdict, now, settled):
    assert Decision("claim", "Naps help.", machine, stance, verdict).settles(now) is settled


def test_what_holds_is_the_readers_word():
    assert Decision("claim", "t", "mixed", "overruled", "supported").label == "supported"
    assert Decision("claim", "t", "mixed", "agreed").label == "mixed"
