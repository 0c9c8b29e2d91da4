"""All blocks of a file, each kind in its order."""

import logging

from refdb.bibliography.bibtex.syntax.blocks import MONTHS, BibEntry, BibFailure, read_blocks


def test_every_kind_of_block():
    blocks = read_blocks(
        '@string{nat = "Nature"}\n@preamble{"\\def\\x{y}"}\n@comment{jabref-meta: x}\n% a remark\n@Misc{a, note = nat}\n'
        "@misc{b, title={never closed"
    )
    assert blocks.entries == (BibEntry("misc", "a", {"note": "Nature"}, 5),)
    assert blocks.preambles == ("\\def\\x{y}",)
    assert blocks.comments == ("jabref-meta: x",)
    assert blocks.failures == (BibFailure(6, "a brace is never closed (line 6); what stands before it is kept"),)


def test_letters_are_composed():
    (entry,) = read_blocks("@misc{a, note = {Mu\u0308ller}}").entries
    assert entry.fields["note"] == "Müller"
    assert read_blocks("@misc{Mu\u0308ller, note = {x}}").entries[0].key == "Müller"


def test_the_parser_s_own_warnings_go_where_a_program_sends_them():
    logger = logging.getLogger("bibtexparser")
    before = list(logger.handlers)
    try:
        logger.handlers = []
        read_blocks("@misc{a}")
        assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
        read_blocks("@misc{a}")
        assert len(logger.handlers) == 1
        logger.handlers = own = [logging.StreamHandler()]
        read_blocks("@misc{a}")
        assert logger.handlers == own
    finally:
        logger.handlers = before


def test_months_are_the_macros_of_bibtex():
    assert list(MONTHS) == "jan feb mar apr may jun jul aug sep oct nov dec".split()
    assert (MONTHS["jan"], MONTHS["sep"]) == ("January", "September")


def test_an_empty_file():
    assert read_blocks("") == read_blocks(" \n") == read_blocks("only prose")
