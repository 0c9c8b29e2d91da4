"""Who registers the DOIs of well-known prefixes, for a registry that cannot say: a snapshot holds Crossref's alone."""

from __future__ import annotations

# Prefixes of repositories that register with DataCite; each is in the repository's own help pages.
DATACITE = {
    "10.48550": "arXiv",
    "10.5281": "Zenodo",
    "10.6084": "figshare",
    "10.5061": "Dryad",
    "10.17605": "OSF",
    "10.7910": "Harvard Dataverse",
    "10.17632": "Mendeley Data",
    "10.1594": "PANGAEA",
    "10.15468": "GBIF",
    "10.3886": "ICPSR",
    "10.17863": "Cambridge Apollo",
    "10.13140": "ResearchGate",
}


def agency_of(doi: str) -> str:
    """The agency of a DOI by its prefix, "datacite" or "" where that does not tell.

    >>> agency_of("10.48550/arXiv.1706.03762")
    'datacite'
    """
    return "datacite" if doi.partition("/")[0] in DATACITE else ""
