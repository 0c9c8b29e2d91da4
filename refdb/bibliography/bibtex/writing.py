"""Works -> BibTeX and BibLaTeX files that BibTeX, biber and LaTeX read without an error.

What a user's own .bib file said comes out as it said it, as long as the work still says the same (see reading.py).
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Literal

from refdb.bibliography.bibtex.entry_keys import NOT_IN_KEYS, EntryKeys, Labels
from refdb.bibliography.bibtex.entry_types import (
    BIBLATEX_NAMES,
    BIBTEX_NAMES,
    Dialect,
    absent,
    container_field,
    entry_type,
    publisher_field,
)
from refdb.bibliography.bibtex.escaping import ascii_tex, encode, encode_title, needing_help, preamble_of
from refdb.bibliography.bibtex.fields import MORE, READERS, VERBATIM, bare_doi, date_of, groups_as_written
from refdb.bibliography.bibtex.harmless import harmless
from refdb.bibliography.bibtex.names import people, people_of
from refdb.bibliography.bibtex.syntax.values import balanced, bare, page_range, verbatim
from refdb.model import Person, Update, Work
from refdb.text.languages import babel_name
from refdb.text.patterns import MONTHS

Encoding = Literal["ascii", "utf-8"]

_MONTHS = tuple(name[:3].lower() for name in MONTHS["en"])
_ISSUES = ("journal", "journal-issue", "journal-volume")
_NOTICES = {
    "retraction": "Retracted",
    "removal": "Removed by its publisher",
    "withdrawal": "Withdrawn",
    "partial_retraction": "Retracted in part",
    "expression_of_concern": "Under an expression of concern",
}
_WRITTEN_MORE = {  # CSL's name in ``extra`` -> BibLaTeX's field
    known: name for name, known in reversed(MORE.items()) if known not in ("note", "collection-title")
}
_DATES = frozenset(("date", "year", "month", "day"))
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/10\.", re.IGNORECASE)
_RICH_TEXT = re.compile(r"<math>.*?</math>|<[^<>]*>")
_OTHER_NAMES = (*BIBLATEX_NAMES.items(), *BIBTEX_NAMES.items())
# What a reader looks for first; the rest in the order in which it comes.
_LEADING = ("author", "editor", "translator", "title", "subtitle", "journal", "journaltitle", "booktitle")
_FIRST = {name: place for place, name in enumerate(_LEADING)}
_PARENTS = ("crossref", "xdata")
_PATHS = ("file", "pdf")  # no style prints them, and on Windows a folder may be called \\input


def export(
    works: Iterable[Work],
    *,
    dialect: Dialect = "bibtex",
    encoding: Encoding | None = None,
    trust_tex: bool = False,
) -> str:
    r"""The works as entries, in their order, divided by blank lines; ``""`` for no works.

    A work keeps its ``key`` where BibTeX can read it and no work before has it; others get a new one.
    ``"ascii"``, BibTeX's default, writes accents, signs and Greek as LaTeX commands, for which every BibTeX and every
    font is good enough, and letters that LaTeX has no command for as ``\refdbletter``, which it defines in a
    ``@preamble``. ``"utf-8"``, BibLaTeX's default, leaves them. DOIs and addresses are never encoded. An entry that
    others name in ``crossref`` or ``xdata`` follows them, as BibTeX demands. TeX that reads or writes files is printed
    instead of run, unless ``trust_tex``.
    """
    return "".join(pieces(works, dialect=dialect, encoding=encoding, trust_tex=trust_tex))


def pieces(
    works: Iterable[Work], *, dialect: Dialect = "bibtex", encoding: Encoding | None = None, trust_tex: bool = False
) -> Iterator[str]:
    """What ``export`` gives, in whole lines, with no more in memory than a work at a time and the keys of all.

    Keys, and who inherits from whom, are known when all works were seen; the preamble, when all were written: until
    then works and entries lie in temporary files.
    """
    ascii_only = (encoding or ("ascii" if dialect == "bibtex" else "utf-8")) == "ascii"
    with _laid_by() as seen, _laid_by() as written, _laid_by() as parents:
        keys, inherited, own = EntryKeys(dialect), set[str](), dict[str, None]()
        pickler = _pickler(seen)
        for work in works:
            pickler.dump(replace(work, full_text="") if work.full_text else work)
            pickler.clear_memo()
            keys.add(work)
            inherited.update(_inherited(work))
            own[work.more("preamble")] = None
        seen.seek(0)
        known = keys.known(inherited)
        named = set(known.values())
        writer, labels, help_needed = _Writer(dialect, ascii_only, trust_tex, known), Labels(), set[str]()
        for key in keys.all():
            work = pickle.load(seen)
            entry = writer.entry(work, key, labels.of(work, key) if dialect == "bibtex" else "")
            place = parents if key in named else written
            place.write((f"\n{entry}" if place.tell() else entry).encode("utf-8", "surrogatepass"))
            help_needed |= needing_help(entry) if ascii_only else set()
        yield _preamble(own, preamble_of(help_needed), trust_tex=trust_tex)
        yield from _lines(written)
        yield "\n" if written.tell() and parents.tell() else ""
        yield from _lines(parents)


def _laid_by() -> IO[bytes]:
    """A file for what is needed later; little stays in memory."""
    return SpooledTemporaryFile(max_size=1 << 20)


def _pickler(file: IO[bytes]) -> pickle.Pickler:
    """Writes works as calls with their values: frozen dataclasses by themselves take three times as long."""
    pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {kind: _as_call(kind) for kind in (Work, Person, Update)}
    return pickler


def _as_call(kind: type[Any]) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    values = attrgetter(*kind.__match_args__)
    return lambda one: (kind, values(one))


def _lines(file: IO[bytes]) -> Iterator[str]:
    file.seek(0)
    return (line.decode("utf-8", "surrogatepass") for line in file)


def _preamble(own: Iterable[str], helping: str, *, trust_tex: bool) -> str:
    parts = [*(ascii_tex(part if trust_tex else harmless(part)) for part in own if part), helping]
    written = " ".join(filter(None, parts))
    return f"@preamble{{{{{written}}}}}\n\n" if written else ""


def _inherited(work: Work) -> Iterator[str]:
    """The keys, in small letters, of the entries that the work's own inherits from."""
    own = {name: value for name, value in work.extra if name.startswith("tex:")}
    theirs = [*own.items(), *((name, value) for name, value in work.extra if name.startswith("bib:"))]
    for value in (value for name, value in theirs if name[4:] in _PARENTS):
        yield from (key.strip().lower() for key in value.split(","))


@dataclass(slots=True)
class _Writer:
    """Writes entries of one dialect; ``known`` has the keys of those that others inherit from."""

    dialect: Dialect
    ascii: bool
    trust_tex: bool
    known: Mapping[str, str]

    def entry(self, work: Work, key: str, label: str = "") -> str:
        """One entry with its fields, a line each."""
        kind = entry_type(work, self.dialect)
        fields = {name: value for name, value in self._fields(work, kind) if value}
        if label and (written := self._text(label)):
            fields["key"] = written
        if any(name.startswith(("tex:", "bib:")) for name, _ in work.extra):
            self._restore(work, fields)
        ordered = sorted(fields.items(), key=lambda field: _FIRST.get(field[0], len(_FIRST)))
        harm_free = [(name, value if self.trust_tex or name in _PATHS else harmless(value)) for name, value in ordered]
        lines = [f"  {name} = {value}" for name, value in harm_free]
        return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}\n"

    # --- what the work says -------------------------------------------------------------------

    def _text(self, value: str) -> str:
        encoded = encode(value, ascii_only=self.ascii) if value else ""
        return f"{{{encoded}}}" if encoded else ""

    def _title(self, value: str, language: str) -> str:
        encoded = encode_title(value, language=language, ascii_only=self.ascii) if value else ""
        return f"{{{encoded}}}" if encoded else ""

    def _people(self, work: Work, persons: str) -> str:
        names = people(getattr(work, persons), lambda part: encode(part, ascii_only=self.ascii))
        return f"{{{names}}}" if names else ""

    def _fields(self, work: Work, kind: str) -> Iterator[tuple[str, str]]:
        """Fields with their values as they stand in the file, braces included."""
        missing = absent(kind)
        names = BIBTEX_NAMES if self.dialect == "bibtex" else {}
        for name, value in self._all_fields(work, kind):
            if value and name not in missing:
                yield (("school" if name == "institution" and "thesis" in kind else names.get(name, name)), value)

    def _all_fields(self, work: Work, kind: str) -> Iterator[tuple[str, str]]:
        """All that can be said, under BibLaTeX's names, in the order that readers of .bib files are used to."""
        text = self._text
        container = work.container_title or work.container_title_short
        yield "author", self._people(work, "authors")
        yield "editor", self._people(work, "editors")
        if work.more("translator"):
            yield "translator", self._people(replace(work, authors=people_of(work.more("translator"))), "authors")
        yield from self._titles(work, kind, container)
        yield from self._date(work)
        odd_volume = self.dialect == "biblatex" and kind != "article" and not work.volume.isdecimal()
        odd_volume = odd_volume and not work.more("entrytype")
        yield "volume", text("" if odd_volume else work.volume)  # BibLaTeX's books have numbers for volumes
        number = work.issue or (work.article_number if kind == "techreport" else "")
        yield "number", text(number or (work.volume if odd_volume else ""))
        yield "chapter", text(work.more("chapter-number"))
        yield "eid", text(work.article_number)
        yield "pages", text(page_range(work.pages or (work.article_number if self.dialect == "bibtex" else "")))
        yield publisher_field(kind), text(work.publisher)
        yield "location", text(work.publisher_place)
        yield "edition", text(work.edition)
        for known, name in _WRITTEN_MORE.items() if work.extra else ():
            if known not in ("chapter-number", "translator") and (value := work.more(known)):
                yield name, text(value)
        yield from self._identifiers(work)
        yield from self._own(work)

    def _titles(self, work: Work, kind: str, container: str) -> Iterator[tuple[str, str]]:
        named = work.type in _ISSUES or kind == "proceedings"
        own_title = work.full_title or (container if named else "")
        apart = work.subtitle and (self.dialect == "biblatex" or work.more("entrytype"))
        yield (
            "title",
            self._title(_rich(work, apart=bool(apart)) or (work.title if apart else own_title), work.language),
        )
        if apart:
            yield "subtitle", self._title(work.subtitle, work.language)
        series = work.more("collection-title")
        place = container_field(kind)
        named_so = named and not work.title  # a journal's issue has its journal's name for a title
        if not named_so and not (place == "howpublished" and work.more("medium")):
            yield place, self._text(container)
        if series and not (place == "series" and container and not named_so):
            yield "series", self._text(series)
        if self.dialect == "biblatex" and work.container_title_short != container and place == "journaltitle":
            yield "shortjournal", self._text(work.container_title_short)

    def _date(self, work: Work) -> Iterator[tuple[str, str]]:
        date = work.date or ((work.year,) if work.year is not None else ())
        if not date:
            return
        if self.dialect == "biblatex":
            valid = date[:1] if len(date) > 1 and not 1 <= date[1] <= 12 else date
            yield "date", "{" + "-".join([year_of(valid), *(f"{part:02}" for part in valid[1:])]) + "}"
            return
        yield "year", f"{{{date[0]}}}"
        if len(date) > 1 and 1 <= date[1] <= 12:
            yield "month", _MONTHS[date[1] - 1]
            if len(date) > 2:
                yield "day", f"{{{date[2]}}}"

    def _identifiers(self, work: Work) -> Iterator[tuple[str, str]]:
        yield "isbn", self._text(work.isbn[0] if work.isbn else "")
        yield "issn", self._text(work.issn[0] if work.issn else "")
        yield "doi", bare(work.doi)
        if not _DOI_ADDRESS.match(work.url):
            yield "url", bare(work.url)
        if work.arxiv:
            yield "eprint", bare(work.arxiv)
            yield "eprinttype", "{arXiv}"
        elif work.pmid and self.dialect == "biblatex":
            yield "eprint", bare(work.pmid)
            yield "eprinttype", "{pubmed}"
        if work.arxiv or self.dialect == "bibtex":
            yield "pmid", self._text(work.pmid)
        yield "pmcid", self._text(work.pmcid)
        if name := babel_name(work.language):
            yield "langid", f"{{{name}}}"
        else:
            yield "language", self._text(work.language)

    def _own(self, work: Work) -> Iterator[tuple[str, str]]:
        """What users add to a work, and what befell it."""
        notices = dict.fromkeys(_NOTICES[u.type] for u in work.updates if u.type in _NOTICES)
        yield "note", self._text("; ".join(filter(None, (work.more("note"), *notices))))
        yield "abstract", self._text(work.abstract)
        between = "; " if any("," in tag for tag in work.tags) else ", "
        yield "keywords", self._text(between.join(work.tags))
        yield "annotation", self._text("; ".join(work.notes))
        yield "file", verbatim(";".join(work.files))
        yield "groups", verbatim(groups_as_written(work.collections))
        yield "ids", verbatim(", ".join(NOT_IN_KEYS[self.dialect].sub("", alias) for alias in work.aliases))

    # --- what the user's own file said --------------------------------------------------------

    def _restore(self, work: Work, fields: dict[str, str]) -> None:
        """Put the fields of the work's own .bib file back, those that still say what the work says."""
        own = {name[4:]: value for name, value in work.extra if name.startswith("tex:")}
        dated = {name: value for name, value in own.items() if name in _DATES}
        if dated and date_of(dated) == work.date:
            for name in _DATES:
                if "date" not in dated or self.dialect == "biblatex":  # BibTeX's styles know no ``date``
                    fields.pop(name, None)
            for name, value in dated.items():
                fields[name] = self._month(value) if name == "month" else self._tex(name, value)
        for name, value in own.items():
            if name not in _DATES and _still_says(work, name, value):
                self._put(fields, name, value, guarded=True)
        for name, value in work.extra:
            if name.startswith("bib:"):
                self._put(fields, name[4:], value, guarded=False)

    def _put(self, fields: dict[str, str], name: str, value: str, *, guarded: bool) -> None:
        """Write a field as the file had it; a ``guarded`` one stands for what the work says in its place."""
        new = (BIBTEX_NAMES if self.dialect == "bibtex" else BIBLATEX_NAMES).get(name, name)
        if name in _PARENTS:
            value = self._parents(value)
            if not value:
                return
        attribute = READERS[name][0] if name in READERS else ""
        if guarded:
            for other in [known for known in fields if attribute and READERS.get(known, ("",))[0] == attribute]:
                del fields[other]
        elif new in fields and new != name:  # the entry had "address" and "location"
            new = name
        elif new in fields:
            other = next((old for old, known in _OTHER_NAMES if known == new), f"{new}_2")
            fields[other] = fields.pop(new)
        fields[new] = self._tex(name, value)

    def _parents(self, value: str) -> str:
        """The keys of the works that an entry inherits from, as they are in this file; those that are not, left out."""
        return ",".join(
            self.known[key.strip().lower()] for key in value.split(",") if key.strip().lower() in self.known
        )

    def _month(self, value: str) -> str:
        return value if value in _MONTHS else self._tex("month", value)

    def _tex(self, name: str, value: str) -> str:
        if name in VERBATIM:
            return verbatim(bare_doi(value) if name == "doi" else value)
        return f"{{{balanced(ascii_tex(value) if self.ascii else value)}}}"


def year_of(date: Sequence[int]) -> str:
    """The year of a date as ISO 8601 has it, in four digits; one before Christ with its sign."""
    return f"{'-' if date[0] < 0 else ''}{abs(date[0]):04}"


def _still_says(work: Work, name: str, value: str) -> bool:
    if name in ("eprint", "arxivid", "pmid", "pmcid"):
        return value.lower().removeprefix("arxiv:").removeprefix("pmc") in (
            (work.arxiv or work.pmid).lower(),
            work.pmid,
            work.pmcid[3:],
        )
    if name not in READERS:
        return True
    attribute, read = READERS[name]
    said = read(value)
    if attribute == "notes":
        return said in work.notes
    if attribute == "collections":
        return set(said) <= set(work.collections)
    known = getattr(work, attribute) if hasattr(work, attribute) else work.more(attribute)
    return bool(said == known)


def _rich(work: Work, *, apart: bool) -> str:
    """The title with its markup, where a registry gave it with some and it is still the same title."""
    rich = work.more("rich:title")
    if not rich:
        return ""
    whole = "".join(c for c in work.title if c.isalnum())
    at = 0
    for part in _RICH_TEXT.split(rich):  # what stands outside of tags and formulas
        letters = "".join(c for c in part if c.isalnum())
        found = whole.find(letters, at)
        if found < 0 or (found > at and "<math>" not in rich):
            return ""
        at = found + len(letters)
    if at < len(whole) and "<math>" not in rich:
        return ""
    return f"{rich}: {work.subtitle}" if work.subtitle and not apart and work.subtitle not in work.title else rich
