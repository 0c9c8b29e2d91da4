"""A library's verbs by several workers: the same as by one process, on an SQLite file that they write in turns."""

import json
from collections import Counter

import pytest

from refdb import init_library, open_library, verify_rows
from refdb.model.running import Wanted, Workers
from tests.postgresql import schema

TWO = Workers(2)


@pytest.fixture
def library(tmp_path, snapshot_file, works_file):
    init_library(tmp_path / "lib")
    with open_library(tmp_path / "lib", options={"registry": str(snapshot_file)}) as opened:
        yield opened


@pytest.fixture
def articles(tmp_path, article_file):
    """Three articles of one text and different bytes."""
    files = [tmp_path / f"article-{n}.txt" for n in range(3)]
    for n, file in enumerate(files):
        file.write_bytes(article_file.read_bytes() + b"\n" * n)
    return files


def told(document):
    """What a report says of references and claims."""
    return (
        [(row["status"], row["doi"], row["diffs"]) for row in document["references"]],
        [(row["sentence"], row["verdict"]) for row in document["claims"]],
    )


def test_articles_are_audited_as_by_one(library, articles, works_file):
    library.import_files(works_file)
    alone = told(json.loads(library.audited(Wanted(str(articles[0]), forms=("json",))).files["json"]))
    wanted = [Wanted(str(file), forms=("json", "html")) for file in (*articles[1:], articles[0].with_name("no.txt"))]
    found = sorted(library.audit_many(wanted, TWO), key=lambda outcome: outcome.n)
    assert [sorted(outcome.result.files) for outcome in found[:2]] == [["html", "json"]] * 2
    assert [told(json.loads(outcome.result.files["json"])) for outcome in found[:2]] == [alone] * 2
    assert (found[2].result, found[2].error) == (None, f"{articles[0].with_name('no.txt')}: no such file")
    assert Counter(audit.name for audit in library.audits()) == {file.name: 1 for file in articles}
    assert library.check_index().faults == ()


def test_workers_write_to_one_schema_of_postgresql(postgresql, tmp_path, articles, snapshot_file):
    address = schema(postgresql, "by_two")
    init_library(address)
    with open_library(address, options={"registry": str(snapshot_file)}) as library:
        found = list(library.audit_many([Wanted(str(file), forms=("json",)) for file in articles[:2]], TWO))
        assert [outcome.error for outcome in found] == ["", ""]
        assert Counter(audit.name for audit in library.audits()) == {file.name: 1 for file in articles[:2]}
        assert library.check_index().embedded > 0


def test_an_article_that_a_lost_worker_had_audited_is_not_audited_again(library, articles):
    from refdb.workflows.many.articles import audit_job

    job = audit_job(library._reopen(TWO), library.store.last_audit())
    wanted = Wanted(str(articles[0]), forms=("json",))
    first = job.do(library, wanted, False)
    again = job.do(library, wanted, True)
    assert again.files == first.files
    assert len(library.audits()) == 1
    later = audit_job(library._reopen(TWO), library.store.last_audit())
    later.do(library, wanted, True)  # of a later run, which nobody had begun
    assert len(library.audits()) == 2


def test_references_are_looked_up_by_several_and_taken_back_as_one_change(library, articles):
    library.import_files(articles)
    before = len(library.changes())
    with library.recording("enrich"):
        by_two = library.enrich(workers=TWO)
        completed = library.complete(workers=TWO)
    assert len(library.changes()) == before + 1
    assert (by_two, completed.warnings) == ({"verified": 6, "field_mismatch": 3, "not_found": 3}, ())
    assert len(library.works()) == 3
    library.undo()
    assert library.works() == []
    assert library.enrich() == by_two


def test_passages_are_embedded_by_several(library, works_file):
    library.import_files(works_file)
    counts = library.index(workers=TWO)
    assert counts.embedded == counts.passages > 0
    assert library.check_index().faults == ()
    assert library.index(workers=TWO).embedded == 0


def test_references_of_a_server_are_verified_by_several(tmp_path, loopback, answer):
    """Each worker asks the server itself; all share its pace."""
    item = {"DOI": "10.1000/nap", "title": ["Naps and recall"], "author": [{"family": "Smith"}], "volume": "3"}
    body = json.dumps({"status": "ok", "message": {"items": [item]}})
    server = loopback(lambda path, count: answer(200, body, {"x-rate-limit-limit": "1000", "x-concurrency-limit": "4"}))
    rows = [{"id": n, "raw": "Smith J. Naps and recall. Sleep. 2001;3:1-9."} for n in range(150)]
    found = list(verify_rows(rows, {"registry": server.url}, processes=2))
    assert [row["id"] for row, _ in found] == list(range(150))
    assert {verification.work.doi for _, verification in found} == {"10.1000/nap"}
