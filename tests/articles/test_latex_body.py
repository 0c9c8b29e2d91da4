r"""LaTeX's body, command by command: what is printed, and what each ``\cite`` looks like."""

import pytest

from refdb.articles.latex.macros import expanded
from refdb.articles.latex.source import argument, skip_blanks, uncommented
from refdb.articles.reading import read_bytes
from refdb.model import Article

LIST = r"""\begin{thebibliography}{2}
\bibitem[Smith and Jones(2001)]{smith} J. Smith and B. Jones. Sleep. Nature, 2001.
\bibitem[Braun(2002a)]{braun} E. Braun. Naps. Science, 2002.
\end{thebibliography}"""


def read(body: str, packages: str = "") -> Article:
    text = rf"\documentclass{{article}}{packages}\begin{{document}}{body}{LIST}\end{{document}}"
    return read_bytes(text.encode(), "a.tex")


def text(body: str, packages: str = "") -> str:
    return read(body, packages).text.partition("\n\nReferences")[0]


def blocks(body: str) -> list[tuple[str, str]]:
    article = read(body)
    return [(b.kind, article.text[b.start : b.end]) for b in article.blocks if not b.kind.startswith("reference")]


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (r"So \cite{smith}.", "So [1]."),
        (r"So~\cite{braun,smith}.", "So [2, 1]."),
        (r"So \cite[see][p.~3]{smith}.", "So [see 1, p. 3]."),
        (r"So \cite[p.~3]{smith}.", "So [1, p. 3]."),
        (r"So\cite{smith}, too.", "So [1], too."),
        (r"It ends.\cite{smith} And so on.", "It ends.[1] And so on."),
        (r"So \cite{ smith , braun }.", "So [1, 2]."),
        (r"So \cite{lost}.", "So [?]."),
        (r"So \cites{smith}{braun} \autocite{smith}.", "So [1, 2] [1]."),
        (r"So \nocite{braun} it is.", "So it is."),
        (r"So \nocite{*}it is.", "So it is."),
        (r"So \cite*{smith} \citeauthor{smith}.", "So [1] [1]."),
        (r"So \cite{} it is.", "So it is."),
    ],
)
def test_numbers(body, printed):
    assert text(body) == printed


NATBIB = r"\usepackage{natbib}"


@pytest.mark.parametrize(
    ("body", "printed"),
    [
        (r"So \citep{smith}.", "So (Smith and Jones, 2001)."),
        (r"\citet{smith} say so.", "Smith and Jones (2001) say so."),
        (r"\citet{smith,braun} say so.", "Smith and Jones (2001); Braun (2002a) say so."),
        (r"So \citep[see][p.~3]{smith,braun}.", "So (see Smith and Jones, 2001; Braun, 2002a, p. 3)."),
        (r"So \citep{lost}.", "So (?)."),
        (r"\Citet{braun} too.", "Braun (2002a) too."),
    ],
)
def test_names_and_years(body, printed):
    assert text(body, NATBIB) == printed
    assert text(body, r"\usepackage[numbers]{natbib}") != printed


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (r"M\"uller, \'Etienne, \c{c}a, \v{S}koda, \~nandu", "Müller, Étienne, ça, Škoda, ñandu"),
        (r"\ss, \o, \aa, \ae{}", "ß, ø, å, æ"),
        (r"``Sleep'' -- don't --- 1--9", "“Sleep” – don't — 1–9"),
        (r"50\,\% \& \$5 \_a \#1", "50 % & $5 _a #1"),
        (r"$10^{-6}$ m and $\alpha$", "10⁻⁶ m and α"),
        (r"\emph{One} {\bf two} \textbf{three}", "One two three"),
        (r"See \ref{fig:a} and \label{b}more.", "See and more."),
        (r"\href{https://a.org}{Here} and \url{https://b.org/\_c}.", "Here and https://b.org/_c."),
        (r"m\textsuperscript{2}", "m²"),
        (r"a\\b~c", "a b c"),
        ("one % two\nthree", "one three"),
        (r"\unknown{kept} text", "kept text"),
        (r"\vspace{3mm}\noindent Naps", "Naps"),
        (r"\color{red}Naps", "Naps"),
    ],
)
def test_text(source, printed):
    assert text(source) == printed


def test_blocks():
    body = r"""
\section{Results \& more}
One
goes on.

Two.
\subsection*{More}
\begin{itemize}\item A nap. \item[x] Another.\end{itemize}
\begin{enumerate}\item First.\item Second.\end{enumerate}
\begin{figure}\includegraphics{a}\caption[short]{A \emph{brain}.}\end{figure}
\begin{tabular}{ll} a & b \\ c & d \\ \end{tabular}
\begin{quote}A quote.\end{quote}
Three\footnote{A note.}. Four.\par Five."""
    assert blocks(body) == [
        ("heading", "Results & more"),
        ("paragraph", "One goes on."),
        ("paragraph", "Two."),
        ("heading", "More"),
        ("list_item", "• A nap."),
        ("list_item", "x Another."),
        ("list_item", "1. First."),
        ("list_item", "2. Second."),
        ("caption", "A brain."),
        ("table", "a b"),
        ("table", "c d"),
        ("paragraph", "A quote."),
        ("paragraph", "Three¹. Four."),
        ("paragraph", "Five."),
        ("heading", "Notes"),
        ("list_item", "1. A note."),
    ]


def test_a_note_may_hold_a_note_and_a_citation():
    article = read(r"One\footnote{Two\footnote{Three \cite{braun}.}.}.")
    assert article.text.startswith("One¹.\n\nNotes\n\n1. Two².\n\n2. Three [2].")


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        (r"\newcommand{\nap}{short nap}A \nap{} and \nap.", "A short nap{} and short nap."),
        (r"\newcommand{\two}[2]{#2 of #1}\two{a}{b}", "b of a"),
        (r"\newcommand\x{y}\x", "y"),
        (r"\def\x#1{<#1>}\x{a}\x b", "<a><b>"),
        (r"\renewcommand*{\x}{y}\providecommand{\z}{w}\x\z", "yw"),
        (r"\newcommand{\a}{\b}\newcommand{\b}{c}\a", "c"),
        (r"\newcommand{\a}{x}\ab \a", r"\ab x"),  # another command's beginning
        (r"\newcommand{\a}[1][o]{#1}\a", r"\newcommand{\a}[1][o]{#1}\a"),  # optional arguments are left alone
        ("no macros", "no macros"),
    ],
)
def test_own_macros(source, printed):
    assert expanded(source) == printed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("a % b\nc", "a c"),
        (r"50\% b", r"50\% b"),
        ("a \\\\% b\nc", "a \\\\c"),
        ("a%b\n   c", "ac"),
        ("%", ""),
        ("a", "a"),
    ],
)
def test_comments(source, left):
    assert uncommented(source) == left


def test_arguments():
    assert argument("{a{b}c}d", 0) == ("a{b}c", 7)
    assert argument("[a]{b}", 0, "[]") == ("a", 3)
    assert argument(r"{a\}b}", 0) == (r"a\}b", 6)
    assert argument("x{a}", 0) == ("", 0)
    assert argument("{a", 0) == ("a", 2)
    assert argument("{a}", 9) == ("", 9)
    assert skip_blanks("a \n b", 1) == 4
    assert skip_blanks("a  ", 1) == 3
