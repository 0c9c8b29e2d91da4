"""Which part of an article a paragraph belongs to: what is said, how the work was done, or what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from refdb.model import Block

Zone = Literal["body", "methods", "around"]

_NUMBER = r"^\W*(?:(?:\d+|[ivx]+)(?:\.\d+)*\.?\s+)?"
# The head of the part that says how the work was done; what follows under other heads belongs to it …
_METHODS = re.compile(
    _NUMBER + r"(?:(?:materials?|patients?|subjects?|participants?|animals?|data|study|design|research|"
    r"experimental)[\s,/&]*(?:and\s+)?)*"
    r"(?:methods?|methodology|procedures?|experimental(?: section)?|material and method)(?:\s*(?:and|/|&|"
    r",)\s*[\w ]+)?\W*$",
    re.I,
)
# … up to one of these.
_BODY = re.compile(
    _NUMBER
    + r"(?:results?|findings|discussion|conclusions?|introduction|background|summary|interpretation|case (?:report|"
    r"presentation)|"
    r"outlook|implications|limitations|strengths|significance|what (?:is|this))\b",
    re.I,
)
_SINGLE_METHODS = re.compile(
    _NUMBER + r"(?:.*\b(?:statistical|data) (?:analys[ei]s|collection|extraction|sources?|management)\b|(?:study|"
    r"trial) (?:design|population|setting|outline|"
    r"procedures?|selection|protocol|objectives?|aims?|participants?|registration|status)|"
    r"(?:participating )?cent(?:re|er)s|(?:main |primary |secondary )?"
    r"(?:outcomes?|end ?points?)(?: (?:and |measures?|assessment).*)?|outcome measures?|(?:design|setting|"
    r"interventions?|participants?|objectives?|aims?|"
    r"exposures?|purpose|trial (?:status|registration))(?:\s*(?:,|and)\s*\w+)*|(?:search|sampling) (?:strategy|"
    r"methods?)|sample size.*|sampling|"
    r"(?:inclusion|exclusion|eligibility|selection) criteria|randomi[sz]ation|blinding|variables|measures|"
    r"measurements|recruitment|questionnaires?|"
    r"samples?|procedures?|quality assessment|risk of bias.*assessment)\W*$",
    re.I,
)
_AROUND = re.compile(
    _NUMBER + r"(?:acknowledge?ments?|acknowledgments and.*|(?:sources? of )?(?:funding|financial|support)\b.*|"
    r".*\bconflicts? of interests?\b.*|"
    r".*\b(?:competing|declarations? of) interests?\b.*|disclosures?.*|.*\bauthor\W*s?\W* (?:contributions?|"
    r"information|details|affiliations?|notes?)\b.*|"
    r"contributors?\b.*|contributions|.*\babbreviations\b.*|ethic(?:s|al)\b.*|.*\bconsent\b.*|.*\b(?:data|code|"
    r"material)s? availability\b.*|"
    r"availability of\b.*|(?:supplement(?:ary|al)|supporting|additional)\s(?:information|materials?|files?|data|"
    r"online).*|references?|bibliography|"
    r"literature cited|works cited|external links|see also|further reading|notes|footnotes|publisher.s note|"
    r"publication history|"
    r"revised amendments.*|glossary|navigation|related (?:articles|posts|content)|about the authors?|"
    r"pre-publication history|open access|"
    r"rights and permissions|licen[cs]e|declarations?|provenance.*|peer review.*|(?:how to )?cite.*|"
    r"trial status)(?:\[edit\])?\W*$",
    re.I,
)


def zones(blocks: Sequence[Block]) -> list[Zone]:
    """The zone of each block, from the headings above it.

    A head such as "Methods" holds for the heads below it as well, up to "Results" or the like; but only where such a
    head comes at all: in a review "Methods" may be the only head with a known name.
    """
    heads = [block.section for block in blocks]
    found: list[Zone] = []
    inherited: Zone = "body"
    last = ""
    ends = [n for n, head in enumerate(heads) if _BODY.match(head) or _AROUND.match(head)]
    for n, head in enumerate(heads):
        if head != last:
            last = head
            if _METHODS.match(head):
                inherited = "methods" if ends and ends[-1] > n else "body"
            elif _BODY.match(head) or _AROUND.match(head):
                inherited = "body"
        found.append(_own(head) or inherited)
    return found


def is_scholarly(blocks: Sequence[Block], where: Sequence[Zone]) -> bool:
    """Whether an article has what scholarly ones have: an abstract, a part on methods, two parts around the text."""
    around = {block.section for block, zone in zip(blocks, where, strict=True) if zone == "around"}
    return any(block.kind == "abstract" for block in blocks) or "methods" in where or len(around) > 1


def _own(head: str) -> Zone | None:
    if _AROUND.match(head):
        return "around"
    return "methods" if _METHODS.match(head) or _SINGLE_METHODS.match(head) else None
