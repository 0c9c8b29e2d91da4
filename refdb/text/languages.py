"""Languages: the codes that registries give and the names that babel, and so BibLaTeX, has for them."""

from __future__ import annotations

_BABEL = {
    "en": "english", "de": "ngerman", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "ru": "russian", "pl": "polish", "cs": "czech", "sk": "slovak", "hu": "magyar", "sv": "swedish",
    "da": "danish", "nb": "norsk", "no": "norsk", "nn": "nynorsk", "fi": "finnish", "is": "icelandic", "el": "greek",
    "tr": "turkish", "uk": "ukrainian", "bg": "bulgarian", "hr": "croatian", "sr": "serbian", "sl": "slovene",
    "ro": "romanian", "lt": "lithuanian", "lv": "latvian", "et": "estonian", "he": "hebrew", "ar": "arabic",
    "fa": "persian", "hi": "hindi", "la": "latin", "ca": "catalan", "gl": "galician", "eu": "basque", "ja": "japanese",
    "zh": "chinese", "ko": "korean", "vi": "vietnamese", "id": "indonesian", "en-us": "american", "en-gb": "british",
    "pt-br": "brazilian", "de-at": "naustrian",
}  # fmt: skip
_THREE = {
    "eng": "en", "ger": "de", "deu": "de", "fre": "fr", "fra": "fr", "spa": "es", "ita": "it", "por": "pt", "dut": "nl",
    "nld": "nl", "rus": "ru", "pol": "pl", "cze": "cs", "ces": "cs", "hun": "hu", "swe": "sv", "dan": "da", "nor": "no",
    "fin": "fi", "gre": "el", "tur": "tr", "jpn": "ja", "chi": "zh", "zho": "zh", "kor": "ko", "ara": "ar", "heb": "he",
}  # fmt: skip
_NAMES = frozenset(_BABEL.values()) | {"german", "austrian", "francais", "portuges", "norwegian", "slovenian"}


_CODES = {name: code for code, name in reversed(_BABEL.items())} | {
    "german": "de",
    "austrian": "de-at",
    "francais": "fr",
}


def code_of(name: str) -> str:
    """The code of a language that babel has under this name; the name itself where it has none.

    >>> code_of("american"), code_of("ngerman"), code_of("Anglais")
    ('en-us', 'de', 'Anglais')
    """
    return _CODES.get(name.strip().lower(), name)


def babel_name(language: str) -> str:
    """babel's name of a language given as a code or by that name; ``""`` where it has none.

    >>> babel_name("en-US"), babel_name("ger"), babel_name("ngerman"), babel_name("Klingon")
    ('american', 'ngerman', 'ngerman', '')
    """
    code = language.strip().lower().replace("_", "-")
    if code in _NAMES:
        return code
    code = _THREE.get(code, code)
    return _BABEL.get(code) or _BABEL.get(code.partition("-")[0], "")
