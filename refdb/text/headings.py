"""What headings say, in the languages that articles come in: one table, and the questions that are asked of it."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal[
    "references",
    "behind_references",
    "series",
    "abstract",
    "glossary",
    "behind_glossary",
    "body",
    "methods",
    "part_of_methods",
    "around",
]

LONGEST = 200  # characters; what is longer is no heading
LONGEST_OF_REFERENCES = 70

# Kind -> language -> how its headings read. "xx" stands for several languages at once.
_TABLE: dict[Kind, dict[str, str]] = {
    "references": {
        "en": r"(?:list of |selected |further |cited |key |main |full |additional |supplement(?:ary|al) |online |appendix |publication |"
        r"method(?:s|ological) |web |extra )?(?:references?|bibliograph(?:y|ies)|sources)"
        r"(?: list| cited| used| and notes| and further reading)?|(?:literature|works|sources)(?: cited| list| references)?|"
        r"(?:references|bibliography|literature) (?:and|&) .{3,20}|notes and references|endnotes|"
        r"(?:supplement(?:ary|al) |additional |further )?references\s?[:–—]\s?[\w ,-]{3,40}|references (?:to|for|of|in) (?:the )?(?:studies|trials|supplement|appendix|methods|online|included|excluded|review)\b.{0,40}|how we reviewed this article",
        "de": r"(?:zitierte |verwendete |angeführte |weiterführende |benutzte |ausgewählte )?(?:literatur(?:verzeichnis|angaben|liste|"
        r"hinweise|nachweise?)?|quellen(?:verzeichnis|angaben|nachweise?)?|schrifttum|schriften(?:verzeichnis)?|bibliographie|"
        r"referenzen|literatur- und quellenverzeichnis|quellen und literatur|literatur und quellen)",
        "fr": r"références(?: bibliographiques| citées)?|references bibliographiques|(?:œuvres|ouvrages) citée?s",
        "es pt": r"(?:referencias|referências|fuentes|fontes|obras|literatura|bibliograf[íi]a)(?: bibliogr[áa]ficas| citadas?|"
        r" consultadas?| complementarias?| complementar(?:es)?| e notas| y notas)?",
        "it": r"riferimenti(?: bibliografici)?|bibliografia(?: citata| essenziale)?|opere citate",
        "nl": r"referenties|literatuur(?:lijst|verwijzingen)?",
        "sv no da": r"referenser|referanser|referencer|litteratur(?:förteckning|liste|hänvisningar)?",
        "fi": r"kirjallisuus|lähteet",
        "pl": r"piśmiennictwo|literatura(?: cytowana)?",
        "tr hu": r"kaynak(?:lar|ça)|irodalom(?:jegyzék)?",
        "ru": r"список литературы|литература",
        "zh ja ko ar": r"参考文献|參考文獻|참고문헌|المراجع",
    },
    "behind_references": {
        "en": r"acknowledge?ments?|appendi(?:x|ces)|annex(?:es)?|authors?['’]? (?:contributions?|information|details|biograph\w*)|"
        r"about the authors?|(?:conflicts?|declarations?) of (?:competing )?interests?|competing interests|funding|"
        r"supplement(?:ary|al)? (?:material|information|data)s?|supporting information|additional (?:files?|information)|"
        r"figure legends?|tables?|figures?|abbreviations|publisher['’]s note|data availability|how to cite|cite this article|"
        r"submit your|ready to submit|peer review|copyright|(?:first )?received|accepted|handling editor|correspond\w*|disclaimer",
        "de": r"anhang|danksagung|anschrift\w*|(?:zu den )?autor(?:en|in|innen)?|manuskript\w*",
        "pt es fr": r"agradecimentos|agradecimientos|remerciements|anexos?|annexes?",
    },
    # What a publisher or an institute prints behind an article: its own other titles, which look like references.
    "series": {
        "en": r"(?:other|further|recent|previous|earlier|previously published|forthcoming) (?:titles|volumes|issues|reports|publications|(?:working|discussion) papers) (?:in|of|from|by) (?:this|the|our)|"
        r"(?:publications|titles|reports|(?:working|discussion) papers) (?:in|of|from|by) (?:this|the|our) (?:series|institute|cent(?:er|re)|department)|"
        r"(?:already|previously|recently|also) (?:published|available) in (?:this|the) series|(?:working|discussion) papers \d{4}(?=$)",
        "de": r"(?:[\w-]+-)?publikationen (?:des|der|zum thema)|publikationen \(auswahl|(?:bisher|bereits|zuletzt) erschienen|"
        r"(?:bisher|bereits|zuletzt) (?:sind )?in (?:der|dieser) (?:schriften)?reihe|in (?:der|dieser) (?:schriften)?reihe (?:sind |bereits |bisher |zuletzt )+erschienen|"
        r"(?:bereits|bisher|zuletzt) erschienene|verzeichnis der(?=$| (?:berichte|publikationen|veröffentlichungen|schriften|arbeitspapiere))|reihe [\w-]+(?=$)",
        "fr": r"(?:déjà|récemment) parus?|dans la même (?:collection|série)",
        "es pt": r"(?:otros )?(?:títulos|números) publicados|(?:outros )?títulos publicados",
    },
    "abstract": {
        "en": r"abstract|summary", "de": r"zusammenfassung", "fr": r"résumé", "es": r"resumen", "pt": r"resumo",
        "it": r"riassunto",
    },
    "glossary": {"en": r"glossary|key terms", "de": r"glossar", "fr": r"glossaire", "es": r"glosario"},
    # Any other short line in a glossary is a term of it.
    "behind_glossary": {
        "en": r"references?|bibliography|literature|reflection|conclusions?|discussion|introduction|methods?|results|"
        r"acknowledge?ments?|about the authors?|further reading|notes?|disclaimer",
        "de": r"literatur(?:verzeichnis)?|quellen|fazit|diskussion|einleitung|danksagung",
    },
    "body": {
        "en": r"results?|findings|discussion|conclusions?|introduction|background|summary|interpretation|case (?:report|presentation)|"
        r"outlook|implications|limitations|strengths|significance|what (?:is|this)",
        "de": r"ergebnisse?|diskussion|einleitung|einführung|hintergrund|schlussfolgerung(?:en)?|fazit|ausblick|limitationen",
        "fr": r"résultats?|introduction|discussion|conclusions?|contexte|limites",
        "es": r"resultados?|discusión|introducción|conclusi(?:ón|ones)|antecedentes|limitaciones",
        "pt": r"resultados?|discussão|introdução|conclus(?:ão|ões)|limitações",
        "it": r"risultati|discussione|introduzione|conclusion[ei]|limiti",
    },
    # The head of the part that says how the work was done; what stands under other heads behind it belongs to it …
    "methods": {
        "en": r"(?:(?:materials?|patients?|subjects?|participants?|animals?|data|study|design|research|experimental|online|star)[\s,/&]*(?:and\s+)?)*"
        r"(?:methods?|methodology|procedures?|experimental(?: section)?|material and method)(?:\s*(?:and|/|&|,)\s*[\w ]+)?",
        "de": r"(?:(?:material(?:ien)?|patient(?:en|innen)|probanden|daten|studiendesign)[\s,/&]*(?:und\s+)?)*(?:methoden?|methodik)",
        "fr": r"(?:(?:mat[ée]riels?|patients|sujets|population)[\s,/&]*(?:et\s+)?)*(?:méthodes?|méthodologie)",
        "es": r"(?:(?:materiale?s?|pacientes|sujetos|población)[\s,/&]*(?:y\s+)?)*(?:métodos?|metodología)",
        "pt": r"(?:(?:materia(?:l|is)|pacientes|sujeitos|casuística)[\s,/&]*(?:e\s+)?)*(?:métodos?|metodologia)",
        "it": r"(?:(?:materiali?|pazienti|soggetti)[\s,/&]*(?:e\s+)?)*(?:metod[io]|metodologia)",
    },
    # … and heads of such parts by themselves.
    "part_of_methods": {
        "en": r".*\b(?:statistical|data) (?:analys[ei]s|collection|extraction|sources?|management)\b|"
        r"(?:study|trial) (?:design|population|setting|outline|procedures?|selection|protocol|objectives?|aims?|participants?|"
        r"registration|status)|(?:participating )?cent(?:re|er)s|"
        r"(?:main |primary |secondary )?(?:outcomes?|end ?points?)(?: (?:and |measures?|assessment).*)?|outcome measures?|"
        r"(?:design|setting|interventions?|participants?|objectives?|aims?|exposures?|purpose|trial (?:status|registration))"
        r"(?:\s*(?:,|and)\s*\w+)*|(?:search|sampling) (?:strategy|methods?)|sample size.*|sampling|"
        r"(?:inclusion|exclusion|eligibility|selection) criteria|randomi[sz]ation|blinding|variables|measures|measurements|"
        r"recruitment|questionnaires?|samples?|procedures?|quality assessment|risk of bias.*assessment",
        "de": r"statistische (?:analysen?|auswertung)|ein- und ausschlusskriterien|studiendesign|stichprobe|fallzahl\w*",
    },
    # What stands around the text and states nothing that a work is cited for.
    "around": {
        "en": r"acknowledge?ments?|acknowledgments and.*|(?:sources? of )?(?:funding|(?:financial )?support|financial disclosures?)(?: (?:sources?|information|statement|bodies)| and .*)?|"
        r".*\bconflicts? of interests?\b.*|.*\b(?:competing|declarations? of) interests?\b.*|disclosures?.*|"
        r".*\bauthor\W{0,2}s?\W{0,2} (?:contributions?|information|details|affiliations?|notes?|statement)\b.*|"
        r"credit (?:contributions?|statement|author).*|contributors?\b.*|contributions|.*\babbreviations\b.*|ethics|ethic(?:s|al) (?:approval|statement|declaration|consideration|clearance|committee|review|permission|and consent)s?\b.*|"
        r"(?:(?:informed|written|patient) )?consent(?: (?:for publication|to participate|to publish|statement|form)\b.*)?|.* and consent to participate|.*\b(?:data|code|material)s? availability\b.*|availability of\b.*|associated data|"
        r"(?:supplement(?:ary|al)?|supporting|additional)\s(?:information|materials?|files?|data|online).*|"
        r"references?|bibliography|literature cited|works cited|external links|see also|further reading|notes|footnotes|"
        r"publisher.s note|publication history|revised amendments.*|glossary|navigation|"
        r"related (?:articles|posts|content)|about the authors?|pre-publication history|open access|rights and permissions|"
        r"(?:figures?|tables?)(?: and (?:figures?|tables?))?(?: (?:legends?|captions?))?|copyright(?: (?:notice|statement|information))?|licen[cs]e(?: information)?|declarations?|provenance.*|peer review.*|"
        r"(?:how to )?cite\b.*|orcid(?: ids?)?|trial status",
        "de": r"danksagung(?:en)?|interessen(?:s?konflikte?|erklärung)|finanzierung|förderung|literatur(?:verzeichnis)?|"
        r"korrespondenz\w*|über (?:den autor|die autor\w+)|ethik\w*",
        "fr": r"remerciements|conflits? d['’]intérêts?|financement|déclaration.*",
        "es pt": r"agradecimientos?|agradecimentos?|conflictos? de intere[sc]es|conflitos? de interesses?|financiación|financiamento",
        "it": r"ringraziamenti|conflitt[io] d[i'’]\s?interess[ei]|finanziament[io]",
    },
}  # fmt: skip
_UNNUMBERED = ("abstract", "glossary", "behind_glossary")  # "5. Summary" is a conclusion
_OPEN = ("body", "behind_references", "series")  # kinds whose headings may go on: "Results of the second trial"
_NUMBER = r"(?:(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,5}|[a-z](?=[.)]))(?:[.)]\s*|\s+))?"
_COUNTED = r"(?:\s*[(\[][^()\[\]]{1,20}[)\]])?"  # "References (42)", "Literatur (Auswahl)"
_EDIT = r"(?:\[edit\])?"  # Wikipedia's button


def _compiled(kind: Kind) -> re.Pattern[str]:
    names = "|".join(_TABLE[kind].values())
    end = r"\b.*$" if kind in _OPEN else rf"{_EDIT}\W*$"
    number = "" if kind in _UNNUMBERED else _NUMBER
    return re.compile(rf"^\W*+{number}(?:{names}){_COUNTED if kind == 'references' else ''}{end}", re.IGNORECASE)


PATTERNS: dict[Kind, re.Pattern[str]] = {kind: _compiled(kind) for kind in _TABLE}


def is_heading_of(kind: Kind, text: str) -> bool:
    """Whether a line reads like the heading of such a part, numbered or not; whether it is one, its place must tell.

    >>> is_heading_of("methods", "2.1 Patients and methods"), is_heading_of("around", "Danksagung")
    (True, True)
    """
    if len(text) > LONGEST or (kind in _OPEN and text.lstrip()[:1].islower()):  # "funding in the public sector"
        return False
    return bool(PATTERNS[kind].match(text))


def is_reference_heading(text: str) -> bool:
    """Whether a line reads like the heading of a reference list, also one whose letters or syllables are set apart.

    >>> is_reference_heading("7. Literaturverzeichnis:"), is_reference_heading("R E F E R E N C E S")
    (True, True)
    """
    if len(text) > LONGEST_OF_REFERENCES:
        return False
    pattern = PATTERNS["references"]
    return bool(pattern.match(text) or pattern.match(text.replace(" ", "")))
