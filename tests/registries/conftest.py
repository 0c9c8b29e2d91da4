"""A registry's server on loopback: answers by path, and remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Answers:
    """``answers[path] = (status, body)``; a body that is no text is sent as JSON. ``asked`` are raw request lines."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: dict[str, tuple[int, object]] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.fallback: tuple[int, object] = (404, {"message": "no such route"})

    def __setitem__(self, path: str, answer: tuple[int, object]) -> None:
        self.answers[path] = answer


@pytest.fixture
def served() -> Iterator[Answers]:
    state: Answers

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # a body would wait 40 ms for its head to be acknowledged

        def do_GET(self) -> None:
            state.asked.append(self.path)
            state.headers.append({k.lower(): v for k, v in self.headers.items()})
            status, body = state.answers.get(self.path.partition("?")[0], state.fallback)
            text = body if isinstance(body, str) else json.dumps(body)
            data = text.encode()
            self.send_response(status)
            kind = "text/html" if text.lstrip().startswith("<") else "application/json"
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state = Answers(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        try:
            yield state
        finally:
            server.shutdown()
