"""DataCite, Europe PMC, OpenAlex and Semantic Scholar over real HTTP, with answers in the shapes they document."""

import json

import pytest

from refdb.bibliography.csl.items import work_from_item
from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.model import Person, Update
from refdb.network.http import Http
from refdb.network.pace import DocumentedPace, Pace
from refdb.registries.supplements.datacite import DataCite
from refdb.registries.supplements.europepmc import EuropePmc
from refdb.registries.supplements.openalex import OpenAlex, rebuilt
from refdb.registries.supplements.semanticscholar import SemanticScholar

CLIENTS = {
    "datacite": (DataCite, "/dois/10.1000%2Fa"),
    "europepmc": (EuropePmc, "/search"),
    "openalex": (OpenAlex, "/works/doi:10.1000%2Fa"),
    "semanticscholar": (SemanticScholar, "/graph/v1/paper/DOI:10.1000%2Fa"),
}


def quick(client, url, **options):
    """The client with short waits between its tries."""
    made = client(url, timeout=30.0, **options)
    made._api.http.first_wait = 0.001
    return made


def sound(name: str, doi: str = "10.1000/a") -> object:
    """The least answer that each registry gives about a work."""
    return {
        "datacite": {"data": {"id": doi, "type": "dois", "attributes": {"doi": doi, "titles": [{"title": "T"}]}}},
        "europepmc": {"hitCount": 1, "resultList": {"result": [{"id": "1", "source": "MED", "doi": doi}]}},
        "openalex": {"id": "https://openalex.org/W1", "doi": f"https://doi.org/{doi}", "is_retracted": False},
        "semanticscholar": {"paperId": "abc", "title": "T", "externalIds": {"DOI": doi}},
    }[name]


ABSENT = {
    "datacite": (404, {"errors": [{"status": "404", "title": "The resource you are looking for doesn't exist."}]}),
    "europepmc": (200, {"version": "6.9", "hitCount": 0, "resultList": {"result": []}}),
    "openalex": (404, {"error": "404 Not Found", "message": "Work not found"}),
    "semanticscholar": (404, {"error": "Paper with id DOI:10.1000/a not found"}),
}


@pytest.mark.parametrize("name", CLIENTS)
def test_a_work_an_absence_and_another_work(served, name):
    client, path = CLIENTS[name]
    source = quick(client, served.url)
    served[path] = (200, sound(name))
    record = source.work("10.1000/A")
    assert (record.registry, source.name) == (name, name)
    served[path] = ABSENT[name]
    assert source.work("10.1000/a") is None
    served[path] = (200, sound(name, "10.1000/another"))
    assert source.work("10.1000/a") is None
    asked = len(served.asked)
    assert source.work() is None
    assert len(served.asked) == asked
    source.close()


FAULTS = {
    "500": (500, {}),
    "503": (503, "<html>busy</html>"),
    "429": (429, "Too many requests"),
    "a proxy's 404": (404, "<html><title>404 Not Found</title>nginx</html>"),
    "a page": (200, "<html>maintenance</html>"),
    "cut": (200, '{"data": {"id": "10.10'),
    "a list": (200, []),
    "a string": (200, '"no"'),
    "null": (200, "null"),
    "empty object": (200, {}),
    "an error with status 200": (200, {"version": "6.9", "errCode": 404, "errMsg": "Too few parameters"}),
    "fields of another kind": (200, {"data": {"attributes": []}, "hitCount": "1", "resultList": [], "id": 1, "paperId": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", CLIENTS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_never_an_answer(served, name, fault):
    client, path = CLIENTS[name]
    source = quick(client, served.url)
    served[path] = FAULTS[fault]
    served.fallback = FAULTS[fault]
    with pytest.raises(RegistryUnavailable, match=r"127\.0\.0\.1"):
        source.work("10.1000/a")
    source.close()


@pytest.mark.parametrize("name", CLIENTS)
def test_a_refusal_is_no_absence(served, name):
    client, path = CLIENTS[name]
    source = quick(client, served.url)
    served[path] = (403, {"message": "a key is needed"})
    with pytest.raises(RegistryRefused, match="a key is needed"):
        source.work("10.1000/a")
    source.close()


@pytest.mark.parametrize("name", ["datacite", "openalex", "semanticscholar"])
def test_identifiers_stay_one_segment_of_the_address(served, name):
    source = quick(CLIENTS[name][0], served.url)
    with pytest.raises(RegistryRefused):
        source.work("10.1000/a#b?c%2F../d <e>")
    assert "10.1000%2Fa%23b%3Fc%252f..%2Fd%20%3Ce%3E" in served.asked[-1]
    source.close()


def test_europe_pmc_is_asked_by_any_identifier(served):
    source = quick(EuropePmc, served.url, mailto="me@example.org")
    served["/search"] = ABSENT["europepmc"]
    assert source.work('10.1000/a"b') is None
    assert "query=DOI%3A%2210.1000%2Fa%5C%22b%22" in served.asked[-1]
    assert "resultType=core" in served.asked[-1]
    assert "format=json" in served.asked[-1]
    assert "email=me%40example.org" in served.asked[-1]
    assert source.work(pmid="26842807") is None
    assert "query=EXT_ID%3A26842807+AND+SRC%3AMED" in served.asked[-1].replace("%20", "+")
    assert source.work(pmcid="pmc4740857") is None
    assert "query=PMCID%3APMC4740857" in served.asked[-1]
    asked = len(served.asked)
    assert source.work(pmid="1 OR 2", pmcid="PMC1 OR DOI:x") is None
    assert len(served.asked) == asked
    source.close()


CORE = {
    "id": "20137807",
    "source": "MED",
    "pmid": "20137807",
    "pmcid": "PMC4740857",
    "doi": "10.1000/tea",
    "title": "Tea and the walking of snails: a trial.",
    "authorList": {
        "author": [
            {"fullName": "Ahorn B", "firstName": "Berta", "lastName": "Ahorn", "initials": "B"},
            {"collectiveName": "Snail Study Group"},
        ]
    },
    "journalInfo": {
        "issue": "9", "volume": "351", "yearOfPublication": 1998, "printPublicationDate": "1998-02-01",
        "journal": {"title": "The Snail", "isoabbreviation": "Snail", "issn": "0140-6736", "essn": "1474-547X"},
    },
    "pubYear": "1998",
    "pageInfo": "637-641",
    "abstractText": "<h4>Background</h4>Tea was poured.<h4>Findings</h4>No snail (p &lt; 0.05) walked.",
    "pubTypeList": {"pubType": ["research-article", "Journal Article", "Retracted Publication"]},
    "isOpenAccess": "Y",
    "inEPMC": "Y",
    "commentCorrectionList": {
        "commentCorrection": [
            {"id": "1", "source": "MED", "reference": "Snail. 1998 May 2;351(9112):1355", "type": "Comment in", "orderIn": 1},
            {"id": "2", "source": "MED", "reference": "Snail. 2004 Mar 6;363(9411):750", "type": "Partial retraction in", "orderIn": 2},
            {"id": "3", "source": "MED", "reference": "Snail. 2010 Feb 6;375(9713):445. doi: 10.1000/notice.", "type": "Retraction in", "orderIn": 3},
            {"id": "4", "source": "MED", "reference": "Snail. 1999", "type": "Erratum in", "orderIn": 4},
            {"id": "5", "source": "MED", "reference": "Snail. 1997 Jan;1(1):2", "type": "Erratum for", "orderIn": 5},
        ]
    },
}  # fmt: skip


def test_europe_pmc_gives_abstract_identifiers_and_notices(served):
    source = quick(EuropePmc, served.url)
    preprint = {"id": "PPR1", "source": "PPR", "doi": "10.1000/tea", "title": "A preprint"}
    other = {"id": "9", "source": "MED", "doi": "10.1000/tea2", "title": "Cited, not asked for"}
    served["/search"] = (200, {"hitCount": 3, "resultList": {"result": [other, preprint, CORE]}})
    record = source.work("10.1000/TEA")
    assert record.key == "MED:20137807"
    assert record.item["custom"] == {"open-access": True}
    work = work_from_item(record.item)
    assert (work.title, work.container_title, work.volume, work.issue, work.pages) == (
        "Tea and the walking of snails: a trial", "The Snail", "351", "9", "637-641",
    )  # fmt: skip
    assert work.authors == (Person("Ahorn", "Berta"), Person(literal="Snail Study Group"))
    assert (work.pmid, work.pmcid, work.year) == ("20137807", "PMC4740857", 1998)
    assert work.abstract == "Background: Tea was poured.\n\nFindings: No snail (p < 0.05) walked."
    assert work.updates == (
        Update("partial retraction", "", "europepmc", "2004-03-06"),
        Update("retraction", "10.1000/notice", "europepmc", "2010-02-06"),
        Update("erratum", "", "europepmc", "1999"),
        Update("erratum of", "", "europepmc", "1997-01"),
    )
    source.close()


def test_the_type_retracted_publication_alone_is_a_retraction(served):
    source = quick(EuropePmc, served.url)
    bare = {**sound("europepmc")["resultList"]["result"][0], "pubTypeList": {"pubType": "Retracted Publication"}}
    served["/search"] = (200, {"hitCount": 1, "resultList": {"result": [bare]}})
    assert work_from_item(source.work("10.1000/a").item).updates == (Update("retraction", "", "europepmc"),)
    source.close()


def test_full_text_comes_whole_or_not_at_all(served):
    source = quick(EuropePmc, served.url)
    article = "<!DOCTYPE article><article><body><p>Snails walk.</p></body></article>"
    served["/PMC12/fullTextXML"] = (200, article)
    assert source.full_text("pmc12") == article.encode()
    served["/PMC13/fullTextXML"] = (404, "<html>nothing</html>")
    assert source.full_text("PMC13") is None
    assert source.full_text("../../secret") is None
    for body in (article[:-12], "<html>maintenance</html>"):
        served["/PMC14/fullTextXML"] = (200, body)
        with pytest.raises(RegistryUnavailable):
            source.full_text("PMC14")
    source.close()


def test_datacite_becomes_a_work(served):
    attributes = {
        "doi": "10.5061/DRYAD.1",
        "titles": [
            {"title": "Daten", "titleType": "TranslatedTitle"},
            {"title": "Measurements of snails"},
            {"title": "a long series", "titleType": "Subtitle"},
        ],
        "creators": [
            {"name": "Ahorn, Berta", "nameType": "Personal", "givenName": "Berta", "familyName": "Ahorn"},
            {"name": "Buche, Carl", "nameType": "Personal"},
            {"name": "Institute of Slow, Animals", "nameType": "Organizational"},
        ],
        "contributors": [{"name": "Dorn, E", "contributorType": "Editor"}, {"name": "X", "contributorType": "Sponsor"}],
        "publisher": {"name": "Dryad"},
        "container": {"type": "Journal", "title": "Snail Data", "volume": "3", "firstPage": "1", "lastPage": "9"},
        "publicationYear": 2021,
        "dates": [{"date": "2020-12-30", "dateType": "Issued"}],
        "types": {"ris": "DATA", "citeproc": "dataset", "resourceTypeGeneral": "Dataset"},
        "descriptions": [
            {"description": "How it was made", "descriptionType": "Methods"},
            {"description": "We measured <i>snails</i>.", "descriptionType": "Abstract"},
        ],
        "relatedIdentifiers": [
            {"relationType": "IsVersionOf", "relatedIdentifier": "https://doi.org/10.5061/Dryad.0", "relatedIdentifierType": "DOI"},
            {"relationType": "IsPreprintOf", "relatedIdentifier": "10.1000/later", "relatedIdentifierType": "DOI"},
            {"relationType": "References", "relatedIdentifier": "10.1000/cited", "relatedIdentifierType": "DOI"},
        ],
        "url": "https://example.org/data",
    }  # fmt: skip
    served["/dois/10.5061%2Fdryad.1"] = (200, {"data": {"id": "10.5061/dryad.1", "attributes": attributes}})
    source = quick(DataCite, served.url, mailto="me@example.org")
    record = source.work("10.5061/Dryad.1")
    assert "mailto=me%40example.org" in served.asked[-1]
    work = work_from_item(record.item)
    assert (work.type, work.title, work.subtitle, work.other_titles) == (
        "dataset", "Measurements of snails", "a long series", ("Daten",),
    )  # fmt: skip
    assert work.authors == (
        Person("Ahorn", "Berta"), Person("Buche", "Carl"), Person(literal="Institute of Slow, Animals"),
    )  # fmt: skip
    assert work.editors == (Person("Dorn", "E"),)
    assert (work.publisher, work.container_title, work.volume, work.pages) == ("Dryad", "Snail Data", "3", "1-9")
    assert (work.date, work.years) == ((2020, 12, 30), (2020, 2021))
    assert work.abstract == "We measured snails."
    assert work.doi == "10.5061/dryad.1"
    assert record.item["relation"] == {
        "is-version-of": [{"id-type": "doi", "id": "10.5061/dryad.0", "asserted-by": "subject"}],
        "is-preprint-of": [{"id-type": "doi", "id": "10.1000/later", "asserted-by": "subject"}],
    }
    source.close()


def test_an_arxiv_preprint_of_datacite_keeps_its_number(served):
    attributes = {
        "doi": "10.48550/arxiv.2101.00001", "titles": [{"title": "Slow proofs"}], "publisher": "arXiv",
        "types": {"resourceTypeGeneral": "Preprint"}, "publicationYear": 2021,
        "dates": [{"date": "2022", "dateType": "Withdrawn"}],
    }  # fmt: skip
    served["/dois/10.48550%2Farxiv.2101.00001"] = (200, {"data": {"attributes": attributes}})
    source = quick(DataCite, served.url)
    work = work_from_item(source.work("10.48550/arXiv.2101.00001").item)
    assert (work.type, work.arxiv, work.publisher) == ("posted-content", "2101.00001", "arXiv")
    assert work.updates == (Update("withdrawal", "", "datacite", "2022"),)
    source.close()


def test_openalex_rebuilds_the_abstract(served):
    served["/works/doi:10.1000%2Fa"] = (
        200,
        {
            "id": "https://openalex.org/W1",
            "doi": "https://doi.org/10.1000/a",
            "title": "Snails",
            "type": "article",
            "is_retracted": True,
            "publication_date": "2001-02-03",
            "ids": {
                "pmid": "https://pubmed.ncbi.nlm.nih.gov/26842807",
                "pmcid": "https://www.ncbi.nlm.nih.gov/pmc/articles/4740857",
            },
            "authorships": [{"author": {"display_name": "Berta B. Ahorn"}}],
            "primary_location": {"source": {"display_name": "The Snail", "issn": ["0140-6736"]}},
            "biblio": {"volume": "3", "issue": "4", "first_page": "7", "last_page": "9"},
            "abstract_inverted_index": {"Snails": [0, 3], "walk.": [1], "Many": [2], "rest.": [4]},
        },
    )
    source = quick(OpenAlex, served.url, mailto="me@example.org", key="k")
    work = work_from_item(source.work("10.1000/a").item)
    assert "mailto=me%40example.org" in served.asked[-1]
    assert "api_key=k" in served.asked[-1]
    assert work.abstract == "Snails walk. Many Snails rest."
    assert (work.pmid, work.pmcid, work.pages) == ("26842807", "PMC4740857", "7-9")
    assert work.authors == (Person("Ahorn", "Berta B."),)
    assert work.updates == (Update("retraction", "", "openalex"),)
    source.close()


def test_openalex_may_say_absent_by_its_framework(served):
    page = (
        "<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was "
        "not found on the server. If you entered the URL manually please check your spelling and try again.</p>"
    )
    served["/works/pmid:26842807"] = (404, page)
    source = quick(OpenAlex, served.url)
    assert source.work(pmid="26842807") is None
    source.close()


@pytest.mark.parametrize(
    "index",
    [{"a": "b"}, ["a"], {"a": [0] * 30_000}, {"a" * 90_000: [0, 1]}, {"a": [None]}, {"a": 3}],
    ids=["text", "list", "words", "long words", "no place", "number"],
)
def test_an_index_that_is_none_is_no_abstract(index):
    with pytest.raises((ValueError, TypeError)):
        rebuilt(index)


def test_no_index_is_no_abstract():
    assert rebuilt(None) == rebuilt({}) == ""


def test_semantic_scholar_gives_an_abstract(served):
    answer = {
        "paperId": "0796f6", "title": "Snails of code", "year": 2019, "abstract": "We ran snails.",
        "externalIds": {"DOI": "10.1000/A", "PubMed": "123", "PubMedCentral": "456", "ArXiv": "1906.00001"},
        "publicationTypes": ["JournalArticle"], "journal": {"name": "Slow", "volume": "2", "pages": "1 - 9"},
        "authors": [{"authorId": "1", "name": "Berta Ahorn"}, {"name": "Plato"}],
    }  # fmt: skip
    served["/graph/v1/paper/DOI:10.1000%2Fa"] = (200, answer)
    source = quick(SemanticScholar, served.url, key="secret")
    work = work_from_item(source.work("10.1000/a").item)
    assert served.headers[-1]["x-api-key"] == "secret"
    assert (work.abstract, work.pmid, work.pmcid, work.arxiv) == ("We ran snails.", "123", "PMC456", "1906.00001")
    assert work.authors == (Person("Ahorn", "Berta"), Person(literal="Plato"))
    served["/graph/v1/paper/DOI:10.1000%2Fa"] = (200, {**answer, "abstract": None})
    assert work_from_item(source.work("10.1000/a").item).abstract == ""
    source.close()


def test_documented_pace_is_kept_at_the_registry_itself_only():
    made = [
        DataCite(),
        DataCite(mailto="m@example.org"),
        EuropePmc(),
        OpenAlex(),
        SemanticScholar(),
        SemanticScholar(key="k"),
    ]
    assert [source._api.http.pace.spacing["single"] for source in made] == [0.6, 0.3, 0.1, 0.1, 3.0, 1.0]
    own = SemanticScholar("http://127.0.0.1:9")
    assert own._api.http.pace.spacing["single"] == 0.0
    for source in (*made, own):
        source.close()


def test_a_days_allowance_in_the_headers_is_no_pace():
    pace = DocumentedPace({"single": 0.1})
    pace.learn("single", {"x-ratelimit-limit": "100000"})
    pace.learn("single", {"x-rate-limit-limit": "50", "x-rate-limit-interval": "1s"})
    assert pace.spacing["single"] == 0.1
    pace.learn("single", {"x-rate-limit-limit": "1", "x-rate-limit-interval": "2s"})
    assert pace.spacing["single"] == 2.0


def test_an_answer_too_large_is_none(served):
    source = OpenAlex(served.url, http=Http(served.url, 2.0, first_wait=0.01, largest=1000, pace=Pace({"single": 0.0})))
    served["/works/doi:10.1000%2Fa"] = (200, json.dumps({**sound("openalex"), "title": "x" * 2000}))
    with pytest.raises(RegistryUnavailable, match="more than"):
        source.work("10.1000/a")
    source.close()


def test_an_address_that_is_none_is_refused():
    with pytest.raises(InputError, match="ftp://x is no http"):
        OpenAlex("ftp://x")
