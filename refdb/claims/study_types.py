"""The kind of study that a work says it is, by its title, its catalogue's publication type, or its abstract.

Taken is what the work says of itself, never what it is about: a systematic review of randomised trials is a systematic
review, and an editorial that calls for trials is none. Where it says nothing plainly, the kind is ``""``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from refdb.model import Work

META, SYSTEMATIC, GUIDELINE = "meta-analysis", "systematic review", "guideline"
RANDOMISED, TRIAL = "randomised trial", "trial"
COHORT, CASE_CONTROL, CROSS_SECTIONAL = "cohort study", "case-control study", "cross-sectional study"
CASE_REPORT, QUALITATIVE = "case report", "qualitative study"
ANIMAL, LABORATORY = "animal study", "laboratory study"
REVIEW, PROTOCOL, EDITORIAL = "review", "protocol", "editorial or letter"
# How much each can show of an effect on people, the most first: the usual pyramid of evidence. One that does not say
# what it is stands in the middle.
BY_STRENGTH = (
    META, SYSTEMATIC, GUIDELINE, RANDOMISED, TRIAL, COHORT, CASE_CONTROL, CROSS_SECTIONAL, "", REVIEW, CASE_REPORT,
    QUALITATIVE, ANIMAL, LABORATORY, EDITORIAL, PROTOCOL,
)  # fmt: skip

_SAME_WORDS = [  # one spelling, and words taken out that mean something else
    (re.compile(r"[‐‑‒–—−]"), "-"),
    (re.compile(r"randomiz"), "randomis"),
    (re.compile(r"meta[ -]?analy[sz]"), "meta-analys"),
    (re.compile(r"cross sectional"), "cross-sectional"),
    (re.compile(r"case control"), "case-control"),
    (re.compile(r"mendelian[ -]randomisation"), "mr"),
    (re.compile(r"in[ -]vitro fertili[sz]ation"), "ivf"),
    (re.compile(r"\bnon-? ?(?=randomis|systematic)"), "non"),
    (re.compile(r"\bquasi-? ?randomis"), "quasi-experimental non"),
    (re.compile(r"cross-sectional (?:area|imag|view|echo|plane|shape|return)\w*"), "section"),
    (re.compile(r"(?:peer|chart|record|case note|utili[sz]ation)[ -]reviews?"), "reading"),
]

_ANIMALS = (
    r"(?:rats|mice|murine|rodents?|rabbits|guinea[ -]pigs|hamsters|gerbils|pigs|piglets|swine|dogs|sheep|lambs|goats|cows|"
    r"calves|cattle|horses|broilers|chickens|hens|monkeys|macaques|marmosets|non-?human primates|zebrafish|drosophila|"
    r"caenorhabditis|c\. elegans|fruit flies)"
)
_STRAINS = r"(?:sprague[ -]dawley|wistar|long-evans|c57bl|balb/?c|swiss albino|\w+-?(?:null|deficient|knock-?out) mice|transgenic mice)"
_ANIMAL_MODEL = r"(?:rat|mouse|murine|rodent|rabbit|porcine|canine|ovine|animal|zebrafish) models?"
_PEOPLE = (
    r"(?:patients|participants|volunteers|subjects|men|women|adults|children|infants|newborns|neonates|adolescents|students|"
    r"people|persons|individuals|humans?|nurses|smokers|veterans|residents|athletes|outpatients|inpatients|mothers|girls|boys|"
    r"responders|recipients|couples|workers|survivors)"
)
_UNITS = rf"(?:{_PEOPLE}|eyes|households|villages|clinics|practices|schools|clusters|hospitals|families|\d[\d,]*)"
_CELLS = (
    r"(?:cells|cell lines?|fibroblasts|macrophages|monocytes|hepatocytes|keratinocytes|osteoblasts|neurons|astrocytes|"
    r"organoids|cultures|explants)"
)
# A few words between, none of which says that the sentence is about something else.
_SOME = r"(?:(?!(?:results?|findings|data|supports?|suggests?|similar|respect|evidence|needs?|methodolog\w*|methods|might)\b)[\w/'’-]+[ ,]+){0,8}"
_WE_DID = r"\bwe (?:\w+ )?(?:performed|conducted|did|undertook|carried out|completed|present|report|designed)\b[^.;:]{0,90}?\b"
_THIS = rf"(?:\b(?:this|our|the present|the current|present) {_SOME}|(?:^|[.;:] ?)(?:study |trial )?design ?[:.-] ?{_SOME}|^methods? ?[:.-] ?(?:an? |this was an? )?{_SOME}|{_WE_DID})"
_STUDIES = r"(?:stud(?:y|ies)|trials?|reviews?|meta-analys[ie]s|reports?|research|work|evidence|rcts?|investigations?)"


@dataclass(frozen=True, slots=True)
class Rule:
    """How works of one kind call themselves.

    ``title`` is looked for in the title unless ``but`` is there too; ``body`` in each sentence of the abstract that
    does not speak of other studies (``aside``).
    """

    kind: str
    title: str
    but: str = r"(?!)"
    body: str = r"(?!)"
    words: tuple[str, ...] = ("",)  # a sentence without one of them is not looked at

    def in_title(self, title: str) -> bool:
        """Whether a title (in one spelling) says so."""
        return bool(re.search(self.title, title) and not re.search(self.but, title))

    def in_body(self, sentences: Sequence[str]) -> bool:
        """Whether one of the sentences does."""
        aside = _CALLS_FOR if self.kind in _SYNTHESES else _OTHERS
        return any(
            any(word in sentence for word in self.words)
            and re.search(self.body, sentence)
            and not aside.search(sentence)
            and not (self.kind in (RANDOMISED, TRIAL) and re.search(_SECONDARY, sentence))
            for sentence in sentences
        )


_SECONDARY = (
    r"\b(?:secondary|post[ -]?hoc|ancillary|exploratory|sub-?group|nested|observational|cohort|longitudinal) (?:\w+ ){0,2}(?:analys[ie]s|stud(?:y|ies))\b"
    r"[^.;]*randomis|\b(?:data|results|participants|patients|women|men|samples) (?:from|of|enrolled in|within) (?:\w+[ -]){0,6}randomis"
)
# The first that fits is it: what a work does with other studies comes before the kinds of these.
RULES = (
    Rule(
        PROTOCOL,
        r"\b(?:study|trial|review|research) protocol\b|\bprotocol (?:for|of) (?:an?|the) (?:[\w-]+[ ,]+){0,12}(?:trial|study|review|meta-analysis|survey)\b|"
        r"[:-] ?(?:an? )?(?:\w+ ){0,2}protocol\.?$|\((?:study )?protocol\)|\brationale and (?:study )?design\b|\bdesign and rationale\b|"
        r"\bprotocol\b[^:]{0,40}\brandomised\b|\brandomised\b[^:]{0,60}\btrial protocol\b",
        body=r"\bth(?:is|e) (?:study|trial|review) protocol (?:describes|outlines|reports)|\bwill be (?:randomised|randomly (?:assigned|allocated))|"
        r"\b(?:this|our|the proposed) (?:[\w-]+[ ,]+){0,6}(?:trial|study|systematic review) will (?:be (?:conducted|performed)|randomise|recruit|enrol|include|compare|assess|evaluate|test)\b",
        words=("protocol", " will "),
    ),
    Rule(
        EDITORIAL,
        r"^(?:guest )?editorial\b(?! (?:board|polic|process))|^letter(?:s)?(?: to the editor|\b ?[:.]|$)|^re:|^(?:correspondence|commentary|comment|viewpoint|"
        r"opinion|in reply|reply|response|authors?['’]? (?:reply|response))(?: ?[:.-]|$)|^comment(?:ary)? on\b|^(?:author['’]?s['’]? )?(?:reply|response) to (?:the )?(?:letter|comment|editor)|"
        r"^reply to\b|[:-] ?(?:an? )?(?:\w+ )?(?:editorial|commentary|viewpoint)\.?$|\bauthors?['’]s? (?:reply|response)\b|\bletter to the editor\b",
    ),
    Rule(
        META,
        r"\bmeta-analys[it][isc]",
        r"\b(?:umbrella|overview|review) (?:review )?of (?:\w+ ){0,3}meta-analyses|\b(?:bias|reporting|quality|publication|conduct\w*|reading|understanding|interpret\w*|"
        r"methods?|software|guide\w*|introduction|statistic\w*|heterogeneity|tools?|perform\w*|critique|appraisal|items|checklist|statement|model\w*) (?:[\w-]+ ){0,6}"
        r"(?:in|of|for|to|and|on) (?:an? )?(?:[\w-]+ ){0,4}meta-analys|^(?:in|why|how|when|should|is|are|do|does|what)\b[^:]*meta-analys|meta-analyses\b(?! of)",
        rf"{_THIS}meta-analys[it][isc]|\bmeta-analys[ie]s (?:was|were) (?:also |then )?(?:performed|conducted|carried out|done|undertaken|used)|\bin th(?:is|e present) (?:[\w-]+ ){{0,4}}meta-analysis\b",
        words=("meta-analys",),
    ),
    Rule(
        SYSTEMATIC,
        r"\bsystematic(?:ally)?,? (?:[\w-]+ ){0,3}review(?:ed)?\b(?!s)|\bumbrella review\b|\bcochrane review\b|\boverview of (?:\w+ )?systematic reviews\b|"
        r"\b(?:umbrella|overview|review) (?:review )?of (?:\w+ ){0,3}meta-analyses",
        r"\b(?:reporting|quality|conduct\w*|methods?|guide\w*|items|checklist|statement|tools?|how to|performing|writing|introduction) (?:[\w-]+ ){0,5}(?:of|for|to|a|in) (?:an? )?(?:[\w-]+ ){0,3}systematic review",
        rf"{_THIS}systematic (?:[\w-]+ ){{0,2}}review\b|\b(?:we|were|was) systematically (?:review|search)|\bsystematic (?:literature )?(?:review|search)(?: and [\w-]+)? (?:was|were) (?:performed|conducted|carried out|done|undertaken)|"
        r"\bin this (?:[\w-]+ ){0,3}systematic review\b",
        words=("systematic",),
    ),
    Rule(
        GUIDELINE,
        r"\b(?:clinical |evidence[ -]based )*practice guidelines?\b|\bguidelines? (?:for|on) (?:the |\w+ )?(?:prevention|management|diagnosis|treatment|evaluation|prescri|care|screening|assessment|use)|"
        r"[:-] ?(?:an? |the )?(?:[\w/'’-]+ ){0,8}guidelines?\.?$|\b(?:position|scientific|policy|advisory) statement\b|\bconsensus (?:statement|recommendations?|guidelines?|report|conference)\b|\bexpert consensus\b",
        r"\b(?:adheren|complian|concordan|implement|impact|effect of|according|following|validat|use of (?:the |clinical |practice )*guidelines?|uptake|barriers|attitudes|awareness|knowledge|evaluation of|critique|quality of|guideline-|after|before|update on|implications|reporting|failure|contrary|know\b|\w+ing the guidelines?$)|\?$",
        r"\bth(?:is|ese) (?:[\w-]+ ){0,4}(?:guidelines?|statement) (?:\w+ )?(?:provides?|updates?|address(?:es)?|summari[sz]es?|replaces?|recommends?|covers?|aims?|w(?:as|ere) developed)",
        words=("guideline", "statement", "recommend"),
    ),
    Rule(
        CASE_REPORT,
        r"\bcase reports?\b(?! form)|\bcase series\b|\breports? of (?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) (?:[\w-]+ ){0,3}cases?\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d+) (?:additional |new |further |more )cases\b|^an? (?:[\w-]+ ){0,3}case of\b|\b(?:two|three|four|five|six) cases of\b|\ba case study of a (?:patient|man|woman|child)",
        r"\bsystematic|\breview of (?:published )?case reports",
        r"\bwe (?:here(?:in|by)? )?(?:report|describe|present) (?:here )?(?:on )?(?:the case of|(?:an?|our|one|two|three|four|five|six|\d+) (?:[\w-]+ ){0,4}(?:cases?\b(?!-)|patient\b))|\b(?:this|present) case (?:report|series)\b",
        words=("case", "patient"),
    ),
    Rule(
        REVIEW,
        r"\b(?:narrative|literature|scoping|critical|comprehensive|clinical|brief|short|rapid|integrative|state-of-the-art|mini-?|concise|evidence-based|updated) ?-?reviews?\b|\breview of (?:the |current |recent |available |published )*(?:literature|evidence)\b|"
        r"[:-] ?(?:an? |the )?(?:[\w-]+ ){0,2}(?:review|overview)\.?$|^(?:an? )?(?:[\w-]+ )?(?:review|overview) (?:of|on)\b|\(review\)|[:-] ?(?:an? )?(?:[\w-]+ )?(?:review|overview) (?:of|on) ",
        r"\b(?:retrospective|prospective|randomised|\d+ (?:cases|patients|years)|committee|board|expert|external|ethic\w*) (?:\w+ )?review|\breview of \d|\bsystematic",
        r"\bth(?:is|e present) (?:(?!retro|prosp)[\w-]+ ){0,3}(?:mini-?)?review\b|\b(?:here|herein|in this (?:article|paper|chapter|report)),? (?:we )?(?:\w+ )?review\b|\bthis (?:article|paper|chapter) (?:\w+ )?(?:reviews|summari[sz]es|overviews)|"
        r"\bwe (?:here )?(?:\w+ )?review(?:ed)? (?:the |current |recent |available |existing |published |what )*(?:literature|evidence|knowledge|data|advances|studies|mechanisms|is known|role|findings)",
        words=("review", "summari", "overview"),
    ),
    Rule(
        ANIMAL,
        rf"\b{_ANIMALS}\b|\b{_STRAINS}|\b{_ANIMAL_MODEL}\b",
        rf"\b{_PEOPLE}\b|\bclinical\b|\bin vitro\b|\b(?:exposure|allerg\w+|owners?|contact|bites?) (?:\w+ )?(?:to|of|with|by|from)\b|\bcells?\b",
        rf"\b{_ANIMALS}\b[^.;]{{0,90}}\b(?:were|was)\b|\b{_STRAINS}|\bwe (?:\w+ )?(?:fed|treated|injected|gave|exposed|used|generated|examined|studied)\b[^.;]{{0,60}}\b{_ANIMALS}\b|\b(?:using|used|in) an? (?:[\w-]+ ){{0,3}}{_ANIMAL_MODEL}\b",
    ),
    Rule(
        LABORATORY,
        rf"\bin vitro\b|\bcell lines?\b|\b(?:cultured|primary) (?:[\w-]+ ){{0,4}}{_CELLS}\b|\b(?:hela|hepg2|mcf-?7|hek ?293|caco-?2|huvecs?|a549)\b|\bin (?:human |mouse |rat |murine )?(?:[\w-]+ ){{0,3}}(?:cells|fibroblasts|macrophages|hepatocytes|keratinocytes|organoids)\b",
        r"\bin vivo\b|\b(?:patients|trial|children|infants|transplant\w*|therapy|randomised|ex vivo|solar|fuel|photovoltaic)\b",
        rf"\b{_CELLS}\b[^.;]{{0,60}}\b(?<!that )were (?:\w+ )?(?:treated|incubated|cultured|exposed|transfected|stimulated|grown|infected|seeded)|{_THIS}in vitro (?:study|experiments?|investigation)\b",
    ),
    Rule(
        CASE_CONTROL,
        r"\bcase-control(?:led)?\b",
        body=rf"{_THIS}case-control\b|\bin an? (?:[\w-]+ ){{0,5}}case-control (?:study|analysis)\b|\b(?:was|is) an? (?:[\w-]+ ){{0,5}}case-control\b",
        words=("case-control",),
    ),
    Rule(
        RANDOMISED,
        r"\brandomised\b[^:;?]{0,90}\b(?:trial|stud(?:y|ies)|comparison|experiment|evaluation|crossover|rct)\b(?!s)|\brandomised,? (?:double|single|triple|placebo|controlled)|"
        r"\brct\b(?!s)|\b(?:two|three|four|five) (?:[\w-]+[ ,]+){0,6}randomised (?:[\w-]+[ ,]+){0,4}trials\b",
        rf"{_SECONDARY}|\bevidence from\b|\boverview\b|\b(?:recruit\w*|reporting|design|conduct|consort|pooled analysis|lessons)\b[^:]*\brandomised|\brandomised (?:[\w-]+ )*trials\b(?<!two)[^:]*\?$",
        rf"\b{_UNITS}\b[^.;]{{0,120}}\b(?:were|was|is) (?:\w+ ){{0,3}}(?:randomised|randomly (?:assigned|allocated|divided|distributed|split))|\bwe (?:\w+ )?(?:randomised|randomly (?:assigned|allocated|divided))|"
        rf"\b{_UNITS}\b[^.;]{{0,120}}\bin (?:an?|two|three|four) {_SOME}randomised\b[^.;]{{0,60}}\b(?:trials?|stud(?:y|ies))\b|\brandomly (?:assigned|allocated) (?:\w+ )?{_UNITS}\b|{_THIS}randomised\b[^.;]{{0,90}}\b(?:trial|study|experiment|comparison|design|crossover)\b(?!s)|"
        r"\bin an? (?:[\w-]+[ ,]+){0,8}randomised\b[^.;]{0,90}\b(?:trial|study|experiment|design)\b(?!s)[^.;]{0,200}\b(?:we|were|received|assigned|allocated)\b|\b(?:was|is) an? (?:[\w-]+[ ,]+){0,8}randomised\b[^.;]{0,90}\b(?:trial|study)\b",
        words=("random",),
    ),
    Rule(
        CROSS_SECTIONAL,
        r"\bcross-sectional\b|\bprevalence (?:study|survey)\b",
        r"\bcross-sectional(?: \w+)? and (?:longitudinal|prospective)|\b(?:longitudinal|prospective) and cross-sectional|\bcohort study\b",
        rf"{_THIS}cross-sectional\b(?! and (?:longitudinal|prospective))|\bin an? (?:[\w-]+ ){{0,5}}cross-sectional (?:study|survey|analysis|design)\b|\b(?:was|is) an? (?:[\w-]+ ){{0,5}}cross-sectional\b",
        words=("cross-sectional",),
    ),
    Rule(
        COHORT,
        r"\bcohorts?\b|\b(?:prospective|longitudinal|follow-up|retrospective) (?:[\w-]+ ){0,3}(?:study|analysis)\b|\btarget trial emulation\b|\bemulat\w+ (?:an? )?(?:target )?trial",
        r"^(?!.*\bcohort (?:study|analysis)\b).*(?:\btrial\b(?! emulation)|\brandomised\b)(?!.*\bcohort study\b)|\bcohort profile\b",
        rf"{_THIS}(?:cohort (?:study|analysis)|(?:prospective|longitudinal|retrospective|follow-up) (?:[\w-]+ ){{0,3}}(?:study|analysis|cohort|reading))\b|\bin an? (?:[\w-]+[ ,]+){{0,5}}(?:cohort|prospective|retrospective|longitudinal) (?:[\w-]+ )?(?:study|analysis)\b|"
        r"\b(?:was|is) an? (?:[\w-]+[ ,]+){0,5}(?:cohort|prospective|retrospective|longitudinal) (?:[\w-]+ ){0,2}(?:study|analysis)\b|\bwe (?:prospectively |retrospectively )?followed(?: up)? (?:[\w-]+ ){0,4}(?:\d|" + _PEOPLE + ")",
        words=("cohort", "prospective", "longitudinal", "follow"),
    ),
    Rule(
        TRIAL,
        r"\b(?:clinical|controlled|open-label|open|phase (?:[1-4]|i{1,3}v?|iv)[ab]?|pilot|single-arm|cross-?over|double-blind(?:ed)?|single-blind(?:ed)?|placebo-controlled|intervention(?:al)?|prevention|nonrandomised|feasibility|before-and-after)(?:,? [\w/-]+){0,4},? trial\b(?!s)|"
        r"\bphase (?:[1-4]|i{1,3}v?|iv)[ab]?(?:/(?:[1-4]|i{1,3}v?))? (?:[\w-]+ ){0,3}study\b|\b(?:double-blind|placebo-controlled)(?:,? [\w-]+){0,4},? study\b|[:-] ?(?:results (?:of|from) )?(?:an?|the) (?:[\w-]+ ){0,4}trial\.?$",
        rf"\b(?:secondary|post[ -]?hoc|ancillary) (?:\w+ ){{0,2}}analys|\b(?:recruit\w*|registr\w*|reporting|emulat\w*|participation|mistrial|trial (?:design|registration|data))\b|{_SECONDARY}",
        rf"{_THIS}(?:clinical|controlled|open-label|phase (?:[1-4]|i{{1,3}}v?)[ab]?|pilot|single-arm|cross-?over|double-blind(?:ed)?|placebo-controlled|nonrandomised)(?:,? [\w/-]+){{0,5}},? (?:trial|intervention study)\b(?!s)|"
        r"\bin an? (?:[\w-]+[ ,]+){0,6}(?:double-blind(?:ed)?|single-blind(?:ed)?|placebo-controlled|open-label)(?:,? [\w-]+){0,5},? (?:trial|study)\b[^.;]{0,200}\b(?:we|were|received|took|given)\b",
        words=("trial", "blind", "placebo-controlled", "open-label", "intervention study"),
    ),
    Rule(
        QUALITATIVE,
        r"\bqualitative (?:[\w-]+ ){0,2}(?:study|interview\w*|evaluation|exploration|investigation|research|inquiry)\b|\binterview study\b|\bfocus groups?\b|\bgrounded theory\b|\bethnograph|\bphenomenological (?:study|analysis)",
        r"\bqualitative research (?:methods|reporting)|\bquality of\b",
        rf"{_THIS}qualitative (?:[\w-]+ ){{0,2}}(?:study|interview\w*|research|design|approach)\b|\bsemi-?structured (?:[\w-]+ ){{0,3}}interviews (?:were|with)|\bfocus groups? (?:discussions? )?were\b|\binterviews were (?:\w+ )?(?:analy[sz]ed thematically|transcribed)",
        words=("qualitative", "interview", "focus group"),
    ),
)  # fmt: skip

# What PubMed calls a publication, and the few of Crossref's and CSL's types that tell.
_HINTS = {
    "clinical trial protocol": PROTOCOL, "editorial": EDITORIAL, "letter": EDITORIAL, "comment": EDITORIAL,
    "news": EDITORIAL, "peer-review": EDITORIAL, "review-book": EDITORIAL, "meta-analysis": META,
    "network meta-analysis": META, "systematic review": SYSTEMATIC, "practice guideline": GUIDELINE,
    "guideline": GUIDELINE, "consensus development conference": GUIDELINE, "case reports": CASE_REPORT,
    "review": REVIEW, "scoping review": REVIEW, "randomized controlled trial": RANDOMISED,
    "randomised controlled trial": RANDOMISED, "controlled clinical trial": TRIAL, "clinical trial": TRIAL,
    "clinical trial, phase i": TRIAL, "clinical trial, phase ii": TRIAL, "clinical trial, phase iii": TRIAL,
    "clinical trial, phase iv": TRIAL, "pragmatic clinical trial": TRIAL,
}  # fmt: skip

# Sentences about other studies than this one, or about studies that nobody has done.
_OTHERS = re.compile(
    rf"\b(?:previous|prior|earlier|past|recent|other|existing|several|many|most|few|some|numerous|ongoing|future|further|larger?|more|additional|no|available|these|those)\b (?:[\w,-]+ ){{0,5}}{_STUDIES}\b|"
    rf"\b(?:call\w* for|need(?:ed)?(?: for)?|lack(?:ing)? of|absence of|warrant(?:s|ed)?|should be|remains? to be|must be|unlike|required to|awaits?|planned)\b|\bnot? (?:been )?(?:tested|studied|confirmed) in\b|"
    rf"\b(?:has|have) (?:\w+ )?(?:been )?(?:shown|reported|suggested|found|demonstrated|indicated|linked)\b|\bet al\b|\b{_STUDIES} (?:have|suggest|show(?:ed)? that)\b"
)
_SYNTHESES = (META, SYSTEMATIC)  # their own sentences speak of other studies
_CALLS_FOR = re.compile(
    r"\b(?:call\w* for|needed|lack of|absence of|warranted|should be|future|further|previous|prior|earlier|recent|another|published) "
    r"(?:[\w,-]+ ){0,4}(?:meta-analys|systematic)|(?:meta-analys[ie]s|systematic reviews?) (?:[\w,-]+ ){0,6}(?:needed|warranted|have|has|suggest)\b"
)
_HUMAN = re.compile(rf"\b{_PEOPLE}\b(?<!\bsubjects)(?<!\bindividuals)[^.;]{{0,120}}\b(?:were|was|who|received|had)\b")
_LIVING = re.compile(rf"\bin vivo\b|\b{_ANIMALS}\b")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[a-z0-9(\"“])|\n+")


def study_type(work: Work) -> str:
    """The kind of study that a work says it is: one of ``BY_STRENGTH``, ``""`` where it does not say."""
    hints = [work.type, *(value for name, value in work.extra if name == "nbib:PT")]
    return study_of(work.full_title, work.abstract, hints)


LONGEST_TITLE = 1000  # characters; what is longer is no title and would cost time


def study_of(title: str, abstract: str = "", hints: Iterable[str] = ()) -> str:
    """The kind of study by title, then catalogue (``hints``), then abstract.

    >>> study_of("Zinc for the common cold: a randomized trial")
    'randomised trial'
    >>> study_of("Zinc and colds", "Forty rats were randomised to zinc or nothing.")
    'animal study'
    """
    one_title = _in_one_spelling(title[:LONGEST_TITLE]).strip(" .")
    by_title = next((rule.kind for rule in RULES if rule.in_title(one_title)), "")
    if by_title:
        return by_title
    hinted = {_HINTS.get(hint.strip().lower(), "") for hint in hints}
    return next((rule.kind for rule in RULES if rule.kind in hinted), "") or _by_body(_in_one_spelling(abstract))


def rank(study: str) -> int:
    """The place of a kind among ``BY_STRENGTH``, 0 for the strongest."""
    return BY_STRENGTH.index(study) if study in BY_STRENGTH else BY_STRENGTH.index("")


def _by_body(abstract: str) -> str:
    sentences = [sentence.strip() for sentence in _SENTENCE_END.split(abstract) if sentence.strip()]
    found = next((rule.kind for rule in RULES if rule.in_body(sentences)), "")
    if found in (ANIMAL, LABORATORY) and any(_HUMAN.search(s) and not _OTHERS.search(s) for s in sentences):
        return ""  # people and animals, or their cells: the work does not say which of them counts
    if found == LABORATORY and _LIVING.search(abstract):
        return ""
    return found


def _in_one_spelling(text: str) -> str:
    text = re.sub(r"[ \t]+", " ", text.lower())
    for pattern, plain in _SAME_WORDS:
        text = pattern.sub(plain, text)
    return text
