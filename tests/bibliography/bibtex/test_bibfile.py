"""The entries of .bib files: names, strings, inheritance, and what cannot be read."""

import pytest

from refdb.bibliography.as_references import reference_of
from refdb.bibliography.bibtex.bibfile import parse_bib, read_bib
from refdb.bibliography.bibtex.fields import work_of_entry
from refdb.bibliography.bibtex.names import people_of
from refdb.model import Person


@pytest.mark.parametrize(
    ("names", "people"),
    [
        ("Ludwig van Beethoven", Person(family="Beethoven", given="Ludwig", particle="van")),
        ("van der Berg, Jr, Jan", Person(family="Berg", given="Jan", particle="van der", suffix="Jr")),
        (r"M{\"u}ller, Karl-Heinz", Person(family="Müller", given="Karl-Heinz")),
        ("{World Health Organization and Friends}", Person(literal="World Health Organization and Friends")),
        ("Donald E. Knuth", Person(family="Knuth", given="Donald E.")),
        ("Plato", Person(family="Plato")),
    ],
)
def test_one_name(names, people):
    assert people_of(names) == (people,)


def test_a_list_of_names_ends_with_others():
    assert [p.family for p in people_of("Smith, J. and Jones, B. and others")] == ["Smith", "Jones"]


def test_strings_inheritance_and_failures():
    entries, failures = parse_bib(
        """@string{nat = "Nature"}
@inproceedings{a, title={Sleep}, author={Smith, J.}, crossref={conf}}
@article{b, journal = nat # " Medicine", title = "Naps", year = 2001, year = 2002}
@article{broken, title = {never ends
@book{conf, title={Proceedings of Sleep}, year={2003}, publisher={Ox}}
"""
    )
    by_key = {entry.key: reference_of(work_of_entry(entry)) for entry in entries}
    assert (by_key["a"].container_title, by_key["a"].year) == ("Proceedings of Sleep", 2003)
    assert by_key["b"].title == "Naps"
    assert [failure.line for failure in failures] == [3, 4]  # a field twice, an entry never closed


def test_a_note_alone_is_what_is_printed():
    entries, _ = parse_bib("@misc{a, note={Braun E. Naps of the old. Science. 2002;4(2):11-19.}}")
    assert reference_of(work_of_entry(entries[0])).raw == "Braun E. Naps of the old. Science. 2002;4(2):11-19."


def fields_of(text: str, key: str = "a") -> dict[str, str]:
    return next(dict(entry.fields) for entry in read_bib(text).entries if entry.key == key)


def test_preambles_are_joined():
    assert read_bib('@preamble{"one"}\n@preamble{"two"}').preamble == "one\ntwo"


@pytest.mark.parametrize("names", ["x,y", "x, y", " x ,y ", "x,,y", "X,Y"])
def test_several_parents(names):
    text = (
        f"@misc{{a, xdata={{{names}}}}} @xdata{{x, publisher={{Ox}}}} @xdata{{y, publisher={{Cam}}, location={{Ulm}}}}"
    )
    found = fields_of(text)
    assert (found["publisher"], found["location"]) == ("Ox", "Ulm")


def test_the_entry_s_own_fields_go_first():
    text = "@misc{a, publisher={Own}, crossref={p}} @misc{p, publisher={Ox}, year=2001}"
    (entry, _) = read_bib(text).entries
    assert (entry.fields["publisher"], entry.fields["year"], entry.inherited) == ("Own", "2001", {"year"})


def test_a_parent_s_titles_are_the_child_s_book_titles():
    text = "@inbook{a, crossref={p}} @book{p, title={B}, subtitle={S}, titleaddon={A}}"
    assert fields_of(text) == {"booktitle": "B", "booksubtitle": "S", "booktitleaddon": "A", "crossref": "p"}


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        ("crossref={p}", "title={J}, subtitle={S}", {"journaltitle": "J", "booksubtitle": "S"}),
        ("crossref={p}, journal={Own}", "title={J}", {"journal": "Own"}),
        ("crossref={p}", "title={J}, journal={K}", {"journal": "K"}),
    ],
)
def test_the_parent_of_an_article_is_its_journal(child, parent, expected):
    found = fields_of(f"@article{{a, {child}}} @periodical{{p, {parent}}}")
    del found["crossref"]
    assert found == expected


@pytest.mark.parametrize(
    "own",
    "pages doi url file abstract keywords groups ids key sortkey shorthand label options entryset related "
    "relatedtype annote annotation xref".split(),
)
def test_what_says_something_of_the_parent_alone(own):
    assert own not in fields_of(f"@inproceedings{{a, crossref={{p}}}} @proceedings{{p, {own}={{x}}, year=2001}}")


def test_xdata_gives_all_its_fields():
    assert fields_of("@misc{a, xdata={x}} @xdata{x, url={https://a.org}, title={T}}") == {
        "url": "https://a.org", "title": "T", "xdata": "x",
    }  # fmt: skip


def test_parents_of_parents_to_a_depth():
    chain = "".join(f"@misc{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(9))
    assert fields_of(chain + "@misc{k9, year=2001}", "k0")["year"] == "2001"
    longer = "".join(f"@misc{{k{n}, crossref={{k{n + 1}}}}}\n" for n in range(30))
    assert "year" not in fields_of(longer + "@misc{k30, year=2001}", "k0")


def test_the_first_of_two_entries_of_one_key_is_the_parent():
    assert fields_of("@misc{a, crossref={P}} @misc{p, year=2001} @misc{p, year=2002}")["year"] == "2001"


@pytest.mark.parametrize(
    ("tree", "groups"),
    [
        (r"0 AllEntriesGroup:;1 ExplicitGroup:Rest\;0\;a\;b\;;", {"Rest": ["a", "b"]}),
        (r"1 ExplicitGroup:Rest\;0\;a\;;2 ExplicitGroup:Naps\;0\;b\;;1 ExplicitGroup:Tea\;0\;c\;;", {"Rest": ["a"], "Rest/Naps": ["b"], "Tea": ["c"]}),
        (r"1 KeywordGroup:Rest\;0\;keywords\;nap\;;2 ExplicitGroup:Naps\;0\;b\;;", {"Rest/Naps": ["b"]}),
        (r"1 ExplicitGroup:Empty\;0\;;", {}),
        ("no tree;", {}),
    ],
)  # fmt: skip
def test_groups(tree, groups):
    assert read_bib(f"@comment{{jabref-meta: groupstree:\n{tree}\n}}").groups == groups
    assert read_bib(f"@comment{{jabref-meta: other:\n{tree}\n}}").groups == {}


def test_old_groups_have_a_name_of_their_own():
    text = "@comment{jabref-meta: groupsversion:3;}\n@comment{jabref-meta: groupstree: 1 ExplicitGroup:R\\;0\\;a\\;;}"
    assert read_bib(text).groups == {"R": ["a"]}


def test_a_file_without_parents_is_as_it_was_read():
    bib = read_bib("@misc{a, year=2001}")
    assert bib.entries[0].inherited == frozenset()
    assert read_bib("").entries == ()
