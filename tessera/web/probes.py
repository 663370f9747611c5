"""Probes for load balancers and operators, and the register of what they ask.

A room adds what makes it ready in its ``AppConfig.ready``::

    from tessera.web.probes import Finding, add_check
    add_check("index", lambda: Finding(True, {"behind": 0}))
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from tessera.lib.heartbeat import seconds_since_beat
from tessera.lib.http import read_only

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Finding:
    """What a check found. When ``is_needed`` is false, a fault is told but does not end service."""

    is_ok: bool
    details: Mapping[str, Any] = field(default_factory=dict)
    is_needed: bool = True


Check = Callable[[], Finding]
_checks: dict[str, Check] = {}


def add_check(name: str, check: Check) -> None:
    """Let ``/readyz`` ask this too. A second check of the same name replaces the first."""
    _checks[name] = check


def findings() -> dict[str, Finding]:
    """Ask everything; a check that fails to answer is a fault, not an error."""
    found = {}
    for name, check in _checks.items():
        try:
            found[name] = check()
        except Exception:
            logger.exception("A readiness check failed", extra={"check": name})
            found[name] = Finding(False, {"error": "no answer"})
    return found


def _database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding(True, {"engine": connection.vendor})


def _worker() -> Finding:
    age = seconds_since_beat(settings.DATA_DIR)
    limit = getattr(settings, "WORKER_SILENCE_SECONDS", 120)
    # Pages are answered without a worker; they only grow old.
    return Finding(age is not None and age < limit, {"heartbeat_age_seconds": age}, False)


add_check("database", _database)
add_check("worker", _worker)


@never_cache
@read_only
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up. Asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@read_only
def readyz(request: HttpRequest) -> HttpResponse:
    """Database, index and worker as JSON; 503 when something needed does not work."""
    found = findings()
    is_ready = all(each.is_ok for each in found.values() if each.is_needed)
    body = {
        "ready": is_ready,
        "checks": {name: {"ok": each.is_ok, **each.details} for name, each in found.items()},
    }
    return JsonResponse(body, status=200 if is_ready else 503)
