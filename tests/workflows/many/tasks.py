"""What workers of the tests do; they import it by this name."""

import os
import signal
import time
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def opened():
    """What they work with."""
    print("a library says something on standard output")
    yield "opened"


@contextmanager
def pid_of_opening():
    """In which process it was opened."""
    yield os.getpid()


def loaded(opened):
    """What workers may have in common."""
    assert opened == os.getpid()


def badly_loaded(_opened):
    """What cannot be loaded."""
    raise OSError("the model is gone")


def who(opened, task, again):
    """The process that opened, and the worker."""
    time.sleep(task)
    return (opened, os.getpid())


class Unreadable:
    """What the run cannot read, as the class of a refdb that was updated beside it."""

    def __reduce__(self):
        return refused, ()


def told(opened, task, again):
    """A few kinds of tasks."""
    kind, value = task
    if kind == "double":
        return (opened, 2 * value)
    if kind == "fail":
        raise ValueError(value)
    if kind == "once":  # the first worker at it is killed
        mark = Path(value)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return ("again", again)
    if kind == "always":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "unspeakable":
        return lambda: None  # what no pickle can tell
    if kind == "unreadable":
        return Unreadable()
    if kind == "forever":
        Path(value).write_text(str(os.getpid()))
        time.sleep(3600)
    return None


def ask(opened, url, again):
    """Ask a server, at the pace of all workers."""
    from refdb.network.http import Http

    http = Http(url)
    try:
        return http.ask(lambda: http.get(url)).status_code
    finally:
        http.close()


def ask_and_tell_where(opened, url, again):
    """Ask a server, and name the node of the cluster that did."""
    import ray

    ask(opened, url, again)
    return ray.get_runtime_context().get_node_id()


def refused():
    """What is no job here."""
    raise ImportError("no such thing here")


def value_of(task):
    """How long a task may take."""
    return task[1]
