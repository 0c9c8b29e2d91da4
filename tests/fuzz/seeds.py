"""What is changed at random; nothing of refdb is loaded here, so that atheris can watch it load."""

from pathlib import Path

FIXTURES = Path(__file__).parent.parent / "fixtures"
BIBLIOGRAPHIES = {
    "bibtex": b'@string{j = "Sleep"}\n@article{roe, author = {Roe, R. and M\\"uller, A.}, title = {Naps {at} noon}, journal = j, year = 2001}\n',
    "ris": b"TY  - JOUR\nID  - roe\nAU  - Roe, R.\nTI  - Naps at noon\nPY  - 2001/03/04\nSP  - 1\nEP  - 9\nDO  - 10.1/a\nER  - \n",
    "nbib": b"PMID- 123\nTI  - Naps at noon\n      and later.\nAU  - Roe R\nDP  - 2001 Mar\nTA  - Sleep\n\n",
    "refer": b"%0 Journal Article\n%A Roe, R.\n%T Naps at noon\n%J Sleep\n%D 2001\n%P 1-9\n%R 10.1000/a\n\n",
    "wos": b"FN Clarivate Analytics Web of Science\nVR 1.0\nPT J\nAU Roe, R\n   Doe, J\nTI Naps at noon\nSO SLEEP\nPY 2001\nBP 1\nEP 9\nDI 10.1000/a\nER\n\nEF",
    "endnote": b'<xml><records><record><ref-type name="Journal Article">17</ref-type><titles><title>Naps</title></titles>'
    b"<dates><year>2001</year></dates></record></records></xml>",
    "zotero-rdf": b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#" '
    b'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:foaf="http://xmlns.com/foaf/0.1/" xmlns:bib="http://purl.org/net/biblio#">'
    b'<bib:Article rdf:about="#item_1"><z:itemType>journalArticle</z:itemType><dc:title>Naps at noon</dc:title><dc:date>2001-03</dc:date>'
    b"<bib:authors><rdf:Seq><rdf:li><foaf:Person><foaf:surname>Roe</foaf:surname><foaf:givenName>R.</foaf:givenName></foaf:Person></rdf:li>"
    b"</rdf:Seq></bib:authors></bib:Article></rdf:RDF>",
    "zotero-json": b'{"items": [{"itemType": "journalArticle", "title": "Naps", "creators": [{"lastName": "Roe", "firstName": "R."}], '
    b'"date": "2001-03", "tags": [{"tag": "x"}], "collections": {}, "extra": "PMID: 1"}]}',
    "csv": b'Title,Author,Year,DOI\nNaps at noon,"Roe, R.",2001,10.1/a\n',
    "identifiers": b"10.1000/a\nPMID: 123\narXiv:2001.00001\n",
}
PRINTED = b"""Roe R, M\xc3\xbcller A. Naps at noon. Sleep. 2001;3(2):1-9. doi:10.1000/a
O'Neill, A., & van der Berg, J. B. (2010). A title: of a work. *The Lancet*, 1(2), e12\xe2\x80\x93e19. https://doi.org/10.1/x
[3] J. Smith and K. Weber, \xe2\x80\x9cOn sleep,\xe2\x80\x9d in Proc. 3rd Conf. Naps, Paris, France, 2011, pp. 4\xe2\x80\x938, arXiv:2001.00001.
Ministry of Health. Guideline for naps. 2nd ed. Berlin: Springer; 1999. 300 p. ISBN 978-3-16-148410-0.
"""
