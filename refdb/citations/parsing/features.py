"""What the tagger sees of each word of a reference: strings, one list a word.

A word's own features, and what it shows to its neighbours, are worked out once for each distinct word and kept; what
depends on the place (gaps, quotes, what comes next after the sentence or comma) is worked out for each reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field

from refdb.citations.parsing.tokens import Tokens
from refdb.text.patterns import FIELD_YEAR, MONTH_NUMBERS
from refdb.text.words import WITHIN_NAMES

_ROMAN = re.compile(r"[IVXLC]{1,7}|[ivxlc]{2,7}")
_YEAR = re.compile(rf"{FIELD_YEAR}[a-z]?")
_MARKS = '"“«„‹”»›()'
_QUOTES = '"“«„'
_OPENING = "“«„‹"
_CLOSING = "”»›"
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


@dataclass(frozen=True, slots=True)
class _Word:
    own: tuple[str, ...]
    before: tuple[str, ...]  # what the next word sees of it
    after: tuple[str, ...]  # what the word before it sees
    before2: tuple[str, ...]
    after2: tuple[str, ...]
    shape: str
    kind: str  # key class, number class or shape: one short word
    lower: str


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


def _order(words: Sequence[_Word], gaps: Sequence[tuple[str, str, str, str]]) -> str:
    """How the first name is printed: ``i`` initials first, ``f`` family first, ``w`` in words; ``-`` otherwise."""
    if len(words) < 2:
        return "-"
    first, second, bare = words[0].shape, words[1].shape, gaps[1][2]
    if first == "X" or (first == "Xx" and len(words[0].lower) < 3 and bare[:1] == "."):
        return "i"
    if first not in ("Xx", "XX", "XXXX", "XxX", "X'x"):
        return "-"
    if bare[:1] == ",":
        return "f"
    return "F" if second in ("X", "XX") else "w"


def _numbers_ahead(words: Sequence[_Word]) -> list[str]:
    """For each word how many words stand before the next number, and ``c`` where all of them look like a name."""
    out = ["-"] * len(words)
    distance, name = -1, True
    for i in range(len(words) - 1, -1, -1):
        form = words[i].shape
        if form[0] in "9Y":
            distance, name = 0, True
        elif distance >= 0:
            distance += 1
            name = name and (form[0] == "X" or words[i].lower in WITHIN_NAMES)
        if distance >= 0:
            out[i] = ("0123455666"[distance] if distance < 10 else "m") + ("c" if name else "")
    return out


_DIGITS = "0123456789"
_CENTURIES = frozenset(["14", "15", "16", "17", "18", "19", "20"])


class Features:
    """Turns tokens into feature lists; keeps what it knows of words (up to ``limit`` of them)."""

    def __init__(self, lexicon: Lexicon, known: Set[str] = frozenset(), limit: int = 50_000) -> None:
        """``known`` are the model's features: a word's other features are left out, which saves half of the time."""
        self._lexicon = lexicon
        self._known = known
        self._vocabulary = frozenset(name.partition("=")[2] for name in known if name[0] == "w")
        self._shared: dict[tuple[str, str, str, tuple[str, ...]], tuple[tuple[str, ...], ...]] = {}
        self._limit = limit
        self._words: dict[str, _Word] = {}
        self._gaps: dict[str, tuple[str, str, str, str]] = {}

    def _word(self, word: str) -> _Word:
        known = self._words.get(word)
        if known is None:
            if len(self._words) > self._limit:
                self._words.clear()
            known = self._words[word] = self._look(word)
        return known

    def _look(self, word: str) -> _Word:
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
        if self._known and name not in self._vocabulary:
            name = ""
        around = (name, form, key, classes)
        own, before, after, before2, after2 = self._shared.get(around) or self._around(*around)
        if not number and word[0] != "<":
            affixes = ("p=" + lower[:3], "q=" + lower[-3:], "r=" + lower[-2:], "long")
            own += self._kept(affixes if len(word) > 12 else affixes[:3])
        return _Word(own, before, after, before2, after2, form, key or form, lower)

    def _around(self, name: str, form: str, key: str, classes: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
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

    def _kept(self, names: Sequence[str]) -> tuple[str, ...]:
        known = self._known
        return tuple([name for name in names if name in known]) if known else tuple(names)

    def _gap(self, gap: str) -> tuple[str, str, str, str]:
        """A gap as a feature value, its strength ('' weak, ',' comma, '.' sentence), without spaces, its brackets and quotes."""
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
            marks = "".join(c for c in bare if c in _MARKS)
            known = self._gaps[gap] = (value, strength, bare, marks)
        return known

    def _phrases(self, words: Sequence[_Word]) -> list[str]:
        """For each word the part it has in the longest known phrase: ``JB`` begins a journal, ``JI`` goes on in it."""
        out = [""] * len(words)
        table = self._lexicon.phrases
        if not table:
            return out
        i, n = 0, len(words)
        lowers = [w.lower for w in words]
        while i < n:
            bucket = table.get(lowers[i])
            best = 0
            kind = ""
            if bucket:
                for length in range(min(9, n - i), 0, -1):
                    found = bucket.get(tuple(lowers[i : i + length]))
                    if found:
                        best, kind = length, found
                        break
            if best:
                size = "1" if best == 1 else "2" if best == 2 else "3"
                out[i] = f"{kind}B{size}"
                for j in range(i + 1, i + best):
                    out[j] = f"{kind}I{size}"
                if i + best < n and not out[i + best]:
                    out[i + best - 1] += "E"
                i += best
            else:
                i += 1
        return out

    def __call__(self, tokens: Tokens) -> list[list[str]]:  # noqa: C901 - one pass over the words is what makes it fast
        """One list of features for each word of ``tokens``."""
        words = [self._word(w) for w in tokens.words]
        gaps = [self._gap(g) for g in tokens.gaps]
        n = len(words)
        phrases = self._phrases(words)
        # Where the sentence-like and the comma-like chunk of each word begins and ends.
        strong = [False] * (n + 1)
        weak = [False] * (n + 1)
        strong[0] = weak[0] = strong[n] = weak[n] = True
        for i in range(1, n):
            _, strength, bare, _ = gaps[i]
            if strength == ".":
                initial = bare[0] == "." and words[i - 1].shape in ("X", "x1") and bare in (".", ".,")
                strong[i] = not initial
                weak[i] = True
            elif strength == ",":
                weak[i] = True
        s_end = [n] * (n + 1)
        c_end = [n] * (n + 1)
        for i in range(n - 1, -1, -1):
            s_end[i] = i + 1 if strong[i + 1] else s_end[i + 1]
            c_end[i] = i + 1 if weak[i + 1] else c_end[i + 1]
        has_quotes = any(c in _QUOTES for c in "".join([g[3] for g in gaps]))
        has_in = any(w.lower == "in" and gaps[i][1] == "." and words[i].shape == "Xx" for i, w in enumerate(words))
        order = _order(words, gaps)
        ahead = _numbers_ahead(words)
        flags = ("Q" if has_quotes else "") + ("I" if has_in else "")
        out: list[list[str]] = []
        quoted = False
        paren = 0
        sentence = 0
        comma = 0
        year = ""
        seen_quote = ""
        seen_in = ""
        start_sentence = 0
        start_comma = 0
        first_year = next((i for i, w in enumerate(words) if w.shape in ("Y", "Ya")), -1)
        year_place = "n" if first_year < 0 else "e" if first_year < n * 0.45 else "l"
        flagged = f"fl={flags}{year_place}"
        for i in range(n):
            word = words[i]
            value, strength, _, _ = gaps[i]
            nvalue = gaps[i + 1][0]
            if strong[i] and i:
                sentence += 1
                start_sentence = i
                start_comma = i
                comma = 0
            elif weak[i] and i:
                comma += 1
                start_comma = i
            if marks := gaps[i][3]:
                for c in marks:
                    if c == '"':
                        quoted = not quoted
                        if not quoted:
                            seen_quote = "q"
                    elif c in _OPENING:
                        quoted = True
                    elif c in _CLOSING:
                        quoted = False
                        seen_quote = "q"
                    elif c == "(":
                        paren = min(paren + 1, 2)
                    elif c == ")":
                        paren = max(paren - 1, 0)
            after = s_end[i]
            after_c = c_end[i]
            next_kind = words[after].kind if after < n else "$"
            next_kind_c = words[after_c].kind if after_c < n else "$"
            length = after - start_sentence
            length_name = _DIGITS[length] if length < 4 else "m" if length < 9 else "L"
            form, kind = word.shape, word.kind
            state = year + seen_quote + seen_in
            form_state = form + state
            begins = words[start_comma].kind
            sentence_start = f"sst={words[start_sentence].kind}{gaps[start_sentence][0]}"
            row = [
                "bias",
                *word.own,
                "g=" + value,
                "h=" + nvalue,
                f"gs={value}{form}",
                f"sh={form}{nvalue}",
                f"gh={value}|{nvalue}",
                "i=" + (_DIGITS[i] if i < 4 else "m"),
                "t=" + (_DIGITS[n - i] if n - i < 4 else "m"),
                "pos=" + _DIGITS[i * 8 // n],
                "sent=" + (_DIGITS[sentence] if sentence < 6 else "m"),
                f"st={state}{form}",
                f"stg={state}{value}",
                flagged,
                f"send={gaps[after][0]}{next_kind}",
                f"cend={gaps[after_c][0]}{next_kind_c}",
                "slen=" + length_name,
                sentence_start,
                f"cst={begins}{gaps[start_comma][0]}",
                f"ssl={length_name}{next_kind}{state}",
                f"clen={min(after_c - start_comma, 5)}{comma if comma < 3 else 'm'}",
                f"nd={ahead[i]}{form_state}",
                f"ng={ahead[i]}{value}",
                f"ord={order}{value}{form}{words[i - 1].shape if i else ''}{state}",
                f"cpos={order}{begins}{min(i - start_comma, 4)}{form_state}",
            ]
            if i:
                previous = words[i - 1]
                row += previous.before
                row.append(f"sgs={previous.shape}{value}{form}")
                row.append(f"kgk={previous.kind}{value}{kind}")
                if i > 1:
                    row += words[i - 2].before2
                    row.append(f"gg={gaps[i - 1][0]}|{value}")
            else:
                row.append("first")
            if i + 1 < n:
                following = words[i + 1]
                row += following.after
                row.append(f"shs={form}{nvalue}{following.shape}")
                row.append(f"khk={kind}{nvalue}{following.kind}")
                if i + 2 < n:
                    row += words[i + 2].after2
                    row.append(f"hh={nvalue}|{gaps[i + 2][0]}")
            else:
                row.append("last")
            if quoted:
                row.append("quoted")
                row.append("quoted" + state)
            if paren:
                row.append("paren")
                row.append("paren" + kind)
            if phrases[i]:
                row.append("ph=" + phrases[i])
                row.append("ph=" + phrases[i] + state)
                row.append("phg=" + phrases[i] + value)
            if strong[i] or i == 0:
                row.append("S")
                row.append(f"S{kind}{state}")
            out.append(row)
            if word.shape in ("Y", "Ya"):
                year = "y"
            if word.lower == "in" and (strong[i] or gaps[i][1]):
                seen_in = "i"
        return out
