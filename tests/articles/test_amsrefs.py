"""The entries of amsrefs in the text of a manuscript."""

from refdb.articles.latex.amsrefs import entries_of
from refdb.model import Person

SOURCE = r"""
\begin{biblist}
\bib{Roe}{article}{
  author={Roe, R.},
  author={M\"uller, A.},
  title={On the naps of
    {Bessel} functions},
  journal={J. Quiet Math.},
  volume={3},
  date={2001},
  pages={101--109},
}
\bib*{Fox}{book}{author={Fox, F.}, title={A book}, publisher={Quiet Press}, date={1999}, title={not this}}
\bib{}{article}{title={no key}}
\bib{cut}{article}
\end{biblist}
"""


def test_entries_with_their_fields():
    found = dict(entries_of(SOURCE))
    assert list(found) == ["Roe", "Fox"]
    roe = found["Roe"].fields
    assert roe.authors == (Person("Roe", "R."), Person("Müller", "A."))
    assert (roe.title, roe.container_title, roe.volume) == ("On the naps of Bessel functions", "J. Quiet Math.", "3")
    assert (roe.year, roe.pages) == (2001, "101-109")
    assert "On the naps of Bessel functions" in roe.raw
    assert [one.printed for one in found.values()] == [True, True]


def test_the_first_of_a_field_counts_where_there_can_be_one():
    fox = dict(entries_of(SOURCE))["Fox"].fields
    assert (fox.title, fox.publisher, fox.year, fox.type) == ("A book", "Quiet Press", 1999, "book")


def test_a_text_without_entries_has_none():
    assert list(entries_of(r"\bibitem{a} Roe. \bibliography{refs}")) == []


def test_an_entry_that_is_cut_off_gives_what_there_is():
    ((key, entry),) = entries_of(r"\bib{cut}{article}{author={Roe, R.}, title={On na")
    assert (key, entry.fields.title, entry.fields.authors) == ("cut", "On na", (Person("Roe", "R."),))
