"""The tools for the works of the library: found, shown, written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import quote

from mcp.types import ToolAnnotations
from pydantic import Field

from refdb.errors import InputError
from refdb.mcp.desk import Desk, holding, telling
from refdb.mcp.references import brief, names, notices
from refdb.mcp.shapes import Bibliography, Found, Search, WorkShown
from refdb.model.showing import shortened
from refdb.reports.spooled import spooled

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from refdb.library import Library
    from refdb.model import Hit, Work

MOST_PASSAGE = 500  # characters of a passage in an answer
MOST_ABSTRACT = 2_000
MOST_TEXT = 40_000  # characters of a bibliography: 10,000 tokens
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
Format = Literal["bibtex", "biblatex", "ris", "nbib", "csl-json", "text"]


def register(server: MCPServer, desk: Desk) -> None:
    """Add the tools to the server."""

    @server.tool(title="Search the library", annotations=READS)
    @telling
    def search_library(
        query: Annotated[str, Field(min_length=1, max_length=1000, description="A question, words, a DOI, a key.")],
        count: Annotated[int, Field(ge=1, le=25, description="How many works.")] = 5,
        year: Annotated[str, Field(max_length=20, description="2015, 2015..2020, 2015.. or ..2020")] = "",
        author: Annotated[str, Field(max_length=200)] = "",
        journal: Annotated[str, Field(max_length=200)] = "",
        tags: Annotated[list[str], Field(max_length=20, description="Works with any of these tags.")] = [],
    ) -> Search:
        """Find works of the user's own library by meaning and by words, each with the passage that fits best.

        Only this library is searched; nothing found here says nothing about what has been published.
        """
        from refdb import search_filters

        with desk.library() as library:
            hits = library.search(query, count, search_filters(author, journal, year, tags=tuple(tags)))
            standings = {hit.work.key: library.known_of(hit.work)[0].state for hit in hits}
            return {
                "hits": [_found(hit, retracted=standings[hit.work.key] == "retracted") for hit in hits],
                "library": holding(library),
                "notes": list(hits.notes),
            }

    @server.tool(title="Show a work", annotations=READS)
    @telling
    def get_work(
        name: Annotated[str, Field(min_length=1, max_length=500, description="Citation key, DOI, PMID, ISBN …")],
    ) -> WorkShown:
        """All that the library knows of one work: its details, its abstract, whether it still stands, who cites it."""
        with desk.library() as library:
            return shown(library, library.works_named(name)[0])

    @server.tool(title="Export a bibliography", annotations=READS)
    @telling
    def export_bibliography(
        format: Annotated[Format, Field(description="text is formatted in a citation style.")] = "bibtex",
        keys: Annotated[list[str], Field(max_length=500, description="Only these: keys or DOIs.")] = [],
        query: Annotated[str, Field(max_length=500, description="Only works in which these words occur.")] = "",
        tags: Annotated[list[str], Field(max_length=20)] = [],
        collections: Annotated[list[str], Field(max_length=20)] = [],
        article: Annotated[int | None, Field(description="Only what this article of the library cites.")] = None,
        style: Annotated[str, Field(max_length=100, description="A CSL style, for text.")] = "vancouver",
    ) -> Bibliography:
        """Write works of the library as BibTeX, RIS, NBIB, CSL-JSON or formatted text, without changing anything."""
        from refdb.model import Selection

        with desk.library() as library:
            named = tuple(work.key for work in library.works_named(*keys)) if keys else ()
            chosen = Selection(article, tuple(tags), tuple(collections), query, keys=named)
            text, exported = spooled(lambda write: library.export(chosen, form=format, style=style, write=write))
        with text:
            written = text.read(4 * (MOST_TEXT + 1)).decode("utf-8", "ignore")  # a letter has at most four bytes
            length = text.seek(0, 2)
        if len(written) > MOST_TEXT:
            raise InputError(
                f"{exported.works} works are {length:,} bytes, too many for an answer; ask for fewer "
                f"by keys, query or tags, or let the user run `refdb export --format {format} -o FILE`"
            )
        return {
            "format": format,
            "works": exported.works,
            "text": written,
            "warnings": list(exported.warnings),
        }


def _found(hit: Hit, *, retracted: bool) -> Found:
    return {
        **brief(hit.work),
        "passage": "" if hit.passage.origin == "title" else shortened(hit.passage.text, MOST_PASSAGE),
        "read": hit.passage.origin,
        "page": hit.passage.page,
        "retracted": retracted,
    }


def shown(library: Library, work: Work) -> WorkShown:
    """A work with what the library knows of it."""
    standing, _, citing = library.known_of(work)
    return {
        **brief(work),
        "type": work.type,
        "title": work.full_title,
        "authors": names(work.authors),
        "year": work.year,
        "container_title": work.container_title,
        "volume": work.volume,
        "issue": work.issue,
        "pages": work.pages,
        "pmid": work.pmid,
        "abstract": shortened(work.abstract, MOST_ABSTRACT),
        "text": "full text" if work.full_text else "abstract" if work.abstract else "none",
        "tags": list(work.tags),
        "standing": standing.state,
        "notices": notices(standing),
        "cited_by": [{"article": number, "title": title} for number, title in citing],
        "resource": uri_of(work),
    }


def uri_of(work: Work) -> str:
    """Where the whole work is read."""
    return f"refdb://works/{quote(work.key, safe='')}"


def whole(library: Library, work: Work) -> dict[str, Any]:
    """A work as its resource: what `shown` has with the whole abstract, and the full text where there is one."""
    return {**shown(library, work), "abstract": work.abstract, "full_text": work.full_text}
