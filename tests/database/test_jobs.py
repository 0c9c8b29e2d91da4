"""A queue of jobs: first come, first done; a worker ends its own alone; one that kills its workers is given up."""


def states(store):
    return [(job.owner, job.state) for job in store.jobs()]


def test_the_first_comes_first_and_once(store):
    assert (store.has_jobs(), store.take_job("w")) == (False, None)
    one, two = (store.add_job("audit", {"name": name}, "ann") for name in ("a.txt", "b.txt"))
    assert store.has_jobs() is True
    job = store.take_job("w1")
    assert (job.id, job.kind, job.given, job.state) == (one, "audit", {"name": "a.txt"}, "running")
    assert (job.worker, job.attempts, job.started_at != "", job.ended_at) == ("w1", 1, True, "")
    assert store.take_job("w2").id == two
    assert (store.has_jobs(), store.take_job("w3")) == (False, None)


def test_how_many_come_before(store):
    store.add_job("audit", {}, "ann")
    numbers = [store.add_job("audit", {}, name) for name in ("bo", "cy", "di")]
    store.take_job("w")
    assert [store.job(n).ahead for n in numbers] == [0, 1, 2]
    assert [(job.owner, job.ahead) for job in store.jobs()] == [("di", 2), ("cy", 1), ("bo", 0), ("ann", 0)]
    assert [job.owner for job in store.jobs(2)] == ["di", "cy"]
    assert store.job(numbers[-1] + 1) is None


def test_a_worker_says_how_far_it_is_and_hears_whether_to_go_on(store):
    number = store.add_job("audit", {}, "ann")
    assert store.beat_job(number, "w", "reading", 1, 9) == "lost"
    store.take_job("w")
    assert store.beat_job(number, "other", "reading", 1, 9) == "lost"
    assert store.beat_job(number, "w", "reading", 2, 9) == "go on"
    job = store.job(number)
    assert (job.step, job.done, job.total) == ("reading", 2, 9)
    store.cancel_job(number)
    assert store.job(number).state == "running"
    assert store.beat_job(number, "w", "judging", 3, 9) == "stop"
    assert store.end_job(number, "w", "cancelled") is True
    assert store.job(number).state == "cancelled"


def test_only_who_has_it_ends_it_and_once(store):
    number = store.add_job("audit", {}, "ann")
    assert store.end_job(number, "", "done") is False
    store.take_job("w")
    assert store.end_job(number, "other", "done") is False
    assert store.end_job(number, "w", "done", result={"audit": 7}) is True
    assert store.end_job(number, "w", "failed", error="late") is False
    job = store.job(number)
    assert (job.state, job.result, job.error, job.ended_at != "", job.is_ended) == (
        "done",
        {"audit": 7},
        "",
        True,
        True,
    )


def test_what_waits_is_cancelled_at_once_and_what_ended_stays(store):
    waiting, ended = store.add_job("audit", {}, "bo"), store.add_job("audit", {}, "ann")
    store.cancel_job(waiting)
    assert (store.job(waiting).state, store.job(waiting).ended_at != "") == ("cancelled", True)
    assert store.take_job("w").id == ended
    store.end_job(ended, "w", "failed", error="no article")
    store.cancel_job(ended)
    assert states(store) == [("ann", "failed"), ("bo", "cancelled")]
    assert store.jobs(only_open=True) == []
    store.cancel_job(ended + 1)  # there is none


def test_a_job_whose_worker_is_gone_goes_back_twice_and_then_is_given_up(store):
    number = store.add_job("audit", {}, "ann")
    for died in (1, 2):
        assert store.take_job("w").attempts == died
        store.give_back_job(number, "other")
        assert [(job.id, beaten > 0) for job, beaten in store.running_jobs()] == [(number, True)]
        store.give_back_job(number, "w")
        assert (store.job(number).state, store.job(number).worker) == ("queued", "")
    assert store.take_job("w").attempts == 3
    store.give_back_job(number, "w")
    job = store.job(number)
    assert (job.state, job.error) == ("failed", "the worker ended 3 times in the middle of it")
    assert store.running_jobs() == []


def test_a_job_that_was_to_stop_is_cancelled_where_its_worker_is_gone(store):
    number = store.add_job("audit", {}, "ann")
    store.take_job("w")
    store.cancel_job(number)
    store.give_back_job(number, "w")
    assert store.job(number).state == "cancelled"
