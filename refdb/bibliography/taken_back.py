"""The mark that a publisher puts to the title of a work that it took back: "RETRACTED ARTICLE: …".

The reference that cites such a work has the title as it was before. Elsevier, Springer, Wiley and Taylor & Francis put
the mark before the title, in capitals; "Retracted: …" in small letters is Hindawi's title of a notice, unless the
record itself says what befell the work.
"""

from __future__ import annotations

import re

from refdb.model import Update, Work

_KINDS = {"retract": "retraction", "withdraw": "withdrawal", "remov": "removal"}
_NOUN = r"(?:ARTICLE|CHAPTER|PAPER|MANUSCRIPT|PUBLICATION|PREPRINT)"
_BREAK = r"[\])]*\s*(?:[:\]).–—]|-(?=\s)|$)\s*"
_BEFORE = re.compile(
    rf"^\W*(?:(RETRACTED|WITHDRAWN|REMOVED)(?:\s+{_NOUN})?|TEMPORARY (REMOVAL)|((?i:retracted|withdrawn) (?i:{_NOUN})))"
    rf"{_BREAK}"
)
_SMALL = re.compile(rf"^\W*(retracted|withdrawn|removed){_BREAK}", re.IGNORECASE)
_BEHIND = re.compile(
    rf"(?<!\s)\s*[\[(](?:(RETRACTED|WITHDRAWN|REMOVED)\b|(retracted|withdrawn) {_NOUN})[^\])]*[\])]?\W*$|"
    r"(?<!\s)\s*[-–—:.]\s*(RETRACTED|WITHDRAWN)(?: ARTICLE)?\W*$"
)
_BEHIND_SMALL = re.compile(rf"(?<!\s)\s*[\[(](retracted|withdrawn) {_NOUN}[^\])]*[\])]?\W*$", re.IGNORECASE)


def without_mark(title: str) -> str:
    """The title as it was before the work was taken back.

    >>> without_mark("RETRACTED ARTICLE: Tea and snails"), without_mark("Retracted: Tea")
    ('Tea and snails', 'Retracted: Tea')
    """
    mark, rest = _parted(title)
    return rest if mark else title


def original_title(work: Work) -> str:
    """A work's title without the mark; what is no mark, as in the title of a notice about another work, stays."""
    if is_notice(work):
        return work.title
    mark, rest = _parted(work.title)
    if not mark and any(_befell(update) for update in work.updates) and (match := _SMALL.match(work.title)):
        rest = work.title[match.end() :]
    return rest or work.title


def update_by_title(work: Work) -> Update | None:
    """What the mark in its title says befell a work; None where there is none, or the work is a notice itself."""
    mark, _ = _parted(work.title)
    return Update(mark, source="title") if mark and not is_notice(work) else None


def is_notice(work: Work) -> bool:
    """Whether a work says of another one what befell that."""
    return any(update.type.endswith(" of") and update.doi != work.doi for update in work.updates)


def _befell(update: Update) -> bool:
    return any(stem in update.type.lower() for stem in _KINDS) and not update.type.endswith(" of")


def may_be_marked(title: str) -> bool:
    """Whether a title has a word that a mark has; ten times as quick as to look for the mark."""
    small = title.lower()
    return any(stem in small for stem in _KINDS)


def _parted(title: str) -> tuple[str, str]:
    """What a mark says, and the title without it; "" and the title where there is none."""
    if not may_be_marked(title):
        return "", title
    if match := _BEFORE.match(title):
        rest = title[match.end() :]
    elif match := _BEHIND.search(title) or _BEHIND_SMALL.search(title):
        rest = title[: match.start()]
    else:
        return "", title
    said = next(filter(None, match.groups())).lower()
    return next(kind for stem, kind in _KINDS.items() if said.startswith(stem)), rest.strip() or title
