"""A file from the web, for whoever asked for it by its address: bounded in size and time, and never from within.

An address that a user pastes, or that a server redirects to, may lead into the user's own network. So the name of its
host is looked up first, every address behind it must be a public one, and the connection is made to the very one that
was looked at (else a name server could give another one the second time). robots.txt is kept to (RFC 9309).
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

import httpx2

from refdb import __version__
from refdb.errors import InputError, RegistryUnavailable
from refdb.network.answers import CutShort, body_of
from refdb.text.addresses import parts_of

AGENT = f"refdb/{__version__}"
LARGEST = 64 * 2**20  # bytes, unpacked
LARGEST_ROBOTS = 2**19
PATIENCE = 60.0  # seconds in all
REDIRECTS = 5
_READABLE = ("text/", "application/pdf", "application/xhtml", "xml", "application/octet-stream", "application/x-tex",
             "application/gzip", "application/x-gzip", "application/x-eprint", "application/vnd.openxmlformats",
             "application/x-tar")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file, where it came from in the end, and what its server calls it."""

    address: str
    data: bytes
    kind: str

    @property
    def name(self) -> str:
        """A name for the file: the last part of its address."""
        parts = urlsplit(self.address)
        return parts.path.rstrip("/").rsplit("/", 1)[-1] or parts.hostname or "page"


def fetch(address: str, *, patience: float = PATIENCE, largest: int = LARGEST) -> Fetched:
    """Fetch a file.

    Args:
        address: http or https; redirects are followed to public addresses alone.
        patience: seconds that it may take in all.
        largest: bytes it may have, unpacked.

    Raises:
        InputError: the address may not be fetched, there is nothing, or it is of a kind that holds no article.
        RegistryUnavailable: the server could not be reached, or was too slow.
    """
    began = time.monotonic()
    asked_robots: dict[str, RobotFileParser | None] = {}
    for _ in range(REDIRECTS + 1):
        origin = _origin(address)
        if origin not in asked_robots:
            asked_robots[origin] = _robots(origin, began, patience)
        rules = asked_robots[origin]
        if rules and not rules.can_fetch(AGENT, address):
            raise InputError(f"{address} is closed to programs by its robots.txt: save the page, and give the file")
        response = _get(address, began, patience, largest)
        if not response.is_redirect:
            return _judged(address, response)
        target = urljoin(address, response.headers.get("location", ""))
        if address.startswith("https:") and not target.startswith("https:"):
            raise InputError(f"{address} redirects to {target[:100]}, which is not encrypted: save the page instead")
        address = target
    raise InputError(f"{address}: more than {REDIRECTS} redirects")


def permitted(address: ipaddress.IPv4Address | ipaddress.IPv6Address, port: int) -> bool:
    """Whether a connection may be made: to the web's own ports of public machines, not to the user's own network."""
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return port in (80, 443) and address.is_global and not address.is_multicast and (not inner or inner.is_global)


def _origin(address: str) -> str:
    parts = parts_of(address)
    if parts.username is not None:
        raise InputError(f"{address}: no name and password are sent; save the page, and give the file")
    return f"{parts.scheme}://{_bracketed(parts.hostname or '')}{f':{parts.port}' if parts.port else ''}"


def _bracketed(host: str) -> str:
    """A host as an address has it: that of IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


def _resolved(host: str, port: int) -> str:
    """The numeric address to connect to; all that the name has must be permitted."""
    try:
        found = [str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError) as error:
        raise RegistryUnavailable(f"{host}: {getattr(error, 'strerror', None) or error}") from error
    if not found or not all(permitted(ipaddress.ip_address(one.partition("%")[0]), port) for one in found):
        raise InputError(f"{host} port {port} is not on the public web: only addresses there are fetched")
    return found[0]


def _get(address: str, began: float, patience: float, largest: int) -> httpx2.Response:
    """One answer, without following it; the name is looked up and checked, and the very address connected to."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    number = _resolved(host, port)
    target = urlunsplit((parts.scheme, f"{_bracketed(number)}:{port}", parts.path or "/", parts.query, ""))
    named = f"{_bracketed(host)}{f':{parts.port}' if parts.port else ''}"
    left = began + patience - time.monotonic()
    if left <= 0:
        raise RegistryUnavailable(f"{host}: not complete after {patience:.0f} s")
    headers = {"host": named, "user-agent": AGENT, "accept": "*/*"}
    try:
        with (
            httpx2.Client(
                follow_redirects=False, trust_env=False, timeout=httpx2.Timeout(left, connect=10.0)
            ) as client,
            client.stream("GET", target, headers=headers, extensions={"sni_hostname": host}) as response,
        ):
            body = b"" if response.is_redirect else body_of(response, largest, left, time.monotonic())
            kept = {k: v for k, v in response.headers.items() if k in ("content-type", "location")}
            return httpx2.Response(response.status_code, headers=kept, content=body)
    except CutShort as error:
        raise InputError(f"{address}: {error}") from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise RegistryUnavailable(f"{host}: {str(error) or type(error).__name__}") from error


def _robots(origin: str, began: float, patience: float) -> RobotFileParser | None:
    """What a server allows; None where it says nothing. One that fails is not asked for more (RFC 9309, 2.3.1.4)."""
    address = f"{origin}/robots.txt"
    for _ in range(REDIRECTS + 1):
        response = _get(address, began, patience, LARGEST_ROBOTS)
        if not response.is_redirect:
            break
        address = urljoin(address, response.headers.get("location", ""))
        _origin(address)
    if response.status_code >= 500:
        raise RegistryUnavailable(f"{origin} answers HTTP {response.status_code}; try again later")
    if response.status_code != 200:
        return None
    rules = RobotFileParser()
    rules.parse(response.content.decode("utf-8", errors="replace").splitlines())
    return rules


def _judged(address: str, response: httpx2.Response) -> Fetched:
    status, kind = response.status_code, response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if status >= 500 or status == 429:
        raise RegistryUnavailable(f"{address} answers HTTP {status}; try again later")
    if status != 200:
        why = "it asks for a login" if status in (401, 402, 403) else "there is no such page" if status == 404 else ""
        raise InputError(
            f"{address} answers HTTP {status}{f': {why}' if why else ''}; save the page, and give the file"
        )
    if kind and not any(one in kind for one in _READABLE):
        raise InputError(f"{address} is {kind}: no article that refdb reads")
    if not response.content:
        raise InputError(f"{address} is empty")
    return Fetched(address, response.content, kind)
