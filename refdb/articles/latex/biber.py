r"""The entries of biblatex's .bbl, as biber writes them: ``\entry{key}{type}… \endentry`` with named fields.

Format: P. Kime & F. Charette, *biber* manual; the .bbl formats 2 and 3 of biblatex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from refdb.articles.latex.listed import Listed
from refdb.articles.latex.source import argument, skip_blanks
from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.bibtex.syntax.blocks import BibEntry
from refdb.bibliography.composing import compose

_ENTRY = re.compile(r"\\entry\s*(?=\{)")
_GIVEN = re.compile(r"\\(field|list|name|verb)\s*(?=\{)")
_VERBATIM = re.compile(r"\s*\\verb\s?(.*?)\s*\\endverb", re.S)
_PART = re.compile(r"(?<![a-z])(family|given|prefix|suffix)\s*=\s*(?=\{)")
_SIGNS = {"rangedash": "--", "initperiod": ".", "initdelim": "", "hyphendelim": "-", "rangessep": ", ", "initsep": ""}
_SIGN = re.compile(r"\\bib([a-z]+)\b\s*")


def entries_of(bbl: str) -> Iterator[tuple[str, Listed]]:
    """(key, what it leads to) of each entry, in the order of the list; an entry sorted twice is given once."""
    seen: set[str] = set()
    for match in _ENTRY.finditer(bbl):
        key, at = argument(bbl, match.end())
        kind, at = argument(bbl, at)
        end = bbl.find(r"\endentry", at)
        if key in seen or end < 0:
            continue
        seen.add(key)
        fields = reference_of(work_of_entry(BibEntry(kind.lower(), key, _fields(bbl[at:end]), 0)))
        yield key, Listed(replace(fields, raw=compose(fields)), printed=True)


def _fields(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in _GIVEN.finditer(body):
        command = match.group(1)
        name, at = argument(body, match.end())
        if command == "verb":
            verbatim = _VERBATIM.match(body, at)
            value = verbatim.group(1) if verbatim else ""
        elif command == "field":
            value, _ = argument(body, skip_blanks(body, at))
        else:
            groups = _groups(body, at)
            members = _members(groups[-1]) if groups else []
            value = " and ".join(_person(m) if command == "name" else f"{{{m}}}" for m in members)
            if command == "list":
                value = value.strip("{}") if len(members) == 1 else value
        if value:
            found.setdefault(name, _printed(value) if command != "verb" else value)
    return found


def _groups(text: str, at: int) -> list[str]:
    """The groups in braces that follow each other from ``at`` on."""
    groups = []
    at = skip_blanks(text, at)
    while text[at : at + 1] == "{":
        group, at = argument(text, at)
        groups.append(group)
        at = skip_blanks(text, at)
    return groups


def _members(group: str) -> list[str]:
    return [member for member in _groups(group, 0) if member.strip()]


def _person(member: str) -> str:
    """A name as a .bib file writes it."""
    parts = {m.group(1): argument(member, m.end())[0] for m in _PART.finditer(member)}
    if not parts:  # biblatex before 3: {hash}{family}{f.}{given}{g.}{prefix}{p.}{suffix}{s.}
        old = [*_groups(member, 0), *[""] * 9]
        parts = {"family": old[1], "given": old[3], "prefix": old[5], "suffix": old[7]}
    parts = {name: _printed(value) for name, value in parts.items() if value}
    family = " ".join(filter(None, (parts.get("prefix"), parts.get("family"))))
    if "given" not in parts:
        return f"{{{family}}}" if " " in family and "prefix" not in parts else family
    return ", ".join(filter(None, (family, parts.get("suffix"), parts["given"])))


def _printed(value: str) -> str:
    return _SIGN.sub(lambda m: _SIGNS.get(m.group(1), " "), value).strip()
