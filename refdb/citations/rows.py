"""A parsed reference as ``refdb parse --json`` prints it."""

from __future__ import annotations

from refdb.model import ParsedReference, Person


def person_row(person: Person) -> dict[str, str]:
    """``{"family", "given"}``, the family name with its particle; ``suffix`` or ``literal`` where there is one."""
    if person.literal:
        return {"family": "", "given": "", "literal": person.literal}
    row = {"family": person.sort_name, "given": person.given}
    if person.suffix:
        row["suffix"] = person.suffix
    return row


def as_row(parsed: ParsedReference) -> dict[str, object]:
    """The JSON row of one reference, without ``id``; empty fields are ``""``, ``[]`` or None."""
    return {
        "raw": parsed.raw,
        "type": parsed.type,
        "authors": [person_row(p) for p in parsed.authors],
        "editors": [person_row(p) for p in parsed.editors],
        "title": parsed.title,
        "container_title": parsed.container_title,
        "year": parsed.year,
        "volume": parsed.volume,
        "issue": parsed.issue,
        "pages": parsed.pages,
        "publisher": parsed.publisher,
        "doi": parsed.doi,
        "confidence": parsed.confidence,
        **({"et_al": True} if parsed.et_al else {}),
        **{
            k: getattr(parsed, k)
            for k in ("year_suffix", "pmid", "pmcid", "arxiv", "isbn", "url")
            if getattr(parsed, k)
        },
    }
