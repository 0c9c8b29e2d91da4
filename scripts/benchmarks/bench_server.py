"""How fast `refdb serve` answers, and what a kill -9 loses.

python -m scripts.benchmarks.bench_server [--works 10000] [--users 30] [--seconds 30] [--kills 20] [--only NAME …]

Four measures, all on loopback, with a library that is made for it: the first page; a search as one types; many users who
search at once; audits queued by four users; and the server killed again and again while decisions are made and
audits queued (no decision and no job is lost, none is done twice).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from refdb.library import init_library, open_library

WORDS = (
    "sleep memory vitamin coffee cancer randomised trial children adults risk blood pressure heart insulin diet "
    "exercise placebo cohort mortality stroke infection vaccine asthma depression pain therapy dose bone kidney liver "
    "screening pregnancy smoking alcohol weight glucose protein gene receptor tumour surgery recovery quality health"
).split()
DEMO = Path(__file__).parents[1] / "demo"


class Server:
    """`refdb serve`, started, asked, killed."""

    def __init__(self, folder: Path, registry: Path) -> None:
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://localhost:{self.port}"
        self.command = [
            sys.executable,
            "-m",
            "refdb.cli",
            "--library",
            str(folder),
            "serve",
            "--port",
            str(self.port),
            "--registry",
            str(registry),
            "--workers",
            "2",
        ]
        self.cookie = self.csrf = ""

    def start(self) -> float:
        began = time.perf_counter()
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL)
        while True:
            try:
                self.get("/static/site.css")
                return time.perf_counter() - began
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit("the server ended") from None
                time.sleep(0.05)

    def stop(self, how: int = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(60)

    def worked(self) -> float:
        """The milliseconds of processor time that the server itself took until now; its workers are not counted."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, path: str, data: bytes | None = None, media: str = "") -> str:
        headers = {"cookie": self.cookie} if self.cookie else {}
        if data is not None:
            headers |= {"content-type": media, "x-csrf-token": self.csrf}
        request = urllib.request.Request(self.url + path, data, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            if not self.cookie and answer.headers["set-cookie"]:
                self.cookie = answer.headers["set-cookie"].split(";")[0]
            return answer.read().decode()

    def get(self, path: str) -> str:
        return self.ask(path)

    def sign(self) -> None:
        """Take a cookie and its token."""
        self.cookie = ""
        self.csrf = re.search(r'name="csrf" content="(\w+)"', self.get("/"))[1]

    def upload(self, name: str, text: str) -> int:
        edge = "edge-of-a-part"
        body = f'--{edge}\r\ncontent-disposition: form-data; name="file"; filename="{name}"\r\n\r\n{text}\r\n--{edge}--\r\n'
        told = self.ask("/jobs", body.encode(), f"multipart/form-data; boundary={edge}")
        return json.loads(told)["jobs"][0]

    def decide(self, audit: int, claim: int, note: str) -> None:
        said = json.dumps({"action": "note", "text": note}).encode()
        self.ask(f"/audits/{audit}/claim/{claim}", said, "application/json")


def made(folder: Path, works: int) -> None:
    """A library of so many works with abstracts of random words, indexed."""
    rng = random.Random(1)
    init_library(folder)
    rows = []
    for n in range(works):
        abstract = ". ".join(" ".join(rng.choices(WORDS, k=14)).capitalize() for _ in range(3)) + "."
        title = " ".join(rng.choices(WORDS, k=7)).capitalize()
        rows.append({"id": f"w{n}", "title": f"{title} {n}", "text": abstract})
    file = folder / "works.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with open_library(folder) as library:
        library.import_files(file)
        library.index()


def timed(call) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)


def spread(times: list[float]) -> str:
    ordered = sorted(times)
    return f"median {statistics.median(ordered):.0f} ms, p95 {ordered[int(0.95 * (len(ordered) - 1))]:.0f} ms ({len(ordered)})"


def pages(server: Server) -> None:
    server.get("/library/results?q=warm")
    print("first page:", spread([timed(lambda: server.get("/")) for _ in range(30)]))
    typed = []
    rng = random.Random(2)
    for _ in range(8):
        query = " ".join(rng.choices(WORDS, k=2))
        for end in range(3, len(query) + 1, 2):
            text = urllib.request.quote(query[:end])
            typed.append(timed(lambda text=text: server.get(f"/library/results?q={text}")))
    print("search as one types:", spread(typed))


def crowd(server: Server, users: int, seconds: float) -> None:
    times: list[float] = []
    errors: list[str] = []
    end = time.monotonic() + seconds

    def user(n: int) -> None:
        rng = random.Random(n)
        while time.monotonic() < end:
            text = urllib.request.quote(" ".join(rng.choices(WORDS, k=3)))
            try:
                times.append(timed(lambda: server.get(f"/library/results?q={text}")))  # noqa: B023
            except OSError as error:
                errors.append(str(error))
            time.sleep(rng.uniform(0.5, 1.5))  # a person reads what was found

    threads = [threading.Thread(target=user, args=(n,)) for n in range(users)]
    before = server.worked()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cost = (server.worked() - before) / max(len(times), 1)
    print(f"{users} users searching for {seconds:.0f} s: {spread(times)}, {len(errors)} errors {errors[:2]}")
    print(f"processor time of the server: {cost:.0f} ms a search; load of the machine: {os.getloadavg()[0]:.1f}")


def waited(folder: Path, numbers: list[int], seconds: float) -> Counter[str]:
    with open_library(folder) as library:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            jobs = [library.job(number) for number in numbers]
            if all(job.is_ended for job in jobs):
                break
            time.sleep(0.3)
        return Counter(job.state for job in (library.job(number) for number in numbers))


def article(n: int) -> str:
    text = (DEMO / "article.txt").read_text(encoding="utf-8")
    return f"{text[:1500]}\n\nVersion {n}.\n"


def queued(server: Server, folder: Path) -> None:
    numbers: list[int] = []

    def user(n: int) -> None:
        numbers.extend(server.upload(f"article-{n}-{i}.txt", article(10 * n + i)) for i in range(2))

    threads = [threading.Thread(target=user, args=(n,)) for n in range(4)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    states = waited(folder, numbers, 300)
    print(f"8 audits queued by 4 users: {dict(states)} in {time.perf_counter() - began:.0f} s")


def killed(server: Server, folder: Path, kills: int) -> None:
    rng = random.Random(3)
    server.sign()
    first = server.upload("first.txt", article(1000))
    waited(folder, [first], 120)
    with open_library(folder) as library:
        audit = library.job(first).result["audit"]
    promised: list[str] = []
    jobs: list[int] = []
    for kill in range(kills):
        server.sign()
        moment = time.monotonic() + rng.uniform(0.2, 2.5)
        threading.Timer(max(moment - time.monotonic(), 0), server.process.send_signal, (signal.SIGKILL,)).start()
        with_upload = kill % 2 == 0
        try:
            if with_upload:
                jobs.append(server.upload(f"killed-{kill}.txt", article(2000 + kill)))
            for n in range(10_000):
                note = f"note {kill}.{n}"
                server.decide(audit, 1, note)
                promised.append(note)  # the server said that it is kept
        except OSError:
            server.process.wait(60)
        server.start()
    states = waited(folder, jobs, 300)
    with open_library(folder) as library:
        report = library.audit_report(audit)
        kept = {remark.value for remark in report.claims[0].remarks}
        audits = Counter(one.name for one in library.audits())
    twice = [name for name, count in audits.items() if count > 1]
    lost = [note for note in promised if note not in kept]
    print(
        f"{kills} kills: {len(promised)} decisions promised, {len(lost)} lost; {len(jobs)} jobs taken: {dict(states)}, "
        f"{len(twice)} done twice"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=10_000)
    parser.add_argument("--users", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--only", nargs="*", default=["pages", "crowd", "jobs", "kills"])
    parser.add_argument("--library", type=Path, help="Where it is made, and kept; else a folder that goes.")
    given = parser.parse_args()
    from refdb import build_snapshot

    with tempfile.TemporaryDirectory() as name:
        folder, registry = given.library or Path(name) / "library", Path(name) / "registry.db"
        build_snapshot([DEMO / "works.jsonl"], registry)
        if not (folder / "refdb.sqlite3").is_file():
            print(f"a library of {given.works} works: {timed(lambda: made(folder, given.works)) / 1000:.0f} s")
        server = Server(folder, registry)
        print(f"load of the machine: {os.getloadavg()[0]:.1f}; start of the server: {server.start():.1f} s")
        try:
            server.sign()
            if "pages" in given.only:
                pages(server)
            if "crowd" in given.only:
                crowd(server, given.users, given.seconds)
            if "jobs" in given.only:
                queued(server, folder)
            if "kills" in given.only:
                killed(server, folder, given.kills)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
