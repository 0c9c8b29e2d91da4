"""Text brought to one form before it is compared, so that only real differences are left.

``base_letters`` has the one table of foreign letters, and all that compares text goes through it: ``folded`` cuts
words, ``squashed`` leaves letters alone, ``spellings`` knows the two ways of writing an umlaut. ``to_ascii`` keeps the
case and says every script with ASCII letters, for keys.
"""

from __future__ import annotations

import html
import re
import unicodedata

# Small letters that Unicode does not take apart. Greek ones are signs in Latin text: they get their names.
_LETTERS = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ȷ": "j", "ħ": "h",
    "ŧ": "t", "ŋ": "n", "ə": "e", "ĸ": "k", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon",
    "ζ": "zeta", "η": "eta", "θ": "theta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi",
    "ο": "omicron", "π": "pi", "ρ": "rho", "σ": "sigma", "ς": "sigma", "τ": "tau", "υ": "upsilon", "φ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega",
}  # fmt: skip
_CYRILLIC = {
    **dict(zip("абвгдеёзийклмнопрстуфхыэіўґ", "abvgdeezijklmnoprstufhyeiug", strict=True)),
    "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "є": "ye",
    "ї": "yi",
}  # fmt: skip
# How these are spelt where a keyboard lacks them, apart from leaving the accent out.
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "đ": "dj"})
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "\u00ad": None, "\u200b": None}
_TABLE = str.maketrans({**_LETTERS, **_SIGNS})

MOST_OF_NAME = 40  # characters; what is longer is a group's name and is never typed in one piece

_TAGS = re.compile(
    r"</?(?:[a-z]+:)?(?:i|b|em|strong|su[bp]|sc|scp|italic|bold|span|u|inf|math|m[irno]|mrow)\s*/?>", re.I
)
_WORDS = re.compile(r"[^\W_]+")
_BROKEN = re.compile(r"(?<=[a-z])- (?=[a-z])")  # a hyphen left by a line break
_NAMED_LETTER = re.compile(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) (\w+)")


def base_letters(text: str) -> str:
    """The text in small letters without accents, its foreign letters spelt with Latin ones; all else as it stands.

    >>> base_letters("Søren Łukasz’s β-blocker")
    "soren lukasz's beta-blocker"
    """
    if text.isascii():
        return text.lower()
    apart = "".join([c for c in unicodedata.normalize("NFKD", text) if c < "\u0300" or not unicodedata.combining(c)])
    return unicodedata.normalize("NFC", apart.casefold().translate(_TABLE))


def folded(text: str) -> str:
    """Words in small base letters without markup and punctuation, divided by single spaces.

    >>> folded("Guillain–Barré <i>syndrome</i>: α-blockers")
    'guillain barre syndrome alpha blockers'
    """
    if "<" in text or "&" in text:
        text = html.unescape(_TAGS.sub("", text))
    text = base_letters(text)
    if "- " in text:
        text = _BROKEN.sub("", text)
    return " ".join(_WORDS.findall(text.replace("'", "")))


def squashed(text: str) -> str:
    """Letters and digits alone: equal for "Meta-Analysis", "metaanalysis" and "meta analysis".

    >>> squashed("Müller-Lüdenscheidt, K.")
    'mullerludenscheidtk'
    """
    return folded(text).replace(" ", "")


def spellings(name: str) -> tuple[str, ...]:
    """The ways in which a name may be spelt with plain letters, squashed, the one without its accents first.

    >>> spellings("Sørensen"), spellings("Smith")
    (('sorensen', 'soerensen'), ('smith',))
    """
    without = squashed(name)
    if name.isascii():
        return (without,)
    return tuple(dict.fromkeys((without, squashed(unicodedata.normalize("NFC", name).lower().translate(_DIGRAPHS)))))


def other_spellings(text: str, *, name: bool = False) -> tuple[str, ...]:
    """Words under which a word index that leaves accents out must know a text, beside its own.

    Args:
        text: a title, or a name.
        name: it is one: then also in one piece, and with Latin letters.

    >>> other_spellings("O'Neill", name=True), other_spellings("Müller und Łoś"), other_spellings("Smith")
    (('oneill',), ('mueller', 'los'), ())
    """
    words = _WORDS.findall(text)
    known = {_without_accents(word.lower()) for word in words}
    ways = [way for word in words if not word.isascii() for way in spellings(word)]
    if name:
        ways += [to_ascii(word).lower() for word in words if not word.isascii()]
        ways += spellings(text) if len(words) > 1 and len(text) < MOST_OF_NAME else ()
    return tuple(way for way in dict.fromkeys(ways) if way and _without_accents(way) not in known)


def _without_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def to_ascii(text: str) -> str:
    """The text with letters replaced by the ASCII letters nearest to them; letters without such are left out.

    >>> to_ascii("Ångström α Łódź 한국")
    'Angstrom alpha Lodz hangug'
    """
    return text if text.isascii() else "".join(_ascii_letter(char) for char in text)


def _ascii_letter(char: str) -> str:
    if char.isascii():
        return char
    small = char.lower()
    if (letters := _LETTERS.get(small, _CYRILLIC.get(small))) is not None:
        return letters.capitalize() if char.isupper() else letters
    if named := _NAMED_LETTER.match(unicodedata.name(char, "")):
        return named[1].lower()
    parts = unicodedata.normalize("NFKD", char)
    return "".join(
        part if part.isascii() else _ascii_letter(part)
        for part in parts
        if part != char and not unicodedata.combining(part)
    )
