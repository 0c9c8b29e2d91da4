"""Worker processes: started, replaced, ended with their server."""

import time

from refdb.server.jobs.workers import Workers


def test_a_worker_that_ends_is_replaced_and_all_end_with_the_server(library, monkeypatch):
    import subprocess
    import sys

    begun = []
    real = subprocess.Popen

    def popen(command, **options):
        short = [sys.executable, "-c", "import time; time.sleep(60)"] if begun else [sys.executable, "-c", ""]
        begun.append(real(short, stdin=subprocess.DEVNULL))
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    workers = Workers(library.folder, 1)
    workers.start()
    for _ in range(1200):
        if len(begun) == 2:
            break
        time.sleep(0.05)
    workers.stop()
    assert len(begun) == 2
    assert [process.poll() is not None for process in begun] == [True, True]
