"""What a load balancer is told."""

import pytest

from tessera.web import probes
from tessera.web.probes import Finding


def test_process_says_that_it_is_up(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_ready_tells_of_database_and_worker(client):
    response = client.get("/readyz")
    assert response.status_code == 200
    assert {"database", "worker"} <= set(response.json()["checks"])


@pytest.mark.django_db
def test_needed_check_that_fails_ends_readiness(client, monkeypatch):
    monkeypatch.setattr(probes, "_checks", {"index": lambda: Finding(False, {"behind": 9})})
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json() == {"ready": False, "checks": {"index": {"ok": False, "behind": 9}}}


@pytest.mark.django_db
def test_check_that_breaks_is_a_fault_and_no_error(client, monkeypatch):
    monkeypatch.setattr(probes, "_checks", {"index": lambda: 1 / 0})
    assert client.get("/readyz").json()["checks"] == {"index": {"ok": False, "error": "no answer"}}
