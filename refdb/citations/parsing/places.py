"""What the tagger sees of a word by its place: the gaps around it, its sentence, its neighbours; for a batch at once.

A feature is a name made of a few things that are known of the place, ``gs=,_Xx`` of the gap before a word and of its
shape. Each thing is an array of small numbers for all words of a batch, so a feature is a number made of such numbers,
and the name is written out only when that number is met for the first time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from refdb.citations.parsing.features import AHEAD, ORDERS, Lexicon, Vocabulary, Word, numbers_ahead, order
from refdb.citations.parsing.tokens import Tokens

if TYPE_CHECKING:
    from numpy.typing import NDArray

_QUOTES, _OPENING, _CLOSING = frozenset('"“«„'), frozenset("“«„‹"), frozenset("”»›")
_UP_TO_3, _UP_TO_5 = ("0", "1", "2", "3", "m"), ("0", "1", "2", "3", "4", "5", "m")
_LENGTHS = ("0", "1", "2", "3", "m", "L")
_STATES = tuple(year + quote + inside for year in ("", "y") for quote in ("", "q") for inside in ("", "i"))
_FLAGS = tuple(quotes + inside + year for quotes in ("", "Q") for inside in ("", "I") for year in "nel")
_DIGITS = tuple("01234567")

# Name, the things that it is made of, and where the feature is met: everywhere, or where this is true.
TEMPLATES: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("bias", (), ""),
    ("g={}", ("gap",), ""),
    ("h={}", ("next_gap",), ""),
    ("gs={}{}", ("gap", "shape"), ""),
    ("sh={}{}", ("shape", "next_gap"), ""),
    ("gh={}|{}", ("gap", "next_gap"), ""),
    ("i={}", ("from_start",), ""),
    ("t={}", ("to_end",), ""),
    ("pos={}", ("eighth",), ""),
    ("sent={}", ("sentence",), ""),
    ("st={}{}", ("state", "shape"), ""),
    ("stg={}{}", ("state", "gap"), ""),
    ("fl={}", ("flags",), ""),
    ("send={}{}", ("gap_behind_sentence", "kind_behind_sentence"), ""),
    ("cend={}{}", ("gap_behind_chunk", "kind_behind_chunk"), ""),
    ("slen={}", ("length",), ""),
    ("sst={}{}", ("kind_of_sentence", "gap_of_sentence"), ""),
    ("cst={}{}", ("kind_of_chunk", "gap_of_chunk"), ""),
    ("ssl={}{}{}", ("length", "kind_behind_sentence", "state"), ""),
    ("clen={}{}", ("chunk_length", "commas"), ""),
    ("nd={}{}{}", ("ahead", "shape", "state"), ""),
    ("ng={}{}", ("ahead", "gap"), ""),
    ("ord={}{}{}{}{}", ("order", "gap", "shape", "shape_before", "state"), ""),
    ("cpos={}{}{}{}{}", ("order", "kind_of_chunk", "in_chunk", "shape", "state"), ""),
    ("first", (), "is_first"),
    ("last", (), "is_last"),
    ("sgs={}{}{}", ("shape_before", "gap", "shape"), "has_before"),
    ("kgk={}{}{}", ("kind_before", "gap", "kind"), "has_before"),
    ("gg={}|{}", ("gap_before", "gap"), "has_two_before"),
    ("shs={}{}{}", ("shape", "next_gap", "next_shape"), "has_next"),
    ("khk={}{}{}", ("kind", "next_gap", "next_kind"), "has_next"),
    ("hh={}|{}", ("next_gap", "next_gap_but_one"), "has_two_next"),
    ("quoted", (), "is_quoted"),
    ("quoted{}", ("state",), "is_quoted"),
    ("paren", (), "is_bracketed"),
    ("paren{}", ("kind",), "is_bracketed"),
    ("ph={}", ("phrase",), "is_phrase"),
    ("ph={}{}", ("phrase", "state"), "is_phrase"),
    ("phg={}{}", ("phrase", "gap"), "is_phrase"),
    ("S", (), "begins_sentence"),
    ("S{}{}", ("kind", "state"), "begins_sentence"),
)


class _Things(NamedTuple):
    """A thing that is known of places: a number for each word of the batch, and what the numbers stand for."""

    numbers: NDArray[Any]
    names: Sequence[str]
    bits: int


@dataclass(slots=True)
class _Numbered:
    """Numbers for texts, in the order in which they are met."""

    numbers: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def __call__(self, name: str) -> int:
        number = self.numbers.setdefault(name, len(self.names))
        if number == len(self.names):
            self.names.append(name)
        return number


_SHAPE_BITS, _GAP_BITS = 8, 14


class Features:
    """The features of words, as numbers; keeps what it knows of words, gaps and places. Not for several threads."""

    def __init__(self, vocabulary: Vocabulary, known: Mapping[str, int], limit: int = 200_000) -> None:
        """``known`` has the model's numbers for its features; others are left out. ``limit``: places that are kept."""
        self._vocabulary = vocabulary
        self._known = known
        self._limit = limit
        self._kept: list[dict[int, int]] = [{} for _ in TEMPLATES]
        self._kinds = _Numbered()
        self._gap_values = _Numbered()
        self._phrase_parts = _Numbered()

    def of_words(self, batch: Sequence[Tokens]) -> tuple[list[Word], NDArray[Any]]:
        """The distinct words of a batch, and for each word of it which one it is."""
        import numpy as np

        found: dict[str, int] = {}
        at = [found.setdefault(word, len(found)) for word in chain.from_iterable(tokens.words for tokens in batch)]
        return [self._vocabulary.word(word) for word in found], np.array(at, dtype=np.int64)

    def of_places(
        self, batch: Sequence[Tokens], words: Sequence[Word], at: NDArray[Any], none: int
    ) -> Iterator[tuple[NDArray[Any] | None, NDArray[Any]]]:
        """What the places of all words of a batch show: pairs of words (None: all of them) and a feature of each.

        Args:
            batch: references, each with a word at least.
            words: their distinct words, as ``of_words`` gave them.
            at: which of them each word is.
            none: stands for a feature that the model does not know.
        """
        import numpy as np

        if sum(map(len, self._kept)) > self._limit or len(self._gap_values.names) > 1 << (_GAP_BITS - 1):
            self._kept = [{} for _ in TEMPLATES]
            self._gap_values = _Numbered()
        things, holds = self._looked_at(batch, words, at)
        for (name, parts, where), kept in zip(TEMPLATES, self._kept, strict=True):
            chosen = np.flatnonzero(holds[where]) if where else None
            numbers = np.zeros(len(at), dtype=np.int64)
            for part in parts:
                numbers = (numbers << things[part].bits) | things[part].numbers
            wanted = (numbers if chosen is None else numbers[chosen]).tolist()
            features = list(map(kept.get, wanted))
            if None in features:
                for number in set(wanted) - kept.keys():
                    kept[number] = self._known.get(_written(name, [things[part] for part in parts], number), none)
                features = list(map(kept.get, wanted))
            yield chosen, np.array(features, dtype=np.int64)

    def _looked_at(
        self, batch: Sequence[Tokens], words: Sequence[Word], at: NDArray[Any]
    ) -> tuple[dict[str, _Things], dict[str, NDArray[Any]]]:
        """All that templates are made of, and all that they ask for."""
        import numpy as np

        lengths = np.array([len(tokens.words) for tokens in batch])
        starts = np.cumsum(lengths) - lengths
        of = np.repeat(np.arange(len(batch)), lengths)  # the reference of each word
        here = np.arange(len(at))
        end = (starts + lengths)[of]
        place, size = here - starts[of], lengths[of]
        shape_at = np.array([self._kinds(word.shape) for word in words])[at]
        kind_at = np.array([self._kinds(word.kind) for word in words])[at]
        found: dict[str, int] = {}
        gap_at = np.array([found.setdefault(g, len(found)) for g in chain.from_iterable(t.gaps for t in batch)])
        gaps = [self._vocabulary.gap(gap) for gap in found]
        value_at = np.array([self._gap_values(gap.value) for gap in gaps])[gap_at]
        strength = np.array([("", ",", ".").index(gap.strength) for gap in gaps])[gap_at]
        first_gaps = starts + np.arange(len(batch))
        before = here + of  # the gap before each word: a reference has one gap more than it has words
        letter = np.array([word.shape in ("X", "x1") for word in words])[at]
        pointed = np.array([gap.bare in (".", ".,") for gap in gaps])[gap_at]
        is_first = place == 0
        initial = np.concatenate(([False], letter[:-1])) & pointed[before]
        strong = is_first | ((strength[before] == 2) & ~initial)
        weak = is_first | (strength[before] > 0)
        sentences, chunks = np.cumsum(strong), np.cumsum(weak)
        begins, chunk_begins = np.flatnonzero(strong), np.flatnonzero(weak)
        sentence_start, chunk_start = begins[sentences - 1], chunk_begins[chunks - 1]
        sentence_end = np.append(begins, len(at))[sentences]
        chunk_end = np.append(chunk_begins, len(at))[chunks]
        commas = np.cumsum(weak & ~strong)
        closed = np.append(kind_at, self._kinds("$"))
        nothing = len(at)  # a place in ``closed``
        is_in = np.array([word.lower == "in" for word in words])[at]
        is_year = np.array([word.shape in ("Y", "Ya") for word in words])[at]
        is_title = np.array([word.shape == "Xx" for word in words])[at]

        def seen(what: NDArray[Any]) -> NDArray[Any]:
            """Whether it was met in the same reference before."""
            so_far = np.cumsum(what) - what
            met: NDArray[Any] = so_far > so_far[starts[of]]
            return met

        marks = [gap.marks for gap in gaps]
        has_marks = np.array([bool(mark) for mark in marks])[gap_at]
        quoted, bracketed, quote_seen = _inside(
            np.flatnonzero(has_marks).tolist(), [marks[g] for g in gap_at[has_marks].tolist()], lengths.tolist()
        )
        quotes = np.array([not _QUOTES.isdisjoint(mark) for mark in marks])[gap_at]
        has_quotes = np.logical_or.reduceat(quotes, first_gaps)
        has_in = np.logical_or.reduceat(is_in & is_title & (strength[before] == 2), starts)
        years = np.minimum.reduceat(np.where(is_year, place, np.iinfo(np.int64).max), starts)
        year_place = np.where(years > lengths, 0, np.where(years < lengths * 0.45, 1, 2))
        state = seen(is_year) * 4 + quote_seen * 2 + seen(is_in & (strong | (strength[before] > 0)))
        second = [gaps[g].bare for g in gap_at[first_gaps + 1].tolist()]  # what stands behind the first word
        orders, ahead, phrases = self._of_references(batch, words, at.tolist(), second)
        length = sentence_end - sentence_start
        previous, following = np.maximum(here - 1, 0), np.minimum(here + 1, len(at) - 1)

        def small(numbers: NDArray[Any], names: Sequence[str]) -> _Things:
            return _Things(numbers, names, 5)

        def gap(places: NDArray[Any]) -> _Things:
            return _Things(value_at[np.minimum(places, len(value_at) - 1)], self._gap_values.names, _GAP_BITS)

        def kind(numbers: NDArray[Any]) -> _Things:
            return _Things(numbers, self._kinds.names, _SHAPE_BITS)

        none = self._kinds("")
        return {
            "gap": gap(before),
            "next_gap": gap(before + 1),
            "gap_before": gap(np.maximum(before - 1, 0)),
            "next_gap_but_one": gap(before + 2),
            "shape": kind(shape_at),
            "shape_before": kind(np.where(is_first, none, shape_at[previous])),
            "next_shape": kind(shape_at[following]),
            "kind": kind(kind_at),
            "kind_before": kind(kind_at[previous]),
            "next_kind": kind(kind_at[following]),
            "from_start": small(np.minimum(place, 4), _UP_TO_3),
            "to_end": small(np.minimum(size - place, 4), _UP_TO_3),
            "eighth": small(place * 8 // size, _DIGITS),
            "sentence": small(np.minimum(sentences - sentences[starts[of]], 6), _UP_TO_5),
            "state": small(state, _STATES),
            "flags": small((has_quotes * 6 + has_in * 3 + year_place)[of], _FLAGS),
            "gap_behind_sentence": gap(sentence_end + of),
            "kind_behind_sentence": kind(closed[np.where(sentence_end == end, nothing, sentence_end)]),
            "gap_behind_chunk": gap(chunk_end + of),
            "kind_behind_chunk": kind(closed[np.where(chunk_end == end, nothing, chunk_end)]),
            "length": small(np.where(length < 4, length, np.where(length < 9, 4, 5)), _LENGTHS),
            "kind_of_sentence": kind(kind_at[sentence_start]),
            "gap_of_sentence": gap(sentence_start + of),
            "kind_of_chunk": kind(kind_at[chunk_start]),
            "gap_of_chunk": gap(chunk_start + of),
            "chunk_length": small(np.minimum(chunk_end - chunk_start, 5), _UP_TO_5),
            "commas": small(np.minimum(commas - commas[sentence_start], 3), ("0", "1", "2", "m")),
            "in_chunk": small(np.minimum(here - chunk_start, 4), _DIGITS),
            "ahead": small(ahead, AHEAD),
            "order": small(orders[of], ORDERS),
            "phrase": _Things(phrases, self._phrase_parts.names, _SHAPE_BITS),
        }, {
            "is_first": is_first,
            "is_last": place == size - 1,
            "has_before": place > 0,
            "has_two_before": place > 1,
            "has_next": place < size - 1,
            "has_two_next": place < size - 2,
            "is_quoted": quoted,
            "is_bracketed": bracketed > 0,
            "is_phrase": phrases > 0,
            "begins_sentence": strong,
        }

    def _of_references(
        self, batch: Sequence[Tokens], words: Sequence[Word], at: list[int], second: list[str]
    ) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
        """How each reference's names are printed; for each word what is ahead, and its part in a known phrase."""
        import numpy as np

        orders, ahead, phrases = [], [], []
        self._phrase_parts("")
        first = 0
        for tokens, bare in zip(batch, second, strict=True):
            its = [words[n] for n in at[first : first + len(tokens.words)]]
            first += len(its)
            orders.append(order(its, bare))
            ahead += numbers_ahead(its)
            parts = self._vocabulary.phrases([word.lower for word in its])
            phrases += [self._phrase_parts(part) if part else 0 for part in parts]
        return np.array(orders), np.array(ahead), np.array(phrases)


class FeatureNames:
    """The names of all features of each word of a reference, as a tagger is trained on them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._known = _AllNames()
        self._features = Features(Vocabulary(lexicon, self._known), self._known)

    def __call__(self, tokens: Tokens) -> list[list[str]]:
        """A list of names for each word."""
        if not tokens.words:
            return []
        words, at = self._features.of_words([tokens])
        its = [words[n] for n in at.tolist()]
        rows = [list(word.own) for word in its]
        for i, row in enumerate(rows):
            row += its[i - 1].before if i > 0 else ()
            row += its[i - 2].before2 if i > 1 else ()
            row += its[i + 1].after if i + 1 < len(its) else ()
            row += its[i + 2].after2 if i + 2 < len(its) else ()
        for chosen, numbers in self._features.of_places([tokens], words, at, none=-1):
            places = range(len(rows)) if chosen is None else chosen.tolist()
            for i, number in zip(places, numbers.tolist(), strict=True):
                rows[i].append(number)
        return [[self._known.names[number] for number in row] for row in rows]


class _AllNames(dict[str, int]):
    """Numbers for all names that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def get(self, name: str, default: object = None) -> int:
        """The name's number, a new one where it has none."""
        if (number := self.setdefault(name, len(self.names))) == len(self.names):
            self.names.append(name)
        return number


def _written(template: str, parts: Sequence[_Things], number: int) -> str:
    """The name of the feature that ``number`` stands for."""
    names = []
    for part in reversed(parts):
        names.append(part.names[number & ((1 << part.bits) - 1)])
        number >>= part.bits
    return template.format(*reversed(names))


def _inside(places: list[int], marks: list[str], lengths: list[int]) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """For each word: whether it is quoted, how deep in brackets (up to 2), whether quotes were closed before it.

    Args:
        places: the gaps that have marks, counted through all references (each has one gap more than words).
        marks: the quotes and brackets in them.
        lengths: the words of each reference.
    """
    import numpy as np

    words = sum(lengths)
    quoted, deep, seen = np.zeros(words, bool), np.zeros(words, int), np.zeros(words, bool)
    start, at = 0, 0
    for n, length in enumerate(lengths):
        is_quoted, depth, was_quoted = False, 0, False
        while at < len(places) and places[at] < start + n + length:
            for c in marks[at]:
                if c == '"':
                    is_quoted = not is_quoted
                    was_quoted = was_quoted or not is_quoted
                elif c in _OPENING:
                    is_quoted = True
                elif c in _CLOSING:
                    is_quoted, was_quoted = False, True
                elif c == "(":
                    depth = min(depth + 1, 2)
                elif c == ")":
                    depth = max(depth - 1, 0)
            rest = slice(places[at] - n, start + length)
            quoted[rest], deep[rest], seen[rest] = is_quoted, depth, was_quoted
            at += 1
        while at < len(places) and places[at] <= start + n + length:
            at += 1  # what closes the reference
        start += length
    return quoted, deep, seen
