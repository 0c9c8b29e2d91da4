"""A sentence that states several things -> its single statements, where that is safe.

There is no parser here: a few shapes of sentence are known, and what fits none of them is left whole. Every part keeps
what limits the statement (who, how much, "may", "not"), is a sentence by itself and says nothing that the sentence does
not say. Where a "not", an "or", an "if" or a shared ending could belong to either part, the sentence is left whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refdb.claims.subclaims.clauses import (
    CONNECTIVE,
    NEGATIONS,
    OPENING,
    POINTS,
    PREPOSITIONS,
    PRONOUNS,
    RELATIVE,
    SAYS,
    SUBORDINATE,
    TOGETHER,
    clause_words,
    inside_brackets,
    is_clause,
    is_verb_form,
    main_verb,
    sentence,
    starts_with_verb,
)
from refdb.claims.subclaims.predicates import listed_objects, two_directions, two_verbs_of_one_subject
from refdb.claims.verbs import AUXILIARIES, PLURAL, forms, has_finite_verb, may_be_nouns

MOST = 6  # parts of one sentence


LEAST_WORDS = 3  # of a part


_OWNED = re.compile(r"\b(?:its|their|his|her)\b", re.I)


_SEVERAL = re.compile(r"(?<!\bvs)(?<!\bal)(?<!\b[A-Z])(?<!\bspp)[.!?][\"'”’)\]]*\s+[A-Z]|[a-z]{2}\.[A-Z]")  # sentences


_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*%?")


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def atoms(text: str) -> tuple[str, ...]:
    """The single statements of a sentence, in its order; the sentence itself where it has one or splitting is not safe.

    Args:
        text: a claim without markers.
    """
    if _SEVERAL.search(text) or text.count('"') % 2:
        return (text,)
    parts = _split(text.strip(), 0)
    if len(parts) < 2 or len(parts) > MOST or not _nothing_changed(text, parts):
        return (text,)
    return tuple(parts)


def _split(text: str, depth: int) -> list[str]:
    if depth < 4 and len(text.split()) > LEAST_WORDS:
        for shape in _SHAPES:
            parts = shape(text)
            if len(parts) > 1 and all(_stands_alone(part) for part in parts):
                return [atom for part in parts for atom in _split(part, depth + 1)]
    return [text]


_NO_BEGINNING = PRONOUNS | frozenset("whereas which and but or nor yet so than that".split())


def _stands_alone(part: str) -> bool:
    words = part.split()
    if len(words) < LEAST_WORDS or not has_finite_verb(part) or words[0].lower() in _NO_BEGINNING:
        return False
    return part.count("(") == part.count(")") and part.count("[") == part.count("]")


def _nothing_changed(text: str, parts: list[str]) -> bool:
    """Whether the parts say what the sentence says, no more and no less, as far as words tell."""
    said, kept = _content(text), set().union(*map(_content, parts))
    negated = len(NEGATIONS.findall(text))
    return (
        kept <= said
        and said - kept <= _JOINTS
        and set(_NUMBER.findall(text)) == {n for part in parts for n in _NUMBER.findall(part)}
        and sum(len(NEGATIONS.findall(part)) for part in parts) >= negated
        and len(set(parts)) == len(parts)
    )


_JOINTS = frozenset(
    "and but while whereas which that although though however moreover furthermore also therefore thus in addition "
    "then yet by contrast consequently hence thereby further even conversely similarly likewise additionally "
    "nevertheless nonetheless so".split()
)


def _content(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


_CLAUSES = (
    re.compile(r"\s*;\s+(?:and\s+|but\s+)?"),
    re.compile(r",?\s+whereas\s+"),
    re.compile(r",\s+while\s+(?!(?:\w+ing)\b)"),
    re.compile(r",\s+(?:and|but|yet)\s+(?!or\b|not\b)"),
    re.compile(r"\s+but\s+(?!not\b)"),
)


_CONCESSIVE = re.compile(r"^(?:Although|Though|Even though|Whereas|While)\s+(?!\w+ing\b)([^,]+),\s+(.+)$", re.S)


def _clauses(text: str) -> list[str]:
    """Two clauses with subject and verb of their own."""
    body = text.rstrip(" .")
    if TOGETHER.search(body) and not re.search(r";\s", body):
        return [text]
    if re.match(r"(?:if|unless|when|because|since|as|once)\b", body, re.I):
        return [text]
    for pattern in _CLAUSES:
        cuts = [m for m in pattern.finditer(body) if not inside_brackets(body, m.start())]
        for cut in cuts:
            left, right = body[: cut.start()], body[cut.end() :]
            if "and" in cut.group().split() and _listing(left):
                continue
            if parts := _two_clauses(left, right, semicolon=";" in cut.group()):
                return parts
    return [text]


def _listing(left: str) -> bool:
    """Whether the first clause has a comma behind its verb: ", and" may then close a list."""
    words = left.split()[clause_words(left) :]
    at = main_verb([word.strip(",").lower() for word in words])
    return at < 0 or any(word.endswith(",") for word in words[at:])


def _two_clauses(left: str, right: str, *, semicolon: bool) -> list[str]:
    right = CONNECTIVE.sub("", right)
    if POINTS.search(right) or _OWNED.search(right) or (":" in left if semicolon else _embedded(left)):
        return []
    if semicolon and (re.match(r"(?:if|unless|when|because|which|e\.g|i\.e)\b", right, re.I) or TOGETHER.search(right)):
        return []
    that = re.match(r"that\s+", right)
    says = SAYS.match(left)
    if that:
        if not says:
            return []
        right = right[that.end() :]
    if not (is_clause(right) and is_clause(left[says.end() :] if says else left)):
        return []
    if says and not semicolon:
        if NEGATIONS.search(says[1]):
            return []
        right = right if SAYS.match(right) else f"{says[1]} {right}"
    elif not semicolon:
        right = _with_opening(left, right)
    return [sentence(left), sentence(right)] if right else []


def _embedded(left: str) -> bool:
    """Whether the first clause is said of by "it is possible that": perhaps the second is as well."""
    says = SAYS.match(left)
    return bool(re.search(r"\bthat\b", left[says.end() :] if says else left))


def _with_opening(left: str, right: str) -> str:
    """The second clause under the "In older men," of the first; empty where that cannot be said twice."""
    left = CONNECTIVE.sub("", left)
    opening = OPENING.match(left[:1].upper() + left[1:])
    if opening is None or OPENING.match(right[:1].upper() + right[1:]):
        return right
    own = f" {opening[1].split()[0].lower()} " in f" {right.lower()}"  # "in men": then "in children" is not meant
    return "" if own or has_finite_verb(f"x {opening[1]}") else f"{opening[1]}, {right}"


def _concession(text: str) -> list[str]:
    """From "Although A, B": both are said."""
    found = _CONCESSIVE.match(text.rstrip(" ."))
    if found is None or TOGETHER.search(text):
        return [text]
    temporal = text.lower().startswith("while") and re.search(
        r"\b(?:is|are|was|were)\s+(?:\w+ing|on|under)\b", found[1]
    )
    if temporal or not (is_clause(found[1]) and is_clause(found[2])):
        return [text]
    return [sentence(found[1]), sentence(found[2])]


_WHICH_FIRST = re.compile(r"^([^,;:]{3,80}),\s+which\s+([^,;]{4,200}),\s+(.+)$", re.S)


_WHICH_LAST = re.compile(r"^([^;]{8,300}?),\s+which\s+([^,;]{4,200})$", re.S)


def _which_first(text: str) -> list[str]:
    """From "X, which does A, does B"."""
    found = _WHICH_FIRST.match(text.rstrip(" ."))
    if found is None or TOGETHER.search(text) or NEGATIONS.search(found[1]):
        return [text]
    phrase = found[1].split()
    lower = {word.lower() for word in phrase}
    if len(phrase) > 5 or lower & (PREPOSITIONS | PRONOUNS | SUBORDINATE | {"and"}) or has_finite_verb(f"x {found[1]}"):
        return [text]
    both = [found[2].split(), found[3].split()]
    if not all(starts_with_verb(words) for words in both) or RELATIVE.search(found[2]):
        return [text]
    return [sentence(f"{found[1]} {found[3]}"), sentence(f"{found[1]} {found[2]}")]


def _which_last(text: str) -> list[str]:
    """From "… on Ys, which make Z": a plural verb can only speak of the plural right before it."""
    found = _WHICH_LAST.match(text.rstrip(" ."))
    if found is None or TOGETHER.search(text) or RELATIVE.search(found[2]):
        return [text]
    verb = found[2].split()[0].lower()
    if verb not in PLURAL - {"were"} and (verb not in forms()[0] or verb in may_be_nouns()):
        return [text]
    words = found[1].split()
    start = len(words)
    while (
        start
        and words[start - 1].lower() not in PREPOSITIONS | AUXILIARIES
        and not is_verb_form(words[start - 1].lower())
    ):
        start -= 1
    phrase = words[start:]
    if (
        not 1 <= len(phrase) <= 4
        or {"and", "not"} & {w.lower() for w in phrase}
        or not phrase[-1].endswith("s")
        or "," in " ".join(phrase)
    ):
        return [text]
    before = words[start - 1].lower() if start else ""
    if before in PREPOSITIONS:  # "models of cells, which": of these or of those
        before = words[start - 2].lower() if start > 1 else ""
    if not is_verb_form(before) or RELATIVE.search(found[1]) or NEGATIONS.search(found[1]):
        return [text]
    return [sentence(found[1]), sentence(f"{' '.join(phrase)} {found[2]}")]


_SHAPES: tuple[Callable[[str], list[str]], ...] = (
    _concession,
    _which_first,
    _clauses,
    _which_last,
    two_verbs_of_one_subject,
    two_directions,
    listed_objects,
)
