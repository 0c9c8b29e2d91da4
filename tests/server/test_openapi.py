"""The document of the REST routes: its examples are true, its pages lead through all, its tags tell versions apart."""

import json
import re

import pytest

jsonschema = pytest.importorskip("jsonschema")

API = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")
WORKS = [{"id": f"w{n}", "title": f"Naps and recall {n}", "abstract": "Short naps improve recall."} for n in range(7)]


@pytest.fixture
def document(client):
    return client.get(f"{API}/openapi.json").json()


@pytest.fixture
def works(library, tmp_path):
    (tmp_path / "works.jsonl").write_text("\n".join(map(json.dumps, WORKS)), encoding="utf-8")
    library.import_files(tmp_path / "works.jsonl")
    return library


def operations(document):
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method} {path}", methods[method]


def examples_in(document, node):
    """Each example of the document with the schema that it is of."""
    if isinstance(node, dict):
        if "examples" in node and isinstance(node["examples"], list):
            yield from ((one, node.get("schema", node)) for one in node["examples"])
        if "example" in node and "schema" in node:
            yield node["example"], node["schema"]
        for value in node.values():
            yield from examples_in(document, value)
    elif isinstance(node, list):
        for value in node:
            yield from examples_in(document, value)


def test_every_example_is_of_its_schema(document):
    found = list(examples_in(document, document))
    assert len(found) > 10
    for example, schema in found:
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(example)


def test_every_route_says_what_it_does_and_what_it_answers_with_problems(document):
    said = dict(operations(document))
    assert len(said) > 15
    for name, operation in said.items():
        assert operation["description"].strip(), name
        assert operation["tags"], name
        assert {"401", "403", "422"} <= set(operation["responses"]), name
        assert any(code.startswith("2") for code in operation["responses"]), name


def test_every_body_of_json_has_an_example(document):
    for name, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" not in content:
            continue
        schema = content["application/json"]["schema"]
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        assert list(examples_in(document, schema)), name


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_the_next_page_and_the_next_lead_through_all(client, works, limit):
    path, keys, turns = f"{API}/works?limit={limit}&sort=key", [], 0
    while path:
        answer = client.get(path)
        assert answer.json()["total"] == 7
        keys += [row["key"] for row in answer.json()["items"]]
        links = re.findall(r'<([^>]+)>; rel="(\w+)"', answer.headers["link"])
        path = next((address for address, rel in links if rel == "next"), "")
        turns += 1
    assert keys == sorted(f"w{n}" for n in range(7))
    assert turns == -(-7 // limit)
    assert client.get(f"{API}/works?limit=3&offset=50").json()["items"] == []


@pytest.mark.parametrize(("limit", "offset"), [(0, 0), (201, 0), (1, -1), ("x", 0)])
def test_pages_that_cannot_be(client, works, limit, offset):
    assert client.get(f"{API}/works", params={"limit": limit, "offset": offset}).status_code == 422


def test_a_tag_is_of_one_version(client, csrf, works):
    path = f"{API}/works/w1"
    first = client.get(path).headers["etag"]
    assert client.get(path).headers["etag"] == first
    assert client.get(f"{API}/works/w2").headers["etag"] != first
    headers = {"If-Match": first, "x-csrf-token": csrf}
    second = client.patch(path, json={"tags": ["sleep"]}, headers=headers).headers["etag"]
    assert second != first
    assert client.get(path, headers={"If-None-Match": first}).status_code == 200
    assert client.get(path, headers={"If-None-Match": f'"other", W/{second}'}).status_code == 304
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 304
    works.undo()
    assert client.get(path).headers["etag"] == first  # it is again what it was
