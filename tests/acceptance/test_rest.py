"""Whatever the OpenAPI document allows, and what it does not, is sent to /api/v1 by schemathesis."""

import json
import os

import pytest

pytest.importorskip("schemathesis", reason="pip install 'refdb[test]'")
pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from refdb.library import open_library
from refdb.server.app import make_app
from refdb.server.site import ServerSettings

MOST = 60 if os.environ.get("REFDB_SLOW") else 2  # examples of an operation
# A text of the right form may still ask for what there is not (a year before the first, a DOI of another work): 422.
LEFT_OUT = [positive_data_acceptance]
WORK = {"id": "naps2003", "title": "Short naps", "abstract": "Short naps improve recall.", "DOI": "10.5555/naps"}


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """With accounts, so that every operation needs a token; and with a registry that nobody can ask."""
    folder = tmp_path_factory.mktemp("rest")
    (folder / "works.jsonl").write_text(json.dumps(WORK))
    with open_library(folder / "lib", create=True, options={"registry": "http://127.0.0.1:9"}) as library:
        library.import_files(folder / "works.jsonl")
        library.add_account("ann", role="owner")
        token = {"Authorization": f"Bearer {library.add_token('ann')}"}
        app = make_app(library, ServerSettings(workers=0))
        whole = app.openapi()
        for operation in (one for path in whole["paths"].values() for one in path.values()):
            del operation["security"]  # a token that is none says nothing of the rest; it is asked for below
        yield token, schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers=token)


OPERATIONS = [
    "POST /articles", "POST /articles/from-web", "GET /jobs", "GET /jobs/{number}", "DELETE /jobs/{number}", "GET /audits",
    "GET /audits/{number}/report", "POST /verify", "POST /parse", "POST /check", "GET /search", "GET /works",
    "GET /works/{key}", "PATCH /works/{key}", "DELETE /works/{key}", "GET /export", "GET /retractions",
    "GET /decisions", "POST /decisions", "GET /users", "POST /users", "PATCH /users/{name}", "DELETE /users/{name}",
]  # fmt: skip


def test_every_operation_is_named_here(asked):
    labels = [result.ok().label for result in asked[1].get_all_operations()]
    assert sorted(label.replace("/api/v1", "") for label in labels) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_without_a_token_nothing_is_answered(asked, name):
    method, path = name.split()
    operation = asked[1][f"/api/v1{path}"][method]
    answer = operation.Case(path_parameters={"number": 1, "key": "naps2003", "name": "bob"}).call()
    assert answer.status_code == 401
    assert answer.headers["content-type"] == ["application/problem+json"]


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["allowed", "not allowed"])
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_documented(asked, name, mode):
    if name == "GET /users" and mode == GenerationMode.NEGATIVE:
        pytest.skip("nothing is given to it that could be wrong")
    token, document = asked
    method, path = name.split()
    operation = document[f"/api/v1{path}"][method]
    left_out = [*LEFT_OUT, *([negative_data_rejection] if name == "POST /articles" else [])]  # a file may be anything
    seen = 0

    @settings(
        max_examples=MOST,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(operation.as_strategy(generation_mode=mode))
    def ask(case):
        nonlocal seen
        seen += 1
        case.call_and_validate(headers=token, excluded_checks=left_out)

    ask()
    assert seen
