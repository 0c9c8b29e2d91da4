"""Which files an assistant may have audited: articles that are there, of a size that a person writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from refdb.errors import InputError

MOST_BYTES = 30_000_000
KINDS = frozenset(
    ".docx .odt .pdf .tex .md .markdown .qmd .rmd .typ .html .htm .xhtml .xml .nxml .jats .txt .zip .gz".split()
)  # by name, before a byte is read: an assistant that was misled shall not make refdb read keys and mail


def readable(path: str, folders: Sequence[Path] | None) -> Path:
    """The file, if it may be read.

    Args:
        path: as the assistant gave it.
        folders: it must lie in one of them; None allows any place.

    Returns:
        Where it is, links followed.

    Raises:
        InputError: there is no such file, it lies elsewhere, is no article by its name, or too large.
    """
    if folders is not None and not folders:
        raise InputError("over HTTP no files are read unless `refdb mcp --http --files FOLDER` says where; give text")
    try:
        file = Path(path).expanduser().resolve(strict=True)
        size = file.stat().st_size if file.is_file() else None
    except (OSError, RuntimeError, ValueError):
        raise InputError(f"{path}: no such file") from None
    if folders is not None and not any(file.is_relative_to(folder) for folder in folders):
        raise InputError(f"{path}: no such file in {', '.join(str(folder) for folder in folders)}")
    if size is None:
        raise InputError(f"{path} is no file; give that of one article")
    if file.suffix.lower() not in KINDS:
        raise InputError(f"{path} is no article by its name; there are {', '.join(sorted(KINDS))}")
    if any(part.startswith(".") for part in file.parts[1:]):
        raise InputError(f"{path} is a hidden file, or lies in a hidden folder; copy it elsewhere")
    if size > MOST_BYTES:
        raise InputError(f"{path} has {size:,} bytes; an article has {MOST_BYTES:,} at most")
    return file
