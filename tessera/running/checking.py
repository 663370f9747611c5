"""``tessera check``: what an operator should know about this installation."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from tessera.changes.actions import latest_sequence
from tessera.interop.deposits.health import deposit_problems
from tessera.lib.heartbeat import seconds_since_beat
from tessera.running import administrators, preparation

LEAST_FREE_BYTES = 500_000_000
LATE_SECONDS = 60.0


def problems() -> list[str]:
    """One sentence per thing that needs attention, with what to do."""
    found = list(_configuration())
    try:
        connection.ensure_connection()
    except Error as error:
        return [*found, f"The database does not answer: {str(error).strip()}"]
    if preparation.has_pending_migrations():
        return [*found, "The tables are not up to date: “tessera serve” brings them up to date."]
    return [*found, *_contents(), *_index(), *_meaning(), *_work(), *deposit_problems()]


def _configuration() -> Iterator[str]:
    for message in checks.run_checks(include_deployment_checks=False):
        if message.level >= checks.WARNING:
            yield f"{message.id}: {message.msg} {message.hint or ''}".strip()
    host = urlsplit(settings.BASE_URL).hostname
    if not settings.IS_HTTPS and host not in {"127.0.0.1", "localhost", "::1"}:
        yield "TESSERA_BASE_URL is not https: visitors' passwords would travel unprotected."
    if shutil.disk_usage(settings.DATA_DIR).free < LEAST_FREE_BYTES:
        yield f"Less than 500 MB are free for the data folder {settings.DATA_DIR}."


def _contents() -> Iterator[str]:
    if not administrators.has_administrator():
        yield "Nobody can sign in as administrator: “tessera create-admin” prints a link."


def _index() -> Iterator[str]:
    if preparation.needs_index():
        yield "There is no search index that can be read: “tessera reindex” builds it."
        return
    # Deferred: opening the index takes a while, and is not needed when there is none.
    from tessera.search.documents import public_identifiers
    from tessera.search.service import engine

    behind = latest_sequence() - engine().sequence()
    if behind > 0:
        yield f"The search index is {behind} changes behind: is the worker running?"
        return
    drift = set(public_identifiers()) ^ {identifier for identifier, _at in engine().documents()}
    if drift:
        yield f"The search index differs in {len(drift)} places: “tessera reindex” mends it."


def _meaning() -> Iterator[str]:
    # Deferred: it loads the library of numbers.
    from tessera.search.meaning import service

    service.embedder(wait_seconds=None)
    if fault := service.fault():
        yield f"Search works by words only. {fault}"


def _work() -> Iterator[str]:
    silence = seconds_since_beat(settings.DATA_DIR)
    if silence is not None and silence > LATE_SECONDS:
        yield f"The worker gave no sign of life for {silence:.0f} s: “tessera serve” starts it."
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    if failed:
        yield f"{failed} background tasks failed for good; the log tells why."
