r"""LaTeX manuscripts -> Article: the text, and what each ``\cite`` leads to in the .bbl or .bib beside it.

TeX is read, never run: no shell, no file outside the manuscript's folder, macros expanded only so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from refdb.articles.assembling import Piece, PieceBuilder, article_from_pieces
from refdb.articles.composing import compose
from refdb.articles.latex_files import Fetch, fetch_beside, fetch_from, main_of, unpack
from refdb.articles.latex_macros import expanded
from refdb.bibfile import parse_bib
from refdb.bibworks import work_of_entry
from refdb.errors import InputError
from refdb.model import Article, BlockKind, ParsedReference, Source
from refdb.tex import to_text
from refdb.works import reference_of

MOST_INCLUDED = 200  # files
_COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*\n?[ \t]*")
_INCLUDE = re.compile(
    r"\\(?:input|include|subfile|subimport\{[^{}]*\}|import\{[^{}]*\})\s*(?:\{([^{}]{1,200})\}|([\w./-]{1,200}))"
)
_DROPPED = re.compile(
    r"\\begin\{(verbatim\*?|lstlisting|comment|tikzpicture|picture|filecontents\*?|minted|algorithmic|CCSXML)\}.*?\\end\{\1\}",
    re.S,
)
_DISPLAY = re.compile(
    r"\\begin\{((?:equation|align|gather|multline|eqnarray|displaymath|math|flalign|alignat)\*?)\}.*?\\end\{\1\}|\\\[.*?\\\]|\$\$.*?\$\$",
    re.S,
)
_CITE = re.compile(
    r"(?:no|foot|super|smart|auto|paren|text|full|online|short|Text|Paren|Auto|Foot)?[cC]ite[a-zA-Z]{0,12}|cites|[a-z]+cites"
)
_HEADINGS = frozenset("part chapter section subsection subsubsection paragraph subparagraph".split())
_KINDS: dict[str, BlockKind] = {"abstract": "abstract", "itemize": "list_item", "enumerate": "list_item", "description": "list_item", "tabular": "table", "tabular*": "table", "tabularx": "table", "longtable": "table", "quote": "paragraph"}  # fmt: skip
# Commands of the text whose arguments are no text.
_SILENT = frozenset(
    "label ref eqref autoref cref Cref pageref vspace hspace includegraphics bibliographystyle bibliography printbibliography "
    "addbibresource usepackage thanks author affil affiliation address institute email date pagestyle thispagestyle setlength "
    "addtocounter setcounter newcommand renewcommand def graphicspath input include hyphenation markboth fancyhead color "
    "title maketitle keywords nocite begin end write openin openout immediate newtheorem centering documentclass ORCID corres "
    "setcitestyle definecolor captionsetup".split()
)
_TOKEN = re.compile(r"\\([A-Za-z]+)\*?|\\(.)|([{}~$&])|(\n[ \t]*\n\s*)|([^\\{}~$&\n]+|\n)", re.S)
_PLAIN_SIGNS = re.compile(r"``|''|---?|`|\"`|\"'")
_SIGNS = {"``": "“", "''": "”", "--": "–", "---": "—", "`": "‘", "-": "-", '"`': "„", "\"'": "“"}


def looks_like_latex(head: str) -> bool:
    """Whether a text is LaTeX: a class, a document's beginning, or several sections with commands around them."""
    return bool(re.search(r"^[^%\n]*\\(?:documentclass|documentstyle|begin\{document\})", head, re.M)) or (
        len(re.findall(r"^\s*\\(?:section|subsection|chapter)\*?\{", head, re.M)) >= 1
        and len(re.findall(r"\\(?:cite[a-z]*|ref|emph|textit|label)\b", head)) >= 2
    )


def read_latex(path: Path | None, text: str, source: Source) -> Article:
    """The article of a .tex file, with what lies beside it; without ``path`` the text stands alone.

    Raises:
        InputError: nothing readable in it.
    """
    return _read(text, fetch_beside(path) if path else lambda _name: None, source, path.stem if path else "")


def read_latex_archive(data: bytes, source: Source) -> Article:
    """The article of an archive of sources, as arXiv gives them.

    Raises:
        InputError: damaged, a bomb, or without a LaTeX article.
    """
    files = unpack(data, source.name)
    main = main_of(files)
    if main is None:
        raise InputError(f"{source.name} is an archive without a LaTeX article in it; give the article's own file")
    fetch = fetch_from(files, main)
    return _read(fetch(Path(main).name) or "", fetch, source, Path(main).stem)


def _read(text: str, fetch: Fetch, source: Source, stem: str) -> Article:
    whole = expanded(_included(text, fetch))
    preamble, begin, rest = whole.partition(r"\begin{document}")
    body = rest.partition(r"\end{document}")[0] if begin else whole
    listed, warnings = _references(whole, fetch, stem)
    numeric = _is_numeric(preamble)
    walk = _Walk(listed, numeric=numeric)
    title = re.search(r"\\title\s*(?:\[[^\]]*\])?\s*\{", whole)
    head = [Piece("title", to_text(_argument(whole, title.end() - 1)[0]))] if title else []
    body = _DROPPED.sub(
        " ", re.sub(r"\\begin\{thebibliography\}.*?(?:\\end\{thebibliography\}|\Z)", "", body, flags=re.S)
    )
    pieces = [*head, *walk.pieces(_DISPLAY.sub(lambda m: f" {_formula(m.group())} ", body))]
    cited = walk.cited if r"\nocite{*}" not in whole else dict.fromkeys(listed)
    # A .bbl prints what is cited, in its order; of a .bib only what is cited is a reference.
    keys = [key for key in listed if key in cited or listed[key].printed]
    if not any(reference.printed for reference in listed.values()):
        keys = [key for key in cited if key in listed]
    pieces += [Piece("reference_heading", "References")] if keys else []
    pieces += [_reference_piece(key, listed[key], n) for n, key in enumerate(keys, 1)]
    article = article_from_pieces(pieces, source)
    if not article.text:
        raise InputError(f"{source.name} is a LaTeX file without a text")
    return replace(article, warnings=(*article.warnings, *warnings))


def _included(text: str, fetch: Fetch) -> str:
    """The source with its comments gone and its own files put in, each once."""
    seen: set[str] = set()

    def put(match: re.Match[str]) -> str:
        name = (match.group(1) or match.group(2)).strip()
        if name in seen or len(seen) >= MOST_INCLUDED:
            return ""
        seen.add(name)
        found = fetch(name if name.endswith(".tex") else f"{name}.tex") or fetch(name)
        return _INCLUDE.sub(put, _uncommented(found)) if found else ""

    return _INCLUDE.sub(put, _uncommented(text))


def _uncommented(text: str) -> str:
    return _COMMENT.sub(lambda m: m.group(1), text)


def _is_numeric(preamble: str) -> bool:
    """Whether markers are numbers: natbib without "numbers" and the author-year styles of biblatex print names."""
    natbib = re.search(r"\\usepackage(?:\[([^\]]*)\])?\{[^{}]*\bnatbib\b", preamble)
    if natbib and not re.search(r"numbers|super", natbib.group(1) or ""):
        return bool(re.search(r"\\setcitestyle\{[^{}]*(?:numbers|super)", preamble))
    biblatex = re.search(r"\\usepackage\[([^\]]*)\]\{biblatex\}", preamble)
    if biblatex:
        return not re.search(r"style\s*=\s*(?:author|apa|chicago|mla|alphabetic)", biblatex.group(1))
    return not re.search(r"\{(?:apacite|harvard|chicago|apalike)\}", preamble)


# --- the reference list ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Listed:
    fields: ParsedReference
    printed: bool = False  # by a .bbl or in the text itself
    label: str = ""  # natbib's "Smith et~al.(2019)"


def _references(whole: str, fetch: Fetch, stem: str) -> tuple[dict[str, _Listed], list[str]]:
    """What keys lead to: from the list in the text or the .bbl, filled up with the fields of the .bib files."""
    warnings = []
    bib: dict[str, ParsedReference] = {}
    for names in re.findall(r"\\(?:bibliography|addbibresource(?:\[[^\]]*\])?)\s*\{([^{}]{1,500})\}", whole):
        for name in filter(None, (n.strip() for n in names.split(","))):
            text = fetch(name if name.endswith(".bib") else f"{name}.bib")
            if text is None:
                warnings.append(f"{Path(name).stem}.bib is named by the article but is not beside it: put it there.")
                continue
            entries, failures = parse_bib(text)
            bib |= {entry.key: reference_of(work_of_entry(entry)) for entry in entries}
            warnings += [f"{name}, line {f.line}: an entry could not be read ({f.cause})." for f in failures[:5]]
    inside = re.search(r"\\begin\{thebibliography\}.*?(?:\\end\{thebibliography\}|\Z)", whole, re.S)
    bbl = inside.group() if inside else _uncommented(fetch(f"{stem}.bbl") or "") if stem else ""
    listed = {key: _with_fields(item, bib.get(key)) for key, item in _items(bbl)}
    if listed:  # printed by the list: a missing .bib is no loss
        warnings = [w for w in warnings if "is not beside it" not in w]
    for key, fields in bib.items():
        listed.setdefault(key, _Listed(replace(fields, raw=fields.raw or compose(fields))))
    return listed, warnings


def _items(bbl: str) -> Iterator[tuple[str, _Listed]]:
    r"""The items of a printed list (``\bibitem``), or the entries of biblatex's."""
    parts = re.split(r"\\bibitem(?![a-zA-Z])\s*", bbl.replace(r"\end{thebibliography}", ""))[1:]
    for part in parts:
        label, rest = _argument(part, 0, "[]") if part.startswith("[") else ("", 0)
        key, end = _argument(part, _skip_blanks(part, rest))
        raw = to_text(
            re.sub(
                r"\\(?:newblock|BIBentry\w+|bibinfo\{[a-z]*\}|bibnamefont|bibfnamefont|href@noop|eprint)\b",
                " ",
                part[end:],
            )
        )
        if key.strip():
            yield key.strip(), _Listed(ParsedReference(raw), printed=True, label=to_text(label))
    for entry in re.finditer(r"\\entry\{([^{}]+)\}\{([^{}]+)\}.*?\\endentry", bbl, re.S):
        fields = dict(re.findall(r"\\field\{([a-z]+)\}\{((?:[^{}]|\{[^{}]*\})*)\}", entry.group()))
        names = re.search(r"\\name\{author\}.*?(?=\\(?:name|list|field|strng))", entry.group(), re.S)
        family = re.findall(r"family=\{?((?:[^{},]|\{[^{}]*\})+)", names.group() if names else "")
        given = re.findall(r"(?<![a-z])given=\{?((?:[^{},]|\{[^{}]*\})+)", names.group() if names else "")
        people = " and ".join(f"{f}, {g}" for f, g in zip(family, given or [""] * len(family), strict=False))
        as_bib = (
            f"@{entry.group(2)}{{x, author={{{people}}}, " + ", ".join(f"{k}={{{v}}}" for k, v in fields.items()) + "}"
        )
        entries, _ = parse_bib(as_bib)
        if entries:
            read = reference_of(work_of_entry(entries[0]))
            yield entry.group(1), _Listed(replace(read, raw=compose(read)), printed=True)


def _with_fields(item: _Listed, fields: ParsedReference | None) -> _Listed:
    return replace(item, fields=replace(fields, raw=item.fields.raw)) if fields and item.fields.raw else item


def _reference_piece(key: str, listed: _Listed, n: int) -> Piece:
    return Piece("reference", listed.fields.raw or key, (), (key,), listed.fields, str(n))


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _argument(text: str, at: int, brackets: str = "{}") -> tuple[str, int]:
    """(what stands in the brackets that open at ``at``, the place behind them); nothing where none open there."""
    if at >= len(text) or text[at] != brackets[0]:
        return "", at
    depth = 0
    for i in range(at, min(len(text), at + 200_000)):
        c = text[i]
        if c in brackets and text[i - 1 : i] != "\\":
            depth += 1 if c == brackets[0] else -1
            if depth == 0:
                return text[at + 1 : i], i + 1
    return text[at + 1 :], len(text)


def _formula(tex: str) -> str:
    inner = re.sub(r"\\(?:begin|end)\{[^{}]*\}|\\\[|\\\]|\$\$|\\label\{[^{}]*\}|&", " ", tex)
    return to_text(f"${inner[:2000]}$")


# --- the text -------------------------------------------------------------------------------


@dataclass(slots=True)
class _Walk:
    """One pass over the tokens of the body."""

    listed: Mapping[str, _Listed]
    numeric: bool = True
    cited: dict[str, None] = field(default_factory=dict)  # keys in the order of their first citation
    _builder: PieceBuilder = field(default_factory=PieceBuilder)
    _kinds: list[tuple[str, BlockKind]] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def pieces(self, body: str) -> Iterator[Piece]:
        printed = [key for key, one in self.listed.items() if one.printed]
        self._numbers = {key: n for n, key in enumerate(printed, 1)}
        yield from self._tokens(body)
        yield from self._flush()
        done = 0
        while done < len(self._notes):  # a note may hold a note
            note = self._notes[done]
            done += 1
            yield from self._tokens(note)
            yield from self._flush()

    def _kind(self) -> BlockKind:
        return self._kinds[-1][1] if self._kinds else "paragraph"

    def _flush(self, kind: BlockKind | None = None) -> Iterator[Piece]:
        piece = self._builder.piece(kind or self._kind())
        if piece.text:
            yield piece

    def _tokens(self, text: str) -> Iterator[Piece]:
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            name, sign, mark, paragraph, plain = match.groups()
            if paragraph:
                yield from self._flush()
            elif plain:
                self._builder.add(_PLAIN_SIGNS.sub(lambda m: _SIGNS.get(m.group(), m.group()), plain))
            elif mark == "$":
                end = text.find("$", at)
                if 0 < end < at + 1000:
                    self._builder.add(to_text(text[at - 1 : end + 1]))
                    at = end + 1
            elif mark:
                self._builder.add({"~": " ", "&": "  "}.get(mark, ""))
            elif sign:
                at = self._sign(sign, text, at)
                if sign == "\\" and self._kind() == "table":
                    yield from self._flush()
            elif name:
                at, found = self._command(name, text, at)
                yield from found

    def _sign(self, sign: str, text: str, at: int) -> int:
        if sign in "`'^~=.\"":  # an accent: with its letter
            letter, end = _argument(text, at) if text[at : at + 1] == "{" else (text[at : at + 1], at + 1)
            if letter.startswith("\\"):
                end = at + 2
                letter = text[at:end]
            self._builder.add(to_text(f"\\{sign}{{{letter}}}"))
            return end
        self._builder.add(
            {"\\": " ", ",": "\u202f"}.get(sign, sign if sign in "&%$#_{}" else " " if sign.isspace() else "")
        )
        return at

    def _command(self, name: str, text: str, at: int) -> tuple[int, list[Piece]]:
        if _CITE.fullmatch(name):
            return self._cite(name, text, at), []
        at = _skip_blanks(text, at) if text[at : at + 1] in (" ", "\n", "{", "[") else at
        if name in _HEADINGS:
            pieces = list(self._flush())
            at = _argument(text, at, "[]")[1]
            heading, at = _argument(text, _skip_blanks(text, at))
            return at, [*pieces, Piece("heading", to_text(heading))]
        if name in ("begin", "end"):
            environment, at = _argument(text, at)
            return self._environment(name, environment, text, at)
        if name == "item":
            pieces = list(self._flush())
            label, at = _argument(text, at, "[]")
            if self._counts:
                self._counts[-1] += self._counts[-1] >= 0
                self._builder.add(
                    f"{to_text(label)} " if label else f"{self._counts[-1]}. " if self._counts[-1] > 0 else "• "
                )
            return at, pieces
        if name in ("footnote", "footnotetext", "endnote"):
            at = _argument(text, at, "[]")[1]
            note, at = _argument(text, at)
            self._notes.append(note)
            return at, []
        if name == "caption":
            pieces = list(self._flush())
            at = _argument(text, at, "[]")[1]
            caption, at = _argument(text, _skip_blanks(text, at))
            inner = list(self._tokens(caption))
            return at, [*pieces, *inner, *self._flush("caption")]
        if name in _SILENT:
            while text[at : at + 1] in ("[", "{"):
                at = _argument(text, at, "[]" if text[at] == "[" else "{}")[1]
            return at, []
        if name == "par":
            return at, list(self._flush())
        return self._inline(name, text, at), []

    def _inline(self, name: str, text: str, at: int) -> int:
        if name == "href":
            return _argument(text, at)[1]
        if name in ("url", "path"):
            address, at = _argument(text, at)
            self._builder.add(address.replace("\\", ""))
            return at
        if name == "textsuperscript":
            inner, at = _argument(text, at)
            self._builder.add(to_text(f"\\textsuperscript{{{inner}}}"))
            return at
        if len(name) == 1 and name in "uvHcdbkrt":
            letter, at = _argument(text, at) if text[at : at + 1] == "{" else (text[at : at + 1], at + 1)
            self._builder.add(to_text(f"\\{name}{{{letter}}}"))
            return at
        printed = to_text(f"\\{name}{{}}")
        self._builder.add(printed)
        return at + 2 if text[at : at + 2] == "{}" else at

    def _environment(self, name: str, environment: str, text: str, at: int) -> tuple[int, list[Piece]]:
        kind = _KINDS.get(environment)
        pieces: list[Piece] = []
        if name == "begin":
            while text[at : at + 1] in ("[", "{"):
                at = _argument(text, at, "[]" if text[at] == "[" else "{}")[1]
            if kind:
                pieces = list(self._flush())
                self._kinds.append((environment, kind))
            if environment in ("enumerate", "itemize", "description"):
                self._counts.append(0 if environment == "enumerate" else -1)
        else:
            if kind or environment in ("figure", "table", "figure*", "table*"):
                pieces = list(self._flush())
            if self._kinds and self._kinds[-1][0] == environment:
                self._kinds.pop()
            if environment in ("enumerate", "itemize", "description") and self._counts:
                self._counts.pop()
        return at, pieces

    def _cite(self, name: str, text: str, at: int) -> int:
        r"""``\cite[see][p. 3]{a,b}`` and its kin; several groups of them for ``\cites``."""
        many = name.endswith("cites")
        before, after = "", ""
        keys: list[str] = []
        start = at
        while True:
            at = _skip_blanks(text, at)
            options = []
            while text[at : at + 1] in ("[", "(") and at < len(text):
                option, at = _argument(text, at, "[]" if text[at] == "[" else "()")
                options.append(to_text(option))
                at = _skip_blanks(text, at)
            if text[at : at + 1] != "{":
                break
            inside, at = _argument(text, at)
            keys += [key for key in (k.strip() for k in inside.split(",")) if key and key != "*"]
            before, after = (options[0], options[1]) if len(options) > 1 else ("", options[0] if options else "")
            if not many:
                break
        if not keys:
            return at if at > start else start
        if name == "nocite":
            self.cited |= dict.fromkeys(keys)
            return at
        self._print(name, keys, before, after)
        return at

    def _print(self, name: str, keys: list[str], before: str, after: str) -> None:
        inline = self.numeric or bool(
            re.match(r"(?:text|Text)cite|cite(?:t|author|year|A$|alt|alp)|onlinecite|[cC]itet", name)
        )
        opens, closes = ("[", "]") if self.numeric else ("", "") if inline else ("(", ")")
        # Behind a full stop the marker belongs to the sentence before it and stays with it.
        if self._builder.last not in ("", " ", "(", "[", ".", ",", ";", ":"):
            self._builder.add(" ")
        self._builder.add(opens + (f"{before} " if before else ""))
        for i, key in enumerate(keys):
            if i:
                self._builder.add(", " if self.numeric else "; ")
            self.cited.setdefault(key)
            self._builder.begin_mark(key, cites=True)
            self._builder.add(self._marker(key, inline=inline))
            self._builder.end_mark()
        self._builder.add((f", {after}" if after else "") + closes)

    def _marker(self, key: str, *, inline: bool) -> str:
        listed = self.listed.get(key)
        if self.numeric or listed is None:
            number = self._numbers.get(key) or (list(self.cited).index(key) + 1 if listed else 0)
            return str(number) if number else "?"
        label = re.match(r"(.+?)\s*\((\d{4}[a-z]?)\)", listed.label)
        names, year = label.groups() if label else (_names(listed.fields), str(listed.fields.year or "n.d."))
        return f"{names} ({year})" if inline else f"{names}, {year}"


def _names(fields: ParsedReference) -> str:
    people = [person.sort_name for person in fields.authors or fields.editors]
    if not people:
        return fields.title[:40] or "?"
    return people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 else f"{people[0]} et al."
