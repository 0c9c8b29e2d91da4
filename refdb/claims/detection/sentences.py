"""Which sentences of an article state something that a source could support or contradict.

A sentence that cites is always a claim. Any other must assert something: an effect, a mechanism, a number, a fact of
definition. What asserts nothing of the kind is listed in ``REFUSED``, one line a reason. What the article itself found
counts as asserted; how it was done does not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from refdb.articles.profiles.profile import mended, profile_of
from refdb.claims.detection.attribution import plain_statement, tidy
from refdb.claims.detection.coreference import points_back, resolve
from refdb.claims.detection.sections import Zone, is_scholarly, zones
from refdb.claims.verbs import has_finite_verb
from refdb.model import Article, Citation, Claim, Sentence

_KINDS = ("paragraph", "list_item", "abstract")
LEAST_WORDS, MOST_WORDS = 6, 90

_LEAD = re.compile(r"^\s*(?:[•·▪◦‣*–—-]\s+|\(?\d{1,3}[.)]\s+)")

# --- what states nothing that a source could settle ----------------------------------------------

_STUDY = (
    r"(?:study|trial|paper|article|review|work|research|survey|experiment|project|analysis|report|meta-analysis|"
    r"investigation|note|chapter)"
)
_THIS = r"(?:this|the|our|the present|the current|present|current)"
_DONE = (  # what one does with participants, samples and data
    r"(?:recruited|enrol+ed|randomi[sz]ed|randomly|allocated|assigned|collected|measured|recorded|performed|"
    r"conducted|carried out|calculated|"
    r"computed|analy[sz]ed|assessed|evaluated|approved|incubated|inoculated|centrifuged|washed|dried|ground|"
    r"extracted|prepared|purchased|"
    r"diluted|stained|dissolved|fitted|employed|applied|asked|invited|interviewed|excluded|included in|selected|"
    r"registered|sequenced|"
    r"amplified|an(?:a)?esthetized|sacrificed|euthani[sz]ed|weighed|scored|categori[sz]ed|classified|defined as|"
    r"examined|explored|"
    r"administered|obtained (?:from|by|using|via)|estimated (?:by|using|from)|determined (?:by|using|with)|"
    r"tested (?:using|with|for)|used (?:to|for|as|in)|"
    r"made for|kept|maintained at|housed|reared|plated|removed|derived by|entered|coded|translated|transcribed|"
    r"searched|screened|followed up|"
    r"treated with|started|stored|divided|grouped|considered (?:convincing|significant|statistically|as)|taken (?:at|"
    r"from|into account)|checked|cultured|reported to|based on|"
    r"modeled as|modelled as|adjusted for|separated into|provided to|chosen|identified on the basis|designed|"
    r"set (?:to|at|up)|quantified|monitored|"
    r"filtered|imaged|digitized|tagged|sampled|established by|created|assigned after|provided by)"
)
_WE_FOUND = (
    r"(?:now\s+|also\s+|have\s+|had\s+\d|further\s+|then\s+|therefore\s+)*(?:f[io]und|show(?:ed|n)?|observed?|"
    r"demonstrated?|confirm(?:ed)?|detected|identified|saw|know|conclude|report(?:ed)? (?:that|an?)|discovered|"
    r"can be confident)"
)

# name -> what such a sentence looks like. A sentence that cites is not asked.
REFUSED: dict[str, re.Pattern[str]] = {
    "question": re.compile(r"\?\s*[\"”’)]*$"),
    "to the reader": re.compile(
        r"\b(?:you|your|yours|yourself|let us|let's|click|subscribe|download|contact us|we (?:invite|hope|offer)|"
        r"log in|sign up|read more)\b",
        re.I,
    ),
    "advice": re.compile(
        r"\b(?:should|must be|ought to|(?:is|are|it's) (?:\w+ )?(?:recommended|advisable|advised|paramount|"
        r"crucial to|important to|essential to|"
        r"vital to|necessary to|wise to|best to)|need(?:s)? to be|talk to|consult(?:ation)? with|"
        r"consider(?:ing)? (?:a|the|whether)|"
        r"work(?:ing)? with a|make sure|aim(?:ing)? for|remember|must|be tailored)\b",
        re.I,
    ),
    "about the text": re.compile(
        r"\b(?:table|figure|list|section|chapter|article|sections?) (?:below|above|provides|illustrates|shows|"
        r"outlines)|"
        r"\bthe following\b[^.]{0,60}:|\bthe following (?:sections?|paragraphs?|tables?|chapters?)\b|"
        r"\bin the following\b|"
        r"\b[Ii]n this (?:review|paper|article|section|chapter|essay|post)\b|neutral with regard to|"
        r"\bthese include\b|\bmentioned above\b|\bas (?:described|discussed) (?:above|below)\b|"
        r"^(?:meaning|definition|example|note|source|credit|abbreviations?|keywords?|copyright|received|accepted|"
        r"published|doi|photo|image)\s*[:–—]|"
        r"^(?:supplementa(?:ry|l) |online )?(?:tables?|figs?\.?|figures?|box|appendix|panels?|section|chapter|"
        r"eqs?\.?)\s?S?\d|"
        r"\b(?:is|are|was|were) (?:\w+ly )?(?:shown|listed|given|presented|summari[sz]ed|depicted|provided|indicated|"
        r"detailed|described|marked|outlined) "
        r"(?:\w+ )?(?:in|on|at|with) (?:the )?(?:tables?|figs?\.?|figures?|supplement\w*|appendix|box|section|text|"
        r"e?table|online|‘|')|https?://|\bdoi:|©|all rights reserved|"
        r"creative commons|\btrial status\b|photo by",
        re.I,
    ),
    "caption": re.compile(
        r"^\([A-Z][’']{0,2}(?:(?:[–,-]|,? and |,? & )\s?[A-Z][’']{0,2})*\)\s|"
        r"\b(?:scale bar|error bars?|\(?not to scale\)?)\b|"
        r"\b(?:points?|boxes|dots?|bars?|(?:solid|dashed|dotted|red|blue|green|black|grey) (?:lines?|circles?|"
        r"squares?|symbols?)|asterisks?|letters|whiskers|"
        r"shading|colou?rs?|arrows?) (?:\w+ )?(?:represent|indicate|denote|mark|show|correspond)s?\b|^(?:data|values|"
        r"results) (?:are|represent) (?:\w+ )?(?:means?|presented|"
        r"expressed|shown)|^(?:meaning|abbreviation)s?:",
        re.I,
    ),
    "aim": re.compile(
        rf"\b(?:aims?|purposes?|objectives?|goals?|hypothes[ei]s|focus) (?:of|in|for) {_THIS} (?:\w+ )?{_STUDY}|"
        rf"\bour (?:\w+ )?(?:aims?|objectives?|goals?|hypothes[ei]s)\b|"
        rf"\b{_THIS}\s+(?:\w+ )?{_STUDY} (?:\w+ly )?(?:aim(?:s|ed)|will|investigate[sd]?|examine[sd]?|evaluate[sd]?|"
        rf"assess\w*|explore[sd]?|describe[sd]?|presents?|"
        r"reviews?|discuss\w*|focus\w*|sought|set out|followed|was (?:\w+ly )?(?:designed|conducted|undertaken|"
        r"performed|carried|set|registered)|used|uses|is the first|was the first|"
        r"included|recruited|tested|compared|adds?|follows|complies|adheres)\b|\b(?:was|were|is|"
        r"are) the first to (?:investigate|study|examine|report|describe|use)\b|"
        r"\bto (?:our|the best of our|my) knowledge\b|\bfirst (?:study|trial|report) (?:to|of)\b",
        re.I,
    ),
    "outlook": re.compile(
        r"\b(?:further|future|more|additional|larger|long-term|long-term data|prospective)\b[^.;]{0,80}\b(?:studies|"
        r"research|trials?|work|investigations?|data|efforts|evidence)\b[^.;]{0,120}"
        r"\b(?:needed|required|warranted|necessary|desirable|focus|address|explore|clarify|confirm|determine)\b|"
        r"\b(?:stud(?:y|ies)|research|trials?|data)\b[^.;]{0,120}\b(?:are|is) (?:\w+ )?(?:needed|required|warranted)\b|"
        r"\bremains? to be (?:determined|seen|elucidated|established|clarified|explored|tested)\b|"
        r"\bdeserves? (?:further )?(?:attention|study)\b",
        re.I,
    ),
    "we did": re.compile(
        rf"\b(?:we|our (?:group|team|laboratory))\b(?!\s+{_WE_FOUND})(?!['’])(?!\s+(?:estimate|note) that)", re.I
    ),
    "plan": re.compile(
        r"\bwill (?:also |then |subsequently )?be (?:\w+ly )?\w+ed\b(?=.*\b(?:patients?|participants?|subjects?|data|"
        r"analys[ei]s|samples?|study|trial|interview|outcomes?|conducted|performed|registered)\b)|"
        r"\b(?:patients?|participants?|subjects?|investigators?|researchers?|data|analys[ei]s|feeding|"
        r"treatment)\b.{0,80}\bwill (?:be|receive|undergo|have|complete|not be)\b|^open for inclusion\b|"
        r"\brecruitment (?:period|phase)\b|"
        r"\b(?:inclusion|exclusion|eligibility) criteria\b|\b(?:primary|secondary|main) (?:outcomes?|"
        r"end ?points?)(?: measures?)?(?: for \w+ \w+)? (?:was|were|is|are|will|include\w*)\b|"
        r"\bwere the (?:main|primary|secondary) outcomes?\b",
        re.I,
    ),
    "support": re.compile(
        r"\b(?:fund(?:ed|ing|s) (?:by|from|for|provided)|grants? (?:no|number|from|[A-Z#]*\d)|supported by (?:an? |"
        r"the )?(?:\w+ ){0,4}(?:grants?|fellowship|foundation|scholarship|award|council|ministry|institutes?|fund)|"
        r"declares? (?:that )?(?:they|no|he|she|the)|conflicts? of interest|competing (?:financial )?interests?|"
        r"necessary funding|honorari\w+|"
        r"(?:we|authors?) (?:would like to )?(?:thank|acknowledge)|(?:is|are) (?:highly |"
        r"gratefully )?(?:acknowledged|grateful|indebted)|thanks? to (?:\w+ ){1,4}for|gave much assistance|"
        r"contributed equally|(?:wrote|drafted|revised|drafting) the (?:paper|manuscript|article)|"
        r"to draft the manuscript|read and approved|conceived (?:and|the)|informed consent|"
        r"ethic(?:s|al) (?:review )?(?:committee|approval|board)|institutional review board|declaration of helsinki|"
        r"clinicaltrials\.gov|prospero|"
        r"(?:assistant|associate|full|adjunct)? ?(?:professor|lecturer|phd candidate|phd student|postdoctoral fellow|"
        r"research fellow) (?:in|of|at)|scientific advisory board|contribution \d+ of)\b",
        re.I,
    ),
    "first person": re.compile(
        r"(?:^|[\s“\"(,;])(?:I|I'm|I’m|I've|I’ve) (?:was|am|had|got|think|have|feel|felt|believe|spent|met|saw|told|"
        r"took|asked|walked|visited|spoke|would|did|want|"
        r"could|just|mean|don|do|know|went|can)\b|\b[Mm]y (?!eloma)\w+"
    ),
    "opinion": re.compile(
        r"\b(?:in our (?:opinion|view)|we believe|it is (?:tempting|worth|interesting|"
        r"noteworthy|reasonable|fair|hoped)|of paramount importance|"
        r"fundamentally important|is (?:clearly |truly |very )?(?:noteworthy|exciting|fascinating|"
        r"complex and interconnected)|beyond the scope|limitations? (?:of|to|in) (?:this|our|the (?:present|"
        r"current)) (?:study|work|analysis)|"
        r"our study has|(?:some|several|potential) limitations\b|strengths? of (?:this|our) (?:study|work)|"
        r"answer to (?:the|this|another))\b",
        re.I,
    ),
}
_PROCEDURE = re.compile(
    rf"\b(?:was|were|had been|has been|being)\s+(?:\w+ly\s+|then\s+|also\s+|each\s+|all\s+|not\s+|both\s+)*{_DONE}\b",
    re.I,
)
# … unless it tells what came out.
_OUTCOME = re.compile(
    r"\b(?:significant\w*|higher|lower|greater|increas\w+|decreas\w+|reduc\w+|fewer|more (?:likely|often|frequent)|"
    r"less|associated|correlat\w+|effect|"
    r"efficacy|prevalence|mean of|average of|only \d|no (?:difference|mortality|effect))\b|%|\b[pP]\s?[<=>]",
)
_MEANS = re.compile(
    r"\b(?:using|by means of|according to|in order to|to (?:assess|determine|identify|evaluate|analy[sz]e|explore|"
    r"estimate|quantify|test|minimi[sz]e|explain)|based on|with the use of)\b",
    re.I,
)
# In a part on methods only what holds beyond the study counts: no past, no plan, nothing of its own.
_GENERAL = re.compile(
    r"\b(?:is|are|has|have|can|may|cannot|causes?|increases?|reduces?|leads?|contains?|produces?|inhibits?|"
    r"stimulates?|occurs?|affects?)\b"
)
_OWN = re.compile(
    rf"\b(?:was|were|had|did|will|we|our|us|each|table|fig\w*|criteria|questionnaire|interview\w*|participants?|"
    rf"{_THIS} (?:\w+ )?{_STUDY}|protocol|questions?|"
    r"groups?|score[sd]?|model|analysis|dataset|software|formula|equation)\b",
    re.I,
)
# A sentence of a story has a verb as well; one that a source could settle speaks of an effect, a state, an amount.
_ASSERTS = re.compile(
    r"\b(?:increas|decreas|reduc|improv|stimulat|inhibit|suppress|diminish|elevat|lower|rais|lead|caus|prevent|protect|"
    r"associat|link|correlat|affect|influenc|impact|produc|secret|releas|regulat|convert|bind|block|act|consist|role|"
    r"show|find|found|suggest|indicat|demonstrat|reveal|support|enhanc|restor|promot|contribut|requir|depend|remain|"
    r"exert|"
    r"result|impair|predict|tolerat|express|govern|control|maintain|trigger|initiat|signal|occur|develop|compris|"
    r"contain|"
    r"treat|cure|relie|alleviat|wors|accelerat|slow|delay|shorten|prolong|doubl|halv|risk|likel|effective|efficac|"
    r"mimic|prompt|work|function|serv|limit|differ|exceed|kill|infect|spread|vary|varie|stand|facilitat|drop|rise|"
    r"rose|fell|"
    r"address|target|introduc|involve|hinge|travel|help|amplif|optimi|kickstart|nourish|peak|prevalen|inciden|"
    r"mortality|"
    r"possible|believ|account|observ|detect|connect|attach|locat|deriv|absor|metaboli|induc|surviv|possess)\w*|"
    r"\b(?:is|are|was|were|has been|have been|be) (?:(?:\w+ly|now|also|often|not|still|too|very|always|so|"
    r"well) )*(?!right|disputed|sold|told|given|coming|going)"
    r"(?:an?|the|one|known|common|rare|critical|important|essential|necessary|used|more|less|most|higher|linked|mild|"
    r"fundamental|unlikely|capable|similar|present|absent|available|due|high|low|large|small|able|safe|toxic|good|poor|"
    r"\w+(?:ed|en|al|ic|ous|ive|able|ible|ant|ent))\b|\bthere (?:is|are|was|were)\b|\b(?:more|less|fewer|most|least|"
    r"highest|lowest|greater|larger|smaller|longer|shorter) \w+",
    re.I,
)


def detect(article: Article) -> list[Claim]:
    """The claims of an article, in order, each with the references that its sentence cites."""
    cited: dict[int, list[Citation]] = defaultdict(list)
    for citation in article.citations:
        cited[citation.sentence].append(citation)
    where = zones(article.blocks)
    narrates = not is_scholarly(article.blocks, where)
    profile = profile_of(article.text)
    claims = []
    before: tuple[int, str] = (-1, "")  # block and text of the sentence before, as it was read
    for n, sentence in enumerate(article.sentences):
        references = tuple(dict.fromkeys(r for citation in cited.get(n, ()) for r in citation.reference_numbers))
        block = article.blocks[sentence.block]
        if not references and (
            block.kind not in _KINDS or profile.examples.match(block.section) or where[sentence.block] == "around"
        ):
            continue
        text = clean_claim(_without(sentence, cited.get(n, ())))
        previous = before[1] if before[0] == sentence.block else ""
        found = resolve(text, previous) if previous else None
        text = found.text if found else text
        before = (sentence.block, text)
        checkable = not profile.refusal(text) and is_checkable(text, where[sentence.block], narrates=narrates)
        if (references and len(text.split()) >= 3) or checkable:
            claims.append(Claim(text, sentence.start, sentence.end, n, references, str(found) if found else ""))
    return claims


def clean_claim(text: str) -> str:
    """What is judged of a sentence: without bullets, markers and author names."""
    return tidy(plain_statement(_LEAD.sub("", mended(text))))


def is_checkable(text: str, zone: Zone = "body", *, narrates: bool = False) -> bool:
    """Whether a sentence without a citation states something a source could settle.

    Args:
        text: the sentence, cleaned.
        zone: the part of the article where it stands.
        narrates: the article is no scholarly one and may tell stories; then more is asked of a sentence.
    """
    if zone == "around" or not _is_sentence(text) or refusal(text):
        return False
    if zone == "methods" and (_OWN.search(text) or not _GENERAL.search(text)):
        return False
    return has_finite_verb(text) and (not narrates or bool(_ASSERTS.search(text) or re.search(r"\d", text)))


def refusal(text: str) -> str:
    """Why a sentence states nothing that a source could settle: a name of ``REFUSED`` or another, ``""`` where it may."""
    for name, pattern in REFUSED.items():
        if pattern.search(text):
            return name
    if _PROCEDURE.search(text) and (_MEANS.search(text) or not _OUTCOME.search(text)):
        return "procedure"
    return "points back" if points_back(text) else ""


def _is_sentence(text: str) -> bool:
    """Whether it has the length, the letters and the ends of an English sentence."""
    words = text.split()
    if not LEAST_WORDS <= len(words) <= MOST_WORDS or not (
        text[0].isupper()
        or text[0].isdigit()
        or text[0] in "\"“‘'"
        or not text[0].isascii()
        or any(c.isupper() or c.isdigit() for c in words[0])
    ):
        return False
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(c.isascii() for c in letters) >= 0.8 * len(letters) and text.rstrip()[-1] in '.!"”’)'


def _without(sentence: Sentence, citations: Iterable[Citation]) -> str:
    """The sentence without the figures that are its markers, whatever their style; names are left for the grammar."""
    text = sentence.text
    for citation in sorted(citations, key=lambda c: c.span.start, reverse=True):
        start, end = citation.span.start - sentence.start, citation.span.end - sentence.start
        if (
            0 <= start < end <= len(text)
            and text[start:end] == citation.marker
            and not any(c.isalpha() for c in citation.marker)
        ):
            text = text[:start] + (" " if text[start - 1 : start].isspace() else "") + text[end:]
    return text
