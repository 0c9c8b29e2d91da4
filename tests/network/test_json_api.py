"""A server's JSON API: an answer counts once it is as documented; silence is never an absence."""

import pytest

from refdb.errors import InputError, RegistryRefused, RegistryUnavailable
from refdb.network.json_api import JsonApi, encoded, json_says_absent, require, within

PUBLIC = "https://api.example.org"


@pytest.fixture
def api(loopback):
    """``api(respond)``: a client of a server that answers so, and the server."""
    made = []

    def make(respond, **options):
        server = loopback(respond)
        absent = json_says_absent("not found")
        made.append(JsonApi(server.url, public=PUBLIC, spacing=60.0, says_absent=absent, timeout=60.0, **options))
        made[-1].http.first_wait = 0.001
        return made[-1], server

    yield make
    for one in made:
        one.close()


def test_an_answer_is_read(api, answer):
    client, server = api(lambda path, count: answer(200, '{"title": "Naps"}'))
    assert client.ask("/works/1", lambda row: row["title"], {"fields": "title, year"}) == "Naps"
    assert client.ask_bytes("/works/2", len) == len('{"title": "Naps"}')
    assert client.listed("/works", lambda row: [row["title"]], {}) == ["Naps"]
    # Spaced as documented at the public address alone: a minute each would show.
    assert [path for _, path in server.asked] == ["/works/1?fields=title%2C+year", "/works/2", "/works"]


def test_the_servers_own_word_is_an_absence_and_nothing_else(api, answer):
    client, _ = api(lambda path, count: answer(404, '{"message": "Work NOT FOUND."}'))
    assert client.ask("/works/1", lambda row: row) is None
    with pytest.raises(RegistryUnavailable, match="says there is nothing to search: is the address right"):
        client.listed("/works", lambda row: [row], {})


@pytest.mark.parametrize("body", ["not found", "<p>not found</p>", '{"message": "no such route"}'])
def test_another_404_is_none(api, answer, body):
    client, _ = api(lambda path, count: answer(404, body))
    with pytest.raises(RegistryRefused):
        client.ask("/works/1", lambda row: row)


@pytest.mark.parametrize(
    "read",
    [
        lambda row: row["absent"],
        lambda row: row[0],
        lambda row: row["title"].absent,
        lambda row: int(row["title"]),
        lambda row: require(row.get("absent"), "no list"),
    ],
)
def test_an_answer_that_is_not_as_documented_is_no_absence(api, answer, read):
    client, _ = api(lambda path, count: answer(200, '{"title": "Naps"}'))
    with pytest.raises(RegistryUnavailable, match="not as its documentation says"):
        client.ask("/works/1", read)


def test_an_answer_that_is_whole_at_the_second_time_counts(api, answer):
    client, server = api(lambda path, count: answer(200, '{"title": ' if count == 1 else '{"title": "Naps"}'))
    assert client.ask("/works/1", lambda row: row["title"]) == "Naps"
    assert len(server.asked) == 2


def test_an_address_that_is_none():
    with pytest.raises(InputError):
        JsonApi("ftp://example.org", public=PUBLIC, spacing=0.0, says_absent=lambda _: False)


@pytest.mark.parametrize(
    ("identifier", "segment"),
    [
        ("10.1000/a#b?c%d", "10.1000%2Fa%23b%3Fc%25d"),
        (" arXiv:2001.1 ", "arXiv:2001.1"),
        ("ü \ud800", "%C3%BC%20%3F"),
    ],
)
def test_an_identifier_is_one_segment_of_an_address(identifier, segment):
    assert encoded(identifier) == segment


def test_objects_within_foreign_json():
    assert within({"a": {"b": 1}}, "a") == {"b": 1}
    assert within({"a": [1]}, "a") == within({"a": None}, "a") == within({}, "a") == {}


def test_what_must_be_there():
    require([0], "a list")
    with pytest.raises(ValueError, match="a list"):
        require([], "a list")
