import threading
from datetime import UTC, datetime

import pytest
from django.db import OperationalError

from tessera.lib.heartbeat import beat, seconds_since_beat
from tessera.running import clocks, worker

pytestmark = pytest.mark.django_db


class Script:
    """Work that answers, or fails, as written down; then tells the loop to stop."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.stopping = threading.Event()
        self.pauses = []
        self.stopping.wait = self.pauses.append

    def work(self):
        answer = self.answers.pop(0)
        if not self.answers:
            self.stopping.set()
        if isinstance(answer, Exception):
            raise answer
        return answer

    def run(self):
        worker.repeat(self.stopping, pause_seconds=0.5, clocks=[], work=self.work)
        return self.pauses


def test_there_is_no_pause_while_there_is_work():
    assert Script(1, 3, 1).run() == []


def test_the_loop_pauses_when_nothing_was_to_do():
    assert Script(0, 2, 0).run() == [0.5, 0.5]


def test_errors_of_the_database_are_survived_with_growing_pauses(caplog, monkeypatch):
    monkeypatch.setattr("tessera.running.worker.connection.close", lambda: None)
    away = OperationalError("away")
    assert Script(away, away, away, 0, away).run() == [1.0, 2.0, 4.0, 0.5, 1.0]
    assert len(caplog.records) == 4


def test_a_pause_is_never_longer_than_half_a_minute(caplog, monkeypatch):
    monkeypatch.setattr("tessera.running.worker.connection.close", lambda: None)
    assert Script(*[OperationalError("away")] * 20).run()[-1] == 30.0


def test_a_worker_without_its_index_loop_ends_to_be_started_afresh(caplog):
    with pytest.raises(SystemExit):
        worker.work_on_tasks(threading.Event(), is_well=lambda: False)


def test_a_clock_rings_when_it_is_due_and_not_again_at_once():
    rung = []
    clock = clocks.Clock("test", 60, lambda: rung.append(1), due_at=0.001)
    assert [clock.tick(), clock.tick()] == [True, False]
    assert rung == [1]


def test_a_failing_clock_stops_nothing(caplog):
    clock = clocks.Clock("test", 60, lambda: 1 / 0, due_at=0.001)
    assert clock.tick()
    assert "the clock test failed" in caplog.text


@pytest.mark.parametrize(("hour", "hours"), [(1, 2), (3, 24), (23, 4)])
def test_the_night_is_at_three(hour, hours):
    now = datetime(2026, 5, 1, hour, tzinfo=UTC)
    assert clocks.seconds_until_night(now) == hours * 3600


def test_heartbeat_is_read_where_it_was_written(tmp_path):
    assert seconds_since_beat(tmp_path) is None
    beat(tmp_path, pid=1)
    assert 0 <= seconds_since_beat(tmp_path) < 60
