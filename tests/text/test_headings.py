"""What headings say, whatever their language, number and dress."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.text.headings import PATTERNS, is_heading_of, is_reference_heading


@pytest.mark.parametrize(
    "heading",
    [
        "References", "REFERENCES:", "7. References", "VII. References", "A. References", "## Works cited", "**Bibliography**", "(8) References cited",
        "References (42)", "Selected references", "List of references", "References and notes", "Literature and sources", "R E F E R E N C E S", "6. Liter Atur Ver Zeichnis", "S c h r i f t e n v e r z e i c h n i s",
        "Literaturverzeichnis", "Literatur (Auswahl)", "Quellen und Literatur", "Verwendete Literatur", "Références bibliographiques", "Œuvres citées",
        "Referencias bibliográficas", "Referências", "Bibliografía", "Riferimenti bibliografici", "Literatuurlijst", "Referenser", "Lähteet",
        "Bibliografia essenziale", "Litteraturförteckning", "References & further reading", "References ...", "Piśmiennictwo", "Kaynaklar", "Irodalomjegyzék", "Список литературы", "参考文献", "참고문헌", "المراجع",
    ],
)  # fmt: skip
def test_the_heading_of_a_reference_list(heading):
    assert is_reference_heading(heading)


@pytest.mark.parametrize(
    "line",
    [
        "Reference values of testosterone", "No reference", "diese Quellen.", "Data sources", "Preferences", "Literature search", "See the references below.", "Sources of funding", "", "2",
        "References " * 7, "Sources of error", "References to this article will be made public in the new year.", "References" + " " * 61, "Nature. 2001;3:1-9.",
    ],
)  # fmt: skip
def test_not_the_heading_of_a_reference_list(line):
    assert not is_reference_heading(line)


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("abstract", "Zusammenfassung:"), ("abstract", "Abstract"), ("glossary", "Key terms"), ("behind_glossary", "Further reading:"), ("methods", "2. Materials and Methods"),
        ("methods", "Patienten und Methoden"), ("methods", "Matériels et méthodes"), ("methods", "Material y métodos"), ("methods", "Materiais e métodos"),
        ("part_of_methods", "Statistical analysis"), ("part_of_methods", "2.3 Inclusion criteria"), ("body", "3 Results of the trial"),
        ("body", "Diskussion"), ("body", "Conclusões"), ("around", "Conflict of interest statement"), ("around", "Author contributions"),
        ("around", "Danksagung"), ("around", "Ethics approval and consent to participate"), ("around", "Sources of support"), ("around", "Funding and acknowledgements"), ("around", "Financial disclosures"), ("around", "Consent for publication"), ("around", "Remerciements"), ("around", "Data availability"), ("around", "See also[edit]"),
        ("around", "Supplementary material"), ("behind_references", "Appendix A. Items"), ("behind_references", "Correspondence to: A. Smith"),
        ("behind_references", "Danksagung"),
        ("series", "GIGA-Publikationen zum Thema (Auswahl)"), ("series", "In dieser Reihe sind zuletzt erschienen"), ("series", "Reihe ITB-Arbeitspapiere"),
        ("series", "Other titles in this series"), ("series", "Déjà parus dans la collection"),
    ],
)  # fmt: skip
def test_other_headings(kind, heading):
    assert is_heading_of(kind, heading)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("abstract", "Abstract art in the wards"), ("methods", "Methods differ between the studies that we read"), ("body", "Resulting harms"),
        ("around", "Supplementation with zinc"), ("around", "Noteworthy"), ("around", "2.1 Ethics of tea"), ("around", "Support for carers"), ("around", "Consent in emergencies"), ("around", "Supplements"), ("behind_references", "funding in the public sector."), ("series", "Publications"), ("series", "Reihe von Versuchen"), ("series", "Verzeichnis der Quellen"), ("series", "publications in this series"), ("part_of_methods", "Sampled rivers"), ("behind_references", "Tabletop"),
        ("abstract", "A summary"), ("abstract", "5. Summary"), ("behind_glossary", "Results framework"), ("around", "Acknowledgements " * 20),
    ],
)  # fmt: skip
def test_what_is_none_of_them(kind, line):
    assert not is_heading_of(kind, line)


@given(st.text(max_size=90))
def test_any_line_is_judged(line):
    assert isinstance(is_reference_heading(line), bool)
    assert [is_heading_of(kind, line) for kind in PATTERNS]
