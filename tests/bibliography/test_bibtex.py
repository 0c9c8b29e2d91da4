"""BibTeX that compiles: entries, escapes, names, keys."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.bibtex.escaping import encode
from refdb.bibliography.bibtex.names import people_of
from refdb.bibliography.bibtex.writing import export
from refdb.bibliography.keys.citation_keys import new_key
from refdb.model import Person, Work
from tests.bibliography.files import works_of

SINHA = Work(
    type="journal-article",
    title="Beyond the androgen receptor: the role of GH secretagogues & IGF-1 in 50% of men",
    authors=(Person("Sinha", "Deepankar K."), Person("Berg", "Jan", particle="van der"), Person(literal="WHO & Partners")),
    container_title="Translational Andrology and Urology",
    year=2020, date=(2020, 3), volume="9", issue="Suppl 2", pages="S149–S159", doi="10.21037/tau_2019.11.30",
)  # fmt: skip


def fields(entry: str) -> dict[str, str]:
    lines = [line.strip().rstrip(",") for line in entry.splitlines() if " = " in line]
    return {name.strip(): value.strip() for name, value in (line.split(" = ", 1) for line in lines)}


def test_an_article():
    entry = export([SINHA])
    assert entry.startswith("@article{sinha")
    found = fields(entry)
    assert found["author"] == "{Sinha, Deepankar K. and van der Berg, Jan and {WHO \\& Partners}}"
    assert found["pages"] == "{S149--S159}"
    assert found["doi"] == "{10.21037/tau_2019.11.30}"
    assert found["month"] == "mar"
    assert (found["year"], found["volume"], found["number"]) == ("{2020}", "{9}", "{Suppl 2}")
    assert "{GH}" in found["title"]
    assert "\\&" in found["title"]
    assert "50\\%" in found["title"]


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a & b % c # d _ e $ f", r"a \& b \% c \# d \_ e \$ f"),
        ("Müller Łoś", r"M{\"u}ller {\L}o{\'s}"),
        ("1–2 — 3", "1--2 --- 3"),
        ("“quoted”", "``quoted''"),
    ],
)
def test_text_is_encoded_for_tex(text, latex):
    assert encode(text) == latex


@given(st.text(max_size=60))
def test_encoded_text_always_has_balanced_braces(text):
    depth = 0
    for char in encode(text):
        depth += (char == "{") - (char == "}")
        assert depth >= 0
    assert depth == 0


def test_keys_are_ascii_and_unique():
    first = new_key(SINHA, set())
    assert first.isascii()
    assert first.startswith("sinha")
    assert first.endswith("2020")
    second = new_key(SINHA, {first})
    assert second not in (first, "")
    assert new_key(Work(), set())


KINDS = [
    "journal-article",
    "book",
    "book-chapter",
    "proceedings-article",
    "dissertation",
    "report",
    "dataset",
    "posted-content",
    "",
]


@pytest.mark.skipif(
    shutil.which("bibtex") is None, reason="bibtex is not installed (Debian: texlive-binaries, texlive-base)"
)
def test_bibtex_itself_reads_every_kind_of_entry(tmp_path: Path):
    works = [
        Work(
            type=kind, title=f"On {kind or 'nothing'} {{ }} $x_1$ \\ ~ ^ “DNA”", authors=(Person("Ångström", "Ö."),),
            container_title="A Journal", publisher="Press", year=2001, volume="1", pages="1-2", doi=f"10.1/{n}_%#",
            publisher_place="Uppsala",
        )
        for n, kind in enumerate(KINDS)
    ]  # fmt: skip
    (tmp_path / "refs.bib").write_text(export(works))
    (tmp_path / "a.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n")
    done = subprocess.run(["bibtex", "a"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "error" not in done.stdout.lower(), done.stdout
    assert (tmp_path / "a.bbl").read_text().count("\\bibitem") == len(KINDS)


@pytest.mark.parametrize(
    ("marked", "latex"),
    [
        ("Growth of <i>E. coli</i> in H<sub>2</sub>O", r"Growth of \textit{{E}. coli} in {H}{$_{2}$}{O}"),
        ("<b>Bold <i>and</i></b> x<sup>th</sup>", r"\textbf{Bold \textit{and}} x\textsuperscript{th}"),
        (
            'The <mml:math><mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup><mml:mo>≤</mml:mo><mml:mi>α</mml:mi></mml:math>',
            r"The {${x}^{2}\leq{}\alpha{}$}",
        ),
        ("Mn<math><msub><mrow/><mn>2</mn></msub></math>VAl", r"Mn{${}_{2}$}{VAl}"),
        (
            "<math><mmultiscripts><mi>Tb</mi><mprescripts/><none/><mn>149</mn></mmultiscripts></math> decay",
            r"{${}^{149}\mathrm{Tb}$} decay",
        ),
        ("A FURTHER STUDY OF γ-RAYS", r"A FURTHER STUDY OF $\gamma$-RAYS"),
    ],
)  # fmt: skip
def test_markup_of_registries_becomes_tex(marked, latex):
    from refdb.bibliography.csl.items import work_from_item

    assert fields(export([work_from_item({"title": [marked], "type": "book"})]))["title"] == f"{{{latex}}}"


def test_more_than_26_works_of_one_label_are_told_apart():
    works = [Work(type="book", title="Archives", year=1978, key=f"k{n}") for n in range(50)]
    labels = [fields(entry)["key"] for entry in export(works).split("\n\n")]
    assert (labels[19], labels[20], labels[45]) == ("{Archives}", "{A01 Archives}", "{A02 Archives}")


def test_what_no_font_has_is_defined_in_a_preamble():
    written = export([Work(key="a", title="東 ą «x»")])
    assert written.startswith("@preamble{{")
    assert r"{\refdbletter{26481}{?}}" in written
    assert r"\ProvideTextCommandDefault{\k}[1]{#1}" in written
    assert "@preamble" not in export([Work(key="a", title="plain")])
    assert "東" in export([Work(key="a", title="東")], encoding="utf-8")


def test_keys_are_kept_as_far_as_bibtex_and_biber_take_them():
    works = [
        Work(key="O'Hara:2001(a)", title="x"),
        Work(key="a b,c", title="y"),
        Work(key="ABC", title="z"),
        Work(key="abc", title="w"),
    ]
    for dialect, keys in (
        ("bibtex", ["O'Hara:2001(a)", "abc", "ABC", "w"]),
        ("biblatex", ["OHara:2001a", "abc", "ABC", "w"]),
    ):
        written = export(works, dialect=dialect)
        found = [line.split("{")[1].rstrip(",") for line in written.splitlines() if line.startswith("@")]
        assert len({key.lower() for key in found}) == 4
        assert found[:2] == keys[:2]


@pytest.mark.parametrize(
    ("files", "written"), [(("a}{b",), "{ab}"), (("{a}",), "{{a}}"), (("{{a}",), "{a}"), (("}",), "{}")]
)
def test_braces_of_a_path_are_left_out_unless_each_closes_one(files, written):
    assert fields(export([Work(key="k", files=files)]))["file"] == written


@pytest.mark.parametrize(
    ("date", "bibtex", "biblatex"),
    [
        ((2001, 0), ("{2001}", None), "{2001}"),
        ((2001, 1), ("{2001}", "jan"), "{2001-01}"),
        ((2001, 12), ("{2001}", "dec"), "{2001-12}"),
        ((2001, 13), ("{2001}", None), "{2001}"),
        ((2001, 13, 5), ("{2001}", None), "{2001}"),
    ],
)
def test_a_month_that_is_none_is_not_written(date, bibtex, biblatex):
    work = Work(key="k", title="x", year=2001, date=date)
    found = fields(export([work]))
    assert (found["year"], found.get("month")) == bibtex
    assert fields(export([work], dialect="biblatex"))["date"] == biblatex


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_parents_follow_their_children(dialect):
    """BibTeX finds no parent that it has passed already."""
    works, _ = works_of(
        "@xdata{x, publisher={Ox}}\n@proceedings{P, title={Sleep}}\n@misc{m, title={Alone}}\n"
        "@inproceedings{a, title={Naps}, crossref={p}, xdata={x}}\n@inproceedings{b, title={Rest}, crossref={gone}}"
    )
    written = export(works, dialect=dialect)
    assert [line.split("{")[1].rstrip(",") for line in written.splitlines() if line.startswith("@")] == [
        "m",
        "a",
        "b",
        "P",
    ]
    assert "crossref = {P}" in written
    assert "gone" not in written


def test_a_particle_without_a_first_name_stays_one():
    person = Person("Arts National Endowment", particle="the")
    written = fields(export([Work(key="k", authors=(person,))]))["author"]
    assert written == "{the {Arts National Endowment}, {}}"
    assert people_of(written[1:-1]) == (person,)
