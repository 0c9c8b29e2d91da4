"""Search by words in PostgreSQL: a GIN index finds the passages, BM25 as SQLite's FTS5 counts it orders them.

A passage's words stand in a ``tsvector`` with their places; the four fields are told apart by its weights. PostgreSQL
has no BM25: the best by the sum of ``ts_rank`` with each word's rarity are counted exactly (k1 1.2, b 0.75).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from refdb.database.postgresql.tokens import Token, tokens_of, words_in
from refdb.database.sql.filters import FilterReading
from refdb.model import Field, Term

LETTERS: Mapping[str, str] = {"title": "A", "authors": "B", "container": "C", "text": "D"}  # weights of a tsvector
FIELD_LETTERS: Mapping[Field, str] = {"title": "A", "author": "B", "journal": "C", "text": "D"}
K1, B = 1.2, 0.75
LEAST_RARITY = 1e-6
COUNTED = 300  # passages, or three times as many as are wanted, whose BM25 is counted exactly
# A tsvector keeps one word at one place once, whatever its weight, and has 16,383 places: each field has its own.
PLACES = {
    "title": range(1, 1500),
    "container": range(1500, 2000),
    "authors": range(2000, 8000),
    "text": range(8000, 16383),
}
_INSERT = text("INSERT INTO passage_words (passage_id, words, length) VALUES (:id, CAST(:words AS tsvector), :length)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other; the last may go on where it is a ``prefix``."""

    words: tuple[str, ...]
    prefix: bool
    letters: str  # the fields it may stand in, as weights; "" for any

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

    def count(self, places: Mapping[str, Mapping[str, Iterable[int]]], weights: Mapping[str, float]) -> float:
        """How often it stands in a passage, each time by the weight of its field.

        Args:
            places: for each word, the places where it stands in each field (as letters).
            weights: of each field.
        """
        last = self.words[-1]
        ends = [w for w in places if w.startswith(last)] if self.prefix else [last] if last in places else []
        total = 0.0
        for letter in self.letters or "ABCD":
            starts = {place for word in ends for place in places[word].get(letter, ())}
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
    ) -> list[tuple[int, float]]:
        """Passages with any of the terms by BM25, best first: (passage id, score, higher is better); see the port."""
        phrases = phrases_of(terms)
        if not phrases:
            return []
        by_letter = {FIELD_LETTERS[field]: float((weights or {}).get(field, 1.0)) for field in FIELD_LETTERS}
        total, mean, found = self._known(phrases)
        rarities = [max(LEAST_RARITY, math.log((total - n + 0.5) / (n + 0.5))) for n in found]
        best = self._best(phrases, rarities, by_letter, max(COUNTED, 3 * limit), among)
        scores = self._scores(best, phrases, rarities, by_letter, mean)
        return sorted(scores, key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _known(self, phrases: Sequence[Phrase]) -> tuple[int, float, list[int]]:
        """How many passages there are, their mean length, and how many have each phrase."""
        ((passages, length),) = self.rows("SELECT passages, tokens FROM word_total")
        one = "(SELECT count(*) FROM passage_words WHERE words @@ CAST(:q{n} AS tsquery))"
        values = {f"q{n}": phrase.query() for n, phrase in enumerate(phrases)}
        (found,) = self.rows("SELECT " + ", ".join(one.format(n=n) for n in range(len(phrases))), **values)
        return int(passages), max(1.0, float(length) / max(1, int(passages))), list(map(int, found))

    def _best(
        self,
        phrases: Sequence[Phrase],
        rarities: Sequence[float],
        weights: Mapping[str, float],
        most: int,
        among: Sequence[int] | None,
    ) -> list[int]:
        """The passages that are likely to be the best."""
        heaviest = max(weights.values()) or 1.0
        array = "{" + ", ".join(f"{weights[letter] / heaviest:.4f}" for letter in "DCBA") + "}"
        values: dict[str, Any] = {f"q{n}": phrase.query() for n, phrase in enumerate(phrases)}
        score = " + ".join(
            f"{rarity:.6f} * ts_rank(CAST(:weights AS real[]), words, CAST(:q{n} AS tsquery))"
            for n, rarity in enumerate(rarities)
        )
        some = "AND passage_id = ANY(CAST(:among AS integer[])) " if among is not None else ""
        query = (
            f"SELECT passage_id FROM passage_words WHERE words @@ CAST(:any AS tsquery) {some}"
            f"ORDER BY {score} DESC, passage_id LIMIT {int(most)}"
        )
        values |= {"weights": array, "any": " | ".join(phrase.query() for phrase in phrases)}
        if among is not None:
            values["among"] = list(map(int, among))
        return [int(id_) for (id_,) in self.rows(query, **values)]

    def _scores(
        self,
        ids: Sequence[int],
        phrases: Sequence[Phrase],
        rarities: Sequence[float],
        weights: Mapping[str, float],
        mean: float,
    ) -> list[tuple[int, float]]:
        """BM25 of these passages."""
        whole = sorted({word for phrase in phrases for word in phrase.words})
        begun = [f"{_like(phrase.words[-1])}%" for phrase in phrases if phrase.prefix]
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
        return [
            (
                id_,
                sum(
                    rarity * often * (K1 + 1) / (often + K1 * (1 - B + B * length / mean))
                    for phrase, rarity in zip(phrases, rarities, strict=True)
                    if (often := phrase.count(places[id_], weights))
                ),
            )
            for id_, length in lengths.items()
        ]

    def word_faults(self) -> list[str]:
        """What is wrong with the word index, one line each; nothing where all is well."""
        query = (
            "SELECT count(*) FROM passage p WHERE NOT EXISTS (SELECT 1 FROM passage_words w WHERE w.passage_id = p.id)"
        )
        missing = int(self.rows(query)[0][0])
        return [f"{missing} passages cannot be found by their words"] if missing else []

    def faults(self) -> list[str]:
        """PostgreSQL looks after its files itself."""
        return []

    def _with_words(self, terms: Sequence[Term], name: str, *, every: bool) -> tuple[str, dict[str, Any]]:
        each = [" | ".join(phrase.query() for phrase in phrases_of([term])) for term in terms]
        nothing = every and not all(each)  # a term without a word is in no passage
        joined = "" if nothing else (" & " if every else " | ").join(f"({one})" for one in each if one)
        query = f"SELECT passage_id FROM passage_words WHERE words @@ CAST(:{name} AS tsquery)"
        return query, {name: joined}

    def _numbers(self, ids: Sequence[int]) -> str:
        return f"SELECT unnest(CAST('{{{','.join(map(str, ids))}}}' AS integer[]))"


def index_words(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Let passages be found: ``id``, and the words of ``title``, ``text``, ``authors`` and ``container``."""
    found = tokens_of(rows)
    session.execute(
        _INSERT,
        [
            {"id": row["id"], "words": _vector(tokens), "length": len(tokens)}
            for row, tokens in zip(rows, found, strict=True)
        ],
    )


def phrases_of(terms: Sequence[Term]) -> list[Phrase]:
    """The phrases of terms, each in all its spellings; one without any word is left out."""
    asked = [(term, spelling) for term in terms for spelling in (term.words, *term.others)]
    return [
        Phrase(tuple(words), term.prefix, "".join(sorted(FIELD_LETTERS[field] for field in term.fields)))
        for (term, _), words in zip(asked, words_in(spelling for _, spelling in asked), strict=True)
        if words
    ]


def _vector(tokens: Sequence[Token]) -> str:
    """Tokens as a ``tsvector``."""
    places: dict[str, list[str]] = defaultdict(list)
    for token in tokens:
        if token.place < len(PLACES[token.field]):
            places[token.word].append(f"{PLACES[token.field][token.place]}{LETTERS[token.field]}")
    return " ".join(f"{_quoted(word)}:{','.join(where)}" for word, where in places.items())


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
