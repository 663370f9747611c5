"""Running background tasks so that each is done in the end: retries, leases and a reaper.

``django_tasks_db`` keeps tasks in the database and runs each once. A task that failed stays
failed there, and one whose worker was killed stays "running" for ever. What is added here uses
its own columns: attempts are the entries of ``worker_ids``, a lease is renewed in ``started_at``,
and a retry is a row that is ready again from ``run_after`` on. Tasks are therefore idempotent.
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final, TypeAlias

from django.db import close_old_connections, connection
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from tessera.lib.errors import TesseraError

Row: TypeAlias = "DBTaskResult[Any, Any]"
logger = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 6
FIRST_WAIT: Final = timedelta(seconds=10)
LONGEST_WAIT: Final = timedelta(hours=1)
LEASE: Final = timedelta(minutes=2)
RENEWAL_SECONDS: Final = 30.0


def wait_before(attempt: int) -> timedelta:
    """How long to wait before the given attempt (2 is the first retry): 10 s, 40 s, 160 s, …"""
    return min(FIRST_WAIT * 4 ** (attempt - 2), LONGEST_WAIT)


class TaskRunner(Worker):
    """Runs ready tasks one at a time, as ``db_worker`` does, and sees each of them through."""

    def __init__(self, worker_id: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )

    def run_next(self) -> bool:
        """Run one ready task, if there is one; whether there was. One query when there is none."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not ready.exists():  # Looking does not need the lock that taking does.
            return False
        with exclusive_transaction(ready.db):
            row = ready.get_locked()
            if row is None:
                return False
            row.claim(self.worker_id)
        with _lease_renewed(row):
            self.run_task(row)
        if row.status == TaskResultStatus.FAILED:
            _retry_later(row)
        return True


def release_abandoned(*, lease: timedelta = LEASE) -> int:
    """Make tasks ready again whose worker has not renewed its lease; how many there were.

    One that was abandoned as often as a task may be tried is failed: it may be what kills workers.
    """
    abandoned = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=timezone.now() - lease
    )
    count = 0
    for row in abandoned:
        given_up = len(row.worker_ids) >= MOST_ATTEMPTS
        count += DBTaskResult.objects.filter(
            pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at
        ).update(
            status=TaskResultStatus.FAILED if given_up else TaskResultStatus.READY,
            finished_at=timezone.now() if given_up else None,
            run_after=timezone.now(),
        )
        logger.warning("task was abandoned", extra={"task": str(row.pk), "given_up": given_up})
    return count


def prune_finished(*, older_than: timedelta) -> int:
    """Delete the rows of tasks that finished long ago; how many."""
    before = timezone.now() - older_than
    return DBTaskResult.objects.finished().filter(finished_at__lt=before).delete()[0]


def _retry_later(row: Row) -> None:
    attempts = len(row.worker_ids)
    if attempts >= MOST_ATTEMPTS or _is_final(row.exception_class_path):
        logger.error("task failed for good", extra={"task": str(row.pk), "path": row.task_path})
        return
    row.status = TaskResultStatus.READY
    row.run_after = timezone.now() + wait_before(attempts + 1)
    row.finished_at = None
    row.save(update_fields=["status", "run_after", "finished_at"])
    logger.warning("task will be tried again", extra={"task": str(row.pk), "attempts": attempts})


def _is_final(error_path: str) -> bool:
    """An error with a message for people will not go away by trying again."""
    try:
        error = import_string(error_path)
    except ImportError:
        return False
    return isinstance(error, type) and issubclass(error, TesseraError)


@contextmanager
def _lease_renewed(row: Row) -> Iterator[None]:
    """While a task runs, say every half minute that its worker is alive."""
    done = threading.Event()
    thread = threading.Thread(target=_renew_until, args=(done, row), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew_until(done: threading.Event, row: Row) -> None:
    try:
        while not done.wait(RENEWAL_SECONDS):
            try:
                DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING).update(
                    started_at=timezone.now()
                )
            except Exception:
                logger.exception("a lease could not be renewed", extra={"task": str(row.pk)})
                close_old_connections()
    finally:
        connection.close()
