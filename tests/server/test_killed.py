"""The server killed again and again (kill -9): no decision that it promised is lost, no job is lost or done twice."""

import json
import os
import random
import re
import signal
import threading
import urllib.request
from collections import Counter
from http.client import HTTPException

import pytest

pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")

from refdb.library import init_library, open_library
from tests.server.test_editors_hour import DEMO, Server

ARTICLE = "Sleep\n\nNaps help memory in adults [1]. This is version {n}.\n\nReferences\n\n1. Weber K. Short naps. Sleep. 2003;3:1-9.\n"
KILLS = int(os.environ.get("REFDB_KILLS", "20"))  # read here: a test sees no setting of the user's
PATIENCE = 600  # seconds for what a busy machine does in two


class Browser:
    """A page of the server, which somebody has open: its cookie and its token."""

    def __init__(self, server) -> None:
        self._url = server.url
        with urllib.request.urlopen(self._url, timeout=60) as answer:
            self._cookie = answer.headers["set-cookie"].split(";")[0]
            self._csrf = re.search(r'name="csrf" content="(\w+)"', answer.read().decode())[1]

    def post(self, path, body, media):
        headers = {"cookie": self._cookie, "x-csrf-token": self._csrf, "content-type": media}
        with urllib.request.urlopen(urllib.request.Request(self._url + path, body, headers), timeout=60) as answer:
            return json.loads(answer.read())

    def upload(self, n):
        part = f'--x\r\ncontent-disposition: form-data; name="file"; filename="v{n}.txt"\r\n\r\n{ARTICLE.format(n=n)}\r\n--x--\r\n'
        return self.post("/jobs", part.encode(), "multipart/form-data; boundary=x")["jobs"][0]

    def note(self, audit, text):
        said = json.dumps({"action": "note", "text": text}).encode()
        self.post(f"/audits/{audit}/reference/1", said, "application/json")


def ended(folder, numbers):
    """The jobs, once all have ended."""
    with open_library(folder) as library:
        for _ in range(PATIENCE * 4):
            jobs = [library.job(number) for number in numbers]
            if all(job.is_ended for job in jobs):
                return jobs
            threading.Event().wait(0.25)
    raise AssertionError(f"never ended: {[(job.id, job.state, job.step) for job in jobs]}")


def test_what_was_promised_is_kept_and_each_job_done_once(kills, tmp_path):
    from refdb.registries.snapshot.building import build

    build([DEMO / "works.jsonl"], tmp_path / "registry.db")
    folder, moments = tmp_path / "library", random.Random(7)
    init_library(folder)
    server = Server(folder, tmp_path / "registry.db")
    try:
        (first,) = ended(folder, [Browser(server).upload(0)])
        audit, promised, jobs = first.result["audit"], [], []
        for kill in range(1, kills + 1):
            page = Browser(server)
            killer = threading.Timer(moments.uniform(0.05, 2.5), server.stop, (signal.SIGKILL,))
            killer.start()
            try:
                jobs.append(page.upload(kill))
                for n in range(100_000):
                    page.note(audit, f"note {kill}.{n}")
                    promised.append(f"note {kill}.{n}")  # the server said that it is kept
            except (OSError, HTTPException):  # killed between two answers, or within one
                killer.join()
            server.start()
        states = ended(folder, jobs)
    finally:
        server.stop()
    done = [job for job in states if job.state == "done"]  # or given up, where three workers were killed at it
    assert [job.error for job in states if job not in done and "the worker ended 3 times" not in job.error] == []
    assert len({job.result["audit"] for job in done}) == len(done)
    with open_library(folder) as library:
        kept = Counter(remark.value for remark in library.audit_report(audit).references[0].remarks)
        audits = Counter(one.name for one in library.audits())
    assert [note for note in promised if kept[note] != 1] == []
    assert set(audits.values()) == {1}
    assert len(audits) >= len(done) + 1  # one that was taken, though the answer did not get through, is done too


@pytest.fixture
def kills(slow):
    """How often it is killed."""
    return KILLS
