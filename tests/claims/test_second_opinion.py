"""The second opinion: asked over real HTTP, parsed strictly, and silent with one note where it fails."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refdb.claims import second_opinion
from refdb.claims.judging.judge import OnnxJudge
from refdb.claims.second_opinion import (
    Endpoint,
    LocalOpinion,
    Opinions,
    _Unsound,
    load_second_opinion,
    opinion_of,
    shown,
)
from refdb.errors import InputError
from refdb.model import Judgement, Passage, Span

TEXT = "Forty men ate garlic. Their colds were fewer."
PASSAGE = Passage("a", TEXT, (Span(0, 21), Span(22, 45)), title="Garlic and colds")
PAIR = ("Garlic prevents colds.", PASSAGE)
SOUND = '{"relation": "supports", "confidence": 0.9, "sentence": 2}'
JUDGEMENT = Judgement("supports", 0.9, Span(22, 45))


class Chat:
    """A server that speaks chat completions; ``respond(question, count)`` gives (status, headers, body)."""

    def __init__(self, respond):
        self.questions, self.headers, self.paths = [], [], []
        self.stopped = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                question = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.questions.append(question)
                outer.headers.append(self.headers)
                outer.paths.append(self.path)
                status, headers, body = respond(question, len(outer.questions))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *args):
                pass  # a client that gave up

        self._server = Server(("127.0.0.1", 0), Handler)
        self.host = f"127.0.0.1:{self._server.server_address[1]}"
        self.url = f"http://{self.host}/v1#garlic-7b"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def chat():
    servers = []

    def start(respond):
        servers.append(Chat(respond))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def completion(content):
    return 200, {}, json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})


def ask(server, count=1, **options):
    options = {"seconds": 5.0, "first_wait": 0.001} | options
    return Endpoint(server.url, **options).ask([PAIR] * count)


def test_a_sound_answer(chat):
    server = chat(lambda question, count: completion(SOUND))
    assert ask(server, key="k-1") == Opinions((JUDGEMENT,))
    assert server.paths == ["/v1/chat/completions"]
    assert server.headers[0]["authorization"] == "Bearer k-1"
    question = server.questions[0]
    assert (question["model"], question["temperature"]) == ("garlic-7b", 0)
    assert question["messages"][1]["content"] == (
        "Claim: Garlic prevents colds.\n\nTitle of the source: Garlic and colds\n\n"
        "Passage:\n[1] Forty men ate garlic.\n[2] Their colds were fewer."
    )


def test_no_key_no_header(chat):
    server = chat(lambda question, count: completion(SOUND))
    ask(server)
    assert server.headers[0]["authorization"] is None


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_passing_failure_is_tried_again(chat, status):
    server = chat(lambda question, count: (status, {}, "busy") if count < 3 else completion(SOUND))
    assert ask(server) == Opinions((JUDGEMENT,))
    assert len(server.questions) == 3


def test_a_server_that_stays_down_is_given_up_and_left_alone(chat):
    server = chat(lambda question, count: (503, {}, "down"))
    endpoint = Endpoint(server.url, seconds=5.0, first_wait=0.001)
    note = f"20 of 20 passages have no second opinion: {server.host}: HTTP 503 Service Unavailable, after 3 tries"
    assert endpoint.ask([PAIR] * 20) == Opinions((None,) * 20, f"{note}.")
    asked = second_opinion.TRIES + 1  # one short try more, and then nothing for a minute
    assert len(server.questions) == asked
    again = endpoint.ask([PAIR])
    assert again.judgements == (None,)
    assert "HTTP 503 Service Unavailable, after 1 try; not asked again for " in again.note
    assert len(server.questions) == asked  # the second article asks nothing


def test_a_long_wait_is_not_waited(chat):
    server = chat(lambda question, count: (429, {"retry-after": "3600"}, "slow down"))
    began = time.monotonic()
    assert ask(server).judgements == (None,)
    assert time.monotonic() - began < 600
    assert len(server.questions) == 1


def test_refused_once_is_enough(chat):
    """A wrong key or model is wrong for every pair; the key is not repeated in the report."""
    body = json.dumps({"error": {"message": "Incorrect API key\nprovided: k-1."}})
    server = chat(lambda question, count: (401, {}, body))
    found = ask(server, 5, key="k-1")
    assert found.note == (
        f"5 of 5 passages have no second opinion: {server.host} refused the question: HTTP 401 Incorrect API key provided: …."
    )
    assert len(server.questions) == 1


def test_a_redirect_is_not_followed(chat):
    other = chat(lambda question, count: completion(SOUND))
    server = chat(lambda question, count: (307, {"location": f"http://{other.host}/v1/chat/completions"}, ""))
    assert ask(server).judgements == (None,)
    assert other.questions == []


def test_silence_ends(chat):
    server = chat(lambda question, count: (server.stopped.wait(20), completion(SOUND))[1])
    found = ask(server, 5, seconds=0.2)
    assert found.judgements == (None,) * 5
    assert "no answer within 0.2 s, after 1 try" in found.note
    assert len(server.questions) == 2


def test_a_refused_connection():
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        port = server.server_address[1]
    found = Endpoint(f"http://127.0.0.1:{port}/v1#m", first_wait=0.001).ask([PAIR])
    assert found.judgements == (None,)
    assert f"1 of 1 passages have no second opinion: 127.0.0.1:{port}: could not be reached (" in found.note


def test_an_answer_too_long(chat):
    server = chat(lambda question, count: (200, {}, "x" * (second_opinion.LARGEST_ANSWER + 1)))
    assert "an answer of more than 1 MiB" in ask(server).note


def test_one_bad_answer_costs_one_opinion(chat):
    bad = completion("I think it supports the claim.")
    server = chat(lambda question, count: bad if count == 2 else completion(SOUND))
    found = ask(server, 3)
    assert found.judgements == (JUDGEMENT, None, JUDGEMENT)
    assert found.note == (
        f"1 of 3 passages have no second opinion: {server.host} gave answers that are not the JSON asked for."
    )
    assert len(server.questions) == 3  # at temperature 0 the same question has the same answer


def test_a_model_that_never_answers_soundly_is_given_up(chat):
    server = chat(lambda question, count: (200, {}, '{"choices": []}'))
    found = ask(server, 30)
    assert found.judgements == (None,) * 30
    assert found.note.endswith(f"{server.host} gave an answer that is no chat completion.")
    assert len(server.questions) == second_opinion.UNSOUND


SENTENCES = shown(PASSAGE)


@pytest.mark.parametrize(
    ("content", "judgement"),
    [
        (SOUND, JUDGEMENT),
        (f"```json\n{SOUND}\n```", JUDGEMENT),
        (f"<think>Is it? {{}}</think>\n{SOUND}", JUDGEMENT),
        ('{"relation": "neither", "confidence": 1, "sentence": 0}', Judgement("neither", 1.0, None)),
        (
            '{"relation": "contradicts", "confidence": 0, "sentence": 1, "why": "…"}',
            Judgement("contradicts", 0.0, Span(0, 21)),
        ),
    ],
)
def test_what_is_taken_for_an_answer(content, judgement):
    assert opinion_of(content, SENTENCES) == judgement


@pytest.mark.parametrize(
    "content",
    [
        "",
        "supports",
        f"{SOUND} I hope this helps!",
        f"{SOUND}{SOUND}",
        f"[{SOUND}]",
        '{"relation": "supports", "confidence": 0.9}',
        '{"relation": "SUPPORTS", "confidence": 0.9, "sentence": 2}',
        '{"relation": ["supports"], "confidence": 0.9, "sentence": 2}',
        '{"relation": "supports", "confidence": 90, "sentence": 2}',
        '{"relation": "supports", "confidence": "0.9", "sentence": 2}',
        '{"relation": "supports", "confidence": true, "sentence": 2}',
        '{"relation": "supports", "confidence": NaN, "sentence": 2}',
        '{"relation": "supports", "confidence": 0.9, "sentence": 3}',
        '{"relation": "supports", "confidence": 0.9, "sentence": -1}',
        '{"relation": "supports", "confidence": 0.9, "sentence": 1.0}',
        '{"relation": "supports", "relation": "neither", "confidence": 0.9, "sentence": 2}',
        "[" * 100_000,
    ],
)
def test_what_is_none(content):
    with pytest.raises(_Unsound):
        opinion_of(content, SENTENCES)


@given(st.text(max_size=80))
def test_any_text_is_an_answer_or_none(text):
    try:
        found = opinion_of(text, SENTENCES)
    except _Unsound:
        return
    assert 0 <= found.confidence <= 1


def test_a_very_long_passage_is_sent_in_part():
    spans = tuple(Span(n * 1000, n * 1000 + 999) for n in range(50))
    assert len(shown(Passage("a", "x" * 50_000, spans))) == 8
    assert [len(text) for _, text in shown(Passage("a", "x" * 50_000))] == [8000]
    assert shown(Passage("a", TEXT)) == [(Span(0, 45), TEXT)]


def test_nobody_is_asked_unless_one_is_named():
    assert load_second_opinion("") is None


def test_the_name_is_the_setting_and_the_host_is_known():
    endpoint = Endpoint("https://models.example.org/api/v1/chat/completions?v=2#big:70b")
    assert (endpoint.host, endpoint.model) == ("models.example.org", "big:70b")
    assert endpoint._url == "https://models.example.org/api/v1/chat/completions?v=2"


@pytest.mark.parametrize(
    ("setting", "key", "said"),
    [
        ("http://localhost:11434/v1", "", "names no model; write http://localhost:11434/v1#MODEL"),
        ("ftp://localhost/v1#m", "", "no http(s) address"),
        ("http://localhost:port/v1#m", "", "is no address"),
        ("http://me:secret@localhost/v1#m", "", "second_opinion_key"),
        ("http://localhost/v1#m", "a b", "second_opinion_key"),
        ("http://localhost/v1#m", "a\nb", "second_opinion_key"),
    ],
)
def test_settings_that_cannot_be_used(setting, key, said):
    with pytest.raises(InputError) as error:
        load_second_opinion(setting, key)
    assert said in str(error.value)
    assert "secret" not in str(error.value)


def test_a_judge_on_this_machine_sends_nothing():
    judge = OnnxJudge()
    local, told = LocalOpinion(judge), []
    found = local.ask([PAIR, PAIR], told.append)
    assert (found.judgements, found.note) == (tuple(judge.judge([PAIR, PAIR])), "")
    assert (local.host, local.name, told) == ("", judge.fingerprint, [0, 1])
