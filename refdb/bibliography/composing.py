"""Fields -> a readable string, for references that a file keeps as fields alone and prints nowhere."""

from __future__ import annotations

from refdb.model import ParsedReference, Person


def compose(fields: ParsedReference) -> str:
    """The reference as one line, in the order that medical journals print: names, title, container, year, place."""
    names = _names(fields.authors) + (", et al" if fields.et_al else "")
    editors = f"{_names(fields.editors)} (Eds.)" if fields.editors else ""
    year = f"{fields.year}{fields.year_suffix}" if fields.year else ""
    issue = f"({fields.issue})" if fields.issue else ""
    pages = f":{fields.pages}" if fields.volume and fields.pages else f"p. {fields.pages}" if fields.pages else ""
    volume = f"{fields.volume}{issue}"
    place = f"{year};{volume}{pages}".lstrip(";") if volume else "; ".join(filter(None, (year, pages)))
    parts = (names, fields.title, editors, fields.container_title, fields.publisher, place)
    text = ". ".join(part.strip().rstrip(".") for part in parts if part.strip())
    links = (fields.doi and f"doi:{fields.doi}", fields.pmid and f"PMID: {fields.pmid}", fields.url)
    return " ".join(filter(None, (f"{text}." if text else "", *links)))


def _names(people: tuple[Person, ...]) -> str:
    return ", ".join(f"{person.sort_name} {_initials(person.given)} {person.suffix}".strip() for person in people)


def _initials(given: str) -> str:
    words = given.replace(".", " ").replace("-", " ").split()
    return "".join(word if word.isupper() and len(word) <= 3 else word[0] for word in words)
