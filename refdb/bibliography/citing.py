"""citeproc-py with what it forgets seen to: three of the elements of a style are our own kinds of citeproc's.

lxml makes an element of a style when it is first touched, of the class that the style's parser names for its tag. That
is how citeproc-py gets its own classes, and how a style here gets three others. Imported where works are formatted.
"""

from __future__ import annotations

from typing import Any

from citeproc import CitationStylesStyle, model
from lxml import etree

_CSL = "http://purl.org/net/xbiblio/csl"
_NAMED = "editors named"


class Substitute(model.Substitute):  # type: ignore[misc]
    """Says when it put editors in the place of authors."""

    def render(self, item: Any, context: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401  (citeproc's types)
        """What stands in the authors' place."""
        text = super().render(item, context=context, **kwargs)
        if text and "author" not in item.reference:
            context.get_layout().repressed[_NAMED] = [item.key]  # citeproc empties this list before each work
        return text


class Names(model.Names):  # type: ignore[misc]
    """Does not name again the editors whom a macro has put in the authors' place."""

    def process(self, item: Any, names_context: Any = None, context: Any = None, **kwargs: Any) -> Any:  # noqa: ANN401
        """The names, or nothing."""
        if self.get("variable") in ("editor", "editor translator"):
            layout = (self if context is None else context).get_layout()
            if item.key in layout.repressed.get(_NAMED, ()):
                return None
        return super().process(item, names_context=names_context, context=context, **kwargs)


class Name(model.Name):  # type: ignore[misc]
    """Leaves given names whole where the style says ``initialize="false"``."""

    def initialize(self, given: str, mark: str, context: Any) -> str:  # noqa: ANN401
        """The given names, as initials where the style wants them."""
        return given if self.get("initialize") == "false" else str(super().initialize(given, mark, context))


def style_of(path: str, locale: str | None) -> CitationStylesStyle:
    """The style of a .csl file, its names mended; its own language where none is given."""
    style = CitationStylesStyle(path, locale=locale, validate=False)
    lookup = etree.ElementNamespaceClassLookup()
    classes = lookup.get_namespace(_CSL)
    known = model.CitationStylesElement.__subclasses__()
    classes.update({cls.__name__.replace("_", "-").lower(): cls for cls in known})
    classes.update({None: model.CitationStylesElement, "substitute": Substitute, "names": Names, "name": Name})
    style.parser.set_element_class_lookup(lookup)
    return style
