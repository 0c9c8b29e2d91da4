"""Files become the full text of the right work, or of none."""

import io
import zipfile
from pathlib import Path

import pytest

from refdb.articles.reading import read
from refdb.citations.extraction import extract
from refdb.database.sqlite.store import Store
from refdb.errors import InputError
from refdb.model import Person, Work
from refdb.workflows.full_texts.attaching import attach, attach_folder
from refdb.workflows.full_texts.texts import texts_of
from refdb.workflows.steps.adding import add_work

TEA = Work(
    key="ahorn1998", title="Tea and the walking of snails", subtitle="a trial in a quiet garden", doi="10.1000/tea.1998",
    authors=(Person("Ahorn", "Berta"),), year=1998,
)  # fmt: skip
SALT = Work(
    key="buche2003",
    title="Salt and the resting of slugs in winter",
    doi="10.1000/salt",
    authors=(Person("Buche", "C"),),
)
RAIN = Work(key="dorn2010", title="Rain on the leaves of the old garden", authors=(Person("Dorn", "E"),), year=2010)
BODY = (
    "We gave tea to forty snails and none to forty others. Those that had tea walked nine metres a day, the others four. "
    "Nothing else in the garden had changed between the two groups, and the rain fell on both alike. "
    "We saw this in each of the three weeks, and the difference grew from week to week until the tea was used up [1]."
)


def text_of(title: str = "Tea and the walking of snails", head: str = "", author: str = "Berta Ahorn") -> str:
    return (
        f"{title}\n\n{author}\n\n{head}\n\nIntroduction\n\nSnails walk slowly. It was not known whether tea changes that.\n\n"
        f"Results\n\n{BODY}\n\nAcknowledgements\n\nWe thank the gardener who lent us all of her snails.\n\nReferences\n\n"
        "1. Linde F, Esche G. An older work on the walking of snails. The Snail. 1990;1(2):3-9. doi:10.1000/salt\n"
        "2. Eibe H. Tea in gardens and what it does to them. Garden. 1985;7:11-19.\n"
    )


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "refdb.sqlite3")
    for work in (TEA, SALT, RAIN):
        add_work(store, work)
    yield store
    store.close()


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "files"
    path.mkdir()
    return path


def outcomes(results) -> dict[str, tuple[str, str]]:
    return {one.file.name: (one.outcome, one.key) for one in results}


def test_a_file_becomes_passages_without_its_references(store, folder):
    (folder / "tea.txt").write_text(text_of())
    done = attach(store, "ahorn1998", folder / "tea.txt")
    assert (done.outcome, done.key, done.doi, done.note) == ("attached", "ahorn1998", "10.1000/tea.1998", "")
    passages = [p for p in store.passages_of(["ahorn1998"]) if p.origin == "full_text"]
    assert len(passages) == done.passages == 2
    assert [p.section for p in passages] == ["Introduction", "Results"]
    assert passages[1].text == BODY
    text = store.work("ahorn1998").full_text
    assert "older work" not in text
    assert "gardener" not in text
    (origin,) = store.text_origins()["ahorn1998"]
    assert (origin.field, origin.source, origin.name) == ("full_text", "file", "tea.txt")
    assert len(origin.sha256) == 64


def test_the_same_file_again_changes_nothing_and_another_takes_its_place(store, folder):
    (folder / "tea.txt").write_text(text_of())
    attach(store, "10.1000/TEA.1998", folder / "tea.txt")
    before, ids = store.text_origins(), [p.id for p in store.passages_of(["ahorn1998"])]
    (folder / "copy.txt").write_text(text_of())
    assert attach(store, "ahorn1998", folder / "tea.txt").outcome == "unchanged"
    assert attach(store, "ahorn1998", folder / "copy.txt").outcome == "unchanged"
    assert store.text_origins() == before
    assert [p.id for p in store.passages_of(["ahorn1998"])] == ids
    (folder / "new.txt").write_text(text_of().replace("forty", "fifty"))
    assert attach(store, "ahorn1998", folder / "new.txt").outcome == "attached"
    assert "fifty snails" in store.work("ahorn1998").full_text
    assert "forty snails" not in store.work("ahorn1998").full_text


def test_a_file_that_is_another_work_is_attached_as_asked_and_said(store, folder):
    (folder / "odd.txt").write_text(text_of("A wholly different thing about stones", author="F. Esche"))
    with pytest.raises(InputError, match="is it the right file\\? --force attaches it all the same"):
        attach(store, "buche2003", folder / "odd.txt")
    assert store.work("buche2003").full_text == ""
    done = attach(store, "buche2003", folder / "odd.txt", force=True)
    assert done.outcome == "attached"
    assert done.note == "neither DOI nor title of buche2003 stand at the beginning of odd.txt"


def test_what_cannot_be_attached_is_one_line(store, folder):
    (folder / "short.txt").write_text("Tea and the walking of snails\n\nSnails walk.\n")
    (folder / "list.bib").write_text("@article{a, title = {Tea}, year = {1998}}\n")
    (folder / "tea.txt").write_text(text_of())
    for named, name, message in (
        ("nobody", "tea.txt", "no work 'nobody'"),
        ("ahorn1998", "none.txt", "none.txt: no such file"),
        ("ahorn1998", "short.txt", "has no text beside its reference list"),
        ("ahorn1998", "list.bib", "is a list of references"),
        ("ahorn1998", ".", "is a folder"),
    ):
        with pytest.raises(InputError, match=message) as caught:
            attach(store, named, folder / name)
        assert "\n" not in str(caught.value)
    assert store.text_origins() == {}


JATS = """<?xml version="1.0"?><article><front><article-meta><article-id pub-id-type="pmid">7</article-id>
<article-id pub-id-type="doi">10.1000/SALT</article-id><title-group><article-title>Printed otherwise</article-title></title-group>
<abstract><p>Slugs were given salt in winter, and the resting of each was measured with a very small clock of its own.</p></abstract>
</article-meta></front><body><sec><title>Results</title><p>{body}</p></sec></body><back><ref-list><ref><mixed-citation>Linde F.
<article-title>Tea and the walking of snails</article-title> <pub-id pub-id-type="doi">10.1000/tea.1998</pub-id></mixed-citation>
</ref></ref-list></back></article>""".replace("{body}", BODY)
HTML = (
    '<!DOCTYPE html><html><head><title>The Snail</title><meta name="citation_doi" content="doi:10.1000/tea.1998"></head>'
    f"<body><main><h1>Another title</h1><p>{BODY}</p><p>{BODY}</p></main></body></html>"
)


def docx(*paragraphs: str) -> bytes:
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    document = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr("word/document.xml", document)
    return data.getvalue()


def test_a_folder_is_matched_by_doi_and_title_and_the_rest_is_named(store, folder):
    (folder / "a").mkdir()
    (folder / "a" / "slugs.xml").write_text(JATS)
    (folder / "page.html").write_text(HTML)
    (folder / "rain.docx").write_bytes(docx("Rain on the leaves of the old garden", "Emil Dorn", BODY, BODY))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "stranger.txt").write_text(text_of("Stones that no snail has ever climbed", author="F. Esche"))
    (folder / "notes.xlsx").write_bytes(b"no article")
    (folder / ".hidden.txt").write_text(text_of())
    results = attach_folder(store, folder)
    assert outcomes(results) == {
        "slugs.xml": ("attached", "buche2003"), "page.html": ("attached", "ahorn1998"),
        "rain.docx": ("attached", "dorn2010"), "broken.pdf": ("failed", ""), "stranger.txt": ("unmatched", ""),
    }  # fmt: skip
    notes = {one.file.name: one.note for one in results}
    assert "broken.pdf" in notes["broken.pdf"]
    assert "\n" not in notes["broken.pdf"]
    assert notes["stranger.txt"].startswith("which work?")
    assert store.work("buche2003").abstract.startswith("Slugs were given salt")
    assert {o.field for o in store.text_origins()["buche2003"]} == {"abstract", "full_text"}
    works = store.works()
    assert set(outcomes(attach_folder(store, folder)).values()) == {
        ("unchanged", "buche2003"), ("unchanged", "ahorn1998"), ("unchanged", "dorn2010"), ("failed", ""), ("unmatched", ""),
    }  # fmt: skip
    assert store.works() == works


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (text_of(head="The Snail 1998. doi:10.1000/tea.1998"), "ahorn1998"),
        (text_of(head="https://doi.org/10.1000/tea. 1998"), "ahorn1998"),  # broken by a blank
        (text_of("Tea and the walking of snaiIs"), "ahorn1998"),  # one letter misread
        (text_of("Tea and the walking of snails: a trial in a quiet garden"), "ahorn1998"),
        (text_of("TEA AND THE\nWALKING OF SNAILS"), "ahorn1998"),
        (text_of(author="F. Esche"), ""),  # the title, but nobody who wrote it
        (text_of("Tea and the talking of whales"), ""),
        (text_of(head="doi:10.1000/another"), ""),  # the title with another DOI: another version, or a comment
        (text_of("Erratum: Tea and the walking of snails"), ""),
        (text_of("Comment on: Tea and the walking of snails", head="doi:10.1000/tea.1998"), ""),
        (text_of("Walking with whales in the deep of the sea", head="see doi:10.1000/tea.1998"), ""),
    ],
    ids=range(11),
)
def test_only_what_is_certain_is_attached(store, folder, text, key):
    (folder / "file.txt").write_text(text)
    (result,) = attach_folder(store, folder)
    assert (result.outcome, result.key) == (("attached", key) if key else ("unmatched", ""))


def test_works_of_one_title_are_not_guessed_between(store, folder):
    for n in (1, 2):
        add_work(
            store,
            Work(
                key=f"cal{n}",
                title="Calendar of the garden for the year",
                volume=str(n),
                authors=(Person("Dorn", "E"),),
            ),
        )
    (folder / "calendar.txt").write_text(text_of("Calendar of the garden for the year", author="Emil Dorn"))
    (result,) = attach_folder(store, folder)
    assert result.note == "which work? perhaps cal1, cal2; attach it by `refdb attach WORK FILE`"


def test_a_second_file_for_a_work_does_not_push_the_first_out(store, folder):
    (folder / "a.txt").write_text(text_of())
    (folder / "b.txt").write_text(text_of().replace("forty", "fifty"))
    expected = {"a.txt": "attached", "b.txt": "unmatched"}
    assert {one.file.name: one.outcome for one in attach_folder(store, folder)} == expected
    again = attach_folder(store, folder)
    assert {one.file.name: one.outcome for one in again} == {"a.txt": "unchanged", "b.txt": "unmatched"}
    assert "has a.txt attached already" in again[1].note
    (folder / "a.txt").write_text(text_of().replace("forty", "sixty"))  # a new version of the file itself
    assert attach_folder(store, folder)[0].outcome == "attached"
    assert "sixty snails" in store.work("ahorn1998").full_text


def test_a_folder_without_articles_is_said(store, folder, tmp_path):
    with pytest.raises(InputError, match="has no PDF, HTML"):
        attach_folder(store, folder)
    with pytest.raises(InputError, match="no such folder"):
        attach_folder(store, tmp_path / "none")


def test_texts_leave_out_what_states_nothing(folder: Path):
    path = folder / "a.txt"
    path.write_text(
        "A title of an article\n\nAbstract\n\nWe measured how far snails walk when they have had tea in the early morning hours.\n"
        "They walked farther than those that had none at all.\n\n1. Introduction\n\nSnails walk slowly.\n\n2.1 Ethics of tea\n\n"
        "It is right to give tea.\n\nFunding\n\nThe Tea Board paid.\n\nConflicts of interest\n\nNone of us drinks tea.\n"
    )
    texts = texts_of(extract(read(path)))
    assert texts.abstract.startswith("We measured how far")
    assert texts.full_text == "Introduction\n\nSnails walk slowly.\n\nEthics of tea\n\nIt is right to give tea."


def pdf(lines: list[str], metadata: str = "") -> bytes:
    """One page with these lines in it, and XMP metadata as publishers put it."""
    shown = "\n".join(f"1 0 0 1 60 {760 - 14 * n} Tm ({line}) Tj" for n, line in enumerate(lines))
    stream = f"BT /F1 10 Tf\n{shown}\nET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Type /Metadata /Subtype /XML /Length {len(metadata)} >>\nstream\n{metadata}\nendstream",
    ]
    body, places = "%PDF-1.4\n", []
    for n, item in enumerate(objects, 1):
        places.append(len(body))
        body += f"{n} 0 obj\n{item}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return (
        f"{body}xref\n0 7\n0000000000 65535 f \n{table}trailer << /Size 7 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    ).encode()


def test_a_pdf_is_matched_by_its_metadata_or_its_first_page(store, folder):
    words = BODY.split()
    prose = [" ".join(words[n : n + 14]) for n in range(0, len(words), 14)]
    xmp = "<x:xmpmeta><rdf:Description><prism:doi>10.1000/Salt</prism:doi></rdf:Description></x:xmpmeta>"
    (folder / "by_metadata.pdf").write_bytes(pdf(["A scan of something", *prose, *prose], xmp))
    (folder / "by_page.pdf").write_bytes(
        pdf(["Tea and the walking of snails", "Berta Ahorn", "doi:10.1000/tea.1998", *prose, *prose])
    )
    assert outcomes(attach_folder(store, folder)) == {
        "by_metadata.pdf": ("attached", "buche2003"), "by_page.pdf": ("attached", "ahorn1998"),
    }  # fmt: skip
    assert "forty snails" in store.work("buche2003").full_text
