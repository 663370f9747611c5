"""Nobody asks too often, whichever process is asked."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from tessera.accounts import limits
from tessera.accounts.limits import (
    count_attempt,
    forget_attempts,
    is_near_limit,
    prune_attempts,
)
from tessera.accounts.models import AttemptCount
from tessera.lib.errors import LimitReachedError
from tessera.web.middleware import AnswerRulesMiddleware

MINUTE = timedelta(minutes=1)


@pytest.fixture
def now(monkeypatch):
    """The beginning of a minute; a test may let time pass."""
    clock = {"seconds": 1_800_000_000.0}
    monkeypatch.setattr(limits.time, "time", lambda: clock["seconds"])
    return clock


def tries(count: int, subject: str = "192.0.2.1", most: int = 3) -> int:
    """How many of these attempts were allowed."""
    allowed = 0
    for _ in range(count):
        try:
            count_attempt("sign in", subject, most=most, within=MINUTE)
        except LimitReachedError:
            continue
        allowed += 1
    return allowed


@pytest.mark.django_db
def test_as_many_attempts_as_allowed_and_no_more(now):
    assert tries(5) == 3


@pytest.mark.django_db
def test_others_and_other_purposes_are_not_touched(now):
    tries(5)
    assert tries(5, "192.0.2.2") == 3
    count_attempt("sign up", "192.0.2.1", most=3, within=MINUTE)


@pytest.mark.django_db
def test_the_case_of_an_address_makes_no_difference(now):
    tries(3, "someone@example.org")
    assert tries(1, " Someone@Example.org") == 0


@pytest.mark.django_db
def test_half_a_window_later_half_of_the_attempts_still_count(now):
    tries(4, most=4)
    now["seconds"] += 60 + 30
    assert tries(4, most=4) == 2


@pytest.mark.django_db
def test_after_the_window_all_is_allowed_again_and_the_counts_can_go(now):
    tries(3)
    now["seconds"] += 120
    assert tries(3) == 3
    AttemptCount.objects.update(until="2020-01-01T00:00Z")
    assert prune_attempts() == 2


@pytest.mark.django_db
def test_the_refusal_says_when_to_come_back(now):
    tries(3)
    now["seconds"] += 15
    with pytest.raises(LimitReachedError) as refusal:
        count_attempt("sign in", "192.0.2.1", most=3, within=MINUTE)
    assert refusal.value.retry_after_seconds == 45


@pytest.mark.django_db
def test_a_limit_is_near_at_its_half(now):
    near = []
    for _ in range(4):
        near.append(is_near_limit("sign in", "a", most=4, within=MINUTE))
        count_attempt("sign in", "a", most=4, within=MINUTE)
    assert near == [False, False, True, True]
    forget_attempts("sign in", "a")
    assert not is_near_limit("sign in", "a", most=4, within=MINUTE)


@pytest.mark.django_db
def test_neither_persons_nor_machines_can_be_read_from_the_counts():
    count_attempt("sign in", "someone@example.org", most=3, within=MINUTE)
    kept = str(AttemptCount.objects.values())
    assert "someone" not in kept


@pytest.mark.django_db
def test_counting_costs_three_queries(django_assert_num_queries):
    count_attempt("sign in", "a", most=9, within=timedelta(days=30))
    with django_assert_num_queries(5):  # Two of them open and close the transaction.
        count_attempt("sign in", "a", most=9, within=timedelta(days=30))


@pytest.mark.django_db
def test_who_asks_too_often_is_told_so_in_the_readers_language():
    middleware = AnswerRulesMiddleware(lambda request: HttpResponse())
    refusal = LimitReachedError(retry_after_seconds=7)
    answer = middleware.process_exception(RequestFactory().get("/fr/"), refusal)
    assert (answer.status_code, answer["Retry-After"]) == (429, "7")
    assert '<html lang="fr"' in answer.text


PROGRAM = """
import sys, django
django.setup()
from datetime import timedelta
from django.db import connection
from tessera.accounts.limits import LimitReachedError, count_attempt
from tessera.accounts.models import AttemptCount
if sys.argv[1] == "prepare":
    with connection.schema_editor() as editor:
        editor.create_model(AttemptCount)
else:
    allowed = 0
    for _ in range(20):
        try:
            count_attempt("p", "s", most=30, within=timedelta(days=400))
            allowed += 1
        except LimitReachedError:
            pass
    print(allowed)
"""


def test_a_limit_holds_across_processes(tmp_path):
    environment = {
        **os.environ,
        "TESSERA_DATA_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    def start(what: str) -> subprocess.Popen:
        command = [sys.executable, "-c", PROGRAM, what]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)

    start("prepare").communicate()
    allowed = [int(each.communicate()[0]) for each in [start("try") for _ in range(3)]]
    assert sum(allowed) == 30
