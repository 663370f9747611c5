"""Keeping the web program and the worker running, and stopping them for certain.

The supervisor forks its children from its own loaded image: they start at once, and share the
memory of what was loaded before. Each child leads a process group of its own, so that Ctrl-C
reaches the supervisor alone, and stopping a child reaches everything the child has started.
"""

import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from tessera.running.lifeline import end_with

logger = logging.getLogger(__name__)

STOP_SECONDS = 8.0
FIRST_DELAY_SECONDS = 0.5
LONGEST_DELAY_SECONDS = 30.0
#: A child that ran this long was well: its next fall starts from the shortest delay again.
WELL_AFTER_SECONDS = 60.0


@dataclass
class Child:
    """One child: what it runs, and how it has been doing."""

    name: str
    run: Callable[[], None]
    pid: int = 0
    started_at: float = 0.0
    restart_at: float = 0.0
    delay_seconds: float = field(default=FIRST_DELAY_SECONDS)

    def start(self) -> None:
        """Fork; the child never returns from here."""
        supervisor = os.getpid()
        sys.stdout.flush()
        sys.stderr.flush()
        self.started_at = time.monotonic()
        self.pid = os.fork()
        if self.pid == 0:
            self._live(supervisor)

    def _live(self, supervisor: int) -> None:
        status = 1
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            end_with(supervisor)
            self.run()
            status = 0
        except SystemExit as leaving:
            status = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            logger.exception("%s fell", self.name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def has_fallen(self) -> None:
        """Note the fall and when to start again: later each time, up to half a minute."""
        now = time.monotonic()
        if now - self.started_at > WELL_AFTER_SECONDS:
            self.delay_seconds = FIRST_DELAY_SECONDS
        self.restart_at = now + self.delay_seconds
        self.delay_seconds = min(self.delay_seconds * 2, LONGEST_DELAY_SECONDS)
        self.signal_group(signal.SIGKILL)  # What it had started must not outlive it.
        self.pid = 0

    def signal_group(self, number: signal.Signals) -> None:
        """Send a signal to the child and all it has started; nothing when they are gone."""
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):
            pass


class Supervisor:
    """Runs children until it is told to stop."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self.is_stopping = False

    def run(self) -> None:
        """Start all, restart what falls, and return once a signal came and all have ended."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        gc.collect()
        gc.freeze()  # The collector would otherwise touch, and so copy, every shared page.
        for child in self.children:
            child.start()
        while not self.is_stopping:
            self._collect()
            for child in self.children:
                if not child.pid and time.monotonic() >= child.restart_at:
                    child.start()
            time.sleep(0.1)
        self.stop()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True

    def _collect(self) -> None:
        for child in self.children:
            if child.pid and _has_ended(child.pid):
                logger.error("%s ended unexpectedly and will be started again", child.name)
                child.has_fallen()

    def stop(self) -> None:
        """Ask, wait some seconds, then kill; nothing is left behind."""
        running = [child for child in self.children if child.pid]
        for child in running:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        waiting = list(running)
        while waiting and time.monotonic() < deadline:
            waiting = [child for child in waiting if not _has_ended(child.pid)]
            time.sleep(0.05)
        for child in running:
            child.signal_group(signal.SIGKILL)


def _has_ended(pid: int) -> bool:
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True
