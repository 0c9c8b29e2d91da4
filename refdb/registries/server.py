"""Serves a snapshot as api.crossref.org answers, for tests, offline groups and whoever speaks Crossref's REST API."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from refdb.errors import InputError, RegistryUnavailable
from refdb.model import Record
from refdb.registries.snapshot import Snapshot

LIMITS = {"x-rate-limit-limit": "10000", "x-rate-limit-interval": "1s", "x-concurrency-limit": "64"}
MOST_ROWS = 1000
MOST_OFFSET = 10_000
KNOWN = {"query", "query.bibliographic", "rows", "offset", "filter", "select", "mailto"}
JSON = "application/json"


class _Invalid(Exception):
    def __init__(self, kind: str, value: str, message: str) -> None:
        super().__init__(message)
        self.failure = {"type": kind, "value": value, "message": message}


class SnapshotServer(ThreadingHTTPServer):
    """An HTTP server with a snapshot behind it; ``limits`` are the limit headers of every answer."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, host: str, port: int, limits: dict[str, str] | None = None) -> None:
        """Open the snapshot and the port.

        Raises:
            InputError: the snapshot cannot be used, or the port is taken.
        """
        self.snapshot = Snapshot(path)
        self.limits = limits or LIMITS
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError) as error:
            self.snapshot.close()
            reason = getattr(error, "strerror", None) or error
            raise InputError(f"cannot serve at {host}:{port}: {reason}") from error

    @property
    def url(self) -> str:
        """Address of the API."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"

    def server_close(self) -> None:
        """Close port and snapshot."""
        super().server_close()
        self.snapshot.close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in mid-answer is its own affair."""


def make_server(
    path: Path, host: str = "127.0.0.1", port: int = 0, limits: dict[str, str] | None = None
) -> SnapshotServer:
    """A server that is bound but does not serve yet; port 0 takes a free one.

    Raises:
        InputError: the snapshot cannot be used, or the port is taken.
    """
    return SnapshotServer(path, host, port, limits)


def serve(path: Path, host: str, port: int, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; ``ready`` gets the address once requests are answered."""
    with make_server(path, host, port) as server:
        ready(server.url)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "refdb"
    server: SnapshotServer
    timeout = 60  # seconds an idle connection is kept

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        try:
            status, content_type, body = self._answer()
        except _Invalid as invalid:
            failure = {"status": "failed", "message-type": "validation-failure", "message": [invalid.failure]}
            status, content_type, body = 400, JSON, json.dumps(failure)
        except RegistryUnavailable as error:
            message = {"name": "snapshot", "description": str(error)}
            body = json.dumps({"status": "error", "message-type": "exception", "message": message})
            status, content_type = 500, JSON
        data = body.encode("utf-8", "replace")
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(data)))
        self.send_header("access-control-allow-origin", "*")
        for name, value in self.server.limits.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is logged: what is asked for is the user's own affair."""

    def _answer(self) -> tuple[int, str, str]:
        parts = urlsplit(self.path)
        path = parts.path.removeprefix("/v1").rstrip("/")
        query = {k: v[-1] for k, v in parse_qs(parts.query, keep_blank_values=True).items()}
        if path == "/works":
            return 200, JSON, self._list(query)
        if not path.startswith("/works/"):
            return 404, "text/plain", "Resource not found."
        for name in query:
            if name not in ("mailto",):
                family = "query.*" if name.startswith("query.") else name
                what = "field query parameters" if family == "query.*" else name
                raise _Invalid("parameter-not-allowed", family, f"This route does not support {what}")
        rest = path.removeprefix("/works/")
        doi = unquote(rest)
        record = self.server.snapshot.work(doi)
        if record:
            return 200, JSON, _envelope("work", record.item)
        agency = rest.endswith("/agency") and self.server.snapshot.agency(doi.removesuffix("/agency"))
        if not agency:
            return 404, "text/plain", "Resource not found."
        message = {"DOI": doi.removesuffix("/agency").lower(), "agency": {"id": agency, "label": agency.capitalize()}}
        return 200, JSON, _envelope("work-agency", message)

    def _list(self, query: dict[str, str]) -> str:
        for name in query:
            if name not in KNOWN:
                raise _Invalid("parameter-not-allowed", name, f"This route does not support {name}")
        rows = _integer(query.get("rows", "20"), MOST_ROWS)
        offset = _integer(query.get("offset", "0"), MOST_OFFSET)
        text = " ".join(query[name] for name in ("query.bibliographic", "query") if query.get(name))
        if query.get("filter"):
            wanted = self.server.snapshot.works(_dois(query["filter"]))
            unique = list({record.key: record for record in wanted.values()}.values())
            found, total = unique[offset : offset + rows], len(unique)
        elif text:
            found, total = self.server.snapshot.search_page(text, rows, offset)
        else:
            found, total = [], self.server.snapshot.works_count
        message = {
            "facets": {},
            "total-results": total,
            "items": [_selected(record, query.get("select", "")) for record in found],
            "items-per-page": rows,
            "query": {"start-index": offset, "search-terms": text or None},
        }
        return _envelope("work-list", message)


def _envelope(kind: str, message: Any) -> str:
    return json.dumps(
        {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}, ensure_ascii=False
    )


def _selected(record: Record, select: str) -> Any:
    names = {name.strip() for name in select.split(",")} - {""}
    return {k: v for k, v in record.item.items() if k in names} if names else record.item


def _integer(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= most and len(text) < 10):
        message = f"Integer specified as {text} but must be a positive integer less than or equal to {most}. "
        raise _Invalid("integer-not-valid", text, message)
    return int(text)


def _dois(text: str) -> list[str]:
    dois: list[str] = []
    for part in text.split(","):
        name, colon, value = part.partition(":")
        if name == "doi" and colon:
            dois.append(value)
        elif dois and not colon:
            raise _Invalid(
                "filter-not-available", part, f"Filter '{part}' specified but there is no such filter for this route."
            )
        else:
            message = f"Filter '{name}' specified but there is no such filter for this route."
            raise _Invalid("filter-not-available", name, f"{message} Valid filters for this route are: doi")
    return dois
