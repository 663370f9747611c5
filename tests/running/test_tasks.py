from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tessera.running import tasks
from tests.running import sample_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture
def runner():
    sample_tasks.DONE.clear()
    return tasks.TaskRunner(worker_id="one")


def only_task() -> DBTaskResult:
    return DBTaskResult.objects.get()


def test_a_ready_task_is_run_once(runner):
    sample_tasks.note.enqueue("hello")
    assert [runner.run_next(), runner.run_next()] == [True, False]
    assert sample_tasks.DONE == ["hello"]
    assert only_task().status == "SUCCESSFUL"


def test_a_task_that_failed_by_accident_is_tried_again_later(runner):
    sample_tasks.fail_by_accident.enqueue()
    before = timezone.now()
    assert runner.run_next()
    row = only_task()
    assert row.status == "READY"
    assert row.run_after >= before + tasks.FIRST_WAIT
    assert "the network is away" in row.traceback
    assert not runner.run_next()


def test_a_task_is_given_up_after_the_last_attempt(runner):
    sample_tasks.fail_by_accident.enqueue()
    for _attempt in range(tasks.MOST_ATTEMPTS):
        DBTaskResult.objects.update(run_after=timezone.now())
        assert runner.run_next()
    assert only_task().status == "FAILED"


def test_a_task_that_failed_for_a_reason_is_not_tried_again(runner):
    sample_tasks.fail_for_a_reason.enqueue()
    assert runner.run_next()
    assert only_task().status == "FAILED"


def test_waiting_grows_up_to_an_hour():
    seconds = [tasks.wait_before(attempt).total_seconds() for attempt in range(2, 8)]
    assert seconds == [10, 40, 160, 640, 2560, 3600]


def abandon(*, minutes: int, attempts: int = 1) -> None:
    sample_tasks.note.enqueue("again")
    DBTaskResult.objects.update(
        status="RUNNING",
        started_at=timezone.now() - timedelta(minutes=minutes),
        worker_ids=["gone"] * attempts,
    )


def test_a_task_whose_worker_was_killed_is_run_by_the_next_one(runner):
    abandon(minutes=5)
    assert not runner.run_next()
    assert tasks.release_abandoned() == 1
    assert runner.run_next()
    assert sample_tasks.DONE == ["again"]


def test_a_task_whose_worker_still_renews_its_lease_is_left_alone():
    abandon(minutes=1)
    assert tasks.release_abandoned() == 0
    assert only_task().status == "RUNNING"


def test_a_task_that_kills_its_workers_is_given_up():
    abandon(minutes=5, attempts=tasks.MOST_ATTEMPTS)
    assert tasks.release_abandoned() == 1
    assert only_task().status == "FAILED"


def test_old_results_are_pruned_and_new_ones_kept(runner):
    for word in ("old", "new"):
        sample_tasks.note.enqueue(word)
        runner.run_next()
    old = DBTaskResult.objects.order_by("enqueued_at").first()
    DBTaskResult.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=20))
    assert tasks.prune_finished(older_than=timedelta(days=14)) == 1
    assert only_task().args_kwargs["args"] == ["new"]
