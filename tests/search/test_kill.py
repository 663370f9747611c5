"""Processes are killed at any point; after a restart the index agrees with the database."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings

from tessera.search.criteria import Criteria
from tessera.search.engines import open_engine

pytestmark = pytest.mark.slow


class Installation:
    """A data folder with its own database and index, and programs that work in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "TESSERA_DATA_DIR": str(folder),
            "TESSERA_DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "tests.search.process_settings",
        }
        self.started: list[subprocess.Popen] = []

    def start(self, name: str, **more: str) -> subprocess.Popen:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.search.processes", name],
            cwd=settings.BASE_DIR,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(program)
        return program

    def run(self, name: str) -> str:
        said, complaints = self.start(name).communicate(timeout=60)
        assert said or not complaints, complaints
        return said

    def state(self) -> dict:
        return json.loads(self.run("compare"))

    def held(self) -> dict[str, int]:
        """What a reader finds in the index."""
        index = open_engine(f"tantivy:{self.folder / 'index'}")
        try:
            return dict(index.documents())
        finally:
            index.close()

    def is_behind(self) -> bool:
        with closing(sqlite3.connect(self.folder / "tessera.sqlite3")) as database:
            [latest] = database.execute("SELECT max(sequence) FROM changes_change").fetchone()
        index = open_engine(f"tantivy:{self.folder / 'index'}")
        try:
            return index.sequence() < latest
        finally:
            index.close()

    def stop(self) -> None:
        for program in self.started:
            program.kill()
            if not program.stdout.closed:
                program.communicate()
        self.started.clear()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    made = Installation(tmp_path_factory.mktemp("installation"))
    made.run("prepare")
    return made


@pytest.fixture
def installation(prepared):
    yield prepared
    prepared.stop()


def wait_until_current(installation: Installation, worker: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while installation.is_behind():
        assert worker.poll() is None, worker.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_worker_killed_while_records_are_published_loses_nothing(installation):
    publisher = installation.start("publish", RECORDS="25")
    assert publisher.stdout.readline() == "begins\n"
    kills = 0
    while kills < 3 or publisher.poll() is None:
        worker = installation.start("work")
        assert worker.stdout.readline() == "begins\n", worker.communicate()
        time.sleep(random.uniform(0.0, 1.2))
        worker.kill()
        worker.communicate()
        kills += 1
    assert publisher.returncode == 0, publisher.communicate()

    worker = installation.start("work")
    wait_until_current(installation, worker)
    worker.kill()
    state = installation.state()
    assert state["held"] == state["wanted"]
    assert len(state["held"]) >= 10


def test_fifty_writers_while_others_search(installation):
    """No result is torn, and no change is lost."""
    worker = installation.start("work")
    assert worker.stdout.readline() == "begins\n", worker.communicate()
    writers = installation.start("edit")
    index = open_engine(f"tantivy:{installation.folder / 'index'}")
    assert writers.stdout.readline() == "begins\n", writers.communicate()

    searches = 0
    words = ("wordzero", "wordone")
    while writers.poll() is None:
        index.refresh()
        for word in words:
            found = index.search(Criteria.of(f"title:{word}", page_size=100))
            assert len({hit.identifier for hit in found.hits}) == found.total <= 50
            # Title and summary are of one version, whichever it is.
            torn = [f"title:{word} {other}" for other in words if other != word]
            assert [index.count(Criteria.of(each)) for each in torn] == [0]
            searches += 1
    changed = json.loads(writers.communicate()[0].splitlines()[-1])
    wait_until_current(installation, worker)
    worker.kill()
    index.refresh()
    last = Criteria.of("title:wordone wordone", page_size=100)
    assert {hit.identifier for hit in index.search(last).hits} == set(changed)
    assert index.count(Criteria.of("wordzero")) == 0
    assert searches > 10
    state = installation.state()
    assert state["held"] == state["wanted"]


def test_rebuild_killed_half_way_leaves_the_old_index_in_use(installation):
    installation.run("rebuild")
    before = installation.held()
    assert before != {}

    half = installation.start("rebuild", STOP_HALF_WAY="yes")
    assert half.stdout.readline() == "half-way\n"
    assert installation.held() == before
    half.kill()
    half.communicate()
    assert installation.held() == before

    installation.run("rebuild")
    assert installation.held() == before
