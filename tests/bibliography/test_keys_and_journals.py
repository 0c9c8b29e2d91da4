import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.bibliography.journals import abbreviated, renamer
from refdb.bibliography.keys.citation_keys import new_key
from refdb.bibliography.keys.cited_keys import cited_keys, included
from refdb.errors import InputError
from refdb.model import Person, Work

NAPS = Work(
    title="The meta-analysis of naps: an update", authors=(Person("Ångström", "Örjan"), Person("Berg", "Jan", "van der"), Person("Roe", "R.")),
    year=2009, date=(2009, 4), pages="101-109", type="journal-article", container_title="Annals of Rest", tags=("sleep",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("", "angstromMetaanalysisNapsUpdate2009"),
        ("auth.lower + shorttitle(3,3) + year", "angstromMetaanalysisNapsUpdate2009"),
        ("auth + year", "Angstrom2009"),
        ("auth(3).upper + shortyear + '_' + firstpage", "ANG09_101"),
        ("authors(2, sep='-').lower + year", "angstrom-vanderberg-etal2009"),
        ("authEtAl.lower + veryshorttitle.lower + year", "angstrometalmetaanalysis2009"),
        ("keyword + month; auth", "sleep04"),
        ("volume; auth.lower + year", "angstrom2009"),
        ("journal.abbr.lower + type.default(x)", "aorjournal-article"),
        ("authorsAlpha + shortyear", "AvR09"),
    ],
)
def test_patterns(pattern, key):
    assert new_key(NAPS, (), pattern) == key


@pytest.mark.parametrize("pattern", ["nothing + year", "auth.shout", "auth year", "auth +", " ", "auth(1,2,3,4)"])
def test_a_pattern_that_is_wrong_says_so(pattern):
    with pytest.raises(InputError, match="citation key"):
        new_key(NAPS, (), pattern)


@pytest.mark.parametrize(
    ("work", "key"),
    [
        (Work(doi="10.1056/nejmoa2202106"), "nejmoa2202106"),
        (Work(doi="10.1000/(sici)1097<1::aid>3.0"), "sici-1097-1-aid-3.0"),
        (Work(pmid="123"), "pmid123"),
        (Work(arxiv="2001.01234"), "arxiv2001.01234"),
        (Work(), "work"),
    ],
)
def test_a_work_that_is_but_an_identifier_has_it_for_a_key(work, key):
    assert new_key(work, ()) == key


def test_suffixes_never_change_older_keys():
    taken: set[str] = set()
    keys = []
    for _ in range(30):
        keys.append(new_key(NAPS, taken, "auth + year"))
        taken.add(keys[-1])
    assert keys[:3] == ["Angstrom2009", "Angstrom2009a", "Angstrom2009b"]
    assert keys[27] == "Angstrom2009aa"
    assert len(set(keys)) == 30


@given(st.text(max_size=30), st.text(max_size=30))
def test_keys_are_ascii_whatever_the_work(name, title):
    key = new_key(Work(title=title, authors=(Person(literal=name),)), (), "auth + shorttitle + year")
    assert key
    assert key.isascii()
    assert not set(key) & set(" ,{}%#\\\"'~")


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Journal of the American Medical Association", "J. Am. Med. Assoc."),
        ("The New England Journal of Medicine", "N. Engl. J. Med."),
        ("Proceedings of the National Academy of Sciences", "Proc. Natl. Acad. Sci."),
        ("Nature", "Nature"),
        ("Zeitschrift für Physik", "Z. Phys."),
        ("", ""),
    ],
)
def test_iso_4(name, short):
    assert abbreviated(name) == short


def test_journal_names_on_demand():
    full = Work(type="journal-article", container_title="Annals of Rest", container_title_short="Ann Rest")
    short = Work(type="journal-article", container_title="Ann. Rest")
    book = Work(type="book-chapter", container_title="Annals of Rest")
    names = [
        renamer(mode, [full])(work).container_title
        for mode in ("full", "abbreviated", "registered")
        for work in (full, short, book)
    ]  # type: ignore[arg-type]
    assert names == [
        "Annals of Rest", "Annals of Rest", "Annals of Rest", "Ann Rest", "Ann. Rest", "Annals of Rest", "Annals of Rest",
        "Ann. Rest", "Annals of Rest",
    ]  # fmt: skip


def test_keys_that_a_manuscript_cites(tmp_path):
    (tmp_path / "part.tex").write_text(r"\parencite{c}")
    tex = (
        r"\cite[see][p.~1]{b, a} \include{part} % \cite{no}" "\n" r"\textcite{a}\footcites{d}{e}\nocite{f} \citation{g}"
    )
    assert cited_keys(tex, "m.tex", included(tmp_path)) == ["b", "a", "c", "d", "e", "f", "g"]
    assert cited_keys(r"\input{../secret}", "m.tex", included(tmp_path / "sub")) == []
    assert cited_keys(r"\relax \citation{x,y}\abx@aux@cite{0}{z}\bibcite{no}{1}", "m.aux") == ["x", "y", "z"]
    markdown = "See [@a:1; -@b_2, p. 3] and @{c/d}, not me@x.org or `@code`.\n```\n@code\n```\n@e."
    assert cited_keys(markdown, "m.md") == ["a:1", "b_2", "c/d", "e"]


def test_a_manuscript_that_includes_itself_is_read_once():
    asked = []

    def beside(name):
        asked.append(name)
        return r"\cite{b} \input{a}\input{b}\input{c}" * 30

    assert cited_keys(r"\cite{a} \input{a}\input{b}", "m.tex", beside) == ["a", "b"]
    assert asked == ["a", "b", "c"]


def test_a_manuscript_of_endless_files_ends():
    assert cited_keys(r"\input{1}", "m.tex", lambda name: rf"\cite{{k{name}}} \input{{{int(name) + 1}}}")[-1] == "k300"
