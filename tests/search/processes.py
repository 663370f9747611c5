"""Programs that test_kill.py starts and kills: ``python -m tests.search.processes <name>``."""

import json
import os
import random
import sys
import threading

import django

#: How many write at the same time.
WRITERS = 50


def say(word: str) -> None:
    """Tell the test where this program is."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def prepare() -> None:
    """Make the tables, a theme and a few records."""
    from django.core.management import call_command

    from tests.factories.catalogue import record
    from tests.factories.vocabularies import concept

    call_command("migrate", run_syncdb=True, verbosity=0)
    concept("TH", "LAN", en="Languages")
    for number in range(5):
        record(f"First cafés {number}", places=[])


def publish() -> None:
    """Publish, edit, withdraw and delete records."""
    from tessera.accounts.actors import SYSTEM
    from tessera.catalogue.actions import withdraw_record
    from tests.factories.catalogue import publish_again, record

    choices = random.Random(7)
    made = []
    say("begins")
    for number in range(int(os.environ["RECORDS"])):
        made.append(record(f"Cafés {number}", places=[]))
        each = made.pop(choices.randrange(len(made)))
        match choices.randrange(5):
            case 0:
                withdraw_record(each, by=SYSTEM, reason="Closed.")
            case 1:
                each.delete()
            case _:
                made.append(publish_again(each, title=f"Cafés, edited {number}"))


def edit() -> None:
    """Fifty people at once: each changes a word in title and summary of one record.

    Who is told that the database is busy tries again, as people do.
    """
    from django.db import OperationalError, connection

    from tests.factories.catalogue import publish_again, record, record_text

    texts = [[record_text("en", "Cafés wordzero", "About wordzero.")] for _ in range(WRITERS)]
    made = [record(texts=each, places=[]) for each in texts]
    say("begins")

    def write(mine: "object") -> None:
        for _attempt in range(20):
            try:
                publish_again(mine, title="Cafés wordone", summary="About wordone.")
                break
            except OperationalError:
                mine = type(mine).objects.get(pk=mine.pk)
        connection.close()

    threads = [threading.Thread(target=write, args=(each,)) for each in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(json.dumps([each.identifier for each in made]))


def work() -> None:
    """The product's own worker."""
    from tessera.running.worker import run_worker

    say("begins")
    run_worker()


def rebuild() -> None:
    """Rebuild the index; stop before the end, to be killed."""
    from tessera.search.indexing import reindex

    def wait(done: int, total: int) -> None:
        say("half-way")
        threading.Event().wait(60)

    reindex(wait if os.environ.get("STOP_HALF_WAY") else lambda done, total: None)


def compare() -> None:
    """Print what the index holds, what it should, and whether it is as far as the change log."""
    from tessera.changes.actions import latest_sequence
    from tessera.search.indexing import _revisions
    from tessera.search.service import engine

    index = engine()
    state = {
        "held": dict(index.documents()),
        "wanted": dict(_revisions()),
        "is_current": index.sequence() == latest_sequence(),
    }
    say(json.dumps(state))


if __name__ == "__main__":
    django.setup()
    {each.__name__: each for each in (prepare, publish, edit, work, rebuild, compare)}[
        sys.argv[1]
    ]()
