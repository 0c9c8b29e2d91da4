"""`refdb check` and `refdb audit` with a second opinion, and with more caution."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from refdb.claims.second_opinion import stays_here
from refdb.cli import main

CLAIM = "Coffee in the evening shortens sleep."
ROW = {
    "id": 7,
    "claim": CLAIM,
    "evidence_text": "Coffee in the evening shortened sleep by an hour.",
    "title": "Coffee: a review",
}
AGAINST = '{"relation": "contradicts", "confidence": 0.75, "sentence": 1}'


@pytest.fixture
def refdb(monkeypatch, capsys):
    """Runs a command line in this process, with settings in its environment."""

    def run(*args, **settings):
        with monkeypatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(f"REFDB_{name.upper()}", value)
            patch.setattr(sys, "argv", ["refdb", *map(str, args)])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return subprocess.CompletedProcess(args, ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def chat():
    """A server that always says the opposite: its setting, its host, and what it was asked."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            body = json.dumps({"choices": [{"message": {"content": AGAINST}}]}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    yield f"http://{host}/v1#small", host, asked
    server.shutdown()
    server.server_close()


@pytest.fixture
def claims(tmp_path):
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(ROW))
    return path


def test_check_shows_it_beside_the_first_and_says_where_it_asked(refdb, claims, chat):
    setting, host, asked = chat
    alone = json.loads(refdb("check", "--claims", claims, "--json").stdout)
    done = refdb("check", "--claims", claims, "--json", "-q", second_opinion=setting)
    row = json.loads(done.stdout)
    second = row["evidence"][0].pop("second")
    assert second == {"relation": "contradicts", "confidence": 0.75, "rationale": ROW["evidence_text"]}
    assert alone["evidence"][0].pop("second") is None
    assert row == alone  # label, verdict and confidence are the first judge's
    assert (row["verdict"], row["evidence"][0]["study"]) == ("supported", "review")
    assert done.stderr == f"second opinion: claims and the passages read for them are sent to {host}\n"
    assert len(asked) == 1
    shown = refdb("check", "--claims", claims, second_opinion=setting).stdout
    assert "second opinion: contradicts (rather likely, 75%)" in shown


def test_nothing_is_sent_unless_it_is_set(refdb, claims, chat):
    done = refdb("check", "--claims", claims)
    assert (done.stderr, chat[2]) == ("", [])


def test_a_server_that_is_not_there_changes_no_verdict(refdb, claims):
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        host = f"127.0.0.1:{server.server_address[1]}"
    done = refdb("check", "--claims", claims, "--json", second_opinion=f"http://{host}/v1#m")
    assert json.loads(done.stdout)["verdict"] == "supported"
    assert f"1 of 1 passages have no second opinion: {host}: could not be reached (" in done.stderr


def test_an_audit_keeps_second_opinions_through_a_replay(
    refdb, tmp_path, article_file, works_file, snapshot_file, chat
):
    setting, host, asked = chat
    library = ["--library", tmp_path / "lib"]
    done = refdb(
        *library,
        "audit",
        article_file,
        "--registry",
        snapshot_file,
        "--json",
        "r.json",
        "--least-confidence",
        "0.6",
        second_opinion=setting,
    )
    assert done.returncode == 1, done.stderr
    assert done.stderr.count(host) == 1
    report = json.loads((tmp_path / "r.json").read_text())
    assert (report["versions"]["second_opinion"], report["versions"]["least_confidence"]) == (setting, "0.6")
    told = [e for claim in report["claims"] for e in claim["evidence"] if e["second"]]
    assert len(told) == len(asked) > 0
    assert all(e["second"]["relation"] == "contradicts" for e in told)
    same = refdb(*library, "audit", "--replay", "r.json", "--registry", snapshot_file)
    assert (same.returncode, same.stdout.split(":")[0]) == (0, "the same"), same.stdout
    assert len(asked) == len(told)  # nobody was asked again
    from refdb.library import open_library

    with open_library(tmp_path / "lib", options={"registry": str(snapshot_file)}) as opened:
        again = opened.replay(report)
    assert sum(e.second is not None for c in again.claims for e in c.verdict.evidence) == len(told)


def test_offline_asks_no_other_machine(refdb, tmp_path, article_file, snapshot_file):
    done = refdb(
        "--library",
        tmp_path / "lib",
        "audit",
        article_file,
        "--registry",
        snapshot_file,
        "--offline",
        "--json",
        "-",
        second_opinion="http://models.invalid/v1#m",
    )
    assert "models.invalid" not in done.stderr
    warnings = json.loads(done.stdout)["warnings"]
    assert "Offline: models.invalid was not asked for a second opinion." in warnings


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("", True), ("localhost", True), ("localhost:11434", True), ("127.0.0.1:80", True), ("::1", True),
        ("example.org", False), ("localhost.example.org:80", False), ("10.0.0.1", False), ("127.example.org", False),
    ],
)  # fmt: skip
def test_what_is_this_machine(host, here):
    assert stays_here(host) is here


def test_more_caution_settles_less(refdb, claims):
    row = json.loads(refdb("check", "--claims", claims, "--json").stdout)
    careful = json.loads(refdb("check", "--claims", claims, "--json", "--least-confidence", "0.99").stdout)
    assert (row["label"], careful["label"]) == ("SUPPORT", "NEI")
    by_setting = refdb("check", "--claims", claims, "--json", least_confidence="0.99")
    assert json.loads(by_setting.stdout) == careful


@pytest.mark.parametrize(
    ("args", "settings", "said"),
    [
        ([], {"judge": "http://localhost:11434/v1#m"}, "goes under second_opinion"),
        ([], {"second_opinion": "http://localhost:11434/v1"}, "names no model"),
        ([], {"least_confidence": "2"}, "least_confidence = '2' should be from 0 to 1"),
        ([], {"least_confidence": "much"}, "least_confidence = 'much' should be a float"),
    ],
)
def test_what_cannot_be_used_is_one_line(refdb, claims, args, settings, said):
    done = refdb("check", "--claims", claims, *args, **settings)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_replay_is_as_careful_as_its_report(refdb, tmp_path):
    done = refdb("--library", tmp_path, "audit", "--replay", "r.json", "--least-confidence", "0.8")
    assert done.returncode == 2
    assert "--replay takes --least-confidence and --claims from the report" in done.stderr
