r"""TeX text -> Unicode text: ``Erd{\H o}s \& M\"uller, \emph{in vivo}`` -> ``Erdős & Müller, in vivo``. One pass, never raises.

Commands that are not known here are left out and what stands in their braces is kept, as a reader would have it.
"""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł",
    "i": "ı", "j": "ȷ", "dj": "đ", "DJ": "Đ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
    "S": "§", "P": "¶", "dag": "†", "ddag": "‡", "copyright": "©", "pounds": "£", "euro": "€", "texteuro": "€", "ldots": "…",
    "dots": "…", "cdots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "quotedblbase": "„", "quotesinglbase": "‚",
    "guillemotleft": "«", "guillemotright": "»", "textdegree": "°", "degree": "°", "textregistered": "®",
    "texttrademark": "™", "textcopyright": "©", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "textbar": "|",
    "textless": "<", "textgreater": ">", "textunderscore": "_", "textbullet": "•", "bullet": "•", "textmu": "µ",
    "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "slash": "/", "LaTeX": "LaTeX", "TeX": "TeX",
    "BibTeX": "BibTeX", "quad": " ", "qquad": " ", "newline": " ", "par": "\n\n", "textexclamdown": "¡",
    "textquestiondown": "¿", "textordfeminine": "ª", "textordmasculine": "º", "textsection": "§", "&": "&", "%": "%",
    "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", ",": "\u202f", ";": " ", ":": " ", "!": "", "/": "", "-": "",
    "\\": " ", "\n": " ", "@": "", "*": "", "textquotedbl": '"', "textasciigrave": "`", "textasciiacute": "´",
    "textasciidieresis": "¨", "textonehalf": "½", "textonequarter": "¼", "textthreequarters": "¾", "textnumero": "№",
    "guillemetleft": "«", "guillemetright": "»", "guilsinglleft": "‹", "guilsinglright": "›", "textbardbl": "‖",
    "textyen": "¥", "textperthousand": "‰", "textasteriskcentered": "∗", "textquotesingle": "'", "textperiodcentered": "·",
}  # fmt: skip
_JOURNALS = {  # macros of astronomy and physics, as AASTeX, A&A and MNRAS define them: \apj -> ApJ
    "aj": "AJ", "actaa": "Acta Astron.", "araa": "ARA&A", "apj": "ApJ", "apjl": "ApJL", "apjlett": "ApJL",
    "apjs": "ApJS", "apjsupp": "ApJS", "ao": "Appl. Opt.", "applopt": "Appl. Opt.", "apss": "Ap&SS", "aap": "A&A",
    "astap": "A&A",
    "aapr": "A&A Rev.", "aaps": "A&AS", "azh": "AZh", "baas": "BAAS", "bac": "Bull. Astron. Inst. Czech.",
    "caa": "Chin. Astron. Astrophys.", "cjaa": "Chin. J. Astron. Astrophys.", "icarus": "Icarus", "jcap": "JCAP",
    "jrasc": "JRASC", "memras": "MmRAS", "mnras": "MNRAS", "na": "New A", "nar": "New A Rev.", "pra": "Phys. Rev. A",
    "prb": "Phys. Rev. B", "prc": "Phys. Rev. C", "prd": "Phys. Rev. D", "pre": "Phys. Rev. E",
    "prl": "Phys. Rev. Lett.",
    "pasa": "PASA", "pasp": "PASP", "pasj": "PASJ", "rmxaa": "Rev. Mexicana Astron. Astrofis.", "qjras": "QJRAS",
    "skytel": "S&T", "solphys": "Sol. Phys.", "sovast": "Soviet Ast.", "ssr": "Space Sci. Rev.", "zap": "ZAp",
    "nat": "Nature", "iaucirc": "IAU Circ.", "aplett": "Astrophys. Lett.", "apspr": "Astrophys. Space Phys. Res.",
    "bain": "Bull. Astron. Inst. Netherlands", "fcp": "Fund. Cosmic Phys.", "gca": "Geochim. Cosmochim. Acta",
    "grl": "Geophys. Res. Lett.", "jcp": "J. Chem. Phys.", "jgr": "J. Geophys. Res.",
    "jqsrt": "J. Quant. Spectr. Rad. Transf.",
    "memsai": "Mem. Soc. Astron. Italiana", "nphysa": "Nucl. Phys. A", "physrep": "Phys. Rep.", "physscr": "Phys. Scr.",
    "planss": "Planet. Space Sci.", "procspie": "Proc. SPIE", "psj": "PSJ", "dps": "AAS/DPS Meeting Abstracts",
    "maps": "Meteoritics & Planet. Sci.", "aas": "AAS Meeting Abstracts", "rnaas": "RNAAS", "rvmp": "Rev. Mod. Phys.",
}  # fmt: skip
_MATH = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ",
    "Omega": "Ω", "times": "×", "pm": "±", "mp": "∓", "cdot": "·", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠",
    "approx": "≈", "sim": "∼", "simeq": "≃", "equiv": "≡", "propto": "∝", "infty": "∞", "partial": "∂", "nabla": "∇",
    "sum": "∑", "prod": "∏", "int": "∫", "in": "∈", "subset": "⊂", "rightarrow": "→", "to": "→", "leftarrow": "←",
    "circ": "°", "prime": "′", "ell": "ℓ", "ll": "≪", "gg": "≫", "div": "÷", "ast": "∗", "star": "⋆", "forall": "∀",
    "exists": "∃", "cup": "∪", "cap": "∩", "langle": "⟨", "rangle": "⟩", "mid": "|", "lt": "<", "gt": ">", "colon": ":",
    "cong": "≅", "surd": "√", "notin": "∉", "subseteq": "⊆", "emptyset": "∅", "neg": "¬", "wedge": "∧", "vee": "∨",
    "oplus": "⊕", "otimes": "⊗", "leftrightarrow": "↔", "uparrow": "↑", "downarrow": "↓", "Rightarrow": "⇒",
    "Leftarrow": "⇐", "Leftrightarrow": "⇔", "perp": "⟂", "vartheta": "ϑ", "varpi": "ϖ", "varrho": "ϱ",
    "varsigma": "ς", "Upsilon": "Υ",
}  # fmt: skip
# Commands whose argument is no text.
_SILENT = frozenset(
    "label ref eqref pageref vspace hspace phantom color textcolor fontsize selectlanguage vskip hskip includegraphics "
    "setlength addtolength index nocite bibliographystyle pagestyle thispagestyle raisebox hyphenation protect".split()
)
_SUPERSCRIPTS = str.maketrans("0123456789+-−n()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ⁽⁾")
_SUBSCRIPTS = str.maketrans("0123456789+-=()aeoxni", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙᵢ")
_TOKEN = re.compile(
    r"\\(?:([A-Za-z]+)[ \t]*\*?|(.)|$)|([{}$~^_])|(``|''|---?|\?`|!`)|(%[^\n]*\n?[ \t]*)|([^\\{}$~^_`'%?!-]+|.)", re.S
)
_PRIMES = {"'": "′", "”": "″"}  # in mathematics
_SIGNS = {"``": "“", "''": "”", "--": "–", "---": "—", "?`": "¿", "!`": "¡", "-": "-"}


# A letter that pdfTeX has no font for, as refdb writes it: \refdbletter{number}{what is printed instead}.
_LETTER_MACRO = re.compile(r"\{\\refdbletter\{(\d+)\}\{(?:[^{}]|\{[^{}]*\})*\}\}")
# A penalty or a length goes with its command, and a blank behind it: \penalty0, \hskip 1em plus 0.5em minus 0.4em\relax.
_LENGTH = r"[-+]?\s*(?:\d+\.?\d*|\.\d+)\s*(?:pt|em|ex|cm|mm|in|mu|bp|dd|pc|sp|fil+)?"
_MEASURED = re.compile(
    rf"\\(?:(penalty|kern|mkern)|[hvm]skip)\s*=?\s*{_LENGTH}(?:\s*plus\s*{_LENGTH})?(?:\s*minus\s*{_LENGTH})?(?:\\relax\b)?\s?"
)
_PLAIN = re.compile(r"[^\\{}$~^`'%\"?!-]*")

_ACCENTED = re.compile(
    r"""\{?(?<!\\)\\(?: ([`'^"~=.])[ ]* | ([uvHcdbkr])(?=[ {\\]) [ ]* )
        (?: \{\\([ij])[ ]*\} | \{([A-Za-z])\} | \\([ij])(?![A-Za-z])(?:\{\}|[ ])? | ([A-Za-z]) )""",
    re.X,
)
_LETTER = re.compile(
    r"\\(ss|ae|AE|oe|OE|o|O|aa|AA|l|L|i|j|dj|DJ|dh|DH|th|TH|ng|NG)(?:\{\}| +|(?![A-Za-z]))|"
    r"\\(textendash|textemdash|textquoteright|textquoteleft)(?:\{\}| +|(?![A-Za-z]))"
)
_GROUPED_LETTER = re.compile(r"\{(" + _LETTER.pattern + r")\}")
# What is no text: formulas, addresses, chemistry.
_MATHEMATICS = re.compile(
    r"(?<!\\)\$[^$]*(?<!\\)\$|"
    r"\\(?:url|path|nolinkurl|href|ch|ce|ensuremath|cite[a-z]*|ref|label)\{(?:[^{}]|\{[^{}]*\})*\}"
)
_OPAQUE = re.compile(r"\$|\\(?:url|path|nolinkurl|href|ch|ce|ensuremath|cite|ref|label)")
_BARE = re.compile(r"(?<!\\)[%&#_^]")
_PARENTHESES = re.compile(r"(?<!\\)\\[()]")
_JOINED = re.compile(r"---?|``|''")
_BARE_SIGNS = {"^": r"\textasciicircum{}"}


def unicode_tex(tex: str) -> str:
    r"""The same TeX with its accents and letters as Unicode, and what would stop LaTeX escaped.

    Braces, commands and mathematics stay: ``{DNA} of M{\"u}ller & $x_1$`` -> ``{DNA} of Müller \& $x_1$``.
    """
    if "\\(" in tex:
        tex = _PARENTHESES.sub("$", tex)
    if "\\" in tex and "refdbletter" in tex:
        tex = _LETTER_MACRO.sub(lambda match: chr(int(match[1])), tex)
    if not _OPAQUE.search(tex):
        return _unicode_part(tex)
    if len(re.findall(r"(?<!\\)\$", tex)) % 2:  # a dollar that begins no formula
        return _unicode_part(re.sub(r"(?<!\\)\$", r"\\$", tex))
    parts = []
    position = 0
    for match in _MATHEMATICS.finditer(tex):
        parts += [_unicode_part(tex[position : match.start()]), match[0]]
        position = match.end()
    return "".join([*parts, _unicode_part(tex[position:])])


def _unicode_part(tex: str) -> str:
    if "\\" in tex:
        tex = _grouped_accents(tex)
        tex = _GROUPED_LETTER.sub(lambda match: _LETTERS[match[2] or match[3]], tex)
        tex = _LETTER.sub(lambda match: _LETTERS[match[1] or match[2]], tex)
    if "--" in tex or "''" in tex or "``" in tex:
        tex = _JOINED.sub(lambda match: _SIGNS[match[0]], tex)
    return _BARE.sub(lambda match: _BARE_SIGNS.get(match[0], "\\" + match[0]), tex)


def _grouped_accents(tex: str) -> str:
    r"""``{\'e}``, ``\'{e}`` and ``\'e`` -> ``é``; a group that holds more than the letter keeps its braces."""
    pieces = []
    position = 0
    for match in _ACCENTED.finditer(tex):
        if match.start() < position:
            continue
        end = match.end()
        grouped = match[0][0] == "{"
        closed = grouped and tex[end : end + 1] == "}"
        base = next(group for group in match.groups()[2:] if group)
        letter = unicodedata.normalize("NFC", base + _ACCENTS[match[1] or match[2]])
        pieces += [tex[position : match.start()], "{" if grouped and not closed else "", letter]
        position = end + closed
    return "".join([*pieces, tex[position:]]) if pieces else tex


def to_text(tex: str) -> str:
    """The text that TeX would print, blanks drawn together."""
    if _PLAIN.fullmatch(tex):
        return " ".join(tex.split())
    if "\\(" in tex:
        tex = _PARENTHESES.sub("$", tex)
    if "refdbletter" in tex:
        tex = _LETTER_MACRO.sub(lambda match: chr(int(match[1])), tex)
    if "\\" in tex:
        tex = _MEASURED.sub(lambda match: "" if match[1] else " ", tex)
    return " ".join(_printed(tex).split())


def _printed(tex: str) -> str:
    out: list[str] = []
    waiting: list[str] = []  # accents and heights that the next letter or group takes
    groups: list[tuple[int, str]] = []  # where an open group began in ``out``, and what it takes when it ends
    math, began = False, 0
    skip = 0  # open groups whose text is no text
    for name, sign, mark, ligature, comment, plain in _TOKEN.findall(tex):
        if comment:
            continue
        if mark == "{":
            groups.append((len(out), waiting.pop() if waiting else ""))
            skip += bool(skip) or groups[-1][1] == "silent"
        elif mark == "}":
            if groups:
                begin, taken = groups.pop()
                skip = max(0, skip - 1)
                inner = "".join(out[begin:])
                out[begin:] = ["" if taken == "silent" else _apply(taken, inner)]
        elif mark == "$":
            if math and "".join(out[began:]) == "-":
                out[began:] = ["−"]
            math, began = not math, len(out)
        elif mark in "^_" and mark:
            if math:
                waiting.append(mark)
            else:
                out.append(mark)
        elif mark == "~":
            out.append("\u00a0")
        elif name or sign:
            word = name or sign
            if word in _ACCENTS and (sign or len(word) == 1):
                waiting.append(f"accent {word}")
            elif word in _SILENT:
                waiting.append("silent")
            else:
                _put(out, waiting, _LETTERS.get(word) or _MATH.get(word) or _JOURNALS.get(word, ""))
                if word in ("textsuperscript", "textsubscript"):
                    waiting.append("^" if word == "textsuperscript" else "low")
        else:
            text = _SIGNS.get(ligature, ligature) if ligature else plain
            if math and text in _PRIMES:
                text = _PRIMES[text]
            _put(out, waiting, text, blanks=not (waiting and waiting[-1].startswith("accent")))
    return "".join(out)


def _put(out: list[str], waiting: list[str], text: str, *, blanks: bool = True) -> None:
    """Add text; its first letter takes what waits for one."""
    if not text:
        return
    if waiting:
        if not blanks:
            text = text.lstrip()
        if not text.strip():
            return
        taken = waiting.pop()
        if taken != "silent":
            out.append(_apply(taken, text[0]))
            text = text[1:]
    out.append(text)


def _apply(taken: str, text: str) -> str:
    if taken.startswith("accent") and text and text[0].isalpha():
        base = {"ı": "i", "ȷ": "j"}.get(text[0], text[0])
        return unicodedata.normalize("NFC", base + _ACCENTS[taken[7:]]) + text[1:]
    if taken == "low":
        return text.translate(_SUBSCRIPTS) if re.fullmatch(r"[\d+=()aeoxni-]+", text) else text
    if taken == "^":
        return text.translate(_SUPERSCRIPTS) if re.fullmatch(r"[\d+\-−n(), –]+", text) else text
    return text
