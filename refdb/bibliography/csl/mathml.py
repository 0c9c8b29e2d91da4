r"""MathML -> TeX mathematics, as far as titles go: ``<msup><mi>x</mi><mn>2</mn></msup>`` -> ``{x}^{2}``.

Presentation MathML 3, chapter 3; an element that is not known here gives what it contains.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_SIGNS = {"\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "", "\u00a0": r"\ ",
          "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#", "_": r"\_", "$": r"\$", "\\": r"\backslash ", "~": r"\sim ",
          "^": r"\hat{}", "\u2032": "'"}  # fmt: skip
_EMPTY = re.compile(r"[_^]\{\s*\}")
_OVER = {"¯": "bar", "‾": "bar", "\u0304": "bar", "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "→": "vec",
         "⃗": "vec", "˙": "dot", "¨": "ddot", ".": "dot"}  # fmt: skip


def tex_of(element: etree._Element) -> str:
    """The TeX of a ``math`` element, without dollars."""
    return " ".join(_EMPTY.sub("", _node(element)).split())


def _node(element: etree._Element) -> str:
    name = str(element.tag).rpartition("}")[2].lower()
    children = [child for child in element if isinstance(child.tag, str)]
    if not children or name in ("mi", "mn", "mo", "mtext", "ms"):
        return _leaf(name, "".join(element.itertext()).strip())
    if name in ("semantics", "maction"):
        return _node(children[0])
    if name == "mmultiscripts":
        return _scripts(children)
    build = _BUILDERS.get(name)
    wanted = {"msubsup": 3, "munderover": 3, "msqrt": 1, "mtable": 1, "mfenced": 1}.get(name, 2)
    if build and len(children) >= wanted:
        return build([_node(child) for child in children])
    return "".join([_text(element.text), *(_node(child) + _text(child.tail) for child in children)])


def _text(text: str | None) -> str:
    return "".join(_SIGNS.get(char, char) for char in (text or "").strip())


def _leaf(name: str, text: str) -> str:
    plain = _text(text)
    if name == "mtext" or (name == "mi" and len(text) > 1 and text.isascii() and text.isalpha()):
        return rf"\mathrm{{{plain}}}"
    return plain


def _scripts(children: Sequence[etree._Element]) -> str:
    r"""``{}_{65}^{149}\mathrm{Tb}``: scripts in pairs, those behind ``mprescripts`` stand before the base."""
    groups: list[list[str]] = [[], []]
    for child in children[1:]:
        if str(child.tag).endswith("mprescripts"):
            groups.append([])
            continue
        groups[-1 if len(groups) > 2 else 0].append(_node(child))
    behind, before = groups[0], groups[2] if len(groups) > 2 else []
    written = [
        "".join(f"{'^' if n % 2 else '_'}{{{part}}}" for n, part in enumerate(group)) for group in (before, behind)
    ]
    return f"{{}}{written[0]}{_node(children[0])}{written[1]}" if before else f"{_node(children[0])}{written[1]}"


def _over(parts: Sequence[str]) -> str:
    accent = _OVER.get(parts[1].strip())
    return rf"\{accent}{{{parts[0]}}}" if accent else rf"\overset{{{parts[1]}}}{{{parts[0]}}}"


_BUILDERS: dict[str, Callable[[Sequence[str]], str]] = {
    "msub": lambda p: f"{{{p[0]}}}_{{{p[1]}}}",
    "msup": lambda p: f"{{{p[0]}}}^{{{p[1]}}}",
    "msubsup": lambda p: f"{{{p[0]}}}_{{{p[1]}}}^{{{p[2]}}}",
    "mfrac": lambda p: rf"\frac{{{p[0]}}}{{{p[1]}}}",
    "mroot": lambda p: rf"\sqrt[{p[1]}]{{{p[0]}}}",
    "msqrt": lambda p: rf"\sqrt{{{''.join(p)}}}",
    "mfenced": lambda p: f"({','.join(p)})",
    "mover": _over,
    "munder": lambda p: f"{{{p[0]}}}_{{{p[1]}}}",
    "munderover": lambda p: f"{{{p[0]}}}_{{{p[1]}}}^{{{p[2]}}}",
}
