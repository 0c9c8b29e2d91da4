"""REST as a program sees it: answers, pages, versions, problems."""

import json

import pytest

WORKS = [
    {"id": "naps2003", "title": "Short naps and recall", "abstract": "Short naps improve recall in healthy adults.",
     "DOI": "10.5555/naps", "author": [{"family": "Weber", "given": "Karin"}], "issued": {"date-parts": [[2003]]},
     "type": "article-journal"},
    {"id": "coffee2002", "title": "Coffee at night", "DOI": "10.5555/coffee", "type": "article-journal"},
    {"id": "tea2001", "title": "Tea in the morning", "type": "book"},
]  # fmt: skip
ARTICLE = b"""# Sleep

Short naps improve recall in healthy adults [1].

## References

1. Weber K. Short naps and recall. Sleep. 2003;3:1-9.
"""
API = "/api/v1"


@pytest.fixture
def works(library, tmp_path):
    (tmp_path / "works.jsonl").write_text("\n".join(map(json.dumps, WORKS)))
    library.import_files(tmp_path / "works.jsonl")
    return library


def test_works_are_paged_with_links(client, works):
    answer = client.get(f"{API}/works", params={"limit": 1, "offset": 1, "sort": "-key"})
    assert (answer.json()["total"], [row["key"] for row in answer.json()["items"]]) == (3, ["naps2003"])
    assert answer.headers["link"] == (
        '</api/v1/works?sort=-key&limit=1&offset=0>; rel="first", </api/v1/works?sort=-key&limit=1&offset=0>; rel="prev", '
        '</api/v1/works?sort=-key&limit=1&offset=2>; rel="next", </api/v1/works?sort=-key&limit=1&offset=2>; rel="last"'
    )


def test_a_work_is_shown_by_key_and_doi_and_not_sent_twice(client, works):
    answer = client.get(f"{API}/works/10.5555/naps")
    assert answer.json()["key"] == "naps2003"
    assert answer.json()["standing"]["state"] == "unchecked"
    again = client.get(f"{API}/works/naps2003", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_work_is_changed_only_by_who_has_read_it(client, works):
    path, tag = f"{API}/works/naps2003", client.get(f"{API}/works/naps2003").headers["etag"]
    assert client.patch(path, json={"title": "Naps"}).status_code == 428
    changed = client.patch(path, json={"title": "Naps", "tags": ["sleep"]}, headers={"If-Match": tag})
    assert (changed.json()["title"], changed.json()["tags"]) == ("Naps", ["sleep"])
    assert client.patch(path, json={"title": "Late"}, headers={"If-Match": tag}).status_code == 412
    assert client.delete(path, headers={"If-Match": tag}).status_code == 412
    assert client.delete(path, headers={"If-Match": changed.headers["etag"]}).status_code == 204
    assert client.get(path).status_code == 404
    works.undo()
    assert client.get(path).json()["title"] == "Naps"


def test_works_are_written_out(client, works):
    answer = client.get(f"{API}/export", params={"format": "ris", "key": "coffee2002"})
    assert answer.headers["content-type"] == "application/x-research-info-systems; charset=utf-8"
    assert answer.text.count("TY  - ") == 1


def test_references_are_read_and_looked_up(client, works):
    printed = "Weber K. Short naps and recall. Sleep. 2003;3:1-9."
    parsed = client.post(f"{API}/parse", json={"references": [printed]}).json()
    assert (parsed["items"][0]["title"], parsed["items"][0]["year"]) == ("Short naps and recall", 2003)
    verified = client.post(f"{API}/verify", json={"references": [printed], "offline": True}).json()
    assert verified["items"][0]["raw"] == printed


def test_the_library_is_searched_and_claims_are_checked(client, works):
    found = client.get(f"{API}/search", params={"q": "naps and recall", "limit": 1}).json()
    assert [hit["key"] for hit in found["items"]] == ["naps2003"]
    judged = client.post(f"{API}/check", json={"claim": "Short naps improve recall in healthy adults."}).json()
    assert (judged["verdict"], judged["evidence"][0]["key"]) == ("supported", "naps2003")


def test_an_article_becomes_a_job_an_audit_and_decisions(client, works):
    sent = client.post(f"{API}/articles", files={"file": ("../../a.md", ARTICLE)}, data={"offline": "true"})
    assert (sent.status_code, sent.headers["location"]) == (202, f"{API}/jobs/{sent.json()['id']}")
    assert (sent.json()["state"], sent.json()["name"]) == ("queued", "a.md")
    assert works.work()
    job = client.get(sent.headers["location"]).json()
    assert job["state"] == "done"
    number = job["result"]["audit"]
    assert client.get(f"{API}/audits").json()["items"][0]["id"] == number
    assert client.get(f"{API}/audits/{number}/report").json()["article"]["name"] == "a.md"
    page = client.get(f"{API}/audits/{number}/report", params={"format": "html"})
    assert page.text.startswith("<!doctype html>".upper()) or "<html" in page.text
    assert page.headers["content-disposition"] == f'attachment; filename="report-{number}.html"'
    decision = {"audit": number, "kind": "claim", "n": 1, "verdict": "contradicted", "note": "see table 2"}
    made = client.post(f"{API}/decisions", json=decision)
    assert (made.status_code, made.json()["by"], made.json()["stance"]) == (201, "ann", "overruled")
    assert client.get(f"{API}/decisions").json()["total"] == 1
    assert client.post(f"{API}/decisions", json=decision | {"n": 99}).status_code == 404


def test_retracted_works_are_listed(client, works):
    assert client.get(f"{API}/retractions").json() == {"items": [], "total": 0}
    assert client.get(f"{API}/retractions", params={"state": "unchecked"}).json()["total"] == 3


JSON, FORM = {"Content-Type": "application/json"}, {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "detail"),
    [
        ("GET", "nothing", {}, 404, "there is nothing here"),
        ("GET", "works/nobody", {}, 404, "the library has no work 'nobody'"),
        ("PUT", "works", {}, 405, "only GET"),
        ("POST", "check", {"content": b"claim=x"}, 415, "send application/json"),
        ("POST", "check", {"content": b"{", "headers": JSON}, 422, "JSON decode error"),
        ("POST", "check", {"json": {"claim": 5}}, 422, "body/claim: Input should be a valid string"),
        ("POST", "check", {"json": {"claim": "naps help", "more": 1}}, 422, "body/more"),
        ("POST", "check", {"content": b'{"claim": "\\ud800 naps"}', "headers": JSON}, 422, "body/claim"),
        ("GET", "search?q=year:abc", {}, 422, "year:abc: expected 2015"),
        ("POST", "check", {"content": b"\xff", "headers": JSON}, 400, "this is no application/json"),
        (
            "POST",
            "articles",
            {"content": b"--x\r\nNone--x--\r\n", "headers": FORM},
            400,
            "this is no multipart/form-data",
        ),
        ("GET", "works?limits=1", {}, 422, "there is no parameter 'limits' here"),
        ("GET", "jobs/99999999999", {}, 422, "path/number"),
        ("GET", "audits/7/report", {}, 404, "there is no audit 7"),
    ],
)
def test_errors_are_problems(client, works, method, path, sent, status, detail):
    answer = client.request(method, f"{API}/{path}", **sent)
    told = answer.json()
    assert (answer.status_code, told["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert detail in told["detail"]


def test_a_fault_of_ours_tells_nothing_of_itself(client, works, monkeypatch):
    monkeypatch.setattr(type(works), "decisions", lambda self: 1 / 0)
    answer = client.get(f"{API}/decisions")
    assert answer.status_code == 500
    assert answer.json()["detail"] == "refdb failed at it; the server's log says how"


def test_a_page_of_another_server_changes_nothing(client, works):
    headers = {"Origin": "https://evil.example"}
    answer = client.post(f"{API}/parse", json={"references": ["Weber K. Naps."]}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")


def test_with_accounts_a_token_is_needed(client, works):
    works.add_account("bea", "a long password")
    assert client.get(f"{API}/works").status_code == 401
    assert client.get(f"{API}/works", headers={"Authorization": "Bearer wrong"}).status_code == 401
    token = works.add_token("bea")
    assert client.get(f"{API}/works", headers={"Authorization": f"Bearer {token}"}).json()["total"] == 3


def test_the_document_has_examples_and_version_3_1(client):
    document = client.get(f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert document["components"]["schemas"]["ToCheck"]["properties"]["claim"]["examples"]
    assert {path.split("/")[3] for path in document["paths"]} == {
        "articles", "jobs", "audits", "verify", "parse", "search", "check", "works", "export", "decisions", "retractions",
        "users",
    }  # fmt: skip


def test_nobody_cancels_the_job_of_another(client, works):
    ann, bea = ({"Authorization": f"Bearer {token_of(works, name)}"} for name in ("ann", "bea"))
    sent = client.post(f"{API}/articles", files={"file": ("a.md", ARTICLE)}, headers=ann)
    path = sent.headers["location"]
    assert client.delete(path, headers=bea).status_code == 403  # an editor
    assert client.get(path, headers=bea).json()["state"] == "queued"
    assert client.delete(path, headers=ann).json()["state"] == "cancelled"


def token_of(library, name):
    library.add_account(name)
    return library.add_token(name)


@pytest.mark.parametrize("name", ["../../../evil.md", "..\\evil.md", "/etc/passwd", "a\x00.md", ".", "x" * 300 + ".md"])
def test_an_upload_stays_in_its_folder(client, works, name):
    sent = client.post(f"{API}/articles", files={"file": (name, ARTICLE)})
    assert sent.status_code == 202
    assert not set(sent.json()["name"]) & set("/\\\x00")
    assert [
        path.parent.name for path in works.folder.rglob("*") if path.is_file() and path.read_bytes() == ARTICLE
    ] == ["uploads"]


def test_what_an_article_says_runs_in_no_report(client, works):
    article = ARTICLE.replace(b"# Sleep", b"# <script>alert(1)</script><img src=x onerror=alert(2)>")
    client.post(f"{API}/articles", files={"file": ("a.md", article)}, data={"offline": "true"})
    assert works.work()
    number = works.audits()[0].id
    page = client.get(f"{API}/audits/{number}/report", params={"format": "html"})
    assert "<script>alert(1)" not in page.text
    assert "onerror=alert(2)>" not in page.text.replace("&gt;", "")
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.headers["content-disposition"].startswith("attachment")
