"""What becomes of a reference, on facts of real works."""

from dataclasses import replace

import pytest

from refdb.model import ParsedReference, Person, Work
from refdb.verification.deciding import Identified, beyond_doubt, unchecked, verify
from tests.verification.fields import compare
from tests.verification.known import KOHN, RIGHT, SINHA, ask, mismatches


def test_right_reference_is_verified():
    verification = ask(RIGHT, KOHN, SINHA)
    assert (verification.status, verification.work, mismatches(verification)) == ("verified", SINHA, [])
    assert verification.confidence > 0.9


def test_real_title_with_everything_else_wrong_names_the_work_and_the_fields():
    printed = ParsedReference(
        raw=f"Sigalos, J. T. & Pastuszak, A. W. (2018). {SINHA.title}. Translational Andrology and Urology, 7 (1), 33-42.",
        authors=(Person("Sigalos", "J. T."), Person("Pastuszak", "A. W.")),
        title=SINHA.title,
        container_title="Translational Andrology and Urology",
        year=2018,
        volume="7",
        pages="33-42",
    )
    verification = ask(printed, SINHA)
    assert verification.status == "field_mismatch"
    assert verification.work == SINHA
    assert mismatches(verification) == ["authors", "year", "volume", "pages"]


def test_initialism_in_the_title_is_the_same_title():
    title = "Age and Duration of Testosterone Therapy Predict Time to Return of Sperm Count after hCG Therapy"
    printed = ParsedReference(
        raw=f"Wenkler, B. et al. {title}. Journal of Urology, 199(4), e676-e677. 2018.",
        authors=(Person("Wenkler", "B."),),
        title=title,
        container_title="Journal of Urology",
        year=2018,
        volume="199",
        pages="e676-e677",
        et_al=True,
    )
    verification = ask(printed, KOHN)
    assert (verification.status, verification.work) == ("field_mismatch", KOHN)
    assert "title" not in mismatches(verification)


def test_blended_title_is_not_found():
    title = "The Safety and Efficacy of Clomiphene Citrate and Testosterone Therapy in Men"
    printed = ParsedReference(
        raw=f"Sigalos, J. T. {title}. Current Sexual Health Reports, 8(2), 101-108. 2016.",
        authors=(Person("Sigalos", "J. T."),),
        title=title,
        container_title="Current Sexual Health Reports",
        year=2016,
        volume="8",
        pages="101-108",
    )
    similar = Work(
        title="The Safety and Efficacy of Growth Hormone Secretagogues",
        authors=(Person("Sigalos", "John T."), Person("Pastuszak", "Alexander W.")),
        container_title="Sexual Medicine Reviews",
        year=2018,
        volume="6",
        pages="45-53",
        doi="10.1016/j.sxmr.2017.02.004",
    )
    verification = ask(printed, similar)
    assert (verification.status, verification.work) == ("not_found", None)
    assert [candidate.work for candidate in verification.candidates] == [similar]


def test_two_exchanged_words_are_a_wrong_title():
    title = SINHA.title.replace("hypogonadal", "diabetic").replace("composition", "temperature")
    printed = replace(RIGHT, raw=RIGHT.raw.replace(SINHA.title, title), title=title)
    verification = ask(printed, SINHA)
    assert (verification.status, mismatches(verification)) == ("field_mismatch", ["title"])


def test_one_exchanged_author():
    authors = (Person("Sinha", "DK"), Person("Winterbottom", "A"), Person("Tatem", "AJ"))
    printed = replace(RIGHT, raw=RIGHT.raw.replace("Balasubramanian", "Winterbottom"), authors=authors)
    assert mismatches(ask(printed, SINHA)) == ["authors"]


def test_doi_of_another_work():
    printed = replace(RIGHT, doi=KOHN.doi)
    verification = ask(printed, SINHA, named=KOHN)
    assert (verification.status, verification.work) == ("identifier_points_elsewhere", SINHA)
    assert "Kohn" in verification.note
    assert "Sinha" in verification.note


def test_doi_of_another_agency_and_unknown_doi():
    printed = ParsedReference(
        raw="Doe J. A data set. 2020. doi:10.5281/zenodo.1", title="A data set", doi="10.5281/zenodo.1"
    )
    assert ask(printed, status="elsewhere").status == "not_registered_here"
    assert ask(printed, status="unknown").status == "not_found"


@pytest.mark.parametrize(
    "printed",
    [
        ParsedReference(raw="WHO. Obesity. https://www.who.int/obesity (accessed 2 May 2020)", type="webpage", title="Obesity"),
        ParsedReference(raw="Smith J, personal communication, 2019"),
        ParsedReference(raw="Otter v. Weir, 347 U.S. 483 (1954)", type="law", container_title="U.S.", volume="347", pages="483"),
        ParsedReference(raw="L. Page, Method for node ranking, U.S. Patent 6 285 999", type="patent", volume="6"),
        ParsedReference(raw="RFC 9000: QUIC, a transport protocol, 2021", type="standard", title="QUIC"),
    ],
)  # fmt: skip
def test_not_checkable(printed):
    assert ask(printed).status == "not_checkable"


def test_outage():
    assert unchecked(RIGHT, "timed out").status == "unchecked"


@pytest.mark.parametrize(
    "change",
    [
        {"years": (2020, 2019), "year": 2020},
        {"title": "Beyond the androgen receptor", "subtitle": SINHA.title.partition(": ")[2]},
        {"authors": (Person("SINHA", "D"),)},
        {"authors": (), "volume": "", "pages": "", "year": None, "years": ()},
        {"container_title": "Transl Androl Urol"},
        {"title": SINHA.title.replace("growth", "<i>growth</i>")},
        {"year": 2019, "years": (2019,)},
        {"pages": "s149"},
    ],
)
def test_other_ways_to_register_the_same_are_no_mismatch(change):
    verification = ask(RIGHT, replace(SINHA, **change))
    assert (verification.status, mismatches(verification)) == ("verified", [])


def test_an_erratum_is_not_the_work():
    erratum = replace(SINHA, title=f"Erratum: {SINHA.title}", doi="10.1/e", pages="S400")
    assert ask(RIGHT, erratum, SINHA).work == SINHA
    assert ask(RIGHT, erratum).status != "verified"


def test_a_reference_without_title_matches_by_locators():
    printed = ParsedReference(
        raw="Sinha DK, Transl Androl Urol 9, S149 (2020)",
        authors=(Person("Sinha", "DK"),),
        container_title="Transl Androl Urol",
        year=2020,
        volume="9",
        pages="S149",
    )
    assert ask(printed, KOHN, SINHA).work == SINHA


def test_a_short_title_nothing_like_it_is_no_exact_title():
    """Guards the first version, in which a title below the similarity cut-off counted as exact."""
    outcomes = {diff.field: diff.outcome for diff in compare(RIGHT, replace(SINHA, title="Antibiotics and acne"))}
    assert outcomes["title"] == "mismatch"


def test_first_registered_title_within_a_longer_printed_one_is_a_blend():
    printed = replace(
        RIGHT,
        raw="Doe J. Structure and function of rare bone cells and serosal appendicitis. X. 2001",
        title="Structure and function of rare bone cells and serosal appendicitis",
    )
    outcomes = {d.field: d.outcome for d in compare(printed, replace(SINHA, title="Serosal appendicitis"))}
    assert outcomes["title"] == "mismatch"


PREPRINT = Work(
    type="posted-content",
    title="Beyond the androgen receptor: role of growth hormone secretagogues in the management of body composition in "
    "hypogonadal males",
    authors=SINHA.authors,
    container_title="medRxiv",
    year=2019,
    years=(2019,),
    doi="10.1101/2019.05.01.123456",
)


def test_the_preprints_doi_beside_the_details_of_the_article_is_no_error():
    verification = ask(replace(RIGHT, doi=PREPRINT.doi), SINHA, named=PREPRINT)
    assert (verification.status, verification.work, mismatches(verification)) == ("verified", SINHA, [])
    assert "preprint" in verification.note


def test_the_articles_doi_beside_the_details_of_the_preprint_is_no_error():
    printed = ParsedReference(
        raw=f"Sinha DK, Balasubramanian A, Tatem AJ. {PREPRINT.title}. medRxiv 2019. doi:{SINHA.doi}",
        authors=RIGHT.authors,
        title=PREPRINT.title,
        container_title="medRxiv",
        year=2019,
        doi=SINHA.doi,
    )
    verification = ask(printed, PREPRINT, named=SINHA)
    assert verification.status == "verified"
    assert mismatches(verification) == []


def test_a_preprint_passed_off_as_an_article_of_another_journal_is_a_mismatch():
    printed = replace(RIGHT, raw=RIGHT.raw.replace("Transl Androl Urol", "Nature"), container_title="Nature")
    verification = ask(printed, named=SINHA)
    assert (verification.status, mismatches(verification)) == ("field_mismatch", ["container_title"])


def test_a_preprint_cited_while_only_the_article_is_registered():
    printed = ParsedReference(
        raw=f"Sinha DK, Balasubramanian A, Tatem AJ. {SINHA.title}. bioRxiv 2018. Preprint.",
        authors=RIGHT.authors,
        title=SINHA.title,
        container_title="bioRxiv",
        year=2018,
    )
    verification = ask(printed, SINHA)
    assert (verification.status, mismatches(verification)) == ("verified", [])


def test_a_work_of_another_agency_is_compared_with_the_agencys_own_record():
    data = Work(
        type="dataset", title="Ages of otters on Skye", authors=(Person("Moreau", "Lise"),), year=2019, doi="10.5281/z"
    )
    printed = ParsedReference(
        raw="Moreau L. Ages of otters on Skye. Zenodo. 2019. doi:10.5281/z",
        authors=(Person("Moreau", "L"),), title="Ages of otters on Skye", year=2019, doi="10.5281/z",
    )  # fmt: skip
    right = verify(printed, Identified("elsewhere", data, "datacite"), (), ("test", "datacite"))
    assert (right.status, right.work) == ("not_registered_here", data)
    assert "datacite" in right.note
    other = replace(data, title="A census of the gulls of Orkney", authors=(Person("Berg", "Eva"),))
    wrong = verify(printed, Identified("elsewhere", other, "datacite"), (), ("test", "datacite"))
    assert (wrong.status, wrong.work) == ("identifier_points_elsewhere", None)


def test_a_pmid_of_another_work():
    printed = replace(RIGHT, pmid="12345678")
    verification = ask(printed, SINHA, named=KOHN)
    assert (verification.status, verification.work) == ("identifier_points_elsewhere", SINHA)
    assert [diff.printed for diff in verification.diffs if diff.field == "pmid"] == ["12345678"]


def test_author_journal_volume_and_page_name_the_work_whose_title_is_printed_wrong():
    title = "Growth factors and the kidney of the diabetic rat"
    printed = replace(RIGHT, raw=RIGHT.raw.replace(SINHA.title, title), title=title)
    verification = ask(printed, SINHA)
    assert (verification.status, mismatches(verification)) == ("field_mismatch", ["title"])


def test_one_word_is_no_title_to_go_by():
    """Guards a false match: any reference printed in Berlin meant a letter entitled "Berlin"."""
    letter = Work(
        type="journal-article", title="Berlin", container_title="JAMA", year=1932, volume="98", pages="7", doi="10.1/b"
    )
    printed = ParsedReference(
        raw="Baxter W. H. (1992) A Handbook of Old Chinese Phonology. Berlin: de Gruyter.",
        authors=(Person("Baxter", "W. H."),), title="A Handbook of Old Chinese Phonology", year=1992,
    )  # fmt: skip
    assert ask(printed, letter).status == "not_found"


@pytest.mark.parametrize(
    ("printed", "registered"),
    [
        # a year in the title, read as the year
        ({"year": 1943, "raw": RIGHT.raw.replace("Beyond", "Commentary of 1943: beyond"), "title": f"Commentary of 1943: {SINHA.title}"},
         {"title": f"Commentary of 1943: {SINHA.title}"}),
        # a journal whose volume is the year of the other publication
        ({"volume": "", "raw": RIGHT.raw.replace("2020;9(Suppl 2)", "2020")}, {"volume": "2021"}),
        # a family name of two capitals is no pair of initials
        ({"raw": RIGHT.raw.replace("Balasubramanian A", "LU Y"), "authors": (Person("Sinha", "DK"), Person("LU", "Y"))},
         {"authors": (Person("Sinha", "Deepankar"), Person("LU", "Yu-feng"))}),
        # a small word misprinted
        ({"raw": RIGHT.raw.replace("role of", "role o"), "title": SINHA.title.replace("role of", "role o")}, {}),
        # a registry that lost what followed markup
        ({}, {"title": SINHA.title.partition(" secretagogues in")[0] + " secretagogues in"}),
        # the whole name in the family field
        ({}, {"authors": (Person(family="Deepankar Sinha"), Person(family="A. Balasubramanian"), Person(family="A. Tatem"))}),
    ],
)  # fmt: skip
def test_what_registries_and_parsers_do_is_no_mismatch(printed, registered):
    verification = ask(replace(RIGHT, **printed), replace(SINHA, **registered))
    assert (verification.status, mismatches(verification)) == ("verified", [])


def test_authors_left_out_without_a_word_are_told_but_no_mismatch():
    printed = replace(RIGHT, raw=RIGHT.raw.replace(", Balasubramanian A, Tatem AJ", ""), authors=RIGHT.authors[:1])
    verification = ask(printed, SINHA)
    assert verification.status == "verified"
    assert [d.outcome for d in verification.diffs if d.field == "authors"] == ["partial"]
    whole = ask(RIGHT, SINHA)
    assert [d.outcome for d in whole.diffs if d.field == "authors"] == ["match"]


def test_what_is_beyond_doubt_needs_title_authors_and_pages():
    assert beyond_doubt(ask(RIGHT, SINHA))
    assert not beyond_doubt(ask(replace(RIGHT, pages="", raw=RIGHT.raw.replace(":S149-59", "")), SINHA))
    assert not beyond_doubt(ask(RIGHT, KOHN))
