"""A library served in this process, asked as a browser or a program asks."""

import re

import pytest

pytest.importorskip("fastapi", reason="pip install 'refdb[server]'")

from starlette.testclient import TestClient

from refdb.library import init_library, open_library
from refdb.server.app import make_app
from refdb.server.site import ServerSettings


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
