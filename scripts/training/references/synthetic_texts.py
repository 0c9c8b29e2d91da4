"""Texts with reference lists as PDF text layers have them, each line labelled; used by train_reference_segmenter.py."""

from __future__ import annotations

import random
import re

from scripts.training.references.synthetic_references import Renderer
from scripts.training.references.words import AFTER, GERMAN, HEADINGS


class Maker:
    """Makes texts whose lines are labelled B (begins a reference), I (goes on with one) or O."""

    def __init__(
        self, rng: random.Random, printed: dict[str, list[str]], paragraphs: list[str], renderer: Renderer
    ) -> None:
        self.rng, self.printed, self.paragraphs, self.renderer = rng, printed, paragraphs, renderer

    def text(self) -> tuple[list[str], list[str]]:
        rng = self.rng
        self.width = rng.choice([38, 45, 52, 60, 70, 80, 90, 100, 115]) if rng.random() < 0.75 else 10**6
        self.hyphenates = rng.random() < 0.5
        self.blank_between = rng.random() < (0.3 if self.width < 10**6 else 0.6)
        self.indent = (
            rng.choice(["none"] * 6 + ["hanging"] * 3 + ["first"] * 2)
            if self.width < 10**6
            else rng.choice(["none"] * 5 + ["all"])
        )
        self.page = rng.randint(28, 60) if self.width < 10**6 and rng.random() < 0.7 else 10**6
        self.header = self.title() if rng.random() < 0.7 else ""
        self.number = rng.randint(1, 400)
        self.lines: list[tuple[str, str]] = []
        self.since = 0
        self.noting = rng.choice([0, 0, 0.1, 0.5])
        self.noted = rng.choice([0, 0, 0, 20])
        only = rng.random() < 0.12
        if not only:
            if rng.random() < 0.8:
                self.front()
                if rng.random() < 0.15:
                    self.please_cite()
            for _ in range(rng.randint(2, 22)):
                self.paragraph()
            if rng.random() < 0.12:
                self.notes()
        for _ in range(2 if rng.random() < 0.06 else 1):
            self.list_of_references(heading=rng.random() < (0.3 if only else 0.86))
            if not only and rng.random() < 0.45:
                rng.choice([self.after, self.after, self.address, self.notes, self.points, self.cells])()
        if rng.random() < 0.04:
            self.lines = []
            for _ in range(rng.randint(5, 20)):
                self.paragraph()
        return [line for line, _ in self.lines], [label for _, label in self.lines]

    def put(self, line: str, label: str) -> None:
        self.lines.append((line, label))
        self.since += 1
        if self.since >= self.page:
            self.since = 0
            self.furniture()

    def furniture(self) -> None:
        rng = self.rng
        self.number += 1
        if rng.random() < 0.3:
            self.lines.append(("", "O"))
        parts = [str(self.number)] if rng.random() < 0.5 else []
        if self.header:
            parts.append(rng.choice([self.header, f"{self.header} {self.number}", f"{self.number} {self.header}"]))
        rng.shuffle(parts)
        for part in parts:
            self.lines.append((part, "O"))
        if rng.random() < 0.15:
            self.lines.append(
                (
                    rng.choice(
                        [
                            "Downloaded from http://journal.example.org/ by guest on May 3, 2015",
                            "© 2011 The Authors",
                            "ISSN 0044-1234",
                            "www.example.com/journal",
                        ]
                    ),
                    "O",
                )
            )
        if rng.random() < 0.3:
            self.lines.append(("", "O"))

    def title(self) -> str:
        words = self.rng.choice(self.paragraphs).split()
        start = self.rng.randrange(max(1, len(words) - 8))
        text = " ".join(words[start : start + self.rng.randint(3, 8)]).strip(".,;()")
        name = self.rng.choice(["Müller", "Smith & Jones", "J. A. Braun et al.", "K. Weber: ", "GARCIA ET AL"])
        text = self.rng.choice([text.title(), text.upper(), text])
        return self.rng.choice([text, f"{name} {text}", name.strip()])

    def front(self) -> None:
        rng = self.rng
        self.put(self.title().title(), "O")
        self.put(
            ", ".join(
                f"{rng.choice(['Anna', 'J.', 'Karl', 'M. E.'])} {self.surname()}" for _ in range(rng.randint(1, 6))
            ),
            "O",
        )
        if rng.random() < 0.6:
            self.put(
                f"{rng.randint(1, 4)} Department of {self.surname()}, University of {self.surname()}, {rng.randint(1000, 99999)} {self.surname()}, Germany",
                "O",
            )
        if rng.random() < 0.4:
            for i in range(rng.randint(3, 9)):
                self.put(f"{i + 1} {self.title()} {'.' * rng.randint(3, 30)} {rng.randint(1, 90)}", "O")
        self.put("", "O")

    def surname(self) -> str:
        return self.rng.choice(
            [
                "Müller",
                "Smith",
                "Garcia",
                "Rossi",
                "Weber",
                "Kowalski",
                "Berlin",
                "Zürich",
                "Oxford",
                "Nakamura",
                "Silva",
            ]
        )

    def paragraph(self) -> None:
        rng = self.rng
        roll = rng.random()
        if roll < 0.12:
            self.put(f"{rng.randint(1, 6)}{rng.choice(['.', ' ', '.' + str(rng.randint(1, 5))])} {self.title()}", "O")
            return
        if roll < 0.2:
            rng.choice([self.table, self.table, self.cells])()
            return
        if roll < 0.32:
            self.points()
            return
        text = rng.choice(self.paragraphs) if rng.random() < 0.65 else self.german()
        text = " ".join(text.split())[: rng.randint(200, 1500)]
        text = re.sub(r"\. (?=[A-Z])", lambda _: f"{self.citation()}. " if rng.random() < 0.4 else ". ", text)
        self.wrapped(text, "O", "O", rng.choice(["none", "first"]))
        if rng.random() < self.noting:
            for _ in range(rng.randint(1, 4)):
                self.footnote()
        if self.blank_between or rng.random() < 0.5:
            self.put("", "O")

    def citation(self) -> str:
        rng = self.rng
        year = f"{rng.randint(1950, 2023)}"
        return rng.choice(
            [
                f" ({self.surname()} {year})",
                f" ({self.surname()} & {self.surname()}, {year}; {self.surname()} et al., {year})",
                f" [{rng.randint(1, 60)}]",
                f" [{rng.randint(1, 30)},{rng.randint(31, 60)}]",
                f" (vgl. {self.surname()} {year}: {rng.randint(1, 300)})",
                f" (see Fig. {rng.randint(1, 9)})",
                "",
            ]
        )

    def german(self) -> str:
        rng = self.rng
        out = []
        for _ in range(rng.randint(3, 12)):
            words = [rng.choice(GERMAN) for _ in range(rng.randint(8, 28))]
            words[0] = words[0].capitalize()
            if rng.random() < 0.3:
                words[rng.randrange(len(words))] += ","
            out.append(" ".join(words) + ".")
        return " ".join(out)

    def table(self) -> None:
        rng = self.rng
        self.put(f"{rng.choice(['Table', 'Tab.', 'Tabelle', 'Fig.', 'Abb.'])} {rng.randint(1, 9)}: {self.title()}", "O")
        for _ in range(rng.randint(2, 10)):
            cells = [
                rng.choice(
                    [f"{rng.random() * 100:.{rng.randint(0, 3)}f}", self.surname(), str(rng.randint(1900, 2020)), "–"]
                )
                for _ in range(rng.randint(2, 7))
            ]
            self.put(" ".join(cells), "O")

    def points(self) -> None:
        """A list that is none of references: aims, steps, questions, job titles."""
        rng = self.rng
        label = rng.choice(["{}. ", "({}) ", "{}) ", "{} ", "• ", "– ", "- ", "Q ", "a) ", "", "[{}] ", "{}.{} "])
        short = rng.random() < 0.5
        for n in range(rng.randint(1, 3), rng.randint(4, 16)):
            text = self.german() if rng.random() < 0.5 else " ".join(rng.choice(self.paragraphs).split())
            sentence = text.split(". ")[0][: rng.randint(20, 90) if short else rng.randint(60, 400)]
            extra = rng.choice(
                [
                    "",
                    "",
                    "",
                    f" ({rng.randint(1950, 2020)})",
                    f" {rng.randint(1, 99)} %",
                    f" [{rng.choice('ABCDEF')}]",
                    ";",
                ]
            )
            self.wrapped(label.format(n, n) + sentence + extra, "O", "O", rng.choice(["none", "hanging"]))

    def address(self) -> None:
        rng = self.rng
        lines = [
            f"{rng.choice(['Prof. Dr.', 'Dr.', 'PD Dr.', 'Dipl.-Ing.'])} {rng.choice(['Anna', 'Karl', 'Jean', 'M.'])} {self.surname()}",
            f"Institut für {self.title()}",
            f"{rng.choice(['University of', 'Universität', 'ETH'])} {self.surname()}",
            f"{self.surname()}str. {rng.randint(1, 99)}, D-{rng.randint(10000, 99999)} {self.surname()}",
            "name@example.org",
            f"Tel. +49 {rng.randint(100, 999)} {rng.randint(10000, 999999)}",
        ]
        for line in rng.sample(lines, rng.randint(2, 6)):
            self.put(line, "O")

    def please_cite(self) -> None:
        rng = self.rng
        self.put(
            rng.choice(
                [
                    "Please cite this article as:",
                    "Citation:",
                    "Diesen Artikel bitte zitieren als:",
                    "To cite this article:",
                    "In:",
                ]
            ),
            "O",
        )
        self.wrapped(rng.choice(self.printed["anystyle_core"]), "O", "O", "none")

    def notes(self) -> None:
        """Notes at the end of the text: short citations and remarks, no list."""
        rng = self.rng
        self.put(rng.choice(["Anmerkungen", "Notes", "Endnotes", "Fußnoten", "Notas"]), "O")
        for n in range(1, rng.randint(4, 30)):
            self.footnote(n, rng.choice(["{} ", "{}. ", "{}) ", "[{}] "]))

    def cells(self) -> None:
        """A table that its reader gave cell by cell."""
        rng = self.rng
        self.put(f"{rng.choice(['Table', 'Tabelle', 'Abb.', ''])} {rng.randint(1, 20)} {self.title()}".strip(), "O")
        for _ in range(rng.randint(8, 80)):
            self.put(
                rng.choice(
                    [
                        f"{rng.random() * 100:.1f}",
                        str(rng.randint(0, 5000)),
                        f"{rng.randint(0, 99)},{rng.randint(0, 9)}",
                        self.surname(),
                        f"{rng.randint(1, 99)} %",
                        "–",
                    ]
                ),
                "O",
            )

    def footnote(self, number: int = 0, label: str = "{} ") -> None:
        """A note at the foot of the page; most only name a work shortly, some print it whole."""
        rng = self.rng
        self.noted = getattr(self, "noted", 0) + 1
        n = number or self.noted
        year, page = rng.randint(1950, 2015), rng.randint(1, 300)
        text = rng.choice(
            [
                f"Vgl. {self.surname()} {year}, S. {page}.",
                f"See {self.surname()} ({year}).",
                self.german()[: rng.randint(60, 400)],
                f"Ebd., S. {page}.",
                f"{self.surname()} ({year}), S. {page}f.",
                f"Vgl. {self.surname()}, {self.surname()} ({year}), S. {page}-{page + 9}; {self.german()[:120]}",
                f"Siehe URL: http://www.example.org/{page}",
                f"Vgl. {rng.choice(self.printed['anystyle_gold'])}",
                f"Siehe dazu {rng.choice(self.printed['linkedbooks_train'])}",
                f"{rng.choice(self.paragraphs)[: rng.randint(60, 300)]}",
                f"Die Daten stammen aus {year}.",
            ]
        )
        self.wrapped(label.format(n) + text, "O", "O", "none")

    def list_of_references(self, *, heading: bool) -> None:
        rng = self.rng
        if heading:
            self.put("", "O") if rng.random() < 0.6 else None
            self.put(
                rng.choice(["", "", "", "7. ", "5 ", "VI. "]) + rng.choice(HEADINGS) + rng.choice(["", "", "", ":"]),
                "O",
            )
            self.put("", "O") if rng.random() < 0.5 else None
        entries = self.entries()
        label = (
            rng.choice(["", "", "", "{}. ", "[{}] ", "({}) ", "{} ", "{}) ", "{}.", "• ", "– ", "► ", "■ ", "- "])
            if rng.random() < 0.85
            else ""
        )
        ordered = not label or "{" not in label
        if ordered and rng.random() < 0.8:
            entries.sort(key=str.casefold)
        if ordered and rng.random() < 0.18:
            entries = self.repeated(entries)
        spaced = rng.random() < 0.05
        first = rng.choice([1] * 9 + [rng.randint(2, 40)])
        for n, entry in enumerate(entries, first):
            entry = re.sub(r"\b(1[89]|20)(\d\d)\b", lambda m: " ".join(m.group()), entry) if spaced else entry
            self.wrapped(label.format(n) + entry, "B", "I", self.indent)
            if self.blank_between:
                self.put("", "O")

    def entries(self) -> list[str]:
        rng = self.rng
        count = rng.choice([rng.randint(3, 15), rng.randint(10, 45), rng.randint(30, 110)])
        if rng.random() < 0.45:
            found: list[str] = []
            while len(found) < 3:
                found = [text for text, _ in self.renderer.references()]
            style = list(found)
            for _ in range(6):
                if len(style) >= count:
                    break
                style += [text for text, _ in self.renderer.references()] if rng.random() < 0.25 else []
            return [" ".join(e.split()) for e in style[:count] if len(e) > 25]
        source = rng.choice([s for s in self.printed for _ in range(1 if s == "linkedbooks_train" else 2)])
        rows_of = self.printed[source]
        start = rng.randrange(max(1, len(rows_of) - count))
        found = [e for e in rows_of[start : start + count] if 25 < len(e) < 900]
        return found or ["Smith, J. (2001). A short title. Journal of Things, 3(2), 11-19."]

    def repeated(self, entries: list[str]) -> list[str]:
        """Some entries begin with a dash in place of the names above them."""
        rng = self.rng
        dash = rng.choice(
            ["— ", "– ", "——— ", "--- ", "—, ", "-", "_______. ", "Ders. ", "Dies. ", "— & ", "–: ", "Ders.: "]
        )
        out = [entries[0]]
        for entry in entries[1:]:
            match = re.match(r"[^\d(\"“:]{4,60}?(?=\s?[(:]|\s\d{4}|\.\s|,\s[\"“])", entry)
            out.append(dash + entry[match.end() :].lstrip(" ,") if match and rng.random() < 0.3 else entry)
        return out

    def after(self) -> None:
        rng = self.rng
        self.put("", "O")
        self.put(rng.choice(AFTER), "O")
        for _ in range(rng.randint(1, 5)):
            self.paragraph()

    def wrapped(self, text: str, first: str, rest: str, indent: str) -> None:
        rng = self.rng
        words = text.split(" ")
        at = 0
        label = first
        while at < len(words):
            pad = 0 if indent == "none" else 4 if (indent == "hanging") == (label == rest and rest != first) else 0
            pad = 4 if indent == "all" else pad if indent != "first" else (4 if label == first and at == 0 else 0)
            room = self.width - pad - rng.randint(0, 6) if self.width < 10**6 else 10**6
            line = words[at]
            at += 1
            while at < len(words) and len(line) + 1 + len(words[at]) <= room:
                line += " " + words[at]
                at += 1
            gap = room - len(line) - 1
            if (
                self.hyphenates
                and at < len(words)
                and gap >= 5
                and len(words[at]) > gap
                and words[at].isalpha()
                and len(words[at]) > 7
            ):
                cut = min(gap - 1, len(words[at]) - 3)
                line, words[at] = f"{line} {words[at][:cut]}-", words[at][cut:]
            self.put(" " * pad + line, label)
            label = rest
