"""References rendered in random styles, each with a label for every character; used by train_reference_parser.py."""

from __future__ import annotations

import random
import re

from scripts.training.references.styles import style_of_a_list
from scripts.training.references.words import (
    CITIES,
    COLLECTIVES,
    GERMAN_FAMILIES,
    GERMAN_JOURNALS,
    GERMAN_PUBLISHERS,
    GIVEN,
    INSTITUTES,
    MEETINGS,
    MONTHS,
    NAMES,
    NOUNS,
    ORDINALS,
    REPORTS,
    SERIES,
    THESES,
    TITLES,
    TOPICS,
    UNIVERSITIES,
)


class Renderer:
    """Renders a handful of items in one random style at a time."""

    def __init__(self, rng: random.Random, items: list[dict], grey: float = 0.15, known: float = 0.35) -> None:
        self.r = rng
        self.known = known  # the share of lists in a style that many journals ask for
        self.grey = grey  # the share of theses, reports, papers at meetings and books of a series
        self.items = [i for i in items if i["names"]]
        self.containers = [i["title"] for i in items if i["kind"] == "book"]
        self.journals = sorted({j for i in items for j in i["journals"] if i["kind"] == "article"})
        topics = {
            m.group(1) for j in self.journals if (m := re.search(r"\b(?:of|on|in) (?:the )?([A-Z][\w ]{4,40})$", j))
        }
        self.topics = sorted(topics)

    def pick(self, *options):
        return self.r.choice(options)

    def german(self) -> dict:
        r = self.r

        def title():
            return r.choice(TITLES).format(*(r.choice(NOUNS) for _ in range(3)))

        publisher, place = r.choice(GERMAN_PUBLISHERS)
        names = [(r.choice(GERMAN_FAMILIES), r.choice(GIVEN)) for _ in range(r.choice((1, 1, 1, 2, 2, 3)))]
        return {
            "kind": r.choice(("article", "chapter", "chapter", "book", "book")),
            "title": title(),
            "names": names,
            "journals": [r.choice(GERMAN_JOURNALS)],
            "publisher": publisher,
            "place": place,
            "doi": "",
            "german": True,
            "book": title(),
        }

    def references(self) -> list[tuple[str, list[str]]]:
        style = style_of_a_list(self.r, self.known)
        out = []
        for _ in range(3):
            item = self.german() if self.r.random() < 0.3 else dict(self.r.choice(self.items))
            if not item["german"] and self.r.random() < self.grey:
                item["kind"] = self.pick("thesis", "report", "conference", "conference", "series")
            rendered = self.render(item, style)
            if rendered:
                out.append(rendered)
        return out

    def name(self, person: tuple[str, str], form: str, first: bool) -> str:
        family, given = person
        initials = re.findall(r"[^\W\d_]", re.sub(r"(?<=\w)\w+", "", given)) or ["J"]
        if form == "first inverted":
            form = "Family, Given" if first else "Given Family"
        dotted = " ".join(i + "." for i in initials[:3]) if self.tight else "".join(i + "." for i in initials[:3])
        return {
            "Family, Given": f"{family}, {given}",
            "Family, G.": f"{family}, {dotted}",
            "Family G": f"{family} {''.join(initials[:3])}",
            "G. Family": f"{dotted} {family}",
            "Given Family": f"{given} {family}",
            "Family Given": f"{family} {given}",
            "Family, GH": f"{family}, {''.join(initials[:3])}",
            "GH Family": f"{''.join(initials[:3])} {family}",
        }[form]

    def people(self, names: list, s: dict) -> str:
        names = [n for n in names if n[0]]
        if s["etal"] and len(names) > s["etal"]:
            return s["between"].join(
                self.name(n, s["names"], k == 0) for k, n in enumerate(names[: s["etal"]])
            ) + self.pick(" et al.", ", et al.", " u.a." if s["german"] else " et al")
        printed = [self.name(n, s["names"], k == 0) for k, n in enumerate(names[:30])]
        if len(printed) == 1:
            return printed[0]
        if not printed:
            return ""
        return s["between"].join(printed[:-1]) + s["and"] + printed[-1]

    def render(self, item: dict, s: dict) -> tuple[str, list[str]] | None:
        r = self.r
        self.tight = r.random() < 0.6
        parts: list[tuple[str, str]] = []

        def put(text, label="N"):
            parts.append((text, label))

        authors = (
            self.people(item["names"], s)
            if item["names"] and r.random() > 0.06
            else r.choice(NAMES)
            if r.random() < 0.4
            else r.choice(COLLECTIVES).format(r.choice(TOPICS))
        )
        if s["caps"]:
            authors = authors.upper()
        role = item["kind"] == "book" and r.random() < 0.15
        year = str(r.choice((r.randint(1985, 2024), r.randint(1950, 2024)))) + (
            r.choice("abc") if r.random() < 0.06 and s["year"] == "after" else ""
        )
        kind = item["kind"]
        title = item["title"]
        quoted = s["quote"] if kind not in ("book", "series") else ""
        if s["label"]:
            put(s["label"].format(r.randint(1, 150)))
        put(authors + (" " + self.pick("(Hrsg.)", "(ed.)", "(eds.)", "(Hg.)") if role else ""), "E" if role else "A")
        if s["year"] == "after":
            put(" " if s["year_form"][0] != "," else "")
            before, after = s["year_form"].split("{}")
            put(before)
            put(year, "Y")
            put(after + " ")
        else:
            put(s["end_author"])
        if s["upper_title"]:
            title = title.upper()
        if kind == "article" and s["no_title"]:
            pass
        elif quoted:
            left, right = quoted.split("{}")
            put(left)
            put(title, "T")
            end = s["title_end"]
            put(end.rstrip()[:1] + right + " " if end.strip() in ",." and r.random() < 0.5 else right + end)
        else:
            put(title, "T")
            put((" " if title[-1] in "?!" else s["title_end"]) if s["title_end"] != " " or kind != "book" else ". ")
        first = r.randint(1, 2400)
        last = first + r.randint(1, 40)
        shown = str(last)
        if s["short_pages"] and len(str(first)) == len(shown) and len(shown) > 1:
            shown = shown[next((k for k, (x, y) in enumerate(zip(str(first), shown, strict=True)) if x != y), 0) :]
        pages = (
            f"{first}{s['dash']}{shown}"
            if r.random() > 0.12
            else self.pick(
                str(first), f"e{first}", f"{r.randint(100000, 999999)}", f"S{first % 90}{s['dash']}S{first % 90 + 4}"
            )
        )
        if kind == "article":
            # A few journals have most of the registry's records, so a part of the journals is drawn evenly.
            own = item["journals"] and (item["german"] or r.random() < 0.6)
            journal = r.choice(item["journals"] if own else self.journals)
            if s["upper_journal"]:
                journal = journal.upper()
            if s["journal_in"]:
                put(s["in"])
            put(journal, "J")
            if s["year"] == "journal":
                put(self.pick(" ", ". ", ", "))
                paren = r.random() < 0.3
                put("(" if paren else "")
                put(year, "Y")
                put(self.pick(";", "; ", ", ", " ") if not paren else ") ")
            else:
                put(s["journal_end"])
            volume, issue = (
                str(r.randint(1, 160)),
                self.pick(
                    str(r.randint(1, 12)),
                    str(r.randint(1, 12)),
                    f"{r.randint(1, 6)}-{r.randint(7, 9)}",
                    "Suppl 1",
                    "S2",
                    str(r.randint(20, 400)),
                ),
            )
            form = s["volume"] if r.random() > 0.1 else "{v}"
            for k, piece in enumerate(re.split(r"(\{v\}|\{i\})", form)):
                put({"{v}": volume, "{i}": issue}.get(piece, piece), {"{v}": "V", "{i}": "I"}.get(piece, "N"))
                del k
            if s["year"] in ("middle",):
                left, right = s["middle"].split("{}")
                put(left)
                put(year, "Y")
                put(right)
            put(s["pages_sep"])
            put(pages, "P")
        elif kind in ("thesis", "report", "conference", "series"):
            self.unusual(put, kind, s, pages, year)
        else:
            publisher, place = item["publisher"], item["place"]
            if not publisher and not place:
                publisher, place = r.choice(GERMAN_PUBLISHERS)
            place = place or r.choice(GERMAN_PUBLISHERS)[1]
            publisher = publisher or r.choice(GERMAN_PUBLISHERS)[0]
            if kind == "chapter":
                book = item.get("book") or (
                    item["journals"][0] if item["journals"] and r.random() < 0.6 else r.choice(self.containers)
                )
                if s["book_pages"] == "before in":
                    put(self.pick("S. ", "pp. ", ""))
                    put(pages, "P")
                    put(" ")
                put(s["in"])
                if r.random() < 0.75:
                    editors = self.people(
                        [r.choice(self.items)["names"][0] for _ in range(r.choice((1, 2, 2, 3)))],
                        {**s, "etal": s["etal"] if r.random() < 0.3 else 0},
                    )
                    left, right = s["editors"].split("{}")
                    before = r.random() < 0.75 or left != ""
                    if before:
                        put(left + editors + right, "E")
                        put(" " if right[-1:] in ":,." else self.pick(" ", ", ", ": ", ". "))
                        put(book, "B")
                    else:
                        put(book, "B")
                        put(self.pick(", ", ". "))
                        put(left + editors + right, "E")
                else:
                    put(book, "B")
                if s["book_pages"] == "paren":
                    put(" (" + self.pick("pp. ", "S. "))
                    put(pages, "P")
                    put(")")
                elif s["book_pages"].startswith("comma"):
                    put(", " + self.pick("S. ", "pp. ", "p. "))
                    put(pages, "P")
                put(". " if r.random() < 0.7 else ", ")
            else:
                end = parts.pop()[0]
                if r.random() < 0.1:
                    put(
                        self.pick(
                            " (2nd ed.)",
                            " (3rd edition)",
                            " (Second ed.)",
                            " (rev. ed.)",
                            ", 2nd ed.",
                            ", second edition",
                            ", 3rd edn",
                            " (4. Aufl.)",
                            f" ({self.pick(*ORDINALS)} ed.)",
                            " (Report)",
                        )
                    )
                put(end.rstrip(" .,;–") + self.pick(". ", ". ", ", ") if title[-1] not in "?!" else " ")
                if r.random() < 0.15:
                    put(self.pick("2. Aufl. ", "2nd ed., ", "3., überarb. Aufl. ", "(3rd edn). ", "Bd. 2. "))
            for piece in re.split(r"(\{place\}|\{pub\})", s["imprint"]):
                put(
                    {"{place}": place, "{pub}": publisher}.get(piece, piece),
                    {"{place}": "L", "{pub}": "U"}.get(piece, "N"),
                )
            if kind == "chapter" and s["book_pages"] in ("end", "dot S") and s["year"] == "after":
                put(self.pick(", ", ". ", ": ") + self.pick("S. ", "", "pp. ", "pp "))
                put(pages, "P")
        if s["year"] == "end" or (s["year"] in ("journal", "middle") and kind != "article"):
            put(s["year_end"])
            opened = parts[-1][0].endswith("(")
            put(year, "Y")
            put(")" if opened else "")
            if kind == "chapter" and s["book_pages"] in ("end", "dot S", "none"):
                put(self.pick(", ", ": ", ", S. ", ", pp. ", ", p. "))
                put(pages, "P")
        put(s["tail"])
        if s["issn"]:
            put(self.pick(" issn: ", " ISSN ") + f"{r.randint(1000, 9999)}-{r.randint(1000, 9999)}.")
        if s["address"] and item["doi"] and not re.search(r"\s", item["doi"]):
            put(s["address"].replace("{}", item["doi"]))
        elif s["doi"] and item["doi"] and not re.search(r"\s", item["doi"]):
            put(s["doi"].replace("{}", item["doi"]))
        return self.assemble(parts, s)

    def unusual(self, put, kind: str, s: dict, pages: str, year: str) -> None:
        """What stands behind the title of a thesis, a report, a paper at a meeting, a book of a series."""
        r = self.r
        topic = r.choice(self.topics)
        comma = self.pick(", ", ", ", ". ")
        number = self.pick(
            f"{r.randint(2, 999)}",
            f"{r.randint(80, 99)}-{r.randint(1, 40)}",
            f"{r.randint(1980, 2020)}/{r.randint(1, 30):02}",
        )
        if kind in ("thesis", "report"):
            put(r.choice(THESES) if kind == "thesis" else r.choice(REPORTS).format(number))
            put(comma)
            if r.random() < 0.3:
                put("Department of " + topic, "U")
                put(", ", "U")
            put(r.choice(UNIVERSITIES) if kind == "thesis" or r.random() < 0.4 else r.choice(INSTITUTES), "U")
            if r.random() < 0.5:
                put(", ")
                put(r.choice(CITIES), "L")
        elif kind == "conference":
            put(self.pick("In ", "in ", "In: ", "in: ", "", "", ""))
            name = r.choice(MEETINGS).format(
                n=r.choice(ORDINALS),
                t=topic,
                y=year[:4],
                d=r.randint(2, 30),
                s=year[2:4],
                a=self.pick("ICRA", "CHI", "SIGMOD", "AAAI", "NIPS", "OOPSLA", "INFOCOM", "ISSCC"),
            )
            put(name, "B")
            if r.random() < 0.25:
                put(", ")
                put(
                    self.people([r.choice(self.items)["names"][0] for _ in range(r.choice((1, 2)))], s)
                    + self.pick(", eds.", " (Eds.)", ", Eds."),
                    "E",
                )
            if r.random() < 0.2:
                put(self.pick(", ", ", vol. ", ", Vol. "))
                put(str(r.randint(1, 900)), "V")
            if r.random() < 0.6:
                bracket = r.random() < 0.2
                put(" (" if bracket else self.pick(", ", ", ", ". "))
                put(r.choice(CITIES), "L")
                put(")" if bracket else "")
            if r.random() < 0.3:
                put(
                    self.pick(", ", ". ")
                    + self.pick(
                        r.choice(MONTHS),
                        r.choice(MONTHS)[:3] + ".",
                        f"{r.choice(MONTHS)} {r.randint(1, 28)}-{r.randint(1, 30)}",
                    )
                )
            if r.random() < 0.6:
                bracket = r.random() < 0.2
                put(" (pp. " if bracket else self.pick(", pp. ", ", pages ", ", ", ": ", ", p. "))
                put(pages, "P")
                put(")" if bracket else "")
        else:
            name = r.choice(SERIES).format(t=topic)
            volume = str(r.randint(1, 1400))
            form = self.pick("vol of", "ser", "vol", "plain", "paren")
            if form == "vol of":
                put(self.pick("volume ", "vol. ", "Vol. "))
                put(volume, "V")
                put(" of ")
                put(name, "S")
            else:
                put({"ser": "ser. ", "paren": "("}.get(form, ""))
                put(name, "S")
                if form != "plain" and r.random() < 0.7:
                    put(self.pick(", vol. ", ", ", " ", ", no. ", ", Vol. "))
                    put(volume, "V")
                put(")" if form == "paren" else "")
            publisher, place = r.choice(GERMAN_PUBLISHERS)
            put(comma)
            for piece in re.split(r"(\{place\}|\{pub\})", s["imprint"]):
                put(
                    {"{place}": place, "{pub}": publisher}.get(piece, piece),
                    {"{place}": "L", "{pub}": "U"}.get(piece, "N"),
                )

    def assemble(self, parts: list[tuple[str, str]], s: dict) -> tuple[str, list[str]]:
        text = ""
        zones: list[str] = []
        for piece, label in parts:
            if s["noise"] and label == "N" and piece.endswith(" ") and self.r.random() < 0.3:
                piece = self.pick(piece[:-1], " " + piece)
            for k, c in enumerate(piece):
                if c == " " and (not text or text[-1] == " "):
                    continue
                text += c
                zones.append(label + ("*" if k == 0 and label != "N" else ""))
        while text.endswith(" "):
            text, zones = text[:-1], zones[:-1]
        return text, zones
