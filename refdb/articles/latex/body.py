r"""The body of a LaTeX manuscript -> pieces of text, each ``\cite`` printed as its style prints it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from refdb.articles.assembling import Piece, PieceBuilder
from refdb.articles.latex.listed import Listed
from refdb.articles.latex.source import argument, skip_blanks
from refdb.articles.superscripts import raised
from refdb.model import BlockKind, ParsedReference
from refdb.text.tex import to_text

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


@dataclass(slots=True)
class Walk:
    """One pass over the tokens of the body."""

    listed: Mapping[str, Listed]
    numeric: bool = True
    cited: dict[str, None] = field(default_factory=dict)  # keys in the order of their first citation
    _builder: PieceBuilder = field(default_factory=PieceBuilder)
    _kinds: list[tuple[str, BlockKind]] = field(default_factory=list)
    _counts: list[int] = field(default_factory=list)
    _notes: list[str] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)

    def pieces(self, body: str) -> Iterator[Piece]:
        """The blocks of the body in their order, its notes behind them; ``cited`` is complete after the last."""
        printed = [key for key, one in self.listed.items() if one.printed]
        self._numbers = {key: n for n, key in enumerate(printed, 1)}
        yield from self._tokens(body)
        yield from self._flush()
        done = 0
        while done < len(self._notes):  # a note may hold a note
            note = self._notes[done]
            if not done:
                yield Piece("heading", "Notes")
            done += 1
            self._builder.add(f"{done}. ")
            self._builder.anchors.append(_name_of_note(done))
            self._kinds.append(("footnote", "list_item"))
            yield from self._tokens(note)
            yield from self._flush()
            self._kinds.pop()

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
            letter, end = argument(text, at) if text[at : at + 1] == "{" else (text[at : at + 1], at + 1)
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
        at = skip_blanks(text, at) if text[at : at + 1] in (" ", "\n", "{", "[") else at
        if name in _HEADINGS:
            pieces = list(self._flush())
            at = argument(text, at, "[]")[1]
            heading, at = argument(text, skip_blanks(text, at))
            return at, [*pieces, Piece("heading", to_text(heading))]
        if name in ("begin", "end"):
            environment, at = argument(text, at)
            return self._environment(name, environment, text, at)
        if name == "item":
            pieces = list(self._flush())
            label, at = argument(text, at, "[]")
            if self._counts:
                self._counts[-1] += self._counts[-1] >= 0
                self._builder.add(
                    f"{to_text(label)} " if label else f"{self._counts[-1]}. " if self._counts[-1] > 0 else "• "
                )
            return at, pieces
        if name in ("footnote", "footnotetext", "endnote"):
            at = argument(text, at, "[]")[1]
            note, at = argument(text, at)
            self._note(note)
            return at, []
        if name == "caption":
            pieces = list(self._flush())
            at = argument(text, at, "[]")[1]
            caption, at = argument(text, skip_blanks(text, at))
            inner = list(self._tokens(caption))
            return at, [*pieces, *inner, *self._flush("caption")]
        if name in _SILENT:
            while text[at : at + 1] in ("[", "{"):
                at = argument(text, at, "[]" if text[at] == "[" else "{}")[1]
            return at, []
        if name == "par":
            return at, list(self._flush())
        return self._inline(name, text, at), []

    def _inline(self, name: str, text: str, at: int) -> int:
        if name == "href":
            return argument(text, at)[1]
        if name in ("url", "path"):
            address, at = argument(text, at)
            self._builder.add(address.replace("\\", ""))
            return at
        if name == "textsuperscript":
            inner, at = argument(text, at)
            self._builder.add(to_text(f"\\textsuperscript{{{inner}}}"))
            return at
        if len(name) == 1 and name in "uvHcdbkrt":
            letter, at = argument(text, at) if text[at : at + 1] == "{" else (text[at : at + 1], at + 1)
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
                at = argument(text, at, "[]" if text[at] == "[" else "{}")[1]
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
            at = skip_blanks(text, at)
            options = []
            while text[at : at + 1] in ("[", "(") and at < len(text):
                option, at = argument(text, at, "[]" if text[at] == "[" else "()")
                options.append(to_text(option))
                at = skip_blanks(text, at)
            if text[at : at + 1] != "{":
                break
            inside, at = argument(text, at)
            keys += [key for key in (k.strip() for k in inside.split(",")) if key and key != "*"]
            before, after = (options[0], options[1]) if len(options) > 1 else ("", options[0] if options else "")
            if not many:
                break
        if not keys:
            return at if at > start else start
        if text.startswith("*{", at):  # of amsrefs
            place, at = argument(text, at + 1)
            after = to_text(place)
        if name == "nocite":
            self.cited |= dict.fromkeys(keys)
            return at
        if name.lower().startswith("foot"):
            self._note(rf"\cite{'s' if many else ''}{text[start:at]}")
            return at
        self._print(name, keys, before, after)
        return at

    def _note(self, note: str) -> None:
        """A note's number in the text; what it says comes behind the text."""
        self._notes.append(note)
        self._builder.begin_mark(_name_of_note(len(self._notes)))
        self._builder.add(raised(str(len(self._notes)), "."))
        self._builder.end_mark()

    def _print(self, name: str, keys: list[str], before: str, after: str) -> None:
        before = before[:1].upper() + before[1:] if name[0].isupper() else before
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
            marker = self._marker(key, inline=inline)
            inside = after if key == keys[-1] and marker.endswith(")") else ""
            self._builder.begin_mark(key, cites=True)
            self._builder.add(
                f"{marker[:-1]}, {inside})" if inside else marker
            )  # "Smith (2019, p. 3)", as natbib has it
            self._builder.end_mark()
        self._builder.add((f", {after}" if after and not inside else "") + closes)

    def _marker(self, key: str, *, inline: bool) -> str:
        listed = self.listed.get(key)
        if self.numeric or listed is None:
            number = self._numbers.get(key) or (list(self.cited).index(key) + 1 if listed else 0)
            return str(number) if number else "?"
        label = re.match(r"(.*?\S)\s*+\((\d{4}[a-z]?)\)", listed.label)
        names, year = label.groups() if label else (_names(listed.fields), str(listed.fields.year or "n.d."))
        return f"{names} ({year})" if inline else f"{names}, {year}"


def _name_of_note(n: int) -> str:
    return f"note {n}"


def _names(fields: ParsedReference) -> str:
    people = [person.sort_name for person in fields.authors or fields.editors]
    if not people:
        return fields.title[:40] or "?"
    return people[0] if len(people) == 1 else " and ".join(people) if len(people) == 2 else f"{people[0]} et al."
