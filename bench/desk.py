"""The desk with 50,000 submissions: its lists, filters, and one submission, as an editor sees them.

Run it on a data folder of its own, with the starter collection and synthetic records (see
``common.py``); it adds the submissions that are missing. Whole answers of the program in one
process, without a network: processor and wall time, and the number of queries of each page, beside
the same page with 200 submissions.
"""

import random
from datetime import timedelta
from typing import Any

from common import SEED, Stopwatch, percentile, print_machine, print_table, set_up

SUBMISSIONS = 50_000
FEW = 200
ROUNDS = 40
_STATES = {
    "draft": 10, "screening": 25, "submitted": 5, "returned": 10, "in_review": 10, "listed": 25,
    "reviewed": 5, "declined": 10,
}  # fmt: skip
_FOUND = {"code": "personal", "weight": "confirm", "values": {}}


def fill(wanted: int) -> None:
    """Bring the number of submissions to ``wanted``, one for each synthetic record."""
    from django.utils import timezone

    from tessera.catalogue.models import Record
    from tessera.review.models import DeskCheck, Submission
    from tessera.review.models.submissions import SubmissionEvent

    chance, now = random.Random(SEED), timezone.now()
    there = Submission.objects.count()
    records = Record.objects.filter(is_synthetic=True, submissions=None).order_by("pk")
    rows: Any = records.values_list("pk", "kind", "original_language")[: max(0, wanted - there)]
    for start in range(0, len(rows), 2_000):
        made = []
        for key, kind, language in rows[start : start + 2_000]:
            state = chance.choices(list(_STATES), _STATES.values())[0]
            sent = now - timedelta(days=chance.randrange(1, 90))
            made.append(
                Submission(
                    kind=kind,
                    language=language,
                    state=state,
                    record_id=key,
                    state_since=sent,
                    submitted_at=None if state == "draft" else sent,
                    due_at=sent + timedelta(days=21) if state != "listed" else None,
                    content={"title": f"Contribution {key}", "summary": "Words. " * 40},
                )
            )
        Submission.objects.bulk_create(made)
        DeskCheck.objects.bulk_create(
            DeskCheck(submission=each, findings=[_FOUND]) for each in made
        )
        SubmissionEvent.objects.bulk_create(
            SubmissionEvent(submission=each, from_state="draft", to_state=each.state)
            for each in made
        )


def editor() -> Any:
    """An editor's browser."""
    from django.contrib.auth.models import Permission
    from django.test import Client

    from tessera.accounts.models import User

    user, is_new = User.objects.get_or_create(email="desk-measurement@example.org")
    if is_new:
        user.user_permissions.set(Permission.objects.filter(codename__startswith="publish_"))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def pages() -> dict[str, list[str]]:
    """What is measured: name → addresses, asked in turn."""
    from tessera.review.models import Submission

    waiting = Submission.objects.filter(state="screening", record__kind="PRA").order_by("pk")
    return {
        "waiting for me": ["/en/desk/"],
        "done, page 50": ["/en/desk/?queue=done&page=50"],
        "by theme": [f"/en/desk/?theme={each}" for each in ("EMP", "LAN", "HEA")],
        "by country": [f"/en/desk/?queue=check&country={each}" for each in ("DE", "FR", "CA")],
        "by language, kind and age": ["/en/desk/?language=fr&kind=PRA&age=10"],
        "one submission": [f"/en/desk/{each.identifier}/" for each in waiting[:ROUNDS]],
    }


def measure(client: Any) -> dict[str, tuple[float, float, float, int]]:
    """Name → p50, p95 and processor time at the median in milliseconds, and the most queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found = {}
    for name, addresses in pages().items():
        times, work, most = [], [], 0
        for number in range(ROUNDS + 3):
            with Stopwatch() as watch:
                answer = client.get(addresses[number % len(addresses)])
            assert answer.status_code == 200, (name, answer.status_code)
            if number >= 3:
                times.append(watch.wall)
                work.append(watch.cpu)
        for address in addresses[:3]:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            most = max(most, len(queries))
        found[name] = (percentile(times, 0.5), percentile(times, 0.95), percentile(work, 0.5), most)
    return found


def main() -> None:
    """Measure, and print."""
    set_up()
    from django.test.utils import override_settings

    print_machine()
    with override_settings(ALLOWED_HOSTS=["*"], SECURE_SSL_REDIRECT=False):
        fill(FEW)
        few = measure(editor())
        fill(SUBMISSIONS)
        many = measure(editor())
    print_table(
        ["page of the desk", f"p50, {SUBMISSIONS:,}", f"p95, {SUBMISSIONS:,}", "processor",
         f"processor, {FEW}", "ratio", "queries"],
        [
            [name, f"{p50:.1f} ms", f"{p95:.1f} ms", f"{cpu:.1f} ms",
             f"{few[name][2]:.1f} ms", f"{cpu / few[name][2]:.2f}", f"{most} ({few[name][3]})"]
            for name, (p50, p95, cpu, most) in many.items()
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
