"""Exports in XML -> their root element, with what the parser had to pass over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from refdb.errors import InputError
from refdb.text.budgets import within_tags

if TYPE_CHECKING:
    from lxml import etree

MOST_SAID = 20  # lines


def root_of(data: bytes) -> tuple[etree._Element, list[str]]:
    """(the root of an XML file, what of the file is damaged); entities are not resolved and nothing is fetched.

    Raises:
        InputError: it is no XML, or has too many tags.
    """
    from lxml import etree

    within_tags(data, "the file")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:  # an empty file
        raise InputError("not an XML file") from error
    if root is None:
        raise InputError("not an XML file")
    return root, [f"line {error.line}: {error.message}" for error in parser.error_log[:MOST_SAID]]
