"""Jobs: taken once, in their order, by workers that may die."""

import os
import subprocess
import sys

import pytest

from refdb.workflows.serving.jobs import worker_name

GONE = "nowhere:1:1"


def upload(library, name="article.txt", text="Naps help.\n"):
    (library.folder / "uploads").mkdir(exist_ok=True)
    library.upload_path(name).write_text(text, encoding="utf-8")
    return library.submit("audit", {"upload": name, "name": name}, "ann")


def test_a_job_is_taken_once_and_in_order(library):
    first, second = upload(library), upload(library)
    assert [library.job(n).ahead for n in (first, second)] == [0, 1]
    assert library.store.take_job("a").id == first
    assert library.store.take_job("b").id == second
    assert library.store.take_job("c") is None


def test_an_audit_ends_its_job_with_its_number(library, article_file):
    number = upload(library, "sleep.txt", article_file.read_text(encoding="utf-8"))
    assert library.work() is True
    job = library.job(number)
    assert (job.state, job.result) == ("done", {"audit": 1, "article": 1})
    (kept,) = library.audits()
    assert (kept.name, kept.references > 3) == ("sleep.txt", True)
    report = library.audit_report(kept.id)
    assert report.coverage.references == kept.references
    assert library.work() is False


def test_what_a_gone_worker_had_is_done_by_another(library):
    number = upload(library)
    store = library.store
    pid = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True, check=True
    ).stdout
    gone = f"{worker_name().partition(':')[0]}:{pid.strip()}:1"
    assert store.take_job(gone).id == number
    library.give_back_lost()
    assert library.job(number).state == "queued"
    assert library.work() is True
    assert library.job(number).state == "done"
    assert store.end_job(number, gone, "failed") is False  # who was taken for gone says nothing any more


def test_a_worker_that_lives_keeps_its_job(library):
    number = upload(library)
    library.store.take_job(worker_name())
    library.give_back_lost()
    assert library.job(number).state == "running"


def test_an_audit_of_one_who_has_the_job_no_more_is_not_kept(library):
    from refdb.errors import LibraryError
    from refdb.model import Article

    number = upload(library)
    store = library.store
    store.take_job("late")
    article, _ = store.add_article(Article("", ""))
    store.give_back_job(number, "late")
    with store.ending_job(number, "late"), pytest.raises(LibraryError, match="not kept"):
        store.save_audit(article, {})
    assert library.audits() == []


def test_a_job_that_kills_its_workers_is_given_up(library):
    number = upload(library)
    for _ in range(3):
        library.store.take_job(GONE)
        library.store.give_back_job(number, GONE)
    assert (library.job(number).state, library.job(number).attempts) == ("failed", 3)


def test_cancelling(library):
    waiting, running = upload(library), upload(library)
    library.cancel(waiting)
    assert library.job(waiting).state == "cancelled"
    assert library.store.take_job("w").id == running
    library.cancel(running)
    assert library.store.beat_job(running, "w", "claims", 1, 2) == "stop"
    assert library.store.beat_job(running, "x", "claims", 1, 2) == "lost"
    assert library.store.end_job(running, "w", "cancelled") is True
    library.cancel(running)
    assert library.job(running).state == "cancelled"


def test_a_file_that_cannot_be_read_fails_and_says_why(library):
    number = upload(library, "broken.pdf", "%PDF-1.4\nnothing")
    library.work()
    assert library.job(number).state == "failed"
    assert "pdf" in library.job(number).error.lower()


def test_an_upload_lies_in_its_folder(library):
    assert library.upload_path("../../etc/passwd") == library.folder / "uploads" / "passwd"
    assert os.sep not in library.upload_path("a/b").name


def test_a_sentence_is_checked_and_kept_like_an_audit(library, works_file):
    library.import_files(works_file)
    number = library.submit("check", {"claim": "Coffee is drunk in the morning."})
    assert library.work() is True
    job = library.job(number)
    assert job.state == "done", job.error
    report = library.audit_report(job.result["audit"])
    assert [c.claim.text for c in report.claims] == ["Coffee is drunk in the morning."]
