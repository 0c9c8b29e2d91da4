"""Which entry types and fields BibTeX and BibLaTeX have, which kind of work each type is, and which a work's are.

BibTeX: btxdoc (O. Patashnik, 1988). BibLaTeX: its data model as biber checks it (``biber-tool.conf``, version 2.18).
"""

from __future__ import annotations

import re
from typing import Literal

from refdb.model import Work

Dialect = Literal["bibtex", "biblatex"]

# An entry's type -> Crossref's name for it.
BIB_TYPES = {
    "article": "journal-article", "book": "book", "mvbook": "book-set", "booklet": "pamphlet", "reference": "reference-book",
    "mvreference": "reference-book", "collection": "edited-book", "mvcollection": "edited-book", "inbook": "book-chapter",
    "incollection": "book-chapter", "suppbook": "book-chapter", "suppcollection": "book-chapter", "bookinbook": "book-chapter",
    "inreference": "reference-entry", "inproceedings": "proceedings-article", "conference": "proceedings-article",
    "proceedings": "proceedings", "mvproceedings": "proceedings", "periodical": "journal", "suppperiodical": "journal-article",
    "phdthesis": "dissertation", "mastersthesis": "dissertation", "thesis": "dissertation", "techreport": "report",
    "report": "report", "manual": "report", "dataset": "dataset", "software": "software", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "unpublished": "manuscript", "preprint": "posted-content",
    "standard": "standard", "patent": "patent", "review": "peer-review", "jurisdiction": "legal_case",
    "legislation": "legislation", "legal": "legislation", "artwork": "graphic", "image": "graphic", "audio": "song",
    "music": "song", "movie": "motion_picture", "video": "motion_picture", "letter": "personal_communication",
    "magazine": "article-magazine", "newspaper": "article-newspaper", "misc": "other",
}  # fmt: skip
# And back.
_BIBTEX_TYPES = {
    "article": "journal-article article-journal article-magazine article-newspaper magazine-article newspaper-article",
    "book": "book monograph edited-book reference-book book-set book-series",
    "incollection": "book-chapter book-section book-part book-track reference-entry chapter entry entry-encyclopedia "
    "entry-dictionary",
    "inproceedings": "proceedings-article paper-conference",
    "proceedings": "proceedings proceedings-series",
    "phdthesis": "dissertation thesis",
    "techreport": "report report-component report-series report-component-series standard standard-series",
    "booklet": "pamphlet",
    "unpublished": "manuscript",
}
_BIBTEX_TYPE = {name: entry for entry, names in _BIBTEX_TYPES.items() for name in names.split()}
_BIBLATEX_TYPE = _BIBTEX_TYPE | {
    "edited-book": "collection", "reference-book": "reference", "book-set": "mvbook", "reference-entry": "inreference",
    "dataset": "dataset", "software": "software", "webpage": "online", "post": "online", "post-weblog": "online",
    "patent": "patent", "journal": "periodical", "journal-issue": "periodical", "journal-volume": "periodical",
}  # fmt: skip
# BibLaTeX's own types, and what BibTeX's styles have instead.
_INSTEAD = {
    "thesis": "phdthesis", "report": "techreport", "collection": "book", "mvbook": "book", "mvcollection": "book",
    "reference": "book", "mvreference": "book", "bookinbook": "inbook", "suppbook": "inbook", "inreference": "incollection",
    "suppcollection": "incollection", "mvproceedings": "proceedings", "suppperiodical": "article", "periodical": "misc",
    "xdata": "misc", "set": "misc",
}  # fmt: skip
BIBTEX_NAMES = {
    "journaltitle": "journal", "location": "address", "annotation": "annote", "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass", "sortkey": "key",
}  # fmt: skip
BIBLATEX_NAMES = {old: new for new, old in BIBTEX_NAMES.items()} | {"school": "institution", "pdf": "file"}

# Fields that BibLaTeX's data model does not have for a type.
_ABSENT = {
    "article": "publisher institution location isbn edition booktitle chapter pagetotal volumes howpublished type "
    "organization eventtitle venue",
    "book": "issn journaltitle booktitle howpublished type organization eventtitle venue version",
    "incollection": "issn journaltitle pagetotal howpublished type organization eventtitle venue version",
    "inproceedings": "issn edition journaltitle pagetotal howpublished type version",
    "proceedings": "issn edition journaltitle booktitle howpublished type version",
    "thesis": "publisher isbn issn volume number edition journaltitle booktitle series volumes howpublished "
    "organization eventtitle venue version editor",
    "report": "publisher isbn issn volume edition journaltitle booktitle series volumes howpublished organization "
    "eventtitle venue editor",
    "manual": "issn volume journaltitle booktitle volumes howpublished eventtitle venue",
    "dataset": "isbn issn volume pages journaltitle booktitle eid chapter pagetotal volumes howpublished eventtitle venue",
    "online": "publisher location isbn issn volume number pages edition journaltitle booktitle series eid chapter "
    "pagetotal volumes howpublished type eventtitle venue",
    "misc": "publisher isbn issn volume number pages edition journaltitle booktitle series eid chapter pagetotal "
    "volumes eventtitle venue",
    "unpublished": "publisher isbn issn volume number pages edition journaltitle booktitle series eid chapter "
    "pagetotal volumes organization version editor",
    "booklet": "publisher isbn issn volume number edition journaltitle booktitle series volumes organization "
    "eventtitle venue version",
    "periodical": "publisher location isbn pages edition journaltitle booktitle eid chapter pagetotal volumes "
    "howpublished type organization eventtitle venue version",
    "patent": "publisher isbn issn volume pages edition journaltitle booktitle series eid chapter pagetotal volumes "
    "howpublished organization eventtitle venue editor language",
}  # fmt: skip
_LIKE = {
    "phdthesis": "thesis", "mastersthesis": "thesis", "techreport": "report", "collection": "book", "mvbook": "book",
    "reference": "book", "inbook": "incollection", "inreference": "incollection", "conference": "inproceedings",
    "software": "online",
}  # fmt: skip
_ABSENT_FIELDS = {kind: frozenset(names.split()) for kind, names in _ABSENT.items()}
_NONE: frozenset[str] = frozenset()


def entry_type(work: Work, dialect: Dialect) -> str:
    """The entry type of a work: its file's own while the work is still of that kind, else the nearest one."""
    own = work.more("entrytype")
    if own and BIB_TYPES.get(own, "") == work.type:
        return _INSTEAD.get(own, own) if dialect == "bibtex" else own
    kind = (_BIBTEX_TYPE if dialect == "bibtex" else _BIBLATEX_TYPE).get(work.type, "")
    if not kind:
        kind = _guessed(work)
    if kind == "phdthesis" and re.search(r"(?i)master|magist|diplom|\bm\.?(?:sc|a|s)\b", work.more("genre")):
        kind = "mastersthesis"
    if dialect == "biblatex":
        kind = _for_biblatex(work, kind)
    return kind


def _guessed(work: Work) -> str:
    """Works of types that neither dialect has; one that stands in a journal is cited like its articles."""
    if work.container_title and not work.type.startswith(("journal", "posted")):
        if work.issn or (work.volume and not work.isbn):
            return "article"
        if work.isbn or work.pages:
            return "incollection"
    return "misc"


def _for_biblatex(work: Work, kind: str) -> str:
    if kind == "incollection" and not work.editors:
        return "inbook"  # @incollection must name editors
    if kind in ("book", "mvbook", "collection", "reference"):
        return "book" if work.authors else kind if kind != "book" else "collection" if work.editors else "book"
    if kind == "misc" and work.type == "posted-content" and (work.doi or work.url or work.arxiv):
        return "online"
    return kind


def absent(kind: str) -> frozenset[str]:
    """Fields (under BibLaTeX's names) that an entry of this type cannot have."""
    return _ABSENT_FIELDS.get(_LIKE.get(kind, kind), _NONE)


def container_field(kind: str) -> str:
    """The field (under BibLaTeX's name) that says what an entry of this type stands in."""
    if kind in ("incollection", "inbook", "inproceedings", "inreference", "conference", "bookinbook"):
        return "booktitle"
    if kind in ("book", "proceedings", "collection", "reference", "mvbook", "mvproceedings"):
        return "series"
    return "howpublished" if kind in ("misc", "booklet", "unpublished") else "journaltitle"


def publisher_field(kind: str) -> str:
    """The field (under BibLaTeX's name) of who published it."""
    if kind in ("phdthesis", "mastersthesis", "thesis", "techreport", "report"):
        return "institution"
    return "organization" if kind in ("misc", "online", "manual", "software") else "publisher"
