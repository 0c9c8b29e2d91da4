"""A library served in this process, asked as a browser or a program asks."""

import re

import pytest

pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")

from starlette.testclient import TestClient

from refdb.library import init_library, open_library
from refdb.server.app import make_app
from refdb.server.site import ServerSettings

EVIL = "<script>alert(1)</script>"
ARTICLE = f"""Sleep {EVIL}

Naps improve memory in adults [1]. Coffee after noon shortens sleep by an hour [2].

References

1. Smith J. Naps and {EVIL} memory. J Sleep. 2019;3:1-9.
2. Nobody N. Coffee never written. J Coffee. 2020;1:2-3.
"""


@pytest.fixture
def library(tmp_path, snapshot_file):
    init_library(tmp_path / "library")
    with open_library(tmp_path / "library", options={"registry": str(snapshot_file)}) as library:
        yield library


@pytest.fixture
def app(library):
    return make_app(library, ServerSettings(workers=0, local_user="ann"))


@pytest.fixture
def client(app):
    """Somebody at this machine, who has loaded the first page."""
    with TestClient(
        app, base_url="http://localhost:8300", client=("127.0.0.1", 5000), follow_redirects=False
    ) as client:
        yield client


@pytest.fixture
def csrf(client):
    """The CSRF token of their pages."""
    return re.search(r'name="csrf" content="(\w+)"', client.get("/sign-in").text)[1]


@pytest.fixture
def audited(library):
    """An audit of a small article, made without judging: what a worker would have kept."""
    from refdb.model import AuditReport, CheckedClaim, CheckedReference, Claim, Coverage, Verdict, Verification
    from refdb.reports.json import document
    from refdb.workflows.steps.given import extract

    article = extract(ARTICLE.encode(), "sleep.txt")
    start = article.text.index("Naps improve")
    claims = (
        CheckedClaim(
            Claim("Naps improve memory in adults.", start, start + 30, references=(1,)), Verdict("not_settled", 0.5)
        ),
    )
    references = tuple(CheckedReference(one, Verification("not_found", None, 0.8)) for one in article.references)
    coverage = Coverage(len(references), {"not_found": len(references)}, 0, 1, 0, {"not_settled": 1})
    report = AuditReport(article, references, claims, coverage)
    number, _ = library.store.add_article(article)
    return library.store.save_audit(number, document(report), report)
