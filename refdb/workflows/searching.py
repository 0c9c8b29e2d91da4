"""Queries -> works: words and vectors are asked, fused, the best read again, and the best passage of each work kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from refdb.errors import InputError, LibraryError
from refdb.model import Cited, Filters, Hit, Identifier, Passage, Query, Results, Term, Work
from refdb.model.running import Progress, silent
from refdb.retrieval.embedding import Embedder, passage_text
from refdb.retrieval.fusion import TAKEN, Fused, fuse, moved, rerank
from refdb.retrieval.identifiers import named_in, perhaps_named
from refdb.retrieval.keywords import WORD_WEIGHTS, condition, plain, terms_of, years_of
from refdb.retrieval.nearness import least_cosine
from refdb.retrieval.ports import Ids, VectorIndex, Vectors
from refdb.retrieval.reranking import Mixture, Reranker
from refdb.retrieval.windows import best_of_each
from refdb.text.patterns import DOI_LABEL
from refdb.workflows.indexing import current_index, embed_new
from refdb.workflows.steps.ports import Reading

BATCH = 32  # queries between two reports of progress
PATIENCE = 2.0  # seconds that a search waits for another program that writes before it goes on without what is new
WINDOWS = 3  # index entries asked for to get a passage, at most
DEPTH = 100  # passages taken from each ranking before they are fused; twice the works wanted, where that is more


@dataclass(frozen=True, slots=True)
class Searcher:
    """What a search needs: the rows, the vectors, the model that made them, and what reads the best again."""

    store: Reading
    vectors: VectorIndex
    embedder: Embedder
    reranker: Reranker | None = None
    note: str = ""  # that the index had to be made anew, or that something new could not be embedded
    version: int | None = None  # of the library, with which it is known to be in line
    windows: float = WINDOWS  # index entries asked for to get a passage


@dataclass(frozen=True, slots=True)
class Left:
    """The passages that filters leave, sorted."""

    filters: Filters
    passages: Ids


def open_searcher(
    store: Reading, folder: Path, embedder: Embedder, progress: Progress = silent, reranker: Reranker | None = None
) -> Searcher:
    """A searcher over everything in the library; passages that are new are embedded first, where that can be kept."""
    new, note = _embedded(store, embedder, progress)
    vectors, _, reason = current_index(store, folder, embedder, progress, must_last=False)
    if reason and store.vector_state(embedder.fingerprint).count > new:
        note = "; ".join(filter(None, (note, f"the index was made anew from the database: {reason}")))
    return Searcher(store, vectors, embedder, reranker, note, windows=_windows_wanted(store, vectors, embedder))


def _windows_wanted(store: Reading, vectors: VectorIndex, embedder: Embedder) -> float:
    """Index entries to ask for to get a passage: more than one where the nearest may be several of one passage."""
    passages = store.vector_state(embedder.fingerprint).count
    return min(WINDOWS, max(1.0, 2 * len(vectors) / max(1, passages) - 1))


def _embedded(store: Reading, embedder: Embedder, progress: Progress) -> tuple[int, str]:
    """(passages embedded, what to say where they could not be): a search needs nobody's leave to write."""
    try:
        return embed_new(store, embedder, progress, PATIENCE), ""
    except LibraryError as error:
        return 0, f"passages that are not embedded yet are found by their words alone: {error}"


def refreshed(searcher: Searcher, folder: Path, progress: Progress = silent) -> Searcher:
    """The searcher, or one in line with the library where that has changed since."""
    version = searcher.store.version()
    if version is not None and version == searcher.version:
        return searcher
    new, _ = _embedded(searcher.store, searcher.embedder, progress)
    if not new and searcher.vectors.state == str(searcher.store.vector_state(searcher.embedder.fingerprint)):
        return replace(searcher, version=version)
    vectors, _, _ = current_index(searcher.store, folder, searcher.embedder, progress, must_last=False)
    wanted = _windows_wanted(searcher.store, vectors, searcher.embedder)
    return replace(searcher, vectors=vectors, version=version, windows=wanted)


def search(
    searcher: Searcher,
    queries: Sequence[str | Query],
    k: int = 10,
    filters: Filters | None = None,
    progress: Progress = silent,
) -> list[Results[Hit]]:
    """For each query the ``k`` best works, each with its best passage; a string is searched for as it is.

    A work that the query names or cites comes first; one that is not near the query and has none of its words is no
    hit. The notes say how a query was read, and why nothing was found.

    Raises:
        InputError: a filter names an article that the library does not have.
    """
    asked = [plain(query) if isinstance(query, str) else query for query in queries]
    found = []
    for start in range(0, len(asked), BATCH):
        progress("searching", start, len(asked))
        batch = asked[start : start + BATCH]
        for query, ranking in zip(batch, _rank(searcher, batch, k, filters), strict=True):
            first = _asked_for(searcher, query, k, filters)
            near = ranking if query.required or not query.text else _near(searcher, ranking)
            named = {hit.work.key for hit in first}
            others = [
                hit for hit in _best_works(searcher, query.text, near, k + len(named)) if hit.work.key not in named
            ]
            hits = [*first, *others][:k]
            why = "" if hits else _why_nothing(searcher, query, filters)
            notes = [] if first else [*query.notes, *(_missing(query.cited) if hits else ())]
            found.append(Results(hits, [*notes, why]))
    return found


def rank_passages(
    searcher: Searcher, queries: Sequence[str], besides: Sequence[Sequence[int]] = ()
) -> list[list[Fused]]:
    """For each query the passages, best first, with the parts of their score; nothing is read again.

    ``besides`` are passages for each query whose cosine is wanted too: they come last where they were not found.
    """
    return _rank(searcher, [plain(query) for query in queries], besides=besides)


def search_filters(author: str = "", journal: str = "", year: str = "", **others: Any) -> Filters:  # noqa: ANN401
    """What must hold of the works that a search finds.

    Args:
        author: words of an author's name.
        journal: words of a journal's or book's name; a star stands for how the last one may go on.
        year: 2015, 2015..2020, 2015.. or ..2020.
        others: ``years`` (first, last; None for an open end), ``types``, ``retracted``, ``cited_by``, ``tags`` and
            ``collections``, as Filters has them.

    Returns:
        The filters.

    Raises:
        InputError: ``year`` is none of these.
    """
    if year:
        others["years"] = years_of(year, f"year {year}")
    return Filters((*condition("author", author), *condition("journal", journal)), **others)


def work_named(store: Reading, name: str) -> Work:
    """The library's work with this key or DOI.

    Raises:
        InputError: it has none.
    """
    doi = Identifier("doi", DOI_LABEL.sub("", name).strip().lower())
    identifiers = (doi, *named_in(name), *perhaps_named(name))
    work = store.work(name.strip()) or next(iter(store.bearing(identifiers)), None)
    if work is None:
        raise InputError(f"the library has no work with the key or DOI {name!r}; `refdb list` shows what it has")
    return work


def similar(searcher: Searcher, work: Work, k: int = 10, filters: Filters | None = None) -> list[Hit]:
    """The ``k`` works most like this one, which need not be in the library and is not among them."""
    passages = searcher.store.passages_of([work.key]) if work.key else []
    found = dict(searcher.store.vectors_of(searcher.embedder.fingerprint, [p.id for p in passages]))
    if found:
        rows = np.frombuffer(b"".join(found.values()), dtype="<f4").reshape(-1, searcher.embedder.dimensions)
        whole = rows.mean(axis=0)
    else:
        whole = searcher.embedder.embed([passage_text(Passage("", work.abstract, title=work.full_title))])[0]
    vector = (whole / max(float(np.linalg.norm(whole)), 1e-9)).reshape(1, -1)
    among = _among(searcher, Query(""), filters)
    ranking = _fused(searcher, vector, terms_of(work.full_title), max(DEPTH, 2 * k + 2), among, feedback=False)
    hits = _best_works(replace(searcher, reranker=None), "", ranking, k + 1)
    return [hit for hit in hits if hit.work.key != work.key][:k]


def _rank(
    searcher: Searcher,
    queries: Sequence[Query],
    k: int = 10,
    filters: Filters | None = None,
    besides: Sequence[Sequence[int]] = (),
) -> list[list[Fused]]:
    ranked = [query for query in queries if query.text or not query.identifiers]
    if not ranked:
        return [[] for _ in queries]
    depth = max(DEPTH, 2 * k)
    vectors = iter(searcher.embedder.embed([query.text for query in ranked]))
    return [
        _fused(searcher, next(vectors).reshape(1, -1), query.terms, depth, _among(searcher, query, filters), beside)
        if query.text or not query.identifiers
        else []
        for query, beside in zip(queries, besides or [()] * len(queries), strict=True)
    ]


def _near(searcher: Searcher, ranking: Sequence[Fused]) -> list[Fused]:
    """What of a ranking is about the query: it has a word of it, or is as near as what is about anything asked."""
    least = least_cosine(searcher.embedder.fingerprint)
    return [fused for fused in ranking if "word" in fused.parts or fused.parts.get("vector", 0.0) >= least]


def _asked_for(searcher: Searcher, query: Query, k: int, filters: Filters | None) -> list[Hit]:
    """The works that a query names by an identifier, else those that it cites by authors and year."""
    works = searcher.store.bearing(query.identifiers) if query.identifiers else []
    if works:
        passages = searcher.store.passages_of([work.key for work in works])
        among = _among(searcher, query, filters)
        left = None if among is None else set(among.passages.tolist())
        best = {p.work: p for p in reversed(passages) if left is None or p.id in left}
        return [Hit(work, best[work.key], 1.0, {"identifier": 1.0}) for work in works if work.key in best]
    if query.cited is None:
        return []
    vector = searcher.embedder.embed([query.text])
    for names in (query.cited.names, query.cited.names[:1]):
        cited = replace(query, required=names, years=query.cited.years)
        ranking = _fused(searcher, vector, query.terms, DEPTH, _among(searcher, cited, filters))
        if ranking:
            hits = _best_works(replace(searcher, reranker=None), "", ranking, k)
            return [replace(hit, score=0.9 + 0.1 * hit.score) for hit in hits]
    return []


def _missing(cited: Cited | None) -> list[str]:
    """That nothing of these authors and this year is there, where the query was nothing but a citation."""
    if cited is None or not cited.certain:
        return []
    names = " and ".join(term.words for term in cited.names)
    return [f"the library has no work of {cited.years[0]} by {names}; what follows is near in meaning or words"]


def _why_nothing(searcher: Searcher, query: Query, filters: Filters | None) -> str:
    """Why a query found nothing, in a line that is true of this library."""
    if not len(searcher.vectors) and not searcher.store.matching(Filters()):
        return "nothing found: the library is empty; `refdb import` takes works into it"
    if not query.text and query.identifiers:
        return f"nothing found: the library has no work with {_spoken(query.identifiers[-1])}"
    whole = (filters or Filters()).joined(query)
    span = searcher.store.year_span()
    first, last = whole.years
    if span and ((first and first > span[1]) or (last and last < span[0])):
        return f"nothing found: the works of the library are of {span[0]} to {span[1]}"
    if whole.given:
        return "nothing found: no work fulfils all that was asked for"
    return "nothing found: no work of the library is near to this query or has words of it"


def _spoken(identifier: Identifier) -> str:
    names = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "arxiv": "arXiv number", "isbn": "ISBN", "key": "key"}
    return f"the {names[identifier.kind]} {identifier.value}"


def _fused(
    searcher: Searcher,
    vector: Vectors,
    terms: Sequence[Term],
    depth: int,
    among: Left | None,
    beside: Sequence[int] = (),
    *,
    feedback: bool = True,
) -> list[Fused]:
    entries = int(searcher.windows * depth)
    if among is None:
        scores, ids = searcher.vectors.search(vector, entries)
    else:
        scores, ids = searcher.vectors.search_filtered(vector, entries, among.filters, among.passages)
    by_vector = [id_ for id_, _ in best_of_each(ids[0], scores[0], depth)]
    by_words = searcher.store.search_words(
        terms, depth, WORD_WEIGHTS, None if among is None else among.passages.tolist(), by_vector
    )
    # What words alone found gets its true cosine too: without it nothing near the top could be told from the rest. And
    # an index may round the vectors; the database does not.
    windows = _windows(searcher, list({*by_vector, *(id_ for id_, _ in by_words)}))
    cosines = _cosines(windows, vector[0])
    if not feedback:
        return fuse(by_words, cosines)
    ranking = fuse(by_words, cosines, most=TAKEN)
    ranking = fuse(by_words, cosines, _cosines(windows, moved(vector[0], ranking, windows)))
    more = _cosines(_windows(searcher, [id_ for id_ in beside if id_ not in windows]), vector[0])
    return [*ranking, *(Fused(id_, 0.0, {"vector": cosine}) for id_, cosine in more)]


def _windows(searcher: Searcher, ids: Sequence[int]) -> dict[int, Vectors]:
    """The vectors [n, dimensions] of these passages' windows, as the database has them."""
    found = searcher.store.vectors_of(searcher.embedder.fingerprint, ids)
    return {id_: np.frombuffer(row, dtype="<f4").reshape(-1, searcher.embedder.dimensions) for id_, row in found}


def _cosines(windows: Mapping[int, Vectors], vector: Vectors) -> list[tuple[int, float]]:
    """For each passage the cosine of its nearest window."""
    if not windows:
        return []
    scores = np.concatenate(list(windows.values())) @ vector
    starts = np.cumsum([0, *(len(of) for of in windows.values())])[:-1]
    return list(zip(windows, np.maximum.reduceat(scores, starts).tolist(), strict=True))


def _among(searcher: Searcher, query: Query, filters: Filters | None) -> Left | None:
    """What filters and query leave; None for all."""
    whole = (filters or Filters()).joined(query)
    return Left(whole, np.array(searcher.store.matching(whole), dtype=np.int64)) if whole.given else None


def _best_works(searcher: Searcher, query: str, ranking: Sequence[Fused], k: int) -> list[Hit]:
    """The best passage of each work, the first works read again where there is a reranker."""
    mixture = searcher.reranker.mixture if searcher.reranker else Mixture(depth=0)
    wanted = max(k, mixture.depth)
    best: dict[int, Fused] = {}
    for start in range(0, len(ranking), 2 * wanted):  # mostly the first are enough
        some = ranking[start : start + 2 * wanted]
        work_of = searcher.store.works_of_passages([fused.id for fused in some])
        for fused in some:
            if fused.id in work_of:
                best.setdefault(work_of[fused.id], fused)
        if len(best) >= wanted:
            break
    chosen = list(best.values())[:wanted]
    passages = searcher.store.passages([fused.id for fused in chosen])
    chosen = [fused for fused in chosen if fused.id in passages]
    if searcher.reranker and query:
        read = [passages[fused.id] for fused in chosen[: mixture.depth]]
        chosen = rerank(chosen, searcher.reranker.score(query, read), mixture.weight)
    chosen = chosen[:k]
    works = {work.key: work for work in searcher.store.works([passages[fused.id].work for fused in chosen])}
    return [
        Hit(works[passages[f.id].work], passages[f.id], f.score, f.parts)
        for f in chosen
        if passages[f.id].work in works
    ]
