r"""Who wrote a manuscript and when: ``\\author`` and ``\\date``, of the classes in use, of authblk and REVTeX."""

from __future__ import annotations

import re

from refdb.articles.bylines import dated, in_line
from refdb.articles.latex.source import argument
from refdb.text.tex import to_text

_AUTHOR = re.compile(r"\\author\s*(?:\[[^\]]{0,200}\]\s*)?(?:<[^>]{0,200}>\s*)?\{")
_DATE = re.compile(r"\\date\s*\{")
# What stands with a name but is none of it, with its argument.
_BESIDE = re.compile(
    r"\\(?:thanks|thanksref|footnote|footnotemark|inst|orcidlink|orcid|orcidID|email|affil|affiliation|institute|address|"
    r"IEEEauthorrefmark|IEEEauthorblockA|IEEEmembership|corref|fnref|tnoteref|textsuperscript|authormark|href|url|texttt|"
    r"department|institution|city|country|state|postcode|streetaddress|protect)\s*(?:\[[^\]]{0,200}\]\s*)?(?=\{)"
)
_LINE = re.compile(r"\\\\(?:\[[^\]]*\])?|\\newline\b|\\quad\b|\\qquad\b|\\hspace\*?\{[^}]*\}")
_RAISED = re.compile(r"\$[^$]{0,40}\$")
_AND = re.compile(r"\\(?:and|And|AND)\b|\\IEEEauthorblockN\b")
MOST_CALLS = 500
_ADDRESS = re.compile(
    r"@|\d|\b(?:universit\w*|institut\w*|department|dept|school|college|laborator\w*|hospital|cent(?:er|re)|inc|ltd|gmbh|"
    r"faculty|division)\b",
    re.I,
)


def byline(source: str) -> tuple[tuple[str, ...], str]:
    r"""The authors and the date that a source names; ``\today`` is none."""
    names: dict[str, None] = {}
    for n, call in enumerate(_AUTHOR.finditer(source)):
        if n >= MOST_CALLS:
            break
        given = _bare(argument(source, call.end() - 1)[0][:20_000])
        for one in _AND.split(given):
            line = next((text for part in _LINE.split(one) if (text := to_text(part).strip(" ,;"))), "")
            found = in_line(line)  # behind the line of names stand addresses
            names |= dict.fromkeys(name for name in found if not _ADDRESS.search(name))
    date = _DATE.search(source)
    return tuple(names), dated(to_text(argument(source, date.end() - 1)[0][:200])) if date else ""


def _bare(text: str) -> str:
    """Names without notes, addresses and raised marks."""
    out, at = [], 0
    for beside in _BESIDE.finditer(text):
        if beside.start() >= at:
            out.append(text[at : beside.start()])
            at = argument(text, beside.end())[1]
    return _RAISED.sub("", "".join(out) + text[at:])
