"""References rendered in random styles, each with a label for every character; used by train_reference_parser.py."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path

GERMAN_PUBLISHERS = [
    ("Suhrkamp", "Frankfurt am Main"), ("Campus", "Frankfurt/New York"), ("VS Verlag für Sozialwissenschaften", "Wiesbaden"),
    ("Springer VS", "Wiesbaden"), ("Leske + Budrich", "Opladen"), ("Westdeutscher Verlag", "Opladen"), ("Nomos", "Baden-Baden"),
    ("Juventa", "Weinheim"), ("Beltz", "Weinheim"), ("Duncker & Humblot", "Berlin"), ("de Gruyter", "Berlin"),
    ("UVK", "Konstanz"), ("Kohlhammer", "Stuttgart"), ("Klett-Cotta", "Stuttgart"), ("Mohr Siebeck", "Tübingen"),
    ("Vandenhoeck & Ruprecht", "Göttingen"), ("Hogrefe", "Göttingen"), ("Rowohlt", "Reinbek"), ("C. H. Beck", "München"),
    ("Waxmann", "Münster"), ("LIT", "Münster"), ("transcript", "Bielefeld"), ("Lucius & Lucius", "Stuttgart"), ("Huber", "Bern"),
    ("Dietz", "Bonn"), ("edition sigma", "Berlin"), ("Centaurus", "Pfaffenweiler"), ("Oldenbourg", "München"), ("Böhlau", "Köln"),
    ("Haupt", "Bern"), ("Residenz", "Salzburg"), ("Böhlau", "Wien"), ("Schöningh", "Paderborn"), ("Luchterhand", "Neuwied"),
    ("Oxford University Press", "Oxford"), ("Cambridge University Press", "Cambridge"), ("Routledge", "London"), ("Sage", "London"),
    ("Sage", "Thousand Oaks, CA"), ("Wiley", "New York"), ("Free Press", "New York"), ("Harvard University Press", "Cambridge, MA"),
    ("University of Chicago Press", "Chicago"), ("Princeton University Press", "Princeton, N.J."), ("Blackwell", "Malden"),
    ("Gallimard", "Paris"), ("Presses Universitaires de France", "Paris"), ("Einaudi", "Torino"), ("il Mulino", "Bologna"),
    ("Alianza", "Madrid"), ("Elsevier", "Amsterdam"), ("Academic Press", "San Diego"), ("Springer", "Berlin, Heidelberg"),
    ("MIT Press", "Cambridge, Mass."), ("Palgrave Macmillan", "Basingstoke"), ("Edward Elgar", "Cheltenham"), ("Ashgate", "Aldershot"),
]  # fmt: skip
GERMAN_JOURNALS = [
    "Kölner Zeitschrift für Soziologie und Sozialpsychologie", "KZfSS", "Zeitschrift für Soziologie", "Soziale Welt", "Leviathan",
    "Politische Vierteljahresschrift", "Aus Politik und Zeitgeschichte", "Zeitschrift für Pädagogik", "Berliner Journal für Soziologie",
    "Zeitschrift für Parlamentsfragen", "Österreichische Zeitschrift für Soziologie", "Das Argument", "Historische Zeitschrift",
    "Geschichte und Gesellschaft", "Publizistik", "Medien & Kommunikationswissenschaft", "Psychologische Rundschau", "Diagnostica",
    "Zeitschrift für Evaluation", "Mitteilungen aus der Arbeitsmarkt- und Berufsforschung", "Wirtschaftsdienst", "Merkur", "Prokla",
    "Zeitschrift für Sozialpsychologie", "Swiss Political Science Review", "American Sociological Review", "Social Forces",
    "American Political Science Review", "Journal of Marriage and the Family", "European Sociological Review", "Public Opinion Quarterly",
    "Geographische Zeitschrift", "Erdkunde", "Petermanns Geographische Mitteilungen", "Raumforschung und Raumordnung", "Geoforum",
    "International Journal of Urban and Regional Research", "Historical Social Research", "ZUMA-Nachrichten", "Deutsche Zeitschrift für Philosophie",
]  # fmt: skip
NOUNS = (
    "Gesellschaft Politik Wandel Familie Arbeit Bildung Jugend Alter Migration Europa Staat Demokratie Kultur Medien Gewalt Stadt Raum Globalisierung "
    "Ungleichheit Lebenslauf Geschlecht Identität Macht Wissen Technik Umwelt Risiko Wahlen Parteien Vertrauen Institutionen Moderne Theorie Methoden "
    "Evaluation Schule Hochschule Lehrer Kinder Eltern Partnerschaft Beruf Arbeitsmarkt Wohlfahrtsstaat Sozialpolitik Gesundheit Kriminalität "
    "Öffentlichkeit Kommunikation Organisation Unternehmen Netzwerke Regionalentwicklung Landschaft Bevölkerung Transformation Integration"
).split()
TITLES = (
    "Zur {} der {}", "{} und {} im Wandel", "Die {} der {}. Eine empirische Untersuchung", "{}: Eine Einführung", "Soziologie der {}",
    "Handbuch {} und {}", "{} in Deutschland und {} in Europa. Ergebnisse einer Befragung", "Vom Ende der {}? Zum Verhältnis von {} und {}",
    "Grundlagen der {}", "Zwischen {} und {} – {} am Beginn des 21. Jahrhunderts", "Theorien der {}", "{}, {} und {}: Befunde aus dem ALLBUS 1980-1996",
)  # fmt: skip
GERMAN_FAMILIES = (
    "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Koch Bauer Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger "
    "Hofmann Hartmann Lange Schmitt Werner Krause Lehmann Schmid Schulze Maier Köhler Herrmann König Walter Mayer Huber Kaiser Fuchs Peters Lang Scholz Möller "
    "Weiß Jung Hahn Vogel Friedrich Keller Günther Beck Luhmann Habermas Mayntz Scharpf Allerbeck Diekmann Esser Opp Kohli Blossfeld Bourdieu Giddens Inglehart"
).split()
GIVEN = (
    "Peter Hans Klaus Jürgen Karl Wolfgang Heinz Günter Dieter Ulrich Thomas Michael Andreas Stefan Martin Christian Frank Bernd Rainer Manfred Helmut Renate Ursula "
    "Monika Petra Sabine Susanne Andrea Elisabeth Barbara Ilse Uwe Gerd Hartmut Ralf Max Hans-Peter Karl-Heinz Karl-Ulrich Pierre Anthony John Mary David Robert William"
).split()
COLLECTIVES = (
    "{} Society",
    "{} Association",
    "International {} Organization",
    "Department of {}",
    "{} Study Group",
    "Publications Office of the {} Union",
    "Ministry of {}",
    "Institute for {}",
    "Federal Agency for {}",
    "{} Foundation",
    "Institut für {}",
    "{}verband",
)
TOPICS = (
    "Health",
    "Education",
    "European",
    "American Heart",
    "Labour",
    "Statistics",
    "Energy",
    "Environment",
    "Migration",
    "Finance",
    "Agriculture",
    "Research",
    "Cancer",
    "Sozialforschung",
    "Verkehr",
)
NAMES = ("World Health Organization", "Statistisches Bundesamt", "OECD", "European Commission", "Bundesministerium für Bildung und Forschung", "United Nations", "UNESCO", "World Bank", "Eurostat", "National Institutes of Health", "Deutscher Bundestag", "Amnesty International")  # fmt: skip
CITIES = "Boston|Houston, TX|Washington, DC|Edmonton, Canada|San Francisco, CA|Toulouse, France|Berkeley|Ann Arbor, MI|Chicago, IL|Orlando, Florida|Tokyo, Japan|Vienna, Austria|Madison, WI|London, UK|Urbana|New Orleans, LA|Seattle, Washington|Montreal|Pittsburgh, PA|Lisbon|Sydney, Australia|Kyoto|Atlanta, GA|Stanford".split(
    "|"
)
UNIVERSITIES = "Stanford University|Massachusetts Institute of Technology|University of California, Berkeley|Virginia Polytechnic Institute and State University|University of Michigan|Georgia Institute of Technology|North Carolina State University|Universität Wien|Columbia University|University of Texas at Austin|Carnegie Mellon University|Technische Universität München|University of Toronto|Cornell University|Purdue University|The Ohio State University|Indiana University|ETH Zürich|Université de Montréal|University of Illinois at Urbana-Champaign|Case Western Reserve University|University of Cambridge|Delft University of Technology".split(
    "|"
)
INSTITUTES = "National Bureau of Economic Research|RAND Corporation|Department of Computer Science|SRI International|World Bank|Electric Power Research Institute|U.S. Geological Survey|Earthquake Engineering Research Center|NASA Ames Research Center|Center for Educational Policy|Bureau of Labor Statistics|Oak Ridge National Laboratory|Institute for Advanced Study|Department of Civil Engineering|American Concrete Institute|National Renewable Energy Laboratory".split(
    "|"
)
THESES = "PhD thesis|Ph.D. thesis|Ph.D. dissertation|Doctoral dissertation|Master's thesis|M.S. thesis|Unpublished doctoral dissertation|(Doctoral dissertation)|[PhD thesis]|Dissertation|Ph. D. diss.|MSc thesis|(Unpublished master's thesis)|Thèse de doctorat|Tesi di dottorato".split(
    "|"
)
REPORTS = "Technical report|Technical Report TR-{}|Technical Report {}|Tech. Rep. {}|Working paper|Working Paper No. {}|NBER Working Paper No. {}|Discussion Paper {}|Report No. {}|Report No. UCB/EERC-{}|Research Report {}|(Report No. {})|Publication No. R{}|White paper|Final report|Policy Research Working Paper {}|CERN-LHCC-{}".split(
    "|"
)
MEETINGS = "{n} Annual Conference on {t}|Proceedings of the {n} International Conference on {t}|Proc. IEEE Int. Conf. {t}|Proc. Int. Conf. on {t}|Proceedings of the {n} Annual {t} Conference|{t} Workshop|IEEE International Symposium on {t}|Proceedings of the {y} {t} Workshop|Paper presented at the annual meeting of the American {t} Association|Paper presented at the {n} Conference on {t}|{n} European Conference on {t}|Advances in {t} {d}|Proceedings of {a} '{s}|{a} {y}|Proc. {a}|Proceedings of the {y} ACM Symposium on {t}|{t} Conference ({a})|Symposium on {t}".split(
    "|"
)
SERIES = "Lecture Notes in {t}|Springer Series in {t}|Studies in {t}|{t} Monographs|Graduate Texts in {t}|{t} Series|Mathematical Surveys and Monographs|London Mathematical Society Lecture Note Series|University Lecture Series|Cambridge Studies in {t}|AIP Conference Series".split(
    "|"
)
ORDINALS = "1st 2nd 3rd 4th 5th 7th 10th 12th 16th 25th 33rd First Second Third Fifth Seventh Tenth Twelfth".split()
MONTHS = "January February March April May June July August September October November December".split()


def clean(value: object) -> str:
    text = value[0] if isinstance(value, list) and value else value if isinstance(value, str) else ""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>|&\w+;", " ", text)).strip(" .,;:")


def registry_items(path: Path) -> list[dict]:
    out = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            r = json.loads(line)
            title = clean(r.get("title"))
            kind = {
                "journal-article": "article",
                "book-chapter": "chapter",
                "proceedings-article": "chapter",
                "book": "book",
                "monograph": "book",
                "report": "book",
            }.get(r.get("type"))
            names = [(clean(p.get("family")), clean(p.get("given"))) for p in r.get("author") or [] if p.get("family")]
            if kind and title and len(title) < 250 and (names or kind == "article"):
                journals = [
                    clean(x)
                    for x in (*(r.get("container-title") or [])[:1], *(r.get("short-container-title") or [])[:1])
                    if clean(x)
                ]
                out.append(
                    {
                        "kind": kind,
                        "title": title,
                        "names": names,
                        "journals": journals,
                        "publisher": clean(r.get("publisher")),
                        "place": clean(r.get("publisher-location")),
                        "doi": r.get("DOI", ""),
                        "german": False,
                    }
                )
    return out


def row_items(rows: list[dict]) -> list[dict]:
    out = []
    for row in rows:
        f = row["fields"]
        names = [
            (p.get("family", ""), p.get("given", ""))
            for p in f.get("author") or []
            if isinstance(p, dict) and len(p.get("family") or "") > 1
        ]
        title = clean(f.get("title"))
        if not (title and 8 < len(title) < 250 and re.search(r"[a-z]", title)):
            continue
        container = clean(f.get("container"))
        kind = (
            "book"
            if not container
            else "chapter"
            if f.get("type") in ("chapter", "paper-conference") or re.match(r"proc|in ", container, re.I)
            else "article"
        )
        out.append(
            {
                "kind": kind,
                "title": title,
                "names": names,
                "journals": [container] if container else [],
                "publisher": clean(f.get("publisher")),
                "place": clean(f.get("place")),
                "doi": clean(f.get("doi")),
                "german": row.get("lang") == "de",
            }
        )
    return out


# The styles that most lists follow; a list for a part stands for a choice. What is not named stays random.
PRESETS = [
    # biblatex, numeric and author-year
    {"names": ["Given Family", "Given Family", "first inverted"], "between": ", ", "and": [" and ", ", and "], "year": "middle", "middle": " ({})", "end_author": ". ", "quote": "“{}”", "title_end": ". ", "in": "In: ", "journal_in": True, "journal_end": " ", "volume": "{v}.{i}", "pages_sep": [", pp. ", ", pp. ", ", p. "], "editors": "Ed. by {}.", "doi": ["", ". doi: {}", ". doi: {}"], "issn": [True, False], "label": ["[{}] ", "[{}]", "[Abc{}] ", ""], "imprint": ["{place}: {pub}", "{pub}"], "tail": "."},
    # IEEE
    {"names": "G. Family", "between": ", ", "and": [" and ", ", and "], "year": "end", "year_end": ", ", "end_author": ", ", "quote": ["“{}”", '"{}"'], "title_end": [", ", " "], "in": "in ", "journal_in": False, "journal_end": ", ", "volume": ["vol. {v}, no. {i}", "vol. {v}"], "pages_sep": [", pp. ", ", p. "], "label": ["[{}] ", ""]},
    # APA
    {"names": "Family, G.", "between": ", ", "and": [", & ", " & "], "year": "after", "year_form": "({}).", "quote": "", "title_end": ". ", "in": "In ", "journal_in": False, "journal_end": ", ", "volume": ["{v}({i})", "{v}"], "pages_sep": ", ", "book_pages": "paren", "editors": ["{} (Eds.),", "{} (Ed.),"], "imprint": ["{place}: {pub}", "{pub}"], "doi": ["", " https://doi.org/{}", " doi:{}"]},
    # MLA
    {"names": "first inverted", "between": ", ", "and": ", and ", "year": "middle", "middle": ", {}", "end_author": ". ", "quote": "“{}”", "title_end": " ", "journal_in": False, "journal_end": ", ", "volume": "vol. {v}, no. {i}", "pages_sep": ", pp. ", "editors": "edited by {}"},
    # Chicago
    {"names": "first inverted", "between": ", ", "and": [", and ", " and "], "year": "middle", "middle": " ({})", "end_author": ". ", "quote": "“{}”", "title_end": " ", "in": "In ", "journal_in": False, "journal_end": " ", "volume": ["{v}, no. {i}", "{v} ({i})", "{v}"], "pages_sep": ": ", "editors": "edited by {}", "imprint": "{place}: {pub}"},
    # Vancouver
    {"names": "Family G", "between": ", ", "and": ", ", "year": "journal", "end_author": [". ", ": "], "quote": "", "title_end": ". ", "in": "In: ", "journal_in": False, "volume": ["{v}({i})", "{v}"], "pages_sep": [":", ": "], "short_pages": [True, False], "editors": "{}, editors.", "etal": [0, 3, 6], "label": ["{}. ", "[{}] ", "{} ", ""]},
    # Nature
    {"names": "Family, G.", "between": ", ", "and": " & ", "year": "end", "year_end": " (", "end_author": " ", "quote": "", "title_end": ". ", "in": "in ", "journal_in": False, "journal_end": " ", "volume": "{v}", "pages_sep": ", ", "etal": [0, 1], "label": ["{}. ", "{}.", ""]},
    # Springer
    {"names": ["Family, G.", "Family G"], "between": ", ", "and": ", ", "year": "end", "year_end": " (", "end_author": ": ", "quote": "", "title_end": ". ", "in": "In: ", "journal_in": False, "journal_end": " ", "volume": ["{v}({i})", "{v}"], "pages_sep": ", ", "editors": ["{} (eds.)", "{} (ed.)"], "label": ["{}. ", "[{}] ", ""]},
    # ACS, RSC
    {"names": "Family, G.", "between": "; ", "and": "; ", "year": "journal", "end_author": " ", "quote": "", "title_end": ". ", "journal_in": False, "volume": ["{v} ({i})", "{v}"], "pages_sep": ", ", "no_title": [True, True, False], "label": ["({})", "({}) ", "{}. ", ""]},
    # APS, Science
    {"names": "G. Family", "between": ", ", "and": [" and ", ", and ", ", "], "year": "end", "year_end": " (", "end_author": ", ", "quote": ["", "", "“{}”"], "title_end": ", ", "journal_in": False, "journal_end": " ", "volume": "{v}", "pages_sep": ", ", "no_title": [True, True, False], "label": ["[{}] ", "{} ", "{}. ", ""]},
    # Elsevier
    {"names": "G. Family", "between": ", ", "and": ", ", "year": "middle", "middle": " ({})", "end_author": ", ", "quote": "", "title_end": ", ", "in": "in: ", "journal_in": False, "journal_end": " ", "volume": ["{v}", "{v} ({i})"], "pages_sep": " ", "editors": ["{} (Eds.),", "{} (Ed.),"], "label": ["[{}] ", ""]},
    # Harvard
    {"names": "Family, G.", "between": ", ", "and": " and ", "year": "after", "year_form": ["({})", "({}),", "({})."], "quote": ["'{}'", "‘{}’", ""], "title_end": ", ", "in": "in ", "journal_in": False, "journal_end": ", ", "volume": ["{v}({i})", "vol. {v}, no. {i}", "{v}"], "pages_sep": ", pp. ", "editors": "{} (eds)", "imprint": ["{pub}, {place}", "{place}: {pub}"]},
]  # fmt: skip


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
        style = self.style()
        out = []
        for _ in range(3):
            item = self.german() if self.r.random() < 0.3 else dict(self.r.choice(self.items))
            if not item["german"] and self.r.random() < self.grey:
                item["kind"] = self.pick("thesis", "report", "conference", "conference", "series")
            rendered = self.render(item, style)
            if rendered:
                out.append(rendered)
        return out

    def style(self) -> dict:
        """A random style; for one list in three one that many journals ask for."""
        style = self.random_style()
        if self.r.random() < self.known:
            for part, value in self.r.choice(PRESETS).items():
                style[part] = self.r.choice(value) if isinstance(value, list) else value
            style["german"] = False
        return style

    def random_style(self) -> dict:
        p = self.pick
        german = self.r.random() < 0.4
        return {
            "german": german,
            "names": p(
                "Family, Given",
                "Family, G.",
                "Family, G.",
                "Family G",
                "G. Family",
                "Given Family",
                "first inverted",
                "Family Given",
                "Family, GH",
                "GH Family",
            ),
            "caps": self.r.random() < 0.08,
            "between": p(", ", ", ", "; ", " / ", "/", " - ") if german else p(", ", ", ", ", ", "; "),
            "and": p(" und ", " & ", "/", " / ", "; ", ", ")
            if german
            else p(", and ", " and ", ", and ", " and ", ", & ", " & ", ", ", "; ", " et "),
            "year": p("after", "after", "after", "end", "end", "journal", "middle"),
            "middle": p(" ({})", " ({})", " ({})", ", {}"),
            "year_end": p(", ", " ", ", ", " ("),
            "year_form": p("({}).", "({}):", "({})", "{}.", "{},", "{}:", ", {}:", "({}),", ", {}.", "({}) ."),
            "end_author": p(". ", ": ", ", ", " ", " – ", ".: "),
            "quote": p("", "", "", "", '"{}"', "“{}”", "«{}»", "„{}“", "'{}'", "‘{}’"),
            "title_end": p(". ", ". ", ". ", ", ", ", ", ". – ", "; ", " "),
            "in": p("In: ", "In: ", "In ", "in: ", "in ", "In: ", "en: ", "dans "),
            "journal_in": (self.r.random() < (0.5 if german else 0.12)),
            "journal_end": p(", ", ", ", " ", ". ", "; ", ", "),
            "volume": p(
                "{v}({i})",
                "{v} ({i})",
                "{v}, no. {i}",
                "vol. {v}, no. {i}",
                "Vol. {v}, Issue {i}",
                "{v}.{i}",
                "{v}/{i}",
                "Jg. {v}, H. {i}",
                "Jg. {v}, Nr. {i}",
                "{v}. Jg., H. {i}",
                "{v}. Jg., Heft {i}",
                "{v}, {i}",
                "{v}, H. {i}",
                "{v} n. {i}",
                "Bd. {v}, Heft {i}",
                "{v}, Nr. {i}",
                "{v}",
                "({i})",
                "{v} (no. {i})",
                "{v}.{i}",
                "no. {i}",
            ),
            "pages_sep": p(
                ": ", ":", ", ", ", pp. ", ", p. ", ", S. ", ", ", "; ", ". S. ", ", Seiten ", ", pages ", " "
            ),
            "dash": p("-", "–", "–", "-", " - ", "—"),
            "short_pages": self.r.random() < 0.2,
            "editors": p(
                "{}, eds.",
                "{} (Eds.)",
                "{} (eds.)",
                "{} (Hrsg.)",
                "{} (Hg.)",
                "{} (ed.)",
                "{} (editors)",
                "edited by {}",
                "hrsg. von {}",
                "{} (Hrsg.):",
                "{} (Hg.),",
                "{} (eds.):",
                "a cura di {}",
            ),
            "imprint": p(
                "{place}: {pub}",
                "{place}: {pub}",
                "{pub}, {place}",
                "{place}: {pub}",
                "{place}, {pub}",
                "{pub}",
                "{place}",
                "{pub}: {place}",
                "{place} ({pub})",
                "({place}: {pub})",
            ),
            "book_pages": p("comma S", "comma pp", "paren", "end", "none", "before in", "dot S"),
            "doi": p("", "", "", " doi: {}", " doi:{}", " https://doi.org/{}", " DOI {}."),
            "tail": p(".", ".", ".", "", ""),
            "address": p(
                " URL https://doi.org/{}",
                " doi:{}. URL https://link.example.org/doi/{}",
                " URL: http://www.example.org/articles/{}.pdf",
                " Available at: http://www.example.com/{}",
                " Retrieved from http://www.example.net/{}",
                " http://example.edu/{} [Accessed 12 May 2015]",
            )
            if self.r.random() < 0.08
            else "",
            "noise": self.r.random() < 0.06,
            "etal": p(0, 0, 0, 1, 3, 6),
            "upper_journal": self.r.random() < 0.12,
            "upper_title": self.r.random() < 0.05,
            "no_title": self.r.random() < 0.05,
            "issn": self.r.random() < 0.08,
            "label": p("", "", "", "", "[{}] ", "{}. ", "{} ", "{}."),
        }

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
