"""Serves a snapshot as api.crossref.org answers, for tests, offline groups and whoever speaks Crossref's REST API.

One loop has all connections, so that a client that sends or reads slowly costs nothing but its connection; what is
asked is answered by a few threads. Sizes, times and the number of connections are limited.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import logging
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from refdb.errors import InputError
from refdb.registries.snapshot.answering import Answer, answer
from refdb.registries.snapshot.lists.asked import Asked
from refdb.registries.snapshot.local import Snapshot
from refdb.registries.snapshot.postgresql.tables import is_address

LIMITS = {"x-rate-limit-limit": "10000", "x-rate-limit-interval": "1s", "x-concurrency-limit": "64"}
LONGEST_HEAD = 64 * 1024  # bytes of a request
HEAD_SECONDS = 60.0  # that a connection may be idle, or a request may take to arrive
SEND_SECONDS = 60.0  # that a client may take for what has piled up
MOST_CONNECTIONS = 500
BACKLOG = 512
COMPRESSED_FROM = 1400  # bytes: less fits one packet as it is
THREADS = 2  # more only wait for each other: most of an answer is made under Python's one lock


class _Request(NamedTuple):
    method: str
    address: str
    keep: bool
    gzip: bool


class SnapshotServer:
    """An HTTP server with a snapshot behind it; ``limits`` are the limit headers of every answer."""

    def __init__(self, path: Path | str, port: socket.socket, limits: dict[str, str] | None = None) -> None:
        """Open the snapshot; ``port`` is a socket that listens, which belongs to the server from here on.

        Raises:
            InputError: the snapshot cannot be used.
        """
        self.limits = LIMITS if limits is None else limits
        self.socket = port
        try:
            self.snapshot = _opened(path)
        except InputError:
            port.close()
            raise
        self.server_address: tuple[str, int] = self.socket.getsockname()[:2]
        self._stopping = threading.Event()
        self._stopped = threading.Event()
        self._stopped.set()
        self._wake: Callable[[], None] = lambda: None
        self._clients: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """Address of the API."""
        host, port = self.server_address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def __enter__(self) -> SnapshotServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.server_close()

    def serve_forever(self, poll_interval: float = 0.5) -> None:
        """Answer until ``shutdown``; the argument is that of the standard library's servers and not needed."""
        self._stopped.clear()
        try:
            asyncio.run(self._serve())
        finally:
            self._stopped.set()

    def shutdown(self) -> None:
        """Stop serving and wait until it has stopped; may be called from any thread but the one that serves."""
        self.stop()
        self._stopped.wait()

    def stop(self) -> None:
        """Stop serving as soon as may be, now or before it has begun; also from a signal's handler."""
        self._stopping.set()
        self._wake()

    def server_close(self) -> None:
        """Close port and snapshot."""
        self.socket.close()
        self.snapshot.close()

    async def _serve(self) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                loop.call_soon_threadsafe(stop.set)

        self._wake = wake
        with ThreadPoolExecutor(THREADS, "snapshot") as self._pool:
            # Asyncio takes as many connections at a time as its backlog has: one, so that processes share them fairly.
            server = await asyncio.start_server(self._client, sock=self.socket, limit=LONGEST_HEAD, backlog=1)
            self.socket.listen(BACKLOG)
            try:
                if not self._stopping.is_set():
                    await stop.wait()
            finally:
                server.close()
                for task in self._clients:
                    task.cancel()
                await asyncio.gather(*self._clients, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        # A client that goes away, or is too slow, is its own affair.
        with contextlib.suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if len(self._clients) > MOST_CONNECTIONS:
                await self._send(writer, Answer(503, "text/plain", b"Too many connections."), None)
            else:
                await self._converse(reader, writer)
        self._clients.discard(task)
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        connection: socket.socket = writer.get_extra_info("socket")
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        request: _Request | None = None
        while request is None or request.keep:
            try:
                async with asyncio.timeout(HEAD_SECONDS):
                    head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.LimitOverrunError:
                await self._send(writer, Answer(431, "text/plain", b"The request is too large."), None)
                return
            request = _parse(head)
            if request is None:
                await self._send(writer, Answer(400, "text/plain", b"Bad request."), None)
                return
            reply = await loop.run_in_executor(self._pool, self._reply, request)
            await self._send(writer, reply, request)

    def _reply(self, request: _Request) -> Answer:
        if request.method not in ("GET", "HEAD"):
            return Answer(405, "text/plain", b"Method not allowed.")
        try:
            return answer(self.snapshot, request.address)
        except Exception:  # a mistake of ours with one question is no reason to leave the others without an answer
            logging.getLogger(__name__).exception("no answer to %s", request.address[:200])
            return Answer(500, "text/plain", b"Internal error.")

    async def _send(self, writer: asyncio.StreamWriter, reply: Answer, request: _Request | None) -> None:
        body, encoded = reply.body, False
        if request and request.gzip and len(body) >= COMPRESSED_FROM:
            body, encoded = gzip.compress(body, 1), True
        lines = [
            f"HTTP/1.1 {reply.status} {HTTPStatus(reply.status).phrase}",
            f"content-type: {reply.content_type}",
            f"content-length: {len(body)}",
            "server: refdb",
            "access-control-allow-origin: *",
            "vary: accept-encoding",
            *(f"{name}: {value}" for name, value in self.limits.items()),
        ]
        if encoded:
            lines.append("content-encoding: gzip")
        if not (request and request.keep):
            lines.append("connection: close")
        head = "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")
        writer.write(head if request and request.method == "HEAD" else head + body)
        async with asyncio.timeout(SEND_SECONDS):
            await writer.drain()


def _parse(head: bytes) -> _Request | None:
    """A request's first line and the headers that matter; None if it is no HTTP/1 request, or brings a body."""
    first, *lines = head.decode("latin-1").split("\r\n")
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1.") or not words[1]:
        return None
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip().lower()
    if headers.get("content-length", "0") != "0" or "transfer-encoding" in headers:
        return None
    connection = headers.get("connection", "")
    keep = "keep-alive" in connection if words[2] == "HTTP/1.0" else "close" not in connection
    return _Request(words[0], words[1], keep, _takes_gzip(headers.get("accept-encoding", "")))


def _takes_gzip(accepted: str) -> bool:
    for coding in accepted.split(","):
        name, _, quality = coding.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _opened(path: Path | str) -> Asked:
    if is_address(path):
        from refdb.registries.snapshot.postgresql.house import House

        return House(str(path))
    return Snapshot(Path(path))


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes a free one.

    Raises:
        InputError: the port is taken, or the host is not this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        return socket.create_server(found[0][4][:2], family=found[0][0], backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot serve at {host}:{port}: {reason}") from error


def make_server(
    path: Path | str, host: str = "127.0.0.1", port: int = 0, limits: dict[str, str] | None = None
) -> SnapshotServer:
    """A server that is bound but does not serve yet; port 0 takes a free one.

    Raises:
        InputError: the snapshot cannot be used, or the port is taken.
    """
    return SnapshotServer(path, listen(host, port), limits)
