"""Workers that are actors of a real Ray cluster of three nodes on this machine, one of which is lost in mid-run.

`make test-cluster` installs Ray (240 MB) in an environment of its own and runs this.
"""

import os
import shutil
import tempfile
import zlib
from collections import Counter

import pytest

from refdb import init_library, open_library
from refdb.errors import InputError, LibraryError, RefdbError
from refdb.model.running import Wanted, Workers
from refdb.workflows.many import cluster as cluster_of
from refdb.workflows.many.running import Job, run
from tests.postgresql import schema
from tests.workflows.many import tasks

ARTICLES = int(os.environ.get("REFDB_CLUSTER_ARTICLES", "9"))  # read here: a test sees no setting of the user's
STORE = 80 * 2**20  # bytes of shared memory that a node gets; Ray takes no less
pytestmark = pytest.mark.xdist_group("cluster")


@pytest.fixture
def cluster(slow, monkeypatch):
    """A cluster of three nodes with a core each, which ends with the test."""
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray = pytest.importorskip("ray", reason="needs Ray: make test-cluster")
    cluster_utils = pytest.importorskip("ray.cluster_utils")
    folder = tempfile.mkdtemp(prefix="refdb-ray-")  # sockets lie in it: pytest's own folders have names too long
    node = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    made = cluster_utils.Cluster(initialize_head=True, head_node_args=node | {"temp_dir": folder})
    try:
        made.others = [made.add_node(num_cpus=1, object_store_memory=STORE) for _ in range(2)]
        yield made
    finally:
        if ray.is_initialized():
            ray.shutdown()
        made.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(postgresql, request):
    return schema(postgresql, f"ray_{zlib.crc32(request.node.name.encode())}")  # a library of each test's own


@pytest.mark.filterwarnings("ignore")  # of Ray's own
def test_a_node_lost_in_mid_run_costs_no_article(cluster, address, tmp_path, article_file, snapshot_file, works_file):
    init_library(address)
    wanted = []
    for n in range(ARTICLES):
        file = tmp_path / f"article-{n}.txt"
        file.write_bytes(article_file.read_bytes() + b"\n" * n)
        wanted.append(Wanted(str(file), forms=("json",)))
    wanted.append(Wanted(str(tmp_path / "missing.txt")))
    with open_library(address, options={"registry": str(snapshot_file)}) as library:
        library.import_files(works_file)
        outcomes = []
        for outcome in library.audit_many(wanted, Workers(0, cluster.address)):
            outcomes.append(outcome)
            if len(outcomes) == 3:
                cluster.remove_node(cluster.others[0], allow_graceful=False)
        assert sorted(outcome.n for outcome in outcomes) == list(range(ARTICLES + 1))
        failed = [outcome for outcome in outcomes if outcome.result is None]
        assert [outcome.given.article for outcome in failed] == [str(tmp_path / "missing.txt")]
        assert "no such file" in failed[0].error
        audits = Counter(audit.name for audit in library.audits())
        assert audits == {f"article-{n}.txt": 1 for n in range(ARTICLES)}  # each once
        assert all(b'"references"' in outcome.result.files["json"] for outcome in outcomes if outcome.result)
        assert library.check_index().embedded == library.check_index().passages


@pytest.mark.filterwarnings("ignore")
def test_references_are_verified_by_the_cluster(cluster, snapshot_file):
    from refdb import verify_rows

    raw = "Poole R, Kennedy OJ. Coffee consumption and health. BMJ. 2017;359:j5024. doi:10.1136/bmj.j5024"
    rows = [{"id": n, "raw": raw} for n in range(250)]
    verified = list(verify_rows(rows, {"registry": str(snapshot_file)}, ray=cluster.address))
    assert [row["id"] for row, _ in verified] == list(range(250))
    assert {verification.work.doi for _, verification in verified} == {"10.1136/bmj.j5024"}


@pytest.mark.filterwarnings("ignore")
def test_passages_are_embedded_and_references_looked_up_by_the_cluster(
    cluster, address, article_file, snapshot_file, works_file
):
    init_library(address)
    workers = Workers(0, cluster.address)
    with open_library(address, options={"registry": str(snapshot_file)}) as library:
        library.import_files([works_file, article_file])
        counts = library.index(workers=workers)
        assert counts.embedded == counts.passages > 0
        assert library.index(workers=workers).embedded == 0
        assert library.check_index().faults == ()
        before = len(library.changes())
        with library.recording("enrich"):
            assert library.enrich(workers=workers) == {"verified": 2, "field_mismatch": 1, "not_found": 1}
            assert library.complete(workers=workers).warnings == ()
        assert len(library.changes()) == before + 1


@pytest.mark.filterwarnings("ignore")
def test_all_nodes_together_ask_a_server_no_faster_than_its_pace(cluster, loopback, answer):
    """Twenty questions by three nodes, at ten a second for all of them."""
    server = loopback(lambda path, count: answer(200, "{}", {"x-rate-limit-limit": "10", "x-concurrency-limit": "3"}))
    urls = [f"{server.url}/{n}" for n in range(20)]
    found = list(run(Job(tasks.opened, tasks.ask_and_tell_where), urls, Workers(0, cluster.address)))
    assert [outcome.error for outcome in found] == [""] * 20
    assert len({outcome.result for outcome in found}) == 3  # nodes
    times = sorted(moment for moment, _ in server.asked)
    assert times[-1] - times[0] > 1.4  # 1.9 but for delays; a pace on each node of its own would take .7


def test_a_cluster_needs_a_library_that_it_reaches(tmp_path):
    init_library(tmp_path / "lib")
    with (
        open_library(tmp_path / "lib") as library,
        pytest.raises(InputError, match="--ray needs a library in PostgreSQL"),
    ):
        next(library.audit_many([Wanted("a.txt")], Workers(0, "auto")))


def test_what_is_missing_is_told_in_a_line(tmp_path, snapshot_file):
    from refdb import verify_rows

    try:
        import ray  # noqa: F401
    except ImportError:
        with pytest.raises(LibraryError, match=r"pip install 'refdb\[cluster\]'"):
            list(verify_rows([{"id": 1, "raw": "x"}], {"registry": str(snapshot_file)}, ray="auto"))


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("127.0.0.1:1", "no Ray cluster answers at 127.0.0.1:1: Connection refused; `ray start --head` begins one"),
        ("nowhere.invalid:6379", "no Ray cluster answers at nowhere.invalid:6379"),
        ("10.0.0.1", "--ray 10.0.0.1 is no address: give auto, or the head's HOST:6379"),
        ("10.0.0.1:99999", "--ray 10.0.0.1:99999 is no address"),
        (":6379", "--ray :6379 is no address"),
    ],
)
def test_an_address_at_which_nobody_answers_is_told_at_once(address, told):
    """Ray tried for longer than two minutes."""
    with pytest.raises(RefdbError) as caught:
        cluster_of.reach(address)
    assert str(caught.value).startswith(told)
