"""One pace for several processes, kept in one place."""

from refdb.network.http import Http
from refdb.network.pace import FULL, DocumentedPace, Pace
from refdb.network.shared_pace import PacePlace, SharedPace, Terms, kept_at

TERMS = Terms(Pace, {"single": 0.0}, 2)


def test_turns_are_bounded_over_all_who_ask_and_a_lost_one_gives_them_back():
    place = PacePlace()
    assert [place.begin("one", "host", TERMS, "single"), place.begin("other", "host", TERMS, "single")] == [0.0, 0.0]
    assert place.begin("one", "host", TERMS, "single") == FULL
    assert place.begin("one", "another host", TERMS, "single") == 0.0
    place.end("other", "host")
    place.end("other", "host")  # given back already
    assert place.begin("third", "host", TERMS, "single") == 0.0
    assert place.begin("third", "host", TERMS, "single") == FULL
    place.lost("one")
    place.lost("one")
    assert place.begin("third", "host", TERMS, "single") == 0.0
    assert place.begin("third", "host", TERMS, "single") == FULL


def test_what_one_is_told_holds_for_all():
    place = PacePlace()
    place.begin("one", "host", TERMS, "single")
    place.learn("one", "host", "single", {"x-rate-limit-limit": "1", "x-rate-limit-interval": "50s"})
    assert 40 < place.begin("other", "host", TERMS, "single") <= 50  # seconds to wait; nobody waits here
    place.begin("one", "second", TERMS, "single")
    place.pause("one", "second", 50.0)
    assert 40 < place.begin("other", "second", TERMS, "single") <= 50


def test_a_client_asks_at_the_place_within_and_keeps_its_own_pace_without():
    asked = []
    place = PacePlace()

    def at_place(method, *arguments):
        asked.append(method)
        return getattr(place, method)("me", *arguments)

    with kept_at(at_place):
        inside = Http("http://127.0.0.1:9", pace=DocumentedPace({"single": 0.0}))
    outside = Http("http://127.0.0.1:9")
    assert isinstance(inside.pace, SharedPace)
    assert type(outside.pace) is Pace
    with inside.pace.turn("single"):
        inside.pace.learn("single", {"Content-Type": "text/plain"})  # tells no limit
        inside.pace.learn("single", {"X-Rate-Limit-Limit": "5", "X-Rate-Limit-Interval": "1s"})
    inside.pace.pause(0.0)
    assert asked == ["begin", "learn", "end", "pause"]
    for one in (inside, outside):
        one.close()
