"""The PDF reader, on pages that the tests draw themselves."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refdb.articles.pdf import limits, worker
from refdb.articles.pdf.read_pdf import read_pdf
from refdb.errors import InputError
from refdb.model import Source

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding>>"


def assemble(objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)


def stream(data, extra=b""):
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), extra, data)


def text_at(x, y, text, size=10, font="F1"):
    escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %g Tf %g %g Td (%s) Tj ET\n" % (font.encode(), size, x, y, escaped)


def make_pdf(*pages, links=None, contents=None):
    """A PDF of pages, each a list of (x, y, text[, size[, font]]); ``links``: {page: [(box, page, x, y)]}."""
    count = len(pages)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, b" ".join(b"%d 0 R" % (5 + 2 * i) for i in range(count))),
        FONT % b"Helvetica",
        FONT % b"Helvetica-Bold",
    ]
    for i, page in enumerate(pages):
        notes = b"".join(
            b"<</Type/Annot/Subtype/Link/Rect[%g %g %g %g]/Dest[%d 0 R/XYZ %g %g 0]>>" % (*box, 5 + 2 * to, x, y)
            for box, to, x, y in (links or {}).get(i, ())
        )
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R/Annots[%s]"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>" % (6 + 2 * i, notes)
        )
        objects.append(stream(b"".join(text_at(*item) for item in page)) if contents is None else contents)
    return assemble(objects)


def read(data):
    return read_pdf(data, Source("a.pdf", "pdf"))


def column(x, y, lines, step=12, **more):
    return [(x, y - step * i, line, *more.values()) for i, line in enumerate(lines)]


def blocks(article, kind=None):
    return [article.text[b.start : b.end] for b in article.blocks if kind in (None, b.kind)]


LEFT = [
    "Plants of the shore were counted by hand in",
    "all of the plots that we had set out. None of",
    "them was lost during the winter, and most of",
    "them had grown well when they were seen",
    "again in spring, although the treat-",
    "ment had ended long before the follow-",
]
RIGHT = [
    "up visits began in the second year of work.",
    "The plots near the sea had fewer species, and",
    "the ones inland had more of them than before.",
    "Counting took three days in each of the years",
    "and was done by the same two people, both of",
    "whom knew the species well from other work.",
]


def test_two_columns_below_a_wide_title_are_read_one_after_the_other():
    page = [
        (60, 740, "Counting the plants of a stony shore by hand", 18),
        *column(50, 690, LEFT),
        *column(310, 690, RIGHT),
    ]
    article = read(make_pdf(page))
    assert article.title == "Counting the plants of a stony shore by hand"
    assert blocks(article, "paragraph") == [
        "Plants of the shore were counted by hand in all of the plots that we had set out. None of them was lost during "
        "the winter, and most of them had grown well when they were seen again in spring, although the treatment had "
        "ended long before the follow-up visits began in the second year of work. The plots near the sea had fewer "
        "species, and the ones inland had more of them than before. Counting took three days in each of the years and "
        "was done by the same two people, both of whom knew the species well from other work."
    ]


def test_the_drawing_order_does_not_matter():
    page = [item for pair in zip(column(50, 690, LEFT), column(310, 690, RIGHT), strict=True) for item in pair]
    text = read(make_pdf(page)).text
    assert text.startswith("Plants of the shore were counted by hand in all")
    assert text.endswith("whom knew the species well from other work.")


def test_running_heads_and_page_numbers_go():
    pages = [
        [
            (50, 770, f"Journal of Shores 12 (2020) {n}"),
            *column(50, 690, LEFT[:4] if n % 2 else RIGHT[:4]),
            (300, 30, str(n)),
        ]
        for n in (101, 102, 103)
    ]
    text = read(make_pdf(*pages)).text
    assert "Journal" not in text
    assert not any(number in text for number in ("101", "102", "103"))
    assert text.count("Plants of the shore") == 2


def test_a_heading_in_bold_stands_alone():
    page = [(50, 700, "Methods", 10, "F2"), *column(50, 686, LEFT[:4])]
    article = read(make_pdf(page))
    assert blocks(article)[0] == "Methods"
    assert article.blocks[0].kind in ("heading", "title")
    assert article.blocks[1].section == "Methods"


def test_numbered_headings_in_larger_or_bold_type_are_no_items_of_a_list():
    page = [
        (50, 740, "1. Introduction", 12, "F2"),
        *column(50, 715, LEFT),
        (50, 640, "2. Wash your hands before you begin the work"),
        *column(50, 600, RIGHT),
    ]
    article = read(make_pdf(page))
    assert blocks(article, "heading") == ["1. Introduction"]
    assert len(blocks(article, "list_item")) == 1


def test_a_numbered_heading_that_runs_into_its_paragraph_stands_alone():
    first = "2.1. Search Strategies. Studies were looked for"
    article = read(make_pdf(column(50, 700, [first, *LEFT])))
    assert blocks(article)[:1] == ["2.1. Search Strategies"]
    assert blocks(article, "paragraph")[0].startswith("Studies were looked for Plants of the shore")
    assert {article.blocks[s.block].section for s in article.sentences} == {"2.1. Search Strategies"}


def test_a_short_line_apart_in_the_texts_own_type_is_a_heading():
    page = [
        *column(50, 740, [*LEFT[:5], "ment had ended."]),
        (50, 650, "Animal preparation"),
        *column(50, 630, LEFT),
        (50, 520, "12.5 and 13.5 of 16 and 2001"),
        *column(50, 500, LEFT),
    ]
    assert blocks(read(make_pdf(page)), "heading") == ["Animal preparation"]


def test_prose_in_larger_type_than_the_tables_is_no_heading():
    table = [
        (x, 500 - 11 * row, text, 8)
        for row in range(30)
        for x, text in ((50, f"Otter {row}"), (200, "Clinical trial of the old"), (420, "none reported"))
    ]
    wide = "Plants of the shore were counted by hand in all of the plots that we had set out for"
    article = read(
        make_pdf(
            [(50, 760, "Otters of the shore", 16, "F2"), *column(50, 700, [wide] * 5 + ["the years to come."])],
            [(50, 740, "Table 1: Otters", 8), *table],
        )
    )
    assert blocks(article, "heading") == []
    assert blocks(article, "paragraph")[0].endswith("the years to come.")


@pytest.mark.parametrize(
    ("before", "raised", "expected"),
    [
        ("shown before.", "12,13", "before.¹²,¹³"),
        ("as found by others", "4-6", "others⁴–⁶"),
        ("an area of 3 m", "2", "3 m2"),
    ],
)
def test_raised_numbers_are_markers_but_not_powers(before, raised, expected):
    width = {"shown before.": 63.9, "as found by others": 82.8, "an area of 3 m": 64.5}[before]
    page = [*column(50, 700, LEFT[:4]), (50, 652, before), (50 + width, 656, raised, 6)]
    assert expected in read(make_pdf(page)).text


def test_a_table_caption_does_not_cut_a_paragraph():
    first = column(50, 700, LEFT)
    caption = [(50, 600, "Table 1. Plots and what grew in them", 8), (50, 588, "Plot", 8), (150, 588, "12", 8)]
    article = read(make_pdf([*first, *caption], column(50, 700, RIGHT)))
    assert blocks(article, "caption") == ["Table 1. Plots and what grew in them"]
    assert "the follow-up visits began" in blocks(article, "paragraph")[0]


ENTRIES = [
    ["Adams J, Brown K. Plants of the northern", "shores and dunes. J Shores. 2001;3:1-9."],
    ["Clark L. Counting by hand and by eye in", "small plots. Field Stud. 2005;12:33-40."],
    ["Davis M, Evans N, Ford O. What the winter", "leaves of a shore. Coasts. 2010;7:101-", "110."],
    ["Green P. Sand and salt. J Shores.", "2012;14:5-8."],
]
WHOLE = [
    "Adams J, Brown K. Plants of the northern shores and dunes. J Shores. 2001;3:1-9.",
    "Clark L. Counting by hand and by eye in small plots. Field Stud. 2005;12:33-40.",
    "Davis M, Evans N, Ford O. What the winter leaves of a shore. Coasts. 2010;7:101-110.",
    "Green P. Sand and salt. J Shores. 2012;14:5-8.",
]


def hanging(x, y, entries, numbers=()):
    found = []
    for n, entry in enumerate(entries):
        for k, line in enumerate(entry):
            label = f"{numbers[n]}. " if numbers and k == 0 else ""
            found.append((x + (12 if k else 0), y, label + line))
            y -= 12
    return found


def test_entries_are_told_apart_by_their_hanging_indent():
    page = [*column(50, 740, LEFT[:4]), (50, 670, "References", 12, "F2"), *hanging(50, 650, ENTRIES)]
    assert blocks(read(make_pdf(page)), "reference") == WHOLE


def test_an_entry_goes_on_in_the_next_column():
    numbered = hanging(50, 640, ENTRIES, (1, 2, 3, 4))
    left, right = numbered[:6], numbered[6:]
    filler = column(310, 700, ["Plants of the shore were counted by hand in", *RIGHT[1:5]])
    moved = [(x + 260, 640 - 12 * i, text) for i, (x, _, text) in enumerate(right)]
    page = [*column(50, 720, LEFT[:5]), (50, 655, "References", 12, "F2"), *left, *moved]
    article = read(make_pdf([*filler, *column(50, 700, LEFT[:5])], page))
    assert blocks(article, "reference") == [f"{n}. {entry}" for n, entry in enumerate(WHOLE, 1)]


def test_entries_are_told_apart_by_white_between_them():
    lines, y = [], 650
    for entry in ENTRIES:
        for line in entry:
            lines.append((50, y, line))
            y -= 12
        y -= 7
    page = [*column(50, 740, LEFT[:4]), (50, 670, "References", 12, "F2"), *lines]
    assert blocks(read(make_pdf(page)), "reference") == WHOLE


def test_bare_and_raised_numbers_of_entries_get_a_full_stop():
    bare, y = [], 650
    for n, entry in enumerate(ENTRIES, 1):
        for k, line in enumerate(entry):
            bare.append((62, y, line))
            if k == 0:
                bare.append((56, y + 4, str(n), 6))
            y -= 12
    page = [*column(50, 740, LEFT[:4]), (50, 670, "References", 12, "F2"), *bare]
    assert blocks(read(make_pdf(page)), "reference") == [f"{n}. {entry}" for n, entry in enumerate(WHOLE, 1)]


def test_a_link_leads_to_the_entry():
    page = [*column(50, 740, LEFT[:4]), (50, 692, "as others found [2] before."), (50, 670, "References", 12, "F2")]
    page += hanging(50, 650, ENTRIES, (1, 2, 3, 4))
    article = read(make_pdf(page, links={0: [((120, 688, 135, 702), 0, 50, 635)]}))
    assert [(article.text[p.start : p.end], article.text[p.at : p.at + 7]) for p in article.pointers] == [
        ("[2]", "2. Clar")
    ]


def test_an_address_broken_at_a_line_end_is_whole_again():
    entry = ["Adams J. Plants. J Shores. 2001;3:1-9. doi:10.1234/shores-", "2001.0012"]
    page = [*column(50, 740, LEFT[:4]), (50, 670, "References", 12, "F2"), *hanging(50, 650, [entry, *ENTRIES[1:]])]
    assert "doi:10.1234/shores-2001.0012" in read(make_pdf(page)).text


def test_what_is_no_readable_pdf_is_refused_in_one_line():
    good = make_pdf([(50, 700, "Plants of the shore")])
    cases = {
        b"": "damaged PDF",
        b"%PDF-1.4\n": "damaged PDF",
        make_pdf([]): "no text was found",
        good.replace(b"/Catalog", b"/Catalgo").replace(b"trailer", b"tralier")[:200]: "damaged PDF",
    }
    for data, cause in cases.items():
        with pytest.raises(InputError, match=cause) as caught:
            read(data)
        assert "a.pdf" in str(caught.value)
        assert "\n" not in str(caught.value)


SCAN = make_pdf([], contents=stream(b"q 500 0 0 500 50 50 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x00 EI Q"))


def test_pages_that_are_pictures_need_ocr():
    with pytest.raises(InputError, match="needs OCR"):
        read(SCAN)


def test_a_scan_is_read_where_ocrmypdf_is_installed(tmp_path, monkeypatch):
    (tmp_path / "text.pdf").write_bytes(make_pdf(column(50, 700, LEFT)))
    program = tmp_path / "ocrmypdf"
    program.write_text(f"#!/bin/sh\nexec cat {tmp_path / 'text.pdf'}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    article = read(SCAN)
    assert " ".join(LEFT[0].split()[:3]) in article.text
    assert article.warnings == (
        "The pages are pictures: their text was recognised by ocrmypdf, and some letters will be wrong.",
    )
    program.write_text("#!/bin/sh\nexit 2\n")
    with pytest.raises(InputError, match="needs OCR first"):
        read(SCAN)


def test_a_header_behind_junk_is_found_and_a_missing_end_is_said():
    good = make_pdf(column(50, 700, LEFT))
    assert "Plants" in read(b"junk\n" * 20 + good).text
    cut = good.replace(b"%%EOF", b"")
    assert read(cut).warnings == ("The PDF is cut short or damaged: text may be missing.",)


def test_a_content_that_unpacks_to_much_is_refused_before_pdfium_sees_it():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"(a)Tj 1 0 Td " * 80_000) for _ in range(250)) + packer.flush()
    with pytest.raises(InputError, match="unpacks to more than 200 MB"):
        read(make_pdf([], contents=stream(packed, b"/Filter/FlateDecode")))


def test_what_cannot_be_measured_is_read_by_a_process_with_limits(monkeypatch):
    monkeypatch.setattr(worker, "WAIT", 300)  # by the clock; the process's own limit counts its processor time
    twice = zlib.compress(zlib.compress(b"".join(text_at(*item) for item in column(50, 700, LEFT))))
    data = make_pdf([], contents=stream(twice, b"/Filter[/FlateDecode/FlateDecode]"))
    assert limits.unpacked_size(data)[1]
    assert read(data).text.startswith("Plants of the shore")
    bomb = zlib.compress(zlib.compress(b"BT /F1 9 Tf " + b"(a)Tj 1 0 Td " * 15_000_000, 9), 9)
    with pytest.raises(InputError, match="memory"):
        read(make_pdf([], contents=stream(bomb, b"/Filter[/FlateDecode/FlateDecode]")))


def test_forms_that_draw_forms_are_not_left_to_this_process():
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
    objects = [stream(b"/X Do " * 10, form % (n + 1)) for n in range(1, 9)]
    assert limits.unpacked_size(assemble(objects))[1]
    assert not limits.unpacked_size(make_pdf(column(50, 700, LEFT)))[1]


def test_a_volume_is_no_article():
    with pytest.raises(InputError, match="601 pages"):
        read(make_pdf(*[[(50, 700, "Plants")]] * 601))


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 255)), max_size=12))
def test_changed_bytes_end_in_an_article_or_one_line(changes):
    data = bytearray(make_pdf([*column(50, 700, LEFT), (50, 600, "References", 12, "F2"), *hanging(50, 580, ENTRIES)]))
    for at, value in changes:
        data[at % len(data)] = value
    try:
        article = read(bytes(data))
    except InputError:
        return
    assert all(0 <= b.start < b.end <= len(article.text) for b in article.blocks)
