"""The passages that an article quotes, each looked for in the texts of the works that it cites there."""

from __future__ import annotations

from collections.abc import Mapping

from refdb.claims.quotations import compared, quoted_in
from refdb.model import Article, Quotation, Work
from refdb.workflows.steps.ports import Reading

_RANKS = ("exact", "nearly", "not_found", "unread")


def check_quotations(article: Article, keys: Mapping[int, str], store: Reading) -> tuple[Quotation, ...]:
    """The article's quotations, each with the cited work that has it best.

    Args:
        article: the article under study.
        keys: the number of a reference -> the key of its work in the library.
        store: the library.

    Returns:
        One for each quoted passage that cites something, in the order of the text; a title in quotation marks is none.
    """
    quoted = [Quotation(*place) for place in quoted_in(article)]
    wanted = {keys[n] for one in quoted for n in one.references if keys.get(n)}
    works = {work.key: work for work in store.works(wanted)} if wanted else {}
    found = []
    for one in quoted:
        cited = [works[keys[n]] for n in one.references if keys.get(n) in works]
        if any(compared(one, work.full_title).found == "exact" for work in cited):
            continue
        tried = [_against(one, work) for work in cited]
        found.append(min(tried, key=lambda tried: _RANKS.index(tried.found), default=one))
    return tuple(found)


def _against(quotation: Quotation, work: Work) -> Quotation:
    from dataclasses import replace

    text = "\n\n".join(filter(None, (work.abstract, work.full_text)))
    if not text:
        return replace(quotation, key=work.key)
    read = "full_text" if work.full_text else "abstract"
    return compared(replace(quotation, key=work.key, read=read), text)  # type: ignore[arg-type]
