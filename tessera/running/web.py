"""The web program: granian serving the WSGI application from several processes."""

import multiprocessing
from typing import Any

from django.conf import settings

BACKLOG = 4096


def run_web(host: str, port: int) -> None:
    """Serve until SIGTERM."""
    # Deferred: the worker and the other commands need no web server.
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    server = Server(
        "tessera.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.WEB_WORKERS,
        blocking_threads=settings.WEB_THREADS,
        backlog=BACKLOG,
        # Its own limit is the backlog shared among the processes: too few for open connections.
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
    )
    server.serve(target_loader=load_application)


def load_application(target: str) -> Any:
    """In each web process: end with the program that started it, then load the application."""
    # Deferred: the application is loaded where it is served.
    from tessera.running.lifeline import end_with
    from tessera.wsgi import application

    if parent := multiprocessing.parent_process():
        end_with(parent.pid or 0)
    return application
