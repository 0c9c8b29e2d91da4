r"""TeX from strangers: commands that read or write files, run programs, or build such a command out of other signs.

A .bib file's own TeX is kept as it is; whoever typesets an export, perhaps with shell escape on, runs it. See S.
Checkoway et al., "Are text-only data formats safe? Or, use this LaTeX class file to pwn your computer" (LEET 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# In small letters: BibTeX itself makes \INPUT of a title \input.
_COMMANDS = frozenset(
    "input include includeonly inputiffileexists openin openout read readline newread newwrite write immediate "
    "closein closeout special directlua latelua luaexec luadirect luacode pdffiledump filedump "
    "pdfobj pdfliteral shellescape usepackage requirepackage loadclass documentclass lstinputlisting verbatiminput "
    "verbatimtabinput inputminted "
    "bibliography addbibresource import subimport includefrom subfile catfile "
    "catcode csname csuse usename nameuse expandargs scantokens scantextokens makeatletter explsyntaxon "
    "endlinechar escapechar everypar everyjob aftergroup".split()
)
_TOKEN = re.compile(r"\\(?:begin\s*\{(?P<environment>[^{}]*)\}|(?P<name>[A-Za-z@]+)|.?)", re.DOTALL)
# TeX makes letters of ^^5c and ^^69 before it looks for commands, within their names too.
_CARETS, _CARETS_AS_TEXT = "^^", r"\textasciicircum{}\textasciicircum{}"


def harmful(tex: str) -> Iterator[str]:
    r"""What stands in it that a stranger should not give: ``\input``, ``\write``, ``^^``."""
    if _CARETS in tex:
        yield _CARETS
    yield from (match[0] for match in _TOKEN.finditer(tex) if _is_harmful(match))


def harmless(tex: str) -> str:
    r"""The same with that as text to be printed: ``\textbackslash{}input``."""
    return _TOKEN.sub(_as_text, tex.replace(_CARETS, _CARETS_AS_TEXT)) if "\\" in tex or _CARETS in tex else tex


def _is_harmful(match: re.Match[str]) -> bool:
    environment = match["environment"]
    if environment is None:
        return (match["name"] or "").lower().strip("@") in _COMMANDS
    name = environment.strip().lower()  # \begin{input} calls \input
    return name in _COMMANDS or name.startswith("filecontents") or any(sign in name for sign in "\\#")


def _as_text(match: re.Match[str]) -> str:
    return rf"\textbackslash{{}}{harmless(match[0][1:])}" if _is_harmful(match) else match[0]
