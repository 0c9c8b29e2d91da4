r"""Printed lists of LaTeX manuscripts: what BibTeX's styles and biber write, read as TeX reads it."""

import pytest

from refdb.articles.latex.biber import entries_of
from refdb.articles.latex.bibitems import items_of
from refdb.articles.reading import read
from refdb.citations.extraction import extract

REVTEX = r"""\begin{thebibliography}{2}%
\providecommand \bibnamefont  [1]{#1}%
\bibitem [{\citenamefont {Baum}\ and\ \citenamefont {Klee}(1991)}]{baum}%
  \BibitemOpen
  \bibfield  {author} {\bibinfo {author} {\bibfnamefont {A.}~\bibnamefont {Baum}}\ and\ \bibinfo {author} {\bibfnamefont
  {B.}~\bibnamefont {Klee}},\ }\bibfield  {title} {\bibinfo {title} {Pairs in light},\ }\href
  {https://doi.org/10.1103/PhysRevX.1.2} {\bibfield  {journal} {\bibinfo  {journal} {Phys. Rev. X}\ }\textbf {\bibinfo
  {volume} {1}},\ \bibinfo {pages} {2} (\bibinfo {year} {1991})}\BibitemShut {NoStop}%
\bibitem [{Note1()}]{Note1}%
  \BibitemOpen
  \bibinfo {note} {We count in natural units.}\BibitemShut {Stop}%
\end{thebibliography}%"""


def items(bbl):
    return dict(items_of(bbl))


def test_revtex_says_which_field_is_which():
    found = items(REVTEX)
    baum = found["baum"]
    assert baum.fields.raw == "A. Baum and B. Klee, Pairs in light, Phys. Rev. X 1, 2 (1991)"
    assert [p.family for p in baum.fields.authors] == ["Baum", "Klee"]
    assert (baum.fields.title, baum.fields.container_title) == ("Pairs in light", "Phys. Rev. X")
    assert (baum.fields.volume, baum.fields.pages, baum.fields.year) == ("1", "2", 1991)
    assert baum.fields.doi == "10.1103/physrevx.1.2"
    assert baum.label == "Baum and Klee(1991)"
    assert found["Note1"].fields.raw == "We count in natural units."


@pytest.mark.parametrize(
    ("tex", "raw", "doi"),
    [
        (r"A. Roe, \emph{Nap} 12\penalty0 (3):\penalty0 4--9, 2001.", "A. Roe, Nap 12(3):4–9, 2001.", ""),
        (r"Roe, A. 2001, \apj, 9, 12", "Roe, A. 2001, ApJ, 9, 12", ""),
        (r"Roe, A. 2001, \href{https://doi.org/10.1093/x/st1}{9, 12}", "Roe, A. 2001, 9, 12", "10.1093/x/st1"),
        (r"Roe, A. Naps. \doi{10.1000/Ab\_c}.", "Roe, A. Naps. doi: 10.1000/Ab_c.", "10.1000/ab_c"),
        (r"Roe, A. Naps. \href@noop {} {\emph {Rest}} 3", "Roe, A. Naps. Rest 3", ""),
        (r"{\natexlab{a}}Roe \enquote{Naps}", "aRoe “Naps”", ""),
        (r"Roe. \url{https://x.org/a\%20b_c}", "Roe. https://x.org/a%20b_c", ""),
    ],
)
def test_commands_of_styles_print_what_they_print(tex, raw, doi):
    fields = items(r"\begin{thebibliography}{1}\bibitem{k} " + tex + r" \end{thebibliography}")["k"].fields
    assert (fields.raw, fields.doi) == (raw, doi)


@pytest.mark.parametrize(
    "names",
    [
        r"{{hash=a}{family={Roe}, familyi={R\bibinitperiod}, given={Ann}, givenun=0}}"
        r"{{hash=b}{family={Berg}, prefix={van den}, given={Bo\bibnamedelimb C.}}}",
        r"{{}{Roe}{R.}{Ann}{A.}{}{}{}{}}{{}{Berg}{B.}{Bo C.}{B.}{van den}{v.}{}{}}",
    ],
    ids=["format 3", "format 1"],
)
def test_biber_names_every_field(names):
    bbl = (
        r"\datalist[entry]{nty}\entry{roe}{article}{}{} \name{author}{2}{}{"
        + names
        + r"} \list{publisher}{1}{{Ox Press}}"
        r" \field{title}{Naps \& bones} \field{journaltitle}{Rest} \field{year}{2001} \field{volume}{3}"
        r" \field{pages}{33\bibrangedash 44} \verb{doi}"
        "\n\\verb 10.1000/Ab_1\n\\endverb \\endentry\\enddatalist"
    )
    ((key, listed),) = entries_of(bbl)
    fields = listed.fields
    assert (key, fields.title, fields.pages, fields.doi) == ("roe", "Naps & bones", "33-44", "10.1000/ab_1")
    assert [p.sort_name for p in fields.authors] == ["Roe", "van den Berg"]
    assert fields.authors[1].given == "Bo C."
    assert (fields.publisher, fields.type) == ("Ox Press", "article")


def test_an_entry_that_is_cut_short_is_left():
    assert list(entries_of(r"\entry{roe}{article}{}{} \field{title}{Na")) == []


def written(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return extract(read(folder / "main.tex"))


BIB = r"@article{roe, author={Roe, Ann}, title={Naps and bones}, year=2001}@article{doe, author={Doe, Bo}, title={Teas}, year=2002}"


def test_parts_in_folders_and_a_bib_named_in_a_package(tmp_path):
    article = written(
        tmp_path,
        main_tex=r"\documentclass{book}\usepackage{own}\begin{document}\subfile{ch/one}\import{ch/}{two}\end{document}",
        own_sty=r"\usepackage[style=apa]{biblatex}\addbibresource{refs.bib} % \addbibresource{old.bib}",
        refs_bib=BIB,
        ch__one_tex=r"\documentclass[../main]{subfiles}\begin{document}Naps help \autocite{roe}.\end{document}",
        ch__two_tex=r"Tea does not \parencite[12]{doe}.",
    )
    assert [s.text for s in article.sentences] == ["Naps help [1].", "Tea does not [2, 12]."]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]
    assert not any("beside" in warning for warning in article.warnings)


def test_two_printed_lists_are_both_read(tmp_path):
    article = written(
        tmp_path,
        main_tex=r"""\documentclass{article}\begin{document}Naps help \cite{a}.
\begin{thebibliography}{1}\bibitem{a} Roe A. Naps and bones. Rest. 2001;3:1-9.\end{thebibliography}
Tea does not \citesupp{b}.
\begin{thebibliography}{1}\bibitem{b} Doe B. Tea and sleep. Rest. 2002;4:1-9.\end{thebibliography}\end{document}""",
    )
    assert [r.raw for r in article.references] == [
        "Roe A. Naps and bones. Rest. 2001;3:1-9.",
        "Doe B. Tea and sleep. Rest. 2002;4:1-9.",
    ]
    assert [c.reference_numbers for c in article.citations] == [(1,), (2,)]


def test_what_a_note_cites_its_mark_cites(tmp_path):
    article = written(
        tmp_path,
        main_tex=r"""\documentclass{article}\usepackage[style=authoryear]{biblatex}\addbibresource{refs.bib}
\begin{document}Naps help.\footcite[12]{roe} Tea does not.\footnote{As \textcite[p.~3]{doe} found.}\end{document}""",
        refs_bib=BIB,
    )
    assert [s.text for s in article.sentences] == [
        "Naps help.¹", "Tea does not.²", "1. (Roe, 2001, 12)", "2. As Doe (2002, p. 3) found.",
    ]  # fmt: skip
    assert [(c.marker, c.reference_numbers) for c in article.citations][:2] == [("¹", (1,)), ("²", (2,))]


AMSREFS = r"""\documentclass{amsart}\usepackage{amsrefs}\title{On rest}\begin{document}
Rings rest \cite{Ott}*{Theorem 2}. They do so twice \cites{Ott,Dor}.
\begin{bibdiv}\begin{biblist}
\bib{Ott}{book}{author={Otter, Ann}, title={Rest in rings}, publisher={Nap Press}, date={2002}}
\bib{Dor}{article}{
   author={Dorn, Carl},
   author={Ebel, Eva},
   title={On rings at rest}, journal={Ann. of Rest}, volume={64}, date={1956}, pages={399--405},
}
\end{biblist}\end{bibdiv}\end{document}"""


def test_amsrefs_keeps_its_entries_in_the_text(tmp_path):
    (tmp_path / "a.tex").write_text(AMSREFS, encoding="utf-8")
    article = extract(read(tmp_path / "a.tex"))
    fields = [(r.parsed.title, [p.family for p in r.parsed.authors], r.parsed.year) for r in article.references]
    assert fields == [("Rest in rings", ["Otter"], 2002), ("On rings at rest", ["Dorn", "Ebel"], 1956)]
    assert [(s.text) for s in article.sentences] == ["Rings rest [1, Theorem 2].", "They do so twice [1, 2]."]
    assert [c.reference_numbers for c in article.citations] == [(1,), (1, 2)]
