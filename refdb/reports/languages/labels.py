"""The labels of the report's page in German, by their English ones."""

from __future__ import annotations

from collections.abc import Mapping

LABELS: Mapping[str, str] = {
    "untitled": "ohne Titel",
    "not read": "nicht gelesen",
    "page": "Seite",
    "Back to claim": "Zurück zu Aussage",
    "What was read:": "Was gelesen wurde:",
    "never cited": "nie zitiert",
    "Reference": "Literaturangabe",
    "details that differ": "abweichende Angaben",
    "Detail": "Angabe",
    "As printed": "Gedruckt",
    "As registered": "Verzeichnet",
    "in part": "teilweise",
    "as printed": "gedruckt",
    "as registered": "verzeichnet",
    "Claims that cite it:": "Aussagen, die sie zitieren:",
    "It also speaks of claims that do not cite it:": "Sie spricht auch von Aussagen, die sie nicht zitieren:",
    "The same work as": "Dasselbe Werk wie",
    "Nearest registered works": "Nächste verzeichnete Werke",
    "the given text": "der gegebene Text",
    "cited here": "hier zitiert",
    "not cited here": "hier nicht zitiert",
    "whole passage": "ganze Textstelle",
    "from": "aus",
    "Second opinion:": "Zweite Meinung:",
    "for this sentence:": "wegen dieses Satzes:",
    "Claim": "Aussage",
    "back to the text": "zurück zum Text",
    "cites": "zitiert",
    "Read with": "Gelesen mit",
    "What it cites was read, and refdb could not tell; another source settles it.": (
        "Was sie zitiert, wurde gelesen, und refdb konnte es nicht sagen; eine andere Quelle entscheidet sie."
    ),
    "What was read, without a decision:": "Was gelesen wurde, ohne Entscheidung:",
    "Also cited and read; refdb could not tell:": "Auch zitiert und gelesen; refdb konnte es nicht sagen:",
    "The source says:": "Die Quelle sagt:",
    "Show": "Zeigen:",
    "Show all": "Alle zeigen",
    "Audit:": "Prüfung:",
    "Skip to what to do first": "Zu dem springen, was zuerst zu tun ist",
    "refdb audit": "refdb-Prüfung",
    "Sections": "Abschnitte",
    "What to do first": "Was zuerst zu tun ist",
    "The text and its claims": "Der Text und seine Aussagen",
    "References": "Literaturangaben",
    "Other sources": "Andere Quellen",
    "About this report": "Über diesen Bericht",
    "Warnings": "Warnungen",
    "and": "und",
    "should be looked at, the gravest first.": "sollten angesehen werden, die schwersten zuerst.",
    "The text should be looked at here.": "Der Text sollte hier angesehen werden.",
    "Nothing was checked": "Nichts wurde geprüft",
    "no registry could be asked about these:": "zu diesen konnte kein Verzeichnis befragt werden:",
    "Run the audit again when there is a network.": "Noch einmal prüfen, wenn es ein Netz gibt.",
    "Nothing was found that needs correcting in what was checked;": (
        "Im Geprüften wurde nichts gefunden, das zu berichtigen wäre;"
    ),
    "could not be. Run the audit again later.": "konnten nicht geprüft werden. Später noch einmal prüfen.",
    "Nothing was found that needs correcting. That speaks for what was checked, and for no more: see what this report "
    "covers.": (
        "Es wurde nichts gefunden, das zu berichtigen wäre. Das gilt für das Geprüfte, und für nicht mehr: siehe, was "
        "dieser Bericht umfasst."
    ),
    "There was nothing to check.": "Es gab nichts zu prüfen.",
    "Decided before, and no longer listed here:": "Früher entschieden, und hier nicht mehr aufgeführt:",
    "If there is time": "Wenn Zeit ist",
    "What this report covers": "Was dieser Bericht umfasst",
    "reference found": "Literaturangabe gefunden",
    "references found": "Literaturangaben gefunden",
    "claim found": "Aussage gefunden",
    "claims found": "Aussagen gefunden",
    "read against a source": "gegen eine Quelle gelesen",
    "works with text": "Werken mit Text",
    "Only these could be read, most of them as an abstract. A claim that is not settled here may well be settled by a full "
    "text that is not here.": (
        "Nur diese konnten gelesen werden, die meisten als Abstract. Eine Aussage, die hier nicht entschieden ist, kann "
        "ein Volltext, der hier fehlt, sehr wohl entscheiden."
    ),
    "What the words mean": "Was die Wörter bedeuten",
    "Claims": "Aussagen",
    "Verdicts are made by a small language model that reads one passage at a time.": (
        "Urteile fällt ein kleines Sprachmodell, das je eine Textstelle liest."
    ),
    "Read the quoted sentence before you act on one.": "Lesen Sie den zitierten Satz, ehe Sie nach einem handeln.",
    "Filter claims and references": "Aussagen und Literaturangaben filtern",
    "Find": "Finden",
    "only what needs a look": "nur was anzusehen ist",
    "All:": "Alle:",
    "Showing": "Gezeigt:",
    "Print what needs a look": "Drucken, was anzusehen ist",
    "Keys": "Tasten",
    "next claim": "nächste Aussage",
    "the one before": "die davor",
    "next claim that needs a look": "nächste Aussage, die anzusehen ist",
    "find": "finden",
    "decide on where you are": "entscheiden, wo Sie sind",
    "the next that is open, claim or reference": "das nächste Offene, Aussage oder Literaturangabe",
    "refdb is right here": "refdb hat hier recht",
    "show all": "alle zeigen",
    "Single keys do this": "Einzelne Tasten tun das",
    "Verdict": "Urteil",
    "No checkable claim was found in this article.": "In diesem Artikel wurde keine prüfbare Aussage gefunden.",
    "No claim is left by the filter.": "Der Filter lässt keine Aussage übrig.",
    "Beginning": "Anfang",
    "Nothing was found here on": "Nichts gefunden wurde hier zu",
    "Quotations": "Zitate",
    "Each passage in quotation marks that cites a source, looked for word for word in what was read of it.": (
        "Jede Stelle in Anführungszeichen, die eine Quelle zitiert, wörtlich gesucht in dem, was von ihr gelesen wurde."
    ),
    "In the source:": "In der Quelle:",
    "What the article itself found:": "Was der Artikel selbst fand:",
    "listed and not checked": "aufgeführt und nicht geprüft",
    "No reference was found in this article.": "In diesem Artikel wurde keine Literaturangabe gefunden.",
    "No reference is left by the filter.": "Der Filter lässt keine Literaturangabe übrig.",
    "To look at:": "Anzusehen:",
    "The rest": "Die übrigen",
    "All references": "Alle Literaturangaben",
    "Other sources in the library": "Andere Quellen der Bibliothek",
    "The article does not cite these. They were read because they are near to one of its claims.": (
        "Der Artikel zitiert sie nicht. Sie wurden gelesen, weil sie einer seiner Aussagen nahe sind."
    ),
    "Read for claims:": "Gelesen für Aussagen:",
    "Made by refdb on the reader's own machine.": "Von refdb auf dem eigenen Rechner gemacht.",
    "A verdict is a reading aid, not a judgement of the authors.": (
        "Ein Urteil ist eine Lesehilfe, kein Urteil über die Autoren."
    ),
    "The same verdicts come out again from the report as JSON:": (
        "Dieselben Urteile kommen wieder heraus, aus dem Bericht als JSON:"
    ),
    "article": "Artikel",
    "its SHA-256": "sein SHA-256",
    "Back to the top": "Zurück nach oben",
    "source": "Quelle",
    "sources": "Quellen",
    "passage": "Textstelle",
    "passages": "Textstellen",
    "sentence": "Satz",
    "sentences": "Sätze",
}
