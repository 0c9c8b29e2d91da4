"""Accounts, and what proves them: a session ends with a new password, a token is taken back by its owner alone."""

import pytest

from refdb.errors import InputError
from refdb.model import Account

LATER, LONG_AGO = "2999-01-01T00:00:00+00:00", "2001-01-01T00:00:00+00:00"


def test_an_account_is_an_editors_unless_said_and_keeps_its_role(store):
    assert store.put_account("bo", "hash") is True
    assert store.put_account("ann", "hash", "owner") is True
    assert store.accounts() == [Account("ann", "owner"), Account("bo", "editor")]
    assert store.put_account("ann", "other") is False
    assert (store.accounts()[0], store.password_of("ann")) == (Account("ann", "owner"), "other")
    store.put_account("ann", "third", "reader")
    store.set_role("bo", "owner")
    assert store.accounts() == [Account("ann", "reader"), Account("bo", "owner")]


def test_who_is_not_there_has_no_password_and_no_role(store):
    assert store.password_of("eve") == ""
    for call in (
        lambda: store.set_role("eve", "owner"),
        lambda: store.remove_account("eve"),
        lambda: store.put_access("eve", "session", "d"),
        lambda: store.remove_token("eve", 1),
    ):
        with pytest.raises(InputError, match=r"^no account 'eve'; `refdb user list` shows what there is$"):
            call()


def test_a_new_password_ends_the_sessions_and_no_token(store):
    store.put_account("ann", "hash")
    store.put_access("ann", "session", "s", expires_at=LATER)
    store.put_access("ann", "token", "t", "laptop")
    assert store.account_with("session", "s") == store.account_with("token", "t") == Account("ann", "editor")
    assert (store.account_with("token", "s"), store.account_with("session", "t")) == (None, None)
    store.put_account("ann", "other")
    assert store.account_with("session", "s") is None
    assert store.account_with("token", "t") == Account("ann", "editor")


def test_what_has_expired_proves_nothing(store):
    store.put_account("ann", "hash")
    store.put_access("ann", "session", "old", expires_at=LONG_AGO)
    assert store.account_with("session", "old") is None
    store.put_access("ann", "session", "new", expires_at=LATER)
    assert store.account_with("session", "new") == Account("ann", "editor")
    store.remove_access("new")
    assert store.account_with("session", "new") is None


def test_a_token_is_taken_back_by_its_owner_alone(store):
    store.put_account("ann", "hash")
    store.put_account("bo", "hash")
    store.put_access("ann", "session", "s", expires_at=LATER)
    store.put_access("ann", "token", "t1", "laptop")
    store.put_access("ann", "token", "t2", "server")
    assert [(one.label, one.created_at != "") for one in store.tokens("ann")] == [("laptop", True), ("server", True)]
    first, second = (one.id for one in store.tokens("ann"))
    assert store.remove_token("bo", first) is False
    assert store.remove_token("ann", first) is True
    assert store.remove_token("ann", first) is False
    assert [one.id for one in store.tokens("ann")] == [second]
    assert (store.account_with("token", "t1"), store.account_with("token", "t2")) == (None, Account("ann", "editor"))
    assert store.tokens("bo") == []


def test_who_is_taken_out_proves_nothing_any_more(store):
    store.put_account("ann", "hash")
    store.put_access("ann", "token", "t")
    store.remove_account("ann")
    assert (store.accounts(), store.account_with("token", "t")) == ([], None)
