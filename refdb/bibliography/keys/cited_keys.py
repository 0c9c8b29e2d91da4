r"""The citation keys of a manuscript: ``\cite`` of LaTeX, ``[@key]`` of Pandoc's Markdown, ``\citation`` of .aux."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from refdb.text.budgets import MOST_SOURCE

MOST_INCLUDED = 300  # files of a manuscript: a book has a hundred; each may include the next

_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_CITE = re.compile(
    r"\\(?:(?!bib)[a-z]*(?:[cC]ite|nocite)[a-zA-Z]*\*?|citation|abx@aux@cite(?:\{\d+\})?)\s*((?:\[[^\]]*\]\s*){0,2}(?:\{[^{}]*\}\s*)+)"
)
_GROUP = re.compile(r"\{([^{}]*)\}")
_INPUT = re.compile(r"\\(?:input|include|subfile|@input)\s*\{([^{}]+)\}")
_PANDOC = re.compile(r"(?<![\w.@\\])-?@(?:\{([^{}\s]+)\}|([\w](?:[\w:.#$%&+?<>~/-]*[\w/])?))")
_CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|`[^`\n]*`", re.M | re.S)


def cited_keys(text: str, name: str, beside: Callable[[str], str] | None = None) -> list[str]:
    """The keys that a manuscript cites, in the order in which it first does; ``"*"`` where it says all of them.

    Args:
        text: the manuscript.
        name: of its file; .md and .markdown are Pandoc's, others LaTeX's.
        beside: gives the text of a file that it includes, ``""`` where there is none.
    """
    if name.lower().endswith((".md", ".markdown", ".qmd", ".rmd")):
        return list(dict.fromkeys(a or b for a, b in _PANDOC.findall(_CODE.sub(" ", text))))
    return list(dict.fromkeys(_of_latex(text, beside, set())))


def _of_latex(text: str, beside: Callable[[str], str] | None, seen: set[str]) -> list[str]:
    """Keys in their order, some more than once. A file is read where it is first included: it may include itself."""
    text = _COMMENT.sub("", text)
    found: list[tuple[int, list[str]]] = []
    for match in _CITE.finditer(text):
        keys = [key for group in _GROUP.findall(match[1]) for part in group.split(",") if (key := part.strip())]
        found.append((match.start(), [key for key in keys if not re.search(r"[\s\\]", key)]))
    for match in _INPUT.finditer(text) if beside else ():
        if (name := match[1].strip()) not in seen and len(seen) < MOST_INCLUDED:
            seen.add(name)
            found.append((match.start(), _of_latex(beside(name), beside, seen) if beside else []))
    return [key for _, keys in sorted(found, key=lambda pair: pair[0]) for key in keys]


def included(folder: Path) -> Callable[[str], str]:
    """Reads files that a manuscript in ``folder`` includes, none outside it and none too large for TeX."""

    def read(name: str) -> str:
        for candidate in (folder / name, folder / f"{name}.tex"):
            path = candidate.resolve()
            if path.is_file() and path.is_relative_to(folder.resolve()) and path.stat().st_size <= MOST_SOURCE:
                return path.read_text(encoding="utf-8", errors="replace")
        return ""

    return read
