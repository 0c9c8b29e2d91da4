"""What the tagger sees of a word and of a gap by themselves, wherever they stand; ``places`` has what depends on the place.

A word's own features, and what it shows to its neighbours, are worked out once for each distinct word and kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from refdb.text.patterns import FIELD_YEAR, MONTH_NUMBERS
from refdb.text.words import WITHIN_NAMES

_ROMAN = re.compile(r"[IVXLC]{1,7}|[ivxlc]{2,7}")
_YEAR = re.compile(rf"{FIELD_YEAR}[a-z]?")
_MARKS = '"“«„‹”»›()'
_KEYS = {
    "in": "in", "dans": "in", "en": "in",
    "vol": "vol", "volume": "vol", "bd": "vol", "band": "vol", "jg": "vol", "jahrgang": "vol", "t": "vol", "tome": "vol", "tomo": "vol", "v": "vol",
    "no": "no", "nr": "no", "n": "no", "issue": "no", "heft": "no", "h": "no", "num": "no", "número": "no", "iss": "no", "fasc": "no",
    "pp": "pp", "p": "pp", "pages": "pp", "page": "pp", "s": "pp", "seiten": "pp", "ss": "pp", "pag": "pp", "pgs": "pp",
    "ed": "ed", "eds": "ed", "editor": "ed", "editors": "ed", "edited": "ed", "hrsg": "ed", "hg": "ed", "herausgegeben": "ed", "dir": "ed", "cura": "ed", "hgg": "ed", "éd": "ed", "coord": "ed",
    "edition": "edn", "edn": "edn", "auflage": "edn", "aufl": "edn", "édition": "edn", "ausgabe": "edn",
    "and": "and", "und": "and", "et": "and", "y": "and", "e": "and",
    "al": "al", "u": "ua", "a": "ua",
    "suppl": "sup", "supplement": "sup", "beiheft": "sup", "sonderheft": "sup",
    "accessed": "acc", "retrieved": "acc", "available": "acc", "zugriff": "acc", "abgerufen": "acc", "abruf": "acc", "stand": "acc", "cited": "acc", "verfügbar": "acc", "download": "acc", "online": "onl", "url": "onl",
    "press": "pub", "verlag": "pub", "publishers": "pub", "publishing": "pub", "publications": "pub", "books": "pub", "editions": "pub", "éditions": "pub", "editore": "pub", "edizioni": "pub", "editorial": "pub", "presses": "pub", "inc": "pub", "ltd": "pub", "co": "pub", "gmbh": "pub", "buchverlag": "pub", "sons": "pub",
    "journal": "jou", "zeitschrift": "jou", "review": "jou", "revue": "jou", "rivista": "jou", "annals": "jou", "bulletin": "jou", "archiv": "jou", "archives": "jou", "j": "jou", "jahrbuch": "jou", "vierteljahrshefte": "jou", "magazine": "jou", "transactions": "jou", "letters": "jou", "lett": "jou", "rev": "jou", "acta": "jou", "quarterly": "jou", "revista": "jou",
    "proceedings": "proc", "proc": "proc", "conference": "proc", "conf": "proc", "symposium": "proc", "symp": "proc", "workshop": "proc", "congress": "proc", "meeting": "proc", "kongress": "proc", "tagung": "proc", "atti": "proc", "actes": "proc",
    "thesis": "the", "dissertation": "the", "phd": "the", "diss": "the", "diplomarbeit": "the", "habilitation": "the", "thèse": "the", "tesi": "the", "master": "the", "magisterarbeit": "the",
    "report": "rep", "technical": "rep", "tech": "rep", "working": "rep", "paper": "rep", "papers": "rep", "bericht": "rep", "arbeitspapier": "rep", "rapport": "rep", "discussion": "rep",
    "university": "uni", "universität": "uni", "université": "uni", "università": "uni", "universidad": "uni", "institute": "uni", "institut": "uni", "department": "uni", "dept": "uni", "univ": "uni",
    "von": "prt", "van": "prt", "der": "prt", "de": "prt", "den": "prt", "du": "prt", "di": "prt", "da": "prt", "la": "prt", "le": "prt", "del": "prt", "della": "prt", "dos": "prt", "zu": "prt", "ter": "prt", "ten": "prt", "al-": "prt",
    "the": "art", "of": "art", "for": "art", "on": "art", "to": "art", "with": "art", "das": "art", "die": "art", "zur": "art", "zum": "art", "des": "art", "im": "art", "il": "art", "nel": "art", "les": "art", "sur": "art", "für": "art", "von ": "art", "an": "art", "by": "by",
    "jr": "jr", "sr": "jr", "ii": "jr", "iii": "jr",
    "press.": "inp", "forthcoming": "inp", "submitted": "inp", "preprint": "inp", "unpublished": "inp", "erscheinen": "inp", "unveröff": "inp",
    "series": "ser", "lecture": "ser", "reihe": "ser", "schriftenreihe": "ser",
    "translated": "tra", "trans": "tra", "übersetzt": "tra", "übers": "tra", "traduit": "tra", "trad": "tra",
}  # fmt: skip


@dataclass(slots=True)
class Lexicon:
    """Word lists: ``classes`` maps a lower-case word to its classes, ``phrases`` holds journals and publishers."""

    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[str, dict[tuple[str, ...], str]] = field(default_factory=dict)  # first word -> phrase -> kind


class Word(NamedTuple):
    """A word's features as numbers, and what the features of its place are made of."""

    own: tuple[int, ...]
    before: tuple[int, ...]  # what the next word sees of it
    after: tuple[int, ...]  # what the word before it sees
    before2: tuple[int, ...]
    after2: tuple[int, ...]
    shape: str
    kind: str  # key class, number class or shape: one short word
    lower: str


class Gap(NamedTuple):
    """What stands between two words."""

    value: str  # without blanks, a long one shortened
    strength: str  # "" weak, "," comma, "." sentence
    bare: str  # without its spaces
    marks: str  # its brackets and quotes


def shape(word: str) -> str:
    """``Xx`` capitalised, ``X`` one capital, ``XX`` capitals, ``x`` lower, ``9`` digits by length, mixtures."""
    if word.isdigit():
        return "Y" if len(word) == 4 and word[:2] in _CENTURIES else "9" * min(len(word), 5)
    if word[0] == "<":
        return word
    if word.isalpha():
        if len(word) == 1:
            return "X" if word.isupper() else "x1"
        if word.isupper():
            return "XX" if len(word) < 4 else "XXXX"
        if word.islower():
            return "x"
        if word[0].isupper():
            return "Xx" if word[1:].islower() else "XxX"
        return "xX"
    if "'" in word or "’" in word:
        return "X'x" if word[0].isupper() else "x'x"
    if any(c.isdigit() for c in word):
        if _YEAR.fullmatch(word):
            return "Ya"
        return ("a" if word[0].isalpha() else "9") + ("9" if word[-1].isdigit() else "a")
    return "--" if not word[0].isalnum() else "?"


_FAMILY_FIRST = frozenset(["Xx", "XX", "XXXX", "XxX", "X'x"])
ORDERS = ("-", "i", "f", "F", "w")
_DISTANCE = (0, 1, 2, 3, 4, 5, 5, 6, 6, 6)  # words before the next number -> its place in AHEAD; from ten on "m"
AHEAD = ("-", *(f"{n}{name}" for n in "0123456m" for name in ("", "c")))


def order(words: Sequence[Word], bare: str) -> int:
    """How the first name is printed, as a place in ORDERS: ``i`` initials first, ``f`` family first, ``w`` in words; ``-`` otherwise."""
    if len(words) < 2:
        return 0
    first, second = words[0].shape, words[1].shape
    if first == "X" or (first == "Xx" and len(words[0].lower) < 3 and bare[:1] == "."):
        return 1
    if first not in _FAMILY_FIRST:
        return 0
    if bare[:1] == ",":
        return 2
    return 3 if second in ("X", "XX") else 4


def numbers_ahead(words: Sequence[Word]) -> list[int]:
    """For each word, as a place in AHEAD: the words before the next number, and whether all of them look like a name."""
    out = [0] * len(words)
    distance, name = -1, True
    for i in range(len(words) - 1, -1, -1):
        form = words[i].shape
        if form[0] in "9Y":
            distance, name = 0, True
        elif distance >= 0:
            distance += 1
            name = name and (form[0] == "X" or words[i].lower in WITHIN_NAMES)
        if distance >= 0:
            out[i] = 1 + 2 * (_DISTANCE[distance] if distance < 10 else 7) + name
    return out


_CENTURIES = frozenset(["14", "15", "16", "17", "18", "19", "20"])


class Vocabulary:
    """Looks words and gaps up, and keeps what it knows of them (up to ``limit`` of each)."""

    def __init__(self, lexicon: Lexicon, known: Mapping[str, int], limit: int = 50_000) -> None:
        """``known`` has the model's numbers for its features; others are left out."""
        self._lexicon = lexicon
        self._known = known
        self._names = frozenset(name.partition("=")[2] for name in known if name[0] == "w")
        self._shared: dict[tuple[str, str, str, tuple[str, ...]], tuple[tuple[int, ...], ...]] = {}
        self._limit = limit
        self._words: dict[str, Word] = {}
        self._gaps: dict[str, Gap] = {}

    def word(self, word: str) -> Word:
        """What is known of a word."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) > self._limit:
                self._words.clear()
            known = self._words[word] = self._look(word)
        return known

    def gap(self, gap: str) -> Gap:
        """What is known of the text between two words."""
        known = self._gaps.get(gap)
        if known is None:
            if len(self._gaps) > self._limit:
                self._gaps.clear()
            value = gap.replace(" ", "_")
            if len(value) > 6:
                value = value[:3] + ".." + value[-2:]
            bare = gap.replace(" ", "")
            strength = ""
            if any(c in bare for c in '.?!;“”"«»„()[]') or (":" in bare):
                strength = "."
            elif any(c in bare for c in ",/–—") or " - " in gap:
                strength = ","
            known = self._gaps[gap] = Gap(value, strength, bare, "".join(c for c in bare if c in _MARKS))
        return known

    def phrases(self, words: Sequence[str]) -> list[str]:
        """For each word (in small letters) its part in the longest known phrase: ``JB`` begins a journal, ``JI`` goes on."""
        out = [""] * len(words)
        table = self._lexicon.phrases
        i, n = 0, len(words)
        while i < n:
            best, kind = 0, ""
            if bucket := table.get(words[i]):
                for length in range(min(9, n - i), 0, -1):
                    if found := bucket.get(tuple(words[i : i + length])):
                        best, kind = length, found
                        break
            if best:
                size = "1" if best == 1 else "2" if best == 2 else "3"
                out[i] = f"{kind}B{size}"
                for j in range(i + 1, i + best):
                    out[j] = f"{kind}I{size}"
                if i + best < n:
                    out[i + best - 1] += "E"
                i += best
            else:
                i += 1
        return out

    def _look(self, word: str) -> Word:
        lower = word.lower()
        form = shape(word)
        number = form[0] in "9Y" and form not in ("9a",)
        key = _KEYS.get(lower, "")
        if lower in MONTH_NUMBERS:
            key = "mon"
        if not key and len(word) > 1 and _ROMAN.fullmatch(word):
            key = "rom"
        name = form if number else lower
        classes = self._lexicon.classes.get(lower, ())
        if self._names and name not in self._names:
            name = ""
        around = (name, form, key, classes)
        own, before, after, before2, after2 = self._shared.get(around) or self._around(*around)
        if not number and word[0] != "<":
            affixes = ("p=" + lower[:3], "q=" + lower[-3:], "r=" + lower[-2:], "long")
            own += self._kept(affixes if len(word) > 12 else affixes[:3])
        return Word(own, before, after, before2, after2, form, key or form, lower)

    def _around(self, name: str, form: str, key: str, classes: tuple[str, ...]) -> tuple[tuple[int, ...], ...]:
        """What is the same for all words of a kind: five lists of features, kept where the word itself is not known."""
        out = []
        for mark in ("", "-", "+"):
            part = [f"w{mark}={name}", f"s{mark}={form}", *(f"l{mark}={c}" for c in classes)]
            out.append(self._kept([*part, f"k{mark}={key}"] if key else part))
        for mark in ("--", "++"):
            out.append(self._kept((f"s{mark}={key or form}", f"w{mark}={name}")))
        if not name:
            self._shared[name, form, key, classes] = tuple(out)
        return tuple(out)

    def _kept(self, names: Sequence[str]) -> tuple[int, ...]:
        known = self._known
        return tuple([number for name in names if (number := known.get(name)) is not None])
