"""Search by words in PostgreSQL: BM25 from lists of the passages that have a word; phrases and conditions by GIN.

A passage's words stand in a ``tsvector`` with their places; the four fields are told apart by its weights. Beside it
each word has a list of its passages (``postings``). What a question costs is bounded: of words so usual that their
lists would be long, and of phrases, the share is counted of the passages alone that are the best without it; words that
most passages have weigh nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.postgresql import postings
from refdb.database.postgresql.engine import copy_in
from refdb.database.postgresql.tokens import LETTERS, counted, words_in
from refdb.database.sql.filters import FilterReading
from refdb.model import Field, Term

FIELD_LETTERS: Mapping[Field, str] = {"title": "A", "author": "B", "journal": "C", "text": "D"}
READ = 200_000  # entries of lists that are read for one question: some milliseconds
COUNTED = 300  # passages, or three times as many as are wanted, in which phrases and usual words are counted
# A tsvector keeps one word at one place once, whatever its weight, and has 16,383 places: each field has its own.
PLACES = {
    "title": range(1, 1500),
    "container": range(1500, 2000),
    "authors": range(2000, 8000),
    "text": range(8000, 16383),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other; the last may go on where it is a ``prefix``."""

    words: tuple[str, ...]
    prefix: bool
    letters: str  # the fields it may stand in, as weights; "" for any

    @property
    def end(self) -> str:
        """A text behind all words that begin as the last one."""
        return f"{self.words[-1]}\U0010ffff"

    def query(self) -> str:
        """It as a ``tsquery``; in several words all stand in one field."""
        several = len(self.words) > 1
        ways = (self.letters or "ABCD") if several else self.letters
        if not several:
            return self._in(ways)
        return "(" + " | ".join(self._in(letter) for letter in ways) + ")"

    def _in(self, letters: str) -> str:
        marks = [f":{letters}" if letters else ""] * len(self.words)
        if self.prefix:
            marks[-1] = f":*{letters}"
        return "(" + " <-> ".join(_quoted(word) + mark for word, mark in zip(self.words, marks, strict=True)) + ")"

    def among(self, words: Iterable[str]) -> list[str]:
        """Those of some words that are this one, or that begin so."""
        last = self.words[-1]
        return [word for word in words if word.startswith(last)] if self.prefix else [w for w in words if w == last]

    def count(self, places: Mapping[str, Mapping[str, Iterable[int]]], weights: Mapping[str, float]) -> float:
        """How often it stands in a passage, each time by the weight of its field.

        Args:
            places: for each word, the places where it stands in each field (as letters).
            weights: of each field.
        """
        total = 0.0
        for letter in self.letters or "ABCD":
            starts = {place for word in self.among(places) for place in places[word].get(letter, ())}
            for back, word in enumerate(reversed(self.words[:-1]), 1):
                before = set(places.get(word, {}).get(letter, ()))
                starts = {place for place in starts if place - back in before}
            total += weights[letter] * len(starts)
        return total


class WordReading(FilterReading):
    """The words of a library, searched."""

    def search_words(
        self,
        terms: Sequence[Term],
        limit: int,
        weights: Mapping[Field, float] | None = None,
        among: Sequence[int] | None = None,
        near: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Passages with any of the terms by BM25, best first: (passage id, score, higher is better); see the port."""
        del near  # what is scored is chosen by the database
        phrases = phrases_of(terms)
        if not phrases:
            return []
        by_letter = {FIELD_LETTERS[field]: float((weights or {}).get(field, 1.0)) for field in FIELD_LETTERS}
        passages, mean, sizes = self._known([phrase for phrase in phrases if len(phrase.words) == 1])
        size_of = {phrase: sum(sizes[word] for word in phrase.among(sizes)) for phrase in phrases}
        single = sorted((phrase for phrase in phrases if len(phrase.words) == 1), key=size_of.__getitem__)
        whole = bounded([size_of[phrase] for phrase in single], passages, 10 * limit)
        lists = self._lists(single[:whole], sizes, by_letter)
        several = {phrase: self._having(phrase, by_letter) for phrase in phrases if len(phrase.words) > 1}
        weighed = [(postings.rarity(len(one.passages), passages), one) for one in lists]
        nearly = [(postings.rarity(len(one.passages), passages), one) for one in several.values()]
        rarities = {phrase: rare for phrase, (rare, _) in zip(several, nearly, strict=True)}
        usual = {phrase: postings.rarity(size_of[phrase], passages) for phrase in single[whole:]}
        rarities |= {phrase: rare for phrase, rare in usual.items() if rare > postings.LEAST_RARITY}
        if not rarities:
            return postings.best(weighed, mean, limit, among)
        ids = [id_ for id_, _ in postings.best([*weighed, *nearly], mean, max(COUNTED, 3 * limit), among)]
        scores = dict.fromkeys(ids, 0.0) | dict(postings.best(weighed, mean, len(ids), ids))
        for id_, more in self._read(ids, rarities, by_letter, mean).items():
            scores[id_] += more
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _known(self, phrases: Sequence[Phrase]) -> tuple[int, float, dict[str, int]]:
        """How many passages there are, their mean length, and how many entries each word has that is asked for."""
        which = ["word = ANY(CAST(:words AS text[]))"]
        values: dict[str, Any] = {"words": [phrase.words[0] for phrase in phrases if not phrase.prefix]}
        for n, phrase in enumerate(phrases):
            if phrase.prefix:
                which.append(f"(word >= :begin{n} AND word < :end{n})")
                values |= {f"begin{n}": phrase.words[0], f"end{n}": phrase.end}
        query = (
            "SELECT NULL, passages, tokens FROM word_total UNION ALL "
            f"SELECT word, CAST(sum(n) AS bigint), 0 FROM posting WHERE {' OR '.join(which)} GROUP BY word"
        )
        found = {word: (n, tokens) for word, n, tokens in self.rows(query, **values)}
        passages, tokens = found.pop(None)
        return passages, max(1.0, tokens / max(1, passages)), {word: n for word, (n, _) in found.items()}

    def _lists(
        self, phrases: Sequence[Phrase], words: Iterable[str], weights: Mapping[str, float]
    ) -> list[postings.Listed]:
        """The entries of single words, or of all that begin so."""
        meant = {phrase: phrase.among(words) for phrase in phrases}
        query = (
            "SELECT word, entries FROM posting WHERE word = ANY(CAST(:words AS text[])) UNION ALL "
            "SELECT NULL, string_agg(int4send(document), CAST('' AS bytea)) FROM word_gone"
        )
        entries: dict[str, list[bytes]] = defaultdict(list)
        gone = b""
        asked = sorted({word for some in meant.values() for word in some})
        for word, part in self.rows(query, words=asked):
            if word is None:
                gone = part or b""
            else:
                entries[word].append(part)
        missing = np.frombuffer(gone, dtype=">i4").astype(np.int64)
        by_place = list(weights.values())
        found = []
        for phrase, some in meant.items():
            fields = ["ABCD".index(letter) for letter in phrase.letters or "ABCD"]
            lists = [postings.listed(entries[word], missing, by_place, fields) for word in some or [""]]
            found.append(postings.joined(lists))
        return found

    def _having(self, phrase: Phrase, weights: Mapping[str, float]) -> postings.Listed:
        """The passages with several words in their order; how often is a guess by how near the words stand."""
        heaviest = max(weights.values()) or 1.0
        array = "{" + ", ".join(f"{weights[letter] / heaviest:.4f}" for letter in "DCBA") + "}"
        query = (
            "SELECT passage_id, length, 1 + ts_rank(CAST(:weights AS real[]), words, CAST(:asked AS tsquery)) "
            "FROM passage_words WHERE words @@ CAST(:asked AS tsquery)"
        )
        rows = np.array(self.rows(query, weights=array, asked=phrase.query()), dtype=np.float64).reshape(-1, 3)
        return postings.Listed(rows[:, 0].astype(np.int64), rows[:, 2], rows[:, 1])

    def _read(
        self, ids: Sequence[int], rarities: Mapping[Phrase, float], weights: Mapping[str, float], mean: float
    ) -> dict[int, float]:
        """What phrases add to the scores of these passages, counted in their words."""
        whole = sorted({word for phrase in rarities for word in phrase.words})
        begun = [f"{_like(phrase.words[-1])}%" for phrase in rarities if phrase.prefix]
        query = (
            "SELECT w.passage_id, w.length, t.lexeme, t.positions, t.weights FROM passage_words w, unnest(w.words) t "
            "WHERE w.passage_id = ANY(CAST(:ids AS integer[])) "
            "AND (t.lexeme = ANY(CAST(:whole AS text[])) OR t.lexeme LIKE ANY(CAST(:begun AS text[])))"
        )
        lengths: dict[int, int] = {}
        places: dict[int, dict[str, dict[str, list[int]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
        for id_, length, word, positions, letters in self.rows(query, ids=list(ids), whole=whole, begun=begun):
            lengths[id_] = length
            for place, letter in zip(positions, letters, strict=True):
                places[id_][word][letter].append(place)
        return {
            id_: sum(
                postings.bm25(rare, often, length, mean)
                for phrase, rare in rarities.items()
                if (often := phrase.count(places[id_], weights))
            )
            for id_, length in lengths.items()
        }

    def word_faults(self) -> list[str]:
        """What is wrong with the word index, one line each; nothing where all is well."""
        query = (
            "SELECT (SELECT count(*) FROM passage p WHERE NOT EXISTS "
            "(SELECT 1 FROM passage_words w WHERE w.passage_id = p.id)), "
            "(SELECT coalesce(sum(passages), 0) FROM word_segment), "
            "(SELECT count(*) FROM word_gone), (SELECT count(*) FROM passage_words)"
        )
        ((missing, entered, gone, there),) = self.rows(query)
        found = [f"{missing} passages cannot be found by their words"] if missing else []
        unlike = int(entered) - gone != there
        return [*found, "the lists of words are not those of the passages"] if unlike else found

    def size(self) -> int:
        """How many bytes the schema's tables take, with their indexes."""
        query = (
            "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class "
            "WHERE relnamespace = to_regnamespace(current_schema()) AND relkind = 'r'"
        )
        return int(self.rows(query)[0][0])

    def faults(self) -> list[str]:
        """PostgreSQL looks after its files itself."""
        return []

    def stray_rows(self) -> list[str]:
        """PostgreSQL lets no row mean another that is not there."""
        return []

    def _with_words(self, terms: Sequence[Term], name: str, *, every: bool) -> tuple[str, dict[str, Any]]:
        each = [" | ".join(phrase.query() for phrase in phrases_of([term])) for term in terms]
        nothing = every and not all(each)  # a term without a word is in no passage
        joined = "" if nothing else (" & " if every else " | ").join(f"({one})" for one in each if one)
        query = f"SELECT passage_id FROM passage_words WHERE words @@ CAST(:{name} AS tsquery)"
        return query, {name: joined}

    def _numbers(self, ids: Sequence[int]) -> str:
        return f"SELECT unnest(CAST('{{{','.join(map(str, ids))}}}' AS integer[]))"


def bounded(sizes: Sequence[int], passages: int, enough: int) -> int:
    """How many of some lists are read, the shortest first: at least one.

    None behind which READ entries would be passed; and of words that most passages have, which weigh nothing, only
    where there are not ``enough`` entries of others.

    >>> bounded([5, 300, 700], 1000, 100), bounded([5, 20, 700], 1000, 100), bounded([150_000, 90_000], 10**6, 100)
    (2, 3, 1)
    """
    total = 0
    for n, size in enumerate(sizes):
        if n and (total + size > READ or (2 * size > passages and total >= enough)):
            return n
        total += size
    return len(sizes)


def index_words(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Let passages be found: ``id``, and the words of ``title``, ``text``, ``authors`` and ``container``."""
    query = text(
        "UPDATE word_total SET documents = documents + :n, segments = segments + 1 RETURNING documents, segments"
    )
    last, segment = session.execute(query, {"n": len(rows)}).one()
    ids, documents = [int(str(row["id"])) for row in rows], range(last - len(rows) + 1, last + 1)
    found = counted(rows, PLACES)
    vectors: list[list[str]] = [[] for _ in rows]
    for word, n, places, _ in found:
        if places:
            vectors[n].append(f"{_quoted(word)}:{','.join(places)}")
    lengths = np.zeros(len(rows), dtype=np.int64)
    texts = np.array([n for _, n, _, _ in found], dtype=np.int64)
    often = np.array([counts for _, _, _, counts in found], dtype=np.int64).reshape(-1, len(LETTERS))
    np.add.at(lengths, texts, often.sum(axis=1))
    entries = np.zeros(len(found), dtype=postings.ENTRY)
    entries["passage"], entries["document"] = np.array(ids)[texts], np.array(documents)[texts]
    entries["length"] = np.minimum(lengths, postings.MOST_LENGTH)[texts]
    entries["counts"] = np.minimum(often, postings.MOST_COUNT)
    all_entries, size, at = entries.tobytes(), postings.ENTRY.itemsize, 0
    lists = {}
    for word, same in groupby(found, key=itemgetter(0)):
        end = at + size * sum(1 for _ in same)
        lists[word], at = all_entries[at:end], end
    lines = (
        f"{id_}\t{_copied(' '.join(vector))}\t{length}\t{document}\n"
        for id_, vector, length, document in zip(ids, vectors, lengths.tolist(), documents, strict=True)
    )
    copy_in(session, "passage_words (passage_id, words, length, document)", "".join(lines))
    postings.write(session, lists, segment, len(rows))


def phrases_of(terms: Sequence[Term]) -> list[Phrase]:
    """The phrases of terms, each in all its spellings; one without any word is left out."""
    asked = [(term, spelling) for term in terms for spelling in (term.words, *term.others)]
    return [
        Phrase(tuple(words), term.prefix, "".join(sorted(FIELD_LETTERS[field] for field in term.fields)))
        for (term, _), words in zip(asked, words_in(spelling for _, spelling in asked), strict=True)
        if words
    ]


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _copied(vector: str) -> str:
    """A text as COPY takes it."""
    return vector.replace("\\", "\\\\")


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
