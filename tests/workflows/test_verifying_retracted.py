"""A retracted work that is cited under its own title is found, and said to be retracted."""

import json

import pytest

from refdb import verify
from refdb.registries.snapshot.building import build

WORK = {
    "DOI": "10.1000/zinc",
    "type": "journal-article",
    "title": ["Zinc lozenges and the length of colds in office workers"],
    "author": [{"family": "Koe", "given": "Carla"}, {"family": "Poe", "given": "Ann"}],
    "container-title": ["Journal of Infection"],
    "issued": {"date-parts": [[2021]]},
    "volume": "82",
    "issue": "4",
    "page": "401-407",
}
CITED = "Koe C, Poe A. Zinc lozenges and the length of colds in office workers. J Infect. 2021;82(4):401-7."
TITLE = WORK["title"][0]
ITSELF = [{"DOI": "10.1000/zinc", "type": "retraction"}]
NOTICE = {
    **WORK,
    "DOI": "10.1000/notice",
    "title": [f"Retraction notice to “{TITLE}”"],
    "page": "900",
    "update-to": ITSELF,
}


def asked(tmp_path, raw, *items):
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join(map(json.dumps, items)))
    build([dump], tmp_path / "local.db")
    return verify([raw], registry=str(tmp_path / "local.db"), library=None)[0]


@pytest.mark.parametrize(
    "items",
    [
        [{**WORK, "title": [f"RETRACTED: {TITLE}"]}],
        [{**WORK, "title": [f"RETRACTED ARTICLE: {TITLE}"]}],
        [{**WORK, "title": [f"{TITLE} (Retracted article)"]}],
        [{**WORK, "title": [f"WITHDRAWN: {TITLE}"]}],
        [{**WORK, "title": [f"Retracted: {TITLE}"], "update-to": ITSELF}],
        [{**WORK, "update-to": ITSELF}],
        [{**WORK, "updated-by": [{"DOI": "10.1000/notice", "type": "retraction"}]}],
    ],
)
@pytest.mark.parametrize("doi", ["", " doi:10.1000/zinc"])
def test_a_retracted_work_under_its_own_title(tmp_path, items, doi):
    found = asked(tmp_path, CITED + doi, *items)
    assert (found.status, found.work.doi, found.standing.state) == ("verified", "10.1000/zinc", "retracted")


def test_a_notice_that_the_search_finds_beside_the_work_counts(tmp_path):
    found = asked(tmp_path, CITED, WORK, NOTICE)
    assert (found.status, found.work.doi, found.standing.state) == ("verified", "10.1000/zinc", "retracted")
    assert found.standing.notices[0].source == "snapshot local.db"


def test_the_notice_is_not_retracted_and_not_taken_for_the_work(tmp_path):
    found = asked(tmp_path, f"Koe C, Poe A. Retraction notice to “{TITLE}”. J Infect. 2021;82(4):900.", WORK, NOTICE)
    assert (found.status, found.work.doi, found.standing.state) == ("verified", "10.1000/notice", "clear")
    assert asked(tmp_path, CITED, NOTICE).status == "not_found"
