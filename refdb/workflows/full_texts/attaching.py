"""Files the user has -> full texts of works: of one that is named, or each of the work that the file itself names."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz

from refdb.articles.reading import read, read_bytes
from refdb.bibliography.csl.values import clean_doi
from refdb.citations.extraction import extract
from refdb.database.ports import FILE
from refdb.errors import InputError, RefdbError, being_read
from refdb.model import Article, Attached, TextOrigin, Work
from refdb.model.running import Progress, silent
from refdb.text.encodings import shown_path
from refdb.text.folding import squashed
from refdb.text.paging import is_paged
from refdb.text.patterns import DOI_IN_MARKUP, DOI_PREFIX
from refdb.workflows.full_texts.texts import LEAST, Texts, texts_of
from refdb.workflows.steps.adding import renew_passages
from refdb.workflows.steps.ports import Store

HEAD = 6000  # characters at the beginning of an article that speak of itself: title, authors, DOI, abstract
MOST_STATED = 400_000  # bytes in which a file states its own DOI
LEAST_TITLE = 20  # letters and digits; a shorter title could be any work's
LEAST_WITH_DOI = 6  # where its DOI stands there too
SURE = 95.0  # per cent of a title's letters that must stand in the file
_KINDS = (".pdf", ".html", ".htm", ".xhtml", ".xml", ".nxml", ".jats", ".docx", ".txt", ".md", ".markdown", ".tex")
_LISTS = ("bibtex", "ris", "nbib")
# Where files say of themselves what their DOI is: JATS, HTML's meta elements, a PDF's XMP.
_STATED = (
    re.compile(r"<article-id[^>]*pub-id-type=[\"']doi[\"'][^>]*>\s*([^<]+?)\s*</article-id>", re.I),
    re.compile(
        r"<meta[^>]*name=[\"'](?:citation_doi|dc\.identifier(?:\.doi)?|prism\.doi|bepress_citation_doi)[\"'][^>]*"
        r"content=[\"']([^\"']+)[\"']", re.I,
    ),
    re.compile(
        r"<meta[^>]*content=[\"']([^\"']+)[\"'][^>]*name=[\"'](?:citation_doi|dc\.identifier|prism\.doi)[\"']", re.I
    ),
    re.compile(r"<(?:prism:doi|pdfx:doi|crossmark:DOI|pdfx:WPS-ARTICLEDOI)>\s*([^<]+?)\s*<"),
    re.compile(rf"<dc:identifier>\s*(?:doi:)?\s*({DOI_PREFIX}[^<]+?)\s*</dc:identifier>"),
)  # fmt: skip
_PAGE_TITLE = re.compile(
    r"<title[^>]*>([^<]{5,400})</title>|<meta[^>]*name=[\"']citation_title[\"'][^>]*content=[\"']([^\"']{5,400})[\"']",
    re.I,
)
_NOTICE = re.compile(
    r"(?i)\W*(?:erratum|corrigendum|correction|retraction|retracted|withdrawal|expression of concern|"
    r"comment(?:ary)? on|reply|response|letter|re:)\b"
)


def attach(store: Store, named: str, path: Path, *, force: bool = False) -> Attached:
    """Make a file the full text of a work that the user names by its key or DOI.

    The same file again changes nothing; another one takes its place.

    Raises:
        InputError: no such work, a file that cannot be read or has no text, or one that does not say to be that work
            and is not ``force``d.
    """
    doi = clean_doi(named)
    work = store.work(named) or (store.work_by_doi(doi) if doi else None)
    if work is None:
        raise InputError(f"the library has no work {named!r} (neither key nor DOI); `refdb list` shows what there is")
    digest = _digest(path)
    if work.key in store.attached(digest) and not _lacks_pages(work, path):
        return Attached(path, "unchanged", work.key, work.doi)
    article = _article(path)
    _texts(path, article)
    if _beginning(path.read_bytes(), article).is_of(work):
        return Attached(path, "attached", work.key, work.doi, _attach(store, work, path, digest, article))
    note = f"neither DOI nor title of {work.key} stand at the beginning of {path.name}"
    if not force:
        raise InputError(f"{note}: is it the right file? --force attaches it all the same")
    return Attached(path, "attached", work.key, work.doi, _attach(store, work, path, digest, article), note)


def attach_fetched(store: Store, work: Work, data: bytes, name: str, source: str) -> int:
    """Make a file that a source gave for a work its full text; the number of its passages.

    Raises:
        InputError: it cannot be read, has no text, or is another work's.
    """
    article = extract(read_bytes(data, name))
    texts = texts_of(article)
    if article.source.format in _LISTS or len(texts.full_text) < LEAST:
        raise InputError(f"{name} has no text that could be a work's")
    if not _beginning(data, article).is_of(work):
        raise InputError(f"{name}: neither DOI nor title of {work.key} stand at its beginning")
    return _keep(store, work, texts, name, hashlib.sha256(data).hexdigest(), source)


def attach_folder(store: Store, folder: Path, progress: Progress = silent) -> list[Attached]:
    """Attach each file of a folder, and of those within, to the work that it is, by its DOI, else by its title.

    A file whose work is not certain is left alone, one that cannot be read is reported, and the rest goes on.

    Raises:
        InputError: there is no such folder, or nothing in it that could be an article.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder")
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _KINDS and path.is_file()]
    files = [path for path in files if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not files:
        raise InputError(f"{folder} has no PDF, HTML, JATS, Word or text file")
    works = [outline.work for outline in store.outlines()]
    results = []
    for done, path in enumerate(files):
        progress("attaching files", done, len(files))
        results.append(attach_found(store, path, works))
    progress("attaching files", len(files), len(files))
    return results


def attach_found(store: Store, path: Path, works: Sequence[Work] | None = None) -> Attached:
    """Attach a file to the one of ``works`` (None: all of the library) that it is; a failure is in the result."""
    try:
        works = [outline.work for outline in store.outlines()] if works is None else works
        digest = _digest(path)
        keys = store.attached(digest)
        known = store.work(keys[0]) if keys else None
        if known and not _lacks_pages(known, path):
            return Attached(path, "unchanged", keys[0], _doi_of(store, keys[0]))
        article = _article(path)
        work, why = _which(works, _beginning(path.read_bytes(), article))
        if work is None:
            return Attached(path, "unmatched", note=why)
        others = [
            o for o in store.text_origins([work.key]).get(work.key, ()) if o.field == "full_text" and o.source == FILE
        ]
        if others and others[0].name != shown_path(path.name):
            note = f"{work.key} has {others[0].name} attached already; `refdb attach {work.key} FILE` replaces it"
            return Attached(path, "unmatched", work.key, work.doi, note=note)
        return Attached(path, "attached", work.key, work.doi, _attach(store, work, path, digest, article))
    except RefdbError as error:
        return Attached(path, "failed", note=str(error))


def _lacks_pages(work: Work, path: Path) -> bool:
    """Whether a text was taken from a PDF before refdb kept its pages: then the same file is read anew."""
    return path.suffix.lower() == ".pdf" and bool(work.full_text) and not is_paged(work.full_text)


def _digest(path: Path) -> str:
    with being_read(path, "give the article's file, or the folder alone"):
        return hashlib.sha256(path.read_bytes()).hexdigest()


def _doi_of(store: Store, key: str) -> str:
    work = store.work(key)
    return work.doi if work else ""


def _article(path: Path) -> Article:
    article = extract(read(path))
    if article.source.format in _LISTS:
        raise InputError(f"{path} is a list of references, no text; `refdb import` takes it into the library")
    return article


def _texts(path: Path, article: Article) -> Texts:
    texts = texts_of(article)
    if len(texts.full_text) < LEAST:
        raise InputError(f"{path} has no text beside its reference list that could be a work's: is it a scan?")
    return texts


def _attach(store: Store, work: Work, path: Path, digest: str, article: Article) -> int:
    return _keep(store, work, _texts(path, article), shown_path(path.name), digest, FILE)


def _keep(store: Store, work: Work, texts: Texts, name: str, digest: str, source: str) -> int:
    def keep() -> int:
        store.set_text(work.key, texts.full_text, TextOrigin("full_text", source, name, digest))
        now = store.work(work.key)
        if texts.abstract and not (now and now.abstract):
            store.set_text(work.key, texts.abstract, TextOrigin("abstract", source, name, digest))
        return renew_passages(store, work.key)

    return store.in_one(keep)


# --- which work a file is -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Beginning:
    """What the beginning of a file says: the DOIs it gives as its own and those it prints, its title, its words."""

    stated: tuple[str, ...]
    printed: tuple[str, ...]
    squeezed: str  # without blanks, in small letters: DOIs are printed with blanks in them
    folded: str  # letters and digits alone
    title: str  # folded
    is_notice: bool

    def is_of(self, work: Work) -> bool:
        """Whether it says to be this work, which somebody names."""
        return work.doi in self.stated or self.has_doi(work) or self.has_title(work, LEAST_WITH_DOI)

    def has_doi(self, work: Work) -> bool:
        return bool(work.doi) and "".join(work.doi.split()) in self.squeezed

    def has_title(self, work: Work, least: int = LEAST_TITLE) -> bool:
        """Whether a work's title stands whole, or nearly so, where an article has its own, its first author near."""
        if self.is_notice and not _NOTICE.match(work.title):
            return False
        first = squashed(work.authors[0].family or work.authors[0].literal) if work.authors else ""
        if len(first) > 1 and first not in self.folded:
            return False
        titles = {squashed(work.title), squashed(work.full_title)}
        return any(self._stands(title) for title in titles if len(title) >= least)

    def _stands(self, title: str) -> bool:
        where = self.folded[: HEAD // 3]
        if title in where or fuzz.ratio(title, self.title, score_cutoff=SURE):
            return True
        return len(where) >= len(title) and bool(fuzz.partial_ratio(title, where, score_cutoff=SURE))


def _beginning(data: bytes, article: Article) -> _Beginning:
    text = data[:MOST_STATED].decode("utf-8", "replace") + data[-MOST_STATED:].decode("utf-8", "replace")
    of_page = ""
    if text.lstrip("\ufeff \t\r\n")[:1] == "<":  # not the DOIs of what a page or an XML file cites
        text = re.split(r"<(?:body|ref-list|sub-article)[\s>]", text, maxsplit=1)[0]
        of_page = " ".join(html.unescape(title) for found in _PAGE_TITLE.findall(text) for title in found)
    stated = (clean_doi(html.unescape(one)) for pattern in _STATED for one in pattern.findall(text))
    lists = [block.start for block in article.blocks if block.kind in ("reference", "reference_heading")]
    spans = [reference.span.start for reference in article.references if reference.span]
    head = article.text[: min([HEAD, *lists, *spans])]
    return _Beginning(
        stated=tuple(dict.fromkeys(filter(None, stated))),
        printed=tuple(dict.fromkeys(doi for match in DOI_IN_MARKUP.finditer(head) for doi in _bare(match[0]))),
        squeezed="".join(head.split()).lower(),
        folded=squashed(of_page) + squashed(head),
        title=squashed(article.title),
        is_notice=bool(_NOTICE.match(article.title)),
    )


def _bare(text: str) -> Iterator[str]:
    doi = text.rstrip(".:*†]}")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".:")
    if clean_doi(doi):
        yield clean_doi(doi)


def _which(works: Sequence[Work], beginning: _Beginning) -> tuple[Work | None, str]:
    """The one work that a file is, or None and what to do."""
    of_doi = {work.doi: work for work in works if work.doi}
    named = [of_doi[doi] for doi in beginning.stated if doi in of_doi]
    if len({work.key for work in named}) == 1:
        return named[0], ""
    if beginning.stated and not named:
        return None, f"its DOI {beginning.stated[0]} is no work of the library"
    printed = [work for work in works if beginning.has_doi(work)]
    both = [work for work in printed if beginning.has_title(work, LEAST_WITH_DOI)]
    if len(both) == 1:
        return both[0], ""
    fitting = both or [work for work in works if beginning.has_title(work)]
    # Another DOI at the beginning than the work's own: a correction, a comment, another version.
    alone = [work for work in fitting if not (work.doi and beginning.printed)]
    if len(alone) == 1 and not both:
        return alone[0], ""
    return None, _which_one(fitting or printed)


def _which_one(works: Sequence[Work]) -> str:
    if not works:
        return "which work? neither a DOI nor a title of the library stands at its beginning"
    return f"which work? perhaps {', '.join(work.key for work in works[:3])}; attach it by `refdb attach WORK FILE`"
