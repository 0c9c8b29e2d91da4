r"""LaTeX manuscripts -> Article: the text, and what each ``\cite`` leads to in the .bbl or .bib beside it.

TeX is read, never run: no shell, no file outside the manuscript's folder, macros expanded only so far.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

from refdb.articles.assembling import Piece, article_from_pieces
from refdb.articles.latex.bibliographies import reference_piece, references
from refdb.articles.latex.body import Walk
from refdb.articles.latex.bylines import byline
from refdb.articles.latex.macros import expanded
from refdb.articles.latex.project import Fetch, fetch_beside, fetch_from, main_of, unpack
from refdb.articles.latex.source import argument, uncommented
from refdb.errors import InputError
from refdb.model import Article, Source
from refdb.text.budgets import within_source
from refdb.text.tex import to_text

MOST_INCLUDED = 200  # files
_INCLUDE = re.compile(
    r"\\(?:(?:sub)?(?:import|includefrom|inputfrom)\*?\s*\{([^{}]{0,200})\}\s*\{([^{}]{1,200})\}|"
    r"(?:input|include|subfile(?:include)?)(?![A-Za-z])\s*(?:\{([^{}]{1,200})\}|([\w./-]{1,200})))"
)
_OF_ITS_OWN = re.compile(r"\\documentclass.*?\\begin\{document\}(.*?)(?:\\end\{document\}|\Z)", re.S)
_DROPPED = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|comment|tikzpicture|picture|filecontents\*?|minted|algorithmic|CCSXML)\}.*?\\end\{\1\}",
    re.S,
)
_DISPLAY = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat)\*?)\}.*?\\end\{\1\}|\\\[.*?\\\]|\$\$.*?\$\$",
    re.S,
)


def looks_like_latex(head: str) -> bool:
    """Whether a text is LaTeX: a class, a document's beginning, or several sections with commands around them."""
    return bool(re.search(r"^[^%\n]*\\(?:documentclass|documentstyle|begin\{document\})", head, re.M)) or (
        len(re.findall(r"^[ \t]*\\(?:section|subsection|chapter)\*?\{", head, re.M)) >= 1
        and len(re.findall(r"\\(?:cite[a-z]*|ref|emph|textit|label)\b", head)) >= 2
    )


def read_latex(path: Path | None, text: str, source: Source) -> Article:
    """The article of a .tex file, with what lies beside it; without ``path`` the text stands alone.

    Raises:
        InputError: nothing readable in it.
    """
    return _read(text, fetch_beside(path) if path else lambda _name: None, source, path.stem if path else "")


def read_latex_archive(data: bytes, source: Source) -> Article:
    """The article of an archive of sources, as arXiv gives them.

    Raises:
        InputError: damaged, a bomb, or without a LaTeX article.
    """
    files = unpack(data, source.name)
    main = main_of(files)
    if main is None:
        raise InputError(f"{source.name} is an archive without a LaTeX article in it; give the article's own file")
    fetch = fetch_from(files, main)
    return _read(fetch(Path(main).name) or "", fetch, source, Path(main).stem)


def _read(text: str, fetch: Fetch, source: Source, stem: str) -> Article:
    source_text, parts = _included(text, fetch)
    within_source(len(source_text), source.name)
    whole = expanded(source_text)
    preamble, begin, rest = whole.partition(r"\begin{document}")
    body = rest.partition(r"\end{document}")[0] if begin else whole
    listed, warnings = references(whole, fetch, (stem, *parts))
    numeric = _is_numeric(preamble)
    walk = Walk(listed, numeric=numeric)
    title = re.search(r"\\title\s*(?:\[[^\]]*\])?\s*\{", whole)
    head = [Piece("title", to_text(argument(whole, title.end() - 1)[0]))] if title else []
    body = _DROPPED.sub(
        " ", re.sub(r"\\begin\{(?P<list>thebibliography|biblist)\}.*?(?:\\end\{(?P=list)\}|\Z)", "", body, flags=re.S)
    )
    pieces = [*head, *walk.pieces(_DISPLAY.sub(lambda m: f" {_formula(m.group())} ", body))]
    cited = walk.cited if r"\nocite{*}" not in whole else dict.fromkeys(listed)
    # A .bbl prints what is cited, in its order; of a .bib only what is cited is a reference.
    keys = [key for key in listed if key in cited or listed[key].printed]
    if not any(reference.printed for reference in listed.values()):
        keys = [key for key in cited if key in listed]
    pieces += [Piece("reference_heading", "References")] if keys else []
    pieces += [reference_piece(key, listed[key], n) for n, key in enumerate(keys, 1)]
    article = article_from_pieces(pieces, source)
    if not article.text:
        raise InputError(f"{source.name} is a LaTeX file without a text")
    authors, date = byline(whole)
    return replace(article, warnings=(*article.warnings, *warnings), authors=authors, date=date)


def _included(text: str, fetch: Fetch) -> tuple[str, list[str]]:
    """(the source with its comments gone and its own files put in, each once; the names of those files)."""
    seen: dict[str, None] = {}

    def put(match: re.Match[str], folder: str) -> str:
        inside = f"{folder}{match.group(1) or ''}"
        name = (match.group(2) or match.group(3) or match.group(4)).strip()
        for path in dict.fromkeys((f"{_as_folder(inside)}{name}", name)):  # subfiles name files from either folder
            if path in seen or len(seen) >= MOST_INCLUDED:
                return ""
            found = fetch(path if path.endswith(".tex") else f"{path}.tex") or fetch(path)
            if found:
                seen[path] = None
                part = uncommented(found)
                own = _OF_ITS_OWN.search(part)
                within = partial(put, folder=_as_folder(path.rpartition("/")[0]))
                return _INCLUDE.sub(within, own.group(1) if own else part) + "\n"
        return ""

    return _INCLUDE.sub(partial(put, folder=""), uncommented(text)), list(seen)


def _as_folder(path: str) -> str:
    return f"{path.strip().strip('/')}/" if path.strip().strip("/") else ""


def _is_numeric(preamble: str) -> bool:
    """Whether markers are numbers: natbib without "numbers" and the author-year styles of biblatex print names."""
    natbib = re.search(r"\\usepackage(?:\[([^\]]*)\])?\{[^{}]*\bnatbib\b", preamble)
    if natbib and not re.search(r"numbers|super", natbib.group(1) or ""):
        return bool(re.search(r"\\setcitestyle\{[^{}]*(?:numbers|super)", preamble))
    biblatex = re.search(r"\\usepackage\[([^\]]*)\]\{biblatex\}", preamble)
    if biblatex:
        return not re.search(r"style\s*=\s*(?:author|apa|chicago|mla|alphabetic)", biblatex.group(1))
    return not re.search(r"\{(?:apacite|harvard|chicago|apalike)\}", preamble)


def _formula(tex: str) -> str:
    inner = re.sub(r"\\(?:begin|end)\{[^{}]*\}|\\\[|\\\]|\$\$|\\label\{[^{}]*\}|&", " ", tex)
    return to_text(f"${inner[:2000]}$")
