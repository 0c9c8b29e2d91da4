"""An article from the web by what names it - an address, a DOI, a PMCID, an arXiv number - as bytes and a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from refdb.bibliography.identifiers import work_of_identifier
from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.model import Work
from refdb.settings import Settings
from refdb.text.addresses import identifiers_of

if TYPE_CHECKING:  # HTTP takes half a second to import
    from refdb.network.fetching import Fetched

ARXIV = "https://arxiv.org"
_OFF = ("off", "false", "no", "0", "none")


def fetch_article(named: str, settings: Settings) -> tuple[bytes, str]:
    """Fetch the open full text of an article: JATS of Europe PMC, arXiv's sources, an open PDF, a web page.

    Args:
        named: an http(s) address, DOI, PMCID or arXiv number.
        settings: who may be asked, and where.

    Returns:
        The file's bytes, and a name for it.

    Raises:
        InputError: no open full text is known, or what is there is no article.
        RegistryUnavailable: somebody could not be asked.
    """
    work = _work(named)
    failed: list[str] = []
    for found in _found(named, work, settings, failed):
        return found
    reasons = f" ({'; '.join(failed)})" if failed else ""
    advice = "" if settings.mailto else "; Unpaywall is asked only with your address: refdb config set mailto YOU@…"
    raise InputError(f"{named}: no open full text was found{reasons}; give the article's file{advice}")


def is_fetchable(named: str) -> bool:
    """Whether this names an article on the web and not a file.

    Args:
        named: what a user gave: a path, an address, an identifier.

    Returns:
        True for an http(s) address, a DOI, PMCID or arXiv number.
    """
    return bool(re.match(r"https?://", named, re.IGNORECASE)) or _work(named) is not None


def _work(named: str) -> Work | None:
    """The work that is named, where it is by an identifier."""
    if re.match(r"https?://", named, re.IGNORECASE):
        known = identifiers_of(named)
        doi = known.get("doi", "") if "doi.org/" in named.lower() else ""  # a publisher's page is asked for itself
        found = Work(doi=doi, pmcid=known.get("pmcid", ""), arxiv=known.get("arxiv", ""))
        return found if found.doi or found.pmcid or found.arxiv else None
    work = work_of_identifier(named)
    return work if work and (work.doi or work.pmcid or work.arxiv) else None


def _found(named: str, work: Work | None, settings: Settings, failed: list[str]) -> Iterator[tuple[bytes, str]]:
    """What can be had, the best first; why the others could not be is added to ``failed``."""
    if work is None:
        from refdb.network.fetching import fetch

        got = fetch(named)
        yield got.data, got.name
        return
    arxiv = work.arxiv or _arxiv_of(work.doi)
    if arxiv:
        for kind in ("e-print", "pdf"):
            got_one = _tried(f"{ARXIV}/{kind}/{arxiv}", failed)
            if got_one:
                yield got_one.data, f"arXiv-{arxiv.replace('/', '-')}"
    try:
        if jats := _jats(work, settings):
            yield jats
    except (RegistryUnavailable, RegistryRefused) as error:
        failed.append(str(error))
    for place in _places(work, settings, failed):
        if got_one := _tried(place, failed):
            yield got_one.data, got_one.name


def _address(setting: str, public: str) -> str:
    return setting if "://" in setting else public


def _arxiv_of(doi: str) -> str:
    match = re.fullmatch(r"10\.48550/arxiv\.(.+)", doi, re.IGNORECASE)
    return match[1] if match else ""


def _tried(address: str, failed: list[str]) -> Fetched | None:
    from refdb.network.fetching import fetch

    try:
        return fetch(address)
    except (InputError, RegistryUnavailable) as error:
        failed.append(str(error))
        return None


def _jats(work: Work, settings: Settings) -> tuple[bytes, str] | None:
    from refdb.registries.supplements.europepmc import URL, EuropePmc

    if settings.europepmc.lower() in _OFF:
        return None
    source = EuropePmc(_address(settings.europepmc, URL), mailto=settings.mailto, timeout=settings.timeout)
    try:
        record = None if work.pmcid else source.work(work.doi)
        item = record.item if record else {}
        pmcid = work.pmcid or (
            str(item.get("PMCID") or "") if dict(item.get("custom") or {}).get("open-access") else ""
        )
        xml = source.full_text(pmcid) if pmcid else None
        return (xml, f"{pmcid}.xml") if xml else None
    finally:
        source.close()


def _places(work: Work, settings: Settings, failed: list[str]) -> tuple[str, ...]:
    """Where Unpaywall says that the work can be read."""
    from refdb.registries.supplements.unpaywall import URL, Unpaywall

    if not work.doi or not settings.mailto or settings.unpaywall.lower() in _OFF:
        return ()
    source = Unpaywall(_address(settings.unpaywall, URL), mailto=settings.mailto, timeout=settings.timeout)
    try:
        return source.places(work.doi)
    except (RegistryUnavailable, RegistryRefused) as error:
        failed.append(str(error))
        return ()
    finally:
        source.close()
