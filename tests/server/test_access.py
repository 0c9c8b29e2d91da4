"""Who may ask, and what is refused."""

import re

import pytest
from starlette.testclient import TestClient

from refdb.errors import InputError
from refdb.server.serving import serve
from refdb.server.site import ServerSettings, is_loopback

PASSWORD = "correct horse battery"


def token_of(answer) -> str:
    return re.search(r'name="csrf" content="(\w+)"', answer.text)[1]


def sign_in(client, name="ann", password=PASSWORD):
    csrf = token_of(client.get("/sign-in"))
    return client.post("/sign-in", data={"name": name, "password": password, "csrf": csrf})


def test_this_machine_may_ask_without_an_account(client):
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("headers", [{"host": "evil.example"}, {"host": "localhost.evil.example"}, {"host": ""}])
def test_a_name_that_is_not_this_machine_is_refused(client, headers):
    assert client.get("/", headers=headers).status_code == 403


def test_another_machine_is_refused_without_an_account(app):
    with TestClient(app, base_url="http://localhost:8300", client=("192.0.2.7", 5000)) as other:
        assert other.get("/").status_code == 403


def test_no_address_of_the_network_is_served_without_an_account(library):
    with pytest.raises(InputError, match="refdb user add"):
        serve(library, ServerSettings(host="0.0.0.0"))


@pytest.mark.parametrize(("host", "local"), [("127.0.0.1", True), ("::1", True), ("127.8.0.1", True), ("0.0.0.0", False), ("example.org", False)])  # fmt: skip
def test_loopback(host, local):
    assert is_loopback(host) is local


def test_with_an_account_everybody_signs_in(client, library):
    library.add_account("ann", PASSWORD)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert client.get("/api/v1/works").status_code == 401
    assert client.get("/api/v1/works").headers["content-type"] == "application/problem+json"
    assert sign_in(client, password="wrong password").status_code == 401
    assert sign_in(client).status_code == 303
    assert client.get("/").status_code == 200
    assert client.post("/sign-out", data={"csrf": token_of(client.get("/sign-in"))}).status_code == 303
    assert client.get("/").status_code == 303


def test_a_stolen_cookie_of_before_signing_in_is_worth_nothing(client, library):
    library.add_account("ann", PASSWORD)
    client.get("/sign-in")
    before = client.cookies["refdb-8300"]
    sign_in(client)
    assert client.cookies["refdb-8300"] != before
    assert library.who(session=before) is None


def test_passwords_cannot_be_guessed_fast(client, library):
    library.add_account("ann", PASSWORD)
    tries = [sign_in(client, password=f"wrong {n}").status_code for n in range(6)]
    assert tries == [401, 401, 401, 401, 401, 429]
    answer = sign_in(client)  # nor with the right one
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 301


@pytest.mark.parametrize("headers", [
    {},
    {"x-csrf-token": "0" * 64},
    {"origin": "http://evil.example"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
])  # fmt: skip
def test_a_page_of_somebody_else_changes_nothing(client, csrf, headers):
    data = {"csrf": csrf} if "origin" in headers or "sec-fetch-site" in headers else {}
    assert client.post("/sign-out", headers=headers, data=data).status_code == 403


def test_the_token_of_one_browser_is_none_for_another(app, client, csrf):
    with TestClient(app, base_url="http://localhost:8300", client=("127.0.0.1", 5001)) as other:
        other.get("/")
        assert other.post("/sign-out", data={"csrf": csrf}).status_code == 403


def test_a_program_asks_with_its_token(client, library):
    library.add_account("robot")
    token = library.add_token("robot", "the press")
    assert library.who(token=token).name == "robot"
    assert client.get("/", headers={"authorization": f"Bearer {token}"}).status_code == 200
    assert client.get("/", headers={"authorization": "Bearer refdb_other"}).status_code == 401
    (known,) = library.tokens("robot")
    assert (known.label, token not in str(known)) == ("the press", True)
    library.add_account("eve")
    assert library.remove_token("eve", known.id) is False  # another's
    assert library.remove_token("robot", known.id) is True
    assert client.get("/", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_an_account_without_a_password_cannot_sign_in(client, library):
    library.add_account("robot")
    assert sign_in(client, "robot", "").status_code == 401


def test_no_page_runs_a_script_of_somebody_else(client):
    headers = client.get("/").headers
    assert "script-src 'self';" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_more_than_the_limit_is_not_taken(library, csrf, client, app):
    size = app.state.site.settings.largest_upload + 1
    answer = client.post("/sign-out", headers={"x-csrf-token": csrf, "content-length": str(size)}, content=b"x")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("name", "password"), [("", PASSWORD), ("a\0b", PASSWORD), ("ann", "short"), ("x" * 81, PASSWORD)]
)
def test_names_and_passwords_that_cannot_be(library, name, password):
    with pytest.raises(InputError):
        library.add_account(name, password)


def test_another_password_ends_the_sessions_of_before(library):
    library.add_account("ann", PASSWORD)
    secret = library.sign_in("ann", PASSWORD)
    assert library.who(session=secret).name == "ann"
    assert library.add_account("ann", "another password") is False
    assert library.who(session=secret) is None


def test_who_asks_is_remembered_until_the_library_changes(library, monkeypatch):
    from refdb.server.gate import people as module

    monkeypatch.setattr(module, "LONGEST", 1e9)
    _ = library.store  # makes the tables
    library.read_apart()
    people, asked, who = module.People(library), [], library.who
    monkeypatch.setattr(library, "who", lambda **named: asked.append(named) or who(**named))
    assert people.has_accounts() is False
    library.add_account("ann", PASSWORD)
    assert people.has_accounts() is True
    secret = library.sign_in("ann", PASSWORD)
    assert [people.with_session(secret).name for _ in range(3)] == ["ann"] * 3
    library.sign_out(secret)
    assert people.with_session(secret) is None
    assert len(asked) == 2  # once before the library changed, once after


def test_a_session_that_has_expired_is_forgotten_though_nothing_changed(library, monkeypatch):
    from refdb.server.gate import people as module

    monkeypatch.setattr(module, "LONGEST", -1.0)
    people = module.People(library)
    monkeypatch.setattr(library, "who", lambda **named: "ann")
    assert people.with_session("x") == "ann"
    monkeypatch.setattr(library, "who", lambda **named: "")
    assert people.with_session("x") == ""
