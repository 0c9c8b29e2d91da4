r"""TeX of strangers that reads or writes files is printed and not run."""

import pytest
from click.testing import CliRunner

from refdb.bibliography.bibtex.harmless import harmful, harmless
from refdb.bibliography.bibtex.writing import export
from refdb.bibliography.importing import read
from refdb.bibliography.linting import lint
from refdb.cli import cli

STRANGE = r"""@preamble{"\newcommand{\noopsort}[1]{} \immediate\write18{touch made}"}
@article{a, author={Roe, J{\o}rg}, title={Naps \input{/etc/passwd} and \emph{memory}}, journal={J}, year={2020},
 note={\noopsort{1}\openout5=x}, myfield={\begin{filecontents}{x}\end{filecontents}}}
"""


@pytest.mark.parametrize(
    ("tex", "found", "written"),
    [
        (r"\input{x}", [r"\input"], r"\textbackslash{}input{x}"),
        (r"\INPUT x", [r"\INPUT"], r"\textbackslash{}INPUT x"),
        (r"\\input", [], r"\\input"),  # a line's end and a word
        (r"\\\input", [r"\input"], r"\\\textbackslash{}input"),
        (r"\immediate\write18{ls}", [r"\immediate", r"\write"], r"\textbackslash{}immediate\textbackslash{}write18{ls}"),
        (r"\csname in\empty put\endcsname", [r"\csname"], r"\textbackslash{}csname in\empty put\endcsname"),
        (r"\begin{input}{x}", [r"\begin{input}"], r"\textbackslash{}begin{input}{x}"),
        (r"^^5cinput", ["^^"], r"\textasciicircum{}\textasciicircum{}5cinput"),
        (r"\inputenc \writer \noopsort{1} \^{o} $x^2$ \begin{math}", [], r"\inputenc \writer \noopsort{1} \^{o} $x^2$ \begin{math}"),
        (r"\in^^70ut", ["^^"], r"\in\textasciicircum{}\textasciicircum{}70ut"),
        ("\\", [], "\\"),
    ],
)  # fmt: skip
def test_commands_that_read_or_write_become_text(tex, found, written):
    assert (list(harmful(tex)), harmless(tex)) == (found, written)


def test_harmless_tex_stays_so():
    once = harmless(STRANGE)
    assert (list(harmful(once)), harmless(once)) == ([], once)


@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_an_export_prints_what_a_stranger_would_run(dialect):
    works = read(STRANGE, "bibtex").works
    text = export(works, dialect=dialect)
    assert list(harmful(text)) == []
    assert r"\emph{memory}" in text
    assert r"\noopsort" in text
    trusted = export(works, dialect=dialect, trust_tex=True)
    assert list(harmful(trusted)) == [r"\immediate", r"\write", r"\input", r"\openout", r"\begin{filecontents}"]


def test_linting_names_field_and_command():
    said = [f.message for f in lint(read(STRANGE, "bibtex").works, this_year=2026) if "TeX" in f.message]
    assert len(said) == 5
    assert r"TeX that a bibliography has no use for: \input; an export prints it as text" in said


def test_the_command_says_so(tmp_path):
    (tmp_path / "s.bib").write_text(STRANGE)
    library = ["--library", str(tmp_path / "lib")]
    CliRunner().invoke(cli, [*library, "import", str(tmp_path / "s.bib")])
    done = CliRunner().invoke(cli, [*library, "export"])
    assert "`--trust-tex` keeps it" in done.stderr
    assert r"\input{" not in done.stdout.replace(r"\textbackslash{}input{", "")
    trusted = CliRunner().invoke(cli, [*library, "export", "--trust-tex"])
    assert r"Naps \input{/etc/passwd}" in trusted.stdout
