"""Printed references, parsed and looked up without a library, and inside one with its records."""

from pathlib import Path

import pytest

from refdb.database.sqlite.store import Store
from refdb.errors import InputError, LibraryError
from refdb.model import ParsedReference, Update, Verification, Work
from refdb.workflows.rows.references import ROWS_PARSED, parse, standing_of, verify, verify_rows

NAPS = "Braun E. Naps and memory in older adults. Journal of Rest. 2010;4:1-9."


@pytest.fixture
def registry(tmp_path: Path) -> str:
    """A snapshot of one work."""
    from refdb.registries.snapshot.building import build

    dump = tmp_path / "dump.jsonl"
    dump.write_text(
        '{"DOI": "10.1000/naps", "title": ["Naps and memory in older adults"], "author": [{"family": "Braun", "given": '
        '"Eva"}], "container-title": ["Journal of Rest"], "issued": {"date-parts": [[2010]]}, "volume": "4", "page": '
        '"1-9", "type": "journal-article", "update-to": [], "updated-by": [{"type": "retraction", "DOI": "10.1000/n"}]}'
    )
    build([dump], tmp_path / "registry.db")
    return str(tmp_path / "registry.db")


def test_one_reference_or_several():
    (one,) = parse(NAPS)
    assert (one.raw, one.year, one.volume) == (NAPS, 2010, "4")
    assert [parsed.raw for parsed in parse([NAPS, "x"])] == [NAPS, "x"]
    assert parse([]) == []


def test_a_reference_is_looked_up_without_a_library(registry):
    (checked,) = verify(NAPS, registry=registry)
    assert (checked.status, checked.verification.work.doi) == ("verified", "10.1000/naps")
    assert (checked.reference.n, checked.reference.label, checked.reference.raw) == (1, "1", NAPS)
    assert checked.standing.state == "retracted"


@pytest.mark.parametrize(
    "given",
    [
        [NAPS, "Nobody N. Nothing of the kind was ever written. 1999."],
        f"{NAPS}\nNobody N. Nothing of the kind was ever written. 1999.".encode(),
    ],
)
def test_several_come_in_their_order(registry, given):
    found = verify(given, "list.txt", registry=registry)
    assert [(c.reference.n, c.status) for c in found] == [(1, "verified"), (2, "not_found")]
    assert [c.standing is None for c in found] == [False, True]


def test_a_reference_that_was_parsed_is_not_parsed_again(registry):
    parsed = ParsedReference(
        "printed elsewhere", title="Naps and memory in older adults", year=2010, doi="10.1000/naps"
    )
    (checked,) = verify([parsed], registry=registry)
    assert checked.verification.work.doi == "10.1000/naps"
    assert checked.reference.parsed.raw == "printed elsewhere"


def test_a_file_of_references(registry, tmp_path):
    file = tmp_path / "my list.bib"
    file.write_text(
        "@article{braun, author={Braun, Eva}, title={Naps and memory in older adults}, year={2010}}\n@misc{x"
    )
    found = verify(str(file), registry=registry)
    assert [(c.reference.label, c.status) for c in found] == [("braun", "verified")]
    assert any("line 2" in note for note in found.notes)


def test_rows_are_verified_as_they_are_asked_for(registry):
    told = []
    rows = [{"id": n, "raw": NAPS} for n in range(ROWS_PARSED + 1)]
    found = verify_rows(rows, {"registry": registry}, lambda *what: told.append(what))
    row, verification = next(found)
    assert (row["id"], verification.status) == (0, "verified")
    assert [row["id"] for row, _ in found] == list(range(1, ROWS_PARSED + 1))
    assert ("verifying references", 0, ROWS_PARSED + 1) in told


def test_offline_nobody_is_asked(registry):
    (checked,) = verify(NAPS, registry=registry, offline=True)
    assert checked.status == "unchecked"


def test_a_library_that_there_is_not(registry, tmp_path):
    with pytest.raises(LibraryError):
        verify(NAPS, registry=registry, library=tmp_path / "nowhere", offline=True)


def test_a_registry_that_cannot_be_opened(tmp_path):
    with pytest.raises(InputError):
        verify(NAPS, registry=str(tmp_path / "nowhere.db"))


def test_inside_a_library_its_records_answer(registry, tmp_path):
    folder = tmp_path / "lib"
    folder.mkdir()
    Store(folder / "refdb.sqlite3").close()
    (online,) = verify(NAPS, registry=registry, library=folder)
    (offline,) = verify(NAPS, registry=registry, library=folder, offline=True)
    # A snapshot beside us is asked quicker than its answers could be kept.
    assert (online.status, offline.status) == ("verified", "unchecked")


@pytest.mark.parametrize(
    ("work", "asked", "state"),
    [
        (Work(doi="10.1/a", updates=(Update("retraction", "10.1/n"),)), ("crossref",), "retracted"),
        (Work(doi="10.1/a"), ("crossref",), "clear"),
        (Work(doi="10.1/a"), ("library",), "unchecked"),  # a library's own record says nothing of it
    ],
)
def test_whether_a_work_stands(work, asked, state):
    standing = standing_of(Verification("verified", work, registries_asked=asked))
    assert standing.state == state


def test_no_work_has_no_standing():
    assert standing_of(Verification("not_found", registries_asked=("crossref",))) is None
