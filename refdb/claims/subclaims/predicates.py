"""Sentences with one subject that state several things of it: shapes that ``atoms`` knows."""

from __future__ import annotations

import re

from refdb.claims.subclaims.clauses import (
    DETERMINERS,
    ENDS,
    NEGATIONS,
    NO_SUBJECT,
    POINTS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SHARED_END,
    TO_DO,
    TOGETHER,
    begins_badly,
    clause_start,
    inside_brackets,
    looks_plural,
    main_verb,
    sentence,
    with_shared_end,
)
from refdb.claims.verbs import AUXILIARIES, MODALS, PAST, PLURAL, SINGULAR, forms, has_finite_verb, may_be_nouns

_DROPPED = frozenset("also then thus thereby therefore further even".split())


# Verbs that govern another verb: what they say of the first they need not say of the second.
_HELPERS = frozenset(
    "help helps helped seem seems seemed appear appears appeared tend tends tended try tries tried begin begins began "
    "fail fails failed aim aims aimed attempt attempts attempted be been continue continues continued need needs use "
    "used".split()
)


_VERB_JOINTS = re.compile(
    r",?\s+(and|but)\s+(?:(?P<adverb>\w+ly|also|thus|thereby|therefore|further|then|strongly)\s+)?(?P<verb>[a-z]+)\b"
)


def two_verbs_of_one_subject(text: str) -> list[str]:
    """From "X does A and does B"."""
    body = text.rstrip(" .")
    if TOGETHER.search(body) or begins_badly(body):
        return [text]
    start = clause_start(body)
    words = body[start:].split()
    at = main_verb([word.strip(",").lower() for word in words])
    if at <= 0:
        return [text]
    for joint in _VERB_JOINTS.finditer(body, start):
        if inside_brackets(body, joint.start()):
            continue
        left, right = body[start : joint.start()].split(), body[joint.end("verb") :]
        if len(left) <= at + 1 or not right.strip():
            continue
        if parts := _two_verbs(body[:start], left, at, joint, right):
            return parts
    return [text]


def _two_verbs(lead: str, left: list[str], at: int, joint: re.Match[str], right: str) -> list[str]:
    verb = joint["verb"].lower()
    subject, rest = left[:at], " ".join(left[at:])
    if NEGATIONS.search(f"{lead} {' '.join(subject)}") or RELATIVE.search(rest) or POINTS.search(right):
        return []
    if _another_verb(left[at + 1 :]) or _another_verb(f"{verb}{right}".split()[1:]) or subject[0].lower() in NO_SUBJECT:
        return []
    shared = _shared_words(left, at, verb, right, denied=bool(NEGATIONS.search(rest)), but=joint[1] == "but")
    if shared is None:
        return []
    adverb = joint["adverb"] or ""
    said = f"{'' if adverb.lower() in _DROPPED else adverb} {verb}{right}"
    ones, two = _series(left, at, shared), said.strip()
    ended = [with_shared_end(one, two) for one in ones]
    if not all(one for one, _ in ended) or any("," in " ".join(one.split()[at:]) for one in ones):
        return []
    return [*(sentence(f"{lead}{one}") for one, _ in ended), sentence(f"{lead}{' '.join(shared)} {ended[0][1]}")]


def _another_verb(rest: list[str]) -> bool:
    """Whether a clause goes on with a second verb of its own: another clause hides in it."""
    words = [word.strip(",").lower() for word in rest]
    third = forms()[1] - may_be_nouns()
    return any(
        word in AUXILIARIES - {"do", "have"} or (word in third and not rest[n - 1].endswith(","))
        for n, word in enumerate(words)
        if n
    )


def _series(left: list[str], at: int, shared: list[str]) -> list[str]:
    """From "X does A, does B" as single halves, where the verbs behind the commas are plainly that."""
    third = forms()[1] - may_be_nouns()
    halves, begin = [], len(shared)
    if left[at].lower() in forms()[1]:
        for n in range(at + 1, len(left)):
            if left[n - 1].endswith(",") and left[n].lower() in third:
                halves.append(" ".join([*shared, *left[begin:n]]).rstrip(","))
                begin = n
    return [*halves, " ".join([*shared, *left[begin:]])]


def _shared_words(left: list[str], at: int, verb: str, right: str, *, denied: bool, but: bool) -> list[str] | None:
    """What of the first half belongs to the second as well: the subject, with "may" or "has"; None where unsure."""
    bases, third, past = forms()
    first = left[at].lower()
    following = left[at + 1].lower() if at + 1 < len(left) else ""
    if verb in AUXILIARIES - MODALS and verb != "do":
        agrees = _number(first) in (None, _number(verb))
        return left[:at] if agrees and not (denied and not but) else None
    if verb in MODALS:
        return left[:at] if not denied or but else None
    clear = verb not in may_be_nouns() or _clearly_verb(right)
    if verb in third and (first in third or first in SINGULAR):
        return left[:at] if clear and (but or not denied) else None
    if denied and not but:
        return None
    if verb in past and (first in past or (first in PAST and (denied or first in ("was", "were")))):
        return left[:at] if _clearly_verb(right) else None
    if denied:
        return None
    if verb in bases and clear and first in bases and looks_plural(left[at - 1]):
        return None if any(m[1] in bases for m in TO_DO.finditer(" ".join(left))) else left[:at]
    if verb in bases and first in MODALS and following in bases and following not in _HELPERS and clear:
        return None if any(m[1] in bases for m in TO_DO.finditer(" ".join(left))) else left[: at + 1]
    return None


def _clearly_verb(right: str) -> bool:
    """Whether what follows a form that could be a noun or an adjective makes it a verb."""
    words = right.split()
    first = words[0].lower() if words else ""
    return (
        first in DETERMINERS or first in ("to", "on", "against") or bool(re.search(r"\bby\s+(?:\w+\s+){0,2}\d", right))
    )


def _number(verb: str) -> str | None:
    if verb in SINGULAR or verb in forms()[1]:
        return "one"
    return "many" if verb in PLURAL or verb in forms()[0] else None


_LISTING = re.compile(
    r"\b(?:causes?|caused|reduces?|increases?|lowers?|raises?|improves?|prevents?|relieves?|stimulates?|inhibits?|"
    r"suppresses|suppress|induces?|"
    r"treats?|affects?|impairs?|worsens?|promotes?|triggers?|produces?|secretes?|releases?|enhances?|include|includes|"
    r"(?:the|a|an)\s+(?:\w+\s+)?risk of|leads? to|results? in|contributes? to|associated with|linked to)\s+"
)


_ADJECTIVE = re.compile(
    r"(?:ic|al|ous|ive|ary|ory|lar|nar|ed|ing|able|ible|ful|less|ent|ant|ic|ish|oid|ine|er|est|high|low|long|short|"
    r"mild|severe|acute|free|"
    r"poor|good|bad|new|old|major|minor|total|early|late|fast|slow|large|small|white|red|body|blood|heart|liver|"
    r"kidney|lung|breast|bone|"
    r"muscle|brain|skin|male|female|cell|plasma|serum|sex|sleep)$",
    re.I,
)


_MASS = re.compile(r"(?:diarrh\w+|headache|nausea|fatigue|fever|pain|cancer|disorder|danger|hunger)$", re.I)


_DIRECTED = re.compile(
    r"^(?P<lead>.+?\b(?:associated with|linked to|leads? to|led to|results? in|resulted in|causes?|caused|had|have|"
    r"has|shows?|showed|experienced?)\s+"
    r"(?:an?\s+)?)(?P<one>(?P<how>higher|lower|increased|decreased|reduced|greater|less|better|worse|fewer|poorer|"
    r"improved|impaired|lowered|elevated|more)\s+"
    r"[^,;]{3,60}?),?\s+and\s+(?:an?\s+)?(?P<two>(?:higher|lower|increased|decreased|reduced|greater|less|better|"
    r"worse|fewer|poorer|improved|impaired|"
    r"lowered|elevated|more)\s+[^,;]{3,60})$",
    re.S,
)


def two_directions(text: str) -> list[str]:
    """From "… is associated with higher A and lower B"."""
    found = _DIRECTED.match(text.rstrip(" ."))
    if (
        found is None
        or TOGETHER.search(text)
        or NEGATIONS.search(found["lead"])
        or begins_badly(text)
        or RELATIVE.search(text)
    ):
        return [text]
    one, two = found["one"], found["two"]
    if (
        re.search(r"\band\b", f"{one} {two}")
        or has_finite_verb(f"x {' '.join(one.split()[1:])}")
        or has_finite_verb(f"x {' '.join(two.split()[1:])}")
    ):
        return [text]
    ending = SHARED_END.search(two)
    if ending and not SHARED_END.search(one):
        one = f"{one} {ending['end']}"
    elif ENDS.search(f" {two} ") or SHARED_END.search(one):
        return [text]
    article = re.search(r"\b(an?)\s+$", found["lead"])
    if article:  # "a higher A and a lower B"
        return [text]
    return [sentence(f"{found['lead']}{one}"), sentence(f"{found['lead']}{two}")]


def listed_objects(text: str) -> list[str]:
    """From "X causes A, B and C"."""
    body = text.rstrip(" .")
    if TOGETHER.search(body) or NEGATIONS.search(body) or RELATIVE.search(body) or begins_badly(body):
        return [text]
    found = list(_LISTING.finditer(body))
    if not found or found[-1].start() == 0:
        return [text]
    lead, objects = body[: found[-1].end()], body[found[-1].end() :]
    ending = SHARED_END.search(objects)
    end = f" {ending['end']}" if ending else ""
    objects = objects[: ending.start()] if ending else objects
    items = _items(objects)
    return [sentence(f"{lead}{item}{end}") for item in items] if items and not re.search(r"\sand\s", lead) else [text]


def _items(objects: str) -> list[str]:
    """From "nausea, headache, and dizziness" -> its items; none where one may not be a thing of its own."""
    parts = re.split(r"\s+and\s+", objects)
    if len(parts) != 2:
        return []
    items = [item.strip() for item in (*parts[0].rstrip(",").split(","), parts[1])]
    sizes = [len(item.split()) for item in items]
    if not all(1 <= size <= 3 for size in sizes) or len(set(sizes)) > 1:
        return []
    for item in items:
        words = item.split()
        if not all(re.fullmatch(r"[^\W_][\w-]*", word) for word in words) or _ends_like_adjective(words[-1]):
            return []
        if {w.lower() for w in words} & (PREPOSITIONS | DETERMINERS | PRONOUNS) or words[0].lower().endswith(
            ("ing", "ed")
        ):
            return []
    return items


def _ends_like_adjective(word: str) -> bool:
    return bool(_ADJECTIVE.search(word)) and not _MASS.search(word)
