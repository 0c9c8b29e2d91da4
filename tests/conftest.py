"""What the tests share: nothing of the user's own (home, environment, library) is seen by a test."""

import functools
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.chromium import browser as browser  # one for all rooms that show pages

# How long an example takes says how busy the machine is.
settings.register_profile("refdb", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("refdb")

# What is compiled is kept, whatever the machine says: pytest rewrites 300 modules of tests otherwise in each process of
# each run, and each process that a test starts compiles refdb anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

SLOW = bool(os.environ.get("REFDB_SLOW"))  # read here: a test sees no setting of the user's
FIXTURES = Path(__file__).parent / "fixtures"
PURE = "text model bibliography articles citations verification claims reports".split()


@pytest.fixture(scope="session")
def _nowhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """The home and the working folder of all tests that need none; into the working folder nothing is written."""
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("nowhere")
    yield home, folder
    assert list(folder.iterdir()) == [], "a test without tmp_path wrote into its working folder"


@pytest.fixture(autouse=True)
def _own_world(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, _nowhere: tuple[Path, Path]) -> None:
    """A home folder and a working folder of the test's own, and no REFDB_ setting.

    Tests of rooms that know no library write nothing: to make and remove two folders for each took longer than they do.
    """
    for name in [name for name in os.environ if name.startswith("REFDB_")]:
        monkeypatch.delenv(name)
    home, folder = _nowhere
    if "tmp_path" in request.fixturenames or request.path.relative_to(FIXTURES.parent).parts[0] not in PURE:
        folder = request.getfixturevalue("tmp_path")
        home = folder / "home"
        home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home / "cache"))
    monkeypatch.chdir(folder)


@pytest.fixture(scope="session", autouse=True)
def _models_once() -> Iterator[None]:
    """A model that refdb brings is opened once for all tests of a process, and asked once for the same row.

    A third of a small audit's time is the one, two fifths the other, and the same article is audited a hundred times.
    Tests of the models themselves ask them each time (tests/encoders).
    """
    from refdb.encoders import onnx

    opened, kept = onnx._opened, {}
    row, rows = onnx.Transformer._row, {}

    def once(name: str, folder: Traversable) -> tuple[bytes, Any]:
        if Path(name).name != name:  # of a test's own making
            return opened(name, folder)
        if name not in kept:
            kept[name] = opened(name, folder)
        return kept[name]

    @functools.wraps(row)
    def row_once(model: onnx.Transformer, encoding: Any) -> Any:
        if not any(session is model._session for _, session in kept.values()):
            return row(model, encoding)
        asked = (id(model._session), *encoding.ids, *encoding.type_ids)
        if asked not in rows:
            rows[asked] = row(model, encoding)
        return rows[asked].copy()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(onnx, "_opened", once)
        patch.setattr(onnx.Transformer, "_row", row_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _tables_once() -> Iterator[None]:
    """The tables of a new library in a file are made by the migrations once; the others get the same statements.

    A thousand libraries are made in a run, and alembic takes longer over one than most tests do.
    """
    from refdb.database.sqlite import engine

    migrate = engine.migrate
    statements: list[str] = []

    def is_empty(raw: sqlite3.Connection) -> bool:
        return raw.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)

    def again(raw: sqlite3.Connection) -> bool:
        raw.execute("BEGIN IMMEDIATE")
        empty = is_empty(raw)
        for statement in statements if empty else ():
            raw.execute(statement).fetchall()
        raw.execute("COMMIT")
        return empty

    def once(connection: Any, where: object, version: str | None) -> None:
        raw = connection.connection.driver_connection
        told: list[str] = []
        first = not statements and is_empty(raw)
        raw.set_trace_callback(told.append if first else None)
        if not statements or not again(raw):  # another may have made it meanwhile
            migrate(connection, where, version)
        raw.set_trace_callback(None)
        if first:
            changes = ("CREATE", "ALTER", "INSERT", "UPDATE")
            statements.extend(one for one in told if one.split(maxsplit=1)[0] in changes)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "migrate", once)
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a PostgreSQL server that all processes of the tests share."""
    from tests.postgresql import started

    # Not within pytest's own folder: run by root, PostgreSQL has another user, whom each pytest that starts shuts out.
    # Named by the run and not by that folder: who makes a folder ends each server, of whatever run, that has its path,
    # and two runs that see a /tmp of their own each have the same path.
    name = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    yield from started(Path(tempfile.gettempdir()) / f"refdb-postgresql-{name[:12]}", forgetful=True)


@pytest.fixture
def address(postgresql: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a schema of PostgreSQL that does not exist yet."""
    from tests.postgresql import dropped, schema

    address = schema(postgresql, f"{request.path.stem}_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}")
    dropped(address)
    yield address
    dropped(address)


@pytest.fixture(scope="session")
def slow() -> None:
    """For tests that take half a minute and guard what faster ones guard too."""
    if not SLOW:
        pytest.skip("set REFDB_SLOW=1 to run what takes long")


@pytest.fixture(scope="session")
def some() -> Callable[[list, int], list]:
    """``some(rows, n)``: every n-th row, or all of them where what takes long is run."""
    return lambda rows, n: rows if SLOW else rows[::n]


@pytest.fixture
def works_file() -> Path:
    """Five works on sleep and coffee, three with a text of our own."""
    return FIXTURES / "works.jsonl"


@pytest.fixture
def article_file() -> Path:
    """A short article that cites four of them, one with wrong details, one that does not exist."""
    return FIXTURES / "article.txt"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], object]], Path]:
    """``made_once("registry", make)``: a folder that ``make(folder)`` filled, once for all processes of a run."""
    root = tmp_path_factory.getbasetemp()
    if os.name == "posix" and "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder, done = root / f"once-{name}", root / f"once-{name}.done"
        with (root / f"once-{name}.lock").open("w") as lock:
            if os.name == "posix":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # of a process that failed at it
                folder.mkdir()
                make(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def snapshot_file(made_once) -> Path:
    """The works with a DOI as a registry."""
    from refdb.registries.snapshot.building import build

    return made_once("works", lambda folder: build([FIXTURES / "works.jsonl"], folder / "registry.db")) / "registry.db"


@dataclass
class Answer:
    """What a loopback server sends; ``cut`` closes the connection in mid-body, ``silence`` seconds come first."""

    status: int = 200
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    silence: float = 0.0


class Loopback:
    """A real HTTP server on loopback that answers as a test says, and remembers what it was asked and when."""

    def __init__(self, respond: Callable[[str, int], Answer]) -> None:
        self.asked: list[tuple[float, str]] = []
        self.most_at_once = 0
        self._under_way = 0
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # a body would wait 40 ms for its head to be acknowledged

            def do_GET(self) -> None:
                with outer._lock:
                    outer.asked.append((time.monotonic(), self.path))
                    count = len(outer.asked)
                    outer._under_way += 1
                    outer.most_at_once = max(outer.most_at_once, outer._under_way)
                try:
                    self._answer(respond(self.path, count))
                finally:
                    with outer._lock:
                        outer._under_way -= 1

            def _answer(self, answer: Answer) -> None:
                outer._stopped.wait(answer.silence)
                body = answer.body.encode()
                self.send_response(answer.status)
                length = len(body) + 500 if answer.cut else len(body)
                for name, value in {"content-type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(length))
                self.end_headers()
                self.wfile.write(body)
                self.close_connection = self.close_connection or answer.cut

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args: object) -> None:
                pass  # a client that gave up

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def loopback() -> Iterator[Callable[[Callable[[str, int], Answer]], Loopback]]:
    """Starts servers: ``loopback(lambda path, count: Answer(200, "{}"))``; they end with the test."""
    servers: list[Loopback] = []

    def start(respond: Callable[[str, int], Answer]) -> Loopback:
        servers.append(Loopback(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def answer() -> type[Answer]:
    """What such a server sends."""
    return Answer


class Done(subprocess.CompletedProcess[str]):
    """What a command printed, and its exit status."""

    @property
    def rows(self) -> list[Any]:
        """The rows of --json."""
        return [json.loads(line) for line in self.stdout.splitlines()]


@pytest.fixture
def refdb(monkeypatch, capsys) -> Callable[..., Done]:
    """``refdb("search", "naps")``: what a process of its own would print, and its exit status.

    It is run in this process: starting one takes longer than most commands.
    """
    from refdb.cli import main

    def run(*args: object, stdin: str = "") -> Done:
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["refdb", *map(str, args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return Done(args, int(str(ended.value.code or 0)), said.out, said.err)

    return run
