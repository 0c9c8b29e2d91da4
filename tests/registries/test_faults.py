"""A registry that fails is unavailable, never empty: real HTTP on loopback with a server that misbehaves."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from refdb.errors import RegistryUnavailable
from refdb.registries.crossref import CrossrefRegistry
from refdb.registries.http import Http
from refdb.registries.pace import Pace

OK = '{"status":"ok","message":{"DOI":"10.1000/a","items":[]}}'
FAULTS = {
    "429": (429, "text/plain", "Too many requests", {}),
    "429 long": (429, "text/plain", "Too many requests", {"retry-after": "900"}),
    "500": (500, "application/json", "{}", {}),
    "503": (503, "text/html", "<html>", {}),
    "504": (504, "text/html", "<html>", {}),
    "html": (200, "text/html", "<html>", {}),
    "truncated": (200, "application/json", OK[:20], {}),
    "string message": (200, "application/json", '{"status":"ok","message":"no"}', {}),
    "cut": (200, "application/json", OK, {"content-length": "900"}),
    "redirect": (302, "text/plain", "", {"location": "http://127.0.0.2:9/works"}),
    "loop": (302, "text/plain", "", {"location": "/again"}),
    "foreign 404": (404, "text/html", "<html>", {}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_fault_is_never_an_answer(fault: str) -> None:
    status, kind, body, extra = FAULTS[fault]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            headers = {"content-type": kind, "content-length": str(len(body)), "x-rate-limit-limit": "1000", **extra}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        pace = Pace({"single": 0.0, "list": 0.0})
        registry = CrossrefRegistry(url, http=Http(url, 2.0, first_wait=0.01, pace=pace))
        try:
            with pytest.raises(RegistryUnavailable, match=r"127\.0\.0\.1"):
                registry.work("10.1000/a")
            with pytest.raises(RegistryUnavailable):
                registry.search("Sleep and memory")
        finally:
            registry.close()
            server.shutdown()
