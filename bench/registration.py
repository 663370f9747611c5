"""The rush: 400 people register for 100 places within ten seconds, against a running server.

Start ``tessera serve`` first; then, with the same settings in the environment (data folder, and
``TESSERA_DATABASE_URL`` for PostgreSQL), ``.venv/bin/python bench/registration.py http://…:8000``.
Everybody fetches the form before; each sends it at an own moment of the ten seconds. Afterwards the
database is asked who has a place: the first hundred, in order of arrival, and nobody else.
"""

import http.cookiejar
import random
import re
import sys
import threading
import time
import urllib.parse
import urllib.request
from datetime import timedelta

from common import SEED, percentile, print_machine, set_up

PEOPLE, PLACES, SECONDS = 400, 100, 10.0


class Person:
    """A browser with cookies that fetched the form."""

    def __init__(self, address: str, number: int) -> None:
        self.address, self.number = address, number
        jar = http.cookiejar.CookieJar()
        self.open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar)).open
        page = self.open(address, timeout=30).read().decode()
        self.token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)[1]
        self.milliseconds, self.fault = 0.0, ""

    def register(self, at: float) -> None:
        """Send the form at a moment."""
        time.sleep(max(at - time.monotonic(), 0))
        data = {"csrfmiddlewaretoken": self.token, "name": f"Person {self.number}",
                "email": f"person{self.number}@example.org", "language": "en"}  # fmt: skip
        start = time.perf_counter()
        try:
            with self.open(self.address, urllib.parse.urlencode(data).encode(), timeout=60):
                pass
        except OSError as error:
            self.fault = str(error)
        self.milliseconds = (time.perf_counter() - start) * 1000


def make_session() -> "object":
    """A session with a hundred places."""
    from django.utils import timezone

    from tessera.accounts.actors import SYSTEM
    from tessera.meetings.actions import publish_session
    from tessera.meetings.drafting import draft_session
    from tessera.meetings.models import Session

    draft = draft_session(title="The rush", template="PAN", language="en", by=SYSTEM)
    Session.objects.filter(pk=draft.pk).update(
        capacity=PLACES, access="registration", starts_at=timezone.now() + timedelta(days=9)
    )
    return publish_session(draft, state="OPEN", by=SYSTEM)


def main() -> None:
    """Measure, and print."""
    base = sys.argv[1].rstrip("/")
    set_up()
    from django.db import connection

    session = make_session()
    print_machine()
    address = f"{base}/en/sessions/{session.identifier}/register/"
    people = [Person(address, number) for number in range(PEOPLE)]
    chance = random.Random(SEED)
    begin = time.monotonic() + 1
    threads = [
        threading.Thread(target=person.register, args=(begin + chance.uniform(0, SECONDS),))
        for person in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - begin
    rows = list(session.registrations.values_list("number", "state", "created_at"))
    right = [
        (number, "seated" if number <= PLACES else "waiting") for number in range(1, PEOPLE + 1)
    ]
    times = [person.milliseconds for person in people]
    print(f"| database | {connection.vendor} |\n|---|---|")
    print(f"| people, places | {PEOPLE}, {PLACES} |")
    print(f"| all answered after | {took:.1f} s |")
    print(f"| with a place | {sum(state == 'seated' for _n, state, _at in rows)} |")
    print(f"| on the waiting list | {sum(state == 'waiting' for _n, state, _at in rows)} |")
    print(f"| numbers without gap, places to the first | {[row[:2] for row in rows] == right} |")
    print(f"| answers: median, 95 %, slowest | {percentile(times, 0.5):.0f}, "
          f"{percentile(times, 0.95):.0f}, {max(times):.0f} ms |")  # fmt: skip
    print(f"| faults | {sum(bool(person.fault) for person in people)} |")
    session.delete()
    if [row[:2] for row in rows] != right:
        sys.exit(1)


if __name__ == "__main__":
    main()
