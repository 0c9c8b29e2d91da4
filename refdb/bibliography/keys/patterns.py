"""Patterns of citation keys as Better BibTeX writes them: ``auth.lower + shorttitle(3,3) + year``.

https://retorque.re/zotero-better-bibtex/citing/: functions give parts of a work, filters behind a dot change them, ``+``
joins, and of patterns divided by ``;`` the first that gives anything counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from refdb.bibliography.keys.citation_keys import FUNCTION_WORDS, letters_of, title_words
from refdb.errors import InputError
from refdb.model import Person, Work
from refdb.text.folding import to_ascii

Part = Callable[[Work], str]

_TERM = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\"|([A-Za-z]\w*)\s*(?:\(([^()]*)\))?)")
_FILTER = re.compile(r"\s*\.\s*([A-Za-z]\w*)\s*(?:\(([^()]*)\))?")
_WORD = re.compile(r"[^\W_]+")


@cache
def compiled(pattern: str) -> Part:
    """The pattern as a function of a work; what it gives may still hold signs that no key can.

    Raises:
        InputError: a function or filter that is not known, or a sign where none should be.
    """
    alternatives = [_sum(part) for part in re.split(r"[;\n]", pattern) if part.strip()]
    if not alternatives:
        raise InputError("an empty pattern for citation keys; the default is auth.lower + shorttitle(3,3) + year")
    return lambda work: next((key for parts in alternatives if (key := "".join(part(work) for part in parts))), "")


def _sum(pattern: str) -> list[Part]:
    parts = []
    at = 0
    while True:
        match = _TERM.match(pattern, at)
        if match is None:
            raise InputError(f"citation key pattern: a function should stand at {pattern[at:].strip()[:20]!r}")
        literal = match[1] if match[1] is not None else match[2]
        part = _constant(literal) if literal is not None else _function(match[3], match[4] or "")
        at = match.end()
        while found := _FILTER.match(pattern, at):
            part = _filtered(part, found[1], found[2] or "")
            at = found.end()
        parts.append(part)
        rest = pattern[at:].lstrip()
        if not rest:
            return parts
        if rest[0] != "+":
            raise InputError(f"citation key pattern: “+” should stand at {rest[:20]!r}")
        at = len(pattern) - len(rest) + 1


def _constant(text: str) -> Part:
    return lambda _work: text


def _arguments(written: str) -> tuple[list[Any], dict[str, Any]]:
    placed: list[Any] = []
    named: dict[str, Any] = {}
    for part in re.findall(r"(?:[^,'\"]|'[^']*'|\"[^\"]*\")+", written):
        name, sign, value = part.partition("=") if not part.strip().startswith(("'", '"')) else ("", "", part)
        text = (value if sign else part).strip()
        known: Any = int(text) if re.fullmatch(r"-?\d+", text) else text.strip("'\"")
        if sign:
            named[name.strip()] = known
        else:
            placed.append(known)
    return placed, named


def _function(name: str, written: str) -> Part:
    function = _FUNCTIONS.get(name.lower())
    if function is None:
        raise InputError(f"citation key pattern: no function {name!r}; known are {', '.join(sorted(_FUNCTIONS))}")
    placed, named = _arguments(written)
    known = {key: value for key, value in named.items() if key in ("n", "m", "sep", "etal")}
    return _called(function, placed, known, name)


def _called(function: Callable[..., str], placed: list[Any], named: dict[str, Any], name: str) -> Part:
    def part(work: Work) -> str:
        try:
            return function(work, *placed, **named)
        except (TypeError, AttributeError):
            raise InputError(f"citation key pattern: {name} does not take {placed or named}") from None

    return part


def _filtered(part: Part, name: str, written: str) -> Part:
    change = _FILTERS.get(name.lower())
    if change is None:
        raise InputError(f"citation key pattern: no filter {name!r}; known are {', '.join(sorted(_FILTERS))}")
    placed, named = _arguments(written)
    arguments = [*placed, *named.values()]

    def changed(work: Work) -> str:
        try:
            return change(part(work), *arguments)
        except TypeError:
            raise InputError(f"citation key pattern: {name} does not take {arguments}") from None

    return changed


# --- functions ------------------------------------------------------------------------------


def _people(work: Work) -> Sequence[Person]:
    return work.authors or work.editors


def _family(person: Person) -> str:
    return letters_of(person.sort_name or person.given)


def _auth(work: Work, n: int = 0, m: int = 1) -> str:
    people = _people(work)
    family = _family(people[m - 1]) if 0 < m <= len(people) else ""
    return family[:n] if n else family


def _authors(work: Work, n: int = 0, sep: str = "", etal: str = "EtAl") -> str:
    people = _people(work)
    names = [_family(person) for person in (people[:n] if n else people)]
    return sep.join([*names, *([etal] if n and len(people) > n and etal else [])])


def _auth_etal(work: Work, sep: str = "") -> str:
    people = _people(work)
    if len(people) <= 2:
        return sep.join(map(_family, people))
    return sep.join((_family(people[0]), "EtAl"))


def _alpha(work: Work) -> str:
    names = [_family(person) for person in _people(work)]
    return names[0][:3] if len(names) == 1 else "".join(name[:1] for name in names[:4])


def _page(work: Work, place: int) -> str:
    found = re.findall(r"\w+", work.pages)
    return found[place] if found else ""


def _short_title(work: Work, n: int = 3, m: int = 0) -> str:
    words = title_words(work.title, n, capitals=0)
    return "".join(word[0].upper() + word[1:] if i < m else word for i, word in enumerate(words))


def _date_part(work: Work, place: int) -> str:
    return f"{work.date[place]:02}" if len(work.date) > place else ""


_FUNCTIONS: dict[str, Callable[..., str]] = {
    "auth": _auth,
    "authors": _authors,
    "authorsn": _authors,
    "authetal": _auth_etal,
    "authetal2": _auth_etal,
    "authorlast": lambda work: _family(_people(work)[-1]) if _people(work) else "",
    "authorsalpha": _alpha,
    "authini": lambda work, n=1: "".join(_family(person)[:n] for person in _people(work)),
    "authforeini": lambda work: to_ascii(_people(work)[0].given)[:1] if _people(work) else "",
    "title": lambda work: "".join(word[0].upper() + word[1:] for word in _WORD.findall(to_ascii(work.full_title))),
    "shorttitle": _short_title,
    "veryshorttitle": lambda work, n=1, m=0: _short_title(work, n, m),
    "year": lambda work: str(abs(work.year)) if work.year is not None else "",
    "shortyear": lambda work: f"{abs(work.year) % 100:02}" if work.year is not None else "",
    "month": lambda work: _date_part(work, 1),
    "day": lambda work: _date_part(work, 2),
    "journal": lambda work: work.container_title_short or work.container_title,
    "firstpage": lambda work: _page(work, 0),
    "lastpage": lambda work: _page(work, -1),
    "volume": lambda work: work.volume,
    "issue": lambda work: work.issue,
    "type": lambda work: work.type,
    "doi": lambda work: work.doi,
    "keyword": lambda work, n=1: work.tags[n - 1] if len(work.tags) >= n else "",
    "publisher": lambda work: work.publisher,
}

# --- filters --------------------------------------------------------------------------------


def _abbreviated(text: str, n: int = 1) -> str:
    return "".join(word[:n] for word in _WORD.findall(text))


def _part_of(text: str, start: int = 1, n: int | None = None) -> str:
    begin = start - 1 if start > 0 else start
    return text[begin:] if n is None else text[begin:][:n]


def _selected(text: str, start: int = 1, n: int | None = None) -> str:
    return " ".join(_words(text)[start - 1 : None if n is None else start - 1 + n])


def _words(text: str) -> list[str]:
    return text.split() if " " in text else re.findall(r"[A-Z]?[^A-Z\s]+|[A-Z]+", text)


_FILTERS: dict[str, Callable[..., str]] = {
    "lower": str.lower,
    "upper": str.upper,
    "capitalize": lambda text: " ".join(word[:1].upper() + word[1:] for word in text.split(" ")),
    "fold": to_ascii,
    "ascii": to_ascii,
    "transliterate": lambda text, *_: to_ascii(text),
    "clean": lambda text: re.sub(r"[^\w-]", "", to_ascii(text)),
    "alphanum": lambda text: re.sub(r"[\W_]", "", text),
    "condense": lambda text, sep="": sep.join(text.split()),
    "skipwords": lambda text, *_: " ".join(w for w in text.split() if w.lower() not in FUNCTION_WORDS),
    "select": _selected,
    "substring": _part_of,
    "abbr": _abbreviated,
    "acronym": _abbreviated,
    "default": lambda text, other="": text or str(other),
    "prefix": lambda text, before="": f"{before}{text}" if text else "",
    "postfix": lambda text, behind="": f"{text}{behind}" if text else "",
    "replace": lambda text, old="", new="": text.replace(str(old), str(new)),
    "nopunct": lambda text: re.sub(r"[^\w\s]", "", text),
    "nopunctordash": lambda text: re.sub(r"[^\w\s]", "", text),
    "len": lambda text, *_: text,
}
