"""refdb audits an article: do its references exist, and do the sources say what they are cited for?

>>> from refdb import open_library  # doctest: +SKIP
>>> open_library("my-library").audit(Path("article.txt"))  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from refdb.library import Library, open_library

__all__ = ["Library", "__version__", "open_library"]


def __getattr__(name: str) -> Any:  # noqa: ANN401  (a module attribute)
    # Loaded on first use, so that `import refdb` costs nothing.
    if name in ("Library", "open_library"):
        from refdb import library

        return getattr(library, name)
    raise AttributeError(f"module 'refdb' has no attribute {name!r}")
