"""What tells a claim from other sentences beside its meaning: where it stands and what its words look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from refdb.claims.detection.coreference import points_back
from refdb.claims.detection.sections import Part
from refdb.claims.verbs import forms, has_finite_verb
from refdb.model import BlockKind


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sentence stands."""

    kind: BlockKind = "paragraph"
    part: Part = "other"
    scholarly: bool = False  # the article is built as scholarly ones are
    among_citations: bool = False  # another sentence of its paragraph cites


_PARTS: tuple[Part, ...] = ("abstract", "introduction", "methods", "results", "discussion", "around")
_KINDS: tuple[BlockKind, ...] = ("list_item", "table", "caption", "abstract")
_STUDY = r"(?:stud(?:y|ies)|trials?|papers?|articles?|reviews?|works?|research|surveys?|analys[ei]s|reports?|findings|results|data)"
# name -> what is found in the text or not.
_SIGNS: dict[str, re.Pattern[str]] = {
    "figure": re.compile(r"\d"),
    "percent": re.compile(r"%|\bper ?cent\b"),
    "statistic": re.compile(r"\b[pPnrFt]\s?[<=>≤≥]|±|\bCI\b|\bSD\b|\bdf\b"),
    "we": re.compile(r"\b(?:we|our|us)\b", re.I),
    "i": re.compile(r"(?:^|[\s“\"(])(?:I|I[’'](?:m|ve|d|ll)|[Mm]y|me)\b"),
    "this study": re.compile(rf"\b(?:this|the present|the current|present|current|these) (?:\w+ )?{_STUDY}\b", re.I),
    "studies": re.compile(r"\b(?:studies|trials|research|evidence|reviews?|meta-analys[ei]s|literature|reported)\b", re.I),
    "to the reader": re.compile(r"\b(?:you|yours?|yourself|let[’']?s|let us)\b", re.I),
    "question": re.compile(r"\?\W{0,9}$"),
    "duty": re.compile(r"\b(?:should|must|ought|needs? to|recommend\w*|advis\w+|make sure|consult\w*)\b|"
                       r"\b(?:important|crucial|essential|vital|best|wise|necessary) to\b|\bwork(?:ing)? with an?\b", re.I),
    "worth": re.compile(r"\b(?:important|crucial|essential|paramount|significant|compelling|valuable|powerful)\b", re.I),
    "pointer": re.compile(r"\b(?:table|fig(?:ure)?s?|box|section|appendix|supplement\w*)\b", re.I),
    "about the text": re.compile(r"\b(?:table|figure|list|sections?|chapter|article|guide) (?:below|above|shows?|illustrates?|provides?|outlines?)\b|"
                                 r"\b(?:are|is|was|were) (?:\w+ )?(?:shown|given|listed|presented|depicted|summari[sz]ed) in\b|\bfollowing\b|^(?:See|Read|Below|Here)\b", re.I),
    "outlook": re.compile(r"\b(?:further|future|more|larger)\b.*\b(?:stud|research|work|trial|investigat)\w*.*\b(?:need|requir|warrant|should|necessary|explor)\w*", re.I),
    "limits": re.compile(r"\b(?:limitations?|strengths?|drawbacks?|shortcomings?|bias)\b", re.I),
    "our findings": re.compile(r"\b(?:our|these|the observed|the (?:first|last|latter)|this) (?:\w+ )?(?:findings?|results?|observations?|data|hypothes[ei]s|approach|survey|cohort)\b", re.I),
    "no one": re.compile(r"^(?:To our knowledge|As far as we know|We are not aware)|\bno (?:previous |published )?(?:studies|study|data|reports?)\b", re.I),
    "hedge": re.compile(r"\b(?:may|might|could|can|suggests?|likely|possibl[ey]|potential(?:ly)?)\b", re.I),
    "past": re.compile(r"\b(?:was|were|had|did)\b", re.I),
    "present": re.compile(r"\b(?:is|are|has|have|does|do)\b", re.I),
    "future": re.compile(r"\bwill\b", re.I),
    "passive done": re.compile(r"\b(?:was|were|been|being)\s+(?:\w+ly\s+)?\w+ed\b", re.I),
    "using": re.compile(r"\b(?:using|according to|by means of|in order to|performed|conducted|carried out|calculated)\b", re.I),
    "aim": re.compile(r"\b(?:aim(?:s|ed)?|purpose|objectives?|goals?|hypothes\w+)\b", re.I),
    "rights": re.compile(r"©|licen[cs]|copyright|creative commons|https?:|\bdoi\b|funded|grant|competing|conflicts?|declare|approved|consent|thank|grateful", re.I),
    "participants": re.compile(r"\b(?:participants?|respondents?|subjects|patients were|samples?|groups?)\b", re.I),
    "promise": re.compile(r"\b(?:journey|vitality|well-being|aspirations?|empower\w*|unlock\w*|optimal|profound)\b", re.I),
    "colon end": re.compile(r":\s*$"),
    "ended": re.compile(r"[.!]['’”\")\]]*\s*$"),
    "small start": re.compile(r"^[a-z]"),
    "lead-in": re.compile(r"^[^.:]{1,60}:\s"),
    "links": re.compile(r"^(?:However|Moreover|Furthermore|Thus|Therefore|In addition|Additionally|Hence|Finally)\b"),
    "points to one": re.compile(r"^(?:This|These|Such|It|They|The latter)\b"),
    "brackets": re.compile(r"[(\[]"),
}  # fmt: skip
_TOLD: dict[str, re.Pattern[str]] = {  # what stories and columns are told with; in a scholarly article it says nothing
    "he or she": re.compile(r"\b(?:s?he|his|hers?|him(?:self)?|herself)\b", re.I),
    "quoted": re.compile(r"[“\"][^”\"]{3,400}[,.!?]?[”\"]|^[“\"]"),
    "said": re.compile(r"\b(?:says?|said|tells|told|ask(?:s|ed)|add(?:s|ed)|laugh\w*|recalls?|remember\w*|insists?|admit\w*|smil\w+|nodd\w+|swears?)\b"),
    "a person": re.compile(r"\b(?:man|woman|boy|girl|mother|father|mum|dad|son|daughter|brother|sister|husband|wife|neighbou?r|friend|uncle|aunt|grand\w+|colleague|teacher|"
                           r"nurse|doctor|surgeon|pharmacist|guest|customer|stranger|lady|gentleman|toddler|roommate)\b"),
    "titled": re.compile(r"\b(?:Dr|Mrs?|Ms|Prof(?:essor)?)\b"),
    "then": re.compile(r"\b(?:yesterday|today|tonight|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|that (?:night|morning|evening|day|summer|winter)|"
                       r"(?:last|next) (?:night|week|month|year|spring|summer|autumn|winter)|ago|one day|later|in the end|at first|morning|evening)\b", re.I),
    "a study": re.compile(r"^(?:An?|The|Another|One|Two|Some|Other|Later|Earlier|Recent|Several)\b.{0,40}?\b"
                          r"(?:stud(?:y|ies)|trials?|teams?|groups?|researchers|scientists|investigators|surveys?|experiments?|reports?)\b"),
    "judges": re.compile(r"\b(?:luck\w*|fortunate|surpris\w+|strange\w*|odd\w*|wonder\w*|simple|simpler|mess(?:y|ier)|happ(?:y|ier)|sad\w*|bold\w*|tempting|honest\w*|great|best|"
                         r"worst|beautiful|story|tale|history|idea|question|answer|debate|matter|news|hope|promise|field|career)\b"),
    "exclaims": re.compile(r"!"),
    "breaks off": re.compile(r"…|\.\.\."),
    "begins with but": re.compile(r"^(?:But|And|Or|So|Yet|Then|Well|Perhaps|Maybe|Of course|Still|Indeed|Instead)\b"),
}  # fmt: skip
NAMES = (
    *(f"part {part}" for part in _PARTS),
    *(f"kind {kind}" for kind in _KINDS),
    "scholarly",
    "among citations",
    *_SIGNS,
    *_TOLD,
    "verb",
    "imperative",
    "points back",
    "short",
    "long",
    "share of figures",
    "share of capitals",
)


def features(text: str, place: Place) -> list[float]:
    """Numbers between 0 and 1, one for each of ``NAMES``.

    Args:
        text: the sentence, cleaned.
        place: where it stands.
    """
    words = text.split()
    bare = [word.strip(".,;:()[]") for word in words] or [""]
    return [
        *(float(place.part == part) for part in _PARTS),
        *(float(place.kind == kind) for kind in _KINDS),
        float(place.scholarly),
        float(place.among_citations),
        *(float(bool(sign.search(text))) for sign in _SIGNS.values()),
        *(float(not place.scholarly and bool(sign.search(text))) for sign in _TOLD.values()),
        float(has_finite_verb(text)),
        float(bare[0].lower() in forms()[0] and bare[0].lower() not in ("work", "research")),
        float(points_back(text)),
        max(0.0, 1 - len(words) / 12),
        min(1.0, len(words) / 60),
        _share(bare, lambda word: any(c.isdigit() for c in word)),
        _share(bare[1:], lambda word: word[:1].isupper()),
    ]


def _share(words: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, words)) / max(1, len(words))
