"""What refdb reads beside articles and bibliographies, changed at random: settings, decisions, reports, backups, databases."""

import contextlib
import json
import sqlite3
import zipfile
from contextlib import closing
from io import BytesIO

import pytest
from hypothesis import strategies as st

from refdb.bibliography.keys.cited_keys import cited_keys
from refdb.claims.opinions import Remembered
from refdb.library import open_library
from refdb.model import Work
from refdb.registries.snapshot.dumps import dump_files, dump_parts
from refdb.reports.differences import differences
from refdb.settings import load_settings
from refdb.workflows.everyday.backing_up import MANIFEST, check_backup
from refdb.workflows.importing import import_file
from refdb.workflows.mending.accepting import ACCEPTED_FILE, last_told, read_accepted
from refdb.workflows.mending.correcting import Correction, correct
from refdb.workflows.rows.entries import reference_rows
from refdb.workflows.steps.decisions import import_decisions
from refdb.workflows.steps.replaying import is_report
from tests.fuzz.mutating import JSON, changed, fuzzed, other_values
from tests.fuzz.seeds import BIBLIOGRAPHIES, PRINTED
from tests.fuzz.test_mutated_files import CSL, JSON_FILES
from tests.workflows.test_importing_zotero import ROWS, SCHEMA

SETTINGS = b'registry = "https://api.crossref.org"\ntimeout = 20.0\nsources_per_claim = 8\nmailto = "ann@example.org"\nleast_confidence = 0.5\nclaims = "all"\n'
DECISION = {
    "kind": "claim", "text": "Sleep helps.", "machine": "contradicted", "stance": "overruled", "verdict": "supported",
    "note": "See table 2.", "by": "Ann", "at": "2026-11-28T10:00:00.123Z", "article": "a.txt", "sha256": "ab12",
}  # fmt: skip
WHOLE = {"format": "refdb decisions", "version": 1, "decisions": [DECISION]}
DECISIONS = json.dumps(WHOLE).encode()
ACCEPTED = b"""[[accepted]]
file = "a.bib"
id = "roe"
finding = "volume"
reason = "as printed"
date = "2026-11-28"
entry = "ab"
registered = "cd"
"""
REPORT = {
    "article": {"sha256": "ab12", "name": "a.txt"},
    "versions": {"refdb": "0.1.0", "judge": "x", "claims": "literature", "least_confidence": "0.0"},
    "references": [{"n": 1, "raw": "Roe R. Naps.", "status": "verified", "doi": "10.1/a"}],
    "claims": [{"start": 0, "end": 9, "sentence": "Naps help.", "verdict": "supported", "evidence": []}],
}
TEX = rb"\documentclass{a}\begin{document}Naps \cite{roe,doe} help \parencite[2]{x}. [@roe; see @doe, p. 3] \input{b}\nocite{*}\end{document}"


def test_settings(tmp_path):
    def check(data):
        (tmp_path / "library.toml").write_bytes(data)
        load_settings(tmp_path)

    fuzzed("library.toml", changed(SETTINGS), check)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with open_library(tmp_path_factory.mktemp("fuzz") / "lib", create=True) as library:
        yield library.store


def test_decisions(store, tmp_path):
    def check(given):
        data = (
            given if isinstance(given, bytes) else json.dumps({**WHOLE, "decisions": [{**DECISION, **given}]}).encode()
        )
        (tmp_path / "d.json").write_bytes(data)
        import_decisions(store, [tmp_path / "d.json"])

    fuzzed("decisions", changed(DECISIONS) | other_values([*DECISION]), check)


def test_accepted_findings_and_what_was_told(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    def check(data):
        (tmp_path / ACCEPTED_FILE).write_bytes(data)
        read_accepted(tmp_path / "a.bib")
        last_told(tmp_path / "a.bib")

    fuzzed("accepted", changed(ACCEPTED), check)


def test_reports_to_be_made_again():
    def check(given):
        try:
            report = json.loads(given) if isinstance(given, bytes) else given
        except (ValueError, RecursionError):
            return  # the command says it
        if is_report(report):
            differences(report, REPORT)
            Remembered(report)

    rows = other_values([*REPORT["claims"][0], *REPORT["references"][0]])
    some = st.sampled_from(["claims", "references"])
    parts = st.tuples(some, rows).map(lambda new: {**REPORT, new[0]: [{**REPORT[new[0]][0], **new[1]}]})
    whole = st.fixed_dictionaries({}, optional=dict.fromkeys(REPORT, JSON)).map(lambda more: {**REPORT, **more})
    fuzzed("reports", changed(json.dumps(REPORT).encode()) | whole | parts, check)


def test_backups(tmp_path):
    with open_library(tmp_path / "lib", create=True) as library:
        library.backup(tmp_path / "b.zip")
    data = (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        manifest = archive.read(archive.namelist()[0])

    def check(given):
        (tmp_path / "c.zip").write_bytes(given)
        check_backup(tmp_path / "c.zip")

    def with_manifest(text):
        packed = BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            file.writestr(MANIFEST, text)
        return packed.getvalue()

    fuzzed("backups", changed(data) | changed(manifest).map(with_manifest), check)


def test_databases_of_zotero(store, tmp_path):
    path = tmp_path / "zotero.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(SCHEMA + ROWS)
    data = path.read_bytes()

    def check(given):
        path.write_bytes(given)
        import_file(store, path)

    at = st.integers(0, len(data) // 64 - 1)
    holes = st.lists(st.tuples(at, st.binary(min_size=1, max_size=64)), min_size=1, max_size=8)

    def holed(places):
        out = bytearray(data)
        for n, new in places:
            out[n * 64 : n * 64 + len(new)] = new
        return bytes(out)

    updates = st.tuples(
        st.sampled_from(
            [
                "items SET key",
                "itemDataValues SET value",
                "creators SET lastName",
                "creators SET fieldMode",
                "itemTags SET tagID",
                "collections SET parentCollectionID",
                "itemNotes SET note",
                "itemAttachments SET path",
                "collections SET collectionName",
            ]
        ),
        st.sampled_from(["NULL", "1", "x'ff00'", "-1", "9e999", "'\x1b[1m'", "2", "''"]),
    )

    def updated(change):
        path.write_bytes(data)
        with closing(sqlite3.connect(path)) as connection, contextlib.suppress(sqlite3.Error), connection:
            connection.execute(f"UPDATE {change[0]} = {change[1]}")
        return path.read_bytes()

    fuzzed("zotero.sqlite", holes.map(holed) | updates.map(updated) | changed(data), check)


def test_manuscripts():
    def check(given):
        text = given.decode("utf-8", "replace")
        for name in ("a.tex", "a.md", "a.aux"):
            cited_keys(text, name, lambda _: text)

    fuzzed("manuscripts", changed(TEX), check)


def test_lists_of_references():
    listed = changed(PRINTED).map(lambda data: (data, "-"))
    rows = changed(b'{"id": "a", "raw": "Roe R. Naps. Sleep. 2001;3:1-9."}\n' * 3).map(lambda data: (data, "r.jsonl"))
    fuzzed("lists", listed | rows, lambda given: reference_rows(*given))


@pytest.mark.parametrize(
    ("name", "data"), [("a.bib", BIBLIOGRAPHIES["bibtex"]), ("a.ris", BIBLIOGRAPHIES["ris"]), ("a.json", CSL)]
)
def test_files_to_be_corrected(name, data):
    work = Work(key="roe", type="article-journal", title="Naps", doi="10.1/b", year=2002, volume="3")
    wanted = [
        Correction(0, "roe", field, "", str(new), work)
        for field, new in (("year", 2002), ("doi", "10.1/b"), ("volume", "3"))
    ]

    def check(given):
        corrected = correct(given, name, wanted)
        assert isinstance(corrected.data, bytes)

    fuzzed(f"--fix {name}", changed(data), check)


def test_dumps_of_a_registry(tmp_path):
    def check(data):
        (tmp_path / "d.jsonl").write_bytes(data)
        for part in dump_parts(dump_files([tmp_path / "d.jsonl"])[0]):
            for entry in part.entries(0):
                assert "\n" not in entry.problem

    fuzzed("dumps", changed(JSON_FILES["works.jsonl"]), check)


def test_the_command_says_what_is_no_report(refdb, tmp_path):
    refdb("init", "lib")
    (tmp_path / "r.json").write_text(json.dumps({**REPORT, "references": [{"n": 1}]}))
    done = refdb("--library", "lib", "audit", "--replay", "r.json")
    assert (done.returncode, done.stderr) == (2, "refdb: this is no report that `refdb audit --json` wrote\n")
