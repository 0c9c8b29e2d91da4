r"""LaTeX manuscripts: markers lead to the .bbl or .bib beside them, and nothing outside their folder is read."""

import io
import tarfile
import time
import zipfile

import pytest

from refdb.articles.latex.macros import MOST_GROWTH, expanded
from refdb.articles.reading import read, read_bytes
from refdb.citations.extraction import extract
from refdb.errors import InputError

BIB = r"""
@article{smith, author = {Smith, John and M{\"u}ller, K.}, title = {Sleep and {REM} in adults}, journal = {Nature},
  year = 2001, volume = 3, number = {2}, pages = {1--9}, doi = {10.1000/XYZ}}
@book{braun, author = {{World Health Organization}}, title = {Naps}, year = {2002}, publisher = {Ox Press}}
@article{never, author = {Doe, J.}, title = {Not cited}, year = 1999}
"""
MAIN = r"""\documentclass{article} % \cite{never}
\usepackage[numbers]{natbib}
\newcommand{\rem}{rapid eye movement}
\title{Sleep \& memory}
\author{Hidden Author}
\begin{document}\maketitle
\begin{abstract}Sleep helps.\end{abstract}
\section{Results}
Naps help in \rem\ sleep \citep[see][p.~3]{smith,braun}. \emph{Both} do\footnote{As in \cite{braun}.}.
Nobody knows \cite{lost}. It is $10^{-6}$\,m.
\input{more}
\begin{figure}\caption{A brain.}\end{figure}
\bibliographystyle{plain}\bibliography{refs}
\end{document} Never shown."""


def manuscript(tmp_path, main=MAIN, **files):
    for name, text in files.items():
        (tmp_path / name.replace("_", ".")).write_text(text, encoding="utf-8")
    path = tmp_path / "main.tex"
    path.write_text(main, encoding="utf-8")
    return extract(read(path))


def test_markers_lead_to_the_bib_beside_the_manuscript(tmp_path):
    article = manuscript(tmp_path, refs_bib=BIB, more_tex="More text of another file.")
    assert (article.title, article.source.format) == ("Sleep & memory", "latex")
    assert "Naps help in rapid eye movement sleep [see 1, 2, p. 3]. Both do¹." in article.text
    assert "It is 10⁻⁶" in article.text
    assert "More text of another file." in article.text
    assert "Hidden" not in article.text
    assert "Never shown" not in article.text
    assert [(c.marker, c.reference_numbers, c.undefined) for c in article.citations] == [
        ("1, 2", (1, 2), ()),
        ("¹", (2,), ()),
        ("[?]", (), ("lost",)),
        ("[2]", (2,), ()),
    ]
    smith, who = (r.parsed for r in article.references)
    assert (smith.title, smith.year, smith.pages, smith.doi) == ("Sleep and REM in adults", 2001, "1-9", "10.1000/xyz")
    assert smith.authors[1].family == "Müller"
    assert who.authors[0].literal == "World Health Organization"


def test_the_printed_list_gives_order_and_wording(tmp_path):
    bbl = r"""\begin{thebibliography}{9}
\bibitem[WHO(2002)]{braun} {World Health Organization}. \newblock \emph{Naps}. Ox Press, 2002.
\bibitem[Smith and M\"uller(2001)]{smith} J.~Smith, K.~M{\"u}ller. Sleep and REM in adults. \emph{Nature}, 3:1--9, 2001.
\end{thebibliography}"""
    article = manuscript(tmp_path, MAIN.replace("[numbers]", ""), refs_bib=BIB, main_bbl=bbl)
    assert [r.raw for r in article.references] == [
        "World Health Organization. Naps. Ox Press, 2002.",
        "J. Smith, K. Müller. Sleep and REM in adults. Nature, 3:1–9, 2001.",
    ]
    assert article.references[1].parsed.doi == "10.1000/xyz"
    assert "(see Smith and Müller, 2001; WHO, 2002, p. 3)" in article.text
    assert article.citations[0].reference_numbers == (2, 1)


def test_a_list_in_the_file_without_anything_beside_it():
    text = r"""\documentclass{article}\begin{document}Naps help~\cite{a}.
\begin{thebibliography}{1}\bibitem{a} Braun E. Naps of the old. Science. 2002;4(2):11-19.\end{thebibliography}\end{document}"""
    article = extract(read_bytes(text.encode(), "a.tex"))
    assert [(c.marker, c.reference_numbers) for c in article.citations] == [("[1]", (1,))]
    assert article.references[0].parsed.container_title == "Science"


def test_a_missing_bib_is_named(tmp_path):
    article = manuscript(tmp_path)
    assert article.warnings[0] == "refs.bib is named by the article but is not beside it: put it there."
    assert article.references == ()
    assert {u for c in article.citations for u in c.undefined} == {"smith", "braun", "lost"}


def test_nothing_outside_the_folder_is_read_and_loops_end(tmp_path):
    (tmp_path / "secret.tex").write_text("SECRET", encoding="utf-8")
    folder = tmp_path / "paper"
    folder.mkdir()
    path = folder / "main.tex"
    path.write_text(
        r"\documentclass{article}\begin{document}Sleep helps. \input{main}\input{../secret}\input{"
        + str(tmp_path / "secret")
        + r"}"
        r"\input{|date}\immediate\write18{touch made}\openin5=/etc/passwd\end{document}",
        encoding="utf-8",
    )
    article = read(path)
    assert "SECRET" not in article.text
    assert "Sleep helps." in article.text
    assert sorted(p.name for p in folder.iterdir()) == ["main.tex"]


@pytest.mark.parametrize(
    "macros",
    [
        r"\newcommand{\a}{\b\b\b\b\b\b\b\b\b\b}\newcommand{\b}{\c\c\c\c\c\c\c\c\c\c}\newcommand{\c}{\d\d\d\d\d\d\d\d\d\d}"
        r"\newcommand{\d}{\e\e\e\e\e\e\e\e\e\e}\newcommand{\e}{" + "x" * 4000 + r"}",
        r"\def\a{\a\a}",
        r"\newcommand{\a}[1]{#1#1\a{#1#1}}",
    ],
)
def test_macro_bombs_end(macros):
    began = time.thread_time()
    assert len(expanded(macros + r"\a{yy}" * 50)) < 3 * MOST_GROWTH
    assert time.thread_time() - began < 10


def archive(**files):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        for name, text in files.items():
            member = tarfile.TarInfo(name.replace("_", "."))
            member.size = len(text.encode())
            tar.addfile(member, io.BytesIO(text.encode()))
        link = tarfile.TarInfo("more.tex")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return packed.getvalue()


def test_an_archive_of_sources():
    article = extract(read_bytes(archive(main_tex=MAIN, refs_bib=BIB), "arxiv.tar.gz"))
    assert len(article.references) == 2
    assert "root:" not in article.text
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("paper/main.tex", MAIN)
        file.writestr("paper/refs.bib", BIB)
        file.writestr("../../climbed.tex", "out")
    assert len(extract(read_bytes(packed.getvalue(), "a.zip")).references) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x1f\x8b cut", "a.tar.gz is damaged: it cannot be unpacked"),
        (archive(readme_txt="no article"), "is an archive without a LaTeX article"),
    ],
)
def test_archives_that_hold_no_article_are_one_line(data, message):
    with pytest.raises(InputError, match=message) as error:
        read_bytes(data, "a.tar.gz")
    assert "\n" not in str(error.value)
