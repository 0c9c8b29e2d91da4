"""What an assistant can read whole: works and reports, under ``refdb://`` addresses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from refdb.errors import RefdbError
from refdb.mcp.desk import Desk, holding
from refdb.mcp.works import whole

if TYPE_CHECKING:
    from mcp.server import MCPServer

JSON = "application/json"


def register(server: MCPServer, desk: Desk) -> None:
    """Add the resources to the server."""

    @server.resource("refdb://library", title="The library", mime_type=JSON)
    def library() -> str:
        """How many works there are, of how many there is a text, and which articles were audited."""
        try:
            with desk.library() as opened:
                return _json({"library": holding(opened), "reports": _reports(opened.audits())})
        except RefdbError as error:
            raise ResourceNotFoundError(str(error)) from None

    @server.resource("refdb://works/{key}", title="A work", mime_type=JSON)
    def work(key: str) -> str:
        """A work of the library, by its key: its details, abstract, full text, standing, who cites it."""
        try:
            with desk.library() as opened:
                return _json(whole(opened, opened.works_named(unquote(key))[0]))
        except RefdbError as error:
            raise ResourceNotFoundError(str(error)) from None

    @server.resource("refdb://reports/{number}", title="A report", mime_type=JSON)
    def report(number: str) -> str:
        """An audit, whole, as `refdb audit --json` writes it."""
        try:
            with desk.library() as opened:
                document = opened.audit_document(int(number)) if number.isascii() and number.isdecimal() else None
        except RefdbError as error:
            raise ResourceNotFoundError(str(error)) from None
        if document is None:
            raise ResourceNotFoundError(f"there is no report {number}; refdb://library lists them")
        return _json(document)


def _reports(audits: Any) -> list[dict[str, Any]]:
    return [
        {"report": f"refdb://reports/{kept.id}", "title": kept.title, "file": kept.name, "at": kept.created_at}
        for kept in audits
    ]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
