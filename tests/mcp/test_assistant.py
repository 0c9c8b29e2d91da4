"""An assistant's calls, made by the SDK's own client: in memory, over standard input and output, over HTTP."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

pytest.importorskip("mcp")

from mcp.client import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client

from refdb import open_library
from refdb.errors import InputError
from refdb.mcp.desk import Desk
from refdb.mcp.guarding import allowed, bound
from refdb.mcp.serving import made

ROOT = Path(__file__).parents[2]
TOOLS = {
    "verify_reference", "parse_references", "search_library", "check_claim", "audit_article", "export_bibliography",
    "get_work",
}  # fmt: skip
WORKS = [
    {"id": "naps2003", "title": "Short naps and recall", "abstract": "Short naps improve recall in healthy adults.",
     "DOI": "10.5555/naps", "author": [{"family": "Weber", "given": "Karin"}], "issued": {"date-parts": [[2003]]},
     "type": "article-journal"},
    {"id": "coffee2002", "title": "Coffee at night", "DOI": "10.5555/coffee", "type": "article-journal",
     "author": [{"family": "Braun", "given": "Emil"}], "issued": {"date-parts": [[2002]]}},
]  # fmt: skip
ARTICLE = """# Sleep

Short naps improve recall in healthy adults [1].

## References

1. Weber K. Short naps and recall. Sleep. 2003;3:1-9.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assistant")
    (folder / "works.jsonl").write_text("\n".join(json.dumps(work) for work in WORKS))
    with open_library(folder / "lib", create=True) as opened:
        opened.import_files(folder / "works.jsonl")
    return folder / "lib"


def asked(server, *calls):
    """The results of tool calls in their order, made in one connection."""

    async def ask():
        async with Client(server) as client:
            return [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(ask())


def said(result):
    return result.content[0].text


@pytest.fixture
def desk(library):
    desk = Desk(library)
    yield desk
    desk.close()


def test_every_tool_has_a_schema_of_what_it_answers(desk):
    async def listed():
        async with Client(made(desk)) as client:
            return (await client.list_tools()).tools

    tools = {tool.name: tool for tool in asyncio.run(listed())}
    assert set(tools) == TOOLS
    assert [name for name, tool in tools.items() if not (tool.output_schema or {}).get("properties")] == []
    assert tools["search_library"].input_schema["properties"]["count"]["maximum"] == 25


def test_offline_nothing_is_found_out_and_that_is_said(desk):
    (checked,) = asked(
        made(desk), ("verify_reference", {"reference": "Doe J. Nothing at all. Brain. 2001;1:1-2.", "offline": True})
    )
    answer = checked.structured_content
    assert (answer["status"], answer["standing"]) == ("unchecked", "unchecked")
    assert answer["caution"].startswith("Offline: no registry was asked")


def test_fields_are_read(desk):
    (parsed,) = asked(made(desk), ("parse_references", {"references": ["Weber K. Short naps. Sleep. 2003;3:1-9."]}))
    (fields,) = parsed.structured_content["references"]
    assert (fields["authors"], fields["title"], fields["year"]) == (["Weber, K"], "Short naps", 2003)


def test_a_search_says_how_much_could_be_read(desk):
    (found,) = asked(made(desk), ("search_library", {"query": "naps and recall", "count": 1}))
    (hit,) = found.structured_content["hits"]
    assert (hit["key"], hit["doi"], hit["read"]) == ("naps2003", "10.5555/naps", "abstract")
    assert found.structured_content["library"] == {"works": 2, "with_text": 1, "without_text": 1}


def test_a_claim_is_judged_with_the_sentence_that_decides(desk):
    claim = "Short naps improve recall in healthy adults."
    by_library, by_text = asked(
        made(desk), ("check_claim", {"claim": claim}), ("check_claim", {"claim": claim, "evidence_text": claim})
    )
    assert by_library.structured_content["verdict"] == "supported"
    piece = by_library.structured_content["evidence"][0]
    assert (piece["key"], piece["deciding"]) == ("naps2003", claim)
    assert "1 others of this library have none" in by_library.structured_content["read_from"]
    assert by_text.structured_content["read_from"] == "The given text alone was read."


def test_a_work_is_shown_and_written_out(desk):
    shown, unknown, bib = asked(
        made(desk),
        ("get_work", {"name": "10.5555/naps"}),
        ("get_work", {"name": "naps2004"}),
        ("export_bibliography", {"keys": ["coffee2002"], "format": "ris"}),
    )
    assert shown.structured_content["key"] == "naps2003"
    assert (shown.structured_content["text"], shown.structured_content["standing"]) == ("abstract", "unchecked")
    assert unknown.is_error
    assert "did you mean naps2003?" in said(unknown)
    assert bib.structured_content["works"] == 1
    assert "Coffee at night" in bib.structured_content["text"]


def test_a_bibliography_that_is_too_long_for_an_answer_is_not_built(desk, monkeypatch):
    from refdb.mcp import works

    monkeypatch.setattr(works, "MOST_TEXT", 100)
    (bib,) = asked(made(desk), ("export_bibliography", {"format": "ris"}))
    assert bib.is_error
    assert "too many for an answer; ask for fewer by keys, query or tags" in said(bib)


def test_an_audit_is_kept_and_read_as_a_resource(desk, tmp_path):
    (tmp_path / "article.md").write_text(ARTICLE)
    steps = []

    async def audited():
        async def told(progress, total, message):
            steps.append(message)

        async with Client(made(desk)) as client:
            arguments = {"path": str(tmp_path / "article.md"), "offline": True}
            result = await client.call_tool("audit_article", arguments, progress_callback=told)
            report = await client.read_resource(result.structured_content["report"])
            work = await client.read_resource("refdb://works/naps2003")
            library = await client.read_resource("refdb://library")
            return result, *(json.loads(one.contents[0].text) for one in (report, work, library))

    result, report, work, library = asyncio.run(audited())
    answer = result.structured_content
    assert answer["title"] == "Sleep"
    assert sum(answer["verdicts"].values()) == 1
    assert report["article"]["name"] == "article.md"
    assert work["abstract"] == "Short naps improve recall in healthy adults."
    assert library["reports"][0]["report"] == answer["report"]
    assert any("verifying" in step for step in steps)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("none.md", "no such file"),
        (".", "is no file"),
        ("id_rsa", "is no article by its name"),
        (".ssh/notes.md", "hidden"),
        ("big.txt", "bytes"),
    ],
)
def test_what_is_no_article_is_not_read(desk, tmp_path, path, why):
    (tmp_path / ".ssh").mkdir()
    for name in ("id_rsa", ".ssh/notes.md"):
        (tmp_path / name).write_text("secret")
    with (tmp_path / "big.txt").open("wb") as file:
        file.truncate(30_000_001)
    (refused,) = asked(made(desk), ("audit_article", {"path": str(tmp_path / path), "offline": True}))
    assert refused.is_error
    assert why in said(refused)
    assert "secret" not in said(refused)


def test_a_link_out_of_the_folders_is_not_followed(library, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "link.md").symlink_to(tmp_path / "secret.md")
    call = ("audit_article", {"path": str(tmp_path / "open" / "link.md"), "offline": True})
    (refused,) = asked(made(Desk(library, (tmp_path / "open",))), call)
    assert "no such file in" in said(refused)
    (none,) = asked(made(Desk(library, ())), call)
    assert "over HTTP no files are read" in said(none)


def test_without_a_library_references_are_still_read(tmp_path):
    parsed, search = asked(
        made(Desk()),
        ("parse_references", {"references": ["Weber K. Short naps. Sleep. 2003;3:1-9."]}),
        ("search_library", {"query": "naps"}),
    )
    assert not parsed.is_error
    assert "make one with `refdb init`" in said(search)


def environment():
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def test_over_standard_input_and_output(library):
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "refdb.cli", "--library", str(library), "mcp"], env=environment()
    )
    (found,) = asked(command, ("search_library", {"query": "naps", "count": 1}))
    assert found.structured_content["hits"][0]["key"] == "naps2003"


TOKEN = "0123456789abcdef0123"


@contextmanager
def served(library, more):
    """The address at which a process of its own answers for a library."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = [sys.executable, "-m", "refdb.cli", "--library", str(library), "mcp", "--http", "--port", str(port)]
    with subprocess.Popen(call, env={**environment(), **more}, stderr=subprocess.DEVNULL) as server:
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the server ended"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
        server.terminate()


@pytest.fixture
def address(library):
    with served(library, {"REFDB_MCP_TOKEN": TOKEN}) as address:
        yield address


def test_over_http(address):
    import httpx2

    headers = {"Authorization": f"Bearer {TOKEN}"}

    async def found():
        async with (
            httpx2.AsyncClient(headers=headers) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            return await client.call_tool("get_work", {"name": "naps2003"})

    assert asyncio.run(found()).structured_content["doi"] == "10.5555/naps"
    hello = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}
    cases = {
        "no token": {},
        "another token": {"Authorization": "Bearer 0123456789abcdef0124"},
        "two tokens": [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer x")],
    }
    for name, wrong in cases.items():
        sent = [*accept.items(), *(wrong.items() if isinstance(wrong, dict) else wrong)]
        assert httpx2.post(address, json=hello, headers=sent).status_code == 401, name
    for name, foreign in {"origin": {"Origin": "http://evil.example"}, "host": {"Host": "evil.example"}}.items():
        answer = httpx2.post(address, json=hello, headers={**accept, **headers, **foreign})
        assert answer.status_code in (403, 421), name


def test_over_http_an_account_s_token_counts_and_a_reader_audits_nothing(tmp_path):
    import httpx2

    with open_library(tmp_path / "lib", create=True) as opened:
        for name, role in (("rea", "reader"), ("edi", "editor")):
            opened.add_account(name, role=role)
        tokens = {name: opened.add_token(name) for name in ("rea", "edi")}

    async def audited(address, token):
        async with (
            httpx2.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=300) as http,
            Client(streamable_http_client(address, http_client=http)) as client,
        ):
            found = await client.call_tool("search_library", {"query": "naps"})
            return found, await client.call_tool("audit_article", {"text": ARTICLE, "offline": True})

    with served(tmp_path / "lib", {}) as address:
        assert httpx2.post(address, json={"jsonrpc": "2.0", "id": 1, "method": "ping"}).status_code == 401
        found, refused = asyncio.run(audited(address, tokens["rea"]))
        assert (found.is_error, refused.is_error) == (False, True)
        assert "only an editor may decide and edit here; rea is a reader" in said(refused)
        with open_library(tmp_path / "lib") as opened:
            assert opened.audits() == []
        _, done = asyncio.run(audited(address, tokens["edi"]))
        assert done.is_error is False, said(done)


@pytest.mark.parametrize(
    ("host", "token", "why"),
    [
        ("0.0.0.0", "", "0.0.0.0 can be reached by others: set a token"),
        ("192.0.2.1", "", "192.0.2.1 can be reached by others"),
        ("127.0.0.1", "short", "the token has fewer than 16 characters"),
    ],
)
def test_others_need_a_token_that_cannot_be_guessed(host, token, why):
    with pytest.raises(InputError, match=why):
        bound(host, token)
    bound("127.0.0.1", "")
    bound(host, TOKEN)


def test_a_proxys_name_is_answered_and_no_other():
    known = allowed("0.0.0.0", 8376, ["lib.example.org"])
    assert known.allowed_hosts == [
        "127.0.0.1:8376", "localhost:8376", "[::1]:8376", "lib.example.org", "lib.example.org:8376",
    ]  # fmt: skip
    assert "https://lib.example.org" in known.allowed_origins
