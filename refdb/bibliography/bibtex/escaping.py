r"""Plain text -> LaTeX as BibTeX needs it: nothing that TeX reads as a command, no brace that BibTeX counts wrongly.

BibTeX counts braces even behind a backslash, lowers capitals of titles outside braces (names of commands and
mathematics as well), and reads ``{\\'e}`` as one letter. See O. Patashnik, *Designing BibTeX Styles* (1988).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterator
from functools import cache

from refdb.text.folding import to_ascii
from refdb.text.tex import to_text

_ASCII = {
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "$": r"\$",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "`": r"\textasciigrave{}",
}
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "å": "aa", "Å": "AA", "ł": "l",
    "Ł": "L", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th", "Þ": "TH", "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip
_SIGNS = {
    "\u00a0": "~", "\u2007": "~", "\u202f": r"\,", "\u2009": r"\,", "\u200a": r"\,",
    "‐": "-", "‑": "-", "‒": "--", "–": "--", "—": "---", "―": "---", "…": r"\ldots{}",
    "“": "``", "”": "''", "‘": "`", "’": "'", "ʼ": "'", "‟": "``", "‛": "`", "„": r"\quotedblbase{}", "‚": r"\quotesinglbase{}",
    "«": r"\guillemotleft{}", "»": r"\guillemotright{}", "‹": r"\guilsinglleft{}", "›": r"\guilsinglright{}",
    "¡": r"\textexclamdown{}", "¿": r"\textquestiondown{}", "§": r"{\S}", "¶": r"{\P}", "†": r"\dag{}", "‡": r"\ddag{}",
    "©": r"\textcopyright{}", "®": r"\textregistered{}", "™": r"\texttrademark{}", "°": r"\textdegree{}",
    "£": r"\pounds{}", "€": r"\texteuro{}", "¥": r"\textyen{}", "•": r"\textbullet{}", "‰": r"\textperthousand{}",
    "´": r"\textasciiacute{}", "¨": r"\textasciidieresis{}", "ª": r"\textordfeminine{}", "º": r"\textordmasculine{}",
    "№": r"\textnumero{}", "µ": r"\textmu{}", "‖": r"\textbardbl{}", "¼": r"\textonequarter{}", "½": r"\textonehalf{}",
    "¾": r"\textthreequarters{}",
}  # fmt: skip
_MATH = {
    "×": r"\times", "÷": r"\div", "±": r"\pm", "∓": r"\mp", "·": r"\cdot", "⋅": r"\cdot", "∙": r"\cdot",
    "−": "-", "≤": r"\leq", "≥": r"\geq", "⩽": r"\leq", "⩾": r"\geq", "≪": r"\ll", "≫": r"\gg", "≠": r"\neq",
    "≈": r"\approx", "≃": r"\simeq", "≅": r"\cong", "∼": r"\sim", "≡": r"\equiv", "∝": r"\propto", "∞": r"\infty",
    "∂": r"\partial", "∇": r"\nabla", "∫": r"\int", "∑": r"\sum", "∏": r"\prod", "√": r"\surd", "∈": r"\in",
    "∉": r"\notin", "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "∅": r"\emptyset",
    "∀": r"\forall", "∃": r"\exists", "¬": r"\neg", "∧": r"\wedge", "∨": r"\vee", "⊕": r"\oplus", "⊗": r"\otimes",
    "→": r"\rightarrow", "←": r"\leftarrow", "↔": r"\leftrightarrow", "↑": r"\uparrow", "↓": r"\downarrow",
    "⇒": r"\Rightarrow", "⇐": r"\Leftarrow", "⇔": r"\Leftrightarrow", "′": "{}'", "″": "{}''", "∗": r"\ast", "∘": r"\circ",
    "ℓ": r"\ell", "ℝ": r"\mathbf{R}", "ℂ": r"\mathbf{C}", "ℕ": r"\mathbf{N}", "ℤ": r"\mathbf{Z}", "ℚ": r"\mathbf{Q}",
    "〈": r"\langle", "〉": r"\rangle", "⟨": r"\langle", "⟩": r"\rangle", "⟂": r"\perp", "⊥": r"\perp",
    "ϕ": r"\phi", "ϵ": r"\epsilon", "ϑ": r"\vartheta", "ϖ": r"\varpi", "ϱ": r"\varrho", "ς": r"\varsigma",
    **dict(zip("αβγδεζηθικλμνξπρστυφχψω", (
        rf"\{name}" for name in "alpha beta gamma delta varepsilon zeta eta theta iota kappa lambda mu nu xi pi rho "
        "sigma tau upsilon varphi chi psi omega".split()), strict=True)),
    **dict(zip("ΓΔΘΛΞΠΣΥΦΨΩ", (
        rf"\{name}" for name in "Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega".split()), strict=True)),
    **{greek: rf"\mathrm{{{latin}}}" for greek, latin in zip("ΑΒΕΖΗΙΚΜΝΟΡΤΧο", "ABEZHIKMNOPTXo", strict=True)},
    "∆": r"\Delta",
}  # fmt: skip
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙᵢ", "0123456789+-=()aeoxni", strict=True))
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni", strict=True))

# TeX joins these into other signs: "--" into a dash, "''" into a quotation mark.
_LIGATURES = re.compile(
    r"(?<=[-–—‐‑])(?=[-–—‐‑])|(?<=')(?=')|(?<=,)(?=,)|(?<=[?!])(?=‘)|(?<=[‘“])(?=[‘“])|(?<=[’”'])(?=[’”'])"
)
_TAG = re.compile(r"<(/?)(i|b|sub|sup|sc)>|<math>(.*?)</math>", re.DOTALL)
_TAG_COMMANDS = {"i": "textit", "b": "textbf", "sub": "textsubscript", "sup": "textsuperscript", "sc": "textsc"}
_SHORT_SCRIPT = re.compile(r"<(su[bp])>([0-9+-]+)</\1>")
_SPECIAL = re.compile(r"[^\W\d_][\u0300-\u036f]+|[^A-Za-z0-9 .,;:()\[\]/+=*?!@'\"-]")
_PLAIN = re.compile(r"[A-Za-z0-9 .,;:()\[\]/+=*?!@'-]*")  # what needs no command, but for pairs that TeX makes one of
_RUNS = re.compile(f"[{''.join(_SUBSCRIPTS)}]+|[{''.join(_SUPERSCRIPTS)}]+")
_BEYOND_ASCII = re.compile(r"[^\W\d_][\u0300-\u036f]+|[^\x00-\x7f]")
_STAND_INS = {"ʹ": "'", "ʺ": "''", "ʻ": "`", "′": "'", "˛": ",", "‾": "-", "≦": "<=", "≧": ">="}
_EXACT = {"’": r"{\textquoteright}", "‘": r"{\textquoteleft}"}
_DASHES = re.compile(r"(?<=[–—-])(?=[–—])|(?<=[–—])(?=-)|(?<=’)(?=’)|(?<=‘)(?=‘)")
_DOLLARS = re.compile(r"(?<!\\)\$")
# What OT1, the encoding of documents that choose none, cannot print.
_FALLBACKS = {
    "k": ("[1]", "#1"), "dh": ("", "d"), "DH": ("", "D"), "dj": ("", "d"), "DJ": ("", "D"), "th": ("", "th"),
    "TH": ("", "Th"), "ng": ("", "n"), "NG": ("", "N"), "quotedblbase": ("", ",,"), "quotesinglbase": ("", ","),
    "guillemotleft": ("", r"{\tiny$\ll$}"), "guillemotright": ("", r"{\tiny$\gg$}"),
    "guilsinglleft": ("", r"{\tiny$<$}"), "guilsinglright": ("", r"{\tiny$>$}"), "textquotedbl": ("", "''"),
}  # fmt: skip
_HELP = {
    name: rf"\ProvideTextCommandDefault{{\{name}}}{arguments}{{{body}}}"
    for name, (arguments, body) in _FALLBACKS.items()
} | {
    "refdbletter": r"\providecommand{\refdbletter}[2]{\ifx\Umathcode\undefined #2\else\char#1\relax\fi}",
    "overset": r"\providecommand{\overset}[2]{\mathop{#2}\limits^{#1}}",
    "url": r"\providecommand{\url}[1]{\texttt{#1}}",
    "href": r"\providecommand{\href}[2]{#2}",
    "mkbibquote": r"\providecommand{\mkbibquote}[1]{``#1''}",
    "mkbibemph": r"\providecommand{\mkbibemph}[1]{\emph{#1}}",
    "enquote": r"\providecommand{\enquote}[1]{``#1''}",
    "textsubscript": r"\providecommand{\textsubscript}[1]{$_{\mbox{\scriptsize #1}}$}",
}
_NEEDS_HELP = re.compile(rf"\\({'|'.join(_HELP)})(?![A-Za-z])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_BLANKS = re.compile(r"[\t\n\r\v\f ]+")
_WORD = re.compile(r"\w+")
_OPENING_QUOTE = re.compile(r'(?:(?<=^)|(?<=[\s(\[{/–—-]))"')


def encode(text: str, *, ascii_only: bool = True) -> str:
    r"""Text for a BibTeX field between braces, with balanced braces and nothing that TeX would take for a command.

    ``ascii_only`` writes all in ASCII: letters and signs as LaTeX's commands, those it has none for (Cyrillic, Han,
    Hangul …) as ``\refdbletter``. Without it only TeX's own characters are escaped. Paired ``<i>``, ``<b>``,
    ``<sub>``, ``<sup>``, ``<sc>`` become commands, and ``<math>`` holds TeX.

    >>> encode("Crohn’s: 5 % of the β-cells")
    "Crohn's: 5 \\\\% of the $\\\\beta$-cells"
    """
    text = _clean(text)
    if "<" not in text:
        return _encode_plain(text, ascii_only)
    return _marked(text, lambda plain: _encode_plain(plain, ascii_only), ascii_only)


def encode_title(text: str, *, language: str = "", ascii_only: bool = True) -> str:
    """A title; words whose capitals BibTeX would lower are put in braces.

    >>> encode_title("Recovery of the HPG axis in Denmark after GnRH")
    'Recovery of the {HPG} axis in {Denmark} after {GnRH}'
    """
    text = _clean(text)
    runs: list[str] = []
    if "<" in text:
        _marked(text, lambda plain: runs.append(plain) or "", ascii_only)  # type: ignore[func-returns-value]
    words = iter(_kept_words("\0".join(runs) if runs else text, german=language.lower().startswith(("de", "ger"))))

    def protected(plain: str) -> str:
        pieces = []
        position = 0
        for match in _WORD.finditer(plain):
            pieces.append((plain[position : match.start()], False))
            pieces.append((match[0], next(words, False)))
            position = match.end()
        pieces.append((plain[position:], False))
        return _encode_pieces(pieces, ascii_only)

    return _marked(text, protected, ascii_only) if "<" in text else protected(text)


def ascii_tex(tex: str) -> str:
    """TeX that a user wrote, its letters beyond ASCII as commands and nothing else changed."""
    if tex.isascii():
        return tex
    pieces = []
    tex = _DASHES.sub("{}", tex)
    tex = _unlike().sub(lambda match: _EXACT.get(match[0]) or _named(match[0]), tex)
    for n, part in enumerate(_DOLLARS.split(tex)):
        sign = _ascii_in_formula if n % 2 else _ascii_sign
        encoded = _BEYOND_ASCII.sub(sign, unicodedata.normalize("NFC", part))
        pieces.append(encoded if encoded.isascii() else _RUNS.sub(_script, encoded))
    return "$".join(pieces)


def is_told_apart(text: str) -> bool:
    """Whether ASCII tells all of the text's signs: ’ and ' are one to TeX, and so are all its hyphens and thin spaces."""
    return text.isascii() or not _unlike().search(text)


@cache
def _unlike() -> re.Pattern[str]:
    """Signs that TeX writes as it writes others; where a user's own file has them they are written apart."""
    known = {**_SIGNS, **_MATH, **_LETTERS}
    signs = [c for c in known if to_text(_ascii_sign(re.fullmatch(".", c))) != c]  # type: ignore[arg-type]
    return re.compile(f"[{''.join(map(re.escape, signs))}]")


def needing_help(tex: str) -> set[str]:
    """The commands of this ASCII TeX that not every font encoding has."""
    return set(_NEEDS_HELP.findall(tex)) if "\\" in tex else set()


def preamble_of(used: Container[str]) -> str:
    """What a document must define to print these commands in any font encoding, as TeX; ``""`` for none."""
    return "".join(_HELP[name] for name in _HELP if name in used)


def _clean(text: str) -> str:
    text = _CONTROL.sub("", _BLANKS.sub(" ", text)).strip(" ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _marked(text: str, encode_plain: Callable[[str], str], ascii_only: bool) -> str:
    """Encode what lies outside and inside paired tags, in reading order; a tag without its partner is text."""
    text = _SHORT_SCRIPT.sub(lambda match: f"<math>{'_' if match[1] == 'sub' else '^'}{{{match[2]}}}</math>", text)
    tags = list(_TAG.finditer(text))
    partners = _partners(tags)
    pieces = []
    position = 0
    for n, tag in enumerate(tags):
        if tag[3] is None and n not in partners:
            continue
        pieces.append(encode_plain(text[position : tag.start()]))
        if tag[3] is not None:
            pieces.append(f"{{${_formula(tag[3], ascii_only)}$}}")
        else:
            pieces.append("}" if tag[1] else f"\\{_TAG_COMMANDS[tag[2]]}{{")
        position = tag.end()
    pieces.append(encode_plain(text[position:]))
    return "".join(pieces)


def _partners(tags: list[re.Match[str]]) -> set[int]:
    """The indices of tags that open and close properly."""
    paired: set[int] = set()
    opened: list[int] = []
    for n, tag in enumerate(tags):
        if tag[3] is not None:
            continue
        if not tag[1]:
            opened.append(n)
        elif opened and tags[opened[-1]][2] == tag[2]:
            paired |= {n, opened.pop()}
    return paired


def _formula(tex: str, ascii_only: bool) -> str:
    r"""TeX mathematics, balanced, letters beyond ASCII as commands."""
    tex = re.sub(r"(?<!\\)[$%]", lambda match: "\\" + match[0], tex)
    if tex.count("{") != tex.count("}"):
        tex = re.sub(r"\\?[{}]", "", tex)
    return _BEYOND_ASCII.sub(_ascii_in_formula, tex) if ascii_only else tex


def _ascii_in_formula(match: re.Match[str]) -> str:
    char = match[0]
    if char in _MATH:
        return f"{_MATH[char]}{{}}" if _MATH[char][0] == "\\" else _MATH[char]
    if char in _SUBSCRIPTS:
        return f"_{{{_SUBSCRIPTS[char]}}}"
    if char in _SUPERSCRIPTS:
        return f"^{{{_SUPERSCRIPTS[char]}}}"
    simple = unicodedata.normalize("NFKC", char)
    return simple if simple.isascii() and simple.isalnum() else rf"\mbox{{{_ascii_sign(match)}}}"


def _encode_plain(text: str, ascii_only: bool) -> str:
    return _encode_pieces([(text, False)], ascii_only)


def _encode_pieces(pieces: list[tuple[str, bool]], ascii_only: bool) -> str:
    """Encode text whose words are cut out, so that quotes and ligatures are seen across the cuts."""
    whole = "".join(piece for piece, _ in pieces)
    if _PLAIN.fullmatch(whole) and not any(pair in whole for pair in ("--", "''", ",,")):
        return "".join(f"{{{piece}}}" if keep and piece else piece for piece, keep in pieces)
    encoded = []
    before = ""  # the character before the piece decides what a quotation mark or a second dash is
    for piece, keep in pieces:
        if not piece:
            continue
        text = _encode_run(before, piece, ascii_only)
        if keep:  # a group that starts with a command would be one letter to BibTeX, and lowered
            text = f"{{{{}}{text}}}" if text.startswith("\\") else f"{{{text}}}"
        encoded.append(text)
        before = piece[-1]
    return "".join(encoded)


def _encode_run(before: str, text: str, ascii_only: bool) -> str:
    if '"' in text:
        text = _OPENING_QUOTE.sub("“", before + text)[len(before) :].replace('"', "”")
    parts = _LIGATURES.split(before + text)
    parts[0] = parts[0][len(before) :]
    return "{}".join(_encode_part(part, ascii_only) for part in parts)


def _encode_part(text: str, ascii_only: bool) -> str:
    if not ascii_only:
        return _SPECIAL.sub(lambda match: _ASCII.get(match[0], match[0]), text)
    text = _SPECIAL.sub(_ascii_sign, text)
    return text if text.isascii() else _RUNS.sub(_script, text)


def _script(match: re.Match[str]) -> str:
    if match[0][0] in _SUBSCRIPTS:
        return rf"\textsubscript{{{''.join(_SUBSCRIPTS[char] for char in match[0])}}}"
    return rf"\textsuperscript{{{''.join(_SUPERSCRIPTS[char] for char in match[0])}}}"


def _ascii_sign(match: re.Match[str]) -> str:
    char = match[0]
    if char.isascii():
        return _ASCII[char]
    if char in _SUBSCRIPTS or char in _SUPERSCRIPTS:
        return char  # whole runs are written at once, later
    if char in _LETTERS:
        return f"{{\\{_LETTERS[char]}}}"
    if char in _SIGNS:
        return _SIGNS[char]
    if char in _MATH:
        alike = _MATH[char].startswith((r"\mathrm", r"\mathbf"))  # Α, ℝ: TeX has but the Latin letter
        return _named(char) if alike else _mathematics(_MATH[char])
    return _accented(char)


def _mathematics(command: str) -> str:
    formula = f"${command}$"
    return f"{{{formula}}}" if any(c.isupper() for c in command) else formula  # BibTeX would lower \Delta


def _accented(char: str) -> str:
    r"""A letter with accents as one BibTeX letter, ``{\v{s}}``; the character itself where LaTeX cannot write it."""
    decomposed = unicodedata.normalize("NFD", char)
    base, marks = decomposed[0], decomposed[1:]
    if not marks or any(mark not in _ACCENTS for mark in marks):
        return _named(char)
    if base in _LETTERS:
        letter = f"\\{_LETTERS[base]}"
    elif base.isascii() and base.isalpha():
        letter = base
    else:
        return _named(char)
    for mark in marks:
        accent = _ACCENTS[mark]
        if letter in ("i", "j") and accent not in ("c", "d", "k", "b"):
            letter = f"\\{letter}"
        short = not accent.isalpha() and (len(letter) == 1 or letter in ("\\i", "\\j"))
        letter = f"\\{accent}{letter}" if short else f"\\{accent}{{{letter}}}"
    return f"{{{letter}}}"


def _named(text: str) -> str:
    r"""Letters that LaTeX has no command for, ``{\refdbletter{20013}{?}}``, with what is printed where no font has them."""
    return "".join(
        char if char.isascii() else rf"{{\refdbletter{{{ord(char)}}}{{{_stand_in(char)}}}}}" for char in text
    )


def _stand_in(char: str) -> str:
    if unicodedata.combining(char) or unicodedata.category(char)[0] == "C":
        return ""
    simple = to_ascii(char)
    if char in _STAND_INS:
        return _STAND_INS[char]
    if char in _SIGNS:
        return " " if char.isspace() else _SIGNS[char]
    if char in _MATH:
        return f"${_MATH[char]}$"
    return "".join(c for c in simple if c.isalnum()) or "?"


def _kept_words(title: str, *, german: bool) -> Iterator[bool]:
    """For each word of a title whether its capitals must stay."""
    words = [(match[0], _starts_title(title, match.start())) for match in _WORD.finditer(title)]
    latin = "".join(c for c in title if c.isalpha() and not "Ͱ" <= c <= "Ͽ")  # γ is small in any title
    if len(words) > 2 and latin.isupper():  # a shouted title: its capitals say nothing
        return iter([False] * len(words))
    plain = [word for word, first in words if not first and len(word) > 3 and word[1:].islower()]
    sentence_case = german or sum(word[0].isupper() for word in plain) * 2 <= len(plain)
    return iter([_keeps_capitals(word, first, sentence_case) for word, first in words])


def _keeps_capitals(word: str, first: bool, sentence_case: bool) -> bool:
    if any(c.isupper() for c in word[1:]):
        return True
    if first or not word[0].isupper():
        return False
    alone = sum(c.isalpha() for c in word) == 1 and word != "A"  # vitamin D, but not the article "A"
    return alone or sentence_case


def _starts_title(title: str, position: int) -> bool:
    """Whether BibTeX itself keeps the letter: the first of the title, or the first behind a colon and a space."""
    before = title[max(0, position - 40) : position]
    return not position or (before[-1].isspace() and before.rstrip().endswith(":"))
