"""The pages as a browser without scripts sees them, and what comes in through them."""

import json

import pytest

from tests.server.conftest import ARTICLE, EVIL


def say(client, csrf, audit, place, **said):
    return client.post(f"/audits/{audit}/{place}", json=said, headers={"x-csrf-token": csrf})


def test_the_audit_is_shown_and_nothing_of_it_is_run(client, audited):
    page = client.get(f"/audits/{audited}").text
    assert "Naps improve memory" in page
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    assert "<style" not in page  # nothing inline: the policy would not allow it
    assert "<script>" not in page


def test_a_decision_is_kept_with_who_and_when_and_never_overwritten(client, csrf, audited, library):
    first = say(client, csrf, audited, "claim/1", action="decide", verdict="contradicted", text=f"see {EVIL}").json()
    assert (first["decision"], first["settled"]) == ("contradicted", True)
    assert EVIL not in first["said"]
    second = say(client, csrf, audited, "claim/1", action="decide", verdict="", text="after all").json()
    assert second["decision"] == ""
    assert second["said"].count("<li>") == 2
    assert [(one.by, one.verdict) for one in library.decisions()] == [("ann", "contradicted"), ("ann", "")]


def test_notes_are_given_and_done(client, csrf, audited):
    assert say(client, csrf, audited, "reference/2", action="note", text="asked the author").status_code == 200
    assert say(client, csrf, audited, "reference/2", action="assign", text="bob").json()["to"] == "bob"
    assert say(client, csrf, audited, "reference/2", action="done").json()["settled"] is True
    assert say(client, csrf, audited, "reference/2", action="reopen").json()["settled"] is False
    row = client.get(f"/audits/{audited}/export.csv").text.splitlines()[2]
    assert "bob" in row
    assert "asked the author" in row
    found = client.get(f"/audits/{audited}/export.json").json()["references"][1]["remarks"]
    assert [one["action"] for one in found] == ["note", "assign", "done", "reopen"]
    assert "asked the author" in client.get(f"/audits/{audited}/export.html").text


@pytest.mark.parametrize(("place", "said", "status"), [
    ("claim/1", {"action": "decide", "verdict": "nonsense"}, 400),
    ("claim/1", {"action": "note", "text": "  "}, 400),
    ("claim/1", {"action": "erase"}, 422),
    ("claim/1", {"action": "note", "text": "x" * 5000}, 422),
    ("claim/7", {"action": "done"}, 404),
    ("word/1", {"action": "done"}, 422),
])  # fmt: skip
def test_what_cannot_be_said(client, csrf, audited, library, place, said, status):
    assert say(client, csrf, audited, place, **said).status_code == status
    assert library.decisions() == []


def test_a_decision_needs_the_page_s_token(client, audited, library):
    assert client.post(f"/audits/{audited}/claim/1", json={"action": "decide"}).status_code == 403
    assert library.decisions() == []


def test_the_letter_asks_no_more_about_what_is_done(client, csrf, audited):
    assert "Nobody N." in client.get(f"/audits/{audited}/letter").text
    say(client, csrf, audited, "reference/2", action="done")
    assert "Nobody N." not in client.get(f"/audits/{audited}/letter").text


def test_no_cell_of_the_table_is_a_formula(client, csrf, audited):
    say(client, csrf, audited, "claim/1", action="decide", verdict="mixed", text="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in client.get(f"/audits/{audited}/export.csv").text


def test_an_upload_lies_under_its_bytes_and_never_elsewhere(client, csrf, library):
    files = {"file": ("../../../evil.txt", ARTICLE.encode())}
    answer = client.post("/jobs", files=files, headers={"x-csrf-token": csrf})
    assert answer.status_code == 202
    job = library.job(answer.json()["jobs"][0])
    assert (job.given["name"], job.owner) == ("evil.txt", "ann")
    (kept,) = (library.folder / "uploads").iterdir()
    assert kept.name == job.given["upload"]
    assert kept.stat().st_mode & 0o077 == 0
    assert not list(library.folder.parent.rglob("evil.txt"))


def test_nothing_is_no_job(client, csrf):
    assert client.post("/jobs", files={"file": ("a.txt", b" ")}, headers={"x-csrf-token": csrf}).status_code == 400


def test_a_pasted_list_is_read_as_one():
    from refdb.server.pages.jobs import as_article

    line = "Smith J. Naps and memory in grown up people. J Sleep. 2019;3:1-9."
    assert as_article(f"{line}\n{line}") == f"References\n\n{line}\n{line}\n"
    assert as_article("Naps improve memory.") == "Naps improve memory."
    assert as_article(f"References\n{line}") == f"References\n{line}"


def test_a_job_is_watched_until_it_ends(client, csrf, library):
    number = library.submit("audit", {"upload": "x", "name": f"{EVIL}.txt"})
    assert EVIL not in client.get(f"/jobs/{number}").text
    client.post(f"/jobs/{number}/cancel", data={"csrf": csrf})
    events = client.get(f"/jobs/{number}/events").text
    assert json.loads(events.removeprefix("data: "))["state"] == "cancelled"


def test_the_library_is_searched_changed_and_taken_back(client, csrf, library, works_file):
    library.import_files(works_file)
    key = library.rows(["key"])[0][0]["key"]
    assert key in client.get("/library").text
    assert client.get("/library/results", params={"year": "soon"}).text.count('role="alert"') == 1
    assert client.get(f"/works/{key}").status_code == 200
    assert client.get("/works/nobody2000").status_code == 404
    form = {"csrf": csrf, "key": key}
    client.post("/edit", data=form | {"title": f"New {EVIL}", "year": "1999"})
    assert library.fields(key)["title"] == f"New {EVIL}"
    assert EVIL not in client.get(f"/works/{key}").text + client.get("/library").text
    assert client.post("/edit", data=form | {"year": "soon"}).status_code == 400
    client.post("/label", data=form | {"tags": "a, b", "collections": ""})
    assert library.works_named(key)[0].tags == ("a", "b")
    client.post("/remove", data=form)
    assert key not in {row["key"] for row in library.rows(["key"])[0]}
    assert client.post("/undo", data={"csrf": csrf}).status_code == 303
    assert library.works_named(key)[0].tags == ("a", "b")
    exported = client.get("/library/export", params={"form": "ris", "key": [key]})
    assert exported.text.count("TY  -") == 1
    assert exported.headers["content-type"] == "application/x-research-info-systems; charset=utf-8"
    assert exported.headers["content-disposition"] == 'attachment; filename="refs.ris"'
    assert client.get("/state").status_code == 200
    assert client.get("/duplicates").status_code == 200


def test_two_audits_compared(client, audited, library):
    from dataclasses import replace

    from refdb.reports.json import document

    report = library.audit_report(audited)
    mended = replace(report.references[0], verification=replace(report.references[0].verification, status="verified"))
    later = replace(report, references=(mended,))
    second = library.store.save_audit(library.audits()[0].article_id, document(later), later)
    page = client.get("/compare", params={"before": audited, "after": second}).text
    assert "Mended: 2" in page  # one verified, one gone
    assert "What changed" in client.get("/articles").text


def test_an_audit_is_shown_and_decided_on_in_german(client, csrf, audited):
    client.get("/language/de")
    page = client.get(f"/audits/{audited}").text
    for words in (
        'lang="de"',
        "Was zuerst zu tun ist",
        "nicht gefunden",
        "Kein befragtes Verzeichnis kennt das Werk",
        "Aussage 1",
    ):
        assert words in page
    for words in ("What to do first", "not found", "No registry that was asked", "What is right?"):
        assert words not in page
    said = say(client, csrf, audited, "claim/1", action="decide", verdict="contradicted").json()["said"]
    assert "Entschieden: widersprochen" in said
    assert "1 Eintrag" in said
    assert "What to do first" in client.get(f"/audits/{audited}/export.html").text  # what is taken along is English


def test_german(client, audited):
    client.get("/language/de")
    page = client.get("/").text
    assert 'lang="de"' in page
    assert "Einen Artikel prüfen" in page
    assert client.get("/language/xx").status_code == 303


@pytest.mark.parametrize(("text", "is_one"), [
    ("Naps improve memory in adults.", True), ("Naps help. Coffee does not. Tea does neither.", False),
    ("Naps\nhelp", False), ("http://127.0.0.1/", False), ("x" * 700, False),
])  # fmt: skip
def test_a_sentence_is_told_from_an_article(text, is_one):
    from refdb.server.pages.jobs import is_sentence

    assert is_sentence(text) is is_one


def test_no_page_has_an_english_label_left_in_german(client, csrf, audited, library, works_file):
    from tests.reports.test_languages import english_in

    library.import_files(works_file)
    say(client, csrf, audited, "reference/2", action="note", text="x")
    key = library.rows(["key"])[0][0]["key"]
    number = library.submit("audit", {"upload": "x", "name": "x.txt"})
    paths = (
        "/", "/articles", "/library", "/library?q=naps", "/state", "/duplicates", "/users", f"/works/{key}", "/sign-in",
        f"/jobs/{number}", f"/audits/{audited}", f"/compare?before={audited}&after={audited}", "/works/nobody",
    )  # fmt: skip
    headers = {"accept": "text/html"}
    english = {path: english_in(client.get(path, headers=headers).text) for path in paths}
    assert all(len(found) > 2 for found in english.values())
    client.get("/language/de")
    said = {path: english_in(client.get(path, headers=headers).text) for path in paths}
    assert {path: found for path, found in said.items() if found} == {}


def test_two_versions_of_a_manuscript_are_compared(audited, library):
    from dataclasses import replace

    from refdb.model import CheckedClaim, Claim, Verdict
    from refdb.server.pages.articles import differences

    old = library.audit_report(audited)
    mended, first = old.claims[0], old.references[0]
    claims = (
        CheckedClaim(mended.claim, Verdict("supported", 0.9)),
        CheckedClaim(Claim("Tea keeps adults awake.", 0, 23), Verdict("contradicted", 0.9)),
    )
    respaced = replace(first.reference.parsed, raw=first.reference.raw.replace(" ", "\n"))  # the same, set otherwise
    reference = replace(first.reference, parsed=respaced)
    right = replace(first, reference=reference, verification=replace(first.verification, status="verified"))
    found = differences(old, replace(old, claims=claims, references=(right,)))
    assert [(one.kind, one.text[:9], one.before, one.after, one.n, one.is_mended) for one in found] == [
        ("reference", "Smith J. ", "not_found", "verified", 1, True),
        ("reference", "Nobody N.", "not_found", "", 0, True),
        ("claim", "Naps impr", "not_settled", "supported", 1, True),
        ("claim", "Tea keeps", "", "contradicted", 2, False),
    ]
    assert differences(old, old) == []
    assert [one.is_mended for one in differences(replace(old, claims=claims), old)] == [False, True]
