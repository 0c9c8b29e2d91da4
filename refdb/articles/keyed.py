"""Citations by key, as Pandoc, Quarto, R Markdown and Typst write them: ``[@key, p. 3]``, and the .bib beside."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from refdb.articles.assembling import Piece
from refdb.articles.latex.bibliographies import read_bibs, reference_piece
from refdb.articles.latex.listed import Listed
from refdb.articles.latex.project import fetch_beside
from refdb.model import ParsedReference

_BIBS = re.compile(r"^bibliography:[ \t]*(.*(?:\n[ \t]+-.*|\n-[ \t].*)*)", re.M)
_NOCITE = re.compile(r"^nocite:.*(?:\n[ \t]+.*)*", re.M)
_KEY = r"(?:\{[^{}\s]+\}|[\w](?:[\w:.#$%&+?<>~/-]*[\w])?)"
_SINGLE = re.compile(rf"(-?)@({_KEY})")
_CITED = re.compile(
    rf"(?P<code>^(?P<fence>```++|~~~++).*?^(?P=fence)|`[^`\n]*`)|\[(?P<group>[^\[\]]*?(?<![\w@/.])-?@{_KEY}[^\[\]]*)\](?!\()|"
    rf"(?<![\w@/.`\\])(?P<narrative>-?@{_KEY})(?:\s\[(?P<locator>[^\[\]@]{{1,60}})\](?!\())?",
    re.M | re.S,
)
# Quarto's and bookdown's marks of figures, tables and sections.
_CROSS_REFERENCE = re.compile(
    r"(?:fig|tbl|tab|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg|tip|nte|wrn|imp|cau)[-:]"
)
_USUAL = ("references.bib", "refs.bib", "bibliography.bib", "library.bib")
_NO_BIB = "The text cites by keys (@…), but no .bib file of it lies beside it: put it there."


class KeyedCitations:
    """The keys of one text: what they lead to, and which of them it cites."""

    def __init__(self, front: str, path: Path | None, bibs: Sequence[str], body: str) -> None:
        """Reads the .bib files that the front matter or ``bibs`` name, else one beside the text that is usual."""
        named = _BIBS.search(front)
        words = re.findall(r"[^\s\"'\[\],]+", named.group(1) if named else "")
        names = [*bibs, *(file[0] for word in words if (file := re.match(r".+\.(?:bib|json|ya?ml|ris)\b", word)))]
        fetch = fetch_beside(path) if path else (lambda _name: None)
        if not names and path and _CITED.search(body):
            names = [name for name in (f"{path.stem}.bib", *_USUAL) if fetch(name)][:1]
        self._known, self.warnings = read_bibs(names, fetch)
        self._cited: dict[str, None] = {}
        self._all = bool(re.search(r"@\*", nocite.group())) if (nocite := _NOCITE.search(front)) else False
        if nocite:
            self._cite(key for _, key in _SINGLE.findall(nocite.group()))
        self._missing = False

    def marked(self, body: str) -> str:
        """The text with each citation as a link to its reference, printed as author-date styles print it."""
        return _CITED.sub(self._link, body)

    def listed(self) -> list[Piece]:
        """The references that are cited, in the order of their first citation."""
        keys = [*self._cited, *(self._known if self._all else ())]
        found = [key for key in dict.fromkeys(keys) if key in self._known]
        if self._missing and not self._known:
            self.warnings.append(_NO_BIB)
        heading = [Piece("reference_heading", "References")] if found else []
        return [*heading, *(reference_piece(key, Listed(self._known[key]), n) for n, key in enumerate(found, 1))]

    def _cite(self, keys: Iterable[str]) -> None:
        self._cited.update(dict.fromkeys(key.strip("{}") for key in keys))

    def _link(self, match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match.group()
        if match["narrative"]:
            bare, key = _SINGLE.findall(match["narrative"])[0]
            key = key.strip("{}")
            if key not in self._known or _CROSS_REFERENCE.match(key):
                return match.group()
            locator = f", {match['locator']}" if match["locator"] else ""
            self._cite([key])
            names, year = _names_and_year(self._known[key])
            return self._anchor(key, f"({year}{locator})" if bare else f"{names} ({year}{locator})")
        parts = [self._part(part) for part in match["group"].split(";")]
        return f"({'; '.join(parts)})" if any("data-cites" in part for part in parts) else match.group()

    def _part(self, part: str) -> str:
        """One work of a group: what stands before and behind its key is kept."""
        one = _SINGLE.search(part)
        key = one.group(2).strip("{}") if one else ""
        if not one or _CROSS_REFERENCE.match(key):
            return part.strip()
        self._cite([key])
        self._missing |= key not in self._known
        names, year = _names_and_year(self._known[key]) if key in self._known else (key, "")
        shown = year if one.group(1) else ", ".join(filter(None, (names, year)))
        return (part[: one.start()] + self._anchor(key, shown) + part[one.end() :]).strip()

    def _anchor(self, key: str, shown: str) -> str:
        return f'<a data-cites="" href="#{html.escape(key, quote=True)}">{html.escape(shown)}</a>'


def _names_and_year(fields: ParsedReference) -> tuple[str, str]:
    people = [person.sort_name for person in fields.authors or fields.editors] or [fields.title[:40] or "?"]
    names = people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 else f"{people[0]} et al."
    return names, f"{fields.year or 'n.d.'}{fields.year_suffix}"
