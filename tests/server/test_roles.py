"""A reader looks and searches, an editor decides and edits, an owner has the accounts: whichever way they come."""

import re

import pytest

from refdb.model import Account
from refdb.server.gate.roles import needed
from tests.server.test_access import sign_in, token_of

PASSWORD = "correct horse battery"
ARTICLE = b"Sleep\n\nNaps help memory [1].\n\nReferences\n\n1. Weber K. Short naps. Sleep. 2003;3:1-9.\n"
# What each role may not do: in the page (by a form or a script of ours) and by REST.
PAGES = {
    "editor": [
        ("/jobs", {"data": {"text": "Naps help memory."}}), ("/jobs/1/cancel", {}), ("/edit", {"data": {"key": "naps2003"}}),
        ("/label", {"data": {"key": "naps2003", "tags": "x"}}), ("/remove", {"data": {"key": "naps2003"}}),
        ("/merge", {"data": {"key": "naps2003"}}), ("/undo", {}),
        ("/audits/1/claim/1", {"json": {"action": "decide"}}), ("/audits/1/reference/1", {"json": {"action": "done"}}),
    ],
    "owner": [("/users", {"data": {"action": "add", "name": "eve", "password": PASSWORD, "role": "owner"}})],
}  # fmt: skip
ROUTES = {
    "editor": [
        ("POST", "articles", {"files": {"file": ("a.txt", ARTICLE)}}),
        ("POST", "articles/from-web", {"json": {"address": "https://example.org/"}}), ("DELETE", "jobs/1", {}),
        ("PATCH", "works/naps2003", {"json": {"title": "x"}, "headers": {"If-Match": "*"}}),
        ("DELETE", "works/naps2003", {}), ("POST", "decisions", {"json": {"audit": 1, "kind": "claim", "n": 1}}),
    ],
    "owner": [
        ("GET", "users", {}), ("POST", "users", {"json": {"name": "eve", "role": "owner"}}),
        ("PATCH", "users/ann", {"json": {"role": "reader"}}), ("DELETE", "users/ann", {}),
    ],
}  # fmt: skip


@pytest.fixture
def people(library, works_file):
    library.import_files(works_file)
    for name, role in (("rea", "reader"), ("edi", "editor"), ("own", "owner")):
        library.add_account(name, PASSWORD, role)
    return library


def state_of(library):
    """What a forbidden step must leave as it is."""
    works = [work.key for work in library.store.works()]
    return works, library.accounts(), library.jobs(), library.decisions(), library.changes()


@pytest.mark.parametrize(("name", "role"), [("rea", "editor"), ("rea", "owner"), ("edi", "owner")])
def test_what_a_role_may_not_do_is_refused_in_the_page(client, people, name, role):
    assert sign_in(client, name).status_code == 303
    csrf, before = token_of(client.get("/")), state_of(people)
    for path, sent in PAGES[role]:
        answer = client.post(path, headers={"x-csrf-token": csrf}, **sent)
        assert (answer.status_code, f"only an {role} may" in answer.text) == (403, True), path
    assert client.get("/users").status_code == 403
    assert state_of(people) == before


@pytest.mark.parametrize(("name", "role"), [("rea", "editor"), ("rea", "owner"), ("edi", "owner")])
def test_what_a_role_may_not_do_is_refused_by_rest(client, people, name, role):
    bearer, before = {"Authorization": f"Bearer {people.add_token(name)}"}, state_of(people)
    for method, path, sent in ROUTES[role]:
        headers = bearer | sent.get("headers", {})
        answer = client.request(method, f"/api/v1/{path}", **{**sent, "headers": headers})
        assert (answer.status_code, answer.json()["status"]) == (403, 403), path
        assert f"only an {role} may" in answer.json()["detail"]
    assert state_of(people) == before


def test_every_route_that_is_not_safe_is_forbidden_to_a_reader_or_known_to_ask_alone(app):
    asking = {
        (method, path)
        for route in app.routes
        for path in [getattr(route, "path", "")]
        for method in getattr(route, "methods", None) or ()
        if method not in ("GET", "HEAD", "OPTIONS") and needed(method, path) == "reader"
    }
    assert {path for _, path in asking} <= {
        "/sign-in", "/sign-out", "/api/v1/parse", "/api/v1/verify", "/api/v1/check",
    }  # fmt: skip


def test_a_reader_looks_searches_and_takes_along(client, people):
    sign_in(client, "rea")
    for path in ("/", "/library?q=naps", "/articles", "/state", "/duplicates", "/library/export?form=ris"):
        page = client.get(path)
        assert page.status_code == 200, path
        changing = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]+)"', page.text)) - {"/sign-out", "/undo"}
        assert changing == set(), path  # no form is shown that would be refused
        assert 'id="drop"' not in page.text
    key = people.rows(["key"])[0][0]["key"]
    assert 'action="/edit"' not in client.get(f"/works/{key}").text
    bearer = {"Authorization": f"Bearer {people.add_token('rea')}"}
    assert client.get("/api/v1/works", headers=bearer).status_code == 200
    parsed = client.post("/api/v1/parse", json={"references": ["Weber K. Short naps. 2003."]}, headers=bearer)
    assert parsed.status_code == 200


def test_a_role_that_is_taken_away_counts_at_once(client, people):
    sign_in(client, "edi")
    csrf = token_of(client.get("/"))
    assert client.post("/undo", data={"csrf": csrf}).status_code == 303
    people.set_role("edi", "reader")
    assert client.post("/undo", data={"csrf": csrf}).status_code == 403


def test_an_owner_has_the_accounts(client, people):
    sign_in(client, "own")
    csrf = token_of(client.get("/users"))

    def said(**fields):
        return client.post("/users", data={"csrf": csrf, **fields})

    assert said(action="add", name="bob", password=PASSWORD, role="reader").status_code == 303
    assert said(action="add", name="bob", password=PASSWORD, role="owner").status_code == 400  # there is one
    assert said(action="add", name="eve", password="short", role="reader").status_code == 400
    assert said(action="role", name="bob", role="editor").status_code == 303
    assert said(action="role", name="bob", role="king").status_code == 400
    assert said(action="role", name="own", role="reader").status_code == 400  # one's own: an owner stays
    assert said(action="remove", name="own").status_code == 400
    assert said(action="remove", name="rea").status_code == 303
    assert [(one.name, one.role) for one in people.accounts()] == [
        ("bob", "editor"), ("edi", "editor"), ("own", "owner"),
    ]  # fmt: skip


def test_an_owner_has_the_accounts_by_rest(client, people):
    bearer = {"Authorization": f"Bearer {people.add_token('own')}"}
    made = client.post("/api/v1/users", json={"name": "bob", "role": "reader"}, headers=bearer)
    assert (made.status_code, made.json()) == (201, {"name": "bob", "role": "reader"})
    changed = client.patch("/api/v1/users/bob", json={"role": "editor"}, headers=bearer)
    assert changed.json() == {"name": "bob", "role": "editor"}
    assert client.patch("/api/v1/users/own", json={"role": "reader"}, headers=bearer).status_code == 422
    assert client.delete("/api/v1/users/bob", headers=bearer).status_code == 204
    assert client.delete("/api/v1/users/bob", headers=bearer).status_code == 404
    assert client.get("/api/v1/users", headers=bearer).json()["total"] == 3


def test_the_first_account_is_an_owners(client, csrf, library):
    fields = {"csrf": csrf, "action": "add", "name": "ann", "password": PASSWORD, "role": "reader"}
    assert client.post("/users", data=fields).status_code == 303
    assert library.accounts() == [Account("ann", "owner")]


def test_the_job_of_another_is_cancelled_by_an_owner_alone(client, people):
    number = people.submit("check", {"claim": "Naps help.", "name": "x"}, "own")
    people.add_account("bea", PASSWORD, "owner")
    sign_in(client, "edi")
    csrf = token_of(client.get("/"))
    assert "/cancel" not in client.get(f"/jobs/{number}").text
    assert client.post(f"/jobs/{number}/cancel", data={"csrf": csrf}).status_code == 403
    assert people.job(number).state == "queued"
    bearer = {"Authorization": f"Bearer {people.add_token('bea')}"}
    assert client.delete(f"/api/v1/jobs/{number}", headers=bearer).json()["state"] == "cancelled"


@pytest.mark.parametrize("role", ["king", "", "Owner"])
def test_roles_that_there_are_not(people, role):
    from refdb.errors import InputError

    with pytest.raises(InputError, match="is no role"):
        people.set_role("rea", role)
