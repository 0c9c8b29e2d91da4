"""Files the user has -> full texts of works: of one that is named, or each of the work that the file itself names."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from refdb.articles.reading import read
from refdb.bibliography.csl import clean_doi
from refdb.citations.extraction import extract
from refdb.database import sources as kept
from refdb.database.sources import FILE, TextOrigin
from refdb.database.store import Store
from refdb.errors import InputError, RefdbError
from refdb.model import Article, Work
from refdb.text import fold
from refdb.workflows.progress import Progress, silent
from refdb.workflows.texts import LEAST, renew_passages, texts_of

HEAD = 6000  # characters at the beginning of an article that speak of itself: title, authors, DOI, abstract
MOST_STATED = 400_000  # bytes in which a file states its own DOI
LEAST_TITLE = 20  # letters and digits; a shorter title could be any work's
SURE = 95.0  # per cent of a title's letters that must stand in the file
_KINDS = (".pdf", ".html", ".htm", ".xhtml", ".xml", ".nxml", ".jats", ".docx", ".txt", ".md", ".markdown", ".tex")
_LISTS = ("bibtex", "ris", "nbib")
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'<>;,|]+")
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
    re.compile(r"<dc:identifier>\s*(?:doi:)?\s*(10\.\d{4,9}/[^<]+?)\s*</dc:identifier>"),
)  # fmt: skip
_NOTICE = re.compile(
    r"(?i)\W*(?:erratum|corrigendum|correction|retraction|retracted|withdrawal|expression of concern|"
    r"comment(?:ary)? on|reply|response|letter|re:)\b"
)

Outcome = Literal["attached", "unchanged", "unmatched", "failed"]


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of one file; ``note`` says why it was not attached, or what the user should look at."""

    file: Path
    outcome: Outcome
    key: str = ""
    doi: str = ""
    passages: int = 0
    note: str = ""


def attach(store: Store, named: str, path: Path) -> Attached:
    """Make a file the full text of a work that the user names by its key or DOI.

    The same file again changes nothing; another one takes its place.

    Raises:
        InputError: no such work, or a file that cannot be read or has no text.
    """
    doi = clean_doi(named)
    work = store.work(named) or (store.work_by_doi(doi) if doi else None)
    if work is None:
        raise InputError(f"the library has no work {named!r} (neither key nor DOI); `refdb list` shows what there is")
    digest = _digest(path)
    if work.key in kept.attached(store, digest):
        return Attached(path, "unchanged", work.key, work.doi)
    article = _article(path)
    done = _attach(store, work, path, digest, article)
    stated = [d for d in _own_dois(path, article) if d != work.doi]
    if stated and work.doi and not _has_title(work, article):
        note = f"{path.name} names the DOI {stated[0]} and not the title of {work.key}: is it the right file?"
        return Attached(path, "attached", work.key, work.doi, done, note)
    return Attached(path, "attached", work.key, work.doi, done)


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
    works = store.works()
    results = []
    for done, path in enumerate(files):
        progress("attaching files", done, len(files))
        results.append(attach_found(store, path, works))
    progress("attaching files", len(files), len(files))
    return results


def attach_found(store: Store, path: Path, works: Sequence[Work]) -> Attached:
    """Attach a file to the one of ``works`` that it is; a failure is in the result."""
    try:
        digest = _digest(path)
        if keys := kept.attached(store, digest):
            return Attached(path, "unchanged", keys[0], _doi_of(store, keys[0]))
        article = _article(path)
        work, why = _which(works, path, article)
        if work is None:
            return Attached(path, "unmatched", note=why)
        others = [o for o in kept.text_origins(store).get(work.key, ()) if o.field == "full_text" and o.source == FILE]
        if others and others[0].name != path.name:
            note = f"{work.key} has {others[0].name} attached already; `refdb attach {work.key} FILE` replaces it"
            return Attached(path, "unmatched", work.key, work.doi, note=note)
        return Attached(path, "attached", work.key, work.doi, _attach(store, work, path, digest, article))
    except RefdbError as error:
        return Attached(path, "failed", note=str(error))


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise InputError(f"{path}: no such file") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; give the article's file, or the folder alone") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _doi_of(store: Store, key: str) -> str:
    work = store.work(key)
    return work.doi if work else ""


def _article(path: Path) -> Article:
    article = extract(read(path))
    if article.source.format in _LISTS:
        raise InputError(f"{path} is a list of references, no text; `refdb import` takes it into the library")
    return article


def _attach(store: Store, work: Work, path: Path, digest: str, article: Article) -> int:
    texts = texts_of(article)
    if len(texts.full_text) < LEAST:
        raise InputError(f"{path} has no text beside its reference list that could be a work's: is it a scan?")
    origin = TextOrigin("full_text", FILE, path.name, digest)
    with store.transaction():
        kept.set_text(store, work.key, texts.full_text, origin)
        if texts.abstract and not work.abstract:
            kept.set_text(store, work.key, texts.abstract, TextOrigin("abstract", FILE, path.name, digest))
        return renew_passages(store, work.key)


# --- which work a file is -------------------------------------------------------------------


def _which(works: Sequence[Work], path: Path, article: Article) -> tuple[Work | None, str]:
    """The one work that a file is, or None and what to do."""
    stated, printed = _stated_dois(path), _printed_dois(article)
    of_doi = {work.doi: work for work in works if work.doi}
    named = [of_doi[doi] for doi in stated if doi in of_doi]
    if len(set(named)) == 1:
        return named[0], ""
    if stated and not named:
        return None, f"its DOI {stated[0]} is no work of the library"
    fitting = [work for work in works if _has_title(work, article)]
    by_doi = [work for work in fitting if work.doi in printed]
    if len(by_doi) == 1:
        return by_doi[0], ""
    # Another DOI on the first pages than the work's own: a correction, a comment, another version.
    candidates = [work for work in fitting if not (work.doi and printed)]
    if len(candidates) == 1:
        return candidates[0], ""
    return None, _which_one(fitting or [of_doi[doi] for doi in printed if doi in of_doi])


def _which_one(works: Sequence[Work]) -> str:
    if not works:
        return "which work? neither a DOI nor a title of the library stands at its beginning"
    return f"which work? perhaps {', '.join(work.key for work in works[:3])}; attach it by `refdb attach WORK FILE`"


def _own_dois(path: Path, article: Article) -> list[str]:
    return _stated_dois(path) or _printed_dois(article)


def _stated_dois(path: Path) -> list[str]:
    """The DOIs that a file gives as its own where its format has a place for that."""
    data = path.read_bytes()
    text = data[:MOST_STATED].decode("latin-1") + data[-MOST_STATED:].decode("latin-1")
    text = re.split(r"<(?:body|ref-list|sub-article)[\s>]", text, maxsplit=1)[0] if text.lstrip()[:1] == "<" else text
    found = [match for pattern in _STATED for match in pattern.findall(text)]
    return list(dict.fromkeys(filter(None, (clean_doi(html.unescape(one)) for one in found))))


def _printed_dois(article: Article) -> list[str]:
    """The DOIs on the first pages, before the reference list."""
    return list(dict.fromkeys(doi for match in _DOI.finditer(_head(article)) for doi in _bare(match[0])))


def _bare(text: str) -> Iterator[str]:
    doi = text.rstrip(".:*†]}")
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".:")
    if clean_doi(doi):
        yield clean_doi(doi)


def _head(article: Article) -> str:
    lists = [block.start for block in article.blocks if block.kind in ("reference", "reference_heading")]
    spans = [reference.span.start for reference in article.references if reference.span]
    return article.text[: min([HEAD, *lists, *spans])]


def _has_title(work: Work, article: Article) -> bool:
    """Whether a work's title stands whole, or nearly so, where an article has its own, with its first author near."""
    folded, own = fold(_head(article)), fold(article.title)
    if not _has_author(work, folded) or (_NOTICE.match(article.title) and not _NOTICE.match(work.title)):
        return False
    for title in {fold(work.title), fold(work.full_title)}:
        if len(title) < LEAST_TITLE:
            continue
        if fuzz.ratio(title, own) >= SURE or _stands_in(title, folded[: HEAD // 3]):
            return True
    return False


def _stands_in(title: str, head: str) -> bool:
    if title in head:
        return True
    if len(head) < len(title):
        return False
    found = fuzz.partial_ratio_alignment(title, head, score_cutoff=SURE)
    return found is not None and found.score >= SURE


def _has_author(work: Work, head: str) -> bool:
    if not work.authors:
        return True
    first = fold(work.authors[0].family or work.authors[0].literal)
    return len(first) < 2 or first in head
