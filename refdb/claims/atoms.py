"""A sentence that states several things -> its single statements, where that is safe.

There is no parser here: a few shapes of sentence are known, and what fits none of them is left whole. Every part keeps
what limits the statement (who, how much, "may", "not"), is a sentence by itself and says nothing that the sentence does
not say. Where a "not", an "or", an "if" or a shared ending could belong to either part, the sentence is left whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from refdb.claims.verbs import AUXILIARIES, MODALS, PAST, PLURAL, SINGULAR, forms, has_finite_verb, may_be_nouns

MOST = 6  # parts of one sentence
LEAST_WORDS = 3  # of a part

# --- words -------------------------------------------------------------------------------------

NEGATIONS = re.compile(
    r"\b(?:no|not|never|neither|nor|none|nobody|nothing|without|cannot|fail(?:s|ed|ure)?|lack(?:s|ed|ing)?|unable|unlikely|unclear|"
    r"uncertain|unknown|hardly|rarely|seldom|barely|scarcely|few|fewer|little|doubt\w*|den(?:y|ies|ied)|reject\w*|refut\w*|disprov\w*|"
    r"insufficient|absence|false|myth|questionable|controversial|\w+n['’]t)\b",
    re.I,
)
# With one of these the halves may only be true together, or not be asserted at all.
_TOGETHER = re.compile(
    r"\b(?:if|unless|whether|either|neither|nor|or|only|respectively|together|jointly|combin\w+|simultaneous\w*|alone|both|between|among|"
    r"as well as|rather than|instead of|synerg\w+|ratio|versus|vs|than if|so that|in order to|such that|provided|assuming|question\w*|"
    r"hypothes[ie]\w*|the more|the less|the higher|the lower)\b|\?",
    re.I,
)
_SUBORDINATE = frozenset("if unless when whenever while because since as after before once until although though".split())
_RELATIVE = re.compile(r"\b(?:that|which|who|whom|whose|where|when|because|since|if|while|whereas|although|though|unless|until)\b", re.I)
_PRONOUNS = frozenset("it they he she this that these those we i you there its their both each one ones some others such".split())
_POINTS = re.compile(r"\b(?:it|them|they|themselves|itself|former|latter|this|these|those|he|she|him|such)\b", re.I)
_OWNED = re.compile(r"\b(?:its|their|his|her)\b", re.I)
_TO_DO = re.compile(r"\bto\s+(?:\w+ly\s+)?([a-z]+)\b")
_ADVERBS = frozenset("also then thus often usually still now always sometimes further thereby therefore even strongly likely".split())
_DROPPED = frozenset("also then thus thereby therefore further even".split())
_DETERMINERS = frozenset("a an the its their his her this these those all most many several some each every another".split())
# Verbs that govern another verb: what they say of the first they need not say of the second.
_HELPERS = frozenset(
    "help helps helped seem seems seemed appear appears appeared tend tends tended try tries tried begin begins began fail fails "
    "failed aim aims aimed attempt attempts attempted be been continue continues continued need needs use used".split()
)
_COMPLEMENT = frozenset("to in on of for with from by against into at as".split())  # right behind a verb: its own
# Endings that say for whom, how long, how much or against what: they hold for both halves.
_SHARED_END = re.compile(
    r"\s+(?P<end>(?:(?:in|among|for)\s+(?:(?!of\b|the\b|by\b|to\b|and\b)\w+[ -]){0,4}(?:adults|men|women|patients|children|people|individuals|adolescents|infants|persons|"
    r"participants|mice|rats|humans|animals|volunteers|subjects|smokers|pregnancy|athletes|boys|girls|rodents)"
    r"(?:\s+(?:with|without|aged|over|under|older than|younger than)\s+(?:[\w-]+\s?){1,5})?"
    r"|(?:after|for|over|within|during)\s+(?:at least |up to |about |the first )?(?:\d[\d.–-]*|one|two|three|four|five|six|eight|ten|twelve|several|a few)\s+"
    r"(?:hours?|days?|weeks?|months?|years?|decades?|minutes?)(?:\s+of\s+(?:treatment|therapy|use|training|follow-up))?"
    r"|at\s+(?:a\s+)?(?:(?:low|high|higher|lower|therapeutic|daily)\s+)?(?:doses?|concentrations?)(?:\s+of\s+[\d.,–-]+\s?\S+(?:\s+(?:a|per)\s+\w+)?)?"
    r"|(?:as\s+)?compared\s+(?:with|to)\s+(?:[\w-]+\s?){1,4}))$",
    re.I,
)
_ENDS = re.compile(
    r"\s(?:in|on|at|for|with|without|during|after|before|among|within|when|if|unless|because|since|compared|than|through|via|by|under|over|across|"
    r"throughout|until|while|as|per|from)\s",
    re.I,
)
_SEVERAL = re.compile(r"(?<!\bvs)(?<!\bal)(?<!\b[A-Z])(?<!\bspp)[.!?][\"'”’)\]]*\s+[A-Z]|[a-z]{2}\.[A-Z]")  # sentences
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*%?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


# --- the function --------------------------------------------------------------------------------


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


def _stands_alone(part: str) -> bool:
    words = part.split()
    if len(words) < LEAST_WORDS or not has_finite_verb(part) or words[0].lower() in _PRONOUNS:
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
    "and but while whereas which that although though however moreover furthermore also therefore thus in addition then yet by "
    "contrast consequently hence thereby further even conversely similarly likewise additionally nevertheless nonetheless so".split()
)


def _content(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text)}


def _sentence(text: str) -> str:
    """With a capital and a full stop; a name that begins small keeps its letter."""
    text = text.strip(" ,;:.–—").removesuffix(" -")
    if re.match(r"[a-z]+(?=[\s,’'-])", text):
        text = text[0].upper() + text[1:]
    return f"{text}."


# --- shapes: clauses -----------------------------------------------------------------------------

_CONNECTIVE = re.compile(
    r"^(?:however|moreover|furthermore|in addition|additionally|therefore|thus|by contrast|in contrast|consequently|hence|conversely|"
    r"similarly|likewise|also|nevertheless|nonetheless)\b,?\s+",
    re.I,
)
_CLAUSES = (
    re.compile(r"\s*;\s+(?:and\s+|but\s+)?"),
    re.compile(r",?\s+whereas\s+"),
    re.compile(r",\s+while\s+(?!(?:\w+ing)\b)"),
    re.compile(r",\s+(?:and|but|yet)\s+(?!or\b|not\b)"),
    re.compile(r"\s+but\s+(?!not\b)"),
)
_CONCESSIVE = re.compile(r"^(?:Although|Though|Even though|Whereas|While)\s+(?!\w+ing\b)([^,]+),\s+(.+)$", re.S)
_SAYS = re.compile(
    r"^((?:[^,;]{3,120}?)\b(?:suggest|show|indicate|demonstrate|find|found|report|reveal|conclude|confirm|imply|propose|estimate|observe|believe|"
    r"think|thought|known|shown)(?:s|ed|d|n)?\s+that)\s+",
    re.I,
)
_OPENING = re.compile(r"^((?!For example|For instance|In fact|In turn|On the|At first)(?:In|Among|For|At|After|During|Within|Compared with|Compared to|Over|On)\s+[^,;]{2,80}),\s+", re.S)


def _clauses(text: str) -> list[str]:
    """Two clauses with subject and verb of their own."""
    body = text.rstrip(" .")
    if _TOGETHER.search(body) and not re.search(r";\s", body):
        return [text]
    if re.match(r"(?:if|unless|when|because|since|as|once)\b", body, re.I):
        return [text]
    for pattern in _CLAUSES:
        cuts = [m for m in pattern.finditer(body) if not _inside_brackets(body, m.start())]
        for cut in cuts:
            left, right = body[: cut.start()], body[cut.end() :]
            if "and" in cut.group().split() and _listing(left):
                continue
            if parts := _two_clauses(left, right, semicolon=";" in cut.group()):
                return parts
    return [text]


def _listing(left: str) -> bool:
    """Whether the first clause has a comma behind its verb: ", and" may then close a list."""
    words = left.split()[_clause_words(left) :]
    at = _main_verb([word.strip(",").lower() for word in words])
    return at < 0 or any(word.endswith(",") for word in words[at:])


def _clause_words(text: str) -> int:
    """How many words stand before the clause begins, in "However," and "In older men,"."""
    rest = _CONNECTIVE.sub("", text)
    opening = _OPENING.match(rest[:1].upper() + rest[1:])
    return len(text.split()) - len(rest.split()) + (len(opening[1].split()) if opening else 0)


def _two_clauses(left: str, right: str, *, semicolon: bool) -> list[str]:
    right = _CONNECTIVE.sub("", right)
    if _POINTS.search(right) or _OWNED.search(right) or (":" in left if semicolon else _embedded(left)):
        return []
    if semicolon and (re.match(r"(?:if|unless|when|because|which|e\.g|i\.e)\b", right, re.I) or _TOGETHER.search(right)):
        return []
    that = re.match(r"that\s+", right)
    says = _SAYS.match(left)
    if that:
        if not says:
            return []
        right = right[that.end() :]
    if not (_is_clause(right) and _is_clause(left[says.end() :] if says else left)):
        return []
    if says and not semicolon:
        if NEGATIONS.search(says[1]):
            return []
        right = right if _SAYS.match(right) else f"{says[1]} {right}"
    elif not semicolon:
        right = _with_opening(left, right)
    return [_sentence(left), _sentence(right)] if right else []


def _embedded(left: str) -> bool:
    """Whether the first clause is said of by "it is possible that": perhaps the second is as well."""
    says = _SAYS.match(left)
    return bool(re.search(r"\bthat\b", left[says.end() :] if says else left))


def _with_opening(left: str, right: str) -> str:
    """The second clause under the "In older men," of the first; empty where that cannot be said twice."""
    left = _CONNECTIVE.sub("", left)
    opening = _OPENING.match(left[:1].upper() + left[1:])
    if opening is None or _OPENING.match(right[:1].upper() + right[1:]):
        return right
    return "" if has_finite_verb(f"x {opening[1]}") else f"{opening[1]}, {right}"


def _concession(text: str) -> list[str]:
    """ "Although A, B": both are said."""
    found = _CONCESSIVE.match(text.rstrip(" ."))
    if found is None or _TOGETHER.search(text):
        return [text]
    temporal = text.lower().startswith("while") and re.search(r"\b(?:is|are|was|were)\s+(?:\w+ing|on|under)\b", found[1])
    if temporal or not (_is_clause(found[1]) and _is_clause(found[2])):
        return [text]
    return [_sentence(found[1]), _sentence(found[2])]


def _is_clause(text: str) -> bool:
    """Whether a text begins with a subject of its own, of a few words and not a pronoun, and its verb."""
    text = _CONNECTIVE.sub("", text)
    printed = text.split()[_clause_words(text) :]
    while printed and printed[0].lower() in _ADVERBS:
        printed = printed[1:]
    words = [word.strip(",").lower() for word in printed]
    if not words or words[0] in _NO_SUBJECT or (words[0] in forms()[1] and words[0] not in may_be_nouns()):
        return False
    at = _main_verb(words)
    if not 0 < at <= 14 or at + 1 >= len(words) or words[at - 1] in _JOINING or (at == 1 and words[0] in _QUANTITIES):
        return False
    return not any(word.endswith(",") for word in printed[:at])


_NO_SUBJECT = _PRONOUNS | _SUBORDINATE | AUXILIARIES | frozenset("to not by with for or and nor which who whose even".split())
_JOINING = frozenset("and or but nor that which who whom whose where when".split())
_QUANTITIES = frozenset("most many several some few all none two three four five six seven eight nine ten half more less".split())


def _inside_brackets(text: str, at: int) -> bool:
    return text.count("(", 0, at) > text.count(")", 0, at) or text.count("[", 0, at) > text.count("]", 0, at)


# --- shapes: ", which …" -------------------------------------------------------------------------

_WHICH_FIRST = re.compile(r"^([^,;:]{3,80}),\s+which\s+([^,;]{4,200}),\s+(.+)$", re.S)
_WHICH_LAST = re.compile(r"^([^;]{8,300}?),\s+which\s+([^,;]{4,200})$", re.S)
_PREPOSITIONS = frozenset("of in on at for with from by to into between among against during through via as".split())


def _which_first(text: str) -> list[str]:
    """ "X, which does A, does B"."""
    found = _WHICH_FIRST.match(text.rstrip(" ."))
    if found is None or _TOGETHER.search(text) or NEGATIONS.search(found[1]):
        return [text]
    phrase = found[1].split()
    lower = {word.lower() for word in phrase}
    if len(phrase) > 5 or lower & (_PREPOSITIONS | _PRONOUNS | _SUBORDINATE | {"and"}) or has_finite_verb(f"x {found[1]}"):
        return [text]
    both = [found[2].split(), found[3].split()]
    if not all(_starts_with_verb(words) for words in both) or _RELATIVE.search(found[2]):
        return [text]
    return [_sentence(f"{found[1]} {found[3]}"), _sentence(f"{found[1]} {found[2]}")]


def _which_last(text: str) -> list[str]:
    """ "… on Ys, which make Z": a plural verb can only speak of the plural right before it."""
    found = _WHICH_LAST.match(text.rstrip(" ."))
    if found is None or _TOGETHER.search(text) or _RELATIVE.search(found[2]):
        return [text]
    verb = found[2].split()[0].lower()
    if verb not in PLURAL - {"were"} and (verb not in forms()[0] or verb in may_be_nouns()):
        return [text]
    words = found[1].split()
    start = len(words)
    while start and words[start - 1].lower() not in _PREPOSITIONS | AUXILIARIES and not _is_verb_form(words[start - 1].lower()):
        start -= 1
    phrase = words[start:]
    if not 1 <= len(phrase) <= 4 or {"and", "not"} & {w.lower() for w in phrase} or not phrase[-1].endswith("s") or "," in " ".join(phrase):
        return [text]
    before = words[start - 1].lower() if start else ""
    if before in _PREPOSITIONS:  # "models of cells, which": of these or of those
        before = words[start - 2].lower() if start > 1 else ""
    if not _is_verb_form(before) or _RELATIVE.search(found[1]) or NEGATIONS.search(found[1]):
        return [text]
    return [_sentence(found[1]), _sentence(f"{' '.join(phrase)} {found[2]}")]


# --- shapes: one subject, two verbs ----------------------------------------------------------------

_VERB_JOINTS = re.compile(r",?\s+(and|but)\s+(?:(?P<adverb>\w+ly|also|thus|thereby|therefore|further|then|strongly)\s+)?(?P<verb>[a-z]+)\b")


def _verbs(text: str) -> list[str]:
    """ "X does A and does B"."""
    body = text.rstrip(" .")
    if _TOGETHER.search(body) or _begins_badly(body):
        return [text]
    start = _clause_start(body)
    words = body[start:].split()
    at = _main_verb([word.strip(",").lower() for word in words])
    if at <= 0:
        return [text]
    for joint in _VERB_JOINTS.finditer(body, start):
        if _inside_brackets(body, joint.start()):
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
    if NEGATIONS.search(f"{lead} {' '.join(subject)}") or _RELATIVE.search(rest) or _POINTS.search(right):
        return []
    if _another_verb(left[at + 1 :]) or _another_verb(f"{verb}{right}".split()[1:]) or subject[0].lower() in _NO_SUBJECT:
        return []
    shared = _shared_words(left, at, verb, right, denied=bool(NEGATIONS.search(rest)), but=joint[1] == "but")
    if shared is None:
        return []
    adverb = joint["adverb"] or ""
    said = f"{'' if adverb.lower() in _DROPPED else adverb} {verb}{right}"
    ones, two = _series(left, at, shared), said.strip()
    ended = [_with_shared_end(one, two) for one in ones]
    if not all(one for one, _ in ended) or any("," in " ".join(one.split()[at:]) for one in ones):
        return []
    return [*(_sentence(f"{lead}{one}") for one, _ in ended), _sentence(f"{lead}{' '.join(shared)} {ended[0][1]}")]


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
    """ "X does A, does B" as single halves, where the verbs behind the commas are plainly that."""
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
    if verb in bases and clear and first in bases and _looks_plural(left[at - 1]):
        return None if any(m[1] in bases for m in _TO_DO.finditer(" ".join(left))) else left[:at]
    if verb in bases and first in MODALS and following in bases and following not in _HELPERS and clear:
        return None if any(m[1] in bases for m in _TO_DO.finditer(" ".join(left))) else left[: at + 1]
    return None


def _with_shared_end(one: str, two: str) -> tuple[str, str]:
    """Both halves with the ending that limits them both; empty where it is unclear what it limits."""
    ending = _SHARED_END.search(two)
    if ending is None:
        behind = " ".join(two.split()[1:])
        complement = behind.split()[0].lower() if behind else ""
        rest = behind[len(complement) :] if complement in _COMPLEMENT else behind
        rest = re.sub(r"\bby\s+(?:about |at least |up to |nearly )?[\d.,–-]+\s?%?", "", rest)
        limits_second = bool(_ENDS.search(f" {rest} ")) or any(m[1] in forms()[0] for m in _TO_DO.finditer(rest))
        return ("", "") if limits_second or _SHARED_END.search(one) else (one, two)
    if _SHARED_END.search(one) or _ENDS.search(f" {' '.join(two[: ending.start()].split()[2:])} "):
        return ("", "") if not _SHARED_END.search(one) else (one, two)
    return f"{one} {ending['end']}", two


def _clause_start(body: str) -> int:
    """Where the clause begins whose verbs are looked for: behind "Studies suggest that" and "In older men,"."""
    start = 0
    if (says := _SAYS.match(body)) and not NEGATIONS.search(says[1]):
        start = says.end()
    if opening := _OPENING.match(body[start:][:1].upper() + body[start + 1 :]):
        start += opening.end()
    return start


def _begins_badly(body: str) -> bool:
    first = body.split()[0].lower().strip(",")
    return first in _SUBORDINATE or first in ("to", "by", "not", "no", "few", "none", "neither", "there", "what", "how")


def _main_verb(words: list[str]) -> int:
    """Index of the first word that is the verb of the clause; -1 where none is seen."""
    bases, third, past = forms()
    for at, word in enumerate(words):
        if at == 0:
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in AUXILIARIES or re.fullmatch(r"\w+n['’]t", word):
            return at
        if word in third and not (word in may_be_nouns() and (following in _PREPOSITIONS or following in third or following in AUXILIARIES)):
            return at
        if word in past and following not in ("with", "by", "to", "in", "from", "at", "for", "as") and not _modifies(words, at):
            return at
        if word in past and word.endswith(("ed", "fell", "rose", "led")) and word in ("led", "fell", "rose", "contributed", "resulted"):
            return at
        if word in bases and _looks_plural(words[at - 1]) and (word not in may_be_nouns() or _takes_object(following)):
            return at
    return -1


def _takes_object(following: str) -> bool:
    """Whether a form that could be a noun is followed by what only a verb has behind it."""
    return bool(following) and following not in _PREPOSITIONS | AUXILIARIES | {"and", "or"} and not _is_verb_form(following)


def _modifies(words: list[str], at: int) -> bool:
    """Whether a form in -ed stands before a noun that it describes: "the increased risk", "impaired sleep is"."""
    return words[at - 1] in _DETERMINERS | {"and", "of", "with", "in", "or", "to"}


def _is_verb_form(word: str) -> bool:
    bases, third, past = forms()
    return (word in bases and word not in may_be_nouns()) or word in third or word in past


def _starts_with_verb(words: list[str]) -> bool:
    while words and (words[0].lower() in _ADVERBS or words[0].lower().endswith("ly")):
        words = words[1:]
    return bool(words) and (words[0].lower() in AUXILIARIES or _is_verb_form(words[0].lower()))


def _clearly_verb(right: str) -> bool:
    """Whether what follows a form that could be a noun or an adjective makes it a verb."""
    words = right.split()
    first = words[0].lower() if words else ""
    return first in _DETERMINERS or first in ("to", "on", "against") or bool(re.search(r"\bby\s+(?:\w+\s+){0,2}\d", right))


def _number(verb: str) -> str | None:
    if verb in SINGULAR or verb in forms()[1]:
        return "one"
    return "many" if verb in PLURAL or verb in forms()[0] else None


def _looks_plural(word: str) -> bool:
    word = word.lower()
    return (word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))) or word in ("men", "women", "children", "people", "mice")


# --- shapes: one verb, several things --------------------------------------------------------------

_LISTING = re.compile(
    r"\b(?:causes?|caused|reduces?|increases?|lowers?|raises?|improves?|prevents?|relieves?|stimulates?|inhibits?|suppresses|suppress|induces?|"
    r"treats?|affects?|impairs?|worsens?|promotes?|triggers?|produces?|secretes?|releases?|enhances?|include|includes|"
    r"(?:the|a|an)\s+(?:\w+\s+)?risk of|leads? to|results? in|contributes? to|associated with|linked to)\s+"
)
_ADJECTIVE = re.compile(
    r"(?:ic|al|ous|ive|ary|ory|lar|nar|ed|ing|able|ible|ful|less|ent|ant|ic|ish|oid|ine|er|est|high|low|long|short|mild|severe|acute|free|"
    r"poor|good|bad|new|old|major|minor|total|early|late|fast|slow|large|small|white|red|body|blood|heart|liver|kidney|lung|breast|bone|"
    r"muscle|brain|skin|male|female|cell|plasma|serum|sex|sleep)$",
    re.I,
)
_MASS = re.compile(r"(?:diarrh\w+|headache|nausea|fatigue|fever|pain|cancer|disorder|danger|hunger)$", re.I)
_DIRECTED = re.compile(
    r"^(?P<lead>.+?\b(?:associated with|linked to|leads? to|led to|results? in|resulted in|causes?|caused|had|have|has|shows?|showed|experienced?)\s+"
    r"(?:an?\s+)?)(?P<one>(?P<how>higher|lower|increased|decreased|reduced|greater|less|better|worse|fewer|poorer|improved|impaired|lowered|elevated|more)\s+"
    r"[^,;]{3,60}?),?\s+and\s+(?:an?\s+)?(?P<two>(?:higher|lower|increased|decreased|reduced|greater|less|better|worse|fewer|poorer|improved|impaired|"
    r"lowered|elevated|more)\s+[^,;]{3,60})$",
    re.S,
)


def _directed(text: str) -> list[str]:
    """ "… is associated with higher A and lower B"."""
    found = _DIRECTED.match(text.rstrip(" ."))
    if found is None or _TOGETHER.search(text) or NEGATIONS.search(found["lead"]) or _begins_badly(text) or _RELATIVE.search(text):
        return [text]
    one, two = found["one"], found["two"]
    if re.search(r"\band\b", f"{one} {two}") or has_finite_verb(f"x {' '.join(one.split()[1:])}") or has_finite_verb(f"x {' '.join(two.split()[1:])}"):
        return [text]
    ending = _SHARED_END.search(two)
    if ending and not _SHARED_END.search(one):
        one = f"{one} {ending['end']}"
    elif _ENDS.search(f" {two} ") or _SHARED_END.search(one):
        return [text]
    article = re.search(r"\b(an?)\s+$", found["lead"])
    if article:  # "a higher A and a lower B"
        return [text]
    return [_sentence(f"{found['lead']}{one}"), _sentence(f"{found['lead']}{two}")]


def _listed(text: str) -> list[str]:
    """ "X causes A, B and C"."""
    body = text.rstrip(" .")
    if _TOGETHER.search(body) or NEGATIONS.search(body) or _RELATIVE.search(body) or _begins_badly(body):
        return [text]
    found = list(_LISTING.finditer(body))
    if not found or found[-1].start() == 0:
        return [text]
    lead, objects = body[: found[-1].end()], body[found[-1].end() :]
    ending = _SHARED_END.search(objects)
    end = f" {ending['end']}" if ending else ""
    objects = objects[: ending.start()] if ending else objects
    items = _items(objects)
    return [_sentence(f"{lead}{item}{end}") for item in items] if items and not re.search(r"\sand\s", lead) else [text]


def _items(objects: str) -> list[str]:
    """ "nausea, headache, and dizziness" -> its items; none where one may not be a thing of its own."""
    parts = re.split(r"\s+and\s+", objects)
    if len(parts) != 2:
        return []
    items = [item.strip() for item in (*parts[0].rstrip(",").split(","), parts[1])]
    sizes = [len(item.split()) for item in items]
    if not all(1 <= size <= 3 for size in sizes) or len(set(sizes)) > 1 or len(items) > MOST:
        return []
    for item in items:
        words = item.split()
        if not all(re.fullmatch(r"[^\W_][\w-]*", word) for word in words) or _ends_like_adjective(words[-1]):
            return []
        if {w.lower() for w in words} & (_PREPOSITIONS | _DETERMINERS | _PRONOUNS) or words[0].lower().endswith(("ing", "ed")):
            return []
    return items


def _ends_like_adjective(word: str) -> bool:
    return bool(_ADJECTIVE.search(word)) and not _MASS.search(word)


_SHAPES: tuple[Callable[[str], list[str]], ...] = (
    _concession,
    _which_first,
    _clauses,
    _which_last,
    _verbs,
    _directed,
    _listed,
)
