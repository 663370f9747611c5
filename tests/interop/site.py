"""One whole site as a program: ``python -m tests.interop.site PORT TITLE…``.

It answers on the port, and does what it is told line by line on its standard input; each is
answered by a line of JSON.
"""

import json
import sys
import threading
from datetime import timedelta
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


def prepare(titles: list[str]) -> dict:
    """Make tables, records and an administrator; their identifiers and the session's key."""
    from django.contrib.auth import get_user_model
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.test import Client

    from tests.factories.accounts import administrator
    from tests.factories.catalogue import record

    call_command("migrate", run_syncdb=True, verbosity=0)
    browser = Client()
    known = get_user_model().objects.filter(is_superuser=True).first()
    browser.force_login(known or administrator())
    session = browser.cookies["sessionid"].value
    assert SessionStore(session_key=session).exists(session)
    return {"session": session, "records": [record(each, places=[]).identifier for each in titles]}


def work(days: str = "0") -> dict:
    """The worker's part, until nothing is left to do, as if so many days had passed."""
    from django.utils import timezone

    from tessera.interop.friends.actions import tell_friends
    from tessera.interop.friends.looking import look_at_sites
    from tessera.interop.harvesting.running import Harvester, begin_due_runs

    now = timezone.now() + timedelta(days=2)
    look_at_sites(timezone.now() + timedelta(days=int(days)))
    begin_due_runs(now)
    harvester = Harvester()
    while harvester.step(now):
        now += timedelta(days=2)
    return {"told": tell_friends()}


def rename(identifier: str, title: str) -> dict:
    """Publish a record with another title."""
    from tessera.catalogue.models import Record
    from tests.factories.catalogue import publish_again

    publish_again(Record.objects.get(identifier=identifier).specific, title=title)
    return {}


def withdraw(identifier: str) -> dict:
    """Withdraw a record."""
    from tessera.accounts.actors import SYSTEM
    from tessera.catalogue.actions import withdraw_record
    from tessera.catalogue.models import Record

    withdraw_record(Record.objects.get(identifier=identifier), by=SYSTEM, reason="Outdated.")
    return {}


def age(days: str) -> dict:
    """Let what fails have failed for so many days."""
    from django.utils import timezone

    from tessera.interop.models import Source

    since = timezone.now() - timedelta(days=int(days))
    return {
        "failing": Source.objects.filter(failing_since__isnull=False).update(failing_since=since)
    }


def records() -> dict:
    """Every record here: its title, its home, and whether it is public."""
    from tessera.catalogue.models import RecordText

    rows = RecordText.objects.filter(language="en").select_related("record")
    return {
        text.record.identifier: [
            text.title, text.record.home, text.record.live and not text.record.is_withdrawn,
        ]
        for text in rows
    }  # fmt: skip


def say(what: dict) -> None:
    """Answer the test."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve, and do what is told."""
    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    port, *titles = sys.argv[1:]
    facts = prepare(titles)
    server = make_server("127.0.0.1", int(port), get_wsgi_application(), _Server, _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    say(facts)
    known = {each.__name__: each for each in (work, rename, withdraw, age, records)}
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        say(known[name](*arguments))
        connection.close()


if __name__ == "__main__":
    main()
