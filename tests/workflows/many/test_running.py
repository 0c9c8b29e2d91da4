"""Tasks done by processes: each once, failures told, lost workers replaced, all of them ended with the run."""

import os
import signal
import subprocess
import sys
import time

import pytest

from refdb.errors import LibraryError
from refdb.model.running import Workers
from refdb.workflows.many import nest, processes
from refdb.workflows.many.running import Job, run
from tests.workflows.many import tasks

JOB = Job(tasks.opened, tasks.told)
SCRIPT = """
from refdb.model.running import Workers
from refdb.workflows.many.running import Job, run
from tests.workflows.many import tasks

for outcome in run(Job(tasks.opened, tasks.told), [("forever", path) for path in {paths}], Workers(2)):
    print(outcome)
"""


class Unloadable:
    """What a worker cannot read."""

    def __reduce__(self):
        return tasks.refused, ()


def outcomes(given, processes=2):
    found = sorted(run(JOB, given, Workers(processes)), key=lambda outcome: outcome.n)
    assert [outcome.given for outcome in found] == given
    return [outcome.error or outcome.result for outcome in found]


def is_there(number):
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(holds):
    for _ in range(600):  # a minute: the machine may be busy
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("waited for a minute")


@pytest.fixture(params=["forked", "begun by themselves"])
def either(request, monkeypatch):
    """Workers are begun in one way or the other, whatever the system."""
    if request.param != "forked":
        monkeypatch.setattr(processes, "nest_of", nest.Alone)
    elif sys.platform != "linux":
        pytest.skip("forks of Linux")


@pytest.mark.usefixtures("either")
def test_each_task_has_one_outcome_and_a_failure_costs_no_other():
    given = [*(("double", n) for n in range(7)), ("fail", "too bad"), ("unspeakable", 0)]
    *doubled, failed, unspeakable = outcomes(given)
    assert doubled == [("opened", 2 * n) for n in range(7)]
    assert failed == "ValueError: too bad"
    assert "pickle" in unspeakable
    assert outcomes([]) == []


def test_a_worker_whose_answer_cannot_be_read_is_lost_and_not_waited_for():
    given = [("unreadable", 0), ("double", 2)]
    assert outcomes(given) == ["the worker ended 3 times in the middle of it", ("opened", 4)]


@pytest.mark.usefixtures("either")
def test_a_task_whose_worker_is_killed_is_done_by_another_and_given_up_after_the_third(tmp_path):
    given = [("double", 1), ("once", str(tmp_path / "mark")), ("always", 0), ("double", 2)]
    assert outcomes(given) == [
        ("opened", 2), ("again", True), "the worker ended 3 times in the middle of it", ("opened", 4)
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform != "linux", reason="forks of Linux")
def test_what_workers_have_in_common_is_loaded_once():
    job = Job(tasks.pid_of_opening, tasks.who, common=tasks.loaded)
    found = [outcome.result for outcome in run(job, [0.3, 0.3, 0, 0], Workers(2))]
    (opened,) = {opened for opened, _ in found}
    assert opened not in {worker for _, worker in found}
    assert len({worker for _, worker in found}) == 2


def test_what_cannot_be_loaded_is_opened_by_each_worker():
    job = Job(tasks.pid_of_opening, tasks.who, common=tasks.badly_loaded)
    (outcome,) = run(job, [0], Workers(2))
    assert outcome.result[0] == outcome.result[1]


@pytest.mark.skipif(sys.platform != "linux", reason="forks of Linux")
def test_a_nest_that_was_killed_is_made_anew():
    made = nest.Nest(JOB)
    try:
        made._process.kill()
        begun = made.begin()
        begun.to.close()
        begun.gone(10)
        begun.come.close()
    finally:
        made.close()


def test_workers_that_cannot_be_begun_are_told_in_a_line(capfd):
    with pytest.raises(LibraryError, match="no worker can be begun"):
        list(run(Job(tasks.opened, Unloadable()), [1, 2], Workers(2)))
    assert "no such thing here" in capfd.readouterr().err


def test_the_longest_task_begins_first():
    job = Job(tasks.opened, tasks.told, effort=tasks.value_of)
    given = [("double", n) for n in (2, 5, 1, 5, 3)]
    assert [outcome.n for outcome in run(job, given, Workers(1))] == [1, 3, 4, 0, 2]


@pytest.fixture
def marks(tmp_path):
    """Files into which two workers write their numbers before they sleep."""
    return [tmp_path / "one", tmp_path / "other"]


def numbers(marks):
    wait_for(lambda: all(mark.exists() and mark.read_text() for mark in marks))
    return [int(mark.read_text()) for mark in marks]


def test_a_worker_goes_on_while_the_end_of_its_task_is_told(tmp_path):
    """It waited until the reports of its last article were written."""
    several = run(JOB, [("double", 1), ("forever", str(tmp_path / "mark"))], Workers(1))
    assert next(several).result == ("opened", 2)
    wait_for((tmp_path / "mark").exists)
    several.close()


def test_who_stops_asking_ends_all_workers(marks):
    several = run(JOB, [("double", 1), *(("forever", str(mark)) for mark in marks)], Workers(3))
    assert next(several).result == ("opened", 2)
    pids = numbers(marks)
    several.close()
    assert [is_there(pid) for pid in pids] == [False, False]


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_run(number, marks):
    paths = [str(mark) for mark in marks]
    begun = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.format(paths=paths)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        # A shell's background jobs, and what they start, would not hear of it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    try:
        pids = numbers(marks)
        begun.send_signal(number)
        begun.wait(60)
        wait_for(lambda: not any(is_there(pid) for pid in pids))
    finally:
        begun.kill()
        begun.wait()


def test_workers_share_one_pace_at_a_server(loopback, answer):
    """Two workers that kept a pace each asked a server twice at a time that bears one question."""
    under_way, most = [], []

    def respond(path, count):
        under_way.append(path)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.remove(path)  # before anybody can hear the answer
        return answer(200, "{}", {"x-concurrency-limit": "1", "x-rate-limit-limit": "1000"})

    server = loopback(respond)
    urls = [f"{server.url}/{n}" for n in range(6)]
    found = list(run(Job(tasks.opened, tasks.ask), urls, Workers(2)))
    assert [outcome.error or outcome.result for outcome in found] == [200] * 6
    assert most == [1] * 6
