"""Files that hold references and no article: BibTeX, RIS, PubMed's NBIB -> an Article of references alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from refdb.articles.assembling import Piece, article_from_pieces
from refdb.bibliography.as_references import references_of
from refdb.bibliography.importing import read
from refdb.errors import InputError
from refdb.model import Article, Source, Work


def read_references(text: str, source: Source) -> Article:
    """The references of a bibliographic file, in its order; what cannot be read of it is named in the warnings.

    Raises:
        InputError: no entry in it could be read.
    """
    imported = read(text, source.format)
    return article_of_works(imported.works, source, imported.said)


def article_of_works(works: Sequence[Work], source: Source, warnings: Sequence[str] = ()) -> Article:
    """The works of a bibliographic file as the references of an article, in their order, their keys as labels.

    Raises:
        InputError: there is none that says anything.
    """
    pieces = [
        Piece("reference", reference.raw, (), (label,), reference, label) for label, reference in references_of(works)
    ]
    if not pieces:
        raise InputError(f"{source.name} holds no {source.format} entry that could be read")
    article = article_from_pieces(pieces, source)
    return replace(article, warnings=tuple(warnings))
