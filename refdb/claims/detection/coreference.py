"""What "it", "they" and "this drug" at the beginning of a claim stand for, where that is safe to say.

Safe means: the sentence before has one plain clause, its subject is one short noun phrase without parts of its own, and
number and kind agree. Everything else is left as it stands: a claim about the wrong thing is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from refdb.claims.verbs import AUXILIARIES, PLURAL, forms, may_be_nouns
from refdb.text.words import ARTICLES

MOST_WORDS = 6  # of the noun phrase
MOST_PLAIN = 2  # of one before a verb that could be its last noun

_LINK = (
    r"(?P<link>(?:(?:However|Moreover|Furthermore|In addition|Additionally|In fact|Indeed|Similarly|Likewise|"
    r"Conversely|"
    r"In contrast|By contrast|As a result|Consequently|Therefore|Thus|Hence|Also|In particular|Specifically|Notably|"
    r"For example|"
    r"For instance|In turn|Importantly|Interestingly|Nevertheless|Nonetheless|At the same time|Over time|In men|"
    r"In women),?\s+)?)"
)
_PRONOUN = re.compile(rf"^{_LINK}(?P<word>It|it|They|they|Its|its|Their|their)\s+(?P<next>[\w’'-]+)")
# "It is known that", "it takes weeks to": no "it" that stands for anything.
_SAID = (
    r"(?:thought|believed|said|reported|estimated|assumed|recommended|suggested|proposed|hypothesi[sz]ed|expected|"
    r"hoped|shown|found|"
    r"noted|argued|established|recogni[sz]ed|accepted|demonstrated|observed|concluded|seen|understood|agreed|felt|"
    r"feared|claimed|"
    r"documented|confirmed|known|likely|unlikely|mentioned|stressed|emphasi[sz]ed|evident|obvious|apparent|plausible|"
    r"true|false)"
)
_ESTEEMED = (
    r"(?:important|importance|necessary|possible|impossible|clear|unclear|essential|crucial|critical|vital|worth|"
    r"worthwhile|difficult|"
    r"easy|hard|better|best|common|rare|conceivable|interesting|noteworthy|surprising|advisable|reasonable|tempting|"
    r"helpful|useful|"
    r"safe|wise|normal|typical|unusual|feasible|time|customary|unknown|uncertain)"
)
_EXPLETIVE = re.compile(
    rf"^{_LINK}[Ii]t,?\s+(?:(?:[\w-]+,?\s+){{1,5}}?(?:{_SAID},?\s+that|{_ESTEEMED}\s+(?:\w+\s+){{0,2}}?(?:that|to|"
    rf"for|whether|how|why|if|when))\b|"
    r"(?:takes?|took|turns? out|follows|rains?)\b|(?:\w+ )?(?:seems?|appears?) (?:that|as if)\b)"
)
# "It is safe to …", "it would appear …": it may stand for something, or not.
_UNSURE = re.compile(
    rf"^{_LINK}[Ii]t,?\s+(?:(?:[\w-]+,?\s+){{0,6}}?(?:{_SAID}|{_ESTEEMED}|seems?|appears?|depends)\b|"
    r"(?:is|was|remains|became)\s+(?:\w+ly\s+)?\w+\s+that\b)"
)
_KINDS = {  # what "this …" may say of a thing, and how the name of such a thing looks
    "drug": re.compile(
        r"(?:ine|ene|in|ol|one|ide|ate|mab|nib|pril|an|am|il|ir|ium|ac|ast|ole|axel|ophen)s?$|\b(?:acid|vaccine|"
        r"vitamin|extract|drug|agent|"
        r"medication|compound|supplement|peptide|steroid|antibiotic|statin|inhibitor|blocker|agonist|antagonist|oil|"
        r"powder)s?(?: \w{1,2})?$",
        re.I,
    ),
    "therapy": re.compile(
        r"\b(?:therap(?:y|ies)|treatments?|surgery|transplantation|training|diets?|fasting|replacement|radiation|"
        r"counselling|vaccination)$",
        re.I,
    ),
    "disease": re.compile(
        r"(?:itis|osis|emia|aemia|ism|pathy|oma|uria|plegia|algia|trophy|noea|nea)$|\b(?:syndrome|disease|disorder|"
        r"cancer|fever|deficiency|infection|"
        r"diabetes|asthma|malaria|measles|stroke|hypertension|insomnia|influenza)s?$",
        re.I,
    ),
    "hormone": re.compile(r"(?:one|in|ol|ine)s?$|\bhormones?$", re.I),
    "protein": re.compile(r"(?:ase|in|or)s?$|\b(?:protein|enzyme|receptor|antibody)s?$", re.I),
}
_NOUNS = {
    "drug": "drug medication medicine agent compound substance molecule supplement peptide antibiotic vaccine vitamin",
    "therapy": "therapy treatment intervention procedure regimen approach",
    "disease": "disease condition disorder syndrome infection illness deficiency",
    "hormone": "hormone",
    "protein": "protein enzyme receptor",
}
_OF_NOUN = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_ALSO = {"therapy": ("drug",)}  # a drug is a treatment as well
_PLURALS = {"therapies": "therapy", "deficiencies": "deficiency"}
_DEMONSTRATIVE = re.compile(
    rf"^{_LINK}(?P<word>This|These|Such|this|these|such)\s+(?:an?\s+)?(?P<noun>[a-z]+)\s+(?P<next>[\w’'-]+)"
)
# A second clause, or a list, holds other candidates.
_SECOND_CLAUSE = re.compile(
    r"[;:]|\b(?:that|which|who|whose|whom|where|while|whereas|because|although|though|when|if|since|unless|until|but|"
    r"than|so)\b|"
    r",\s+and\b|,\s+(?:\w+\s+){1,4}(?:is|are|was|were|has|have|can|may)\b",
    re.I,
)
_PART = frozenset("of in on at for with from by to into between among after before during as per than via".split())
_NO_ANTECEDENT = frozenset(
    "it they he she we you i this these those that such there here who what which one some many most several few all "
    "none both each another other others study studies trial trials review reviews evidence research researchers "
    "authors investigators results findings data experts scientists doctors people paper article analysis table "
    "figure no nothing everything today".split()
)
_OBJECTS = ARTICLES | frozenset("its their to on both all many most several some about".split())
_ADVERB = re.compile(r"\w+ly|also|often|usually|not|never|still|then|thus|now|always|sometimes|already|even|just|only")


@dataclass(frozen=True, slots=True)
class Resolution:
    """A claim with the word that points back replaced: ``mention`` is that word, ``antecedent`` what it stands for."""

    text: str
    mention: str
    antecedent: str

    def __str__(self) -> str:
        return f"{self.mention} = {self.antecedent}"


def resolve(text: str, previous: str) -> Resolution | None:
    """The claim with its first word replaced by what it stands for; None where nothing points back or it is not safe.

    Args:
        text: the claim, without markers.
        previous: the sentence right before it in the same paragraph, without markers, resolved itself where it was.
    """
    if _UNSURE.match(text) or _EXPLETIVE.match(text):
        return None
    found = _PRONOUN.match(text) or _DEMONSTRATIVE.match(text)
    if found is None:
        return None
    subject = _subject(previous)
    if subject is None or not _fits(found, *subject):
        return None
    antecedent = subject[0]
    link, owner = found["link"], found["word"].lower() in ("its", "their")
    shown = antecedent if link == "" or not _is_common(antecedent) else antecedent[0].lower() + antecedent[1:]
    if owner:
        shown += "’" if shown.endswith("s") else "’s"
    mention = found["word"] if "noun" not in found.groupdict() else f"{found['word']} {found['noun']}"
    at = found.end("noun") if "noun" in found.groupdict() else found.end("word")
    return Resolution(f"{link}{shown}{text[at:]}", mention, antecedent)


def points_back(text: str) -> bool:
    """Whether the subject of a sentence is a bare pronoun, so that only the sentence before says what it is about."""
    found = _BARE.match(text)
    if found is None or _EXPLETIVE.match(text):
        return False
    word, following = found["word"].lower(), found["next"].lower()
    bases, third, past = forms()
    if following in AUXILIARIES or (_ADVERB.fullmatch(following) and following != "only"):
        return True
    if word in ("they", "these", "those"):
        return following in (bases | past if word == "they" else bases - may_be_nouns())
    return following in third or (following in past and (word == "it" or following == "led"))


_BARE = re.compile(rf"^{_LINK}(?P<word>it|they|he|she|this|these|those|that)\s+(?P<next>[\w’'-]+)", re.I)


def _subject(sentence: str) -> tuple[str, bool] | None:
    """The only candidate: the subject of a sentence of one clause, and whether it is plural."""
    sentence = re.sub(rf"^{_LINK}", "", sentence).strip()
    if _SECOND_CLAUSE.search(sentence) or "(" in sentence[:40]:
        return None
    words = sentence.split()
    at = _first_verb(words)
    if not 1 <= at <= MOST_WORDS:
        return None
    end = at
    while end > 1 and _ADVERB.fullmatch(words[end - 1].lower()):
        end -= 1
    phrase, lower = words[:end], [word.lower() for word in words[:end]]
    if any("," in word for word in phrase) or (_PART | _NO_ANTECEDENT) & set(lower) or lower[-1] in ARTICLES:
        return None
    joined = "and" in lower or "or" in lower
    if "or" in lower:
        return None
    verb, head = words[at].lower(), lower[-1]
    plural = joined or verb in PLURAL or (verb not in AUXILIARIES and not _is_third(verb) and _looks_plural(head))
    if joined != (lower.count("and") == 1) or (not plural and _looks_plural(head) and not _is_third(verb)):
        return None
    return " ".join(phrase), plural


def _first_verb(words: list[str]) -> int:
    """Index of the first word that is the verb of the sentence; 0 where none is seen."""
    bases, _, past = forms()
    for at, word in enumerate(words):
        bare = word.lower().strip(",")
        if at and (bare in AUXILIARIES or bare.endswith("n't")):
            return at
        following = words[at + 1].lower() if at + 1 < len(words) else ""
        if at and (_is_third(bare) or bare in past) and (bare not in may_be_nouns() or _acts(at, following)):
            return at
        if at and bare in bases and _looks_plural(words[at - 1].lower()):
            return at
    return 0


def _acts(at: int, following: str) -> bool:
    """Whether a form that could be a noun is the verb: "the drug blocks receptors", not "health care costs are"."""
    return following in _OBJECTS or (at <= MOST_PLAIN and bool(following) and following not in AUXILIARIES | _PART)


def _is_third(word: str) -> bool:
    return word in forms()[1] or word in ("is", "has", "was", "does")


def _looks_plural(word: str) -> bool:
    return (
        word.endswith("s") and not word.endswith(("ss", "us", "is", "sis", "as", "ics", "betes", "ies’"))
    ) or word in ("men", "women", "children", "mice", "people", "bacteria", "criteria")


def _is_common(phrase: str) -> bool:
    """Whether a phrase has its capital only for standing first."""
    first = phrase.split()[0]
    return first.lower() in ARTICLES or (first[1:].islower() and len(phrase.split()) > 1)


def _fits(found: re.Match[str], antecedent: str, plural: bool) -> bool:
    """Whether number and kind agree."""
    word, following = found["word"].lower(), found["next"].lower()
    if "noun" not in found.groupdict():
        many = word in ("they", "their")
        if word in ("it", "they") and not _is_verb(following, many):
            return False
        return many == plural and not (many and antecedent.lower().split()[-1] in ("men", "women"))
    noun = found["noun"]
    single = _PLURALS.get(noun, noun.removesuffix("s") if noun not in _OF_NOUN else noun)
    kind = _OF_NOUN.get(single)
    many = noun != single
    if kind is None or many != plural or not (_is_verb(following, many) or _ADVERB.fullmatch(following)):
        return False
    return any(_KINDS[k].search(antecedent) for k in (kind, *_ALSO.get(kind, ())))


def _is_verb(word: str, many: bool) -> bool:
    bases, third, past = forms()
    if word in AUXILIARIES:
        return word not in (("is", "was", "has", "does") if many else ("are", "were", "have", "do"))
    return word in past or bool(_ADVERB.fullmatch(word)) or word in (bases if many else third)
