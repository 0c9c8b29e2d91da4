"""What a clause is made of, as far as words tell: its opening, subject, verb and ending."""

from __future__ import annotations

import re

from refdb.claims.verbs import AUXILIARIES, forms, may_be_nouns

NEGATIONS = re.compile(
    r"\b(?:no|not|never|neither|nor|none|nobody|nothing|without|cannot|fail(?:s|ed|ure)?|lack(?:s|ed|ing)?|unable|"
    r"unlikely|unclear|"
    r"uncertain|unknown|hardly|rarely|seldom|barely|scarcely|few|fewer|little|doubt\w*|den(?:y|ies|ied)|reject\w*|"
    r"refut\w*|disprov\w*|"
    r"insufficient|absence|false|myth|questionable|controversial|\w+n['’]t)\b",
    re.I,
)


# With one of these the halves may only be true together, or not be asserted at all.
TOGETHER = re.compile(
    r"\b(?:if|unless|whether|either|neither|nor|or|only|respectively|together|jointly|combin\w+|simultaneous\w*|"
    r"alone|both|between|among|"
    r"as well as|rather than|instead of|synerg\w+|ratio|versus|vs|than if|so that|in order to|such that|provided|"
    r"assuming|question\w*|"
    r"hypothes[ie]\w*|the more|the less|the higher|the lower)\b|\?",
    re.I,
)


SUBORDINATE = frozenset(
    "if unless when whenever while because since as after before once until although though".split()
)


RELATIVE = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|because|since|if|while|whereas|although|though|unless|until)\b", re.I
)


PRONOUNS = frozenset(
    "it they he she this that these those we i you there its their both each one ones some others such".split()
)


POINTS = re.compile(r"\b(?:it|them|they|themselves|itself|former|latter|this|these|those|he|she|him|such)\b", re.I)


TO_DO = re.compile(r"\bto\s+(?:\w+ly\s+)?([a-z]+)\b")


ADVERBS = frozenset(
    "also then thus often usually still now always sometimes further thereby therefore even strongly likely".split()
)


DETERMINERS = frozenset(
    "a an the its their his her this these those all most many several some each every another".split()
)


COMPLEMENT = frozenset("to in on of for with from by against into at as".split())  # right behind a verb: its own


# Endings that say for whom, how long, how much or against what: they hold for both halves.
SHARED_END = re.compile(
    r"\s+(?P<end>(?:(?:in|among|for)\s+(?:(?!of\b|the\b|by\b|to\b|and\b)\w+[ -]){0,4}(?:adults|men|women|patients|"
    r"children|people|individuals|adolescents|infants|persons|"
    r"participants|mice|rats|humans|animals|volunteers|subjects|smokers|pregnancy|athletes|boys|girls|rodents)"
    r"(?:\s+(?:with|without|aged|over|under|older than|younger than)\s+(?:[\w-]+\s?){1,5})?"
    r"|(?:after|for|over|within|during)\s+(?:at least |up to |about |the first )?(?:\d[\d.–-]*|one|two|three|four|"
    r"five|six|eight|ten|twelve|several|a few)\s+"
    r"(?:hours?|days?|weeks?|months?|years?|decades?|minutes?)(?:\s+of\s+(?:treatment|therapy|use|training|follow-up))?"
    r"|at\s+(?:a\s+)?(?:(?:low|high|higher|lower|therapeutic|daily)\s+)?(?:doses?|"
    r"concentrations?)(?:\s+of\s+[\d.,–-]+\s?\S+(?:\s+(?:a|per)\s+\w+)?)?"
    r"|(?:as\s+)?compared\s+(?:with|to)\s+(?:[\w-]+\s?){1,4}))$",
    re.I,
)


ENDS = re.compile(
    r"\s(?:in|on|at|for|with|without|during|after|before|among|within|when|if|unless|because|since|compared|than|"
    r"through|via|by|under|over|across|"
    r"throughout|until|while|as|per|from)\s",
    re.I,
)


def sentence(text: str) -> str:
    """With a capital and a full stop; a name that begins small keeps its letter."""
    text = text.strip(" ,;:.–—").removesuffix(" -")
    if re.match(r"[a-z]+(?=[\s,’'-])", text):
        text = text[0].upper() + text[1:]
    return f"{text}."


CONNECTIVE = re.compile(
    r"^(?:however|moreover|furthermore|in addition|additionally|therefore|thus|by contrast|in contrast|consequently|"
    r"hence|conversely|"
    r"similarly|likewise|also|nevertheless|nonetheless)\b,?\s+",
    re.I,
)


SAYS = re.compile(
    r"^((?:[^,;]{3,120}?)\b(?:suggest|show|indicate|demonstrate|find|found|report|reveal|conclude|confirm|imply|"
    r"propose|estimate|observe|believe|"
    r"think|thought|known|shown)(?:s|ed|d|n)?\s+that)\s+",
    re.I,
)


OPENING = re.compile(
    r"^((?!For example|For instance|In fact|In turn|On the|At first)(?:In|Among|For|At|After|During|Within|"
    r"Compared with|Compared to|Over|On)\s+[^,;]{2,80}),\s+",
    re.S,
)


def clause_words(text: str) -> int:
    """How many words stand before the clause begins, in "However," and "In older men,"."""
    rest = CONNECTIVE.sub("", text)
    opening = OPENING.match(rest[:1].upper() + rest[1:])
    return len(text.split()) - len(rest.split()) + (len(opening[1].split()) if opening else 0)


def is_clause(text: str) -> bool:
    """Whether a text begins with a subject of its own, of a few words and not a pronoun, and its verb."""
    text = CONNECTIVE.sub("", text)
    printed = text.split()[clause_words(text) :]
    while printed and printed[0].lower() in ADVERBS:
        printed = printed[1:]
    words = [word.strip(",").lower() for word in printed]
    if not words or words[0] in NO_SUBJECT or (words[0] in forms()[1] and words[0] not in may_be_nouns()):
        return False
    at = main_verb(words)
    if words[-1].strip(".") in _ELLIPSIS or (words[0] in forms()[2] and at > MOST_BEFORE):
        return False  # "…, but B is not"; "suppressed growth in infected": no subject of its own
    if not 0 < at <= 14 or at + 1 >= len(words) or words[at - 1] in JOINING or (at == 1 and words[0] in QUANTITIES):
        return False
    return not any(word.endswith(",") for word in printed[:at])


_ELLIPSIS = AUXILIARIES | {"not", "so", "too", "either", "neither"}
MOST_BEFORE = 3  # words before the verb of "infected cells die"
NO_SUBJECT = (
    PRONOUNS | SUBORDINATE | AUXILIARIES | frozenset("to not by with for or and nor which who whose even".split())
)


JOINING = frozenset("and or but nor that which who whom whose where when".split())


QUANTITIES = frozenset(
    "most many several some few all none two three four five six seven eight nine ten half more less".split()
)


def inside_brackets(text: str, at: int) -> bool:
    """Whether a place in a text is within brackets."""
    return text.count("(", 0, at) > text.count(")", 0, at) or text.count("[", 0, at) > text.count("]", 0, at)


PREPOSITIONS = frozenset("of in on at for with from by to into between among against during through via as".split())


def with_shared_end(one: str, two: str) -> tuple[str, str]:
    """Both halves with the ending that limits them both; empty where it is unclear what it limits."""
    ending = SHARED_END.search(two)
    if ending is None:
        behind = " ".join(two.split()[1:])
        complement = behind.split()[0].lower() if behind else ""
        rest = behind[len(complement) :] if complement in COMPLEMENT else behind
        rest = re.sub(r"\bby\s+(?:about |at least |up to |nearly )?[\d.,–-]+\s?%?", "", rest)
        limits_second = bool(ENDS.search(f" {rest} ")) or any(m[1] in forms()[0] for m in TO_DO.finditer(rest))
        return ("", "") if limits_second or SHARED_END.search(one) else (one, two)
    if SHARED_END.search(one) or ENDS.search(f" {' '.join(two[: ending.start()].split()[2:])} "):
        return ("", "") if not SHARED_END.search(one) else (one, two)
    return f"{one} {ending['end']}", two


def clause_start(body: str) -> int:
    """Where the clause begins whose verbs are looked for: behind "Studies suggest that" and "In older men,"."""
    start = 0
    if (says := SAYS.match(body)) and not NEGATIONS.search(says[1]):
        start = says.end()
    if opening := OPENING.match(body[start:][:1].upper() + body[start + 1 :]):
        start += opening.end()
    return start


def begins_badly(body: str) -> bool:
    """Whether a sentence begins with what makes all of it depend, or denies it."""
    first = body.split()[0].lower().strip(",")
    return first in SUBORDINATE or first in ("to", "by", "not", "no", "few", "none", "neither", "there", "what", "how")


def main_verb(words: list[str]) -> int:
    """Index of the first word that is the verb of the clause; -1 where none is seen."""
    bases, third, past = forms()
    for at, word in enumerate(words):
        if at == 0:
            continue
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in AUXILIARIES or re.fullmatch(r"\w+n['’]t", word):
            return at
        if word in third and not (
            word in may_be_nouns() and (following in PREPOSITIONS or following in third or following in AUXILIARIES)
        ):
            return at
        if (
            word in past
            and following not in ("with", "by", "to", "in", "from", "at", "for", "as")
            and not modifies(words, at)
        ):
            return at
        if (
            word in past
            and word.endswith(("ed", "fell", "rose", "led"))
            and word in ("led", "fell", "rose", "contributed", "resulted")
        ):
            return at
        if word in bases and looks_plural(words[at - 1]) and (word not in may_be_nouns() or takes_object(following)):
            return at
    return -1


def takes_object(following: str) -> bool:
    """Whether a form that could be a noun is followed by what only a verb has behind it."""
    return (
        bool(following) and following not in PREPOSITIONS | AUXILIARIES | {"and", "or"} and not is_verb_form(following)
    )


def modifies(words: list[str], at: int) -> bool:
    """Whether a form in -ed stands before a noun that it describes: "the increased risk", "impaired sleep is"."""
    return words[at - 1] in DETERMINERS | {"and", "of", "with", "in", "or", "to"}


def is_verb_form(word: str) -> bool:
    """Whether a word is a form of a listed verb and not more likely a noun."""
    bases, third, past = forms()
    return (word in bases and word not in may_be_nouns()) or word in third or word in past


def starts_with_verb(words: list[str]) -> bool:
    """Whether words begin with a verb, adverbs before it left aside."""
    while words and (words[0].lower() in ADVERBS or words[0].lower().endswith("ly")):
        words = words[1:]
    return bool(words) and (words[0].lower() in AUXILIARIES or is_verb_form(words[0].lower()))


def looks_plural(word: str) -> bool:
    """Whether a noun has the form of a plural."""
    word = word.lower()
    return (word.endswith("s") and not word.endswith(("ss", "us", "is", "ics"))) or word in (
        "men",
        "women",
        "children",
        "people",
        "mice",
    )
