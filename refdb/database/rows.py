"""The model's dataclasses <-> rows and JSON columns."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from refdb.database.columns import TUPLE_FIELDS, WORK_FIELDS, work_from_values
from refdb.database.tables import ArticleRow, ReferenceRow, WorkRow
from refdb.model import (
    Article,
    Block,
    Citation,
    ParsedReference,
    Passage,
    Person,
    Reference,
    Sentence,
    Source,
    Span,
    Verification,
    Work,
)
from refdb.model.json_values import Json
from refdb.text.folding import other_spellings, squashed

T = TypeVar("T")


def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(Span, lambda span: list(span))
    converter.register_structure_hook(Span, lambda value, _type: Span(*value))
    for kind in (Person, ParsedReference, Work):  # most of their fields are empty: leave those out
        converter.register_unstructure_hook(
            kind, make_dict_unstructure_fn(kind, converter, _cattrs_omit_if_default=True)
        )
    return converter


CONVERTER = _converter()


def to_json(value: Json) -> Json:
    """A dataclass of the model as what JSON can hold."""
    return CONVERTER.unstructure(value)


def from_json(value: Json, kind: type[T]) -> T:
    """The reverse of ``to_json``."""
    return CONVERTER.structure(value, kind)


def work_values(work: Work) -> dict[str, Any]:
    """Column values of a work's row, without id and created_at."""
    values: dict[str, Any] = {name: getattr(work, name) for name in WORK_FIELDS}
    values |= {name: list(values[name]) for name in TUPLE_FIELDS}
    values["authors"] = to_json(work.authors)
    values["editors"] = to_json(work.editors)
    values["updates"] = [asdict(update) for update in work.updates]
    values["extra"] = [list(pair) for pair in work.extra]
    return values | {"title_folded": squashed(work.full_title)}


def work_from_row(row: WorkRow) -> Work:
    """The work that a row holds."""
    return work_from_values({name: getattr(row, name) for name in WORK_FIELDS})


def words_of(work: Work) -> dict[str, str]:
    """What is searched of a work beside each of its passages, with the other spellings of what has any."""
    title = f"{work.title}: {work.subtitle}" if work.subtitle else work.title
    return {
        "title": " ".join((title, *other_spellings(title))),
        "authors": " ".join(
            way
            for person in work.authors
            for name in [person.literal or person.family]
            for way in (name, *other_spellings(name, name=True))
        ),
        "container": f"{work.container_title} {work.container_title_short}".strip(),
    }


def passage_values(work_id: int, n: int, passage: Passage) -> dict[str, Any]:
    """Column values of a passage's row, without id."""
    return {
        "work_id": work_id,
        "n": n,
        "text": passage.text,
        "sentences": [list(span) for span in passage.sentences],
        "section": passage.section,
        "page": passage.page,
        "origin": passage.origin,
    }


def article_values(article: Article) -> dict[str, Any]:
    """Column values of an article's row, without id and created_at."""
    return {
        "sha256": article.source.sha256,
        "name": article.source.name,
        "format": article.source.format,
        "encoding": article.source.encoding,
        "title": article.title,
        "text": article.text,
        "blocks": to_json(article.blocks),
        "sentences": to_json(article.sentences),
        "citations": to_json(article.citations),
        "warnings": list(article.warnings),
        "authors": list(article.authors),
        "date": article.date,
    }


def article_from_row(row: ArticleRow, references: tuple[Reference, ...]) -> Article:
    """The article that a row and its references hold."""
    return Article(
        title=row.title,
        text=row.text,
        blocks=from_json(row.blocks, tuple[Block, ...]),
        sentences=from_json(row.sentences, tuple[Sentence, ...]),
        references=references,
        citations=from_json(row.citations, tuple[Citation, ...]),
        source=Source(row.name, row.format, row.sha256, row.encoding),
        warnings=tuple(row.warnings),
        authors=tuple(row.authors),
        date=row.date,
    )


def reference_values(reference: Reference) -> dict[str, Any]:
    """Column values of a reference that was not verified yet."""
    start, end = reference.span or (None, None)
    return {
        "n": reference.n,
        "label": reference.label,
        "start": start,
        "end": end,
        "parsed": to_json(reference.parsed),
        "status": "",
        "verification": {},
        "registry_name": "",
        "verified_at": "",
    }


def reference_from_row(row: ReferenceRow) -> Reference:
    """The reference that a row holds."""
    span = Span(row.start, row.end) if row.start is not None and row.end is not None else None
    return Reference(n=row.n, parsed=from_json(row.parsed, ParsedReference), label=row.label, span=span)


def verification_from_row(row: ReferenceRow) -> Verification | None:
    """What became of the reference, None where it was never verified."""
    return from_json(row.verification, Verification) if row.status else None
