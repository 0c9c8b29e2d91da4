"""References in forms so strict that a pattern reads them: GB/T 7714, GOST, law reviews, web pages without a date.

Such lists are rare among what the tagger was trained on; what a form does not name keeps the tagger's labels.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from refdb.citations.parsing.tokens import Tokens

_RUSSIANS = (
    r"(?:[А-ЯЁA-Z][а-яёa-z]+(?:-[А-ЯЁA-Z][а-яёa-z]+)?,?\s+[А-ЯЁA-Z]\.\s?(?:[А-ЯЁA-Z]\.)?(?:,\s+|\s+и\s+)?){1,12}"
)
_STEP = r"[.,;]?\s*(?:[—–-]\s*)?"
_GROUP = r"(?:Collaborators|Collaboration|Investigators|Consortium|Trialists|Task Force|Staff|(?:Research|Study|Working|Writing|Collaborative) Group)"
_PAGE_OR_PIN = r"(?P<P>\d{1,4})(?:,\s[\d–, n.-]{1,20})?"
_PERSON = r"[^\W\d_a-z][\w.'’-]+(?:\s[^\W\d_a-z][\w.'’-]*){1,3}"
_READ = r"(?:Retrieved|Accessed|Available|Published|Updated|https?://)"


_FAMILY = r"(?:(?:van|von|de|der|den|del|di|da|la|le|ten)\s){0,3}[^\W\d_a-z][\w'’‐-]*(?:\s[^\W\d_a-z][\w'’‐-]+)?"
_INITIALS = r"(?:[^\W\d_a-z]\.[\s‐-]?){1,4}"
# In "Nudelman, A. J. Org. Chem. 1997" the J. is the journal's, in "Nudelman, A. J. Org. Lett. 1999" the author's.
_JOURNAL_OF = r"J\.\s(?:Am\.|Org\.\sChem|Chem\.\s(?:Soc|Phys|Educ|Theory|Inf|Eng|Res)|Phys\.|Med\.|Mater\.|Comput|Catal|Mol\.|Biol\.|Nat\.\sProd|Polym|Organomet|Electro|Photo|Heterocycl|Agric|Appl)"
_LAST = rf"(?:(?!{_JOURNAL_OF})[^\W\d_a-z]\.[\s‐-]?){{1,4}}"
# A journal as chemists shorten it: "J. Am. Chem. Soc.", "Angew. Chem., Int. Ed.", "Organometallics".
_SHORTENED = r"(?:[A-Z][\w.&:-]*,?\s(?:(?:of|the|and|für|de|der)\s){0,2}){1,8}?"
_CHEMIST = rf"(?P<J>{_SHORTENED})(?P<Y>(?:19|20)\d\d),\s(?P<V>\d{{1,4}})(?:\s?\((?P<I>\d{{1,3}})\))?,\s(?P<P>[A-Za-z]?\d+(?:[–-][A-Za-z]?\d+)?)\W*$"


@dataclass(frozen=True, slots=True)
class _Form:
    hint: str  # what stands in every reference of the form
    pattern: re.Pattern[str]
    whole: bool = True  # whether what the form does not name is no field


LONGEST = 1_000  # signs of a reference that a strict form is looked for in
_FORMS = (
    _Form("[J", re.compile(r"(?P<A>[^.\[]{2,200}?)(?:,\s?(?:等|et al))?\.\s?(?P<T>[^\[]{2,300}?)\s?\[J(?:/OL)?\]\.?\s?(?P<J>[^,]{2,100}),\s?(?P<Y>\d{4})(?:,\s?(?P<V>\d{1,4}))?\s?(?:\((?P<I>[^)]{1,12})\))?(?:\s?[:：]\s?(?P<P>[A-Za-z]?\d+(?:\s?[-–－]\s?\d+)?))?(?=\W|$)")),
    _Form("[", re.compile(r"(?P<A>[^.\[]{2,200}?)(?:,\s?(?:等|et al))?\.\s?(?P<T>[^\[]{2,300}?)\s?\[[MDRCG](?:/OL)?\]\.?\s?(?P<L>[^:：,.]{2,30})\s?[:：]\s?(?P<U>[^,]{2,60}),\s?(?P<Y>\d{4})(?:\s?[:：]\s?(?P<P>\d+(?:\s?[-–－]\s?\d+)?))?(?=\W|$)")),
    _Form(" // ", re.compile(rf"(?P<A>{_RUSSIANS})\s?(?P<T>[^/]{{3,300}}?)(?:\s/\s(?P<A2>[^/]{{5,200}}?))?\s//\s(?P<J>[^/]{{2,150}}?)\.?\s?(?:[—–-]\s)?(?P<Y>(?:19|20)\d\d){_STEP}(?:(?:Т|Том|Vol|V)\.?\s?(?P<V>\d{{1,4}}))?{_STEP}(?:(?:№|[Вв]ып\.?|No\.?|N\.)\s?(?P<I>\d[\d/–-]{{0,8}}))?{_STEP}(?:(?:[СCсcP]|[Pp]p)\.\s?(?P<P>\d+(?:[–-]\d+)?))?")),
    _Form(" с.", re.compile(rf"(?P<A>{_RUSSIANS})\s?(?P<T>[^/]{{3,300}}?)\.\s(?:[—–-]\s)?(?P<L>[А-ЯЁ][\w.-]{{0,20}})\s?:\s(?P<U>[^,:]{{2,60}}),\s(?P<Y>(?:19|20)\d\d)\.\s(?:[—–-]\s)?\d{{1,4}}\sс\.")),
    _Form(" (", re.compile(rf"(?:See,?\s(?:e\.g\.,\s)?)?(?P<A>{_PERSON}(?:(?:,|\s&|\sand)\s{_PERSON}){{0,3}}),\s(?P<T>[^\W\d_a-z\"“‘'][^\"]{{4,250}}?),\s(?P<V>\d{{1,3}})\s(?P<J>(?:[A-Z][\w.&’']*\s){{0,5}}(?:L\.\s(?:Rev|J|Q)\.|L\.J\.|J\.L\.|J\.\sLegal\s\w+\.|Rev\.)(?:\s(?:&\s)?[A-Z][\w.’']*){{0,3}})\s{_PAGE_OR_PIN}\s\((?P<Y>\d{{4}})\)\W*$")),
    _Form(") ", re.compile(rf"(?P<A>[^'‘“\"]{{4,120}}?),\s['‘“](?P<T>.{{4,300}})['’”]\s\((?P<Y>\d{{4}})\)\s(?P<V>\d{{1,3}})(?:\((?P<I>\d{{1,2}})\))?\s(?P<J>[A-Z][A-Za-z& ]{{1,60}}?)\s{_PAGE_OR_PIN}\W*$")),
    _Form("] ", re.compile(rf"(?P<A>[^'‘“\"]{{4,120}}?),\s['‘“](?P<T>.{{4,300}})['’”]\s\[(?P<Y>\d{{4}})\]\s(?:(?P<V>\d{{1,3}})\s)?(?P<J>[A-Z][A-Za-z& ]{{1,60}}?)\s{_PAGE_OR_PIN}\W*$")),
    _Form(" (", re.compile(rf"(?P<A>{_PERSON}),\s(?P<T>[^\W\d_a-z][^\W\d_]*(?:\s[^\W\d_][\w’'-]*:?){{3,20}})\s(?P<P>\d{{1,4}})(?:[–-]\d{{1,4}})?\s\((?:\d\w\w?\sed\.\s)?(?P<Y>\d{{4}})\)\W*$")),
    _Form("(", re.compile(rf"(?P<A>{_PERSON}(?:(?:,|,?\s&|,?\sand)\s{_PERSON}){{0,3}}),\s(?P<T>[^()\"“”]{{4,250}}?)\s\((?P<L>[^():]{{2,40}}):\s(?P<U>[^():]{{2,80}}),\s(?P<Y>\d{{4}})\)(?:,\s(?P<P>\d{{1,4}}(?:[–-]\d{{1,4}})?))?\W*$")),
    _Form("; ", re.compile(rf"(?P<A>(?:{_FAMILY},\s{_INITIALS}(?:;\s)){{1,40}}{_FAMILY},\s{_LAST}){_CHEMIST}")),
    _Form(". ", re.compile(rf"(?P<A>(?:{_INITIALS}{_FAMILY}(?:,\s(?:and\s)?|\sand\s|\s&\s|\set\sal\.,\s)){{1,40}}){_CHEMIST}")),
    _Form("(n.d.)", re.compile(rf"(?P<A>[^.(]{{2,80}})\.\s\(n\.d\.\)\.\s(?P<T>[^.]{{2,150}})\.\s(?:(?P<U>[^.]{{2,60}})\.\s)?(?={_READ})")),
    _Form(". In ", re.compile(rf"(?P<T>[^.(]{{2,120}})\.\s\((?P<Y>\d{{4}})(?:,[^)]{{1,20}})?\)\.\sIn\s(?P<B>[^.]{{0,40}}(?:[Ww]ikipedia|[Ee]ncyclop\w+|[Dd]ictionary|Britannica|StatPearls)[^.]{{0,60}})\.\s(?={_READ})")),
    _Form("://", re.compile(rf"(?P<A>[A-Z]{{2,8}})\.\s(?P<T>[^.]{{3,120}})\.\s(?={_READ})"), whole=False),
    _Form("U.", re.compile(r"(?P<A>U\.\s?[SK]\.\s[A-Z][\w’'-]*(?:\s[\w’'&-]+){1,8})\.\s(?=[A-Z])"), whole=False),
    _Form("; ", re.compile(rf"(?P<A>(?:{_FAMILY}\s[A-Z]{{1,3}},\s){{1,40}}(?:{_FAMILY}\s[A-Z]{{1,3}}|et\sal)\.?;\s(?:(?:on behalf of |for )?the\s)?[A-Z][\w’-]*(?:\s[\w’-]+){{0,8}}\s{_GROUP})\.\s(?=[A-Z])"), whole=False),
    _Form(". ", re.compile(rf"(?P<A>(?:The\s)?[A-Z][\w’-]*(?:\s[\w’-]+){{0,8}}\s{_GROUP})\.\s(?=[A-Z])"), whole=False),
)  # fmt: skip
_ONLINE = re.compile(
    r"[.,;]?\s\[?(?:Published(?: online)?|Epub|Online ahead of print)(?: ahead of print)?,?\s(?:[A-Z][a-z]{2,8}\.?\s\d{1,2})(?=,\s\d{4})"
)


def labelled(tokens: Tokens, labels: Sequence[str]) -> list[str]:
    """The labels, set right where the reference has a strict form, and where it says on which day it was put online."""
    out = list(labels)
    if len(tokens.text) > LONGEST:
        return out
    start = tokens.starts[0] if tokens.starts else 0
    for form in _FORMS:
        if form.hint in tokens.text and (match := form.pattern.match(tokens.text, start)):
            end = len(tokens.text) if form.whole else match.end()
            spans = [(*match.span(name), name[0]) for name, text in match.groupdict().items() if text]
            _set(out, tokens, start, end, "N")
            for first, last, letter in spans:
                _set(out, tokens, first, last, letter)
            break
    if "nline" in tokens.text or "Epub" in tokens.text or "Published" in tokens.text:
        for match in _ONLINE.finditer(tokens.text):
            _set(out, tokens, *match.span(), "N")
    return out


def _set(labels: list[str], tokens: Tokens, start: int, end: int, letter: str) -> None:
    begins = True
    for i, at in enumerate(tokens.starts):
        if start <= at < end:
            labels[i] = "N" if letter == "N" else f"{'B' if begins else 'I'}{letter}"
            begins = False
