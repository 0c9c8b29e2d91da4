"""A printed reference -> its fields: a conditional random field tags the words, rules read the tagged stretches.

Lafferty, McCallum & Pereira, "Conditional random fields", ICML 2001; the model is trained with python-crfsuite.
"""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Sequence
from functools import lru_cache

from refdb.citations.crf_files import load_calibration, load_crf, load_lexicon
from refdb.citations.parsing import fields
from refdb.citations.parsing.decoding import Crf
from refdb.citations.parsing.features import Lexicon, Vocabulary
from refdb.citations.parsing.forms import labelled
from refdb.citations.parsing.names import Names, split_names
from refdb.citations.parsing.places import Features
from refdb.citations.parsing.tokens import Tokens, fold, tokenize
from refdb.citations.parsing.types import decide
from refdb.model import ParsedReference, Person

MAX_CHARACTERS = 6_000
_TOGETHER = 3_000  # words that are tagged at once
_LOWEST = math.log(1e-12)  # of a probability
_NO_YEAR_AFTER = frozenset(["no", "nr", "vol", "p", "pp", "arxiv", "preprint", "isbn", "issn", "report"])
_ACRONYM = re.compile(r"[A-Z]{3,8}")
_READ = frozenset(["accessed", "retrieved", "abgerufen", "zugriff", "consulted", "consulté", "consultado", "abruf"])


class ReferenceParser:
    """Parses references; keeps what it knows of words between calls. Not for several threads at once."""

    def __init__(self, crf: Crf, lexicon: Lexicon, calibration: dict[str, list[float]]) -> None:
        self._crf = crf
        self._features = Features(Vocabulary(lexicon, crf.features), crf.features)
        self._calibration = calibration

    def parse(self, raw: str) -> ParsedReference:
        """The fields of one reference; ``raw`` is kept as given, an empty one gives no fields. Never raises."""
        return self.parse_many([raw])[0]

    def parse_many(self, raws: Sequence[str]) -> list[ParsedReference]:
        """``parse`` for each of ``raws``, in order, several times faster than one by one."""
        out = [ParsedReference(raw=raw) for raw in raws]
        batch: list[tuple[int, Tokens]] = []
        words = 0
        for n, raw in enumerate(raws):
            tokens = tokenize(fold(raw[:MAX_CHARACTERS]))
            if tokens.words:
                batch.append((n, tokens))
                words += len(tokens.words)
            if batch and (words >= _TOGETHER or n == len(raws) - 1):
                for (at, its), (labels, chance) in zip(batch, self._tagged([t for _, t in batch]), strict=True):
                    out[at] = assemble(raws[at], its, labelled(its, labels), self._confidence(labels, chance))
                batch, words = [], 0
        return out

    def _tagged(self, batch: Sequence[Tokens]) -> list[tuple[list[str], float]]:
        """Each reference's labels, ``B`` or ``I`` and the field's letter, ``N`` for none; and how sure they are."""
        import numpy as np

        words, at = self._features.of_words(batch)
        lengths = [len(tokens.words) for tokens in batch]
        place = np.concatenate([np.arange(length) for length in lengths])
        to_end = np.repeat(lengths, lengths) - place
        scores = self._crf.summed([word.own for word in words])[at]
        for near, name in ((1, "before"), (2, "before2"), (-1, "after"), (-2, "after2")):
            its = np.flatnonzero(place >= near if near > 0 else to_end > -near)
            scores[its] += self._crf.summed([getattr(word, name) for word in words])[at[its - near]]
        for chosen, features in self._features.of_places(batch, words, at, len(self._crf.features)):
            if chosen is None:
                scores += self._crf.state[features]
            else:
                scores[chosen] += self._crf.state[features]
        return self._crf.tag(scores, lengths)

    def _confidence(self, labels: list[str], chance: float) -> float:
        """The calibrated probability that all fields are right, from the logarithm of the whole tagging's."""
        table = self._calibration
        if not table:
            return math.exp(chance)
        a, b, c = table["weights"]
        score = max(chance, _LOWEST)
        return 1.0 / (1.0 + math.exp(-(a * score + b * math.log(len(labels)) + c)))


def _ends_in_initial(text: str, word: str) -> bool:
    """Whether the point behind the names ``text`` and their last ``word`` belongs to an initial.

    It does in "Lee, J. A." and "Smirnov, A. Yu.", but ends the list in "Yu Cao." and "C. Wang and C. J. Wu."
    """
    if len(word) == 1:
        return True
    if len(word) > 2:
        return False
    head, _, tail = text.rpartition(",")
    # Before initials that stand for themselves there is a family name and a comma.
    return bool(head) and " and " not in tail and "&" not in tail and "." not in head.rpartition(",")[2]


def _people(tokens: Tokens, runs: Sequence[tuple[int, int]]) -> Names:
    persons: list[Person] = []
    et_al = editors = False
    for first, last in runs:
        text = tokens.text[tokens.starts[first] : tokens.ends[last - 1]]
        closing = tokens.gaps[last].rstrip(" ")[:2]
        if closing[:1] != "." or ("." in text and _ends_in_initial(text, tokens.words[last - 1])):
            text += closing
        names = split_names(text)
        persons += names.persons
        et_al = et_al or names.et_al
        editors = editors or names.editors
    return Names(tuple(persons), et_al, editors)


def _author_runs(tokens: Tokens, runs: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """The stretch that names the authors: the first, or the one behind a stroke, which in GOST has all of them."""
    behind = [run for run in runs[1:] if tokens.gaps[run[0]].strip() == "/"]
    return behind[:1] or runs[:1]


def _longest(tokens: Tokens, runs: Sequence[tuple[int, int]]) -> str:
    return max((fields.text_of(tokens, run) for run in runs), key=len, default="")


def _journal(tokens: Tokens, labels: list[str], runs: Sequence[tuple[int, int]]) -> str:
    """The longest of two stretches that name the journal; the first where numbers of it stand between them."""
    pair = runs[:2]
    if len(pair) == 2 and any(label[-1] in "VP" for label in labels[pair[0][1] : pair[1][0]]):
        pair = pair[:1]  # "JETP Lett. 13, 323 [Pisma Zh. Eksp. Teor. Fiz. 13, 452]", "[Erratum: …]"
    return fields.container(_longest(tokens, pair))


def _first(tokens: Tokens, runs: Sequence[tuple[int, int]]) -> str:
    return fields.text_of(tokens, runs[0]) if runs else ""


def _after_in(tokens: Tokens, first: int) -> bool:
    """Whether the run that starts at word ``first`` is introduced by "In"."""
    return tokens.words[first].lower() == "in" or (first > 0 and tokens.words[first - 1].lower() == "in")


def _volume_before(tokens: Tokens, labels: list[str], first: int) -> str:
    """The number left untagged before an issue in brackets, as in a copy that begins with "7 (Suppl 1), S33"."""
    if first and labels[first - 1] == "N" and "(" in tokens.gaps[first] and tokens.words[first - 1].isdigit():
        return tokens.words[first - 1]
    return ""


def _is_day_of_access(tokens: Tokens, at: int) -> bool:
    """Whether the year at word ``at`` is of the day a page was read, "Accessed May 3, 2024"."""
    for word in reversed(tokens.words[max(0, at - 4) : at]):
        if word.lower() in _READ:
            return True
        if fields.year(word)[0]:
            return False  # "accessed 19 July 2021.1958": the first year is the day's
    return False


def _year(tokens: Tokens, runs: Sequence[tuple[int, int]]) -> tuple[int | None, str]:
    """The first year of the stretches of dates; one that stands behind "no." or "p." only where there is no other."""
    found = [(run, fields.year(fields.text_of(tokens, run))) for run in runs]
    found = [(run, year) for run, year in found if year[0] and not _is_day_of_access(tokens, run[0])]
    sure = [year for (first, _), year in found if not first or tokens.words[first - 1].lower() not in _NO_YEAR_AFTER]
    return sure[0] if sure else found[0][1] if found else (None, "")


def _stray_year(tokens: Tokens, labels: list[str], volume: str) -> tuple[int | None, str]:
    """A year that the tagger took for a volume ("2019;276–284") or left untagged; and the volume that remains."""
    if fields.year(volume)[0] and len(volume) == 4:
        return int(volume), ""
    found, volume = fields.year_first(volume)
    if found:
        return found, volume
    for i in range(len(labels) - 1, -1, -1):
        if labels[i] == "N" and len(tokens.words[i]) in (4, 5):
            found, _ = fields.year(tokens.words[i])
            if (
                found
                and found < 2100
                and not (i and tokens.words[i - 1].lower() in _NO_YEAR_AFTER)
                and not _is_day_of_access(tokens, i)
            ):
                return found, volume
    return None, volume


def assemble(raw: str, tokens: Tokens, labels: list[str], confidence: float) -> ParsedReference:
    """The fields that ``labels`` cut out of ``tokens``."""
    runs = fields.zones(tokens, labels)
    named = _people(tokens, _author_runs(tokens, runs.get("A", ())))
    authors, et_al = named.persons, named.et_al
    editors = _people(tokens, runs.get("E", ())).persons
    if named.editors and not editors:
        authors, editors = (), authors  # "Weber, A. (Hrsg.): …": those who head the entry edited the book
    titles = [fields.text_of(tokens, run) for run in runs.get("T", ())]
    title = fields.title(titles[0]) if titles else ""
    journal = _journal(tokens, labels, runs.get("J", ()))
    book = fields.container(_longest(tokens, runs.get("B", ())[:2]))
    series = fields.clean(_first(tokens, runs.get("S", ())))
    number, suffix = _year(tokens, runs.get("Y", ()))
    volume, issue = fields.numbers(_first(tokens, runs.get("V", ())), _first(tokens, runs.get("I", ())))
    printed_pages = _first(tokens, runs.get("P", ()))
    if journal and not volume:
        volume, printed_pages = fields.volume_and_page(printed_pages)
        if not volume:
            journal, volume = fields.number_end(journal)
    journal, volume = fields.physics_section(journal, volume)
    if issue and not volume:
        volume = _volume_before(tokens, labels, runs["I"][0][0])
    if number is None:
        number, volume = _stray_year(tokens, labels, volume)
    pages = fields.pages(printed_pages)
    if book and not title and not journal and (_after_in(tokens, runs["B"][0][0]) or not (volume and pages)):
        title, book = fields.title(book), ""  # a book cited as a whole: "F. Domb, in Phase Transitions, Vol. 5 (…)"
    publisher = fields.clean(_first(tokens, runs.get("U", ())))
    if journal and not (volume or issue or pages or publisher or book):
        journal, publisher = fields.imprint(journal)
    found: dict[str, str] = {}
    for item in tokens.found:
        found.setdefault(item.kind, item.value)
    if not authors and found.get("url") and _ACRONYM.fullmatch(name := _first(tokens, runs.get("A", ())).rstrip(".")):
        authors = (Person(literal=name),)  # "NHS. Vitamin D. https://…": a body, and no initials
    container = journal or book or (series if not publisher or runs.get("E") else "")
    if not container and len(titles) > 1 and _after_in(tokens, runs["T"][1][0]):
        container = book = fields.container(titles[1])
    kind = decide(
        tokens.text,
        journal=journal,
        book=book,
        title=title,
        publisher=publisher,
        volume=volume,
        pages=pages,
        editors=bool(editors),
        arxiv=found.get("arxiv", ""),
        url=found.get("url", ""),
    )
    return ParsedReference(
        raw=raw,
        type=kind,
        authors=authors,
        editors=editors,
        title=title,
        container_title=container,
        year=number,
        year_suffix=suffix,
        volume=volume,
        issue=issue,
        pages=pages,
        publisher=publisher,
        doi=found.get("doi", ""),
        pmid=found.get("pmid", ""),
        pmcid=found.get("pmcid", ""),
        arxiv=found.get("arxiv", ""),
        isbn=found.get("isbn", ""),
        url=found.get("url", ""),
        et_al=et_al,
        confidence=round(confidence, 4),
    )


def load_parser() -> ReferenceParser:
    """The parser with the shipped model, in about 0.2 s the first time, for the thread that asks for it alone.

    Raises:
        ModelError: its files are missing or damaged.
    """
    return _loaded(threading.get_ident())


@lru_cache(maxsize=4)
def _loaded(_thread: int) -> ReferenceParser:
    # Many articles are read one after the other, and a parser fills its stores as it reads: one a thread.
    return ReferenceParser(load_crf(), load_lexicon(), load_calibration())
