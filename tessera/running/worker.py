"""The worker program: follows the change log with the index, runs tasks, keeps the clocks."""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from django.conf import settings
from django.db import close_old_connections, connection, connections

from tessera.lib.heartbeat import beat
from tessera.notifications.delivery import release_mails
from tessera.running import tasks
from tessera.running.clocks import Clock, nightly, worker_clocks

logger = logging.getLogger(__name__)

INDEX_SECONDS = 0.3
MEANING_SECONDS = 0.5
TASKS_SECONDS = 0.5
#: One address a second is 600,000 a week.
LINKS_SECONDS = 1.0
HARVEST_SECONDS = 1.0
HEARTBEAT_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 30.0
STOP_SECONDS = 5.0
#: For clocks: due at once, and not again in the life of a process.
NOW, ONCE = 0.001, 1e9


def run_worker() -> None:
    """Work until SIGTERM or SIGINT; the task at hand is finished first."""
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, stop)
    index = threading.Thread(target=follow_index, args=(stopping,), name="index", daemon=True)
    index.start()
    meaning = threading.Thread(target=follow_meaning, args=(stopping,), name="meaning", daemon=True)
    meaning.start()
    links = threading.Thread(target=follow_links, args=(stopping,), name="links", daemon=True)
    links.start()
    harvests = threading.Thread(
        target=follow_harvests, args=(stopping,), name="harvests", daemon=True
    )
    harvests.start()
    try:
        work_on_tasks(stopping, is_well=index.is_alive)
    finally:
        stopping.set()
        index.join(STOP_SECONDS)
        meaning.join(STOP_SECONDS)
        links.join(STOP_SECONDS)
        harvests.join(STOP_SECONDS)
        connections.close_all()


def follow_index(stopping: threading.Event) -> None:
    """Bring the index up to the database, several times a second, and compare them every night.

    One that is missing, damaged or of another version is built anew.
    """
    # Deferred: only this program writes the index.
    from tessera.search.indexing import heal_drift, keep_index

    clocks = [nightly("heal the index", heal_drift)]
    repeat(stopping, pause_seconds=INDEX_SECONDS, clocks=clocks, work=keep_index)
    connection.close()


def follow_meaning(stopping: threading.Event) -> None:
    """Embed what is new, at the lowest priority; nothing when search is by words only."""
    # Deferred: the library of numbers is loaded only where meaning is read.
    from tessera.search.meaning.service import is_wanted

    if not is_wanted():
        return
    from tessera.search.meaning.following import VectorWork, yield_to_others

    yield_to_others()
    work = VectorWork()
    try:
        repeat(stopping, pause_seconds=MEANING_SECONDS, clocks=[], work=work.step)
    finally:
        work.close()
        connection.close()


def work_on_tasks(stopping: threading.Event, *, is_well: Callable[[], bool]) -> None:
    """Run ready tasks one after the other, and look at the clocks between them.

    Raises:
        SystemExit: the loop beside this one is dead; only a new process brings it back.
    """

    def work() -> bool:
        if not is_well():
            logger.critical("the index is not followed any more; the worker starts afresh")
            raise SystemExit(1)
        return runner.run_next()

    runner = tasks.TaskRunner(worker_id=f"{socket.gethostname()}-{os.getpid()}"[:64])
    clocks = [
        Clock("heartbeat", HEARTBEAT_SECONDS, _beat, due_at=NOW),
        *worker_clocks(),
    ]
    if settings.EMBEDDED:
        # The data folder has one worker, so that what is running now was left by an earlier one.
        clocks.append(Clock("start", ONCE, _release_all, due_at=NOW))
    repeat(stopping, pause_seconds=TASKS_SECONDS, clocks=clocks, work=work)


def follow_links(stopping: threading.Event) -> None:
    """Ask one address after the other whether it is still there, each once a week."""
    if not settings.CHECK_LINKS:
        return
    # Deferred: only this program asks.
    from tessera.stewardship.links import LinkRound, watch_addresses

    links = LinkRound()

    def ask_one() -> None:
        links.step()  # Nothing is handed on, so that there is a pause after each.

    clocks = [Clock("watch new addresses", 3600, watch_addresses, due_at=NOW)]
    repeat(stopping, pause_seconds=LINKS_SECONDS, clocks=clocks, work=ask_one)
    connection.close()


def follow_harvests(stopping: threading.Event) -> None:
    """Ask the sources of harvests, one part of one of them at a time."""
    # Deferred: only this program asks.
    from tessera.interop.friends.actions import tell_friends
    from tessera.interop.friends.looking import look_at_sites
    from tessera.interop.harvesting.running import Harvester, begin_due_runs

    harvester = Harvester()

    def go_on() -> None:
        harvester.step()  # Nothing is handed on, so that there is a pause after each.

    clocks = [
        Clock("begin harvests that are due", 60, begin_due_runs),
        Clock("tell friends that we show their records", 60, tell_friends),
        Clock("look at friends", 60, look_at_sites),
    ]
    repeat(stopping, pause_seconds=HARVEST_SECONDS, clocks=clocks, work=go_on)
    connection.close()


def repeat(
    stopping: threading.Event,
    *,
    pause_seconds: float,
    clocks: list[Clock],
    work: Callable[[], object],
) -> None:
    """Look at the clocks and do ``work``, over and over, until told to stop.

    Pauses when there was nothing to do, and longer after each error in a row: the database may be
    away for a while, which is logged and ends by itself.
    """
    errors = 0
    while not stopping.is_set():
        pause = pause_seconds
        try:
            close_old_connections()
            for clock in clocks:
                clock.tick()
            if work():
                pause = 0.0
            errors = 0
        except Exception:
            errors += 1
            pause = min(pause_seconds * 2**errors, LONGEST_PAUSE_SECONDS)
            logger.exception("the worker met an error and goes on", extra={"in_a_row": errors})
            connection.close()
        if pause:
            stopping.wait(pause)


def _beat() -> None:
    beat(settings.DATA_DIR, pid=os.getpid())


def _release_all() -> None:
    tasks.release_abandoned(lease=timedelta(0))
    release_mails(lease=timedelta(0))
