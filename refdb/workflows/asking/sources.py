"""The sources beside the registry, asked so that no question is put twice."""

from __future__ import annotations

import base64
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.model import Record, Work
from refdb.registries.catalogues.sought import Catalogue, sought_in
from refdb.registries.records import Question, Records, record_of, stored
from refdb.text.folding import squashed

if TYPE_CHECKING:  # HTTP takes half a second to import
    from refdb.registries.registry import Source
    from refdb.registries.supplements.europepmc import EuropePmc
    from refdb.registries.supplements.unpaywall import Unpaywall

PAUSE = 1.0  # seconds between two files of one server: publishers tell no pace
MOST_FAILURES = 3  # in a row: then a source is left alone for the rest of a run
ALIKE = 80.0  # per cent of their letters that two titles of one work share at least
TELL_OF_RETRACTIONS = ("europepmc", "openalex")  # what the others say of a work says nothing about its retraction
_IDENTIFIERS: tuple[Literal["doi", "pmid", "pmcid"], ...] = ("doi", "pmid", "pmcid")


def put_to(source: Source, question: Question) -> dict[str, Any] | None:
    """A source's answer to a question about a work, as it is kept."""
    return stored(source.work(**{question.kind: question.text}))


def looked_for(catalogue: Catalogue, question: Question) -> list[dict[str, Any] | None]:
    """A catalogue's answer to a search, as it is kept."""
    return [stored(record) for record in catalogue.search(sought_in(question.text), question.rows)]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a source said of a work: ``question`` is the one that its answer is kept under, ``""`` without an answer."""

    record: Record | None = None
    question: str = ""


@dataclass(slots=True)
class Asker:
    """Asks sources and keeps every answer; an outage is a warning and is never kept.

    Args:
        store: where answers are kept.
        refresh: ask again for what was answered before.
        offline: ask nobody.
    """

    store: Records
    refresh: bool = False
    offline: bool = False
    warnings: dict[str, str] = field(default_factory=dict)  # by source: the first failure
    refused: list[str] = field(default_factory=list)  # why files that could be fetched were not taken
    _failures: dict[str, int] = field(default_factory=dict)
    _fetched: dict[str, float] = field(default_factory=dict)  # by server: when a file was fetched from it last

    def about(self, source: Source, work: Work) -> Answer:
        """What a source says of a work, asked by its DOI, else by its PMID or PMCID."""
        last = Answer()
        for kind in _IDENTIFIERS:
            identifier = getattr(work, kind)
            if not identifier or (source.name == "datacite" and kind != "doi"):
                continue
            question = Question(kind, identifier, source=source.name)
            known, answer = self._put(source.name, str(question), partial(put_to, source, question))
            if not known:
                return last
            last = Answer(record_of(answer), str(question))
            if last.record and _is_about(last.record, work):
                return last
        return Answer(None, last.question)

    def full_text(self, source: EuropePmc, pmcid: str) -> bytes | None:
        """The JATS of an open-access article, None where there is none or it could not be asked for."""
        known, answer = self._put(source.name, f"full text {pmcid}", lambda: _packed(source.full_text(pmcid)))
        return _unpacked(answer) if known else None

    def open_places(self, source: Unpaywall, doi: str) -> list[str]:
        """Where a work can be read openly, as far as is known."""
        known, answer = self._put(source.name, f"places {doi}", lambda: list(source.places(doi)))
        return [str(place) for place in answer or ()] if known else []

    def taken_from(self, address: str, work: Work, take: Callable[[], object]) -> bool:
        """Whether a file of the web was taken for a work now: ``take`` fetches it. Each is tried once.

        An InputError of ``take`` is kept as the answer (there is no such file, it is another work's); an outage is not.
        """
        server, taken = urlsplit(address).hostname or "", False

        def tried() -> str:
            nonlocal taken
            time.sleep(max(0.0, self._fetched.get(server, -PAUSE) + PAUSE - time.monotonic()))
            try:
                take()
            except InputError as error:
                self.refused.append(str(error))
                return str(error)
            finally:
                self._fetched[server] = time.monotonic()
            taken = True
            return ""

        self._put(f"web:{server}", f"{work.doi or work.key} at {address}", tried)
        return taken

    def _put(self, name: str, question: str, ask: Callable[[], Any]) -> tuple[bool, Any]:
        """(Whether there is an answer, the answer)."""
        kept = self.store.recorded(name, question)
        if kept is not None and (self.offline or not self.refresh):
            return True, kept["answer"]
        if self.offline or self._failures.get(name, 0) >= MOST_FAILURES:
            return False, None
        try:
            answer = ask()
        except (RegistryUnavailable, RegistryRefused) as error:
            self._failures[name] = self._failures.get(name, 0) + 1
            self.warnings.setdefault(name, f"{name} could not be asked about every work: {error}")
            return False, None
        self._failures[name] = 0
        self.store.record(name, question, answer)
        return True, answer


def _is_about(record: Record, work: Work) -> bool:
    """Whether a record is the work's: by its DOI, or, found by a PMID that may be mistyped, by its title."""
    doi = str(record.item.get("DOI") or "").lower()
    if doi and work.doi:
        return doi == work.doi
    title = squashed(" ".join(record.item.get("title") or ()))
    own = squashed(work.full_title)
    return not (title and own) or max(fuzz.ratio(title, own), fuzz.ratio(title, squashed(work.title))) >= ALIKE


def _packed(xml: bytes | None) -> dict[str, str] | None:
    return None if xml is None else {"zlib": base64.b64encode(zlib.compress(xml, 9)).decode("ascii")}


def _unpacked(answer: Any) -> bytes | None:
    return None if answer is None else zlib.decompress(base64.b64decode(answer["zlib"]))
