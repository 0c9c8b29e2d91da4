"""Which sentences of an article state something that a source could support or contradict.

A sentence that cites is always a claim. Any other must assert something: an effect, a mechanism, a number, a fact of
definition. Captions, headings, advice, questions, promises to the reader and lines broken by a bad copy are not.
"""

from __future__ import annotations

import re
from collections import defaultdict

from refdb.model import Article, Claim

_KINDS = ("paragraph", "list_item", "abstract")
LEAST_WORDS, MOST_WORDS = 6, 90

_MARKERS = re.compile(
    r"\s*(?:\[[\d\s,;–—‐-]+\]|[⁰¹²³⁴-⁹]+(?:[,–—⁻-][⁰¹²³⁴-⁹]+)*|<\|[^|]*\|>)|"
    r"\s*\((?:see |e\.g\.,? |cf\. )?[^()]{2,150}?,?\s(?:1[6-9]|20)\d\d[a-z]?[^()]{0,80}\)"
)
_LEAD = re.compile(r"^\s*(?:[•·▪◦‣*–—-]\s+|\(?\d{1,3}[.)]\s+)")
_QUESTION = re.compile(r"\?\s*[\"”’)]*$")
_READER = re.compile(
    r"\b(?:you|your|yours|yourself|let us|let's|click|subscribe|contact us|we (?:invite|hope|offer))\b", re.I
)
_ADVICE = re.compile(
    r"\b(?:should|must be|ought to|(?:is|are|it's) (?:\w+ )?(?:recommended|advisable|advised|paramount|crucial to|important to|essential to|"
    r"vital to|necessary to|wise to|best to)|need(?:s)? to be|talk to|consult(?:ation)? with|consider(?:ing)? (?:a|the|whether)|"
    r"work(?:ing)? with a|make sure|aim(?:ing)? for|remember)\b",
    re.I,
)
_PROMISE = re.compile(
    r"\b(?:journeys?|empower\w*|reclaim\w*|unlock\w*|compass|embrac\w+|aspirations?|game-?changer|appreciation|"
    r"the goal (?:is|remains|involves)|not about \w+ing|holistic|patience|"
    r"(?:personali[sz]ed|individuali[sz]ed|thoughtful|comprehensive|tailored) (?:approach|strategy|plans?|treatment plans?))\b",
    re.I,
)
_META = re.compile(
    r"\b(?:table|figure|list|section|chapter|article|sections?) (?:below|above|provides|illustrates|shows|outlines)|"
    r"\bthe following\b|\bthese include\b|\bmentioned above\b|\bas (?:described|discussed) (?:above|below)\b|"
    r"^(?:meaning|definition|example|note|source|credit)\s*[∞:]",
    re.I,
)
# A copy that lost its links leaves "Disruption of the can occur", "such as and reduced fat", " leads to levels".
_LOST_WORDS = re.compile(
    r"\b(?:the|a|an|of|in|to|with|between|for|from|by|through)\s+(?:and|or|can|could|may|might|is|are|was|were|has|have|"
    r"compared|often|also|reported|of|by|to)\b(?!\s+(?:be|which|whom))|\bsuch as and\b|\band and\b|\s,\s|\bof the potential\b",
    re.I,
)
_BARE_PRONOUN = re.compile(
    r"^(?:it|they|he|she|this|these|that|those)\s+(?:is|are|was|were|can|could|may|will|has|have|might|would|also)\b",
    re.I,
)
_ASSERTS = re.compile(
    r"\b(?:increas|decreas|reduc|improv|stimulat|inhibit|suppress|diminish|elevat|lower|rais|lead|caus|prevent|protect|"
    r"associat|link|correlat|affect|influenc|impact|produc|secret|releas|regulat|convert|bind|block|act|play|consist|"
    r"show|find|found|suggest|indicat|demonstrat|reveal|support|enhanc|restor|promot|contribut|requir|depend|remain|exert|"
    r"result|impair|predict|tolerat|express|govern|control|maintain|trigger|initiat|signal|occur|develop|compris|contain|"
    r"treat|cure|relie|alleviat|wors|accelerat|slow|delay|shorten|prolong|doubl|halv|risk|likel|effective|efficac|"
    r"mimic|prompt|work|function|serv|limit|differ|exceed|kill|infect|spread|vary|varie|stand|facilitat|drop|rise|rose|fell|"
    r"address|target|introduc|involve|hinge|travel|help|amplif|optimi|kickstart|nourish|peak)\w*|"
    r"\b(?:is|are|was|were) (?:an?|the|one|known|common|rare|critical|important|essential|necessary|used|more|less|most|higher|less|linked|lower|mild|typically|largely|fundamental|also|not|unlikely|expressed|usually)\b",
    re.I,
)
# What stands under such a heading is there for its language or form, not for what it says.
_EXAMPLE = re.compile(r"(?:example|sample|template|translation)\b", re.I)
_NUMBER = re.compile(r"\d")


def detect(article: Article) -> list[Claim]:
    """The claims of an article, in order, each with the references that its sentence cites."""
    cited: dict[int, list[int]] = defaultdict(list)
    for citation in article.citations:
        cited[citation.sentence].extend(citation.reference_numbers)
    claims = []
    for n, sentence in enumerate(article.sentences):
        references = tuple(dict.fromkeys(cited.get(n, ())))
        block = article.blocks[sentence.block]
        if not references and (block.kind not in _KINDS or _EXAMPLE.match(block.section)):
            continue
        text = clean_claim(sentence.text)
        if (references and len(text.split()) >= 3) or is_checkable(text):
            claims.append(Claim(text, sentence.start, sentence.end, n, references))
    return claims


def clean_claim(text: str) -> str:
    """What is judged of a sentence: without markers and bullets, ``∞`` as the colon or dash it stood for."""
    text = _LEAD.sub("", _MARKERS.sub("", text))
    text = re.sub(r"^([^∞]{2,60}?)\s*∞\s*", r"\1: ", text)
    text = re.sub(r"\s*∞\s*", " – ", text)
    return re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))


def is_checkable(text: str) -> bool:
    """Whether a sentence without a citation states something a source could settle."""
    words = text.split()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or not (
        text[0].isupper() or text[0].isdigit() or text[0] in "\"“‘'"
    ):
        return False
    letters = [c for c in text if c.isalpha()]
    if not letters or sum(c.isascii() for c in letters) < 0.8 * len(letters) or text.rstrip()[-1] not in '.!"”’)':
        return False
    refused = (_QUESTION, _READER, _ADVICE, _PROMISE, _META, _LOST_WORDS, _BARE_PRONOUN)
    if any(pattern.search(text) for pattern in refused):
        return False
    return bool(_ASSERTS.search(text) or _NUMBER.search(text))
