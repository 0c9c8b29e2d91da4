"""Printed names, in any order and style, as persons and institutions.

A list is first cut at the marks that never stand inside a name (``;``, ``&``, "and", ``/``); the commas are then read by
what stands between them: initials, a family name, a family name with initials, a full name, a suffix.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from refdb.model import Person
from refdb.text.patterns import BLANKS

PARTICLES = frozenset(
    "van von der den de du la le les del della dello dei degli di da do dos das ten ter te tot zu zur vom af av el al bin "
    "ibn ben d' l' 't op het st".split()
)
# "JR" and "IV" without a point are initials more often than suffixes.
_SUFFIX = re.compile(r"(?:[JS]n?r|[js]r|II|III|2nd|3rd|Filho|Neto|Júnior)\.?|[JS]R\.")
_DEGREE = re.compile(r"(?:ph\.?\s?d|m\.?d|msc|dr|prof|esq)\.?", re.I)
_INSTITUTIONS = frozenset(
    "organisation organization ministry ministerium committee commission association society group collaborators staff "
    "council agency department center centre centers centres office foundation network federation union investigators "
    "trialists bank board service services administration authority program programme team college academy nations "
    "government congress parliament company corporation inc ltd gmbh verband gesellschaft stiftung verein kommission amt "
    "initiative panel national international european federal museum library hospital study project unesco oecd who "
    "unicef nato".split()
)
_INSTITUTIONAL = ("universit", "institut", "bundes", "consorti", "collaborati", "statisti", "laborator")  # or so begun
_TASK_FORCE = re.compile(r"\btask\s+force\b", re.I)
_WORD = re.compile(r"\w+")
_LED_IN = re.compile(r"; (?:on behalf of|for) the (?=[A-Z])")  # "…, et al; for the SPRINT Study Group"
_OF_A_STATE = re.compile(r"U\.\s?[SK]\.\s[^,;]+")  # "U.S. Food and Drug Administration" is one body
_CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_CJK_CUT = re.compile(rf"{BLANKS}[,;、，・․·]\s*+")
# "Modahl, C. Green, L. Fein, DR.": the point after the initials is all that parts the names.
_POINTED = re.compile(r"(?:[^\W\d_][\w'’-]+, [^\W\d_a-z]{1,3}\.[,;]?(?: (?:and |& )?|$)){2,}")
_POINTED_NAME = re.compile(r"(?<![\w'’-])[\d_'’-]*+([^\W\d_][\w'’-]++), ([^\W\d_a-z]{1,3}\.)")
_GROUP_NAME = re.compile(
    r"\b(?:collaborations?|collaborators|consortium|(?:study|working|research|writing|collaborative)\s+group|investigators|"
    r"trialists|task\s+force)$",
    re.I,
)
_NOTICE = re.compile(r"^\W*(?:retraction|erratum|corrigendum|correction)(?:\s+(?:of|to))?\s*:\s*(?=\S)", re.I)
_ET_AL = re.compile(
    r"(?:(?<![\s,;&(\[])[\s,;&(\[]++)?+(?:\b(?:and|et|und|y|e)\s++)?(?:\bet\.?\s*+al(?:ii|\.)?(?!\w)\.?|\bet\s+coll\b\.?|\bu\.\s?a\.|\bund\s+andere\b|\band\s+others\b|\by\s+otros\b|"
    r"\be\s+altri\b|…|\.\.\.|\bothers\b)[\])]*+",
    re.I,
)
_ROLE = re.compile(
    r"(?:(?<![\s,;])[\s,;]++)?+[(\[]?\b(?:eds?|editors?|hrsg|hrg|hg|hgg|herausgeber|dirs?|coords?|comps?|trans|éds?|orgs?|a\s+cura\s+di)\b\.?\s*+[)\]]?[\s,:;.]*+$",
    re.I,
)
_ROLE_FIRST = re.compile(
    r"^\s*(?:(?:in|dans|en)\b\s*[:.]?\s*)?(?:(?:edited\s+by|ed\.\s*by|eds?\.|hrsg\.?\s*(?:v(?:on|\.))?|hg\.?\s*(?:v(?:on|\.))?|herausgegeben\s+von|a\s+cura\s+di|[éÉ]dité\s+par|by)\s+)?",
    re.I,
)
_CUT_HINTS = ("et", "u.", "…", "...", "other", "andere", "otros", "altri")
_ROLE_HINTS = ("ed", "éd", "hrsg", "hrg", "hg", "heraus", "dir", "coord", "comp", "trans", "org", "cura")
_BRACKETS = re.compile(rf"{BLANKS}[(\[][^)\]]*+[)\]]?")
_STRONG = re.compile(
    rf"{BLANKS};\s*+|{BLANKS}(?:,\s*+)?[&+|]\s*+|(?:(?<!\s)\s++(?:,\s++)?|,\s++)(?:and|und|y|et|og|och|en|ja|e|i|u\.)\s++(?=\S)|"
    r",\s*+(?:and|und|et)\s++"
)
_SLASH = re.compile(rf"{BLANKS}/\s*+|(?<!\s)\s++[–—-]\s++")
_INITIALS = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][a-z]{0,2}\.(?:\s*(?:[-‐‑–]\s*)?[^\W\d_a-zß-öø-ÿ][a-z]?\.)*(?:\s*(?:[-‐‑–]\s*)?[^\W\d_a-zß-öø-ÿ])?"
    r"|[^\W\d_a-zß-öø-ÿ](?:[\s\-‐‑–.]*[^\W\d_a-zß-öø-ÿ]){0,3}\.?)"
)
_TIGHT = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_]{2})")
_LOOSE_POINT = re.compile(r"(?<!\s)\s++([.,;])")
_GLUED_AND = re.compile(r"(?:(?<=[.,])|\s)and(?=[^\W\d_a-z])")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Names:
    """The persons of a printed list, whether "et al." cut it short, and whether it says that they are editors."""

    persons: tuple[Person, ...] = ()
    et_al: bool = False
    editors: bool = False


def _apart(text: str) -> str:
    """A name with a blank behind each initial's point, "J.A.Smith"."""
    return _TIGHT.sub(" ", text) if "." in text else text


def _is_initials(text: str) -> bool:
    """Whether ``text`` is nothing but initials: ``J. A.``, ``JA``, ``J.-P.``, with particles after them or not."""
    words = text.split()
    if not words or (len(words[0]) > 4 and words[0].isalpha()):
        return False  # the common case, a family name, decided without a pattern
    while len(words) > 1 and words[-1].lower() in PARTICLES and words[-1].islower():
        words.pop()
    bare = " ".join(words)
    if len(words) > 1 and any(len(w) > 2 and w.isalpha() for w in words):
        return False  # "E. ROSE", "JK MOLL": a family name in capitals
    return _INITIALS.fullmatch(bare) is not None and sum(map(str.isalpha, bare)) <= 8


def _person(family: str, given: str = "", suffix: str = "") -> Person | None:
    family = family.strip(" ,;:.&")
    given = given.strip(" ,;:")
    words = family.split()
    particle: list[str] = []
    while len(words) > 1 and words[0].lower().rstrip(".") in PARTICLES and (words[0].islower() or len(words[0]) > 1):
        if (
            not words[0].islower()
            and not particle
            and words[0].lower()
            not in {"van", "von", "de", "di", "da", "del", "della", "der", "den", "du", "la", "le", "ter", "ten"}
        ):
            break
        particle.append(words.pop(0))
    tail = given.split()
    while len(tail) > 1 and tail[-1] in PARTICLES and tail[-1].islower():
        particle.insert(0, tail.pop())
    if len(words) > 1 and _SUFFIX.fullmatch(words[-1]) and not suffix:
        suffix = words.pop()
    if tail and len(tail) > 1 and _SUFFIX.fullmatch(tail[-1]) and not suffix:
        suffix = tail.pop()
    if not words or not _LETTER.search(" ".join(words)) or any(w[0].isdigit() for w in words):
        return None
    return Person(family=" ".join(words), given=" ".join(tail), particle=" ".join(particle), suffix=suffix)


def _whole(text: str) -> Person | None:
    """One name without a comma: ``A. B. Smith``, ``Smith AB``, ``Wim van der Aalst``, ``Smith A. B.``."""
    words = _apart(text.strip(" ,;:")).split()
    suffix = ""
    while len(words) > (2 if words[-1].isupper() else 1) and _SUFFIX.fullmatch(words[-1]):
        suffix = words.pop()
    while len(words) > 2 and _DEGREE.fullmatch(words[-1]):
        words.pop()
    if not words:
        return None
    if len(words) == 1:
        return _person(words[0], "", suffix)
    if (
        len(words[0]) > 2
        and words[0].isupper()
        and words[0].isalpha()
        and words[-1].isalpha()
        and words[-1][1:].islower()
    ):
        cut = next(k for k, w in enumerate(words) if not (w.isupper() and len(w) > 2))  # "APPELBAUM Eileen"
        return _person(" ".join(words[:cut]), " ".join(words[cut:]), suffix)
    first_initial, last_initial = _is_initials(words[0]), _is_initials(words[-1])
    if last_initial and first_initial and len(words[-1]) > max(2, len(words[0].strip("."))):
        last_initial = False
    if last_initial and (not first_initial or (len(words[0].strip(".")) > 1 and "." not in words[0])):
        cut = len(words) - 1
        while cut > 1 and _is_initials(words[cut - 1]):
            cut -= 1
        return _person(" ".join(words[:cut]), " ".join(words[cut:]), suffix)
    cut = len(words) - 1
    while cut > 1 and words[cut - 1].lower() in PARTICLES:
        cut -= 1
    if words[0].islower() and words[0] in PARTICLES:
        cut = 0
    return _person(" ".join(words[cut:]), " ".join(words[:cut]), suffix)


def _kind(segment: str) -> str:
    """``I`` initials, ``X`` suffix, ``SI`` family and initials, ``W`` one word, ``P`` begins with a particle, ``F`` more words."""
    if _SUFFIX.fullmatch(segment) or _DEGREE.fullmatch(segment):
        return "X"
    if _is_initials(segment):
        return "I"
    words = _apart(segment).split()
    if len(words) > (2 if words and words[-1].isupper() else 1) and _SUFFIX.fullmatch(words[-1]):
        words.pop()
    if len(words) == 1:
        return "W"
    first, last = _is_initials(words[0]), _is_initials(words[-1])
    if first and "." in words[0]:
        return "IS"
    if first and words[0].isalpha() and len(words[-1]) > max(2, len(words[0])):
        return "IS"
    if last and not first:
        return "SI"
    if first and len(words[0]) < 4:
        return "IS"
    return "P" if words[0] in PARTICLES else "F"


def _suffix(segment: str) -> str:
    """A suffix without its point; a degree ("MD") is none."""
    return "" if _DEGREE.fullmatch(segment) else segment.strip(".")


def _segments(chunk: str, *, inverted: bool, only: bool) -> list[Person | None]:  # noqa: C901 - a decision list
    """The persons of one comma-separated stretch; ``inverted`` says the list prints ``Family, Given``."""
    parts = [p for p in (s.strip() for s in chunk.split(",")) if p and _LETTER.search(p)]
    kinds = [_kind(p) for p in parts]
    out: list[Person | None] = []
    i = 0
    while i < len(parts):
        part, kind = parts[i], kinds[i]
        following = kinds[i + 1] if i + 1 < len(parts) else ""
        suffix = ""
        if kind in ("F", "W") and _GROUP_NAME.search(part):  # "LHCb collaboration, R. Aaij et al."
            out.append(Person(literal=part))
        if kind == "X" or (out and out[-1] is not None and out[-1].literal == part):
            i += 1
            continue
        if kind == "I" and i == 0 and following in ("W", "F", "P"):
            out.append(_person(parts[1], part))
            i += 2
            continue
        if kind == "I":
            if (
                following == "W"
                and len(_LETTER.findall(part)) <= 3
                and len(part) > 1
                and "." not in part
                and i + 2 < len(parts)
                and kinds[i + 2] == "I"
            ):
                out.append(_person(part))  # a list of short family names, "LI, X., XU, Y."
            elif following == "I" and part.isalpha() and len(part) > 1:
                out.append(_person(part, parts[i + 1]))
                i += 1
            elif out and out[-1] is not None and not out[-1].given:
                out[-1] = _person(out[-1].sort_name, part)
            i += 1
            continue
        step = 1
        if following == "X" and kind in ("SI", "IS", "F"):
            suffix, step = _suffix(parts[i + 1]), 2
        elif following == "X" and i + 2 < len(parts) and kinds[i + 2] == "I":
            out.append(_person(part, parts[i + 2], _suffix(parts[i + 1])))
            i += 3
            continue
        if kind in ("W", "F", "P") and following == "I":
            step = 2
            if i + 2 < len(parts) and kinds[i + 2] == "X":
                suffix, step = _suffix(parts[i + 2]), 3
            out.append(_person(part, parts[i + 1], suffix))
        elif (
            kind in ("W", "P", "F")
            and following in ("W", "F", "IS", "SI", "P")
            and ((inverted and (len(part.split()) <= 3 or kind == "P")) and (only or i == 0 or _alternates(kinds, i)))
        ):
            out.append(_person(part, parts[i + 1]))
            step = 2
        elif kind == "P":
            out.append(_whole(part))
        else:
            person = _whole(part)
            if person and suffix:
                person = Person(person.family, person.given, person.particle, suffix)
            out.append(person)
        i += step
    return out


def _alternates(kinds: Sequence[str], i: int) -> bool:
    rest = kinds[i:]
    return len(rest) % 2 == 0 and all(k in ("W", "P") for k in rest[::2])


def _cjk_person(text: str) -> Person:
    """A Chinese, Japanese or Korean name: the family first, mostly without a space behind it."""
    family, _, given = text.strip(" .&").partition(" ")
    return Person(family=family, given=given)


def _uniform(text: str) -> tuple[Person, ...]:
    """The names of a list that is easy to tell as a whole: East Asian, parted by points, one institution; else none."""
    if _CJK.match(text):
        return tuple(_cjk_person(piece) for piece in _CJK_CUT.split(text) if _LETTER.search(piece))
    if _OF_A_STATE.fullmatch(text) and _names_a_body(text):
        return (Person(literal=text),)
    if _POINTED.fullmatch(text.rstrip(".") + "."):
        return tuple(Person(family=f, given=g) for f, g in _POINTED_NAME.findall(text + "."))
    if _is_institution(text) and not re.search(r"[;&]|, \w\.", text) and not _names_persons(text):
        return (Person(literal=text.strip(" .,;:")),)
    return ()


def _names_persons(text: str) -> bool:
    """Whether persons stand behind a comma: "SPRINT Research Group, Wright JT Jr, Williamson JD"."""
    return any(_kind(part) == "SI" for piece in text.split(",")[1:] if (part := piece.strip()) and part[0].isupper())


def _names_a_body(text: str) -> bool:
    """Whether a word of the text is one of those that name institutions."""
    words = _WORD.findall(text.lower())
    return any(word in _INSTITUTIONS or word.startswith(_INSTITUTIONAL) for word in words) or (
        "task" in words and _TASK_FORCE.search(text) is not None
    )


def _is_institution(text: str) -> bool:
    if not _names_a_body(text):
        return False
    words = text.replace(",", " ").split()
    if any("." in w and _is_initials(w) for w in words):
        return False
    return len(words) > 1 or text.isupper()


def split_names(text: str) -> Names:
    """The persons and institutions of one printed list, in order; ``text`` may hold roles ("(Eds.)") and "et al."."""
    text = " ".join(text.split())
    if "..." not in text:
        text = text.replace("..", ".")
    text = _LED_IN.sub("; ", text) if "; " in text else text
    text = _GLUED_AND.sub(" and ", text) if "and" in text else text
    # The patterns are slow beside a look whether what they search for can be there at all.
    low = text.lower()
    cut = _ET_AL.sub(", ", text) if any(hint in low for hint in _CUT_HINTS) else text
    et_al = cut != text
    text = _NOTICE.sub("", _ROLE_FIRST.sub("", cut, count=1), count=1)
    editors = False
    for _ in range(2 if any(hint in low for hint in _ROLE_HINTS) else 0):
        text, count = _ROLE.subn("", text)
        editors = editors or bool(count)
    bare = _BRACKETS.sub(" ", text) if "(" in text or "[" in text else text
    if _LETTER.search(bare):
        text = bare
    text = _LOOSE_POINT.sub(r"\1", text) if " ." in text or " ," in text or " ;" in text else text
    text = text.strip(" ,;:–—-/\"“”'")
    if not _LETTER.search(text):
        return Names((), et_al, editors)
    if known := _uniform(text):
        return Names(known, et_al, editors)
    chunks = [c.strip(" ,") for c in _STRONG.split(text) if c and c.strip(" ,.")]
    if re.search(r"/|\s[–—-]\s", text):
        chunks = [piece.strip(" ,") for c in chunks for piece in _SLASH.split(c) if piece.strip(" ,.")]
    first = [p.strip() for p in chunks[0].split(",") if p.strip()] if chunks else []
    kinds = [_kind(p) for p in first]
    # "Smith, John" at the head of the list: one or three words before its first comma and no initials after them.
    inverted = len(first) >= 2 and kinds[0] in ("W", "P", "F") and kinds[1] not in ("I", "X")
    if inverted and len(first) > 2 and kinds[0] == "F" and all(k == "F" for k in kinds):
        inverted = False
    if (
        inverted
        and len(first) == 2
        and kinds[0] == "F"
        and kinds[1] == "F"
        and len(chunks) > 1
        and "," not in chunks[1]
    ):
        inverted = False
    if inverted and kinds[0] in ("W",) and all(k == "W" for k in kinds) and len(first) % 2:
        inverted = len(first) == 1
    persons: list[Person] = []
    institutions = _names_a_body(text)
    for chunk in chunks:
        if institutions and _is_institution(chunk) and not re.search(r", \w\.", chunk) and not _names_persons(chunk):
            persons.append(Person(literal=chunk.strip(" .,;:")))
            continue
        only = chunk.count(",") == 1
        persons += [p for p in _segments(chunk, inverted=inverted or (only and ";" in text), only=only) if p]
    return Names(tuple(persons), et_al, editors)
