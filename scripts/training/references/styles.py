"""Styles in which lists of references are printed: those that many journals ask for, and random ones."""

from __future__ import annotations

import random

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


def style_of_a_list(rng: random.Random, known: float) -> dict:
    """A random style; for a share of ``known`` one that many journals ask for."""
    style = random_style(rng)
    if rng.random() < known:
        for part, value in rng.choice(PRESETS).items():
            style[part] = rng.choice(value) if isinstance(value, list) else value
        style["german"] = False
    return style


def random_style(rng: random.Random) -> dict:
    def p(*options):
        return rng.choice(options)

    german = rng.random() < 0.4
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
        "caps": rng.random() < 0.08,
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
        "journal_in": (rng.random() < (0.5 if german else 0.12)),
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
        "pages_sep": p(": ", ":", ", ", ", pp. ", ", p. ", ", S. ", ", ", "; ", ". S. ", ", Seiten ", ", pages ", " "),
        "dash": p("-", "–", "–", "-", " - ", "—"),
        "short_pages": rng.random() < 0.2,
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
        if rng.random() < 0.08
        else "",
        "noise": rng.random() < 0.06,
        "etal": p(0, 0, 0, 1, 3, 6),
        "upper_journal": rng.random() < 0.12,
        "upper_title": rng.random() < 0.05,
        "no_title": rng.random() < 0.05,
        "issn": rng.random() < 0.08,
        "label": p("", "", "", "", "[{}] ", "{}. ", "{} ", "{}."),
    }
