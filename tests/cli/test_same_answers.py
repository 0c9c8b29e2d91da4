"""A library in PostgreSQL answers each command, and a program that asks its server or an assistant, as a folder does."""

import asyncio
import json
import re

import pytest

BIB = """
@article{naps2003, title={Short naps and recall}, author={Weber, Karin}, year=2003, doi={10.5555/naps},
  journal={Sleep}, abstract={Short naps improve recall in healthy adults. Müller found it in 40 people.}}
@article{coffee2002, title={Coffee at night}, author={Braun, Emil}, year=2002, journal={Brain}}
@article{coffee2002b, title={Coffee at night}, author={Braun, Emil}, year=2002, journal={Brain}, pages={1-2}, volume=7}
@book{sleep1999, title={Sleep}, author={O'Neill, Ann}, year=1999, publisher={Press},
  abstract={Coffee after noon shortens sleep by an hour.}}
"""
COMMANDS = [
    ["import", "works.bib"],
    ["import", "article.txt"],
    ["list", "--json"],
    ["list", "articles", "--json"],
    ["search", "naps recall", "--json"],
    ["search", '"healthy adults" author:weber', "--json"],
    ["search", "coff* year:..2002 -naps", "--json"],
    ["search", "10.5555/naps", "--json"],
    ["search", "mueller", "--year", "2000..", "--json"],
    ["check", "Short naps improve recall in healthy adults.", "--json"],
    ["show", "naps2003", "--json"],
    ["edit", "naps2003", "--set", "year=2004"],
    ["tag", "add", "good", "naps2003"],
    ["dedupe"],
    ["enrich", "--offline"],
    ["index"],
    ["rm", "sleep1999"],
    ["search", "coffee shortens sleep", "--json"],
    ["undo"],
    ["search", "coffee shortens sleep", "--json"],
    ["history"],
    ["export", "--format", "ris"],
    ["export", "--format", "bibtex", "--tag", "good"],
    ["verify", "article.txt", "--offline", "--json"],
    ["audit", "article.txt", "--offline", "--json", "-"],
    ["doctor"],
    ["stats"],
]


@pytest.fixture
def places(tmp_path, address, refdb):
    for place in (tmp_path / "folder", address):
        refdb("init", place)
    return [str(tmp_path / "folder"), address]


def test_each_command(places, refdb, tmp_path, article_file):
    (tmp_path / "works.bib").write_text(BIB)
    (tmp_path / "article.txt").write_bytes(article_file.read_bytes())
    unlike = []
    for command in COMMANDS:
        here, there = (refdb("--library", place, *command) for place in places)
        assert here.returncode in (0, 1), (command, here.stderr)
        answers = [(plain(one.stdout, place), one.returncode) for one, place in zip((here, there), places, strict=True)]
        if answers[0] != answers[1]:
            unlike.append((command, *answers))
    assert unlike == []


def plain(said: str, place: str) -> str:
    """What was said without the library's name and size and the time, and figures to three places."""
    said = re.sub(r"/\S*/(folder(/\S+)?|postgresql/\S+)", "LIBRARY", said)
    said = re.sub(r"\d{4}-\d\d-\d\d[T ][\d:]+(\+00:00|Z)?", "TIME", said.replace(place, "LIBRARY"))
    said = re.sub(r"database( +)[\d.]+ MB", "database SIZE", re.sub(r"postgres-[^,\s]+", "folder", said))
    return re.sub(r"(0\.\d{3})\d+", r"\1", said)


def test_its_server_and_its_assistant(places, refdb, tmp_path):
    pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")
    pytest.importorskip("mcp", reason="pip install 'refdb[mcp]'")
    from mcp.client import Client
    from starlette.testclient import TestClient

    from refdb.library import open_library
    from refdb.mcp.desk import Desk
    from refdb.mcp.serving import made
    from refdb.server.app import make_app
    from refdb.server.site import ServerSettings

    async def called(desk: Desk) -> list[object]:
        async with Client(made(desk)) as client:
            calls = (("search_library", {"query": "naps"}), ("get_work", {"key": "naps2003"}))
            return [(await client.call_tool(*call)).structured_content for call in calls]

    (tmp_path / "works.bib").write_text(BIB)
    said = []
    for place in places:
        refdb("--library", place, "import", tmp_path / "works.bib")
        with open_library(place) as library:
            app = make_app(library, ServerSettings(workers=0, local_user="ann"))
            with TestClient(app, base_url="http://localhost:8300", client=("127.0.0.1", 5000)) as client:
                asked = [client.get(f"/api/v1/{path}").json() for path in ("search?q=naps", "works", "works/naps2003")]
        desk = Desk(place)
        said.append(plain(json.dumps([asked, asyncio.run(called(desk))]), place))
        desk.close()
    assert said[1] == said[0]
    assert said[0].count("naps2003") > 3
