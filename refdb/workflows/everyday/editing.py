"""Works changed by hand: their fields, labels and texts, and whether they are there at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, Literal, ParamSpec, TypeVar

from refdb.bibliography.csl.values import clean_doi
from refdb.errors import InputError
from refdb.model import Person, TextOrigin, Work
from refdb.model.json_values import Json
from refdb.workflows.everyday.naming import works_named

if TYPE_CHECKING:  # to show a work needs neither numpy nor what cuts passages
    from refdb.workflows.steps.ports import Reading, Store

Label = Literal["tags", "collections"]
_KEPT = ("full_text", "updates", "extra", "years", "date")  # not for a person to type
FIELDS = tuple(field.name for field in fields(Work) if field.name not in _KEPT)
_PEOPLE = ("authors", "editors")
_LISTS = ("other_titles", "isbn", "issn", "aliases", "tags", "collections", "notes", "files")


P = ParamSpec("P")
R = TypeVar("R")


def _at_once(act: Callable[Concatenate[Store, P], R]) -> Callable[Concatenate[Store, P], R]:
    """Let nobody else write between what is read of a library and what is written: their change would be lost."""

    @wraps(act)
    def whole(store: Store, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return store.in_one(lambda: act(store, *args, **kwargs))

    return whole


def as_shown(work: Work) -> dict[str, Any]:
    """The fields of a work as a person edits them: names as "Family, Given", lists as lists."""
    shown: dict[str, Any] = {}
    for name in FIELDS:
        value = getattr(work, name)
        shown[name] = [_name(one) for one in value] if name in _PEOPLE else list(value) if name in _LISTS else value
    return shown


@_at_once
def edit(store: Store, named: str, values: Mapping[str, Any]) -> Work:
    """Give a work these fields; the others stay.

    Args:
        store: the library.
        named: the work's key or identifier.
        values: by field; names as "Family, Given" or as mappings, "" or None for nothing.

    Raises:
        InputError: no such work or field, a value of the wrong kind, a key or DOI that is another work's.
    """
    from refdb.retrieval.passages import cut
    from refdb.text.sentences import split

    (work,) = works_named(store, [named])
    changes = {name: _value(name, value) for name, value in values.items()}
    key = changes.pop("key", work.key)
    if not key:
        raise InputError("a work needs a key")
    wanted = replace(work, **changes)
    if "year" in changes and work.year != wanted.year:
        years = tuple(dict.fromkeys((*((wanted.year,) if wanted.year else ()), *work.years)))
        wanted = replace(wanted, years=years, date=(wanted.year,) if wanted.year else ())
    holder = store.work_by_doi(wanted.doi) if wanted.doi and wanted.doi != work.doi else None
    if holder:
        raise InputError(
            f"the DOI {wanted.doi} is that of {holder.key}; `refdb merge {holder.key} {work.key}` joins them"
        )
    changed = [name for name in FIELDS if name != "key" and getattr(work, name) != getattr(wanted, name)]
    if not changed and key == work.key:
        return work
    told = ", ".join([*changed, *(["key"] if key != work.key else [])])
    with store.recording("edit", f"edited {work.key}: {told}", counted=False):
        if changed:
            store.put_works([], [wanted], {wanted.key: cut(wanted, split)})
        if key != work.key:
            store.rename_work(work.key, key)
        return _now(store, key)


@_at_once
def label(store: Store, names: Sequence[str], label: Label, add: Sequence[str] = (), remove: Sequence[str] = ()) -> int:
    """Give works tags or collections, or take them away; how many works changed.

    Raises:
        InputError: no such work, or a label of blanks.
    """
    add, remove = [_label(one) for one in add], [_label(one).casefold() for one in remove]
    changed = []
    for work in works_named(store, names):
        has = [one for one in getattr(work, label) if one.casefold() not in remove]
        known = {one.casefold() for one in has}
        wanted = (*has, *(one for one in add if one.casefold() not in known))
        if wanted != getattr(work, label):
            changed.append(_labelled(work, label, wanted))
    what = " ".join([*(f"+{one}" for one in add), *(f"-{one}" for one in remove)])
    return _put(store, label, f"{label} {what}", changed)


@_at_once
def rename_label(store: Store, label: Label, old: str, new: str) -> int:
    """Rename a tag or a collection, with the collections within, in all works; how many works changed.

    Raises:
        InputError: no work has it.
    """
    old, new = _label(old), _label(new)
    changed = []
    for values in store.listed(("key", label)):
        renamed = tuple(dict.fromkeys(_renamed(one, old, new, label) for one in values[label]))
        if renamed != tuple(values[label]):
            changed.append(_labelled(_now(store, values["key"]), label, renamed))
    if not changed:
        raise InputError(f"no work has {old!r}; `refdb {label.rstrip('s')} list` shows what there is")
    return _put(store, label, f"{label} {old} renamed {new}", changed)


def labels(store: Reading, label: Label) -> dict[str, int]:
    """All tags or collections with how many works have them, by name."""
    counts: dict[str, int] = {}
    for values in store.listed((label,)):
        for one in values[label]:
            counts[one] = counts.get(one, 0) + 1
    return dict(sorted(counts.items(), key=lambda pair: pair[0].casefold()))


@_at_once
def remove(store: Store, names: Sequence[str], articles: Sequence[int] = ()) -> list[Work]:
    """Take works and articles out; the works that went.

    Raises:
        InputError: no such work or article; nothing is removed.
    """
    works = works_named(store, names)
    told = [*(work.key for work in works), *(f"article {number}" for number in articles)]
    shown = f"{', '.join(told[:5])}{f' and {len(told) - 5} more' if told[5:] else ''}"
    with store.recording("rm", f"removed {shown}", counted=False):
        store.remove_works([work.key for work in works])
        for number in articles:
            store.remove_article(number)
    return works


@_at_once
def detach(store: Store, named: str) -> str:
    """Take a work's full text away, and the abstract that came with it; the file's name, or who gave it.

    Raises:
        InputError: no such work, or it has no full text.
    """
    from refdb.workflows.steps.adding import renew_passages

    (work,) = works_named(store, [named])
    if not work.full_text:
        raise InputError(f"{work.key} has no full text that could be taken away")
    origins = {origin.field: origin for origin in store.text_origins([work.key]).get(work.key, ())}
    full = origins.get("full_text", TextOrigin("full_text", "", ""))
    abstract = origins.get("abstract")
    told = f"detached {full.name or 'the full text'} from {work.key}"
    with store.recording("detach", told, counted=False):
        store.forget_text(work.key, "full_text")
        if abstract and abstract.sha256 and abstract.sha256 == full.sha256:
            store.forget_text(work.key, "abstract")
        renew_passages(store, work.key)
    return full.name or full.source


def _put(store: Store, action: str, summary: str, changed: Sequence[Work]) -> int:
    from refdb.retrieval.passages import cut
    from refdb.text.sentences import split

    if changed:
        with store.recording(action.removesuffix("s"), f"{summary} ({len(changed)} works)", counted=False):
            store.put_works([], changed, {work.key: cut(work, split) for work in changed})
    return len(changed)


def _labelled(work: Work, label: Label, wanted: tuple[str, ...]) -> Work:
    return replace(work, tags=wanted) if label == "tags" else replace(work, collections=wanted)


def _renamed(one: str, old: str, new: str, label: Label) -> str:
    if one.casefold() == old.casefold():
        return new
    within = label == "collections" and one.casefold().startswith(f"{old.casefold()}/")
    return f"{new}{one[len(old) :]}" if within else one


def _label(text: str) -> str:
    text = " ".join(text.split()).strip("/")
    if not text:
        raise InputError("a tag or collection needs a name")
    return text


def _now(store: Store, key: str) -> Work:
    work = store.work(key)
    assert work is not None
    return work


def _value(name: str, value: Json) -> Json:
    if name not in FIELDS:
        raise InputError(f"a work has no field {name!r} to edit; there are {', '.join(FIELDS)}")
    if name in _PEOPLE:
        return tuple(_person(one) for one in _several(value))
    if name in _LISTS:
        return tuple(" ".join(str(one).split()) if name != "notes" else str(one) for one in _several(value))
    if name == "year":
        text = str(value if value is not None else "").strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 4) and text:
            raise InputError(f"year = {text!r} should be a year, such as 2019")
        return int(text) if text else None
    text = str(value if value is not None else "").strip()
    if name == "doi" and text:
        doi = clean_doi(text)
        if not doi:
            raise InputError(f"doi = {text!r} is no DOI: one begins with 10.")
        return doi
    return text if name == "abstract" else " ".join(text.split())


def _several(value: str | Iterable[Any] | None) -> Iterable[Any]:
    if value in (None, "", []):
        return ()
    return [one.strip() for one in value.split(";") if one.strip()] if isinstance(value, str) else list(value)


def _person(value: object) -> Person:
    if isinstance(value, Mapping):
        known = {field.name for field in fields(Person)}
        if unknown := set(value) - known:
            raise InputError(f"a person has no {sorted(unknown)[0]!r}; there are {', '.join(sorted(known))}")
        return Person(**{name: str(part) for name, part in value.items()})
    family, comma, given = str(value).partition(",")
    return Person(family.strip(), given.strip()) if comma else Person(literal=family.strip())


def _name(person: Person) -> object:
    """A person as it is typed; as a mapping where that would not come back the same."""
    text = person.literal or f"{person.family}, {person.given}"
    if _person(text) == person:
        return text
    return {field.name: value for field in fields(Person) if (value := getattr(person, field.name))}
