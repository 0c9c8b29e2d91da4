"""What a web address says: the DOI, PMID, PMCID or arXiv number in it, whoever's page it leads to.

Sources: the publishers' own patterns of addresses; DOI Handbook, section 3; NCBI's and arXiv's help pages on links.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from refdb.errors import InputError
from refdb.text.patterns import ARXIV_NUMBER, DOI_PREFIX

MOST_WRAPPED = 3  # redirections in one another
# (host, what of the query or path holds the address that is meant)
_WRAPPERS = (
    (re.compile(r"(?:^|\.)google\.[a-z.]{2,6}$"), ("q", "url")),
    (re.compile(r"(?:^|\.)(?:facebook|instagram)\.com$"), ("u",)),
    (re.compile(r"(?:^|\.)safelinks\.protection\.outlook\.com$"), ("url",)),
    (re.compile(r"(?:^|\.)(?:vk\.com|t\.me|steamcommunity\.com)$"), ("to", "url")),
    (re.compile(r"(?:proxy|ezproxy|libproxy)[\w.-]*$"), ("url", "qurl")),
)
_ARCHIVED = re.compile(r"web\.archive\.org/web/[\w*]+/(https?:/.+)$", re.I)
_DOI = re.compile(rf"(?:^|[/=:])({DOI_PREFIX}[^\s?&#\"<>]+)", re.I)
# What publishers print behind the DOI in an address.
_BEHIND_DOI = re.compile(
    r"(?:/(?:full|fulltext|abstract|abs|pdf|epdf|pdfdirect|epub|html|meta|summary|references|citations?|suppl\w*|tables?|figures?)"
    r"(?:/\w*)?|\.(?:full|pdf|html?|abstract)(?:[.-][\w+-]+)*|/-/DC\w*)+/?$",
    re.I,
)
_PREPRINT_VERSION = re.compile(r"^(10\.(?:1101|64898|20944|21203|31219|26434)/.+?)v\d{1,2}$", re.I)
_PMID = re.compile(
    r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/(?:\?term=)?|list_uids=|europepmc\.org/"
    r"(?:article|abstract)/med/|/pubmed/)(\d{5,9})(?!\d)",
    re.I,
)
_PMCID = re.compile(r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/.*?\b(PMC\d{4,9})\b", re.I)
_ARXIV = re.compile(
    rf"(?:arxiv\.org|ar5iv\.(?:labs\.arxiv\.)?org|alphaxiv\.org)/(?:abs|pdf|html|format)/({ARXIV_NUMBER})", re.I
)
# Addresses of articles from which the DOI follows: pattern -> DOI, by the publishers' own rule.
_MADE_OF = (
    (re.compile(r"(?:^|\.)nature\.com/articles/([\w.-]+?)(?:\.pdf|_reference\.pdf)?/?$", re.I), "10.1038/{}"),
    (re.compile(r"elifesciences\.org/(?:articles|content)/(?:.*/)?(\d{5,6})(?:v\d)?/?$", re.I), "10.7554/elife.{}"),
    (re.compile(r"thelancet\.com/.*PII(S\d{4}-\d{3}[\dX]\(\d\d\)\d{5}-[\dX])", re.I), "10.1016/{}"),
    (re.compile(r"zenodo\.org/(?:record|records|doi/10\.5281/zenodo\.)/?(\d{4,9})", re.I), "10.5281/zenodo.{}"),
)
# Pages that are an article's although the address holds no identifier.
_ARTICLES = re.compile(
    r"jamanetwork\.com/journals/|(?:^|[/.])bmj\.com/content/|sciencedirect\.com/science/article/|thelancet\.com/(?:journals/.*article|article)/|"
    r"academic\.oup\.com/[\w-]+/(?:article|advance-article)|mdpi\.com/\d{4}-\d{3}[\dX]/\d|cell\.com/[\w-]+/(?:fulltext|abstract|pdf)/|"
    r"biomedcentral\.com/articles/|link\.springer\.com/(?:article|chapter|book)/|jstor\.org/stable/|ahajournals\.org/doi|"
    r"cochranelibrary\.com/cdsr/|ssrn\.com/(?:abstract|sol3/papers)|cambridge\.org/core/(?:journals|books)/|pnas\.org/content/|"
    r"ieeexplore\.ieee\.org/(?:abstract/)?document/|dl\.acm\.org/citation|openreview\.net/(?:forum|pdf)|aclanthology\.org/[A-Z\d]|"
    r"proceedings\.mlr\.press/|papers\.n(?:eur)?ips\.cc/paper|nber\.org/papers/|semanticscholar\.org/paper/|hal\.science/hal-|"
    r"annals\.org/aim/|nejm\.org/doi|ajcn\.nutrition\.org/article|annualreviews\.org/content/|royalsocietypublishing\.org/doi|"
    r"clinicaltrials\.gov/(?:ct2/show|study)/NCT",
    re.I,
)


def parts_of(address: str, said: str = "") -> SplitResult:
    """The parts of an http(s) address; ``said`` stands before what is said of another one.

    Raises:
        InputError: it is no such address.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # read now, as one that is no number is told only then
    except ValueError as error:
        raise InputError(f"{said}{address} is no address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError(f"{said}{address} is no http(s) address")
    return parts


def unwrapped(address: str) -> str:
    """The address that is meant: without what search engines, mail programs, proxies and archives put around it.

    >>> unwrapped("https://www.google.com/url?q=https://doi.org/10.1000/x&sa=D")
    'https://doi.org/10.1000/x'
    """
    for _ in range(MOST_WRAPPED):
        archived = _ARCHIVED.search(address)
        inner = archived.group(1) if archived else _wrapped(address)
        if not inner:
            return address
        address = inner
    return address


def _wrapped(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    for host, names in _WRAPPERS:
        if parts.query and host.search(parts.netloc.lower()):
            query = parse_qs(parts.query)
            return next((query[name][0] for name in names if name in query and "://" in query[name][0]), "")
    return ""


def identifiers_of(address: str) -> dict[str, str]:
    """The identifiers that an address holds, by their names: ``doi``, ``pmid``, ``pmcid``, ``arxiv``; often none.

    >>> identifiers_of("https://www.nejm.org/doi/full/10.1056/NEJMoa2202106")
    {'doi': '10.1056/nejmoa2202106'}
    """
    plain = unquote(unwrapped(address)).strip()
    found = {"doi": _doi_of(plain)}
    for name, pattern in (("pmid", _PMID), ("pmcid", _PMCID), ("arxiv", _ARXIV)):
        match = pattern.search(plain)
        found[name] = match.group(1) if match else ""
    found["pmcid"] = found["pmcid"].upper()
    return {name: value for name, value in found.items() if value}


def _doi_of(plain: str) -> str:
    match = _DOI.search(plain)
    if match:
        doi = match.group(1)
        if "doi.org/" not in plain.lower():  # the resolver takes a DOI and nothing behind it
            doi = _BEHIND_DOI.sub("", doi)
            doi = _PREPRINT_VERSION.sub(r"\1", doi)
        return _closed(doi.rstrip(".,;:/'’”")).lower()
    page = re.split(r"[?#]", plain, maxsplit=1)[0]  # without "?utm_source=…"
    return next((doi.format(m.group(1)).lower() for pattern, doi in _MADE_OF if (m := pattern.search(page))), "")


def _closed(doi: str) -> str:
    """Without the bracket of the sentence around it: it opens in the DOI, or is no part of it."""
    while doi.endswith(")") and doi.count(")") > doi.count("("):
        doi = doi[:-1].rstrip(".,;")
    return doi


def is_of_work(address: str) -> bool:
    """Whether an address leads to a published work: it holds an identifier, or a publisher keeps articles there.

    >>> is_of_work("https://jamanetwork.com/journals/jama/fullarticle/2800000"), is_of_work("https://example.org/about")
    (True, False)
    """
    plain = unwrapped(address)
    return bool(identifiers_of(plain)) or bool(_ARTICLES.search(unquote(plain)))
