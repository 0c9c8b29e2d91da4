"""Records that tests of several rooms ask a registry for."""

SLEEP = {
    "DOI": "10.1000/sleep",
    "type": "journal-article",
    "title": ["Sleep, coffee and the memory of shift workers"],
    "author": [{"family": "Lindqvist", "given": "Anna"}, {"family": "Okafor", "given": "Chidi"}],
    "container-title": ["Journal of Quiet Nights"],
    "issued": {"date-parts": [[2014]]},
    "volume": "12",
    "page": "101-109",
}
