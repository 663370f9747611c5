import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tessera.running.supervisor import FIRST_DELAY_SECONDS, LONGEST_DELAY_SECONDS, Child

PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from tessera.running.supervisor import Child, Supervisor

folder = Path(sys.argv[1])

def note(name):
    (folder / f"{name}-{os.getpid()}").touch()

def steady():
    grandchild = os.fork()
    note("grandchild" if grandchild == 0 else "steady")
    while True:
        time.sleep(60)

def stubborn():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note("stubborn")
    while True:
        time.sleep(60)

Supervisor([Child(name, globals()[name]) for name in sys.argv[2:]]).run()
"""


def eventually(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


class Running:
    """A supervisor in a process of its own."""

    def __init__(self, folder, *names):
        self.folder = folder
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), *names])

    def pids(self, name):
        return [int(path.name.partition("-")[2]) for path in self.folder.glob(f"{name}-*")]

    def wait_for(self, name, count=1):
        eventually(lambda: len(self.pids(name)) == count)
        return self.pids(name)


@pytest.fixture
def start(tmp_path):
    started = []

    def start(*names):
        started.append(Running(tmp_path, *names))
        return started[-1]

    yield start
    for running in started:
        running.process.kill()
        running.process.wait()


def test_ctrl_c_stops_children_and_what_they_started(start):
    running = start("steady")
    pids = running.wait_for("steady") + running.wait_for("grandchild")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(20) == 0
    eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_a_child_that_does_not_want_to_stop_is_killed(start, monkeypatch):
    running = start("stubborn")
    (pid,) = running.wait_for("stubborn")
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(30) == 0
    eventually(lambda: not is_alive(pid))


def test_a_killed_child_is_started_again(start):
    running = start("steady")
    (first,) = running.wait_for("steady")
    os.kill(first, signal.SIGKILL)
    assert len(running.wait_for("steady", count=2)) == 2


def test_no_child_outlives_a_killed_supervisor(start):
    running = start("steady", "stubborn")
    pids = running.wait_for("steady") + running.wait_for("stubborn")
    running.process.kill()
    running.process.wait()
    eventually(lambda: not any(is_alive(pid) for pid in pids))


def test_restarts_become_slower_and_stay_bounded(monkeypatch):
    child = Child("test", lambda: None, pid=1)
    monkeypatch.setattr(Child, "signal_group", lambda self, number: None)
    child.started_at = time.monotonic()
    waits = []
    for _fall in range(10):
        waits.append(child.delay_seconds)
        child.has_fallen()
    assert waits[0] == FIRST_DELAY_SECONDS
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_DELAY_SECONDS
